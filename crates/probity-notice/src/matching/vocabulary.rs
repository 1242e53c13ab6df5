//! The words of one text, each with what it means to a scanner, told once.

use super::found::{Finding, Found};
use super::scan::Scanner;
use super::words::Words;
use std::ops::Range;

/// What a word means. It is small, so that the meanings of all words stay at hand.
#[derive(Clone, Copy, Debug)]
struct Meaning {
    /// Sets with a term that is the word, begins it, or may stand inside of it.
    sets: u64,
    /// What patterns ask for and stands in it, in the list of those.
    numbers: (u32, u32),
    /// What is longer and may stand around it, in the list of those.
    longer: (u32, u32),
}

/// What is longer and may stand around a word.
#[derive(Clone, Copy, Debug)]
struct Around {
    /// Which.
    index: u32,
    /// How far before the word's end it begins.
    before: u32,
    /// Another letter of it, small, and how far behind its beginning. Most often that one is not there.
    witness: (u32, u8),
}

impl Around {
    /// Where it begins, when its witness stands there.
    #[inline]
    fn start(self, small: &[u8], end: usize) -> Option<usize> {
        let start = end.checked_sub(self.before as usize)?;
        let (behind, letter) = self.witness;
        (*small.get(start + behind as usize)? == letter).then_some(start)
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
}

#[derive(Debug, Default)]
struct Lists {
    numbers: Vec<Inside>,
    longer: Vec<Around>,
}

/// What patterns ask for and stands in a word.
#[derive(Clone, Copy, Debug)]
struct Inside {
    number: u32,
    /// How far behind the beginning of the word.
    behind: u32,
    /// Whether it matters where it stands.
    is_key: bool,
}

impl<'s> Vocabulary<'s> {
    pub(super) fn new(scanner: &'s Scanner, words: &'s Words) -> Self {
        let mut lists = Lists::default();
        let told = words.distinct().map(|said| lists.tell(scanner, said)).collect();
        Self { scanner, words, told, lists }
    }

    /// What stands in some ranges of the plain text, each of which begins and ends between words.
    ///
    /// There are no more of them than a set of sentences holds.
    pub(crate) fn look(&self, ranges: Vec<Range<usize>>) -> Found<'s> {
        let (scanner, words) = (self.scanner, self.words);
        let small = words.small();
        let mut finding = Finding::new(words.plain().bytes(), ranges, scanner.count());
        let mut next = 0;
        for sentence in 0.. {
            let Some(range) = finding.range(sentence) else { break };
            finding.begin(sentence, range.start, Scanner::marks(small, &range));
            scanner.try_marks(small, &range, &mut finding);
            for place in words.within(&range, &mut next) {
                let place_range = place.range();
                match self.told.get(place.word as usize) {
                    Some(meaning) => {
                        self.lists.put(*meaning, scanner, small, place_range, &range, &mut finding);
                    }
                    None => {
                        // Too many words to remember this one.
                        let mut lists = Lists::default();
                        let meaning = lists.tell(scanner, small.get(place_range.clone()).unwrap_or(&[]));
                        lists.put(meaning, scanner, small, place_range, &range, &mut finding);
                    }
                }
            }
            finding.end();
        }
        finding.done()
    }
}

impl Lists {
    fn lengths(&self) -> (u32, u32) {
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        (number(self.numbers.len()), number(self.longer.len()))
    }

    /// What a word means, after what is in the lists already.
    fn tell(&mut self, scanner: &Scanner, said: &[u8]) -> Meaning {
        let (numbers, longer) = self.lengths();
        let mut sets = 0;
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        scanner.pieces_in(said, |meaning, piece| {
            let asked = meaning.asked.iter().filter(|asked| {
                (!asked.begins || piece.start == 0) && (!asked.ends || piece.end == said.len())
            });
            self.numbers.extend(asked.map(|asked| Inside {
                number: short(asked.number),
                behind: short(piece.start),
                is_key: scanner.is_key(asked.number),
            }));
            for term in &meaning.terms {
                let stands = term.inside || (piece.start == 0 && (term.goes_on || piece.end == said.len()));
                sets |= if stands { term.sets } else { 0 };
            }
            for index in &meaning.longer {
                let Some(longer) = scanner.longer.get(*index) else { continue };
                // What stands beside the piece in something longer is no part of a word.
                let fits = (longer.before == 0 || piece.start == 0)
                    && (longer.after == longer.bytes.len() || piece.end == said.len());
                if fits {
                    let before = said.len() - piece.start + longer.before;
                    let (behind, letter) = longer.witness;
                    let witness = (short(behind), letter);
                    self.longer.push(Around { index: short(*index), before: short(before), witness });
                }
            }
        });
        let (numbers_end, longer_end) = self.lengths();
        Meaning { sets, numbers: (numbers, numbers_end), longer: (longer, longer_end) }
    }

    /// Puts down what a word means where it stands.
    #[inline]
    fn put(
        &self,
        meaning: Meaning,
        scanner: &Scanner,
        small: &[u8],
        place: Range<usize>,
        range: &Range<usize>,
        finding: &mut Finding<'_>,
    ) {
        finding.sets |= meaning.sets;
        let (from, to) = meaning.numbers;
        for inside in self.numbers.get(from as usize..to as usize).unwrap_or(&[]) {
            finding.put(inside.number, place.start + inside.behind as usize, inside.is_key);
        }
        let (from, to) = meaning.longer;
        for around in self.longer.get(from as usize..to as usize).unwrap_or(&[]) {
            if let Some(start) = around.start(small, place.end) {
                scanner.try_longer(around.index as usize, small, start, range, finding);
            }
        }
    }
}
