//! Every word of every list in one sequence: for export, for documentation and for tests over all lists.

use crate::category_table::CATEGORIES;
use crate::erasure_method::ErasureMethod;
use crate::legal_basis::LegalBasis;
use crate::measure::Measure;
use crate::place::CountryGroup;
use crate::promise::{PromiseClass, PromiseState};
use crate::purpose_kind::PurposeKind;
use crate::refusal::{DelayReason, RefusalReason};
use crate::right::Right;
use crate::role::Role;
use crate::state::{ConsentState, RequestState};
use crate::transfer::TransferMechanism;
use serde::Serialize;

/// One word with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Term {
    /// The list it belongs to, as the noun for one of its words.
    pub noun: &'static str,
    /// Its spelling.
    pub word: &'static str,
    /// Its meaning in one line of plain English.
    pub title: &'static str,
    /// The IRI of the nearest DPV 2.3 term, where there is one.
    pub iri: Option<&'static str>,
}

/// All words, list by list, each in the order of its list.
#[must_use]
pub fn glossary() -> Vec<Term> {
    let mut terms: Vec<Term> = CATEGORIES
        .iter()
        .map(|category| Term {
            noun: "category",
            word: category.word(),
            title: category.title(),
            iri: Some(category.iri()),
        })
        .collect();
    macro_rules! append {
        ($($list:ident),+ $(,)?) => {
            $(terms.extend($list::ALL.iter().map(|entry| Term {
                noun: $list::NOUN,
                word: entry.word(),
                title: entry.title(),
                iri: entry.iri(),
            }));)+
        };
    }
    append!(
        PurposeKind,
        LegalBasis,
        Right,
        Role,
        Measure,
        RefusalReason,
        DelayReason,
        RequestState,
        ConsentState,
        PromiseClass,
        PromiseState,
        TransferMechanism,
        CountryGroup,
        ErasureMethod,
    );
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn within_a_list_no_two_words_share_a_spelling() {
        let mut seen = BTreeSet::new();
        for term in glossary() {
            assert!(seen.insert((term.noun, term.word)), "{term:?}");
        }
    }

    #[test]
    fn words_are_lower_case_or_codes_and_titles_are_one_sentence_without_a_stop() {
        for term in glossary() {
            let plain = term.word.chars().all(|letter| letter.is_ascii_lowercase() || "-.".contains(letter));
            let code = term.noun == "group of countries" && term.word.chars().all(|l| l.is_ascii_uppercase());
            assert!(plain || code, "{term:?}");
            assert!(term.title.starts_with(|letter: char| letter.is_uppercase()), "{term:?}");
            assert!(!term.title.ends_with('.') && !term.title.contains('\n'), "{term:?}");
        }
    }

    #[test]
    fn every_list_is_there() {
        let mut lists: BTreeMap<&str, usize> = BTreeMap::new();
        for term in glossary() {
            *lists.entry(term.noun).or_default() += 1;
        }
        assert_eq!(lists.len(), 15, "{lists:?}");
    }
}
