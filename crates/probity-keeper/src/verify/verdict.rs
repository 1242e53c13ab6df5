//! What a proof comes to.

use crate::report::Evidence;
use probity_vocabulary::PromiseState;

/// A verdict with its reason and evidence.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    state: PromiseState,
    because: String,
    evidence: Vec<Evidence>,
}

impl Verdict {
    /// The check ran, there was something to check, and no counterexample was found.
    pub(super) fn kept(because: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        if evidence.is_empty() {
            return Self::unproven("nothing was there to be checked");
        }
        Self { state: PromiseState::Kept, because: because.into(), evidence }
    }

    /// A counterexample was found.
    pub(super) fn broken(because: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Self { state: PromiseState::Broken, because: because.into(), evidence }
    }

    /// It could not be checked.
    pub(super) fn unproven(because: impl Into<String>) -> Self {
        Self { state: PromiseState::Unproven, because: because.into(), evidence: Vec::new() }
    }

    /// The same with what was asked all the same.
    pub(super) fn having_asked(mut self, evidence: Vec<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }

    pub(super) fn parts(self) -> (PromiseState, String, Vec<Evidence>) {
        (self.state, self.because, self.evidence)
    }
}
