//! Holds every IRI of the vocabulary against the published lists of DPV 2.3.

use probity_vocabulary::{LegalBasis, glossary};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const LISTS: [&str; 4] =
    ["dpv/dpv.csv", "pd/pd.csv", "justifications/justifications.csv", "legal/eu/gdpr/eu-gdpr.csv"];

#[test]
fn every_iri_is_a_term_of_the_data_privacy_vocabulary() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("PROBITY_SHARED").map_or(beside, PathBuf::from).join("standards/dpv-2.3");
    if !folder.is_dir() {
        assert!(std::env::var_os("PROBITY_REQUIRE_SHARED").is_none(), "{} is not there", folder.display());
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let texts = LISTS.map(|list| std::fs::read_to_string(folder.join(list)).unwrap());
    let known: BTreeSet<String> = texts.iter().flat_map(|text| terms_of(text)).collect();
    assert!(known.len() > 1_000, "only {} terms were read", known.len());
    for term in glossary() {
        if let Some(iri) = term.iri {
            assert!(
                known.contains(iri),
                "the {} `{}` points to {iri}, which DPV does not have",
                term.noun,
                term.word
            );
        }
    }
    for basis in LegalBasis::ALL {
        assert!(known.contains(basis.core_iri()), "{basis}");
    }
}

/// The third column, which is the IRI, without the heading.
fn terms_of(text: &str) -> Vec<String> {
    records(text).into_iter().skip(1).filter_map(|record| record.into_iter().nth(2)).collect()
}

/// The records of a CSV text whose fields may be quoted and may then hold commas and line breaks.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![];
    let mut record = vec![];
    let mut field = String::new();
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    records
}
