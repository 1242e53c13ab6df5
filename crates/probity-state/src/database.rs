//! One database, opened: its pools of connections and its name for messages.

use crate::StateError;
use crate::error::classify;
use probity_ledger::Frontier;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgPool, SqlitePool};
use std::fmt;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long to wait for another process or task that writes.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often opening a file is tried while somebody else is opening it too, and the pause between.
const OPENING_ATTEMPTS: u32 = 60;
const OPENING_PAUSE: Duration = Duration::from_millis(50);
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;

/// Which kind of database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that is open.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) place: Arc<str>,
    pub(crate) pools: Pools,
    /// The ledger's frontier as this process committed it last; see [`crate::ledger`].
    pub(crate) frontier: Arc<Mutex<Option<Frontier>>>,
}

#[derive(Clone)]
pub(crate) enum Pools {
    /// SQLite has one writer at a time; one connection for it makes waiting fair and never busy within
    /// this process. Readers see the last committed state and wait for nobody.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Database {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    pub(crate) async fn open(url: &str) -> Result<Self, StateError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        match scheme {
            Some("sqlite") => Self::open_sqlite(url).await,
            Some("postgres" | "postgresql") => Self::open_postgres(url).await,
            _ => Err(StateError::Url),
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self, StateError> {
        let parsed = SqliteConnectOptions::from_str(url).map_err(|_| StateError::Url)?;
        let place: Arc<str> = parsed.get_filename().display().to_string().into();
        if place.is_empty() || place.contains(":memory:") || url.contains(":memory:") {
            // Every connection would have its own.
            return Err(StateError::Url);
        }
        let options = parsed
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode less than FULL loses the last commits when the power goes.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("secure_delete", "ON")
            // In KiB. The indexes of a large ledger are written at random places; with the default of 2 MB
            // a batch writes the same page to the journal again and again.
            .pragma("cache_size", "-65536")
            // In pages: copying the journal back costs two more waits for the disk.
            .pragma("wal_autocheckpoint", "8000")
            .disable_statement_logging();
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        // Two that open a new file at once both switch its journal, and the engine lets the second fail at
        // once, whatever its patience.
        let mut attempts = 0_u32;
        let writer = loop {
            match pool(1).connect_with(options.clone()).await {
                Ok(writer) => break writer,
                Err(error) => {
                    let classified = classify(&place, "opening it", error);
                    attempts = attempts.saturating_add(1);
                    if !classified.worth_repeating || attempts >= OPENING_ATTEMPTS {
                        return Err(classified.error);
                    }
                    tokio::time::sleep(OPENING_PAUSE).await;
                }
            }
        };
        let readers = pool(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self { place, pools: Pools::Sqlite { writer, readers }, frontier: Arc::default() })
    }

    async fn open_postgres(url: &str) -> Result<Self, StateError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StateError::Url)?
            .application_name("probity")
            .disable_statement_logging();
        let place: Arc<str> = format!(
            "postgres://{}@{}:{}/{}",
            options.get_username(),
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or(options.get_username())
        )
        .into();
        // A pool would go on trying for as long as it is patient; who starts Probity wants to know now.
        let first = options.connect().await.map_err(|error| classify(&place, "opening it", error).error)?;
        let _ = first.close().await;
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options);
        Ok(Self { place, pools: Pools::Postgres(pool), frontier: Arc::default() })
    }

    pub(crate) fn backend(&self) -> Backend {
        match self.pools {
            Pools::Sqlite { .. } => Backend::Sqlite,
            Pools::Postgres(_) => Backend::Postgres,
        }
    }

    pub(crate) async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Database({})", self.place)
    }
}
