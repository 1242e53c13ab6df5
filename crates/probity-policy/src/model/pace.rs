//! How a store is worked on so that others can go on: how long one waits, how much is done at a time.
//!
//! What is absent here was not said; what holds then is the business of `probity-stores`.

use probity_source::Span;

/// What a data map says about the pace in one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The store.
    pub store: String,
    /// How long a statement waits for a lock, in seconds.
    pub lock: Option<u64>,
    /// How long a statement may take, in seconds.
    pub statement: Option<u64>,
    /// Rows in one transaction of a large erasure.
    pub rows: Option<u64>,
    /// How many rows make an erasure a large one.
    pub above: Option<u64>,
    /// The pause after each of these transactions, in milliseconds.
    pub pause: Option<u64>,
    /// The sentence that begins it.
    pub span: Span,
}
