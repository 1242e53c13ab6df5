//! The queue: one worker at a time, whatever happens to it.

use crate::support::{Home, second, seconds};
use probity_state::jobs::{self, AfterFailure, Claim, NewJob};
use probity_state::{State, StateError, transaction};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

conformance! {
    jobs_come_in_the_order_they_are_due,
    a_killed_workers_job_goes_to_another_when_its_lease_ends,
    a_heartbeat_keeps_the_job,
    failures_pause_longer_each_time_and_end_as_dead_letters,
    a_job_that_kills_its_workers_is_put_aside,
    a_key_is_queued_once_while_it_waits_or_runs,
    a_job_and_what_it_does_commit_together,
    old_jobs_are_forgotten,
    many_workers_share_the_jobs_without_doing_one_twice,
    any_interleaving_runs_each_job_one_at_a_time,
}

fn job(kind: &str, after: i64) -> NewJob {
    NewJob {
        kind: kind.to_owned(),
        payload: "{}".to_owned(),
        dedup_key: None,
        run_after: second(after),
        max_attempts: 3,
    }
}

async fn add(state: &State, job: NewJob) -> Option<i64> {
    transaction!(state, |tx| jobs::enqueue(tx, &job, second(0)).await).unwrap()
}

async fn claim(state: &State, worker: &str, now: i64) -> Option<Claim> {
    transaction!(state, |tx| jobs::claim(tx, worker, second(now), seconds(60)).await).unwrap()
}

async fn complete(state: &State, claim: &Claim, now: i64) -> Result<(), StateError> {
    transaction!(state, |tx| jobs::complete(tx, claim, second(now)).await)
}

async fn fail(state: &State, claim: &Claim, now: i64) -> Result<AfterFailure, StateError> {
    transaction!(state, |tx| jobs::fail(tx, claim, "it broke", seconds(10), second(now)).await)
}

async fn jobs_come_in_the_order_they_are_due(home: &Home) {
    let state = home.open().await;
    add(&state, job("later", 20)).await;
    add(&state, job("first", 5)).await;
    add(&state, job("second", 5)).await;
    assert_eq!(claim(&state, "w", 4).await, None);
    assert_eq!(jobs::next_due(&mut state.view().await.unwrap()).await.unwrap(), Some(second(5)));
    assert_eq!(claim(&state, "w", 10).await.unwrap().kind, "first");
    assert_eq!(claim(&state, "w", 10).await.unwrap().kind, "second");
    assert_eq!(claim(&state, "w", 10).await, None);
    let later = claim(&state, "w", 20).await.unwrap();
    assert_eq!((later.kind.as_str(), later.attempt, later.lease_until), ("later", 1, second(80)));
}

async fn a_killed_workers_job_goes_to_another_when_its_lease_ends(home: &Home) {
    let state = home.open().await;
    add(&state, job("erase", 0)).await;
    let killed = claim(&state, "one", 0).await.unwrap();
    assert_eq!(claim(&state, "two", 59).await, None);
    let taken = claim(&state, "two", 60).await.unwrap();
    assert_eq!((taken.id, taken.attempt), (killed.id, 2));
    // It was not dead, only slow: it is told, and changes nothing.
    assert!(matches!(complete(&state, &killed, 61).await, Err(StateError::LeaseLost)));
    assert!(matches!(fail(&state, &killed, 61).await, Err(StateError::LeaseLost)));
    complete(&state, &taken, 62).await.unwrap();
    assert_eq!(claim(&state, "three", 1_000).await, None);
    assert_eq!(jobs::next_due(&mut state.view().await.unwrap()).await.unwrap(), None);
}

async fn a_heartbeat_keeps_the_job(home: &Home) {
    let state = home.open().await;
    add(&state, job("erase", 0)).await;
    let mut held = claim(&state, "one", 0).await.unwrap();
    transaction!(state, |tx| jobs::heartbeat(tx, &mut held, second(50), seconds(60)).await).unwrap();
    assert_eq!(held.lease_until, second(110));
    assert_eq!(claim(&state, "two", 109).await, None);
    let taken = claim(&state, "two", 110).await.unwrap();
    let late: Result<(), StateError> =
        transaction!(state, |tx| jobs::heartbeat(tx, &mut held, second(111), seconds(60)).await);
    assert!(matches!(late, Err(StateError::LeaseLost)));
    complete(&state, &taken, 112).await.unwrap();
}

async fn failures_pause_longer_each_time_and_end_as_dead_letters(home: &Home) {
    let state = home.open().await;
    let id = add(&state, job("send", 0)).await.unwrap();
    let first = claim(&state, "w", 0).await.unwrap();
    assert_eq!(fail(&state, &first, 1).await.unwrap(), AfterFailure::Again(second(11)));
    assert_eq!(claim(&state, "w", 10).await, None);
    let again = claim(&state, "w", 11).await.unwrap();
    assert_eq!(fail(&state, &again, 11).await.unwrap(), AfterFailure::Again(second(31)));
    let last = claim(&state, "w", 31).await.unwrap();
    assert_eq!(fail(&state, &last, 32).await.unwrap(), AfterFailure::Dead);
    assert_eq!(claim(&state, "w", 10_000).await, None);
    let dead = jobs::list(&mut state.view().await.unwrap(), "dead", 10).await.unwrap();
    assert_eq!((dead[0].id, dead[0].attempts, dead[0].last_error.as_deref()), (id, 3, Some("it broke")));
    assert!(transaction!(state, |tx| jobs::revive(tx, id, second(40)).await).unwrap());
    assert_eq!(claim(&state, "w", 40).await.unwrap().attempt, 4);
    assert!(!transaction!(state, |tx| jobs::revive(tx, id, second(40)).await).unwrap());
}

async fn a_job_that_kills_its_workers_is_put_aside(home: &Home) {
    let state = home.open().await;
    add(&state, job("poison", 0)).await;
    for attempt in 0..3 {
        assert!(claim(&state, "w", attempt * 60).await.is_some());
    }
    assert_eq!(claim(&state, "w", 180).await, None);
    assert_eq!(jobs::list(&mut state.view().await.unwrap(), "dead", 10).await.unwrap().len(), 1);
}

async fn a_key_is_queued_once_while_it_waits_or_runs(home: &Home) {
    let state = home.open().await;
    let keyed = || NewJob { dedup_key: Some("expire/core".to_owned()), ..job("expire", 0) };
    assert!(add(&state, keyed()).await.is_some());
    assert!(add(&state, keyed()).await.is_none());
    let held = claim(&state, "w", 0).await.unwrap();
    assert!(add(&state, keyed()).await.is_none());
    complete(&state, &held, 1).await.unwrap();
    assert!(add(&state, keyed()).await.is_some());
}

async fn a_job_and_what_it_does_commit_together(home: &Home) {
    let state = home.open().await;
    add(&state, job("erase", 0)).await;
    let slow = claim(&state, "one", 0).await.unwrap();
    let taken = claim(&state, "two", 60).await.unwrap();
    let end = async |claim: &Claim| -> Result<(), StateError> {
        transaction!(state, |tx| {
            jobs::enqueue(tx, &job("follow-up", 100), second(61)).await?;
            jobs::complete(tx, claim, second(61)).await
        })
    };
    assert!(matches!(end(&slow).await, Err(StateError::LeaseLost)));
    end(&taken).await.unwrap();
    assert_eq!(jobs::list(&mut state.view().await.unwrap(), "ready", 10).await.unwrap().len(), 1);
}

async fn old_jobs_are_forgotten(home: &Home) {
    let state = home.open().await;
    add(&state, job("one", 0)).await;
    add(&state, job("two", 0)).await;
    let held = claim(&state, "w", 0).await.unwrap();
    complete(&state, &held, 5).await.unwrap();
    assert_eq!(transaction!(state, |tx| jobs::forget_done(tx, second(5)).await).unwrap(), 0);
    assert_eq!(transaction!(state, |tx| jobs::forget_done(tx, second(6)).await).unwrap(), 1);
    assert!(claim(&state, "w", 7).await.is_some());
}

async fn many_workers_share_the_jobs_without_doing_one_twice(home: &Home) {
    const JOBS: usize = 60;
    let state = home.open().await;
    transaction!(state, |tx| {
        for _ in 0..JOBS {
            jobs::enqueue(tx, &job("count", 0), second(0)).await?;
        }
        Ok::<_, StateError>(())
    })
    .unwrap();
    let runs: &'static Vec<AtomicU32> = Box::leak(Box::new((0..=JOBS).map(|_| AtomicU32::new(0)).collect()));
    let workers: Vec<_> = (0..6)
        .map(|worker| {
            let state = state.clone();
            tokio::spawn(async move {
                while let Some(held) = claim(&state, &format!("worker {worker}"), 1).await {
                    runs[usize::try_from(held.id).unwrap()].fetch_add(1, Ordering::SeqCst);
                    complete(&state, &held, 2).await.unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    assert!(runs[1..].iter().all(|count| count.load(Ordering::SeqCst) == 1));
}

/// What some worker does next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Claim,
    Heartbeat,
    Complete,
    Fail,
    Wait(i64),
}

async fn any_interleaving_runs_each_job_one_at_a_time(home: &Home) {
    const JOBS: usize = 3;
    let acts = prop::collection::vec(
        (
            0_usize..4,
            prop_oneof![
                4 => Just(Act::Claim),
                1 => Just(Act::Heartbeat),
                2 => Just(Act::Complete),
                1 => Just(Act::Fail),
                2 => (1_i64..90).prop_map(Act::Wait),
            ],
        ),
        1..40,
    );
    let state = home.open().await;
    let mut now = 0;
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let schedules: Vec<_> = (0..12).map(|_| acts.new_tree(&mut runner).unwrap().current()).collect();
    for schedule in schedules {
        println!("the schedule, shown when it fails: {schedule:?}");
        let mut known = Vec::new();
        for _ in 0..JOBS {
            known.push(add(&state, NewJob { max_attempts: 1_000, ..job("model", now) }).await.unwrap());
        }
        // The model: who holds what, until when; and what is done.
        let mut holders: BTreeMap<i64, (usize, i64, i64)> = BTreeMap::new();
        let mut done = Vec::new();
        let mut hands: Vec<Option<Claim>> = vec![None; 4];
        for (worker, act) in schedule {
            match act {
                Act::Wait(by) => now += by,
                Act::Claim => {
                    let Some(got) = claim(&state, &worker.to_string(), now).await else { continue };
                    assert!(!done.contains(&got.id), "a job that is done was run again");
                    if let Some((_, _, until)) = holders.get(&got.id) {
                        assert!(*until <= now, "a job was given away while its lease was running");
                    }
                    holders.insert(got.id, (worker, got.attempt, now + 60));
                    hands[worker] = Some(got);
                }
                Act::Heartbeat | Act::Complete | Act::Fail => {
                    let Some(mut held) = hands[worker].take() else { continue };
                    let is_holder =
                        holders.get(&held.id).is_some_and(|(_, attempt, _)| *attempt == held.attempt);
                    let outcome = match act {
                        Act::Heartbeat => {
                            transaction!(state, |tx| jobs::heartbeat(tx, &mut held, second(now), seconds(60))
                                .await)
                        }
                        Act::Complete => complete(&state, &held, now).await,
                        _ => fail(&state, &held, now).await.map(|_| ()),
                    };
                    assert_eq!(outcome.is_ok(), is_holder, "{act:?} by {worker}: {outcome:?}");
                    if !is_holder {
                        continue;
                    }
                    match act {
                        Act::Heartbeat => {
                            holders.insert(held.id, (worker, held.attempt, now + 60));
                            hands[worker] = Some(held);
                        }
                        Act::Complete => {
                            holders.remove(&held.id);
                            done.push(held.id);
                        }
                        _ => {
                            holders.remove(&held.id);
                        }
                    }
                }
            }
        }
        // Whatever happened, everything gets done in the end.
        now += 100_000;
        while let Some(held) = claim(&state, "last", now).await {
            assert!(!done.contains(&held.id));
            complete(&state, &held, now).await.unwrap();
            done.push(held.id);
        }
        done.sort_unstable();
        assert_eq!(done, known);
    }
}
