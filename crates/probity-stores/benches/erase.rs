//! Erasing a person with 10,000 rows in 11 tables, against a script written by hand that does the same
//! in one transaction. Prints both medians and their ratio; the aim is a ratio of at most 1.5.
//!
//! `PROBITY_TEST_POSTGRES_URL=… cargo bench -p probity-stores --bench erase`
#![expect(dead_code, reason = "the tests' databases and maps are shared, not all of them is needed")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a measurement may stop")]

#[path = "../tests/stores/common/mod.rs"]
mod common;

use common::map::{Map, table};
use common::run::{Memory, SALT, id, world};
use common::{Database, on_each_engine};
use probity_stores::{Approved, Execute, PseudonymKey, Right, plan};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const CHILDREN: usize = 5;
const ROWS: usize = 1_000;
const OTHERS: usize = 20;
const RUNS: usize = 9;

fn schema() -> String {
    let mut script = "CREATE TABLE people (id integer PRIMARY KEY, email text);".to_owned();
    for number in 0..CHILDREN {
        script.push_str(&format!(
            "CREATE TABLE parent{number} (id integer PRIMARY KEY, person integer NOT NULL REFERENCES people, what text);
             CREATE INDEX of_person{number} ON parent{number} (person);
             CREATE TABLE child{number} (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parent{number}, what text);
             CREATE INDEX of_parent{number} ON child{number} (parent);"
        ));
    }
    script
}

/// The rows of some people, a thousand in each of ten tables.
fn rows(first: usize, last: usize) -> String {
    let mut script = "BEGIN;".to_owned();
    script.push_str(&format!(
        "INSERT INTO people WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         SELECT i, 'p' || i || '@example.com' FROM n;"
    ));
    let (from, to) = (first * ROWS, last * ROWS + ROWS - 1);
    for number in 0..CHILDREN {
        for (table, refers) in [("parent", format!("i / {ROWS}")), ("child", "i".to_owned())] {
            script.push_str(&format!(
                "INSERT INTO {table}{number} WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})
                 SELECT i, {refers}, 'some words about what it is' FROM n;"
            ));
        }
    }
    script + "COMMIT;"
}

/// What somebody who knows the tables would write.
fn by_hand() -> String {
    let mut script = "BEGIN;".to_owned();
    for number in 0..CHILDREN {
        script.push_str(&format!(
            "DELETE FROM child{number} WHERE parent IN (SELECT id FROM parent{number} WHERE person = 1);
             DELETE FROM parent{number} WHERE person = 1;"
        ));
    }
    script + "DELETE FROM people WHERE id = 1; COMMIT;"
}

fn map(database: &Database) -> Map {
    let mut map =
        Map::of(&[("s", database)]).table(table("s.people").person("person", "id", "id, email").delete());
    for number in 0..CHILDREN {
        let parent = format!("s.parent{number}");
        map = map
            .table(table(&parent).belongs_to("s.people", "person").delete())
            .table(table(&format!("s.child{number}")).belongs_to(&parent, "parent").delete());
    }
    map
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn measure(database: Database) {
    database.run(&schema()).await;
    database.run(&rows(1, OTHERS)).await;
    if database.engine == probity_stores::Engine::Postgres {
        database.run("VACUUM ANALYZE").await;
    }
    let world = world(&map(&database)).await;
    let key = PseudonymKey::new([3; 32]);
    let (mut hand, mut ours, mut plans) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        database.run(&by_hand()).await;
        hand.push(begun.elapsed());
        database.run(&rows(1, 1)).await;

        let begun = Instant::now();
        let planned = plan(&world.graph, &world.stores, Right::Erasure, &id(1), SALT).await.unwrap();
        plans.push(begun.elapsed());
        let hash = planned.plan.hash.clone();
        let approved = Approved::new(planned.plan, &hash, "a measurement").unwrap();
        let execute = Execute {
            graph: &world.graph,
            stores: &world.stores,
            plan: &approved,
            material: &planned.material,
            key: &key,
        };
        let mut memory = Memory::default();
        let progress = memory.0.clone();
        let begun = Instant::now();
        execute.run(&progress, &mut memory, &mut |_| ControlFlow::Continue(())).await.unwrap();
        ours.push(begun.elapsed());
        assert_eq!(database.number("SELECT count(*) FROM child0 WHERE id < 2000").await, 0);
        database.run(&rows(1, 1)).await;
    }
    let (hand, ours, plans) = (median(hand), median(ours), median(plans));
    println!(
        "{:?}: by hand {hand:?}, carried out {ours:?}, ratio {:.2}; the plan with its trial {plans:?}",
        database.engine,
        ours.as_secs_f64() / hand.as_secs_f64()
    );
}

fn main() {
    on_each_engine(1, |databases| measure(databases[0].clone()));
}
