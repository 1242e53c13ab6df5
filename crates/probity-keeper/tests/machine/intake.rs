//! Taking requests in: nobody learns who has an account, and only what is proved finds rows.

use crate::harness::{
    JANE, JOHN, STRANGER, Shop, ask, code_in, count, detail, entries, history, intake, minutes, now, work,
};
use probity_keeper::desk::{Desk, DeskError, Intake, Stage};
use probity_ledger::Kind;
use probity_vocabulary::{Personal, RequestState, Right};

crate::on_both_grounds! {
    known_and_unknown_people_get_the_same_answer_mail_and_traces,
    no_store_is_asked_before_the_code,
    five_wrong_codes_use_a_code_up,
    a_code_is_good_for_half_an_hour_and_once,
    a_code_opens_its_own_request_only,
    identities_that_were_not_proved_are_refused,
    rights_that_are_not_offered_are_refused,
}

async fn known_and_unknown_people_get_the_same_answer_mail_and_traces(shop: &Shop) {
    let keeper = shop.keeper().await;
    let mut seen = Vec::new();
    for email in [JANE, STRANGER] {
        let (before, first) = (shop.newest_mail(), entries(&keeper).await.len());
        let view = keeper.submit(intake(Right::Access, email)).await.unwrap();
        work(&keeper).await;
        let mail = shop.mail(email, before).await;
        let text = mail.text.replace(&code_in(&mail), "CODE");
        let answer = serde_json::to_string(&view).unwrap().replace(&view.id.to_string(), "ID");
        let traces: Vec<(String, Vec<String>, bool, bool)> = entries(&keeper).await[first..]
            .iter()
            .map(|placed| {
                let facts = placed.entry.facts();
                let facts = facts.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
                let entry = &placed.entry;
                (entry.kind().word().to_owned(), facts, entry.about().is_some(), entry.is_sealed())
            })
            .collect();
        seen.push((answer, mail.subject.clone(), text, traces));
    }
    assert_eq!(seen[0], seen[1]);
    let answered = keeper.confirm(detail_id(&keeper).await, Personal::new("12345678".to_owned())).await;
    assert!(answered.unwrap().is_none());
}

async fn detail_id(keeper: &probity_keeper::Keeper) -> probity_ledger::RequestId {
    let filter = probity_keeper::desk::RequestFilter { limit: 1, ..Default::default() };
    keeper.requests(filter).await.unwrap().requests[0].id
}

async fn no_store_is_asked_before_the_code(shop: &Shop) {
    let keeper = shop.keeper().await;
    // Whoever asked the stores now would fail.
    std::fs::remove_file(shop.web_file()).unwrap();
    match shop.core_file() {
        Some(file) => std::fs::remove_file(file).unwrap(),
        None => shop.core("DROP TABLE orders; DROP TABLE accounts").await,
    }
    for email in [JANE, STRANGER] {
        let (id, code) = ask(shop, &keeper, Right::Erasure, email).await;
        let view = detail(&keeper, id).await.request;
        assert_eq!((view.state, view.stage), (RequestState::AwaitingPerson, Stage::Person));
        assert!(keeper.confirm(id, Personal::new("00000000".to_owned())).await.unwrap().is_none());
        assert!(keeper.confirm(id, Personal::new(code)).await.unwrap().is_some());
        assert_eq!(keeper.why_open(id).await.unwrap(), None, "nothing has failed so far");
        work(&keeper).await;
        let view = detail(&keeper, id).await.request;
        assert!(view.closed_at.is_none() && view.stage == Stage::Planning, "{view:?}");
        let why = keeper.why_open(id).await.unwrap().expect("now the stores were asked");
        assert!(!why.contains(email), "{why}");
    }
}

async fn five_wrong_codes_use_a_code_up(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, code) = ask(shop, &keeper, Right::Access, JANE).await;
    let wrong = if code == "11111111" { "22222222" } else { "11111111" };
    for _ in 0..5 {
        assert!(keeper.confirm(id, Personal::new(wrong.to_owned())).await.unwrap().is_none());
    }
    assert!(keeper.confirm(id, Personal::new(code)).await.unwrap().is_none(), "it is used up");
    assert_eq!(count(&history(&keeper, id).await, Kind::IdentityFailed), 5);
    assert_eq!(detail(&keeper, id).await.request.state, RequestState::AwaitingPerson);
    // Four wrong ones do not.
    let (id, code) = ask(shop, &keeper, Right::Access, JANE).await;
    for _ in 0..4 {
        assert!(keeper.confirm(id, Personal::new("1".to_owned())).await.unwrap().is_none());
    }
    assert!(keeper.confirm(id, Personal::new(code)).await.unwrap().is_some());
}

async fn a_code_is_good_for_half_an_hour_and_once(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (late, code) = ask(shop, &keeper, Right::Access, JANE).await;
    let (early, other) = ask(shop, &keeper, Right::Access, JANE).await;
    shop.later(minutes(29));
    assert!(keeper.confirm(early, Personal::new(other.clone())).await.unwrap().is_some());
    assert!(keeper.confirm(early, Personal::new(other)).await.unwrap().is_none(), "it was used");
    shop.later(minutes(2));
    assert!(keeper.confirm(late, Personal::new(code)).await.unwrap().is_none(), "it is too old");
    assert!(detail(&keeper, late).await.request.due_at > now(shop));
}

async fn a_code_opens_its_own_request_only(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (of_jane, jane) = ask(shop, &keeper, Right::Access, JANE).await;
    let (of_john, john) = ask(shop, &keeper, Right::Access, JOHN).await;
    assert_ne!(jane, john);
    assert!(keeper.confirm(of_john, Personal::new(jane)).await.unwrap().is_none());
    let token = keeper.confirm(of_john, Personal::new(john)).await.unwrap().unwrap();
    assert_eq!(keeper.own_request(&token).await.unwrap().unwrap().id, of_john);
    assert_eq!(detail(&keeper, of_jane).await.request.state, RequestState::AwaitingPerson);
    assert!(keeper.officer(&token).await.unwrap().is_none(), "a person's session is no officer's");
}

async fn identities_that_were_not_proved_are_refused(shop: &Shop) {
    let keeper = shop.keeper().await;
    let size = entries(&keeper).await.len();
    let of = |identities: &[(&str, &str)]| Intake {
        identities: identities
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Personal::new((*value).to_owned())))
            .collect(),
        ..intake(Right::Erasure, JANE)
    };
    for refused in [
        of(&[]),
        of(&[("email", STRANGER), ("email", JANE)]),
        of(&[("email", STRANGER), ("account", "1")]),
        of(&[("account", "1")]),
        of(&[("email", "no address")]),
        of(&[("email", "a@b.c\u{0}")]),
        of(&[("email", &format!("{}@example.org", "a".repeat(400)))]),
    ] {
        let names: Vec<String> = refused.identities.iter().map(|(name, _)| name.clone()).collect();
        let answer = keeper.submit(refused).await;
        assert!(matches!(answer, Err(DeskError::Refused { .. })), "{names:?} was taken");
    }
    assert_eq!(entries(&keeper).await.len(), size, "a refused intake leaves nothing");
    assert!(shop.mailbox.messages().is_empty());
}

async fn rights_that_are_not_offered_are_refused(shop: &Shop) {
    let keeper = shop.keeper().await;
    assert_eq!(keeper.company().rights, [Right::Access, Right::Erasure, Right::Portability]);
    for right in Right::ALL.iter().filter(|right| !keeper.company().rights.contains(right)) {
        let answer = keeper.submit(intake(*right, JANE)).await;
        assert!(matches!(answer, Err(DeskError::Refused { .. })), "{right:?} was taken");
    }
}
