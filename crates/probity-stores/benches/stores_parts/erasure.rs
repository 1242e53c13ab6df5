//! Erasing one person with many rows, in one transaction.

use super::{Keys, deleted_by_hand, erased_by_hand, map, median, ratio, rows, schema, settle};
use crate::common::Database;
use crate::common::run::{Memory, SALT, id, world};
use probity_stores::{Approved, Engine, Execute, PseudonymKey, Right, plan};
use std::ops::ControlFlow;
use std::time::Instant;

const OTHERS: usize = 20;

pub(crate) async fn measure(database: Database, each: usize) {
    let runs = if each > 5_000 { 5 } else { 9 };
    database.run(&schema(Keys::Numbers)).await;
    database.run(&rows(1, OTHERS, each)).await;
    settle(&database).await;
    let world = world(&map(&database)).await;
    let key = PseudonymKey::new([3; 32]);
    let (mut hand, mut bare, mut ours, mut plans) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        if database.engine == Engine::Sqlite {
            let begun = Instant::now();
            database.run(&deleted_by_hand(database.engine, Keys::Numbers, 1)).await;
            bare.push(begun.elapsed());
            database.run(&rows(1, 1, each)).await;
            settle(&database).await;
        }
        let begun = Instant::now();
        database.run(&erased_by_hand(database.engine, Keys::Numbers, 1)).await;
        hand.push(begun.elapsed());
        database.run(&rows(1, 1, each)).await;
        settle(&database).await;

        let begun = Instant::now();
        let planned = plan(&world.graph, &world.stores, Right::Erasure, &id(1), SALT).await.unwrap();
        plans.push(begun.elapsed());
        settle(&database).await;
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
        let gone = database.number(&format!("SELECT count(*) FROM child0 WHERE id < {}", each * 2)).await;
        assert_eq!(gone, 0);
        database.run(&rows(1, 1, each)).await;
        settle(&database).await;
    }
    let (hand, ours, plans) = (median(hand), median(ours), median(plans));
    println!(
        "{:?}: one person with {} rows in 11 tables: by hand {hand:.1?}, carried out {ours:.1?}, \
         ratio {:.2} (aim 1.2); the plan with its trial {plans:.1?}",
        database.engine,
        each * 10 + 1,
        ratio(ours, hand)
    );
    if !bare.is_empty() {
        println!(
            "{:?}: the same against a script that overwrites nothing: ratio {:.2}",
            database.engine,
            ratio(ours, median(bare))
        );
    }
}
