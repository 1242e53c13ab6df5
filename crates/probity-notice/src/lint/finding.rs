//! What is wrong with a notice.

use serde::Serialize;
use std::ops::Range;

/// How much it matters to the person whose data it is, and to the company before a regulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A matter of care.
    Low,
    /// Somebody could be misled.
    Medium,
    /// A duty is not met, or people lose something.
    High,
    /// The notice cannot do its work.
    Critical,
}

/// One fault, with the words that show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its name: an area and what is wrong there.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The law that asks for better; nothing when it is a matter of clarity.
    pub law: Option<&'static str>,
    /// What to write instead.
    pub instead: &'static str,
    /// The words, as bytes of the text; empty when something is missing.
    pub evidence: Vec<Range<usize>>,
}

impl Finding {
    /// A matter of care that the words at these places show; none when there are none.
    pub(super) fn of_care(
        code: &'static str,
        message: &str,
        instead: &'static str,
        evidence: Vec<Range<usize>>,
    ) -> Option<Self> {
        let found =
            Self { code, severity: Severity::Low, message: message.to_owned(), law: None, instead, evidence };
        (!found.evidence.is_empty()).then_some(found)
    }

    /// What the fault is about: the part of the code before its dot.
    #[must_use]
    pub fn area(&self) -> &'static str {
        self.code.split('.').next().unwrap_or(self.code)
    }
}
