//! Keys of Redis in every way that it keeps values, written and read by these tests' own means.

use super::club::{Row, Side};
use redis::{Commands, Connection};
use serde_json::Value;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Mutex;

/// How keys hold records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Hash,
    Json,
    Fields,
    Set,
    SortedSet,
    List,
}

pub(super) const WAYS: [Way; 6] = [Way::Hash, Way::Json, Way::Fields, Way::Set, Way::SortedSet, Way::List];

/// The server that tests may use; they print that they are skipped without one.
pub(super) fn server() -> Option<String> {
    match std::env::var("PROBITY_TEST_REDIS_URL") {
        Ok(url) => Some(url),
        Err(_) => {
            let required = std::env::var("PROBITY_REQUIRE_REDIS").as_deref() == Ok("1");
            assert!(!required, "PROBITY_REQUIRE_REDIS is set and PROBITY_TEST_REDIS_URL is not");
            println!("skipped: PROBITY_TEST_REDIS_URL is not set");
            None
        }
    }
}

/// Keys that begin with letters that no other test has; they go with it.
pub(super) struct Keys {
    pub(super) url: String,
    pub(super) prefix: String,
    way: Way,
    connection: Mutex<Connection>,
}

impl Keys {
    pub(super) fn new(url: &str, way: Way) -> Self {
        let connection = Mutex::new(redis::Client::open(url).unwrap().get_connection().unwrap());
        let prefix = format!("probity-test-{:016x}", RandomState::new().build_hasher().finish());
        Self { url: url.to_owned(), prefix, way, connection }
    }

    fn keys(&self, table: &str) -> Vec<String> {
        let mut keys: Vec<String> = self
            .connection
            .lock()
            .unwrap()
            .scan_match(format!("{}:{table}*", self.prefix))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        keys.sort();
        keys
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        for key in self.keys("") {
            let _: () = self.connection.lock().unwrap().del(key).unwrap();
        }
    }
}

fn object(text: &str) -> Row {
    serde_json::from_str(text).unwrap()
}

impl Side for Keys {
    fn store(&self) -> String {
        format!("store side = redis \"{}\"", self.url)
    }

    fn records(&self, table: &str, _columns: &[&str]) -> String {
        let prefix = &self.prefix;
        match self.way {
            Way::Hash => format!("keys \"{prefix}:{table}:{{id}}\" hold hash"),
            Way::Json => format!("keys \"{prefix}:{table}:{{id}}\" hold json"),
            Way::Fields => format!("keys \"{prefix}:{table}\" hold fields of json"),
            Way::Set => format!("keys \"{prefix}:{table}\" hold set of json"),
            Way::SortedSet => format!("keys \"{prefix}:{table}\" hold sorted-set of json"),
            Way::List => format!("keys \"{prefix}:{table}\" hold list of json"),
        }
    }

    fn write(&self, table: &str, _columns: &[&str], rows: &[Row]) {
        for key in self.keys(table) {
            let _: () = self.connection.lock().unwrap().del(key).unwrap();
        }
        let mut connection = self.connection.lock().unwrap();
        let whole = format!("{}:{table}", self.prefix);
        for (number, row) in rows.iter().enumerate() {
            let json = serde_json::to_string(row).unwrap();
            let id = row["id"].as_str().unwrap();
            let own = format!("{whole}:{id}");
            let mut rest = row.clone();
            rest.remove("id");
            match self.way {
                Way::Hash => {
                    let fields: Vec<(String, String)> = rest
                        .iter()
                        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                        .collect();
                    let _: () = connection.hset_multiple(&own, &fields).unwrap();
                }
                Way::Json => {
                    let _: () =
                        connection.set_ex(&own, serde_json::to_string(&rest).unwrap(), 1_000).unwrap();
                }
                Way::Fields => {
                    let _: () = connection.hset(&whole, id, json).unwrap();
                }
                Way::Set => {
                    let _: () = connection.sadd(&whole, json).unwrap();
                }
                Way::SortedSet => {
                    let _: () = connection.zadd(&whole, json, number).unwrap();
                }
                Way::List => {
                    let _: () = connection.rpush(&whole, json).unwrap();
                }
            }
        }
        if self.way != Way::Json && connection.exists::<_, bool>(&whole).unwrap() {
            let _: () = connection.expire(&whole, 1_000).unwrap();
        }
    }

    fn read(&self, table: &str, _columns: &[&str]) -> Vec<Row> {
        let keys = self.keys(table);
        let mut connection = self.connection.lock().unwrap();
        let mut rows: Vec<Row> = Vec::new();
        for key in keys {
            let id = key.rsplit(':').next().unwrap().to_owned();
            match self.way {
                Way::Hash => {
                    let fields: BTreeMap<String, String> = connection.hgetall(&key).unwrap();
                    let mut row: Row =
                        fields.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
                    row.insert("id".to_owned(), id.into());
                    rows.push(row);
                }
                Way::Json => {
                    let mut row = object(&connection.get::<_, String>(&key).unwrap());
                    row.insert("id".to_owned(), id.into());
                    rows.push(row);
                }
                Way::Fields => {
                    let values: Vec<String> = connection.hvals(&key).unwrap();
                    rows.extend(values.iter().map(|text| object(text)));
                }
                Way::Set => {
                    let members: Vec<String> = connection.smembers(&key).unwrap();
                    rows.extend(members.iter().map(|text| object(text)));
                }
                Way::SortedSet => {
                    let members: Vec<String> = connection.zrange(&key, 0, -1).unwrap();
                    rows.extend(members.iter().map(|text| object(text)));
                }
                Way::List => {
                    let members: Vec<String> = connection.lrange(&key, 0, -1).unwrap();
                    rows.extend(members.iter().map(|text| object(text)));
                }
            }
            if self.way != Way::Hash {
                assert!(connection.ttl::<_, i64>(&key).unwrap() > 0, "`{key}` expires as before");
            }
        }
        for row in &mut rows {
            row.retain(|_, value| !value.is_null());
        }
        rows
    }

    fn lose(&self) -> String {
        "redis://127.0.0.1:1/".to_owned()
    }
}
