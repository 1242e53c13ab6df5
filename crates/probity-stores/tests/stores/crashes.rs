//! Stores that go away or say no at every step: the end is the whole erasure, or nothing of the store's
//! part and a reason.

use crate::common::map::{Map, table};
use crate::common::proxy::{Cut, Proxy};
use crate::common::run::{Memory, World, email, world};
use crate::common::{Database, on_each_engine, on_engine};
use probity_policy::model::data_map::DataMap;
use probity_stores::{Boundary, Engine, ExecuteError, FaultKind, Limits, PlanRefusal, Stores, look};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

const SHOP: &str = "DROP TABLE IF EXISTS clicks; DROP TABLE IF EXISTS visits; DROP TABLE IF EXISTS bills; DROP TABLE IF EXISTS people;
    CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
    CREATE TABLE visits (id integer PRIMARY KEY, person integer REFERENCES people (id));
    CREATE TABLE clicks (id integer PRIMARY KEY, visit integer REFERENCES visits (id));
    CREATE TABLE bills (id integer PRIMARY KEY, person integer REFERENCES people (id), street varchar(60));";
const ROWS: &str = "DELETE FROM clicks; DELETE FROM visits; DELETE FROM bills; DELETE FROM people;
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
    INSERT INTO visits VALUES (1, 1), (2, 1), (3, 2);
    INSERT INTO clicks VALUES (1, 1), (2, 2), (3, 3);
    INSERT INTO bills VALUES (1, 1, 'a street'), (2, 2, 'a lane');";
const AFTER: [&str; 5] = ["2|bob@example.com", "3|2", "3|3", "1||", "2|2|a lane"];

fn map(database: &Database) -> Map {
    Map::of(&[("s", database)])
        .table(table("s.people").person("person", "id", "id, email").delete())
        .table(table("s.visits").belongs_to("s.people", "person").delete())
        .table(table("s.clicks").belongs_to("s.visits", "visit").delete())
        .table(
            table("s.bills")
                .belongs_to("s.people", "person")
                .holds("street: contact.address")
                .stay("street, person", ""),
        )
}

async fn state(database: &Database) -> Vec<String> {
    let mut rows = Vec::new();
    for name in ["people", "visits", "clicks", "bills"] {
        rows.extend(database.rows(&format!("SELECT * FROM {name}")).await);
    }
    rows
}

/// The same company by way of the door; only its carrying out passes there.
async fn through(proxy: &Proxy, database: &Database) -> World {
    let address = proxy.address(&database.address);
    world(&map(&Database { engine: database.engine, address })).await
}

#[test]
fn cut_off_at_every_message_and_in_the_middle_of_commit_postgres_ends_as_if_nothing_had_happened() {
    cut_off_at_every_message(Engine::Postgres);
}

#[test]
fn cut_off_at_every_message_and_in_the_middle_of_commit_mariadb_ends_as_if_nothing_had_happened() {
    cut_off_at_every_message(Engine::MariaDb);
}

fn cut_off_at_every_message(engine: Engine) {
    on_engine(engine, 1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        database.run(ROWS).await;
        let direct = world(&map(database)).await;
        let proxy = Proxy::to(&database.address).await;
        let door = through(&proxy, database).await;
        let mut messages = 0;
        // Every message from the first change on, and some of those that open and find.
        for (how, changing) in
            [(Cut::Before, true), (Cut::After, true), (Cut::Before, false), (Cut::After, false)]
        {
            for message in (1..).step_by(if changing { 1 } else { 29 }) {
                database.run(ROWS).await;
                let planned = direct.plan(&email("ann@example.com")).await.unwrap();
                let mut memory = Memory::default();
                let mut begun = false;
                proxy.cut(if changing { usize::MAX } else { message }, how, false);
                let executed = door
                    .execute(&planned, &mut memory, |boundary| {
                        if changing && !begun && matches!(boundary, Boundary::Begun(_)) {
                            begun = true;
                            proxy.cut(message, how, false);
                        }
                        ControlFlow::Continue(())
                    })
                    .await;
                proxy.up();
                let executed = executed.unwrap_or_else(|error| panic!("{message} {how:?}: {error:?}"));
                assert!(executed.remaining.is_empty());
                assert_eq!(memory.0.done.len(), 1);
                assert_eq!(state(database).await, AFTER, "cut at message {message}, {how:?}");
                if !proxy.has_cut() {
                    break;
                }
                messages += 1;
                if message == 1 {
                    let looked = look(&direct.graph, &direct.stores, &planned.plan, &planned.material).await;
                    assert!(looked.unwrap().is_clean());
                }
            }
        }
        println!("cut at {messages} messages, {} of them commits", proxy.commits_cut());
        assert!(messages > 8 && proxy.commits_cut() >= 2, "{messages} {}", proxy.commits_cut());
    });
}

#[test]
fn a_server_that_falls_silent_is_not_waited_for_without_end() {
    for engine in [Engine::Postgres, Engine::MariaDb] {
        on_engine(engine, 1, |databases| async move {
            let database = &databases[0];
            database.run(SHOP).await;
            database.run(ROWS).await;
            let direct = world(&map(database)).await;
            let proxy = Proxy::to(&database.address).await;
            let mut door = through(&proxy, database).await;
            let limits = Limits { statement: Duration::from_millis(300), ..Limits::default() };
            let behind = Database { engine, address: proxy.address(&database.address) };
            let stores = DataMap { stores: vec![behind.store("s")], ..DataMap::default() };
            door.stores = Stores::new(&stores, Path::new("/"), &|_| None, limits).unwrap();
            let planned = direct.plan(&email("ann@example.com")).await.unwrap();
            let before = state(database).await;
            let mut memory = Memory::default();
            let outcome = door
                .execute(&planned, &mut memory, |boundary| {
                    if matches!(boundary, Boundary::BeforeCommit(_)) {
                        proxy.fall_silent();
                    }
                    ControlFlow::Continue(())
                })
                .await;
            let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
            assert_eq!(error.fault().map(|fault| fault.kind), Some(FaultKind::Timeout), "{error:?}");
            assert_eq!((state(database).await, memory.0.done.len()), (before, 0));
            proxy.up();
            direct.execute(&planned, &mut memory, go).await.unwrap();
            assert_eq!(state(database).await, AFTER);
        });
    }
}

#[test]
fn a_server_that_stays_away_leaves_the_request_open_and_what_it_committed_is_seen_later() {
    for engine in [Engine::Postgres, Engine::MariaDb] {
        on_engine(engine, 1, |databases| async move {
            let database = &databases[0];
            database.run(SHOP).await;
            let direct = world(&map(database)).await;
            let proxy = Proxy::to(&database.address).await;
            let door = through(&proxy, database).await;
            for how in [Cut::Before, Cut::After] {
                database.run(ROWS).await;
                let before = state(database).await;
                let planned = direct.plan(&email("ann@example.com")).await.unwrap();
                let mut memory = Memory::default();
                let outcome = door
                    .execute(&planned, &mut memory, |boundary| {
                        if matches!(boundary, Boundary::BeforeCommit(_)) {
                            proxy.cut(1, how, true);
                        }
                        ControlFlow::Continue(())
                    })
                    .await;
                let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
                assert!(error.is_connection_lost() && error.to_string().contains("`s`"), "{error:?}");
                assert!(memory.0.done.is_empty(), "nobody knows whether it is done");
                let after: Vec<String> = AFTER.map(str::to_owned).to_vec();
                assert_eq!(state(database).await, if how == Cut::Before { before } else { after });
                proxy.up();
                let executed = door.execute(&planned, &mut memory, go).await.unwrap();
                assert_eq!((executed.stores, memory.0.done.len()), (vec!["s".to_owned()], 1));
                assert_eq!(state(database).await, AFTER);
            }
        });
    }
}

#[test]
fn a_locked_file_leaves_the_request_open_until_it_is_free() {
    on_engine(Engine::Sqlite, 1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        database.run(ROWS).await;
        let mut world = world(&map(database)).await;
        let limits = Limits { lock: Duration::from_millis(10), ..Limits::default() };
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let before = state(database).await;
        let stores = DataMap { stores: vec![database.store("s")], tables: Vec::new(), ..DataMap::default() };
        world.stores = Stores::new(&stores, Path::new("/"), &|_| None, limits).unwrap();
        let held = database.hold_lock().await;
        let mut memory = Memory::default();
        let outcome = world.execute(&planned, &mut memory, go).await;
        let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
        assert!(error.is_lock_timeout() && !error.is_lost_race(), "{error:?}");
        assert!(error.to_string().contains("`s`") && error.to_string().contains("the file"), "{error}");
        assert_eq!((state(database).await, memory.0.done.len()), (before, 0));
        drop(held);
        world.execute(&planned, &mut memory, go).await.unwrap();
        assert_eq!(state(database).await, AFTER);
    });
}

/// A trigger that says no, with a text that holds somebody's address.
fn refusing(engine: Engine, event: &str, name: &str) -> (String, String) {
    match engine {
        Engine::Sqlite => (
            format!("CREATE TRIGGER no BEFORE {event} ON {name} BEGIN SELECT RAISE(ABORT, 'ann@example.com stays'); END"),
            "DROP TRIGGER no".to_owned(),
        ),
        Engine::Postgres => (
            format!(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''ann@example.com stays''; END';
                 CREATE TRIGGER no BEFORE {event} ON {name} FOR EACH ROW EXECUTE FUNCTION no()"
            ),
            format!("DROP TRIGGER no ON {name}; DROP FUNCTION no()"),
        ),
        Engine::MariaDb => (
            format!(
                "CREATE TRIGGER no BEFORE {event} ON {name} FOR EACH ROW \
                 SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ann@example.com stays'"
            ),
            "DROP TRIGGER no".to_owned(),
        ),
    }
}

#[test]
fn a_trigger_that_appears_after_planning_stops_all_of_it_at_every_step() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        database.run(ROWS).await;
        let world = world(&map(database)).await;
        let before = state(database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut memory = Memory::default();
        for (event, name) in
            [("UPDATE", "bills"), ("DELETE", "clicks"), ("DELETE", "visits"), ("DELETE", "people")]
        {
            let (create, remove) = refusing(database.engine, event, name);
            database.run(&create).await;
            let outcome = world.execute(&planned, &mut memory, go).await;
            let Err(ExecuteError::Refused(refusals)) = outcome else { panic!("{name}: {outcome:?}") };
            assert!(
                matches!(&refusals[..], [PlanRefusal::Engine { table, fault, .. }]
                    if table == name && fault.kind == FaultKind::Refused),
                "{refusals:?}"
            );
            assert!(!format!("{refusals:?}").contains("ann@"), "the trigger's text is dropped");
            assert_eq!(state(database).await, before, "nothing is half-done");
            database.run(&remove).await;
        }
        world.execute(&planned, &mut memory, go).await.unwrap();
        assert_eq!(state(database).await, AFTER);
    });
}

#[test]
fn a_schema_that_changed_after_planning_stops_it_before_anything_changes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        database.run(ROWS).await;
        let world = world(&map(database)).await;
        let before = state(database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        // A table that refers to a person who goes.
        database
            .run("CREATE TABLE votes (id integer PRIMARY KEY, person integer NOT NULL REFERENCES people (id)); INSERT INTO votes VALUES (1, 1);")
            .await;
        let outcome = world.execute(&planned, &mut Memory::default(), go).await;
        let told = format!("{outcome:?}");
        assert!(told.contains("ForeignKey"), "{told}");
        assert_eq!(state(database).await, before);
        database.run("DROP TABLE votes; ALTER TABLE clicks RENAME TO clacks;").await;
        let outcome = world.execute(&planned, &mut Memory::default(), go).await;
        let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
        assert!(error.to_string().contains("clicks"), "{error}");
        database.run("ALTER TABLE clacks RENAME TO clicks;").await;
        assert_eq!(state(database).await, before);
    });
}

#[test]
fn what_may_not_be_changed_is_refused_when_it_is_planned() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        let database = &databases[0];
        let user = database.name().replace("probity_test_", "u");
        let name = database.name();
        database.run(SHOP).await;
        database.run(ROWS).await;
        database
            .run(&format!(
                "CREATE USER {user}@'127.0.0.1'; GRANT SELECT, CREATE TEMPORARY TABLES, UPDATE, DELETE ON {name}.* TO {user}@'127.0.0.1';
                 REVOKE DELETE ON {name}.* FROM {user}@'127.0.0.1'; GRANT DELETE ON {name}.visits TO {user}@'127.0.0.1';
                 GRANT DELETE ON {name}.people TO {user}@'127.0.0.1';"
            ))
            .await;
        let limited = Database {
            engine: Engine::MariaDb,
            address: database.address.replacen("//probity@", &format!("//{user}@"), 1),
        };
        let before = state(database).await;
        let refused = world(&map(&limited)).await.plan(&email("ann@example.com")).await;
        database.run(&format!("DROP USER {user}@'127.0.0.1'")).await;
        let told = format!("{refused:?}");
        assert!(told.contains("Permission") && told.contains("clicks"), "{told}");
        assert_eq!(state(database).await, before);
    });
}
