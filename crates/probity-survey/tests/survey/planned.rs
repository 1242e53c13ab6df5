//! A draft is there to be carried out: once somebody confirmed it as it stands, an erasure of any of its people can be
//! planned over the database that it was drafted from.

use super::bad_input::look;
use super::common::{Database, made_up};
use super::precision::by_hand;
use probity_policy::model::data_map::StoreKind;
use probity_stores::{IdentityClaim, Limits, PersonGraph, PlanError, Right, Stores, plan};
use probity_survey::draft::{Naming, draft};
use probity_survey::infer::Examined;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::path::{Path, PathBuf};

/// The draft as its reader leaves it who believes all of it.
fn confirmed(examined: &Examined, address: &str) -> String {
    let text = draft(&Naming::new("core", StoreKind::Sqlite), examined);
    text.replace(" unconfirmed", "").replace("sqlite env CORE_DATABASE_URL", &format!("sqlite \"{address}\""))
}

/// Some people of each kind, by the first identity that they have.
async fn some_people(examined: &Examined, address: &str) -> Vec<(String, IdentityClaim)> {
    let options = SqliteConnectOptions::new().filename(address);
    let mut connection = options.connect().await.unwrap();
    let mut people = Vec::new();
    for (place, table) in &examined.conclusions.tables {
        let Some(person) = &table.person else { continue };
        let identities = person.value.identities.first().cloned();
        let key = || person.value.key.first().map(|column| (column.clone(), column.clone()));
        let Some((name, column)) = identities.or_else(key) else { continue };
        let sql = format!(
            "SELECT DISTINCT CAST(\"{column}\" AS text) FROM \"{}\" WHERE \"{column}\" IS NOT NULL LIMIT 3",
            place.table
        );
        let values: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        for value in values {
            people.push((place.table.clone(), IdentityClaim::new(name.clone(), value)));
        }
    }
    connection.close().await.unwrap();
    people
}

fn schemas() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/survey/schemas/general");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[tokio::test]
async fn erasures_can_be_planned_over_what_was_drafted() {
    let (mut planned, mut faults) = (0, Vec::new());
    for path in schemas() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let sql = std::fs::read_to_string(&path).unwrap();
        let database = Database::sqlite();
        database.run(&sql).await;
        database.run(&made_up::rows(&sql, 7)).await;
        let examined = look(&database).await;
        let map = by_hand(&confirmed(&examined, &database.address));
        let stores = Stores::new(&map, Path::new("/"), &|_| None, Limits::default()).unwrap();
        let graph = match PersonGraph::compile(&map, stores.schemas().await.unwrap()) {
            Ok(graph) => graph,
            Err(found) => {
                faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
                continue;
            }
        };
        for (table, claim) in some_people(&examined, &database.address).await {
            match plan(&graph, &stores, Right::Erasure, &[claim], [7; 16]).await {
                Ok(_) => planned += 1,
                Err(PlanError::Refused(refusals)) => {
                    faults.extend(refusals.iter().map(|one| format!("{name}, {table}: {one}")));
                }
                Err(error) => faults.push(format!("{name}, {table}: {error}: {error:?}")),
            }
        }
    }
    println!("{planned} planned");
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
