//! Expiring one row in ten of a large table, against the loop that somebody would write by hand: delete ten thousand
//! rows that are past their time, found through the index, again and again. Both sides in turn, with what they deleted
//! put back in between; the ratio is that of the medians, the aim at most 1.3. At the end a run with somebody else who
//! writes to the table: the longest of their waits stands beside the longest batch.
//!
//! `cargo xtask bench expire`, or one engine: `cargo bench -p probity-stores --bench expire -- mariadb`. The table has
//! 1,000,000 rows, or as many as `PROBITY_BENCH_ROWS` says; with more than that both sides have one turn.
#![expect(dead_code, reason = "the tests' databases and maps are shared, not all of them is needed")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a measurement may stop")]

#[path = "../tests/stores/common/mod.rs"]
mod common;

use common::policy::Project;
use common::{Database, on_engine};
use probity_stores::{
    Approved, BatchDone, Engine, Expire, ExpiryPace, ExpiryPlan, ExpiryScope, ExpirySink, SinkError,
    StepOutcome,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const NOW: &str = "2026-03-01T08:00:00Z";
const BATCH: u64 = 10_000;
const POLICY: &str = r#"
policy "P" version 1 { effective 2026-01-01 in UTC }
keep device.*, log.* at most 12 months after collected, then delete
table s.ours { ip device.ip; what log.action; plain id, person; counts collected from at; on erasure delete }
"#;

#[derive(Default)]
struct Longest {
    batches: u64,
    longest: Duration,
    since: Option<Instant>,
}

impl ExpirySink for Longest {
    async fn batch(&mut self, _: &BatchDone) -> Result<(), SinkError> {
        self.batches += 1;
        let now = Instant::now();
        if let Some(since) = self.since {
            self.longest = self.longest.max(now - since);
        }
        self.since = Some(now);
        Ok(())
    }

    async fn step(&mut self, _: &StepOutcome) -> Result<(), SinkError> {
        Ok(())
    }
}

const OLD: &str = "2025-03-01 00:00:00";

/// Rows of a table from a question for numbers `i`; old and new ones lie mixed, as they do where rows are changed and
/// space is used again.
fn insert(engine: Engine, table: &str, rows: u64, which: &str) -> String {
    let days = "(CASE WHEN i % 10 = 0 THEN 500 ELSE i % 300 END)";
    let instant = match engine {
        Engine::Postgres => format!("timestamp '2026-02-01' - {days} * interval '1 day'"),
        Engine::MariaDb => format!("CAST('2026-02-01' AS datetime) - INTERVAL {days} DAY"),
        Engine::Sqlite => format!("datetime('2026-02-01', '-' || {days} || ' days')"),
    };
    let values = format!("i, i % 1000, {instant}, '192.0.2.' || (i % 250), 'something that somebody did'");
    let numbers = match engine {
        Engine::Postgres => {
            return format!(
                "INSERT INTO {table} SELECT {values} FROM generate_series(1, {rows}) AS n(i) WHERE {which};"
            );
        }
        _ => format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
    };
    format!("INSERT INTO {table} {numbers} SELECT {values} FROM n WHERE {which};")
}

async fn fill(database: &Database, table: &str, rows: u64) {
    let create = format!(
        "CREATE TABLE {table} (id bigint PRIMARY KEY, person bigint, at timestamp, ip text, what text);"
    );
    database.run(&create).await;
    database.run(&insert(database.engine, table, rows, "1 = 1")).await;
    database.run(&format!("CREATE INDEX {table}_at ON {table} (at);")).await;
}

/// Lets the engine know what is in its tables, and write what waits to be written.
async fn settle(database: &Database) {
    match database.engine {
        Engine::Postgres => {
            database.run("VACUUM ANALYZE").await;
            database.run("CHECKPOINT").await;
        }
        Engine::Sqlite => database.run("PRAGMA wal_checkpoint(TRUNCATE)").await,
        Engine::MariaDb => {
            database.rows("ANALYZE TABLE hand, ours").await;
        }
    }
}

async fn by_hand(database: &Database) -> Duration {
    let old = format!("FROM hand WHERE at < '{OLD}' LIMIT {BATCH}");
    let statement = match database.engine {
        Engine::Postgres => format!("DELETE FROM hand WHERE ctid = ANY (ARRAY(SELECT ctid {old}))"),
        Engine::MariaDb => format!("DELETE {old}"),
        Engine::Sqlite => format!("DELETE FROM hand WHERE rowid IN (SELECT rowid {old})"),
    };
    let begun = Instant::now();
    macro_rules! until_nothing_is_left {
        ($connection:expr) => {{
            let mut connection = $connection;
            loop {
                let done =
                    sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap();
                if done.rows_affected() == 0 {
                    return begun.elapsed();
                }
            }
        }};
    }
    match database.engine {
        Engine::Postgres => until_nothing_is_left!(PgConnection::connect(&database.address).await.unwrap()),
        Engine::MariaDb => {
            until_nothing_is_left!(common::mariadb::connect(&database.address).await.unwrap())
        }
        Engine::Sqlite => {
            let address = format!("sqlite://{}", database.address);
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            sqlx::raw_sql("PRAGMA secure_delete = ON").execute(&mut connection).await.unwrap();
            until_nothing_is_left!(connection)
        }
    }
}

/// Somebody who changes one row after the other; the longest that they waited.
async fn writer(database: Database, rows: u64, stop: Arc<AtomicBool>) -> Duration {
    let (mut longest, mut number) = (Duration::ZERO, 1_u64);
    macro_rules! writing {
        ($connection:expr) => {{
            let mut connection = $connection;
            while !stop.load(Ordering::Relaxed) {
                number = (number * 48_271) % 2_147_483_647;
                let change = format!("UPDATE ours SET what = 'changed' WHERE id = {}", number % rows);
                let begun = Instant::now();
                sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut connection).await.unwrap();
                longest = longest.max(begun.elapsed());
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            longest
        }};
    }
    match database.engine {
        Engine::Postgres => writing!(PgConnection::connect(&database.address).await.unwrap()),
        Engine::MariaDb => writing!(common::mariadb::connect(&database.address).await.unwrap()),
        Engine::Sqlite => {
            let address = format!("sqlite://{}", database.address);
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            sqlx::raw_sql("PRAGMA busy_timeout = 60000").execute(&mut connection).await.unwrap();
            writing!(connection)
        }
    }
}

/// One run of ours: the plan with its trial, what carrying it out took, and its batches.
async fn ours(project: &Project) -> (Duration, Duration, u64, Longest) {
    let graph = project.graph(NOW, Vec::new()).await;
    let policy = &project.model.policy;
    let begun = Instant::now();
    let plan = ExpiryPlan::make(&graph, &project.stores, policy, &ExpiryScope::default()).await.unwrap();
    let planned = begun.elapsed();
    let expected = plan.rows();
    let hash = plan.hash.clone();
    let approved = Approved::expiry(plan, &hash, "a measurement").unwrap();
    let pace = ExpiryPace { batch: BATCH, ..ExpiryPace::default() };
    let expire = Expire { graph: &graph, stores: &project.stores, policy, plan: &approved, pace };
    let mut sink = Longest::default();
    let begun = Instant::now();
    let outcome = expire.run(&mut sink, &mut |_| ControlFlow::Continue(())).await.unwrap();
    let took = begun.elapsed();
    let done: u64 = outcome.iter().map(|step| step.rows).sum();
    assert_eq!(done, expected);
    (planned, took, done, sink)
}

async fn measure(database: Database) {
    let rows: u64 =
        std::env::var("PROBITY_BENCH_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let turns = if rows > 1_000_000 { 1 } else { 3 };
    for table in ["hand", "ours"] {
        fill(&database, table, rows).await;
    }
    let project = Project::of(&database, POLICY);
    let (mut hands, mut our, mut plans, mut batches, mut gone) = (Vec::new(), Vec::new(), Vec::new(), 0, 0);
    for turn in 0..turns {
        if turn > 0 {
            for table in ["hand", "ours"] {
                database.run(&insert(database.engine, table, rows, "i % 10 = 0")).await;
            }
        }
        settle(&database).await;
        hands.push(by_hand(&database).await);
        settle(&database).await;
        let (planned, took, done, sink) = ours(&project).await;
        plans.push(planned);
        our.push(took);
        (batches, gone) = (sink.batches, done);
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (hand, ours_took, planned) = (median(&mut hands), median(&mut our), median(&mut plans));
    println!(
        "{:?}: {gone} of {rows} rows in {batches} batches: by hand {hand:.1?}, carried out {ours_took:.1?}, ratio {:.2} (aim 1.3); the plan with its trial {planned:.1?}",
        database.engine,
        ours_took.as_secs_f64() / hand.as_secs_f64()
    );
    database.run(&insert(database.engine, "ours", rows, "i % 10 = 0")).await;
    settle(&database).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::task::spawn_local(writer(database.clone(), rows, Arc::clone(&stop)));
    let (_, took, _, sink) = ours(&project).await;
    stop.store(true, Ordering::Relaxed);
    println!(
        "{:?}: beside somebody who writes: {took:.1?}, longest batch {:.1?}, longest wait of the other {:.1?}",
        database.engine,
        sink.longest,
        writing.await.unwrap()
    );
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
        if words.is_empty() || words.contains(&format!("{engine:?}").to_lowercase()) {
            on_engine(engine, 1, |databases| measure(databases[0].clone()));
        }
    }
}
