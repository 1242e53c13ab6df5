//! Approval: the only way from a plan to something the executor takes.
//!
//! INVARIANT (APPROVED-ONLY): [`Approved::new`] is the one constructor, and it compares the hash that
//! the approver saw with the plan at hand.

use crate::expiry::ExpiryPlan;
use crate::plan::Plan;

/// A plan that somebody approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved<T> {
    inner: T,
    by: String,
}

/// A plan is not what was approved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// The approver saw another plan.
    #[error("plan `{plan}` was not approved; the approval is for `{approved}`")]
    OtherPlan {
        /// The hash of the plan at hand.
        plan: String,
        /// The hash that was approved.
        approved: String,
    },
    /// Nobody is named.
    #[error("an approval names who approved")]
    Nobody,
}

impl Approved<Plan> {
    /// Approves a plan by the hash that was shown to the approver.
    ///
    /// # Errors
    /// When the hash is not the plan's, or nobody is named.
    pub fn new(plan: Plan, hash: &str, by: impl Into<String>) -> Result<Self, ApprovalError> {
        let computed = plan.computed_hash();
        if computed != hash || plan.hash != hash {
            return Err(ApprovalError::OtherPlan { plan: computed, approved: hash.to_owned() });
        }
        let by = by.into();
        if by.trim().is_empty() {
            return Err(ApprovalError::Nobody);
        }
        Ok(Self { inner: plan, by })
    }
}

impl Approved<ExpiryPlan> {
    /// Approves the plan of an expiry by the hash that was shown to the approver.
    ///
    /// # Errors
    /// When the hash is not the plan's, or nobody is named.
    pub fn expiry(plan: ExpiryPlan, hash: &str, by: impl Into<String>) -> Result<Self, ApprovalError> {
        let computed = plan.computed_hash();
        if computed != hash || plan.hash != hash {
            return Err(ApprovalError::OtherPlan { plan: computed, approved: hash.to_owned() });
        }
        let by = by.into();
        if by.trim().is_empty() {
            return Err(ApprovalError::Nobody);
        }
        Ok(Self { inner: plan, by })
    }
}

impl<T> Approved<T> {
    /// What was approved.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.inner
    }

    /// Who approved it.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }
}
