//! Carrying an expiry out: in batches, each a transaction of its own, so that nobody waits longer than for one.
//!
//! INVARIANT (KILLED-ANYWHERE): what is still past its time is found again by the same condition; a batch is
//! committed or it is not, and there is no other state. The sink is told before a step and after each batch.
//!
//! INVARIANT (STILL-PAST): the rows of a step are collected once, by where they lie; the condition is asked again
//! in the statement that changes them, so that a row which changed meanwhile is left alone. Where an index finds them
//! and the engine can delete some of what a condition finds, nothing is collected, and never more goes than was planned.

use crate::approve::Approved;
use crate::batching::{BatchWork, Batching};
use crate::connect::Stores;
use crate::copies::make_anew;
use crate::engine::Access;
use crate::error::StoreError;
use crate::execute::SinkError;
use crate::expiry::lots::Lots;
use crate::expiry::plan::{ExpiryPlan, ExpiryStep, ExpiryWork, open, works};
use crate::graph::PersonGraph;
use crate::plan::StepAction;
use crate::workspace::Workspace;
use probity_policy::model::policy::Policy;
use std::fmt;
use std::ops::{ControlFlow, Range};
use std::time::Duration;

/// How large batches are, and how long others get the store to themselves in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryPace {
    /// Rows in one transaction.
    pub batch: u64,
    /// The pause after each; nothing for a tenth of the time that the batch took.
    pub pause: Option<Duration>,
}

impl Default for ExpiryPace {
    fn default() -> Self {
        Self { batch: 10_000, pause: None }
    }
}

/// A batch that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchDone {
    /// The number of the step in the plan, from 0.
    pub step: usize,
    /// How many rows it changed.
    pub rows: u64,
}

/// What a step came to this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepOutcome {
    /// The number of the step in the plan, from 0.
    pub step: usize,
    /// Rows changed this time.
    pub rows: u64,
}

/// Where it can be interrupted; tests stop it at each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpiryBoundary {
    /// A step begins.
    Step(usize),
    /// A batch was committed and not yet told.
    Committed(usize),
    /// A batch was told.
    Told(usize),
    /// A step is done.
    Done(usize),
}

impl fmt::Display for ExpiryBoundary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(step) => write!(formatter, "expiry-step:{step}"),
            Self::Committed(step) => write!(formatter, "expiry-committed:{step}"),
            Self::Told(step) => write!(formatter, "expiry-told:{step}"),
            Self::Done(step) => write!(formatter, "expiry-done:{step}"),
        }
    }
}

/// Where progress is recorded.
pub trait ExpirySink: Send {
    /// A batch was committed.
    fn batch(&mut self, done: &BatchDone) -> impl Future<Output = Result<(), SinkError>> + Send;
    /// A step has nothing left to do.
    fn step(&mut self, outcome: &StepOutcome) -> impl Future<Output = Result<(), SinkError>> + Send;
}

/// An expiry that did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExpireError {
    /// A store failed.
    #[error("the expiry could not be carried out")]
    Store(#[from] StoreError),
    /// A statement is not the one that was approved.
    #[error("what would be done to `{0}` is not what was approved")]
    OtherPlan(String),
    /// Progress could not be recorded.
    #[error("the expiry was stopped")]
    Sink(#[from] SinkError),
    /// A failpoint stopped it.
    #[error("stopped at {0}")]
    Stopped(ExpiryBoundary),
}

/// An approved expiry with all it needs.
#[derive(Debug)]
pub struct Expire<'a> {
    /// The graph at the plan's instant, with the same holds.
    pub graph: &'a PersonGraph,
    /// The stores.
    pub stores: &'a Stores,
    /// The policy.
    pub policy: &'a Policy,
    /// The plan.
    pub plan: &'a Approved<ExpiryPlan>,
    /// How fast.
    pub pace: ExpiryPace,
}

impl Expire<'_> {
    /// Carries the plan out, or what is left of it. `at` is called at every boundary; breaking stops there, as a
    /// crash would.
    ///
    /// # Errors
    /// When a store fails, a statement is another than was approved, or progress cannot be recorded.
    pub async fn run<S: ExpirySink>(
        &self,
        sink: &mut S,
        at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
    ) -> Result<Vec<StepOutcome>, ExpireError> {
        let mut workspace = open(self.graph, self.stores, Access::Change).await?;
        let outcome = self.run_in(&mut workspace, sink, at).await;
        if !matches!(outcome, Err(ExpireError::Stopped(_))) {
            workspace.close().await;
        }
        outcome
    }

    async fn run_in<S: ExpirySink>(
        &self,
        workspace: &mut Workspace<'_>,
        sink: &mut S,
        at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
    ) -> Result<Vec<StepOutcome>, ExpireError> {
        let Some(keeping) = &self.graph.keeping else { return Ok(Vec::new()) };
        let rules = self.graph.expiry_rules(self.policy, keeping);
        let works = works(workspace, &rules);
        let mut outcomes = Vec::new();
        for (number, step) in self.plan.get().steps.iter().enumerate() {
            if step.action == StepAction::Rebuild {
                self.rebuild(number, step, sink, at).await?;
                outcomes.push(StepOutcome { step: number, rows: 0 });
                continue;
            }
            let same =
                |work: &&ExpiryWork| work.step.store == step.store && work.step.statement == step.statement;
            let Some(work) = works.iter().find(same) else {
                return Err(ExpireError::OtherPlan(format!("{}.{}", step.store, step.table)));
            };
            reach(at, ExpiryBoundary::Step(number))?;
            let rows = self.run_step(workspace, number, step, work, sink, at).await?;
            let outcome = StepOutcome { step: number, rows };
            sink.step(&outcome).await?;
            outcomes.push(outcome);
            reach(at, ExpiryBoundary::Done(number))?;
        }
        Ok(outcomes)
    }

    /// Makes a copy of what went anew.
    async fn rebuild<S: ExpirySink>(
        &self,
        number: usize,
        step: &ExpiryStep,
        sink: &mut S,
        at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
    ) -> Result<(), ExpireError> {
        reach(at, ExpiryBoundary::Step(number))?;
        rebuild(self.stores, step).await?;
        sink.step(&StepOutcome { step: number, rows: 0 }).await?;
        reach(at, ExpiryBoundary::Done(number))
    }

    async fn run_step<S: ExpirySink>(
        &self,
        workspace: &mut Workspace<'_>,
        number: usize,
        step: &ExpiryStep,
        work: &ExpiryWork,
        sink: &mut S,
        at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
    ) -> Result<u64, ExpireError> {
        let last = number + 1 == self.plan.get().steps.len();
        let mut batching = Batching::new(&step.store, self.pace.batch, self.pace.pause);
        let mut batches = StepBatches { work, number, lots: Lots::Found, left: step.rows, last, sink, at };
        // Rows of a tree go from the leaves up, one level each time round.
        loop {
            let before = batches.left;
            let (lots, rows) = workspace.lots(work, before).await?;
            batches.lots = lots;
            batching.carry_out(workspace, &mut batches, rows, false, lots == Lots::Found).await?;
            if batches.left == before || batches.left == 0 {
                return Ok(step.rows - batches.left);
            }
        }
    }
}

/// The batches of one step of an expiry.
struct StepBatches<'s, S> {
    work: &'s ExpiryWork,
    number: usize,
    lots: Lots,
    /// How many rows the plan allows to go yet.
    left: u64,
    /// Whether nothing comes after this step.
    last: bool,
    sink: &'s mut S,
    at: &'s mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
}

impl<S: ExpirySink> BatchWork for StepBatches<'_, S> {
    type Fault = ExpireError;

    async fn begins(&mut self, _: &Range<u64>) -> Result<(), ExpireError> {
        Ok(())
    }

    async fn change(&mut self, workspace: &mut Workspace<'_>, rows: &Range<u64>) -> Result<u64, ExpireError> {
        Ok(workspace.work_lot(self.work, self.lots, rows).await?)
    }

    fn lost_race(fault: &ExpireError) -> bool {
        matches!(fault, ExpireError::Store(error) if error.is_lost_race())
    }

    async fn ended(&mut self, _: &Range<u64>, changed: u64) -> Result<(), ExpireError> {
        if changed > 0 {
            self.left = self.left.saturating_sub(changed);
            reach(self.at, ExpiryBoundary::Committed(self.number))?;
            self.sink.batch(&BatchDone { step: self.number, rows: changed }).await?;
            reach(self.at, ExpiryBoundary::Told(self.number))?;
        }
        Ok(())
    }

    fn goes_on(&self) -> bool {
        self.left > 0 || !self.last
    }
}

/// Makes anew what a step of a plan says was made from rows that went. A run that was killed before it came so far is
/// ended so.
///
/// # Errors
/// When the store refuses or cannot be reached.
pub async fn rebuild(stores: &Stores, step: &ExpiryStep) -> Result<(), StoreError> {
    if step.action != StepAction::Rebuild {
        return Ok(());
    }
    make_anew(stores, &step.store, &step.table, &step.statement).await
}

fn reach(
    at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
    boundary: ExpiryBoundary,
) -> Result<(), ExpireError> {
    match at(&boundary) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ExpireError::Stopped(boundary)),
    }
}
