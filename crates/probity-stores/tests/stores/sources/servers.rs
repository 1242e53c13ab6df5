//! Redis servers as they are: passwords, rights, keys of another kind, keys that expire.

use super::club::data_map;
use super::keys::server;
use crate::common::run::{Memory, World, id};
use probity_stores::{ExecuteError, FaultKind, Limits, PersonGraph, StoreError, Stores};
use redis::{Commands as _, Connection};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::ControlFlow;
use std::path::Path;

/// Letters that no other test has, and a connection of this test's own.
fn begin(url: &str) -> (String, Connection) {
    let prefix = format!("probity-test-{:016x}", RandomState::new().build_hasher().finish());
    (prefix, redis::Client::open(url).unwrap().get_connection().unwrap())
}

fn end(connection: &mut Connection, prefix: &str) {
    let keys: Vec<String> =
        connection.scan_match(format!("{prefix}*")).unwrap().map(Result::unwrap).collect();
    for key in keys {
        let _: () = connection.del(key).unwrap();
    }
}

fn map(url: &str, prefix: &str, rest: &str) -> String {
    format!(
        r#"
        keep session.* 30 days after last use because security
        store cache = redis "{url}"
        table cache.people {{
            keys "{prefix}:person:{{id}}" hold hash
            is member by id, email
            email contact.email
            on erasure delete
        }}
        {rest}"#
    )
}

async fn world(text: &str) -> Result<World, StoreError> {
    let map = data_map(text);
    let stores = Stores::new(&map, Path::new("/"), &|_| None, Limits::default())?;
    let graph = PersonGraph::compile(&map, stores.schemas().await?).unwrap();
    Ok(World { graph, stores })
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_database_are_told_apart_and_nothing_is_shown() {
    let Some(url) = server() else { return };
    let (host, _) = url
        .trim_end_matches('/')
        .trim_start_matches("redis://")
        .split_once('/')
        .unwrap_or((url.trim_end_matches('/').trim_start_matches("redis://"), ""));
    let error = world(&map(&format!("redis://nobody:secret-word@{host}/"), "x", "")).await.unwrap_err();
    assert!(matches!(&error, StoreError::WrongPassword { store, .. } if store == "cache"), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("secret-word"));
    let error = world(&map(&format!("redis://{host}/9999"), "x", "")).await.unwrap_err();
    assert!(matches!(&error, StoreError::MissingDatabase { .. }), "{error:?}");
    let error = world(&map("redis://127.0.0.1:1/", "x", "")).await.unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable { .. }), "{error:?}");
    let error = world(&map("http://127.0.0.1/", "x", "")).await.unwrap_err();
    assert!(matches!(&error, StoreError::AddressUnreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_user_who_may_only_read_plans_and_is_refused_the_change() {
    let Some(url) = server() else { return };
    let (prefix, mut connection) = begin(&url);
    let _: () = connection.hset(format!("{prefix}:person:1"), "email", "ann@example.com").unwrap();
    let user = prefix.clone();
    let _: () = redis::cmd("ACL")
        .arg(&[
            "SETUSER",
            &user,
            "on",
            ">word",
            "allkeys",
            "+@read",
            "+@connection",
            "+@transaction",
            "+scan",
        ])
        .query(&mut connection)
        .unwrap();
    let host = url.trim_end_matches('/').trim_start_matches("redis://").to_owned();
    let world = world(&map(&format!("redis://{user}:word@{host}"), &prefix, "")).await.unwrap();
    let planned = world.plan(&id(1)).await.unwrap();
    let outcome = world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
    let _: () = redis::cmd("ACL").arg(&["DELUSER", &user]).query(&mut connection).unwrap();
    assert!(connection.exists::<_, bool>(format!("{prefix}:person:1")).unwrap());
    end(&mut connection, &prefix);
    let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.fault().unwrap().kind, FaultKind::Permission, "{error:?}");
}

#[tokio::test]
async fn a_key_of_another_kind_is_said_by_its_pattern_and_strange_names_are_no_patterns() {
    let Some(url) = server() else { return };
    let (prefix, mut connection) = begin(&url);
    let prefix = format!("{prefix}[a]*?");
    let _: () = connection.hset(format!("{prefix}:person:1"), "email", "ann@example.com").unwrap();
    let _: () = connection.set(format!("{}:person:2", prefix.replace("[a]*?", "axy")), "x").unwrap();
    let found = world(&map(&url, &prefix, "")).await.unwrap();
    assert_eq!(found.access(&id(1)).await.len(), 1);
    assert_eq!(found.access(&id(2)).await.len(), 0);
    let _: () = connection.set(format!("{prefix}:person:3"), "x").unwrap();
    let error = world(&map(&url, &prefix, "")).await.unwrap_err();
    let text = error.fault().unwrap().to_string();
    assert!(text.contains("holds something else") && text.contains(":person:{id}"), "{text}");
    end(&mut connection, prefix.trim_end_matches("[a]*?"));
}

#[tokio::test]
async fn a_key_that_two_patterns_match_belongs_to_the_one_with_more_fixed_letters() {
    let Some(url) = server() else { return };
    let (prefix, mut connection) = begin(&url);
    let items = format!("{prefix}:person:1:items");
    let _: () = connection.hset(format!("{prefix}:person:1"), "email", "ann@example.com").unwrap();
    let _: () = connection.sadd(&items, &["tea", "salt"]).unwrap();
    let rest = format!(
        r#"table cache.items {{
            keys "{prefix}:person:{{owner}}:items" hold set
            belongs to cache.people by owner
            member contact.name
            on erasure delete
        }}"#
    );
    let world = world(&map(&url, &prefix, &rest)).await.unwrap();
    assert_eq!(world.access(&id(1)).await.len(), 3);
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean() && !connection.exists::<_, bool>(&items).unwrap());
    end(&mut connection, &prefix);
}

#[tokio::test]
async fn when_a_key_expires_a_retention_can_count_from_it() {
    let Some(url) = server() else { return };
    let (prefix, mut connection) = begin(&url);
    let _: () = connection.hset(format!("{prefix}:person:1"), "email", "ann@example.com").unwrap();
    let key = format!("{prefix}:session:1:a");
    let _: () = connection.hset(&key, "ip", "192.0.2.7").unwrap();
    // 2100-01-01T00:00:00Z
    let _: () = redis::cmd("EXPIREAT").arg(&key).arg(4_102_444_800_i64).query(&mut connection).unwrap();
    let sessions = format!(
        r#"table cache.sessions {{
            keys "{prefix}:session:{{person}}:*" hold hash
            belongs to cache.people by person
            ip session.address
            counts last use from redis_expires_at
            on erasure keep because security, blank ip
        }}"#
    );
    let world = world(&map(&url, &prefix, &sessions)).await.unwrap();
    let (planned, looked) = world.erase(&id(1)).await;
    let kept = planned.plan.steps.iter().find(|step| step.table == "sessions" && step.until.is_some());
    assert_eq!(kept.unwrap().until.as_deref(), Some("2100-01-31"));
    assert!(looked.is_clean(), "{looked:?}");
    assert!(!connection.exists::<_, bool>(format!("{prefix}:person:1")).unwrap());
    end(&mut connection, &prefix);
}
