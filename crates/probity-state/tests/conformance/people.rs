//! Codes, sessions, mail, settings, reports.

use crate::support::{Home, Repeating, second, seconds};
use probity_ledger::RequestId;
use probity_state::codes::{self, Verdict};
use probity_state::mail::{self, NewMail};
use probity_state::sessions::{self, Lifetime, SessionToken};
use probity_state::verifications::{self, Verification};
use probity_state::{KeyOwner, StateError, settings};

conformance! {
    a_code_works_once,
    a_code_gives_few_attempts_and_runs_out,
    a_session_ends_when_idle_or_old_or_revoked,
    only_the_hash_of_a_token_is_kept,
    mail_is_queued_once_and_emptied_when_sent,
    mail_that_fails_waits_or_is_given_up,
    settings_are_remembered,
    reports_come_newest_first,
}

async fn a_code_works_once(home: &Home) {
    let state = home.open().await;
    let key = state.keys().pseudonym_key().await.unwrap();
    let (id, other) = (RequestId::from_random([1; 16]), RequestId::from_random([2; 16]));
    let mut tx = state.begin().await.unwrap();
    codes::issue(&mut tx, &key, id, "123456", second(100), 3).await.unwrap();
    assert_eq!(codes::check(&mut tx, &key, other, "123456", second(1)).await.unwrap(), Verdict::Spent);
    assert_eq!(codes::check(&mut tx, &key, id, " 123456 ", second(1)).await.unwrap(), Verdict::Right);
    assert_eq!(codes::check(&mut tx, &key, id, "123456", second(1)).await.unwrap(), Verdict::Spent);
}

async fn a_code_gives_few_attempts_and_runs_out(home: &Home) {
    let state = home.open().await;
    let key = state.keys().pseudonym_key().await.unwrap();
    let id = RequestId::from_random([1; 16]);
    let mut tx = state.begin().await.unwrap();
    codes::issue(&mut tx, &key, id, "123456", second(100), 3).await.unwrap();
    for left in [2, 1, 0] {
        let verdict = codes::check(&mut tx, &key, id, "654321", second(1)).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong { left });
    }
    assert_eq!(codes::check(&mut tx, &key, id, "123456", second(1)).await.unwrap(), Verdict::Spent);
    // A new code voids the old one and gives new attempts.
    codes::issue(&mut tx, &key, id, "111111", second(100), 3).await.unwrap();
    assert_eq!(
        codes::check(&mut tx, &key, id, "123456", second(1)).await.unwrap(),
        Verdict::Wrong { left: 2 }
    );
    assert_eq!(codes::check(&mut tx, &key, id, "111111", second(100)).await.unwrap(), Verdict::Spent);
    assert_eq!(codes::forget_expired(&mut tx, second(99)).await.unwrap(), 0);
    assert_eq!(codes::forget_expired(&mut tx, second(100)).await.unwrap(), 1);
}

const LIFETIME: Lifetime =
    Lifetime { idle: jiff::SignedDuration::from_secs(60), absolute: jiff::SignedDuration::from_secs(150) };

async fn a_session_ends_when_idle_or_old_or_revoked(home: &Home) {
    let state = home.open().await;
    let random = Repeating::default();
    let mut tx = state.begin().await.unwrap();
    let token = sessions::create(&mut tx, "officer", "Firefox", LIFETIME, &random, second(0)).await.unwrap();
    let sent = SessionToken::parse(&token.expose()).unwrap();
    assert_eq!(sessions::touch(&mut tx, &sent, second(59)).await.unwrap().unwrap().account, "officer");
    assert!(sessions::touch(&mut tx, &sent, second(119)).await.unwrap().is_none());
    assert!(sessions::touch(&mut tx, &sent, second(118)).await.unwrap().is_some());
    assert!(sessions::touch(&mut tx, &sent, second(150)).await.unwrap().is_none());

    let other = sessions::create(&mut tx, "officer", "Safari", LIFETIME, &random, second(10)).await.unwrap();
    let listed = sessions::list(&mut tx, "officer", second(120)).await.unwrap();
    assert_eq!(listed.iter().map(|session| session.device.as_str()).collect::<Vec<_>>(), ["Firefox"]);
    assert_eq!(sessions::list(&mut tx, "officer", second(20)).await.unwrap().len(), 2);
    assert!(!sessions::revoke(&mut tx, "somebody", &listed[0].id).await.unwrap());
    assert!(sessions::revoke(&mut tx, "officer", &listed[0].id).await.unwrap());
    assert!(sessions::touch(&mut tx, &sent, second(20)).await.unwrap().is_none());
    assert!(sessions::touch(&mut tx, &other, second(20)).await.unwrap().is_some());
    assert_eq!(sessions::revoke_all(&mut tx, "officer").await.unwrap(), 1);
    sessions::create(&mut tx, "officer", "Edge", LIFETIME, &random, second(0)).await.unwrap();
    assert_eq!(sessions::forget_expired(&mut tx, second(59)).await.unwrap(), 0);
    assert_eq!(sessions::forget_expired(&mut tx, second(60)).await.unwrap(), 1);
}

async fn only_the_hash_of_a_token_is_kept(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let token =
        sessions::create(&mut tx, "officer", "x", LIFETIME, &Repeating::default(), second(0)).await.unwrap();
    let listed = sessions::list(&mut tx, "officer", second(0)).await.unwrap();
    assert_ne!(probity_ledger::hexadecimal(&listed[0].id), token.expose());
    assert_eq!(format!("{token:?}"), "SessionToken(…)");
    let id = probity_ledger::hexadecimal(&listed[0].id);
    let as_token = SessionToken::parse(&id).unwrap();
    assert!(sessions::touch(&mut tx, &as_token, second(0)).await.unwrap().is_none());
}

fn letter(key: &str) -> NewMail {
    NewMail {
        dedup_key: key.to_owned(),
        sealed_for: KeyOwner::Request(RequestId::from_random([1; 16])),
        sealed: vec![1, 2, 3],
        send_after: second(5),
    }
}

async fn mail_is_queued_once_and_emptied_when_sent(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    assert!(mail::queue(&mut tx, &letter("a"), second(0)).await.unwrap());
    assert!(!mail::queue(&mut tx, &letter("a"), second(0)).await.unwrap());
    assert_eq!(mail::claim(&mut tx, second(4), seconds(60)).await.unwrap(), None);
    let due = mail::claim(&mut tx, second(5), seconds(60)).await.unwrap().unwrap();
    assert_eq!((due.dedup_key.as_str(), due.sealed.as_slice(), due.attempts), ("a", [1, 2, 3].as_slice(), 0));
    assert_eq!(due.sealed_for, letter("a").sealed_for);
    assert_eq!(mail::claim(&mut tx, second(64), seconds(60)).await.unwrap(), None);
    mail::sent(&mut tx, due.id, second(6)).await.unwrap();
    assert!(matches!(mail::sent(&mut tx, due.id, second(6)).await, Err(StateError::Changed { .. })));
    assert_eq!(mail::claim(&mut tx, second(1_000), seconds(60)).await.unwrap(), None);
    assert!(!mail::queue(&mut tx, &letter("a"), second(7)).await.unwrap());
    assert_eq!(mail::count_by_state(&mut tx).await.unwrap(), [("sent".to_owned(), 1)]);
}

async fn mail_that_fails_waits_or_is_given_up(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    mail::queue(&mut tx, &letter("a"), second(0)).await.unwrap();
    let due = mail::claim(&mut tx, second(5), seconds(60)).await.unwrap().unwrap();
    mail::not_sent(&mut tx, due.id, "451 try later", Some(second(30))).await.unwrap();
    assert_eq!(mail::claim(&mut tx, second(29), seconds(60)).await.unwrap(), None);
    let again = mail::claim(&mut tx, second(30), seconds(60)).await.unwrap().unwrap();
    assert_eq!(again.attempts, 1);
    mail::not_sent(&mut tx, due.id, "550 no such mailbox", None).await.unwrap();
    assert_eq!(mail::claim(&mut tx, second(900), seconds(60)).await.unwrap(), None);
    assert_eq!(mail::count_by_state(&mut tx).await.unwrap(), [("failed".to_owned(), 1)]);
}

async fn settings_are_remembered(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    assert_eq!(settings::fetch(&mut tx, settings::TEST_CLOCK).await.unwrap(), None);
    settings::set(&mut tx, settings::TEST_CLOCK, "1").await.unwrap();
    settings::set(&mut tx, settings::TEST_CLOCK, "2").await.unwrap();
    tx.commit().await.unwrap();
    let mut view = state.view().await.unwrap();
    assert_eq!(settings::fetch(&mut view, settings::TEST_CLOCK).await.unwrap().as_deref(), Some("2"));
    let refused = settings::set(&mut view, "x", "y").await;
    assert!(matches!(refused, Err(StateError::ReadOnly { .. })), "{refused:?}");
}

async fn reports_come_newest_first(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let report =
        |at, kept| Verification { at: second(at), kept, broken: 1, unproven: 2, report: "{}".to_owned() };
    for (at, kept) in [(1, 10), (3, 30), (2, 20)] {
        verifications::keep(&mut tx, &report(at, kept)).await.unwrap();
    }
    assert_eq!(verifications::latest(&mut tx, 2).await.unwrap(), [report(3, 30), report(2, 20)]);
}
