//! What is done to data when its time is over.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// A way to end the keeping of data about a person.
    ErasureMethod, "erasure method" {
        Delete "delete" "The data is removed" = dpv!("Erase");
        Anonymise "anonymise" "What remains is about nobody, and nobody can undo that" = dpv!("Anonymise");
        Pseudonymise "pseudonymise" "The identity is replaced by a code; the data is still personal" = dpv!("Pseudonymise");
        Aggregate "aggregate" "Only counts over groups remain" = dpv!("Aggregate");
    }
}

impl ErasureMethod {
    /// Whether what remains is no longer personal data (GDPR recital 26). A pseudonym does not free anything.
    #[must_use]
    pub const fn ends_personal_data(self) -> bool {
        matches!(self, Self::Delete | Self::Anonymise | Self::Aggregate)
    }
}
