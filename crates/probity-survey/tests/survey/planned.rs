//! A draft is there to be carried out: once somebody confirmed it as it stands, an erasure of any of its people can be
//! planned and carried out over the database that it was drafted from, and nothing of theirs is found afterwards.

use super::bad_input::look;
use super::common::{Database, made_up};
use super::precision::by_hand;
use probity_stores::{
    Approved, Execute, IdentityClaim, Limits, PersonGraph, Progress, PseudonymKey, Right, SinkError,
    StepSink, StoreDone, Stores, look as look_again, plan,
};
use probity_survey::draft::{Naming, draft};
use probity_survey::infer::Examined;
use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The draft as its reader leaves it who believes all of it.
fn confirmed(examined: &Examined, database: &Database) -> String {
    let text = draft(&Naming::new("core", database.kind), examined);
    text.replace(" unconfirmed", "").replace("env CORE_DATABASE_URL", &format!("\"{}\"", database.address))
}

/// The table, an identity and its column, for each kind of people.
fn kinds_of_people(examined: &Examined) -> Vec<(String, String, String)> {
    let named = examined.conclusions.tables.iter().filter_map(|(place, table)| {
        let person = &table.person.as_ref()?.value;
        let key = person.key.first().map(|column| (column.clone(), column.clone()));
        let (name, column) = person.identities.first().cloned().or(key)?;
        Some((place.table.clone(), name, column))
    });
    named.collect()
}

/// No more than is needed to carry out one plan without interruption.
struct Forgetful;

impl StepSink for Forgetful {
    async fn begins(&mut self, _: &str) -> Result<(), SinkError> {
        Ok(())
    }

    async fn done(&mut self, _: &StoreDone) -> Result<(), SinkError> {
        Ok(())
    }
}

fn said(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", said(source)))
}

struct World {
    graph: PersonGraph,
    stores: Stores,
}

impl World {
    async fn of(draft: &str) -> Result<Self, String> {
        let map = by_hand(draft);
        let stores = Stores::new(&map, Path::new("/"), &|_| None, Limits::default()).unwrap();
        let schemas = stores.schemas().await.map_err(|error| said(&error))?;
        let graph = PersonGraph::compile(&map, schemas)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
        Ok(Self { graph, stores })
    }

    /// Why the erasure of this person cannot be planned or carried out, or what it left.
    async fn erase(&self, claim: IdentityClaim) -> Result<(), String> {
        let planned = plan(&self.graph, &self.stores, Right::Erasure, &[claim], [7; 16])
            .await
            .map_err(|error| said(&error))?;
        let approved = Approved::new(planned.plan.clone(), &planned.plan.hash, "an officer").unwrap();
        let execute = Execute {
            graph: &self.graph,
            stores: &self.stores,
            plan: &approved,
            material: &planned.material,
            key: &PseudonymKey::new([3; 32]),
        };
        let done =
            execute.run(&Progress::default(), &mut Forgetful, &mut |_| ControlFlow::Continue(())).await;
        let done = done.map_err(|error| said(&error))?;
        assert!(done.remaining.is_empty());
        let left = look_again(&self.graph, &self.stores, &planned.plan, &planned.material)
            .await
            .map_err(|error| said(&error))?;
        // Words of these made-up rows meet by chance, so texts in which an identity occurs are no fault here.
        let clean = left.remaining.is_empty() && left.unplanned.is_empty() && left.keys.is_empty();
        if clean { Ok(()) } else { Err(format!("left: {:?} {:?}", left.remaining, left.unplanned)) }
    }
}

fn schemas(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/survey/schemas").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    paths.sort();
    paths
}

/// Erases some of each kind of people, one after the other; how many, and what went wrong.
async fn erased(path: &Path, database: Database) -> (usize, Vec<String>) {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let title = format!("{name}, {}", database.kind.word());
    let sql = std::fs::read_to_string(path).unwrap();
    database.run(&sql).await;
    database.run(&made_up::rows(&sql, 7)).await;
    let examined = look(&database).await;
    let (mut count, mut faults) = (0, Vec::new());
    match World::of(&confirmed(&examined, &database)).await {
        Ok(world) => {
            for (table, identity, column) in kinds_of_people(&examined) {
                for value in database.some_values(&table, &column).await {
                    match world.erase(IdentityClaim::new(identity.clone(), value)).await {
                        Ok(()) => count += 1,
                        Err(fault) => faults.push(format!("{title}, {table}: {fault}")),
                    }
                }
            }
        }
        Err(fault) => faults.push(format!("{title}: {fault}")),
    }
    database.drop().await;
    (count, faults)
}

#[tokio::test]
async fn erasures_can_be_planned_and_carried_out_over_what_was_drafted_of_shapes_of_every_kind() {
    let (mut all, mut faults) = (0, Vec::new());
    for path in schemas("general") {
        let (count, more) = erased(&path, Database::sqlite()).await;
        all += count;
        faults.extend(more);
    }
    println!("{all} people were erased");
    assert!(faults.is_empty() && all > 60, "{}", faults.join("\n"));
}

#[tokio::test]
async fn erasures_can_be_planned_and_carried_out_over_what_was_drafted_on_each_engine() {
    let (mut all, mut faults) = (0, Vec::new());
    for path in schemas("") {
        for database in Database::each().await {
            let (count, more) = erased(&path, database).await;
            all += count;
            faults.extend(more);
        }
    }
    println!("{all} people were erased");
    assert!(faults.is_empty() && all > 10, "{}", faults.join("\n"));
}
