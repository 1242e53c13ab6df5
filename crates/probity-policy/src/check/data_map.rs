//! The data map as a whole: stores, names, and whether each personal row leads to somebody.

use super::context::{Context, Found, suggested};
use super::patterns::{PatternMap, is_everything};
use super::{records, table};
use crate::codes;
use crate::model::data_map::{LinkRole, Location, StoreKind, Table, TableName};
use probity_source::{Diagnostic, Span};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let names = name_spans(context);
    stores(context, found);
    tables(context, &names, found);
    no_way_to_person(context, &names, found);
    stored_nowhere(context, found);
    table::check(context, &names, found);
    records::check(context, &names, found);
}

/// Where each table's name stands, by the place of the table.
pub(super) type NameSpans = BTreeMap<Span, Span>;

fn name_spans(context: &Context<'_>) -> NameSpans {
    context
        .all("table")
        .filter_map(|placed| Some((placed.statement.span, placed.statement.name("table")?.span)))
        .collect()
}

/// The place of a table's name.
pub(super) fn name_span(names: &NameSpans, table: Span) -> Span {
    names.get(&table).copied().unwrap_or(table)
}

fn stores(context: &Context<'_>, found: &mut Found) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for store in &context.model.data_map.stores {
        if let Some(first) = seen.insert(&store.name, store.span) {
            found.push(
                Diagnostic::error(codes::DECLARED_TWICE, format!("`store {}` is declared twice", store.name))
                    .at(store.span)
                    .label(first, "first declared here")
                    .help("give one of them another name"),
            );
        }
        let empty = matches!(&store.location, Location::Written(address) if address.is_empty());
        if empty && store.kind != StoreKind::Manual {
            found.push(
                Diagnostic::error(
                    codes::STORE_WITHOUT_ADDRESS,
                    format!("nothing says where `store {}` is found", store.name),
                )
                .at(store.span)
                .help("add `env` and the variable that holds its address, or the path in quotes"),
            );
        }
    }
}

fn tables(context: &Context<'_>, names: &NameSpans, found: &mut Found) {
    let stores: BTreeSet<&str> =
        context.model.data_map.stores.iter().map(|store| store.name.as_str()).collect();
    let mut seen: BTreeMap<&TableName, Span> = BTreeMap::new();
    for table in &context.model.data_map.tables {
        let span = name_span(names, table.span);
        if !stores.contains(table.name.store.as_str()) {
            let diagnostic = Diagnostic::error(
                codes::UNKNOWN_STORE,
                format!("`{}` is not a store of this data map", table.name.store),
            )
            .at(span);
            found_store(found, diagnostic, span, table.name.store.as_str(), &stores);
        }
        if let Some(first) = seen.insert(&table.name, span) {
            found.push(
                Diagnostic::error(
                    codes::DECLARED_TWICE,
                    format!("`table {}` is described twice", table.name),
                )
                .at(span)
                .label(first, "first described here")
                .help("join the two blocks"),
            );
        }
    }
}

fn found_store(found: &mut Found, diagnostic: Diagnostic, span: Span, store: &str, stores: &BTreeSet<&str>) {
    let meant = found.meant(store, stores.iter().copied());
    let length = u32::try_from(store.len()).unwrap_or(u32::MAX);
    // A name in back quotes is longer in the text than its value, so it is not changed by machine.
    let only_store =
        Span::new(span.source(), span.start(), span.start().saturating_add(length).min(span.end()));
    found.push(match meant {
        Some(meant) => suggested(diagnostic, only_store, meant),
        None => diagnostic.help(format!("add: store {store} = postgres env {}_URL", store.to_uppercase())),
    });
}

/// Which tables lead to people, by going out from the people.
fn no_way_to_person(context: &Context<'_>, names: &NameSpans, found: &mut Found) {
    let tables = &context.model.data_map.tables;
    let mut next: BTreeMap<&TableName, Vec<&TableName>> = BTreeMap::new();
    for table in tables {
        for link in &table.links {
            match link.role {
                LinkRole::BelongsTo | LinkRole::SeenBy | LinkRole::Mentions => {
                    next.entry(&link.to).or_default().push(&table.name);
                }
                // They find people and keys, and are no way from people to their rows.
                LinkRole::Identifies | LinkRole::SealedBy => {}
                LinkRole::Owns | LinkRole::Shows => next.entry(&table.name).or_default().push(&link.to),
            }
        }
    }
    let mut reached: BTreeSet<&TableName> = BTreeSet::new();
    let mut waiting: Vec<&TableName> =
        tables.iter().filter(|table| table.person.is_some()).map(|table| &table.name).collect();
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            waiting.extend(next.get(name).into_iter().flatten());
        }
    }
    let astray = |table: &&Table| {
        !table.columns.is_empty() && !reached.contains(&table.name) && table.derived.is_none()
    };
    for table in tables.iter().filter(astray) {
        let diagnostic = Diagnostic::error(
            codes::NO_WAY_TO_PERSON,
            format!("`{}` holds personal data, and nothing says whose", table.name),
        )
        .at(name_span(names, table.span))
        .note("no request would find these rows, and no erasure would reach them");
        found.push(if table.links.is_empty() {
            diagnostic.help("add, in its block: belongs to STORE.TABLE by COLUMN, or: is KIND by COLUMN")
        } else {
            diagnostic.help(
                "its links lead to no table with `is`; follow them to the people and describe that table",
            )
        });
    }
}

fn stored_nowhere(context: &Context<'_>, found: &mut Found) {
    let tables = &context.model.data_map.tables;
    if tables.is_empty() {
        return;
    }
    let mut stored: PatternMap<()> = PatternMap::default();
    for column in tables.iter().flat_map(|table| &table.columns) {
        stored.insert(&column.category, ());
    }
    for collected in &context.model.policy.collected {
        for category in collected.categories.iter().filter(|one| !is_everything(&one.value)) {
            let stays_nowhere = context.never_kept.covering(&category.value).is_some();
            if stored.touching(&category.value).is_none() && !stays_nowhere {
                found.push(
                    Diagnostic::note_only(
                        codes::STORED_NOWHERE,
                        format!("`{}` is collected, and no column of the data map holds it", category.value),
                    )
                    .at(category.span)
                    .help("name the column that holds it, or stop collecting it"),
                );
            }
        }
    }
}
