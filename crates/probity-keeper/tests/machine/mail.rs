//! Mail that cannot be sent holds nothing up, and is sent when it can be.

use crate::harness::{
    JANE, Shop, approve, assert_sound, code_in, count, detail, history, intake, minutes, work,
};
use probity_demo::Mailbox;
use probity_keeper::desk::Desk;
use probity_keeper::{Keeper, Post};
use probity_ledger::Kind;
use probity_vocabulary::{Personal, RequestState, Right};
use std::time::Duration;

crate::on_both_grounds! {
    a_mail_server_that_is_down_holds_no_request_up_and_gets_the_mail_later,
    a_message_is_sent_once_however_often_the_jobs_run,
    without_a_post_nobody_is_written_to,
}

async fn a_mail_server_that_is_down_holds_no_request_up_and_gets_the_mail_later(shop: &Shop) {
    // A port that is free: nobody answers there yet.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut setup = shop.setup().await;
    setup.post = Some(Post::new(&format!("smtp://127.0.0.1:{port}"), "privacy@shop.example").unwrap());
    let keeper = Keeper::open(setup).await.unwrap();
    // A clerk vouches, so that the way does not lead through the mail box.
    let id = keeper.receive(intake(Right::Erasure, JANE), Some("clerk")).await.unwrap().id;
    let other = keeper.submit(intake(Right::Access, JANE)).await.unwrap().id;
    work(&keeper).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(detail(&keeper, id).await.request.state, RequestState::Fulfilled);
    assert_eq!(shop.core_rows("accounts").await, 1, "the erasure did not wait for the mail");
    assert_eq!(count(&history(&keeper, id).await, Kind::MessageSent), 0);
    let (_, late) = Mailbox::start(port).await.unwrap();
    shop.later(minutes(10));
    work(&keeper).await;
    for subject in ["Your code", "Your data has been erased"] {
        let arrived = late.messages().iter().filter(|one| one.subject.starts_with(subject)).count();
        assert_eq!(arrived, 1, "{subject}");
    }
    assert_eq!(count(&history(&keeper, id).await, Kind::MessageSent), 1);
    // The code came late, and is still good.
    let mail = tokio::time::timeout(Duration::from_secs(10), late.wait_for(JANE, 0)).await.unwrap();
    let code =
        late.messages().iter().find(|one| one.subject.starts_with("Your code")).map_or(mail, Clone::clone);
    assert!(keeper.confirm(other, Personal::new(code_in(&code))).await.unwrap().is_some());
    assert_sound(&keeper).await;
}

async fn a_message_is_sent_once_however_often_the_jobs_run(shop: &Shop) {
    let (one, two) = (shop.keeper().await, shop.keeper().await);
    one.submit(intake(Right::Access, JANE)).await.unwrap();
    let (left, right) = tokio::join!(one.work_until_idle("one"), two.work_until_idle("two"));
    left.unwrap();
    right.unwrap();
    for _ in 0..3 {
        shop.later(minutes(5));
        work(&one).await;
        work(&two).await;
    }
    assert_eq!(shop.mails(JANE, "Your code"), 1);
}

async fn without_a_post_nobody_is_written_to(shop: &Shop) {
    let mut setup = shop.setup().await;
    setup.post = None;
    let keeper = Keeper::open(setup).await.unwrap();
    let id = keeper.submit(intake(Right::Access, JANE)).await.unwrap().id;
    work(&keeper).await;
    shop.later(minutes(60));
    work(&keeper).await;
    assert!(shop.mailbox.messages().is_empty());
    assert_eq!(detail(&keeper, id).await.request.state, RequestState::AwaitingPerson);
}
