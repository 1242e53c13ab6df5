//! Any text has an outline that loses nothing.

use probity_notice::{Outline, lint, read};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ids(text: &str) -> Vec<String> {
    Outline::read(text).clauses.into_iter().map(|clause| clause.id).collect()
}

#[test]
fn numbered_texts_are_known_by_their_labels_and_counts_below_them() {
    let text = "Policy\n1. First part\n1.1. A sentence.\nAnother one.\n- an item;\n1.2 No dot here.\n2. Second part\na) Lettered:\nBelow a letter.\n";
    assert_eq!(ids(text), ["preamble¶1", "1", "1.1", "1.1¶1", "1.1¶2", "1.2", "2", "2.a", "2.a¶1"]);
}

#[test]
fn texts_without_numbers_are_known_by_their_headings() {
    let text =
        "Privacy\n\nWe care about you.\n\nWhat we collect:\n\nWe collect your name.\n\n  • one\n  • two\n";
    assert_eq!(
        ids(text),
        [
            "title",
            "title¶1",
            "what-we-collect",
            "what-we-collect¶1",
            "what-we-collect¶2",
            "what-we-collect¶3"
        ]
    );
}

#[test]
fn notices_for_a_state_stand_below_their_section() {
    let text = "1. General\nA word.\n\n2. LOCAL NOTICES\n\nCOLORADO RESIDENT NOTICE\n\nThis is for people in Colorado.\n\nVIRGINIA PRIVACY NOTICE\n\nThis is for Virginia.\n";
    assert_eq!(ids(text), ["1", "1¶1", "2", "2.CO", "2.CO¶1", "2.VA", "2.VA¶1"]);
}

#[test]
fn the_same_label_twice_is_two_clauses() {
    assert_eq!(ids("1. One\n1.1. a b.\n1.1. c d.\n2. Two\n"), ["1", "1.1", "1.1#2", "2"]);
}

#[test]
fn years_amounts_and_addresses_are_no_labels() {
    let outline = Outline::read("2026 was good.\n30 days later it ended.\n192.168.0.1 is an address.\n");
    assert!(outline.clauses.iter().all(|clause| clause.label.is_none()));
}

#[test]
fn lines_that_a_program_broke_are_one_clause() {
    let text = "We collect what you give us when you open an account, and nothing\nthat you did not give us yourself, so that nobody can be surprised\nby what is there.\n\nWe keep it for ninety days after your account has ended, as the law\nof our country wants it, and then we delete it from all our machines\nand from all copies.\n\nYou can ask us at any time, and we will tell you what we have about\nyou, without asking for a reason or a fee, within twenty days after\nyou asked.\n";
    assert_eq!(Outline::read(text).clauses.len(), 3);
}

fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[ -~]{0,60}",
        "(1|2|3)(\\.[1-9]){0,3}\\.? [A-Z][a-z ]{0,40}[.:;]?",
        "(- |  • |  1\\. |a\\) |\\(ii\\) )[a-z ]{0,30}[;.]?",
        "[A-Z ]{0,30}",
        "\\PC{0,30}",
        Just(String::new()),
    ];
    proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_word_of_any_text_is_in_one_clause(text in lines()) {
        let outline = Outline::read(&text);
        let mut at = 0;
        let mut ids = BTreeSet::new();
        for (index, clause) in outline.clauses.iter().enumerate() {
            prop_assert!(clause.range.start >= at);
            let between = &text[at..clause.range.start];
            prop_assert!(between.chars().all(|one| one.is_whitespace() || "\u{feff}\u{200b}\u{200e}\u{200f}\u{ad}".contains(one)), "{between:?}");
            prop_assert!(clause.range.start <= clause.body.start && clause.body.end <= clause.range.end);
            prop_assert!(clause.parent.is_none_or(|parent| parent < index));
            prop_assert!(ids.insert(clause.id.clone()), "{} stands twice", clause.id);
            at = clause.range.end;
        }
    }

    #[test]
    fn practices_and_findings_stand_inside_the_text(text in lines()) {
        let reading = read(&text);
        for practice in &reading.practices {
            prop_assert!(text.get(practice.span.clone()).is_some());
            let clause = &reading.outline.clauses[practice.clause];
            prop_assert!(clause.range.start <= practice.span.start && practice.span.end <= clause.range.end);
        }
        for finding in lint(&text, &reading) {
            for range in finding.evidence {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
