//! Looking at promises: kept only with evidence, broken by one counterexample, unproven when nobody answers.

use crate::harness::{JANE, JOHN, Shop, approve, ask_and_prove, assert_sound, days, work};
use probity_keeper::Keeper;
use probity_keeper::desk::Desk;
use probity_keeper::report::{PromiseReport, Report};
use probity_vocabulary::{PromiseState, Right};

crate::on_both_grounds! {
    nothing_is_kept_without_evidence_and_every_promise_has_a_state,
    an_old_row_breaks_the_promise_about_its_age_and_no_other,
    a_store_that_does_not_answer_leaves_its_promises_unproven,
    a_request_that_is_late_breaks_the_promise_to_answer,
    an_undeclared_column_takes_the_proof_away,
    groups_that_are_too_small_break_the_promise_about_them,
    the_last_report_is_kept,
    that_nothing_is_left_is_proved_by_a_search_of_the_files_and_by_nothing_else,
}

async fn look(keeper: &Keeper) -> Report {
    let report = keeper.verify().await.unwrap();
    for promise in &report.promises {
        let kept = promise.state == PromiseState::Kept;
        assert!(!kept || !promise.evidence.is_empty(), "`{}` is kept without evidence", promise.sentence);
        assert!(!promise.because.is_empty(), "`{}` does not say why", promise.sentence);
        for evidence in &promise.evidence {
            assert!(!evidence.question.is_empty() && evidence.answer_hash.len() == 64, "{evidence:?}");
            let text = format!("{evidence:?}");
            assert!([JANE, JOHN, "Jane", "192.0.2"].iter().all(|data| !text.contains(data)), "{text}");
        }
    }
    let total: u64 = report.counts.values().sum();
    assert_eq!(total, report.promises.len() as u64);
    report
}

fn about<'r>(report: &'r Report, kind: &str, sentence: &str) -> &'r PromiseReport {
    report
        .promises
        .iter()
        .find(|one| one.kind == kind && one.sentence.contains(sentence))
        .unwrap_or_else(|| panic!("no promise of kind {kind} says `{sentence}`: {:?}", report.promises))
}

async fn nothing_is_kept_without_evidence_and_every_promise_has_a_state(shop: &Shop) {
    let keeper = shop.keeper().await;
    let before = look(&keeper).await;
    assert_eq!(before.promises.len(), keeper.model().promises.len());
    let sentences = [("keep", "12 months"), ("record", "decisions"), ("limit-to-need", "needs")];
    for (kind, sentence) in sentences {
        let promise = about(&before, kind, sentence);
        assert_eq!(promise.state, PromiseState::Kept, "{sentence}: {}", promise.because);
    }
    // Nobody has asked for anything yet: that a right is offered is not shown by saying so.
    for (kind, sentence) in [("offer", "access"), ("answer", "month"), ("verify-requests", "mailbox")] {
        assert_eq!(about(&before, kind, sentence).state, PromiseState::Unproven, "{sentence}");
    }
    for right in [Right::Access, Right::Portability] {
        ask_and_prove(shop, &keeper, right, JANE).await;
    }
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    let after = look(&keeper).await;
    for (kind, sentence) in [("offer", "access"), ("answer", "month"), ("verify-requests", "mailbox")] {
        let promise = about(&after, kind, sentence);
        assert_eq!(promise.state, PromiseState::Kept, "{sentence}: {}", promise.because);
    }
    assert_sound(&keeper).await;
}

async fn an_old_row_breaks_the_promise_about_its_age_and_no_other(shop: &Shop) {
    let keeper = shop.keeper().await;
    let before = look(&keeper).await;
    shop.web("INSERT INTO visits VALUES (300, NULL, '2025-02-01T10:00:00Z', '203.0.113.5', '/old')").await;
    let after = look(&keeper).await;
    let promise = about(&after, "keep", "12 months");
    assert_eq!(promise.state, PromiseState::Broken);
    assert!(promise.because.contains("1 rows of `web.visits`"), "{}", promise.because);
    assert!(!promise.evidence.is_empty());
    for (old, new) in before.promises.iter().zip(&after.promises).filter(|(old, _)| old.id != promise.id) {
        assert_eq!(old.state, new.state, "{}: {}", new.sentence, new.because);
    }
    shop.web("DELETE FROM visits WHERE id = 300").await;
    assert_eq!(about(&look(&keeper).await, "keep", "12 months").state, PromiseState::Kept);
}

async fn a_store_that_does_not_answer_leaves_its_promises_unproven(shop: &Shop) {
    let keeper = shop.keeper().await;
    std::fs::remove_file(shop.web_file()).unwrap();
    let report = look(&keeper).await;
    for (kind, sentence) in [("keep", "12 months"), ("collect", "device.ip"), ("limit-to-need", "needs")] {
        let promise = about(&report, kind, sentence);
        assert_eq!(promise.state, PromiseState::Unproven, "{sentence}");
        assert!(promise.because.contains("`web`"), "{}", promise.because);
    }
    // What needs only the other store is proved all the same.
    let promise = about(&report, "keep", "7 years");
    assert_eq!(promise.state, PromiseState::Kept, "{}", promise.because);
}

async fn a_request_that_is_late_breaks_the_promise_to_answer(shop: &Shop) {
    let keeper = shop.keeper().await;
    ask_and_prove(shop, &keeper, Right::Access, JOHN).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    assert_eq!(about(&look(&keeper).await, "answer", "month").state, PromiseState::Kept);
    shop.later(days(40));
    let promise_after = look(&keeper).await;
    let promise = about(&promise_after, "answer", "month");
    assert_eq!(promise.state, PromiseState::Broken, "{}", promise.because);
    assert!(promise.because.contains(&id.to_string()), "{}", promise.because);
}

async fn an_undeclared_column_takes_the_proof_away(shop: &Shop) {
    let keeper = shop.keeper().await;
    shop.core("ALTER TABLE accounts ADD COLUMN shoe_size TEXT").await;
    let report = look(&keeper).await;
    let promise = about(&report, "limit-to-need", "needs");
    assert_eq!(promise.state, PromiseState::Unproven);
    assert!(promise.because.contains("core.accounts.shoe_size"), "{}", promise.because);
}

async fn the_last_report_is_kept(shop: &Shop) {
    let keeper = shop.keeper().await;
    assert!(keeper.last_report().await.unwrap().is_none());
    let report = look(&keeper).await;
    let other = shop.keeper().await;
    assert_eq!(other.last_report().await.unwrap(), Some(report));
    let runs = crate::harness::entries(&keeper).await;
    assert!(runs.iter().any(|placed| placed.entry.kind() == probity_ledger::Kind::VerificationRun));
}

const TRIPS: &str = "anonymise in groups of at least 2
    table core.trips {
        belongs to core.accounts by account_id
        region contact.address
        coarsen region to 2 characters
        on erasure anonymise
    }";

async fn groups_that_are_too_small_break_the_promise_about_them(shop: &Shop) {
    shop.core("CREATE TABLE trips (id BIGINT PRIMARY KEY, account_id BIGINT, region VARCHAR(20))").await;
    let keeper = shop.keeper_under(TRIPS, None).await;
    let groups = |report: Report| {
        let found = about(&report, "anonymise-groups", "groups");
        (found.state, found.because.clone())
    };
    let (state, why) = groups(look(&keeper).await);
    assert_eq!((state, why.as_str()), (PromiseState::Unproven, "nothing is anonymous yet"));
    shop.core("INSERT INTO trips VALUES (1, NULL, 'No'), (2, NULL, 'No'), (3, 1, 'Somewhere')").await;
    let (state, why) = groups(look(&keeper).await);
    assert_eq!(state, PromiseState::Kept, "{why}");
    shop.core("INSERT INTO trips VALUES (4, NULL, 'So')").await;
    let (state, why) = groups(look(&keeper).await);
    assert_eq!(state, PromiseState::Broken, "{why}");
    assert!(why.contains("1 of 2 groups in `core.trips`"), "{why}");
}

async fn that_nothing_is_left_is_proved_by_a_search_of_the_files_and_by_nothing_else(shop: &Shop) {
    let keeper = shop.keeper_under("delete beyond-recovery §9.4", None).await;
    let nobody = look(&keeper).await;
    assert_eq!(about(&nobody, "delete-how", "beyond-recovery").state, PromiseState::Unproven);
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    let report = look(&keeper).await;
    let promise = about(&report, "delete-how", "beyond-recovery");
    // On a server others write into the same log: then it may be that nothing is proved, and nothing is broken.
    let others_write_too = shop.core_file().is_none() && promise.state == PromiseState::Unproven;
    assert!(promise.state == PromiseState::Kept || others_write_too, "{}", promise.because);
    // An erasure under another policy was not searched for.
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JOHN).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    let keeper = shop.keeper_under("delete beyond-recovery §9.4", None).await;
    let report = look(&keeper).await;
    let promise = about(&report, "delete-how", "beyond-recovery");
    assert_eq!(promise.state, PromiseState::Unproven, "{}", promise.because);
}
