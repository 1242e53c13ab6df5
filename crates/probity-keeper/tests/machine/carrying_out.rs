//! Carrying erasures out in a world that moves: rows change, stores fail, others do the same work.

use crate::harness::{
    JANE, JOHN, Shop, approve, ask_and_prove, assert_sound, count, days, detail, history, minutes, work,
};
use probity_keeper::Keeper;
use probity_keeper::desk::Stage;
use probity_ledger::{Kind, RequestId};
use probity_vocabulary::{RequestState, Right};

crate::on_both_grounds! {
    rows_that_came_after_the_approval_make_another_plan_that_is_approved_again,
    rows_that_went_after_the_approval_need_no_other_approval,
    two_erasures_of_one_person_at_once_both_end_and_take_the_rows_once,
    a_store_that_is_away_leaves_the_request_open_and_is_named,
    an_identity_in_an_undeclared_column_leaves_the_request_open_with_a_remark,
    an_identity_in_an_unmapped_table_leaves_the_request_open_with_a_remark,
    an_identity_in_anothers_row_is_not_taken_for_what_the_plan_keeps,
    a_worker_that_vanished_is_followed_by_another_when_its_lease_is_over,
    the_same_person_can_come_back_and_be_erased_again,
}

async fn erased(keeper: &Keeper, id: RequestId) -> bool {
    let view = detail(keeper, id).await.request;
    view.state == RequestState::Fulfilled && view.outcome.as_deref() == Some("erased")
}

async fn rows_that_came_after_the_approval_make_another_plan_that_is_approved_again(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    let first = detail(&keeper, id).await.plan_hash;
    approve(&keeper, id).await;
    shop.web("INSERT INTO visits VALUES (104, 1, '2026-03-02T09:00:00Z', '192.0.2.9', '/again')").await;
    shop.core("INSERT INTO orders VALUES (14, 1, '60.00', 'quick', '2026-03-02 09:00:00')").await;
    work(&keeper).await;
    let changed = detail(&keeper, id).await;
    assert_eq!((changed.request.state, changed.request.stage), (RequestState::Accepted, Stage::Approval));
    assert_ne!(changed.plan_hash, first);
    assert!(changed.plan_remarks.iter().any(|remark| remark.contains("changed after the plan")));
    // The officer sees the difference to what was approved.
    let difference: Vec<_> = changed
        .changes
        .iter()
        .filter(|change| change.action == "delete")
        .map(|change| (change.table.as_str(), change.rows_before, change.rows_now))
        .collect();
    assert_eq!(difference, [("visits", Some(3), Some(4))]);
    assert!(
        changed
            .plan_remarks
            .iter()
            .any(|remark| remark.contains("web.visits: 4 rows to delete, 3 were approved"))
    );
    let visits: u64 = changed.plan.iter().filter(|step| step.table == "visits").map(|step| step.rows).sum();
    assert_eq!(visits, 4, "the new plan shows the new row");
    // Nothing was changed by the old plan, not even what it had named.
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 5));
    let old = keeper.approve_plan(id, &first.unwrap(), "officer").await;
    assert!(old.is_err(), "the old plan can no longer be approved");
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(erased(&keeper, id).await);
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (1, 1));
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL AND gift_note IS NULL").await, 4);
    let history = history(&keeper, id).await;
    for (kind, times) in
        [(Kind::PlanMade, 2), (Kind::PlanApproved, 2), (Kind::StepDone, 2), (Kind::RequestFulfilled, 1)]
    {
        assert_eq!(count(&history, kind), times, "{kind:?} in {history:?}");
    }
    assert_sound(&keeper).await;
}

async fn rows_that_went_after_the_approval_need_no_other_approval(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    shop.web("DELETE FROM visits WHERE id = 101").await;
    shop.core("DELETE FROM orders WHERE id = 11").await;
    work(&keeper).await;
    assert!(erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (1, 1));
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL").await, 2);
    let done = detail(&keeper, id).await;
    assert!(done.changes.is_empty(), "{:?}", done.changes);
    let history = history(&keeper, id).await;
    assert_eq!((count(&history, Kind::PlanMade), count(&history, Kind::PlanApproved)), (1, 1));
}

async fn two_erasures_of_one_person_at_once_both_end_and_take_the_rows_once(shop: &Shop) {
    let (one, two) = (shop.keeper().await, shop.keeper().await);
    let (first, _) = ask_and_prove(shop, &one, Right::Erasure, JANE).await;
    let (second, _) = ask_and_prove(shop, &two, Right::Erasure, JANE).await;
    approve(&one, first).await;
    approve(&two, second).await;
    for _ in 0..20 {
        let (left, right) = tokio::join!(one.work_until_idle("one"), two.work_until_idle("two"));
        left.unwrap();
        right.unwrap();
        for id in [first, second] {
            // Whoever came second may find fewer rows than were planned, never more; if a plan was made again all
            // the same, an officer approves it.
            if detail(&one, id).await.request.stage == Stage::Approval {
                approve(&one, id).await;
            }
        }
        if erased(&one, first).await && erased(&two, second).await {
            break;
        }
        shop.later(minutes(2));
    }
    for id in [first, second] {
        assert!(erased(&one, id).await, "{:?}: {:?}", detail(&one, id).await, one.why_open(id).await);
        assert_eq!(count(&history(&one, id).await, Kind::RequestFulfilled), 1);
    }
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (1, 1));
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL").await, 3);
    assert_eq!(shop.core_rows("orders WHERE account_id = 2").await, 2);
    assert_sound(&one).await;
}

async fn a_store_that_is_away_leaves_the_request_open_and_is_named(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    let away = shop.web_file().with_extension("away");
    std::fs::rename(shop.web_file(), &away).unwrap();
    work(&keeper).await;
    let view = detail(&keeper, id).await.request;
    assert!(view.closed_at.is_none() && view.stage == Stage::CarryingOut, "{view:?}");
    let why = keeper.why_open(id).await.unwrap().expect("nothing says why it is open");
    assert!(why.contains("`web`") && !why.contains(JANE), "{why}");
    let waiting = view.waiting.expect("nothing says when it is tried again");
    assert_eq!((waiting.why.as_str(), waiting.attempts), (why.as_str(), 1));
    assert!(waiting.next_try.is_some_and(|next| next > crate::harness::now(shop)));
    shop.later(days(1));
    work(&keeper).await;
    assert!(!erased(&keeper, id).await, "a store that cannot be reached leaves the request open");
    std::fs::rename(&away, shop.web_file()).unwrap();
    shop.later(days(1));
    work(&keeper).await;
    assert!(erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (1, 1));
    assert_eq!(count(&history(&keeper, id).await, Kind::StepDone), 2);
}

/// An erasure whose look finds something, until somebody has removed it by hand.
async fn found_and_then_removed(shop: &Shop, place: &str, remove: &str) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    let left = detail(&keeper, id).await;
    assert!(left.request.closed_at.is_none(), "the identity is still written in {place}");
    assert_eq!(left.request.stage, Stage::Approval);
    let remark = left.plan_remarks.iter().find(|remark| remark.contains(place));
    assert!(remark.is_some_and(|remark| !remark.contains(JANE)), "{:?}", left.plan_remarks);
    assert_eq!(count(&history(&keeper, id).await, Kind::RequestFulfilled), 0);
    shop.core(remove).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(erased(&keeper, id).await, "{:?}", detail(&keeper, id).await.plan_remarks);
}

async fn an_identity_in_an_undeclared_column_leaves_the_request_open_with_a_remark(shop: &Shop) {
    shop.core("ALTER TABLE orders ADD COLUMN remark TEXT").await;
    shop.core(&format!("UPDATE orders SET remark = 'write to {JANE} first' WHERE id = 12")).await;
    found_and_then_removed(shop, "core.orders.remark", "UPDATE orders SET remark = NULL").await;
}

async fn an_identity_in_an_unmapped_table_leaves_the_request_open_with_a_remark(shop: &Shop) {
    shop.core("CREATE TABLE staff_notes (id BIGINT PRIMARY KEY, body TEXT)").await;
    shop.core("INSERT INTO staff_notes VALUES (1, 'called Jane.Doe@Example.org back')").await;
    found_and_then_removed(shop, "core.staff_notes.body", "DELETE FROM staff_notes").await;
}

async fn an_identity_in_anothers_row_is_not_taken_for_what_the_plan_keeps(shop: &Shop) {
    shop.core(&format!("UPDATE orders SET gift_note = 'a gift for {JANE}' WHERE account_id = 2 AND id = 22"))
        .await;
    let clean = "UPDATE orders SET gift_note = NULL WHERE id = 22";
    found_and_then_removed(shop, "core.orders.gift_note", clean).await;
}

async fn a_worker_that_vanished_is_followed_by_another_when_its_lease_is_over(shop: &Shop) {
    let (gone, next) = (shop.keeper().await, shop.keeper().await);
    let (id, _) = ask_and_prove(shop, &gone, Right::Erasure, JANE).await;
    approve(&gone, id).await;
    // The first worker takes the job and is never heard of again.
    let mut tx = gone.state().begin().await.unwrap();
    let lease = jiff::SignedDuration::from_secs(60);
    let claim = probity_state::jobs::claim(&mut tx, "gone", crate::harness::now(shop), lease).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claim.is_some_and(|claim| claim.payload == id.to_string()));
    work(&next).await;
    assert!(!erased(&next, id).await, "nobody takes a job from a worker that may be alive");
    shop.later(minutes(2));
    work(&next).await;
    assert!(erased(&next, id).await);
}

async fn the_same_person_can_come_back_and_be_erased_again(shop: &Shop) {
    let keeper = shop.keeper().await;
    for _ in 0..2 {
        let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
        approve(&keeper, id).await;
        work(&keeper).await;
        assert!(erased(&keeper, id).await, "{:?}", keeper.why_open(id).await);
        assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JANE}'")).await, 0);
        shop.core(&format!("INSERT INTO accounts VALUES (7, '{JANE}', 'Jane Doe', '2026-03-02 10:00:00')"))
            .await;
        shop.later(days(2));
        work(&keeper).await;
    }
    assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JOHN}'")).await, 1);
    assert_sound(&keeper).await;
}
