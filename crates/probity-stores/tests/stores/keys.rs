//! Keys of one person in columns of different types, in one store and in two.

use crate::common::run::{id, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine, on_engine};
use probity_stores::Engine;

async fn erased(
    databases: &[Database],
    here: &str,
    there: &str,
    keys: &[&str],
    links: &[&str],
    person: &str,
) -> Vec<String> {
    let (core, side) = (&databases[0], &databases[databases.len() - 1]);
    // A text of any length is no key of MariaDB.
    let here = if core.engine == Engine::MariaDb && here == "text" { "varchar(60)" } else { here };
    core.run(&format!("CREATE TABLE people (id {here} PRIMARY KEY)")).await;
    side.run(&format!("CREATE TABLE things (number integer PRIMARY KEY, owner {there})")).await;
    for key in keys {
        core.run(&format!("INSERT INTO people VALUES ({key})")).await;
    }
    for (at, link) in links.iter().enumerate() {
        side.run(&format!("INSERT INTO things VALUES ({at}, {link})")).await;
    }
    let stores: Vec<(&str, &Database)> =
        if databases.len() > 1 { vec![("core", core), ("side", side)] } else { vec![("core", core)] };
    let store = if databases.len() > 1 { "side" } else { "core" };
    let text = format!(
        "table core.people {{ is client by id; on erasure delete }}
         table {store}.things {{ belongs to core.people by owner; on erasure delete }}"
    );
    let world = world(&said(&stores, &text)).await;
    let (_, looked) = world.erase(&id(person)).await;
    assert!(looked.is_clean(), "{here} {there}: {looked:?}");
    side.rows("SELECT number FROM things").await
}

#[test]
fn numbers_and_texts_of_numbers_are_one_key() {
    for stores in [1, 2] {
        for (here, there) in [
            ("bigint", "text"),
            ("integer", "varchar(20)"),
            ("bigint", "smallint"),
            ("varchar(20)", "bigint"),
        ] {
            on_each_engine(stores, move |databases| async move {
                let left =
                    erased(&databases, here, there, &["1", "12"], &["1", "12", "1", "NULL"], "1").await;
                assert_eq!(left, ["1", "3"], "{here} {there}");
            });
        }
    }
}

#[test]
fn uuids_and_texts_of_uuids_are_one_key() {
    let (ann, bob) = ("'6fa459ea-ee8a-3ca4-894e-db77e160355e'", "'16fd2706-8baf-433b-82eb-8c7fada847da'");
    for stores in [1, 2] {
        for (here, there) in
            [("uuid", "text"), ("text", "uuid"), ("uuid", "char(36)"), ("uuid", "varchar(40)")]
        {
            on_each_engine(stores, move |databases| async move {
                let left =
                    erased(&databases, here, there, &[ann, bob], &[ann, bob, ann], ann.trim_matches('\''))
                        .await;
                assert_eq!(left, ["1"], "{here} {there}");
            });
        }
    }
}

#[test]
fn padding_is_no_part_of_a_key() {
    for stores in [1, 2] {
        for (here, there) in
            [("char(8)", "text"), ("text", "char(8)"), ("char(8)", "varchar(12)"), ("char(8)", "char(12)")]
        {
            on_engine(Engine::Postgres, stores, move |databases| async move {
                let left =
                    erased(&databases, here, there, &["'ab'", "'abc'"], &["'ab'", "'abc'", "'ab'"], "ab")
                        .await;
                assert_eq!(left, ["1"], "{here} {there}");
            });
        }
    }
}
