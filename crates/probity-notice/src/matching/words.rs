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
    /// The plain text in small letters.
    small: Vec<u8>,
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

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let plain = Plain::of(text);
        let mut table = Table::new(plain.bytes().len());
        let mut places = Vec::with_capacity(plain.bytes().len() / 5);
        let bytes = plain.bytes();
        let mut at = 0;
        while let Some(between) =
            bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_alphanumeric))
        {
            let from = at + between;
            let (head, mut count) = letters(bytes, from);
            let mut hash = mixed(0, head);
            at = from + count;
            while count == EIGHT {
                let (more, further) = letters(bytes, at);
                hash = mixed(hash, more);
                count = further;
                at += count;
            }
            let (Ok(start), Ok(length)) = (u32::try_from(from), u32::try_from(at - from)) else { break };
            places.push(Place {
                start,
                length,
                word: table.number(bytes, Word { head, hash, start, length }),
            });
        }
        let small = plain.bytes().to_ascii_lowercase();
        Self { plain, small, length: text.len(), words: table.words, places }
    }

    pub(crate) fn plain(&self) -> &Plain {
        &self.plain
    }

    /// The plain text in small letters.
    pub(super) fn small(&self) -> &[u8] {
        &self.small
    }

    /// Whether it may have been made of a text.
    pub(crate) fn may_be_of(&self, text: &str) -> bool {
        self.length == text.len()
    }

    /// Where in the text a word may stand twice: the second of two that are the same, and letters of other scripts.
    pub(crate) fn repeats(&self) -> impl Iterator<Item = usize> {
        let seconds = self.places.iter().zip(self.places.get(1..).unwrap_or(&[]));
        let seconds = seconds.filter(|(one, next)| one.word == next.word);
        seconds.map(|(_, next)| self.plain.back(next.start as usize)).chain(self.plain.other_letters())
    }

    /// The distinct words that are remembered, each as it stands first.
    pub(super) fn distinct(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.words.iter().map(|word| {
            let start = word.start as usize;
            self.plain.bytes().get(start..start + word.length as usize).unwrap_or(&[])
        })
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

/// So many letters are looked at together.
const EIGHT: usize = 8;
/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; EIGHT])
}
/// Of letters and figures this bit tells capitals from small letters, and nothing else.
const SMALL: u64 = eight(0x20);

/// The letters and figures from a place on, small, and how many; at most eight.
fn letters(text: &[u8], at: usize) -> (u64, usize) {
    let read = match text.get(at..at + EIGHT).and_then(|bytes| <[u8; EIGHT]>::try_from(bytes).ok()) {
        Some(bytes) => u64::from_le_bytes(bytes),
        // At the end of the text.
        None => {
            let bytes = text.get(at..).unwrap_or(&[]).iter().take(EIGHT).rev();
            bytes.fold(0, |all, byte| (all << 8) | u64::from(*byte))
        }
    };
    // Plain bytes have no highest bit, which so tells for each of them whether it is beyond another.
    let beyond = |bytes: u64, last: u8| (bytes & eight(0x7f)).wrapping_add(eight(0x7f - last));
    let small = read | SMALL;
    let is_letter = beyond(small, b'a' - 1) & !beyond(small, b'z');
    let is_figure = beyond(read, b'0' - 1) & !beyond(read, b'9');
    let ends = !(is_letter | is_figure) & eight(0x80);
    let count = ends.trailing_zeros() as usize / EIGHT;
    let kept = if count < EIGHT { (1 << (count * 8)) - 1 } else { u64::MAX };
    (small & kept, count)
}

/// A hash with more letters; its highest bits depend on all of them.
fn mixed(hash: u64, letters: u64) -> u64 {
    (hash.rotate_left(23) ^ letters).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The distinct words, by hash.
struct Table {
    words: Vec<Word>,
    /// One more than the place of a word, or zero.
    slots: Vec<u32>,
    /// By so much a hash is longer than the number of a slot.
    shift: u32,
}

impl Table {
    fn new(length: usize) -> Self {
        Self::of((length / 16).clamp(FEWEST_SLOTS, MOST).next_power_of_two(), Vec::new())
    }

    fn of(slots: usize, words: Vec<Word>) -> Self {
        Self { words, slots: vec![0; slots], shift: u64::BITS - slots.trailing_zeros() }
    }

    /// Which word it is: a new one when none before is the same.
    fn number(&mut self, text: &[u8], new: Word) -> u32 {
        let rest = |word: &Word| {
            text.get(word.start as usize + EIGHT..(word.start + word.length) as usize).unwrap_or(&[])
        };
        let mut slot = self.slot(new.hash);
        while let Some(number) = self.slots.get(slot).and_then(|taken| taken.checked_sub(1)) {
            let Some(word) = self.words.get(number as usize) else { break };
            let same = word.head == new.head
                && word.length == new.length
                && (new.length as usize <= EIGHT
                    || word.hash == new.hash && rest(word).eq_ignore_ascii_case(rest(&new)));
            if same {
                return number;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if self.words.len() >= MOST {
            return UNKNOWN;
        }
        self.words.push(new);
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
        usize::try_from(hash >> self.shift).unwrap_or(0)
    }

    fn grow(&mut self) {
        *self = Self::of(self.slots.len() * 2, std::mem::take(&mut self.words));
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
