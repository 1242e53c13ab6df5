//! Promises about the whole of the data: purposes and retention for every column.

use super::gathering::{columns, words};
use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::data_map::{Column, Table};
use probity_policy::model::policy::covers;
use probity_policy::model::promise::Promise;
use probity_stores::schema::TableKind;

/// Columns of the stores that the data map neither gives a category nor calls plain. Keys and links
/// are part of the map.
pub(super) fn unknown_columns(world: &World<'_>) -> Vec<String> {
    let mut unknown = Vec::new();
    for (store, schema) in &world.schemas {
        let Ok(schema) = schema else { continue };
        for live in schema.tables.values().filter(|live| live.kind == TableKind::Table) {
            let mapped = world.model.data_map.tables.iter().find(|table| {
                table.name.store == *store
                    && schema
                        .find(table.name.schema.as_deref(), &table.name.table)
                        .is_some_and(|found| found.place == live.place)
            });
            for column in &live.columns {
                if !mapped.is_some_and(|table| is_known(table, &column.name)) {
                    unknown.push(format!("{store}.{}.{}", live.place.table, column.name));
                }
            }
        }
    }
    unknown
}

fn is_known(table: &Table, column: &str) -> bool {
    if table.nothing_personal {
        return true;
    }
    let keys = table
        .person
        .iter()
        .flat_map(|person| person.key.iter().chain(person.identities.iter().map(|one| &one.column)));
    table.columns.iter().any(|one| one.name == column || one.collected.as_deref() == Some(column))
        || table.plain.iter().any(|one| one == column)
        || table.anchors.values().any(|one| one == column)
        || table.links.iter().any(|link| link.columns.iter().any(|one| one == column))
        || keys.into_iter().any(|one| one == column)
}

fn all_columns<'a>(world: &World<'a>) -> Vec<(&'a Table, &'a Column)> {
    world
        .model
        .data_map
        .tables
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .collect()
}

fn every_column(world: &World<'_>, what: &str, has: impl Fn(&Column) -> bool) -> Verdict {
    if let Some(why) = world.unreadable() {
        return Verdict::unproven(why);
    }
    let unknown = unknown_columns(world);
    let mut evidence = world.schema_evidence();
    let all = all_columns(world);
    if let Some((table, column)) = all.iter().find(|(_, column)| !has(column)) {
        let place = format!("{}.{}", table.name, column.name);
        return Verdict::broken(format!("`{place}` ({}) has no {what}", column.category), evidence);
    }
    if let Some(first) = unknown.first() {
        return Verdict::unproven(format!(
            "{} columns are not in the data map, such as `{first}`",
            unknown.len()
        ))
        .having_asked(evidence);
    }
    evidence.push(world.evidence(
        "policy",
        "policy",
        "probity check",
        format!("{} personal columns, each with a {what}", all.len()),
    ));
    Verdict::kept(format!("each of {} personal columns has a {what}", all.len()), evidence)
}

/// GDPR article 5(1)(c).
pub(super) fn every_column_serves_a_purpose(world: &World<'_>) -> Verdict {
    let purposes = &world.model.policy.purposes;
    every_column(world, "purpose", |column| {
        purposes
            .iter()
            .any(|purpose| purpose.uses.iter().any(|pattern| covers(&pattern.value, &column.category)))
    })
}

/// GDPR article 5(1)(e).
pub(super) fn every_column_has_a_retention(world: &World<'_>) -> Verdict {
    let retentions = &world.model.policy.retentions;
    every_column(world, "retention", |column| {
        retentions
            .iter()
            .any(|one| one.categories.iter().any(|pattern| covers(&pattern.value, &column.category)))
    })
}

/// A purpose's `uses`: that it uses nothing else can only be shown by the gate.
pub(super) fn uses_are_mapped(promise: &Promise, world: &World<'_>) -> Verdict {
    let found = columns(world, &words(promise, "categories"));
    if found.is_empty() {
        return Verdict::unproven("no column of the data map holds what it uses");
    }
    Verdict::unproven("that it uses nothing else is for the gate to show, which is not there yet")
}

/// `treat device.ip as personal`: its columns are in the map, with a person and an erasure decision.
pub(super) fn treated_as_said(promise: &Promise, world: &World<'_>) -> Verdict {
    if promise.parameters.get("standing").and_then(|word| word.as_str()) == Some("not-personal") {
        return Verdict::unproven("what is not personal cannot be seen in a store");
    }
    if let Some(why) = world.unreadable() {
        return Verdict::unproven(why);
    }
    let found = columns(world, &words(promise, "categories"));
    if found.is_empty() {
        return Verdict::unproven("no column of the data map holds it");
    }
    let reached =
        |table: &Table| (table.person.is_some() || !table.links.is_empty()) && table.on_erasure.is_some();
    if let Some((table, column)) = found.iter().find(|(table, _)| !reached(table)) {
        let place = format!("{}.{}", table.name, column.name);
        return Verdict::broken(
            format!("`{place}` is reached by no access or erasure"),
            world.schema_evidence(),
        );
    }
    Verdict::kept(
        format!("{} columns hold it, each reached by access and erasure", found.len()),
        world.schema_evidence(),
    )
}
