//! Random cases: so many of them, and of those that fail the smallest.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use std::fmt::Debug;
use std::future::Future;

/// How many times as many cases as a plain run has are tried, by `PROBITY_TEST_CASES`: 1 without it.
fn times() -> u32 {
    std::env::var("PROBITY_TEST_CASES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Tries a check on random cases; the smallest that fails is shown, and fails the test.
pub(crate) async fn each_case<S, F, T>(strategy: S, cases: u32, check: F)
where
    S: Strategy,
    S::Value: Debug,
    F: Fn(S::Value) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    for _ in 0..cases * times() {
        let mut tree = strategy.new_tree(&mut runner).unwrap();
        let mut fails = None;
        loop {
            let outcome = tokio::spawn(check(tree.current())).await;
            let moved = match outcome {
                Ok(()) if fails.is_none() => break,
                Ok(()) => tree.complicate(),
                Err(error) => {
                    fails = Some((tree.current(), error));
                    tree.simplify()
                }
            };
            if !moved {
                break;
            }
        }
        if let Some((case, error)) = fails {
            println!("smallest failing case: {case:?}");
            std::panic::resume_unwind(error.into_panic());
        }
    }
}
