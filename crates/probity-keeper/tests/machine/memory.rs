//! How much memory the largest answers take, the whole way: rows out of the stores, archive, sealed parts.
//!
//! It takes minutes and is left out of the usual run:
//! `cargo test --release -p probity-keeper --test machine -- --ignored memory --nocapture`; `PROBITY_MEMORY_ROWS`
//! says how many rows, a million without it.

use crate::harness::{JANE, Shop, ask_and_prove};
use probity_keeper::desk::Desk;
use probity_vocabulary::{RequestState, Right};

/// What the answer may take at most, in mebibytes.
const MOST: u64 = 200;

fn highest_resident_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

async fn an_answer_of_a_million_rows_takes_little_memory(shop: &Shop) {
    let rows: u64 = std::env::var("PROBITY_MEMORY_ROWS").map_or(1_000_000, |rows| rows.parse().unwrap());
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})", rows / 2);
    shop.web(&format!(
        "INSERT INTO visits {numbers} SELECT 1000 + i, 1, '2026-02-04T10:00:00Z', '192.0.2.7', '/page/' || i FROM n"
    ))
    .await;
    shop.core(&format!(
        "INSERT INTO orders {numbers} SELECT 1000 + i, 1, '10.00', 'a note for number ' || i, TIMESTAMP '2026-01-01 10:00:00' FROM n"
    ))
    .await;
    let keeper = shop.keeper().await;
    let before = highest_resident_mebibytes();
    let (_, token) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    let view = keeper.own_request(&token).await.unwrap().unwrap();
    assert_eq!(view.state, RequestState::Fulfilled);
    let package = keeper.package(&token).await.unwrap().expect("there is no package");
    let highest = highest_resident_mebibytes();
    println!(
        "an answer of {rows} rows: {} MB in {} parts, at most {highest} MB resident, {before} MB before",
        package.bytes >> 20,
        package.parts
    );
    assert!(highest < MOST, "{highest} MB");
}

#[test]
#[ignore = "takes minutes and a release build"]
fn an_answer_of_a_million_rows_takes_little_memory_on_a_server() {
    crate::harness::on_server(|shop| Box::pin(an_answer_of_a_million_rows_takes_little_memory(shop)));
}
