//! What a new version of a notice takes from people, and what it gives them.
//!
//! Two readings are compared facet by facet: an answer that comes later, a right that is gone, a recipient that has no
//! name any more. Each change says whether it protects the person more or less, with the words of both versions. Then
//! sentence by sentence: what differs and is quoted by no change is told as other words, whose meaning no rule knows.
//! Texts with the same words in other lines or under other numbers do not differ.

mod align;
mod facet;
mod judge;
mod mail;
mod page;
mod policy;
mod sentence;
mod wording;
mod words;

pub use align::{Aligned, Fate};
pub use mail::{Mail, difference_mail, policy_difference_mail};
pub use page::{Version, difference_page, policy_difference_page};
pub use policy::{Duty, Edition, Place, PolicyChange, PolicyDifference, policy_difference};

use crate::{Kind, Reading};
use serde::Serialize;
use std::collections::BTreeSet;
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

/// A sentence with other words, of which no rule can say what they take or give. Somebody must read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// Changed, removed or added.
    pub fate: Fate,
    /// The kinds of practices that are read there, in either version.
    pub read: BTreeSet<Kind>,
    /// The sentence of the old version, in bytes of its text.
    pub old: Option<Range<usize>>,
    /// The sentence of the new version.
    pub new: Option<Range<usize>>,
}

/// How two versions differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of each clause.
    pub clauses: Vec<Aligned>,
    /// What changed in meaning, what matters most first.
    pub changes: Vec<Change>,
    /// The sentences that stand in one version only and that no change quotes.
    pub wording: Vec<Wording>,
}

/// Compares two versions, the old one first.
#[must_use]
pub fn difference(old: (&str, &Reading), new: (&str, &Reading)) -> Difference {
    let mut judged = judge::changes(&facet::of(old.0, old.1), &facet::of(new.0, new.1));
    let (further, wording) = wording::weigh(old, new, &sentence::apart(old, new), &judged);
    judged.extend(further);
    Difference { clauses: align::align(old, new), changes: judge::as_told(judged), wording }
}
