//! The parts of the measurement, and the company that they are measured on: people with rows in ten tables,
//! five that name them and five that name those.

pub(crate) mod access;
pub(crate) mod erasure;
pub(crate) mod small;

use crate::common::Database;
use crate::common::map::{Map, table};
use probity_stores::Engine;
use std::time::Duration;

const FAMILIES: usize = 5;

/// What tells the rows apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Numbers,
    Texts,
    Uuids,
}

impl Keys {
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("small", Self::Numbers), ("small-text", Self::Texts), ("small-uuid", Self::Uuids)];

    fn kind(self) -> &'static str {
        match self {
            Self::Numbers => "integer",
            Self::Texts => "varchar(40)",
            Self::Uuids => "uuid",
        }
    }

    /// The key that an expression for a number stands for.
    fn expression(self, engine: Engine, number: &str) -> String {
        match (self, engine) {
            (Self::Numbers, _) => number.to_owned(),
            (Self::Texts, Engine::MariaDb) => format!("concat('customer-', CAST({number} AS integer))"),
            (Self::Texts, _) => format!("'customer-' || ({number})"),
            (Self::Uuids, Engine::Sqlite) => {
                format!("printf('%08x-0000-4000-8000-%012x', {number}, {number})")
            }
            (Self::Uuids, Engine::Postgres) => format!(
                "CAST(lpad(to_hex({number}), 8, '0') || '-0000-4000-8000-' || lpad(to_hex({number}), 12, '0') AS uuid)"
            ),
            (Self::Uuids, Engine::MariaDb) => format!(
                "concat(lpad(hex(CAST({number} AS integer)), 8, '0'), '-0000-4000-8000-', lpad(hex(CAST({number} AS integer)), 12, '0'))"
            ),
        }
    }

    /// The key of a person.
    pub(crate) fn of(self, person: usize) -> String {
        match self {
            Self::Numbers => person.to_string(),
            Self::Texts => format!("customer-{person}"),
            Self::Uuids => format!("{person:08x}-0000-4000-8000-{person:012x}"),
        }
    }
}

pub(crate) fn schema(keys: Keys) -> String {
    let kind = keys.kind();
    let mut script = format!("CREATE TABLE people (id {kind} NOT NULL PRIMARY KEY, email varchar(80));");
    for number in 0..FAMILIES {
        script.push_str(&format!(
            "CREATE TABLE parent{number} (id {kind} NOT NULL PRIMARY KEY, person {kind} NOT NULL REFERENCES people (id), what varchar(80));
             CREATE INDEX of_person{number} ON parent{number} (person);
             CREATE TABLE child{number} (id {kind} NOT NULL PRIMARY KEY, parent {kind} NOT NULL REFERENCES parent{number} (id), what varchar(80));
             CREATE INDEX of_parent{number} ON child{number} (parent);"
        ));
    }
    script
}

/// The people from `first` to `last` with `each` rows in each of the ten tables.
pub(crate) fn rows(first: usize, last: usize, each: usize) -> String {
    rows_with(Keys::Numbers, Engine::Sqlite, first, last, each)
}

/// The same with other keys.
pub(crate) fn rows_with(keys: Keys, engine: Engine, first: usize, last: usize, each: usize) -> String {
    let key = |number: &str| keys.expression(engine, number);
    let mut script = "BEGIN;".to_owned();
    script.push_str(&format!(
        "INSERT INTO people WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         SELECT {}, 'p' || i || '@example.com' FROM n;",
        key("i")
    ));
    let (from, to) = (first * each, last * each + each - 1);
    for number in 0..FAMILIES {
        for (table, refers) in [("parent", format!("((i - i % {each}) / {each})")), ("child", "i".to_owned())]
        {
            script.push_str(&format!(
                "INSERT INTO {table}{number} WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})
                 SELECT {}, {}, 'some words about what it is' FROM n;",
                key("i"),
                key(&refers)
            ));
        }
    }
    script + "COMMIT;"
}

/// What somebody who knows the tables and the engine would write to erase a person, and who has promised that it cannot
/// be had back.
pub(crate) fn erased_by_hand(engine: Engine, keys: Keys, person: usize) -> String {
    let overwritten = if engine == Engine::Sqlite { "PRAGMA secure_delete = ON;" } else { "" };
    format!("{overwritten} {}", deleted_by_hand(engine, keys, person))
}

/// The same without that promise: on SQLite what is deleted stays in the file until something is written over it.
pub(crate) fn deleted_by_hand(engine: Engine, keys: Keys, person: usize) -> String {
    let person = format!("'{}'", keys.of(person));
    let mut script = "BEGIN;".to_owned();
    for number in 0..FAMILIES {
        let children = if engine == Engine::MariaDb {
            // A subquery would be asked again for every row of the table.
            format!(
                "DELETE c FROM child{number} AS c JOIN parent{number} AS p ON p.id = c.parent WHERE p.person = {person};"
            )
        } else {
            format!(
                "DELETE FROM child{number} WHERE parent IN (SELECT id FROM parent{number} WHERE person = {person});"
            )
        };
        script.push_str(&format!("{children} DELETE FROM parent{number} WHERE person = {person};"));
    }
    script + &format!("DELETE FROM people WHERE id = {person}; COMMIT;")
}

pub(crate) fn map(database: &Database) -> Map {
    let mut map =
        Map::of(&[("s", database)]).table(table("s.people").person("person", "id", "id, email").delete());
    for number in 0..FAMILIES {
        let parent = format!("s.parent{number}");
        map = map
            .table(table(&parent).belongs_to("s.people", "person").holds("what").delete())
            .table(table(&format!("s.child{number}")).belongs_to(&parent, "parent").holds("what").delete());
    }
    map
}

/// Lets the engine know what is in its tables, as it would in a company's database.
pub(crate) async fn settle(database: &Database) {
    match database.engine {
        Engine::Postgres => database.run("VACUUM ANALYZE").await,
        Engine::Sqlite => database.run("PRAGMA wal_checkpoint(TRUNCATE)").await,
        Engine::MariaDb => {
            let tables: Vec<String> =
                (0..FAMILIES).map(|number| format!("parent{number}, child{number}")).collect();
            database.run(&format!("ANALYZE TABLE people, {}", tables.join(", "))).await;
        }
    }
}

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

pub(crate) fn ratio(ours: Duration, hand: Duration) -> f64 {
    ours.as_secs_f64() / hand.as_secs_f64()
}
