//! Finding personal data: in the names, types and values of columns, in free text, and in JSON.
//!
//! [`classify`] says of a column what it probably holds, [`find_in_text`] and [`find_in_json`] find what stands inside
//! a value, and [`candidates`] and [`verdict_on`] ask one validator alone. Every answer carries how sure it is and
//! why. Guesses are for people to confirm: nothing here decides about anybody's data.
//!
//! It looks at forms, check digits, words and proportions. It knows no person, no language model, and no list of
//! people; names of persons in running text are not found.
//!
//! INVARIANT (NOTHING-REMEMBERED): answers hold spans, paths, kinds and counts, never the values looked at.
//! INVARIANT (LINEAR-TIME): the time of every answer is linear in the bytes looked at.

mod checksum;
mod classification;
mod classify;
mod column;
mod confidence;
mod json;
mod kind;
mod names;
mod recognise;
mod text;
mod values;

pub use classification::{Classification, Part, Reason};
pub use classify::classify;
pub use column::{ColumnHint, ValueKind};
pub use confidence::Confidence;
pub use json::{Member, find_in_json};
pub use kind::Kind;
pub use recognise::{Candidate, Verdict, candidates, verdict_on};
pub use text::{Found, find_in_text};
