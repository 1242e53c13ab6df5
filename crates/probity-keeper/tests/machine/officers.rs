//! Officers: who is one, for how long, and that nobody else is.

use crate::harness::{JANE, SECRET, Shop, ask_and_prove, minutes};
use probity_keeper::Keeper;
use probity_keeper::desk::{Desk, SessionToken};
use probity_vocabulary::{Personal, Right};

crate::on_both_grounds! {
    the_secret_opens_a_session_and_nothing_else_does,
    without_a_secret_nobody_is_an_officer,
    a_session_ends_when_it_is_not_used_when_it_is_old_and_when_it_is_ended,
    a_persons_session_ends_too,
}

async fn sign_in(keeper: &Keeper, secret: &str) -> Option<SessionToken> {
    keeper.sign_in(Personal::new(secret.to_owned())).await.unwrap()
}

async fn is_officer(keeper: &Keeper, token: &SessionToken) -> bool {
    keeper.officer(token).await.unwrap().is_some()
}

async fn the_secret_opens_a_session_and_nothing_else_does(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (_, shorter) = SECRET.split_at(1);
    for wrong in ["", " ", "secret", shorter, &SECRET.to_uppercase(), &format!("{SECRET}0")] {
        assert!(sign_in(&keeper, wrong).await.is_none());
    }
    let token = sign_in(&keeper, SECRET).await.unwrap();
    assert!(is_officer(&keeper, &token).await);
    for made_up in ["", "x", SECRET, &"0".repeat(64)] {
        assert!(!is_officer(&keeper, &SessionToken(Personal::new(made_up.to_owned()))).await);
    }
}

async fn without_a_secret_nobody_is_an_officer(shop: &Shop) {
    let mut setup = shop.setup().await;
    setup.officer_secret = None;
    let keeper = Keeper::open(setup).await.unwrap();
    for secret in ["", SECRET, "officer"] {
        assert!(sign_in(&keeper, secret).await.is_none());
    }
}

async fn a_session_ends_when_it_is_not_used_when_it_is_old_and_when_it_is_ended(shop: &Shop) {
    let keeper = shop.keeper().await;
    let unused = sign_in(&keeper, SECRET).await.unwrap();
    shop.later(minutes(61));
    assert!(!is_officer(&keeper, &unused).await, "an hour without use");
    let busy = sign_in(&keeper, SECRET).await.unwrap();
    for _ in 0..13 {
        shop.later(minutes(50));
        assert!(is_officer(&keeper, &busy).await);
    }
    for _ in 0..2 {
        shop.later(minutes(50));
        let _ = is_officer(&keeper, &busy).await;
    }
    assert!(!is_officer(&keeper, &busy).await, "twelve hours, however busy");
    let ended = sign_in(&keeper, SECRET).await.unwrap();
    let other = sign_in(&keeper, SECRET).await.unwrap();
    keeper.sign_out(&ended).await.unwrap();
    assert!(!is_officer(&keeper, &ended).await && is_officer(&keeper, &other).await);
}

async fn a_persons_session_ends_too(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, token) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    assert!(!is_officer(&keeper, &token).await);
    assert_eq!(keeper.own_request(&token).await.unwrap().unwrap().id, id);
    assert!(keeper.package(&token).await.unwrap().is_some());
    shop.later(minutes(31));
    assert!(keeper.own_request(&token).await.unwrap().is_none());
    assert!(keeper.package(&token).await.unwrap().is_none());
    let (_, token) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    keeper.sign_out(&token).await.unwrap();
    assert!(keeper.package(&token).await.unwrap().is_none());
}
