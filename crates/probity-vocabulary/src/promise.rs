//! What kind of promise, and what became of it.

use serde::{Deserialize, Serialize};

/// Who makes a promise true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromiseClass {
    /// Probity makes it true, or refuses the opposite.
    Enforced,
    /// A person does it; Probity asks for it, dates it and keeps the proof.
    Evidenced,
    /// Out of software's reach; a named person signs for it and the signature expires.
    Attested,
}

/// What a report says of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromiseState {
    /// The check ran, there was something to check, and no counterexample was found.
    Kept,
    /// One counterexample was found.
    Broken,
    /// Nothing to check yet, or nothing that could check it.
    Unproven,
}
