//! Which personal columns no access, no erasure, no retention and no purpose reaches.

use super::shown;
use crate::infer::{Examined, TableGuess};
use probity_policy::model::Model;
use probity_policy::model::data_map::{DataMap, LinkRole, Table, TableName};
use probity_policy::model::policy::covers;
use probity_stores::schema::Place;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is reached, and what is not.
#[derive(Clone, Debug, Serialize)]
pub struct Reach {
    /// Whether a data map was given that describes this store. Without one nothing is reached by anything yet,
    /// and what is told is what no drafted way would reach either.
    pub with_data_map: bool,
    /// Whether a policy was given.
    pub with_policy: bool,
    /// Columns that no access answer shows.
    pub no_access: Vec<Unreached>,
    /// Columns that no erasure reaches.
    pub no_erasure: Vec<Unreached>,
    /// Columns that no retention covers.
    pub no_retention: Vec<Unreached>,
    /// Columns that no purpose uses; empty without a policy.
    pub no_purpose: Vec<Unreached>,
}

/// A column that something does not reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreached {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// What it holds.
    pub category: String,
}

pub(super) fn reach(store: &str, examined: &Examined, model: Option<&Model>) -> Reach {
    let mapped = model.filter(|model| model.data_map.store(store).is_some());
    let mut reach = Reach {
        with_data_map: mapped.is_some(),
        with_policy: mapped.is_some_and(|model| model.policy.title.is_some()),
        no_access: Vec::new(),
        no_erasure: Vec::new(),
        no_retention: Vec::new(),
        no_purpose: Vec::new(),
    };
    let default = &examined.catalogue.schema.default_schema;
    let reached = mapped.map(|model| reached_tables(&model.data_map)).unwrap_or_default();
    for (place, table) in &examined.conclusions.tables {
        for (column, category) in table.personal() {
            let unreached = || Unreached {
                table: shown(place, default),
                column: column.name.clone(),
                category: category.value.clone(),
            };
            match mapped {
                None => without_map(table, unreached, &mut reach),
                Some(model) => {
                    let described = described(&model.data_map, store, place, default);
                    with_map(model, described, &reached, &column.name, unreached, &mut reach);
                }
            }
        }
    }
    reach
}

/// Rows that are people only because nothing leads from them to anybody.
fn without_map(table: &TableGuess, unreached: impl Fn() -> Unreached, reach: &mut Reach) {
    let led =
        table.reached && table.person.as_ref().is_none_or(|person| person.confidence.as_percent() >= 50);
    if !led {
        reach.no_access.push(unreached());
        reach.no_erasure.push(unreached());
    }
    reach.no_retention.push(unreached());
}

fn with_map(
    model: &Model,
    described: Option<&Table>,
    reached: &BTreeSet<TableName>,
    column: &str,
    unreached: impl Fn() -> Unreached,
    reach: &mut Reach,
) {
    let mapped = described
        .and_then(|table| table.columns.iter().find(|one| one.name == column).map(|one| (table, one)));
    let Some((table, mapped)) = mapped.filter(|(table, _)| reached.contains(&table.name)) else {
        reach.no_access.push(unreached());
        reach.no_erasure.push(unreached());
        reach.no_retention.push(unreached());
        if reach.with_policy {
            reach.no_purpose.push(unreached());
        }
        return;
    };
    if table.on_erasure.is_none() {
        reach.no_erasure.push(unreached());
    }
    let covered = |patterns: &[probity_policy::model::policy::CategoryPattern]| {
        patterns.iter().any(|pattern| covers(&pattern.value, &mapped.category))
    };
    if !model.policy.retentions.iter().any(|retention| covered(&retention.categories)) {
        reach.no_retention.push(unreached());
    }
    if reach.with_policy && !model.policy.purposes.iter().any(|purpose| covered(&purpose.uses)) {
        reach.no_purpose.push(unreached());
    }
}

/// The table of the map that describes a table of the store.
pub(crate) fn described<'m>(
    map: &'m DataMap,
    store: &str,
    place: &Place,
    default: &str,
) -> Option<&'m Table> {
    map.tables.iter().find(|table| {
        table.name.store == store
            && table.name.table == place.table
            && table.name.schema.as_deref().unwrap_or(default) == place.schema
    })
}

/// The tables of a map from which a way leads to people.
pub(crate) fn reached_tables(map: &DataMap) -> BTreeSet<TableName> {
    let mut next: BTreeMap<&TableName, Vec<&TableName>> = BTreeMap::new();
    for table in &map.tables {
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
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&TableName> =
        map.tables.iter().filter(|table| table.person.is_some()).map(|table| &table.name).collect();
    while let Some(name) = waiting.pop() {
        if reached.insert(name.clone()) {
            waiting.extend(next.get(name).into_iter().flatten());
        }
    }
    reached
}
