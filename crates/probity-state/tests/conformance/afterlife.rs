//! Tombstones, backups, restores and alarms.

use crate::support::{Home, second};
use probity_ledger::RequestId;
use probity_state::alarms::{self, NewAlarm};
use probity_state::backups::{self, NewBackup};
use probity_state::requests::{self, NewRequest};
use probity_state::{StateError, Tx, tombstones};

conformance! {
    a_tombstone_stands_until_the_last_backup_is_gone_and_is_emptied_then,
    tombstones_are_read_in_pieces_and_since_an_instant,
    a_backup_is_catalogued_until_it_is_removed,
    a_restore_is_due_until_its_store_was_replayed,
    an_alarm_is_raised_once_and_falls_silent_with_its_request,
    the_tombstone_key_is_the_same_every_time_and_its_own,
}

async fn request(tx: &mut Tx, number: u8) -> RequestId {
    let id = RequestId::from_stored([number; 16]);
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
    requests::create(tx, &new).await.unwrap();
    id
}

async fn a_tombstone_stands_until_the_last_backup_is_gone_and_is_emptied_then(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let id = request(&mut tx, 1).await;
    tombstones::put(&mut tx, id, second(5), b"sealed", Some(second(90))).await.unwrap();
    assert_eq!(tombstones::due(&mut tx, second(89), 9).await.unwrap(), []);
    tombstones::put_off(&mut tx, id, second(120)).await.unwrap();
    assert_eq!(tombstones::due(&mut tx, second(90), 9).await.unwrap(), []);
    let due = tombstones::due(&mut tx, second(120), 9).await.unwrap();
    assert_eq!((due[0].request, due[0].sealed.as_deref()), (id, Some(&b"sealed"[..])));
    assert_eq!(tombstones::count(&mut tx).await.unwrap(), (1, 0));
    assert!(tombstones::settle(&mut tx, id, second(121)).await.unwrap());
    assert!(!tombstones::settle(&mut tx, id, second(122)).await.unwrap());
    let settled = tombstones::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((settled.sealed, settled.settled_at), (None, Some(second(121))));
    assert_eq!(tombstones::standing(&mut tx, None, None, 9).await.unwrap(), []);
    assert_eq!(tombstones::count(&mut tx).await.unwrap(), (0, 1));
}

async fn tombstones_are_read_in_pieces_and_since_an_instant(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    for number in 1..=5 {
        let id = request(&mut tx, number).await;
        tombstones::put(&mut tx, id, second(i64::from(number)), b"x", None).await.unwrap();
    }
    let first = tombstones::standing(&mut tx, None, None, 2).await.unwrap();
    let rest = tombstones::standing(&mut tx, None, Some(first[1].request), 9).await.unwrap();
    assert_eq!((first.len(), rest.len()), (2, 3));
    assert!(rest.iter().all(|one| first.iter().all(|other| other.request != one.request)));
    assert_eq!(tombstones::standing(&mut tx, Some(second(4)), None, 9).await.unwrap().len(), 2);
}

async fn a_backup_is_catalogued_until_it_is_removed(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let new = |place: &str, taken| NewBackup {
        store: "core".to_owned(),
        place: place.to_owned(),
        taken_at: second(taken),
        expires_at: Some(second(taken + 90)),
    };
    let younger = backups::add(&mut tx, &new("bucket/2", 20), second(21)).await.unwrap();
    let older = backups::add(&mut tx, &new("bucket/1", 10), second(21)).await.unwrap();
    let listed = backups::list(&mut tx, false, 9).await.unwrap();
    assert_eq!(listed, [older.clone(), younger.clone()]);
    assert_eq!(backups::taken_before(&mut tx, second(15)).await.unwrap(), std::slice::from_ref(&older));
    assert!(backups::remove(&mut tx, older.id, second(30)).await.unwrap());
    assert!(!backups::remove(&mut tx, older.id, second(31)).await.unwrap());
    assert!(matches!(backups::remove(&mut tx, 999, second(31)).await, Err(StateError::NotFound { .. })));
    assert_eq!(backups::taken_before(&mut tx, second(15)).await.unwrap(), []);
    assert_eq!(backups::list(&mut tx, false, 9).await.unwrap(), [younger]);
    assert_eq!(backups::list(&mut tx, true, 9).await.unwrap()[0].removed_at, Some(second(30)));
}

async fn a_restore_is_due_until_its_store_was_replayed(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let replay = request(&mut tx, 7).await;
    for (store, at) in [("core", 10), ("core", 20), ("other", 10)] {
        backups::restored(&mut tx, store, None, second(at)).await.unwrap();
    }
    assert_eq!(backups::replayed(&mut tx, "core", second(15), replay, second(16)).await.unwrap(), 1);
    let due = backups::restores(&mut tx, true, 9).await.unwrap();
    let due: Vec<_> = due.iter().map(|restore| (restore.store.as_str(), restore.restored_at)).collect();
    assert_eq!(due, [("core", second(20)), ("other", second(10))]);
    let all = backups::restores(&mut tx, false, 9).await.unwrap();
    let replayed = all.iter().find(|restore| restore.replayed_at.is_some()).unwrap();
    assert_eq!((replayed.replay, replayed.restored_at), (Some(replay), second(10)));
}

async fn an_alarm_is_raised_once_and_falls_silent_with_its_request(home: &Home) {
    let state = home.open().await;
    let mut tx = state.begin().await.unwrap();
    let id = request(&mut tx, 3).await;
    let alarm = |name: &str, request| NewAlarm {
        name: name.to_owned(),
        kind: "request-late".to_owned(),
        request,
        why: "x".repeat(900),
    };
    assert!(alarms::raise(&mut tx, &alarm("late:3", Some(id)), second(1)).await.unwrap());
    assert!(!alarms::raise(&mut tx, &alarm("late:3", Some(id)), second(2)).await.unwrap());
    assert!(alarms::raise(&mut tx, &alarm("backup:1", None), second(3)).await.unwrap());
    let standing = alarms::standing(&mut tx, 9).await.unwrap();
    let names: Vec<&str> = standing.iter().map(|alarm| alarm.name.as_str()).collect();
    assert_eq!(names, ["backup:1", "late:3"]);
    assert_eq!((standing[1].raised_at, standing[1].why.len()), (second(1), 500));
    let mut closed = requests::fetch(&mut tx, id).await.unwrap();
    closed.closed_at = Some(second(9));
    requests::update(&mut tx, &mut closed).await.unwrap();
    assert_eq!(alarms::standing(&mut tx, 9).await.unwrap().len(), 1);
    assert!(alarms::clear(&mut tx, "backup:1", second(10)).await.unwrap());
    assert!(!alarms::clear(&mut tx, "backup:1", second(11)).await.unwrap());
    assert_eq!(alarms::standing(&mut tx, 9).await.unwrap(), []);
}

async fn the_tombstone_key_is_the_same_every_time_and_its_own(home: &Home) {
    let key = home.open().await.keys().tombstone_key().await.unwrap();
    let again = home.open().await;
    assert_eq!(key.expose(), again.keys().tombstone_key().await.unwrap().expose());
    assert_ne!(key.expose(), again.keys().pseudonym_key().await.unwrap().expose());
}
