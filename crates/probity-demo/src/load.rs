//! Rows into SQLite files: many rows a statement, one transaction for many statements, indexes last.
//!
//! Each store is filled by a task of its own, fed through a bounded channel, so that the whole
//! company is never in memory.

use crate::error::DemoError;
use crate::schema::{STORES, Store, Table};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Fixed(&'static str),
    Bytes(Vec<u8>),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(i64::from(flag))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Fixed(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows in a statement, and statements in a transaction.
const ROWS_A_STATEMENT: usize = 256;
const STATEMENTS_A_TRANSACTION: u32 = 400;
const BATCHES_IN_FLIGHT: usize = 8;

#[derive(Debug)]
struct Batch {
    table: Table,
    values: Vec<Value>,
}

/// Takes rows, and hands them to the stores' tasks.
#[derive(Debug)]
pub(crate) struct Loader {
    waiting: BTreeMap<Table, Vec<Value>>,
    senders: Vec<mpsc::Sender<Batch>>,
    tasks: Vec<(Store, JoinHandle<Result<(), sqlx::Error>>)>,
}

impl Loader {
    /// Makes the stores' files in a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut senders = Vec::new();
        let mut tasks = Vec::new();
        for store in STORES {
            let (sender, receiver) = mpsc::channel(BATCHES_IN_FLIGHT);
            senders.push(sender);
            let path = folder.join(store.file);
            tasks.push((store, tokio::spawn(async move { fill(store, &path, receiver).await })));
        }
        let waiting = Table::ALL.iter().map(|table| (*table, Vec::new())).collect();
        Self { waiting, senders, tasks }
    }

    /// Takes one row, its values in the order of the table's columns.
    pub(crate) fn put<const COLUMNS: usize>(&mut self, table: Table, row: [Value; COLUMNS]) {
        debug_assert_eq!(COLUMNS, table.columns().len(), "{}", table.name());
        self.waiting.entry(table).or_default().extend(row);
    }

    /// Hands on what is enough for a statement; everything when asked to.
    pub(crate) async fn flush(&mut self, everything: bool) -> Result<(), DemoError> {
        let mut given_up = None;
        for (table, values) in &mut self.waiting {
            let full = table.columns().len() * ROWS_A_STATEMENT;
            while values.len() >= full || (everything && !values.is_empty()) {
                let rest = values.split_off(values.len().min(full));
                let batch = Batch { table: *table, values: std::mem::replace(values, rest) };
                let Some(sender) = self.senders.get(table.store()) else { continue };
                if sender.send(batch).await.is_err() {
                    given_up = Some(table.store());
                    break;
                }
            }
        }
        match given_up {
            Some(store) => self.why_given_up(store).await,
            None => Ok(()),
        }
    }

    /// Waits until everything is stored.
    pub(crate) async fn finish(mut self) -> Result<(), DemoError> {
        self.flush(true).await?;
        self.senders.clear();
        for (store, task) in std::mem::take(&mut self.tasks) {
            ended(store, task).await?;
        }
        Ok(())
    }

    async fn why_given_up(&mut self, at: usize) -> Result<(), DemoError> {
        if at >= self.tasks.len() {
            return Ok(());
        }
        let (store, task) = self.tasks.swap_remove(at);
        ended(store, task).await?;
        Err(DemoError::GivenUp { store: store.name })
    }
}

async fn ended(store: Store, task: JoinHandle<Result<(), sqlx::Error>>) -> Result<(), DemoError> {
    match task.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(source)) => Err(DemoError::Store { store: store.name, source }),
        Err(_) => Err(DemoError::GivenUp { store: store.name }),
    }
}

async fn fill(store: Store, path: &Path, mut batches: mpsc::Receiver<Batch>) -> Result<(), sqlx::Error> {
    // Nothing is lost when the machine stops while filling: the folder is then thrown away. Foreign keys
    // hold once all rows are there, not while tables are filled side by side.
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .connect()
        .await?;
    let (tables, indexes) = store.statements();
    for statement in tables {
        sqlx::raw_sql(statement).execute(&mut connection).await?;
    }
    let mut statements: BTreeMap<(Table, usize), Arc<str>> = BTreeMap::new();
    let mut open = 0;
    while let Some(batch) = batches.recv().await {
        if open == 0 {
            sqlx::raw_sql("BEGIN").execute(&mut connection).await?;
        }
        let rows = batch.values.len() / batch.table.columns().len();
        let sql =
            statements.entry((batch.table, rows)).or_insert_with(|| insertion(batch.table, rows)).clone();
        insert(&mut connection, sql, batch.values).await?;
        open += 1;
        if open == STATEMENTS_A_TRANSACTION {
            sqlx::raw_sql("COMMIT").execute(&mut connection).await?;
            open = 0;
        }
    }
    if open > 0 {
        sqlx::raw_sql("COMMIT").execute(&mut connection).await?;
    }
    for statement in indexes {
        sqlx::raw_sql(statement).execute(&mut connection).await?;
    }
    connection.close().await
}

fn insertion(table: Table, rows: usize) -> Arc<str> {
    let columns = table.columns();
    let marks = format!("({})", vec!["?"; columns.len()].join(","));
    let all = vec![marks; rows].join(",");
    format!("INSERT INTO {} ({}) VALUES {all}", table.name(), columns.join(",")).into()
}

async fn insert(
    connection: &mut SqliteConnection,
    sql: Arc<str>,
    values: Vec<Value>,
) -> Result<(), sqlx::Error> {
    // The statement is made of the names in `schema.rs` and of question marks.
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in values {
        query = match value {
            Value::Null => query.bind(None::<i64>),
            Value::Integer(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Fixed(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
        };
    }
    query.execute(connection).await?;
    Ok(())
}
