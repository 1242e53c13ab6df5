//! The answer to one person with many rows, written as JSON, a line a row.

use super::{Keys, map, median, ratio, rows, schema, settle};
use crate::common::Database;
use crate::common::run::{id, world};
use futures_util::TryStreamExt;
use probity_stores::{Engine, collect};
use probity_vocabulary::Reveal;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::io::Write;
use std::ops::ControlFlow;
use std::time::Instant;

const EACH: usize = 10_000;
const OTHERS: usize = 5;
const RUNS: usize = 7;

/// The questions that somebody who knows the tables would write; the engine makes the JSON.
fn questions(engine: Engine) -> Vec<String> {
    let object = match engine {
        Engine::Postgres => "json_build_object",
        Engine::Sqlite | Engine::MariaDb => "json_object",
    };
    let mut questions =
        vec![format!("SELECT {object}('id', id, 'email', email) FROM people WHERE id = 1 ORDER BY id")];
    for number in 0..super::FAMILIES {
        questions.push(format!(
            "SELECT {object}('id', id, 'person', person, 'what', what) FROM parent{number} WHERE person = 1 ORDER BY id"
        ));
        questions.push(format!(
            "SELECT {object}('id', id, 'parent', parent, 'what', what) FROM child{number}
             WHERE parent IN (SELECT id FROM parent{number} WHERE person = 1) ORDER BY id"
        ));
    }
    if engine == Engine::Postgres {
        for question in &mut questions {
            *question =
                question.replacen("SELECT ", "SELECT CAST(", 1).replacen(") FROM", ") AS text) FROM", 1);
        }
    }
    questions
}

async fn by_hand(database: &Database) -> Vec<u8> {
    let mut out = Vec::new();
    match database.engine {
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&database.address).await.unwrap();
            for question in questions(database.engine) {
                let mut rows = sqlx::query(AssertSqlSafe(question)).fetch(&mut connection);
                while let Some(row) = rows.try_next().await.unwrap() {
                    out.write_all(row.get::<&str, _>(0).as_bytes()).unwrap();
                    out.push(b'\n');
                }
            }
        }
        Engine::MariaDb => {
            let mut connection = crate::common::mariadb::connect(&database.address).await.unwrap();
            for question in questions(database.engine) {
                let mut rows = sqlx::query(AssertSqlSafe(question)).fetch(&mut connection);
                while let Some(row) = rows.try_next().await.unwrap() {
                    out.write_all(row.get_unchecked::<String, _>(0).as_bytes()).unwrap();
                    out.push(b'\n');
                }
            }
        }
        Engine::Sqlite => {
            let mut connection =
                SqliteConnection::connect(&format!("sqlite://{}", database.address)).await.unwrap();
            for question in questions(database.engine) {
                let mut rows = sqlx::query(AssertSqlSafe(question)).fetch(&mut connection);
                while let Some(row) = rows.try_next().await.unwrap() {
                    out.write_all(row.get::<&str, _>(0).as_bytes()).unwrap();
                    out.push(b'\n');
                }
            }
        }
    }
    out
}

pub(crate) async fn measure(database: Database) {
    database.run(&schema(Keys::Numbers)).await;
    database.run(&rows(1, OTHERS, EACH)).await;
    settle(&database).await;
    let world = world(&map(&database)).await;
    let (mut hand, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let written = by_hand(&database).await;
        hand.push(begun.elapsed());
        let begun = Instant::now();
        let mut out = Vec::new();
        collect(&world.graph, &world.stores, &id(1), |row| {
            out.extend_from_slice(row.values.reveal(Reveal::AnswerPerson).json().as_bytes());
            out.push(b'\n');
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
        ours.push(begun.elapsed());
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!((lines(&written), lines(&out)), (EACH * 10 + 1, EACH * 10 + 1));
    }
    let (hand, ours) = (median(hand), median(ours));
    println!(
        "{:?}: the answer to one person with {} rows in 11 tables: by hand {hand:.1?}, ours {ours:.1?}, ratio {:.2} (aim 1.2)",
        database.engine,
        EACH * 10 + 1,
        ratio(ours, hand)
    );
}
