//! People inside JSON and array columns: found, shown, and taken out without touching the rest.

use crate::common::run::{Memory, World, email, id, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine};
use probity_stores::{Engine, IdentityClaim};
use std::ops::ControlFlow;

const MAP: &str = r#"
table core.people { is client by id, email; email contact.email; on erasure blank email }
table core.meetings {
    belongs to core.people by "guests[].id" in details
    details contact.name
    on erasure delete
}
table core.teams {
    belongs to core.people by "[]" in members
    members contact.name
    on erasure delete
}
table core.orders {
    mentions core.people by "buyer.mail" in details = email, removing "buyer"
    details contact.name
    on erasure delete
}"#;

async fn prepare(database: &Database) {
    let (json, members, list) = match database.engine {
        Engine::Postgres => ("jsonb", "bigint[]", ["{1,2,1}", "{1}", "{2}", "{}"]),
        _ => ("json", "json", ["[1,2,1]", "[1]", "[2]", "[]"]),
    };
    let [both, ann, bob, none] = list;
    database
        .run(&format!(
            r#"CREATE TABLE people (id bigint PRIMARY KEY, email text);
            CREATE TABLE meetings (id integer PRIMARY KEY, details {json});
            CREATE TABLE teams (id integer PRIMARY KEY, members {members});
            CREATE TABLE orders (id integer PRIMARY KEY, details {json});
            INSERT INTO people VALUES (1, 'ann@a.org'), (2, 'bob@b.org'), (3, 'cy@c.org');
            INSERT INTO meetings VALUES
                (1, '{{"room": 5, "open": true, "guests": [{{"id": 1, "name": "Ann"}}, {{"id": 2, "ok": false}}, "x", null, 7.5]}}'),
                (2, '{{"guests": [{{"id": "1"}}]}}'), (3, '{{"guests": {{"id": 1}}}}'), (4, '[]'), (5, NULL),
                (6, '{{"guests": [{{"id": 3}}, {{"id": 2}}]}}');
            INSERT INTO teams VALUES (1, '{both}'), (2, '{ann}'), (3, '{bob}'), (4, '{none}'), (5, NULL);
            INSERT INTO orders VALUES (1, '{{"buyer": {{"mail": "ann@a.org", "name": "Ann"}}, "total": 10}}'),
                (2, '{{"buyer": {{"mail": "bob@b.org"}}, "total": 20}}'), (3, '{{"buyer": "ann@a.org"}}');"#
        ))
        .await;
}

async fn owned(world: &World, claims: &[IdentityClaim]) -> Vec<String> {
    let texts = world.access_texts(claims).await;
    let id = |text: &str| {
        let (table, json) = text.split_once(": ").unwrap();
        format!("{table} {}", serde_json::from_str::<serde_json::Value>(json).unwrap()["id"])
    };
    let mut found: Vec<String> = texts.iter().map(|text| id(text)).collect();
    found.sort();
    found
}

fn values(rows: &[String]) -> Vec<serde_json::Value> {
    let read = |row: &String| {
        let (_, text) = row.split_once('|').unwrap();
        let list = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match list {
            Some(list) if !text.contains('"') => serde_json::from_str(&format!("[{list}]")).unwrap(),
            _ => serde_json::from_str(if text.is_empty() { "null" } else { text }).unwrap(),
        }
    };
    rows.iter().map(read).collect()
}

#[test]
fn people_inside_values_are_found_and_taken_out_and_nothing_else() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        prepare(database).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        let ann = ["meetings 1", "meetings 2", "people 1", "teams 1", "teams 2"];
        assert_eq!(owned(&world, &id(1)).await, ann);
        assert_eq!(
            owned(&world, &id(2)).await,
            ["meetings 1", "meetings 6", "people 2", "teams 1", "teams 3"]
        );

        let (_, looked) = world.erase(&email("ann@a.org")).await;
        let rows = async |table: &str, column: &str| {
            values(&database.rows(&format!("SELECT id, {column} FROM {table}")).await)
        };
        use serde_json::json;
        let meetings = rows("meetings", "details").await;
        let left = json!({"room": 5, "open": true, "guests": [{"id": 2, "ok": false}, "x", null, 7.5]});
        assert_eq!(meetings[0], left);
        assert_eq!(
            meetings[1..],
            [json!({"guests": {"id": 1}}), json!([]), json!(null), json!({"guests": [{"id": 3}, {"id": 2}]})]
        );
        assert_eq!(rows("teams", "members").await, [json!([2]), json!([2]), json!([]), json!(null)]);
        let orders = rows("orders", "details").await;
        assert_eq!(
            orders,
            [
                json!({"total": 10}),
                json!({"buyer": {"mail": "bob@b.org"}, "total": 20}),
                json!({"buyer": "ann@a.org"})
            ]
        );
        // What stands where no path leads is told, and not called gone.
        let texts: Vec<_> = looked.texts.iter().map(|text| (text.table.as_str(), text.rows)).collect();
        assert_eq!(texts, [("orders", 1)]);
        assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
    });
}

#[test]
fn the_last_person_inside_takes_the_row_along() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        prepare(database).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        for person in [1, 3, 2] {
            world.erase(&id(person)).await;
        }
        assert_eq!(database.rows("SELECT id FROM meetings").await, ["3", "4", "5"]);
        assert_eq!(database.rows("SELECT id FROM teams").await, ["4", "5"]);
    });
}

#[test]
fn values_inside_another_store_are_found_and_taken_out_also_after_a_crash() {
    on_each_engine(2, |databases| async move {
        let (core, side) = (&databases[0], &databases[1]);
        prepare(side).await;
        core.run("CREATE TABLE users (id bigint PRIMARY KEY, mail text); INSERT INTO users VALUES (1, 'ann@a.org'), (2, 'bob@b.org')")
            .await;
        let text = r#"
            table core.users { is client by id, mail; mail contact.email; on erasure delete }
            table side.meetings { belongs to core.users by "guests[].id" in details; on erasure delete }
            table side.orders { mentions core.users by "buyer.mail" in details = mail }"#;
        let world = world(&said(&[("core", core), ("side", side)], text)).await;
        let planned = world.plan(&id(1)).await.unwrap();
        let mut boundary = 0;
        loop {
            let mut memory = Memory::default();
            boundary += 1;
            let mut at = 0;
            let stopped = world
                .execute(&planned, &mut memory, |_| {
                    at += 1;
                    if at == boundary { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
                .await
                .is_err();
            if stopped {
                let resumed = world.execute(&planned, &mut memory, |_| ControlFlow::Continue(())).await;
                resumed.unwrap_or_else(|error| panic!("{boundary}: {error}"));
            }
            assert!(core.rows("SELECT id FROM users").await == ["2"], "{boundary}");
            assert_eq!(side.rows("SELECT id FROM meetings").await, ["1", "3", "4", "5", "6"]);
            let meeting = values(&side.rows("SELECT id, details FROM meetings WHERE id = 1").await);
            assert_eq!(meeting[0]["guests"], serde_json::json!([{"id": 2, "ok": false}, "x", null, 7.5]));
            let order = values(&side.rows("SELECT id, details FROM orders WHERE id = 1").await);
            assert_eq!(order[0]["buyer"]["mail"], serde_json::Value::Null);
            if !stopped {
                break;
            }
            side.run("DROP TABLE people; DROP TABLE meetings; DROP TABLE teams; DROP TABLE orders").await;
            prepare(side).await;
            core.run("DELETE FROM users; INSERT INTO users VALUES (1, 'ann@a.org'), (2, 'bob@b.org')").await;
        }
        assert!(boundary > 5);
    });
}
