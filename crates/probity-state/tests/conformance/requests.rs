//! Requests and their steps.

use crate::support::{Home, Repeating, second};
use probity_ledger::{Clock, Entry, Kind, Pseudonym, RequestId};
use probity_state::batches::{self, Far, NewBatch};
use probity_state::requests::{self, Filter, NewRequest};
use probity_state::steps::{self, Begun, StepState};
use probity_state::{KeyOwner, State, StateError, ledger, transaction};
use probity_vocabulary::{Personal, Reveal};

conformance! {
    a_request_is_kept_as_it_came_in,
    a_change_based_on_an_old_version_is_refused,
    pages_follow_the_due_time_and_miss_nothing,
    identities_open_only_with_the_requests_key,
    a_failed_transaction_leaves_nothing,
    a_step_that_is_done_stays_done,
    a_steps_attempts_are_told_apart_after_a_crash,
    a_batch_whose_end_was_never_told_is_counted_once_or_forgotten,
    history_is_what_the_ledger_says,
}

pub(crate) fn new_request(number: u8) -> NewRequest {
    NewRequest {
        id: RequestId::from_random([number; 16]),
        right: "erasure".to_owned(),
        state: "received".to_owned(),
        received_at: second(0),
        due_at: second(i64::from(number % 5) * 100),
        acknowledge_by: Some(second(50)),
        residence: Some("US-CA".to_owned()),
        channel: "form".to_owned(),
        person: Some(Pseudonym::from_stored([number; 16])),
        identities: None,
    }
}

async fn create(state: &State, new: NewRequest) -> requests::Request {
    transaction!(state, |tx| requests::create(tx, &new).await).unwrap()
}

async fn a_request_is_kept_as_it_came_in(home: &Home) {
    let state = home.open().await;
    let created = create(&state, new_request(1)).await;
    state.close().await;
    let state = home.open().await;
    let mut view = state.view().await.unwrap();
    let kept = requests::fetch(&mut view, created.id).await.unwrap();
    assert_eq!(kept, created);
    assert_eq!((kept.version, kept.due_at, kept.residence.as_deref()), (1, second(100), Some("US-CA")));
    assert_eq!(requests::find(&mut view, RequestId::from_random([9; 16])).await.unwrap(), None);
    assert_eq!(requests::count_by_state(&mut view).await.unwrap(), [("received".to_owned(), 1)]);
}

async fn a_change_based_on_an_old_version_is_refused(home: &Home) {
    let state = home.open().await;
    let first = create(&state, new_request(1)).await;
    let (mut one, mut other) = (first.clone(), first);
    one.state = "verified".to_owned();
    one.plan = Some("{}".to_owned());
    one.plan_hash = Some([3; 32]);
    one.approved_by = Some("officer".to_owned());
    one.approved_at = Some(second(5));
    one.closed_at = Some(second(6));
    one.outcome = Some("fulfilled".to_owned());
    one.identities = Some(vec![1, 2, 3]);
    transaction!(state, |tx| requests::update(tx, &mut one).await).unwrap();
    assert_eq!(one.version, 2);
    other.state = "withdrawn".to_owned();
    let refused: Result<(), StateError> = transaction!(state, |tx| requests::update(tx, &mut other).await);
    assert!(matches!(refused, Err(StateError::Changed { what: "request" })), "{refused:?}");
    let mut view = state.view().await.unwrap();
    assert_eq!(requests::fetch(&mut view, one.id).await.unwrap(), one);
}

async fn pages_follow_the_due_time_and_miss_nothing(home: &Home) {
    let state = home.open().await;
    for number in 0..23 {
        create(&state, new_request(number)).await;
    }
    let mut view = state.view().await.unwrap();
    let mut filter = Filter::default();
    let mut seen = Vec::new();
    loop {
        let page = requests::list(&mut view, &filter, 5).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 5);
        filter.after = Some((last.due_at, last.id));
        seen.extend(page.into_iter().map(|request| (request.due_at, request.id)));
    }
    assert_eq!(seen.len(), 23);
    assert!(seen.is_sorted());

    let of = async |view: &mut _, filter: &Filter| requests::list(view, filter, 100).await.unwrap().len();
    assert_eq!(of(&mut view, &Filter { due_before: Some(second(100)), ..Filter::default() }).await, 5);
    assert_eq!(of(&mut view, &Filter { state: Some("closed".to_owned()), ..Filter::default() }).await, 0);
    assert_eq!(of(&mut view, &Filter { state: Some("received".to_owned()), ..Filter::default() }).await, 23);
    let person = Some(Pseudonym::from_stored([7; 16]));
    assert_eq!(of(&mut view, &Filter { person, ..Filter::default() }).await, 1);
    assert_eq!(of(&mut view, &Filter { open: true, ..Filter::default() }).await, 23);
    drop(view);

    let mut closed = seen[0].1;
    let mut request = requests::fetch(&mut state.view().await.unwrap(), closed).await.unwrap();
    request.closed_at = Some(second(1));
    transaction!(state, |tx| requests::update(tx, &mut request).await).unwrap();
    closed = request.id;
    let open = Filter { open: true, ..Filter::default() };
    let open = requests::list(&mut state.view().await.unwrap(), &open, 100).await.unwrap();
    assert_eq!(open.len(), 22);
    assert!(open.iter().all(|request| request.id != closed));
}

async fn identities_open_only_with_the_requests_key(home: &Home) {
    let state = home.open().await;
    let request = create(&state, new_request(1)).await;
    let owner = KeyOwner::Request(request.id);
    let key = state.keys().obtain(owner, &Repeating::default(), second(0)).await.unwrap();
    let said = [("email".to_owned(), Personal::new("ana@example.org".to_owned()))];
    let sealed = requests::seal_identities(&key, [4; 24], request.id, &said).unwrap();
    assert!(!sealed.windows(3).any(|bytes| bytes == b"ana"));
    let opened = requests::open_identities(&key, request.id, &sealed).unwrap();
    assert_eq!(opened[0].1.reveal(Reveal::VerifyIdentity), "ana@example.org");
    let other = RequestId::from_random([2; 16]);
    assert!(matches!(requests::open_identities(&key, other, &sealed), Err(StateError::Seal(_))));
}

async fn a_failed_transaction_leaves_nothing(home: &Home) {
    let state = home.open().await;
    let outcome: Result<(), StateError> = transaction!(state, |tx| {
        requests::create(tx, &new_request(1)).await?;
        ledger::append(tx, &[Entry::new(Kind::RequestReceived, 0, Clock::Real)]).await?;
        Err(StateError::NotFound { what: "courage" })
    });
    assert!(outcome.is_err());
    // Dropped without a commit.
    let mut tx = state.begin().await.unwrap();
    requests::create(&mut tx, &new_request(2)).await.unwrap();
    drop(tx);
    let mut view = state.view().await.unwrap();
    assert_eq!(requests::count_by_state(&mut view).await.unwrap(), []);
    assert_eq!(ledger::frontier(&mut view).await.unwrap().size(), 0);
}

async fn a_step_that_is_done_stays_done(home: &Home) {
    let state = home.open().await;
    let id = create(&state, new_request(1)).await.id;
    let mut tx = state.begin().await.unwrap();
    assert_eq!(steps::begin(&mut tx, id, 1, "core", "delete", second(1)).await.unwrap(), Begun::Fresh);
    steps::done(&mut tx, id, 1, 12, [5; 32], second(2)).await.unwrap();
    assert_eq!(steps::begin(&mut tx, id, 1, "core", "delete", second(3)).await.unwrap(), Begun::AlreadyDone);
    let twice = steps::done(&mut tx, id, 1, 12, [5; 32], second(3)).await;
    assert!(matches!(twice, Err(StateError::Changed { .. })));
    let failed = steps::failed(&mut tx, id, 1, "no", second(3)).await;
    assert!(matches!(failed, Err(StateError::Changed { .. })));
    let step = &steps::list(&mut tx, id).await.unwrap()[0];
    assert_eq!(
        (step.state, step.rows, step.digest, step.attempts),
        (StepState::Done, Some(12), Some([5; 32]), 1)
    );
    let other = steps::begin(&mut tx, id, 1, "core", "blank", second(3)).await;
    assert!(matches!(other, Err(StateError::Changed { what: "step" })));
}

async fn a_steps_attempts_are_told_apart_after_a_crash(home: &Home) {
    let state = home.open().await;
    let id = create(&state, new_request(1)).await.id;
    let mut tx = state.begin().await.unwrap();
    steps::begin(&mut tx, id, 2, "core", "delete", second(1)).await.unwrap();
    let begun = steps::begin(&mut tx, id, 2, "core", "delete", second(2)).await.unwrap();
    assert_eq!(begun, Begun::Interrupted);
    steps::failed(&mut tx, id, 2, "the store is down", second(3)).await.unwrap();
    let step = &steps::list(&mut tx, id).await.unwrap()[0];
    assert_eq!((step.state, step.failure.as_deref()), (StepState::Failed, Some("the store is down")));
    assert_eq!(steps::begin(&mut tx, id, 2, "core", "delete", second(4)).await.unwrap(), Begun::Fresh);
    steps::done(&mut tx, id, 2, 0, [0; 32], second(5)).await.unwrap();
    assert_eq!(steps::list(&mut tx, id).await.unwrap()[0].attempts, 3);
}

async fn a_batch_whose_end_was_never_told_is_counted_once_or_forgotten(home: &Home) {
    let state = home.open().await;
    let id = create(&state, new_request(1)).await.id;
    let batch = |rows, remaining| NewBatch {
        table: "visits".to_owned(),
        action: "delete".to_owned(),
        rows,
        remaining,
    };
    let mut tx = state.begin().await.unwrap();
    steps::begin(&mut tx, id, 3, "core", "erase", second(1)).await.unwrap();
    assert_eq!(batches::begin(&mut tx, id, 3, &batch(4, 10), second(2)).await.unwrap(), 1);
    let far = |batches, done, left| Far { step: 3, batches, done, left };
    assert_eq!(batches::far(&mut tx, id).await.unwrap(), [far(0, 0, 10)]);
    batches::done(&mut tx, id, 3, second(3)).await.unwrap();
    assert_eq!(batches::far(&mut tx, id).await.unwrap(), [far(1, 4, 6)]);
    let twice = batches::done(&mut tx, id, 3, second(3)).await;
    assert!(matches!(twice, Err(StateError::Changed { what: "batch" })), "{twice:?}");
    // Killed before its commit: the next finds as many rows left as this one did.
    assert_eq!(batches::begin(&mut tx, id, 3, &batch(4, 6), second(4)).await.unwrap(), 2);
    assert_eq!(batches::begin(&mut tx, id, 3, &batch(3, 6), second(5)).await.unwrap(), 2);
    assert_eq!(batches::far(&mut tx, id).await.unwrap(), [far(1, 4, 6)]);
    // Killed after its commit: its rows are no longer there.
    assert_eq!(batches::begin(&mut tx, id, 3, &batch(2, 3), second(6)).await.unwrap(), 3);
    assert_eq!(batches::far(&mut tx, id).await.unwrap(), [far(2, 7, 3)]);
    tx.commit().await.unwrap();
    state.close().await;
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    // Nothing is left at all.
    batches::settle(&mut tx, id, 3, 0, second(7)).await.unwrap();
    assert_eq!(batches::far(&mut tx, id).await.unwrap(), [far(3, 9, 1)]);
    assert!(batches::far(&mut tx, RequestId::from_random([9; 16])).await.unwrap().is_empty());
}

async fn history_is_what_the_ledger_says(home: &Home) {
    let state = home.open().await;
    let id = create(&state, new_request(1)).await.id;
    let entries = [
        Entry::new(Kind::RequestReceived, 1, Clock::Real).request(id),
        Entry::new(Kind::ConsentGiven, 2, Clock::Real),
        Entry::new(Kind::RequestFulfilled, 3, Clock::Real).request(id).fact("rows", 3_i64),
    ];
    transaction!(state, |tx| ledger::append(tx, &entries).await).unwrap();
    let history = ledger::of_request(&mut state.view().await.unwrap(), id).await.unwrap();
    let seen: Vec<_> = history.iter().map(|placed| (placed.position, placed.entry.kind())).collect();
    assert_eq!(seen, [(0, Kind::RequestReceived), (2, Kind::RequestFulfilled)]);
}
