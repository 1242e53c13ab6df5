//! Opening stores: bounded numbers of sessions, timeouts, and errors that say which store and what.

use crate::address::Address;
use crate::engine::{
    Access, Engine, introspect_mariadb, introspect_postgres, introspect_sqlite, mariadb_fault,
    postgres_fault, sqlite_fault,
};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::idle::Idle;
use crate::mirror::Mirror;
use crate::mirror::described::{Described, described};
use crate::mirror::files::FileSource;
use crate::mirror::http::{Bell, HttpSource, SharedToken, Spoken};
use crate::mirror::redis::RedisSource;
use crate::mirror::source::Source;
use crate::schema::Schema;
use crate::session::Session;
use probity_policy::model::data_map::{DataMap, Store};
use probity_policy::model::pace::Pace;
use probity_policy::model::services::{Resource, Service};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A collation under which texts are equal only when they are the same, trailing blanks included.
const EXACT: &str = "utf8mb4_nopad_bin";

/// How long and how much a store may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for a lock; MariaDB counts whole seconds.
    pub lock: Duration,
    /// The longest statement.
    pub statement: Duration,
    /// How many sessions one process holds at once.
    pub sessions: usize,
    /// How large erasures are carried out.
    pub batches: Batches,
}

/// When an erasure is carried out in batches, and in which: what the policy's pace of the store says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batches {
    /// The most rows that a plan may change in one store in one transaction.
    pub above: u64,
    /// Rows in one transaction, when there are more.
    pub rows: u64,
    /// The pause after each of these, for others and for replicas; nothing for a tenth of the time that it took.
    pub pause: Option<Duration>,
}

impl Default for Batches {
    fn default() -> Self {
        Self { above: 200_000, rows: 10_000, pause: None }
    }
}

impl Limits {
    /// These limits, with what a data map says of a store in their place.
    fn paced(mut self, pace: &Pace) -> Self {
        if let Some(seconds) = pace.lock {
            self.lock = Duration::from_secs(seconds);
        }
        if let Some(seconds) = pace.statement {
            self.statement = Duration::from_secs(seconds);
        }
        self.batches.rows = pace.rows.unwrap_or(self.batches.rows).max(1);
        self.batches.above = pace.above.unwrap_or(self.batches.above);
        if let Some(pause) = pace.pause {
            self.batches.pause = Some(Duration::from_millis(pause));
        }
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            lock: Duration::from_secs(10),
            statement: Duration::from_secs(600),
            sessions: 8,
            batches: Batches::default(),
        }
    }
}

/// What is done with a file before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// It is looked at.
    Look,
    /// It is looked at, and put in order where a killed writer left it, which changes it.
    LookInOrder,
    /// A transaction that changes it is begun.
    Begin,
}

/// One store of the company, ready to be opened.
#[derive(Clone, Debug)]
pub struct StoreHandle {
    name: String,
    address: Address,
    limits: Limits,
    permits: Arc<Semaphore>,
    /// Conversations that wait for the next who asks.
    idle: Arc<Idle>,
    /// What the data map says about its tables, where the store itself does not know.
    described: Arc<Vec<Described>>,
    /// How the store is spoken to, where it is a service.
    spoken: Option<Arc<Spoken>>,
}

impl StoreHandle {
    /// A store by its place in the data map. Nothing is opened yet.
    ///
    /// # Errors
    /// As [`Address::of`].
    pub fn new(
        store: &Store,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let address = Address::of(store, folder, environment)?;
        Ok(Self {
            name: store.name.clone(),
            address,
            limits,
            permits: Arc::new(Semaphore::new(limits.sessions.max(1))),
            idle: Arc::default(),
            described: Arc::default(),
            spoken: None,
        })
    }

    /// The same store, with what a data map says about its tables. A store that has no tables of its own
    /// has those and no others.
    #[must_use]
    pub fn described_by(self, map: &DataMap) -> Self {
        let described = Arc::new(if self.is_mirrored() { described(map, &self.name) } else { Vec::new() });
        Self { described, ..self }
    }

    /// The same store, with what a data map says of how it is spoken to, and the secrets that it names.
    ///
    /// # Errors
    /// When a variable is not set that the description names.
    pub fn spoken_to_by(
        self,
        map: &DataMap,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        let Address::Http(_) = self.address else { return Ok(self) };
        let said = map.services.iter().find(|service| service.store == self.name).cloned();
        // Of one of which nothing is said anybody may ask.
        let plain = || map.store(&self.name).map(|store| Service::plain(&self.name, store.span));
        let Some(service) = said.or_else(plain) else { return Ok(self) };
        let own = map.resources.iter().filter(|resource| resource.table.store == self.name);
        let resources: Vec<Resource> = own.cloned().collect();
        let mut variables = BTreeMap::new();
        for variable in service.variables(&resources) {
            let value = environment(&variable).ok_or_else(|| StoreError::AddressMissing {
                store: self.name.clone(),
                variable: variable.clone(),
            })?;
            variables.insert(variable, value);
        }
        let variables = Arc::new(variables);
        let bell = Arc::new(Bell::new());
        let spoken = Spoken { service, resources, variables, bell, token: SharedToken::default() };
        Ok(Self { spoken: Some(Arc::new(spoken)), ..self })
    }

    /// Whether the store has no tables of its own, so that its records are worked on in a mirror.
    pub(crate) fn is_mirrored(&self) -> bool {
        match self.address {
            Address::Folder(_) | Address::Bucket(_) | Address::Redis(_) | Address::Http(_) => true,
            Address::Sqlite(_) | Address::Postgres(_) | Address::MariaDb(_) => false,
        }
    }

    /// The file that it is, where it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.address {
            Address::Sqlite(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// How large erasures are carried out in it.
    #[must_use]
    pub fn batches(&self) -> Batches {
        self.limits.batches
    }

    /// Its name in the data map.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.address {
            Address::Sqlite(_)
            | Address::Folder(_)
            | Address::Bucket(_)
            | Address::Redis(_)
            | Address::Http(_) => Engine::Sqlite,
            Address::Postgres(_) => Engine::Postgres,
            Address::MariaDb(_) => Engine::MariaDb,
        }
    }

    /// Opens a session. For [`Access::Read`] an SQLite file is opened so that it cannot be changed.
    ///
    /// # Errors
    /// When the store is unreachable, refuses the login, has no such database, or no session is free.
    pub async fn open(&self, access: Access) -> Result<Session, StoreError> {
        self.open_with(access, First::LookInOrder).await
    }

    /// A session in which a transaction has begun. One that waits is taken up again; a server that ended it
    /// meanwhile is spoken to anew.
    pub(crate) async fn begun(&self, access: Access) -> Result<Session, StoreError> {
        let is_server = matches!(self.address, Address::Postgres(_) | Address::MariaDb(_));
        if is_server {
            let permit = self.permit().await?;
            if let Some(waiting) = self.idle.take() {
                let mut session = waiting.resumed(permit);
                if session.begin(access).await.is_ok() {
                    return Ok(session);
                }
            }
        }
        // The beginning of a change is itself a look at the file.
        let first = if access == Access::Change { First::Begin } else { First::LookInOrder };
        let mut session = self.open_with(access, first).await?;
        if is_server {
            session = session.at_home(&self.idle);
        }
        match session.begin(access).await {
            Ok(()) => Ok(session),
            Err(fault) if !is_server && fault.kind != FaultKind::LostRace => Err(self.opening_failed(fault)),
            Err(fault) => Err(self.failed("begin a transaction", fault)),
        }
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let free = tokio::time::timeout(self.limits.connect, self.permits.clone().acquire_owned()).await;
        let free = free.ok().and_then(Result::ok);
        free.ok_or_else(|| StoreError::NoFreeSession { store: self.name.clone() })
    }

    /// As [`Self::open`]; `first` says what is done with a file before anything else.
    pub(crate) async fn open_with(&self, access: Access, first: First) -> Result<Session, StoreError> {
        let permit = self.permit().await?;
        let opening = async {
            if let Some(source) = self.source().await? {
                let (mirror, connection) = Mirror::open(source).await?;
                return Ok(Session::mirrored(mirror, connection, self.limits.statement, permit));
            }
            match &self.address {
                Address::Folder(_) | Address::Bucket(_) | Address::Redis(_) | Address::Http(_) => {
                    Err(EngineFault::own(FaultKind::Other, "the store is a source and was not opened as one"))
                }
                Address::Sqlite(path) => {
                    let connection = match self.sqlite(path, access, first).await {
                        Err(fault)
                            if first == First::LookInOrder
                                && access == Access::Read
                                && needs_recovery(&fault) =>
                        {
                            // Somebody was killed while writing. Whoever may write and looks first puts the file in
                            // order; who opens it for reading only may not.
                            self.sqlite(path, Access::Change, first)
                                .await?
                                .close()
                                .await
                                .map_err(|error| sqlite_fault(&error))?;
                            self.sqlite(path, access, first).await?
                        }
                        opened => opened?,
                    };
                    Ok(Session::sqlite(connection, self.limits.statement, permit))
                }
                Address::Postgres(options) => {
                    let options =
                        options.as_ref().clone().application_name("probity").disable_statement_logging();
                    let connection = options.connect().await.map_err(|error| postgres_fault(&error))?;
                    let mut session = Session::postgres(connection, self.limits.statement, permit);
                    // With too little memory the server compares large sets pair by pair instead of hashing them.
                    session
                        .script(&format!(
                            "SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = 0; \
                             SET work_mem = '64MB'; SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET bytea_output = 'hex'; SET client_min_messages = warning",
                            self.limits.statement.as_millis(),
                            self.limits.lock.as_millis(),
                        ))
                        .await?;
                    Ok(session)
                }
                Address::MariaDb(options) => {
                    let options = options.as_ref().clone().disable_statement_logging();
                    let connection = options.connect().await.map_err(|error| mariadb_fault(&error))?;
                    let mut session = Session::mariadb(connection, self.limits.statement, permit);
                    session.script(&mariadb_settings(self.limits)).await?;
                    Ok(session)
                }
            }
        };
        let opened = tokio::time::timeout(self.limits.connect, opening)
            .await
            .unwrap_or_else(|_| Err(EngineFault::own(FaultKind::ConnectionLost, "nobody answered in time")));
        opened.map_err(|fault| self.opening_failed(fault))
    }

    /// The store as a source of records, where it has no sets of its own.
    async fn source(&self) -> Result<Option<Box<dyn Source>>, EngineFault> {
        Ok(match &self.address {
            Address::Folder(root) => {
                Some(Box::new(FileSource::of_folder(root.clone(), self.described.clone()).await?))
            }
            Address::Bucket(bucket) => {
                let limits = (self.limits.connect, self.limits.statement);
                Some(Box::new(FileSource::of_bucket(&bucket.0, limits, self.described.clone()).await?))
            }
            Address::Redis(info) => {
                let (connect, longest) = (self.limits.connect, self.limits.statement);
                Some(Box::new(RedisSource::open(info, &self.described, connect, longest).await?))
            }
            Address::Http(base) => match &self.spoken {
                Some(spoken) => {
                    let (connect, longest) = (self.limits.connect, self.limits.statement);
                    Some(Box::new(HttpSource::new(base, spoken, &self.described, connect, longest)?))
                }
                None => None,
            },
            Address::Sqlite(_) | Address::Postgres(_) | Address::MariaDb(_) => None,
        })
    }

    async fn sqlite(
        &self,
        path: &Path,
        access: Access,
        first: First,
    ) -> Result<SqliteConnection, EngineFault> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .read_only(access == Access::Read)
            .foreign_keys(true)
            .busy_timeout(self.limits.lock)
            // What is deleted is overwritten, and what is found for a while never reaches a file.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            // In the engine's own two megabytes large work pushes pages out that it changes again a little later.
            .pragma("cache_size", "-32000")
            .disable_statement_logging();
        let mut connection = options.connect().await.map_err(|error| sqlite_fault(&error))?;
        // A file that is no database, or that must be put in order, is noticed at the first look, not at opening.
        if first != First::Begin {
            let look = sqlx::query("SELECT count(*) FROM sqlite_schema").execute(&mut connection).await;
            look.map_err(|error| sqlite_fault(&error))?;
        }
        Ok(connection)
    }

    pub(crate) fn opening_failed(&self, source: EngineFault) -> StoreError {
        let store = self.name.clone();
        match source.kind {
            FaultKind::Login => StoreError::WrongPassword { store, source },
            FaultKind::MissingDatabase => {
                StoreError::MissingDatabase { store, place: self.address.to_string(), source }
            }
            FaultKind::ConnectionLost => {
                StoreError::Unreachable { store, place: self.address.to_string(), source }
            }
            _ => self.failed(format!("be opened at {}", self.address), source),
        }
    }

    /// Reads the live schema.
    ///
    /// # Errors
    /// When the store cannot be opened or its catalogue not be read.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        let mut session = self.open(Access::Read).await?;
        if let Some(schema) = session.mirrored_schema() {
            session.close().await;
            return Ok(schema);
        }
        let schema = match session.engine() {
            Engine::Sqlite => introspect_sqlite(&mut session).await,
            Engine::Postgres => introspect_postgres(&mut session).await,
            Engine::MariaDb => introspect_mariadb(&mut session).await,
        };
        session.close().await;
        schema.map_err(|source| self.failed("read its catalogue", source))
    }

    pub(crate) fn failed(&self, attempted: impl Into<String>, source: EngineFault) -> StoreError {
        let (store, attempted) = (self.name.clone(), attempted.into());
        if source.kind == FaultKind::LockTimeout {
            let (on, waited) = (source.table.clone(), self.limits.lock);
            return StoreError::Locked { store, attempted, on, waited, source };
        }
        StoreError::Failed { store, attempted, source }
    }
}

/// What a MariaDB session is told before anything is asked of it: one SQL, whatever the server's own
/// settings, one clock, exact comparison of texts, no lock for what is only read, and room for sets.
///
/// Of the ways in which the server can run `IN (SELECT …)` the one that begins with the set is left: a set is small
/// beside the table, but a server that has no statistics of it yet takes the other end and reads the table whole.
fn mariadb_settings(limits: Limits) -> String {
    let seconds = |wait: Duration| wait.as_secs().max(1);
    format!(
        "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,\
         NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'; \
         SET NAMES utf8mb4 COLLATE {EXACT}; SET SESSION time_zone = '+00:00'; \
         SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
         SET SESSION max_statement_time = {}, innodb_lock_wait_timeout = {}, lock_wait_timeout = {}, \
         foreign_key_checks = 1, unique_checks = 1, group_concat_max_len = 1073741824, \
         tmp_memory_table_size = 67108864, max_heap_table_size = 67108864, join_cache_level = 2, \
         optimizer_switch = 'materialization=off,loosescan=off,firstmatch=off'",
        limits.statement.as_secs_f64(),
        seconds(limits.lock),
        seconds(limits.lock),
    )
}

/// Whether an SQLite file must be put in order by somebody who may write: SQLITE_READONLY_RECOVERY (264) for a
/// write-ahead log, SQLITE_READONLY_ROLLBACK (776) for a journal.
fn needs_recovery(fault: &EngineFault) -> bool {
    matches!(fault.code.as_deref(), Some("264" | "776"))
}

/// All stores of a data map.
#[derive(Clone, Debug, Default)]
pub struct Stores {
    handles: BTreeMap<String, StoreHandle>,
}

impl Stores {
    /// The stores of a data map, without those that there is no connector for: their tables are
    /// [`crate::PersonGraph::out_of_reach`] and a person's work. Nothing is opened yet.
    ///
    /// # Errors
    /// As [`Address::of`], for the first store that fails.
    pub fn new(
        map: &DataMap,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let mut handles = BTreeMap::new();
        for store in &map.stores {
            let pace = map.paces.iter().find(|pace| pace.store == store.name);
            let limits = pace.map_or(limits, |pace| limits.paced(pace));
            match StoreHandle::new(store, folder, environment, limits) {
                Ok(handle) => {
                    let handle = handle.described_by(map).spoken_to_by(map, environment)?;
                    handles.insert(store.name.clone(), handle);
                }
                Err(StoreError::NoConnector { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { handles })
    }

    /// The store of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn get(&self, name: &str) -> Result<&StoreHandle, StoreError> {
        self.handles.get(name).ok_or_else(|| StoreError::UnknownStore { store: name.to_owned() })
    }

    /// A service called back: whoever waits for a deletion there asks now whether it is done. False when there
    /// is no such service, or the call is not signed as its description says. `header` gives the headers of
    /// the call by name, without regard to case.
    #[must_use]
    pub fn called_back(&self, store: &str, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> bool {
        let spoken = self.handles.get(store).and_then(|handle| handle.spoken.as_ref());
        spoken.is_some_and(|spoken| spoken.bell.ring(&spoken.resources, &spoken.variables, header, body))
    }

    /// The stores in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &StoreHandle> {
        self.handles.values()
    }

    /// The live schemas of all stores, by store.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub async fn schemas(&self) -> Result<BTreeMap<String, Schema>, StoreError> {
        let mut schemas = BTreeMap::new();
        for handle in self.handles.values() {
            schemas.insert(handle.name.clone(), handle.schema().await?);
        }
        Ok(schemas)
    }
}
