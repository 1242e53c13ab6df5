//! Data of a person, in a type that does not leak by accident.

use std::fmt;

/// Why a value of a person is read in the clear. Every call names one, so that
/// a reader of the code finds all places where data leaves its wrapper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// To ask a store of the company for the person's rows.
    QueryStore,
    /// To hand the person their own data, or write to them.
    AnswerPerson,
    /// To hash it under a key, as a pseudonym or fingerprint.
    Pseudonymise,
    /// To seal it.
    Seal,
    /// To compare it with something the person has shown.
    VerifyIdentity,
}

/// A person's datum. It has no `Display`, no `Serialize`, and a `Debug` that shows nothing.
///
/// INVARIANT (PERSONAL-HAS-A-TYPE): outside this type a person's data appears only
/// where [`Personal::reveal`] was called with the reason for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value in the clear, for the reason given.
    pub fn reveal(&self, _why: Reveal) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Personal(…)")
    }
}
