//! Keys of one person in columns of different types, in one store and in two.

use crate::common::map::{Map, table};
use crate::common::run::{id, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine, on_engine};
use probity_stores::{Engine, IdentityClaim};

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

/// Erases the first of three people with these keys, each with a row; what is left of the rows, and the statement that
/// deletes the person.
async fn erased_by_name(
    database: &Database,
    kind: &str,
    keys: [&str; 3],
    owners: &[&str],
) -> (Vec<String>, String) {
    let kinds: Vec<&str> = kind.split(", ").collect();
    let columns = |name: &str| -> Vec<String> {
        let numbered = (1..=kinds.len()).map(|number| format!("{name}{number}"));
        if kinds.len() == 1 { vec![name.to_owned()] } else { numbered.collect() }
    };
    let declared = |name: &str| -> String {
        let columns = columns(name).into_iter().zip(&kinds);
        columns.map(|(column, kind)| format!("{column} {kind} NOT NULL, ")).collect()
    };
    let (id, owner) = (columns("id").join(", "), columns("owner").join(", "));
    database
        .run(&format!(
            "CREATE TABLE people ({}name varchar(20), PRIMARY KEY ({id}));
             CREATE TABLE things (number integer PRIMARY KEY, {}FOREIGN KEY ({owner}) REFERENCES people ({id}));
             CREATE TABLE parts (number integer PRIMARY KEY, thing integer NOT NULL)",
            declared("id"),
            declared("owner")
        ))
        .await;
    for (key, name) in keys.iter().zip(["ann", "bob", "eve"]) {
        database.run(&format!("INSERT INTO people VALUES ({key}, '{name}')")).await;
    }
    for (number, owner) in owners.iter().enumerate() {
        database.run(&format!("INSERT INTO things VALUES ({number}, {owner})")).await;
        database.run(&format!("INSERT INTO parts VALUES ({number}, {number})")).await;
    }
    let map = Map::of(&[("s", database)])
        .table(table("s.people").person("person", &id, "name").delete())
        .table(table("s.things").belongs_to(&format!("s.people({id})"), &owner).delete())
        .table(table("s.parts").belongs_to("s.things", "thing").delete());
    let world = world(&map).await;
    let (planned, looked) = world.erase(&[IdentityClaim::new("name", "ann")]).await;
    assert!(looked.is_clean(), "{kind}: {looked:?}");
    assert_eq!(database.rows("SELECT name FROM people").await, ["bob", "eve"], "{kind}");
    let steps = &planned.plan.steps;
    let statement = steps.iter().find(|step| step.table == "people").unwrap().statement.clone();
    let left = database.rows("SELECT number FROM things").await;
    assert_eq!(database.rows("SELECT number FROM parts").await, left, "{kind}");
    (left, statement)
}

#[test]
fn few_people_are_named_by_keys_of_every_kind() {
    let odd = [r#"'it''s "ö" \ {probity_owned_0} $1 ? @x --'"#, "'{probity_owned_0}'", r"'\'"];
    let uuids = [
        "'6fa459ea-ee8a-3ca4-894e-db77e160355e'",
        "'16fd2706-8baf-433b-82eb-8c7fada847da'",
        "'00000000-0000-0000-0000-000000000000'",
    ];
    for (kind, keys) in [
        ("bigint", ["-7", "12", "0"]),
        ("varchar(60)", odd),
        ("varchar(60)", ["''", "'a'", "' '"]),
        ("uuid", uuids),
        ("char(40)", uuids),
        ("binary(4)", ["x'00270d0a'", "x'00270d00'", "x'00000000'"]),
        ("integer, varchar(60)", ["1, 'a'", "1, 'b'", "2, 'a'"]),
        (
            "varchar(9), uuid",
            [
                "'1', '6fa459ea-ee8a-3ca4-894e-db77e160355e'",
                "'2', '6fa459ea-ee8a-3ca4-894e-db77e160355e'",
                "'1', '16fd2706-8baf-433b-82eb-8c7fada847da'",
            ],
        ),
    ] {
        on_each_engine(1, move |databases| async move {
            let engine = databases[0].engine;
            let of_postgres = keys.map(|key| match key.strip_prefix("x'") {
                Some(digits) => format!(r"'\x{digits}"),
                None => key.to_owned(),
            });
            let (kind, keys) = match engine {
                Engine::Postgres => (
                    if kind.starts_with("binary") { "bytea" } else { kind },
                    [&*of_postgres[0], &*of_postgres[1], &*of_postgres[2]],
                ),
                // A text of nothing but a blank is the empty one there.
                Engine::MariaDb if keys[2] == "' '" => (kind, ["''", "'a'", "'b'"]),
                _ => (kind, keys),
            };
            let owners = [keys[0], keys[1], keys[0], keys[2]];
            let (left, statement) = erased_by_name(&databases[0], kind, keys, &owners).await;
            assert_eq!(left, ["1", "3"], "{kind}");
            assert!(statement.contains("IN ({probity_owned_"), "{kind} on {engine:?}: {statement}");
        });
    }
}

#[test]
fn keys_are_the_same_where_their_column_says_so() {
    let folded = "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci";
    let exact = "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    let western = "varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci";
    let padded = "char(20) CHARACTER SET latin1 COLLATE latin1_general_cs";
    let unpadded = "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
    let other = "varchar(20) CHARACTER SET cp932 COLLATE cp932_japanese_ci";
    for (kind, keys, owners, named) in [
        (folded, ["'ann'", "'bob'", "'eve'"], ["'ANN'", "'BOB'", "'Änn '"], true),
        (exact, ["'ann'", "'Ann'", "'eve'"], ["'ann'", "'Ann'", "'ann '"], true),
        (western, ["'é'", "'bob'", "'eve'"], ["'É'", "'bob'", "'e '"], true),
        (padded, ["'ann  '", "'Ann'", "'eve'"], ["'ann'", "'Ann'", "'ann '"], true),
        (unpadded, ["'ann'", "'ann '", "'eve'"], ["'ann'", "'ann '", "'ann'"], true),
        (other, ["'ann'", "'bob'", "'eve'"], ["'ANN'", "'bob'", "'Ann'"], false),
    ] {
        on_engine(Engine::MariaDb, 1, move |databases| async move {
            let (left, statement) = erased_by_name(&databases[0], kind, keys, &owners).await;
            assert_eq!(left, ["1"], "{kind}");
            assert_eq!(statement.contains("IN ({probity_owned_"), named, "{kind}: {statement}");
        });
    }
    on_engine(Engine::Postgres, 1, |databases| async move {
        let keys = ["'ann'", "'Ann'", "'eve'"];
        let owners = ["'ann  '", "'Ann'", "'ann'"];
        let (left, statement) = erased_by_name(&databases[0], "character(9)", keys, &owners).await;
        assert_eq!(left, ["1"]);
        assert!(statement.contains("IN ({probity_owned_"), "{statement}");
    });
}
