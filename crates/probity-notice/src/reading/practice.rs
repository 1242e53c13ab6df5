//! What a notice says that somebody does, may do or never does.

use serde::Serialize;
use serde_json::{Map, Value};
use std::ops::Range;

/// Kinds of practices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Data is collected, or said never to be.
    Collects,
    /// What data is used for.
    Purpose,
    /// Why the law allows it.
    LegalBasis,
    /// Who receives data.
    Recipient,
    /// What is not sold, shared or disclosed.
    NotShared,
    /// How long data is kept, and what becomes of it.
    Retention,
    /// What a person can ask for.
    Right,
    /// By when a person is answered.
    Deadline,
    /// What happens when data leaks.
    Breach,
    /// Data going to another country.
    Transfer,
    /// Cookies and the like.
    Cookie,
    /// Children and ages.
    Children,
    /// How data is protected.
    Security,
    /// How changes of the policy are told.
    ChangeNotice,
    /// How a person proves who they are.
    IdentityVerification,
    /// How to reach somebody.
    Contact,
    /// Any other promise.
    OtherPromise,
}

/// How much a rule is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// The words can mean something else.
    Unsure,
    /// They mostly mean this.
    Likely,
    /// They mean this.
    Sure,
}

/// One practice that a notice states.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    /// The clause, as an index into the outline.
    pub clause: usize,
    /// What kind of practice.
    pub kind: Kind,
    /// The words, in bytes of the text.
    pub span: Range<usize>,
    /// What the words say, by key; durations in ISO 8601.
    pub value: Map<String, Value>,
    /// How much to believe it.
    pub sureness: Sureness,
    /// The rule that read it.
    pub rule: &'static str,
    /// The sentence says it in passing: it is first of all another practice.
    pub is_beside: bool,
}
