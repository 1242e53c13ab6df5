//! What a new version takes and gives.

use super::seeds;
use probity_notice::{Change, Direction, Fate, difference, read};
use proptest::prelude::*;

fn changes(old: &str, new: &str) -> Vec<Change> {
    difference((old, &read(old)), (new, &read(new))).changes
}

fn flipped(direction: Direction) -> Direction {
    match direction {
        Direction::LessProtective => Direction::MoreProtective,
        Direction::MoreProtective => Direction::LessProtective,
        other => other,
    }
}

#[test]
fn each_kind_of_change_goes_the_right_way() {
    let less = Direction::LessProtective;
    for (old, new, topic, direction) in [
        (
            "We will respond to your request within 10 days.",
            "We will respond to your request within 30 days.",
            "answer",
            less,
        ),
        ("You have the right to data portability.", "Thank you.", "right", less),
        (
            "We never sell your data.",
            "We do not sell your data in the ordinary course of business.",
            "not_shared",
            less,
        ),
        (
            "Our services are for people who are at least 18 years old.",
            "We do not serve people who are not of legal age.",
            "children",
            less,
        ),
        ("This policy follows the GDPR.", "This policy follows the law.", "law", less),
        ("Ask our Data Protection Officer.", "Ask us.", "officer", less),
        ("Thank you.", "We do not collect biometric data.", "collects", Direction::MoreProtective),
        ("Logs are kept for 6 months.", "Logs are kept for 12 months.", "retention", less),
        (
            "Log data is kept for at least 6 months.",
            "Log data is kept for a limited period.",
            "retention",
            Direction::Mixed,
        ),
    ] {
        let found = changes(old, new);
        let there = found.iter().any(|change| change.topic == topic && change.direction == direction);
        assert!(there, "{old} → {new}: {found:#?}");
    }
}

#[test]
fn other_line_breaks_and_numbers_are_no_change_of_meaning() {
    let old = "1. Rights\n1.1. You have the right to access your data. We will respond within 20 days of receipt of your request.\n";
    let new = "4. Rights\n4.1. You have the right to access your data.\nWe will respond within 20 days of receipt of your request.\n";
    assert_eq!(changes(old, new), []);
}

#[test]
fn clauses_that_moved_split_or_went_are_known() {
    let old = "1. One\n1.1. Walnut trees stand in the large garden behind the old house.\n1.2. Apples are red, and pears are green; plums grow beside the river and cherries near the road.\n1.3. Nobody came yesterday evening from there.\n";
    let new = "1. One\n1.1. Apples are red, and pears are green.\n1.2. Plums grow beside the river and cherries near the road.\n2. Two\n2.1. Walnut trees stand in the large garden behind the old house.\n";
    let aligned = difference((old, &read(old)), (new, &read(new))).clauses;
    let fate = |id: &str| aligned.iter().find(|one| one.old.iter().any(|old| old == id)).map(|one| one.fate);
    assert_eq!(fate("1.1"), Some(Fate::Moved), "{aligned:#?}");
    assert_eq!(fate("1.2"), Some(Fate::Split), "{aligned:#?}");
    assert_eq!(fate("1.3"), Some(Fate::Removed), "{aligned:#?}");
    assert!(aligned.iter().any(|one| one.fate == Fate::Added && one.new == ["2"]), "{aligned:#?}");
}

#[test]
fn the_proxies_new_version_takes_and_gives_what_people_found_by_hand() {
    let (Some(old), Some(new)) = (seeds::text("000"), seeds::text("001")) else { return };
    let found = changes(&old, &new);
    let has = |topic: &str, words: &str, direction: Direction| {
        assert!(
            found.iter().any(|change| change.topic == topic
                && change.says.contains(words)
                && change.direction == direction),
            "{topic} {words} {direction:?} is missing in {found:#?}"
        );
    };
    let (less, more) = (Direction::LessProtective, Direction::MoreProtective);
    has("answer", "30 days now", less);
    for law in ["GDPR", "CCPA", "Law 81"] {
        has("law", law, less);
    }
    has("officer", "", less);
    has("transfer", "does not go abroad", less);
    has("children", "legal age", less);
    has("cookie", "_ga", less);
    has("not_shared", "sell", less);
    has("breach", "people", more);
    has("collects", "not to collect “traffic”", more);
    has("collects", "not to collect “identity document”", more);
    has("retention", "", Direction::Mixed);
    has("recipient", "", less);
}

#[test]
fn a_text_does_not_differ_from_itself() {
    for name in ["000", "001", "002", "003", "004"] {
        let Some(text) = seeds::text(name) else { return };
        assert_eq!(changes(&text, &text), []);
    }
}

fn notice() -> impl Strategy<Value = String> {
    let sentence = prop_oneof![
        (1_u32..90).prop_map(|days| format!("We will respond to your request within {days} days.")),
        prop_oneof!["access", "erasure", "portability"]
            .prop_map(|right| format!("You have the right to {right} of your data.")),
        (1_u32..30).prop_map(|days| format!("Invoices are kept for {days} days.")),
        Just("We never sell your data.".to_owned()),
        Just("We do not sell your data in the ordinary course of business.".to_owned()),
        Just("We do not collect biometric data.".to_owned()),
        Just("We collect your email address when you sign up.".to_owned()),
        Just("This policy follows the GDPR.".to_owned()),
    ];
    proptest::collection::vec(sentence, 0..6).prop_map(|sentences| sentences.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_way_back_takes_what_the_way_there_gave(one in notice(), other in notice()) {
        let (there, back) = (changes(&one, &other), changes(&other, &one));
        prop_assert_eq!(there.len(), back.len());
        for (there, back) in there.iter().zip(&back) {
            prop_assert_eq!(there.topic, back.topic);
            prop_assert_eq!(there.direction, flipped(back.direction), "{:?} {:?}", there, back);
            prop_assert_eq!((&there.old, &there.new), (&back.new, &back.old));
        }
    }

    #[test]
    fn what_changes_on_the_way_changes_in_one_of_its_steps(one in notice(), two in notice(), three in notice()) {
        let steps: Vec<Change> = changes(&one, &two).into_iter().chain(changes(&two, &three)).collect();
        for change in changes(&one, &three) {
            prop_assert!(steps.iter().any(|step| step.topic == change.topic), "{:?}", change);
        }
    }

    #[test]
    fn every_clause_of_both_texts_has_a_fate(one in notice(), other in notice()) {
        let (before, after) = (read(&one), read(&other));
        let aligned = difference((&one, &before), (&other, &after)).clauses;
        for clause in &before.outline.clauses {
            prop_assert_eq!(aligned.iter().filter(|fate| fate.old.contains(&clause.id)).count(), 1);
        }
        for clause in &after.outline.clauses {
            prop_assert!(aligned.iter().any(|fate| fate.new.contains(&clause.id)));
        }
    }
}
