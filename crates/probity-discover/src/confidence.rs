//! How sure a guess is, as a whole number of percent, so that it compares, prints and serialises alike everywhere.

use serde::Serialize;
use std::fmt;

/// How sure a guess is: 0 (not at all) to 100 (as sure as a form and a check digit can make it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Confidence(u8);

impl Confidence {
    /// Of so many percent; more than 100 is 100.
    #[must_use]
    pub const fn percent(percent: u8) -> Self {
        if percent > 100 { Self(100) } else { Self(percent) }
    }

    /// As a number from 0 to 100.
    #[must_use]
    pub const fn as_percent(self) -> u8 {
        self.0
    }

    /// What is left of it when `part` of `whole` agree; nothing to count leaves it as it is.
    #[must_use]
    pub(crate) fn scaled(self, part: usize, whole: usize) -> Self {
        let scaled = (usize::from(self.0) * part).checked_div(whole).unwrap_or_else(|| self.0.into());
        Self(u8::try_from(scaled).unwrap_or(100).min(100))
    }

    /// The doubt that is left when two signs that know nothing of each other say the same.
    #[must_use]
    pub(crate) fn joined(self, other: Self) -> Self {
        let doubt = (100 - u16::from(self.0)) * (100 - u16::from(other.0)) / 100;
        Self(u8::try_from(100 - doubt.min(100)).unwrap_or(100))
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} %", self.0)
    }
}
