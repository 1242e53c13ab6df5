//! A thousand people with about ten rows each, one erasure after the other.

use super::{Keys, deleted_by_hand, erased_by_hand, map, ratio, rows_with, schema, settle};
use crate::common::Database;
use crate::common::run::{Memory, SALT, id, world};
use probity_stores::{Approved, Engine, Execute, PseudonymKey, Right, plan};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const PEOPLE: usize = 1_000;
/// How many on one side before it is the other's turn.
const TURN: usize = 50;

pub(crate) async fn measure(database: Database, keys: Keys) {
    database.run(&schema(keys)).await;
    database.run(&rows_with(keys, database.engine, 1, PEOPLE * 4, 1)).await;
    settle(&database).await;
    let world = world(&map(&database)).await;
    let key = PseudonymKey::new([3; 32]);
    let (mut hand, mut ours, mut plans) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut bare = Duration::ZERO;
    for turn in 0..PEOPLE / TURN {
        let (first, last) = (turn * TURN + 1, (turn + 1) * TURN);
        for person in first..=last {
            let begun = Instant::now();
            database.run(&erased_by_hand(database.engine, keys, person)).await;
            hand += begun.elapsed();
        }
        for person in PEOPLE * 2 + first..=PEOPLE * 2 + last {
            if database.engine == Engine::Sqlite {
                let begun = Instant::now();
                database.run(&deleted_by_hand(database.engine, keys, person)).await;
                bare += begun.elapsed();
            }
        }
        for person in PEOPLE + first..=PEOPLE + last {
            let begun = Instant::now();
            let planned =
                plan(&world.graph, &world.stores, Right::Erasure, &id(keys.of(person)), SALT).await.unwrap();
            plans += begun.elapsed();
            let begun = Instant::now();
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
            execute.run(&progress, &mut memory, &mut |_| ControlFlow::Continue(())).await.unwrap();
            ours += begun.elapsed();
        }
    }
    let left = if database.engine == Engine::Sqlite { PEOPLE } else { PEOPLE * 2 };
    assert_eq!(database.number("SELECT count(*) FROM people").await, left as u64);
    println!(
        "{:?}: {PEOPLE} erasures of 11 rows, keys are {keys:?}: by hand {hand:.1?}, carried out {ours:.1?}, ratio {:.2} (aim 1.5); \
         with the plans and their trials {:.1?}, ratio {:.2}",
        database.engine,
        ratio(ours, hand),
        ours + plans,
        ratio(ours + plans, hand)
    );
    if bare > Duration::ZERO {
        println!(
            "{:?}: the same against a script that overwrites nothing: ratio {:.2}",
            database.engine,
            ratio(ours, bare)
        );
    }
}
