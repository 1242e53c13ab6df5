//! What was found in a block of sentences: for each word that patterns ask for, the sentences that have it.
//!
//! INVARIANT (PLACES-IN-ORDER): where a word stands is told in the order in which the sentences were looked at.

use super::anchors::{Bits, Pieces, ones};
use super::marks::Marks;
use super::sentences::Sentences;
use super::stretch::Stretch;
use super::vocabulary::Rows;
use super::words::Words;
use std::ops::Range;

/// What was found in a block of sentences.
#[derive(Debug)]
pub(crate) struct Found<'t> {
    words: &'t Words,
    /// The sentences, in the plain text.
    ranges: Vec<Range<usize>>,
    /// The words that stand in any of them.
    there: Bits,
    row_of: &'t Rows,
    /// For each row the sentences that have its word, so many words of bits long.
    rows: Vec<u64>,
    width: usize,
    /// Where those words stand that patterns are tried from, row after row, and where those of each end.
    hits: Vec<Hit>,
    ends: Vec<u32>,
    /// By sentence.
    marks: Vec<Marks>,
    /// The sentences that have a term of a set, by its bit.
    sets: Vec<Sentences>,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hit {
    /// Counted from the beginning of its sentence.
    pub(super) at: u32,
    pub(super) sentence: u32,
}

/// What is found while the sentences are looked at.
#[derive(Debug)]
pub(super) struct Finding<'t> {
    found: Found<'t>,
    sentence: u32,
    start: usize,
    /// Each with its row.
    hits: Vec<(u32, Hit)>,
    /// The sets that have a term in the sentence.
    pub(super) sets: u64,
}

/// So many sets of terms there are at most.
const SETS: usize = 64;

impl<'t> Finding<'t> {
    pub(super) fn new(words: &'t Words, ranges: Vec<Range<usize>>, row_of: &'t Rows) -> Self {
        let (width, count) = (ranges.len().div_ceil(64), row_of.count as usize);
        let length = ranges.iter().map(|range| range.len()).sum::<usize>();
        let found = Found {
            words,
            marks: Vec::with_capacity(ranges.len()),
            ranges,
            there: Bits::default(),
            row_of,
            rows: vec![0; count * width],
            width,
            hits: Vec::new(),
            ends: vec![0; count],
            sets: vec![Sentences::NONE; SETS],
        };
        // There are some four letters to a hit.
        Self { found, sentence: 0, start: 0, hits: Vec::with_capacity(length / 3), sets: 0 }
    }

    pub(super) fn range(&self, sentence: usize) -> Option<Range<usize>> {
        self.found.ranges.get(sentence).cloned()
    }

    /// The next sentence begins.
    pub(super) fn begin(&mut self, sentence: usize, start: usize, marks: Marks) {
        self.sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
        self.start = start;
        self.sets = 0;
        self.found.marks.push(marks);
    }

    /// It ends.
    pub(super) fn end(&mut self) {
        for bit in ones(self.sets) {
            if let Some(sentences) = self.found.sets.get_mut(bit) {
                sentences.put(self.sentence as usize);
            }
        }
    }

    /// A word that patterns ask for stands there.
    #[inline]
    pub(super) fn put(&mut self, row: u32, start: usize, is_key: bool) {
        let (found, number) = (&mut self.found, self.sentence as usize);
        if let Some(word) = found.rows.get_mut(row as usize * found.width + number / 64) {
            *word |= 1 << (number % 64);
        }
        if is_key && let Some(count) = found.ends.get_mut(row as usize) {
            *count += 1;
            let at = u32::try_from(start - self.start).unwrap_or(u32::MAX);
            self.hits.push((row, Hit { at, sentence: self.sentence }));
        }
    }

    /// All sentences were looked at: the hits of each word stand together.
    pub(super) fn done(self) -> Found<'t> {
        let Self { mut found, hits, .. } = self;
        let mut next = 0;
        for end in &mut found.ends {
            let count = *end;
            *end = next;
            next += count;
        }
        found.hits.resize(hits.len(), Hit::default());
        for (row, hit) in hits {
            if let Some(end) = found.ends.get_mut(row as usize)
                && let Some(free) = found.hits.get_mut(*end as usize)
            {
                *free = hit;
                *end += 1;
            }
        }
        found.there = found.row_of.there();
        found
    }
}

impl<'t> Found<'t> {
    /// How many sentences there are.
    pub(crate) fn count(&self) -> usize {
        self.ranges.len()
    }

    /// All of them.
    pub(crate) fn all(&self) -> Sentences {
        Sentences::first(self.ranges.len())
    }

    /// What a sentence says.
    pub(crate) fn said(&self, sentence: usize) -> Stretch<'t> {
        let range = self.ranges.get(sentence).cloned();
        range.map(|range| self.words.stretch(range)).unwrap_or_default()
    }

    /// The sentences that have a term of any of some sets.
    pub(crate) fn with_a_term(&self, sets: u64) -> Sentences {
        let mut all = Sentences::NONE;
        for bit in ones(sets) {
            if let Some(sentences) = self.sets.get(bit) {
                all.join(sentences);
            }
        }
        all
    }

    pub(super) fn marks(&self, sentence: usize) -> Marks {
        self.marks.get(sentence).copied().unwrap_or_default()
    }

    /// The words that stand in any of the sentences.
    pub(super) fn there(&self) -> &Bits {
        &self.there
    }

    /// Adds the sentences that have a word to others.
    #[inline]
    pub(super) fn join_those_with(&self, number: usize, sentences: &mut Sentences) {
        let row = u32::try_from(number).ok().and_then(|number| self.row_of.of(number));
        if let Some(row) = row.map(|row| row as usize) {
            sentences.join_bits(self.rows.get(row * self.width..(row + 1) * self.width).unwrap_or(&[]));
        }
    }

    /// Where the words of some stand, one word after the other.
    pub(super) fn hits(&self, of: &Pieces) -> impl Iterator<Item = Hit> {
        of.of_those_in(&self.there).flat_map(|number| {
            let row = u32::try_from(number).ok().and_then(|number| self.row_of.of(number));
            let hits = row.and_then(|row| {
                let end = *self.ends.get(row as usize)? as usize;
                let from = row.checked_sub(1).and_then(|before| self.ends.get(before as usize));
                self.hits.get(from.map_or(0, |from| *from as usize)..end)
            });
            hits.unwrap_or(&[]).iter().copied()
        })
    }
}
