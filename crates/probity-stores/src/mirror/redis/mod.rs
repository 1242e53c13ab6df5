//! Redis as a source of records: keys by pattern, found with SCAN and never with KEYS, read many at a time.
//!
//! A change is made in MULTI and EXEC after WATCH and another look at what is changed, so that what somebody
//! else wrote meanwhile is not lost. What expires does so as before. A cluster is not spoken to: a key that
//! lives on another node is a fault that says so.

mod glimpse;
mod kinds;

pub use glimpse::{KeyGlimpse, KeyPiece, KeyState};

use super::described::Described;
use super::source::{
    Cell, CellKind, Change, Deed, Intake, Reached, Record, Source, SourceColumn, SourceTable, Wanted, Work,
};
use crate::error::{EngineFault, FaultKind, FaultParts};
use kinds::{Fate, Part};
use probity_policy::model::pattern::{Pattern, PatternKind, PatternPart};
use probity_policy::model::records::{KeyKind, Shape};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ConnectionInfo, ErrorKind, Pipeline, RedisError, Value, cmd};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// The key of a record.
const KEY: &str = "redis_key";
/// When its key expires.
const EXPIRES: &str = "redis_expires_at";
/// How many keys are read or changed at a time.
const BATCH: usize = 100;
/// How many records are looked at to know the columns.
const SAMPLED: usize = 100;

/// What becomes of parts of keys: each part's name, the version that it must have, and its fate.
type Keys = BTreeMap<String, Vec<(Vec<u8>, String, Fate)>>;

/// A Redis server.
pub(crate) struct RedisSource {
    connection: MultiplexedConnection,
    tables: Vec<SourceTable>,
    places: Arc<Vec<Vec<Place>>>,
}

/// Some of the keys that hold a table's records.
#[derive(Clone, Debug)]
struct Place {
    written: String,
    pattern: Pattern,
    /// Patterns of the same store with more fixed letters: keys that they match are theirs.
    closer: Vec<Pattern>,
    kind: KeyKind,
    json: bool,
}

impl Place {
    /// What stands in the key for the names of the pattern; nothing when it is not of this place.
    fn values<'k>(&self, key: &'k str) -> Option<Vec<&'k str>> {
        let values = self.pattern.matched(key)?;
        self.closer.iter().all(|closer| closer.matched(key).is_none()).then_some(values)
    }
}

/// A fault of the server, without what it says: that may quote a value.
fn fault(error: &RedisError) -> EngineFault {
    // Of several commands sent together, the first that was refused says why.
    let refused = error.clone().into_server_errors();
    let first = refused.as_ref().and_then(|all| all.first()).map(|(_, refused)| refused.code());
    let code = first.or_else(|| error.code()).map(str::to_owned);
    let (kind, message) = match (error.kind(), code.as_deref()) {
        (ErrorKind::AuthenticationFailed, _) | (_, Some("WRONGPASS" | "NOAUTH")) => {
            (FaultKind::Login, "the user or password was refused")
        }
        (_, Some("NOPERM")) => (FaultKind::Permission, "the user may not do this"),
        (_, Some("READONLY")) => (FaultKind::ReadOnly, "the server takes no changes"),
        (_, Some("WRONGTYPE")) => (FaultKind::Other, "a key holds something else than the data map says"),
        (_, Some("LOADING" | "BUSY" | "TRYAGAIN")) => (FaultKind::LostRace, "the server is busy"),
        (_, Some("MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN")) => {
            (FaultKind::Other, "the server is part of a cluster, which is not spoken to")
        }
        (ErrorKind::Io, _) if error.is_timeout() => {
            (FaultKind::Timeout, "the answer took longer than allowed")
        }
        (ErrorKind::Io, _) => (FaultKind::ConnectionLost, "the connection failed"),
        _ => (FaultKind::Other, "the server refused a command"),
    };
    FaultParts { kind, code, constraint: None, table: None, column: None, message: message.to_owned() }.into()
}

impl RedisSource {
    /// Reaches the server, and looks at a few records to know their columns.
    pub(crate) async fn open(
        info: &ConnectionInfo,
        described: &[Described],
        connect: Duration,
        longest: Duration,
    ) -> Result<Self, EngineFault> {
        let client = redis::Client::open(info.clone()).map_err(|error| fault(&error))?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(connect))
            .set_response_timeout(Some(longest));
        let connected = client.get_multiplexed_async_connection_with_config(&config).await;
        let connection = connected.map_err(|error| {
            let fault = fault(&error);
            // What is refused while connecting and is no login is the number of the database.
            if fault.kind == FaultKind::Other && fault.code.as_deref() == Some("ERR") {
                return EngineFault::own(
                    FaultKind::MissingDatabase,
                    "the server has no database of this number",
                );
            }
            fault
        })?;
        let mut source = Self { connection, tables: Vec::new(), places: Arc::default() };
        let all = places(described);
        for (one, places) in described.iter().zip(&all) {
            let table = source.table(one, places).await?;
            source.tables.push(table);
        }
        source.places = Arc::new(all);
        Ok(source)
    }

    /// The columns of a table: those of its patterns, those seen in its records, those the map speaks of.
    async fn table(&mut self, described: &Described, places: &[Place]) -> Result<SourceTable, EngineFault> {
        let mut columns: Vec<SourceColumn> = Vec::new();
        let mut add = |name: &str, kind, fixed| {
            let kind = if described.keys.contains(name) { CellKind::Text } else { kind };
            if !columns.iter().any(|column| column.name == name) {
                columns.push(SourceColumn { name: name.to_owned(), kind, fixed, required: false });
            }
        };
        for name in places.iter().flat_map(|place| place.pattern.fields()) {
            add(name, CellKind::Text, true);
        }
        let mut seen = BTreeSet::new();
        let mut sampled = 0;
        for place in places {
            match (place.kind, place.json) {
                (KeyKind::Fields, _) => add("field", CellKind::Text, true),
                (KeyKind::SortedSet, _) => add("score", CellKind::Any, true),
                _ => {}
            }
            match (place.kind, place.json) {
                (KeyKind::Text | KeyKind::Fields, false) => add("value", CellKind::Text, false),
                (KeyKind::Set | KeyKind::SortedSet | KeyKind::List, false) => {
                    add("member", CellKind::Text, true)
                }
                _ => {
                    let records = self.sample(place).await?;
                    sampled += records.len();
                    seen.extend(records.iter().flat_map(|part| part.columns(place.kind, place.json)));
                }
            }
        }
        for name in &seen {
            add(name, CellKind::Any, false);
        }
        add(KEY, CellKind::Text, true);
        if described.named.contains(EXPIRES) {
            add(EXPIRES, CellKind::Instant, true);
        }
        let open = places.iter().any(|place| place.json || place.kind == KeyKind::Hash);
        for name in described.named.iter().filter(|_| open) {
            // A field may be rare; but a key that no record has is a slip of the pen, and would find nobody.
            if sampled == 0 || !described.keys.contains(name) || name.contains('.') {
                add(name, CellKind::Any, false);
            }
        }
        let key = match places {
            [first, rest @ ..]
                if rest.iter().all(|place| (place.kind, place.json) == (first.kind, first.json)) =>
            {
                match (first.kind, first.json) {
                    (KeyKind::Text | KeyKind::Hash, _) => vec![KEY.to_owned()],
                    (KeyKind::Fields, _) => vec![KEY.to_owned(), "field".to_owned()],
                    (KeyKind::Set | KeyKind::SortedSet, false) => vec![KEY.to_owned(), "member".to_owned()],
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        };
        let person = described.table.person.as_ref().map(|person| person.key.clone());
        Ok(SourceTable {
            name: described.table.name.table.clone(),
            columns,
            key,
            uniques: person.into_iter().collect(),
        })
    }

    async fn sample(&mut self, place: &Place) -> Result<Vec<Part>, EngineFault> {
        let mut parts = Vec::new();
        let mut cursor = 0_u64;
        loop {
            let (next, keys) = self.scan(cursor, &glob(&place.pattern)).await?;
            let keys: Vec<String> = keys.into_iter().filter(|key| place.values(key).is_some()).collect();
            for (_, found) in self.read(place, &keys).await? {
                parts.extend(found);
            }
            if next == 0 || parts.len() >= SAMPLED {
                parts.truncate(SAMPLED);
                return Ok(parts);
            }
            cursor = next;
        }
    }

    async fn scan(&mut self, cursor: u64, glob: &[u8]) -> Result<(u64, Vec<String>), EngineFault> {
        let mut command = cmd("SCAN");
        command.arg(cursor).arg("MATCH").arg(glob).arg("COUNT").arg(1_000);
        let (next, keys): (u64, Vec<Vec<u8>>) =
            command.query_async(&mut self.connection).await.map_err(|error| fault(&error))?;
        // A key that is no UTF-8 cannot be matched; nobody can have described it.
        Ok((next, keys.into_iter().filter_map(|key| String::from_utf8(key).ok()).collect()))
    }

    /// The records of some keys.
    async fn read(
        &mut self,
        place: &Place,
        keys: &[String],
    ) -> Result<Vec<(String, Vec<Part>)>, EngineFault> {
        let mut all = Vec::new();
        // What is of another place may be of another kind, and cannot be read as this one is.
        let keys: Vec<&String> = keys.iter().filter(|key| place.values(key).is_some()).collect();
        for batch in keys.chunks(BATCH) {
            let mut pipeline = Pipeline::new();
            for key in batch {
                pipeline.add_command(kinds::reading(place.kind, key));
            }
            let answers: Vec<Value> =
                pipeline.query_async(&mut self.connection).await.map_err(|error| self.at(place, &error))?;
            for (key, answer) in batch.iter().zip(answers) {
                all.push(((*key).clone(), kinds::parts(place.kind, answer)));
            }
        }
        Ok(all)
    }

    fn at(&self, place: &Place, error: &RedisError) -> EngineFault {
        let fault = fault(error);
        EngineFault::own(fault.kind, format!("{} (`{}`)", fault.message, place.written))
    }

    /// When keys expire, as texts.
    async fn expirations(&mut self, keys: &[String]) -> Result<BTreeMap<String, Cell>, EngineFault> {
        let mut all = BTreeMap::new();
        for batch in keys.chunks(BATCH) {
            let mut pipeline = Pipeline::new();
            for key in batch {
                pipeline.cmd("PEXPIRETIME").arg(key);
            }
            let answers: Vec<i64> =
                pipeline.query_async(&mut self.connection).await.map_err(|error| fault(&error))?;
            for (key, at) in batch.iter().zip(answers) {
                let instant = jiff::Timestamp::from_millisecond(at).ok().filter(|_| at > 0);
                let text = instant.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string());
                all.insert(key.clone(), text.map_or(Cell::Null, Cell::Text));
            }
        }
        Ok(all)
    }

    async fn records(
        &mut self,
        table: usize,
        number: usize,
        place: &Place,
        keys: &[String],
    ) -> Result<Vec<Record>, EngineFault> {
        let columns = self.tables.get(table).map(|table| table.columns.clone()).unwrap_or_default();
        let ends = if columns.iter().any(|column| column.name == EXPIRES) {
            self.expirations(keys).await?
        } else {
            BTreeMap::new()
        };
        let mut records = Vec::new();
        for (key, parts) in self.read(place, keys).await? {
            let Some(values) = place.values(&key) else { continue };
            let fields: Vec<(&str, &str)> = place.pattern.fields().zip(values).collect();
            for part in parts {
                let cell = |column: &SourceColumn| {
                    if let Some((_, value)) = fields.iter().find(|(name, _)| *name == column.name) {
                        return Cell::Text((*value).to_owned());
                    }
                    match column.name.as_str() {
                        KEY => Cell::Text(key.clone()),
                        EXPIRES => ends.get(&key).cloned().unwrap_or(Cell::Null),
                        name => part.cell(place.kind, place.json, name),
                    }
                };
                records.push(Record {
                    address: serde_json::json!([number, key, crate::plan::hex(&part.name)]).to_string(),
                    version: part.version(),
                    cells: columns.iter().map(cell).collect(),
                });
            }
        }
        Ok(records)
    }

    /// The keys that are wanted where they are known whole; otherwise the glob that finds them.
    fn looked_for(&self, table: usize, place: &Place, wanted: &Wanted) -> Result<Vec<String>, Vec<u8>> {
        let whole = || Err(glob(&place.pattern));
        let Wanted::Equal { columns, tuples, ignoring_case: false } = wanted else { return whole() };
        let names = self.tables.get(table).map(|table| &table.columns);
        let at = |name: &str| {
            let column = names?.iter().position(|column| column.name == name)?;
            columns.iter().position(|wanted| *wanted == column)
        };
        let mut exact = Vec::new();
        for tuple in tuples {
            let value = |name: &str| tuple.get(at(name)?).map(String::as_str);
            let Some(narrow) = place.pattern.narrowed(value) else { continue };
            match narrow.parts() {
                [PatternPart::Text(key)] => exact.push(key.clone()),
                _ if tuples.len() == 1 => return Err(glob(&narrow)),
                _ => return whole(),
            }
        }
        Ok(exact)
    }

    async fn change(&mut self, place: &Place, changes: &Keys) -> Result<(), EngineFault> {
        let keys: Vec<String> = changes.keys().cloned().collect();
        let mut watch = cmd("WATCH");
        watch.arg(&keys);
        watch.exec_async(&mut self.connection).await.map_err(|error| self.at(place, &error))?;
        let outcome = self.change_watched(place, changes, &keys).await;
        if outcome.is_err() {
            // Whether the server hears it does not matter: the connection is this session's own and ends with it.
            let _ = cmd("UNWATCH").exec_async(&mut self.connection).await;
        }
        outcome
    }

    async fn change_watched(
        &mut self,
        place: &Place,
        changes: &Keys,
        keys: &[String],
    ) -> Result<(), EngineFault> {
        let lost = || {
            let message = format!("a key of `{}` was changed by somebody else", place.written);
            EngineFault::own(FaultKind::LostRace, message)
        };
        let mut pipeline = Pipeline::new();
        pipeline.atomic();
        for (key, parts) in self.read(place, keys).await? {
            let Some(wanted) = changes.get(&key) else { continue };
            // What becomes something else comes first, because members that go move the places of a list.
            let gone = |fate: &Fate| *fate == Fate::Gone;
            for (name, version, fate) in
                wanted.iter().filter(|one| !gone(&one.2)).chain(wanted.iter().filter(|one| gone(&one.2)))
            {
                let part = parts.iter().find(|part| part.name == *name && part.version() == *version);
                let part = part.ok_or_else(lost)?;
                part.change(place.kind, place.json, &key, fate, &mut pipeline).ok_or_else(|| {
                    EngineFault::own(
                        FaultKind::Other,
                        format!("a value of `{}` cannot be changed", place.written),
                    )
                })?;
            }
        }
        let answer: Value =
            pipeline.query_async(&mut self.connection).await.map_err(|error| self.at(place, &error))?;
        if answer == Value::Nil { Err(lost()) } else { Ok(()) }
    }
}

/// Where the records of each table are.
fn places(described: &[Described]) -> Vec<Vec<Place>> {
    let place = |records: &probity_policy::model::records::Records| {
        let Shape::Key { kind, json } = records.shape else { return None };
        let pattern = Pattern::read(&records.pattern, PatternKind::Key).ok()?;
        Some(Place { written: records.pattern.clone(), pattern, closer: Vec::new(), kind, json })
    };
    let mut all: Vec<Vec<Place>> =
        described.iter().map(|one| one.table.records.iter().filter_map(place).collect()).collect();
    let patterns: Vec<Pattern> = all.iter().flatten().map(|place| place.pattern.clone()).collect();
    for place in all.iter_mut().flatten() {
        let own = place.pattern.fixed_letters();
        place.closer = patterns.iter().filter(|other| other.fixed_letters() > own).cloned().collect();
    }
    all
}

/// The pattern as the server's MATCH takes it.
fn glob(pattern: &Pattern) -> Vec<u8> {
    let mut glob = Vec::new();
    for part in pattern.parts() {
        match part {
            PatternPart::Text(text) => {
                for byte in text.bytes() {
                    if b"*?[]^-\\".contains(&byte) {
                        glob.push(b'\\');
                    }
                    glob.push(byte);
                }
            }
            PatternPart::Field(_) | PatternPart::Any | PatternPart::Deep => glob.push(b'*'),
        }
    }
    glob
}

impl Source for RedisSource {
    fn tables(&self) -> &[SourceTable] {
        &self.tables
    }

    fn bring<'a>(
        &'a mut self,
        table: usize,
        wanted: &'a Wanted,
        into: &'a mut (dyn Intake + 'a),
    ) -> Work<'a, ()> {
        Box::pin(async move {
            let places = self.places.clone();
            for (number, place) in places.get(table).into_iter().flatten().enumerate() {
                match self.looked_for(table, place, wanted) {
                    Ok(keys) => {
                        for batch in keys.chunks(BATCH) {
                            let records = self.records(table, number, place, batch).await?;
                            into.take(records).await?;
                        }
                    }
                    Err(glob) => {
                        let mut cursor = 0;
                        loop {
                            let (next, keys) = self.scan(cursor, &glob).await?;
                            let records = self.records(table, number, place, &keys).await?;
                            into.take(records).await?;
                            if next == 0 {
                                break;
                            }
                            cursor = next;
                        }
                    }
                }
            }
            Ok(())
        })
    }

    fn toll(&self, table: usize, changes: &[&Change]) -> Option<String> {
        let places = self.places.get(table)?;
        let keys: BTreeSet<(usize, String)> = changes
            .iter()
            .filter_map(|change| serde_json::from_str::<(usize, String, String)>(&change.address).ok())
            .map(|(place, key, _)| (place, key))
            .collect();
        let patterns: Vec<String> = places.iter().map(|place| format!("`{}`", place.written)).collect();
        let mut toll = format!("what no key names is looked for among all keys like {}", patterns.join(", "));
        if !keys.is_empty() {
            let word = if keys.len() == 1 { "key is" } else { "keys are" };
            toll.push_str(&format!("; {} {word} changed, at most {BATCH} in one transaction", keys.len()));
        }
        Some(toll)
    }

    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()> {
        Box::pin(async move {
            let mut by_place: BTreeMap<(usize, usize), Keys> = BTreeMap::new();
            for change in changes {
                let columns = self.tables.get(change.table).map(|table| &table.columns);
                let parsed: Option<(usize, String, String)> = serde_json::from_str(&change.address).ok();
                let Some((number, key, name)) = parsed else { continue };
                let fate = match change.deed {
                    Deed::Gone => Fate::Gone,
                    Deed::Becomes(cells) => Fate::Becomes(
                        cells
                            .into_iter()
                            .filter_map(|(at, cell)| Some((columns?.get(at)?.name.clone(), cell)))
                            .collect(),
                    ),
                };
                let keys = by_place.entry((change.table, number)).or_default();
                keys.entry(key).or_default().push((crate::execute::unhex(&name), change.version, fate));
            }
            let places = self.places.clone();
            let mut part = 0;
            for ((table, number), keys) in by_place {
                let Some(place) = places.get(table).and_then(|places| places.get(number)) else { continue };
                let mut keys = keys.into_iter().peekable();
                while keys.peek().is_some() {
                    let batch: Keys = keys.by_ref().take(BATCH).collect();
                    self.change(place, &batch).await?;
                    if reached(part).is_break() {
                        return Err(EngineFault::own(FaultKind::Other, "it was stopped"));
                    }
                    part += 1;
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::glob;
    use probity_policy::model::pattern::{Pattern, PatternKind};

    #[test]
    fn what_stands_for_itself_in_a_pattern_does_so_in_the_servers_too() {
        let pattern = Pattern::read("a[1]?:{id}:*-", PatternKind::Key).unwrap();
        assert_eq!(String::from_utf8(glob(&pattern)).unwrap(), "a\\[1\\]\\?:*:*\\-");
    }
}
