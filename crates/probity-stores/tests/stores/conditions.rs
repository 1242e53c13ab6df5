//! Polymorphic references and people who are only some rows of their table.

use crate::common::map::Map;
use crate::common::run::{World, email, id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine, stores};
use probity_stores::{GraphFaultKind, IdentityClaim, PersonGraph};

const SCHEMA: &str = "
CREATE TABLE accounts (id integer PRIMARY KEY, kind varchar(10), active boolean, email text);
CREATE TABLE companies (id integer PRIMARY KEY, founder_id integer, name text);
CREATE TABLE notes (id integer PRIMARY KEY, owner_type text, owner_id integer, body text);
CREATE TABLE tags (id integer PRIMARY KEY, target_type text, target_id integer, tagger_id integer);
INSERT INTO accounts VALUES (1, 'customer', true, 'ann@a.org'), (2, 'customer', true, 'bob@a.org'),
    (3, 'supplier', true, 'ann@a.org'), (4, NULL, NULL, 'cid@a.org');
INSERT INTO companies VALUES (1, 2, 'Bob Ltd'), (2, 1, 'Ann Ltd');
INSERT INTO notes VALUES (1, 'Account', 1, 'a'), (2, 'Company', 1, 'b'), (3, 'Company', 2, 'c'),
    (4, 'Account', 2, 'd'), (5, NULL, 1, 'e'), (6, 'account', 1, 'f');
INSERT INTO tags VALUES (1, 'Note', 1, 2), (2, 'Note', 2, 1), (3, 'Account', 1, 2), (4, 'Account', 2, 1);";

const MAP: &str = r#"
table core.accounts {
    is client by id, email when kind = "customer" and active
    email contact.email
    on erasure delete
}
table core.companies {
    belongs to core.accounts by founder_id
    name contact.name
    on erasure delete
}
table core.notes {
    belongs to core.accounts by owner_id when owner_type = "Account"
    belongs to core.companies by owner_id = id when owner_type = "Company"
    body contact.name
    on erasure delete
}
table core.tags {
    belongs to core.accounts by target_id when target_type = "Account"
    belongs to core.notes by target_id = id when target_type != "Account"
    mentions core.accounts by tagger_id
    on erasure delete
}"#;

async fn tables(database: &Database) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in ["accounts", "companies", "notes", "tags"] {
        let columns = if table == "tags" { "id, tagger_id" } else { "id" };
        tables.push(database.rows(&format!("SELECT {columns} FROM {table}")).await);
    }
    tables
}

async fn owned(world: &World, claims: &[IdentityClaim]) -> Vec<String> {
    let texts = world.access_texts(claims).await;
    texts
        .iter()
        .map(|text| {
            let (table, json) = text.split_once(": ").unwrap();
            let row: serde_json::Value = serde_json::from_str(json).unwrap();
            format!("{table} {}", row["id"])
        })
        .collect()
}

#[test]
fn a_key_leads_where_the_type_beside_it_says() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        let ann = ["accounts 1", "companies 2", "notes 1", "notes 3", "tags 1", "tags 3"];
        assert_eq!(owned(&world, &id(1)).await, ann);
        let bob = ["accounts 2", "companies 1", "notes 2", "notes 4", "tags 2", "tags 4"];
        assert_eq!(owned(&world, &id(2)).await, bob);

        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let expected: [&[&str]; 4] = [&["2", "3", "4"], &["1"], &["2", "4", "5", "6"], &["2|", "4|"]];
        assert_eq!(tables(database).await, expected, "{:?}", steps(&planned));
    });
}

#[test]
fn rows_that_are_no_people_are_found_by_nobody() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        assert!(owned(&world, &id(3)).await.is_empty());
        assert!(owned(&world, &email("cid@a.org")).await.is_empty());
        // The supplier has the customer's address and is nobody's.
        assert_eq!(owned(&world, &email("Ann@a.org")).await[0], "accounts 1");
        let (_, looked) = world.erase(&email("ann@a.org")).await;
        let left: Vec<_> = looked.texts.iter().map(|text| (text.table.as_str(), text.rows)).collect();
        assert_eq!(left, [("accounts", 1)], "what nobody described as a person's is shown, not passed over");
    });
}

#[test]
fn a_type_and_a_key_lead_from_store_to_store() {
    on_each_engine(2, |databases| async move {
        let (core, side) = (&databases[0], &databases[1]);
        core.run(SCHEMA).await;
        side.run(
            "CREATE TABLE files (id integer PRIMARY KEY, owner_type text, owner_id text);
             INSERT INTO files VALUES (1, 'Account', '1'), (2, 'Company', '1'), (3, 'Account', '2'), (4, 'Company', '2');",
        )
        .await;
        let text = format!(
            "{MAP}\n{}",
            r#"table side.files {
                belongs to core.accounts by owner_id when owner_type = "Account"
                belongs to core.companies by owner_id = id when owner_type = "Company"
                on erasure delete
            }"#
        );
        let world = world(&said(&[("core", core), ("side", side)], &text)).await;
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(side.rows("SELECT id FROM files").await, ["2", "3"]);
    });
}

#[test]
fn comparisons_of_every_kind_agree_with_what_they_say() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, age integer, born date, name text, height numeric(5,2), yes boolean);
                 INSERT INTO people VALUES (1, 9, '2015-02-03', 'O''Neil', 1.30, false),
                    (2, 40, '1985-01-01', 'b', 1.80, true), (3, NULL, NULL, NULL, NULL, NULL);",
            )
            .await;
        for (condition, expected) in [
            ("age >= 18", &[2][..]),
            ("not age >= 18", &[1, 3]),
            ("age != 9", &[2, 3]),
            ("born < 2000-01-01", &[2]),
            ("name = \"O'Neil\"", &[1]),
            ("height > 1.5", &[2]),
            ("yes", &[2]),
            ("yes = false", &[1]),
            ("not yes", &[1, 3]),
            ("(age = 9 or age = 40) and not name = b", &[1]),
            ("age = 40 unless yes", &[]),
        ] {
            let text =
                format!("table core.people {{\n is client by id when {condition}\n on erasure delete\n}}");
            let world = world(&said(&[("core", database)], &text)).await;
            let mut found = Vec::new();
            for person in 1..4 {
                if !owned(&world, &id(person)).await.is_empty() {
                    found.push(person);
                }
            }
            assert_eq!(found, expected, "{condition}");
        }
    });
}

async fn faults(map: &Map) -> Vec<GraphFaultKind> {
    let schemas = stores(&map.0).schemas().await.unwrap();
    let faults = PersonGraph::compile(&map.0, schemas).unwrap_err();
    faults.into_iter().map(|fault| fault.kind).collect()
}

#[test]
fn a_condition_that_no_row_can_meet_is_a_fault() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        for (condition, expected) in
            [("id = \"Account\"", "NeverTrue"), ("nothing = 1", "UnknownColumn"), ("email", "NeverTrue")]
        {
            let text =
                format!("table core.accounts {{\n is client by id when {condition}\n on erasure delete\n}}");
            let found = faults(&said(&[("core", database)], &text)).await;
            assert!(format!("{found:?}").starts_with(&format!("[{expected}")), "{condition}: {found:?}");
        }
    });
}
