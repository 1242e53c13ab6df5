//! What differs between engines, behind one trait; one file of SQL per engine.
//!
//! It is not an abstraction over databases: the SQL core above it is written once in the subset
//! that all engines understand, and asks here only where they differ.

pub(crate) mod coarse;
pub(crate) mod inside;
pub(crate) mod key_values;
mod mariadb;
mod mariadb_fault;
mod mariadb_keys;
mod mariadb_schema;
mod postgres;
mod postgres_schema;
mod sqlite;
mod sqlite_instants;
mod sqlite_schema;
mod sqlite_sizes;

pub(crate) use mariadb::prepared as mariadb_prepared;
pub(crate) use mariadb_fault::fault as mariadb_fault;
pub(crate) use mariadb_schema::introspect as introspect_mariadb;
pub(crate) use postgres::fault as postgres_fault;
pub(crate) use postgres_schema::introspect as introspect_postgres;
pub(crate) use sqlite::{fault as sqlite_fault, identifiers_only};
pub(crate) use sqlite_schema::introspect as introspect_sqlite;

use crate::schema::{LiveColumn, LiveTable};
use key_values::KeyValue;
use probity_law::Cutoff;

/// `a OR b OR …`, put together in halves: engines go only so deep into an expression (SQLite a thousand levels).
pub(crate) fn any_of(conditions: &[String]) -> String {
    match conditions {
        [] => "1 = 0".to_owned(),
        [only] => only.clone(),
        many => {
            let (first, second) = many.split_at(many.len() / 2);
            format!("({} OR {})", any_of(first), any_of(second))
        }
    }
}

/// How many rows are packed into one.
const PACK: usize = 4_096;

/// The engines that this crate drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
}

/// How a deletion tells which rows it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// It does not.
    Nothing,
    /// It can answer the sum of their keys.
    Sum,
    /// The engine says their row numbers while it deletes them.
    Numbers,
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

impl RowAddress {
    /// An addressing column so that nothing beside the table takes its name. One that is computed from
    /// all columns stays as it is.
    pub(crate) fn qualified(&self, column: &str, table: &LiveTable) -> String {
        if column.ends_with(')') { column.to_owned() } else { format!("{}.{column}", qualified(table)) }
    }
}

/// Rows of a set that a temporary table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Members {
    /// The temporary table, as a statement names it.
    pub(crate) table: String,
    /// A condition on it; empty when all its rows are meant.
    pub(crate) filter: String,
}

impl Members {
    /// `SELECT` of their addresses.
    pub(crate) fn keys(&self, width: usize) -> String {
        let filter = if self.filter.is_empty() { String::new() } else { format!(" WHERE {}", self.filter) };
        format!("SELECT {} FROM {}{filter}", key_names(width).join(", "), self.table)
    }
}

/// The names of the addressing columns in the temporary tables that hold sets.
pub(crate) fn key_names(width: usize) -> Vec<String> {
    (1..=width).map(|number| format!("k{number}")).collect()
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

    /// Whether both sides are compared as they are.
    pub(crate) fn is_plain(&self) -> bool {
        self.searched == "{}" && self.key == "{}"
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
    /// Makes a temporary table of columns with their types.
    fn create_temporary(&self, name: &str, columns: &[(String, String)]) -> String {
        let columns: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        format!("CREATE TEMPORARY TABLE {} ({})", quoted(name), columns.join(", "))
    }
    /// Drops a temporary table, with the semicolon after it.
    fn drop_temporary(&self, name: &str) -> String {
        format!("DROP TABLE IF EXISTS {};", self.temporary(name))
    }
    /// Statements that write the rows of a question down, with a `number` from 1: `columns` are names and
    /// expressions, `rest` is its `FROM …`.
    fn collect(&self, name: &str, columns: &[(String, String)], rest: &str) -> Vec<String> {
        let listed: String = columns.iter().map(|(name, value)| format!(", {value} AS {name}")).collect();
        let question = format!("SELECT row_number() OVER () AS number{listed} {rest}");
        let create = format!("CREATE TEMPORARY TABLE {} AS {question}", quoted(name));
        [self.drop_temporary(name), create].into_iter().chain(self.index_temporary(name, "number")).collect()
    }
    /// An index of a temporary table that is full; nothing where the table had it from the beginning.
    fn index_temporary(&self, table: &str, column: &str) -> Option<String>;
    /// Lets the engine learn how many rows a temporary table has, where it does not by itself.
    fn know_temporary(&self, _table: &str) -> Option<String> {
        None
    }
    /// The type of a column of a temporary table that holds texts of at most so many characters.
    fn text_type(&self, _longest: usize) -> String {
        "text".to_owned()
    }
    /// Adds found rows to a set: those whose addresses a question answers as `k1 …`, without those of `known`.
    /// Rows that are found in order to be changed stay as they are until the transaction ends, or the
    /// engine notices when they do not.
    fn add_found(&self, set: &str, found: &Found<'_>) -> String {
        let listed = key_names(found.width).join(", ");
        let known = found.known.as_ref().map(|keys| format!(" EXCEPT {keys}")).unwrap_or_default();
        format!(
            "INSERT INTO {set} ({listed}, round) SELECT x.*, {} FROM ({}{known}) AS x",
            found.round, found.addresses
        )
    }
    /// Deletes the rows of a set.
    fn delete(&self, table: &LiveTable, address: &RowAddress, rows: &Members) -> String {
        format!("DELETE FROM {} WHERE {}", qualified(table), within(address, rows))
    }
    /// Deletes the rows of a table for which a condition holds.
    fn delete_where(&self, table: &LiveTable, condition: &str) -> String {
        format!("DELETE FROM {} WHERE {condition}", qualified(table))
    }
    /// Deletes at most so many rows of a table for which a condition holds that an index answers. Nothing where that
    /// is not the fastest.
    fn delete_some(
        &self,
        _table: &LiveTable,
        _address: &RowAddress,
        _condition: &str,
        _most: u64,
    ) -> Option<String> {
        None
    }
    /// A question whose rows stay as they are until the transaction ends, or the engine notices when they do not.
    fn steady(&self, question: String) -> String {
        question
    }
    /// Sets columns, given quoted with their new values, in the rows of a set.
    fn update(
        &self,
        table: &LiveTable,
        address: &RowAddress,
        rows: &Members,
        assignments: &[(String, String)],
    ) -> String {
        let assignments: Vec<String> =
            assignments.iter().map(|(column, value)| format!("{column} = {value}")).collect();
        format!("UPDATE {} SET {} WHERE {}", qualified(table), assignments.join(", "), within(address, rows))
    }
    /// An expression as a text.
    fn as_text(&self, expression: &str) -> String {
        format!("CAST({expression} AS text)")
    }
    /// A text as a value of the column's type.
    fn cast_text(&self, expression: &str, column: &LiveColumn) -> String;
    /// How rows of this table are addressed.
    fn address(&self, table: &LiveTable) -> RowAddress;
    /// The same text for the same value, in every store of this engine.
    fn canonical_text(&self, expression: &str, column: &LiveColumn) -> String;
    /// The condition that the column has another value than this one.
    fn differs(&self, column: &LiveColumn, value: &str) -> String {
        self.differs_from(&quoted(&column.name), column, value)
    }
    /// The condition that what stands in a column, read by this expression, is another value than this one.
    fn differs_from(&self, expression: &str, column: &LiveColumn, value: &str) -> String {
        format!(
            "{} IS DISTINCT FROM {}",
            self.canonical_text(expression, column),
            self.canonical_text(&format!("({value})"), column)
        )
    }
    /// How `searched` is compared with keys; nothing when the two never compare.
    fn comparison(&self, searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison>;
    /// `SELECT` of `width` text columns `v1 …` from the JSON array of arrays in `$1`.
    fn tuples(&self, width: usize) -> String;
    /// Statements that begin a transaction.
    fn begin(&self, access: Access) -> &'static str;
    /// A value of the column's type that says nothing: its default, or empty, or zero.
    fn neutral(&self, column: &LiveColumn) -> Option<String>;
    /// The expression under which a column is shown to a person.
    fn shown(&self, column: &LiveColumn, expression: &str) -> String;
    /// A question for rows as JSON objects of these columns, which stand in the order of their names; `rest` is
    /// its `FROM …`. Each row of the answer is one text, byte for byte what its values are when they are read one
    /// by one and written as JSON; where the engine cannot write a row so, it is null, or the question fails.
    /// Nothing when it never can.
    fn objects(&self, columns: &[&LiveColumn], rest: &str) -> Option<String>;
    /// Statement before changes that lets constraints wait for the end where they can; empty when there is none.
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
    /// The condition that a key is one of those that a question answers; `one` when it always answers exactly one.
    fn among(&self, key: &str, question: &str, _one: bool) -> String {
        format!("({key}) IN ({question})")
    }
    /// A question for `size` keys of a temporary table, so that the engine knows how many there are.
    fn sized(&self, question: String, size: u64) -> String;
    /// A question for one text that stands for the values of some columns in all rows of `from`: their count,
    /// a space, and what is the same for the same rows only; nothing there when the engine could not tell.
    fn sum(&self, columns: &[(String, &LiveColumn)], from: &str, salt: &[u8]) -> String;
    /// Such a text as it is compared; empty where it tells no more than the count, because the engine could not tell
    /// which rows they are. With it the keys, where they are few and the text has them.
    fn read_sum(&self, text: &str) -> (String, Vec<Vec<String>>) {
        let Some((_, keys)) = text.split_once(' ').filter(|(_, keys)| !keys.is_empty()) else {
            return (String::new(), Vec::new());
        };
        let keys: Vec<Vec<String>> = keys.split(',').map(|key| vec![key.to_owned()]).collect();
        // Where the sum is one of hashes, the keys are not told.
        let numbers = keys.iter().flatten().all(|key| key.parse::<i128>().is_ok());
        (text.to_owned(), if numbers { keys } else { Vec::new() })
    }
    /// Whether statements can name values of this column, which tells rows apart.
    fn names_values(&self, key: &LiveColumn, address: &RowAddress) -> bool;
    /// How a statement names a value of such a column, or of the address where it is no column, that was read from it
    /// as a text; one that is bound, by this name. Nothing where the value is not what the column should hold.
    fn key_value(&self, key: Option<&LiveColumn>, text: &str, name: &str) -> Option<KeyValue>;
    /// A statement that binds the values `$1 …` to names, for the transaction at least.
    fn bind_values(&self, _names: &[String]) -> String {
        String::new()
    }
    /// How a deletion tells which rows it was, when `key` are the columns that tell rows apart for good.
    fn telling(&self, key: &[String], address: &RowAddress) -> Telling {
        let _ = (key, address);
        Telling::Nothing
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
    /// The sum of rows whose keys are their row numbers, as [`Self::sum`] answers it.
    fn sum_of_numbers(&self, _rows: Vec<i64>) -> Option<String> {
        None
    }
    /// A text that stands for all values of a row, for tables without a key.
    fn whole_row(&self, table: &LiveTable, alias: &str) -> String;
    /// The condition that an instant lies before a cutoff and not before 1970; false, and never unknown, where the
    /// value is none. An index of a column is used for it. Nothing when a column of this type holds no instants.
    fn is_before(&self, expression: &str, column: &LiveColumn, cutoff: &Cutoff) -> Option<String> {
        let _ = (expression, column, cutoff);
        None
    }
    /// Equality without regard to case, with a text in `$1`.
    fn same_ignoring_case(&self, expression: &str) -> String;
}

/// Rows that were found and are to be added to a set.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    /// `SELECT` of their addresses as `k1 …` from the table.
    pub(crate) addresses: &'a str,
    /// How many columns an address has.
    pub(crate) width: usize,
    /// `SELECT` of the addresses that are in the set already; nothing when it is empty.
    pub(crate) known: Option<String>,
    /// The round in which they were found.
    pub(crate) round: u64,
    /// Whether they are found in order to be changed.
    pub(crate) access: Access,
}

/// The condition that a row is one of a set.
pub(crate) fn within(address: &RowAddress, rows: &Members) -> String {
    format!("({}) IN ({})", address.columns.join(", "), rows.keys(address.columns.len()))
}

impl Engine {
    /// Whether a text of this engine can be this one: PostgreSQL keeps none with a zero byte in it.
    pub(crate) fn can_hold(self, text: &str) -> bool {
        self != Self::Postgres || !text.contains('\0')
    }

    pub(crate) fn dialect(self) -> &'static dyn Dialect {
        match self {
            Self::Sqlite => &sqlite::SqliteDialect,
            Self::Postgres => &postgres::PostgresDialect,
            Self::MariaDb => &mariadb::MariaDbDialect,
        }
    }
}

/// A condition on an expression, false where it would be unknown because there is no value.
fn known(expression: &str, condition: &str) -> String {
    // What is looked up in another row is asked for as seldom as can be; of a column, engines use the index.
    if expression.starts_with('(') {
        format!("COALESCE({condition}, 1 = 0)")
    } else {
        format!("({condition} AND {expression} IS NOT NULL)")
    }
}

/// A number of seconds or milliseconds since 1970, from its second day on, before an instant.
pub(crate) fn number_is_before(expression: &str, cutoff: &Cutoff) -> String {
    let second = cutoff.before.as_second();
    format!(
        "(({expression} >= 86400 AND {expression} < {second}) OR ({expression} > 100000000000 AND {expression} < {second}000))"
    )
}

/// A name as an identifier, whatever characters it has.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Schema and table as an identifier.
pub(crate) fn qualified(table: &LiveTable) -> String {
    format!("{}.{}", quoted(&table.place.schema), quoted(&table.place.table))
}
