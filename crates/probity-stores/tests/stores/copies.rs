//! Materialised views and tables made from others are made anew after an erasure; rows that triggers write go too.

use crate::common::run::{Memory, id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine, on_engine};
use probity_stores::{Boundary, Engine, ExecuteError, FaultKind, PlanError, PlanRefusal, look};
use std::ops::ControlFlow;

const PEOPLE: &str = "
    CREATE TABLE people (id integer PRIMARY KEY, name varchar(40), town varchar(40));
    CREATE TABLE bills (id integer PRIMARY KEY, person integer, street varchar(40));
    INSERT INTO people VALUES (1, 'Ann Archer', 'Arden'), (2, 'Bob Baker', 'Berne');
    INSERT INTO bills VALUES (1, 1, 'Elm street'), (2, 2, 'Oak street');";

const MAP: &str = r#"
table core.people { is client by id, name; name contact.name; town contact.address; on erasure delete }
table core.bills { belongs to core.people by person; street contact.address; on erasure delete }"#;

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn name(value: &str) -> Vec<probity_stores::IdentityClaim> {
    vec![probity_stores::IdentityClaim::new("name", value)]
}

#[test]
fn materialised_views_that_nobody_named_are_refreshed_in_their_order_without_keeping_readers_waiting() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        database
            .run(
                "CREATE SCHEMA sums;
                 CREATE VIEW shown AS SELECT name, town FROM people;
                 CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM people';
                 CREATE MATERIALIZED VIEW named AS SELECT name, count(*) AS n FROM shown GROUP BY name;
                 CREATE UNIQUE INDEX named_once ON named (name);
                 CREATE MATERIALIZED VIEW sums.\"A first\" AS SELECT max(name) AS \"last\" FROM named;
                 CREATE MATERIALIZED VIEW called AS SELECT name FROM everybody();
                 CREATE MATERIALIZED VIEW streets AS SELECT street FROM bills;
                 CREATE MATERIALIZED VIEW other AS SELECT 1 AS one;
                 CREATE MATERIALIZED VIEW empty AS SELECT name FROM people WITH NO DATA;",
            )
            .await;
        let world = world(&said(&[("core", database)], MAP)).await;
        let planned = world.plan(&name("Bob Baker")).await.unwrap();
        let rebuilding: Vec<&str> = planned
            .plan
            .steps
            .iter()
            .filter(|step| step.action.word() == "rebuild")
            .map(|step| step.statement.as_str())
            .collect();
        let at = |wanted: &str| rebuilding.iter().position(|one| one.contains(wanted)).unwrap();
        assert_eq!(rebuilding.len(), 4, "{rebuilding:?}");
        assert!(at("\"named\"") < at("\"A first\""), "{rebuilding:?}");
        assert_eq!(
            rebuilding[at("\"named\"")],
            "REFRESH MATERIALIZED VIEW CONCURRENTLY \"public\".\"named\""
        );
        assert!(at("\"called\"") < 4 && at("\"streets\"") < 4);
        let why = |table: &str| {
            let step = planned.plan.steps.iter().find(|step| step.table == table).unwrap();
            step.because.clone().unwrap()
        };
        assert!(why("named").contains("nobody who reads it waits"), "{}", why("named"));
        assert!(why("streets").contains("`bills`; meanwhile whoever reads it waits"), "{}", why("streets"));
        assert_eq!(database.rows("SELECT name FROM named").await, ["Ann Archer", "Bob Baker"]);
        world.execute(&planned, &mut Memory::default(), go).await.unwrap();
        assert_eq!(database.rows("SELECT name FROM named").await, ["Ann Archer"]);
        assert_eq!(database.rows("SELECT * FROM sums.\"A first\"").await, ["Ann Archer"]);
        assert_eq!(database.rows("SELECT * FROM called").await, ["Ann Archer"]);
        assert_eq!(database.rows("SELECT * FROM streets").await, ["Elm street"]);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn the_look_finds_a_materialised_view_that_was_not_refreshed_and_accepts_what_its_source_keeps() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        database
            .run(
                "CREATE MATERIALIZED VIEW named AS SELECT name FROM people;
                 CREATE MATERIALIZED VIEW copied AS SELECT name FROM named;",
            )
            .await;
        let kept = MAP.replacen("on erasure delete", "on erasure blank town", 1);
        let world1 = world(&said(&[("core", database)], &kept)).await;
        let (_, looked) = world1.erase(&name("Ann Archer")).await;
        assert_eq!(looked.texts.len(), 3, "{looked:?}");
        assert!(looked.is_clean(), "{looked:?}");
        let gone = world(&said(&[("core", database)], MAP)).await;
        let planned = gone.plan(&name("Ann Archer")).await.unwrap();
        // As if the refresh had been forgotten.
        database.run("DELETE FROM bills WHERE person = 1; DELETE FROM people WHERE id = 1").await;
        let looked = look(&gone.graph, &gone.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(!looked.is_clean() && looked.texts.len() == 2, "{looked:?}");
    });
}

#[test]
fn a_materialised_view_of_somebody_else_is_refused_when_it_is_planned() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        let role = format!("{}_eraser", database.name());
        database
            .run(&format!(
                "CREATE MATERIALIZED VIEW named AS SELECT name FROM people;
                 CREATE ROLE {role} LOGIN; GRANT SELECT, DELETE, UPDATE ON people, bills, named TO {role};"
            ))
            .await;
        let address = database.address.replacen("probity@", &format!("{role}@"), 1);
        let theirs = Database { engine: database.engine, address };
        let refused = world(&said(&[("core", &theirs)], MAP)).await;
        let outcome = refused.plan(&id(1)).await;
        let said_so = world(&said(
            &[("core", &theirs)],
            &format!("{MAP}\ntable core.named {{ name contact.name; derived from core.people, rebuilt by \"SELECT renew()\" }}"),
        ))
        .await;
        database
            .run(
                "CREATE FUNCTION renew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS
                 'BEGIN REFRESH MATERIALIZED VIEW public.named; END'",
            )
            .await;
        let erased = said_so.plan(&id(1)).await;
        let carried = match &erased {
            Ok(planned) => Some(said_so.execute(planned, &mut Memory::default(), go).await.is_ok()),
            Err(_) => None,
        };
        let left = database.rows("SELECT name FROM named").await;
        drop((refused, said_so));
        database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotRebuild { table, .. }] if table == "named"),
            "{refusals:?}"
        );
        // A function of its owner may.
        assert_eq!((carried, left), (Some(true), vec!["Bob Baker".to_owned()]), "{erased:?}");
    });
}

fn derived(statement: &str) -> String {
    format!(
        "{MAP}\ntable core.towns {{ town contact.address; plain people; derived from core.people, rebuilt by \"{statement}\" }}"
    )
}

const ANEW: &str = "DELETE FROM towns; INSERT INTO towns SELECT town, count(*) FROM people GROUP BY town";

#[test]
fn a_derived_table_is_made_anew_and_a_kill_before_it_is_finished_after_a_restart() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(&format!("{PEOPLE} CREATE TABLE towns (town varchar(40), people integer); {ANEW}"))
            .await;
        let world = world(&said(&[("core", database)], &derived(ANEW))).await;
        let planned = world.plan(&id(1)).await.unwrap();
        assert_eq!(
            steps(&planned),
            ["bills delete 1", "people delete 1", "towns rebuild 0"],
            "{:?}",
            planned.plan.steps
        );
        assert_eq!(database.number("SELECT count(*) FROM towns").await, 2, "planning changes nothing");
        let mut memory = Memory::default();
        let killed = world
            .execute(&planned, &mut memory, |boundary| match boundary {
                Boundary::Committed(_) => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
            .await;
        assert!(matches!(killed, Err(ExecuteError::Stopped(_))), "{killed:?}");
        assert!(memory.0.done.is_empty());
        assert_eq!(database.number("SELECT count(*) FROM towns").await, 2);
        let mut boundaries = Vec::new();
        let executed = world
            .execute(&planned, &mut memory, |boundary| {
                boundaries.push(boundary.to_string());
                ControlFlow::Continue(())
            })
            .await;
        assert_eq!(executed.unwrap().stores, ["core"]);
        assert!(boundaries.contains(&"rebuilt:core".to_owned()), "{boundaries:?}");
        assert_eq!(database.rows("SELECT * FROM towns").await, ["Berne|1"]);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn a_derived_table_whose_statement_fails_is_refused_or_leaves_the_erasure_open() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(&format!("{PEOPLE} CREATE TABLE towns (town varchar(40), people integer); {ANEW}"))
            .await;
        for statement in ["INSERT INTO nowhere SELECT town FROM people", "DELETE FROM towns; COMMIT"] {
            let world = world(&said(&[("core", database)], &derived(statement))).await;
            let outcome = world.plan(&id(1)).await;
            let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
            assert!(
                matches!(&refusals[..], [PlanRefusal::CannotRebuild { table, .. }] if table == "towns"),
                "{refusals:?}"
            );
        }
        assert_eq!(database.number("SELECT count(*) FROM people").await, 2);
        let world = world(&said(&[("core", database)], &derived(ANEW))).await;
        let planned = world.plan(&id(1)).await.unwrap();
        database.run("ALTER TABLE towns RENAME TO gone").await;
        let mut memory = Memory::default();
        let outcome = world.execute(&planned, &mut memory, go).await;
        let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(error.to_string(), "store `core` could not make `towns` anew");
        assert_ne!(error.fault().unwrap().kind, FaultKind::ConnectionLost);
        assert!(memory.0.done.is_empty(), "the request stays open");
        database.run("ALTER TABLE gone RENAME TO towns").await;
        world.execute(&planned, &mut memory, go).await.unwrap();
        assert_eq!(memory.0.done.len(), 1);
        assert_eq!(database.rows("SELECT * FROM towns").await, ["Berne|1"]);
    });
}

#[test]
fn a_copy_in_another_store_is_made_anew_when_its_last_source_is_committed() {
    on_each_engine(2, |databases| async move {
        let (core, sums) = (&databases[0], &databases[1]);
        core.run(PEOPLE).await;
        sums.run("CREATE TABLE loads (n integer); CREATE TABLE copied (name varchar(40)); INSERT INTO copied VALUES ('Ann Archer')").await;
        let text = format!(
            "{MAP}\ntable warehouse.copied {{ name contact.name; derived from core.people, rebuilt by \"DELETE FROM copied; INSERT INTO loads VALUES (1)\" }}"
        );
        let world = world(&said(&[("core", core), ("warehouse", sums)], &text)).await;
        let planned = world.plan(&name("Ann Archer")).await.unwrap();
        assert_eq!(sums.number("SELECT count(*) FROM loads").await, 0);
        world.execute(&planned, &mut Memory::default(), go).await.unwrap();
        assert_eq!(sums.number("SELECT count(*) FROM loads").await, 1);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
    });
}

/// Writes what a row of `people` was into `history`, when it is deleted or changed.
async fn keep_history(database: &Database) {
    database
        .run("CREATE TABLE history (id integer PRIMARY KEY, person integer, name varchar(40)); INSERT INTO history VALUES (1, 1, 'Ann Abbot'), (2, 2, 'Bob Bell')")
        .await;
    let next = "(SELECT COALESCE(max(id), 0) + 1 FROM history AS h)";
    for event in ["DELETE", "UPDATE"] {
        let insert = format!("INSERT INTO history SELECT {next}, OLD.id, OLD.name");
        let trigger = match database.engine {
            Engine::Sqlite => format!("CREATE TRIGGER h{event} AFTER {event} ON people BEGIN {insert}; END"),
            Engine::MariaDb => format!("CREATE TRIGGER h{event} AFTER {event} ON people FOR EACH ROW {insert}"),
            Engine::Postgres => format!(
                "CREATE FUNCTION h{event}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {insert}; RETURN NULL; END';
                 CREATE TRIGGER h{event} AFTER {event} ON people FOR EACH ROW EXECUTE FUNCTION h{event}()"
            ),
        };
        database.run(&trigger).await;
    }
}

const HISTORY: &str =
    "table core.history { belongs to core.people by person; name contact.name; on erasure delete }";

#[test]
fn rows_that_triggers_write_into_a_history_go_in_the_same_plan() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        keep_history(database).await;
        let text = format!("{MAP}\n{HISTORY}");
        let world = world(&said(&[("core", database)], &text)).await;
        let planned = world.plan(&id(1)).await.unwrap();
        assert_eq!(
            steps(&planned),
            ["bills delete 1", "history delete 1", "people delete 1", "history delete 1"],
            "{:?}",
            planned.plan.steps
        );
        let why = planned.plan.steps[3].because.as_deref().unwrap();
        assert!(why.contains("trigger"), "{why}");
        assert_eq!(database.number("SELECT count(*) FROM history").await, 2, "planning changes nothing");
        // Killed between its own rows and those of the trigger, it goes on where it was.
        let mut memory = Memory::default();
        let mut commits = 0;
        let killed = world
            .execute(&planned, &mut memory, |boundary| match boundary {
                Boundary::Committed(_) => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
            .await;
        assert!(matches!(killed, Err(ExecuteError::Stopped(_))), "{killed:?}");
        assert_eq!(database.rows("SELECT name FROM history").await, ["Ann Archer", "Bob Bell"]);
        world
            .execute(&planned, &mut memory, |boundary| {
                commits += u32::from(matches!(boundary, Boundary::Committed(_)));
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        assert_eq!(commits, 2);
        assert_eq!(database.rows("SELECT person, name FROM history").await, ["2|Bob Bell"]);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
        // Undisturbed it comes to the same.
        let (_, looked) = world.erase(&id(2)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.number("SELECT count(*) FROM history").await, 0);
    });
}

#[test]
fn more_rows_in_a_history_than_were_approved_make_another_plan() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        keep_history(database).await;
        let world = world(&said(&[("core", database)], &format!("{MAP}\n{HISTORY}"))).await;
        let planned = world.plan(&id(1)).await.unwrap();
        database.run("UPDATE people SET name = 'Ann Adler' WHERE id = 1").await;
        let outcome = world.execute(&planned, &mut Memory::default(), go).await;
        assert!(matches!(outcome, Err(ExecuteError::PlanChanged(_))), "{outcome:?}");
        assert_eq!(database.number("SELECT count(*) FROM history").await, 3);
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
    });
}

#[test]
fn a_trigger_that_brings_back_what_goes_is_refused() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        database.run(PEOPLE).await;
        keep_history(database).await;
        database
            .run(
                "CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS
                     'BEGIN INSERT INTO history SELECT COALESCE(max(id), 0) + 1, OLD.person, OLD.name FROM history; RETURN NULL; END';
                 CREATE TRIGGER again AFTER DELETE ON history FOR EACH ROW EXECUTE FUNCTION again();
                 INSERT INTO history VALUES (99, 2, 'x');",
            )
            .await;
        let world = world(&said(&[("core", database)], &format!("{MAP}\n{HISTORY}"))).await;
        let outcome = world.plan(&id(1)).await;
        let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
        assert!(matches!(&refusals[..], [PlanRefusal::BroughtBack { .. }]), "{refusals:?}");
        assert_eq!(database.number("SELECT count(*) FROM history").await, 3);
    });
}
