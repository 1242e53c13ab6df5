//! The whole way of a request, from its arrival to its end.

use crate::harness::{
    JANE, JOHN, STRANGER, Shop, approve, ask, ask_and_prove, assert_sound, count, detail, entries, history,
    work,
};
use probity_keeper::desk::{Desk, Stage};
use probity_ledger::Kind;
use probity_vocabulary::{RefusalReason, RequestState, Reveal, Right};

crate::on_both_grounds! {
    an_access_request_ends_with_a_package_of_the_persons_rows_and_nobody_elses,
    a_portability_package_holds_only_what_the_person_provided,
    an_erasure_takes_what_the_plan_said_and_keeps_what_it_kept,
    an_erasure_does_nothing_before_it_is_approved,
    a_request_of_somebody_unknown_ends_well_too,
    a_refusal_is_told_with_its_reason_and_changes_nothing,
}

async fn package_text(keeper: &probity_keeper::Keeper, token: &probity_keeper::desk::SessionToken) -> String {
    let package = keeper.package(token).await.unwrap().expect("there is no package");
    let mut bytes = Vec::new();
    for part in 0..package.parts {
        let part = keeper.package_part(token, part).await.unwrap().expect("a part is missing");
        bytes.extend_from_slice(part.reveal(Reveal::AnswerPerson));
    }
    assert_eq!(bytes.len() as u64, package.bytes);
    assert!(keeper.package_part(token, package.parts).await.unwrap().is_none());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("data.json").unwrap(), &mut text).unwrap();
    text
}

async fn an_access_request_ends_with_a_package_of_the_persons_rows_and_nobody_elses(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, token) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    let view = keeper.own_request(&token).await.unwrap().unwrap();
    assert_eq!((view.id, view.state, view.stage), (id, RequestState::Fulfilled, Stage::Closed));
    assert_eq!(view.outcome.as_deref(), Some("package-ready"));
    let text = package_text(&keeper, &token).await;
    for hers in [JANE, "Jane Doe", "for my sister Ann", "ring twice", "192.0.2.7", "192.0.2.8", "/paid"] {
        assert!(text.contains(hers), "`{hers}` is missing");
    }
    for his in [JOHN, "John Roe", "for Jim", "198.51.100.9", "40.00"] {
        assert!(!text.contains(his), "`{his}` is somebody else's");
    }
    assert_eq!(shop.mails(JANE, "Your data is ready"), 1);
    // Reading is not changing.
    assert_eq!((shop.core_rows("accounts").await, shop.core_rows("orders").await), (2, 5));
    assert_sound(&keeper).await;
}

async fn a_portability_package_holds_only_what_the_person_provided(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (_, token) = ask_and_prove(shop, &keeper, Right::Portability, JANE).await;
    let text = package_text(&keeper, &token).await;
    for provided in [JANE, "Jane Doe", "for my sister Ann", "10.00"] {
        assert!(text.contains(provided), "`{provided}` is missing");
    }
    for observed in ["192.0.2.7", "/cart", "2026-02-01"] {
        assert!(!text.contains(observed), "`{observed}` was observed, not provided");
    }
}

async fn an_erasure_takes_what_the_plan_said_and_keeps_what_it_kept(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, token) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    let plan = detail(&keeper, id).await.plan;
    let rows = |table: &str, action: &str| -> u64 {
        plan.iter().filter(|step| step.table == table && step.action == action).map(|step| step.rows).sum()
    };
    assert_eq!((rows("accounts", "delete"), rows("visits", "delete"), rows("orders", "keep")), (1, 3, 3));
    approve(&keeper, id).await;
    work(&keeper).await;
    let view = detail(&keeper, id).await.request;
    assert_eq!((view.state, view.outcome.as_deref()), (RequestState::Fulfilled, Some("erased")));
    assert_eq!(shop.core_rows("accounts").await, 1);
    assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JANE}'")).await, 0);
    assert_eq!((shop.web_rows("visits").await, shop.web_rows("visits WHERE account_id = 1").await), (1, 0));
    // What the tax office may ask for stays, and points at nobody.
    assert_eq!(shop.core_rows("orders").await, 5);
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL AND gift_note IS NULL").await, 3);
    assert_eq!(shop.core_rows("orders WHERE account_id = 2 AND (gift_note = 'for Jim' OR id = 22)").await, 2);
    let history = history(&keeper, id).await;
    for (kind, times) in [
        (Kind::RequestReceived, 1),
        (Kind::IdentityVerified, 1),
        (Kind::PlanMade, 1),
        (Kind::PlanApproved, 1),
        (Kind::StepStarted, 2),
        (Kind::StepDone, 2),
        (Kind::ErasureChecked, 1),
        (Kind::RequestFulfilled, 1),
    ] {
        assert_eq!(count(&history, kind), times, "{kind:?} in {history:?}");
    }
    let mail = shop.mail(JANE, shop.newest_mail() - 1).await;
    assert_eq!(mail.subject, "Your data has been erased");
    assert!(mail.text.contains("3 rows of orders") && mail.text.contains("tax-law"), "{}", mail.text);
    assert!(keeper.own_request(&token).await.unwrap().is_some(), "the person may still look");
    assert_sound(&keeper).await;
}

async fn an_erasure_does_nothing_before_it_is_approved(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    shop.later(crate::harness::days(3));
    work(&keeper).await;
    let view = detail(&keeper, id).await.request;
    assert_eq!((view.state, view.stage), (RequestState::Accepted, Stage::Approval));
    let other = "0".repeat(64);
    assert!(keeper.approve_plan(id, &other, "officer").await.is_err(), "that is not the plan shown");
    work(&keeper).await;
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 4));
    assert!(entries(&keeper).await.iter().all(|placed| placed.entry.kind() != Kind::StepStarted));
}

async fn a_request_of_somebody_unknown_ends_well_too(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (_, token) = ask_and_prove(shop, &keeper, Right::Access, STRANGER).await;
    let view = keeper.own_request(&token).await.unwrap().unwrap();
    assert_eq!((view.state, view.outcome.as_deref()), (RequestState::Fulfilled, Some("nothing-held")));
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, STRANGER).await;
    assert!(detail(&keeper, id).await.plan.is_empty());
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(detail(&keeper, id).await.request.state, RequestState::Fulfilled);
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 4));
}

async fn a_refusal_is_told_with_its_reason_and_changes_nothing(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, token) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    let reason = RefusalReason::ALL[0];
    keeper.refuse_request(id, reason, "officer").await.unwrap();
    work(&keeper).await;
    let view = keeper.own_request(&token).await.unwrap().unwrap();
    assert_eq!((view.state, view.outcome.as_deref()), (RequestState::Refused, Some(reason.word())));
    let mail = shop.mail(JANE, shop.newest_mail() - 1).await;
    assert!(mail.subject.contains("could not be granted") && mail.text.contains(reason.title()));
    assert!(mail.text.contains("VDAI"), "where to complain");
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 4));
    let hash = detail(&keeper, id).await.plan_hash.unwrap();
    assert!(keeper.approve_plan(id, &hash, "officer").await.is_err(), "what was refused is not carried out");
    // Before the code was entered nobody knows whose address it is: then nothing is sent to it.
    let (unproven, _) = ask(shop, &keeper, Right::Access, JOHN).await;
    keeper.refuse_request(unproven, reason, "officer").await.unwrap();
    work(&keeper).await;
    assert_eq!(shop.mails(JOHN, "Your request"), 0);
    assert_sound(&keeper).await;
}
