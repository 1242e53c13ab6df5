//! Transactions that are alike on both databases, and are tried again when only bad luck stopped them.

use crate::StateError;
use crate::database::{Backend, Database, Pools};
use crate::error::classify;
use crate::query::{Query, Row, Value};
use probity_ledger::Frontier;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, Postgres, Sqlite, Transaction};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often a transaction is begun before its error is final.
const ATTEMPTS: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(5);

/// A transaction that is open. Dropped without a commit, it has changed nothing.
pub struct Tx {
    inner: Inner,
    place: Arc<str>,
    /// A statement failed in a way that another attempt may not.
    worth_repeating: bool,
    /// The ledger's frontier, as far as it is known: what this transaction made it, or what the last one left.
    pub(crate) frontier: Option<Frontier>,
    committed_frontier: Arc<Mutex<Option<Frontier>>>,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs an asynchronous block in one transaction of a [`State`](crate::State), and gives what the block gives:
/// `transaction!(state, |tx| { requests::create(tx, &new).await?; Ok::<_, StateError>(()) })`.
///
/// When the block gives `Ok`, everything is durable (INVARIANT (ONE-TRANSACTION)), else nothing has changed. When the
/// database aborts the transaction in favour of others, the block is run again from the start; so it does nothing
/// that cannot be done twice, except through its [`Tx`]. It is a macro and not a method with a closure, because a
/// future that holds an asynchronous closure with borrowed values cannot be sent to another thread today.
#[macro_export]
macro_rules! transaction {
    ($state:expr, |$tx:ident| $body:expr) => {{
        let mut attempts = $crate::Attempts::default();
        loop {
            let mut begun = match $state.begin().await {
                Ok(begun) => begun,
                Err(error) => break Err(error.into()),
            };
            let outcome = {
                let $tx = &mut begun;
                async { $body }.await
            };
            if let Some(outcome) = attempts.end(begun, outcome).await {
                break outcome;
            }
        }
    }};
}

/// Counts the attempts of [`transaction!`], and pauses between them.
#[derive(Debug)]
pub struct Attempts {
    left: u32,
    pause: Duration,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { left: ATTEMPTS, pause: FIRST_PAUSE }
    }
}

impl Attempts {
    /// Ends an attempt: the outcome of the transaction, or none when it is worth another attempt.
    pub async fn end<T, E>(&mut self, tx: Tx, outcome: Result<T, E>) -> Option<Result<T, E>>
    where
        E: From<StateError>,
    {
        let (error, worth_repeating) = match outcome {
            Ok(value) => match tx.try_commit().await {
                Ok(()) => return Some(Ok(value)),
                Err((error, worth_repeating)) => (error.into(), worth_repeating),
            },
            Err(error) => {
                let worth_repeating = tx.worth_repeating;
                // Ends the transaction before pausing, so that nobody waits for its locks.
                drop(tx);
                (error, worth_repeating)
            }
        };
        self.left = self.left.saturating_sub(1);
        if !worth_repeating || self.left == 0 {
            return Some(Err(error));
        }
        tokio::time::sleep(self.pause).await;
        self.pause = self.pause.saturating_mul(2);
        None
    }
}

impl Database {
    /// A transaction that may write. On SQLite it waits until it is the only one.
    pub(crate) async fn begin(&self) -> Result<Tx, StateError> {
        match &self.pools {
            // Taking the write lock at once: a transaction that begins by reading could not get it later.
            Pools::Sqlite { writer, .. } => {
                self.begun(writer.begin_with("BEGIN IMMEDIATE").await.map(Inner::Sqlite))
            }
            Pools::Postgres(pool) => self.begun(pool.begin().await.map(Inner::Postgres)),
        }
    }

    /// One unchanging view of the data. It cannot write, and stops nobody who does.
    pub(crate) async fn view(&self) -> Result<Tx, StateError> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => self.begun(readers.begin().await.map(Inner::Sqlite)),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                self.begun(pool.begin_with(begin).await.map(Inner::Postgres))
            }
        }
    }

    fn begun(&self, inner: Result<Inner, sqlx::Error>) -> Result<Tx, StateError> {
        let inner = inner.map_err(|error| classify(&self.place, "beginning a transaction", error).error)?;
        Ok(Tx {
            inner,
            place: Arc::clone(&self.place),
            worth_repeating: false,
            frontier: self.frontier.lock().ok().and_then(|frontier| frontier.clone()),
            committed_frontier: Arc::clone(&self.frontier),
        })
    }
}

impl Tx {
    /// Makes everything durable that was done through it.
    ///
    /// # Errors
    /// When the database could not; then nothing has changed.
    pub async fn commit(self) -> Result<(), StateError> {
        self.try_commit().await.map_err(|(error, _)| error)
    }

    async fn try_commit(self) -> Result<(), (StateError, bool)> {
        let outcome = match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await,
            Inner::Postgres(transaction) => transaction.commit().await,
        };
        if let Err(error) = outcome {
            let classified = classify(&self.place, "committing", error);
            return Err((classified.error, classified.worth_repeating));
        }
        if let Ok(mut committed) = self.committed_frontier.lock()
            && self.frontier.is_some()
        {
            *committed = self.frontier;
        }
        Ok(())
    }

    /// Which kind of database it runs on.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self.inner {
            Inner::Sqlite(_) => Backend::Sqlite,
            Inner::Postgres(_) => Backend::Postgres,
        }
    }

    /// Runs a statement; how many rows it changed.
    pub(crate) async fn run(&mut self, query: Query) -> Result<u64, StateError> {
        let Query { attempted, sql, values } = query;
        let outcome = match &mut self.inner {
            Inner::Sqlite(transaction) => sqlx::query_with(sql, sqlite_arguments(values))
                .execute(&mut **transaction)
                .await
                .map(|done| done.rows_affected()),
            Inner::Postgres(transaction) => sqlx::query_with(sql, postgres_arguments(values))
                .execute(&mut **transaction)
                .await
                .map(|done| done.rows_affected()),
        };
        outcome.map_err(|error| self.note(attempted, error))
    }

    /// All rows of an answer.
    pub(crate) async fn rows(&mut self, query: Query) -> Result<Vec<Row>, StateError> {
        let Query { attempted, sql, values } = query;
        let outcome = match &mut self.inner {
            Inner::Sqlite(transaction) => sqlx::query_with(sql, sqlite_arguments(values))
                .fetch_all(&mut **transaction)
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            Inner::Postgres(transaction) => sqlx::query_with(sql, postgres_arguments(values))
                .fetch_all(&mut **transaction)
                .await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()),
        };
        outcome.map_err(|error| self.note(attempted, error))
    }

    /// The only row of an answer.
    pub(crate) async fn row(&mut self, query: Query) -> Result<Option<Row>, StateError> {
        Ok(self.rows(query).await?.into_iter().next())
    }

    /// Runs a script of several statements without values.
    pub(crate) async fn script(
        &mut self,
        attempted: &'static str,
        script: &'static str,
    ) -> Result<(), StateError> {
        let outcome = match &mut self.inner {
            Inner::Sqlite(transaction) => sqlx::raw_sql(script).execute(&mut **transaction).await.map(|_| ()),
            Inner::Postgres(transaction) => {
                sqlx::raw_sql(script).execute(&mut **transaction).await.map(|_| ())
            }
        };
        outcome.map_err(|error| self.note(attempted, error))
    }

    fn note(&mut self, attempted: &'static str, error: sqlx::Error) -> StateError {
        let classified = classify(&self.place, attempted, error);
        self.worth_repeating |= classified.worth_repeating;
        classified.error
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Tx({})", self.place)
    }
}

fn sqlite_arguments(values: Vec<Value>) -> SqliteArguments {
    let mut arguments = SqliteArguments::default();
    for value in values {
        // Numbers, text and bytes always encode; a value that were left out would make the statement fail.
        let _ = match value {
            Value::Integer(value) => sqlx::Arguments::add(&mut arguments, value),
            Value::Text(value) => sqlx::Arguments::add(&mut arguments, value),
            Value::Bytes(value) => sqlx::Arguments::add(&mut arguments, value),
            Value::Texts(_) | Value::ManyBytes(_) => Ok(()),
        };
    }
    arguments
}

fn postgres_arguments(values: Vec<Value>) -> PgArguments {
    let mut arguments = PgArguments::default();
    for value in values {
        let _ = match value {
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Texts(value) => arguments.add(value),
            Value::ManyBytes(value) => arguments.add(value),
        };
    }
    arguments
}
