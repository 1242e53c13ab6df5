//! The demo's company with an erasure that waits for approval: made once, copied for every kill.

use crate::server::{SECRET, Server};
use probity_demo::company::{LINA, PRIVACY_MAIL};
use probity_demo::{Mailbox, Recipe, prepare};
use probity_ledger::{Fact, Kind};
use probity_state::{OperatingSystemRandom, State, check_ledger, ledger};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, SqliteConnection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// When everything begins; after a kill the clock stands two minutes later, so that the lease of the
/// killed worker is over.
pub(crate) const CLOCK: [&str; 3] = ["2026-03-02T09:00:00Z", "2026-03-02T09:02:00Z", "2026-03-02T09:04:00Z"];
const STORES: [(&str, &str); 4] = [
    ("core", "MARSPROXIES_CORE"),
    ("web", "MARSPROXIES_WEB"),
    ("hr", "MARSPROXIES_HR"),
    ("proxy", "MARSPROXIES_PROXY"),
];
/// So many rows in two tables that carrying out takes long enough to be hit.
const MANY: u32 = 4000;

/// All rows of all tables of all stores, as text.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

/// A company in a folder with a request of its first person that waits for approval.
pub(crate) struct Company {
    folder: TempDir,
    /// The request.
    pub(crate) id: String,
    /// The plan's hash.
    pub(crate) hash: String,
    /// An officer's session.
    pub(crate) officer: String,
}

impl Company {
    /// Makes the company, sends the request in over HTTP, and shows the code from the mail.
    pub(crate) async fn prepared() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recipe = Recipe { people: 40, seed: 7, now: CLOCK[0].parse().unwrap(), overdue: false };
        prepare(folder.path(), &recipe, &|_| ()).await.unwrap();
        let counted =
            format!("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {MANY})");
        let account = LINA.account;
        run(folder.path(), "core", &format!("{counted} INSERT INTO logins (account_id, at, ip, user_agent, device_id, result) \
            SELECT {account}, '2026-02-01T10:00:00Z', '192.0.2.' || (n % 250), 'agent ' || n, 'device ' || n, 'ok' FROM n")).await;
        run(folder.path(), "web", &format!("{counted} INSERT INTO web_events (ts, visitor_id, account_id, ip, url_path) \
            SELECT '2026-02-01T10:00:00Z', 'visitor ' || n, {account}, '192.0.2.' || (n % 250), '/' || n FROM n")).await;
        let (address, mailbox) = Mailbox::start(0).await.unwrap();
        let mut server =
            Server::start(folder.path(), &environment(folder.path(), &address.to_string()), CLOCK[0]);
        let wish = json!({ "right": "erasure", "identities": { "email": LINA.email }, "residence": "LT" });
        let id =
            server.ask("POST", "/v1/requests", None, Some(&wish), 201)["id"].as_str().unwrap().to_owned();
        let mail =
            tokio::time::timeout(Duration::from_secs(30), mailbox.wait_for(LINA.email, 0)).await.unwrap();
        let code = mail
            .text
            .split_whitespace()
            .find(|word| word.len() == 8 && word.bytes().all(|one| one.is_ascii_digit()));
        let shown = json!({ "code": code.unwrap() });
        server.ask("POST", &format!("/v1/requests/{id}/confirmation"), None, Some(&shown), 200);
        let session = server.ask("POST", "/v1/sessions", None, Some(&json!({ "secret": SECRET })), 201);
        let officer = session["token"].as_str().unwrap().to_owned();
        let planned = server.wait_until(&id, &officer, |detail| detail["plan_hash"].is_string()).unwrap();
        let hash = planned["plan_hash"].as_str().unwrap().to_owned();
        server.stop();
        Self { folder, id, hash, officer }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A copy with a mail box of its own.
    pub(crate) async fn copied(&self) -> Copy {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        let (address, mailbox) = Mailbox::start(0).await.unwrap();
        Copy { environment: environment(folder.path(), &address.to_string()), folder, mailbox }
    }
}

/// One copy of the company.
pub(crate) struct Copy {
    pub(crate) folder: TempDir,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) mailbox: Mailbox,
}

impl Copy {
    pub(crate) fn start(&self, clock: &str) -> Server {
        Server::start(self.folder.path(), &self.environment, clock)
    }

    pub(crate) async fn rows(&self) -> Rows {
        rows(self.folder.path()).await
    }

    /// Fails unless the ledger is sound and says of the erasure what happened, once.
    pub(crate) async fn assert_told_once(&self, about: &str) {
        let database = |name: &str| format!("sqlite:{}", self.folder.path().join(name).display());
        let random = OperatingSystemRandom;
        let state = State::open(&database("state.sqlite"), &database("keys.sqlite"), &random).await.unwrap();
        let signer = state.keys().ledger_signer("probity/marsproxies").await.unwrap();
        let mut view = state.view().await.unwrap();
        let report = check_ledger(&mut view, signer.verifier()).await.unwrap();
        assert!(report.is_sound(), "{about}: {:?}", report.faults);
        assert!(report.checkpoints > 0, "{about}");
        let all = ledger::read_range(&mut view, 0..u64::MAX).await.unwrap();
        let mut told: BTreeMap<(String, String), u32> = BTreeMap::new();
        for placed in &all {
            let store = match placed.entry.facts().get("store") {
                Some(Fact::Text(store)) => store.clone(),
                _ => String::new(),
            };
            *told.entry((placed.entry.kind().word().to_owned(), store)).or_default() += 1;
        }
        let times = |kind: Kind, store: &str| {
            told.get(&(kind.word().to_owned(), store.to_owned())).copied().unwrap_or(0)
        };
        for kind in [Kind::RequestReceived, Kind::PlanMade, Kind::PlanApproved, Kind::RequestFulfilled] {
            assert_eq!(times(kind, ""), 1, "{about}: {kind:?} in {told:?}");
        }
        // The tax law keeps rows of theirs; with the last of these goes the key.
        assert_eq!(times(Kind::KeyDestroyed, ""), 0, "{about}: {told:?}");
        for store in ["core", "web", "proxy", "hr"] {
            assert_eq!(times(Kind::StepStarted, store), 1, "{about}: {store} in {told:?}");
            assert_eq!(times(Kind::StepDone, store), 1, "{about}: {store} in {told:?}");
        }
        assert!(times(Kind::ErasureChecked, "") >= 1, "{about}");
        drop(view);
        state.close().await;
    }
}

/// All rows of the stores in a folder.
pub(crate) async fn rows(folder: &Path) -> Rows {
    let mut all = Rows::new();
    for (store, _) in STORES {
        let mut connection = open(&file(folder, store)).await;
        let names =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut connection).await.unwrap();
        for table in tables {
            let columns = AssertSqlSafe(format!("SELECT quote(name) FROM pragma_table_info('{table}')"));
            let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut connection).await.unwrap();
            let quoted: Vec<String> =
                columns.iter().map(|column| format!("quote(\"{}\")", column.trim_matches('\''))).collect();
            let question = format!("SELECT {} FROM \"{table}\" ORDER BY 1", quoted.join(" || ',' || "));
            let found = sqlx::query(AssertSqlSafe(question)).fetch_all(&mut connection).await.unwrap();
            all.insert(format!("{store}.{table}"), found.iter().map(|row| row.get(0)).collect());
        }
    }
    all
}

fn file(folder: &Path, store: &str) -> PathBuf {
    folder.join("data").join(format!("{store}.sqlite"))
}

async fn open(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

async fn run(folder: &Path, store: &str, sql: &str) {
    open(&file(folder, store)).await.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
}

fn environment(folder: &Path, mail: &str) -> BTreeMap<String, String> {
    let mut environment: BTreeMap<String, String> = STORES
        .iter()
        .map(|(store, variable)| ((*variable).to_owned(), file(folder, store).display().to_string()))
        .collect();
    environment.insert("PRIVACY_MAIL".to_owned(), PRIVACY_MAIL.to_owned());
    environment.insert("PROBITY_SMTP".to_owned(), format!("smtp://{mail}"));
    environment
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
