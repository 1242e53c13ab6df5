//! What a new version takes and gives.

use super::seeds;
use probity_notice::{Change, Difference, Direction, Fate, difference, read};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;

fn changes(old: &str, new: &str) -> Vec<Change> {
    difference((old, &read(old)), (new, &read(new))).changes
}

fn both(old: &str, new: &str) -> Difference {
    difference((old, &read(old)), (new, &read(new)))
}

/// A range that can be ordered.
fn place(range: &Option<Range<usize>>) -> Option<(usize, usize)> {
    range.as_ref().map(|range| (range.start, range.end))
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
        let reading = read(&text);
        let found = difference((&text, &reading), (&text, &reading));
        assert_eq!((found.changes, found.wording), (vec![], vec![]));
        assert!(found.clauses.iter().all(|clause| clause.fate == Fate::Same), "{name}");
    }
}

#[test]
fn a_sentence_that_no_rule_can_weigh_is_told_all_the_same() {
    for (old, new, fate) in [
        ("Birds sing.", "Birds sing.\nOur gate is painted green on Mondays.", Fate::Added),
        ("Birds sing.\nOur gate is painted green on Mondays.", "Birds sing.", Fate::Removed),
        (
            "Our gate is painted green on the first of May.",
            "Our gate is painted red on the first of May.",
            Fate::Changed,
        ),
    ] {
        let found = difference((old, &read(old)), (new, &read(new)));
        assert_eq!(found.changes, []);
        let fates: Vec<Fate> = found.wording.iter().map(|one| one.fate).collect();
        assert_eq!(fates, [fate], "{old} → {new}: {found:#?}");
    }
}

#[test]
fn a_condition_that_falls_away_is_shown_beside_what_is_left() {
    let old = "Birds sing. If you ask us to do so, the keeper paints the old gate green for you.";
    let new = "Birds sing. The keeper paints the old gate green for you.";
    let found = difference((old, &read(old)), (new, &read(new)));
    let [only] = found.wording.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.old.clone().and_then(|range| old.get(range)), Some(&old[12..]));
    assert_eq!(only.new.clone().and_then(|range| new.get(range)), Some(&new[12..]));
}

#[test]
fn a_disclosure_that_is_new_is_a_change_where_the_recipient_was_named_before() {
    let old = "We share your data with service providers that host our servers.";
    let new = format!("{old}\nService providers who paint gates receive your postal address from us.");
    let found = changes(old, &new);
    let further = found.iter().find(|change| change.topic == "recipient").map(|change| change.direction);
    assert_eq!(further, Some(Direction::LessProtective), "{found:#?}");
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
        (1_u32..9).prop_map(|days| format!("Our gate is painted every {days} days by the keeper.")),
        (1_u32..9).prop_map(|days| format!("The keeper paints our gate; birds sing every {days} days.")),
    ];
    proptest::collection::vec(sentence, 0..6).prop_map(|sentences| sentences.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_way_back_takes_what_the_way_there_gave(one in notice(), other in notice()) {
        let (there, back) = (both(&one, &other), both(&other, &one));
        prop_assert_eq!(there.changes.len(), back.changes.len());
        for (there, back) in there.changes.iter().zip(&back.changes) {
            prop_assert_eq!(there.topic, back.topic);
            prop_assert_eq!(there.direction, flipped(back.direction), "{:?} {:?}", there, back);
            prop_assert_eq!((&there.old, &there.new), (&back.new, &back.old));
        }
        let there: BTreeSet<_> = there.wording.iter().map(|one| (place(&one.old), place(&one.new))).collect();
        let back: BTreeSet<_> = back.wording.iter().map(|one| (place(&one.new), place(&one.old))).collect();
        prop_assert_eq!(there, back);
    }

    #[test]
    fn what_changes_on_the_way_changes_in_one_of_its_steps(one in notice(), two in notice(), three in notice()) {
        let steps = [both(&one, &two), both(&two, &three)];
        for change in both(&one, &three).changes {
            let told = |step: &Difference| {
                !step.wording.is_empty() || step.changes.iter().any(|other| other.topic == change.topic)
            };
            prop_assert!(steps.iter().any(told), "{:?}", change);
        }
    }

    #[test]
    fn every_sentence_that_only_one_version_has_is_quoted(one in notice(), other in notice()) {
        let found = both(&one, &other);
        let quotes = found.changes.iter().map(|change| &change.new).chain(found.wording.iter().map(|one| &one.new));
        let quotes: Vec<Range<usize>> = quotes.flatten().cloned().collect();
        let mut start = 0;
        for line in other.lines() {
            let span = start..start + line.len();
            start = span.end + 1;
            let quoted = quotes.iter().any(|quote| quote.start < span.end && span.start < quote.end);
            prop_assert!(one.lines().any(|old| old == line) || quoted, "{}: {:#?}", line, found);
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
