//! What can go wrong with a company's store.
//!
//! INVARIANT (ERRORS-HOLD-NO-DATA): an engine's message is kept only when its class cannot
//! quote a value; details, hints and texts raised by triggers are dropped.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

/// A store could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store is not in the data map.
    #[error("the data map has no store `{store}`")]
    UnknownStore {
        /// The name asked for.
        store: String,
    },
    /// The environment variable with the address is not set.
    #[error("the environment variable `{variable}`, which holds the address of store `{store}`, is not set")]
    AddressMissing {
        /// The store.
        store: String,
        /// The variable.
        variable: String,
    },
    /// The address is not one of this kind of store.
    #[error("the address of store `{store}` cannot be read: {why}")]
    AddressUnreadable {
        /// The store.
        store: String,
        /// What is wrong, without the address, which may hold a password.
        why: &'static str,
    },
    /// There is no connector for the kind of store.
    #[error("store `{store}` is of kind `{kind}`, for which there is no connector here")]
    NoConnector {
        /// The store.
        store: String,
        /// Its kind, as the language says it.
        kind: &'static str,
    },
    /// Nobody answers.
    #[error("store `{store}` cannot be reached at {place}")]
    Unreachable {
        /// The store.
        store: String,
        /// Host and port, or the file.
        place: String,
        /// The engine's reason.
        source: EngineFault,
    },
    /// The store refused the user or the password.
    #[error("store `{store}` refused the user or password in its address")]
    WrongPassword {
        /// The store.
        store: String,
        /// The engine's reason.
        source: EngineFault,
    },
    /// The server answers, but has no such database.
    #[error("store `{store}` has no database at {place}")]
    MissingDatabase {
        /// The store.
        store: String,
        /// Database, or the file.
        place: String,
        /// The engine's reason.
        source: EngineFault,
    },
    /// All sessions that this process may hold are in use.
    #[error("store `{store}` has no free session")]
    NoFreeSession {
        /// The store.
        store: String,
    },
    /// Several rows have an identity, and nobody said that they are one person's.
    #[error(
        "{rows} rows of `{table}` in store `{store}` have one `{identity}`, and nothing says that they are one person's"
    )]
    SharedIdentity {
        /// The store.
        store: String,
        /// The table.
        table: String,
        /// The identity's name.
        identity: String,
        /// How many rows have it.
        rows: u64,
    },
    /// Somebody else held what a statement needed for longer than it may wait.
    #[error("store `{store}` could not {attempted}: somebody else held {} for more than {}", held(.on.as_deref()), seconds(.waited))]
    Locked {
        /// The store.
        store: String,
        /// What was attempted, such as `delete rows of orders`.
        attempted: String,
        /// The table whose lock was waited for, or `the file`, when the engine tells.
        on: Option<String>,
        /// How long it was waited.
        waited: Duration,
        /// The engine's reason.
        source: EngineFault,
    },
    /// A statement failed.
    #[error("store `{store}` could not {attempted}")]
    Failed {
        /// The store.
        store: String,
        /// What was attempted, such as `find rows of orders`.
        attempted: String,
        /// The engine's reason.
        source: EngineFault,
    },
}

impl StoreError {
    /// The engine's part of the fault, when the engine was reached.
    #[must_use]
    pub fn fault(&self) -> Option<&EngineFault> {
        match self {
            Self::Unreachable { source, .. }
            | Self::WrongPassword { source, .. }
            | Self::MissingDatabase { source, .. }
            | Self::Locked { source, .. }
            | Self::Failed { source, .. } => Some(source),
            Self::UnknownStore { .. }
            | Self::AddressMissing { .. }
            | Self::AddressUnreadable { .. }
            | Self::NoConnector { .. }
            | Self::NoFreeSession { .. }
            | Self::SharedIdentity { .. } => None,
        }
    }

    /// Whether the same attempt may succeed when made again at once: a lost race, a deadlock.
    #[must_use]
    pub fn is_lost_race(&self) -> bool {
        self.fault().is_some_and(|fault| fault.kind == FaultKind::LostRace)
    }

    /// Whether somebody else held what was needed for too long. Whoever waited once that long does not wait
    /// again at once: it is tried later.
    #[must_use]
    pub fn is_lock_timeout(&self) -> bool {
        self.fault().is_some_and(|fault| fault.kind == FaultKind::LockTimeout)
    }

    /// Whether the connection ended, so that the outcome of a commit is unknown.
    #[must_use]
    pub fn is_connection_lost(&self) -> bool {
        self.fault().is_some_and(|fault| fault.kind == FaultKind::ConnectionLost)
    }
}

fn held(on: Option<&str>) -> String {
    match on {
        Some("the file") => "the file".to_owned(),
        Some(table) => format!("a lock on `{table}`"),
        None => "a lock that it needs".to_owned(),
    }
}

fn seconds(waited: &Duration) -> String {
    match waited.as_secs() {
        0 => format!("{} milliseconds", waited.as_millis()),
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// What kind of fault an engine reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Serialization failure, deadlock, or a service that is busy: try again.
    LostRace,
    /// Somebody else held a lock for longer than a statement may wait: try again later.
    LockTimeout,
    /// The connection was refused or ended.
    ConnectionLost,
    /// A statement took longer than allowed.
    Timeout,
    /// A column must not be empty.
    NotNull,
    /// Two rows would be equal where they must not.
    Unique,
    /// A check of the table said no.
    Check,
    /// A row is still referred to, or refers to nothing.
    ForeignKey,
    /// A trigger, rule or value said no.
    Refused,
    /// The user lacks a privilege.
    Permission,
    /// The store takes no changes.
    ReadOnly,
    /// User or password were refused.
    Login,
    /// The database does not exist.
    MissingDatabase,
    /// Anything else.
    Other,
}

/// A fault as the engine reported it, without values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineFault(Box<FaultParts>);

/// The parts of an [`EngineFault`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultParts {
    /// What kind.
    pub kind: FaultKind,
    /// The engine's code: SQLSTATE, or SQLite's extended result code.
    pub code: Option<String>,
    /// The constraint that was violated, when the engine names it.
    pub constraint: Option<String>,
    /// The table concerned, when the engine names it.
    pub table: Option<String>,
    /// The column concerned, when the engine names it.
    pub column: Option<String>,
    /// The engine's message, or only its code when the message could quote a value.
    pub message: String,
}

impl From<FaultParts> for EngineFault {
    fn from(parts: FaultParts) -> Self {
        Self(Box::new(parts))
    }
}

impl Deref for EngineFault {
    type Target = FaultParts;

    fn deref(&self) -> &FaultParts {
        &self.0
    }
}

impl EngineFault {
    /// A fault found by this crate rather than by the engine.
    #[must_use]
    pub fn own(kind: FaultKind, message: impl Into<String>) -> Self {
        let message = message.into();
        FaultParts { kind, code: None, constraint: None, table: None, column: None, message }.into()
    }
}

impl fmt::Display for EngineFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(code) = &self.code {
            write!(formatter, " ({code})")?;
        }
        Ok(())
    }
}

impl std::error::Error for EngineFault {}
