//! A report: what became of every promise, with evidence that a stranger can ask for again. The keeper writes it, and
//! the pages of the published text read it: this is the one home of the format.

use jiff::Timestamp;
use probity_vocabulary::{PromiseClass, PromiseState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A report about all promises of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The policy's title and version.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// When the questions were asked.
    pub at: Timestamp,
    /// The clock could be set by somebody.
    #[serde(default)]
    pub test_clock: bool,
    /// How many promises are in each state.
    #[serde(default)]
    pub counts: BTreeMap<PromiseState, u64>,
    /// The promises, in the order of the policy.
    pub promises: Vec<PromiseReport>,
}

impl Report {
    /// What became of a promise.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&PromiseReport> {
        self.promises.iter().find(|one| one.id == id)
    }
}

/// What became of one promise: the stable interface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromiseReport {
    /// The promise's id.
    pub id: String,
    /// Its first clause of the published text.
    pub clause: Option<String>,
    /// All of its clauses.
    pub clauses: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Who makes it true.
    pub class: PromiseClass,
    /// Kept, broken or unproven.
    pub state: PromiseState,
    /// Why, in one sentence.
    pub because: String,
    /// The sentence of the policy.
    pub sentence: String,
    /// What was asked and answered. INVARIANT (NO-KEPT-WITHOUT-EVIDENCE): not empty when kept.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// One question, so put that it can be asked again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of question: `query`, `schema`, `ledger`, `policy`, `text`, `law`.
    pub kind: String,
    /// Where it was asked: the store, `ledger`, or the file.
    pub of: String,
    /// The question: a query, a command, a range of entries.
    pub question: String,
    /// The answer in a few words, without anybody's data.
    pub answer: String,
    /// SHA-256 of the whole answer, in hexadecimal.
    pub answer_hash: String,
    /// When it was asked.
    pub at: Timestamp,
}
