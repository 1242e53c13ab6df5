//! Running the program, and a small shop for it to work on.

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) const JANE: &str = "jane.doe@example.org";
/// The same shop that the keeper's tests are about.
pub(crate) const POLICY: &str = include_str!("../../../probity-keeper/tests/machine/shop.probity");

/// How the program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// Fails unless the program ended with this code, and showed no identity, password or panic.
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        let said = format!("{}{}", self.out, self.err);
        assert!(
            !self.err.contains(JANE) && !said.contains("s3cret") && !said.contains("panicked"),
            "{self:#?}"
        );
        assert!(!said.contains('\u{1b}'), "colours where nobody sees them");
        self
    }

    /// Fails unless a message on standard error says this.
    pub(crate) fn says(self, words: &[&str]) -> Self {
        assert!(words.iter().all(|word| self.err.contains(word)), "{words:?} is missing: {self:#?}");
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// The program with its environment made plain.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    command.current_dir(folder).env_clear().env("COLUMNS", "100").stdin(Stdio::null());
    command
}

pub(crate) fn run(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with these words in a folder.
pub(crate) fn probity(folder: &Path, words: &[&str]) -> Ended {
    let mut command = command(folder);
    command.args(words);
    run(command)
}

/// A folder with this policy and nothing else.
pub(crate) fn policy(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.probity"), text).unwrap();
    folder
}

/// Runs statements in an SQLite file, which is made where there is none.
pub(crate) fn run_sql(path: &Path, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// A shop: its policy, and two stores in SQLite files.
pub(crate) struct Shop {
    pub(crate) folder: TempDir,
    /// Where the store `core` is, as its variable says it.
    pub(crate) core: String,
}

impl Shop {
    pub(crate) fn in_files() -> Self {
        let folder = policy(&POLICY.replace("CORE_KIND", "sqlite"));
        let core = folder.path().join("core.sqlite").display().to_string();
        let shop = Self { folder, core };
        shop.sql(
            "core.sqlite",
            &format!(
                "CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT NOT NULL, full_name TEXT NOT NULL, created_at TEXT NOT NULL);
                 CREATE TABLE orders (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id), amount TEXT, gift_note TEXT, placed_at TEXT);
                 INSERT INTO accounts VALUES (1, '{JANE}', 'Jane Doe', '2026-01-01T00:00:00Z'), (2, 'john@example.net', 'John Roe', '2026-01-01T00:00:00Z');
                 INSERT INTO orders VALUES (11, 1, '10.00', 'soon', '2026-01-02T00:00:00Z');"
            ),
        );
        shop.web();
        shop
    }

    /// The store `web`.
    pub(crate) fn web(&self) {
        self.sql(
            "web.sqlite",
            "CREATE TABLE visits (id INTEGER PRIMARY KEY, account_id INTEGER, at TEXT, ip TEXT, page TEXT);
             INSERT INTO visits VALUES (101, 1, '2026-02-01T10:00:00Z', '192.0.2.7', '/');",
        );
    }

    pub(crate) fn sql(&self, file: &str, sql: &str) {
        run_sql(&self.path(file), sql);
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Runs the program in the shop's folder.
    pub(crate) fn probity(&self, words: &[&str]) -> Ended {
        let mut command = command(self.folder.path());
        command.env("CORE", &self.core).env("WEB", self.path("web.sqlite")).args(words);
        run(command)
    }
}

/// `--identity email=…` for the shop's first client.
pub(crate) fn jane() -> String {
    format!("email={JANE}")
}
