//! A pattern over plain text: built when it is first tried, and tried only where its anchors stand.

use super::anchors::{Anchors, Literals};
use super::parse::parse;
use super::plain::byte_of;
use super::program::Program;
use super::scan::Found;
use super::steps::Tries;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// A pattern, which looks past case.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    anchors: Anchors,
    program: Option<Program>,
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
        let part = parse(&source);
        let anchors = part.as_ref().map_or(Anchors::None, |(part, _)| Anchors::of(part, literals));
        let program = part.and_then(|(part, names_begin)| Program::of(&part, names_begin, literals));
        Self { source, anchors, program, built: OnceLock::new() }
    }

    /// Whether one of its named groups may begin at a place in a match.
    pub(crate) fn may_name(&self, text: &[u8], at: usize, tries: &mut Tries) -> bool {
        self.program.as_ref().is_none_or(|program| program.may_name(text, at, tries))
    }

    /// Words of which one must stand where it matches; nothing when it asks for none.
    pub(super) fn rarest(&self, literals: &Literals) -> Option<Vec<usize>> {
        self.anchors.rarest(literals)
    }

    /// As it is written for plain text.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches anywhere in a text in which these words were found.
    pub(crate) fn is_match(&self, text: &[u8], found: &Found, tries: &mut Tries) -> bool {
        let told = self.program.as_ref().and_then(|program| program.is_match(text, found, tries));
        told.unwrap_or_else(|| self.anchors.are_in(&found.words) && self.regex().is_match(text))
    }

    /// The pattern as an automaton, built when it is first asked for.
    pub(crate) fn regex(&self) -> &Regex {
        self.built.get_or_init(|| built(&self.source))
    }
}
