//! Any text has an outline that loses nothing, and so do its sentences.
#![expect(clippy::string_slice, reason = "a test may stop")]

use probity_text::{Outline, sentences};
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

fn prose() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[A-Z]?[a-z]{1,8}",
        "[.!?;:,)(”“ ]{1,3}",
        Just(" ".to_owned()),
        Just(". ".to_owned()),
        Just("e.g. ".to_owned()),
        Just("Inc. ".to_owned()),
        Just("U.S. ".to_owned()),
        Just(" (at) ".to_owned()),
        "[0-9.]{1,4}",
        "\\PC{0,3}",
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

fn said(text: &str) -> Vec<&str> {
    sentences(text, &(0..text.len())).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn abbreviations_numbers_and_names_end_no_sentence() {
    for text in [
        "We share it with Comet Inc. of Panama for e.g. mail.",
        "Under Art. 6(1)(f) of it, No. 12, we keep 3.5 years.",
        "See example.com or mail info@example.com for more.",
        "The Swiss-U.S. Data Privacy Framework is meant.",
        "See J. Doe for it.",
        "Wir löschen bzw. Sie löschen sie nach Art. 17 Abs. 1 lit. b DSGVO, ggf. Teile davon.",
        "Wir geben sie z.B. Banken, d.h. Dritten, weiter.",
    ] {
        assert_eq!(said(text), [text]);
    }
}

#[test]
fn what_heads_a_clause_ends_no_sooner_than_a_sentence() {
    let leads = |text| Outline::read(text).clauses.into_iter().map(|clause| clause.lead).collect::<Vec<_>>();
    for text in [
        "Example complies with the EU-U.S. Privacy Shield Framework.",
        "Transfers under the EU‑U.S. Privacy Shield.",
        "See the [U.S. Department of Commerce] for more.",
        "88 Colin P. Kelly Jr. St. San Francisco",
    ] {
        assert_eq!(said(text), [text]);
        assert_eq!(leads(text), [None], "{text}");
    }
    assert_eq!(leads("Sale of data. We sell none."), [Some(0..13)]);
}

#[test]
fn a_sentence_ends_at_its_mark_with_what_closes_it() {
    assert_eq!(said("We do (always.) We ask “why?” No!"), ["We do (always.)", "We ask “why?”", "No!"]);
    assert_eq!(said("We keep it at Comet Inc. We delete it."), ["We keep it at Comet Inc.", "We delete it."]);
    assert_eq!(said("We collect names.We delete them soon."), ["We collect names.", "We delete them soon."]);
    assert_eq!(said("a list; of parts; is one sentence"), ["a list; of parts; is one sentence"]);
    assert_eq!(said(" \n . "), ["."]);
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
    fn what_is_said_is_the_text_without_headings_and_labels(text in lines()) {
        let outline = Outline::read(&text);
        let said: Vec<_> = outline.said(&text).collect();
        let mut at = 0;
        for (clause, range) in &said {
            let clause = &outline.clauses[*clause];
            prop_assert!(!clause.is_heading && range.start >= at);
            prop_assert!(clause.body.start <= range.start && range.end <= clause.body.end);
            prop_assert!(text[range.clone()].contains(char::is_alphanumeric));
            at = range.end;
        }
        for (index, clause) in outline.clauses.iter().enumerate().filter(|(_, clause)| !clause.is_heading) {
            let start = clause.lead.as_ref().map_or(clause.body.start, |lead| lead.end);
            let letters = |said: &str| said.chars().filter(|one| one.is_alphanumeric()).collect::<String>();
            let whole = letters(&text[start..clause.body.end]);
            let parts = said.iter().filter(|(at, _)| *at == index).map(|(_, range)| letters(&text[range.clone()]));
            prop_assert_eq!(parts.collect::<String>(), whole);
        }
    }

    #[test]
    fn sentences_and_the_space_between_them_are_the_text(text in prose()) {
        let mut at = 0;
        for range in sentences(&text, &(0..text.len())) {
            prop_assert!(range.start >= at && text[at..range.start].trim().is_empty());
            let said = &text[range.clone()];
            prop_assert!(!said.is_empty() && said.trim() == said);
            at = range.end;
        }
        prop_assert!(text[at..].trim().is_empty());
    }

    #[test]
    fn a_sentence_alone_is_one_sentence(text in prose()) {
        for range in sentences(&text, &(0..text.len())) {
            let said = &text[range];
            let again: Vec<&str> = sentences(said, &(0..said.len())).into_iter().map(|range| &said[range]).collect();
            prop_assert_eq!(again, [said]);
        }
    }

    #[test]
    fn what_stands_around_a_part_is_no_sentence_of_it(text in prose(), before in "[A-Za-z. ]{0,9}", after in "[A-Za-z. ]{0,9}") {
        let whole = format!("{before}{text}{after}");
        let inside = sentences(&whole, &(before.len()..before.len() + text.len()));
        let moved: Vec<_> =
            inside.iter().map(|range| range.start - before.len()..range.end - before.len()).collect();
        prop_assert_eq!(moved, sentences(&text, &(0..text.len())));
    }
}
