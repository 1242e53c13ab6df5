//! The grammar: every rule of the language, by topic.

mod consent;
mod data_map;
mod frame;
mod gathering;
mod purposes;
mod recipients;
mod retention;
mod rights;
mod safeguards;
mod services;
mod verification;

use super::pattern::Piece;
use super::rule::{Place, Rule};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The topics of the reference, in reading order, with their rules.
#[must_use]
pub fn topics() -> &'static [(&'static str, Vec<Rule>)] {
    static TOPICS: OnceLock<Vec<(&'static str, Vec<Rule>)>> = OnceLock::new();
    TOPICS.get_or_init(|| {
        vec![
            ("The frame", frame::rules()),
            ("What is collected", gathering::rules()),
            ("Purposes", purposes::rules()),
            ("Recipients", recipients::rules()),
            ("How long", retention::rules()),
            ("Rights", rights::rules()),
            ("Verifying customers", verification::rules()),
            ("Consent, messages, cookies", consent::rules()),
            ("Safeguards", safeguards::rules()),
            ("The data map", data_map::rules()),
            ("Services", services::rules()),
        ]
    })
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    topics().iter().flat_map(|(_, rules)| rules.iter())
}

/// The rule of this name at this place.
#[must_use]
pub fn named(place: Place, name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.place == place && rule.name == name)
}

type Index = BTreeMap<Place, BTreeMap<&'static str, Vec<&'static Rule>>>;

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::new();
        for rule in all() {
            for word in first_literals(rule.pieces()) {
                index.entry(rule.place).or_default().entry(word).or_default().push(rule);
            }
        }
        index
    })
}

fn first_literals(pieces: &[Piece]) -> Vec<&'static str> {
    match pieces.first() {
        Some(Piece::Literal(word) | Piece::Flag { word, .. }) => vec![word],
        Some(Piece::Choice(choices)) => choices.iter().flat_map(|choice| first_literals(choice)).collect(),
        Some(Piece::Optional(inner)) => {
            let mut words = first_literals(inner);
            words.extend(first_literals(pieces.get(1..).unwrap_or(&[])));
            words
        }
        Some(Piece::Slot { .. }) | None => Vec::new(),
    }
}

/// The rules at a place whose sentences begin with a word.
#[must_use]
pub fn starting_with(place: Place, word: &str) -> &'static [&'static Rule] {
    index().get(&place).and_then(|rules| rules.get(word)).map_or(&[], Vec::as_slice)
}

/// The rules at a place whose sentences begin with a value.
#[must_use]
pub fn starting_with_a_slot(place: Place) -> &'static [&'static Rule] {
    static SLOTTED: OnceLock<Vec<&'static Rule>> = OnceLock::new();
    let slotted =
        SLOTTED.get_or_init(|| all().filter(|rule| first_literals(rule.pieces()).is_empty()).collect());
    if place == Place::Table { slotted } else { &[] }
}

/// The places where a sentence may begin with a word.
pub fn places_of(word: &str) -> impl Iterator<Item = Place> + '_ {
    index().iter().filter(move |(_, rules)| rules.contains_key(word)).map(|(place, _)| *place)
}

/// The words with which sentences at a place begin.
pub fn first_words(place: Place) -> impl Iterator<Item = &'static str> {
    index().get(&place).into_iter().flat_map(|rules| rules.keys().copied())
}
