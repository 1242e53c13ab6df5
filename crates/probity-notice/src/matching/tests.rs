//! The quick ways of matching tell what the plain ways tell.

use super::{Literals, Pattern, Scanner, Term, Tries, Words};
use proptest::prelude::*;
use std::ops::Range;

const PATTERNS: [&str; 14] = [
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

/// Whether a term stands in a range, looked for letter by letter.
fn stands(text: &[u8], range: &Range<usize>, stem: &str, goes_on: bool, inside: bool) -> bool {
    let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    (range.start..range.end).any(|at| {
        let end = at + stem.len();
        end <= range.end
            && text[at..end].eq_ignore_ascii_case(stem.as_bytes())
            && (inside || ((at == 0 || !is_word(text.get(at - 1))) && (goes_on || !is_word(text.get(end)))))
    })
}

fn hold(text: &str, ranges: &[Range<usize>]) {
    let mut literals = Literals::default();
    let patterns: Vec<Pattern> = PATTERNS.iter().map(|one| Pattern::new(one, &mut literals)).collect();
    let terms = (0_u32..).zip(TERMS).map(|(bit, (stem, goes_on, inside))| {
        (stem.as_bytes().to_vec(), Term { sets: 1 << bit, goes_on, inside })
    });
    let scanner = Scanner::new(&literals, patterns.iter(), terms);
    let prepared = Words::of(text);
    let plain = prepared.plain();
    let (mut vocabulary, mut found) = (scanner.vocabulary(&prepared), scanner.nothing());
    let mut tries = Tries::default();
    for range in ranges {
        let said = &plain.bytes()[range.clone()];
        vocabulary.look(range.clone(), &mut found);
        for (number, word) in literals.in_order().iter().enumerate() {
            let there = said.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
            assert_eq!(found.words.has(number), there, "{:?} in {text:?}", String::from_utf8_lossy(word));
        }
        for (bit, (stem, goes_on, inside)) in (0_u32..).zip(TERMS) {
            let there = stands(plain.bytes(), range, stem, goes_on, inside);
            assert_eq!(found.sets & (1 << bit) != 0, there, "{stem} in {text:?} {range:?}");
        }
        for (index, pattern) in patterns.iter().enumerate() {
            let quick = found.patterns.has(index) && pattern.is_match(said, &found, &mut tries);
            assert_eq!(quick, pattern.regex().is_match(said), "{} in {said:?}", pattern.source());
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
