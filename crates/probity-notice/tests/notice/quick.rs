//! The quick way through the rules finds what trying every rule on every sentence finds.

use super::{Built, Extent, NOBODIES, Rule, spelled_out};
use crate::Outline;
use crate::matching::{BLOCK, Tries, Words};
use crate::reading::rules;
use proptest::prelude::*;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A rule tried as it is written: over the text itself, with every letter of Unicode, without looking for words first.
struct Reference {
    rule: Rule,
    pattern: Regex,
    unless: Option<Regex>,
}

fn built(pattern: &str) -> Regex {
    regex::RegexBuilder::new(&spelled_out(pattern))
        .case_insensitive(true)
        .size_limit(1 << 28)
        .build()
        .unwrap()
}

static REFERENCES: LazyLock<Vec<Reference>> = LazyLock::new(|| {
    rules::book()
        .rules
        .iter()
        .map(|Built { rule, .. }| Reference {
            rule: *rule,
            pattern: built(rule.pattern),
            unless: (!rule.unless.is_empty()).then(|| built(rule.unless)),
        })
        .collect()
});

fn by_somebody_else(pattern: &Regex, captures: &regex::Captures<'_>) -> bool {
    // The groups that have a name are those that say who acts.
    let Some(who) = pattern.capture_names().flatten().find_map(|name| captures.name(name)) else {
        return false;
    };
    let who = who.as_str();
    let first = who.split_whitespace().next().unwrap_or("").trim_end_matches([',', ':', '.']).to_lowercase();
    let several = who.split_whitespace().count() > 1;
    let named = ["our", "these", "this", "such", "the", "it"].contains(&first.as_str());
    NOBODIES.contains(&first.as_str()) && !(named && (several || first == "it"))
}

fn matched(pattern: &Regex, sentence: &str) -> Option<Range<usize>> {
    pattern
        .captures_iter(sentence)
        .find(|captures| !by_somebody_else(pattern, captures))
        .and_then(|captures| captures.get(0).map(|found| found.range()))
}

impl Reference {
    fn find(&self, sentence: &str) -> Option<Range<usize>> {
        let range = matched(&self.pattern, sentence)?;
        let excepted = self.unless.as_ref().is_some_and(|unless| matched(unless, sentence).is_some());
        let whole = self.rule.extent == Extent::Sentence;
        (!excepted).then_some(if whole { 0..sentence.len() } else { range })
    }
}

fn hold(text: &str) {
    let (outline, words, book) = (Outline::read(text), Words::of(text), rules::book());
    let (plain, vocabulary) = (words.plain(), book.scanner.vocabulary(&words));
    let mut tries = Tries::default();
    let clauses = outline.clauses.iter();
    let sentences: Vec<Range<usize>> = clauses.flat_map(|clause| outline.sentences(text, clause)).collect();
    for block in sentences.chunks(BLOCK) {
        let ranges: Vec<Range<usize>> =
            block.iter().map(|sentence| plain.at(sentence.start)..plain.at(sentence.end)).collect();
        let found = vocabulary.look(ranges.clone());
        for (rule, reference) in book.rules.iter().zip(REFERENCES.iter()) {
            let chances = rule.chances(&found, &found.all(), &mut tries);
            for (number, (sentence, range)) in block.iter().zip(&ranges).enumerate() {
                let said = text.get(sentence.clone()).unwrap();
                let has_chance = chances.sentences.has(number);
                let is_excepted = chances.excepted.has(number);
                let quick =
                    has_chance.then(|| rule.find(found.said(number), is_excepted, &mut tries)).flatten();
                let quick = quick.map(|found| {
                    plain.back(range.start + found.start) - sentence.start
                        ..plain.back(range.start + found.end) - sentence.start
                });
                // Sets of words say nothing of what stands there, only of where it is worth looking.
                let needs = rule.rule.needs.iter().all(|sets| found.with_a_term(*sets).has(number));
                let expected = if needs { reference.find(said) } else { None };
                assert_eq!(quick, expected, "{}: {said}", rule.rule.name);
            }
        }
    }
}

#[test]
fn the_quick_way_reads_the_seeds_as_the_slow_one_does() {
    let Some(shared) = std::env::var_os("PROBITY_SHARED") else {
        assert!(std::env::var_os("PROBITY_REQUIRE_SHARED").is_none(), "PROBITY_SHARED is not set");
        return;
    };
    let mut seeds: Vec<_> = std::fs::read_dir(std::path::Path::new(&shared).join("seeds"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for seed in seeds {
        hold(&std::fs::read_to_string(seed).unwrap());
    }
}

#[test]
fn letters_and_marks_of_every_kind_make_no_difference() {
    hold(
        "We don’t sell your data, nor does Café Zoë’s “partner” — ever. Ihre Daten, naïve users’ e‑mail: we collect §5.\n",
    );
    hold("We collect \u{1}data\u{2} and ſhare your K‑data with thïrd parties; ünder 13 we collect data.\n");
}

fn word() -> impl Strategy<Value = String> {
    const WORDS: [&str; 48] = [
        "we",
        "you",
        "Acme",
        "our partners",
        "do not",
        "never",
        "may",
        "will",
        "collect",
        "share",
        "sell",
        "retain",
        "process",
        "your",
        "personal data",
        "information",
        "with",
        "third parties",
        "for",
        "30 days",
        "in order to",
        "provide",
        "cookies",
        "children",
        "under 13",
        "right to",
        "access",
        "delete",
        "request",
        "consent",
        "legitimate interests",
        "breach",
        "notify",
        "countries outside",
        "safeguards",
        "contact us at",
        "a@b.example",
        "policy",
        "change",
        "encrypted",
        "don’t",
        "“controller”",
        "users’",
        "é",
        ";",
        ",",
        "is",
        "are",
    ];
    (0..WORDS.len()).prop_map(|at| WORDS[at].to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_quick_way_reads_any_words_as_the_slow_one_does(words in proptest::collection::vec(word(), 1..40)) {
        hold(&format!("{}.\n", words.join(" ")));
    }
}
