//! The sentences of two texts as words, and which sentences of the one stand nowhere in the other.
//!
//! Letters' case, line breaks, marks, clause numbers and where sentences begin make no difference: a sentence stands in
//! the other text when its words do, in their order and without others between them. Words are compared, never meaning.
//!
//! INVARIANT (BOUNDED): for each sentence only so many places of the other text are compared, however often its
//! beginning is repeated there.

use crate::Reading;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A sentence: its place, and its words as numbers that mean the same in both texts.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// Bytes of its text.
    pub(super) span: Range<usize>,
    pub(super) words: Vec<u32>,
    /// Its words stand in the other text, as a part of one sentence or of several.
    pub(super) is_within: bool,
}

/// The sentences of both texts that are no sentences of the other.
#[derive(Debug, Default)]
pub(super) struct Apart {
    pub(super) old: Vec<Sentence>,
    pub(super) new: Vec<Sentence>,
    /// Of one of the texts, most sentences are none of the other: what is said once more or once less tells nothing.
    pub(super) is_rewritten: bool,
}

/// Signs that are words of their own.
const SIGNS: &str = "$€£¥%<>≤≥±";
/// A sentence of fewer words is looked for with so many words before it or after it, since its own may follow each other
/// by chance.
const FEW: usize = 4;
/// How many places of the other text are compared with one sentence.
const PLACES: usize = 64;

/// What is a sentence of one text only, in the order of the texts.
pub(super) fn apart(old: (&str, &Reading), new: (&str, &Reading)) -> Apart {
    let mut numbers = HashMap::new();
    let (before, after) = (sentences(old, &mut numbers), sentences(new, &mut numbers));
    let (old, new) = (missing(&before, &after), missing(&after, &before));
    let is_rewritten = old.len() * 2 > before.len() || new.len() * 2 > after.len();
    Apart { old, new, is_rewritten }
}

/// Every sentence, headings and the words before the first sentence of a clause among them.
fn sentences((text, reading): (&str, &Reading), numbers: &mut HashMap<String, u32>) -> Vec<Sentence> {
    let mut found = Vec::new();
    for clause in &reading.outline.clauses {
        let lead = clause.lead.clone().into_iter();
        for span in lead.chain(reading.outline.sentences(text, clause)) {
            let words = words(text.get(span.clone()).unwrap_or(""), numbers);
            if !words.is_empty() {
                found.push(Sentence { span, words, is_within: false });
            }
        }
    }
    found
}

/// The words of a text as numbers, which mean the same wherever these numbers are used.
pub(super) fn words(said: &str, numbers: &mut HashMap<String, u32>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut number = |word: String| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        found.push(*numbers.entry(word).or_insert(next));
    };
    for run in said.split(|one: char| !one.is_alphanumeric() && !SIGNS.contains(one)) {
        let mut rest = run;
        while let Some(at) = rest.find(|one| SIGNS.contains(one)) {
            let (word, from) = rest.split_at(at);
            let sign = from.chars().next().map_or(0, char::len_utf8);
            let (sign, after) = from.split_at(sign);
            if !word.is_empty() {
                number(word.to_lowercase());
            }
            number(sign.to_owned());
            rest = after;
        }
        if !rest.is_empty() {
            number(rest.to_lowercase());
        }
    }
    found
}

/// The sentences of the first text that are none of the second.
fn missing(these: &[Sentence], those: &[Sentence]) -> Vec<Sentence> {
    let whole: HashSet<&[u32]> = those.iter().map(|sentence| sentence.words.as_slice()).collect();
    let stream = |side: &[Sentence]| -> Vec<u32> {
        side.iter().flat_map(|sentence| sentence.words.iter().copied()).collect()
    };
    let (own, other) = (stream(these), stream(those));
    let mut left: Vec<Sentence> = Vec::new();
    let mut looked_for: Vec<[&[u32]; 2]> = Vec::new();
    let mut start = 0;
    for sentence in these {
        let (from, to) = (start, start + sentence.words.len());
        start = to;
        if whole.contains(sentence.words.as_slice()) {
            continue;
        }
        let part = |from: usize, to: usize| own.get(from..to.min(own.len())).unwrap_or_default();
        looked_for.push(match sentence.words.len() {
            few if few < FEW => [part(from.saturating_sub(FEW), to), part(from, to + FEW)],
            _ => [part(from, to), &[]],
        });
        left.push(sentence.clone());
    }
    let beginnings = looked_for.iter().flatten().filter_map(|words| words.get(..FEW));
    let mut places: HashMap<&[u32], Vec<usize>> = beginnings.map(|words| (words, Vec::new())).collect();
    for (at, words) in other.windows(FEW).enumerate() {
        if let Some(places) = places.get_mut(words).filter(|places| places.len() < PLACES) {
            places.push(at);
        }
    }
    let stands = |words: &[u32]| {
        let places = words.get(..FEW).and_then(|beginning| places.get(beginning));
        let at = |at: &usize| other.get(*at..).is_some_and(|rest| rest.starts_with(words));
        places.is_some_and(|places| places.iter().any(at))
    };
    for (sentence, looked_for) in left.iter_mut().zip(&looked_for) {
        sentence.is_within = looked_for.iter().any(|words| stands(words));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing_of(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
        let (before, after) = (crate::read(old), crate::read(new));
        let apart = apart((old, &before), (new, &after));
        let words = |text: &str, all: &[Sentence]| {
            all.iter()
                .filter(|one| !one.is_within)
                .map(|one| text.get(one.span.clone()).unwrap_or("").to_owned())
                .collect()
        };
        (words(old, &apart.old), words(new, &apart.new))
    }

    #[test]
    fn what_is_only_cut_otherwise_stands_in_both() {
        let old = "Apples from the garden are red; pears from the garden are green.";
        let new = "Apples from the garden are red.\n\nPears from the garden\nare GREEN!";
        assert_eq!(missing_of(old, new), (vec![], vec![]));
    }

    #[test]
    fn a_condition_that_falls_away_is_missing_on_its_side() {
        let old = "If you ask us to, we share the report with your doctor.";
        let new = "We share the report with your doctor.";
        assert_eq!(missing_of(old, new), (vec![old.to_owned()], vec![]));
    }

    #[test]
    fn another_sign_is_another_word() {
        let (old, new) = ("A copy costs $5 for each request.", "A copy costs €5 for each request.");
        assert_eq!(missing_of(old, new), (vec![old.to_owned()], vec![new.to_owned()]));
    }

    #[test]
    fn a_few_words_stand_for_themselves_only() {
        let old = "Sell your data.\n\nWe never sell your data to anybody.";
        let new = "We never sell your data to anybody.";
        assert_eq!(missing_of(old, new), (vec!["Sell your data.".to_owned()], vec![]));
    }
}
