//! The words of one text, each with what it means to a scanner, told once.

use super::anchors::Bits;
use super::found::{Finding, Found};
use super::grouped::Grouped;
use super::marks::Marks;
use super::scan::{Is, Next, Scanner};
use super::words::{Place, Words};
use std::ops::Range;

/// What a word means. It is small, so that the meanings of all words stay at hand.
#[derive(Clone, Copy, Debug)]
struct Meaning {
    /// Sets with a term that is the word, begins it, or may stand inside of it.
    sets: u64,
    /// What patterns ask for and stands in it, in the list of those.
    inside: (u32, u32),
    /// What is longer and may stand around it, in the list of those.
    around: (u32, u32),
}

/// What patterns ask for and stands in a word.
#[derive(Clone, Copy, Debug)]
struct Inside {
    row: u32,
    /// How far behind the beginning of the word.
    offset: i32,
}

/// A word in which stands what patterns ask for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Holder {
    pub(super) word: u32,
    /// How far behind its beginning.
    pub(super) offset: i32,
}

/// What is longer and may stand around a word.
#[derive(Clone, Copy, Debug)]
struct Around {
    next: Next,
    /// Which it is.
    index: u32,
    /// How far before the word's end it begins.
    before: u32,
}

impl Around {
    /// Where it begins, when the letters next to a word may be its letters.
    #[inline]
    fn start(self, beside: (u64, u64), end: usize) -> Option<usize> {
        let next = if self.next.behind { beside.1 } else { beside.0 };
        if (next ^ self.next.letters) & self.next.kept != 0 {
            return None;
        }
        end.checked_sub(self.before as usize)
    }
}

/// Finds what a scanner looks for in one text.
#[derive(Debug)]
pub(crate) struct Vocabulary<'s> {
    scanner: &'s Scanner,
    words: &'s Words,
    /// By word.
    told: Vec<Meaning>,
    lists: Lists,
    rows: Rows,
    /// For each row the words that hold what it is of.
    holders: Grouped<Holder>,
}

#[derive(Debug, Default)]
struct Lists {
    inside: Vec<Inside>,
    around: Vec<Around>,
}

/// The words that patterns ask for and that stand in the text.
#[derive(Debug)]
pub(super) struct Rows {
    /// For each word one more than its row, or zero when it stands nowhere.
    rows: Vec<u32>,
    pub(super) count: u32,
}

impl Rows {
    /// The row of a word, if it has one.
    #[inline]
    pub(super) fn of(&self, number: u32) -> Option<u32> {
        self.rows.get(number as usize).and_then(|row| row.checked_sub(1))
    }

    /// The words that have one.
    pub(super) fn there(&self) -> Bits {
        let mut there = Bits::new(self.rows.len());
        let rows = self.rows.iter().enumerate().filter(|(_, row)| **row != 0);
        rows.for_each(|(number, _)| there.put(number));
        there
    }

    /// The row of a word that may stand in the text.
    fn put(&mut self, number: u32) -> u32 {
        let Some(row) = self.rows.get_mut(number as usize) else { return 0 };
        if *row == 0 {
            self.count += 1;
            *row = self.count;
        }
        *row - 1
    }
}

impl<'s> Vocabulary<'s> {
    pub(super) fn new(scanner: &'s Scanner, words: &'s Words) -> Self {
        let mut rows = Rows { rows: vec![0; scanner.count() as usize], count: 0 };
        let mut lists = Lists::default();
        let told: Vec<Meaning> =
            words.distinct().map(|said| lists.tell(scanner, said, |word| rows.put(word))).collect();
        // Words that are not remembered may say anything.
        if words.are_too_many() {
            (0..scanner.count()).for_each(|number| {
                rows.put(number);
            });
        }
        let mut holders = Vec::with_capacity(lists.inside.len());
        for (word, meaning) in (0..).zip(&told) {
            let holder = |inside: &Inside| (inside.row, Holder { word, offset: inside.offset });
            holders.extend(lists.inside_of(*meaning).iter().map(holder));
        }
        let holders = Grouped::new(&holders, rows.count as usize);
        Self { scanner, words, told, lists, rows, holders }
    }

    /// What stands in some ranges of the plain text, each of which begins and ends between words.
    ///
    /// There are no more of them than a set of sentences holds.
    pub(crate) fn look(&self, ranges: Vec<Range<usize>>) -> Found<'_> {
        let (scanner, words, rows) = (self.scanner, self.words, &self.rows);
        let small = words.small();
        let mut finding = Finding::new(ranges, self.told.len(), rows.count as usize);
        let mut next = 0;
        for sentence in 0.. {
            let Some(range) = finding.range(sentence) else { break };
            let marks = Marks::of(small.get(range.clone()).unwrap_or(&[]));
            finding.begin(sentence, range.start, marks, scanner.marked_terms(small, &range));
            for place in words.within(&range, &mut next) {
                let start = place.range().start;
                match self.told.get(place.word as usize) {
                    Some(meaning) => {
                        finding.put_word(place.word, start);
                        self.look_around(&self.lists, *meaning, *place, &range, &mut finding);
                    }
                    None => {
                        // Too many words to remember this one.
                        let mut lists = Lists::default();
                        let said = small.get(place.range()).unwrap_or(&[]);
                        let meaning = lists.tell(scanner, said, |word| rows.of(word).unwrap_or(0));
                        finding.sets |= meaning.sets;
                        for inside in lists.inside_of(meaning) {
                            if let Some(at) = start.checked_add_signed(inside.offset as isize) {
                                finding.put(inside.row, at);
                            }
                        }
                        self.look_around(&lists, meaning, *place, &range, &mut finding);
                    }
                }
            }
            finding.end();
        }
        let told = self.told.iter().map(|meaning| meaning.sets);
        finding.done(words, rows, &self.holders, told)
    }

    /// Puts down what is longer than a word and stands around it.
    #[inline]
    fn look_around(
        &self,
        lists: &Lists,
        meaning: Meaning,
        place: Place,
        range: &Range<usize>,
        finding: &mut Finding,
    ) {
        let (from, to) = meaning.around;
        if from == to {
            return;
        }
        let Range { start, end } = place.range();
        let beside = self.words.beside(start, end);
        for around in lists.around.get(from as usize..to as usize).unwrap_or(&[]) {
            let Some(at) = around.start(beside, end) else { continue };
            match self.scanner.longer_at(around.index as usize, self.words.small(), at, range) {
                Some(Is::Word(number)) => {
                    self.rows.of(number).into_iter().for_each(|row| finding.put(row, at));
                }
                Some(Is::Term(sets)) => finding.sets |= sets,
                None => {}
            }
        }
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Lists {
    fn inside_of(&self, meaning: Meaning) -> &[Inside] {
        let (from, to) = meaning.inside;
        self.inside.get(from as usize..to as usize).unwrap_or(&[])
    }

    fn lengths(&self) -> (u32, u32) {
        (short(self.inside.len()), short(self.around.len()))
    }

    /// What a word means, after what is in the lists already.
    fn tell(&mut self, scanner: &Scanner, said: &[u8], mut row_of: impl FnMut(u32) -> u32) -> Meaning {
        let from = self.lengths();
        let mut sets = 0;
        scanner.pieces_in(said, |meaning, piece| {
            let (begins, ends) = (piece.start == 0, piece.end == said.len());
            let (asked, terms, longer) = scanner.meant(meaning);
            for asked in asked {
                if (begins || !asked.begins) && (ends || !asked.ends) {
                    let behind = i32::try_from(piece.start).unwrap_or(i32::MAX);
                    let offset = behind.saturating_sub_unsigned(asked.marks);
                    self.inside.push(Inside { row: row_of(asked.number), offset });
                }
            }
            for term in terms {
                let stands = term.inside || (begins && (term.goes_on || ends));
                sets |= if stands { term.sets } else { 0 };
            }
            for index in longer {
                let Some(longer) = scanner.longer.get(*index as usize) else { continue };
                if (begins || !longer.begins) && (ends || !longer.ends) {
                    let before = short(longer.piece.end + said.len() - piece.end);
                    self.around.push(Around { next: longer.next, index: *index, before });
                    if let Some(number) = scanner.number_of(*index as usize) {
                        row_of(number);
                    }
                }
            }
        });
        let to = self.lengths();
        Meaning { sets, inside: (from.0, to.0), around: (from.1, to.1) }
    }
}
