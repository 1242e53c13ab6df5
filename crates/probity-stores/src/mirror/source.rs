//! What a store without sets of its own has to be able to do: say what records it has, hand over
//! those that are wanted, and make changes of single records last.
//!
//! It is not a query language. A source may hand over more than was wanted, because it can only be read
//! from end to end; it may never hand over less.
//!
//! INVARIANT (NO-BLIND-CHANGE): a source changes a record only while it is still the version that was
//! brought; otherwise it changes nothing of it and reports [`crate::FaultKind::LostRace`].

use crate::error::EngineFault;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::pin::Pin;

/// What a source does takes time and can fail.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, EngineFault>> + Send + 'a>>;

/// Called after each part of the changes that lasts, with its number from 0; breaking stops there, as a
/// crash would.
pub(crate) type Reached<'a> = dyn FnMut(usize) -> ControlFlow<()> + Send + 'a;

/// A store that is shown as tables.
pub(crate) trait Source: Send + Sync {
    /// Its tables, the same as long as it is open.
    fn tables(&self) -> &[SourceTable];

    /// Hands over all records of a table, by its number, that are wanted; others may be among them.
    fn bring<'a>(
        &'a mut self,
        table: usize,
        wanted: &'a Wanted,
        into: &'a mut (dyn Intake + 'a),
    ) -> Work<'a, ()>;

    /// What it takes to read a table, and to make these changes of it last, as a sentence. It asks nobody.
    fn toll(&self, table: usize, changes: &[&Change]) -> Option<String> {
        let _ = (table, changes);
        None
    }

    /// Makes changes last, in parts that each last wholly or not at all. Carrying out the rest after a
    /// stop is the caller's: it finds again what is not yet changed.
    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()>;
}

/// Where records go.
pub(crate) trait Intake: Send {
    /// Takes some; those that are not wanted or are here already are left out.
    fn take<'a>(&'a mut self, records: Vec<Record>) -> Work<'a, ()>;
}

/// A table as a source has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SourceTable {
    /// Its name in the data map.
    pub(crate) name: String,
    /// Its columns; the cells of a record stand in this order.
    pub(crate) columns: Vec<SourceColumn>,
    /// Columns that tell a record from all others whatever else changes; empty when there are none.
    pub(crate) key: Vec<String>,
    /// Further sets of columns in which no two records agree.
    pub(crate) uniques: Vec<Vec<String>>,
}

/// A column as a source has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceColumn {
    /// Its name.
    pub(crate) name: String,
    /// What its values are.
    pub(crate) kind: CellKind,
    /// Whether it cannot be changed in a record that stays, such as a part of a file's name.
    pub(crate) fixed: bool,
    /// Whether it can never be empty.
    pub(crate) required: bool,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Texts, and whatever else as its text, so that keys of all tables compare.
    Text,
    /// Whatever there is.
    Any,
    /// JSON as text.
    Json,
    /// True and false, as 1 and 0.
    Boolean,
    /// An instant as text.
    Instant,
}

/// A record of a table.
#[derive(Clone, PartialEq)]
pub(crate) struct Record {
    /// Where it is; two records of a table never have the same.
    pub(crate) address: String,
    /// What changes when the record does.
    pub(crate) version: String,
    /// Its cells, one for each column.
    pub(crate) cells: Vec<Cell>,
}

/// A value of a record.
#[derive(Clone, PartialEq)]
pub(crate) enum Cell {
    /// None.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text.
    Text(String),
}

/// Which records of a table are wanted.
#[derive(Clone)]
pub(crate) enum Wanted {
    /// All of them.
    All,
    /// Those whose cells in these columns, by number, are one of these tuples as texts.
    Equal {
        /// The columns.
        columns: Vec<usize>,
        /// The tuples; in lower case where case does not matter.
        tuples: BTreeSet<Vec<String>>,
        /// Whether `A` and `a` are the same.
        ignoring_case: bool,
    },
    /// Those in which one of these texts, in lower case, occurs.
    Containing(Vec<String>),
}

/// What becomes of a record.
#[derive(Clone, PartialEq)]
pub(crate) struct Change {
    /// The number of its table.
    pub(crate) table: usize,
    /// Where it is.
    pub(crate) address: String,
    /// The version that was brought.
    pub(crate) version: String,
    /// What is done to it.
    pub(crate) deed: Deed,
}

/// What is done to a record.
#[derive(Clone, PartialEq)]
pub(crate) enum Deed {
    /// It goes.
    Gone,
    /// These columns, by number, become something else.
    Becomes(Vec<(usize, Cell)>),
}

impl Cell {
    /// Its text, as the mirror compares it; nothing for none.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Integer(number) => Some(number.to_string()),
            // As SQLite writes it: `1.0`, not `1`.
            Self::Real(number) => Some(format!("{number:?}")),
            Self::Text(text) => Some(text.clone()),
        }
    }

    /// As JSON, to be handed to the mirror.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Integer(number) => (*number).into(),
            Self::Real(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

impl Wanted {
    /// Whether a record is wanted.
    pub(crate) fn wants(&self, record: &Record) -> bool {
        match self {
            Self::All => true,
            Self::Equal { columns, tuples, ignoring_case } => {
                let tuple: Option<Vec<String>> = columns
                    .iter()
                    .map(|column| {
                        let text = record.cells.get(*column)?.text()?;
                        Some(if *ignoring_case { text.to_lowercase() } else { text })
                    })
                    .collect();
                tuple.is_some_and(|tuple| tuples.contains(&tuple))
            }
            Self::Containing(texts) => record.cells.iter().filter_map(Cell::text).any(|cell| {
                let cell = cell.to_lowercase();
                texts.iter().any(|text| cell.contains(text))
            }),
        }
    }
}

impl std::fmt::Debug for Record {
    /// The cells of a record are a person's.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Record").field("cells", &self.cells.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Change {
    /// Addresses and cells are a person's.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let deed = match &self.deed {
            Deed::Gone => "gone",
            Deed::Becomes(_) => "becomes",
        };
        formatter
            .debug_struct("Change")
            .field("table", &self.table)
            .field("deed", &deed)
            .finish_non_exhaustive()
    }
}
