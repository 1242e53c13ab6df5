//! The stores as `check --live` needs them: every store asked on its own, so that one that is
//! silent does not hide what the others say, and their schemas met with the data map.
//!
//! It changes nothing in a store and judges no policy: that is [`check_live`]'s business. What the
//! person graph finds besides becomes findings of the same codes.
//!
//! INVARIANT (SOUND-MEANS-PLANNABLE): a data map without an error here compiles to a [`PersonGraph`].

use crate::connect::{Limits, StoreHandle};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::PersonGraph;
use crate::graph_fault::{GraphFault, GraphFaultKind};
use crate::schema::{LiveColumn, LiveTable, Place, Schema, TableKind, TypeFamily};
use probity_policy::check::check_live;
use probity_policy::codes;
use probity_policy::model::Model;
use probity_policy::model::data_map::{DataMap, StoreKind};
use probity_policy::model::live;
use probity_source::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tokio::task::JoinSet;

/// What the stores of a data map answered about themselves.
#[derive(Debug, Default)]
pub struct Asked {
    /// The schemas of those that answered, by store.
    pub schemas: BTreeMap<String, Schema>,
    /// Why the others did not, in the order of their names.
    pub silent: Vec<StoreError>,
    /// Those that there is no connector for; a person has to look.
    pub by_hand: Vec<String>,
}

/// Asks every store of a data map for its schema, all at once.
pub async fn ask(
    map: &DataMap,
    folder: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
    limits: Limits,
) -> Asked {
    let mut asked = Asked::default();
    let mut silent = BTreeMap::new();
    let mut asking = JoinSet::new();
    let mut waited_for = BTreeSet::new();
    for store in &map.stores {
        match StoreHandle::new(store, folder, environment, limits) {
            Ok(handle) => {
                let handle = handle.described_by(map);
                waited_for.insert(store.name.clone());
                asking.spawn(async move { (handle.name().to_owned(), handle.schema().await) });
            }
            Err(StoreError::NoConnector { store, .. }) => asked.by_hand.push(store),
            Err(error) => {
                silent.insert(store.name.clone(), error);
            }
        }
    }
    while let Some(answer) = asking.join_next().await {
        let Ok((name, answer)) = answer else { continue };
        waited_for.remove(&name);
        match answer {
            Ok(schema) => {
                asked.schemas.insert(name, schema);
            }
            Err(error) => {
                silent.insert(name, error);
            }
        }
    }
    // A store whose task ended without an answer has not answered either.
    for store in waited_for {
        let source = EngineFault::own(FaultKind::Other, "asking it ended early");
        let error =
            StoreError::Failed { store: store.clone(), attempted: "read its catalogue".into(), source };
        silent.insert(store, error);
    }
    asked.silent = silent.into_values().collect();
    asked
}

/// What somebody who looked takes undescribed columns for: categories by table and column.
pub type Guesses = BTreeMap<(Place, String), String>;

/// All findings about a data map and the schemas of the stores that answered, with `guesses` by store.
#[must_use]
pub fn live_findings(
    model: &Model,
    schemas: BTreeMap<String, Schema>,
    guesses: &BTreeMap<String, Guesses>,
) -> Vec<Diagnostic> {
    let mut seen = live_schema(&model.data_map, &schemas);
    for (store, guesses) in guesses {
        let Some(store) = seen.stores.get_mut(store) else { continue };
        for ((place, column), category) in guesses {
            let table = store.schemas.get_mut(&place.schema).and_then(|tables| tables.get_mut(&place.table));
            let column = table.and_then(|table| table.columns.iter_mut().find(|one| one.name == *column));
            if let Some(column) = column {
                column.personal_guess = Some(category.clone());
            }
        }
    }
    let mut found = check_live(model, &seen);
    for fault in PersonGraph::compile(&model.data_map, schemas).err().into_iter().flatten() {
        let diagnostic = fault.diagnostic();
        let told = found.iter().any(|one| {
            one.code == diagnostic.code && (one.span == diagnostic.span || one.message == diagnostic.message)
        });
        // What the sentence alone shows to be wrong was told when the policy was compiled.
        if !told && diagnostic.code != codes::LINK_TO_NOWHERE {
            found.push(diagnostic);
        }
    }
    found
}

/// The schemas as the checks see them.
#[must_use]
pub fn live_schema(map: &DataMap, schemas: &BTreeMap<String, Schema>) -> live::LiveSchema {
    let mut all = live::LiveSchema::default();
    for (name, schema) in schemas {
        let dynamic = map
            .store(name)
            .is_some_and(|store| !matches!(store.kind, StoreKind::Postgres | StoreKind::MariaDb));
        let mut store =
            live::LiveStore { default_schema: schema.default_schema.clone(), ..live::LiveStore::default() };
        for (place, table) in &schema.tables {
            let tables = store.schemas.entry(place.schema.clone()).or_default();
            tables.insert(place.table.clone(), live_table(table, dynamic));
        }
        all.stores.insert(name.clone(), store);
    }
    all
}

fn live_table(table: &LiveTable, dynamic: bool) -> live::LiveTable {
    let primary = std::iter::once(&table.primary_key).filter(|key| !key.is_empty());
    live::LiveTable {
        kind: match table.kind {
            TableKind::Table | TableKind::Partitioned => live::LiveTableKind::Table,
            TableKind::Partition => live::LiveTableKind::Partition,
            TableKind::View | TableKind::StoredView => live::LiveTableKind::View,
        },
        columns: table
            .columns
            .iter()
            .map(|column| live::LiveColumn {
                name: column.name.clone(),
                class: if dynamic { live::ColumnClass::Any } else { class(column) },
                nullable: !column.not_null && !table.primary_key.contains(&column.name),
                personal_guess: None,
            })
            .collect(),
        keys: primary.chain(table.uniques.iter().map(|unique| &unique.columns)).cloned().collect(),
        foreign_keys: table
            .foreign_keys
            .iter()
            .map(|key| live::LiveForeignKey {
                columns: key.columns.clone(),
                to_schema: key.to.schema.clone(),
                to_table: key.to.table.clone(),
                to_columns: key.to_columns.clone(),
            })
            .collect(),
        indexes: table
            .indexes
            .iter()
            .filter(|index| index.holds_all_with_values())
            .map(|index| index.columns.clone())
            .collect(),
        rows: table.estimated_rows,
    }
}

fn class(column: &LiveColumn) -> live::ColumnClass {
    match column.family {
        TypeFamily::Text => live::ColumnClass::Text,
        TypeFamily::Integer(_) | TypeFamily::Decimal | TypeFamily::Float => live::ColumnClass::Number,
        TypeFamily::Date | TypeFamily::Timestamp => live::ColumnClass::Time,
        TypeFamily::Uuid => live::ColumnClass::Uuid,
        TypeFamily::Bytes => live::ColumnClass::Bytes,
        TypeFamily::Network => live::ColumnClass::Address,
        // What these compare with, the person graph knows better.
        TypeFamily::Boolean
        | TypeFamily::Time
        | TypeFamily::Json
        | TypeFamily::Money
        | TypeFamily::Enumeration
        | TypeFamily::Array
        | TypeFamily::Any
        | TypeFamily::Other => live::ColumnClass::Any,
    }
}

impl GraphFault {
    /// The fault as a finding.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match &self.kind {
            GraphFaultKind::UnknownTable => {
                (codes::TABLE_MISSING, "correct its name, or remove it from the data map")
            }
            GraphFaultKind::View => (codes::VIEW_MAPPED, "describe the tables that it reads"),
            GraphFaultKind::UnknownColumn(_) => {
                (codes::COLUMN_MISSING, "correct its name, or remove it from the data map")
            }
            GraphFaultKind::UnmappedTarget(_) => {
                (codes::LINK_TO_NOWHERE, "describe the table, or remove the link")
            }
            GraphFaultKind::NoKey(_) => (codes::LINK_WITHOUT_KEY, "say which columns there, after `=`"),
            GraphFaultKind::DifferentWidths { .. } => {
                (codes::LINK_COUNTS_DIFFER, "name as many columns there as here")
            }
            GraphFaultKind::Incomparable { .. } => {
                (codes::LINK_TYPES_DIFFER, "name the column that holds the same values as the other")
            }
            GraphFaultKind::NeverTrue { .. } => {
                (codes::CONDITION_NEVER_TRUE, "compare the column with a value of its type")
            }
            GraphFaultKind::NothingInside { .. } => {
                (codes::NOTHING_INSIDE, "name a JSON column, or an array column with the path `[]`")
            }
        };
        let message = match &self.kind {
            GraphFaultKind::UnknownColumn(column) => format!("`{}` has no column `{column}`", self.table),
            _ => self.to_string(),
        };
        Diagnostic::error(code, message).at(self.span).help(help)
    }
}
