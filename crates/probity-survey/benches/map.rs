//! Drafting the map of 1,000 tables against reading their catalogue. Prints both medians and their ratio; the aim
//! is a ratio of at most 3.
//!
//! `PROBITY_TEST_POSTGRES_URL=… cargo bench -p probity-survey --bench map`
#![expect(dead_code, reason = "the tests' databases are shared, not all of them is needed")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement may stop")]

#[path = "../tests/survey/common/mod.rs"]
mod common;

use common::{Database, large};
use probity_survey::draft::{Naming, draft};
use probity_survey::guess::Guess;
use probity_survey::infer::classify::{Classify, Clues, Discover};
use probity_survey::infer::examine;
use probity_survey::observe::{Bounds, Observer};
use std::time::{Duration, Instant};

const TABLES: usize = 1_000;
const RUNS: usize = 7;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for database in Database::each().await {
            measure(&database).await;
            database.drop().await;
        }
    });
}

/// Nothing is judged: what is left is the reading.
struct Nothing;

impl Classify for Nothing {
    fn classify(&self, _: &Clues<'_>) -> Option<Guess<String>> {
        None
    }
}

async fn measure(database: &Database) {
    database.run(&large::script_for(database.kind, TABLES)).await;
    let handle = database.handle();
    let naming = Naming::new("core", database.kind);
    let (mut reading, mut mapping) = (Vec::new(), Vec::new());
    let (mut sampling, mut judging, mut drafting) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let began = Instant::now();
        let mut observer = Observer::open(&handle, Bounds::default()).await.unwrap();
        let catalogue = observer.catalogue().await.unwrap();
        observer.close().await;
        reading.push(began.elapsed());
        let began = Instant::now();
        let mut observer = Observer::open(&handle, Bounds::default()).await.unwrap();
        let examined = examine(&mut observer, &Discover).await.unwrap();
        observer.close().await;
        let before = began.elapsed();
        assert!(draft(&naming, &examined).len() > TABLES);
        mapping.push(began.elapsed());
        drafting.push(began.elapsed().saturating_sub(before));
        let mut observer = Observer::open(&handle, Bounds::default()).await.unwrap();
        let began = Instant::now();
        observer.samples(&catalogue, &Nothing).await;
        sampling.push(began.elapsed());
        observer.close().await;
        let mut observer = Observer::open(&handle, Bounds::default()).await.unwrap();
        let began = Instant::now();
        observer.samples(&catalogue, &Discover).await;
        judging.push(began.elapsed());
        observer.close().await;
    }
    let (reading, mapping) = (median(reading), median(mapping));
    println!(
        "{}: map of {TABLES} tables: {} ms, reading their catalogue: {} ms, ratio {:.2}; of it samples {} ms, with their judgement {} ms; drafting {} ms",
        database.kind.word(),
        mapping.as_millis(),
        reading.as_millis(),
        mapping.as_secs_f64() / reading.as_secs_f64(),
        median(sampling).as_millis(),
        median(judging).as_millis(),
        median(drafting).as_millis()
    );
}
