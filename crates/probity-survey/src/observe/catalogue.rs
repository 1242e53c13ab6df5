//! What the engine says about its tables, besides their shape.

use probity_stores::Engine;
use probity_stores::schema::{Place, Schema, TableKind};
use std::collections::{BTreeMap, BTreeSet};

/// A store's catalogue at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The engine.
    pub engine: Option<Engine>,
    /// What the records are kept in, of a store without tables of its own.
    pub kept_in: Option<&'static str>,
    /// Tables, columns, keys.
    pub schema: Schema,
    /// Comments of tables and, with a column's name, of columns.
    pub comments: BTreeMap<(Place, Option<String>), String>,
    /// The words of columns whose type is a list of words.
    pub labels: BTreeMap<(Place, String), Vec<String>>,
    /// Indexes.
    pub indexes: BTreeMap<Place, Vec<Index>>,
    /// Triggers that somebody made.
    pub triggers: Vec<Trigger>,
    /// What views read, through other views too.
    pub views: Vec<ViewRead>,
    /// Tables whose rows the engine shows only to some roles.
    pub row_security: BTreeSet<Place>,
    /// Ways around that.
    pub leaks: Vec<RowLeak>,
    /// What this role may not see.
    pub unseen: Vec<Unseen>,
    /// The size of tables in pages, where the engine tells.
    pub pages: BTreeMap<Place, u64>,
    /// The sentence of the data map that says where a table's records are, in a store that has no tables of its own.
    pub written: BTreeMap<Place, String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its columns in order; an expression ends the list.
    pub columns: Vec<String>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigger {
    /// Its table.
    pub table: Place,
    /// Its name.
    pub name: String,
    /// Whether it acts when a row is deleted or changed, and so in an erasure.
    pub on_erasure: bool,
}

/// A view reads a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewRead {
    /// The view.
    pub view: Place,
    /// Whether it keeps a copy.
    pub stored: bool,
    /// The table that it reads.
    pub table: Place,
    /// The column.
    pub column: String,
}

/// A way around row-level security.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLeak {
    /// The protected table.
    pub table: Place,
    /// What leads around it: a view's or function's name with its schema.
    pub through: String,
    /// How.
    pub kind: LeakKind,
}

/// How row-level security is passed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeakKind {
    /// A view that reads as its owner, who is not held to the rules.
    View,
    /// A stored view holds a copy of all rows, and has no rules of its own.
    StoredView,
    /// A function that runs as its owner, who is not held to the rules.
    Function,
}

/// Something that the role of this look may not see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unseen {
    /// The table.
    pub table: Place,
    /// What of it.
    pub part: UnseenPart,
}

/// What of a table cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnseenPart {
    /// No row.
    Everything,
    /// These columns.
    Columns(Vec<String>),
    /// Rows that row-level security hides from this role.
    SomeRows,
}

impl Catalogue {
    /// Whether this role may read the column's values.
    #[must_use]
    pub fn is_readable(&self, place: &Place, column: &str) -> bool {
        !self.unseen.iter().any(|unseen| {
            unseen.table == *place
                && match &unseen.part {
                    UnseenPart::Everything => true,
                    UnseenPart::Columns(columns) => columns.iter().any(|name| name == column),
                    UnseenPart::SomeRows => false,
                }
        })
    }

    /// Whether an index begins with these columns, in any order.
    #[must_use]
    pub fn is_indexed(&self, place: &Place, columns: &[String]) -> bool {
        let starts = |of: &[String]| {
            of.len() >= columns.len() && of.iter().take(columns.len()).all(|name| columns.contains(name))
        };
        let table = self.schema.tables.get(place);
        table.is_some_and(|table| {
            starts(&table.primary_key) || table.uniques.iter().any(|unique| starts(&unique.columns))
        }) || self.indexes.get(place).is_some_and(|all| all.iter().any(|index| starts(&index.columns)))
    }

    /// Tables with rows of their own.
    pub fn tables(&self) -> impl Iterator<Item = &probity_stores::schema::LiveTable> {
        self.schema
            .tables
            .values()
            .filter(|table| matches!(table.kind, TableKind::Table | TableKind::Partitioned))
    }

    /// What a view reads through a view it reads too. Which column of the inner view stands for which
    /// column below no engine says; the same name is taken for the same column.
    pub(super) fn follow_views(&mut self) {
        let mut all: BTreeSet<ViewRead> = self.views.iter().cloned().collect();
        let of_view: BTreeMap<Place, Vec<ViewRead>> =
            self.views.iter().fold(BTreeMap::new(), |mut map, read| {
                map.entry(read.view.clone()).or_insert_with(Vec::new).push(read.clone());
                map
            });
        let mut waiting: Vec<ViewRead> = self.views.clone();
        while let Some(read) = waiting.pop() {
            for inner in of_view.get(&read.table).into_iter().flatten() {
                if inner.column != read.column {
                    continue;
                }
                let further = ViewRead { view: read.view.clone(), stored: read.stored, ..inner.clone() };
                if all.insert(further.clone()) {
                    waiting.push(further);
                }
            }
        }
        self.views = all.into_iter().collect();
    }
}
