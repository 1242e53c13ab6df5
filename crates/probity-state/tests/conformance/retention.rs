//! Holds, runs of expiry, and what erasures left for later.

use crate::support::{Home, second};
use probity_ledger::{Pseudonym, RequestId};
use probity_state::expiry_runs::{self, StepCount};
use probity_state::holds::{self, Hold, HoldScope};
use probity_state::remainders::{self, Remainder};
use probity_state::requests::{self, NewRequest};
use probity_state::{StateError, vault};

conformance! {
    a_hold_stands_between_its_start_and_its_end_until_it_is_released,
    a_run_of_expiry_is_the_only_one_and_counts_its_steps,
    what_waits_is_replaced_as_a_whole,
}

fn hold(number: u8, scope: HoldScope) -> Hold {
    Hold {
        id: RequestId::from_stored([number; 16]),
        scope,
        owner: "counsel".to_owned(),
        reason: "lawsuit".to_owned(),
        starts_at: second(10),
        review_at: Some(second(20)),
        ends_at: Some(second(30)),
        released_at: None,
        released_by: None,
        reminded_at: None,
    }
}

async fn a_hold_stands_between_its_start_and_its_end_until_it_is_released(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let person = HoldScope::Person { person: Pseudonym::from_stored([7; 16]), sealed: b"sealed".to_vec() };
    let all = [
        hold(1, person),
        hold(2, HoldScope::Category("payment.*".to_owned())),
        hold(3, HoldScope::Table("core.orders".to_owned())),
    ];
    for one in &all {
        holds::place(&mut tx, one).await.unwrap();
    }
    assert_eq!(holds::list(&mut tx).await.unwrap(), all);
    assert_eq!(holds::standing(&mut tx, second(9)).await.unwrap(), []);
    assert_eq!(holds::standing(&mut tx, second(10)).await.unwrap(), all);
    assert_eq!(holds::standing(&mut tx, second(30)).await.unwrap(), []);
    holds::reminded(&mut tx, all[0].id, second(21)).await.unwrap();
    assert!(holds::release(&mut tx, all[0].id, "counsel", second(22)).await.unwrap());
    assert!(!holds::release(&mut tx, all[0].id, "counsel", second(23)).await.unwrap());
    let released = holds::find(&mut tx, all[0].id).await.unwrap().unwrap();
    assert_eq!((released.released_at, released.reminded_at), (Some(second(22)), Some(second(21))));
    let HoldScope::Person { sealed, .. } = released.scope else { panic!("it was a person's") };
    assert!(sealed.is_empty(), "whose it was is forgotten");
    assert_eq!(holds::standing(&mut tx, second(25)).await.unwrap().len(), 2);
    let unknown = holds::release(&mut tx, RequestId::from_stored([9; 16]), "x", second(1)).await;
    assert!(matches!(unknown, Err(StateError::NotFound { .. })));
}

async fn a_run_of_expiry_is_the_only_one_and_counts_its_steps(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let run = expiry_runs::begin(&mut tx, second(5), "schedule", "hash", "{}", second(6)).await.unwrap();
    assert_eq!((run.at, run.by.as_str(), run.finished_at), (second(5), "schedule", None));
    let other = expiry_runs::begin(&mut tx, second(7), "schedule", "other", "{}", second(7)).await;
    assert!(matches!(other, Err(StateError::Changed { .. })));
    assert_eq!(expiry_runs::unfinished(&mut tx).await.unwrap(), Some(run.clone()));
    expiry_runs::count(&mut tx, run.id, 0, 10, false).await.unwrap();
    expiry_runs::count(&mut tx, run.id, 0, 5, false).await.unwrap();
    expiry_runs::count(&mut tx, run.id, 0, 0, true).await.unwrap();
    expiry_runs::count(&mut tx, run.id, 1, 3, false).await.unwrap();
    assert_eq!(
        expiry_runs::counts(&mut tx, run.id).await.unwrap(),
        [StepCount { step: 0, rows: 15, done: true }, StepCount { step: 1, rows: 3, done: false }]
    );
    assert!(expiry_runs::finish(&mut tx, run.id, "{\"rows\":18}", second(8)).await.unwrap());
    assert!(!expiry_runs::finish(&mut tx, run.id, "{}", second(9)).await.unwrap());
    assert_eq!(expiry_runs::unfinished(&mut tx).await.unwrap(), None);
    let next = expiry_runs::begin(&mut tx, second(9), "jane", "next", "{}", second(9)).await.unwrap();
    let newest = expiry_runs::newest(&mut tx, 9).await.unwrap();
    assert_eq!(newest.iter().map(|run| run.id).collect::<Vec<_>>(), [next.id, run.id]);
    assert_eq!(newest[1].report.as_deref(), Some("{\"rows\":18}"));
}

async fn what_waits_is_replaced_as_a_whole(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let id = RequestId::from_stored([1; 16]);
    let new = NewRequest {
        id,
        right: "erasure".to_owned(),
        state: "fulfilled".to_owned(),
        received_at: second(0),
        due_at: second(1000),
        acknowledge_by: None,
        residence: None,
        channel: "web-form".to_owned(),
        person: None,
        identities: None,
    };
    requests::create(&mut tx, &new).await.unwrap();
    let waiting = |table: &str, rows| Remainder {
        request: id,
        store: "core".to_owned(),
        table: table.to_owned(),
        rows,
        because: "tax-law".to_owned(),
        clause: Some("9.2".to_owned()),
        until: Some("2033-01-02".to_owned()),
        first_at: Some(second(500)),
    };
    let two = [waiting("orders", 2), waiting("payments", 3)];
    remainders::put(&mut tx, id, &two).await.unwrap();
    assert_eq!(remainders::of_request(&mut tx, id).await.unwrap(), two);
    remainders::put(&mut tx, id, &two[..1]).await.unwrap();
    assert_eq!(remainders::all(&mut tx).await.unwrap(), two[..1]);
    remainders::put(&mut tx, id, &[]).await.unwrap();
    assert_eq!(remainders::all(&mut tx).await.unwrap(), []);
    for name in ["remainder", "material"] {
        vault::put(&mut tx, id, name, b"x", second(1)).await.unwrap();
    }
    assert_eq!(vault::empty_but(&mut tx, id, "remainder").await.unwrap(), 1);
    assert!(vault::has(&mut tx, id, "remainder").await.unwrap());
}
