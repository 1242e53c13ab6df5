//! Readings that somebody else than the rules proposes, for sentences that the rules leave open.
//!
//! `open` says which sentences these are, `question` how they are asked about, `answer` what of an answer is taken.
//! Nothing here speaks to anybody: questions and answers are text.
//!
//! INVARIANT (QUOTED-OR-REFUSED): a proposal is a sentence that was asked about, a kind of practice, and words that
//! stand in that sentence letter by letter. What the words say (figures, names, rights) is read from them by the code
//! that reads for the rules, so that nothing can be proposed that the notice does not say.
//! INVARIANT (NEVER-CONFIRMED): what was proposed is unsure, so that its statement is `unconfirmed`; and it makes no
//! statement of the rules surer, and changes none.

mod answer;
mod open;
mod question;

pub use answer::{Answer, Refusal};
pub use open::{Sentence, sentences};
pub use question::{INSTRUCTIONS, Question, questions};

use crate::{Practice, Reading};

/// The rule of a practice that none of our rules read.
pub const RULE: &str = "proposed";

impl Practice {
    /// Whether somebody proposed it and no rule read it.
    #[must_use]
    pub fn is_proposed(&self) -> bool {
        self.rule == RULE
    }
}

/// The reading with proposals in it, in the order of the text.
#[must_use]
pub fn with(mut reading: Reading, proposed: Vec<Practice>) -> Reading {
    reading.practices.extend(proposed);
    reading.practices.sort_by_key(|practice| (practice.span.start, practice.is_proposed()));
    reading
}
