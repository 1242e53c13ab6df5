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
use crate::connect::Stores;
use crate::decide::SEEN;
use crate::echo::{echo_in, echoes_of};
use crate::engine::Access;
use crate::error::StoreError;
use crate::graph::PersonGraph;
use crate::known::Known;
use crate::plan::{Plan, PlanMaterial, PlanStep, Right, Signature, StepAction};
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::retry;
use crate::work::{RunError, Work, Worklist};
use crate::workspace::Workspace;
use probity_vocabulary::Reveal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::ControlFlow;

/// Where carrying out can be interrupted; tests stop it at each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Before anything about the store was recorded.
    BeforeStore(String),
    /// After it was recorded that the store begins.
    Begun(String),
    /// After a statement, by its number in the store.
    Statement(String, usize),
    /// Before the store's commit.
    BeforeCommit(String),
    /// After a part of the changes of a store without transactions lasts, by its number in the store.
    Applied(String, usize),
    /// After the store's commit, before anything is made anew.
    Committed(String),
    /// After what is made from its rows was made anew, before the store was recorded.
    Rebuilt(String),
    /// After it was recorded that the store is done.
    Done(String),
}

impl fmt::Display for Boundary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeStore(store) => write!(formatter, "before-store:{store}"),
            Self::Begun(store) => write!(formatter, "begun:{store}"),
            Self::Statement(store, number) => write!(formatter, "statement:{store}:{number}"),
            Self::BeforeCommit(store) => write!(formatter, "before-commit:{store}"),
            Self::Applied(store, number) => write!(formatter, "applied:{store}:{number}"),
            Self::Committed(store) => write!(formatter, "committed:{store}"),
            Self::Rebuilt(store) => write!(formatter, "rebuilt:{store}"),
            Self::Done(store) => write!(formatter, "done:{store}"),
        }
    }
}

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
}

/// What could not be recorded.
#[derive(Debug, thiserror::Error)]
#[error("the progress could not be recorded")]
pub struct SinkError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where progress is recorded. Both calls may come again for the same store after a crash.
pub trait StepSink: Send {
    /// The store's transaction is about to change rows.
    fn begins(&mut self, store: &str) -> impl Future<Output = Result<(), SinkError>> + Send;
    /// The store's transaction was committed.
    fn done(&mut self, done: &StoreDone) -> impl Future<Output = Result<(), SinkError>> + Send;
}

/// A step whose rows are no longer those of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedStep {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The action.
    pub action: StepAction,
    /// Rows in the plan.
    pub planned: u64,
    /// Rows found now.
    pub found: u64,
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
        let at_once = progress.begun.is_empty() && self.concerned().len() == 1;
        let mut manner = Manner { at_once, singly: false, echoed: BTreeMap::new() };
        loop {
            match self.attempt(&mut progress, sink, at, &mut executed, &manner).await {
                Ok(Outcome::Done) => return Ok(executed),
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
        let given = if progress.begun.is_empty() { &material.start } else { &material.tuples };
        workspace.singly = manner.singly;
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
            if !matches!(self.change_store(workspace, store, &list, at).await?, Outcome::Done) {
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
                    return Ok(Outcome::Echoing(StoreDone { store: store.clone(), steps: changed }));
                }
                None => {}
            }
            let due = self.graph.due_after(store, &concerned, steps);
            if !due.is_empty() {
                workspace.rebuild(&due, &mut committed).await?;
                reach(at, Boundary::Rebuilt(store.clone()))?;
            }
            sink.done(&StoreDone { store: store.clone(), steps: changed }).await?;
            progress.done.insert(store.clone());
            executed.stores.push(store.clone());
            reach(at, Boundary::Done(store.clone()))?;
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

fn reach(
    at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
    boundary: Boundary,
) -> Result<(), ExecuteError> {
    match at(&boundary) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ExecuteError::Stopped(boundary)),
    }
}

/// Steps that still have rows to change in stores that are said to be done.
fn remaining(list: &Worklist, done: &BTreeSet<String>) -> Vec<PlanStep> {
    let undone =
        list.works.iter().filter(|work| done.contains(&work.step.store) && work.step.action.changes());
    undone.map(|work| work.step.clone()).collect()
}

/// Steps whose rows are not among those of the plan. In a store that was begun, as many more may be there as the plan
/// says that triggers write.
fn changed(plan: &Plan, rows: &[Vec<u64>], list: &Worklist, progress: &Progress) -> Vec<ChangedStep> {
    let done = &progress.done;
    let mut echoes = echoes_of(plan);
    let mut planned: BTreeMap<Signature, Vec<u64>> = BTreeMap::new();
    for (step, rows) in plan.steps.iter().zip(rows) {
        planned.entry(step.signature()).or_default().extend(rows);
    }
    let mut found: BTreeMap<Signature, Vec<u64>> = BTreeMap::new();
    let counts =
        |work: &&Work| !done.contains(&work.step.store) && work.step.because.as_deref() != Some(SEEN);
    for work in list.works.iter().filter(counts) {
        found.entry(work.step.signature()).or_default().extend(&work.rows);
    }
    let mut changed = Vec::new();
    for (signature, mut rows) in found {
        let mut known = planned.remove(&signature).unwrap_or_default();
        rows.sort_unstable();
        known.sort_unstable();
        let (store, table, action, _, _) = signature;
        let allowed = echoes.get_mut(&(store.clone(), table.clone(), action));
        let allowed = allowed.filter(|_| progress.begun.contains(&store));
        let more = beyond(&rows, &known);
        if more > 0 && allowed.as_ref().is_some_and(|allowed| more <= **allowed) {
            if let Some(allowed) = allowed {
                *allowed -= more;
            }
        } else if more > 0 {
            let (planned, found) = (known.len() as u64, rows.len() as u64);
            changed.push(ChangedStep { store, table, action, planned, found });
        }
    }
    changed
}

/// How many elements of the one sorted list are not in the other.
fn beyond(part: &[u64], whole: &[u64]) -> u64 {
    let mut rest = whole.iter().peekable();
    let mut more = 0;
    for wanted in part {
        while rest.next_if(|candidate| *candidate < wanted).is_some() {}
        if rest.next_if(|candidate| *candidate == wanted).is_none() {
            more += 1;
        }
    }
    more
}

/// Whether every element of the one sorted list is in the other, as often.
pub(crate) fn is_within(part: &[u64], whole: &[u64]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.by_ref().find(|candidate| *candidate >= wanted) == Some(wanted))
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{beyond, is_within, unhex};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_part_is_within_its_whole_and_no_more(
            mut part in proptest::collection::vec(0..9_u64, 0..9),
            mut whole in proptest::collection::vec(0..9_u64, 0..9),
        ) {
            part.sort_unstable();
            whole.sort_unstable();
            let mut counts = BTreeMap::<u64, i32>::new();
            for element in &whole { *counts.entry(*element).or_default() += 1; }
            for element in &part { *counts.entry(*element).or_default() -= 1; }
            prop_assert_eq!(is_within(&part, &whole), counts.values().all(|count| *count >= 0));
            prop_assert_eq!(beyond(&part, &whole) as i32, counts.values().map(|count| (-count).max(0)).sum::<i32>());
        }

        #[test]
        fn hex_is_read_back(bytes: [u8; 16]) {
            prop_assert_eq!(unhex(&crate::plan::hex(&bytes)), bytes);
        }
    }
}
