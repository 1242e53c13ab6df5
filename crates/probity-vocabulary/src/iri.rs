//! The namespaces of the W3C Data Privacy Vocabulary 2.3, so that each term is written once and short.
//!
//! INVARIANT (TERMS-EXIST): every IRI made here is a term of DPV 2.3; `tests/dpv_terms.rs` holds it
//! against the published lists.

/// A term of the core vocabulary.
macro_rules! dpv {
    ($term:literal) => {
        concat!("https://w3id.org/dpv#", $term)
    };
}

/// A term of the extension for categories of personal data.
macro_rules! pd {
    ($term:literal) => {
        concat!("https://w3id.org/dpv/pd#", $term)
    };
}

/// A term of the extension for the General Data Protection Regulation.
macro_rules! gdpr {
    ($term:literal) => {
        concat!("https://w3id.org/dpv/legal/eu/gdpr#", $term)
    };
}

/// A term of the extension for justifications.
macro_rules! justification {
    ($term:literal) => {
        concat!("https://w3id.org/dpv/justifications#", $term)
    };
}

pub(crate) use {dpv, gdpr, justification, pd};
