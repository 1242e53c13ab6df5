//! Databases of their own for each test, and the program as a person runs it.

use crate::mariadb;
use probity_stores::Engine;
use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, TypeInfo, ValueRef};
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

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

/// A server in which databases may be created.
fn postgres_server() -> Option<String> {
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

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A database that one test has for itself; dropping it removes it.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) address: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// None, with a word about it, when there is no server.
    pub(crate) fn create(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let address = folder.path().join("store.sqlite").display().to_string();
                Some(Self { engine, address, _folder: Some(folder) })
            }
            Engine::Postgres => {
                let server = postgres_server()?;
                let name = format!("probity_test_{:016x}", RandomState::new().build_hasher().finish());
                on_postgres(&server, &format!("CREATE DATABASE {name}"));
                let (base, _) = server.rsplit_once('/').unwrap();
                Some(Self { engine, address: format!("{base}/{name}"), _folder: None })
            }
            Engine::MariaDb => {
                let server = mariadb::mariadb_server()?;
                let name = format!("probity_test_{:016x}", RandomState::new().build_hasher().finish());
                on_mariadb(&server, &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"));
                Some(Self { engine, address: format!("{server}/{name}"), _folder: None })
            }
        }
    }

    pub(crate) fn run(&self, script: &str) {
        match self.engine {
            Engine::Postgres => on_postgres(&self.address, script),
            Engine::MariaDb => on_mariadb(&self.address, script),
            Engine::Sqlite => wait(async {
                let options = SqliteConnectOptions::new().filename(&self.address).create_if_missing(true);
                // The sets were made for an engine that does not enforce references.
                let mut connection = options.foreign_keys(false).connect().await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }),
        }
    }

    /// The rows of a question as sorted texts, columns joined by `|`, null as nothing.
    pub(crate) fn rows(&self, question: &str) -> Vec<String> {
        let question = AssertSqlSafe(question.to_owned());
        let mut rows: Vec<String> = wait(async {
            match self.engine {
                Engine::Postgres => {
                    let mut connection = PgConnection::connect(&self.address).await.unwrap();
                    let rows = sqlx::raw_sql(question).fetch_all(&mut connection).await.unwrap();
                    let cell = |row: &sqlx::postgres::PgRow, at| {
                        row.try_get_unchecked::<Option<String>, _>(at).unwrap().unwrap_or_default()
                    };
                    rows.iter().map(|row| joined(row.len(), |at| cell(row, at))).collect()
                }
                Engine::MariaDb => {
                    let mut connection = mariadb::connect(&self.address).await.unwrap();
                    let rows = sqlx::raw_sql(question).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| mariadb::texts(row).join("|")).collect()
                }
                Engine::Sqlite => {
                    let address = format!("sqlite://{}", self.address);
                    let mut connection = SqliteConnection::connect(&address).await.unwrap();
                    let rows = sqlx::raw_sql(question).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| joined(row.len(), |at| sqlite_text(row, at))).collect()
                }
            }
        });
        rows.sort();
        rows
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = self.address.rsplit_once('/').map(|(_, name)| name).unwrap_or_default();
        match self.engine {
            Engine::Sqlite => {}
            Engine::Postgres => {
                on_postgres(&postgres_server().unwrap(), &format!("DROP DATABASE {name} WITH (FORCE)"));
            }
            Engine::MariaDb => {
                on_mariadb(&mariadb::mariadb_server().unwrap(), &format!("DROP DATABASE {name}"));
            }
        }
    }
}

fn on_postgres(address: &str, script: &str) {
    wait(async {
        let mut connection = PgConnection::connect(address).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.unwrap();
    });
}

fn on_mariadb(address: &str, script: &str) {
    wait(async { mariadb::run(address, script).await.unwrap_or_else(|error| panic!("{error}: {script}")) });
}

fn joined(width: usize, cell: impl Fn(usize) -> String) -> String {
    (0..width).map(cell).collect::<Vec<_>>().join("|")
}

fn sqlite_text(row: &sqlx::sqlite::SqliteRow, at: usize) -> String {
    let raw = row.try_get_raw(at).unwrap();
    match raw.type_info().name() {
        _ if raw.is_null() => String::new(),
        "INTEGER" => row.try_get_unchecked::<i64, _>(at).unwrap().to_string(),
        _ => row.try_get_unchecked::<String, _>(at).unwrap(),
    }
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) said: String,
    pub(crate) complained: String,
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.said).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// `code message` of the findings of a check, without notes, in the order told.
    pub(crate) fn findings(&self) -> Vec<String> {
        let word = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
        let loud = |finding: &&Value| finding["severity"] != "note";
        let findings = self.json();
        let findings = findings.as_array().unwrap().iter().filter(loud);
        findings.map(|one| format!("{} {}", word(one, "code"), word(one, "message"))).collect()
    }
}

/// A project in a folder of its own.
pub(crate) struct Project {
    pub(crate) folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Project {
    /// The files of one of the folders beside this file.
    pub(crate) fn sample(name: &str) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
        let project = Self::empty();
        for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), project.folder.path().join(file.file_name())).unwrap();
        }
        project
    }

    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    /// Replaces a text that stands in a file exactly once.
    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.folder.path().join(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        self.write(file, &text.replace(old, new));
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Runs the program in the project's folder, with nothing of this process's settings.
    pub(crate) fn probity(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let done = command.output().unwrap();
        Outcome {
            code: done.status.code().unwrap(),
            said: String::from_utf8(done.stdout).unwrap(),
            complained: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Asks for a person's data; the tables with their rows as they stand in the package.
    pub(crate) fn access(&self, identity: &str) -> Vec<(String, Vec<Value>)> {
        let done = self.probity(&["request", "access", "--identity", identity, "--out", "package.zip"]);
        assert_eq!(done.code, 0, "{done:?}");
        let mut package =
            zip::ZipArchive::new(std::fs::File::open(self.path("package.zip")).unwrap()).unwrap();
        let data: Value = serde_json::from_reader(package.by_name("data.json").unwrap()).unwrap();
        let tables = data["tables"].as_array().unwrap().iter();
        tables
            .map(|table| {
                (table["table"].as_str().unwrap().to_owned(), table["rows"].as_array().unwrap().clone())
            })
            .collect()
    }
}
