//! The data map: where the company's data lives and whose each row is.
//!
//! This is the part of the waist that `probity-stores` works from. Names are kept
//! as written; whether they exist in a live schema is the business of `check --live`.

use super::handling::{Aggregate, Ciphertext, Coarsen, Derived, Embedded, Replacement};
use super::pace::Pace;
use super::records::{Records, Task};
use super::services::{Resource, Service};
use crate::grammar::Condition;
use probity_source::Span;
use probity_vocabulary::Period;
use std::collections::BTreeMap;
use std::fmt;

/// Everything the company said about its stores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataMap {
    /// The stores, in the order written.
    pub stores: Vec<Store>,
    /// The tables, in the order written.
    pub tables: Vec<Table>,
    /// How many people an anonymous row must stand for, from the policy's `anonymise in groups`.
    pub anonymous_group: Option<u64>,
    /// How the stores of kind `http` are spoken to.
    pub services: Vec<Service>,
    /// What records they have.
    pub resources: Vec<Resource>,
    /// How stores are worked on so that others can go on.
    pub paces: Vec<Pace>,
}

impl DataMap {
    /// The store of this name.
    #[must_use]
    pub fn store(&self, name: &str) -> Option<&Store> {
        self.stores.iter().find(|store| store.name == name)
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }
}

/// One database, folder or service that holds the company's data.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// Its name in the language.
    pub name: String,
    /// What kind of engine it is.
    pub kind: StoreKind,
    /// Where it is.
    pub location: Location,
    /// The sentence that declares it.
    pub span: Span,
}

/// The engines that a store can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// An SQLite file.
    Sqlite,
    /// A PostgreSQL database.
    Postgres,
    /// A MariaDB or MySQL database.
    MariaDb,
    /// A Redis server.
    Redis,
    /// A folder of files.
    Folder,
    /// A bucket of a service that speaks S3.
    Bucket,
    /// A service reached by HTTP.
    Http,
    /// A store that a person works on by hand.
    Manual,
}

impl StoreKind {
    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MariaDb => "mariadb",
            Self::Redis => "redis",
            Self::Folder => "folder",
            Self::Bucket => "bucket",
            Self::Http => "http",
            Self::Manual => "manual",
        }
    }
}

/// Where a store is found. Addresses may hold passwords, so they are never shown whole.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// The environment variable that holds the address.
    Environment(String),
    /// The address or path itself, relative to the project's folder.
    Written(String),
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(formatter, "Environment({name})"),
            Self::Written(_) => formatter.write_str("Written(…)"),
        }
    }
}

/// A table, as `store.table` or `store.schema.table`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The store's name in the language.
    pub store: String,
    /// The schema inside the store; the engine's default when absent.
    pub schema: Option<String>,
    /// The table's own name.
    pub table: String,
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.", self.store)?;
        if let Some(schema) = &self.schema {
            write!(formatter, "{schema}.")?;
        }
        formatter.write_str(&self.table)
    }
}

/// How many people an anonymous figure stands for where the policy does not say it. Eleven is the least by which a share
/// of at most 0.09 is one person's, the threshold of the European Medicines Agency for published data (External guidance
/// on Policy 0070), and the smallest cell that the US Centers for Medicare & Medicaid Services let be shown.
pub const DEFAULT_GROUP: u64 = 11;

/// What the company said about one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Set when each row is a person.
    pub person: Option<Person>,
    /// How rows lead to rows of other tables, and so to people.
    pub links: Vec<Link>,
    /// Columns that hold personal data.
    pub columns: Vec<Column>,
    /// Columns said to hold nothing personal (`plain amount, currency`).
    pub plain: Vec<String>,
    /// The whole table is said to hold nothing personal.
    pub nothing_personal: bool,
    /// Columns that hold the instants from which retention counts.
    pub anchors: BTreeMap<Anchor, String>,
    /// Where its records are, in a store that has no tables of its own.
    pub records: Vec<Records>,
    /// What a person is asked to do, in a store that only people can work on.
    pub tasks: Vec<Task>,
    /// What an erasure does with the person's rows; absent when nothing was decided.
    pub on_erasure: Option<ErasureDecision>,
    /// Identities that several rows of this table may have because they are one person's.
    pub one_person: Vec<String>,
    /// Whether the former versions of all rows go when an erasure changes some, where the store keeps them.
    pub history_goes: bool,
    /// Identities by which a row of this table leads to a person, as an old address does.
    pub aliases: Vec<Identity>,
    /// Set when the table is made from others and made anew after an erasure.
    pub derived: Option<Derived>,
    /// What columns become when they are emptied, where nothing or the neutral value does not do.
    pub replacements: Vec<Replacement>,
    /// Columns that say less once the row is anonymous.
    pub coarsened: Vec<Coarsen>,
    /// Where rows are counted before they go.
    pub aggregate: Option<Aggregate>,
    /// Columns that only a person's key can read.
    pub ciphertexts: Vec<Ciphertext>,
    /// The table's heading.
    pub span: Span,
}

impl Table {
    /// A table of which nothing is said yet.
    #[must_use]
    pub fn new(name: TableName, span: Span) -> Self {
        Self {
            name,
            person: None,
            links: Vec::new(),
            columns: Vec::new(),
            plain: Vec::new(),
            nothing_personal: false,
            anchors: BTreeMap::new(),
            records: Vec::new(),
            tasks: Vec::new(),
            on_erasure: None,
            one_person: Vec::new(),
            history_goes: false,
            aliases: Vec::new(),
            derived: None,
            replacements: Vec::new(),
            coarsened: Vec::new(),
            aggregate: None,
            ciphertexts: Vec::new(),
            span,
        }
    }
}

/// Each row of the table is a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The kind of people, such as `client`.
    pub kind: String,
    /// The columns that other tables point to; usually the primary key.
    pub key: Vec<String>,
    /// Columns by which a person can be named in a request, the key's included
    /// when it is one column, in the order written.
    pub identities: Vec<Identity>,
    /// Which rows are people; all of them when absent.
    pub when: Option<Condition>,
    /// The sentence.
    pub span: Span,
}

/// A column by which a person can be named: `email`, or `mail_address as email`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name used in requests, such as `email`.
    pub name: String,
    /// The column.
    pub column: String,
}

/// One way in which a row of this table leads to a row of another, or the other leads here.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the link means for rights.
    pub role: LinkRole,
    /// The other table, in the same or another store.
    pub to: TableName,
    /// The columns here.
    pub columns: Vec<String>,
    /// The columns there; empty means the other table's key.
    pub to_columns: Vec<String>,
    /// Columns that this reader of the row is not shown.
    pub without: Vec<String>,
    /// What happens to a row that this person leaves while others still need it.
    pub leaving: Leaving,
    /// Which rows of this table have the link; all of them when absent.
    pub when: Option<Condition>,
    /// Where in the one column here the value stands, when it is inside of it.
    pub embedded: Option<Embedded>,
    /// The sentence.
    pub span: Span,
}

impl Link {
    /// A link without conditions, to the other table's key.
    #[must_use]
    pub fn new(role: LinkRole, to: TableName, columns: Vec<String>, span: Span) -> Self {
        Self {
            role,
            to,
            columns,
            to_columns: Vec::new(),
            without: Vec::new(),
            leaving: Leaving::Blank(Vec::new()),
            when: None,
            embedded: None,
            span,
        }
    }
}

/// What a link means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkRole {
    /// `belongs to T by c`: whoever owns the row of `T` owns this row.
    BelongsTo,
    /// `owns T by c`: whoever owns this row owns the row of `T` (many-to-many through this table).
    Owns,
    /// `seen by T by c`: whoever owns the row of `T` sees this row and cannot erase it.
    SeenBy,
    /// `shows T by c`: whoever owns this row sees the row of `T`.
    Shows,
    /// `mentions T by c`: the row names a person; on erasure the mention is blanked.
    Mentions,
    /// `identifies T by c`: whoever is named by this row is the person of the row of `T`.
    Identifies,
    /// `ciphertext … under T by c`: the row of `T` holds the key that this row is read with.
    SealedBy,
}

/// What happens to a surviving row when one of its people is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The link's own columns are blanked where they can be, and these columns too.
    Blank(Vec<String>),
    /// The row goes for everybody.
    Delete,
}

/// A column with personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its category, such as `contact.email`.
    pub category: String,
    /// Where the data comes from, when said here.
    pub source: Option<String>,
    /// The column with the instant at which this datum was collected, when it is not the row's.
    pub collected: Option<String>,
    /// The sentence.
    pub span: Span,
}

/// An instant in a person's life with the company from which a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// The datum was collected.
    Collected,
    /// The account ended.
    AccountEnd,
    /// It was last used.
    LastUse,
    /// The person opted out.
    OptOut,
    /// The case was closed.
    Closure,
    /// The purpose ended.
    PurposeEnd,
    /// A request or order was received.
    Receipt,
}

impl Anchor {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Collected,
        Self::AccountEnd,
        Self::LastUse,
        Self::OptOut,
        Self::Closure,
        Self::PurposeEnd,
        Self::Receipt,
    ];

    /// The anchor of these words.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|anchor| anchor.words() == words)
    }

    /// The words of the language: `collected`, `account end`, `last use`, …
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Collected => "collected",
            Self::AccountEnd => "account end",
            Self::LastUse => "last use",
            Self::OptOut => "opt-out",
            Self::Closure => "closure",
            Self::PurposeEnd => "purpose end",
            Self::Receipt => "receipt",
        }
    }
}

/// What an erasure does with the rows that a person alone owns.
#[derive(Clone, Debug, PartialEq)]
pub struct ErasureDecision {
    /// Does the row go or stay?
    pub row: RowFate,
    /// Columns emptied in a row that stays.
    pub blank: Vec<String>,
    /// Columns replaced by a pseudonym in a row that stays.
    pub pseudonymise: Vec<String>,
    /// Columns emptied in a row that would go, and stays because others refer to it; absent when it goes
    /// all the same.
    pub referred: Option<Vec<String>>,
    /// The sentence.
    pub span: Span,
}

impl ErasureDecision {
    /// A decision about rows that touches no single column.
    #[must_use]
    pub fn new(row: RowFate, span: Span) -> Self {
        Self { row, blank: Vec::new(), pseudonymise: Vec::new(), referred: None, span }
    }
}

/// Whether a row goes or stays.
#[derive(Clone, Debug, PartialEq)]
pub enum RowFate {
    /// It goes.
    Delete,
    /// It stays because nothing in it is the person's once the columns are emptied.
    Stay,
    /// It stays because something demands it.
    Keep(KeepReason),
    /// It stays without what says whose it was, in groups large enough.
    Anonymise,
    /// It is counted and goes.
    Aggregate,
    /// It stays unread, because the key that reads it goes.
    Shred,
}

/// Why a row outlives an erasure, and until when.
#[derive(Clone, Debug, PartialEq)]
pub struct KeepReason {
    /// The reason as named in the policy, such as `tax-law`.
    pub because: String,
    /// The period and anchor, from the policy's `keep` sentence; absent when the policy gives none.
    pub until: Option<KeepUntil>,
    /// The clause of the published text, such as `9.2`.
    pub clause: Option<String>,
}

/// `7 years after collected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepUntil {
    /// How long.
    pub period: Period,
    /// From when; the table's column for it is in [`Table::anchors`].
    pub after: Anchor,
}
