//! The live schema as the checks see it: what the engines themselves say about their tables.
//!
//! Pure data. `probity-stores` asks the engines and fills it; nothing here connects to anything.

use super::data_map::TableName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The stores that answered, by their names in the language. One that did not answer is absent,
/// and nothing is said about its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveSchema {
    /// By name.
    pub stores: BTreeMap<String, LiveStore>,
}

/// One store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveStore {
    /// The schema that a table without one belongs to, such as `public`; empty where there are none.
    #[serde(default)]
    pub default_schema: String,
    /// Its schemas with their tables, both by name.
    pub schemas: BTreeMap<String, BTreeMap<String, LiveTable>>,
}

/// One table or view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveTable {
    /// Whether it has rows of its own.
    #[serde(default)]
    pub kind: LiveTableKind,
    /// Its columns, in the engine's order.
    pub columns: Vec<LiveColumn>,
    /// Sets of columns in which no two rows agree: primary key, unique constraints, unique indexes.
    #[serde(default)]
    pub keys: Vec<Vec<String>>,
    /// Its foreign keys.
    #[serde(default)]
    pub foreign_keys: Vec<LiveForeignKey>,
    /// The leading columns of the indexes by which its rows are looked up, those of keys not among them.
    #[serde(default)]
    pub indexes: Vec<Vec<String>>,
    /// About how many rows it has, where the engine knows.
    #[serde(default)]
    pub rows: Option<u64>,
}

/// What a relation is, as far as rows go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiveTableKind {
    /// It has rows.
    #[default]
    Table,
    /// It shows the rows of others, or a copy of them.
    View,
    /// It holds a part of another table's rows, and is reached through that table.
    Partition,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// What its type is for.
    #[serde(default)]
    pub class: ColumnClass,
    /// May it be empty?
    #[serde(default)]
    pub nullable: bool,
    /// The category that somebody who looked at the values takes it for.
    #[serde(default)]
    pub personal_guess: Option<String>,
}

/// What a column's type is for, as far as comparing goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnClass {
    /// Characters.
    Text,
    /// Numbers of any kind.
    Number,
    /// Days and instants.
    Time,
    /// UUIDs.
    Uuid,
    /// Bytes.
    Bytes,
    /// Network addresses.
    Address,
    /// Whatever is put in, or a type that nobody knows: compares with all.
    #[default]
    Any,
}

impl ColumnClass {
    /// Can a value of the one equal a value of the other? A text compares with all, by how they are written.
    #[must_use]
    pub fn compares_with(self, other: Self) -> bool {
        self == other || [self, other].iter().any(|class| matches!(class, Self::Any | Self::Text))
    }
}

/// One foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveForeignKey {
    /// The columns here.
    pub columns: Vec<String>,
    /// The schema of the table there; empty for the store's default.
    #[serde(default)]
    pub to_schema: String,
    /// The table there.
    pub to_table: String,
    /// The columns there.
    pub to_columns: Vec<String>,
}

impl LiveStore {
    /// The table of a name in the data map.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&LiveTable> {
        self.schemas.get(name.schema.as_ref().unwrap_or(&self.default_schema))?.get(&name.table)
    }
}

impl LiveTable {
    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Is there a key or an index that begins with one of these columns?
    #[must_use]
    pub fn is_indexed_by(&self, columns: &[String]) -> bool {
        let first = |index: &Vec<String>| index.first().is_some_and(|column| columns.contains(column));
        self.keys.iter().chain(&self.indexes).any(first)
    }

    /// Can no two rows agree in all of these columns?
    #[must_use]
    pub fn is_unique_by(&self, columns: &[String]) -> bool {
        self.keys.iter().any(|key| !key.is_empty() && key.iter().all(|column| columns.contains(column)))
    }
}
