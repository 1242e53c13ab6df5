//! Why a request does not move on, and when it is tried again.

use crate::desk::DelayView;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::reading;
use crate::worker::{CARRY_OUT, PLAN};
use probity_ledger::RequestId;
use probity_state::jobs;

impl Keeper {
    /// What keeps a request from moving on, when the last attempt failed.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn waiting(&self, id: RequestId) -> Result<Option<DelayView>, KeeperError> {
        let found = reading!(self.inner.state, |tx| {
            let mut found = Vec::new();
            for kind in [CARRY_OUT, PLAN] {
                found.extend(jobs::unfinished(tx, &format!("{kind}:{id}")).await?);
            }
            Ok(found)
        })?;
        Ok(found.into_iter().find_map(|job| {
            Some(DelayView {
                why: job.last_error?,
                attempts: job.attempts.unsigned_abs(),
                next_try: (job.state != "dead").then_some(job.due_at),
            })
        }))
    }

    /// Why the work on a request has not ended, when an attempt failed.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn why_open(&self, id: RequestId) -> Result<Option<String>, KeeperError> {
        Ok(self.waiting(id).await?.map(|waiting| waiting.why))
    }
}
