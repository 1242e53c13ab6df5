//! The live schema: what the engine itself says about its tables.
//!
//! INVARIANT (SCHEMA-IS-DATA): nothing here asks a store; `engine` fills these types in a few
//! set-based catalogue queries, whatever the number of tables.

use std::collections::{BTreeMap, BTreeSet};

/// The tables of one store at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The schema that a table without one belongs to: `public`, `main`, or the database itself.
    pub default_schema: String,
    /// Tables and views by their place.
    pub tables: BTreeMap<Place, LiveTable>,
    /// Queries whose answer is stored now, and what they read.
    pub stored_views: Vec<StoredView>,
    /// Tables whose changes set off a trigger or a rule, which may write anywhere.
    pub triggered: BTreeSet<Place>,
}

/// A query whose answer is stored, with a copy of what it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredView {
    /// Where it is.
    pub place: Place,
    /// The tables that it reads, through views too.
    pub reads: BTreeSet<Place>,
    /// Whether it calls functions that may read more, which the catalogue does not tell.
    pub reads_more: bool,
    /// Whether the user may make it anew.
    pub refreshable: bool,
}

/// Schema and name of a table inside its store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The schema.
    pub schema: String,
    /// The table.
    pub table: String,
}

/// One table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub kind: TableKind,
    /// Its columns, in the engine's order.
    pub columns: Vec<LiveColumn>,
    /// The columns of the primary key; empty when it has none.
    pub primary_key: Vec<String>,
    /// Unique constraints and unique indexes over whole columns, without the primary key.
    pub uniques: Vec<Unique>,
    /// Check constraints.
    pub checks: Vec<Check>,
    /// Foreign keys to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// The engine's estimate of the number of rows, when it has one.
    pub estimated_rows: Option<u64>,
    /// A name by which the engine's own row number can be read, when rows have one (SQLite).
    pub row_number: Option<String>,
    /// Whether the engine keeps the former versions of its rows by itself (system versioning on MariaDB).
    pub versioned: bool,
}

/// What a relation of the schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Rows of its own.
    Table,
    /// Rows in partitions.
    Partitioned,
    /// A partition of another table, reached through that table.
    Partition,
    /// A query with a name.
    View,
    /// A query whose answer is stored, with a copy of what it read.
    StoredView,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// Its type as the engine writes it.
    pub type_name: String,
    /// What the type is for.
    pub family: TypeFamily,
    /// The most characters it takes, when limited.
    pub length: Option<u32>,
    /// How its texts are told apart, where the engine needs to be told (MariaDB): `utf8mb4_general_ci`.
    pub collation: Option<String>,
    /// Whether it must have a value.
    pub not_null: bool,
    /// Its default, as an expression of the engine.
    pub default: Option<String>,
    /// Whether the engine computes it.
    pub generated: bool,
}

/// What a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeFamily {
    /// Characters.
    Text,
    /// Whole numbers of this many bytes.
    Integer(u8),
    /// Exact numbers.
    Decimal,
    /// Inexact numbers.
    Float,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// An instant or a local date and time.
    Timestamp,
    /// A time of day or a length of time.
    Time,
    /// A UUID.
    Uuid,
    /// Bytes.
    Bytes,
    /// JSON.
    Json,
    /// A network address.
    Network,
    /// An amount in the engine's currency type.
    Money,
    /// One of a list of words.
    Enumeration,
    /// Several values.
    Array,
    /// Whatever is put in (an SQLite column without a type).
    Any,
    /// A type that this crate does not know.
    Other,
}

/// A unique constraint or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name; empty when it has none.
    pub name: String,
    /// What it says, in the engine's words.
    pub expression: String,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, or one made of its columns where the engine gives none.
    pub name: String,
    /// The columns here.
    pub columns: Vec<String>,
    /// The table there.
    pub to: Place,
    /// The columns there.
    pub to_columns: Vec<String>,
    /// What happens here when the row there is deleted.
    pub on_delete: OnDelete,
    /// Whether it can be checked at the end of the transaction.
    pub deferrable: bool,
}

/// What a foreign key does when the row it points to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion fails, unless the reference is gone at the end.
    NoAction,
    /// The deletion fails.
    Restrict,
    /// The referring row is deleted.
    Cascade,
    /// The referring columns are emptied.
    SetNull,
    /// The referring columns get their default.
    SetDefault,
}

impl Schema {
    /// The table of this name, in the default schema when none is given.
    #[must_use]
    pub fn find(&self, schema: Option<&str>, table: &str) -> Option<&LiveTable> {
        let schema = schema.unwrap_or(&self.default_schema);
        self.tables.get(&Place { schema: schema.to_owned(), table: table.to_owned() })
    }
}

impl LiveTable {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether no two rows can agree in these columns, empty values aside.
    #[must_use]
    pub fn is_unique_by(&self, columns: &[String]) -> bool {
        let within = |key: &[String]| !key.is_empty() && key.iter().all(|name| columns.contains(name));
        within(&self.primary_key) || self.uniques.iter().any(|unique| within(&unique.columns))
    }

    /// The name of a key or unique constraint that this column is part of.
    #[must_use]
    pub fn unique_constraint_with(&self, column: &str) -> Option<&str> {
        self.uniques
            .iter()
            .find(|unique| unique.columns.iter().any(|name| name == column))
            .map(|unique| unique.name.as_str())
    }
}

impl TypeFamily {
    /// Whether values are numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Decimal | Self::Float)
    }

    /// Whether a person's identity could be written inside a value.
    #[must_use]
    pub fn can_hold_words(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Array | Self::Any | Self::Network | Self::Other)
    }
}
