//! What differs between engines, behind one trait; one file of SQL per engine.
//!
//! It is not an abstraction over databases: the SQL core above it is written once in the subset
//! that both engines understand, and asks here only where they differ.

pub(crate) mod inside;
mod postgres;
mod postgres_schema;
mod sqlite;
mod sqlite_schema;

pub(crate) use postgres::fault as postgres_fault;
pub(crate) use postgres_schema::introspect as introspect_postgres;
pub(crate) use sqlite::fault as sqlite_fault;
pub(crate) use sqlite_schema::introspect as introspect_sqlite;

use crate::schema::{LiveColumn, LiveTable};

/// How many rows are packed into one.
const PACK: usize = 4_096;

/// The engines that this crate drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads only, in a transaction that is never committed; SQLite itself refuses changes.
    Read,
    /// Reads and changes.
    Change,
}

/// How the rows of a table are told apart inside one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowAddress {
    /// Names of the addressing columns, quoted where they are columns of the table.
    pub(crate) columns: Vec<String>,
    /// Their types, for the temporary tables that hold them.
    pub(crate) types: Vec<String>,
    /// The same as column names, where they are columns of the table.
    pub(crate) names: Vec<String>,
}

/// How a column is compared with keys: patterns in which `{}` stands for the expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    searched: &'static str,
    key: String,
}

impl Comparison {
    pub(crate) fn new(searched: &'static str, key: impl Into<String>) -> Self {
        Self { searched, key: key.into() }
    }

    /// The searched side.
    pub(crate) fn searched(&self, expression: &str) -> String {
        self.searched.split("{}").collect::<Vec<_>>().join(expression)
    }

    /// The side of the keys.
    pub(crate) fn key(&self, expression: &str) -> String {
        self.key.split("{}").collect::<Vec<_>>().join(expression)
    }
}

/// What a key is before it is compared with a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeyType<'a> {
    /// A value of this column.
    Column(&'a LiveColumn),
    /// The canonical text of a value, from a request or another store.
    Text,
}

/// Where engines differ.
pub(crate) trait Dialect: Sync {
    /// The name of a temporary table.
    fn temporary(&self, name: &str) -> String;
    /// An index of a temporary table.
    fn index_temporary(&self, table: &str, column: &str) -> String;
    /// A text as a value of the column's type.
    fn cast_text(&self, expression: &str, column: &LiveColumn) -> String;
    /// How rows of this table are addressed.
    fn address(&self, table: &LiveTable) -> RowAddress;
    /// The same text for the same value, in every store of this engine.
    fn canonical_text(&self, expression: &str, column: &LiveColumn) -> String;
    /// How `searched` is compared with keys; nothing when the two never compare.
    fn comparison(&self, searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison>;
    /// `SELECT` of `width` text columns `v1 …` from the JSON array of arrays in `$1`.
    fn tuples(&self, width: usize) -> String;
    /// Statements that begin a transaction which sees one instant.
    fn begin(&self, access: Access) -> &'static str;
    /// A value of the column's type that says nothing: its default, or empty, or zero.
    fn neutral(&self, column: &LiveColumn) -> Option<String>;
    /// The expression under which a column is shown to a person.
    fn shown(&self, column: &LiveColumn, expression: &str) -> String;
    /// Statement before changes that lets constraints wait for the end where they can.
    fn defer_constraints(&self) -> &'static str;
    /// Statement after changes that makes waiting constraints speak now; empty when there is none.
    fn check_constraints_now(&self) -> &'static str;
    /// An expression that is true when a text in lower case (a parameter such as `$1`) occurs in the column.
    fn contains(&self, expression: &str, text: &str) -> String;
    /// The rows of a question whose columns are texts `c1 …`, many to a row: each row of the answer is
    /// one JSON array of arrays. Thousands of short rows cost more on their way than in the engine.
    fn packed(&self, question: &str, width: usize) -> String;
    /// Up to how many rows a set is better asked for again than written down.
    fn asks_up_to(&self) -> u64;
    /// A question for `size` keys of a temporary table, so that the engine knows how many there are.
    fn sized(&self, question: String, size: u64) -> String;
    /// A question for one text that stands for the values of some columns in all rows of `from`: their count,
    /// a space, and what is the same for the same rows only.
    fn sum(&self, columns: &[(String, &LiveColumn)], from: &str, salt: &[u8]) -> String;
    /// Whether a deletion can answer the sum of what it deleted.
    fn sums_what_it_deletes(&self) -> bool {
        false
    }
    /// A deletion that answers the sum of the columns in the rows that it deleted.
    fn deletion_with_sum(
        &self,
        _statement: &str,
        _columns: &[(String, &LiveColumn)],
        _salt: &[u8],
    ) -> Option<String> {
        None
    }
    /// A text that stands for all values of a row, for tables without a key.
    fn whole_row(&self, table: &LiveTable, alias: &str) -> String;
    /// Equality without regard to case, with a text in `$1`.
    fn same_ignoring_case(&self, expression: &str) -> String;
}

impl Engine {
    pub(crate) fn dialect(self) -> &'static dyn Dialect {
        match self {
            Self::Sqlite => &sqlite::SqliteDialect,
            Self::Postgres => &postgres::PostgresDialect,
        }
    }
}

/// A name as an identifier, whatever characters it has.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Schema and table as an identifier.
pub(crate) fn qualified(table: &LiveTable) -> String {
    format!("{}.{}", quoted(&table.place.schema), quoted(&table.place.table))
}
