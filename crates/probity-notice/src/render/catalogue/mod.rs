//! Catalogues: for each language one message for each kind of statement, and the words that fill them.
//!
//! INVARIANT (EVERY-KIND-HAS-WORDS): every rule of the language that speaks to people has a message in every
//! catalogue, which says each of its slots, or stands with a reason in [`UNSPOKEN`] or [`UNSAID`]. A test holds it.
//! What is the same for every statement, such as headings, is a field here: a catalogue without it does not compile.

mod de;
mod de_categories;
mod de_words;
mod en;
mod en_categories;
mod en_words;

use super::pattern::{self, Piece};
use probity_vocabulary::Unit;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language that notices are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of this tag.
    #[must_use]
    pub fn find(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    pub(in crate::render) fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::English => &en::CATALOGUE,
            Self::German => &de::CATALOGUE,
        }
    }

    pub(in crate::render) fn built(self) -> &'static Built {
        static BUILT: LazyLock<BTreeMap<Language, Built>> = LazyLock::new(|| {
            Language::ALL.into_iter().map(|language| (language, Built::of(language.catalogue()))).collect()
        });
        static NOTHING: LazyLock<Built> = LazyLock::new(Built::default);
        BUILT.get(&self).unwrap_or(&NOTHING)
    }
}

/// Words under the name of the slot that they fill, `slot/word`, or without a slot where they fill any.
pub(in crate::render) type Words = &'static [(&'static str, &'static str)];

/// All that a language needs.
#[derive(Debug)]
pub(in crate::render) struct Catalogue {
    /// For each rule its message, without the mark at the end.
    pub messages: Words,
    /// What goes around every message: places, conditions, reasons, and `{}` for the message itself.
    pub around: &'static str,
    /// What words mean.
    pub words: Words,
    /// What categories are called.
    pub categories: Words,
    /// What countries are called, where it is not English.
    pub countries: Words,
    /// What joins the last of several.
    pub and: &'static str,
    /// What joins the last of alternatives.
    pub or: &'static str,
    /// January to December.
    pub months: [&'static str; 12],
    /// How a day is written: `{d}`, `{m}`, `{y}`.
    pub day: &'static str,
    /// One, several, and several in the dative, of each unit.
    pub unit: fn(Unit) -> [&'static str; 3],
    /// Conditions: `=`, `!=`, `<`, `<=`, `>`, `>=`, each with `{a}` and `{b}`.
    pub compare: [&'static str; 6],
    /// What is not so.
    pub not: &'static str,
    /// A fact that the catalogue has no words for.
    pub fact: &'static str,
    /// Quotation marks.
    pub quotes: (char, char),
    /// Whether names of kinds of people take `a` or `an`.
    pub article: bool,
    /// Headings and captions.
    pub furniture: Furniture,
}

/// Headings and captions, which say nothing by themselves.
#[derive(Debug)]
pub(in crate::render) struct Furniture {
    pub notice: &'static str,
    pub short: &'static str,
    pub short_who: &'static str,
    pub short_what: &'static str,
    pub short_why: &'static str,
    pub short_shared: &'static str,
    pub short_kept: &'static str,
    pub short_rights: &'static str,
    pub short_reach: &'static str,
    pub collected: &'static str,
    pub for_purposes: &'static str,
    pub to_recipients: &'static str,
    /// How many more there are than are named; `{}` is the number.
    pub more: &'static str,
    pub sections: [&'static str; 11],
    pub tables: &'static str,
    pub of_categories: Table,
    pub of_purposes: Table,
    pub of_recipients: Table,
    pub of_periods: Table,
    pub of_cookies: Table,
    pub of_rights: Table,
    pub version: &'static str,
    pub session: &'static str,
    pub any_request: &'static str,
    pub draft: &'static str,
    pub record: Record,
}

/// The words of a table: its caption and its columns.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Table {
    pub caption: &'static str,
    pub columns: &'static [&'static str],
}

/// The words of the record of processing activities.
#[derive(Debug)]
pub(in crate::render) struct Record {
    pub title: &'static str,
    pub controller: Table,
    pub activities: Table,
    pub recipients: Table,
    pub periods: Table,
    pub measures: Table,
}

/// A catalogue with its messages read.
#[derive(Debug, Default)]
pub(in crate::render) struct Built {
    pub messages: BTreeMap<&'static str, Vec<Piece>>,
    pub before: Vec<Piece>,
    pub after: Vec<Piece>,
    pub words: BTreeMap<&'static str, &'static str>,
    pub categories: BTreeMap<&'static str, &'static str>,
    pub countries: BTreeMap<&'static str, &'static str>,
}

impl Built {
    fn of(catalogue: &Catalogue) -> Self {
        let (before, after) = catalogue.around.split_once("{}").unwrap_or((catalogue.around, ""));
        Self {
            messages: catalogue.messages.iter().map(|(rule, words)| (*rule, pattern::read(words))).collect(),
            before: pattern::read(before),
            after: pattern::read(after),
            words: catalogue.words.iter().copied().collect(),
            categories: catalogue.categories.iter().copied().collect(),
            countries: catalogue.countries.iter().copied().collect(),
        }
    }
}

/// Kinds of statements that no notice says, and why.
pub const UNSPOKEN: [(&str, &str); 7] = [
    ("include", "it says where the code is"),
    ("in", "each statement in it says its places"),
    ("people", "each statement in it says it"),
    ("notice", "it names a file"),
    ("agreement", "it names a file"),
    ("hold", "a hold is nobody's business but the company's and the court's"),
    ("inform", "the code has the topic and not the words"),
];

/// Slots that no notice says, and why.
pub const UNSAID: [(&str, &str, &str); 14] = [
    ("purpose", "purpose", "people read its title"),
    ("purpose", "term", "it is for machines, which read it in the JSON-LD"),
    ("recipient", "recipient", "people read its title"),
    ("message", "message", "people read its title"),
    ("category", "term", "it is for machines, which read it in the JSON-LD"),
    ("contract", "document", "the contract is between the parties"),
    ("contract", "until", "the contract is between the parties"),
    ("transfer", "document", "it is given on request"),
    ("transfer", "until", "it is given on request"),
    ("balancing", "document", "it is given on request"),
    ("balancing", "until", "it is given on request"),
    ("erase-by", "how", "it is how the company works"),
    ("erase-by", "service", "it is how the company works"),
    ("mail", "variable", "the address that it holds is printed"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use probity_policy::grammar::{Place, rules};
    use probity_vocabulary::CATEGORIES;

    const SPOKEN: [Place; 8] = [
        Place::File,
        Place::Policy,
        Place::Controller,
        Place::People,
        Place::Purpose,
        Place::Recipient,
        Place::Cookie,
        Place::Message,
    ];

    #[test]
    fn every_kind_of_statement_has_words_for_each_of_its_slots_in_every_language() {
        for language in Language::ALL {
            let built = language.built();
            for rule in rules::all().filter(|rule| SPOKEN.contains(&rule.place)) {
                let spoken = super::super::sections::section(rule.name).is_some();
                let excused = UNSPOKEN.iter().any(|(name, _)| *name == rule.name);
                let of_the_map = super::super::sections::OF_THE_MAP.contains(&rule.name);
                assert_eq!(
                    1,
                    usize::from(spoken) + usize::from(excused) + usize::from(of_the_map),
                    "`{}` is spoken, excused or of the data map, and one of these only",
                    rule.name
                );
                if !spoken {
                    continue;
                }
                let Some(message) = built.messages.get(rule.name) else {
                    panic!("`{}` has no message in {}", rule.name, language.tag());
                };
                let said = pattern::slots(message);
                for (slot, _) in rule.slots() {
                    let unsaid = UNSAID.iter().any(|(name, other, _)| name == &rule.name && other == slot);
                    assert!(
                        said.contains(slot) || unsaid,
                        "`{}` of `{}` is not said in {}",
                        slot,
                        rule.name,
                        language.tag()
                    );
                }
                for slot in said {
                    assert!(
                        rule.slots().iter().any(|(known, _)| *known == slot),
                        "`{}` in {} speaks of `{slot}`, which it does not have",
                        rule.name,
                        language.tag()
                    );
                }
            }
        }
    }

    #[test]
    fn every_category_has_a_name_of_its_own_in_every_language() {
        for language in Language::ALL {
            let built = language.built();
            let mut names = std::collections::BTreeSet::new();
            for category in CATEGORIES {
                let Some(name) = built.categories.get(category.word()) else {
                    panic!("`{}` has no name in {}", category.word(), language.tag());
                };
                assert!(names.insert(*name), "`{name}` is two categories in {}", language.tag());
                let joined = [", ", language.catalogue().and, language.catalogue().or];
                assert!(joined.iter().all(|word| !name.contains(word)), "`{name}` would be read as two");
            }
            assert_eq!(built.categories.len(), CATEGORIES.len());
        }
    }

    #[test]
    fn catalogues_know_the_same_words() {
        let english: Vec<&str> = Language::English.built().words.keys().copied().collect();
        let german: Vec<&str> = Language::German.built().words.keys().copied().collect();
        assert_eq!(english, german);
    }

    #[test]
    fn no_two_words_of_a_slot_are_called_the_same() {
        for language in Language::ALL {
            let mut seen = BTreeMap::new();
            for (key, phrase) in language.catalogue().words {
                let scope = key.split_once('/').map_or("", |(scope, _)| scope);
                let joined = [", ", language.catalogue().and, language.catalogue().or];
                let listed = !["facts", "waiting", "what", "effect", "how", "aim"].contains(&scope);
                assert!(
                    !listed || joined.iter().all(|word| !phrase.contains(word)),
                    "`{phrase}` is read as two"
                );
                let other = seen.insert((scope, *phrase), *key);
                assert_eq!(other, None, "`{phrase}` is {key} too, in {}", language.tag());
            }
        }
    }
}
