//! What is known of a column before its values are looked at.

/// What a column holds, in the words of this crate; each engine's own types are told apart by its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueKind {
    /// Characters.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers with a fraction.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A day and a time.
    Timestamp,
    /// A universally unique identifier.
    Uuid,
    /// Bytes.
    Bytes,
    /// JSON.
    Json,
    /// An address of the network.
    Network,
    /// One of a closed list of words.
    Enumeration,
    /// Several values.
    Array,
    /// Anything else.
    Other,
}

/// A column as its schema describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnHint<'a> {
    /// The table's name, without its schema.
    pub table: &'a str,
    /// The column's name.
    pub name: &'a str,
    /// What it holds.
    pub kind: ValueKind,
    /// What the schema's author wrote beside it.
    pub comment: Option<&'a str>,
    /// The longest text that fits, in characters.
    pub length: Option<u32>,
}

impl<'a> ColumnHint<'a> {
    /// A column without comment and limit.
    #[must_use]
    pub const fn new(table: &'a str, name: &'a str, kind: ValueKind) -> Self {
        Self { table, name, kind, comment: None, length: None }
    }
}
