//! The words of one text, each with what it means to a scanner, told when it comes first.

use super::scan::{Found, Scanner};
use super::words::{Place, Words};
use std::ops::Range;

/// What a word means.
#[derive(Clone, Debug)]
struct Meaning {
    /// Sets with a term that is the word, begins it, or may stand inside of it.
    sets: u64,
    /// What patterns ask for and stands in it, in the list of those.
    numbers: Range<usize>,
    /// What is longer and may stand around it, in the list of those.
    longer: Range<usize>,
}

/// Finds what a scanner looks for in one text.
#[derive(Debug)]
pub(crate) struct Vocabulary<'s> {
    scanner: &'s Scanner,
    words: &'s Words,
    /// By word.
    told: Vec<Option<Meaning>>,
    /// Each with how far behind its word's beginning it stands.
    numbers: Vec<(usize, usize)>,
    /// Which, and how far before the word's end its beginning is.
    longer: Vec<(usize, usize)>,
}

impl<'s> Vocabulary<'s> {
    pub(super) fn new(scanner: &'s Scanner, words: &'s Words) -> Self {
        let told = vec![None; words.distinct()];
        Self { scanner, words, told, numbers: Vec::new(), longer: Vec::new() }
    }

    /// What stands in a range of the plain text, which begins and ends between words.
    pub(crate) fn look(&mut self, range: Range<usize>, found: &mut Found) {
        let (scanner, words) = (self.scanner, self.words);
        let text = words.plain().bytes();
        scanner.clear(range.start, found);
        scanner.marks(text, &range, found);
        for place in words.within(&range) {
            let told = self.told.get(place.word as usize);
            let is_forgotten = told.is_none();
            let meaning = match told {
                Some(Some(meaning)) => meaning.clone(),
                _ => self.tell(*place),
            };
            let place = place.range();
            found.sets |= meaning.sets;
            for (number, behind) in self.numbers.get(meaning.numbers.clone()).into_iter().flatten() {
                scanner.put(*number, place.start + behind, found);
            }
            for (index, before) in self.longer.get(meaning.longer.clone()).into_iter().flatten() {
                if let Some(start) = place.end.checked_sub(*before) {
                    scanner.try_longer(*index, text, start, &range, found);
                }
            }
            if is_forgotten {
                self.numbers.truncate(meaning.numbers.start);
                self.longer.truncate(meaning.longer.start);
            }
        }
    }

    /// What a word means that was not told yet.
    fn tell(&mut self, place: Place) -> Meaning {
        let said = self.words.plain().bytes().get(place.range()).unwrap_or(&[]);
        let (numbers, longer) = (self.numbers.len(), self.longer.len());
        let mut sets = 0;
        for piece in self.scanner.pieces.find_overlapping_iter(said) {
            let Some(meaning) = self.scanner.meanings.get(piece.pattern().as_usize()) else { continue };
            self.numbers.extend(meaning.number.map(|number| (number, piece.start())));
            for term in &meaning.terms {
                let stands =
                    term.inside || (piece.start() == 0 && (term.goes_on || piece.end() == said.len()));
                sets |= if stands { term.sets } else { 0 };
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
        let meaning =
            Meaning { sets, numbers: numbers..self.numbers.len(), longer: longer..self.longer.len() };
        if let Some(told) = self.told.get_mut(place.word as usize) {
            *told = Some(meaning.clone());
        }
        meaning
    }
}
