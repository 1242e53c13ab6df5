//! All words that anybody looks for, and what each word of a text means to them.
//!
//! A text uses the same few hundred words again and again. What a word means to the patterns is told when it comes
//! first (`vocabulary`); from then on a word costs looking it up. What is longer than a word is looked for where its
//! rarest word stands.

use super::anchors::Literals;
use super::common::commonness;
use super::tree::{Piece, Tree};
use super::vocabulary::Vocabulary;
use super::words::Words;
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
struct Gathered {
    /// The piece itself is asked for.
    asked: Vec<Asked>,
    /// It is a term.
    terms: Vec<Term>,
    /// It is the rarest word of something longer.
    longer: Vec<u32>,
}

impl Gathered {
    /// Whether it means something only where a word begins, and only where one ends.
    fn only(&self, all_longer: &[Longer]) -> (bool, bool) {
        let longer = || self.longer.iter().filter_map(|index| all_longer.get(*index as usize));
        let begins = self.asked.iter().all(|asked| asked.begins)
            && self.terms.iter().all(|term| !term.inside)
            && longer().all(|longer| longer.begins);
        let ends = self.asked.iter().all(|asked| asked.ends)
            && self.terms.iter().all(|term| !term.inside && !term.goes_on)
            && longer().all(|longer| longer.ends);
        (begins, ends)
    }
}

/// What a piece means: where in the lists of the scanner it stands what is asked for by it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    asked: (u32, u32),
    terms: (u32, u32),
    longer: (u32, u32),
}

/// A word that patterns ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) number: u32,
    /// How many marks stand before it.
    pub(super) marks: u32,
    /// Whether it must begin and end where a word does.
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// Something of more than a word.
#[derive(Debug)]
pub(super) struct Longer {
    pub(super) bytes: Vec<u8>,
    /// Where its piece stands in it.
    pub(super) piece: Range<usize>,
    /// Whether its piece must begin and end a word.
    pub(super) begins: bool,
    pub(super) ends: bool,
    /// What must stand next to its piece.
    pub(super) next: Next,
    what: What,
}

/// At most eight letters that stand next to a word, and which bytes of eight they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Next {
    pub(super) letters: u64,
    pub(super) kept: u64,
    /// Whether they stand behind the word.
    pub(super) behind: bool,
}

impl Next {
    fn new(bytes: &[u8], piece: &Range<usize>) -> Self {
        const EIGHT: usize = 8;
        let behind = piece.end < bytes.len();
        let (mut eight, mut kept) = ([0; EIGHT], [0; EIGHT]);
        let (beside, at) = if behind {
            (bytes.get(piece.end..).unwrap_or(&[]), 0)
        } else {
            let before = bytes.get(piece.start.saturating_sub(EIGHT)..piece.start).unwrap_or(&[]);
            (before, EIGHT - before.len())
        };
        for ((to, kept), from) in eight.iter_mut().zip(&mut kept).skip(at).zip(beside) {
            (*to, *kept) = (*from, u8::MAX);
        }
        Self { letters: u64::from_le_bytes(eight), kept: u64::from_le_bytes(kept), behind }
    }
}

impl Longer {
    fn new(bytes: &[u8], piece: Range<usize>, what: What) -> Self {
        let bytes = bytes.to_ascii_lowercase();
        // What stands beside the piece in something longer is no part of a word.
        let (begins, ends) = match what {
            What::Literal(asked) => (asked.begins, asked.ends),
            What::Term(term) => (!term.inside, !term.inside && !term.goes_on),
        };
        let (begins, ends) = (begins || piece.start > 0, ends || piece.end < bytes.len());
        let next = Next::new(&bytes, &piece);
        Self { bytes, piece, begins, ends, next, what }
    }
}

#[derive(Clone, Copy, Debug)]
enum What {
    Literal(Asked),
    Term(Term),
}

/// Finds words.
#[derive(Debug)]
pub(crate) struct Scanner {
    /// What words may begin with, and what may stand behind their first letter.
    beginnings: Tree,
    insides: Tree,
    /// By piece.
    meanings: Vec<Meaning>,
    asked: Vec<Asked>,
    terms: Vec<Term>,
    longer_of: Vec<u32>,
    pub(super) longer: Vec<Longer>,
    /// Terms that begin with a mark, by its byte.
    marks: BTreeMap<u8, Vec<usize>>,
    /// How many words patterns ask for.
    count: usize,
}

impl Scanner {
    /// A scanner of the words of patterns, which are told apart by their order, and of terms in plain bytes.
    ///
    /// # Panics
    /// When there are more words than 32 bits count, or one without a letter; they are written in the tables.
    #[expect(clippy::unwrap_used, reason = "the words are written in the tables; a test builds them")]
    pub(crate) fn new(literals: &Literals, terms: impl Iterator<Item = (Vec<u8>, Term)>) -> Self {
        let mut gathered: BTreeMap<Vec<u8>, Gathered> = BTreeMap::new();
        let (mut longer, mut marks) = (Vec::new(), BTreeMap::<u8, Vec<usize>>::new());
        let in_order = literals.in_order();
        let count = in_order.len();
        for (number, word) in (0_u32..).zip(in_order) {
            let (bytes, begins, ends) = (&word.bytes, word.begins, word.ends);
            let piece = rarest_piece(bytes);
            let meaning = gathered.entry(bytes.get(piece.clone()).unwrap().to_vec()).or_default();
            let beside = bytes.iter().enumerate().filter(|(at, _)| !piece.contains(at));
            if beside.clone().any(|(_, byte)| byte.is_ascii_alphanumeric()) {
                meaning.longer.push(u32::try_from(longer.len()).unwrap());
                let asked = Asked { number, marks: 0, begins, ends };
                longer.push(Longer::new(bytes, piece, What::Literal(asked)));
            } else {
                // Marks stand only beside words.
                let (begins, ends) = (begins || piece.start > 0, ends || piece.end < bytes.len());
                let marks = u32::try_from(piece.start).unwrap();
                meaning.asked.push(Asked { number, marks, begins, ends });
            }
        }
        for (word, term) in terms {
            let piece = rarest_piece(&word);
            let Some(said) = word.get(piece.clone()).filter(|said| !said.is_empty()) else {
                if let Some(mark) = word.first() {
                    marks.entry(*mark).or_default().push(longer.len());
                    longer.push(Longer::new(&word, 0..0, What::Term(term)));
                }
                continue;
            };
            let meaning = gathered.entry(said.to_vec()).or_default();
            if said.len() == word.len() {
                meaning.terms.push(term);
            } else {
                meaning.longer.push(u32::try_from(longer.len()).unwrap());
                longer.push(Longer::new(&word, piece, What::Term(term)));
            }
        }
        let (mut beginnings, mut insides) = (Vec::new(), Vec::new());
        let (mut asked, mut terms, mut longer_of, mut meanings) = (vec![], vec![], vec![], vec![]);
        for (piece, of_piece) in &gathered {
            let (only_begins, only_ends) = of_piece.only(&longer);
            let ending = Piece { number: u32::try_from(meanings.len()).unwrap(), only_ends };
            beginnings.push((piece.as_slice(), ending));
            if !only_begins {
                insides.push((piece.as_slice(), ending));
            }
            meanings.push(Meaning {
                asked: appended(&mut asked, &of_piece.asked),
                terms: appended(&mut terms, &of_piece.terms),
                longer: appended(&mut longer_of, &of_piece.longer),
            });
        }
        let (beginnings, insides) = (Tree::new(&beginnings), Tree::new(&insides));
        Self { beginnings, insides, meanings, asked, terms, longer_of, longer, marks, count }
    }

    /// The words that patterns ask for that a piece is, the terms, and what longer things it is part of.
    #[inline]
    pub(super) fn meant(&self, meaning: Meaning) -> (&[Asked], &[Term], &[u32]) {
        fn of<T>(all: &[T], (from, to): (u32, u32)) -> &[T] {
            all.get(from as usize..to as usize).unwrap_or(&[])
        }
        let asked = of(&self.asked, meaning.asked);
        (asked, of(&self.terms, meaning.terms), of(&self.longer_of, meaning.longer))
    }

    /// How many words are looked for.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// The word that something longer is, when patterns ask for it.
    pub(super) fn number_of(&self, longer: usize) -> Option<u32> {
        match self.longer.get(longer)?.what {
            What::Literal(asked) => Some(asked.number),
            What::Term(_) => None,
        }
    }

    /// What finds words in one text.
    pub(crate) fn vocabulary<'s>(&'s self, words: &'s Words) -> Vocabulary<'s> {
        Vocabulary::new(self, words)
    }

    /// What each piece means that stands in a word, and where.
    pub(super) fn pieces_in(&self, word: &[u8], mut tell: impl FnMut(Meaning, Range<usize>)) {
        let mut from = |start: usize, tree: &Tree| {
            tree.begins(word.get(start..).unwrap_or(&[]), |piece, length| {
                let end = start + length;
                if (end == word.len() || !piece.only_ends)
                    && let Some(meaning) = self.meanings.get(piece.number as usize)
                {
                    tell(*meaning, start..end);
                }
            });
        };
        from(0, &self.beginnings);
        for start in 1..word.len() {
            if self.insides.may_begin(word.get(start..).unwrap_or(&[])) {
                from(start, &self.insides);
            }
        }
    }

    /// What something longer than a word is, when it stands in a text in small letters from a place on, inside a range.
    pub(super) fn longer_at(
        &self,
        index: usize,
        small: &[u8],
        start: usize,
        range: &Range<usize>,
    ) -> Option<Is> {
        let longer = self.longer.get(index)?;
        let end = start + longer.bytes.len();
        if start < range.start || end > range.end || small.get(start..end) != Some(longer.bytes.as_slice()) {
            return None;
        }
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let begins = || start.checked_sub(1).is_none_or(|before| !is_word(small.get(before)));
        let ends = || !is_word(small.get(end));
        match longer.what {
            What::Literal(asked) => {
                let stands = (!asked.begins || begins()) && (!asked.ends || ends());
                stands.then_some(Is::Word(asked.number))
            }
            What::Term(term) => {
                let stands = term.inside || (begins() && (term.goes_on || ends()));
                stands.then_some(Is::Term(term.sets))
            }
        }
    }

    /// The terms that begin with a mark and stand in a range of a text in small letters.
    pub(super) fn marked_terms(&self, small: &[u8], range: &Range<usize>) -> u64 {
        let mut sets = 0;
        for (mark, begun) in &self.marks {
            for at in memchr::memchr_iter(*mark, small.get(range.clone()).unwrap_or(&[])) {
                for index in begun {
                    if let Some(Is::Term(more)) = self.longer_at(*index, small, range.start + at, range) {
                        sets |= more;
                    }
                }
            }
        }
        sets
    }
}

/// Appends to a list, and tells where in it that stands.
#[expect(clippy::unwrap_used, reason = "the words are written in the tables; a test builds them")]
fn appended<T: Copy>(all: &mut Vec<T>, more: &[T]) -> (u32, u32) {
    let from = all.len();
    all.extend_from_slice(more);
    (u32::try_from(from).unwrap(), u32::try_from(all.len()).unwrap())
}

/// What stands somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Is {
    /// A word that patterns ask for, by its number.
    Word(u32),
    /// A term of these sets.
    Term(u64),
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
