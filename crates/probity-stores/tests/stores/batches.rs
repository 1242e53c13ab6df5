//! Large erasures in batches: the same end as in one transaction, killed anywhere, while others go on working.

use crate::common::cluster::Cluster;
use crate::common::map::{Map, table};
use crate::common::replica::replica_of;
use crate::common::run::{Memory, SALT, World, email, steps, world};
use crate::common::{Database, on_each_engine};
use probity_policy::model::pace::Pace;
use probity_policy::model::policy::Policy;
use probity_stores::{Boundary, Engine, ExecuteError, Hold, HoldScope, Planned, look, plan_rest};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

const SHOP: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
    CREATE TABLE visits (id integer PRIMARY KEY, person integer REFERENCES people (id));
    CREATE TABLE clicks (id integer PRIMARY KEY, visit integer REFERENCES visits (id));
    CREATE TABLE tags (id integer PRIMARY KEY, click integer, CONSTRAINT tagged FOREIGN KEY (click) REFERENCES clicks (id) ON DELETE CASCADE);
    CREATE TABLE bills (id integer PRIMARY KEY, person integer REFERENCES people (id), street varchar(60));
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
    INSERT INTO visits VALUES (1, 1), (2, 1), (3, 2), (4, 1), (5, 1), (6, 1);
    INSERT INTO clicks VALUES (1, 1), (2, 2), (3, 3), (4, 1), (5, 4), (6, 5), (7, 6);
    INSERT INTO tags VALUES (1, 1), (2, 3);
    INSERT INTO bills VALUES (1, 1, 'a street'), (2, 2, 'a lane'), (3, 1, 'a street'), (4, 1, 'a road');";
const AFTER: [&str; 8] = ["2|bob@example.com", "3|2", "3|3", "2|3", "1||", "2|2|a lane", "3||", "4||"];

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn map(database: &Database, above: Option<u64>) -> Map {
    let map = Map::of(&[("s", database)])
        .table(table("s.people").person("person", "id", "id, email").delete())
        .table(table("s.visits").belongs_to("s.people", "person").delete())
        .table(table("s.clicks").belongs_to("s.visits", "visit").delete())
        .table(
            table("s.bills")
                .belongs_to("s.people", "person")
                .holds("street: contact.address")
                .stay("street, person", ""),
        );
    paced(map, above)
}

/// Two rows at a time where a plan has more than so many.
fn paced(mut map: Map, above: Option<u64>) -> Map {
    map.0.paces.extend(above.map(|above| Pace {
        store: "s".to_owned(),
        lock: None,
        statement: None,
        rows: Some(2),
        above: Some(above),
        pause: Some(0),
        span: crate::common::map::span(),
    }));
    map
}

async fn batched(database: &Database) -> World {
    world(&map(database, Some(3))).await
}

async fn state(database: &Database) -> Vec<String> {
    let mut rows = Vec::new();
    for name in ["people", "visits", "clicks", "tags", "bills"] {
        rows.extend(database.rows(&format!("SELECT * FROM {name}")).await);
    }
    rows
}

/// Runs a script from within a boundary, where nobody can wait.
fn meanwhile(database: &Database, script: &str) {
    let (database, script) = (database.clone(), script.to_owned());
    let other = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(database.run(&script));
    });
    other.join().unwrap();
}

#[test]
fn it_ends_as_in_one_transaction_and_others_write_between_batches() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        let whole = world(&map(database, None)).await;
        let world = batched(database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        assert_eq!(planned.plan, whole.plan(&email("ann@example.com")).await.unwrap().plan);
        let mut memory = Memory::default();
        let mut writes = 0;
        let executed = world
            .execute(&planned, &mut memory, |boundary| {
                if matches!(boundary, Boundary::BatchDone(..)) {
                    writes += 1;
                    meanwhile(database, "UPDATE bills SET street = 'a lane' WHERE id = 2");
                }
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        // Three bills, one tag, six clicks, five visits, one person: two at a time.
        assert_eq!((executed.batches, writes), (10, 10));
        assert_eq!(memory.0.done.len(), 1);
        assert_eq!(state(database).await, AFTER);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn a_plan_that_is_not_large_is_one_transaction() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        let world = world(&map(database, Some(16))).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let executed = world.execute(&planned, &mut Memory::default(), go).await.unwrap();
        assert_eq!(executed.batches, 0);
        assert_eq!(state(database).await, AFTER);
    });
}

#[test]
fn killed_at_every_boundary_and_inside_every_batch_it_goes_on_and_ends_the_same() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let mut stops = 0;
        for boundary in 1.. {
            for name in ["tags", "clicks", "visits", "bills", "people"] {
                database.run(&format!("DROP TABLE IF EXISTS {name}")).await;
            }
            database.run(SHOP).await;
            let world = batched(database).await;
            let planned = world.plan(&email("ann@example.com")).await.unwrap();
            let mut memory = Memory::default();
            let mut count = 0;
            let outcome = world
                .execute(&planned, &mut memory, |_| {
                    count += 1;
                    if count == boundary { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
                .await;
            if outcome.is_ok() {
                break;
            }
            assert!(matches!(outcome, Err(ExecuteError::Stopped(_))), "{outcome:?}");
            stops += 1;
            let executed = world.execute(&planned, &mut memory, go).await;
            let executed = executed.unwrap_or_else(|error| panic!("after {boundary}: {error}: {error:?}"));
            assert!(executed.remaining.is_empty());
            assert_eq!(state(database).await, AFTER, "stopped at boundary {boundary}");
            let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
            assert!(looked.is_clean(), "{looked:?}");
        }
        assert!(stops > 40, "only {stops} boundaries");
    });
}

/// A letter stays with who received it, without its sender and without what the sender wrote.
#[test]
fn what_a_row_says_is_changed_before_what_leads_to_it_wherever_it_is_killed() {
    const LETTERS: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
        CREATE TABLE letters (id integer PRIMARY KEY, sender integer, receiver integer, words varchar(60));
        INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
        INSERT INTO letters VALUES (1, 1, 2, 'a'), (2, 1, 2, 'b'), (3, 2, 2, 'c'), (4, 1, 2, 'd'), (5, 1, 2, 'e');";
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        for boundary in 1.. {
            database.run("DROP TABLE IF EXISTS letters").await;
            database.run("DROP TABLE IF EXISTS people").await;
            database.run(LETTERS).await;
            let map = Map::of(&[("s", database)])
                .table(table("s.people").person("person", "id", "id, email").delete())
                .table(
                    table("s.letters")
                        .belongs_to("s.people", "sender")
                        .leaving_blank("words")
                        .belongs_to("s.people", "receiver")
                        .holds("words: contact.name")
                        .delete(),
                );
            let world = world(&paced(map, Some(0))).await;
            let planned = world.plan(&email("ann@example.com")).await.unwrap();
            let mut memory = Memory::default();
            let (mut count, mut batches) = (0, 0);
            let outcome = world
                .execute(&planned, &mut memory, |at| {
                    count += 1;
                    batches += usize::from(matches!(at, Boundary::BatchCommitted(..)));
                    if count == boundary { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
                .await;
            let whole = outcome.is_ok();
            if !whole {
                world.execute(&planned, &mut memory, go).await.unwrap();
            }
            assert_eq!(
                database.rows("SELECT * FROM letters").await,
                ["1||2|", "2||2|", "3|2|2|c", "4||2|", "5||2|"],
                "stopped at boundary {boundary}"
            );
            if whole {
                assert!(batches > 3, "only {batches} batches");
                break;
            }
        }
    });
}

#[test]
fn rows_that_are_given_to_somebody_else_between_batches_stay_with_what_hangs_on_them() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        let world = batched(database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut given = false;
        let mut memory = Memory::default();
        world
            .execute(&planned, &mut memory, |boundary| {
                // The bills are done; nothing of the visits is.
                if matches!(boundary, Boundary::BatchDone(_, 2)) && !given {
                    given = true;
                    meanwhile(database, "UPDATE visits SET person = 2 WHERE id = 6");
                }
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        let mut rows = database.rows("SELECT * FROM visits").await;
        rows.extend(database.rows("SELECT * FROM clicks").await);
        assert_eq!(rows, ["3|2", "6|2", "3|3", "7|6"], "what is Bob's by now is Bob's");
        assert_eq!(database.rows("SELECT id FROM people").await, ["2"]);
    });
}

#[test]
fn rows_that_appear_between_batches_make_another_plan_and_nothing_is_taken_along() {
    for (script, table) in [
        ("INSERT INTO clicks VALUES (20, 6)", "clicks"),
        // The engine would delete this one with its click.
        ("INSERT INTO tags VALUES (20, 7)", "tags"),
    ] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            database.run(SHOP).await;
            let world = batched(database).await;
            let planned = world.plan(&email("ann@example.com")).await.unwrap();
            let mut memory = Memory::default();
            let mut told = false;
            let outcome = world
                .execute(&planned, &mut memory, |boundary| {
                    // The bills and the tag are done.
                    if matches!(boundary, Boundary::BatchDone(_, 3)) && !told {
                        told = true;
                        meanwhile(database, script);
                    }
                    ControlFlow::Continue(())
                })
                .await;
            let Err(ExecuteError::PlanChanged(changed)) = outcome else { panic!("{outcome:?}") };
            assert!(changed.iter().any(|step| step.table == table), "{changed:?}");
            assert!(memory.0.done.is_empty());
            assert_eq!(database.number(&format!("SELECT count(*) FROM {table} WHERE id = 20")).await, 1);
            assert_eq!(
                database.number("SELECT count(*) FROM people WHERE id = 1").await,
                1,
                "she is found again"
            );
            let (_, looked) = world.erase(&email("ann@example.com")).await;
            assert!(looked.is_clean(), "{looked:?}");
            assert_eq!(state(database).await, AFTER);
        });
    }
}

#[test]
fn a_plan_made_again_in_the_middle_knows_what_is_done_and_finds_what_only_that_led_to() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        let lines = "CREATE TABLE bill_lines (id integer PRIMARY KEY, bill integer);
            INSERT INTO bill_lines VALUES (1, 1), (2, 2), (3, 4), (4, 4), (5, 4);";
        database.run(lines).await;
        let map = map(database, Some(3)).table(table("s.bill_lines").belongs_to("s.bills", "bill").delete());
        let world = world(&map).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut memory = Memory::default();
        let mut told = false;
        let outcome = world
            .execute(&planned, &mut memory, |boundary| {
                // The bills no longer say whose they are; a first line is gone, or none.
                if matches!(boundary, Boundary::BatchDone(_, 2)) && !told {
                    told = true;
                    // The next batch sees that something is not as it was, and then all is seen.
                    let script = "INSERT INTO visits VALUES (20, 1); INSERT INTO clicks VALUES (20, 20);
                                  UPDATE bill_lines SET bill = 4 WHERE id = 1";
                    meanwhile(database, script);
                }
                ControlFlow::Continue(())
            })
            .await;
        assert!(matches!(outcome, Err(ExecuteError::PlanChanged(_))), "{outcome:?}");
        let claims = email("ann@example.com");
        let before = (&planned.plan, &planned.material);
        let rest = plan_rest(&world.graph, &world.stores, &claims, before, SALT).await.unwrap();
        let rows = |planned: &Planned, table: &str, action: &str| -> u64 {
            let steps = planned.plan.steps.iter();
            steps
                .filter(|step| step.table == table && step.action.word() == action)
                .map(|step| step.rows)
                .sum()
        };
        let lines_left = database.number("SELECT count(*) FROM bill_lines WHERE bill <> 2").await;
        assert_eq!(rows(&rest, "bill_lines", "delete"), lines_left);
        assert!(lines_left > 0, "nothing is left that only the bills led to");
        assert_eq!((rows(&planned, "bills", "blank"), rows(&rest, "bills", "blank")), (3, 0));
        assert_eq!((rows(&planned, "visits", "delete"), rows(&rest, "visits", "delete")), (5, 6));
        let without = world.plan(&claims).await.unwrap();
        assert_eq!(rows(&without, "bill_lines", "delete"), 0, "from her alone nothing leads to them");
        // A hold of hers covers them as well.
        let hold = Hold {
            because: "legal hold".to_owned(),
            until: None,
            scope: HoldScope::People(email("Ann@example.com")),
        };
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let graph = crate::common::run::world(&map).await.graph;
        let graph = graph.with_keeping(&Policy::default(), now, vec![hold]);
        let held = plan_rest(&graph, &world.stores, &claims, before, SALT).await.unwrap();
        assert!(!held.plan.changes_anything(), "{:?}", steps(&held));
        assert_eq!(rows(&held, "bill_lines", "keep"), lines_left);
        let looked = world.carry_out(&rest).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(state(database).await, AFTER);
        assert_eq!(database.rows("SELECT * FROM bill_lines").await, ["2|2"]);
    });
}

#[test]
fn what_is_counted_or_written_by_triggers_is_never_split() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(SHOP).await;
        database.run("CREATE TABLE gone_visits (id integer PRIMARY KEY, person integer)").await;
        let trigger = match database.engine {
            Engine::Postgres => {
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO gone_visits VALUES (OLD.id, OLD.person); RETURN OLD; END $$;
                 CREATE TRIGGER noted BEFORE DELETE ON visits FOR EACH ROW EXECUTE FUNCTION note()"
            }
            Engine::MariaDb => {
                "CREATE TRIGGER noted BEFORE DELETE ON visits FOR EACH ROW
                 INSERT INTO gone_visits VALUES (OLD.id, OLD.person)"
            }
            _ => {
                "CREATE TRIGGER noted BEFORE DELETE ON visits FOR EACH ROW BEGIN
                 INSERT INTO gone_visits VALUES (OLD.id, OLD.person); END"
            }
        };
        database.run(trigger).await;
        let map =
            map(database, Some(0)).table(table("s.gone_visits").belongs_to("s.people", "person").delete());
        let world = world(&map).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        assert!(planned.plan.steps.iter().any(|step| step.table == "gone_visits"), "{:?}", steps(&planned));
        let executed = world.execute(&planned, &mut Memory::default(), go).await.unwrap();
        assert_eq!((executed.batches, executed.stores.len()), (0, 1));
        assert_eq!(state(database).await, AFTER);
        assert_eq!(database.number("SELECT count(*) FROM gone_visits").await, 0);
    });
}

#[test]
fn a_replica_that_is_far_behind_is_waited_for() {
    let settings = ["wal_level = replica", "max_wal_senders = 4", "hot_standby = on", "autovacuum = off"];
    let Some(primary) = Cluster::start_new(&settings) else { return };
    let replica = replica_of(&primary);
    let of = |cluster: &Cluster| Database { engine: Engine::Postgres, address: cluster.url() };
    let (database, copy) = (of(&primary), of(&replica));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        database.run(SHOP).await;
        let there = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NOT NULL";
        until(|| async { database.number(there).await == 1 }).await;
        copy.run("SELECT pg_wal_replay_pause()").await;
        until(|| async { copy.rows("SELECT pg_get_wal_replay_pause_state()").await == ["paused"] }).await;
        database
            .run("CREATE TABLE filled (words text); INSERT INTO filled SELECT repeat('words ', 200) FROM generate_series(1, 80000)")
            .await;
        let world = batched(&database).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let batches = AtomicUsize::new(0);
        let mut memory = Memory::default();
        let erasing = world.execute(&planned, &mut memory, |boundary| {
            batches.fetch_add(usize::from(matches!(boundary, Boundary::BatchDone(..))), Ordering::Relaxed);
            ControlFlow::Continue(())
        });
        let resuming = async {
            let asked = "SELECT CAST(query_start AS text) FROM pg_stat_activity WHERE query LIKE '%replay_lag%' AND pid <> pg_backend_pid()";
            let mut times = BTreeSet::new();
            while times.len() < 4 {
                times.extend(database.rows(asked).await);
                tokio::task::yield_now().await;
            }
            assert_eq!(batches.load(Ordering::Relaxed), 1, "it went on although the replica is far behind");
            copy.run("SELECT pg_wal_replay_resume()").await;
        };
        let (executed, ()) = tokio::join!(erasing, resuming);
        assert_eq!(executed.unwrap().batches, 10);
        assert_eq!(state(&database).await, AFTER);
    });
}

/// Waits until a condition holds.
async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    while !holds().await {
        tokio::task::yield_now().await;
    }
}
