//! All words that anybody looks for, found in one pass over a stretch of plain text.
//!
//! A text uses the same few hundred words again and again. What a word means to the patterns is told when it comes
//! first (`vocabulary`); from then on a word costs looking it up. What is longer than a word is looked for where its
//! rarest word stands.

use super::anchors::Literals;
use super::common::commonness;
use super::found::Finding;
use super::marks::Marks;
use super::vocabulary::Vocabulary;
use super::words::Words;
use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
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

/// What is asked for by words with one piece in common.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The piece itself is asked for.
    pub(super) asked: Vec<Asked>,
    /// It is a term.
    pub(super) terms: Vec<Term>,
    /// It is the rarest word of something longer.
    pub(super) longer: Vec<usize>,
}

/// A word that patterns ask for, and whether it must begin and end where a word does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) number: usize,
    pub(super) begins: bool,
    pub(super) ends: bool,
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
    Literal(Asked),
    Term(Term),
}

/// Finds words.
#[derive(Debug)]
pub(crate) struct Scanner {
    pieces: NFA,
    /// By piece.
    meanings: Vec<Meaning>,
    pub(super) longer: Vec<Longer>,
    /// Terms that begin with a mark, by its byte.
    marks: BTreeMap<u8, Vec<usize>>,
    /// Whether it matters where a word stands.
    is_key: Vec<bool>,
}

impl Scanner {
    /// A scanner of the words of patterns, which are told apart by their order, and of terms in plain bytes.
    ///
    /// # Panics
    /// When there are more words than an automaton can hold; they are written in the tables.
    #[expect(clippy::unwrap_used, reason = "the words are written in the tables; a test builds them")]
    pub(crate) fn new(literals: &Literals, terms: impl Iterator<Item = (Vec<u8>, Term)>) -> Self {
        let mut meanings: BTreeMap<Vec<u8>, Meaning> = BTreeMap::new();
        let (mut longer, mut marks) = (Vec::new(), BTreeMap::<u8, Vec<usize>>::new());
        let in_order = literals.in_order();
        let is_key = (0..in_order.len()).map(|number| literals.is_key(number)).collect();
        for (number, word) in in_order.into_iter().enumerate() {
            let (bytes, begins, ends) = (&word.bytes, word.begins, word.ends);
            let piece = rarest_piece(bytes);
            let meaning = meanings.entry(bytes.get(piece.clone()).unwrap().to_vec()).or_default();
            if piece.len() == bytes.len() {
                meaning.asked.push(Asked { number, begins, ends });
            } else {
                meaning.longer.push(longer.len());
                longer.push(Longer::new(bytes, &piece, What::Literal(Asked { number, begins, ends })));
            }
        }
        for (word, term) in terms {
            let piece = rarest_piece(&word);
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
        let pieces = NFA::builder().ascii_case_insensitive(true).build(meanings.keys()).unwrap();
        let meanings = meanings.into_values().collect();
        Self { pieces, meanings, longer, marks, is_key }
    }

    /// How many words are looked for.
    pub(super) fn count(&self) -> usize {
        self.is_key.len()
    }

    /// Whether it matters where a word stands.
    pub(super) fn is_key(&self, number: usize) -> bool {
        self.is_key.get(number) == Some(&true)
    }

    /// What finds words in one text.
    pub(crate) fn vocabulary<'s>(&'s self, words: &'s Words) -> Vocabulary<'s> {
        Vocabulary::new(self, words)
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

    /// Whether something longer than a word stands in a text in small letters from a place on, inside a range.
    pub(super) fn try_longer(
        &self,
        index: usize,
        small: &[u8],
        start: usize,
        range: &Range<usize>,
        finding: &mut Finding<'_>,
    ) {
        let Some(longer) = self.longer.get(index) else { return };
        let end = start + longer.bytes.len();
        if start < range.start || end > range.end {
            return;
        }
        if small.get(start..end) != Some(longer.bytes.as_slice()) {
            return;
        }
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let begins = || start.checked_sub(1).is_none_or(|before| !is_word(small.get(before)));
        let ends = || !is_word(small.get(end));
        match longer.what {
            What::Literal(asked) => {
                if (!asked.begins || begins()) && (!asked.ends || ends()) {
                    let number = u32::try_from(asked.number).unwrap_or(u32::MAX);
                    finding.put(number, start, self.is_key(asked.number));
                }
            }
            What::Term(term) => {
                if term.inside || (begins() && (term.goes_on || ends())) {
                    finding.sets |= term.sets;
                }
            }
        }
    }

    /// The marks of a text in small letters.
    pub(super) fn marks(small: &[u8], range: &Range<usize>) -> Marks {
        Marks::of(small.get(range.clone()).unwrap_or(&[]))
    }

    /// The terms that begin with a mark.
    pub(super) fn try_marks(&self, small: &[u8], range: &Range<usize>, finding: &mut Finding<'_>) {
        for (mark, begun) in &self.marks {
            for at in memchr::memchr_iter(*mark, small.get(range.clone()).unwrap_or(&[])) {
                for index in begun {
                    self.try_longer(*index, small, range.start + at, range, finding);
                }
            }
        }
    }
}

/// The run of letters and figures that seems the rarest.
fn rarest_piece(word: &[u8]) -> Range<usize> {
    let mut start = 0;
    let pieces = word.split(|byte| !byte.is_ascii_alphanumeric()).map(|part| {
        let piece = start..start + part.len();
        start += part.len() + 1;
        (piece, commonness(part))
    });
    let named = pieces.filter_map(|(piece, common)| Some((piece, common?)));
    named.min_by(|(_, one), (_, other)| one.total_cmp(other)).map_or(0..0, |(piece, _)| piece)
}
