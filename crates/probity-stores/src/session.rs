//! One conversation with one store: a connection of its own, its transaction and its temporary tables.
//!
//! Ending it drops its temporary tables and rolls an unfinished transaction back, also when this process
//! dies; one that waits for the next has neither (CLEAN-SLATE in `idle`).

use crate::cells::{JsonRow, mariadb_value, numbered, sqlite_value};
use crate::engine::{
    Access, Engine, identifiers_only, mariadb_fault, mariadb_prepared, postgres_fault, sqlite_fault,
};
use crate::error::{EngineFault, FaultKind};
use crate::gone::Gone;
use crate::idle::Idle;
use crate::mirror::Mirror;
use crate::mirror::source::Reached;
use crate::named::{Lists, spelled};
use crate::schema::Schema;
use futures_util::TryStreamExt;
use sqlx::mysql::MySqlConnection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// A connection to one store.
pub struct Session {
    pub(crate) connection: Connection,
    /// What the tables here are a mirror of, when they are one.
    pub(crate) mirror: Option<Box<Mirror>>,
    /// Temporary tables by name, with the type of their columns where that can grow.
    pub(crate) temporary: BTreeMap<String, String>,
    /// Keys that statements name.
    pub(crate) lists: Lists,
    /// What is heard of rows that SQLite deletes, once somebody listens.
    pub(crate) gone: Option<Gone>,
    pub(crate) longest_statement: Duration,
    /// Whether a transaction was begun and not committed.
    pub(crate) begun: bool,
    /// Where it waits for the next who asks, when it may.
    pub(crate) home: Option<Arc<Idle>>,
    /// That it counts among those that are open.
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
}

/// One row of texts, as the SQL core reads keys and counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Texts(pub(crate) Vec<Option<String>>);

impl Texts {
    /// The text at this position; nothing when it is null.
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        self.0.get(at).and_then(Option::as_deref)
    }

    /// The text at this position, empty when it is null.
    pub(crate) fn owned(&self, at: usize) -> String {
        self.text(at).unwrap_or_default().to_owned()
    }

    /// The list of names at this position, which the engine wrote as JSON.
    pub(crate) fn names(&self, at: usize) -> Vec<String> {
        self.text(at).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// The count at this position.
    pub(crate) fn count(&self, at: usize) -> u64 {
        self.text(at).and_then(|text| text.parse().ok()).unwrap_or(0)
    }
}

impl Session {
    pub(crate) fn sqlite(
        connection: SqliteConnection,
        longest: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            connection: Connection::Sqlite(connection),
            mirror: None,
            temporary: BTreeMap::new(),
            lists: Lists::default(),
            gone: None,
            longest_statement: longest,
            begun: false,
            home: None,
            permit: Some(permit),
        }
    }

    pub(crate) fn postgres(
        connection: PgConnection,
        longest: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            connection: Connection::Postgres(connection),
            mirror: None,
            temporary: BTreeMap::new(),
            lists: Lists::default(),
            gone: None,
            longest_statement: longest,
            begun: false,
            home: None,
            permit: Some(permit),
        }
    }

    pub(crate) fn mariadb(
        connection: MySqlConnection,
        longest: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            connection: Connection::MariaDb(connection),
            mirror: None,
            temporary: BTreeMap::new(),
            lists: Lists::default(),
            gone: None,
            longest_statement: longest,
            begun: false,
            home: None,
            permit: Some(permit),
        }
    }

    pub(crate) fn mirrored(
        mirror: Mirror,
        connection: SqliteConnection,
        longest: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self { mirror: Some(Box::new(mirror)), ..Self::sqlite(connection, longest, permit) }
    }

    /// The engine at the other end.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
            Connection::MariaDb(_) => Engine::MariaDb,
        }
    }

    /// How long an answer of a server is waited for. The server itself ends a statement that takes too long and says
    /// so; only from one that fell silent, without closing the connection, does nothing come until then.
    pub(crate) fn patience(&self) -> Duration {
        self.longest_statement + self.longest_statement / 10 + Duration::from_secs(1)
    }

    /// Whether a temporary table with columns of this type is new to this session; it is remembered.
    pub(crate) fn is_new_temporary(&mut self, name: &str, kind: &str) -> bool {
        self.temporary.insert(name.to_owned(), kind.to_owned()).is_none_or(|known| known != kind)
    }

    /// Runs one statement and says how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, parameters: &[&str]) -> Result<u64, EngineFault> {
        tracing::trace!(sql, "run");
        let sql = &*spelled(&self.lists, sql);
        let (longest, patience) = (self.longest_statement, self.patience());
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut query = sqlx::query(AssertSqlSafe(identifiers_only(sql))).persistent(false);
                for parameter in parameters {
                    query = query.bind(*parameter);
                }
                within(longest, async {
                    query
                        .execute(connection)
                        .await
                        .map(|done| done.rows_affected())
                        .map_err(|e| sqlite_fault(&e))
                })
                .await
            }
            Connection::Postgres(connection) => {
                if parameters.is_empty() {
                    let running = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection);
                    let done = answered(patience, running, postgres_fault).await?;
                    return Ok(done.rows_affected());
                }
                let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
                for parameter in parameters {
                    query = query.bind(*parameter);
                }
                let done = answered(patience, query.execute(connection), postgres_fault).await?;
                Ok(done.rows_affected())
            }
            Connection::MariaDb(connection) => {
                if parameters.is_empty() {
                    let running = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection);
                    let done = answered(patience, running, mariadb_fault).await?;
                    return Ok(done.rows_affected());
                }
                let (sql, parameters) = mariadb_prepared(sql, parameters);
                // Kept, because the driver's word that it is not needed any more delays what comes after it.
                let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(true);
                for parameter in parameters {
                    query = query.bind(parameter);
                }
                let done = answered(patience, query.execute(connection), mariadb_fault).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Runs several statements that take no parameters, in one message where the engine allows it.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), EngineFault> {
        let patience = self.patience();
        match &mut self.connection {
            Connection::Sqlite(connection) => sqlx::raw_sql(AssertSqlSafe(identifiers_only(sql)))
                .execute(connection)
                .await
                .map(|_| ())
                .map_err(|error| sqlite_fault(&error)),
            Connection::Postgres(connection) => {
                let running = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection);
                answered(patience, running, postgres_fault).await.map(|_| ())
            }
            Connection::MariaDb(connection) => {
                let running = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection);
                answered(patience, running, mariadb_fault).await.map(|_| ())
            }
        }
    }

    /// All rows of a question whose columns are texts.
    pub(crate) async fn texts(&mut self, sql: &str, parameters: &[&str]) -> Result<Vec<Texts>, EngineFault> {
        let mut rows = Vec::new();
        self.each_texts(sql, parameters, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .await?;
        Ok(rows)
    }

    /// The count that a question answers, as text. What is no number is a fault and not nought: an
    /// unread count would pass for "there is none".
    pub(crate) async fn count(&mut self, sql: &str, parameters: &[&str]) -> Result<u64, EngineFault> {
        let answer = self.texts(sql, parameters).await?;
        let count = answer.first().and_then(|row| row.text(0)).and_then(|text| text.parse().ok());
        count.ok_or_else(|| EngineFault::own(FaultKind::Other, "a count was answered by something else"))
    }

    /// Hands on the rows of a question whose columns are texts, one at a time.
    pub(crate) async fn each_texts(
        &mut self,
        sql: &str,
        parameters: &[&str],
        mut each: impl FnMut(Texts) -> ControlFlow<()> + Send,
    ) -> Result<(), EngineFault> {
        tracing::trace!(sql, "ask");
        let sql = &*spelled(&self.lists, sql);
        let patience = self.patience();
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut query = sqlx::query(AssertSqlSafe(identifiers_only(sql))).persistent(false);
                for parameter in parameters {
                    query = query.bind(*parameter);
                }
                let mut rows = query.fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(|error| sqlite_fault(&error))? {
                    let texts = (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at));
                    let texts: Result<Vec<_>, _> = texts.collect();
                    if each(Texts(texts.map_err(|error| sqlite_fault(&error))?)).is_break() {
                        break;
                    }
                }
            }
            Connection::Postgres(connection) => {
                // Without parameters one message and one answer do; a prepared statement takes two of each.
                let mut rows = if parameters.is_empty() {
                    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(connection)
                } else {
                    let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
                    for parameter in parameters {
                        query = query.bind(*parameter);
                    }
                    query.fetch(connection)
                };
                while let Some(row) = answered(patience, rows.try_next(), postgres_fault).await? {
                    let texts = (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at));
                    let texts: Result<Vec<_>, _> = texts.collect();
                    if each(Texts(texts.map_err(|error| postgres_fault(&error))?)).is_break() {
                        break;
                    }
                }
            }
            Connection::MariaDb(connection) => {
                let mut rows = if parameters.is_empty() {
                    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(connection)
                } else {
                    let (sql, parameters) = mariadb_prepared(sql, parameters);
                    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(true);
                    for parameter in parameters {
                        query = query.bind(parameter);
                    }
                    query.fetch(connection)
                };
                while let Some(row) = answered(patience, rows.try_next(), mariadb_fault).await? {
                    let texts = (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at));
                    let texts: Result<Vec<_>, _> = texts.collect();
                    if each(Texts(texts.map_err(|error| mariadb_fault(&error))?)).is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Hands on the rows of a question with the values that its columns have, one at a time.
    pub(crate) async fn each_json(
        &mut self,
        sql: &str,
        mut each: impl FnMut(JsonRow) -> ControlFlow<()> + Send,
    ) -> Result<(), EngineFault> {
        let sql = &*spelled(&self.lists, sql);
        let patience = self.patience();
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let query = sqlx::query(AssertSqlSafe(identifiers_only(sql))).persistent(false);
                let mut rows = query.fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(|error| sqlite_fault(&error))? {
                    let values: Result<JsonRow, sqlx::Error> =
                        (0..row.columns().len()).map(|at| sqlite_value(&row, at)).collect();
                    if each(values.map_err(|error| sqlite_fault(&error))?).is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Connection::Postgres(_) => {
                // The server knows its own types best: it writes the row, we read one text.
                let wrapped = format!("SELECT CAST(row_to_json(r) AS text) FROM ({sql}) AS r");
                let mut unread = false;
                self.each_texts(&wrapped, &[], |row| {
                    let parsed: Option<serde_json::Map<String, serde_json::Value>> =
                        row.text(0).and_then(|text| serde_json::from_str(text).ok());
                    match parsed {
                        Some(values) => each(numbered(values)),
                        None => {
                            unread = true;
                            ControlFlow::Break(())
                        }
                    }
                })
                .await?;
                // A row that cannot be read must not pass for one without values.
                if unread {
                    return Err(EngineFault::own(FaultKind::Other, "a row was answered by something else"));
                }
                Ok(())
            }
            Connection::MariaDb(connection) => {
                // Without parameters the server writes every value as a text.
                let mut rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(connection);
                while let Some(row) = answered(patience, rows.try_next(), mariadb_fault).await? {
                    let values: Result<JsonRow, sqlx::Error> =
                        (0..row.columns().len()).map(|at| mariadb_value(&row, at)).collect();
                    if each(values.map_err(|error| mariadb_fault(&error))?).is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Begins the transaction that sees one instant.
    pub(crate) async fn begin(&mut self, access: Access) -> Result<(), EngineFault> {
        self.run(self.engine().dialect().begin(access), &[]).await?;
        self.begun = true;
        Ok(())
    }

    /// Makes the transaction's changes last; `reached` is called after each part that lasts, where they do
    /// not last all at once.
    pub(crate) async fn commit_reaching(&mut self, reached: &mut Reached<'_>) -> Result<(), EngineFault> {
        if let (Some(mirror), Connection::Sqlite(connection)) = (&mut self.mirror, &mut self.connection) {
            mirror.apply(connection, reached).await?;
        }
        self.run("COMMIT", &[]).await?;
        self.begun = false;
        Ok(())
    }

    /// Makes the records of a table be here that have one of these tuples in these columns, before a
    /// statement looks for them. Nothing to do where the rows are the engine's own.
    pub(crate) async fn bring(
        &mut self,
        table: &str,
        columns: &[String],
        tuples: &[Vec<String>],
        ignoring_case: bool,
    ) -> Result<(), EngineFault> {
        match (&mut self.mirror, &mut self.connection) {
            (Some(mirror), Connection::Sqlite(connection)) => {
                mirror.bring(connection, table, columns, tuples, ignoring_case).await
            }
            _ => Ok(()),
        }
    }

    /// Makes all records of a table be here, before a statement counts or sifts them.
    pub(crate) async fn bring_whole(&mut self, table: &str) -> Result<(), EngineFault> {
        match (&mut self.mirror, &mut self.connection) {
            (Some(mirror), Connection::Sqlite(connection)) => mirror.bring_whole(connection, table).await,
            _ => Ok(()),
        }
    }

    /// Makes the records of a table be here in which one of these texts, in lower case, occurs.
    pub(crate) async fn bring_containing(&mut self, table: &str, texts: &[&str]) -> Result<(), EngineFault> {
        match (&mut self.mirror, &mut self.connection) {
            (Some(mirror), Connection::Sqlite(connection)) => {
                mirror.bring_containing(connection, table, texts).await
            }
            _ => Ok(()),
        }
    }

    /// What it takes to read the tables mirrored here and to make what was changed last, by table.
    pub(crate) async fn tolls(&mut self) -> Result<Vec<(String, String)>, EngineFault> {
        match (&mut self.mirror, &mut self.connection) {
            (Some(mirror), Connection::Sqlite(connection)) => mirror.tolls(connection).await,
            _ => Ok(Vec::new()),
        }
    }

    /// Whether the tables here are a mirror of something else.
    pub(crate) fn is_mirror(&self) -> bool {
        self.mirror.is_some()
    }

    /// The schema of what is mirrored here.
    pub(crate) fn mirrored_schema(&self) -> Option<Schema> {
        self.mirror.as_ref().map(|mirror| mirror.schema())
    }

    /// Ends the conversation; an unfinished transaction is rolled back by the engine.
    pub(crate) async fn close(self) {
        // Whether the goodbye arrives does not matter: nothing unfinished outlives the connection.
        let _ = tokio::time::timeout(self.patience(), async {
            match self.connection {
                Connection::Sqlite(connection) => connection.close().await,
                Connection::Postgres(connection) => connection.close().await,
                Connection::MariaDb(connection) => connection.close().await,
            }
        })
        .await;
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

/// The answer of a server, or a fault when none comes for so long.
pub(crate) async fn answered<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
    fault: impl Fn(&sqlx::Error) -> EngineFault,
) -> Result<T, EngineFault> {
    match tokio::time::timeout(patience, answer).await {
        Ok(answer) => answer.map_err(|error| fault(&error)),
        Err(_) => Err(EngineFault::own(FaultKind::Timeout, "the server did not answer")),
    }
}

pub(crate) async fn within<T>(
    longest: Duration,
    work: impl Future<Output = Result<T, EngineFault>>,
) -> Result<T, EngineFault> {
    tokio::time::timeout(longest, work).await.unwrap_or_else(|_| {
        Err(EngineFault::own(FaultKind::Timeout, "the statement took longer than allowed"))
    })
}
