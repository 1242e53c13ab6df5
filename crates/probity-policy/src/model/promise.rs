//! A promise: one sentence that binds the company, ready to be carried out and proved.

use probity_source::Span;
use probity_vocabulary::PromiseClass;
use serde::Serialize;

/// A promise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Promise {
    /// Stable over formatting, comments and the order of sentences: made from what it says.
    pub id: String,
    /// The clauses of the published text that say it, without `§`.
    pub clauses: Vec<String>,
    /// Its kind: the name of the rule its sentence follows.
    pub kind: &'static str,
    /// Who makes it true.
    pub class: PromiseClass,
    /// The sentence in its canonical form, with the heading of its block before it.
    pub sentence: String,
    /// The sentence's values: its projection.
    pub parameters: serde_json::Value,
    /// Nobody confirmed it yet, so it denies.
    pub unconfirmed: bool,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}
