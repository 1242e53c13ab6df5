//! Sentences that no rule read.

use crate::Reading;
use std::ops::Range;

/// Fewer words state no practice.
const FEWEST_WORDS: usize = 4;
/// Longer is no sentence, but something that could not be cut.
const LONGEST: usize = 2_000;

/// A sentence of a notice that no rule made anything of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The clause, as an index into the outline.
    pub clause: usize,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

/// The sentences that are open, in the order of the text: those of which no practice has a word, introductions of
/// lists and scraps left out. None of a notice that was written from code, since all of it is carried already.
#[must_use]
pub fn sentences(text: &str, reading: &Reading) -> Vec<Sentence> {
    if crate::render::written(text, reading).is_some() {
        return Vec::new();
    }
    let mut read: Vec<Range<usize>> =
        reading.practices.iter().map(|practice| practice.span.clone()).collect();
    read.sort_by_key(|span| (span.start, span.end));
    // How far the practices reach that begin so early.
    let mut reach = Vec::with_capacity(read.len());
    let mut furthest = 0;
    for span in &read {
        furthest = furthest.max(span.end);
        reach.push(furthest);
    }
    let is_read = |range: &Range<usize>| {
        let before = read.partition_point(|span| span.start < range.end);
        before.checked_sub(1).and_then(|last| reach.get(last)).is_some_and(|end| *end > range.start)
    };
    let mut open = Vec::new();
    for (clause, range) in reading.outline.said(text) {
        let said = text.get(range.clone()).unwrap_or("").trim();
        let words = said.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
        let asks = words >= FEWEST_WORDS && said.len() <= LONGEST && !said.ends_with(':');
        if asks && !is_read(&range) {
            open.push(Sentence { clause, range });
        }
    }
    open
}
