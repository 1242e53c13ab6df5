//! Recording the steps of an erasure, and the batches of large ones, while they are carried out; how far they are.
//!
//! INVARIANT (HELD-STAYS): before each store and each batch it is looked whether a legal hold stands that the plan's
//! graph does not know. Then nothing more is done before what it covers was looked for.

use crate::desk::ProgressView;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::planning::StoredPlan;
use crate::reading::{reading, writing};
use jiff::Timestamp;
use probity_ledger::{Kind, RequestId};
use probity_state::batches::{self, Far, NewBatch};
use probity_state::steps::{self, Begun, Step, StepState};
use probity_state::{Tx, holds, ledger};
use probity_stores::{Batch, SinkError, StepSink, StoreDone};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Steps of a later plan are numbered from the next thousand, so that they never meet those of an earlier one.
const GENERATION: u32 = 1000;

/// Told how many rows of an erasure were done of how many.
pub type ErasureWatch = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// A hold stands that was not known when the work began.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a legal hold was placed meanwhile: what it covers is looked for before anything more goes")]
pub(crate) struct HeldAnew;

/// Where a request's steps are recorded.
pub(crate) struct Steps<'a> {
    pub(crate) keeper: &'a Keeper,
    pub(crate) request: RequestId,
    pub(crate) plan: &'a StoredPlan,
    /// The holds that the graph knows.
    pub(crate) holds: Vec<RequestId>,
}

/// The number of the step that is a store's part of a plan: stores are numbered in the order in which it names them.
fn step_number(plan: &StoredPlan, store: &str) -> u32 {
    let mut stores: Vec<&str> = Vec::new();
    for step in &plan.plan.steps {
        if !stores.contains(&step.store.as_str()) {
            stores.push(&step.store);
        }
    }
    let at = stores.iter().position(|one| *one == store).unwrap_or(stores.len());
    let at = u32::try_from(at).unwrap_or(GENERATION - 1).min(GENERATION - 1);
    plan.generation.saturating_mul(GENERATION).saturating_add(at)
}

/// Whether a step is one of this plan, and of none before it.
pub(crate) fn is_of(plan: &StoredPlan, number: u32) -> bool {
    let first = plan.generation.saturating_mul(GENERATION);
    (first..first.saturating_add(GENERATION)).contains(&number)
}

fn sink_error(error: KeeperError) -> SinkError {
    SinkError(Box::new(error))
}

/// Whether a hold stands now that is not among those known.
async fn is_held_anew(tx: &mut Tx, known: &[RequestId], now: Timestamp) -> Result<bool, KeeperError> {
    Ok(holds::standing(tx, now).await?.iter().any(|hold| !known.contains(&hold.id)))
}

impl StepSink for Steps<'_> {
    async fn begins(&mut self, store: &str) -> Result<(), SinkError> {
        let (keeper, request, number) = (self.keeper, self.request, step_number(self.plan, store));
        let now = keeper.inner.clock.now();
        let entry = keeper.entry(Kind::StepStarted).request(request).fact("store", store);
        let known = &self.holds;
        let held = writing!(keeper.inner.state, |tx| {
            if is_held_anew(tx, known, now).await? {
                return Ok(true);
            }
            if steps::begin(tx, request, number, store, "erase", now).await? == Begun::Fresh {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
            }
            Ok(false)
        });
        if held.map_err(sink_error)? { Err(SinkError(Box::new(HeldAnew))) } else { Ok(()) }
    }

    async fn batch_begins(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let (keeper, request, number) = (self.keeper, self.request, step_number(self.plan, &batch.store));
        let now = keeper.inner.clock.now();
        let new = NewBatch {
            table: batch.table.clone(),
            action: batch.action.word().to_owned(),
            rows: batch.rows,
            remaining: batch.left,
        };
        let known = &self.holds;
        let held = writing!(keeper.inner.state, |tx| {
            if is_held_anew(tx, known, now).await? {
                return Ok(true);
            }
            batches::begin(tx, request, number, &new, now).await?;
            Ok(false)
        });
        if held.map_err(sink_error)? { Err(SinkError(Box::new(HeldAnew))) } else { Ok(()) }
    }

    async fn batch_done(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let (keeper, request, number) = (self.keeper, self.request, step_number(self.plan, &batch.store));
        let now = keeper.inner.clock.now();
        let noted = writing!(keeper.inner.state, |tx| Ok(batches::done(tx, request, number, now).await?));
        noted.map_err(sink_error)?;
        self.tell().await
    }

    async fn done(&mut self, done: &StoreDone) -> Result<(), SinkError> {
        let (keeper, request, number) = (self.keeper, self.request, step_number(self.plan, &done.store));
        let now = keeper.inner.clock.now();
        let together: u64 =
            done.steps.iter().filter(|step| step.action.changes()).map(|step| step.rows).sum();
        let together = if done.in_batches { 0 } else { together };
        let digest: [u8; 32] = Sha256::digest(serde_json::to_vec(&done.steps).unwrap_or_default()).into();
        let noted = writing!(keeper.inner.state, |tx| {
            // Nothing is left that a batch could not have done.
            batches::settle(tx, request, number, 0, now).await?;
            let far = batches::far(tx, request).await?;
            let far = far.iter().find(|far| far.step == number);
            let rows = together.saturating_add(far.map_or(0, |far| far.done));
            let mut entry = keeper
                .entry(Kind::StepDone)
                .request(request)
                .fact("store", done.store.as_str())
                .fact("rows", i64::try_from(rows).unwrap_or(i64::MAX))
                .fact("digest", crate::package::hex(&digest).as_str());
            if let Some(far) = far {
                entry = entry.fact("batches", i64::try_from(far.batches).unwrap_or(i64::MAX));
            }
            steps::done(tx, request, number, rows, digest, now).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(())
        });
        noted.map_err(sink_error)?;
        self.tell().await
    }
}

impl Steps<'_> {
    /// Tells whoever watches how far it is.
    async fn tell(&self) -> Result<(), SinkError> {
        let Some(watch) = self.keeper.inner.erasure_watch.get() else { return Ok(()) };
        let far = self.keeper.progress_of(self.request, self.plan).await.map_err(sink_error)?;
        let (done, left) = far.iter().fold((0_u64, 0_u64), |(done, left), one| {
            (done.saturating_add(one.rows_done), left.saturating_add(one.rows_left))
        });
        watch(done, done.saturating_add(left));
        Ok(())
    }
}

impl Keeper {
    /// Lets somebody be told how far the erasures are that this keeper carries out. Only the first is told.
    pub fn watch_erasures(&self, watch: ErasureWatch) {
        let _ = self.inner.erasure_watch.set(watch);
    }

    /// The holds of the state that stand now.
    pub(crate) async fn holds_now(&self) -> Result<Vec<RequestId>, KeeperError> {
        let now = self.inner.clock.now();
        let standing = reading!(self.inner.state, |tx| Ok(holds::standing(tx, now).await?))?;
        Ok(standing.into_iter().map(|hold| hold.id).collect())
    }

    /// Stops what must not go on when a hold stands that was not known.
    pub(crate) async fn no_new_hold(&self, known: &[RequestId]) -> Result<(), SinkError> {
        let now = self.inner.clock.now();
        let held = reading!(self.inner.state, |tx| is_held_anew(tx, known, now).await);
        if held.map_err(sink_error)? { Err(SinkError(Box::new(HeldAnew))) } else { Ok(()) }
    }

    /// How far an erasure is, store by store, what was done under plans before this one included.
    pub(crate) async fn progress_of(
        &self,
        id: RequestId,
        plan: &StoredPlan,
    ) -> Result<Vec<ProgressView>, KeeperError> {
        let (known, far) = reading!(self.inner.state, |tx| {
            Ok((steps::list(tx, id).await?, batches::far(tx, id).await?))
        })?;
        Ok(progress(plan, &known, &far))
    }

    /// What the officer is told of rows that are done when a plan is made again; nothing when none are.
    pub(crate) async fn done_remark(&self, id: RequestId) -> Result<Option<String>, KeeperError> {
        let (known, far) = reading!(self.inner.state, |tx| {
            Ok((steps::list(tx, id).await?, batches::far(tx, id).await?))
        })?;
        let rows = known.iter().map(|step| done_in(step, &far)).fold(0, u64::saturating_add);
        let told = format!("{rows} rows were done before; this plan is what is left");
        Ok((rows > 0).then_some(told))
    }

    /// Whether anything of a request was begun in a store.
    pub(crate) async fn was_begun(&self, id: RequestId) -> Result<bool, KeeperError> {
        Ok(!reading!(self.inner.state, |tx| Ok(steps::list(tx, id).await?))?.is_empty())
    }
}

/// The rows that a step is known to have done.
fn done_in(step: &Step, far: &[Far]) -> u64 {
    let far = far.iter().find(|far| far.step == step.number).map_or(0, |far| far.done);
    if step.state == StepState::Done { step.rows.unwrap_or(far) } else { far }
}

fn progress(plan: &StoredPlan, known: &[Step], far: &[Far]) -> Vec<ProgressView> {
    let mut stores: Vec<&str> = Vec::new();
    let changing = plan.plan.steps.iter().filter(|step| step.action.changes()).map(|step| &step.store);
    for store in known.iter().map(|step| &step.store).chain(changing) {
        if !stores.contains(&store.as_str()) {
            stores.push(store);
        }
    }
    let view = |store: &str| {
        let theirs = known.iter().filter(|step| step.store == store);
        let number = step_number(plan, store);
        let ended = theirs.clone().any(|step| step.number == number && step.state == StepState::Done);
        let planned = plan.plan.steps.iter().filter(|step| step.store == store && step.action.changes());
        let left = far.iter().find(|far| far.step == number).map(|far| far.left);
        let numbers: Vec<u32> = theirs.clone().map(|step| step.number).collect();
        ProgressView {
            store: store.to_owned(),
            batches: far.iter().filter(|far| numbers.contains(&far.step)).map(|far| far.batches).sum(),
            rows_done: theirs.map(|step| done_in(step, far)).fold(0, u64::saturating_add),
            rows_left: if ended { 0 } else { left.unwrap_or_else(|| planned.map(|step| step.rows).sum()) },
        }
    };
    stores.into_iter().map(view).collect()
}
