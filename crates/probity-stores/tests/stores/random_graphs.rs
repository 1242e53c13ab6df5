//! Random companies: what the stores end with is what the plain interpreter says, also after crashes.

use crate::common::map::{Map, table};
use crate::common::run::{Memory, id, world};
use crate::common::{Database, on_engine};
use crate::reference::{Company, Link, Rows};
use probity_policy::model::data_map::{Leaving, LinkRole};
use probity_stores::{Engine, ExecuteError, look};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Tables and their columns that may refer to a row of another table.
const COLUMNS: [(&str, &[(&str, &str)]); 4] = [
    ("people", &[("guardian", "people")]),
    ("clubs", &[("founder", "people"), ("parent", "clubs")]),
    ("members", &[("person", "people"), ("club", "clubs")]),
    ("items", &[("one", "people"), ("two", "people"), ("club", "clubs"), ("part_of", "items")]),
];

const ROLES: [LinkRole; 5] =
    [LinkRole::BelongsTo, LinkRole::Owns, LinkRole::SeenBy, LinkRole::Shows, LinkRole::Mentions];

fn companies() -> impl Strategy<Value = (Company, u32, usize)> {
    let columns: Vec<(&str, &str, &str)> = COLUMNS
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(|(column, to)| (*table, *column, *to)))
        .collect();
    let links = columns
        .into_iter()
        .map(|(table, column, to)| {
            (0..8_usize, prop::bool::weighted(0.2), any::<bool>()).prop_map(move |(role, delete, note)| {
                // Three of eight columns belong, one is no link at all.
                let role = match role {
                    0..=4 => Some(ROLES[role]),
                    5 | 6 => Some(LinkRole::BelongsTo),
                    _ => None,
                };
                role.map(|role| Link { table, column, to, role, delete, note: note && !delete })
            })
        })
        .collect::<Vec<_>>();
    let rows = COLUMNS
        .iter()
        .map(|(_, columns)| {
            let width = columns.len();
            prop::collection::vec(prop::collection::vec(prop::option::weighted(0.7, 1..5_u32), width), 0..5)
        })
        .collect::<Vec<_>>();
    let staying = prop::collection::vec(prop::bool::weighted(0.2), COLUMNS.len());
    (links, rows, staying, 1..5_u32, 0..12_usize).prop_map(|(links, rows, staying, person, crash)| {
        let mut tables = BTreeMap::new();
        for ((table, columns), rows) in COLUMNS.iter().zip(rows) {
            let rows: Rows = (1..)
                .zip(rows)
                .map(|(id, cells)| {
                    let mut row: BTreeMap<&'static str, Option<u32>> =
                        columns.iter().map(|(column, _)| *column).zip(cells).collect();
                    row.insert("note", Some(id));
                    (id, row)
                })
                .collect();
            tables.insert(*table, rows);
        }
        let staying =
            COLUMNS.iter().zip(staying).filter(|(_, stays)| *stays).map(|((table, _), _)| *table).collect();
        let mut links: Vec<Link> = links.into_iter().flatten().collect();
        for link in &mut links {
            // A row that stays whatever happens and goes for everybody is a map that contradicts itself.
            let reached = if link.holds() { link.table } else { link.to };
            link.delete &= !BTreeSet::contains(&staying, reached);
        }
        (Company { tables, links, staying }, person, crash)
    })
}

/// The store that a table is in: the second, for items, when there are two.
fn store_of(table: &str, databases: &[Database]) -> usize {
    usize::from(table == "items" && databases.len() > 1)
}

fn script(company: &Company, databases: &[Database], store: usize) -> String {
    let mut script = String::new();
    for (name, columns) in COLUMNS.iter().filter(|(name, _)| store_of(name, databases) == store) {
        let declared: Vec<String> = columns.iter().map(|(column, _)| format!("{column} integer")).collect();
        script.push_str(&format!(
            "DROP TABLE IF EXISTS {name}; CREATE TABLE {name} (id integer PRIMARY KEY, {}, note integer);",
            declared.join(", ")
        ));
        for (id, row) in &company.tables[name] {
            let cell = |column: &str| row[column].map_or("NULL".to_owned(), |value| value.to_string());
            let cells: Vec<String> = columns.iter().map(|(column, _)| cell(column)).collect();
            let (cells, note) = (cells.join(", "), cell("note"));
            script.push_str(&format!("INSERT INTO {name} VALUES ({id}, {cells}, {note});"));
        }
    }
    script
}

async fn state(databases: &[Database]) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for (name, _) in COLUMNS {
        tables.push(databases[store_of(name, databases)].rows(&format!("SELECT * FROM {name}")).await);
    }
    tables
}

fn expected(company: &Company) -> Vec<Vec<String>> {
    let tables = COLUMNS.iter().map(|(name, columns)| {
        let mut rows: Vec<String> = company.tables[name]
            .iter()
            .map(|(id, row)| {
                let cell = |column: &str| row[column].map_or(String::new(), |value| value.to_string());
                let mut cells = vec![id.to_string()];
                cells.extend(columns.iter().map(|(column, _)| cell(column)));
                cells.push(cell("note"));
                cells.join("|")
            })
            .collect();
        rows.sort();
        rows
    });
    tables.collect()
}

fn map(company: &Company, databases: &[Database]) -> Map {
    let names = ["a", "b"];
    let stores: Vec<(&str, &Database)> = names.into_iter().zip(databases).collect();
    let mut map = Map::of(&stores);
    for (name, _) in COLUMNS {
        let place = |name: &str| format!("{}.{name}", names[store_of(name, databases)]);
        let mut builder = table(&place(name));
        if name == "people" {
            builder = builder.person("person", "id", "id");
        }
        for link in company.links.iter().filter(|link| link.table == name) {
            let to = format!("{}(id)", place(link.to));
            builder = match link.role {
                LinkRole::BelongsTo => builder.belongs_to(&to, link.column),
                LinkRole::Owns => builder.owns(&to, link.column),
                LinkRole::SeenBy => builder.seen_by(&to, link.column),
                LinkRole::Shows => builder.shows(&to, link.column),
                LinkRole::Mentions => builder.mentions(&to, link.column),
                LinkRole::Identifies | LinkRole::SealedBy => continue,
            };
            let leaving = match (link.delete, link.note) {
                (true, _) => Leaving::Delete,
                (false, true) => Leaving::Blank(vec!["note".to_owned()]),
                (false, false) => Leaving::Blank(Vec::new()),
            };
            builder.0.links.last_mut().unwrap().leaving = leaving;
        }
        let staying = company.staying.contains(name);
        map = map.table(if staying { builder.stay("note", "") } else { builder.delete() });
    }
    map
}

async fn check(company: Company, person: u32, crash: usize, databases: &[Database]) {
    for (store, database) in databases.iter().enumerate() {
        database.run(&script(&company, databases, store)).await;
    }
    let world = world(&map(&company, databases)).await;
    for reader in 1..5 {
        let (owned, seen) = company.access(reader);
        let mut rows: (BTreeSet<String>, BTreeSet<String>) = Default::default();
        let mut count = 0;
        for row in world.access(&id(reader)).await {
            let values = row.values.reveal(probity_vocabulary::Reveal::AnswerPerson).fields();
            let text = format!("{} {}", row.table.table, values["id"]);
            if row.owned {
                rows.0.insert(text)
            } else {
                rows.1.insert(text)
            };
            count += 1;
        }
        let texts = |rows: &BTreeSet<(&str, u32)>| -> BTreeSet<String> {
            rows.iter().map(|(table, id)| format!("{table} {id}")).collect()
        };
        assert_eq!(rows, (texts(&owned), texts(&seen)), "what {reader} is told");
        assert_eq!(count, owned.len() + seen.len(), "each row once");
    }

    let before = state(databases).await;
    let planned = world.plan(&id(person)).await.unwrap();
    assert_eq!(state(databases).await, before, "a plan changes nothing");
    let mut memory = Memory::default();
    let mut boundary = 0;
    let stopped = world
        .execute(&planned, &mut memory, |_| {
            boundary += 1;
            if boundary == crash { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await;
    match stopped {
        Ok(_) => {}
        Err(ExecuteError::Stopped(_)) => {
            let resumed = world.execute(&planned, &mut memory, |_| ControlFlow::Continue(())).await;
            let resumed = resumed.unwrap_or_else(|error| panic!("{error}"));
            assert!(resumed.remaining.is_empty());
        }
        Err(error) => panic!("{error}"),
    }
    assert_eq!(state(databases).await, expected(&company.erased(person)), "after the erasure of {person}");
    let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
    assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
}

fn cases(engine: Engine, stores: usize, cases: u32) {
    on_engine(engine, stores, move |databases| async move {
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
        let strategy = companies();
        for _ in 0..cases {
            let mut tree = strategy.new_tree(&mut runner).unwrap();
            let mut fails = None;
            loop {
                let (company, person, crash) = tree.current();
                let databases = databases.clone();
                let outcome =
                    tokio::spawn(async move { check(company, person, crash, &databases).await }).await;
                let moved = match outcome {
                    Ok(()) if fails.is_none() => break,
                    Ok(()) => tree.complicate(),
                    Err(error) => {
                        fails = Some((tree.current(), error));
                        tree.simplify()
                    }
                };
                if !moved {
                    break;
                }
            }
            if let Some((case, error)) = fails {
                println!("smallest failing case: {case:?}");
                std::panic::resume_unwind(error.into_panic());
            }
        }
    });
}

#[test]
fn one_sqlite_store_agrees_with_the_interpreter() {
    cases(Engine::Sqlite, 1, 60);
}

#[test]
fn one_postgres_store_agrees_with_the_interpreter() {
    cases(Engine::Postgres, 1, 20);
}

#[test]
fn one_mariadb_store_agrees_with_the_interpreter() {
    cases(Engine::MariaDb, 1, 8);
}

#[test]
fn two_stores_agree_with_the_interpreter() {
    cases(Engine::Sqlite, 2, 40);
    cases(Engine::Postgres, 2, 8);
}
