//! The published words of a policy: read as clauses and practices.
//!
//! Everything is done by rules over the text alone, the same every time, without a network and without a model. What
//! a rule is not sure of, it says with less confidence. Nothing here decides anything: what was read becomes code
//! only when a person confirms it.

pub mod codes;
pub mod coverage;
mod difference;
pub mod document;
mod draft;
mod html;
mod lint;
mod lint_page;
mod markdown;
mod matching;
mod paged;
pub mod proposal;
mod reading;
pub mod render;
pub mod report;

pub use difference::{
    Aligned, Change, Difference, Direction, Duty, Edition, Fate, Mail, Place, PolicyChange, PolicyDifference,
    Version, Wording, difference, difference_mail, difference_page, policy_difference,
    policy_difference_mail, policy_difference_page,
};
pub use document::{Document, Format, Unreadable};
pub use draft::{Draft, draft};
pub use lint::{Finding, Laws, Severity, lint, lint_against};
pub use lint_page::lint_page;
pub use probity_text::{Clause, Outline};
#[doc(hidden)]
pub use reading::patterns;
pub use reading::{Kind, Practice, Reading, Sureness, read, read_document};
