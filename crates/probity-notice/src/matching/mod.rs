//! Matching many patterns against many sentences, quickly.
//!
//! A text is made plain, one byte for each character, and where each of its words stands is put down once. A pattern is
//! asked for in many sentences at once, and tried only in those in which its words stand.
//!
//! It knows nothing of notices.

mod anchors;
mod common;
mod found;
mod grouped;
mod marks;
mod parse;
mod part;
mod pattern;
mod plain;
mod program;
mod scan;
mod sentences;
mod steps;
mod stretch;
mod tree;
mod vocabulary;
mod walk;
mod whole;
mod words;

pub(crate) use anchors::{Literals, ones};
pub(crate) use found::Found;
pub(crate) use pattern::Pattern;
pub(crate) use plain::Plain;
pub(crate) use scan::{Scanner, Term};
pub(crate) use sentences::{BLOCK, Sentences};
pub(crate) use stretch::{Line, Stretch};
pub(crate) use vocabulary::Vocabulary;
pub(crate) use walk::Tries;
pub(crate) use whole::{build, for_plain};
pub(crate) use words::Words;

#[cfg(test)]
mod tests;
