//! The phrases and the halves of contradictions that stand in the sentences of a text, found in one pass over each.

use super::{contradictions, phrases};
use crate::matching::{Literals, Pattern, Scanner, Tries, Words};
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
    let patterns = in_order(&phrases, &pairs);
    let scanner = Scanner::new(&literals, patterns.into_iter(), std::iter::empty());
    Book { phrases, pairs, scanner }
});

/// The patterns that are looked for, as the scanner numbers them: of the phrases, then both of each pair.
fn in_order<'b>(
    phrases: &'b [(Pattern, Option<Pattern>)],
    pairs: &'b [(Pattern, Pattern)],
) -> Vec<&'b Pattern> {
    let pairs = pairs.iter().flat_map(|(one, other)| [one, other]);
    phrases.iter().map(|(pattern, _)| pattern).chain(pairs).collect()
}

/// The first sentence that has the one half of a contradiction, and the first that has the other.
pub(super) type Halves = (Option<Range<usize>>, Option<Range<usize>>);

/// What was found.
pub(super) struct Marked {
    /// For each phrase of the table, where it stands.
    pub(super) phrases: Vec<Vec<Range<usize>>>,
    /// For each pair of the table, where its halves stand.
    pub(super) pairs: Vec<Halves>,
}

/// A sentence in which a pattern stands, and nothing that excepts it.
#[derive(Clone)]
struct Place<'s> {
    sentence: &'s Range<usize>,
    plain: Range<usize>,
}

impl Marked {
    pub(super) fn of(words: &Words, sentences: &[Range<usize>]) -> Self {
        let (book, plain) = (&*BOOK, words.plain());
        let patterns = in_order(&book.phrases, &book.pairs);
        let chances = chances(book, &patterns, words, sentences);
        // Pattern by pattern, so that what one built for a sentence is at hand for the next.
        let (of_phrases, of_pairs) =
            chances.split_at_checked(book.phrases.len()).unwrap_or((chances.as_slice(), &[]));
        let mut phrases = Vec::with_capacity(book.phrases.len());
        for ((pattern, _), chances) in book.phrases.iter().zip(of_phrases) {
            let mut places = Vec::new();
            for chance in chances {
                let Some(said) = plain.bytes().get(chance.plain.clone()) else { continue };
                let Some(found) = pattern.regex().find(said) else { continue };
                let place = |at: usize| plain.back(chance.plain.start + at);
                places.push(place(found.start())..place(found.end()));
            }
            phrases.push(places);
        }
        let first = |chances: &Vec<Place<'_>>| chances.first().map(|chance| chance.sentence.clone());
        let pairs = of_pairs.chunks_exact(2).map(|chances| match chances {
            [one, other] => (first(one), first(other)),
            _ => (None, None),
        });
        let pairs = pairs.collect();
        Self { phrases, pairs }
    }
}

/// For each pattern, the sentences in which the words stand that it asks for.
fn chances<'s>(
    book: &Book,
    patterns: &[&Pattern],
    words: &Words,
    sentences: &'s [Range<usize>],
) -> Vec<Vec<Place<'s>>> {
    let (plain, mut vocabulary) = (words.plain(), book.scanner.vocabulary(words));
    let (mut found, mut tries) = (book.scanner.nothing(), Tries::default());
    let mut chances = vec![Vec::new(); patterns.len()];
    for sentence in sentences {
        let range = plain.at(sentence.start)..plain.at(sentence.end);
        let Some(said) = plain.bytes().get(range.clone()) else { continue };
        vocabulary.look(range.clone(), &mut found);
        for index in found.patterns.numbers() {
            let mut has = |pattern: &Pattern| pattern.is_match(said, &found, &mut tries);
            // Of a half, the first sentence that has it tells.
            if index >= book.phrases.len() && chances.get(index).is_some_and(|places| !places.is_empty()) {
                continue;
            }
            let unless = book.phrases.get(index).and_then(|(_, unless)| unless.as_ref());
            if patterns.get(index).is_some_and(|pattern| has(pattern))
                && !unless.is_some_and(&mut has)
                && let Some(places) = chances.get_mut(index)
            {
                places.push(Place { sentence, plain: range.clone() });
            }
        }
    }
    chances
}
