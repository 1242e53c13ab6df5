//! A plain text and its words: each distinct word once, whatever its case, and where it stands.
//!
//! A text uses the same few hundred words again and again. Whoever looks for words in it asks once for each of them.
//!
//! INVARIANT (WORDS-IN-ORDER): the places are in the order of the text, and each is a whole run of letters and figures.

use super::plain::Plain;
use super::stretch::{Edged, Stretch};
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
    /// The plain text in small letters, and so many zeros that eight bytes can be looked at anywhere.
    small: Vec<u8>,
    /// Where words begin and end.
    edged: Edged,
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
/// So many words further on one is looked for word by word.
const NEAR: usize = 32;

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let plain = Plain::of(text);
        let bytes = plain.bytes();
        let mut small = Vec::with_capacity(bytes.len() + EIGHT);
        small.extend(bytes.iter().map(u8::to_ascii_lowercase));
        small.extend([0; EIGHT]);
        let mut table = Table::new(bytes.len());
        let mut places = Vec::with_capacity(bytes.len() / 5);
        let edged = Edged::of(bytes, |start, end| {
            let (Ok(start), Ok(length)) = (u32::try_from(start), u32::try_from(end - start)) else { return };
            places.push(Place { start, length, word: table.number(&small, start, length) });
        });
        Self { plain, small, edged, length: text.len(), words: table.words, places }
    }

    pub(crate) fn plain(&self) -> &Plain {
        &self.plain
    }

    /// The plain text in small letters.
    pub(super) fn small(&self) -> &[u8] {
        self.small.get(..self.plain.bytes().len()).unwrap_or(&[])
    }

    /// Eight bytes before a place and eight from another on, in small letters, the first in the lowest byte.
    #[inline]
    pub(super) fn beside(&self, before: usize, behind: usize) -> (u64, u64) {
        let first = match before.checked_sub(EIGHT) {
            Some(from) => eight_from(&self.small, from),
            None => {
                let missing = u32::try_from(EIGHT - before).unwrap_or(0) * 8;
                eight_from(&self.small, 0).checked_shl(missing).unwrap_or(0)
            }
        };
        (first, eight_from(&self.small, behind))
    }

    /// A stretch of the plain text.
    pub(super) fn stretch(&self, range: Range<usize>) -> Stretch<'_> {
        self.edged.stretch(self.plain.bytes(), range)
    }

    /// Whether there are more words than are remembered.
    pub(super) fn are_too_many(&self) -> bool {
        self.words.len() >= MOST
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

    /// The distinct words that are remembered, in small letters.
    pub(super) fn distinct(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.words.iter().map(|word| {
            let start = word.start as usize;
            self.small.get(start..start + word.length as usize).unwrap_or(&[])
        })
    }

    /// The words that begin in a range of the plain text. Whoever asks for one range after the other says where the one
    /// before ended.
    pub(super) fn within(&self, range: &Range<usize>, next: &mut usize) -> &[Place] {
        let starts = |at: usize| self.places.get(at).map_or(usize::MAX, |place| place.start as usize);
        let is_near = next.checked_sub(1).is_none_or(|before| starts(before) < range.start)
            && starts(*next + NEAR) >= range.start;
        let mut first = *next;
        if is_near {
            while starts(first) < range.start {
                first += 1;
            }
        } else {
            first = self.places.partition_point(|place| (place.start as usize) < range.start);
        }
        let mut end = first;
        while starts(end) < range.end {
            end += 1;
        }
        *next = end;
        self.places.get(first..end).unwrap_or(&[])
    }
}

/// So many letters are looked at together.
const EIGHT: usize = 8;

/// Eight bytes from a place on, the first in the lowest byte; zeros where there are fewer.
#[inline]
fn eight_from(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes.get(at..at + EIGHT).and_then(|eight| <[u8; EIGHT]>::try_from(eight).ok());
    eight.map_or(0, u64::from_le_bytes)
}

/// At most eight of so many letters from a place on.
#[inline]
fn letters(bytes: &[u8], at: usize, count: usize) -> u64 {
    let kept = if count < EIGHT { (1 << (count * 8)) - 1 } else { u64::MAX };
    eight_from(bytes, at) & kept
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

    /// Which word it is that stands in a text in small letters: a new one when none before is the same.
    fn number(&mut self, text: &[u8], start: u32, length: u32) -> u32 {
        let (from, count) = (start as usize, length as usize);
        let head = letters(text, from, count);
        let mut hash = mixed(0, head);
        for at in (EIGHT..count).step_by(EIGHT) {
            hash = mixed(hash, letters(text, from + at, count - at));
        }
        let new = Word { head, hash, start, length };
        let rest = |word: &Word| {
            text.get(word.start as usize + EIGHT..(word.start + word.length) as usize).unwrap_or(&[])
        };
        let mut slot = self.slot(new.hash);
        while let Some(number) = self.slots.get(slot).and_then(|taken| taken.checked_sub(1)) {
            let Some(word) = self.words.get(number as usize) else { break };
            let same = word.head == new.head
                && word.length == new.length
                && (new.length as usize <= EIGHT || word.hash == new.hash && rest(word) == rest(&new));
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
