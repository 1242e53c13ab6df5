//! The club: people in a database, their letters, rooms and invoices in a store without tables, and
//! parcels in the database again.

use crate::common::run::World;
use probity_policy::model::data_map::DataMap;
use probity_policy::project::{Files, compile};
use probity_source::Severity;
use probity_stores::{Limits, PersonGraph, Stores};
use serde_json::{Map, Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A record of the side store.
pub(super) type Row = Map<String, Value>;

/// A way of keeping records.
pub(super) trait Side: Sync {
    /// The sentence that declares the store, whose name is `side`.
    fn store(&self) -> String;
    /// The sentences that say where the records of a table with these columns are.
    fn records(&self, table: &str, columns: &[&str]) -> String;
    /// Puts records there.
    fn write(&self, table: &str, columns: &[&str], rows: &[Row]);
    /// All records that are there.
    fn read(&self, table: &str, columns: &[&str]) -> Vec<Row>;
    /// Takes the store away, so that nobody answers, and says where it is then looked for.
    fn lose(&self) -> String;
}

/// The tables of the side store and their columns; the first is the number of the record.
pub(super) const TABLES: [(&str, &[&str]); 4] = [
    ("letters", &["id", "person", "body"]),
    ("pages", &["id", "letter", "words"]),
    ("rooms", &["id", "a", "b", "note"]),
    ("invoices", &["id", "person", "name", "login", "issued", "total"]),
];

/// A folder with the database and, for files, the side store.
pub(super) struct Club<S> {
    pub(super) folder: tempfile::TempDir,
    pub(super) side: S,
    pub(super) map: DataMap,
}

fn row(value: Value) -> Row {
    let Value::Object(row) = value else { panic!("no row") };
    row.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

fn rows(table: &str) -> Vec<Row> {
    let rows = match table {
        "letters" => json!([
            {"id": "L1", "person": "1", "body": "Dear Ann, yours"},
            {"id": "L2", "person": "1", "body": "again"},
            {"id": "L3", "person": "2", "body": "Dear Bob"},
            {"id": "L4", "body": "to nobody"},
        ]),
        "pages" => json!([
            {"id": "P1", "letter": "L1", "words": "one"},
            {"id": "P2", "letter": "L1", "words": "two"},
            {"id": "P3", "letter": "L3", "words": "three"},
        ]),
        "rooms" => json!([
            {"id": "R1", "a": "1", "b": "2", "note": "by Ann"},
            {"id": "R2", "a": "1", "note": "alone"},
            {"id": "R3", "a": "2", "b": "1", "note": "by Bob"},
        ]),
        _ => json!([
            {"id": "I1", "person": "1", "name": "Ann Lee", "login": "ann-lee", "issued": "2026-01-31", "total": "10"},
            {"id": "I2", "person": "2", "name": "Bob", "login": "bob-roe", "issued": "2026-02-01", "total": "20"},
        ]),
    };
    rows.as_array().unwrap().iter().cloned().map(row).collect()
}

/// The records that stay after Ann.
pub(super) fn without_ann() -> BTreeMap<String, Vec<Value>> {
    [
        ("letters", json!([
            {"id": "L3", "person": "2", "body": "Dear Bob"},
            {"id": "L4", "body": "to nobody"},
        ])),
        ("pages", json!([{"id": "P3", "letter": "L3", "words": "three"}])),
        ("rooms", json!([{"id": "R1", "b": "2"}, {"id": "R3", "a": "2", "note": "by Bob"}])),
        ("invoices", json!([
            {"id": "I1", "person": "1", "issued": "2026-01-31", "total": "10"},
            {"id": "I2", "person": "2", "name": "Bob", "login": "bob-roe", "issued": "2026-02-01", "total": "20"},
        ])),
    ]
    .into_iter()
    .map(|(table, rows)| (table.to_owned(), rows.as_array().unwrap().clone()))
    .collect()
}

struct Text(String);

impl Files for Text {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Reads a data map in the language.
pub(super) fn data_map(text: &str) -> DataMap {
    let project = compile(&["map.probity".to_owned()], &Text(text.to_owned()));
    let faults: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error && one.code.0.starts_with("P05"))
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect();
    assert!(faults.is_empty(), "{faults:?}\n{text}");
    project.model.data_map
}

fn sentences(side: &dyn Side) -> String {
    let at = |table: &str| {
        let (_, columns) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
        side.records(table, columns)
    };
    format!(
        r#"
        keep invoice.* 7 years after collected because tax-law
        store core = sqlite "core.db"
        {store}
        table core.people {{
            is member by id, email
            email contact.email
            name contact.name
            on erasure delete
        }}
        table core.parcels {{
            belongs to side.letters by letter = id
            what order.number
            on erasure delete
        }}
        table side.letters {{
            {letters}
            belongs to core.people by person
            body contact.message
            plain id
            on erasure delete
        }}
        table side.pages {{
            {pages}
            belongs to side.letters by letter = id
            words contact.message
            plain id
            on erasure delete
        }}
        table side.rooms {{
            {rooms}
            belongs to core.people by a, blank note
            belongs to core.people by b
            note contact.message
            plain id
            on erasure delete
        }}
        table side.invoices {{
            {invoices}
            belongs to core.people by person
            name contact.name
            login account.username
            total invoice.total
            plain id
            counts collected from issued
            on erasure keep because tax-law, blank name, login
        }}"#,
        store = side.store(),
        letters = at("letters"),
        pages = at("pages"),
        rooms = at("rooms"),
        invoices = at("invoices"),
    )
}

impl<S: Side> Club<S> {
    pub(super) async fn new(make: impl FnOnce(&Path) -> S) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let side = make(folder.path());
        for (table, columns) in TABLES {
            side.write(table, columns, &rows(table));
        }
        let map = data_map(&sentences(&side));
        let club = Self { folder, side, map };
        club.core(
            "CREATE TABLE people (id integer PRIMARY KEY, email text, name text);
             CREATE TABLE parcels (id integer PRIMARY KEY, letter text, what text);
             INSERT INTO people VALUES (1, 'ann@example.com', 'Ann'), (2, 'bob@example.com', 'Bob');
             INSERT INTO parcels VALUES (1, 'L1', 'cup'), (2, 'L3', 'pot'), (3, NULL, 'pan');",
        )
        .await;
        club
    }

    async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("core.db"));
        options.create_if_missing(true).connect().await.unwrap()
    }

    async fn core(&self, script: &str) {
        let mut connection = self.connection().await;
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    pub(super) fn stores(&self) -> Stores {
        self.stores_of(&self.map)
    }

    pub(super) fn stores_of(&self, map: &DataMap) -> Stores {
        let limits =
            Limits { lock: Duration::from_secs(5), connect: Duration::from_secs(5), ..Limits::default() };
        Stores::new(map, &PathBuf::from(self.folder.path()), &|_| None, limits).unwrap()
    }

    pub(super) async fn world(&self) -> World {
        let stores = self.stores();
        let schemas = stores.schemas().await.unwrap_or_else(|error| panic!("{error:?}"));
        let graph = PersonGraph::compile(&self.map, schemas).unwrap_or_else(|faults| {
            panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>())
        });
        World { graph, stores }
    }

    /// Everything that there is.
    pub(super) async fn everything(&self) -> (BTreeMap<String, Vec<Value>>, Vec<i64>, Vec<i64>) {
        let mut side = BTreeMap::new();
        for (table, columns) in TABLES {
            let mut rows = self.side.read(table, columns);
            rows.sort_by_key(|row| row.get("id").map(ToString::to_string));
            side.insert(table.to_owned(), rows.into_iter().map(Value::from).collect());
        }
        let mut connection = self.connection().await;
        let mut ids = Vec::new();
        for question in ["SELECT id FROM people ORDER BY 1", "SELECT id FROM parcels ORDER BY 1"] {
            let rows = sqlx::query(question).fetch_all(&mut connection).await.unwrap();
            ids.push(rows.iter().map(|row| row.get::<i64, _>(0)).collect::<Vec<_>>());
        }
        connection.close().await.unwrap();
        let parcels = ids.pop().unwrap();
        (side, ids.pop().unwrap(), parcels)
    }

    /// That only what is Ann's is gone.
    pub(super) async fn assert_without_ann(&self) {
        let (side, people, parcels) = self.everything().await;
        assert_eq!(side, without_ann());
        assert_eq!((people, parcels), (vec![2], vec![2, 3]));
    }

    /// Writes one more record.
    pub(super) fn add(&self, table: &str, new: Value) {
        let (_, columns) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
        let mut rows = self.side.read(table, columns);
        rows.push(row(new));
        self.side.write(table, columns, &rows);
    }
}
