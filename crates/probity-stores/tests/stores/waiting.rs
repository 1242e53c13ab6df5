//! Waiting for others: a lock that is held too long is told and tried later, a deadlock is tried again at once.

use crate::common::holder::Holder;
use crate::common::map::{Map, table};
use crate::common::run::{Memory, World, email, world};
use crate::common::{Database, on_each_engine, on_engine};
use probity_policy::model::pace::Pace;
use probity_stores::{Boundary, Engine, ExecuteError, Limits, PlanError, StoreError, Stores};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

const SHOP: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
    CREATE TABLE visits (id integer PRIMARY KEY, person integer REFERENCES people (id), page varchar(60));
    CREATE INDEX visits_person ON visits (person);
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
    INSERT INTO visits VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');";

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn map(database: &Database) -> Map {
    Map::of(&[("shop", database)])
        .table(table("shop.people").person("person", "id", "id, email").delete())
        .table(table("shop.visits").belongs_to("shop.people", "person").delete())
}

/// The same company with one second of patience, as its data map says.
async fn impatient(database: &Database) -> World {
    let mut map = map(database);
    map.0.paces.push(Pace {
        store: "shop".to_owned(),
        lock: Some(1),
        statement: Some(20),
        rows: None,
        above: None,
        pause: None,
        span: crate::common::map::span(),
    });
    let mut world = world(&map).await;
    let patient = Limits { lock: Duration::from_secs(60), ..Limits::default() };
    world.stores = Stores::new(&map.0, Path::new("/"), &|_| None, patient).unwrap();
    world
}

async fn state(database: &Database) -> Vec<String> {
    let mut rows = database.rows("SELECT * FROM people").await;
    rows.extend(database.rows("SELECT * FROM visits").await);
    rows
}

const AFTER: [&str; 2] = ["2|bob@example.com", "3|2|c"];

fn told(error: &StoreError, database: &Database) {
    assert!(error.is_lock_timeout() && !error.is_lost_race(), "{error:?}");
    let StoreError::Locked { store, on, waited, .. } = error else { panic!("{error:?}") };
    assert_eq!((store.as_str(), *waited), ("shop", Duration::from_secs(1)));
    let text = error.to_string();
    match database.engine {
        Engine::Sqlite => assert!(text.contains("held the file for more than 1 second"), "{text}"),
        Engine::Postgres => assert_eq!(on.as_deref(), Some("visits"), "{text}"),
        Engine::MariaDb => assert!(text.contains("rows of `") && text.contains("visits`"), "{text}"),
    }
    assert!(text.contains("`shop`") && !text.contains("ann@"), "{text}");
}

#[test]
fn a_lock_that_is_held_too_long_is_told_with_its_table_and_not_waited_for_again() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        let world = impatient(database).await;
        let before = state(database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut holder = Holder::of(database, "").await;
        holder.run("UPDATE visits SET page = 'z' WHERE id = 2").await.unwrap();
        let mut memory = Memory::default();
        let begun = Instant::now();
        let outcome = world.execute(&planned, &mut memory, go).await;
        let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
        told(&error, database);
        let outcome = world.plan(&email("ann@example.com")).await;
        let Err(PlanError::Store(error)) = outcome else { panic!("{outcome:?}") };
        told(&error, database);
        assert!(
            begun.elapsed() < Duration::from_secs(6),
            "one wait each, and not ten: {:?}",
            begun.elapsed()
        );
        holder.release().await;
        assert_eq!((state(database).await, memory.0.done.len()), (before, 0));
        world.execute(&planned, &mut memory, go).await.unwrap();
        assert_eq!(state(database).await, AFTER);
    });
}

#[test]
fn whoever_loses_a_deadlock_begins_again() {
    // On SQLite one writes at a time, and nobody waits for two things.
    for engine in [Engine::Postgres, Engine::MariaDb] {
        on_engine(engine, 1, |databases| async move {
            let database = &databases[0];
            database.run(SHOP).await;
            database.run("CREATE TABLE heavy (id integer PRIMARY KEY, n integer)").await;
            let rows: Vec<String> = (0..500).map(|number| format!("({number}, 0)")).collect();
            database.run(&format!("INSERT INTO heavy VALUES {}", rows.join(", "))).await;
            // A change is sent by itself, so that somebody can come between it and the deletion.
            let map = Map::of(&[("shop", database)])
                .table(table("shop.people").person("person", "id", "id, email").delete())
                .table(
                    table("shop.visits")
                        .belongs_to("shop.people", "person")
                        .holds("page: contact.address")
                        .stay("page, person", ""),
                );
            let world = world(&map).await;
            let planned = world.plan(&email("ann@example.com")).await.unwrap();
            // The other one notices a deadlock later, or weighs more, so that it is not the one who loses.
            let before = if engine == Engine::Postgres { "SET deadlock_timeout = '60s'" } else { "" };
            let mut holder = Holder::of(database, before).await;
            holder.run("UPDATE heavy SET n = 1").await.unwrap();
            let share = if engine == Engine::Postgres { "FOR SHARE" } else { "LOCK IN SHARE MODE" };
            holder.run(&format!("SELECT 1 FROM people WHERE id = 1 {share}")).await.unwrap();
            let mut holder = Some(holder);
            let mut attempts = 0;
            let mut other = None;
            let mut memory = Memory::default();
            world
                .execute(&planned, &mut memory, |boundary| {
                    match boundary {
                        Boundary::Begun(_) => attempts += 1,
                        Boundary::Statement(_, 0) => {
                            if let Some(mut holder) = holder.take() {
                                other = Some(tokio::spawn(async move {
                                    holder
                                        .run("UPDATE visits SET page = 'z' WHERE id IN (1, 2)")
                                        .await
                                        .unwrap();
                                    holder.release().await;
                                }));
                            }
                        }
                        _ => {}
                    }
                    ControlFlow::Continue(())
                })
                .await
                .unwrap();
            other.unwrap().await.unwrap();
            assert_eq!(state(database).await, ["2|bob@example.com", "1||", "2||", "3|2|c"]);
            assert!(attempts > 1, "nobody lost");
        });
    }
}
