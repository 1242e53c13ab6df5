//! What is concluded without being known: a value, how sure it is, and why.

use serde::Serialize;
use std::fmt;

/// How sure a conclusion is, in per cent. What the engine declares is 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Confidence(u8);

impl Confidence {
    /// Declared by the engine itself.
    pub const DECLARED: Self = Self(100);
    /// Below this a drafted sentence is `unconfirmed`.
    pub const SURE_ENOUGH: Self = Self(75);

    /// A number of per cent, at most 99: only a declaration is certain.
    #[must_use]
    pub fn percent(percent: i32) -> Self {
        Self(u8::try_from(percent.clamp(1, 99)).unwrap_or(1))
    }

    /// The number of per cent.
    #[must_use]
    pub fn as_percent(self) -> u8 {
        self.0
    }

    /// Whether a sentence may stand without a question.
    #[must_use]
    pub fn is_sure(self) -> bool {
        self >= Self::SURE_ENOUGH
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}%", self.0)
    }
}

/// A conclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess<T> {
    /// What is concluded.
    pub value: T,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why, in words for people, without any row's value.
    pub reason: String,
}

impl<T> Guess<T> {
    /// A conclusion with its reason.
    pub fn new(value: T, confidence: Confidence, reason: impl Into<String>) -> Self {
        Self { value, confidence, reason: reason.into() }
    }
}
