//! A pattern over plain text, tried only where its anchors stand.

use super::anchors::{Literals, Needs};
use super::found::Found;
use super::parse::parse;
use super::program::Program;
use super::sentences::Sentences;
use super::stretch::Stretch;
use super::walk::Tries;
use super::whole::{Whole, for_plain};
use regex::bytes::Regex;
use std::ops::Range;

/// A pattern, which looks past case.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// Words that it cannot do without.
    needs: Needs,
    program: Option<Program>,
    whole: Whole,
}

impl Pattern {
    pub(crate) fn new(pattern: &str, literals: &mut Literals) -> Self {
        let source = for_plain(pattern);
        let part = parse(&source).map(|(part, _)| part);
        let needs = part.as_ref().map(|part| Needs::of(part, literals)).unwrap_or_default();
        let program = part.and_then(|part| Program::of(&part, literals));
        Self { needs, program, whole: Whole::new(source) }
    }

    /// As it is written for plain text.
    pub(crate) fn source(&self) -> &str {
        self.whole.source()
    }

    /// In which of some sentences it matches anywhere.
    pub(crate) fn matches(&self, found: &Found<'_>, wanted: &Sentences, tries: &mut Tries) -> Sentences {
        let wanted = self.needs.narrow(*wanted, found);
        if wanted.is_empty() {
            return wanted;
        }
        let (mut matched, untold) = match &self.program {
            Some(program) => {
                let told = program.matches(found, &wanted, tries);
                (told.matched, told.untold)
            }
            None => (Sentences::NONE, wanted),
        };
        for sentence in untold.numbers() {
            if self.regex().is_match(found.said(sentence).text) {
                matched.put(sentence);
            }
        }
        matched
    }

    /// Where it stands first.
    pub(crate) fn find(&self, stretch: Stretch<'_>, tries: &mut Tries) -> Option<Range<usize>> {
        self.whole.find(stretch, tries)
    }

    /// Where it first stands with a named group that is accepted, or without one.
    pub(crate) fn find_named(
        &self,
        stretch: Stretch<'_>,
        tries: &mut Tries,
        accepts: impl Fn(&[u8]) -> bool,
    ) -> Option<Range<usize>> {
        self.whole.find_named(stretch, tries, accepts)
    }

    /// The pattern as an automaton, built when it is first asked for.
    pub(crate) fn regex(&self) -> &Regex {
        self.whole.regex()
    }
}
