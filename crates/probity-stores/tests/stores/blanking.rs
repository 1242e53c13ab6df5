//! Emptied columns that fit the table's own checks, and refusals that name the check where none does.

use crate::common::on_each_engine;
use crate::common::run::{id, steps, world};
use crate::common::said::said;
use probity_stores::{Engine, PlanError, PlanRefusal};

#[test]
fn what_an_emptied_column_becomes_passes_the_checks_of_its_table() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let five_digits = match database.engine {
            Engine::Postgres => "zip ~ '^[0-9]{5}$'",
            Engine::MariaDb => "zip REGEXP '^[0-9]{5}$'",
            _ => "length(zip) = 5 AND zip NOT GLOB '*[^0-9]*'",
        };
        database
            .run(&format!(
                "CREATE TABLE people (
                    id integer PRIMARY KEY,
                    email varchar(80) NOT NULL UNIQUE CHECK (email LIKE '%@%'),
                    second_email varchar(80) NOT NULL CHECK (second_email LIKE '%_@_%._%'),
                    zip varchar(5) NOT NULL CHECK ({five_digits}),
                    initials varchar(10) NOT NULL CHECK (length(initials) = 2),
                    age integer NOT NULL CHECK (age BETWEEN 18 AND 120),
                    born date NOT NULL CHECK (born >= '1900-01-01' AND born < '1960-01-01'),
                    site varchar(40) CHECK (site LIKE 'https://%'),
                    phone varchar(20), fax varchar(20),
                    status varchar(10) NOT NULL CHECK (status IN ('new', 'old', 'erased')),
                    CHECK (phone IS NOT NULL OR fax IS NOT NULL)
                );
                INSERT INTO people VALUES
                    (1, 'ann@a.org', 'ann@b.org', '12345', 'AB', 40, '1950-05-05', 'https://ann.org', '+1234567', '+7654321', 'new'),
                    (2, 'bob@a.org', 'bob@b.org', '54321', 'CD', 50, '1951-05-05', NULL, '+123', NULL, 'old');"
            ))
            .await;
        let text = r#"table core.people {
            is client by id
            email contact.email; second_email contact.email; zip contact.address; initials contact.name
            age contact.name; born contact.name; site contact.name; phone contact.phone; fax contact.phone
            blank status as "erased"
            on erasure blank email, second_email, zip, initials, age, born, site, phone, fax, status
        }"#;
        let world = world(&said(&[("core", database)], text)).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let row = &database
            .rows("SELECT second_email, zip, initials, age, site, status FROM people WHERE id = 1")
            .await[0];
        assert_eq!(row, "erased@erased.invalid|00000|XX|18||erased", "{:?}", steps(&planned));
        let born = &database.rows("SELECT born FROM people WHERE id = 1").await[0];
        assert_eq!(born, "1900-01-01");
        let mail = &database.rows("SELECT email FROM people WHERE id = 1").await[0];
        assert!(mail.ends_with("@pseudonym.invalid"), "{mail}");
        let phones = database.rows("SELECT phone, fax FROM people WHERE id = 1").await;
        assert!(!phones[0].contains("1234567") && !phones[0].contains("7654321"), "{phones:?}");
        assert!(database.rows("SELECT * FROM people WHERE id = 2").await[0].contains("bob@a.org"));
    });
}

#[test]
fn a_check_that_nothing_passes_is_named_before_anything_changes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, status varchar(9) NOT NULL, CONSTRAINT status_is_known CHECK (status IN ('new', 'old')));
                 INSERT INTO people VALUES (1, 'new');",
            )
            .await;
        let map = |said: &str| {
            format!(
                "table core.people {{ is client by id; status contact.name; {said} on erasure blank status }}"
            )
        };
        for sentence in ["", "blank status as \"gone\";"] {
            let world = world(&said(&[("core", database)], &map(sentence))).await;
            let Err(PlanError::Refused(refusals)) = world.plan(&id(1)).await else { panic!("planned") };
            assert_eq!(refusals.len(), 1, "{refusals:?}");
            let PlanRefusal::CannotBeBlank { column, constraint, .. } = &refusals[0] else {
                panic!("{refusals:?}")
            };
            assert!(column == "status" && constraint.contains("status_is_known"), "{refusals:?}");
        }
        let world = world(&said(&[("core", database)], &map("blank status as \"old\";"))).await;
        world.erase(&id(1)).await;
        assert_eq!(database.rows("SELECT status FROM people").await, ["old"]);
    });
}

#[test]
fn an_enumeration_becomes_the_word_that_was_said() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if database.engine != Engine::Postgres {
            return;
        }
        database
            .run(
                "CREATE TYPE mood AS ENUM ('calm', 'unknown');
                 CREATE TABLE people (id integer PRIMARY KEY, mood mood NOT NULL, when_born timestamptz NOT NULL);
                 INSERT INTO people VALUES (1, 'calm', now());",
            )
            .await;
        let map = |said: &str| {
            format!(
                "table core.people {{ is client by id; mood contact.name; when_born contact.name; {said} on erasure blank mood, when_born }}"
            )
        };
        for sentence in ["", "blank mood as \"merry\";"] {
            let world = world(&said(&[("core", database)], &map(sentence))).await;
            assert!(matches!(world.plan(&id(1)).await, Err(PlanError::Refused(_))), "{sentence}");
        }
        let world = world(&said(&[("core", database)], &map("blank mood as \"unknown\";"))).await;
        world.erase(&id(1)).await;
        assert_eq!(
            database.rows("SELECT mood::text, (when_born AT TIME ZONE 'UTC')::text FROM people").await,
            ["unknown|1970-01-01 00:00:00"]
        );
    });
}
