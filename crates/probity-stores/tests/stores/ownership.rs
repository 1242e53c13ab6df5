//! Whose row it is: four data sets with published answers, on all engines.

use crate::common::k9db::{answer_blocks, plain_sql};
use crate::common::map::{Map, table};
use crate::common::run::{World, id, world};
use crate::common::{Database, on_each_engine, shared};
use probity_stores::{Engine, IdentityClaim};
use probity_vocabulary::Reveal;
use serde_json::Value;

async fn load(database: &Database, set: &str) -> bool {
    let Some(folder) = shared() else { return false };
    let folder = folder.join("fixtures/k9db").join(set);
    for file in ["schema.sql", "inserts.sql"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let text = plain_sql(&text, database.engine).replace("CTX START;", "");
        database.run(&text).await;
    }
    true
}

/// The blocks of an answer file, each sorted.
fn answers(set: &str, file: &str) -> Vec<Vec<String>> {
    let path = shared().unwrap().join("fixtures/k9db").join(set).join(file);
    answer_blocks(&std::fs::read_to_string(path).unwrap())
}

/// A person's rows in the manner of the answer files: columns in the table's order.
async fn get(world: &World, database: &Database, claims: &[IdentityClaim]) -> Vec<String> {
    let mut rows = Vec::new();
    for row in world.access(claims).await {
        let order = match database.engine {
            Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{}')", row.table.table),
            Engine::Postgres => {
                format!(
                    "SELECT attname::text FROM pg_attribute WHERE attrelid = '\"{}\"'::regclass AND attnum > 0",
                    row.table.table
                )
            }
            Engine::MariaDb => format!(
                "SELECT CONCAT(LPAD(ordinal_position, 2, '0'), column_name) FROM information_schema.columns
                 WHERE table_schema = DATABASE() AND table_name = '{}'",
                row.table.table
            ),
        };
        let numbered = match database.engine {
            Engine::Sqlite => order.replace("SELECT name", "SELECT printf('%02d', cid) || name"),
            Engine::Postgres => order.replace("attname::text", "lpad(attnum::text, 2, '0') || attname"),
            Engine::MariaDb => order,
        };
        let values = row.values.reveal(Reveal::AnswerPerson).fields();
        let cells: Vec<String> = database
            .rows(&numbered)
            .await
            .iter()
            .map(|name| match &values[name.split_at(2).1] {
                Value::Null => String::new(),
                Value::String(text) if text.as_bytes().get(10) == Some(&b'T') => text.replace('T', " "),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        rows.push(cells.join("|"));
    }
    rows.sort();
    rows
}

fn websubmit(database: &Database) -> Map {
    Map::of(&[("s", database)])
        .table(
            table("s.users")
                .person("user", "email", "email")
                .holds("email: contact.email, apikey, is_admin")
                .delete(),
        )
        .table(
            table("s.answers")
                .belongs_to("s.users", "email")
                .holds("question_id, answer, submitted_at, grade")
                .delete(),
        )
        .table(table("s.presenters").belongs_to("s.users", "email").holds("lecture_id").delete())
}

#[test]
fn answers_of_students_go_with_them_and_nobody_elses() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database, "websubmit").await {
            return;
        }
        let world = world(&websubmit(database)).await;
        let student = |number| crate::common::run::email(&format!("student{number}@email.com"));
        let expected = answers("websubmit", "gdpr_get.txt");
        assert_eq!(get(&world, database, &student(1)).await, expected[0]);
        assert_eq!(get(&world, database, &student(2)).await, expected[1]);

        let (_, looked) = world.erase(&student(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let expected = answers("websubmit", "gdpr_forget.txt");
        assert!(get(&world, database, &student(1)).await.is_empty());
        assert_eq!(database.rows("SELECT * FROM users").await, expected[2]);
        assert_eq!(database.rows("SELECT * FROM presenters").await, expected[3]);
        assert_eq!(database.rows("SELECT * FROM answers").await, expected[4]);
    });
}

#[test]
fn readers_see_what_they_do_not_own_until_its_owner_goes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database, "delf_ecommerce").await {
            return;
        }
        let map = Map::of(&[("s", database)])
            .table(table("s.admins").person("admin", "id", "id").holds("name: contact.name").delete())
            .table(table("s.customers").person("customer", "id", "id").holds("name: contact.name").delete())
            .table(
                table("s.spi")
                    .belongs_to("s.customers", "customer_id")
                    .seen_by("s.admins", "admin_id")
                    .holds("message")
                    .delete(),
            )
            .table(
                table("s.ppi")
                    .belongs_to("s.admins", "admin_id")
                    .seen_by("s.customers", "customer_id")
                    .holds("message")
                    .delete(),
            );
        let world = world(&map).await;
        let customer = |number: u32| vec![IdentityClaim::new("id", number.to_string()).among("customer")];
        let admin = vec![IdentityClaim::new("id", "1").among("admin")];
        let expected = answers("delf_ecommerce", "queries.txt");
        assert_eq!(get(&world, database, &customer(10)).await, expected[0]);
        assert_eq!(get(&world, database, &admin).await, expected[1]);

        let (planned, looked) = world.erase(&customer(10)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(
            crate::common::run::steps(&planned),
            ["spi delete 2", "customers delete 1", "ppi keep 2"],
            "rows they only saw are accounted for"
        );
        assert_eq!(get(&world, database, &admin).await, expected[3]);
        assert_eq!(get(&world, database, &customer(10)).await, expected[4]);
        assert_eq!(get(&world, database, &customer(20)).await, expected[5]);
    });
}

#[test]
fn a_chat_belongs_to_the_patient_and_not_to_the_doctor() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database, "medical").await {
            return;
        }
        let map = Map::of(&[("s", database)])
            .table(table("s.doctors").person("doctor", "id", "id").holds("name: contact.name").delete())
            .table(table("s.patients").person("patient", "id", "id").holds("name: contact.name").delete())
            .table(table("s.address_doctors").belongs_to("s.doctors", "doctor_id").holds("city").delete())
            .table(table("s.address_patients").belongs_to("s.patients", "patient_id").holds("city").delete())
            .table(
                table("s.chat").belongs_to("s.patients", "patient_id").holds("doctor_id, message").delete(),
            );
        let world = world(&map).await;
        let chats = answers("medical", "queries.txt")[0].clone();
        let doctor = vec![IdentityClaim::new("id", "1").among("doctor")];
        assert_eq!(get(&world, database, &doctor).await, ["1|1|Boston", "1|Alice", "2|1|Providence"]);
        world.erase(&doctor).await;
        assert_eq!(database.rows("SELECT * FROM chat").await, chats);
        let patient = vec![IdentityClaim::new("id", "10").among("patient")];
        let theirs: Vec<String> =
            chats.iter().filter(|row| row.split('|').nth(1) == Some("10")).cloned().collect();
        let mut expected = theirs.clone();
        expected.extend(["1|10|Boston".to_owned(), "10|Carl".to_owned()]);
        expected.sort();
        assert_eq!(get(&world, database, &patient).await, expected);
        world.erase(&patient).await;
        assert!(database.rows("SELECT * FROM chat").await.iter().all(|row| !theirs.contains(row)));
        assert_eq!(database.number("SELECT count(*) FROM chat").await, 3);
    });
}

fn varown(database: &Database) -> Map {
    Map::of(&[("s", database)])
        .table(table("s.user").person("user", "id", "id").holds("name: contact.name").delete())
        .table(table("s.rel").belongs_to("s.user", "from_t").owns("s.t", "to_t").delete())
        .table(table("s.t").holds("content").delete())
}

#[test]
fn ownership_through_a_relation_follows_the_relation() {
    // Each file: its statements run on a fresh copy, its answers to `GDPR GET` are compared.
    let files = ["copy_from_non_default", "delete_move", "delete_no_move", "delete_rel1", "delete_rel2"];
    for file in files.into_iter().chain(["natural_insert_order", "storage"]) {
        on_each_engine(1, |databases| async move {
            let database = &databases[0];
            if !load(database, "varown").await {
                return;
            }
            let world = world(&varown(database)).await;
            let path = shared().unwrap().join("fixtures/k9db/varown").join(format!("{file}.sql"));
            let script = std::fs::read_to_string(path).unwrap();
            let mut answers = answers("varown", &format!("{file}.txt")).into_iter();
            for statement in script.split(';').map(str::trim).filter(|text| !text.is_empty()) {
                let answer = answers.next().unwrap_or_default();
                if let Some(user) = statement.strip_prefix("GDPR GET user ") {
                    assert_eq!(get(&world, database, &id(user)).await, answer, "{file}: {statement}");
                } else if statement.starts_with("SELECT") {
                    assert_eq!(database.rows(statement).await, answer, "{file}: {statement}");
                } else if !statement.starts_with("CTX") {
                    database.run(&plain_sql(&format!("{statement};"), database.engine)).await;
                }
            }
        });
    }
}

#[test]
fn a_shared_row_goes_with_the_last_of_its_owners() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database, "varown").await {
            return;
        }
        let world = world(&varown(database)).await;
        world.erase(&id(1)).await;
        assert_eq!(database.rows("SELECT * FROM t").await, ["1000|target1"]);
        assert_eq!(database.rows("SELECT * FROM rel").await, ["100|0|1000"]);
        world.erase(&id(0)).await;
        for table in ["\"user\"", "t", "rel"] {
            assert_eq!(database.number(&format!("SELECT count(*) FROM {table}")).await, 0);
        }
    });
}
