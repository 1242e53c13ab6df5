//! All words that anybody looks for, found in one pass over a stretch of plain text.
//!
//! A text uses the same few hundred words again and again. What a word means to the patterns is told when it comes
//! first (`vocabulary`); from then on a word costs looking it up. What is longer than a word is looked for where its
//! longest word stands.

use super::anchors::{Bits, Literals, Pieces};
use super::marks::Marks;
use super::pattern::Pattern;
use super::vocabulary::Vocabulary;
use super::words::Words;
use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use std::collections::{BTreeMap, BTreeSet};
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

/// What was found in a stretch of text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The words that patterns ask for.
    pub(crate) words: Bits,
    /// Where those of them stand that patterns are tried from.
    hits: Vec<Hit>,
    /// For each word that is there and matters so, the place of its last hit.
    last: Vec<usize>,
    /// Where the stretch begins.
    pub(super) from: usize,
    /// The patterns that may be worth trying: one of the words stands there that they cannot do without.
    pub(crate) patterns: Bits,
    /// The sets that have a term there.
    pub(crate) sets: u64,
    /// The marks that stand there.
    pub(super) marks: Marks,
}

/// A word that stands somewhere.
#[derive(Clone, Copy, Debug)]
struct Hit {
    start: usize,
    /// The place of the one before of the same word; its own when it is the first.
    before: usize,
}

impl Found {
    /// Where the words of some stand, counted from the beginning of the stretch.
    pub(super) fn places(&self, of: &Pieces) -> impl Iterator<Item = usize> {
        of.of_those_in(&self.words).flat_map(|number| {
            let hit = |at: usize| self.hits.get(at).map(|hit| (at, hit));
            let last = self.last.get(number).and_then(|last| hit(*last));
            std::iter::successors(last, move |(at, one)| hit(one.before).filter(|(before, _)| before != at))
                .filter_map(|(_, hit)| hit.start.checked_sub(self.from))
        })
    }
}

/// What is asked for by words with one piece in common.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The piece itself is asked for.
    pub(super) number: Option<usize>,
    /// It is a term.
    pub(super) terms: Vec<Term>,
    /// It is the longest word of something longer.
    pub(super) longer: Vec<usize>,
}

/// Something of more than a word.
#[derive(Debug)]
pub(super) struct Longer {
    pub(super) bytes: Vec<u8>,
    /// How far its piece stands behind its beginning, and what is behind the piece.
    pub(super) before: usize,
    pub(super) after: usize,
    /// Another letter of it, if it has one, and where: most often that one is not there.
    pub(super) witness: (usize, u8),
    what: What,
}

impl Longer {
    fn new(bytes: &[u8], piece: &Range<usize>, what: What) -> Self {
        let bytes = bytes.to_ascii_lowercase();
        let outside = |(at, byte): (usize, &u8)| {
            (!piece.contains(&at) && byte.is_ascii_alphanumeric()).then_some((at, *byte))
        };
        let witness = bytes.iter().enumerate().find_map(outside);
        let witness = witness.or_else(|| bytes.iter().copied().enumerate().next()).unwrap_or_default();
        Self { bytes, before: piece.start, after: piece.end, witness, what }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Literal(usize),
    Term(Term),
}

/// Finds words.
#[derive(Debug)]
pub(crate) struct Scanner {
    pieces: DFA,
    /// By piece.
    meanings: Vec<Meaning>,
    pub(super) longer: Vec<Longer>,
    /// Terms that begin with a mark, by its byte.
    marks: BTreeMap<u8, Vec<usize>>,
    /// For each word, the patterns that cannot do without it or its like.
    patterns_of: Vec<Pieces>,
    /// Whether it matters where a word stands.
    is_key: Vec<bool>,
    /// What is there before anything is looked at: patterns without words, words without letters.
    nothing: Found,
}

impl Scanner {
    /// A scanner of the words of patterns, which are told apart by their order, and of terms in plain bytes.
    ///
    /// # Panics
    /// When there are more words than an automaton can hold; they are written in the tables.
    #[expect(clippy::unwrap_used, reason = "the words are written in the tables; a test builds them")]
    pub(crate) fn new<'p>(
        literals: &Literals,
        patterns: impl Iterator<Item = &'p Pattern>,
        terms: impl Iterator<Item = (Vec<u8>, Term)>,
    ) -> Self {
        let in_order = literals.in_order();
        let mut meanings: BTreeMap<Vec<u8>, Meaning> = BTreeMap::new();
        let (mut longer, mut marks) = (Vec::new(), BTreeMap::<u8, Vec<usize>>::new());
        let last = vec![0; in_order.len()];
        let mut nothing = Found { words: Bits::new(in_order.len()), last, ..Found::default() };
        let is_key = (0..in_order.len()).map(|number| literals.is_key(number)).collect();
        for (number, word) in in_order.iter().enumerate() {
            let piece = longest_piece(word);
            let Some(said) = word.get(piece.clone()).filter(|said| !said.is_empty()) else {
                nothing.words.put(number);
                continue;
            };
            let meaning = meanings.entry(said.to_vec()).or_default();
            if said.len() == word.len() {
                meaning.number = Some(number);
            } else {
                meaning.longer.push(longer.len());
                longer.push(Longer::new(word, &piece, What::Literal(number)));
            }
        }
        for (word, term) in terms {
            let piece = longest_piece(&word);
            let Some(said) = word.get(piece.clone()).filter(|said| !said.is_empty()) else {
                if let Some(mark) = word.first() {
                    marks.entry(*mark).or_default().push(longer.len());
                    longer.push(Longer::new(&word, &(0..0), What::Term(term)));
                }
                continue;
            };
            let meaning = meanings.entry(said.to_vec()).or_default();
            if said.len() == word.len() {
                meaning.terms.push(term);
            } else {
                meaning.longer.push(longer.len());
                longer.push(Longer::new(&word, &piece, What::Term(term)));
            }
        }
        let mut patterns_of = vec![BTreeSet::new(); in_order.len()];
        let patterns: Vec<&Pattern> = patterns.collect();
        nothing.patterns = Bits::new(patterns.len());
        for (index, pattern) in patterns.into_iter().enumerate() {
            match pattern.rarest(literals) {
                Some(words) if words.iter().all(|word| !nothing.words.has(*word)) => {
                    for word in words {
                        patterns_of.get_mut(word).unwrap().insert(index);
                    }
                }
                _ => nothing.patterns.put(index),
            }
        }
        let patterns_of = patterns_of.into_iter().map(Pieces::of).collect();
        let pieces = DFA::builder().ascii_case_insensitive(true).build(meanings.keys()).unwrap();
        let meanings = meanings.into_values().collect();
        Self { pieces, meanings, longer, marks, patterns_of, is_key, nothing }
    }

    /// What finds words in one text.
    pub(crate) fn vocabulary<'s>(&'s self, words: &'s Words) -> Vocabulary<'s> {
        Vocabulary::new(self, words)
    }

    /// Nothing at all.
    pub(crate) fn nothing(&self) -> Found {
        self.nothing.clone()
    }

    /// What each piece means that stands in a word, and where.
    pub(super) fn pieces_in(&self, word: &[u8], mut tell: impl FnMut(&Meaning, Range<usize>)) {
        let pieces = &self.pieces;
        let Ok(mut state) = pieces.start_state(Anchored::No) else { return };
        for (at, byte) in word.iter().enumerate() {
            state = pieces.next_state(Anchored::No, state, *byte);
            if !pieces.is_match(state) {
                continue;
            }
            for index in 0..pieces.match_len(state) {
                let piece = pieces.match_pattern(state, index);
                let start = at + 1 - pieces.pattern_len(piece);
                if let Some(meaning) = self.meanings.get(piece.as_usize()) {
                    tell(meaning, start..at + 1);
                }
            }
        }
    }

    pub(super) fn clear(&self, from: usize, found: &mut Found) {
        found.from = from;
        found.words.copy(&self.nothing.words);
        found.hits.clear();
        found.patterns.copy(&self.nothing.patterns);
        found.sets = self.nothing.sets;
    }

    /// A word that patterns ask for stands there.
    pub(super) fn put(&self, number: usize, start: usize, found: &mut Found) {
        let is_first = !found.words.has(number);
        if is_first {
            found.words.put(number);
            if let Some(patterns) = self.patterns_of.get(number) {
                found.patterns.put_all(patterns);
            }
        }
        if self.is_key.get(number) == Some(&true)
            && let Some(last) = found.last.get_mut(number)
        {
            let next = found.hits.len();
            let before = if is_first { next } else { *last };
            found.hits.push(Hit { start, before });
            *last = next;
        }
    }

    /// Whether something longer than a word stands in a text in small letters from a place on, inside a range.
    pub(super) fn try_longer(
        &self,
        index: usize,
        small: &[u8],
        start: usize,
        range: &Range<usize>,
        found: &mut Found,
    ) {
        let Some(longer) = self.longer.get(index) else { return };
        let end = start + longer.bytes.len();
        if start < range.start || end > range.end {
            return;
        }
        if small.get(start..end) != Some(longer.bytes.as_slice()) {
            return;
        }
        match longer.what {
            What::Literal(number) => self.put(number, start, found),
            What::Term(term) => {
                let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
                let begins = start.checked_sub(1).is_none_or(|before| !is_word(small.get(before)));
                let ends = term.goes_on || !is_word(small.get(end));
                if term.inside || (begins && ends) {
                    found.sets |= term.sets;
                }
            }
        }
    }

    /// The marks of a text in small letters, and the terms that begin with one.
    pub(super) fn marks(&self, small: &[u8], range: &Range<usize>, found: &mut Found) {
        found.marks = Marks::of(small.get(range.clone()).unwrap_or(&[]));
        for (mark, begun) in &self.marks {
            for at in memchr::memchr_iter(*mark, small.get(range.clone()).unwrap_or(&[])) {
                for index in begun {
                    self.try_longer(*index, small, range.start + at, range, found);
                }
            }
        }
    }
}

/// The longest run of letters and figures.
fn longest_piece(word: &[u8]) -> Range<usize> {
    let mut longest = 0..0;
    let mut start = 0;
    for part in word.split(|byte| !byte.is_ascii_alphanumeric()) {
        if part.len() > longest.len() {
            longest = start..start + part.len();
        }
        start += part.len() + 1;
    }
    longest
}
