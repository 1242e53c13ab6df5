//! Where records are in stores that have no tables of their own, and what people are asked to do in
//! stores that only people can work on. Part of the data map.

use probity_source::Span;
use probity_vocabulary::Period;

/// Some of the places where records of a table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// The pattern of files or keys, as written.
    pub pattern: String,
    /// What they hold.
    pub shape: Shape,
    /// The sentence.
    pub span: Span,
}

/// What files or keys hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Files of a folder.
    File(FileShape),
    /// Keys of a server of keys.
    Key {
        /// How the server keeps them.
        kind: KeyKind,
        /// Whether each value is a JSON object, whose fields are columns.
        json: bool,
    },
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileShape {
    /// One record, as a JSON object.
    Json,
    /// A list of records, which is the whole file or stands under this field of it.
    JsonList {
        /// The field; several with dots between.
        under: Option<String>,
    },
    /// A JSON object on each line.
    JsonLines,
    /// A heading and a record on each line (RFC 4180).
    Csv {
        /// What stands between two cells.
        separator: char,
    },
    /// A record on each line.
    Lines {
        /// The pattern of a line.
        like: String,
    },
    /// Rows of typed columns (Apache Parquet).
    Parquet,
    /// Whatever it is: the file is the record.
    Anything,
}

/// How a key's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// A text; the key is the record.
    Text,
    /// A hash; the key is the record, its fields the columns.
    Hash,
    /// A hash of which each field is a record.
    Fields,
    /// A set of which each member is a record.
    Set,
    /// A sorted set of which each member is a record.
    SortedSet,
    /// A list of which each member is a record.
    List,
}

/// What a person is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Who is asked, such as `office`.
    pub whom: String,
    /// What, in words.
    pub what: String,
    /// For which right.
    pub right: TaskRight,
    /// How long they have; until the request's own deadline when nothing is said.
    pub within: Option<Period>,
    /// How it is proved that it was done.
    pub proof: Proof,
    /// The sentence.
    pub span: Span,
}

/// The right for which a person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskRight {
    /// To be told.
    Access,
    /// To be forgotten.
    Erasure,
}

/// How a person proves that a task is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// In words.
    Note,
    /// By a file, such as a photograph or a signed page.
    File,
}
