//! Each table of the data map: its columns, its links, its identities, and what an erasure does to it.

use super::context::{Context, Found};
use super::data_map::{NameSpans, name_span};
use super::patterns::PatternMap;
use crate::codes;
use crate::model::data_map::{Anchor, ErasureDecision, Link, LinkRole, RowFate, Table};
use crate::model::policy::CategoryPattern;
use probity_source::{Diagnostic, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What retentions demand of tables, looked up once for each column.
struct Demands<'a> {
    anchors: PatternMap<BTreeSet<Anchor>>,
    by_reason: BTreeMap<&'a str, PatternMap<()>>,
    somewhere: BTreeSet<Anchor>,
}

pub(super) fn check(context: &Context<'_>, names: &NameSpans, found: &mut Found) {
    let demands = demands(context);
    for table in &context.model.data_map.tables {
        columns(context, table, found);
        identities(table, found);
        for link in &table.links {
            one_link(context, table, link, found);
        }
        match &table.on_erasure {
            Some(decision) => erasure(&demands, table, decision, found),
            None => undecided(names, table, found),
        }
        anchors(&demands, table, names, found);
    }
    nothing_personal(context, found);
}

fn demands<'a>(context: &Context<'a>) -> Demands<'a> {
    let mut anchors: BTreeMap<&str, BTreeSet<Anchor>> = BTreeMap::new();
    let mut by_reason: BTreeMap<&str, PatternMap<()>> = BTreeMap::new();
    for retention in &context.model.policy.retentions {
        for CategoryPattern { value, .. } in &retention.categories {
            for anchor in [&retention.after, &retention.and_after].into_iter().flatten() {
                anchors.entry(value).or_default().insert(anchor.value);
            }
            if let Some(because) = &retention.because {
                by_reason.entry(&because.value).or_default().insert(value, ());
            }
        }
    }
    let mut by_pattern = PatternMap::default();
    for (pattern, needed) in anchors {
        by_pattern.insert(pattern, needed);
    }
    let somewhere =
        context.model.data_map.tables.iter().flat_map(|table| table.anchors.keys().copied()).collect();
    Demands { anchors: by_pattern, by_reason, somewhere }
}

fn columns(context: &Context<'_>, table: &Table, found: &mut Found) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for column in &table.columns {
        if let Some(first) = seen.insert(&column.name, column.span) {
            twice(&column.name, column.span, Some(first), found);
        }
        let never = context
            .never_collected
            .covering(&column.category)
            .or_else(|| context.never_kept.covering(&column.category));
        if let Some(never) = never {
            found.push(
                Diagnostic::error(
                    codes::COLUMN_FORBIDDEN,
                    format!("`{}` holds `{}`, which the policy never keeps", column.name, column.category),
                )
                .at(column.span)
                .label(*never, "never, says this")
                .help("empty and drop the column, or correct the policy"),
            );
        } else if context.has_policy() && context.collected.touching(&column.category).is_none() {
            found.push(
                Diagnostic::warning(
                    codes::COLUMN_UNCOLLECTED,
                    format!("`{}` holds `{}`, and no sentence collects it", column.name, column.category),
                )
                .at(column.span)
                .help(format!("add: collect {} from person", column.category)),
            );
        }
    }
    for plain in table.plain.iter().filter(|plain| seen.contains_key(plain.as_str())) {
        twice(plain, table.span, seen.get(plain.as_str()).copied(), found);
    }
}

fn twice(name: &str, span: Span, first: Option<Span>, found: &mut Found) {
    let diagnostic =
        Diagnostic::error(codes::COLUMN_TWICE, format!("the column `{name}` is described twice"))
            .at(first.map_or(span, |first| if first == span { first } else { span }))
            .help("a column holds one category, or is plain; remove one of the two");
    found.push(match first {
        Some(first) => diagnostic.label(first, "first described here"),
        None => diagnostic,
    });
}

fn identities(table: &Table, found: &mut Found) {
    let Some(person) = &table.person else { return };
    let mut seen = BTreeSet::new();
    for identity in &person.identities {
        if !seen.insert(identity.name.as_str()) {
            found.push(
                Diagnostic::error(
                    codes::IDENTITY_TWICE,
                    format!("the identity `{}` is named twice", identity.name),
                )
                .at(person.span)
                .help("remove one, or give it another name with `as`"),
            );
        }
    }
}

fn one_link(context: &Context<'_>, table: &Table, link: &Link, found: &mut Found) {
    let Some(target) = context.tables.get(&link.to) else {
        found.push(
            Diagnostic::error(
                codes::LINK_TO_NOWHERE,
                format!("`{}` links to `{}`, which is not mapped", table.name, link.to),
            )
            .at(link.span)
            .help(format!("describe it: table {} {{ … }}", link.to)),
        );
        return;
    };
    let there = if link.to_columns.is_empty() {
        match &target.person {
            Some(person) => person.key.len(),
            // Its primary key, which only the live schema knows.
            None => return,
        }
    } else {
        link.to_columns.len()
    };
    if there != link.columns.len() {
        found.push(
            Diagnostic::error(
                codes::LINK_COUNTS_DIFFER,
                format!("{} columns here are compared with {there} there", link.columns.len()),
            )
            .at(link.span)
            .help("name as many columns on the one side as on the other"),
        );
    }
}

fn undecided(names: &NameSpans, table: &Table, found: &mut Found) {
    let owned = table.person.is_some() || table.links.iter().any(|link| link.role == LinkRole::BelongsTo);
    if owned {
        found.push(
            Diagnostic::warning(
                codes::NO_ERASURE_DECISION,
                format!("nothing says what an erasure does with the rows of `{}`", table.name),
            )
            .at(name_span(names, table.span))
            .note("until it is decided, a request for erasure stays open")
            .help("add, in its block: on erasure delete, or: on erasure keep because REASON, blank COLUMNS"),
        );
    }
}

fn erasure(demands: &Demands<'_>, table: &Table, decision: &ErasureDecision, found: &mut Found) {
    let key: &[String] = table.person.as_ref().map_or(&[], |person| &person.key);
    for column in decision.blank.iter().filter(|column| key.contains(column)) {
        found.push(
            Diagnostic::error(
                codes::KEY_BLANKED,
                format!("`{column}` is the key of `{}` and would be emptied", table.name),
            )
            .at(decision.span)
            .help("leave the key as it is, `pseudonymise` it, or delete the row"),
        );
    }
    let RowFate::Keep(reason) = &decision.row else { return };
    let Some(covered) = demands.by_reason.get(reason.because.as_str()) else {
        found.push(
            Diagnostic::error(
                codes::UNKNOWN_REASON,
                format!("no retention gives the reason `{}`", reason.because),
            )
            .at(decision.span)
            .help(format!("add: keep CATEGORY 7 years after collected because {}", reason.because)),
        );
        return;
    };
    let staying: Vec<&str> = table
        .columns
        .iter()
        .filter(|column| covered.touching(&column.category).is_none())
        .map(|column| column.name.as_str())
        .filter(|name| !decision.blank.iter().chain(&decision.pseudonymise).any(|emptied| emptied == name))
        .filter(|name| !key.iter().any(|part| part == name))
        .collect();
    if !staying.is_empty() {
        found.push(
            Diagnostic::note_only(
                codes::KEPT_BEYOND_REASON,
                format!(
                    "`{}` is no reason to keep {}",
                    reason.because,
                    super::context::quoted(staying.iter().copied())
                ),
            )
            .at(decision.span)
            .help(format!("add: blank {}", staying.join(", "))),
        );
    }
}

/// Instants of a row must be in its table; those of a person may be where the person is.
fn anchors(demands: &Demands<'_>, table: &Table, names: &NameSpans, found: &mut Found) {
    let mut missing: BTreeMap<Anchor, &str> = BTreeMap::new();
    for column in &table.columns {
        for anchor in demands.anchors.covering(&column.category).into_iter().flatten() {
            let of_person =
                matches!(anchor, Anchor::AccountEnd | Anchor::LastUse | Anchor::OptOut | Anchor::PurposeEnd);
            let named =
                table.anchors.contains_key(anchor) || (of_person && demands.somewhere.contains(anchor));
            if !named {
                missing.entry(*anchor).or_insert(&column.category);
            }
        }
    }
    for (anchor, category) in missing {
        found.push(
            Diagnostic::warning(
                codes::ANCHOR_UNNAMED,
                format!("nothing says which column of `{}` holds `{}`", table.name, anchor.words()),
            )
            .at(name_span(names, table.span))
            .note(format!("the retention of `{category}` counts from it, so its rows would never expire"))
            .help(format!("add, in its block: counts {} from COLUMN", anchor.words())),
        );
    }
}

fn nothing_personal(context: &Context<'_>, found: &mut Found) {
    for placed in context.all("nothing-personal") {
        let Some(table) = placed.heading else { continue };
        let personal = table
            .block
            .iter()
            .find(|inner| !matches!(inner.rule.name, "nothing-personal" | "plain" | "anchor"));
        if let Some(personal) = personal {
            found.push(
                Diagnostic::error(
                    codes::NOTHING_PERSONAL_BUT,
                    "the table holds nothing personal, and yet this is said of it",
                )
                .at(personal.span)
                .label(placed.statement.span, "nothing personal, says this")
                .help("remove one of the two sentences"),
            );
        }
    }
}
