//! Large erasures in batches through the keeper: how far they are is seen, and neither a death nor a hold nor new rows
//! between two batches leaves anything half-done or unsaid.

use crate::harness::{
    JANE, JOHN, Shop, approve, ask_and_prove, count, days, detail, entries, history, minutes, work,
};
use probity_keeper::desk::{ProgressView, Stage};
use probity_keeper::{Keeper, NewHold, NewHoldScope};
use probity_ledger::{Fact, Kind, RequestId};
use probity_vocabulary::{Personal, Right};
use std::sync::{Arc, Mutex};

crate::on_both_grounds! {
    a_large_erasure_goes_in_batches_and_shows_how_far_it_is,
    killed_at_every_boundary_of_a_batch_it_goes_on_without_another_approval,
    a_hold_placed_in_the_middle_stops_the_rest_and_the_request_says_so,
    a_hold_that_is_about_somebody_else_does_not_stop_it,
    rows_that_came_in_the_middle_are_found_although_what_led_to_them_is_gone,
}

/// Every row is a batch.
const PACE: &str = "pace core { changes 1 rows at a time above 0, pausing 0 milliseconds }
pace web { changes 1 rows at a time above 0, pausing 0 milliseconds }";

/// A keeper that does something at each boundary, while nothing else goes on.
async fn keeper_with(shop: &Shop, at: impl Fn(&str) + Send + Sync + 'static) -> Keeper {
    let mut setup = shop.setup_under(PACE).await;
    setup.boundary_watch = Some(Arc::new(at));
    Keeper::open(setup).await.unwrap()
}

/// Waits for something within a boundary.
fn meanwhile<F: Future>(work: F) -> F::Output {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}

fn far(store: &str, batches: u64, rows_done: u64, rows_left: u64) -> ProgressView {
    ProgressView { store: store.to_owned(), batches, rows_done, rows_left }
}

async fn progress(keeper: &Keeper, id: RequestId) -> Vec<ProgressView> {
    detail(keeper, id).await.progress
}

async fn is_erased(keeper: &Keeper, id: RequestId) -> bool {
    detail(keeper, id).await.request.outcome.as_deref() == Some("erased")
}

/// What is left of Jane: accounts, visits, and orders that say they are hers.
async fn left(shop: &Shop) -> (i64, i64, i64) {
    (
        shop.core_rows(&format!("accounts WHERE email = '{JANE}'")).await,
        shop.web_rows("visits WHERE account_id = 1").await,
        shop.core_rows("orders WHERE account_id = 1").await,
    )
}

fn hold(email: &str) -> NewHold {
    NewHold {
        scope: NewHoldScope::Person(vec![("email".to_owned(), Personal::new(email.to_owned()))]),
        owner: "counsel".to_owned(),
        reason: "lawsuit".to_owned(),
        starts_at: None,
        review_at: None,
        ends_at: None,
    }
}

/// The rows of the steps that the ledger says are done.
async fn recorded_rows(keeper: &Keeper, id: RequestId) -> i64 {
    let all = entries(keeper).await.into_iter();
    let done = all.filter(|one| one.entry.kind() == Kind::StepDone && one.entry.of_request() == Some(id));
    done.filter_map(|one| match one.entry.facts().get("rows") {
        Some(Fact::Integer(rows)) => Some(*rows),
        _ => None,
    })
    .sum()
}

async fn a_large_erasure_goes_in_batches_and_shows_how_far_it_is(shop: &Shop) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::new(Mutex::new(None::<(Keeper, RequestId)>));
    let told = Arc::new(Mutex::new(Vec::new()));
    let (seen_at, asked_at) = (seen.clone(), asked.clone());
    let keeper = keeper_with(shop, move |boundary| {
        if boundary.starts_with("batch-done") {
            let (keeper, id) = asked_at.lock().unwrap().clone().unwrap();
            seen_at.lock().unwrap().push(meanwhile(progress(&keeper, id)));
        }
    })
    .await;
    let told_at = told.clone();
    keeper.watch_erasures(Arc::new(move |done, all| told_at.lock().unwrap().push((done, all))));
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    *asked.lock().unwrap() = Some((keeper.clone(), id));
    assert!(progress(&keeper, id).await.is_empty(), "nothing was begun");
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(is_erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
    assert_eq!(left(shop).await, (0, 0, 0));
    let seen = seen.lock().unwrap().clone();
    let web: Vec<ProgressView> =
        seen.iter().filter_map(|far| far.iter().find(|one| one.store == "web").cloned()).take(3).collect();
    assert_eq!(web, [far("web", 1, 1, 2), far("web", 2, 2, 1), far("web", 3, 3, 0)]);
    assert_eq!(seen.len(), 7, "three visits, three orders, one account");
    assert_eq!(progress(&keeper, id).await, [far("web", 3, 3, 0), far("core", 4, 4, 0)]);
    let told = told.lock().unwrap().clone();
    assert!(told.is_sorted() && told.last() == Some(&(7, 7)), "{told:?}");
    assert_eq!(recorded_rows(&keeper, id).await, 7);
    *asked.lock().unwrap() = None;
}

/// Jane and her rows, as they were.
async fn come_back(shop: &Shop) {
    shop.core(&format!(
        "DELETE FROM orders WHERE account_id IS NULL;
         INSERT INTO accounts VALUES (1, '{JANE}', 'Jane Doe', '2025-06-01 08:00:00');
         INSERT INTO orders VALUES (11, 1, '10.00', 'for my sister Ann', '2025-11-01 10:00:00'),
             (12, 1, '20.00', NULL, '2025-12-01 10:00:00'), (13, 1, '30.00', 'ring twice', '2026-01-01 10:00:00');"
    ))
    .await;
    shop.web(
        "INSERT INTO visits VALUES (101, 1, '2026-02-01T10:00:00Z', '192.0.2.7', '/'),
             (102, 1, '2026-02-02T10:00:00Z', '192.0.2.7', '/cart'), (103, 1, '2026-02-03T10:00:00Z', '192.0.2.8', '/paid')",
    )
    .await;
}

async fn killed_at_every_boundary_of_a_batch_it_goes_on_without_another_approval(shop: &Shop) {
    let boundaries = ["begun", "changed", "committed", "done"];
    let stores = [("web", 1), ("web", 2), ("web", 3), ("core", 4), ("core", 5), ("core", 6), ("core", 7)];
    let mut first = true;
    for (store, number) in stores {
        for boundary in boundaries {
            if !std::mem::take(&mut first) {
                come_back(shop).await;
            }
            let at = format!("batch-{boundary}:{store}:{number}");
            let mortal = shop.keeper_under(PACE, Some(&at)).await;
            let (id, _) = ask_and_prove(shop, &mortal, Right::Erasure, JANE).await;
            approve(&mortal, id).await;
            let died = tokio::spawn(async move { mortal.work_until_idle("mortal").await }).await;
            assert!(died.is_err(), "it was not killed at {at}");
            shop.later(minutes(2));
            let keeper = shop.keeper_under(PACE, None).await;
            let before: u64 = progress(&keeper, id).await.iter().map(|one| one.rows_done).sum();
            assert_eq!(before, if boundary == "done" { number } else { number - 1 }, "at {at}");
            work(&keeper).await;
            assert!(is_erased(&keeper, id).await, "at {at}: {:?}", keeper.why_open(id).await);
            assert_eq!(left(shop).await, (0, 0, 0), "at {at}");
            assert_eq!(progress(&keeper, id).await, [far("web", 3, 3, 0), far("core", 4, 4, 0)], "at {at}");
            assert_eq!(recorded_rows(&keeper, id).await, 7, "at {at}: every row is counted once");
            let history = history(&keeper, id).await;
            for kind in [Kind::PlanMade, Kind::PlanApproved, Kind::RequestFulfilled] {
                assert_eq!(count(&history, kind), 1, "{kind:?} at {at}");
            }
            shop.later(days(2));
            work(&keeper).await;
        }
    }
    assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JOHN}'")).await, 1);
    assert_eq!((shop.core_rows("orders WHERE account_id = 2").await, shop.web_rows("visits").await), (2, 1));
}

async fn a_hold_placed_in_the_middle_stops_the_rest_and_the_request_says_so(shop: &Shop) {
    let counsel = shop.keeper_under(PACE, None).await;
    let (placed, other) = (Arc::new(Mutex::new(None)), counsel.clone());
    let placed_at = placed.clone();
    let keeper = keeper_with(shop, move |boundary| {
        if boundary == "batch-done:web:2" {
            *placed_at.lock().unwrap() = Some(meanwhile(other.place_hold(hold(JANE))).unwrap());
        }
    })
    .await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(left(shop).await, (1, 1, 3), "two visits were gone, and nothing more");
    let stopped = detail(&keeper, id).await;
    assert_eq!(stopped.request.stage, Stage::Approval);
    let says = |words: &str| stopped.plan_remarks.iter().any(|remark| remark.contains(words));
    assert!(says("a legal hold was placed while the erasure was carried out"), "{stopped:?}");
    assert!(says("2 rows were done before"), "{stopped:?}");
    assert!(stopped.plan.iter().all(|step| step.action == "keep"), "{:?}", stopped.plan);
    assert_eq!(stopped.progress.iter().map(|one| one.rows_done).sum::<u64>(), 2);
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(is_erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
    assert_eq!(left(shop).await, (1, 1, 3));
    // When the hold ends, so does the erasure, by itself.
    let hold = placed.lock().unwrap().take().unwrap();
    keeper.release_hold(hold, "counsel").await.unwrap();
    work(&keeper).await;
    assert_eq!(left(shop).await, (0, 0, 0));
}

async fn a_hold_that_is_about_somebody_else_does_not_stop_it(shop: &Shop) {
    let counsel = shop.keeper_under(PACE, None).await;
    let keeper = keeper_with(shop, move |boundary| {
        if boundary == "batch-done:web:2" {
            meanwhile(counsel.place_hold(hold(JOHN))).unwrap();
        }
    })
    .await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(is_erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
    assert_eq!(left(shop).await, (0, 0, 0));
    assert_eq!(count(&history(&keeper, id).await, Kind::PlanApproved), 1);
    assert_eq!(recorded_rows(&keeper, id).await, 7);
}

async fn rows_that_came_in_the_middle_are_found_although_what_led_to_them_is_gone(shop: &Shop) {
    let file = shop.web_file().display().to_string();
    let keeper = keeper_with(shop, move |boundary| {
        if boundary == "batch-done:core:7" {
            let visit = "INSERT INTO visits VALUES (105, 1, '2026-03-02T09:00:00Z', '192.0.2.9', '/again')";
            meanwhile(crate::harness::in_sqlite(&file, visit));
        }
    })
    .await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(left(shop).await, (0, 1, 0), "her account is gone, and a visit came");
    let again = detail(&keeper, id).await;
    assert_eq!(again.request.stage, Stage::Approval);
    let changing: Vec<_> = again.plan.iter().filter(|step| step.action != "keep").collect();
    assert!(
        matches!(changing[..], [step] if (step.table.as_str(), step.action.as_str(), step.rows) == ("visits", "delete", 1)),
        "{changing:?}"
    );
    assert_eq!(again.progress, [far("web", 3, 3, 1), far("core", 4, 4, 0)]);
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(is_erased(&keeper, id).await, "{:?}", detail(&keeper, id).await.plan_remarks);
    assert_eq!(left(shop).await, (0, 0, 0));
    assert_eq!(recorded_rows(&keeper, id).await, 8);
}
