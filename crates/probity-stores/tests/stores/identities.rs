//! Several identities of one person, one identity of several people, rows deleted softly or kept as history.

use crate::common::run::{Memory, World, email, id, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine};
use probity_stores::{IdentityClaim, PlanError, PlanRefusal, StoreError, collect};
use std::ops::ControlFlow;

const SCHEMA: &str = "
CREATE TABLE accounts (id integer PRIMARY KEY, email text, deleted_at timestamp);
CREATE TABLE old_addresses (id integer PRIMARY KEY, account_id integer, address text);
CREATE TABLE accounts_history (id integer, version integer, email text, PRIMARY KEY (id, version));
CREATE TABLE orders (id integer PRIMARY KEY, account_id integer, billed_to integer, deleted_at timestamp);
INSERT INTO accounts VALUES (1, 'ann@a.org', NULL), (2, 'bob@b.org', '2024-01-01'), (3, 'home@c.org', NULL),
    (4, 'Home@C.org', NULL), (5, 'eve@e.org', NULL);
INSERT INTO old_addresses VALUES (1, 1, 'ann@old.org'), (2, 1, 'ann@older.org'), (3, 5, 'shared@old.org'), (4, 1, 'Shared@old.org');
INSERT INTO accounts_history VALUES (1, 1, 'ann@older.org'), (1, 2, 'ann@old.org'), (2, 1, 'bobby@b.org');
INSERT INTO orders VALUES (1, 1, 1, NULL), (2, 1, 2, '2024-05-05'), (3, 2, 2, NULL), (4, 3, 3, NULL);";

const MAP: &str = r#"
table core.accounts { is client by id, email; email contact.email; on erasure delete }
table core.old_addresses {
    belongs to core.accounts by account_id
    identifies core.accounts by account_id with address as email
    address contact.email
    on erasure delete
}
table core.accounts_history { belongs to core.accounts by id; email contact.email; on erasure delete }
table core.orders {
    belongs to core.accounts by account_id
    belongs to core.accounts by billed_to
    on erasure delete
}"#;

async fn rows_of(world: &World, claims: &[IdentityClaim]) -> Vec<String> {
    let texts = world.access_texts(claims).await;
    let mut rows: Vec<String> = texts
        .iter()
        .map(|text| {
            let (table, json) = text.split_once(": ").unwrap();
            let row: serde_json::Value = serde_json::from_str(json).unwrap();
            format!("{table} {}", row["id"])
        })
        .collect();
    rows.sort();
    rows
}

async fn start(database: &Database, map: &str) -> World {
    database.run(SCHEMA).await;
    world(&said(&[("core", database)], map)).await
}

#[test]
fn an_old_address_leads_to_the_account_and_each_row_is_told_once() {
    on_each_engine(1, |databases| async move {
        let world = start(&databases[0], MAP).await;
        let ann = [
            "accounts 1",
            "accounts_history 1",
            "accounts_history 1",
            "old_addresses 1",
            "old_addresses 2",
            "old_addresses 4",
            "orders 1",
            "orders 2",
        ];
        for claims in [email("ann@a.org"), email("ANN@old.org"), id(1)] {
            assert_eq!(rows_of(&world, &claims).await, ann);
        }
        // What is softly deleted is still the person's.
        assert_eq!(
            rows_of(&world, &email("bob@b.org")).await,
            ["accounts 2", "accounts_history 2", "orders 2", "orders 3"]
        );
        let (_, looked) = world.erase(&email("bob@b.org")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(databases[0].rows("SELECT id, billed_to FROM orders").await, ["1|1", "2|", "4|3"]);
    });
}

#[test]
fn claims_find_all_that_they_prove_and_no_more() {
    on_each_engine(1, |databases| async move {
        let world = start(&databases[0], MAP).await;
        let both = [email("ann@a.org"), email("eve@e.org")].concat();
        let found = rows_of(&world, &both).await;
        assert!(found.contains(&"accounts 1".to_owned()) && found.contains(&"accounts 5".to_owned()));
        assert!(!found.iter().any(|row| row == "accounts 2" || row == "orders 3"), "{found:?}");
        assert!(rows_of(&world, &email("nobody@a.org")).await.is_empty());
    });
}

#[test]
fn an_identity_of_several_people_is_refused_and_shows_nobody_anything() {
    on_each_engine(1, |databases| async move {
        let world = start(&databases[0], MAP).await;
        for (claims, table) in
            [(email("home@c.org"), "core.accounts"), (email("shared@old.org"), "core.old_addresses")]
        {
            let mut told = 0;
            let answer = collect(&world.graph, &world.stores, &claims, |_| {
                told += 1;
                ControlFlow::Continue(())
            })
            .await;
            assert!(matches!(answer, Err(StoreError::SharedIdentity { rows: 2, .. })), "{answer:?}");
            assert_eq!(told, 0);
            let Err(PlanError::Refused(refusals)) = world.plan(&claims).await else {
                panic!("{table} was planned")
            };
            let shared = PlanRefusal::SharedIdentity {
                table: table.to_owned(),
                identity: "email".to_owned(),
                rows: 2,
            };
            assert_eq!(refusals, [shared]);
        }
        // By what is one person's alone it goes on.
        assert_eq!(rows_of(&world, &id(3)).await, ["accounts 3", "orders 4"]);
    });
}

#[test]
fn several_accounts_of_one_person_are_found_where_the_map_says_so() {
    on_each_engine(1, |databases| async move {
        let map = MAP.replacen(
            "is client by id, email;",
            "is client by id, email; rows with one email are one person;",
            1,
        );
        let world = start(&databases[0], &map).await;
        assert_eq!(rows_of(&world, &email("home@c.org")).await, ["accounts 3", "accounts 4", "orders 4"]);
        let (_, looked) = world.erase(&email("home@c.org")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(databases[0].rows("SELECT id FROM accounts").await, ["1", "2", "5"]);
    });
}

#[test]
fn an_old_address_in_another_store_leads_on_also_when_it_is_gone() {
    on_each_engine(2, |databases| async move {
        let (core, side) = (&databases[0], &databases[1]);
        core.run("CREATE TABLE users (id integer PRIMARY KEY, email text); INSERT INTO users VALUES (1, 'ann@a.org'), (2, 'bob@b.org')").await;
        side.run("CREATE TABLE olds (user_id text, address text); INSERT INTO olds VALUES ('1', 'ann@old.org'), ('2', 'bob@old.org')").await;
        let text = r#"
            table core.users { is client by id, email; email contact.email; on erasure delete }
            table side.olds {
                belongs to core.users by user_id
                identifies core.users by user_id with address as email
                address contact.email
                on erasure delete
            }"#;
        let world = world(&said(&[("core", core), ("side", side)], text)).await;
        let planned = world.plan(&email("ann@old.org")).await.unwrap();
        let mut memory = Memory::default();
        let mut commits = 0;
        let stopped = world
            .execute(&planned, &mut memory, |boundary| {
                commits += u32::from(boundary.to_string().starts_with("committed"));
                if commits == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .await;
        assert!(stopped.is_err());
        world.execute(&planned, &mut memory, |_| ControlFlow::Continue(())).await.unwrap();
        assert_eq!(core.rows("SELECT id FROM users").await, ["2"]);
        assert_eq!(side.rows("SELECT user_id FROM olds").await, ["2"]);
    });
}
