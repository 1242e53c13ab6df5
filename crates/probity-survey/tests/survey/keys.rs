//! A server of keys that nobody described.

use super::bad_input::sound;
use super::common::Database;
use probity_policy::model::data_map::StoreKind;
use probity_stores::{Limits, StoreHandle};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{Examined, examine};
use probity_survey::observe::{Bounds, Observer};
use probity_survey::report;
use probity_survey::survey::survey;
use probity_survey::{Looked, Values, examine_keys, lead_across};
use redis::{Commands as _, Connection, cmd};
use std::collections::BTreeMap;

/// A database of the server that no other test uses.
fn server() -> Option<String> {
    let Ok(url) = std::env::var("PROBITY_TEST_REDIS_URL") else {
        assert!(
            std::env::var("PROBITY_REQUIRE_REDIS").as_deref() != Ok("1"),
            "PROBITY_TEST_REDIS_URL is not set"
        );
        println!("skipped: PROBITY_TEST_REDIS_URL is not set");
        return None;
    };
    let (host, _) =
        url.split_once("://").map(|(_, rest)| rest.split_once('/').unwrap_or((rest, ""))).unwrap();
    Some(format!("redis://{host}/15"))
}

fn fill(connection: &mut Connection) {
    for number in 1..=24 {
        let id = number * 37;
        let (mail, hash) =
            (format!("person{number}@example.org"), format!("{:032x}", 7_919_u128.pow(9) * id));
        let _: () = connection
            .hset_multiple(
                format!("user:{id}"),
                &[("email", mail.as_str()), ("full_name", "Ann Smith"), ("visits", "3")],
            )
            .unwrap();
        let session = format!(r#"{{"user_id":{id},"ip":"192.0.2.{number}","theme":"dark"}}"#);
        let _: () = connection.set_ex(format!("session:{hash}"), session, 3_600).unwrap();
        let _: () = connection.hset_multiple(format!("cart:{id}:items"), &[(4_711, 2), (4_712, 1)]).unwrap();
        let _: () = connection.sadd("newsletter:weekly", &mail).unwrap();
        let _: () =
            connection.rpush("queue:mail", format!(r#"{{"to":"{mail}","template":"hello"}}"#)).unwrap();
        let _: () = connection.zadd("scores", format!("level-{number}"), number).unwrap();
        let _: () = connection.set(format!("visits:2024-01-{number:02}"), number).unwrap();
    }
    let _: () = connection.set("config", "on").unwrap();
    let _: () = connection.set("a\"b:{x}:**", "odd").unwrap();
    let _: () = cmd("XADD").arg(&["events", "*", "kind", "click"]).query(connection).unwrap();
}

fn everything(connection: &mut Connection) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let keys: Vec<Vec<u8>> = connection.scan().unwrap().map(Result::unwrap).collect();
    keys.into_iter()
        .map(|key| {
            let value: Vec<u8> = cmd("DUMP").arg(&key).query(connection).unwrap();
            (key, value)
        })
        .collect()
}

async fn look(url: &str, bounds: Bounds) -> (Examined, probity_survey::Held) {
    let handle = StoreHandle::at_address("app", url, Limits::default()).unwrap();
    let mut glimpse = handle.key_glimpse().await.unwrap().unwrap();
    examine_keys(&mut glimpse, bounds, &Discover).await.unwrap()
}

#[tokio::test]
async fn keys_of_one_pattern_are_a_table_and_lead_to_their_people() {
    let Some(url) = server() else { return };
    let mut connection = redis::Client::open(url.as_str()).unwrap().get_connection().unwrap();
    fill(&mut connection);
    let before = everything(&mut connection);

    let (examined, _) = look(&url, Bounds::default()).await;
    let text = sound(StoreKind::Redis, &examined);
    for wanted in [
        "store core = redis env CORE_URL",
        "keys \"user:{user_id}\" hold hash",
        "is user by user_id, email",
        "email contact.email",
        "keys \"session:{session_id}\" hold json",
        "belongs to core.user by user_id",
        "// all keys that were looked at expire by themselves",
        "keys \"newsletter:weekly\" hold set",
        "keys \"queue:mail\" hold list of json",
        "// keys \"scores\" hold sorted-set",
        "// keys \"visits:*\" hold text",
        "// keys `events` hold a stream",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
    }
    assert!(text.contains("keys \"cart:{cart_id}:items\" hold fields"), "{text}");
    let found = survey("core", &examined, None);
    let told = report::text(&found);
    assert!(told.starts_with("core (Redis): "), "{told}");
    assert!(told.contains("keys `events` hold a stream"), "{told}");
    assert!(report::html(&found).contains("keys <code>events</code> hold a stream"));
    for value in ["person7@", "Ann Smith", "192.0.2", "level-7"] {
        assert!(!text.contains(value) && !report::text(&found).contains(value), "{value}");
    }
    assert_eq!(everything(&mut connection), before);
    let ends: i64 = connection.ttl(before.keys().find(|key| key.starts_with(b"session:")).unwrap()).unwrap();
    assert!(ends > 0, "what expired by itself does so no more");

    // People elsewhere: the same keys, whose people are in a database.
    for key in before.keys().filter(|key| key.starts_with(b"user:")) {
        let _: () = connection.del(key).unwrap();
    }
    let core = Database::sqlite();
    let mut script =
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL);"
            .to_owned();
    for number in 1..=24 {
        script.push_str(&format!(
            "INSERT INTO users VALUES ({}, 'person{number}@example.org', 'Ann Smith');",
            number * 37
        ));
    }
    core.run(&script).await;
    let mut observer = Observer::open(&core.handle(), Bounds::default()).await.unwrap();
    let there = examine(&mut observer, &Discover).await.unwrap();
    let mut others =
        [Looked { store: "core".to_owned(), examined: there, values: Values::Asked(Box::new(observer)) }];
    let (examined, held) = look(&url, Bounds::default()).await;
    let mut here = Looked { store: "cache".to_owned(), examined, values: Values::Held(held) };
    lead_across(&mut here, &mut others).await;
    let naming = probity_survey::draft::Naming::new("cache", StoreKind::Redis);
    let text = probity_survey::draft::draft(&naming, &here.examined);
    assert!(text.contains("belongs to core.users by user_id"), "{text}");
    assert!(text.contains("belongs to core.users by member = email"), "{text}");
    assert!(
        text.contains("belongs to core.users by `to` = email") || text.contains("by to = email"),
        "{text}"
    );
    let cart = text.split("cart_items").nth(1).unwrap();
    let way = cart.lines().find(|line| line.contains("belongs to core.users by cart_id"));
    assert!(way.is_some_and(|way| way.contains("unconfirmed")), "{text}");

    for key in before.keys() {
        let _: () = connection.del(key).unwrap();
    }
}

#[tokio::test]
async fn what_is_no_server_of_keys_has_none() {
    let database = Database::sqlite();
    database.run("CREATE TABLE a (b)").await;
    assert!(database.handle().key_glimpse().await.unwrap().is_none());
    assert!(database.handle().file_glimpse().await.unwrap().is_none());
}
