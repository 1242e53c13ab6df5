//! What can go wrong with the state, told apart as far as somebody would act differently.

use crate::RandomError;
use probity_ledger::{EntryError, FrontierError, ProofError, SealError};
use std::fmt;
use std::sync::Arc;
use thiserror::Error;

/// What a database said. Only its code and its message: the detail that some databases add quotes values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseFault {
    /// The SQLSTATE or the extended result code.
    pub code: Option<String>,
    /// One line.
    pub message: String,
}

impl fmt::Display for DatabaseFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(formatter, "{} (code {code})", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl std::error::Error for DatabaseFault {}

/// Why the state could not be read or changed. `place` is a file or a URL without its password.
#[derive(Debug, Error)]
pub enum StateError {
    /// The URL is of no known form. It is not shown, as it may hold a password.
    #[error("the database's URL is neither `sqlite:PATH` nor `postgres://USER@HOST/DATABASE`")]
    Url,
    /// Nobody answers, or the file cannot be opened.
    #[error("cannot reach the database `{place}`")]
    Unreachable {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// The database does not let this user in.
    #[error("the database `{place}` refuses this user or password")]
    Denied {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// The server has no such database.
    #[error("there is no database `{place}`")]
    NoSuchDatabase {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// The file is something else, or damaged.
    #[error("`{place}` is not a sound database")]
    NotADatabase {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// It can be read and not written.
    #[error("the database `{place}` cannot be written")]
    ReadOnly {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// There is no room left.
    #[error("the disk of the database `{place}` is full")]
    Full {
        /// Which.
        place: Arc<str>,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// Others kept it busy, even after waiting and trying again.
    #[error("the database `{place}` was busy with others for too long while {attempted}")]
    Busy {
        /// Which.
        place: Arc<str>,
        /// What was attempted.
        attempted: &'static str,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// A newer Probity has written it.
    #[error(
        "the database `{place}` has {part} of version {found}, and this program knows {known}: use a newer one"
    )]
    SchemaTooNew {
        /// Which.
        place: Arc<str>,
        /// The state or the keys.
        part: &'static str,
        /// The version it has.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// Any other fault of the database.
    #[error("the database `{place}` failed while {attempted}")]
    Failed {
        /// Which.
        place: Arc<str>,
        /// What was attempted.
        attempted: &'static str,
        /// Why.
        #[source]
        source: DatabaseFault,
    },
    /// What is stored cannot be what was written.
    #[error("what is stored as {what} cannot be read")]
    Corrupt {
        /// What it should be.
        what: &'static str,
    },
    /// There is none.
    #[error("there is no such {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// Somebody else has changed it since it was read.
    #[error("the {what} has been changed by somebody else")]
    Changed {
        /// What it is.
        what: &'static str,
    },
    /// The lease ran out, and the job is another worker's now.
    #[error("the lease on the job has run out")]
    LeaseLost,
    /// The key was destroyed; what it sealed is gone.
    #[error("the key has been destroyed")]
    KeyDestroyed,
    /// The key is destroyed, and a reader has kept the database from wiping the last copy off its journal.
    #[error("the key is destroyed, and its last trace in `{place}` could not be wiped yet")]
    TraceRemains {
        /// Where.
        place: Arc<str>,
    },
    /// A value does not fit its column.
    #[error("the {what} is too large to be stored")]
    TooLarge {
        /// What it is.
        what: &'static str,
    },
    /// No random bytes.
    #[error("no random bytes could be had")]
    Random(#[from] RandomError),
    /// An entry is malformed.
    #[error("the entry cannot be appended to the ledger")]
    Entry(#[from] EntryError),
    /// A proof cannot be made.
    #[error("the proof cannot be made")]
    Proof(#[from] ProofError),
    /// The stored edge of the tree is unsound.
    #[error("the ledger's stored frontier is unsound")]
    Frontier(#[from] FrontierError),
    /// Something could not be sealed or opened.
    #[error("a sealed value could not be used")]
    Seal(#[from] SealError),
    /// The batch that an entry was in could not be written.
    #[error("the entry could not be appended together with others")]
    Batch(#[source] Arc<StateError>),
    /// The ledger's writer has ended.
    #[error("the ledger's writer has ended")]
    WriterEnded,
}

impl StateError {
    /// Whether the world is at fault (a server, a disk, a password) and not what was asked.
    #[must_use]
    pub fn is_of_the_world(&self) -> bool {
        match self {
            Self::Batch(source) => source.is_of_the_world(),
            Self::Unreachable { .. }
            | Self::Denied { .. }
            | Self::NoSuchDatabase { .. }
            | Self::NotADatabase { .. }
            | Self::ReadOnly { .. }
            | Self::Full { .. }
            | Self::Busy { .. }
            | Self::SchemaTooNew { .. }
            | Self::Failed { .. }
            | Self::Corrupt { .. }
            | Self::TraceRemains { .. }
            | Self::Frontier(_)
            | Self::Random(_) => true,
            _ => false,
        }
    }
}

/// A fault of the database, classified.
pub(crate) struct Classified {
    pub(crate) error: StateError,
    /// Whether the same transaction may succeed when it is tried again.
    pub(crate) worth_repeating: bool,
}

pub(crate) fn classify(place: &Arc<str>, attempted: &'static str, error: sqlx::Error) -> Classified {
    let place = Arc::clone(place);
    let database = match &error {
        sqlx::Error::Database(database) => Some(database),
        _ => None,
    };
    let source = match database {
        Some(database) => {
            DatabaseFault { code: database.code().map(Into::into), message: database.message().to_owned() }
        }
        None => DatabaseFault { code: None, message: one_line(&error) },
    };
    let family = match (&error, source.code.as_deref()) {
        (sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed, _) => Family::Unreachable,
        (sqlx::Error::PoolTimedOut, _) => Family::Busy,
        (_, Some(code)) if database.is_some_and(|database| is_sqlite(&**database)) => of_sqlite(code),
        (_, Some(code)) => of_postgres(code),
        _ => Family::Other,
    };
    let error = match family {
        Family::Unreachable => StateError::Unreachable { place, source },
        Family::Denied => StateError::Denied { place, source },
        Family::NoSuchDatabase => StateError::NoSuchDatabase { place, source },
        Family::NotADatabase => StateError::NotADatabase { place, source },
        Family::ReadOnly => StateError::ReadOnly { place, source },
        Family::Full => StateError::Full { place, source },
        Family::Busy => StateError::Busy { place, attempted, source },
        Family::Other => StateError::Failed { place, attempted, source },
    };
    Classified { error, worth_repeating: family == Family::Busy }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Unreachable,
    Denied,
    NoSuchDatabase,
    NotADatabase,
    ReadOnly,
    Full,
    Busy,
    Other,
}

fn is_sqlite(error: &dyn sqlx::error::DatabaseError) -> bool {
    error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
}

/// The primary result code is the low byte of the extended one.
fn of_sqlite(code: &str) -> Family {
    match code.parse::<i64>().unwrap_or_default() & 0xff {
        5 | 6 => Family::Busy,
        3 | 8 => Family::ReadOnly,
        10 | 14 => Family::Unreachable,
        11 | 26 => Family::NotADatabase,
        13 => Family::Full,
        23 => Family::Denied,
        _ => Family::Other,
    }
}

/// SQLSTATE, PostgreSQL documentation appendix A.
fn of_postgres(code: &str) -> Family {
    match code {
        "28000" | "28P01" | "42501" => Family::Denied,
        "3D000" => Family::NoSuchDatabase,
        "25006" => Family::ReadOnly,
        "40001" | "40P01" | "55P03" => Family::Busy,
        "53100" => Family::Full,
        "53300" | "57P01" | "57P02" | "57P03" => Family::Unreachable,
        _ if code.starts_with("08") => Family::Unreachable,
        _ => Family::Other,
    }
}

fn one_line(error: &sqlx::Error) -> String {
    match error {
        // Its text may repeat the URL.
        sqlx::Error::Configuration(_) => "the connection is misconfigured".to_owned(),
        other => other.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}
