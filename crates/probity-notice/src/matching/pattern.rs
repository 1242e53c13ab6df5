//! A pattern over plain text, tried only where its anchors stand.

use super::anchors::{Anchors, Literals};
use super::parse::parse;
use super::program::Program;
use super::scan::Found;
use super::steps::Tries;
use super::whole::{Whole, for_plain};
use regex::bytes::Regex;
use std::ops::Range;

/// A pattern, which looks past case.
#[derive(Debug)]
pub(crate) struct Pattern {
    anchors: Anchors,
    program: Option<Program>,
    whole: Whole,
}

impl Pattern {
    pub(crate) fn new(pattern: &str, literals: &mut Literals) -> Self {
        let source = for_plain(pattern);
        let part = parse(&source).map(|(part, _)| part);
        let anchors = part.as_ref().map_or(Anchors::None, |part| Anchors::of(part, literals));
        let program = part.and_then(|part| Program::of(&part, literals));
        Self { anchors, program, whole: Whole::new(source) }
    }

    /// Whether one of its named groups may begin at a place in a match.
    pub(crate) fn may_name(&self, text: &[u8], at: usize, tries: &mut Tries) -> bool {
        self.whole.may_name(text, at, tries)
    }

    /// Whether its named groups begin where it begins.
    pub(crate) fn names_begin(&self) -> bool {
        self.whole.names_begin()
    }

    /// Words of which one must stand where it matches; nothing when it asks for none.
    pub(super) fn rarest(&self, literals: &Literals) -> Option<Vec<usize>> {
        self.anchors.rarest(literals)
    }

    /// As it is written for plain text.
    pub(crate) fn source(&self) -> &str {
        self.whole.source()
    }

    /// Whether it matches anywhere in a text in which these words were found.
    pub(crate) fn is_match(&self, text: &[u8], found: &Found, tries: &mut Tries) -> bool {
        let told = self.program.as_ref().and_then(|program| program.is_match(text, found, tries));
        told.unwrap_or_else(|| self.anchors.are_in(&found.words) && self.regex().is_match(text))
    }

    /// Where it stands first.
    pub(crate) fn find(&self, text: &[u8], tries: &mut Tries) -> Option<Range<usize>> {
        self.whole.find(text, tries)
    }

    /// The pattern as an automaton, built when it is first asked for.
    pub(crate) fn regex(&self) -> &Regex {
        self.whole.regex()
    }
}
