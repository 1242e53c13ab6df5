//! What was found in a block of sentences: for each word that patterns ask for, the sentences that have it.
//!
//! INVARIANT (PLACES-IN-ORDER): where a word stands is told in the order in which the sentences were looked at.

use super::anchors::{Bits, Pieces};
use super::marks::Marks;
use super::sentences::Sentences;
use super::stretch::{Edged, Stretch};
use std::ops::Range;

/// What was found in a block of sentences.
#[derive(Debug)]
pub(crate) struct Found<'t> {
    plain: &'t [u8],
    /// The sentences, in the plain text.
    ranges: Vec<Range<usize>>,
    /// Where their words begin and end, and where that is told of each.
    edged: Edged,
    edges_from: Vec<u32>,
    /// The words that stand in any of them.
    there: Bits,
    /// For each of those its row, by word.
    row_of: Vec<u32>,
    rows: Vec<Row>,
    /// Where those words stand that patterns are tried from, row after row.
    hits: Vec<Hit>,
    /// By sentence.
    marks: Vec<Marks>,
    /// The sentences that have a term of a set, by its bit.
    sets: [Sentences; 64],
}

/// Which sentences have a word.
#[derive(Clone, Debug, Default)]
struct Row {
    sentences: Sentences,
    /// Where its hits end; they begin where those of the row before end.
    end: u32,
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

impl<'t> Finding<'t> {
    pub(super) fn new(plain: &'t [u8], ranges: Vec<Range<usize>>, words: usize) -> Self {
        let found = Found {
            plain,
            ranges,
            edged: Edged::default(),
            edges_from: Vec::new(),
            there: Bits::new(words),
            row_of: vec![0; words],
            rows: Vec::new(),
            hits: Vec::new(),
            marks: Vec::new(),
            sets: [Sentences::NONE; 64],
        };
        Self { found, sentence: 0, start: 0, hits: Vec::new(), sets: 0 }
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
        self.found.edges_from.push(u32::try_from(self.found.edged.len()).unwrap_or(u32::MAX));
        let said = self.found.ranges.get(sentence).and_then(|range| self.found.plain.get(range.clone()));
        self.found.edged.put(said.unwrap_or(&[]));
    }

    /// It ends.
    pub(super) fn end(&mut self) {
        for bit in super::anchors::ones(self.sets) {
            if let Some(sentences) = self.found.sets.get_mut(bit) {
                sentences.put(self.sentence as usize);
            }
        }
    }

    /// A word that patterns ask for stands there.
    #[inline]
    pub(super) fn put(&mut self, number: u32, start: usize, is_key: bool) {
        let found = &mut self.found;
        let Some(row_of) = found.row_of.get_mut(number as usize) else { return };
        if *row_of == 0 {
            found.rows.push(Row::default());
            *row_of = u32::try_from(found.rows.len()).unwrap_or(0);
            found.there.put(number as usize);
        }
        let index = row_of.saturating_sub(1);
        if let Some(row) = found.rows.get_mut(index as usize) {
            row.sentences.put(self.sentence as usize);
            if is_key && let Some(at) = start.checked_sub(self.start) {
                row.end += 1;
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                self.hits.push((index, Hit { at, sentence: self.sentence }));
            }
        }
    }

    /// All sentences were looked at: the hits of each word stand together.
    pub(super) fn done(self) -> Found<'t> {
        let Self { mut found, hits, .. } = self;
        let mut next = 0;
        for row in &mut found.rows {
            let count = row.end;
            row.end = next;
            next += count;
        }
        found.hits.resize(hits.len(), Hit::default());
        for (row, hit) in hits {
            if let Some(row) = found.rows.get_mut(row as usize)
                && let Some(free) = found.hits.get_mut(row.end as usize)
            {
                *free = hit;
                row.end += 1;
            }
        }
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
    pub(crate) fn said(&self, sentence: usize) -> Stretch<'_> {
        let text = self.ranges.get(sentence).and_then(|range| self.plain.get(range.clone()));
        let from = self.edges_from.get(sentence).map_or(usize::MAX, |from| *from as usize);
        self.edged.of(text.unwrap_or(&[]), from)
    }

    /// The sentences that have a term of any of some sets.
    pub(crate) fn with_a_term(&self, sets: u64) -> Sentences {
        let mut all = Sentences::NONE;
        for bit in super::anchors::ones(sets) {
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

    fn row(&self, number: usize) -> Option<(usize, &Row)> {
        let index = self.row_of.get(number)?.checked_sub(1)? as usize;
        Some((index, self.rows.get(index)?))
    }

    /// The sentences that have a word.
    pub(super) fn with(&self, number: usize) -> &Sentences {
        self.row(number).map_or(&Sentences::NONE, |(_, row)| &row.sentences)
    }

    /// Where the words of some stand, one word after the other.
    pub(super) fn hits(&self, of: &Pieces) -> impl Iterator<Item = Hit> {
        of.of_those_in(&self.there).flat_map(|number| {
            let hits = self.row(number).and_then(|(index, row)| {
                let before = index.checked_sub(1).and_then(|before| self.rows.get(before));
                self.hits.get(before.map_or(0, |before| before.end as usize)..row.end as usize)
            });
            hits.unwrap_or(&[]).iter().copied()
        })
    }
}
