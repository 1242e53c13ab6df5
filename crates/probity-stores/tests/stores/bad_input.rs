//! Values, tables and privileges as nobody would wish them: right, or refused and said, and nothing half-done.

use crate::common::map::{Map, TableBuilder, table};
use crate::common::run::{Memory, email, id, steps, world};
use crate::common::{Database, on_each_engine, on_engine, on_engines, stores};
use probity_stores::{Engine, ExecuteError, PlanError, search};
use probity_vocabulary::{Period, Reveal, Unit};
use std::ops::ControlFlow;

const PEOPLE: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');";

fn people() -> TableBuilder {
    table("s.people").person("person", "id", "id, email").holds("email: contact.email").delete()
}

fn map(database: &Database, tables: Vec<TableBuilder>) -> Map {
    tables.into_iter().fold(Map::of(&[("s", database)]), Map::table)
}

#[test]
fn a_claim_with_a_nought_in_it_finds_nobody() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        let world = world(&map(database, vec![people()])).await;
        for text in ["ann@example.com\0", "\0", "ann@example.com\0' OR 1 = 1 --"] {
            assert!(world.access(&email(text)).await.is_empty(), "{text:?}");
            let planned = world.plan(&email(text)).await.unwrap();
            assert!(!planned.plan.changes_anything(), "{text:?}");
        }
        assert_eq!(world.access(&email("ann@example.com")).await.len(), 1);
    });
}

#[test]
fn keys_with_a_nought_in_them_are_whole_keys() {
    // PostgreSQL keeps no such text.
    for engines in [
        [Engine::Sqlite, Engine::Sqlite],
        [Engine::MariaDb, Engine::MariaDb],
        [Engine::Sqlite, Engine::MariaDb],
        [Engine::MariaDb, Engine::Sqlite],
        [Engine::Sqlite, Engine::Postgres],
    ] {
        on_engines(&engines, |databases| async move {
            let nought = |engine| if engine == Engine::Sqlite { "char(0)" } else { "CHAR(0 USING utf8mb4)" };
            let (core, side) = (&databases[0], &databases[1]);
            let zero = nought(core.engine);
            core.run(&format!(
                "CREATE TABLE people (name varchar(60) PRIMARY KEY, email varchar(60));
                 INSERT INTO people VALUES ('a' || {zero} || 'b', 'ann@example.com'), ('a', 'bob@example.com'), ('a' || {zero}, 'cyn@example.com')"
            ))
            .await;
            let zero = nought(side.engine);
            let theirs = if side.engine == Engine::Postgres {
                "'ab'".to_owned()
            } else {
                format!("'a' || {zero} || 'b'")
            };
            side.run(&format!(
                "CREATE TABLE notes (id integer PRIMARY KEY, person varchar(60)); INSERT INTO notes VALUES (1, {theirs}), (2, 'a'), (3, 'ab')"
            ))
            .await;
            let map = Map::of(&[("s", core), ("t", side)])
                .table(
                    table("s.people").person("person", "name", "email").holds("name: contact.name").delete(),
                )
                .table(table("t.notes").belongs_to("s.people", "person").delete());
            let world = world(&map).await;
            let theirs = usize::from(side.engine != Engine::Postgres);
            assert_eq!(world.access(&email("ann@example.com")).await.len(), 1 + theirs);
            let (planned, looked) = world.erase(&email("ann@example.com")).await;
            assert!(looked.is_clean(), "{looked:?}");
            assert_eq!(planned.plan.steps.len(), 1 + theirs, "{:?}", steps(&planned));
            assert_eq!(core.number("SELECT count(*) FROM people").await, 2);
            let left: &[&str] = if theirs == 1 { &["2", "3"] } else { &["1", "2", "3"] };
            assert_eq!(side.rows("SELECT id FROM notes").await, left);
        });
    }
}

#[test]
fn bytes_that_are_no_text_are_shown_and_erased() {
    on_engine(Engine::Sqlite, 1, |databases| async move {
        let database = &databases[0];
        let script = "CREATE TABLE notes (id integer PRIMARY KEY, person integer, body text);
             INSERT INTO notes VALUES (1, 1, CAST(x'ff4100' AS text)), (2, 1, 'plain'), (3, 2, CAST(x'80' AS text));";
        database.run(&format!("{PEOPLE}{script}")).await;
        let notes = table("s.notes").belongs_to("s.people", "person").holds("body").delete();
        let world = world(&map(database, vec![people(), notes])).await;
        let texts = world.access_texts(&id(1)).await;
        assert!(texts.iter().any(|text| text.contains("/0EA")), "as bytes are told: {texts:?}");
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT id FROM notes").await, ["3"]);
    });
}

#[test]
fn texts_of_other_encodings_are_the_same_texts() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (name varchar(60) CHARACTER SET latin1 COLLATE latin1_bin PRIMARY KEY, email varchar(60) CHARACTER SET utf16);
                 CREATE TABLE notes (id integer PRIMARY KEY, person varchar(60) CHARACTER SET ucs2, body text CHARACTER SET cp1251);
                 INSERT INTO people VALUES ('Zoë', 'zoë@example.com'), ('Zoe', 'zoe@example.com');
                 INSERT INTO notes VALUES (1, 'Zoë', 'Привет'), (2, 'Zoe', 'b'), (3, 'Zoë', NULL);",
            )
            .await;
        let people =
            table("s.people").person("person", "name", "name, email").holds("email: contact.email").delete();
        let notes = table("s.notes").belongs_to("s.people", "person").holds("body").delete();
        let world = world(&map(database, vec![people, notes])).await;
        let texts = world.access_texts(&email("ZOË@example.com")).await;
        assert_eq!(
            texts,
            [
                r#"notes: {"body":"Привет","id":1,"person":"Zoë"}"#,
                r#"notes: {"body":null,"id":3,"person":"Zoë"}"#,
                r#"people: {"email":"zoë@example.com","name":"Zoë"}"#,
            ]
        );
        let (_, looked) = world.erase(&email("zoë@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT id FROM notes").await, ["2"]);
    });
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        // The same server may hold databases of other encodings.
        let name = format!("{}_latin", database.name());
        database
            .run(&format!(
                "CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
            ))
            .await;
        let (base, _) = database.address.rsplit_once('/').unwrap();
        let latin = Database { engine: Engine::Postgres, address: format!("{base}/{name}") };
        latin.run("CREATE TABLE people (id integer PRIMARY KEY, email text); INSERT INTO people VALUES (1, 'zoë@example.com')").await;
        {
            let world = world(&map(&latin, vec![people()])).await;
            // Here only letters of ASCII have capitals.
            assert_eq!(world.access(&email("zoë@EXAMPLE.com")).await.len(), 1);
            let unwritten = world.plan(&email("Привет@example.com")).await.unwrap_err();
            assert!(format!("{unwritten:?}").contains("no such character"), "{unwritten:?}");
            let (_, looked) = world.erase(&email("zoë@example.com")).await;
            assert!(looked.is_clean(), "{looked:?}");
        }
        database.run(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    });
}

#[test]
fn a_text_of_a_hundred_megabytes_is_answered_whole_and_erased() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let (length, repeated) = match database.engine {
            Engine::Postgres => (100_000_000, "repeat('x', 100000000)"),
            Engine::Sqlite => (100_000_000, "replace(hex(zeroblob(50000000)), '0', 'x')"),
            // No more fits into a packet of the server.
            Engine::MariaDb => (16_000_000, "REPEAT('x', 16000000)"),
        };
        let kind = if database.engine == Engine::MariaDb { "longtext" } else { "text" };
        let script = format!(
            "CREATE TABLE notes (id integer PRIMARY KEY, person integer, body {kind});
             INSERT INTO notes VALUES (1, 1, {repeated}), (2, 2, 'ann');"
        );
        database.run(&format!("{PEOPLE}{script}")).await;
        let notes = table("s.notes").belongs_to("s.people", "person").holds("body").delete();
        let world = world(&map(database, vec![people(), notes])).await;
        let rows = world.access(&id(1)).await;
        let body = |row: &probity_stores::AccessRow| row.values.reveal(Reveal::AnswerPerson).get("body");
        let longest = rows.iter().filter_map(body).filter_map(|body| body.as_str().map(str::len)).max();
        assert_eq!(longest, Some(length));
        drop(rows);
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT id FROM notes").await, ["2"]);
    });
}

#[test]
fn instants_that_cannot_be_are_shown_and_never_taken_for_over() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let odd: &[&str] = match database.engine {
            Engine::Postgres => &["infinity", "-infinity", "294276-12-31 23:59:59", "0044-03-15 12:00:00 BC"],
            Engine::Sqlite => &["never", "9999-99-99 00:00:00", "-4713-01-01", ""],
            Engine::MariaDb => &["0000-00-00 00:00:00", "9999-12-31 23:59:59", "1000-01-01 00:00:00"],
        };
        let kind = if database.engine == Engine::MariaDb { "datetime" } else { "timestamp" };
        let mut script = format!(
            "{PEOPLE} CREATE TABLE orders (id integer PRIMARY KEY, person integer, street text, placed {kind});
             INSERT INTO orders VALUES (1, 1, 'a street', '2020-02-29 10:00:00');"
        );
        for (number, text) in (2..).zip(odd) {
            script.push_str(&format!("INSERT INTO orders VALUES ({number}, 1, 'a street', '{text}');"));
        }
        database.run(&script).await;
        let orders = table("s.orders").belongs_to("s.people", "person").holds("street").keep(
            "street, person",
            "placed",
            Period::new(7, Unit::Years),
        );
        let world = world(&map(database, vec![people(), orders])).await;
        let rows = world.access(&id(1)).await;
        assert_eq!(rows.len(), 2 + odd.len());
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let kept =
            planned.plan.steps.iter().find(|step| step.table == "orders" && step.action.word() == "keep");
        assert_eq!(kept.unwrap().rows, 1 + odd.len() as u64, "{:?}", steps(&planned));
        assert_eq!(database.number("SELECT count(*) FROM orders").await, 1 + odd.len() as u64);
        assert_eq!(
            database.number("SELECT count(*) FROM orders WHERE street IS NULL").await,
            1 + odd.len() as u64
        );
    });
}

#[test]
fn a_table_that_became_a_view_after_planning_changes_nothing_else() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let notes = "CREATE TABLE notes (id integer PRIMARY KEY, person integer, body varchar(60));
             INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b');";
        database.run(&format!("{PEOPLE}{notes}")).await;
        let map = map(database, vec![people(), table("s.notes").belongs_to("s.people", "person").delete()]);
        let world = world(&map).await;
        let planned = world.plan(&id(1)).await.unwrap();
        database
            .run("ALTER TABLE notes RENAME TO all_notes; CREATE VIEW notes AS SELECT max(id) AS id, person, max(body) AS body FROM all_notes GROUP BY person")
            .await;
        let outcome = world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
        assert!(matches!(outcome, Err(ExecuteError::Store(_) | ExecuteError::Refused(_))), "{outcome:?}");
        assert_eq!(database.number("SELECT count(*) FROM all_notes").await, 2);
        assert_eq!(database.number("SELECT count(*) FROM people").await, 2);
        let schemas = stores(&map.0).schemas().await.unwrap();
        let faults = probity_stores::PersonGraph::compile(&map.0, schemas).unwrap_err();
        assert!(faults[0].to_string().contains("view"), "{faults:?}");
    });
}

#[test]
fn a_column_that_changed_after_planning_is_met_before_anything_changes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let changes = [
            ("ALTER TABLE notes DROP COLUMN body", "ALTER TABLE notes ADD COLUMN body varchar(60)"),
            (
                "ALTER TABLE notes RENAME COLUMN person TO owner",
                "ALTER TABLE notes RENAME COLUMN owner TO person",
            ),
        ];
        database
            .run(&format!(
                "{PEOPLE} CREATE TABLE notes (id integer PRIMARY KEY, person integer, body varchar(60));
                 INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b');"
            ))
            .await;
        let notes = table("s.notes").belongs_to("s.people", "person").stay("body, person", "");
        let world = world(&map(database, vec![people(), notes])).await;
        for (change, back) in changes {
            let planned = world.plan(&id(1)).await.unwrap();
            database.run(change).await;
            let outcome =
                world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
            let Err(ExecuteError::Store(error)) = outcome else { panic!("{change}: {outcome:?}") };
            assert!(error.to_string().contains("notes"), "{change}: {error}");
            assert_eq!(database.number("SELECT count(*) FROM people").await, 2);
            database.run(back).await;
        }
        let planned = world.plan(&id(1)).await.unwrap();
        world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await.unwrap();
        assert_eq!(database.number("SELECT count(*) FROM people").await, 1);
    });
}

#[test]
fn what_may_not_be_read_or_changed_is_refused_and_named() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        let role = database.name().replace("probity_test_", "probity_role_");
        database
            .run(&format!(
                "{PEOPLE} CREATE TABLE notes (id integer PRIMARY KEY, person integer, body text); INSERT INTO notes VALUES (1, 1, 'ann@example.com');
                 CREATE TABLE secrets (id integer PRIMARY KEY, body text); INSERT INTO secrets VALUES (1, 'ann@example.com');
                 CREATE ROLE {role} LOGIN; GRANT SELECT, DELETE ON people TO {role}; GRANT SELECT, UPDATE ON notes TO {role};"
            ))
            .await;
        let (scheme, rest) = database.address.split_once("://").unwrap();
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        let limited = Database { engine: Engine::Postgres, address: format!("{scheme}://{role}@{place}") };
        let notes = || table("s.notes").belongs_to("s.people", "person").holds("body");
        let refused = world(&map(&limited, vec![people(), notes().delete()])).await.plan(&id(1)).await;
        let Err(PlanError::Refused(refusals)) = &refused else { panic!("{refused:?}") };
        assert!(refusals[0].is_of_the_world() && refusals[0].to_string().contains("`notes`"), "{refusals:?}");
        let world = world(&map(&limited, vec![people(), notes().stay("body", "")])).await;
        let (findings, unsearched) =
            search(&world.graph, &world.stores, &email("ann@example.com")).await.unwrap();
        assert_eq!((findings.len(), unsearched.len()), (2, 1), "{findings:?} {unsearched:?}");
        assert_eq!(unsearched[0].table, "secrets");
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        assert!(!looked.is_clean(), "nobody knows what is in the table that may not be read");
        assert_eq!(database.rows("SELECT body FROM notes").await, [""]);
        database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    });
}

#[test]
fn a_person_in_a_thousand_tables_is_answered_and_erased() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let mut script = format!("BEGIN; {PEOPLE}");
        let mut tables = vec![people()];
        for number in 0..1000 {
            script.push_str(&format!("CREATE TABLE t{number} (id integer PRIMARY KEY, person integer);"));
            if number % 50 == 0 {
                script.push_str(&format!("INSERT INTO t{number} VALUES (1, 1), (2, 2);"));
            }
            tables.push(table(&format!("s.t{number}")).belongs_to("s.people", "person").delete());
        }
        database.run(&format!("{script} COMMIT;")).await;
        let begun = std::time::Instant::now();
        let world = world(&map(database, tables)).await;
        assert_eq!(world.access(&id(1)).await.len(), 21);
        println!("{:?} asked {:?}", database.engine, begun.elapsed());
        let (planned, looked) = world.erase(&id(1)).await;
        println!("{:?} erased {:?}", database.engine, begun.elapsed());
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(planned.plan.steps.len(), 21);
        assert_eq!(database.rows("SELECT id FROM t950").await, ["2"]);
    });
}

#[test]
fn a_table_of_as_many_columns_as_there_can_be_is_answered_searched_and_blanked() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let (count, kind) = match database.engine {
            Engine::Postgres => (1500, "text"),
            Engine::Sqlite => (1900, "text"),
            Engine::MariaDb => (1000, "varchar(1)"),
        };
        let columns: Vec<String> = (0..count).map(|number| format!("c{number}")).collect();
        let declared: Vec<String> = columns.iter().map(|name| format!("{name} {kind}")).collect();
        database
            .run(&format!(
                "{PEOPLE} CREATE TABLE wide (id integer PRIMARY KEY, person integer, {});
                 INSERT INTO wide (id, person, c0, c{last}) VALUES (1, 1, 'a', 'z'), (2, 2, 'a', 'z');",
                declared.join(", "),
                last = count - 1
            ))
            .await;
        let all = columns.join(", ");
        let wide = table("s.wide").belongs_to("s.people", "person").holds(&all).stay(&all, "");
        let world = world(&map(database, vec![people(), wide])).await;
        let rows = world.access(&id(1)).await;
        let widest = rows.iter().map(|row| row.values.reveal(Reveal::AnswerPerson).fields().len()).max();
        assert_eq!(widest, Some(count + 2));
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        let question = format!("SELECT id, c0, c{} FROM wide", count - 1);
        assert_eq!(database.rows(&question).await, ["1||", "2|a|z"]);
    });
}
