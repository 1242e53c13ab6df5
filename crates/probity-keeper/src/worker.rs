//! The worker: takes jobs and does them, one at a time, until told to stop.
//!
//! INVARIANT (EVERY-STEP-CAN-BE-KILLED): a job ends in the transaction of what it did; a worker that
//! dies leaves a lease that runs out, and the next worker does the job again from what was recorded.

use crate::error::KeeperError;
use crate::intake::later;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use jiff::{SignedDuration, Timestamp};
use probity_ledger::RequestId;
use probity_state::jobs::{self, Claim};
use probity_state::{StateError, ledger};
use std::future::Future;
use std::time::Duration;

/// Make the plan of a request.
pub(crate) const PLAN: &str = "plan";
/// Carry an approved plan out.
pub(crate) const CARRY_OUT: &str = "carry-out";
/// Send what is queued.
pub(crate) const MAIL: &str = "mail";
/// Destroy the key of a closed request.
pub(crate) const FORGET: &str = "forget";
/// End what an erasure left for later.
pub(crate) const FINISH: &str = "finish";
/// Let go what is past its time.
pub(crate) const EXPIRE: &str = "expire";

/// How long a worker may be silent before another takes its job.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often the lease is renewed meanwhile.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The first pause after a failure.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// How long to wait when there is nothing to do and nobody wakes the worker.
const IDLE: Duration = Duration::from_secs(1);

impl Keeper {
    /// Works until `stop` is done.
    pub async fn work(&self, name: &str, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let idle = match self.work_once(name).await {
                Ok(worked) => !worked,
                Err(error) => {
                    tracing::error!(error = error.chain(), "the queue of jobs cannot be read");
                    true
                }
            };
            if idle {
                tokio::select! {
                    () = &mut stop => return,
                    () = self.inner.wake.notified() => {}
                    () = tokio::time::sleep(IDLE) => {}
                }
            }
        }
    }

    /// Works until no job is due. How many jobs were done or failed.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn work_until_idle(&self, name: &str) -> Result<u64, KeeperError> {
        let mut count = 0_u64;
        while self.work_once(name).await? {
            count = count.saturating_add(1);
        }
        self.sign_checkpoint().await?;
        Ok(count)
    }

    /// Signs the ledger as it is now; the checkpoint.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn sign_checkpoint(&self) -> Result<String, KeeperError> {
        let now = self.inner.clock.now();
        let checkpoint =
            writing!(self.inner.state, |tx| Ok(ledger::checkpoint(tx, &self.inner.signer, now).await?))?;
        Ok(checkpoint.note)
    }

    /// Does one job that is due; false when there is none.
    async fn work_once(&self, name: &str) -> Result<bool, KeeperError> {
        let now = self.inner.clock.now();
        let claim = writing!(self.inner.state, |tx| Ok(jobs::claim(tx, name, now, LEASE).await?))?;
        let Some(claim) = claim else { return Ok(false) };
        let outcome = self.alive(&claim, self.perform(&claim)).await;
        if let Err(error) = outcome {
            let why = error.chain();
            tracing::warn!(
                job = claim.kind,
                attempt = claim.attempt,
                error = why,
                "a job failed and will be tried again"
            );
            let now = self.inner.clock.now();
            let noted =
                writing!(self.inner.state, |tx| Ok(jobs::fail(tx, &claim, &why, FIRST_PAUSE, now).await?));
            match noted {
                // Somebody else has the job by now; it is theirs.
                Err(KeeperError::State(StateError::LeaseLost)) | Ok(_) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(true)
    }

    /// Runs a job and renews its lease meanwhile.
    async fn alive(
        &self,
        claim: &Claim,
        job: impl Future<Output = Result<(), KeeperError>>,
    ) -> Result<(), KeeperError> {
        tokio::pin!(job);
        let mut renewed = claim.clone();
        loop {
            tokio::select! {
                outcome = &mut job => return outcome,
                () = tokio::time::sleep(HEARTBEAT) => {
                    let now = self.inner.clock.now();
                    let beat = writing!(self.inner.state, |tx| Ok(jobs::heartbeat(tx, &mut renewed, now, LEASE).await?));
                    beat?;
                }
            }
        }
    }

    async fn perform(&self, claim: &Claim) -> Result<(), KeeperError> {
        if claim.kind == EXPIRE {
            return self.expire_daily(claim).await;
        }
        let request = RequestId::parse(&claim.payload).ok_or(KeeperError::Stored("the payload of a job"))?;
        match claim.kind.as_str() {
            PLAN => self.make_plan(claim, request).await,
            CARRY_OUT => self.carry_out(claim, request).await,
            MAIL => self.send_mail(claim).await,
            FORGET => self.forget(claim, request).await,
            FINISH => self.finish_erasure(claim, request).await,
            crate::tasks::REMIND => self.remind(claim, request).await,
            _ => Err(KeeperError::Stored("the kind of a job")),
        }
    }

    /// Ends a job in a transaction of its own, for jobs whose effect is elsewhere.
    pub(crate) async fn finish(&self, claim: &Claim) -> Result<(), KeeperError> {
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| Ok(jobs::complete(tx, claim, now).await?))
    }
}

/// When to try a message again: after one, two, four … minutes, at most six hours; never after two days.
pub(crate) fn mail_retry(now: Timestamp, attempts: i64) -> Option<Timestamp> {
    let doubled = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(u32::MAX)).unwrap_or(i64::MAX);
    (attempts < 16).then(|| later(now, SignedDuration::from_mins(doubled.clamp(1, 360))))
}

impl Keeper {
    /// Why the work on a request has not ended, when an attempt failed.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn why_open(&self, id: RequestId) -> Result<Option<String>, KeeperError> {
        let payload = id.to_string();
        let jobs = reading!(self.inner.state, |tx| {
            let mut found = jobs::list(tx, "ready", 1000).await?;
            found.extend(jobs::list(tx, "dead", 1000).await?);
            Ok(found)
        })?;
        Ok(jobs.into_iter().filter(|job| job.payload == payload).find_map(|job| job.last_error))
    }
}
