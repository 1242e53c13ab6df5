//! The words of privacy: categories, purposes, legal bases, rights, roles, measures, places, units.
//!
//! One file per word list. A word list is closed: it is an enum (made by the macro in `word.rs`) or a
//! static table, and every word has one spelling, a plain English title and, where the W3C Data Privacy
//! Vocabulary 2.3 has a term for it, the IRI of that term.
//!
//! Deliberately not here: what a law says about a word (`probity-law`) and how a policy is written
//! (`probity-policy`).
//!
//! INVARIANT (ONE-SPELLING): within one word list no two words share a spelling, and reading the
//! spelling gives the word back.

mod category;
mod category_table;
mod country;
mod erasure_method;
mod glossary;
mod iri;
mod legal_basis;
mod measure;
mod period;
mod personal;
mod place;
mod promise;
mod purpose_kind;
mod refusal;
mod region;
mod right;
mod role;
mod similar;
mod state;
mod transfer;
mod word;

pub use category::{Category, CategoryPattern};
pub use category_table::CATEGORIES;
pub use country::{COUNTRIES, Country};
pub use erasure_method::ErasureMethod;
pub use glossary::{Term, glossary};
pub use legal_basis::LegalBasis;
pub use measure::Measure;
pub use period::{Period, Unit};
pub use personal::{Personal, Reveal};
pub use place::{CountryGroup, Coverage, Place, Residence};
pub use promise::{PromiseClass, PromiseState};
pub use purpose_kind::PurposeKind;
pub use refusal::{DelayReason, RefusalReason};
pub use region::{REGIONS, Region};
pub use right::Right;
pub use role::Role;
pub use similar::{closest, distance};
pub use state::{ConsentState, RequestState};
pub use transfer::TransferMechanism;
pub use word::UnknownWord;
