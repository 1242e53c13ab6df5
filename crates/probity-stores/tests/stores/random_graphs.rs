//! Random companies: what the stores end with is what the plain interpreter says, also after crashes.

use crate::common::map::Map;
use crate::common::random::each_case;
use crate::common::run::world;
use crate::common::{Database, on_engine, on_engines};
use crate::reference::{Company, Link, Rows};
use crate::shapes::{COLUMNS, Column, KINDS, Key, Note, Shape, named};
use probity_policy::model::data_map::LinkRole;
use probity_policy::model::pace::Pace;
use probity_stores::schema::OnDelete;
use probity_stores::{Engine, PlanError, look};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

const ROLES: [LinkRole; 5] =
    [LinkRole::BelongsTo, LinkRole::Owns, LinkRole::SeenBy, LinkRole::Shows, LinkRole::Mentions];

fn role() -> impl Strategy<Value = Option<LinkRole>> {
    // Three of eight columns belong, one is no link at all.
    (0..8_usize).prop_map(|role| match role {
        0..=4 => Some(ROLES[role]),
        5 | 6 => Some(LinkRole::BelongsTo),
        _ => None,
    })
}

fn links() -> impl Strategy<Value = Vec<Option<Link>>> {
    let plain = COLUMNS
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(|(column, to)| (*table, *column, *to, None)));
    let by_kind = KINDS.iter().zip(0..).map(|(to, kind)| ("items", "about", *to, Some(("kind", kind))));
    plain
        .chain(by_kind)
        .map(|(table, column, to, when)| {
            (role(), prop::bool::weighted(0.2), any::<bool>()).prop_map(move |(role, delete, note)| {
                role.map(|role| Link { table, column, to, role, delete, note: note && !delete, when })
            })
        })
        .collect::<Vec<_>>()
}

fn rows() -> impl Strategy<Value = BTreeMap<&'static str, Rows>> {
    let tables = COLUMNS.map(|(_, columns)| {
        let referring = prop::collection::vec(prop::option::weighted(0.7, 1..5_u32), columns.len() + 1);
        prop::collection::vec((referring, prop::option::of(0..2_u32)), 0..5)
    });
    tables.prop_map(|tables| {
        let mut all = BTreeMap::new();
        for ((table, columns), rows) in COLUMNS.iter().zip(tables) {
            let rows: Rows = (1..)
                .zip(rows)
                .map(|(id, (cells, kind))| {
                    let names = columns.iter().map(|(column, _)| *column).chain(["about"]);
                    let mut row: BTreeMap<&'static str, Option<u32>> = names.zip(cells).collect();
                    row.insert("kind", kind);
                    row.insert("note", Some(id));
                    (id, row)
                })
                .collect();
            all.insert(*table, rows);
        }
        all
    })
}

fn shapes() -> impl Strategy<Value = Shape> {
    let keys = COLUMNS.map(|_| {
        prop_oneof![2 => Just(Key::Number), 2 => Just(Key::Text), 2 => Just(Key::Uuid), 1 => Just(Key::Pair)]
    });
    let notes = COLUMNS.map(|_| {
        prop_oneof![
            6 => Just(Note::Nullable),
            1 => Just(Note::NullableUnique),
            2 => Just(Note::NotNull),
            1 => Just(Note::WithDefault),
            2 => Just(Note::UniqueText),
            2 => Just(Note::Positive),
            1 => Just(Note::Impossible),
        ]
    });
    let columns: Vec<(&str, &str)> = COLUMNS
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(|(column, _)| (*table, *column)))
        .collect();
    let shape = (
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.2),
        prop::option::weighted(
            0.3,
            prop_oneof![
                2 => Just(OnDelete::NoAction),
                1 => Just(OnDelete::Restrict),
                3 => Just(OnDelete::SetNull),
                2 => Just(OnDelete::Cascade)
            ],
        ),
    );
    let shape = shape.prop_map(|(not_null, as_text, declared)| Column { not_null, as_text, declared });
    let shaped = prop::collection::vec(shape, columns.len());
    (keys, notes, shaped).prop_map(move |(keys, notes, shaped)| Shape {
        keys: COLUMNS.iter().map(|(table, _)| *table).zip(keys).collect(),
        notes: COLUMNS.iter().map(|(table, _)| *table).zip(notes).collect(),
        columns: columns.iter().copied().zip(shaped).collect(),
    })
}

fn companies(apart: bool) -> impl Strategy<Value = (Company, u32, usize)> {
    let staying = prop::collection::vec(prop::bool::weighted(0.2), COLUMNS.len());
    (links(), rows(), shapes(), staying, 1..5_u32, 0..12_usize).prop_map(
        move |(links, mut tables, mut shape, staying, person, crash)| {
            shape.fitted(&mut tables, apart);
            let staying: BTreeSet<&str> = COLUMNS
                .iter()
                .zip(staying)
                .filter(|(_, stays)| *stays)
                .map(|((table, _), _)| *table)
                .collect();
            let mut links: Vec<Link> = links.into_iter().flatten().collect();
            // What one text column holds of a key that is a pair leads nowhere.
            links.retain(|link| link.when.is_none() || shape.keys[link.to] != Key::Pair);
            for link in &mut links {
                // A row that stays whatever happens and goes for everybody is a map that contradicts itself.
                let reached = if link.holds() { link.table } else { link.to };
                link.delete &= !staying.contains(reached);
            }
            (Company { tables, links, staying, shape }, person, crash)
        },
    )
}

/// Every row of every store in a transaction of its own.
fn row_by_row(mut map: Map) -> Map {
    let stores: Vec<String> = map.0.stores.iter().map(|store| store.name.clone()).collect();
    map.0.paces.extend(stores.into_iter().map(|store| Pace {
        store,
        lock: None,
        statement: None,
        rows: Some(1),
        above: Some(0),
        pause: Some(0),
        span: crate::common::map::span(),
    }));
    map
}

/// In how many batches it was done.
async fn check(
    company: Company,
    person: u32,
    crash: usize,
    batched: bool,
    databases: Vec<Database>,
) -> usize {
    for (store, database) in databases.iter().enumerate() {
        database.run(&company.script(&databases, store)).await;
    }
    assert_eq!(company.state(&databases).await, company.rows(), "the tables are not as they are meant");
    let map = company.map(&databases);
    let world = world(&if batched { row_by_row(map) } else { map }).await;
    for reader in 1..5 {
        let (owned, seen) = company.access(reader);
        let (mut theirs, mut shown) = (BTreeSet::new(), BTreeSet::new());
        let mut count = 0;
        for row in world.access(&named(reader)).await {
            let values = row.values.reveal(probity_vocabulary::Reveal::AnswerPerson).fields();
            let values = values.into_iter().collect();
            let found = (row.table.table.clone(), company.number(&row.table.table, &values));
            if row.owned {
                theirs.insert(found)
            } else {
                shown.insert(found)
            };
            count += 1;
        }
        let texts = |rows: &BTreeSet<(&str, u32)>| -> BTreeSet<(String, u32)> {
            rows.iter().map(|(table, id)| ((*table).to_owned(), *id)).collect()
        };
        assert_eq!((theirs, shown), (texts(&owned), texts(&seen)), "what {reader} is told");
        assert_eq!(count, owned.len() + seen.len(), "each row once");
    }

    let expected = company.erased(person);
    let planned = world.plan(&named(person)).await;
    assert_eq!(company.state(&databases).await, company.rows(), "a plan changes nothing");
    let (planned, expected) = match (planned, expected) {
        (Ok(planned), Ok(expected)) => (planned, expected),
        (Err(PlanError::Refused(_)), Err(_)) => return 0,
        (Ok(planned), Err(why)) => panic!("not refused although {why:?}: {:?}", planned.plan.steps),
        (Err(error), expected) => panic!("{error}, and expected was {expected:?}"),
    };
    let batches = world.execute_crashing(&planned, crash).await;
    assert_eq!(
        company.state(&databases).await,
        expected.rows(),
        "after the erasure of {person}: {:?}",
        crate::common::run::steps(&planned)
    );
    let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
    assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
    batches
}

fn cases(engine: Engine, stores: usize, cases: u32) {
    on_engine(engine, stores, move |databases| async move {
        let apart = databases.len() > 1;
        each_case(companies(apart), cases, |(company, person, crash)| {
            let databases = databases.clone();
            async move {
                check(company, person, crash, false, databases).await;
            }
        })
        .await;
    });
}

/// A company of whose rows most have one owner only: those are what batches are for.
fn with_single_owners(mut company: Company) -> Company {
    let mut owned = BTreeSet::from(["people"]);
    company.links.retain(|link| match link.role {
        LinkRole::BelongsTo => link.table != link.to && owned.insert(link.table),
        LinkRole::Owns => link.table != link.to && owned.insert(link.to),
        _ => true,
    });
    company
}

/// The same with each row in a batch of its own, and crashes between and within them, in one store and in two; enough
/// of it must have been cut at all.
fn cases_in_batches(engine: Engine, cases: [u32; 2], enough: usize) {
    static TRIED: AtomicUsize = AtomicUsize::new(0);
    static BATCHED: AtomicUsize = AtomicUsize::new(0);
    for (stores, cases) in (1..).zip(cases) {
        on_engine(engine, stores, move |databases| async move {
            let with_crash = (companies(stores > 1), prop::bool::weighted(0.8), 0..40_usize);
            each_case(with_crash, cases, |((company, person, _), single, crash)| {
                let company = if single { with_single_owners(company) } else { company };
                let databases = databases.clone();
                async move {
                    let batches = check(company, person, crash, true, databases).await;
                    TRIED.fetch_add(1, Ordering::Relaxed);
                    BATCHED.fetch_add(usize::from(batches > 0), Ordering::Relaxed);
                }
            })
            .await;
        });
    }
    let (tried, batched) = (TRIED.load(Ordering::Relaxed), BATCHED.load(Ordering::Relaxed));
    assert!(tried == 0 || batched >= enough, "only {batched} of {tried} were done in batches");
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
    cases(Engine::MariaDb, 1, 12);
}

#[test]
fn rows_in_batches_of_their_own_agree_with_the_interpreter_on_sqlite() {
    cases_in_batches(Engine::Sqlite, [60, 20], 5);
}

#[test]
fn rows_in_batches_of_their_own_agree_with_the_interpreter_on_postgres() {
    cases_in_batches(Engine::Postgres, [20, 8], 1);
}

#[test]
fn rows_in_batches_of_their_own_agree_with_the_interpreter_on_mariadb() {
    cases_in_batches(Engine::MariaDb, [14, 6], 1);
}

#[test]
fn two_stores_agree_with_the_interpreter() {
    cases(Engine::Sqlite, 2, 30);
    cases(Engine::Postgres, 2, 6);
    cases(Engine::MariaDb, 2, 4);
}

#[test]
fn two_stores_of_different_engines_agree_with_the_interpreter() {
    let engines = [Engine::Sqlite, Engine::Postgres, Engine::MariaDb];
    for (first, second) in engines.into_iter().flat_map(|first| engines.map(|second| (first, second))) {
        if first != second {
            on_engines(&[first, second], move |databases| async move {
                each_case(companies(true), 4, |(company, person, crash)| {
                    let databases = databases.clone();
                    async move {
                        check(company, person, crash, false, databases).await;
                    }
                })
                .await;
            });
        }
    }
}
