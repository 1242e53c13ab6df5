//! What the tests of this crate share: databases of their own, and a builder of data maps.

pub(crate) mod cluster;
pub(crate) mod fides;
pub(crate) mod holder;
pub(crate) mod k9db;
pub(crate) mod map;
pub(crate) mod mariadb;
pub(crate) mod policy;
pub(crate) mod proxy;
pub(crate) mod random;
pub(crate) mod replica;
pub(crate) mod run;
pub(crate) mod said;

use probity_policy::model::data_map::{DataMap, Location, Store, StoreKind};
use probity_stores::{Engine, Limits, Stores};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, TypeInfo, ValueRef};
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// A database that one test has for itself.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) address: String,
}

fn random_name() -> String {
    format!("probity_test_{:016x}", RandomState::new().build_hasher().finish())
}

/// The server that tests may use; they print that they are skipped without one.
pub(crate) fn postgres_server() -> Option<String> {
    match std::env::var("PROBITY_TEST_POSTGRES_URL") {
        Ok(url) => Some(url),
        Err(_) => {
            assert!(
                std::env::var("PROBITY_REQUIRE_POSTGRES").as_deref() != Ok("1"),
                "PROBITY_REQUIRE_POSTGRES is set and PROBITY_TEST_POSTGRES_URL is not"
            );
            println!("skipped: PROBITY_TEST_POSTGRES_URL is not set");
            None
        }
    }
}

/// The folder of shared fixtures.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = std::env::var("PROBITY_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("PROBITY_REQUIRE_SHARED").as_deref() != Ok("1"), "there is no shared folder");
    println!("skipped: there is no shared folder");
    None
}

impl Database {
    async fn create(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => {
                let address = std::env::temp_dir().join(format!("{}.sqlite", random_name()));
                let address = address.to_str().unwrap().to_owned();
                let options = SqliteConnectOptions::new().filename(&address).create_if_missing(true);
                let connection = options.journal_mode(sqlx::sqlite::SqliteJournalMode::Wal).connect().await;
                connection.unwrap().close().await.unwrap();
                Some(Self { engine, address })
            }
            Engine::Postgres => {
                let server = postgres_server()?;
                let name = random_name();
                let mut connection = PgConnection::connect(&server).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                    .execute(&mut connection)
                    .await
                    .unwrap();
                let (base, _) = server.rsplit_once('/').unwrap();
                Some(Self { engine, address: format!("{base}/{name}") })
            }
            Engine::MariaDb => {
                let (server, name) = (mariadb::mariadb_server()?, random_name());
                // Under this collation capitals make no difference, as on most servers.
                let create =
                    format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
                mariadb::run(&format!("{server}/"), &create).await.unwrap();
                Some(Self { engine, address: format!("{server}/{name}") })
            }
        }
    }

    async fn drop(self) {
        match self.engine {
            Engine::Sqlite => {
                for ending in ["", "-wal", "-shm", "-journal"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", self.address));
                }
            }
            Engine::Postgres => {
                let (_, name) = self.address.rsplit_once('/').unwrap();
                let mut connection = PgConnection::connect(&postgres_server().unwrap()).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
            Engine::MariaDb => {
                let (server, name) = self.address.rsplit_once('/').unwrap();
                mariadb::run(&format!("{server}/"), &format!("DROP DATABASE {name}")).await.unwrap();
            }
        }
    }

    /// Runs a script.
    pub(crate) async fn run(&self, script: &str) {
        self.try_run(script).await.unwrap_or_else(|error| panic!("{error}\n{script}"));
    }

    pub(crate) async fn try_run(&self, script: &str) -> Result<(), sqlx::Error> {
        match self.engine {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", self.address))?;
                let mut connection = options.busy_timeout(Duration::from_secs(10)).connect().await?;
                sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await?;
                connection.close().await
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.address).await?;
                sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await?;
                connection.close().await
            }
            Engine::MariaDb => mariadb::run(&self.address, script).await,
        }
    }

    /// Holds an SQLite file so that nobody else writes to it, until it is dropped.
    pub(crate) async fn hold_lock(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::connect(&format!("sqlite://{}", self.address)).await.unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
        connection
    }

    /// Its name on its server.
    pub(crate) fn name(&self) -> String {
        self.address.rsplit_once('/').unwrap().1.to_owned()
    }

    /// Ends all conversations of the programs under test with these databases of one server.
    pub(crate) async fn end_sessions(databases: &[Database]) {
        let names: Vec<String> = databases.iter().map(Database::name).collect();
        let first = &databases[0];
        match first.engine {
            Engine::Sqlite => {}
            Engine::Postgres => {
                let end = format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name = 'probity' AND datname IN ('{}')",
                    names.join("', '")
                );
                first.run(&end).await;
            }
            Engine::MariaDb => {
                let (server, _) = first.address.rsplit_once('/').unwrap();
                end_mariadb_sessions(&format!("{server}/"), &names).await;
            }
        }
    }

    /// The rows of a question as sorted texts, columns joined by `|`, null as nothing.
    pub(crate) async fn rows(&self, question: &str) -> Vec<String> {
        let mut rows: Vec<String> = match self.engine {
            Engine::Sqlite => {
                let mut connection =
                    SqliteConnection::connect(&format!("sqlite://{}", self.address)).await.unwrap();
                let rows = sqlx::raw_sql(AssertSqlSafe(question.to_owned()))
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
                rows.iter().map(|row| sqlite_texts(row).join("|")).collect()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.address).await.unwrap();
                let rows = sqlx::raw_sql(AssertSqlSafe(question.to_owned()))
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
                rows.iter()
                    .map(|row| {
                        let cells: Vec<String> = (0..row.len())
                            .map(|at| {
                                let cell: Option<String> = row.try_get_unchecked(at).unwrap();
                                cell.unwrap_or_default()
                            })
                            .collect();
                        cells.join("|")
                    })
                    .collect()
            }
            Engine::MariaDb => {
                let mut connection = mariadb::connect(&self.address).await.unwrap();
                let rows = sqlx::raw_sql(AssertSqlSafe(question.to_owned()))
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
                rows.iter().map(|row| mariadb::texts(row).join("|")).collect()
            }
        };
        rows.sort();
        rows
    }

    /// The number a question answers.
    pub(crate) async fn number(&self, question: &str) -> u64 {
        self.rows(question).await[0].parse().unwrap()
    }

    /// The store of a data map that this database is.
    pub(crate) fn store(&self, name: &str) -> Store {
        Store {
            name: name.to_owned(),
            kind: match self.engine {
                Engine::Sqlite => StoreKind::Sqlite,
                Engine::Postgres => StoreKind::Postgres,
                Engine::MariaDb => StoreKind::MariaDb,
            },
            location: Location::Written(self.address.clone()),
            span: map::span(),
        }
    }
}

/// Ends all conversations with these databases of a MariaDB server, as one that goes down does.
async fn end_mariadb_sessions(server: &str, databases: &[String]) {
    let mut connection = mariadb::connect(server).await.unwrap();
    let question = format!(
        "SELECT CAST(id AS char) FROM information_schema.processlist WHERE db IN ('{}') AND id <> CONNECTION_ID()",
        databases.join("', '")
    );
    let rows = sqlx::raw_sql(AssertSqlSafe(question)).fetch_all(&mut connection).await.unwrap();
    for row in rows {
        let kill = format!("KILL {}", mariadb::texts(&row)[0]);
        // It may have ended by itself.
        let _ = sqlx::raw_sql(AssertSqlSafe(kill)).execute(&mut connection).await;
    }
    connection.close().await.unwrap();
}

fn sqlite_texts(row: &sqlx::sqlite::SqliteRow) -> Vec<String> {
    (0..row.len())
        .map(|at| {
            let raw = row.try_get_raw(at).unwrap();
            if raw.is_null() {
                return String::new();
            }
            match raw.type_info().name() {
                "INTEGER" => row.try_get_unchecked::<i64, _>(at).unwrap().to_string(),
                "REAL" => row.try_get_unchecked::<f64, _>(at).unwrap().to_string(),
                _ => row.try_get_unchecked::<String, _>(at).unwrap(),
            }
        })
        .collect()
}

pub(crate) fn stores(map: &DataMap) -> Stores {
    let limits = Limits { lock: Duration::from_secs(5), ..Limits::default() };
    Stores::new(map, &PathBuf::from("/"), &|_| None, limits).unwrap()
}

/// Runs a test with `count` databases of each engine in turn, and drops them, whatever the test does.
pub(crate) fn on_each_engine<F, T>(count: usize, test: F)
where
    F: Fn(Vec<Database>) -> T,
    T: Future<Output = ()> + 'static,
{
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
        on_engine(engine, count, &test);
    }
}

/// The same with databases of one engine.
pub(crate) fn on_engine<F, T>(engine: Engine, count: usize, test: F)
where
    F: Fn(Vec<Database>) -> T,
    T: Future<Output = ()> + 'static,
{
    on_engines(&vec![engine; count], test);
}

/// Runs a test with a database of each of these engines, and drops them, whatever the test does.
pub(crate) fn on_engines<F, T>(engines: &[Engine], test: F)
where
    F: Fn(Vec<Database>) -> T,
    T: Future<Output = ()> + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut databases = Vec::new();
        for engine in engines {
            let Some(database) = Database::create(*engine).await else { break };
            databases.push(database);
        }
        if databases.len() < engines.len() {
            for database in databases {
                database.drop().await;
            }
            return;
        }
        let local = tokio::task::LocalSet::new();
        let running = local.spawn_local(test(databases.clone()));
        let outcome = local.run_until(running).await;
        for database in databases {
            database.drop().await;
        }
        if let Err(error) = outcome {
            println!("on {engines:?}");
            std::panic::resume_unwind(error.into_panic());
        }
    });
}
