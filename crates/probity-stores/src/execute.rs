//! Carrying out an approved erasure: find again, compare with the plan, change, one transaction per store.
//!
//! INVARIANT (NOTHING-UNPLANNED): nothing lasts but changes of rows whose keys the plan named; more or
//! other rows make [`ExecuteError::PlanChanged`], and nothing is changed. Mostly the keys are compared before
//! any statement runs. Where one transaction holds all of the work and the engine can say of a deletion which
//! rows it was, they are compared then, before the commit; if they differ, all is undone and the keys are
//! compared first.
//!
//! INVARIANT (KILLED-ANYWHERE): before each store the sink is told that it begins, after the commit
//! that it is done. Carrying out again from what the sink remembers ends in the same state, because
//! rows are found again from the plan's material even when the rows that led to them are gone, and
//! what is already as it should be is not touched. An unknown outcome of a commit is resolved so, too.

use crate::approve::Approved;
use crate::batched::{Batch, Batched};
use crate::boundary::{Boundary, reach};
use crate::connect::Stores;
use crate::echo::echo_in;
use crate::engine::Access;
use crate::error::StoreError;
use crate::graph::PersonGraph;
use crate::grown::{ChangedStep, changed};
use crate::known::Known;
use crate::plan::{Plan, PlanMaterial, PlanStep, Right};
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::retry;
use crate::work::{RunError, Worklist};
use crate::workspace::Workspace;
use probity_vocabulary::Reveal;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// What the keeper remembers of earlier attempts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Stores that were begun.
    pub begun: BTreeSet<String>,
    /// Stores that were done.
    pub done: BTreeSet<String>,
}

/// A store whose part is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreDone {
    /// The store.
    pub store: String,
    /// How many rows each step changed this time.
    pub steps: Vec<PlanStep>,
    /// Whether it was done in batches, each of which was told.
    pub in_batches: bool,
}

/// What could not be recorded.
#[derive(Debug, thiserror::Error)]
#[error("the progress could not be recorded")]
pub struct SinkError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where progress is recorded. Both calls may come again for the same store after a crash.
pub trait StepSink: Send {
    /// The store's transaction is about to change rows.
    fn begins(&mut self, store: &str) -> impl Future<Output = Result<(), SinkError>> + Send;
    /// A batch of the store's rows is about to be changed in a transaction of its own.
    fn batch_begins(&mut self, batch: &Batch) -> impl Future<Output = Result<(), SinkError>> + Send {
        let _ = batch;
        std::future::ready(Ok(()))
    }
    /// The batch's transaction was committed.
    fn batch_done(&mut self, batch: &Batch) -> impl Future<Output = Result<(), SinkError>> + Send {
        let _ = batch;
        std::future::ready(Ok(()))
    }
    /// The store's transaction, or the last of its batches, was committed.
    fn done(&mut self, done: &StoreDone) -> impl Future<Output = Result<(), SinkError>> + Send;
}

/// An erasure that was not carried out, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// A store failed.
    #[error("the plan could not be carried out")]
    Store(#[from] StoreError),
    /// More or other rows were found than were planned.
    #[error("the rows are no longer those of the plan: {}", changed_texts(.0))]
    PlanChanged(Vec<ChangedStep>),
    /// The stores no longer allow what was planned.
    #[error("the plan is refused: {}", refusal_texts(.0))]
    Refused(Vec<PlanRefusal>),
    /// Progress could not be recorded.
    #[error("the plan was stopped")]
    Sink(#[from] SinkError),
    /// Somebody changes the rows again and again while they are erased.
    #[error("the rows, or what leads to them, changed each time between finding and changing them")]
    Restless,
    /// A failpoint stopped it.
    #[error("stopped at {0:?}")]
    Stopped(Boundary),
    /// The plan is not one that changes anything, or the material is another plan's.
    #[error("{0}")]
    NotThisPlan(&'static str),
}

fn changed_texts(steps: &[ChangedStep]) -> String {
    let texts: Vec<String> = steps
        .iter()
        .map(|step| {
            format!(
                "{} rows of `{}.{}` to {}, {} planned",
                step.found,
                step.store,
                step.table,
                step.action.word(),
                step.planned
            )
        })
        .collect();
    texts.join("; ")
}

fn refusal_texts(refusals: &[PlanRefusal]) -> String {
    let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

/// What was carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Executed {
    /// The stores done this time, in order.
    pub stores: Vec<String>,
    /// Steps for which rows were found in stores that were said to be done: not gone after all.
    pub remaining: Vec<PlanStep>,
    /// How many batches were committed this time.
    pub batches: u64,
}

/// An approved erasure with all it needs to be carried out.
#[derive(Debug)]
pub struct Execute<'a> {
    /// The person graph.
    pub graph: &'a PersonGraph,
    /// The stores.
    pub stores: &'a Stores,
    /// The plan.
    pub plan: &'a Approved<Plan>,
    /// Its material.
    pub material: &'a PlanMaterial,
    /// The key of its pseudonyms, the same in every attempt.
    pub key: &'a PseudonymKey,
}

/// How an attempt goes about it.
#[derive(Clone, Debug)]
struct Manner {
    /// Whether rows may be looked at while they are deleted.
    at_once: bool,
    /// Whether each statement is sent by itself.
    singly: bool,
    /// Stores whose own part has committed, with what it changed, so that what triggers wrote is next.
    echoed: BTreeMap<String, Vec<PlanStep>>,
}

/// How an attempt ended that no fault ended.
enum Outcome {
    Done,
    /// Deleting told that the rows are not those of the plan; all of it was undone.
    NotAsPlanned,
    /// A store was done in batches; the others have to be looked at anew.
    Again,
    /// The rows changed between batches, and have to be found anew.
    Stale(Option<PlanRefusal>),
    /// This store has committed, and what its triggers wrote is to be found.
    Echoing(StoreDone),
}

impl Execute<'_> {
    /// Carries the plan out, or the rest of it. `at` is called at every boundary; breaking stops there,
    /// as a crash would.
    ///
    /// # Errors
    /// When a store fails, the rows are others than planned, or progress cannot be recorded.
    pub async fn run<S: StepSink>(
        &self,
        progress: &Progress,
        sink: &mut S,
        at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
    ) -> Result<Executed, ExecuteError> {
        if self.plan.get().right != Right::Erasure {
            return Err(ExecuteError::NotThisPlan("only a plan of an erasure is carried out"));
        }
        let rows = &self.material.0.reveal(Reveal::QueryStore).rows;
        if rows.len() != self.plan.get().steps.len() {
            return Err(ExecuteError::NotThisPlan("the material is not that of the plan"));
        }
        for (step, rows) in self.plan.get().steps.iter().zip(rows) {
            if crate::work::digest(rows) != step.key_digest {
                return Err(ExecuteError::NotThisPlan("the material is not that of the plan"));
            }
        }
        let mut progress = progress.clone();
        let mut executed = Executed::default();
        let mut attempt = 0;
        // With several stores nothing may last before all of them are known to be as planned.
        let concerned = self.concerned();
        let at_once = progress.begun.is_empty()
            && concerned.len() == 1
            && !concerned.iter().any(|store| self.is_large(store));
        let mut manner = Manner { at_once, singly: false, echoed: BTreeMap::new() };
        loop {
            let before = executed.batches;
            let outcome = self.attempt(&mut progress, sink, at, &mut executed, &manner).await;
            if executed.batches > before {
                attempt = 0;
            }
            match outcome {
                Ok(Outcome::Done) => return Ok(executed),
                Ok(Outcome::Again) => {}
                Ok(Outcome::Stale(refusal)) => {
                    if !retry::again(&mut attempt).await {
                        return Err(match refusal {
                            Some(refusal) => ExecuteError::Refused(vec![refusal]),
                            None => ExecuteError::Restless,
                        });
                    }
                }
                Ok(Outcome::NotAsPlanned) => {
                    manner.at_once = false;
                    manner.singly = true;
                }
                Ok(Outcome::Echoing(part)) => {
                    manner.at_once = false;
                    manner.echoed.insert(part.store, part.steps);
                }
                Err(ExecuteError::Store(error)) if error.is_lost_race() || error.is_connection_lost() => {
                    if !retry::again(&mut attempt).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn attempt<S: StepSink>(
        &self,
        progress: &mut Progress,
        sink: &mut S,
        at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
        executed: &mut Executed,
        manner: &Manner,
    ) -> Result<Outcome, ExecuteError> {
        let mut workspace =
            Workspace::open(self.graph, self.stores, Access::Change, &BTreeSet::new()).await?;
        let outcome = self.attempt_in(&mut workspace, progress, sink, at, executed, manner).await;
        if outcome.is_ok() {
            for store in &executed.stores {
                workspace.fold_journal(store).await?;
            }
        }
        match &outcome {
            Ok(_) => workspace.part().await,
            // A failpoint stands for a crash: then nobody says goodbye to the stores.
            Err(ExecuteError::Stopped(_)) => {}
            Err(_) => workspace.close().await,
        }
        outcome
    }

    async fn attempt_in<S: StepSink>(
        &self,
        workspace: &mut Workspace<'_>,
        progress: &mut Progress,
        sink: &mut S,
        at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
        executed: &mut Executed,
        manner: &Manner,
    ) -> Result<Outcome, ExecuteError> {
        let material = self.material.0.reveal(Reveal::QueryStore);
        workspace.singly = manner.singly;
        workspace.large =
            self.concerned().into_iter().filter(|store| self.is_large(store)).cloned().collect();
        let needed;
        let given = if progress.begun.is_empty() {
            &material.start
        } else if workspace.large.is_empty() {
            &material.tuples
        } else {
            needed = workspace.needed_tuples(self.plan.get(), material).await?;
            &needed
        };
        workspace.expect(self.plan.get(), material, manner.at_once);
        workspace.settled.clone_from(&progress.done);
        let mut decisions =
            workspace.find_and_decide(&self.material.claims(), given, &material.sought).await?;
        let known = Known::of(self.plan.get(), material);
        let list = workspace.worklist(&mut decisions, &known).await?;
        if workspace.mistaken {
            return Ok(Outcome::NotAsPlanned);
        }
        if !decisions.refusals.is_empty() {
            return Err(ExecuteError::Refused(decisions.refusals));
        }
        executed.remaining = remaining(&list, &progress.done);
        let grown = changed(self.plan.get(), &material.rows, &list, progress);
        let concerned = self.concerned();
        let steps = &self.plan.get().steps;
        let mut committed = BTreeSet::new();
        if !grown.is_empty() {
            // What an earlier attempt committed is in no plan that is made now; its copies go with this one.
            for store in progress.begun.difference(&progress.done) {
                let due = self.graph.due_after(store, &concerned, steps);
                workspace.rebuild(&due, &mut committed).await?;
            }
            return Err(ExecuteError::PlanChanged(grown));
        }
        for store in &self.graph.stores {
            if !concerned.contains(store) || progress.done.contains(store) {
                continue;
            }
            reach(at, Boundary::BeforeStore(store.clone()))?;
            sink.begins(store).await?;
            progress.begun.insert(store.clone());
            reach(at, Boundary::Begun(store.clone()))?;
            // What is made anew from a store's rows belongs to one breath with them, and needs the other stores.
            let due = self.graph.due_after(store, &concerned, steps);
            // What triggers write when rows go is looked for in one breath with them, too.
            let batched = due.is_empty()
                && workspace.large.contains(store)
                && !echo_in(self.plan.get(), store)
                && workspace.can_be_batched(store, &list);
            if batched {
                match self.change_in_batches(workspace, store, &list, sink, at, executed).await? {
                    Batched::Done => {}
                    Batched::Stale(refusal) => return Ok(Outcome::Stale(refusal)),
                }
            } else if !matches!(self.change_store(workspace, store, &list, at).await?, Outcome::Done) {
                return Ok(Outcome::NotAsPlanned);
            }
            committed.insert(store.clone());
            reach(at, Boundary::Committed(store.clone()))?;
            let works = list.works.iter().filter(|work| work.step.store == *store);
            let mut changed: Vec<PlanStep> =
                works.filter(|work| work.step.action.changes()).map(|work| work.step.clone()).collect();
            match manner.echoed.get(store) {
                Some(before) => changed.extend(before.iter().cloned()),
                None if echo_in(self.plan.get(), store) => {
                    let part = StoreDone { store: store.clone(), steps: changed, in_batches: false };
                    return Ok(Outcome::Echoing(part));
                }
                None => {}
            }
            if !due.is_empty() {
                workspace.rebuild(&due, &mut committed).await?;
                reach(at, Boundary::Rebuilt(store.clone()))?;
            }
            sink.done(&StoreDone { store: store.clone(), steps: changed, in_batches: batched }).await?;
            progress.done.insert(store.clone());
            executed.stores.push(store.clone());
            reach(at, Boundary::Done(store.clone()))?;
            if batched && concerned.iter().any(|store| !progress.done.contains(*store)) {
                return Ok(Outcome::Again);
            }
        }
        Ok(Outcome::Done)
    }

    /// The stores in which the plan changes something.
    fn concerned(&self) -> BTreeSet<&String> {
        let steps = self.plan.get().steps.iter().filter(|step| step.action.changes());
        steps.map(|step| &step.store).collect()
    }

    async fn change_store(
        &self,
        workspace: &mut Workspace<'_>,
        store: &str,
        list: &Worklist,
        at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
    ) -> Result<Outcome, ExecuteError> {
        let run = workspace
            .run_store(store, list, self.key, &mut |number| {
                at(&Boundary::Statement(store.to_owned(), number))
            })
            .await;
        match run {
            Ok(()) => {}
            Err(RunError::NotAsPlanned) => return Ok(Outcome::NotAsPlanned),
            Err(RunError::Refused(refusal)) => return Err(ExecuteError::Refused(vec![refusal])),
            Err(RunError::Store(error)) => return Err(error.into()),
            Err(RunError::Stopped(number)) => {
                return Err(ExecuteError::Stopped(Boundary::Statement(store.to_owned(), number)));
            }
        }
        reach(at, Boundary::BeforeCommit(store.to_owned()))?;
        let mut stopped = None;
        let mut reached = |number| {
            let boundary = Boundary::Applied(store.to_owned(), number);
            let flow = at(&boundary);
            if flow.is_break() {
                stopped = Some(boundary);
            }
            flow
        };
        let committed = workspace.session(store)?.commit_reaching(&mut reached).await;
        if let Some(boundary) = stopped {
            return Err(ExecuteError::Stopped(boundary));
        }
        committed.map_err(|source| workspace.failed(store, "commit", source))?;
        Ok(Outcome::Done)
    }
}

/// Steps that still have rows to change in stores that are said to be done.
fn remaining(list: &Worklist, done: &BTreeSet<String>) -> Vec<PlanStep> {
    let undone =
        list.works.iter().filter(|work| done.contains(&work.step.store) && work.step.action.changes());
    undone.map(|work| work.step.clone()).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::unhex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hex_is_read_back(bytes: [u8; 16]) {
            prop_assert_eq!(unhex(&crate::plan::hex(&bytes)), bytes);
        }
    }
}
