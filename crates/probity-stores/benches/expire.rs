//! Expiring one row in ten of a large table, against the loop that somebody would write by hand: collect ten
//! thousand row addresses through the index, delete them, commit, again. Prints both times and their ratio; the aim
//! is a ratio of at most 1.3. Meanwhile somebody else writes, and the longest of their waits is printed as well.
//!
//! `PROBITY_TEST_POSTGRES_URL=… PROBITY_BENCH_ROWS=10000000 cargo bench -p probity-stores --bench expire`; without the
//! variable the table has 1,000,000 rows.
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

fn fill(table: &str, rows: u64, engine: Engine) -> String {
    // Old and new rows lie mixed, as they do where rows are changed and space is used again.
    let instant = match engine {
        Engine::Postgres => {
            "timestamp '2026-02-01' - (CASE WHEN i % 10 = 0 THEN 500 ELSE i % 300 END) * interval '1 day'"
        }
        _ => "datetime('2026-02-01', '-' || (CASE WHEN i % 10 = 0 THEN 500 ELSE i % 300 END) || ' days')",
    };
    let numbers = match engine {
        Engine::Postgres => format!("generate_series(1, {rows}) AS n(i)"),
        _ => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i FROM n) AS n"
        ),
    };
    format!(
        "CREATE TABLE {table} (id bigint PRIMARY KEY, person bigint, at timestamp, ip text, what text);
         INSERT INTO {table} SELECT i, i % 1000, {instant}, '192.0.2.' || (i % 250), 'something that somebody did' FROM {numbers};
         CREATE INDEX {table}_at ON {table} (at);"
    )
}

async fn by_hand(database: &Database) -> Duration {
    let old = format!("FROM hand WHERE at < '2025-03-01 00:00:00' LIMIT {BATCH}");
    let statement = match database.engine {
        Engine::Postgres => format!("DELETE FROM hand WHERE ctid = ANY (ARRAY(SELECT ctid {old}))"),
        _ => format!("DELETE FROM hand WHERE rowid IN (SELECT rowid {old})"),
    };
    let begun = Instant::now();
    if database.engine == Engine::Postgres {
        let mut connection = PgConnection::connect(&database.address).await.unwrap();
        loop {
            let done =
                sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap();
            if done.rows_affected() == 0 {
                return begun.elapsed();
            }
        }
    }
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", database.address)).await.unwrap();
    sqlx::raw_sql("PRAGMA secure_delete = ON").execute(&mut connection).await.unwrap();
    loop {
        let done = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap();
        if done.rows_affected() == 0 {
            return begun.elapsed();
        }
    }
}

/// Somebody who changes one row after the other; the longest that they waited.
async fn writer(address: String, rows: u64, stop: Arc<AtomicBool>) -> Duration {
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let (mut longest, mut number) = (Duration::ZERO, 1_u64);
    while !stop.load(Ordering::Relaxed) {
        number = (number * 48_271) % 2_147_483_647;
        let begun = Instant::now();
        sqlx::query("UPDATE ours SET what = 'changed' WHERE id = $1")
            .bind(i64::try_from(number % rows).unwrap())
            .execute(&mut connection)
            .await
            .unwrap();
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    longest
}

async fn measure(database: Database) {
    let rows: u64 =
        std::env::var("PROBITY_BENCH_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    for table in ["hand", "ours"] {
        database.run(&fill(table, rows, database.engine)).await;
    }
    if database.engine == Engine::Postgres {
        database.run("VACUUM ANALYZE").await;
        database.run("CHECKPOINT").await;
    }
    let hand = by_hand(&database).await;
    if database.engine == Engine::Postgres {
        database.run("CHECKPOINT").await;
    }
    let project = Project::of(&database, POLICY);
    let graph = project.graph(NOW, Vec::new()).await;
    let begun = Instant::now();
    let plan = ExpiryPlan::make(&graph, &project.stores, &project.model.policy, &ExpiryScope::default())
        .await
        .unwrap();
    let planned = begun.elapsed();
    let expected = plan.rows();
    let hash = plan.hash.clone();
    let approved = Approved::expiry(plan, &hash, "a measurement").unwrap();
    let pace = ExpiryPace { batch: BATCH, ..ExpiryPace::default() };
    let policy = &project.model.policy;
    let expire = Expire { graph: &graph, stores: &project.stores, policy, plan: &approved, pace };
    let stop = Arc::new(AtomicBool::new(false));
    let with_writer = std::env::var("PROBITY_BENCH_WRITER").is_ok() && database.engine == Engine::Postgres;
    let writing =
        with_writer.then(|| tokio::spawn(writer(database.address.clone(), rows, Arc::clone(&stop))));
    let mut sink = Longest::default();
    let begun = Instant::now();
    let outcome = expire.run(&mut sink, &mut |_| ControlFlow::Continue(())).await.unwrap();
    let ours = begun.elapsed();
    stop.store(true, Ordering::Relaxed);
    let done: u64 = outcome.iter().map(|step| step.rows).sum();
    assert_eq!(done, expected);
    println!(
        "{:?}: {done} of {rows} rows in {} batches: by hand {hand:?}, carried out {ours:?}, ratio {:.2}; the plan with its trial {planned:?}",
        database.engine,
        sink.batches,
        ours.as_secs_f64() / hand.as_secs_f64()
    );
    if let Some(writing) = writing {
        println!(
            "longest batch {:?}, longest wait of another writer {:?}",
            sink.longest,
            writing.await.unwrap()
        );
    }
}

fn main() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_engine(engine, 1, |databases| measure(databases[0].clone()));
    }
}
