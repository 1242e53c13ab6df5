//! Rows that stay unread because their key goes: the key is the last one, or nothing happens.

use crate::common::policy::Project;
use crate::common::run::{Memory, id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine};
use probity_stores::{Engine, Hold, HoldScope, PlanError, PlanRefusal, Right, look, plan};
use std::ops::ControlFlow;

const MAP: &str = r#"
table core.people { is client by id; on erasure delete }
table core.person_keys { belongs to core.people by person; plain kind; on erasure delete }
table core.messages {
    belongs to core.people by person
    body contact.name
    ciphertext body under core.person_keys by person = person
    on erasure shred
}"#;

async fn filled(database: &Database) {
    let bytes = if database.engine == Engine::Postgres { "bytea" } else { "varbinary(64)" };
    let key = |byte: &str| match database.engine {
        Engine::Postgres => format!("'\\x{}'", byte.repeat(32)),
        _ => format!("x'{}'", byte.repeat(32)),
    };
    database
        .run(&format!(
            "CREATE TABLE people (id integer PRIMARY KEY);
             CREATE TABLE person_keys (id integer PRIMARY KEY, person integer, kind varchar(40), secret {bytes});
             CREATE TABLE messages (id integer PRIMARY KEY, person integer, body varchar(40));
             INSERT INTO people VALUES (1), (2);
             INSERT INTO person_keys VALUES (1, 1, 'aes-256-gcm-with-a-long-name', {}), (2, 2, 'aes-256-gcm-with-a-long-name', {});
             INSERT INTO messages VALUES (1, 1, 'gibberish'), (2, 1, 'more of it'), (3, 2, 'hers');
             CREATE TABLE vault (id integer PRIMARY KEY, secret {bytes}, kind varchar(40));
             INSERT INTO vault VALUES (9, {}, 'aes-256-gcm-with-a-long-name');",
            key("a1"),
            key("b2"),
            key("c3")
        ))
        .await;
}

async fn refusal(database: &Database, map: &str) -> String {
    let world = world(&said(&[("core", database)], map)).await;
    let outcome = world.plan(&id(1)).await;
    let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
    let [PlanRefusal::KeyStays { table, keys, why, .. }] = &refusals[..] else { panic!("{refusals:?}") };
    assert_eq!((table.as_str(), keys.as_str()), ("core.messages", "core.person_keys"));
    why.clone()
}

#[test]
fn with_the_key_goes_what_it_reads_and_the_look_sees_a_key_that_comes_back() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        let planned = world.plan(&id(1)).await.unwrap();
        let mut found = steps(&planned);
        found.sort();
        assert_eq!(found, ["messages keep 2", "people delete 1", "person_keys delete 1"]);
        let kept = planned.plan.steps.iter().find(|step| step.table == "messages").unwrap();
        assert_eq!(
            kept.because.as_deref(),
            Some("nobody can read `body` once the key in `person_keys` is destroyed")
        );
        world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await.unwrap();
        assert_eq!(database.rows("SELECT id FROM person_keys").await, ["2"]);
        assert_eq!(database.number("SELECT count(*) FROM messages").await, 3, "the ciphertext stays");
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
        // Somebody puts the key back, as from a backup.
        database.run("INSERT INTO person_keys SELECT 7, 1, kind, secret FROM person_keys WHERE id = 2").await;
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(!looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn a_key_that_stays_anywhere_is_refused() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        // In another table, which nobody described.
        database.run("INSERT INTO vault SELECT 1, secret, 'x' FROM person_keys WHERE id = 1").await;
        let why = refusal(database, MAP).await;
        assert!(why.contains("stands in `vault`"), "{why}");
        database.run("DELETE FROM vault WHERE id = 1").await;
        // Under another person's name.
        database.run("INSERT INTO person_keys SELECT 8, 2, kind, secret FROM person_keys WHERE id = 1").await;
        let why = refusal(database, MAP).await;
        assert!(why.contains("stands in `person_keys`"), "{why}");
        database.run("DELETE FROM person_keys WHERE id = 8").await;
        // As another person's too.
        database.run("ALTER TABLE person_keys ADD COLUMN also integer").await;
        database.run("UPDATE person_keys SET also = 2 WHERE id = 1").await;
        let other = MAP.replace("plain kind;", "belongs to core.people by also; plain kind;");
        let why = refusal(database, &other).await;
        assert!(why.contains("keeps it"), "{why}");
        assert_eq!(database.number("SELECT count(*) FROM person_keys").await, 2);
        // Without any of these it goes.
        let world = world(&said(&[("core", database)], MAP)).await;
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn a_key_that_somebody_elses_rows_need_is_not_destroyed() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        database.run("ALTER TABLE messages ADD COLUMN key_of integer; UPDATE messages SET key_of = 1").await;
        let map = MAP.replace("by person = person", "by key_of = person");
        let why = refusal(database, &map).await;
        assert!(why.contains("somebody else's"), "{why}");
    });
}

#[test]
fn what_is_held_keeps_its_key() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        let text = format!("policy \"P\" version 1 {{ effective 2026-01-01 in Europe/Vilnius }}\n{MAP}")
            .replace("core.", "s.");
        let project = Project::of(database, &text);
        let hold = Hold {
            because: "a lawsuit".to_owned(),
            until: None,
            scope: HoldScope::Table("s.messages".to_owned()),
        };
        let graph = project.graph("2026-03-01T08:00:00Z", vec![hold]).await;
        let planned = plan(&graph, &project.stores, Right::Erasure, &id(1), [7; 16]).await.unwrap();
        let found = steps(&planned);
        assert!(found.contains(&"person_keys keep 1".to_owned()), "{found:?}");
        assert!(found.contains(&"messages keep 2".to_owned()), "{found:?}");
    });
}
