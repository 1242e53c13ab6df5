//! A small shop that has everything: two stores, a state, keys, a mail box, a clock that stands still.
//!
//! Each test runs on two grounds: everything in SQLite files; and state, keys and the store `core` on a
//! PostgreSQL server, where there is one. Nothing here sleeps: time goes on when a test says so.

use jiff::{SignedDuration, Timestamp};
use probity_demo::Mailbox;
use probity_demo::mailbox::Message;
use probity_keeper::clock::TestClock;
use probity_keeper::desk::{Desk, Intake, RequestDetail, SessionToken};
use probity_keeper::{Keeper, Post, Setup};
use probity_ledger::{Kind, RequestId};
use probity_policy::project::{Files, compile};
use probity_state::ledger::{self, PlacedEntry};
use probity_state::{OperatingSystemRandom, Random, RandomError, State, check_ledger, random_bytes};
use probity_stores::{Limits, Stores};
use probity_vocabulary::{Personal, Right};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const JANE: &str = "jane.doe@example.org";
pub(crate) const JOHN: &str = "john.roe@example.net";
pub(crate) const COMPANY: &str = "privacy@shop.example";
pub(crate) const STRANGER: &str = "nobody.here@example.com";
pub(crate) const SECRET: &str = "7b1f0c52a9d3e84466b0f1d2c3a4958671f0e2d3c4b5a69788796a5b4c3d2e1f";
const SENDER: &str = COMPANY;
/// What a message, or a whole test, may take before something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST_TEST: Duration = Duration::from_secs(240);

const POLICY: &str = include_str!("shop.probity");
const CORE_TABLES: &str = "
    CREATE TABLE accounts (id BIGINT PRIMARY KEY, email TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL, created_at TIMESTAMP NOT NULL);
    CREATE TABLE orders (id BIGINT PRIMARY KEY, account_id BIGINT REFERENCES accounts (id), amount TEXT NOT NULL,
                         gift_note TEXT, placed_at TIMESTAMP NOT NULL);
    INSERT INTO accounts VALUES (1, 'jane.doe@example.org', 'Jane Doe', '2025-06-01 08:00:00'),
                                (2, 'john.roe@example.net', 'John Roe', '2025-07-01 08:00:00');
    INSERT INTO orders VALUES (11, 1, '10.00', 'for my sister Ann', '2025-11-01 10:00:00'), (12, 1, '20.00', NULL, '2025-12-01 10:00:00'),
                              (13, 1, '30.00', 'ring twice', '2026-01-01 10:00:00'), (21, 2, '40.00', 'for Jim', '2026-01-02 10:00:00'),
                              (22, 2, '50.00', NULL, '2026-01-03 10:00:00');";
const WEB_TABLES: &str = "
    CREATE TABLE visits (id INTEGER PRIMARY KEY, account_id INTEGER, at TEXT NOT NULL, ip TEXT NOT NULL, page TEXT NOT NULL);
    INSERT INTO visits VALUES (101, 1, '2026-02-01T10:00:00Z', '192.0.2.7', '/'), (102, 1, '2026-02-02T10:00:00Z', '192.0.2.7', '/cart'),
                              (103, 1, '2026-02-03T10:00:00Z', '192.0.2.8', '/paid'), (201, 2, '2026-02-04T10:00:00Z', '198.51.100.9', '/');";

/// "Random" bytes that are the same in every run and never the same twice within one.
pub(crate) struct Repeating(AtomicU64);

impl Random for Repeating {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

struct OneFile(String);

impl Files for OneFile {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// The shop with all that belongs to it.
pub(crate) struct Shop {
    folder: TempDir,
    core: String,
    state: String,
    keys: String,
    server: Option<(String, Vec<String>)>,
    random: Arc<Repeating>,
    smtp: String,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) mailbox: Mailbox,
}

impl Shop {
    async fn in_files() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (core, state, keys) =
            (file("core.sqlite"), format!("sqlite:{}", file("state")), format!("sqlite:{}", file("keys")));
        Self::furnished(folder, core, state, keys, None).await
    }

    /// None where there is no server to be had.
    async fn on_server() -> Option<Self> {
        let Ok(server) = std::env::var("PROBITY_TEST_POSTGRES_URL") else {
            let required = std::env::var("PROBITY_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "PROBITY_TEST_POSTGRES_URL is required and missing");
            println!("skipped: PROBITY_TEST_POSTGRES_URL is not set");
            return None;
        };
        let number = u64::from_be_bytes(random_bytes(&OperatingSystemRandom).unwrap());
        let names: Vec<String> =
            ["core", "state", "keys"].map(|part| format!("probity_test_{number:x}_{part}")).into();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for name in &names {
            let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
            connection.execute(sqlx::raw_sql(create)).await.unwrap();
        }
        let base = server.rsplit_once('/').unwrap().0.to_owned();
        let url = |at: usize| format!("{base}/{}", names[at]);
        let (core, state, keys) = (url(0), url(1), url(2));
        let folder = tempfile::tempdir().unwrap();
        Some(Self::furnished(folder, core, state, keys, Some((server, names))).await)
    }

    async fn furnished(
        folder: TempDir,
        core: String,
        state: String,
        keys: String,
        server: Option<(String, Vec<String>)>,
    ) -> Self {
        let (address, mailbox) = Mailbox::start(0).await.unwrap();
        let clock = Arc::new(TestClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
        let shop = Self {
            folder,
            core,
            state,
            keys,
            server,
            random: Arc::new(Repeating(AtomicU64::new(0))),
            smtp: format!("smtp://{address}"),
            clock,
            mailbox,
        };
        if !shop.core.starts_with("postgres") {
            std::fs::File::create(&shop.core).unwrap();
        }
        std::fs::File::create(shop.web_file()).unwrap();
        shop.core(CORE_TABLES).await;
        shop.web(WEB_TABLES).await;
        shop
    }

    /// Takes the server's databases away.
    async fn clear(self) {
        let Some((server, names)) = self.server else { return };
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for name in names {
            let drop = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
            connection.execute(sqlx::raw_sql(drop)).await.unwrap();
        }
    }

    /// The files of state and keys, with their journals; none where they are on a server.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let own = files.filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("state") || name.starts_with("keys")
        });
        own.collect()
    }

    pub(crate) fn web_file(&self) -> PathBuf {
        self.folder.path().join("web.sqlite")
    }

    /// Is the store `core` a file that can be moved away?
    pub(crate) fn core_file(&self) -> Option<PathBuf> {
        (!self.core.starts_with("postgres")).then(|| PathBuf::from(&self.core))
    }

    /// Runs statements in the store `core`, as the shop's own programs would.
    pub(crate) async fn core(&self, sql: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        if self.core.starts_with("postgres") {
            PgConnection::connect(&self.core).await.unwrap().execute(sql).await.unwrap();
        } else {
            sqlite(&self.core).await.execute(sql).await.unwrap();
        }
    }

    /// Runs statements in the store `web`.
    pub(crate) async fn web(&self, sql: &str) {
        in_sqlite(&self.web_file().display().to_string(), sql).await;
    }

    /// How many rows there are of something in the store `core`: `orders WHERE account_id = 1`.
    pub(crate) async fn core_rows(&self, of: &str) -> i64 {
        let question = AssertSqlSafe(format!("SELECT count(*) FROM {of}"));
        if self.core.starts_with("postgres") {
            let mut connection = PgConnection::connect(&self.core).await.unwrap();
            sqlx::query(question).fetch_one(&mut connection).await.unwrap().get(0)
        } else {
            sqlx::query(question).fetch_one(&mut sqlite(&self.core).await).await.unwrap().get(0)
        }
    }

    pub(crate) async fn web_rows(&self, of: &str) -> i64 {
        let question = AssertSqlSafe(format!("SELECT count(*) FROM {of}"));
        let mut connection = sqlite(&self.web_file().display().to_string()).await;
        sqlx::query(question).fetch_one(&mut connection).await.unwrap().get(0)
    }

    /// What a keeper of this shop is made of; tests change a part of it.
    pub(crate) async fn setup(&self) -> Setup {
        self.setup_under("").await
    }

    /// The same under a policy with further sentences.
    pub(crate) async fn setup_under(&self, further: &str) -> Setup {
        let kind = if self.core.starts_with("postgres") { "postgres" } else { "sqlite" };
        let policy = format!("{}\n{further}\n", POLICY.replace("CORE_KIND", kind));
        let project = compile(&["shop.probity".to_owned()], &OneFile(policy));
        assert!(!project.has_errors(), "{:?}", project.diagnostics);
        let environment = |name: &str| match name {
            "CORE" => Some(self.core.clone()),
            "WEB" => Some(self.web_file().display().to_string()),
            _ => None,
        };
        let limits = Limits {
            connect: Duration::from_secs(5),
            lock: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            sessions: 8,
            ..Limits::default()
        };
        let stores = Stores::new(&project.model.data_map, self.folder.path(), &environment, limits).unwrap();
        let state = State::open(&self.state, &self.keys, self.random.as_ref()).await.unwrap();
        Setup {
            project,
            state,
            stores,
            clock: self.clock.clone(),
            random: self.random.clone(),
            post: Some(Post::new(&self.smtp, SENDER).unwrap()),
            centre: Some("https://privacy.shop.example".to_owned()),
            officer_secret: Some(Sha256::digest(SECRET.as_bytes()).into()),
            boundary_watch: None,
        }
    }

    /// A keeper on this shop's state. There may be several at once, as there are several processes.
    pub(crate) async fn keeper(&self) -> Keeper {
        Keeper::open(self.setup().await).await.unwrap()
    }

    /// A keeper under a policy with further sentences that may be killed: it stops for ever at the first boundary for
    /// which `kill` is true.
    pub(crate) async fn keeper_under(&self, further: &str, kill: Option<&str>) -> Keeper {
        let mut setup = self.setup_under(further).await;
        if let Some(kill) = kill.map(str::to_owned) {
            setup.boundary_watch =
                Some(Arc::new(move |boundary| assert!(boundary != kill, "killed at {kill}")));
        }
        Keeper::open(setup).await.unwrap()
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// The number of the newest message.
    pub(crate) fn newest_mail(&self) -> u64 {
        self.mailbox.messages().last().map_or(0, |message| message.number)
    }

    /// The first message to somebody after a number; fails when none comes.
    pub(crate) async fn mail(&self, to: &str, after: u64) -> Message {
        tokio::time::timeout(PATIENCE, self.mailbox.wait_for(to, after)).await.expect("no mail came")
    }

    /// How many messages somebody got whose subject begins so.
    pub(crate) fn mails(&self, to: &str, subject: &str) -> usize {
        let messages = self.mailbox.messages();
        messages
            .iter()
            .filter(|one| {
                one.recipients.iter().any(|recipient| recipient == to) && one.subject.starts_with(subject)
            })
            .count()
    }
}

/// Runs statements in an SQLite file.
pub(crate) async fn in_sqlite(path: &str, sql: &str) {
    sqlite(path).await.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
}

async fn sqlite(path: &str) -> SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).busy_timeout(PATIENCE);
    SqliteConnection::connect_with(&options).await.unwrap()
}

pub(crate) fn intake(right: Right, email: &str) -> Intake {
    Intake {
        right,
        identities: vec![("email".to_owned(), Personal::new(email.to_owned()))],
        residence: None,
        channel: "web-form".to_owned(),
    }
}

/// The code in a message.
pub(crate) fn code_in(message: &Message) -> String {
    let word = message
        .text
        .split_whitespace()
        .find(|word| word.len() == 8 && word.chars().all(|one| one.is_ascii_digit()));
    word.expect("the message holds no code").to_owned()
}

/// Does all jobs that are due.
pub(crate) async fn work(keeper: &Keeper) {
    keeper.work_until_idle("test").await.unwrap();
}

/// Sends a request in and fetches its code from the mail box.
pub(crate) async fn ask(shop: &Shop, keeper: &Keeper, right: Right, email: &str) -> (RequestId, String) {
    let before = shop.newest_mail();
    let id = keeper.submit(intake(right, email)).await.unwrap().id;
    work(keeper).await;
    (id, code_in(&shop.mail(email, before).await))
}

/// Sends a request in, shows the code, and lets what follows from it be done.
pub(crate) async fn ask_and_prove(
    shop: &Shop,
    keeper: &Keeper,
    right: Right,
    email: &str,
) -> (RequestId, SessionToken) {
    let (id, code) = ask(shop, keeper, right, email).await;
    let token = keeper.confirm(id, Personal::new(code)).await.unwrap().expect("the code was not taken");
    work(keeper).await;
    (id, token)
}

/// Approves the plan as it is now.
pub(crate) async fn approve(keeper: &Keeper, id: RequestId) {
    let hash = detail(keeper, id).await.plan_hash.expect("there is no plan");
    keeper.approve_plan(id, &hash, "officer").await.unwrap();
}

pub(crate) async fn detail(keeper: &Keeper, id: RequestId) -> RequestDetail {
    keeper.request(id).await.unwrap()
}

/// What happened to a request, as words.
pub(crate) async fn history(keeper: &Keeper, id: RequestId) -> Vec<String> {
    detail(keeper, id).await.history.into_iter().map(|one| one.kind).collect()
}

pub(crate) fn count(words: &[String], word: Kind) -> usize {
    words.iter().filter(|one| *one == word.word()).count()
}

/// Every entry of the ledger.
pub(crate) async fn entries(keeper: &Keeper) -> Vec<PlacedEntry> {
    ledger::read_range(&mut keeper.state().view().await.unwrap(), 0..u64::MAX).await.unwrap()
}

/// Fails unless every entry, hash and checkpoint of the ledger is sound.
pub(crate) async fn assert_sound(keeper: &Keeper) {
    keeper.sign_checkpoint().await.unwrap();
    let report =
        check_ledger(&mut keeper.state().view().await.unwrap(), &keeper.verifier_key()).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}

pub(crate) fn minutes(number: i64) -> SignedDuration {
    SignedDuration::from_mins(number)
}

pub(crate) fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

pub(crate) fn now(shop: &Shop) -> Timestamp {
    use probity_keeper::clock::Clock as _;
    shop.clock.now()
}

pub(crate) type Test = for<'s> fn(&'s Shop) -> Pin<Box<dyn Future<Output = ()> + 's>>;

pub(crate) fn in_files(test: Test) {
    run(async || Some(Shop::in_files().await), test);
}

pub(crate) fn on_server(test: Test) {
    run(Shop::on_server, test);
}

fn run(make: impl AsyncFnOnce() -> Option<Shop>, test: Test) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let Some(shop) = runtime.block_on(make()) else { return };
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            tokio::time::timeout(LONGEST_TEST, test(&shop)).await.expect("the test does not end");
        });
    }));
    runtime.block_on(shop.clear());
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Makes each test one in files and one on a server.
#[macro_export]
macro_rules! on_both_grounds {
    ($($name:ident,)*) => {
        mod in_files { $( #[test] fn $name() { $crate::harness::in_files(|shop| Box::pin(super::$name(shop))); } )* }
        mod on_a_server { $( #[test] fn $name() { $crate::harness::on_server(|shop| Box::pin(super::$name(shop))); } )* }
    };
}
