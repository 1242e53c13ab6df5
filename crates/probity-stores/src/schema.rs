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
    /// Indexes by which rows with given values can be looked up, those of keys among them.
    pub indexes: Vec<Index>,
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

/// An index by which rows can be looked up. One that an engine does not use yet, or that only searches words
/// or shapes, is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its leading columns, up to the first expression.
    pub columns: Vec<String>,
    /// What it begins with, when that is no column, in the engine's words.
    pub expression: Option<String>,
    /// Which rows it holds, in the engine's words; all of them when absent.
    pub only: Option<String>,
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

impl Index {
    /// Whether every row is in it that has a value in its first column.
    #[must_use]
    pub fn holds_all_with_values(&self) -> bool {
        let full = self.columns.first().map(|first| format!("{}isnotnull", bare(first)));
        self.only.as_ref().is_none_or(|only| full == Some(bare(only)))
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

    /// The index by which rows with given values in these columns are looked up: the one that begins with most of
    /// them. One that leaves rows out is used only when those have no value to look for.
    #[must_use]
    pub fn index_on(&self, columns: &[String]) -> Option<&Index> {
        let mut best: Option<(&Index, usize)> = None;
        for index in &self.indexes {
            let led = index.columns.iter().take_while(|column| columns.contains(column)).count();
            if led > 0 && index.holds_all_with_values() && best.is_none_or(|(_, known)| led > known) {
                best = Some((index, led));
            }
        }
        best.map(|(index, _)| index)
    }

    /// The index over an expression, compared without regard to how it is written.
    #[must_use]
    pub fn index_on_expression(&self, expression: &str) -> Option<&Index> {
        let wanted = bare(expression);
        let same = |index: &&Index| {
            index.only.is_none() && index.expression.as_deref().is_some_and(|one| bare(one) == wanted)
        };
        self.indexes.iter().find(same)
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

/// An expression without what engines add when they repeat it: quotes, parentheses, blanks, and PostgreSQL's casts.
fn bare(expression: &str) -> String {
    let mut text: String = expression
        .to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '"' | '`' | '(' | ')' | '[' | ']'))
        .collect();
    for cast in ["::text", "::charactervarying"] {
        text = text.replace(cast, "");
    }
    text
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
