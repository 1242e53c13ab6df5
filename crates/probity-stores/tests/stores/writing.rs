//! What an answer says is what the rows hold, byte for byte, however the engine is asked for it.

use crate::common::map::{Map, table};
use crate::common::run::{id, world};
use crate::common::{Database, on_each_engine};
use probity_stores::Engine;
use probity_vocabulary::Reveal;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map as Fields, Value, json};
use std::fmt::Write as _;

#[derive(Clone, Debug)]
struct Row {
    words: Option<String>,
    number: Option<i64>,
    yes: Option<bool>,
    day: Option<(i32, u32, u32)>,
    ratio: Option<f64>,
    bytes: Option<Vec<u8>>,
    /// What SQLite lets somebody put into a column of numbers.
    odd: usize,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let letters = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        Just("\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{80}\u{2028}\\\"'/<&".to_owned()),
        "[\u{1}-\u{7f}é漢🦀\u{301}]{0,6}",
    ];
    let day = (1971..2999_i32, 1..13_u32, 1..29_u32);
    let row = (
        prop::option::weighted(0.8, letters),
        prop::option::weighted(0.8, prop_oneof![any::<i64>(), -9..9_i64, Just(9_007_199_254_740_993)]),
        prop::option::weighted(0.8, any::<bool>()),
        prop::option::weighted(0.8, day),
        prop::option::weighted(
            0.8,
            prop_oneof![any::<i32>().prop_map(|number| f64::from(number) / 1024.0), Just(1e20), Just(0.1)],
        ),
        prop::option::weighted(0.8, prop::collection::vec(any::<u8>(), 0..70)),
        0..24_usize,
    );
    let row = row.prop_map(|(words, number, yes, day, ratio, bytes, odd)| Row {
        words,
        number,
        yes,
        day,
        ratio,
        bytes,
        odd,
    });
    prop::collection::vec(row, 0..6)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Row {
    fn odd(&self, engine: Engine) -> Option<(&'static str, Value)> {
        match (engine, self.odd) {
            (Engine::Sqlite, 0) => Some(("1.5", json!(1.5))),
            (Engine::Sqlite, 1) => Some(("x'00ff'", json!("AP8="))),
            (Engine::Sqlite, 2) => Some(("'one'", json!("one"))),
            _ => None,
        }
    }

    fn inserted(&self, engine: Engine, id: usize, table: &str) -> String {
        let text = |text: &String| match engine {
            Engine::Sqlite => format!("CAST(x'{}' AS text)", hex(text.as_bytes())),
            _ => format!("'{}'", text.replace('\'', "''")),
        };
        let bytes = |bytes: &Vec<u8>| match engine {
            Engine::Postgres => format!("'\\x{}'", hex(bytes)),
            _ => format!("x'{}'", hex(bytes)),
        };
        let or_null = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        let number = match self.odd(engine) {
            Some((odd, _)) => odd.to_owned(),
            None => or_null(self.number.map(|number| match number {
                // Read as a minus and a number, it would be none any more.
                i64::MIN => "-9223372036854775807 - 1".to_owned(),
                number => number.to_string(),
            })),
        };
        let mut cells = vec![
            id.to_string(),
            "1".to_owned(),
            or_null(self.words.as_ref().map(text)),
            number,
            or_null(self.yes.map(|yes| match engine {
                Engine::Postgres => yes.to_string(),
                _ => u8::from(yes).to_string(),
            })),
            or_null(self.day.map(|(year, month, day)| format!("'{year:04}-{month:02}-{day:02}'"))),
            or_null(self.day.map(|(year, month, day)| format!("'{year:04}-{month:02}-{day:02} 10:20:30'"))),
        ];
        if table == "mixed" {
            cells.push(or_null(self.ratio.map(|ratio| format!("{ratio:e}"))));
            cells.push(or_null(self.bytes.as_ref().map(bytes)));
            cells.push(or_null(self.yes.map(|_| "'{ \"b\" : 1e2, \"a\": [1.50, null] }'".to_owned())));
        }
        format!("INSERT INTO {table} VALUES ({});", cells.join(", "))
    }

    fn told(&self, engine: Engine, id: usize, table: &str) -> String {
        let mut fields = Fields::new();
        let day = self.day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        let between = if engine == Engine::Sqlite { ' ' } else { 'T' };
        let at = day.as_ref().map(|day| format!("{day}{between}10:20:30"));
        fields.insert("id".into(), json!(id));
        fields.insert("person".into(), json!(1));
        fields.insert("words".into(), json!(self.words));
        fields.insert("number".into(), self.odd(engine).map_or(json!(self.number), |(_, odd)| odd));
        fields.insert("yes".into(), json!(self.yes));
        fields.insert("day".into(), json!(day));
        fields.insert("at".into(), json!(at));
        if table == "mixed" {
            use base64::Engine as _;
            let base64 = |bytes: &Vec<u8>| base64::engine::general_purpose::STANDARD.encode(bytes);
            fields.insert("ratio".into(), json!(self.ratio));
            fields.insert("bytes".into(), json!(self.bytes.as_ref().map(base64)));
            fields.insert("doc".into(), json!(self.yes.map(|_| json!({ "a": [1.5, null], "b": 100.0 }))));
        }
        Value::Object(fields).to_string()
    }
}

fn schema(engine: Engine) -> String {
    let (double, bytes) = match engine {
        Engine::Postgres => ("double precision", "bytea"),
        _ => ("double", "blob"),
    };
    let common = "id integer PRIMARY KEY, person integer REFERENCES people (id), words text, number bigint, \
                  yes boolean, day date, at timestamp";
    format!(
        "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80));
         CREATE TABLE plain ({common});
         CREATE TABLE mixed ({common}, ratio {double}, bytes {bytes}, doc json);
         INSERT INTO people VALUES (1, 'ann@example.com');"
    )
}

fn map(database: &Database) -> Map {
    let held = "words, number, yes, day, at";
    Map::of(&[("s", database)])
        .table(table("s.people").person("person", "id", "id, email").delete())
        .table(table("s.plain").belongs_to("s.people", "person").holds(held).delete())
        .table(
            table("s.mixed")
                .belongs_to("s.people", "person")
                .holds(&format!("{held}, ratio, bytes, doc"))
                .delete(),
        )
}

#[test]
fn an_answer_is_byte_for_byte_what_its_values_are_as_json() {
    async fn test(databases: Vec<Database>) {
        let database = &databases[0];
        database.run(&schema(database.engine)).await;
        let world = world(&map(database)).await;
        let mut runner = TestRunner::new(Config::default());
        for _ in 0..24 {
            let rows = rows().new_tree(&mut runner).unwrap().current();
            let mut script = "DELETE FROM plain; DELETE FROM mixed;".to_owned();
            let (mut inserted, mut told) = (String::new(), Vec::new());
            for table in ["plain", "mixed"] {
                for (at, row) in rows.iter().enumerate() {
                    inserted.push_str(&row.inserted(database.engine, at, table));
                    told.push((table.to_owned(), row.told(database.engine, at, table)));
                }
            }
            script.push_str(&inserted);
            database.run(&script).await;
            let answer = world.access(&id(1)).await;
            let mut found: Vec<(String, String)> = answer
                .iter()
                .filter(|row| row.table.table != "people")
                .map(|row| {
                    (row.table.table.clone(), row.values.reveal(Reveal::AnswerPerson).json().to_owned())
                })
                .collect();
            // Tables stand in the order of the graph, rows in that of their keys.
            found.sort_by_key(|(table, _)| table != "plain");
            assert_eq!(found, told, "on {:?} of {rows:?}", database.engine);
        }
    }
    on_each_engine(1, test);
}
