//! A pattern tried from its beginning on: where it stands first, and with which named group.
//!
//! Its steps are taken in the order in which an automaton prefers them, so both find the same. When they are too many,
//! the automaton tells, which is built then and not before: to build one takes longer than to read a text.

use super::parse::parse;
use super::part::Set;
use super::plain::byte_of;
use super::steps::Steps;
use super::stretch::Stretch;
use super::walk::Tries;
use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;
use std::sync::OnceLock;

/// A pattern over plain text, which looks past case.
#[derive(Debug)]
pub(super) struct Whole {
    source: String,
    /// Nothing when it cannot be read or is too large.
    steps: OnceLock<Option<Ordered>>,
    built: OnceLock<Regex>,
}

#[derive(Debug)]
struct Ordered {
    steps: Steps<false>,
    /// The bytes that it can begin with.
    first: Set,
    /// Whether it begins where a word does.
    begins_a_word: bool,
    /// Whether its named groups begin where it begins.
    names_begin: bool,
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

impl Whole {
    pub(super) const fn new(source: String) -> Self {
        Self { source, steps: OnceLock::new(), built: OnceLock::new() }
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The pattern as an automaton.
    pub(super) fn regex(&self) -> &Regex {
        self.built.get_or_init(|| built(&self.source))
    }

    fn ordered(&self) -> Option<&Ordered> {
        let read = || {
            let (part, names_begin) = parse(&self.source)?;
            let steps = Steps::in_order(std::slice::from_ref(&part))?;
            let (first, begins_a_word) = (steps.begins_with(), steps.begins_a_word());
            Some(Ordered { steps, first, begins_a_word, names_begin })
        };
        self.steps.get_or_init(read).as_ref()
    }

    /// Where it stands first.
    pub(super) fn find(&self, stretch: Stretch<'_>, tries: &mut Tries) -> Option<Range<usize>> {
        let told = self.ordered().and_then(|ordered| ordered.find(stretch, tries, |_| true));
        told.unwrap_or_else(|| self.regex().find(stretch.text).map(|found| found.range()))
    }

    /// Where it first stands with a named group that is accepted, or without one.
    pub(super) fn find_named(
        &self,
        stretch: Stretch<'_>,
        tries: &mut Tries,
        accepts: impl Fn(&[u8]) -> bool,
    ) -> Option<Range<usize>> {
        let ordered = self.ordered().filter(|ordered| ordered.names_begin);
        let told = ordered.and_then(|ordered| ordered.find(stretch, tries, &accepts));
        told.unwrap_or_else(|| {
            let mut matches = self.regex().captures_iter(stretch.text);
            let found = matches.find(|captures| {
                let mut groups = self.regex().capture_names().flatten().map(|name| captures.name(name));
                groups.find_map(|group| group).is_none_or(|named| accepts(named.as_bytes()))
            });
            found.and_then(|captures| captures.get(0)).map(|found| found.range())
        })
    }
}

impl Ordered {
    /// Where it stands first with a named group that is accepted, or without one, if anywhere; nothing when it takes too
    /// many steps to tell.
    fn find(
        &self,
        stretch: Stretch<'_>,
        tries: &mut Tries,
        accepts: impl Fn(&[u8]) -> bool,
    ) -> Option<Option<Range<usize>>> {
        tries.begin();
        let length = stretch.text.len();
        let mut next = 0;
        while next <= length {
            let start = if self.begins_a_word { stretch.next_start(next, length) } else { Some(next) };
            let Some(start) = start else { break };
            next = start + 1;
            if !stretch.text.get(start).is_none_or(|byte| self.first.has(*byte)) {
                continue;
            }
            if let Some(led) = self.steps.leads_to(stretch, start, tries) {
                let named = led.named.and_then(|end| stretch.text.get(start..end));
                if named.is_none_or(&accepts) {
                    return Some(Some(start..led.to));
                }
                // Matches do not overlap.
                next = next.max(led.to);
            }
            if tries.gave_up() {
                return None;
            }
        }
        Some(None)
    }
}
