//! The words of one text, each with what it means to a scanner, told when it comes first.

use super::scan::{Found, Scanner};
use std::ops::Range;

/// A word of the text.
#[derive(Clone, Debug)]
struct Word {
    hash: u64,
    /// Where it came first.
    first: Range<usize>,
    /// Sets with a term that the word begins with, if nothing stands before the word.
    begins: u64,
    /// Sets with a term that is the word, if nothing stands around it.
    is: u64,
    /// Sets with a term that may stand anywhere in it.
    has: u64,
    /// What patterns ask for and stands in it, in the list of those.
    numbers: Range<usize>,
    /// What is longer and may stand around it, in the list of those.
    longer: Range<usize>,
}

/// Finds what a scanner looks for in one plain text.
#[derive(Debug)]
pub(crate) struct Vocabulary<'s> {
    scanner: &'s Scanner,
    text: &'s [u8],
    words: Vec<Word>,
    /// Each with how far behind its word's beginning it stands.
    numbers: Vec<(usize, usize)>,
    /// Which, and how far before the word's end its beginning is.
    longer: Vec<(usize, usize)>,
    /// By hash: one more than the place of a word, or zero.
    slots: Vec<usize>,
    kinds: [Class; 256],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Word,
    Mark,
    Other,
}

/// So many words are remembered at once; a text with more is no prose.
const MOST: usize = 1 << 16;
const FEWEST_SLOTS: usize = 1 << 8;

impl<'s> Vocabulary<'s> {
    pub(super) fn new(scanner: &'s Scanner, text: &'s [u8]) -> Self {
        let kinds = std::array::from_fn(|byte| match u8::try_from(byte) {
            Ok(byte) if byte.is_ascii_alphanumeric() => Class::Word,
            Ok(byte) if scanner.is_mark(byte) => Class::Mark,
            _ => Class::Other,
        });
        let slots = (text.len() / 16).clamp(FEWEST_SLOTS, MOST).next_power_of_two();
        Self {
            scanner,
            text,
            words: Vec::new(),
            numbers: Vec::new(),
            longer: Vec::new(),
            slots: vec![0; slots],
            kinds,
        }
    }

    /// What stands in a range of the text.
    pub(crate) fn look(&mut self, range: Range<usize>, found: &mut Found) {
        let text = self.text;
        self.scanner.clear(range.start, found);
        let end = range.end.min(text.len());
        let mut at = range.start;
        while let Some(byte) = text.get(at).filter(|_| at < end) {
            match self.class(*byte) {
                Class::Other => at += 1,
                Class::Mark => {
                    self.scanner.mark(text, at, &range, found);
                    at += 1;
                }
                Class::Word => {
                    let start = at;
                    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
                    while let Some(byte) = text.get(at).filter(|_| at < end)
                        && self.class(*byte) == Class::Word
                    {
                        // Of letters and figures this bit tells capitals from small letters, and nothing else.
                        hash = (hash ^ u64::from(*byte | 0x20)).wrapping_mul(0x0100_0000_01b3);
                        at += 1;
                    }
                    self.word(start..at, hash, &range, found);
                }
            }
        }
    }

    fn class(&self, byte: u8) -> Class {
        self.kinds.get(usize::from(byte)).copied().unwrap_or(Class::Other)
    }

    fn word(&mut self, place: Range<usize>, hash: u64, range: &Range<usize>, found: &mut Found) {
        let Some(word) = self.known(&place, hash).and_then(|index| self.words.get(index)) else { return };
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let alone = |at: usize| !is_word(self.text.get(at));
        found.sets |= word.has;
        // Only where a range cuts a word can anything of a word stand around it.
        if place.start > range.start || place.start.checked_sub(1).is_none_or(alone) {
            found.sets |= word.begins;
            if place.end < range.end || alone(place.end) {
                found.sets |= word.is;
            }
        }
        for (number, behind) in self.numbers.get(word.numbers.clone()).into_iter().flatten() {
            self.scanner.put(*number, place.start + behind, found);
        }
        for (index, before) in self.longer.get(word.longer.clone()).into_iter().flatten() {
            if let Some(start) = place.end.checked_sub(*before) {
                self.scanner.try_longer(*index, self.text, start, range, found);
            }
        }
    }

    /// What a word means, told now when it is new.
    fn known(&mut self, place: &Range<usize>, hash: u64) -> Option<usize> {
        let said = self.text.get(place.clone())?;
        let mut slot = self.first_slot(hash);
        while let Some(index) = self.slots.get(slot).and_then(|index| index.checked_sub(1)) {
            let word = self.words.get(index)?;
            let same = word.hash == hash
                && self.text.get(word.first.clone()).is_some_and(|first| first.eq_ignore_ascii_case(said));
            if same {
                return Some(index);
            }
            slot = (slot + 1) % self.slots.len();
        }
        let word = self.told(place, hash, said);
        if self.words.len() >= MOST {
            self.words.clear();
            self.slots.fill(0);
            slot = self.first_slot(hash);
        }
        self.words.push(word);
        *self.slots.get_mut(slot)? = self.words.len();
        if self.words.len() * 2 > self.slots.len() {
            self.grow();
        }
        self.words.len().checked_sub(1)
    }

    fn first_slot(&self, hash: u64) -> usize {
        let mixed = hash ^ (hash >> 32);
        usize::try_from(mixed % self.slots.len() as u64).unwrap_or(0)
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for (index, word) in self.words.iter().enumerate() {
            let mut slot = self.first_slot(word.hash);
            while self.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) % self.slots.len();
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = index + 1;
            }
        }
    }

    fn told(&mut self, place: &Range<usize>, hash: u64, said: &[u8]) -> Word {
        if self.words.len() >= MOST {
            self.numbers.clear();
            self.longer.clear();
        }
        let (numbers, longer) = (self.numbers.len(), self.longer.len());
        let (mut begins, mut is, mut has) = (0, 0, 0);
        for piece in self.scanner.pieces.find_overlapping_iter(said) {
            let Some(meaning) = self.scanner.meanings.get(piece.pattern().as_usize()) else { continue };
            self.numbers.extend(meaning.number.map(|number| (number, piece.start())));
            for term in &meaning.terms {
                match (term.inside, piece.start() == 0, term.goes_on, piece.end() == said.len()) {
                    (true, ..) => has |= term.sets,
                    (false, true, true, _) => begins |= term.sets,
                    (false, true, false, true) => is |= term.sets,
                    _ => {}
                }
            }
            for index in &meaning.longer {
                let Some(longer) = self.scanner.longer.get(*index) else { continue };
                let piece_end = longer.before + piece.len();
                // What stands beside the piece in something longer is no part of a word.
                let fits = (longer.before == 0 || piece.start() == 0)
                    && (piece_end == longer.bytes.len() || piece.end() == said.len());
                if fits {
                    self.longer.push((*index, said.len() - piece.start() + longer.before));
                }
            }
        }
        Word {
            hash,
            first: place.clone(),
            begins,
            is,
            has,
            numbers: numbers..self.numbers.len(),
            longer: longer..self.longer.len(),
        }
    }
}
