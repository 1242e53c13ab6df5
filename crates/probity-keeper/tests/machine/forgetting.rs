//! What Probity itself forgets: keys, packages, sealed details. The ledger stays sound all the same.

use crate::harness::{
    JANE, JOHN, SECRET, Shop, approve, ask, ask_and_prove, assert_sound, count, days, entries, history,
    minutes, now, work,
};
use probity_keeper::desk::Desk;
use probity_ledger::{Kind, SealingKey};
use probity_state::{KeyOwner, KeyState, OperatingSystemRandom};
use probity_vocabulary::{Personal, Right};

crate::on_both_grounds! {
    with_the_persons_key_goes_what_the_ledger_sealed_about_them,
    a_requests_key_is_destroyed_after_the_last_message,
    a_requests_key_is_destroyed_even_when_no_message_is_sent,
    a_package_is_gone_after_thirty_days,
    nothing_that_is_kept_shows_anybody,
}

async fn present(keeper: &probity_keeper::Keeper, owner: KeyOwner) -> Option<SealingKey> {
    match keeper.state().keys().fetch(owner).await.unwrap() {
        KeyState::Present(key) => Some(key),
        KeyState::Destroyed { .. } | KeyState::Absent => None,
    }
}

/// Without orders the law keeps nothing of hers, and the erasure ends at once.
async fn nothing_waits(shop: &Shop) {
    shop.core("DELETE FROM orders WHERE account_id = 1").await;
}

async fn with_the_persons_key_goes_what_the_ledger_sealed_about_them(shop: &Shop) {
    nothing_waits(shop).await;
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    let sealed: Vec<_> = entries(&keeper)
        .await
        .into_iter()
        .map(|placed| placed.entry)
        .filter(|entry| entry.is_sealed())
        .collect();
    assert_eq!(sealed.len(), 1);
    let owner = KeyOwner::Person(sealed[0].about().unwrap());
    let key = present(&keeper, owner).await.expect("until the erasure the detail can be read");
    let detail = sealed[0].open(&key).unwrap().unwrap();
    assert!(String::from_utf8_lossy(&detail).contains(JANE));
    approve(&keeper, id).await;
    work(&keeper).await;
    assert!(present(&keeper, owner).await.is_none(), "the key is gone");
    assert_eq!(count(&history(&keeper, id).await, Kind::KeyDestroyed), 1);
    // A key made anew for the same person opens nothing of before.
    let anew = keeper.state().keys().begin_anew(owner, &OperatingSystemRandom, now(shop)).await.unwrap();
    assert!(sealed[0].open(&anew).is_err());
    assert_sound(&keeper).await;
}

async fn a_requests_key_is_destroyed_after_the_last_message(shop: &Shop) {
    nothing_waits(shop).await;
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    assert!(present(&keeper, KeyOwner::Request(id)).await.is_some());
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(shop.mails(JANE, "Your data has been erased"), 1);
    assert!(present(&keeper, KeyOwner::Request(id)).await.is_none(), "no time had to pass");
    // What comes due later finds nothing to do and breaks nothing.
    shop.later(days(40));
    work(&keeper).await;
    assert_eq!(keeper.why_open(id).await.unwrap(), None);
    assert_sound(&keeper).await;
}

async fn a_requests_key_is_destroyed_even_when_no_message_is_sent(shop: &Shop) {
    nothing_waits(shop).await;
    let mut setup = shop.setup().await;
    setup.post = None;
    let keeper = probity_keeper::Keeper::open(setup).await.unwrap();
    let intake = crate::harness::intake(Right::Erasure, JANE);
    let id = keeper.receive(intake, Some("clerk")).await.unwrap().id;
    work(&keeper).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    shop.later(minutes(1));
    work(&keeper).await;
    assert!(present(&keeper, KeyOwner::Request(id)).await.is_none());
    assert!(shop.mailbox.messages().is_empty());
}

async fn a_package_is_gone_after_thirty_days(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    shop.later(days(29));
    work(&keeper).await;
    assert!(keeper.package_of(id).await.unwrap().is_some(), "it can be fetched for thirty days");
    shop.later(days(2));
    work(&keeper).await;
    assert!(keeper.package_of(id).await.unwrap().is_none());
    assert!(!keeper.request(id).await.unwrap().request.package_ready);
    assert_eq!(count(&history(&keeper, id).await, Kind::PackageClosed), 1);
    assert!(present(&keeper, KeyOwner::Request(id)).await.is_none());
    assert_sound(&keeper).await;
}

async fn nothing_that_is_kept_shows_anybody(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (_, code) = ask(shop, &keeper, Right::Access, JOHN).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    let session = keeper.sign_in(Personal::new(SECRET.to_owned())).await.unwrap();
    assert!(session.is_some());
    let needles = [JANE, JOHN, "Jane Doe", "192.0.2.7", "sister Ann", code.as_str(), SECRET];
    for placed in entries(&keeper).await {
        let bytes = placed.entry.encode().unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(needles.iter().all(|needle| !text.contains(needle)), "entry {}: {text}", placed.position);
    }
    for file in shop.own_files() {
        let bytes = std::fs::read(&file).unwrap();
        for needle in needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "`{needle}` stands in {}", file.display());
        }
    }
}
