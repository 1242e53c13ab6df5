//! Databases of a test's own, opened for looking as a stranger's are.

pub(crate) mod large;
pub(crate) mod made_up;

use probity_policy::model::data_map::StoreKind;
use probity_stores::{Limits, StoreHandle};
use sqlx::mysql::MySqlConnection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::time::Duration;

/// A database that one test has for itself. It goes when the test calls [`Database::drop`].
pub(crate) struct Database {
    pub(crate) kind: StoreKind,
    pub(crate) address: String,
    folder: Option<tempfile::TempDir>,
}

fn random_name() -> String {
    format!("probity_survey_{:016x}", RandomState::new().build_hasher().finish())
}

/// The server that tests may use; they print that they are skipped without one.
pub(crate) fn postgres_server() -> Option<String> {
    let url = std::env::var("PROBITY_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        assert!(
            std::env::var("PROBITY_REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "PROBITY_TEST_POSTGRES_URL is not set"
        );
        println!("skipped: PROBITY_TEST_POSTGRES_URL is not set");
    }
    url
}

/// The folder of shared fixtures.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = std::env::var("PROBITY_SHARED")
        .map_or_else(|_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("PROBITY_REQUIRE_SHARED").as_deref() != Ok("1"), "there is no shared folder");
    println!("skipped: there is no shared folder");
    None
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join("some.sqlite").to_str().unwrap().to_owned();
        Self { kind: StoreKind::Sqlite, address, folder: Some(folder) }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let server = postgres_server()?;
        let name = random_name();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let sql = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self { kind: StoreKind::Postgres, address: format!("{base}/{name}"), folder: None })
    }

    pub(crate) async fn mariadb() -> Option<Self> {
        let Ok(server) = std::env::var("PROBITY_TEST_MARIADB_URL") else {
            assert!(
                std::env::var("PROBITY_REQUIRE_MARIADB").as_deref() != Ok("1"),
                "PROBITY_TEST_MARIADB_URL is not set"
            );
            println!("skipped: PROBITY_TEST_MARIADB_URL is not set");
            return None;
        };
        let (server, name) = (server.trim_end_matches('/'), random_name());
        let there = Self { kind: StoreKind::MariaDb, address: format!("{server}/"), folder: None };
        there.run(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).await;
        Some(Self { address: format!("{server}/{name}"), ..there })
    }

    /// One of each engine that can be tested here.
    pub(crate) async fn each() -> Vec<Self> {
        let mut all = vec![Self::sqlite()];
        all.extend(Self::postgres().await);
        all.extend(Self::mariadb().await);
        all
    }

    pub(crate) async fn run(&self, script: &str) {
        match self.kind {
            StoreKind::Sqlite => {
                let options = SqliteConnectOptions::new().filename(&self.address).create_if_missing(true);
                let mut connection = options.foreign_keys(false).connect().await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            StoreKind::MariaDb => {
                let mut connection = MySqlConnection::connect(&self.address).await.unwrap();
                let mode =
                    "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'";
                sqlx::raw_sql(mode).execute(&mut connection).await.unwrap();
                let script = for_mariadb(script);
                sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            _ => {
                let mut connection = PgConnection::connect(&self.address).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// A few values of a column that one row alone has.
    pub(crate) async fn some_values(&self, table: &str, column: &str) -> Vec<String> {
        let kind = if self.kind == StoreKind::MariaDb { "char" } else { "text" };
        let sql = format!(
            "SELECT CAST(\"{column}\" AS {kind}) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL \
             GROUP BY \"{column}\" HAVING count(*) = 1 ORDER BY 1 LIMIT 3"
        );
        match self.kind {
            StoreKind::Sqlite => {
                let mut connection =
                    SqliteConnectOptions::new().filename(&self.address).connect().await.unwrap();
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap()
            }
            StoreKind::MariaDb => {
                let mut connection = MySqlConnection::connect(&self.address).await.unwrap();
                let sql = sql.replace('"', "`");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap()
            }
            _ => {
                let mut connection = PgConnection::connect(&self.address).await.unwrap();
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap()
            }
        }
    }

    /// The store, as `probity survey` opens it.
    pub(crate) fn handle(&self) -> StoreHandle {
        let limits = Limits { statement: Duration::from_secs(20), ..Limits::default() };
        StoreHandle::at_address("app", &self.address, limits).unwrap()
    }

    pub(crate) async fn drop(self) {
        if self.kind == StoreKind::MariaDb {
            let (server, name) = self.address.rsplit_once('/').unwrap();
            let there = Self { kind: self.kind, address: format!("{server}/"), folder: None };
            there.run(&format!("DROP DATABASE {name}")).await;
        } else if self.folder.is_none() {
            let (_, name) = self.address.rsplit_once('/').unwrap();
            let mut connection = PgConnection::connect(&postgres_server().unwrap()).await.unwrap();
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        }
    }
}

/// A script with keys that have a length, references that are read, and names as the server takes them.
fn for_mariadb(script: &str) -> String {
    let script = script
        .replace(" timestamp", " datetime")
        .replace("email text NOT NULL UNIQUE", "email varchar(150) NOT NULL UNIQUE");
    // A reference beside its column is read and forgotten by older servers; a name that is reserved is quoted.
    ["read", "key", "groups", "number", "sequence"].iter().fold(script, |script, word| {
        script
            .replace(&format!("    {word} "), &format!("    \"{word}\" "))
            .replace(&format!(", {word}, "), &format!(", \"{word}\", "))
            .replace(&format!(", {word})"), &format!(", \"{word}\")"))
            .replace(&format!("TABLE {word} "), &format!("TABLE \"{word}\" "))
            .replace(&format!("INTO {word} "), &format!("INTO \"{word}\" "))
            .replace(&format!("REFERENCES {word} "), &format!("REFERENCES \"{word}\" "))
    })
}
