//! All words that anybody looks for, found in one pass over a stretch of plain text.

use super::anchors::{Bits, Literals};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// A term: where it must begin and end, and the sets that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// One bit for each set.
    pub(crate) sets: u64,
    /// Whether the word may go on behind it.
    pub(crate) goes_on: bool,
    /// Whether it may stand inside a word.
    pub(crate) inside: bool,
}

#[derive(Debug, Default)]
struct Meaning {
    number: Option<usize>,
    terms: Vec<Term>,
}

/// Finds words.
#[derive(Debug)]
pub(crate) struct Scanner {
    automaton: AhoCorasick,
    meanings: Vec<Meaning>,
    numbers: usize,
}

impl Scanner {
    /// A scanner of the words of patterns, and of terms in plain bytes.
    ///
    /// # Panics
    /// When there are more words than an automaton can hold; they are written in the tables.
    #[expect(clippy::unwrap_used, reason = "the words are written in the tables; a test builds them")]
    pub(crate) fn new(literals: &Literals, terms: impl Iterator<Item = (Vec<u8>, Term)>) -> Self {
        let mut meanings: BTreeMap<Vec<u8>, Meaning> = BTreeMap::new();
        let in_order = literals.in_order();
        for (number, word) in in_order.iter().enumerate() {
            meanings.entry(word.to_vec()).or_default().number = Some(number);
        }
        for (word, term) in terms {
            meanings.entry(word).or_default().terms.push(term);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(meanings.keys())
            .unwrap();
        Self { automaton, meanings: meanings.into_values().collect(), numbers: in_order.len() }
    }

    /// No words at all.
    pub(crate) fn nothing(&self) -> Bits {
        Bits::new(self.numbers)
    }

    /// Which words stand in a range of plain text, and which sets have a term there.
    pub(crate) fn scan(&self, text: &[u8], range: Range<usize>, words: &mut Bits) -> u64 {
        words.clear();
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let mut sets = 0;
        for found in self.automaton.find_overlapping_iter(Input::new(text).span(range)) {
            let Some(meaning) = self.meanings.get(found.pattern().as_usize()) else { continue };
            if let Some(number) = meaning.number {
                words.put(number);
            }
            for term in &meaning.terms {
                if sets & term.sets == term.sets {
                    continue;
                }
                let begins = found.start().checked_sub(1).is_none_or(|before| !is_word(text.get(before)));
                let ends = term.goes_on || !is_word(text.get(found.end()));
                if term.inside || (begins && ends) {
                    sets |= term.sets;
                }
            }
        }
        sets
    }
}
