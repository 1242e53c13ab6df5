//! A plain text and its words: each distinct word once, whatever its case, and where it stands.
//!
//! A text uses the same few hundred words again and again. Whoever looks for words in it asks once for each of them.
//!
//! INVARIANT (WORDS-IN-ORDER): the places are in the order of the text, and each is a whole run of letters and figures.

use super::plain::Plain;
use std::ops::Range;

/// Letters and figures in a row, as the text says them first.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Its first letters, small.
    head: u64,
    hash: u64,
    start: u32,
    length: u32,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    start: u32,
    length: u32,
    /// Which of the distinct words; `UNKNOWN` when there were too many to remember.
    pub(super) word: u32,
}

impl Place {
    pub(super) fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }
}

/// A text made ready for looking for words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    plain: Plain,
    /// How many bytes the text has that it was made of.
    length: usize,
    words: Vec<Word>,
    places: Vec<Place>,
}

/// A word that is not remembered.
pub(super) const UNKNOWN: u32 = u32::MAX;
/// So many words are remembered; a text with more is no prose.
const MOST: usize = 1 << 16;
const FEWEST_SLOTS: usize = 1 << 8;
/// So many letters are looked at together.
const HEAD: usize = 8;
/// Of letters and figures this bit tells capitals from small letters, and nothing else.
const SMALL: u64 = 0x2020_2020_2020_2020;

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let plain = Plain::of(text);
        let mut table = Table::new(plain.bytes().len());
        let mut places = Vec::with_capacity(plain.bytes().len() / 5);
        let bytes = plain.bytes();
        let mut at = 0;
        while let Some(start) = run(bytes, at, false) {
            let end = run(bytes, start, true).unwrap_or(bytes.len());
            let (Ok(start), Ok(length)) = (u32::try_from(start), u32::try_from(end - start)) else { break };
            places.push(Place { start, length, word: table.number(bytes, start, length) });
            at = end;
        }
        Self { plain, length: text.len(), words: table.words, places }
    }

    pub(crate) fn plain(&self) -> &Plain {
        &self.plain
    }

    /// Whether it may have been made of a text.
    pub(crate) fn may_be_of(&self, text: &str) -> bool {
        self.length == text.len()
    }

    /// How many distinct words are remembered.
    pub(super) fn distinct(&self) -> usize {
        self.words.len()
    }

    /// The words that begin in a range of the plain text.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Place] {
        let before = |at: usize| self.places.partition_point(|place| (place.start as usize) < at);
        let first = before(range.start);
        let count = self.places.get(first..).unwrap_or(&[]);
        let count = count.partition_point(|place| (place.start as usize) < range.end);
        self.places.get(first..first + count).unwrap_or(&[])
    }
}

/// The next place from one on where a word goes on, or does not.
fn run(bytes: &[u8], from: usize, ends: bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|byte| byte.is_ascii_alphanumeric() != ends).map(|count| from + count)
}

/// The distinct words, by hash.
struct Table {
    words: Vec<Word>,
    /// One more than the place of a word, or zero.
    slots: Vec<u32>,
}

impl Table {
    fn new(length: usize) -> Self {
        let slots = (length / 16).clamp(FEWEST_SLOTS, MOST).next_power_of_two();
        Self { words: Vec::new(), slots: vec![0; slots] }
    }

    /// Which word stands there, which is a new one when none before is the same.
    fn number(&mut self, text: &[u8], start: u32, length: u32) -> u32 {
        let (from, size) = (start as usize, length as usize);
        let (head, hash) = hashed(text, from, size);
        let mut slot = self.slot(hash);
        while let Some(number) = self.slots.get(slot).and_then(|taken| taken.checked_sub(1)) {
            let Some(word) = self.words.get(number as usize) else { break };
            let rest = |start: u32| text.get(start as usize + HEAD..start as usize + size).unwrap_or(&[]);
            let same = word.head == head
                && word.length == length
                && (size <= HEAD || rest(word.start).eq_ignore_ascii_case(rest(start)));
            if same {
                return number;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if self.words.len() >= MOST {
            return UNKNOWN;
        }
        self.words.push(Word { head, hash, start, length });
        let count = u32::try_from(self.words.len()).unwrap_or(UNKNOWN);
        if let Some(free) = self.slots.get_mut(slot) {
            *free = count;
        }
        if self.words.len() * 2 > self.slots.len() {
            self.grow();
        }
        count - 1
    }

    fn slot(&self, hash: u64) -> usize {
        usize::try_from(hash >> 32).unwrap_or(0) & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for (count, word) in (1..).zip(&self.words) {
            let mut slot = self.slot(word.hash);
            while self.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = count;
            }
        }
    }
}

/// The first letters of a word, small, and a hash of all of it.
fn hashed(text: &[u8], start: usize, length: usize) -> (u64, u64) {
    let letters = |at: usize, count: usize| -> u64 {
        let read = match text.get(at..at + HEAD).and_then(|bytes| <[u8; HEAD]>::try_from(bytes).ok()) {
            Some(bytes) => u64::from_le_bytes(bytes),
            // At the end of the text.
            None => {
                let bytes = text.get(at..at + count).unwrap_or(&[]);
                bytes.iter().rev().fold(0, |all, byte| (all << 8) | u64::from(*byte))
            }
        };
        let kept = if count < HEAD { (1 << (count * 8)) - 1 } else { u64::MAX };
        (read | SMALL) & kept
    };
    let mix = |one: u64, other: u64| (one ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let head = letters(start, length.min(HEAD));
    let mut hash = mix(head, length as u64);
    for at in (HEAD..length).step_by(HEAD) {
        hash = mix(hash, letters(start + at, (length - at).min(HEAD)));
    }
    (head, mix(hash, 0))
}
