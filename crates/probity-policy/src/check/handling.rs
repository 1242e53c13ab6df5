//! What a data map says beyond whose a row is: conditions, rows that stay anonymous, counted or unread.

use super::context::{Context, Found, quoted};
use crate::codes;
use crate::grammar::Condition;
use crate::model::data_map::{DEFAULT_GROUP, ErasureDecision, Leaving, Link, LinkRole, RowFate, Table};
use crate::model::live::{ColumnClass, LiveTable};
use probity_source::{Diagnostic, Span};
use std::collections::BTreeSet;

/// Sentences of a table that may say for which rows they hold.
const CONDITIONAL: &[&str] = &["is", "belongs-to", "owns", "seen-by", "shows", "mentions"];

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    for table in context.all("table") {
        for sentence in &table.statement.block {
            let tail = &sentence.tail;
            let places = tail.people_in.first().map(|place| place.span);
            let rows = tail.when.as_ref().or(tail.unless.as_ref()).map(|condition| condition.span);
            let rows = rows.filter(|_| !CONDITIONAL.contains(&sentence.rule.name));
            if let Some(span) = places.or(rows) {
                unread(sentence.rule.name, span, found);
            }
        }
    }
    for table in &context.model.data_map.tables {
        for link in table.links.iter().filter(|link| link.leaving == Leaving::Delete) {
            goes_and_stays(context, table, link, found);
        }
        if let Some(decision) = &table.on_erasure {
            match decision.row {
                RowFate::Shred => shredded(context, table, decision, found),
                RowFate::Aggregate => counted(table, decision, found),
                RowFate::Anonymise => grouped(context, decision, found),
                RowFate::Delete | RowFate::Stay | RowFate::Keep(_) => {}
            }
        }
    }
}

/// A link takes the row from everybody, and the table says that its rows stay.
fn goes_and_stays(context: &Context<'_>, table: &Table, link: &Link, found: &mut Found) {
    let held = matches!(link.role, LinkRole::BelongsTo | LinkRole::SeenBy | LinkRole::Mentions);
    let reached = if held { Some(table) } else { context.tables.get(&link.to).copied() };
    let Some((reached, decision)) = reached.and_then(|table| Some((table, table.on_erasure.as_ref()?)))
    else {
        return;
    };
    if matches!(decision.row, RowFate::Delete | RowFate::Aggregate) {
        return;
    }
    found.push(
        Diagnostic::error(
            codes::GOES_AND_STAYS,
            format!("rows of `{}` would go for all, and stay whatever happens", reached.name),
        )
        .at(link.span)
        .label(decision.span, "here they stay")
        .help("leave `delete for all` out and name what is blanked, or let the rows go: on erasure delete"),
    );
}

fn unread(rule: &str, span: Span, found: &mut Found) {
    found.push(
        Diagnostic::error(
            codes::CONDITION_UNREAD,
            format!("a sentence such as `{rule}` holds for every row"),
        )
        .at(span)
        .note("with a condition that nobody keeps it would do more than it says")
        .help("put the condition on `is` or on a link, by columns: `when kind = \"customer\"`"),
    );
}

fn shredded(context: &Context<'_>, table: &Table, decision: &ErasureDecision, found: &mut Found) {
    let sealed: BTreeSet<&String> = table.ciphertexts.iter().flat_map(|one| &one.columns).collect();
    let linking: BTreeSet<&String> = table.links.iter().flat_map(|link| &link.columns).collect();
    let readable: Vec<&str> = table
        .columns
        .iter()
        .map(|column| &column.name)
        .filter(|name| !sealed.contains(name) && !linking.contains(name))
        .map(String::as_str)
        .collect();
    if sealed.is_empty() || !readable.is_empty() {
        let message = if sealed.is_empty() {
            format!("no key reads the columns of `{}`", table.name)
        } else {
            format!("{} of `{}` can be read without the key", quoted(readable.iter().copied()), table.name)
        };
        found.push(
            Diagnostic::error(codes::STAYS_READABLE, message)
                .at(decision.span)
                .help("name the encrypted columns with `ciphertext … under …`, or delete the row"),
        );
    }
    for ciphertext in &table.ciphertexts {
        let Some(keys) = context.tables.get(&ciphertext.keys) else { continue };
        let goes = keys.on_erasure.as_ref().is_some_and(|decision| decision.row == RowFate::Delete);
        let owned = keys.person.is_some() || keys.links.iter().any(|link| link.role == LinkRole::BelongsTo);
        if !goes || !owned {
            found.push(
                Diagnostic::error(
                    codes::KEY_STAYS,
                    format!("an erasure does not destroy the keys in `{}`", keys.name),
                )
                .at(ciphertext.span)
                .label(keys.span, "the keys")
                .help("say there whose each key is, and: on erasure delete"),
            );
        }
    }
}

fn counted(table: &Table, decision: &ErasureDecision, found: &mut Found) {
    let elsewhere = table.aggregate.as_ref().is_none_or(|one| one.into.store != table.name.store);
    if elsewhere {
        found.push(
            Diagnostic::error(
                codes::NO_TOTALS,
                format!("no table of the same store counts the rows of `{}`", table.name),
            )
            .at(table.aggregate.as_ref().map_or(decision.span, |one| one.span))
            .note("rows are counted and deleted in one transaction, so that none is lost or counted twice")
            .help("add: aggregate into STORE.TOTALS by COLUMNS, counted in COLUMN"),
        );
    }
}

fn grouped(context: &Context<'_>, decision: &ErasureDecision, found: &mut Found) {
    if context.model.data_map.anonymous_group.is_none() {
        found.push(
            Diagnostic::warning(
                codes::NO_GROUP_SIZE,
                format!(
                    "nothing says how many people an anonymous row must stand for: {DEFAULT_GROUP} are taken"
                ),
            )
            .at(decision.span)
            .note("a row that stands for one person alone is that person's still")
            .help(format!("add: anonymise in groups of at least {DEFAULT_GROUP}")),
        );
    }
}

/// Conditions and paths against the columns as they are.
pub(super) fn check_live(table: &Table, seen: &LiveTable, found: &mut Vec<Diagnostic>) {
    let conditions = table.person.iter().filter_map(|one| Some((one.when.as_ref()?, one.span)));
    let conditions =
        conditions.chain(table.links.iter().filter_map(|one| Some((one.when.as_ref()?, one.span))));
    for (condition, span) in conditions {
        for (name, value) in compared(condition) {
            let number = seen.column(name).is_some_and(|column| column.class == ColumnClass::Number);
            if number && value.parse::<f64>().is_err() {
                found.push(
                    Diagnostic::error(
                        codes::CONDITION_NEVER_TRUE,
                        format!("`{name}` of `{}` is a number and never compares with `{value}`", table.name),
                    )
                    .at(span)
                    .help("compare the column with a value of its type"),
                );
            }
        }
    }
    for link in &table.links {
        let (Some(embedded), Some(name)) = (&link.embedded, link.columns.first()) else { continue };
        let plain = seen
            .column(name)
            .is_some_and(|column| !matches!(column.class, ColumnClass::Text | ColumnClass::Any));
        if plain {
            found.push(
                Diagnostic::error(
                    codes::NOTHING_INSIDE,
                    format!("in `{name}` of `{}` nothing is found by `{}`", table.name, embedded.path),
                )
                .at(link.span)
                .help("name a JSON column, or an array column with the path `[]`"),
            );
        }
    }
}

/// The columns that a condition compares with values.
fn compared(condition: &Condition) -> Vec<(&str, &str)> {
    match condition {
        Condition::Fact(_) => Vec::new(),
        Condition::Compare { fact, with, .. } => vec![(fact, with)],
        Condition::Not(inner) => compared(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(compared).collect(),
    }
}

/// The columns that a condition asks for.
fn asked(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Fact(column) | Condition::Compare { fact: column, .. } => vec![column],
        Condition::Not(inner) => asked(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(asked).collect(),
    }
}

/// The columns of the table that these sentences speak of.
pub(super) fn spoken_of(table: &Table) -> Vec<(&str, Span)> {
    let mut all: Vec<(&str, Span)> = Vec::new();
    if let Some((condition, span)) =
        table.person.as_ref().and_then(|one| Some((one.when.as_ref()?, one.span)))
    {
        all.extend(asked(condition).into_iter().map(|name| (name, span)));
    }
    for link in &table.links {
        all.extend(link.when.iter().flat_map(asked).map(|name| (name, link.span)));
    }
    all.extend(table.aliases.iter().map(|identity| (identity.column.as_str(), table.span)));
    all.extend(table.replacements.iter().map(|one| (one.column.as_str(), one.span)));
    all.extend(table.coarsened.iter().map(|one| (one.column.as_str(), one.span)));
    if let Some(aggregate) = &table.aggregate {
        all.extend(aggregate.by.iter().map(|name| (name.as_str(), aggregate.span)));
    }
    for ciphertext in &table.ciphertexts {
        all.extend(ciphertext.columns.iter().map(|name| (name.as_str(), ciphertext.span)));
    }
    if let Some(decision) = &table.on_erasure {
        all.extend(decision.referred.iter().flatten().map(|name| (name.as_str(), decision.span)));
    }
    all
}
