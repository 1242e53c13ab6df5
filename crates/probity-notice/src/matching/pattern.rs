//! A pattern over plain text: built when it is first tried, and tried only where its anchors stand.

use super::anchors::{Anchors, Bits, Literals};
use super::plain::byte_of;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// A pattern, which looks past case.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    anchors: Anchors,
    built: OnceLock<Regex>,
}

/// A pattern as it is written for plain text.
pub(crate) fn for_plain(pattern: &str) -> String {
    pattern.chars().map(|one| char::from(byte_of(one))).collect()
}

/// Builds a pattern over plain text.
///
/// # Panics
/// When it is no pattern; they are written in the tables, and a test builds all of them.
pub(crate) fn build(pattern: &str) -> Regex {
    built(&for_plain(pattern))
}

#[expect(clippy::unwrap_used, reason = "patterns are written in the tables; a test builds all of them")]
fn built(source: &str) -> Regex {
    RegexBuilder::new(source).unicode(false).case_insensitive(true).build().unwrap()
}

impl Pattern {
    pub(crate) fn new(pattern: &str, literals: &mut Literals) -> Self {
        let source = for_plain(pattern);
        let anchors = Anchors::of(&source, literals);
        Self { source, anchors, built: OnceLock::new() }
    }

    /// Whether it is worth trying where these words stand.
    pub(crate) fn may_match(&self, words: &Bits) -> bool {
        self.anchors.are_in(words)
    }

    /// As it is written for plain text.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The pattern, built.
    pub(crate) fn regex(&self) -> &Regex {
        self.built.get_or_init(|| built(&self.source))
    }
}
