//! Ending what an erasure had to leave: on the day on which a floor or a period is over, and when a hold is.
//!
//! The rows are known by keys that are sealed under the request's key; nobody's identity is needed or kept for it.
//! Each attempt makes its own plan from what is left, so that one that was killed needs no memory: what it erased is
//! not found again, and the rest is. It stands on the approval of the plan that left the rows.
//!
//! INVARIANT (ENDS-BY-ITSELF): while a request has rows that wait, a job waits with it.

use crate::error::KeeperError;
use crate::intake::later;
use crate::keeper::Keeper;
use crate::planning::hash_bytes;
use crate::reading::{reading, writing};
use jiff::{SignedDuration, Timestamp};
use probity_ledger::{Entry, Kind, RequestId};
use probity_state::jobs::{self, Claim, NewJob};
use probity_state::remainders::{self, Remainder as Kept};
use probity_state::requests::{self, Filter, Request};
use probity_state::{KeyOwner, StateError, Tx, ledger, random_bytes, vault};
use probity_stores::{
    Approved, Batch, Execute, Progress, Remainder, SinkError, StepAction, StepSink, StoreDone,
};
use probity_vocabulary::Reveal;
use std::ops::ControlFlow;

/// The vault's name for the keys of rows that wait.
pub(crate) const REMAINDER: &str = "remainder";
/// Looked at again at the latest, in case an instant that was not known is known by then.
const AT_THE_LATEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What was done is seen in the stores; nothing has to be remembered in between. A hold that came meanwhile ends it,
/// and the next attempt knows that hold.
struct Forgetful<'a> {
    keeper: &'a Keeper,
    holds: Vec<RequestId>,
}

impl StepSink for Forgetful<'_> {
    async fn begins(&mut self, _: &str) -> Result<(), SinkError> {
        self.keeper.no_new_hold(&self.holds).await
    }

    async fn batch_begins(&mut self, _: &Batch) -> Result<(), SinkError> {
        self.keeper.no_new_hold(&self.holds).await
    }

    async fn done(&mut self, _: &StoreDone) -> Result<(), SinkError> {
        Ok(())
    }
}

impl Keeper {
    /// Adds the job that looks at what a request left, for a day. There may be one for each day.
    pub(crate) async fn enqueue_finish(
        &self,
        tx: &mut Tx,
        request: RequestId,
        at: Timestamp,
    ) -> Result<(), StateError> {
        let job = NewJob {
            kind: crate::worker::FINISH.to_owned(),
            payload: request.to_string(),
            dedup_key: Some(format!("finish:{request}:{}", at.as_second())),
            run_after: at,
            max_attempts: 50,
        };
        jobs::enqueue(tx, &job, self.inner.clock.now()).await?;
        Ok(())
    }

    /// Keeps what a request leaves for later, and lets a job wait with it.
    pub(crate) async fn leave(
        &self,
        tx: &mut Tx,
        request: RequestId,
        sealed: &[u8],
        waiting: &[Kept],
        next: Timestamp,
    ) -> Result<(), KeeperError> {
        vault::put(tx, request, REMAINDER, sealed, self.inner.clock.now()).await?;
        remainders::put(tx, request, waiting).await?;
        self.enqueue_finish(tx, request, next).await?;
        Ok(())
    }

    /// What waits, as it is recorded.
    pub(crate) fn kept_rows(request: RequestId, remainder: &Remainder) -> Vec<Kept> {
        let waiting = remainder.waiting().into_iter();
        waiting
            .map(|one| Kept {
                request,
                store: one.store,
                table: one.table,
                rows: one.rows,
                because: one.because,
                clause: one.clause,
                until: one.until,
                first_at: one.first,
            })
            .collect()
    }

    /// When to look again: at the first end that is known.
    pub(crate) async fn next_look(&self, waiting: &[Kept]) -> Result<Timestamp, KeeperError> {
        let now = self.inner.clock.now();
        let ends = waiting.iter().filter_map(|one| one.first_at);
        // The last instant of a period is still within it.
        let ends = ends.map(|end| later(end, SignedDuration::from_secs(1)));
        let next = ends.chain(self.next_hold_end(now).await?).filter(|end| *end > now).min();
        let latest = later(now, AT_THE_LATEST);
        Ok(next.map_or(latest, |next| next.min(latest)))
    }

    /// Ends what waits for a request as far as nothing keeps it any more.
    pub(crate) async fn finish_erasure(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let request = reading!(inner.state, |tx| Ok(requests::fetch(tx, id).await?))?;
        let Some(left) = self.open_file(id, REMAINDER).await? else { return self.finish(claim).await };
        let left = Remainder::from_bytes(left.reveal(Reveal::QueryStore))
            .map_err(|_| KeeperError::Stored("what an erasure left"))?;
        let before: u64 = left.waiting().iter().map(|one| one.rows).sum();
        let holds = self.holds_now().await?;
        let graph = self.graph().await?;
        let salt = random_bytes::<16>(inner.random.as_ref()).map_err(StateError::from)?;
        let planned = probity_stores::plan_remainder(&graph, &inner.stores, &left, salt).await?;
        let by = request.approved_by.clone().unwrap_or_else(|| "the approval of the erasure".to_owned());
        let hash = planned.plan.hash.clone();
        if planned.plan.changes_anything() {
            self.at_boundary("finish-planned");
            let approved = Approved::new(planned.plan.clone(), &hash, by.as_str())
                .map_err(|_| KeeperError::Stored("the approval of a plan"))?;
            // Before anything goes: backups taken since the erasure hold these rows, and nothing else leads to them.
            self.bury_rest(id, &graph, &planned.material).await?;
            let key = self.column_pseudonyms();
            let (plan, material) = (&approved, &planned.material);
            let execute = Execute { graph: &graph, stores: &inner.stores, plan, material, key: &key };
            let mut at = |boundary: &probity_stores::Boundary| {
                self.at_boundary(&format!("finish-{boundary}"));
                ControlFlow::Continue(())
            };
            execute.run(&Progress::default(), &mut Forgetful { keeper: self, holds }, &mut at).await?;
            self.purge(&planned.plan, &planned.material).await?;
            self.at_boundary("finish-carried-out");
            let look = probity_stores::look(&graph, &inner.stores, &planned.plan, &planned.material).await?;
            if !look.remaining.is_empty() || !look.unplanned.is_empty() {
                return Err(KeeperError::Stored("what should be gone after the end of an erasure"));
            }
        }
        let remainder = planned.material.remainder();
        let waiting = Self::kept_rows(id, &remainder);
        let after: u64 = waiting.iter().map(|one| one.rows).sum();
        let changed: u64 = planned
            .plan
            .steps
            .iter()
            .filter(|step| step.action == StepAction::Delete)
            .map(|step| step.rows)
            .sum();
        let count = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        let entry = self
            .entry(Kind::ErasureContinued)
            .request(id)
            .fact("hash", hash.as_str())
            .fact("by", by.as_str())
            .fact("ended", count(before.saturating_sub(after)))
            .fact("deleted-now", count(changed))
            .fact("waiting", count(after));
        hash_bytes(&hash)?;
        if remainder.is_empty() {
            return self.end_erasure(claim, &request, entry).await;
        }
        let bytes = remainder.to_bytes();
        let sealed = self.seal_file(id, REMAINDER, bytes.reveal(Reveal::Seal)).await?;
        let next = self.next_look(&waiting).await?;
        let now = inner.clock.now();
        let moved = before != after || planned.plan.changes_anything();
        writing!(inner.state, |tx| {
            jobs::complete(tx, claim, now).await?;
            self.leave(tx, id, &sealed, &waiting, next).await?;
            if moved {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
            }
            Ok(())
        })
    }

    /// The final end: with the last row go the keys of the person and the request.
    async fn end_erasure(&self, claim: &Claim, request: &Request, entry: Entry) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let id = request.id;
        let mut entries = vec![entry];
        if let Some(person) = request.person
            && !self.person_is_needed(request).await?
        {
            inner.state.keys().destroy(KeyOwner::Person(person), inner.clock.now()).await?;
            entries.push(self.entry(Kind::KeyDestroyed).person(person).request(id));
        }
        self.at_boundary("finish-key-destroyed");
        let now = inner.clock.now();
        writing!(inner.state, |tx| {
            remainders::put(tx, id, &[]).await?;
            ledger::append(tx, &entries).await?;
            self.enqueue(tx, crate::worker::FORGET, id, now).await?;
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }

    /// Whether another request of the same person still needs their key: one that is open, or that left rows too.
    async fn person_is_needed(&self, request: &Request) -> Result<bool, KeeperError> {
        let filter = Filter { person: request.person, ..Filter::default() };
        reading!(self.inner.state, |tx| {
            for other in requests::list(tx, &filter, 1000).await? {
                if other.id != request.id
                    && (other.closed_at.is_none() || !remainders::of_request(tx, other.id).await?.is_empty())
                {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}
