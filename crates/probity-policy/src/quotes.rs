//! Quotes: the published words that somebody put above the sentence which carries them.
//!
//! A comment of the form `// 4.2: “We answer within 20 days.”` quotes the clause that it names. Quotes that stand
//! above a sentence, without an empty line between, are that sentence's. What follows the closing mark is a remark.
//! Whether the words are still published is for `check`; here quotes are read, and words are looked for in a text
//! that may have other spaces, marks and line breaks. Projections carry no quotes.

use crate::grammar::Located;
use crate::syntax::{Sentence, TokenKind, Tree};
use probity_source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Some published words, quoted in a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The clause that they are quoted from, as it is named in the comment.
    pub clause: Located<String>,
    /// The words.
    pub words: Located<String>,
    /// The sentence that they stand above.
    pub statement: Option<Span>,
}

/// The quotes of a file, in the order written.
pub(crate) fn read(text: &str, tree: &Tree) -> Vec<Quote> {
    let mut begins = BTreeMap::new();
    starts(&tree.sentences, &mut begins);
    let mut quotes: Vec<Quote> = Vec::new();
    // Quotes from here on wait for their sentence.
    let mut waiting = 0;
    let mut line_is_empty = true;
    for token in &tree.tokens {
        match token.kind {
            TokenKind::Space => {}
            TokenKind::Newline => {
                if line_is_empty {
                    waiting = quotes.len();
                }
                line_is_empty = true;
            }
            TokenKind::Comment => {
                let comment = text.get(token.start as usize..token.end as usize).unwrap_or("");
                if line_is_empty {
                    quotes.extend(of_comment(comment, tree, token.start));
                }
                line_is_empty = false;
            }
            _ => {
                line_is_empty = false;
                if let Some(sentence) = begins.get(&token.start) {
                    for quote in quotes.iter_mut().skip(waiting) {
                        quote.statement = Some(*sentence);
                    }
                }
                waiting = quotes.len();
            }
        }
    }
    quotes
}

fn starts(sentences: &[Sentence], begins: &mut BTreeMap<u32, Span>) {
    for sentence in sentences {
        begins.insert(sentence.span.start(), sentence.span);
        starts(sentence.block.as_deref().unwrap_or_default(), begins);
    }
}

fn of_comment(comment: &str, tree: &Tree, start: u32) -> Option<Quote> {
    let open = comment.find(": “")?;
    let close = comment.rfind('”')?;
    let words = open + ": “".len()..close;
    let label = comment.get(..open)?;
    let label_start = label.len() - label.trim_start_matches(['/', ' ', '§']).len();
    let located = |range: Range<usize>| {
        let offset = |at: usize| start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let value = comment.get(range.clone())?.to_owned();
        (!value.trim().is_empty())
            .then(|| Located { value, span: Span::new(tree.source, offset(range.start), offset(range.end)) })
    };
    Some(Quote { clause: located(label_start..open)?, words: located(words)?, statement: None })
}

/// A text in which words are found whatever their spaces, quotation marks and dashes.
#[derive(Clone, Debug)]
pub struct Searched {
    plain: String,
    /// For each byte of `plain`, where its character begins in the text.
    at: Vec<u32>,
}

impl Searched {
    /// Makes a text ready. Of a text of 4 GiB or more only the beginning is found.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut plain = String::with_capacity(text.len());
        let mut at = Vec::with_capacity(text.len());
        for (offset, one) in text.char_indices() {
            let Some(one) = plainly(one) else { continue };
            if one == ' ' && plain.ends_with([' ']) {
                continue;
            }
            plain.push(one);
            at.resize(plain.len(), u32::try_from(offset).unwrap_or(u32::MAX));
        }
        Self { plain, at }
    }

    /// How many bytes a search of a part of the text looks at, at most.
    #[must_use]
    pub fn cost(&self, within: &Range<usize>) -> usize {
        self.inside(within).len()
    }

    /// The first place of the words inside a part of the text, in bytes of the text.
    #[must_use]
    pub fn find(&self, words: &str, within: &Range<usize>) -> Option<Range<usize>> {
        let wanted = Self::of(words).plain;
        let wanted = wanted.trim();
        let inside = self.inside(within);
        if wanted.is_empty() {
            return None;
        }
        let found = inside.start + self.plain.get(inside)?.find(wanted)?;
        let start = *self.at.get(found)? as usize;
        let last = found + wanted.len();
        let end = self.at.get(last).map_or(within.end, |end| *end as usize);
        Some(start..end.max(start).min(within.end))
    }

    /// The part of `plain` that stands for a part of the text.
    fn inside(&self, within: &Range<usize>) -> Range<usize> {
        let place = |offset: usize| self.at.partition_point(|at| (*at as usize) < offset);
        place(within.start)..place(within.end).max(place(within.start))
    }
}

/// How a character is compared; nothing for those that nobody sees.
fn plainly(one: char) -> Option<char> {
    Some(match one {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => return None,
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' => '\'',
        '‐' | '‑' | '–' | '—' => '-',
        one if one.is_whitespace() || one.is_control() => ' ',
        one => one,
    })
}

/// The words of a text as they are compared for likeness.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    text.split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// How alike two texts are, from 0 to 1000: the words and neighbouring pairs of words that both have, of all.
#[must_use]
pub fn likeness(one: &[String], other: &[String]) -> u32 {
    let parts = |words: &[String]| -> BTreeMap<(String, String), usize> {
        let mut counts = BTreeMap::new();
        for word in words {
            *counts.entry((word.clone(), String::new())).or_default() += 1;
        }
        for pair in words.windows(2) {
            if let [first, second] = pair {
                *counts.entry((first.clone(), second.clone())).or_default() += 1;
            }
        }
        counts
    };
    let (first, second) = (parts(one), parts(other));
    let all: usize = first.values().sum::<usize>() + second.values().sum::<usize>();
    let keys: BTreeSet<&(String, String)> = first.keys().filter(|key| second.contains_key(*key)).collect();
    let common: usize = keys
        .iter()
        .map(|key| first.get(*key).copied().unwrap_or(0).min(second.get(*key).copied().unwrap_or(0)))
        .sum();
    let thousandths = (common * 2_000).checked_div(all).unwrap_or(0);
    u32::try_from(thousandths).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;
    use probity_source::Sources;
    use proptest::prelude::*;

    fn quotes(text: &str) -> Vec<Quote> {
        let id = Sources::new().add("policy.probity", text);
        let (tree, _) = parse(id, text);
        read(text, &tree)
    }

    #[test]
    fn a_quote_belongs_to_the_sentence_it_stands_above() {
        let text = "// 1: “far away”\n\n// 2.1¶3: “We say “so” here” (sure, rule)\n// another remark: no quote\nkeep a 1 day §2.1\nb\n  // 9: “of nobody”\n";
        let found = quotes(text);
        let said: Vec<(&str, &str, Option<u32>)> = found
            .iter()
            .map(|one| {
                (one.clause.value.as_str(), one.words.value.as_str(), one.statement.map(|span| span.start()))
            })
            .collect();
        let keep = u32::try_from(text.find("keep").unwrap()).unwrap();
        assert_eq!(
            said,
            [("1", "far away", None), ("2.1¶3", "We say “so” here", Some(keep)), ("9", "of nobody", None)]
        );
        let span = found[1].words.span;
        assert_eq!(text.get(span.start() as usize..span.end() as usize).unwrap(), "We say “so” here");
    }

    #[test]
    fn sentences_in_blocks_have_quotes_of_their_own() {
        let text = "// 1: “for orders”\npurpose a \"b\" {\n    // 2: “by contract”\n    basis contract\n}\n";
        let found = quotes(text);
        let at = |word: &str| u32::try_from(text.find(word).unwrap()).ok();
        assert_eq!(found[0].statement.map(|span| span.start()), at("purpose"));
        assert_eq!(found[1].statement.map(|span| span.start()), at("basis"));
    }

    #[test]
    fn words_are_found_whatever_their_spaces_and_marks() {
        let text = "A.  We\u{a0}keep “your\n data” — safe\u{ad}ly.\nNext";
        let found = Searched::of(text).find("We keep \"your data\" - safely.", &(0..text.len())).unwrap();
        assert_eq!(text.get(found).unwrap(), "We\u{a0}keep “your\n data” — safe\u{ad}ly.");
        assert_eq!(Searched::of(text).find("Next", &(0..5)), None);
    }

    #[test]
    fn likeness_goes_from_nothing_to_all() {
        let words = words_of;
        assert_eq!(likeness(&words("we answer"), &words("We answer!")), 1_000);
        assert_eq!(likeness(&words("we answer"), &words("cookies expire")), 0);
        let changed = likeness(&words("we answer within 10 days"), &words("we answer within 30 days"));
        assert!(changed > 600 && changed < 1_000, "{changed}");
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_is_found_in_it(text in "[a-z “”’—\n\u{a0}.]{1,60}", from in 0_usize..60, to in 0_usize..60) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (places[from.min(places.len() - 1)], places[to.min(places.len() - 1)]);
            let part = text.get(from.min(to)..from.max(to)).unwrap();
            let found = Searched::of(&text).find(part, &(0..text.len()));
            prop_assert_eq!(found.is_some(), !part.trim().is_empty());
        }

        #[test]
        fn no_text_makes_quotes_fail(text in "(// |: “|”|\n|§|a|\\{|\\}|é){0,40}") {
            for quote in quotes(&text) {
                let span = quote.words.span;
                prop_assert_eq!(text.get(span.start() as usize..span.end() as usize).unwrap(), quote.words.value);
            }
        }
    }
}
