//! Carrying plans out: changed rows, crashes, races, stores that go away.

use crate::common::map::{Map, table};
use crate::common::run::{Memory, World, email, id, steps, world};
use crate::common::{Database, on_each_engine, on_engine};
use probity_policy::model::data_map::StoreKind;
use probity_stores::{
    ApprovalError, Approved, Boundary, Engine, Execute, ExecuteError, FaultKind, IdentityClaim, Plan,
    PlanError, PlanMaterial, PlanRefusal, PseudonymKey, Right, StepAction, StoreError, look, plan,
};
use std::ops::ControlFlow;
use std::sync::Arc;

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// People in one store, their parcels in another, what is in the parcels in the first again.
async fn two_stores(databases: &[Database]) -> World {
    databases[0]
        .run(
            "CREATE TABLE people (id integer PRIMARY KEY, email text, name text);
             CREATE TABLE things (id integer PRIMARY KEY, parcel text, what text);
             INSERT INTO people VALUES (1, 'ann@example.com', 'Ann'), (2, 'bob@example.com', 'Bob');
             INSERT INTO things VALUES (1, '10', 'cup'), (2, '11', 'pot'), (3, '12', 'pan'), (4, 'x', 'jar');",
        )
        .await;
    databases[1]
        .run(
            "CREATE TABLE parcels (id bigint PRIMARY KEY, person text, email text);
             INSERT INTO parcels VALUES (10, '1', 'ann@example.com'), (11, '1', null), (12, '2', 'bob@example.com'), (13, 'x', null);",
        )
        .await;
    let map = Map::of(&[("crm", &databases[0]), ("post", &databases[1])])
        .table(table("crm.people").person("person", "id", "id, email").holds("name: contact.name").delete())
        .table(
            table("post.parcels").belongs_to("crm.people", "person").holds("email: contact.email").delete(),
        )
        .table(table("crm.things").belongs_to("post.parcels", "parcel").holds("what").delete());
    world(&map).await
}

async fn everything(databases: &[Database]) -> Vec<String> {
    let mut rows = databases[0].rows("SELECT id, email FROM people").await;
    rows.extend(databases[0].rows("SELECT id, what FROM things").await);
    rows.extend(databases[1].rows("SELECT id, person FROM parcels").await);
    rows
}

const WITHOUT_ANN: [&str; 5] = ["2|bob@example.com", "3|pan", "4|jar", "12|2", "13|x"];

#[test]
fn keys_are_carried_between_stores_and_identities_go_last() {
    on_each_engine(2, |databases| async move {
        let world = two_stores(&databases).await;
        assert_eq!(world.access(&email("ann@example.com")).await.len(), 5);
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let stores: Vec<&str> = planned.plan.steps.iter().map(|step| step.store.as_str()).collect();
        assert_eq!(stores, ["post", "crm", "crm"]);
        assert_eq!(steps(&planned), ["parcels delete 2", "people delete 1", "things delete 2"]);
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(everything(&databases).await, WITHOUT_ANN);
    });
}

#[test]
fn killed_anywhere_it_is_finished_and_nothing_is_done_twice() {
    for boundary in 1.. {
        let reached = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let stopped = reached.clone();
        on_each_engine(2, move |databases| {
            let stopped = stopped.clone();
            async move {
                let world = two_stores(&databases).await;
                let planned = world.plan(&email("ann@example.com")).await.unwrap();
                // What is carried on is what was sealed: bytes, not the plan in memory.
                let bytes = planned.material.to_bytes();
                let sealed = bytes.reveal(probity_vocabulary::Reveal::Seal).clone();
                let json = serde_json::to_string(&planned.plan).unwrap();
                assert!(!json.contains("ann@"), "a plan holds nobody's data");
                let mut memory = Memory::default();
                let mut count = 0;
                let outcome = world
                    .execute(&planned, &mut memory, |_| {
                        count += 1;
                        if count == boundary { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                    })
                    .await;
                if outcome.is_ok() {
                    return;
                }
                stopped.store(true, std::sync::atomic::Ordering::SeqCst);
                let plan: Plan = serde_json::from_str(&json).unwrap();
                let material = PlanMaterial::from_bytes(&sealed).unwrap();
                let approved = Approved::new(plan.clone(), &planned.plan.hash, "an officer").unwrap();
                let execute = Execute {
                    graph: &world.graph,
                    stores: &world.stores,
                    plan: &approved,
                    material: &material,
                    key: &PseudonymKey::new([3; 32]),
                };
                let done_before = memory.0.done.clone();
                let progress = memory.0.clone();
                let executed = execute.run(&progress, &mut memory, &mut go).await.unwrap();
                assert!(executed.stores.iter().all(|store| !done_before.contains(store)));
                assert!(executed.remaining.is_empty());
                assert_eq!(memory.0.done.len(), 2);
                assert_eq!(everything(&databases).await, WITHOUT_ANN);
                let looked = look(&world.graph, &world.stores, &plan, &material).await.unwrap();
                assert!(looked.is_clean(), "{looked:?}");
            }
        });
        if !reached.load(std::sync::atomic::Ordering::SeqCst) {
            assert!(boundary > 10, "only {boundary} boundaries");
            return;
        }
    }
}

#[test]
fn new_rows_make_another_plan_and_fewer_do_not() {
    on_each_engine(2, |databases| async move {
        let world = two_stores(&databases).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        databases[1].run("INSERT INTO parcels VALUES (20, '1', null)").await;
        let before = everything(&databases).await;
        let changed = world.execute(&planned, &mut Memory::default(), go).await;
        let Err(ExecuteError::PlanChanged(changed)) = changed else { panic!("{changed:?}") };
        assert_eq!((changed.len(), changed[0].planned, changed[0].found), (1, 2, 3));
        assert_eq!((changed[0].table.as_str(), changed[0].action), ("parcels", StepAction::Delete));
        assert_eq!(everything(&databases).await, before);

        // As many rows, but not the same.
        databases[1].run("DELETE FROM parcels WHERE id = 10").await;
        let changed = world.execute(&planned, &mut Memory::default(), go).await;
        assert!(matches!(changed, Err(ExecuteError::PlanChanged(_))), "{changed:?}");

        databases[1].run("DELETE FROM parcels WHERE id = 20").await;
        let mut memory = Memory::default();
        world.execute(&planned, &mut memory, go).await.unwrap();
        // Thing 1 hung on the parcel that somebody else deleted; it is nobody's now.
        assert_eq!(
            everything(&databases).await,
            ["2|bob@example.com", "1|cup", "3|pan", "4|jar", "12|2", "13|x"]
        );
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert_eq!(looked.remaining.len(), 1, "the look still finds it by the key that the plan touched");
        assert_eq!(looked.remaining[0].table, "things");
    });
}

#[test]
fn rows_looked_at_while_they_are_deleted_are_compared_with_the_plan_too() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, email text);
                 CREATE TABLE baskets (id integer PRIMARY KEY, person integer REFERENCES people (id));
                 CREATE TABLE items (id integer PRIMARY KEY, basket integer REFERENCES baskets (id), what text);
                 CREATE TABLE notes (id integer PRIMARY KEY, basket integer REFERENCES baskets (id));
                 INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
                 INSERT INTO baskets VALUES (10, 1), (11, 1), (12, 2);
                 INSERT INTO items VALUES (100, 10, 'cup'), (101, 10, 'pot'), (102, 11, 'pan'), (103, 12, 'jar');",
            )
            .await;
        let map = Map::of(&[("s", database)])
            .table(table("s.people").person("person", "id", "id, email").delete())
            .table(table("s.baskets").belongs_to("s.people", "person").delete())
            .table(table("s.items").belongs_to("s.baskets", "basket").holds("what").delete())
            .table(table("s.notes").belongs_to("s.baskets", "basket").delete());
        let world = world(&map).await;
        let all = || async {
            let mut rows = database.rows("SELECT 'p', id FROM people").await;
            rows.extend(database.rows("SELECT 'b', id FROM baskets").await);
            rows.extend(database.rows("SELECT 'l', id FROM items").await);
            rows.extend(database.rows("SELECT 'n', id FROM notes").await);
            rows
        };
        let planned = world.plan(&id(1)).await.unwrap();
        assert_eq!(steps(&planned), ["items delete 3", "baskets delete 2", "people delete 1"]);
        // One row instead of another, one more, and one in a table that had none.
        for (change, undo) in [
            ("UPDATE items SET id = 200 WHERE id = 101", "UPDATE items SET id = 101 WHERE id = 200"),
            ("INSERT INTO items VALUES (201, 11, 'new')", "DELETE FROM items WHERE id = 201"),
            ("INSERT INTO notes VALUES (1, 10)", "DELETE FROM notes"),
            ("INSERT INTO baskets VALUES (13, 1)", "DELETE FROM baskets WHERE id = 13"),
        ] {
            database.run(change).await;
            let before = all().await;
            let changed = world.execute(&planned, &mut Memory::default(), go).await;
            assert!(
                matches!(&changed, Err(ExecuteError::PlanChanged(steps)) if steps.len() == 1),
                "{changed:?}"
            );
            assert_eq!(all().await, before, "nothing lasts of it");
            database.run(undo).await;
        }
        // Fewer rows are among the planned ones.
        database.run("DELETE FROM items WHERE id = 102").await;
        world.execute(&planned, &mut Memory::default(), go).await.unwrap();
        assert_eq!(all().await, ["p|2", "b|12", "l|103"]);
    });
}

#[test]
fn only_the_approved_plan_with_its_own_material_is_carried_out() {
    on_each_engine(2, |databases| async move {
        let world = two_stores(&databases).await;
        let planned = world.plan(&id(1)).await.unwrap();
        let other = world.plan(&id(2)).await.unwrap();
        assert!(matches!(
            Approved::new(planned.plan.clone(), &other.plan.hash, "an officer"),
            Err(ApprovalError::OtherPlan { .. })
        ));
        assert_eq!(Approved::new(planned.plan.clone(), &planned.plan.hash, " "), Err(ApprovalError::Nobody));
        let mut forged = planned.plan.clone();
        forged.steps[0].rows += 1;
        assert!(Approved::new(forged, &planned.plan.hash, "an officer").is_err());
        let mixed = probity_stores::Planned { plan: planned.plan.clone(), material: other.material };
        let refused = world.execute(&mixed, &mut Memory::default(), go).await;
        assert!(matches!(refused, Err(ExecuteError::NotThisPlan(_))), "{refused:?}");
        let access = plan(&world.graph, &world.stores, Right::Access, &id(1), [1; 16]).await.unwrap();
        let refused = world.execute(&access, &mut Memory::default(), go).await;
        assert!(matches!(refused, Err(ExecuteError::NotThisPlan(_))), "{refused:?}");
    });
}

#[test]
fn a_store_that_goes_away_half_way_leaves_the_rest_to_be_done() {
    on_each_engine(2, |databases| async move {
        let world = two_stores(&databases).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut memory = Memory::default();
        let first = |boundary: &Boundary| match boundary {
            Boundary::Done(_) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        assert!(world.execute(&planned, &mut memory, first).await.is_err());
        assert_eq!(memory.0.done.iter().collect::<Vec<_>>(), ["post"]);
        hide(&databases[0], true).await;
        let failed = world.execute(&planned, &mut memory, go).await;
        let Err(ExecuteError::Store(error)) = failed else { panic!("{failed:?}") };
        assert!(
            matches!(&error, StoreError::MissingDatabase { store, .. } | StoreError::Unreachable { store, .. } if store == "crm"),
            "{error:?}"
        );
        assert_eq!(memory.0.done.len(), 1, "never done");
        hide(&databases[0], false).await;
        world.execute(&planned, &mut memory, go).await.unwrap();
        assert_eq!(everything(&databases).await, WITHOUT_ANN);
    });
}

/// Takes a database away and gives it back.
async fn hide(database: &Database, away: bool) {
    let (from, to) = (database.address.clone(), format!("{}_away", database.address));
    let (from, to) = if away { (from, to) } else { (to, from) };
    match database.engine {
        Engine::Sqlite => {
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::rename(format!("{from}{ending}"), format!("{to}{ending}"));
            }
        }
        Engine::Postgres => {
            let name = |address: &str| address.rsplit_once('/').unwrap().1.to_owned();
            let (server, _) = database.address.rsplit_once('/').unwrap();
            let server = Database { engine: Engine::Postgres, address: format!("{server}/postgres") };
            let end = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
                name(&from)
            );
            server.run(&end).await;
            server.run(&format!("ALTER DATABASE {} RENAME TO {}", name(&from), name(&to))).await;
        }
        Engine::MariaDb => {
            // A database has no other name there; its tables move.
            let name = |address: &str| address.rsplit_once('/').unwrap().1.to_owned();
            let (server, _) = database.address.rsplit_once('/').unwrap();
            let server = Database { engine: Engine::MariaDb, address: format!("{server}/") };
            let tables = server
                .rows(&format!(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}'",
                    name(&from)
                ))
                .await;
            server.run(&format!("CREATE DATABASE IF NOT EXISTS {}", name(&to))).await;
            for table in tables {
                server.run(&format!("RENAME TABLE {}.{table} TO {}.{table}", name(&from), name(&to))).await;
            }
            server.run(&format!("DROP DATABASE {}", name(&from))).await;
        }
    }
}

#[test]
fn a_commit_whose_answer_is_lost_is_resolved_by_looking() {
    on_each_engine(2, |databases| async move {
        if databases[0].engine == Engine::Sqlite {
            return;
        }
        let world = two_stores(&databases).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut memory = Memory::default();
        let mut cut = false;
        let cut_off = databases.clone();
        let executed = world
            .execute(&planned, &mut memory, |boundary| {
                if !cut && matches!(boundary, Boundary::BeforeCommit(store) if store == "crm") {
                    cut = true;
                    // All sessions of the executor end just before the commit is sent.
                    let cut_off = cut_off.clone();
                    std::thread::spawn(move || {
                        let runtime =
                            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                        runtime.block_on(Database::end_sessions(&cut_off));
                    })
                    .join()
                    .unwrap();
                }
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        assert!(cut);
        assert_eq!(executed.stores, ["post", "crm"]);
        assert_eq!(everything(&databases).await, WITHOUT_ANN);
    });
}

#[test]
fn two_erasures_at_once_both_end_well() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, email text);
                 CREATE TABLE pacts (id integer PRIMARY KEY, one integer, other integer);
                 INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com'), (3, 'cyn@example.com');
                 INSERT INTO pacts VALUES (1, 1, 2), (2, 2, 1), (3, 2, 3);",
            )
            .await;
        let map = Map::of(&[("s", database)])
            .table(table("s.people").person("person", "id", "id").delete())
            .table(table("s.pacts").belongs_to("s.people", "one").belongs_to("s.people", "other").delete());
        let world = Arc::new(world(&map).await);
        let tasks: Vec<_> = [1, 2]
            .map(|person| {
                let world = world.clone();
                // Each plans again when the other was faster.
                tokio::spawn(async move {
                    loop {
                        let planned = world.plan(&id(person)).await.unwrap();
                        match world.execute(&planned, &mut Memory::default(), go).await {
                            Ok(_) => return,
                            Err(ExecuteError::PlanChanged(_)) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                })
            })
            .into_iter()
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(database.rows("SELECT * FROM people").await, ["3|cyn@example.com"]);
        assert_eq!(database.rows("SELECT * FROM pacts").await, ["3||3"]);
    });
}

#[test]
fn nobody_found_is_a_plan_that_changes_nothing() {
    on_each_engine(2, |databases| async move {
        let world = two_stores(&databases).await;
        let claims =
            vec![IdentityClaim::new("email", "nobody@example.com"), IdentityClaim::new("shoe", "42")];
        let (planned, looked) = world.erase(&claims).await;
        assert!(!planned.plan.changes_anything() && planned.plan.steps.is_empty() && looked.is_clean());
    });
}

#[test]
fn a_hundred_thousand_rows_pass_one_at_a_time() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, email text);
                 CREATE TABLE events (id integer PRIMARY KEY, person integer, what text);
                 INSERT INTO people VALUES (1, 'ann@example.com');
                 INSERT INTO events WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                    SELECT i, 1, 'looked' FROM n;",
            )
            .await;
        let map = Map::of(&[("s", database)])
            .table(table("s.people").person("person", "id", "id").delete())
            .table(table("s.events").belongs_to("s.people", "person").holds("what").stay("what", ""));
        let world = world(&map).await;
        let mut count = 0;
        probity_stores::collect(&world.graph, &world.stores, &id(1), |_| {
            count += 1;
            if count == 50_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await
        .unwrap();
        assert_eq!(count, 50_000, "a reader may stop");
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.remaining.is_empty());
        assert_eq!(steps(&planned)[0], "events blank 100000 what=null");
        assert_eq!(database.number("SELECT count(*) FROM events WHERE what IS NULL").await, 100_000);
    });
}

#[test]
fn tables_that_nobody_but_a_person_can_work_on_are_in_the_plan() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run("CREATE TABLE people (id integer PRIMARY KEY); INSERT INTO people VALUES (1);").await;
        let mut map = Map::of(&[("s", database)])
            .table(table("s.people").person("person", "id", "id").mentions("paper.binders", "id").delete())
            .table(table("paper.binders").belongs_to("s.people", "person").delete());
        let mut cabinet = database.store("paper");
        cabinet.kind = StoreKind::Manual;
        map.0.stores.push(cabinet);
        let world = world(&map).await;
        let planned = world.plan(&id(1)).await.unwrap();
        assert_eq!(planned.plan.by_hand, ["paper.binders"]);
        assert_eq!(steps(&planned), ["people delete 1"]);
    });
}

#[test]
fn copies_and_what_cannot_be_read_are_reported() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        let role = format!("reader_{}", database.address.rsplit_once('_').unwrap().1);
        database
            .run(&format!(
                "CREATE TABLE people (id integer PRIMARY KEY, email text, extra jsonb);
                 INSERT INTO people VALUES (1, 'ann@example.com', null), (2, 'bob@example.com', '{{\"friend\": \"Ann@example.com\"}}');
                 CREATE TABLE copies AS SELECT email FROM people;
                 CREATE TABLE secrets (word text);
                 CREATE ROLE {role} LOGIN;
                 GRANT SELECT, UPDATE, DELETE ON people TO {role}; GRANT SELECT ON copies TO {role};"
            ))
            .await;
        let reader = Database {
            engine: Engine::Postgres,
            address: database.address.replacen("//probity@", &format!("//{role}@"), 1),
        };
        let map =
            Map::of(&[("s", &reader)]).table(table("s.people").person("person", "id", "id, email").delete());
        let world = world(&map).await;
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        let mut found: Vec<(&str, &str, bool)> = looked
            .texts
            .iter()
            .map(|finding| (finding.table.as_str(), finding.column.as_str(), finding.mapped))
            .collect();
        found.sort_unstable();
        assert_eq!(found, [("copies", "email", false), ("people", "extra", true)]);
        assert_eq!(looked.unsearched.len(), 1);
        assert_eq!(looked.unsearched[0].table, "secrets");
        assert!(!looked.is_clean() && !format!("{looked:?}").contains("ann@"));

        database.run(&format!("REVOKE DELETE ON people FROM {role}")).await;
        let refused = world.plan(&id(2)).await;
        assert!(
            matches!(&refused, Err(PlanError::Refused(refusals))
                if matches!(&refusals[..], [PlanRefusal::Engine { fault, .. }] if fault.kind == FaultKind::Permission)),
            "{refused:?}"
        );
        database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    });
}

#[test]
fn a_hundred_thousand_shared_rows_take_no_quadratic_time() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, email text);
                 CREATE TABLE pacts (id integer PRIMARY KEY, one integer, other integer);
                 INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
                 INSERT INTO pacts WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                    SELECT i, 1, CASE WHEN i % 2 = 0 THEN 2 END FROM n;",
            )
            .await;
        let map = Map::of(&[("s", database)])
            .table(table("s.people").person("person", "id", "id").delete())
            .table(table("s.pacts").belongs_to("s.people", "one").belongs_to("s.people", "other").delete());
        let world = world(&map).await;
        let begun = std::time::Instant::now();
        let (planned, looked) = world.erase(&id(1)).await;
        // Two passes over the data take seconds; comparing every pair of 100,000 rows would take many minutes.
        assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
        println!("{:?} {:?}", database.engine, begun.elapsed());
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(
            steps(&planned),
            ["pacts blank 50000 one=null", "pacts delete 50000", "people delete 1", "pacts keep 50000"]
        );
        assert_eq!(database.number("SELECT count(*) FROM pacts WHERE one IS NULL").await, 50_000);
    });
}
