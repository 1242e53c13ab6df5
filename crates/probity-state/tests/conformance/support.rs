//! Databases for tests: a folder or a server's database each, with nothing in it and gone afterwards.

use jiff::{SignedDuration, Timestamp};
use probity_state::{OperatingSystemRandom, Random, RandomError, State, random_bytes};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// Where a test keeps its state.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) keys_url: String,
    server: Option<(String, Vec<String>)>,
}

impl Home {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        Self { url: url("state.sqlite"), keys_url: url("keys.sqlite"), folder, server: None }
    }

    /// None where there is no server to be had.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("PROBITY_TEST_POSTGRES_URL") else {
            let required = std::env::var("PROBITY_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "PROBITY_TEST_POSTGRES_URL is required and missing");
            println!("skipped: PROBITY_TEST_POSTGRES_URL is not set");
            return None;
        };
        let number = u64::from_be_bytes(random_bytes(&OperatingSystemRandom).unwrap());
        let names = vec![format!("probity_test_{number:x}"), format!("probity_test_{number:x}_keys")];
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for name in &names {
            let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
            connection.execute(sqlx::raw_sql(create)).await.unwrap();
        }
        let base = server.rsplit_once('/').unwrap().0;
        Some(Self {
            folder: tempfile::tempdir().unwrap(),
            url: format!("{base}/{}", names[0]),
            keys_url: format!("{base}/{}", names[1]),
            server: Some((server, names)),
        })
    }

    pub(crate) async fn open(&self) -> State {
        State::open(&self.url, &self.keys_url, &Repeating::default()).await.unwrap()
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs one statement past everything that protects the state: what an intruder would do.
    pub(crate) async fn tamper(&self, url: &str, sql: &str) {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.unwrap();
        }
    }

    async fn remove(self) {
        let Some((server, names)) = self.server else { return };
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for name in names {
            let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
            connection.execute(sqlx::raw_sql(drop)).await.unwrap();
        }
    }
}

pub(crate) type Test = for<'h> fn(&'h Home) -> Pin<Box<dyn Future<Output = ()> + 'h>>;

pub(crate) fn on_sqlite(test: Test) {
    run(async || Some(Home::sqlite()), test);
}

pub(crate) fn on_postgres(test: Test) {
    run(Home::postgres, test);
}

fn run(make: impl AsyncFnOnce() -> Option<Home>, test: Test) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let Some(home) = runtime.block_on(make()) else { return };
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&home))));
    runtime.block_on(home.remove());
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Makes each test of the suite one on SQLite and one on PostgreSQL.
#[macro_export]
macro_rules! conformance {
    ($($name:ident,)*) => {
        mod on_sqlite { $( #[test] fn $name() { $crate::support::on_sqlite(|home| Box::pin(super::$name(home))); } )* }
        mod on_postgres { $( #[test] fn $name() { $crate::support::on_postgres(|home| Box::pin(super::$name(home))); } )* }
    };
}

/// "Random" bytes that are the same in every run and never the same twice within one.
#[derive(Default)]
pub(crate) struct Repeating(AtomicU64);

impl Random for Repeating {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            *byte = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8 ^ number as u8;
        }
        Ok(())
    }
}

/// The first moment of 2026, and seconds after it.
pub(crate) fn second(number: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + number).unwrap()
}

pub(crate) fn seconds(number: i64) -> SignedDuration {
    SignedDuration::from_secs(number)
}
