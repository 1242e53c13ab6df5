//! A shop of two stores, with an erasure that waits for approval.

use crate::cluster::Cluster;
use crate::mariadb;
use crate::proxy::{Cut, Proxy};
use crate::server::{SECRET, Server};
use probity_demo::Mailbox;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) const JANE: &str = "jane.doe@example.org";
pub(crate) const COMPANY: &str = "privacy@shop.example";
pub(crate) const CLOCK: &str = "2026-03-02T09:00:00Z";
const POLICY: &str = include_str!("../../../probity-keeper/tests/machine/shop.probity");
const CORE: &str = "
    CREATE TABLE accounts (id BIGINT PRIMARY KEY, email VARCHAR(100) NOT NULL UNIQUE, full_name TEXT NOT NULL, created_at TIMESTAMP NOT NULL);
    CREATE TABLE orders (id BIGINT PRIMARY KEY, account_id BIGINT REFERENCES accounts (id), amount TEXT NOT NULL,
                         gift_note TEXT, placed_at TIMESTAMP NOT NULL);
    INSERT INTO accounts VALUES (1, 'jane.doe@example.org', 'Jane Doe', '2025-06-01 08:00:00'),
                                (2, 'john.roe@example.net', 'John Roe', '2025-07-01 08:00:00');
    INSERT INTO orders VALUES (11, 1, '10.00', 'for my sister Ann', '2025-11-01 10:00:00'), (21, 2, '40.00', 'for Jim', '2026-01-02 10:00:00');";
const WEB: &str = "
    CREATE TABLE visits (id INTEGER PRIMARY KEY, account_id INTEGER, at TEXT NOT NULL, ip TEXT NOT NULL, page TEXT NOT NULL);
    INSERT INTO visits VALUES (101, 1, '2026-02-01T10:00:00Z', '192.0.2.7', '/'), (201, 2, '2026-02-04T10:00:00Z', '198.51.100.9', '/');";

/// Where the store `core` is.
pub(crate) enum Core {
    File(PathBuf),
    Server(Cluster),
    /// A database of a MariaDB server, by way of a door.
    Door(Proxy, String),
}

impl Core {
    /// A database behind a door; none without a server.
    pub(crate) async fn door() -> Option<Self> {
        let server = mariadb::mariadb_server()?;
        let name = format!("probity_test_{:016x}", RandomState::new().build_hasher().finish());
        mariadb::run(&format!("{server}/"), &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"))
            .await
            .unwrap();
        let address = format!("{server}/{name}");
        Some(Self::Door(Proxy::to(&address).await, address))
    }

    pub(crate) fn goes_away(&self) {
        match self {
            Self::Door(door, _) => door.cut(1, Cut::Before, true),
            Self::File(path) => std::fs::rename(path, path.with_extension("away")).unwrap(),
            Self::Server(cluster) => cluster.stop(),
        }
    }

    pub(crate) fn comes_back(&self) {
        match self {
            Self::Door(door, _) => door.up(),
            Self::File(path) => std::fs::rename(path.with_extension("away"), path).unwrap(),
            Self::Server(cluster) => assert!(cluster.start().success()),
        }
    }

    fn address(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(cluster) => cluster.url(),
            Self::Door(door, address) => door.address(address),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::File(_) => "sqlite",
            Self::Server(_) => "postgres",
            Self::Door(..) => "mariadb",
        }
    }

    async fn run(&self, script: &str) {
        let tables = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
        match self {
            Self::File(path) => {
                file(path).await.execute(tables).await.unwrap();
            }
            Self::Server(cluster) => {
                PgConnection::connect(&cluster.url()).await.unwrap().execute(tables).await.unwrap();
            }
            Self::Door(_, address) => {
                mariadb::run(address, &script.replace(" TIMESTAMP", " DATETIME")).await.unwrap();
            }
        }
    }

    /// What is left, as one text.
    async fn rows(&self) -> String {
        let question = "SELECT id, email FROM accounts ORDER BY id";
        let accounts: Vec<(i64, String)> = match self {
            Self::File(path) => sqlx::query_as(question).fetch_all(&mut file(path).await).await.unwrap(),
            Self::Server(cluster) => {
                let mut connection = PgConnection::connect(&cluster.url()).await.unwrap();
                sqlx::query_as(question).fetch_all(&mut connection).await.unwrap()
            }
            Self::Door(_, address) => {
                let mut connection = mariadb::connect(address).await.unwrap();
                sqlx::query_as(question).fetch_all(&mut connection).await.unwrap()
            }
        };
        let question = "SELECT id, account_id, gift_note FROM orders ORDER BY id";
        let orders: Vec<(i64, Option<i64>, Option<String>)> = match self {
            Self::File(path) => sqlx::query_as(question).fetch_all(&mut file(path).await).await.unwrap(),
            Self::Server(cluster) => {
                let mut connection = PgConnection::connect(&cluster.url()).await.unwrap();
                sqlx::query_as(question).fetch_all(&mut connection).await.unwrap()
            }
            Self::Door(_, address) => {
                let mut connection = mariadb::connect(address).await.unwrap();
                sqlx::query_as(question).fetch_all(&mut connection).await.unwrap()
            }
        };
        format!("{accounts:?} {orders:?}")
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        let Self::Door(_, address) = self else { return };
        let (server, name) = address.rsplit_once('/').unwrap();
        let (server, drop) = (format!("{server}/"), format!("DROP DATABASE {name}"));
        // Whoever drops it may be within a runtime already.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(mariadb::run(&server, &drop)).unwrap();
        });
        let _ = dropped.join();
    }
}

/// The shop in a folder.
pub(crate) struct Shop {
    folder: TempDir,
    pub(crate) core: Core,
    pub(crate) mailbox: Mailbox,
    environment: BTreeMap<String, String>,
}

/// The erasure, and an officer's session to approve it.
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) hash: String,
    pub(crate) officer: String,
}

impl Shop {
    pub(crate) async fn open(core: impl FnOnce(&Path) -> Option<Core>) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let core = core(folder.path())?;
        Some(Self::made(folder, core).await)
    }

    /// The same on a core that is there.
    pub(crate) async fn open_on(core: Option<Core>) -> Option<Self> {
        Some(Self::made(tempfile::tempdir().unwrap(), core?).await)
    }

    async fn made(folder: TempDir, core: Core) -> Self {
        let kind = core.kind();
        std::fs::create_dir(folder.path().join("policy")).unwrap();
        std::fs::write(folder.path().join("policy/shop.probity"), POLICY.replace("CORE_KIND", kind)).unwrap();
        let web = folder.path().join("web.sqlite");
        core.run(CORE).await;
        file(&web).await.execute(sqlx::raw_sql(AssertSqlSafe(WEB.to_owned()))).await.unwrap();
        let (address, mailbox) = Mailbox::start(0).await.unwrap();
        let environment = BTreeMap::from([
            ("CORE".to_owned(), core.address()),
            ("WEB".to_owned(), web.display().to_string()),
            ("PROBITY_SMTP".to_owned(), format!("smtp://{address}")),
        ]);
        Self { folder, core, mailbox, environment }
    }

    /// All files as they are, to be gone back to.
    pub(crate) fn kept(&self) -> TempDir {
        let kept = tempfile::tempdir().unwrap();
        copy(self.folder.path(), kept.path());
        kept
    }

    /// Everything as it was: the files, and the tables of the store `core`.
    pub(crate) async fn go_back(&self, kept: &TempDir) {
        for entry in std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        copy(kept.path(), self.folder.path());
        if !matches!(self.core, Core::File(_)) {
            self.core.run("DROP TABLE orders; DROP TABLE accounts;").await;
            self.core.run(CORE).await;
        }
    }

    /// What is left in both stores.
    pub(crate) async fn rows(&self) -> String {
        format!("{} {}", self.core.rows().await, self.visits().await)
    }

    /// Starts the server; it ends as if killed when carrying out comes to a boundary.
    pub(crate) fn serve(&self, clock: &str, until: Option<&str>) -> Server {
        let mut environment = self.environment.clone();
        if let Some(boundary) = until {
            environment.insert("PROBITY_TEST_ABORT_AT".to_owned(), boundary.to_owned());
        }
        Server::start(self.folder.path(), &environment, clock)
    }

    /// Asks for Jane's erasure, shows the code, and waits for the plan.
    pub(crate) async fn asked(&self) -> Asked {
        let mut server = self.serve(CLOCK, None);
        let wish = json!({ "right": "erasure", "identities": { "email": JANE } });
        let id = text(&server.ask("POST", "/v1/requests", None, Some(&wish), 201)["id"]);
        let mail = self.mailbox.wait_for(JANE, 0).await;
        let code = mail
            .text
            .split_whitespace()
            .find(|word| word.len() == 8 && word.bytes().all(|one| one.is_ascii_digit()));
        let shown = json!({ "code": code.unwrap() });
        server.ask("POST", &format!("/v1/requests/{id}/confirmation"), None, Some(&shown), 200);
        let session = server.ask("POST", "/v1/sessions", None, Some(&json!({ "secret": SECRET })), 201);
        let officer = text(&session["token"]);
        let planned = server.wait_until(&id, &officer, |detail| detail["plan_hash"].is_string()).unwrap();
        server.stop();
        Asked { id, hash: text(&planned["plan_hash"]), officer }
    }

    /// How many messages the company got about late requests.
    pub(crate) fn warnings(&self) -> usize {
        let messages = self.mailbox.messages();
        let about = |one: &&probity_demo::mailbox::Message| {
            one.recipients.iter().any(|to| to == COMPANY) && one.subject.starts_with("Request ")
        };
        messages.iter().filter(about).count()
    }

    /// How many visits are left.
    pub(crate) async fn visits(&self) -> i64 {
        let mut web = file(&self.folder.path().join("web.sqlite")).await;
        sqlx::query_scalar("SELECT count(*) FROM visits").fetch_one(&mut web).await.unwrap()
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            let _ = std::fs::create_dir(&target);
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn file(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    SqliteConnection::connect_with(&options).await.unwrap()
}
