//! What holds for every kind of store without tables.

use super::buckets::{Bucket, Server};
use super::club::{Club, Side};
use super::files::{FORMATS, Folder, Format};
use super::keys::{Keys, WAYS, server};
use crate::common::run::{Memory, World, email, steps};
use probity_policy::check::check_live;
use probity_policy::model::data_map::Location;
use probity_stores::{Boundary, ExecuteError, PlanMaterial, Planned, StoreError, live_schema, look};
use probity_vocabulary::Reveal;
use serde_json::json;
use std::future::Future;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs a test with a club of each kind.
macro_rules! on_each_kind {
    ($test:expr) => {
        for format in FORMATS {
            println!("in files of {format:?}");
            block_on(async {
                let club = Club::new(|folder| Folder::new(folder, format)).await;
                $test(&club).await;
            });
        }
        for format in FORMATS {
            println!("in a bucket in objects of {format:?}");
            let folder = tempfile::tempdir().unwrap();
            let Some(server) = Server::start(folder.path()).map(Arc::new) else { break };
            block_on(async {
                let club = Club::new(|_| Bucket::new(&server, "company", format)).await;
                $test(&club).await;
            });
        }
        for way in WAYS {
            println!("in Redis as {way:?}");
            let Some(server) = server() else { break };
            block_on(async {
                let club = Club::new(|_| Keys::new(&server, way)).await;
                $test(&club).await;
            });
        }
    };
}

fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

fn go(_: &Boundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

const PLANNED: [&str; 11] = [
    "invoices blank 1 name=null login=null",
    "invoices keep 1",
    "letters delete 2",
    "pages delete 2",
    "parcels delete 1",
    "people delete 1",
    "rooms blank 1 a=null",
    "rooms blank 1 b=null",
    "rooms blank 1 note=null",
    "rooms delete 1",
    "rooms keep 2",
];

#[test]
fn everything_of_a_person_is_found_along_links_into_the_store_and_out_again() {
    async fn test<S: Side>(club: &Club<S>) {
        let world = club.world().await;
        let found = world.access(&email("Ann@Example.com")).await;
        let mut found: Vec<&str> = found.iter().map(|row| row.table.table.as_str()).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "invoices", "letters", "letters", "pages", "pages", "parcels", "people", "rooms", "rooms",
                "rooms"
            ]
        );
        let invoice = world.access(&email("ann@example.com")).await;
        let invoice = invoice.iter().find(|row| row.table.table == "invoices").unwrap();
        let invoice = invoice.values.reveal(Reveal::AnswerPerson).fields();
        assert_eq!(invoice.get("name"), Some(&json!("Ann Lee")));
        assert_eq!(invoice.get("total"), Some(&json!("10")));
    }
    on_each_kind!(test);
}

#[test]
fn planning_changes_nothing_and_shows_every_step() {
    async fn test<S: Side>(club: &Club<S>) {
        let before = club.everything().await;
        let world = club.world().await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut steps = steps(&planned);
        steps.sort();
        assert_eq!(steps, PLANNED);
        let kept = planned.plan.steps.iter().find(|step| step.because.as_deref() == Some("tax-law"));
        assert_eq!(kept.unwrap().until.as_deref(), Some("2033-01-31"));
        assert_eq!(club.everything().await, before);
    }
    on_each_kind!(test);
}

#[test]
fn an_erasure_takes_what_is_theirs_and_leaves_every_other_record() {
    async fn test<S: Side>(club: &Club<S>) {
        let world = club.world().await;
        let (_, looked) = world.erase(&email("ann@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        club.assert_without_ann().await;
        let again = world.plan(&email("ann@example.com")).await.unwrap();
        assert!(again.plan.steps.is_empty(), "{:?}", again.plan.steps);
    }
    on_each_kind!(test);
}

/// Stops at one boundary after the other, until there is none, and carries on in another process each time.
async fn killed<S: Side>(make: impl Fn(&Path) -> S) {
    let mut parts = 0;
    for boundary in 1.. {
        let club = Club::new(&make).await;
        let world = club.world().await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let bytes = planned.material.to_bytes().reveal(Reveal::Seal).clone();
        let mut memory = Memory::default();
        let mut count = 0;
        let outcome = world
            .execute(&planned, &mut memory, |at| {
                count += 1;
                if count < boundary {
                    return ControlFlow::Continue(());
                }
                parts += usize::from(matches!(at, Boundary::Applied(..)));
                ControlFlow::Break(())
            })
            .await;
        let stopped = outcome.is_err();
        // What carries on has only what was sealed.
        let world = club.world().await;
        let material = PlanMaterial::from_bytes(&bytes).unwrap();
        let carried = Planned { plan: planned.plan.clone(), material };
        let executed = world.execute(&carried, &mut memory, go).await;
        let executed = executed.unwrap_or_else(|error| panic!("at {boundary}: {error:?}"));
        assert!(executed.remaining.is_empty(), "at {boundary}: {executed:?}");
        club.assert_without_ann().await;
        let looked = look(&world.graph, &world.stores, &planned.plan, &carried.material).await.unwrap();
        assert!(looked.is_clean(), "at {boundary}: {looked:?}");
        if !stopped {
            assert!(parts >= 4, "stopped at {parts} parts only");
            return;
        }
    }
}

#[test]
fn killed_anywhere_while_files_are_written_it_is_finished() {
    for format in [Format::JsonLines, Format::Csv, Format::Json] {
        println!("in files of {format:?}");
        block_on(killed(|folder| Folder::new(folder, format)));
    }
}

#[test]
fn killed_anywhere_while_compressed_files_lists_and_logs_are_written_it_is_finished() {
    for format in [Format::Compressed, Format::JsonList, Format::Lines] {
        println!("in files of {format:?}");
        block_on(killed(|folder| Folder::new(folder, format)));
    }
}

#[test]
fn killed_anywhere_while_objects_are_written_it_is_finished() {
    for format in [Format::JsonLines, Format::Json] {
        println!("in a bucket in objects of {format:?}");
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = Server::start(folder.path()).map(Arc::new) else { break };
        let number = AtomicUsize::new(0);
        block_on(killed(|_| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            Bucket::new(&server, &format!("company{number}"), format)
        }));
    }
}

#[test]
fn killed_anywhere_while_keys_are_changed_it_is_finished() {
    for way in WAYS {
        println!("in Redis as {way:?}");
        let Some(server) = server() else { break };
        block_on(killed(|_| Keys::new(&server, way)));
    }
}

#[test]
fn a_record_that_came_after_the_plan_makes_another_plan() {
    async fn test<S: Side>(club: &Club<S>) {
        let world = club.world().await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        club.add("letters", json!({"id": "L9", "person": "1", "body": "new"}));
        let before = club.everything().await;
        let outcome = world.execute(&planned, &mut Memory::default(), go).await;
        assert!(matches!(outcome, Err(ExecuteError::PlanChanged(_))), "{outcome:?}");
        assert_eq!(club.everything().await, before);
        // Somebody else's record changes nothing about it.
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        club.add("letters", json!({"id": "L8", "person": "2", "body": "Bob's"}));
        world.execute(&planned, &mut Memory::default(), go).await.unwrap();
    }
    on_each_kind!(test);
}

#[test]
fn a_change_in_the_middle_of_carrying_out_is_not_overwritten() {
    async fn test<S: Side>(club: &Club<S>) {
        let world = club.world().await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut changed = false;
        let outcome = world
            .execute(&planned, &mut Memory::default(), |at| {
                if matches!(at, Boundary::BeforeCommit(store) if store == "side") && !changed {
                    changed = true;
                    club.add("rooms", json!({"id": "R9", "a": "2", "note": "made meanwhile"}));
                }
                ControlFlow::Continue(())
            })
            .await;
        outcome.unwrap_or_else(|error| panic!("{error:?}"));
        assert!(changed);
        let (side, ..) = club.everything().await;
        let rooms: Vec<String> = side["rooms"].iter().map(|room| room["id"].to_string()).collect();
        assert_eq!(rooms, ["\"R1\"", "\"R3\"", "\"R9\""]);
        assert_eq!(side["letters"].len(), 2);
    }
    on_each_kind!(test);
}

#[test]
fn a_store_that_is_away_is_named_and_nothing_else_is_begun() {
    async fn test<S: Side>(club: &Club<S>) {
        let world = club.world().await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        let mut map = club.map.clone();
        for store in map.stores.iter_mut().filter(|store| store.name == "side") {
            store.location = Location::Written(club.side.lose());
        }
        let world = World { graph: world.graph, stores: club.stores_of(&map) };
        let error = world.execute(&planned, &mut Memory::default(), go).await.unwrap_err();
        let ExecuteError::Store(error) = error else { panic!("{error:?}") };
        assert!(
            matches!(&error, StoreError::MissingDatabase { store, .. } | StoreError::Unreachable { store, .. } if store == "side"),
            "{error:?}"
        );
    }
    on_each_kind!(test);
}

#[test]
fn the_map_is_checked_against_what_is_there() {
    async fn test<S: Side>(club: &Club<S>) {
        let schemas = club.stores().schemas().await.unwrap();
        let model = probity_policy::model::Model { data_map: club.map.clone(), ..Default::default() };
        let found = check_live(&model, &live_schema(&club.map, &schemas));
        let loud: Vec<String> = found
            .iter()
            .filter(|one| one.severity != probity_source::Severity::Note)
            .map(|one| format!("{} {}", one.code, one.message))
            .collect();
        assert_eq!(loud, Vec::<String>::new());
    }
    on_each_kind!(test);
}
