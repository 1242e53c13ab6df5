//! Descriptions that other tools wrote, read into drafts in this language. A draft is for people to confirm: what
//! the other tool says is carried over, what it does not say is a marked default, and what has no counterpart is
//! told. Nothing here touches a store.

pub(crate) mod fides;
mod fides_words;
mod fides_writing;

/// A draft, and what has to be known about it.
pub(crate) struct Draft {
    /// The text of a policy file, laid out.
    pub(crate) text: String,
    /// What had no counterpart or had to be guessed, one sentence each.
    pub(crate) warnings: Vec<String>,
}
