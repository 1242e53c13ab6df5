//! Rows that stay without saying whose they were, and rows that are counted before they go.

use crate::common::run::{Memory, id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine};
use probity_stores::{Boundary, Engine, ExecuteError, PlanError, PlanRefusal, look};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

const MAP: &str = r#"
table core.people { is client by id; on erasure delete }
table core.visits {
    belongs to core.people by person
    born contact.name; zip contact.address; note contact.name
    plain price
    coarsen born to year
    coarsen zip to 3 characters
    on erasure anonymise
}
anonymise in groups of at least 3"#;

const TABLES: &str = "DROP TABLE IF EXISTS visits; DROP TABLE IF EXISTS people;
    CREATE TABLE people (id integer PRIMARY KEY);
    CREATE TABLE visits (id integer PRIMARY KEY, person integer REFERENCES people (id), born date, zip varchar(9) CHECK (length(zip) >= 2),
                         note varchar(20), price integer);
    INSERT INTO people VALUES (1), (2), (3), (4);";

/// Number, whose, year and day of birth, zip.
type Visit = (u32, Option<u32>, (u32, u32), &'static str);

async fn load(database: &Database, visits: &[Visit]) {
    let mut script = TABLES.to_owned();
    for (number, person, (year, day), zip) in visits {
        let whose = person.map_or("NULL".to_owned(), |person| person.to_string());
        let note = person.map_or("NULL".to_owned(), |person| format!("'note of {person}'"));
        script.push_str(&format!(
            "INSERT INTO visits VALUES ({number}, {whose}, '{year}-01-{day:02}', '{zip}', {note}, {number});"
        ));
    }
    database.run(&script).await;
}

fn shown(visits: &[Visit]) -> Vec<String> {
    let mut rows: Vec<String> = visits
        .iter()
        .map(|(number, person, (year, day), zip)| {
            let whose = person.map_or(String::new(), |person| person.to_string());
            let note = person.map_or(String::new(), |person| format!("note of {person}"));
            format!("{number}|{whose}|{year}-01-{day:02}|{zip}|{note}|{number}")
        })
        .collect();
    rows.sort();
    rows
}

fn group(visit: &Visit) -> (u32, &'static str) {
    (visit.2.0, visit.3.get(..3).unwrap_or(visit.3))
}

/// How many rows are anonymous by group: nobody's, and as coarse as their group.
fn anonymous(visits: &[Visit]) -> BTreeMap<(u32, &'static str), usize> {
    let mut groups = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.1.is_none() && visit.2.1 == 1 && visit.3.len() <= 3) {
        *groups.entry(group(visit)).or_default() += 1;
    }
    groups
}

/// The rule said plainly: a row of the person stays as one of its group when that then has three members.
fn after(visits: &[Visit], person: u32) -> Vec<Visit> {
    let before = anonymous(visits);
    visits
        .iter()
        .filter_map(|visit| match visit.1 {
            Some(whose) if whose == person => {
                let alike = before.get(&group(visit)).copied().unwrap_or(0);
                (alike + 1 >= 3).then_some((visit.0, None, (visit.2.0, 1), group(visit).1))
            }
            _ => Some(*visit),
        })
        .collect()
}

#[test]
fn whatever_stays_of_a_person_is_alike_to_enough_others_and_leads_to_nobody() {
    let row = (
        proptest::option::weighted(0.6, 1..5_u32),
        (prop_oneof![Just(1980_u32), Just(1990)], 1..3_u32),
        prop_oneof![Just("123"), Just("12345"), Just("12"), Just("987")],
    );
    let strategy = proptest::collection::vec(row, 0..40);
    on_each_engine(1, move |databases| {
        let strategy = strategy.clone();
        async move {
            let database = &databases[0];
            let mut runner = TestRunner::deterministic();
            let (mut stayed, mut went) = (0, 0);
            for _ in 0..6 {
                let rows = strategy.new_tree(&mut runner).unwrap().current();
                let mut visits: Vec<Visit> = (1..)
                    .zip(rows)
                    .map(|(number, (person, born, zip))| (number, person, born, zip))
                    .collect();
                load(database, &visits).await;
                let world = world(&said(&[("core", database)], MAP)).await;
                for person in [2, 1, 4] {
                    let (planned, looked) = world.erase(&id(person)).await;
                    assert!(looked.is_clean(), "{looked:?}");
                    let expected = after(&visits, person);
                    let theirs: Vec<u32> =
                        visits.iter().filter(|one| one.1 == Some(person)).map(|one| one.0).collect();
                    let found = database.rows("SELECT id, person, born, zip, note, price FROM visits").await;
                    assert_eq!(found, shown(&expected), "{:?}", steps(&planned));
                    let groups = anonymous(&expected);
                    for visit in expected.iter().filter(|one| theirs.contains(&one.0)) {
                        assert!(groups[&group(visit)] >= 3, "{visit:?} {groups:?}");
                        stayed += 1;
                    }
                    went += visits.len() - expected.len();
                    visits = expected;
                }
            }
            assert!(stayed > 5 && went > 5, "{stayed} {went}");
        }
    });
}

#[test]
fn what_cannot_be_anonymous_is_refused_when_it_is_planned() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        load(database, &[(1, Some(1), (1980, 5), "12345")]).await;
        let refused = |map: String| async move {
            let world = world(&said(&[("core", database)], &map)).await;
            let outcome = world.plan(&id(1)).await;
            let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
            refusals
        };
        // A person's own key is the way back to them.
        let people = MAP.replacen("on erasure delete", "on erasure anonymise", 1);
        let refusals = refused(people).await;
        assert!(
            refusals
                .iter()
                .any(|one| matches!(one, PlanRefusal::CannotBeBlank { column, .. } if column == "id")),
            "{refusals:?}"
        );
        // A number of years is nothing that a text has.
        let refusals =
            refused(MAP.replace("coarsen zip to 3 characters", "coarsen zip to bands of 10")).await;
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeCoarse { column, .. }] if column == "zip"),
            "{refusals:?}"
        );
        database.run("CREATE UNIQUE INDEX once ON visits (zip)").await;
        let refusals = refused(MAP.to_owned()).await;
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeCoarse { constraint, .. }] if constraint.contains("once")),
            "{refusals:?}"
        );
        database.run("DROP TABLE visits; CREATE TABLE visits (id integer PRIMARY KEY, person integer NOT NULL, born date, zip varchar(9), note varchar(9), price integer); INSERT INTO visits VALUES (1, 1, NULL, NULL, NULL, 1)").await;
        let refusals = refused(MAP.to_owned()).await;
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeBlank { column, .. }] if column == "person"),
            "{refusals:?}"
        );
        assert_eq!(database.number("SELECT count(*) FROM visits WHERE person = 1").await, 1);
    });
}

#[test]
fn a_check_that_a_coarse_value_does_not_pass_is_refused_with_its_name() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        load(database, &[]).await;
        database
            .run("DROP TABLE visits; CREATE TABLE visits (id integer PRIMARY KEY, person integer, born date, zip varchar(9), note varchar(9), price integer,
                  CONSTRAINT five CHECK (length(zip) = 5))")
            .await;
        let mut rows = String::new();
        for number in 1..4 {
            rows.push_str(&format!(
                "INSERT INTO visits VALUES ({number}, {}, '1980-01-01', NULL, NULL, 1);",
                ["1", "NULL", "NULL"][number - 1]
            ));
        }
        database
            .run(&format!("{rows} UPDATE visits SET zip = '12345', born = '1980-02-02' WHERE id = 1"))
            .await;
        let world = world(&said(&[("core", database)], &MAP.replace("at least 3", "at least 1"))).await;
        let outcome = world.plan(&id(1)).await;
        let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeCoarse { constraint, .. }] if constraint.contains("five")),
            "{refusals:?}"
        );
    });
}

#[test]
fn every_kind_of_value_says_less() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let (address, instant) = match database.engine {
            Engine::Postgres => ("inet", "timestamptz"),
            _ => ("varchar(45)", "timestamp NULL"),
        };
        database
            .run(&format!(
                "CREATE TABLE people (id integer PRIMARY KEY); INSERT INTO people VALUES (1);
                 CREATE TABLE seen (id integer PRIMARY KEY, person integer, at {instant}, day date, ip {address}, six {address}, ip_text varchar(45),
                                    region varchar(9), place varchar(20), age integer, cold integer);
                 INSERT INTO seen VALUES (1, 1, '2024-03-17 13:14:15', '2024-03-17', '192.0.2.77', '2001:db8:17:4::9', '198.51.100.7', 'us-CO', 'Ärlöv', 47, -3);"
            ))
            .await;
        let text = r#"
            table core.people { is client by id; on erasure delete }
            table core.seen {
                belongs to core.people by person
                at log.time; day log.time; ip device.ip; six device.ip; ip_text device.ip; region contact.address; place contact.address; age contact.name; cold contact.name
                coarsen at to day
                coarsen day to month
                coarsen ip to network
                coarsen six to network
                coarsen ip_text to network
                coarsen region to country
                coarsen place to 2 characters
                coarsen age to bands of 10
                coarsen cold to bands of 10
                on erasure anonymise
            }
            anonymise in groups of at least 1"#;
        let world = world(&said(&[("core", database)], text)).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let row = match database.engine {
            Engine::Postgres => {
                "SELECT person, (at AT TIME ZONE 'UTC')::text, day, host(ip), host(six), ip_text, region, place, age, cold FROM seen"
            }
            _ => "SELECT person, at, day, ip, six, ip_text, region, place, age, cold FROM seen",
        };
        let six = match database.engine {
            Engine::Sqlite => "::",
            _ => "2001:db8:17::",
        };
        assert_eq!(
            database.rows(row).await,
            [format!("|2024-03-17 00:00:00|2024-03-01|192.0.2.0|{six}|198.51.100.0|US|Är|40|-10")],
            "{:?}",
            steps(&planned)
        );
        assert!(steps(&planned).iter().any(|step| step.contains("age=bands of 10")), "{:?}", steps(&planned));
    });
}

const COUNTED: &str = r#"
table core.people { is client by id; on erasure delete }
table core.visits {
    belongs to core.people by person
    at log.time; country contact.address
    coarsen at to month
    aggregate into core.totals by at, country, counted in visits
    on erasure aggregate
}
table core.totals { nothing personal }
anonymise in groups of at least 3"#;

async fn counted(database: &Database) {
    let instant = if database.engine == Engine::MariaDb { "datetime" } else { "timestamp" };
    database
        .run(&format!(
            "CREATE TABLE people (id integer PRIMARY KEY); INSERT INTO people VALUES (1), (2);
             CREATE TABLE visits (id integer PRIMARY KEY, person integer, at {instant}, country varchar(2));
             CREATE TABLE totals (at date, country varchar(2), visits integer, UNIQUE (at, country));
             INSERT INTO visits VALUES (1, 1, '2024-03-17 13:14:15', 'SE'), (2, 1, '2024-03-18 10:00:00', 'SE'), (3, 1, '2024-03-19 10:00:00', 'NO'),
                                       (4, 1, '2024-03-19 10:00:00', NULL), (5, 2, '2024-03-20 10:00:00', 'SE');
             INSERT INTO totals VALUES ('2024-03-01', 'SE', 5), ('2024-03-01', 'NO', 1), ('2024-03-01', NULL, 2);"
        ))
        .await;
}

#[test]
fn rows_are_counted_once_and_go_with_the_count_wherever_it_is_killed() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        counted(database).await;
        let world = world(&said(&[("core", database)], COUNTED)).await;
        let planned = world.plan(&id(1)).await.unwrap();
        assert_eq!(steps(&planned), ["visits aggregate 3", "visits delete 4", "people delete 1"]);
        let why = planned.plan.steps[1].because.as_deref().unwrap();
        assert!(why.contains("fewer than 3 people"), "{why}");
        let totals = || database.rows("SELECT at, country, visits FROM totals");
        let before = totals().await;
        assert_eq!(before, ["2024-03-01|NO|1", "2024-03-01|SE|5", "2024-03-01||2"]);
        let after = ["2024-03-01|NO|1", "2024-03-01|SE|7", "2024-03-01||3"];
        // Killed at each boundary in turn, and gone on with.
        let mut memory = Memory::default();
        let mut killed = 0;
        for stop in 0..20 {
            let mut reached = 0;
            let outcome = world
                .execute(&planned, &mut memory, |_: &Boundary| {
                    reached += 1;
                    if reached > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
                .await;
            let left = database.number("SELECT count(*) FROM visits WHERE person = 1").await;
            let now = totals().await;
            assert!(if left == 4 { now == before } else { left == 0 && now == after }, "{left} {now:?}");
            match outcome {
                Err(ExecuteError::Stopped(_)) => killed += 1,
                outcome => {
                    outcome.unwrap();
                    break;
                }
            }
        }
        assert!(killed > 5, "{killed}");
        assert_eq!(totals().await, after);
        let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT id FROM visits").await, ["5"]);
    });
}

#[test]
fn rows_that_are_counted_are_never_split_into_batches() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        counted(database).await;
        let pace = "pace core { changes 1 rows at a time above 0, pausing 0 milliseconds }";
        let world = world(&said(&[("core", database)], &format!("{COUNTED}\n{pace}"))).await;
        let planned = world.plan(&id(1)).await.unwrap();
        let executed = world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
        assert_eq!(executed.unwrap().batches, 0);
        let totals = database.rows("SELECT at, country, visits FROM totals").await;
        assert_eq!(totals, ["2024-03-01|NO|1", "2024-03-01|SE|7", "2024-03-01||3"]);
        assert_eq!(database.rows("SELECT id FROM visits").await, ["5"]);
    });
}

#[test]
fn rows_that_cannot_be_counted_are_refused() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        counted(database).await;
        database
            .run("DROP TABLE totals; CREATE TABLE totals (at date, country varchar(2), visits integer)")
            .await;
        let world = world(&said(&[("core", database)], COUNTED)).await;
        let outcome = world.plan(&id(1)).await;
        let Err(PlanError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeCounted { why, .. }] if why.contains("unique")),
            "{refusals:?}"
        );
        assert_eq!(database.number("SELECT count(*) FROM visits").await, 5);
    });
}
