//! The phrases and the halves of contradictions that stand in the sentences of a text, found in one pass over each.

use super::{contradictions, phrases};
use crate::matching::{Literals, Pattern, Plain, Scanner};
use std::ops::Range;
use std::sync::LazyLock;

struct Book {
    phrases: Vec<(Pattern, Option<Pattern>)>,
    pairs: Vec<(Pattern, Pattern)>,
    scanner: Scanner,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut literals = Literals::default();
    let phrases = phrases::patterns()
        .map(|(pattern, unless)| {
            let unless = (!unless.is_empty()).then(|| Pattern::new(unless, &mut literals));
            (Pattern::new(pattern, &mut literals), unless)
        })
        .collect();
    let pairs = contradictions::patterns()
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
    pub(super) fn of(plain: &Plain, sentences: &[Range<usize>]) -> Self {
        let book = &*BOOK;
        let mut words = book.scanner.nothing();
        let mut phrases = vec![Vec::new(); book.phrases.len()];
        let mut pairs = vec![(None, None); book.pairs.len()];
        for sentence in sentences {
            let range = plain.at(sentence.start)..plain.at(sentence.end);
            let Some(said) = plain.bytes().get(range.clone()) else { continue };
            book.scanner.scan(plain.bytes(), range.clone(), &mut words);
            let has = |pattern: &Pattern| pattern.may_match(&words) && pattern.regex().is_match(said);
            for ((pattern, unless), places) in book.phrases.iter().zip(&mut phrases) {
                if !pattern.may_match(&words) {
                    continue;
                }
                if let Some(found) = pattern.regex().find(said)
                    && !unless.as_ref().is_some_and(has)
                {
                    places
                        .push(plain.back(range.start + found.start())..plain.back(range.start + found.end()));
                }
            }
            for ((one, other), (first, second)) in book.pairs.iter().zip(&mut pairs) {
                if first.is_none() && has(one) {
                    *first = Some(sentence.clone());
                }
                if second.is_none() && has(other) {
                    *second = Some(sentence.clone());
                }
            }
        }
        Self { phrases, pairs }
    }
}
