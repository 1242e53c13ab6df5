//! What a new version of a notice takes from people, and what it gives them.
//!
//! Two readings are compared facet by facet: an answer that comes later, a right that is gone, a recipient that has no
//! name any more. Each change says whether it protects the person more or less, with the words of both versions.
//! Texts that say the same in other words, other lines or under other numbers do not differ.

mod align;
mod facet;
mod judge;
mod mail;
mod page;
mod policy;
mod words;

pub use align::{Aligned, Fate};
pub use mail::{Mail, difference_mail, policy_difference_mail};
pub use page::{Version, difference_page, policy_difference_page};
pub use policy::{Duty, Edition, Place, PolicyChange, PolicyDifference, policy_difference};

use crate::Reading;
use serde::Serialize;
use std::ops::Range;

/// Which way a change goes for the person whose data it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It takes something from people.
    LessProtective,
    /// It gives them something.
    MoreProtective,
    /// Both.
    Mixed,
    /// Neither.
    Neutral,
}

/// One change of meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about, such as `answer`.
    pub topic: &'static str,
    /// What changed, as a sentence for people.
    pub says: String,
    /// Which way it goes.
    pub direction: Direction,
    /// Whether people must be told of it before it holds.
    pub significant: bool,
    /// The words of the old version, in bytes of its text.
    pub old: Option<Range<usize>>,
    /// The words of the new version.
    pub new: Option<Range<usize>>,
}

/// How two versions differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of each clause.
    pub clauses: Vec<Aligned>,
    /// What changed in meaning, what matters most first.
    pub changes: Vec<Change>,
}

/// Compares two versions, the old one first.
#[must_use]
pub fn difference(old: (&str, &Reading), new: (&str, &Reading)) -> Difference {
    let (before, after) = (facet::of(old.0, old.1), facet::of(new.0, new.1));
    Difference { clauses: align::align(old, new), changes: judge::changes(&before, &after) }
}
