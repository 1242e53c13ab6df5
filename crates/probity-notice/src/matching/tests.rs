//! The quick ways of matching tell what the plain ways tell.

use super::{Line, Literals, Pattern, Scanner, Sentences, Term, Tries, Words};
use proptest::prelude::*;
use std::ops::Range;

const PATTERNS: [&str; 16] = [
    r"\bwe (?:may )?(?:collect|gather|obtain)s?\b[^.;]{0,20}\b(?:data|information)\b",
    r"(?:not|never)[^.;]{0,10}?\bsell[^;]*",
    r"^(?:this|it) (?:right )?includes?\b.{3,}",
    r"\b(?:retain(?:ed|s)?|kept|keep)\b.{0,12}(?:for|until) [0-9]+ days$",
    r"(?:\b(?:may|will|must) (?:also )?)*collect",
    r"(?:(?:may|can|also),? )+(?:share|disclose)[^;]{4,}",
    r"(?-i:[A-Z]\w+)(?: (?-i:[A-Z])\w+)? collects",
    r"third[- ]part(?:y|ies)\b.*\bconsent",
    r"non-?personal\b",
    r"\w+@\w+|\+\d",
    r"[^;]* data [^;]*",
    r"(?:a|ab)(?:c|bcd)(?:d*)data",
    r"\Bata\b",
    r"(?:sell|sold){2,3}|(?:no ){1,2}data",
    r"(?P<who>\b(?:we|third part(?:y|ies)|(?-i:[A-Z])\w+(?: \w+)?)\b) (?:may |can )*(?:collect|sell)",
    r"^(?P<who>\w+) [^;]*\bdata\b",
];

const TERMS: [(&str, bool, bool); 8] = [
    ("collect", true, false),
    ("data", false, false),
    ("third part", true, false),
    ("n't", false, true),
    ("e-mail", true, false),
    ("@", true, false),
    ("in order to", false, false),
    ("under 1", true, false),
];

/// Whether a word stands in a range, looked for letter by letter.
fn stands(text: &[u8], range: &Range<usize>, word: &[u8], begins: bool, ends: bool) -> bool {
    let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    (range.start..range.end).any(|at| {
        let end = at + word.len();
        end <= range.end
            && text[at..end].eq_ignore_ascii_case(word)
            && (!begins || at == 0 || !is_word(text.get(at - 1)))
            && (!ends || !is_word(text.get(end)))
    })
}

fn hold(text: &str, ranges: &[Range<usize>]) {
    let mut literals = Literals::default();
    let patterns: Vec<Pattern> = PATTERNS.iter().map(|one| Pattern::new(one, &mut literals)).collect();
    let terms = (0_u32..).zip(TERMS).map(|(bit, (stem, goes_on, inside))| {
        (stem.as_bytes().to_vec(), Term { sets: 1 << bit, goes_on, inside })
    });
    let scanner = Scanner::new(&literals, terms);
    let prepared = Words::of(text);
    let plain = prepared.plain();
    let vocabulary = scanner.vocabulary(&prepared);
    let found = vocabulary.look(ranges.to_vec());
    let mut tries = Tries::default();
    for (number, word) in literals.in_order().into_iter().enumerate() {
        let mut with = Sentences::NONE;
        found.join_those_with(number, &mut with);
        for (sentence, range) in ranges.iter().enumerate() {
            let stands = stands(plain.bytes(), range, &word.bytes, word.begins, word.ends);
            // Marks beside a word are not looked at.
            let has_marks = !word.bytes.iter().all(u8::is_ascii_alphanumeric);
            let there = with.has(sentence);
            assert!(if has_marks { there || !stands } else { there == stands }, "{word:?} in {text:?}");
        }
    }
    for (bit, (stem, goes_on, inside)) in (0_u32..).zip(TERMS) {
        let with = found.with_a_term(1 << bit);
        for (sentence, range) in ranges.iter().enumerate() {
            let there = stands(plain.bytes(), range, stem.as_bytes(), !inside, !inside && !goes_on);
            assert_eq!(with.has(sentence), there, "{stem} in {text:?} {range:?}");
        }
    }
    for pattern in &patterns {
        let matched = pattern.matches(&found, &found.all(), &mut tries);
        for sentence in 0..ranges.len() {
            let said = found.said(sentence);
            let regex = pattern.regex();
            assert_eq!(matched.has(sentence), regex.is_match(said.text), "{} in {said:?}", pattern.source());
            let place = regex.find(said.text).map(|place| place.range());
            assert_eq!(pattern.find(said, &mut tries), place, "{} in {said:?}", pattern.source());
            let named = |who: &[u8]| !who.starts_with(b"We");
            let place = regex
                .captures_iter(said.text)
                .find(|captures| captures.name("who").is_none_or(|who| named(who.as_bytes())));
            let place = place.map(|captures| captures.get(0).unwrap().range());
            assert_eq!(
                pattern.find_named(said, &mut tries, named),
                place,
                "{} in {said:?}",
                pattern.source()
            );
        }
    }
}

fn hold_whole(text: &str) {
    hold(text, std::slice::from_ref(&(0..Words::of(text).plain().bytes().len())));
}

fn words() -> impl Strategy<Value = String> {
    const WORDS: [&str; 40] = [
        "we",
        "We",
        "may",
        "can",
        "also",
        "will",
        "collect",
        "COLLECTS",
        "gather",
        "data",
        "Data",
        "information",
        "not",
        "never",
        "sell",
        "sold",
        "sellsold",
        "this",
        "includes",
        "right",
        "kept",
        "retained",
        "for",
        "30",
        "days",
        "until",
        "third party",
        "third-parties",
        "consent",
        "don't",
        "n't",
        "a@b",
        "e-mails",
        "under 13",
        "in order to",
        "no",
        "abcdd",
        "Ümläut",
        ";",
        ".",
    ];
    proptest::collection::vec((0..WORDS.len(), any::<bool>()), 0..24).prop_map(|words| {
        words
            .into_iter()
            .map(|(at, spaced)| format!("{}{}", WORDS[at], if spaced { " " } else { "" }))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn words_terms_and_patterns_are_found_where_they_stand(text in words()) {
        hold_whole(&text);
    }

    #[test]
    fn a_stretch_between_words_is_read_as_it_stands(text in words(), cut in 0_usize..60, rest in 0_usize..60) {
        let words = Words::of(&text);
        let bytes = words.plain().bytes();
        let whole = bytes.len();
        let between = |at: usize| {
            let inside = |at: usize| at > 0 && bytes[at - 1..].iter().take(2).all(u8::is_ascii_alphanumeric);
            (at.min(whole)..whole).find(|at| !inside(*at)).unwrap_or(whole)
        };
        let start = between(cut);
        let end = between(start + rest);
        hold(&text, &[start..end, 0..whole, end..whole]);
    }
}

#[test]
fn a_pattern_that_takes_too_many_steps_is_still_told_rightly() {
    let text = format!("{}we collect {} data", "data ".repeat(3_000), "x".repeat(30));
    hold_whole(&text);
    let long = format!("never {}sell", "never ".repeat(4_000));
    hold_whole(&long);
}

#[test]
fn each_of_many_sentences_is_told_apart() {
    let text = "We collect data. They sell nothing; third parties may sell data. ".repeat(40);
    let ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let mut start = 0;
    let ranges: Vec<Range<usize>> = ends.map(|end| std::mem::replace(&mut start, end)..end).collect();
    assert!(ranges.len() > 64);
    hold(&text, &ranges);
}

#[test]
fn every_pattern_of_the_rules_is_read() {
    for pattern in crate::reading::patterns() {
        assert!(super::parse::parse(&pattern).is_some(), "{pattern}");
    }
}

#[test]
fn what_is_not_known_is_not_read_and_still_found() {
    let text = Line::of("We collect e-mail.");
    for pattern in [r"(?i:we)", "[[:alpha:]]+l", r"\x{65}-mail", "[a-z&&[^c]]ollect", r"w\D+e", "(?:we"] {
        assert!(super::parse::parse(pattern).is_none(), "{pattern}");
        if regex::bytes::Regex::new(pattern).is_ok() {
            let found = Pattern::new(pattern, &mut Literals::default());
            let place = found.regex().find(text.whole().text).map(|place| place.range());
            assert_eq!(found.find(text.whole(), &mut Tries::default()), place, "{pattern}");
        }
    }
}
