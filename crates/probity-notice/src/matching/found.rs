//! What was found in a block of sentences: for each word that patterns ask for, the sentences that have it.
//!
//! Most of what patterns ask for stands in words. Where each word of the text stands is put down once; where what it
//! holds stands is told from that when somebody asks.

use super::anchors::{Bits, Pieces, ones};
use super::grouped::Grouped;
use super::marks::Marks;
use super::sentences::Sentences;
use super::stretch::Stretch;
use super::vocabulary::{Holder, Rows};
use super::words::Words;
use std::ops::Range;

/// What was found in a block of sentences.
#[derive(Debug)]
pub(crate) struct Found<'t> {
    words: &'t Words,
    /// The sentences, in the plain text.
    ranges: Vec<Range<usize>>,
    /// What patterns ask for and stands in any of them.
    there: Bits,
    row_of: &'t Rows,
    /// For each row the sentences that have what it is of.
    rows: Table,
    /// For each row the words that hold what it is of, and where each word stands.
    holders: &'t Grouped<Holder>,
    spots: Grouped<Hit>,
    /// Where what is longer than a word stands, by row.
    hits: Grouped<Hit>,
    /// By sentence.
    marks: Vec<Marks>,
    /// The sentences that have a term of a set, by its bit.
    sets: Vec<Sentences>,
}

/// Sets of sentences, one behind the other, each only as long as there are sentences.
#[derive(Debug)]
struct Table {
    bits: Vec<u64>,
    width: usize,
}

impl Table {
    fn new(sets: usize, sentences: usize) -> Self {
        let width = sentences.div_ceil(64);
        Self { bits: vec![0; sets * width], width }
    }

    #[inline]
    fn put(&mut self, set: u32, sentence: u32) {
        if let Some(bits) = self.bits.get_mut(set as usize * self.width + sentence as usize / 64) {
            *bits |= 1 << (sentence % 64);
        }
    }

    #[inline]
    fn of(&self, set: u32) -> &[u64] {
        let from = set as usize * self.width;
        self.bits.get(from..from + self.width).unwrap_or(&[])
    }

    /// Adds a set of another table to one of this.
    #[inline]
    fn join(&mut self, set: u32, other: &[u64]) {
        let from = set as usize * self.width;
        let bits = self.bits.get_mut(from..from + self.width).unwrap_or(&mut []);
        bits.iter_mut().zip(other).for_each(|(one, other)| *one |= other);
    }
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
pub(super) struct Finding {
    ranges: Vec<Range<usize>>,
    sentence: u32,
    start: usize,
    /// By word and by row, the sentences that have it, and where it stands.
    words: Table,
    rows: Table,
    counts: (usize, usize),
    spots: Vec<(u32, Hit)>,
    hits: Vec<(u32, Hit)>,
    marks: Vec<Marks>,
    /// The sets that have a term in the sentence.
    pub(super) sets: u64,
    with_terms: Vec<Sentences>,
}

/// So many sets of terms there are at most.
const SETS: usize = 64;

impl Finding {
    pub(super) fn new(ranges: Vec<Range<usize>>, words: usize, rows: usize) -> Self {
        let length = ranges.iter().map(|range| range.len()).sum::<usize>();
        Self {
            sentence: 0,
            start: 0,
            words: Table::new(words, ranges.len()),
            rows: Table::new(rows, ranges.len()),
            counts: (words, rows),
            // A word and what stands behind it are some six letters.
            spots: Vec::with_capacity(length / 5),
            hits: Vec::new(),
            marks: Vec::with_capacity(ranges.len()),
            sets: 0,
            with_terms: vec![Sentences::NONE; SETS],
            ranges,
        }
    }

    pub(super) fn range(&self, sentence: usize) -> Option<Range<usize>> {
        self.ranges.get(sentence).cloned()
    }

    /// The next sentence begins, in which terms of some sets stand.
    pub(super) fn begin(&mut self, sentence: usize, start: usize, marks: Marks, sets: u64) {
        self.sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
        self.start = start;
        self.sets = sets;
        self.marks.push(marks);
    }

    /// It ends.
    pub(super) fn end(&mut self) {
        for bit in ones(self.sets) {
            if let Some(sentences) = self.with_terms.get_mut(bit) {
                sentences.put(self.sentence as usize);
            }
        }
    }

    fn hit(&self, start: usize) -> Option<Hit> {
        let at = start.checked_sub(self.start)?;
        Some(Hit { at: u32::try_from(at).unwrap_or(u32::MAX), sentence: self.sentence })
    }

    /// A word stands there.
    #[inline]
    pub(super) fn put_word(&mut self, word: u32, start: usize) {
        self.words.put(word, self.sentence);
        self.spots.extend(self.hit(start).map(|hit| (word, hit)));
    }

    /// What patterns ask for stands there.
    pub(super) fn put(&mut self, row: u32, start: usize) {
        if let Some(hit) = self.hit(start) {
            self.rows.put(row, self.sentence);
            self.hits.push((row, hit));
        }
    }

    /// All sentences were looked at. Each word has the sets of terms that it is of.
    pub(super) fn done<'t>(
        self,
        words: &'t Words,
        row_of: &'t Rows,
        holders: &'t Grouped<Holder>,
        sets: impl Iterator<Item = u64>,
    ) -> Found<'t> {
        let Self { mut rows, mut with_terms, counts, .. } = self;
        for row in 0..row_of.count {
            for holder in holders.of(row) {
                rows.join(row, self.words.of(holder.word));
            }
        }
        for (word, sets) in (0..).zip(sets) {
            for bit in ones(sets) {
                let sentences = with_terms.get_mut(bit);
                sentences.into_iter().for_each(|sentences| sentences.join_bits(self.words.of(word)));
            }
        }
        Found {
            words,
            ranges: self.ranges,
            there: row_of.there(),
            row_of,
            rows,
            holders,
            spots: Grouped::new(&self.spots, counts.0),
            hits: Grouped::new(&self.hits, counts.1),
            marks: self.marks,
            sets: with_terms,
        }
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
        if let Some(row) = row {
            sentences.join_bits(self.rows.of(row));
        }
    }

    /// Where what patterns ask for stands, one after the other.
    pub(super) fn hits(&self, of: &Pieces) -> impl Iterator<Item = Hit> {
        let numbers = of.of_those_in(&self.there).filter_map(|number| u32::try_from(number).ok());
        numbers.filter_map(|number| self.row_of.of(number)).flat_map(|row| {
            let inside = self.holders.of(row).iter().flat_map(|holder| {
                // Marks stand before no word that begins its sentence.
                self.spots.of(holder.word).iter().filter_map(|spot| {
                    let at = spot.at.checked_add_signed(holder.offset)?;
                    Some(Hit { at, ..*spot })
                })
            });
            inside.chain(self.hits.of(row).iter().copied())
        })
    }
}
