//! What people are asked to do.

use crate::support::{Home, second};
use probity_ledger::RequestId;
use probity_state::requests::{self, NewRequest};
use probity_state::tasks::{self, NewTask};

conformance! {
    a_task_is_asked_once_and_done_once,
}

async fn a_task_is_asked_once_and_done_once(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let id = RequestId::from_stored([7; 16]);
    let new = NewRequest {
        id,
        right: "erasure".to_owned(),
        state: "accepted".to_owned(),
        received_at: second(0),
        due_at: second(1000),
        acknowledge_by: None,
        residence: None,
        channel: "web-form".to_owned(),
        person: None,
        identities: None,
    };
    requests::create(&mut tx, &new).await.unwrap();
    let task = |number: u32, due: i64| NewTask {
        request: id,
        number,
        place: "cabinet.contracts".to_owned(),
        whom: "office".to_owned(),
        what: "shred it".to_owned(),
        proof_kind: "note".to_owned(),
        due_at: second(due),
    };
    assert!(tasks::ask(&mut tx, &task(0, 90), second(1)).await.unwrap());
    assert!(tasks::ask(&mut tx, &task(1, 80), second(1)).await.unwrap());
    assert!(!tasks::ask(&mut tx, &task(0, 500), second(2)).await.unwrap());
    tasks::reminded(&mut tx, id, 0, second(50)).await.unwrap();
    let open = tasks::open(&mut tx, 9).await.unwrap();
    let seen: Vec<_> =
        open.iter().map(|task| (task.asked.number, task.asked.due_at, task.reminded_at)).collect();
    assert_eq!(seen, [(1, second(80), None), (0, second(90), Some(second(50)))]);
    assert!(tasks::done(&mut tx, id, 0, "officer", [9; 32], second(60)).await.unwrap());
    assert!(!tasks::done(&mut tx, id, 0, "somebody", [8; 32], second(61)).await.unwrap());
    assert!(!tasks::done(&mut tx, id, 5, "somebody", [8; 32], second(61)).await.unwrap());
    let all = tasks::of_request(&mut tx, id).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].done_by.as_deref(), all[0].proof_sha256), (Some("officer"), Some([9; 32])));
    assert_eq!((all[1].done_at, all[1].asked.clone()), (None, task(1, 80)));
    assert_eq!(tasks::open(&mut tx, 9).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
}
