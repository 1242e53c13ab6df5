//! Laws as dated data, the resolver between promise and law, and deadline arithmetic.
//!
//! A law is a file in `laws/`; this crate reads it, counts as it counts, and says for each figure which of
//! the policy's promises and the laws is better for the person, and why. It gives engineering defaults and
//! not legal advice: each rule carries where it stands and whether its text was read.
//!
//! Pure: time comes as an argument, the laws are part of the binary.
//!
//! INVARIANT (EARLIEST-READING): where a law can be read in two ways, and where two laws or a law and a
//! promise differ, the reading that is better for the person drives: the earlier deadline, the shorter
//! extension, the higher age, the longer window. What is not known (where somebody lives, whether a day is a
//! holiday) counts in the same direction.
//! INVARIANT (UNVERIFIED-IS-SAID): a figure whose text nobody has read still drives, and the answer says so.

mod answer;
mod appeal;
mod applicable;
mod calendar;
mod deadline;
mod duties;
mod easter;
mod elapsed;
mod holidays;
mod pack;
mod packs;
mod resolve;
mod rule;

pub use answer::{
    Considered, DeadlineAnswer, DeadlineQuestion, ExtensionAnswer, ExtensionError, PromisedAct,
    PromisedExtension, PromisedTime,
};
pub use appeal::{AppealAnswer, AppealQuestion, PromisedAppeal};
pub use applicable::{Applicable, Reason, Scope};
pub use calendar::Calendar;
pub use deadline::{DeadlineError, Due, due, extend, roll};
pub use duties::{BreachDeadline, Cited};
pub use elapsed::{Counting, Cutoff};
pub use holidays::{Holidays, HolidaysError};
pub use pack::{Authority, LawId, Pack, Reach};
pub use packs::{LawBook, PackError, UnknownLaw};
pub use probity_vocabulary::Residence;
pub use resolve::ResolveError;
pub use rule::{
    Acknowledge, Afterwards, Answer, Appeal, AskAgain, Bases, Breach, BreachThreshold, Clock, ClockStart,
    Confidence, ConsentAge, ConsentGiver, ConsentSubject, Duty, Exception, Extension, FreeRequests,
    KeepRecords, Roll, Rule, Signal, StorageLimit, Tell,
};
