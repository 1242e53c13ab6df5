//! The phrases and the halves of contradictions that stand in the sentences of a text, found in one pass over each.

use super::{contradictions, phrases};
use crate::matching::{BLOCK, Literals, Pattern, Scanner, Tries, Words};
use std::ops::Range;
use std::sync::LazyLock;

struct Book {
    phrases: Vec<(Pattern, Option<Pattern>)>,
    pairs: Vec<(Pattern, Pattern)>,
    scanner: Scanner,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut literals = Literals::default();
    let phrases: Vec<(Pattern, Option<Pattern>)> = phrases::patterns()
        .map(|(pattern, unless)| {
            let unless = (!unless.is_empty()).then(|| Pattern::new(unless, &mut literals));
            (Pattern::new(pattern, &mut literals), unless)
        })
        .collect();
    let pairs: Vec<(Pattern, Pattern)> = contradictions::patterns()
        .map(|(one, other)| (Pattern::new(one, &mut literals), Pattern::new(other, &mut literals)))
        .collect();
    let scanner = Scanner::new(&literals, std::iter::empty());
    Book { phrases, pairs, scanner }
});

/// The first sentence that has the one half of a contradiction, and the first that has the other.
pub(super) type Halves = (Option<Range<usize>>, Option<Range<usize>>);

/// What was found.
pub(super) struct Marked {
    /// For each phrase of the table, where it stands.
    pub(super) phrases: Vec<Vec<Range<usize>>>,
    /// For each pair of the table, where its halves stand.
    pub(super) pairs: Vec<Halves>,
}

impl Marked {
    pub(super) fn of(words: &Words, sentences: &[Range<usize>]) -> Self {
        let (book, plain) = (&*BOOK, words.plain());
        let vocabulary = book.scanner.vocabulary(words);
        let mut phrases = vec![Vec::new(); book.phrases.len()];
        let mut pairs: Vec<Halves> = vec![(None, None); book.pairs.len()];
        let mut tries = Tries::default();
        for block in sentences.chunks(BLOCK) {
            let ranges: Vec<Range<usize>> =
                block.iter().map(|sentence| plain.at(sentence.start)..plain.at(sentence.end)).collect();
            let found = vocabulary.look(ranges.clone());
            for ((pattern, unless), places) in book.phrases.iter().zip(&mut phrases) {
                let mut matched = pattern.matches(&found, &found.all(), &mut tries);
                if let Some(unless) = unless {
                    matched.leave(&unless.matches(&found, &matched, &mut tries));
                }
                for number in matched.numbers() {
                    let Some(from) = ranges.get(number).map(|range| range.start) else { continue };
                    let Some(place) = pattern.find(found.said(number), &mut tries) else { continue };
                    places.push(plain.back(from + place.start)..plain.back(from + place.end));
                }
            }
            for ((one, other), (first_one, first_other)) in book.pairs.iter().zip(&mut pairs) {
                for (pattern, first) in [(one, first_one), (other, first_other)] {
                    if first.is_none() {
                        let matched = pattern.matches(&found, &found.all(), &mut tries);
                        *first = matched.numbers().next().and_then(|number| block.get(number)).cloned();
                    }
                }
            }
        }
        Self { phrases, pairs }
    }
}
