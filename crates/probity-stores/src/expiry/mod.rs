//! Expiry: what is past its time in the stores, by which sentence of the policy, and letting it go.
//!
//! [`ExpiryPlan::make`] meets the `keep` sentences with the data map and the live rows; [`Expire`] carries an
//! approved plan out in batches. Neither knows a person; rows are conditions, never keys.
//!
//! INVARIANT (NEVER-EXPIRE-SILENTLY): rows whose instant is not known, sentences that are unclear and columns that
//! cannot be emptied are findings of the plan, and nothing happens to them.
//!
//! INVARIANT (APPROVED-ONLY): the executor takes an [`crate::Approved`] plan, derives each statement again and runs
//! it only when it is the one that was approved, on no more rows than were planned.

mod conditions;
mod count;
mod lots;
mod plan;
mod rules;
mod run;

pub use plan::{ExpiryFinding, ExpiryKept, ExpiryPlan, ExpiryScope, ExpiryStep};
pub use run::{BatchDone, Expire, ExpireError, ExpiryBoundary, ExpiryPace, ExpirySink, StepOutcome, rebuild};
