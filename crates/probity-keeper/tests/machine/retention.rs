//! How long: a legal hold, a floor and a tax period meet one erasure; expiry runs by itself every day.

use crate::harness::{
    JANE, JOHN, Shop, approve, ask_and_prove, assert_sound, count, days, detail, entries, history, minutes,
    work,
};
use jiff::civil::time;
use probity_keeper::desk::{Desk, DeskError};
use probity_keeper::{Keeper, KeeperError, NewHold, NewHoldScope};
use probity_ledger::{Kind, RequestId};
use probity_state::{KeyOwner, KeyState, remainders};
use probity_stores::{ExpiryPace, ExpiryScope};
use probity_vocabulary::{Personal, PromiseState, RequestState, Right};

crate::on_both_grounds! {
    a_hold_a_floor_and_a_tax_period_meet_one_erasure_and_each_ends_by_itself,
    a_hold_that_ends_on_its_day_lets_what_waited_go,
    expiry_runs_once_a_day_makes_up_for_downtime_and_counts_every_batch,
    an_expiry_that_was_killed_goes_on_and_counts_what_the_dead_had_committed,
    a_hold_that_makes_no_sense_is_refused_and_a_review_is_reminded_of_once,
}

const FLOOR: &str = "keep log.* at least 6 months after collected §9.3";

fn set(shop: &Shop, instant: &str) {
    shop.clock.set(instant.parse().unwrap());
}

fn person(email: &str) -> NewHoldScope {
    NewHoldScope::Person(vec![("email".to_owned(), Personal::new(email.to_owned()))])
}

fn lawsuit(scope: NewHoldScope) -> NewHold {
    NewHold {
        scope,
        owner: "counsel".to_owned(),
        reason: "lawsuit".to_owned(),
        starts_at: None,
        review_at: Some("2026-05-01T00:00:00Z".parse().unwrap()),
        ends_at: None,
    }
}

/// What the plan keeps: `table rows because until`.
async fn kept(keeper: &Keeper, id: RequestId) -> Vec<String> {
    let plan = detail(keeper, id).await.plan;
    let kept = plan.into_iter().filter(|step| step.action == "keep");
    let mut texts: Vec<String> = kept
        .map(|step| {
            format!(
                "{} {} because {} until {}",
                step.table,
                step.rows,
                step.because.unwrap_or_default(),
                step.until.as_deref().unwrap_or("-")
            )
        })
        .collect();
    texts.sort();
    texts
}

async fn waiting(keeper: &Keeper, id: RequestId) -> Vec<String> {
    let mut view = keeper.state().view().await.unwrap();
    let found = remainders::of_request(&mut view, id).await.unwrap();
    let mut texts: Vec<String> = found
        .into_iter()
        .map(|one| {
            format!("{} {} {} {}", one.table, one.rows, one.because, one.until.as_deref().unwrap_or("-"))
        })
        .collect();
    texts.sort();
    texts
}

async fn key_is_there(keeper: &Keeper, owner: KeyOwner) -> bool {
    matches!(keeper.state().keys().fetch(owner).await.unwrap(), KeyState::Present(_))
}

/// Works in a task of its own until it ends, or is killed at a boundary; the next finds the lease run out.
async fn work_and_die(shop: &Shop, further: &str, at: &str) {
    let keeper = shop.keeper_under(further, Some(at)).await;
    let died = tokio::spawn(async move { keeper.work_until_idle("mortal").await }).await;
    assert!(died.is_err(), "it was not killed at {at}");
    shop.later(minutes(2));
}

async fn state_of(keeper: &Keeper, kind: &str, of: &str) -> (PromiseState, String) {
    let report = keeper.verify().await.unwrap();
    let found =
        report.promises.into_iter().find(|one| one.kind == kind && one.sentence.contains(of)).unwrap();
    (found.state, found.because)
}

async fn a_hold_a_floor_and_a_tax_period_meet_one_erasure_and_each_ends_by_itself(shop: &Shop) {
    let keeper = shop.keeper_under(FLOOR, None).await;
    let hold = keeper.place_hold(lawsuit(person(JANE))).await.unwrap();
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    let held = "legal hold: lawsuit (by counsel, to be reviewed on 2026-05-01)";
    assert_eq!(
        kept(&keeper, id).await,
        [
            format!("accounts 1 because {held} until -"),
            format!("orders 3 because {held} until -"),
            format!("visits 3 because {held} until -"),
        ]
    );
    let before = shop.newest_mail();
    approve(&keeper, id).await;
    work(&keeper).await;
    let request = detail(&keeper, id).await.request;
    assert_eq!((request.state, request.outcome.as_deref()), (RequestState::Fulfilled, Some("erased")));
    let mail = shop.mail(JANE, before).await;
    assert!(mail.text.contains("3 rows of orders, because of legal hold: lawsuit"), "{}", mail.text);
    assert!(!mail.text.contains("counsel") && mail.text.contains("goes by itself"), "{}", mail.text);
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 4));
    // The keys of the rows stay, sealed; who it was does not.
    let stored = {
        let mut view = keeper.state().view().await.unwrap();
        probity_state::requests::fetch(&mut view, id).await.unwrap()
    };
    assert_eq!(stored.identities, None);
    assert!(key_is_there(&keeper, KeyOwner::Request(id)).await);
    assert!(key_is_there(&keeper, KeyOwner::Person(stored.person.unwrap())).await);

    // The hold is released while a worker dies in the middle of what follows.
    set(shop, "2026-06-10T09:00:00Z");
    assert!(keeper.release_hold(hold, "counsel").await.unwrap());
    for at in ["finish-planned", "finish-committed:web", "finish-carried-out"] {
        work_and_die(shop, FLOOR, at).await;
    }
    let keeper = shop.keeper_under(FLOOR, None).await;
    work(&keeper).await;
    assert_eq!(shop.core_rows("accounts WHERE email = 'jane.doe@example.org'").await, 0);
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL AND gift_note IS NULL").await, 3);
    assert_eq!(shop.web_rows("visits WHERE account_id IS NULL AND ip = '' AND page = ''").await, 3);
    assert_eq!(
        waiting(&keeper, id).await,
        ["orders 3 tax-law 2033-01-01", "visits 3 it is kept at least 6 months after collected 2026-08-03"]
    );
    let (state, _) = state_of(&keeper, "keep", "at least 6 months").await;
    assert_eq!(state, PromiseState::Kept);

    // To the second: the day is Vilnius' and ends at 21:00 in Greenwich.
    set(shop, "2026-08-01T20:59:59Z");
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits WHERE account_id IS NULL").await, 3);
    set(shop, "2026-08-01T21:00:00Z");
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits WHERE account_id IS NULL").await, 2);
    // A row past its day is a broken promise until it has gone.
    set(shop, "2026-08-05T09:00:00Z");
    let (state, because) = state_of(&keeper, "keep", "at least 6 months").await;
    assert_eq!(state, PromiseState::Broken, "{because}");
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits").await, 1);
    let (state, _) = state_of(&keeper, "keep", "at least 6 months").await;
    assert_eq!(state, PromiseState::Unproven);

    set(shop, "2032-11-01T21:59:59Z");
    work(&keeper).await;
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL").await, 3);
    set(shop, "2032-11-01T22:00:00Z");
    work(&keeper).await;
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL").await, 2);
    assert!(key_is_there(&keeper, KeyOwner::Person(stored.person.unwrap())).await);
    set(shop, "2033-01-02T09:00:00Z");
    work_and_die(shop, FLOOR, "finish-key-destroyed").await;
    let keeper = shop.keeper_under(FLOOR, None).await;
    work(&keeper).await;
    work(&keeper).await;
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL").await, 0);
    assert_eq!((shop.core_rows("accounts").await, shop.core_rows("orders").await), (1, 2), "John's stay");
    assert_eq!(waiting(&keeper, id).await, Vec::<String>::new());
    assert!(!key_is_there(&keeper, KeyOwner::Request(id)).await);
    assert!(!key_is_there(&keeper, KeyOwner::Person(stored.person.unwrap())).await);
    let words = history(&keeper, id).await;
    assert_eq!(count(&words, Kind::KeyDestroyed), 1, "{words:?}");
    assert!(count(&words, Kind::ErasureContinued) >= 4, "{words:?}");
    assert_sound(&keeper).await;
}

async fn a_hold_that_ends_on_its_day_lets_what_waited_go(shop: &Shop) {
    let held = "hold payment.amount for lawsuit until 2026-06-30 by counsel";
    let keeper = shop.keeper_under(held, None).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    assert_eq!(
        kept(&keeper, id).await,
        [
            "accounts 1 because legal hold: lawsuit (by counsel) until 2026-06-30",
            "orders 3 because legal hold: lawsuit (by counsel) until 2026-06-30",
        ],
        "the rows that a held row refers to are held with it"
    );
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 1));
    set(shop, "2026-06-30T20:00:00Z");
    work(&keeper).await;
    assert_eq!(shop.core_rows("accounts").await, 2);
    set(shop, "2026-06-30T21:00:01Z");
    work(&keeper).await;
    assert_eq!(shop.core_rows("accounts").await, 1);
    assert_eq!(waiting(&keeper, id).await, ["orders 3 tax-law 2033-01-01"]);
    // Who comes back is somebody new; what waited is not taken for theirs, nor theirs for it.
    shop.core("INSERT INTO accounts VALUES (3, 'jane.doe@example.org', 'Jane Doe', '2026-07-01 08:00:00')")
        .await;
    shop.core("INSERT INTO orders VALUES (31, 3, '70.00', NULL, '2026-07-02 10:00:00')").await;
    set(shop, "2033-01-02T09:00:00Z");
    work(&keeper).await;
    assert_eq!(shop.core_rows("orders").await, 3);
    assert_eq!(shop.core_rows("accounts").await, 2);
    assert_sound(&keeper).await;
}

async fn expiry_runs_once_a_day_makes_up_for_downtime_and_counts_every_batch(shop: &Shop) {
    let (one, two) = (shop.keeper().await, shop.keeper().await);
    one.schedule_expiry(time(3, 0, 0, 0), None).await.unwrap();
    two.schedule_expiry(time(3, 0, 0, 0), None).await.unwrap();
    work(&one).await;
    assert!(one.expiry_runs(9).await.unwrap().is_empty(), "its hour has not come");
    // The service was down for more than a year.
    set(shop, "2027-02-03T12:00:00Z");
    for _ in 0..3 {
        let (left, right) = tokio::join!(one.work_until_idle("one"), two.work_until_idle("two"));
        left.unwrap();
        right.unwrap();
    }
    let runs = one.expiry_runs(9).await.unwrap();
    assert_eq!(runs.len(), 1, "{runs:?}");
    let report = runs[0].report.clone().unwrap();
    // The visits of the first and the second of February are a year old and a day; the third is not over.
    assert_eq!((report.rows, report.complete), (2, true), "{report:?}");
    assert_eq!(shop.web_rows("visits").await, 2);
    assert!(report.findings.iter().any(|finding| finding.kind == "no-anchor" && finding.table == "accounts"));
    let applied: Vec<_> =
        entries(&one).await.into_iter().filter(|one| one.entry.kind() == Kind::RetentionApplied).collect();
    assert_eq!(applied.len(), 1);
    let (state, because) = state_of(&one, "keep", "at most 12 months").await;
    assert_eq!(state, PromiseState::Kept, "{because}");
    set(shop, "2027-02-05T12:00:00Z");
    let (state, because) = state_of(&one, "keep", "at most 12 months").await;
    assert_eq!(state, PromiseState::Broken, "{because}");
    work(&two).await;
    assert_eq!((shop.web_rows("visits").await, one.expiry_runs(9).await.unwrap().len()), (0, 2));
    // A clock that went back makes no run, and the next day makes it good.
    set(shop, "2027-02-06T12:00:00Z");
    work(&one).await;
    shop.web("INSERT INTO visits VALUES (900, 2, '2025-01-01T10:00:00Z', '192.0.2.7', '/')").await;
    set(shop, "2027-02-07T01:00:00Z");
    work(&one).await;
    let made = one.expiry_runs(9).await.unwrap().len();
    set(shop, "2027-02-08T12:00:00Z");
    work(&one).await;
    assert!(one.expiry_runs(9).await.unwrap().len() > made);
    assert_eq!(shop.web_rows("visits").await, 0);
    assert_sound(&one).await;
}

async fn an_expiry_that_was_killed_goes_on_and_counts_what_the_dead_had_committed(shop: &Shop) {
    set(shop, "2027-02-05T12:00:00Z");
    let pace = ExpiryPace { batch: 1, pause: Some(std::time::Duration::ZERO) };
    let mortal = shop.keeper_under("", Some("expiry-committed:0")).await;
    let died = tokio::spawn(async move {
        let plan = mortal.expiry_plan(&ExpiryScope::default()).await.unwrap();
        assert_eq!(plan.rows(), 4);
        mortal.expire(&plan, "somebody", pace, None).await
    });
    assert!(died.await.is_err());
    assert_eq!(shop.web_rows("visits").await, 3);
    let keeper = shop.keeper().await;
    let plan = keeper.expiry_plan(&ExpiryScope::default()).await.unwrap();
    let report = keeper.expire(&plan, "somebody", pace, None).await.unwrap();
    assert_eq!((report.rows, shop.web_rows("visits").await), (3, 0));
    let runs = keeper.expiry_runs(9).await.unwrap();
    let first = runs[1].report.clone().unwrap();
    assert_eq!((runs.len(), first.complete, first.rows), (2, false, 1));
    let counted: i64 = entries(&keeper)
        .await
        .into_iter()
        .filter(|one| one.entry.kind() == Kind::RetentionApplied)
        .filter_map(|one| match one.entry.facts().get("rows") {
            Some(probity_ledger::Fact::Integer(rows)) => Some(*rows),
            _ => None,
        })
        .sum();
    assert_eq!(counted, 4, "every row is counted once");
    assert_sound(&keeper).await;
}

async fn a_hold_that_makes_no_sense_is_refused_and_a_review_is_reminded_of_once(shop: &Shop) {
    let keeper = shop.keeper().await;
    let bad = [
        NewHold { owner: " ".to_owned(), ..lawsuit(person(JOHN)) },
        NewHold { reason: "about jane@example.org".to_owned(), ..lawsuit(person(JOHN)) },
        NewHold { ends_at: Some("2020-01-01T00:00:00Z".parse().unwrap()), ..lawsuit(person(JOHN)) },
        lawsuit(NewHoldScope::Table("core.nothing".to_owned())),
        lawsuit(NewHoldScope::Category("nothing.*".to_owned())),
        lawsuit(NewHoldScope::Person(Vec::new())),
    ];
    for hold in bad {
        let refused = keeper.place_hold(hold.clone()).await;
        assert!(matches!(refused, Err(KeeperError::Desk(DeskError::Refused { .. }))), "{hold:?}");
    }
    let id = keeper.place_hold(lawsuit(person(JOHN))).await.unwrap();
    keeper.schedule_expiry(time(3, 0, 0, 0), Some("UTC")).await.unwrap();
    let stands = keeper.holds().await.unwrap();
    assert_eq!((stands.len(), stands[0].stands, stands[0].review_due), (1, true, false));
    shop.later(days(70));
    work(&keeper).await;
    shop.later(days(2));
    work(&keeper).await;
    let reminded =
        entries(&keeper).await.into_iter().filter(|one| one.entry.kind() == Kind::HoldReviewDue).count();
    assert_eq!(reminded, 1);
    assert!(keeper.holds().await.unwrap()[0].review_due);
    assert!(keeper.release_hold(id, "counsel").await.unwrap());
    assert!(!keeper.release_hold(id, "counsel").await.unwrap());
    assert!(!key_is_there(&keeper, KeyOwner::Request(id)).await);
}
