//! What `verify` found, as it writes it in JSON.

use probity_vocabulary::PromiseState;
use serde::{Deserialize, Serialize};

/// A report on all promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The policy's title.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// When the questions were asked, as RFC 3339.
    pub at: String,
    /// The clock could be set by somebody.
    #[serde(default)]
    pub test_clock: bool,
    /// The promises.
    pub promises: Vec<Proved>,
}

/// What was found about one promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// The promise's id.
    pub id: String,
    /// Kept, broken or unproven.
    pub state: PromiseState,
    /// Why, in one sentence.
    pub because: String,
    /// What was asked and answered.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of question.
    pub kind: String,
    /// Where it was asked.
    pub of: String,
    /// The question.
    pub question: String,
    /// The answer in a few words.
    pub answer: String,
    /// SHA-256 of the whole answer.
    pub answer_hash: String,
    /// When it was asked.
    pub at: String,
}

impl Verified {
    /// What was found about a promise.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Proved> {
        self.promises.iter().find(|one| one.id == id)
    }
}
