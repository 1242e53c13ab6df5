//! Large work in one store: some rows at a time, each time in a transaction of its own.
//!
//! Everything is found, compared with the plan and noted in one transaction that changes nothing; then the batches
//! follow, in the order of the steps, referring rows first. Between two of them others have the store to themselves.
//!
//! INVARIANT (STILL-AS-FOUND): see [`crate::stamp`]. When anything of it differs nothing of the batch is done, and
//! everything is found anew; what is no longer the person's is then not found.
//!
//! INVARIANT (NOTHING-TAKEN-ALONG): before rows go, no row refers to them that the engine would delete or change
//! with them. One that does came meanwhile: it is found anew, and makes another plan.
//!
//! INVARIANT (KILLED-ANYWHERE): a batch is committed or it is not. What is left is found again as after any crash: so
//! what only changes what rows say comes before what changes whose they are, after which they would not be found.

use crate::batching::{BatchWork, Batching};
use crate::boundary::{Boundary, reach};
use crate::engine::{Access, Engine, qualified, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::execute::{Execute, ExecuteError, Executed, StepSink};
use crate::plan::StepAction;
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::schema::OnDelete;
use crate::stamp::Stamped;
use crate::work::{Deed, RunError, Work, Worklist, history_deletion};
use crate::workspace::{SetId, SetKind, Workspace};
use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

/// Some rows of one step, changed in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// What is done.
    pub action: StepAction,
    /// Its number in this attempt, from 1.
    pub number: u64,
    /// How many rows it has.
    pub rows: u64,
    /// How many rows of the store are left to do, its own among them.
    pub left: u64,
}

/// How a store's batches ended that no fault ended.
pub(crate) enum Batched {
    Done,
    /// The rows, or what led to them, are not as they were found.
    Stale(Option<PlanRefusal>),
}

/// The batches of one step of an erasure.
struct StepBatches<'s, S> {
    step: &'s Step<'s>,
    /// Later steps, and what leads to rows.
    noted: Vec<&'s Stamped>,
    sink: &'s mut S,
    at: &'s mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
    executed: &'s mut Executed,
    batch: Batch,
}

/// One step of an erasure with its rows.
struct Step<'w> {
    work: &'w Work,
    rows: Stamped,
    /// Whether all of them go by one statement.
    at_once: bool,
}

/// Why a batch did not come to its end.
enum Ended {
    Stale(Option<PlanRefusal>),
    Failed(ExecuteError),
}

impl<E: Into<ExecuteError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl<S: StepSink> BatchWork for StepBatches<'_, S> {
    type Fault = Ended;

    async fn begins(&mut self, rows: &Range<u64>) -> Result<(), Ended> {
        self.batch.number = self.executed.batches + 1;
        self.batch.rows = rows.end - rows.start;
        self.sink.batch_begins(&self.batch).await?;
        Ok(reach(self.at, Boundary::BatchBegun(self.batch.store.clone(), self.batch.number))?)
    }

    async fn change(&mut self, workspace: &mut Workspace<'_>, rows: &Range<u64>) -> Result<u64, Ended> {
        let store = &self.batch.store;
        let mut outcome = workspace.run_batch(self.step, rows, &self.noted).await;
        if outcome.is_ok() {
            reach(self.at, Boundary::BatchChanged(store.clone(), self.batch.number))?;
            outcome = workspace.end_transaction(store, "COMMIT").await.map_err(RunError::Store);
        }
        let Err(error) = outcome else { return Ok(self.batch.rows) };
        if !matches!(&error, RunError::Store(error) if error.is_connection_lost()) {
            workspace.end_transaction(store, "ROLLBACK").await?;
        }
        Err(match error {
            RunError::NotAsPlanned => Ended::Stale(None),
            RunError::Refused(refusal) if is_of_reference(&refusal) => Ended::Stale(Some(refusal)),
            error => Ended::Failed(failed(error, store)),
        })
    }

    fn lost_race(fault: &Ended) -> bool {
        matches!(fault, Ended::Failed(ExecuteError::Store(error)) if error.is_lost_race())
    }

    async fn ended(&mut self, _: &Range<u64>, changed: u64) -> Result<(), Ended> {
        let (store, number) = (self.batch.store.clone(), self.batch.number);
        reach(self.at, Boundary::BatchCommitted(store.clone(), number))?;
        self.executed.batches += 1;
        self.sink.batch_done(&self.batch).await?;
        self.batch.left = self.batch.left.saturating_sub(changed);
        Ok(reach(self.at, Boundary::BatchDone(store, number))?)
    }

    fn goes_on(&self) -> bool {
        self.batch.left > 0
    }
}

impl Execute<'_> {
    /// Whether the plan changes more rows of a store than one transaction may.
    pub(crate) fn is_large(&self, store: &str) -> bool {
        let steps = self.plan.get().steps.iter().filter(|step| step.store == store && step.action.changes());
        let rows: u64 = steps.map(|step| step.rows).sum();
        self.stores.get(store).is_ok_and(|handle| rows > handle.batches().above)
    }

    /// Does a store's work in batches. Afterwards only this store is open, and nothing is begun in it.
    pub(crate) async fn change_in_batches<S: StepSink>(
        &self,
        workspace: &mut Workspace<'_>,
        store: &str,
        list: &Worklist,
        sink: &mut S,
        at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
        executed: &mut Executed,
    ) -> Result<Batched, ExecuteError> {
        let mut works = works_of(list, store);
        works.sort_by_key(|work| workspace.may_lose_rows(work));
        let mut steps = Vec::new();
        for work in &works {
            let step = workspace.stamp_work(steps.len(), work, self.key).await;
            steps.push(step.map_err(|error| failed(error, store))?);
        }
        let mut leading = BTreeMap::new();
        for node in workspace.leading(store, &works) {
            let number = steps.len() + leading.len();
            let set = SetId::new(SetKind::Owned, node);
            leading.insert(node, workspace.stamp(number, set, "").await?);
        }
        workspace.keep_only(store).await;
        workspace.end_transaction(store, "COMMIT").await?;
        let pace = self.stores.get(store)?.batches();
        let mut batching = Batching::new(store, pace.rows, pace.pause);
        let mut left: u64 = steps.iter().map(|step| step.rows.rows).sum();
        for (position, step) in steps.iter().enumerate() {
            let later = steps.get(position + 1..).unwrap_or_default();
            let batch = Batch {
                store: store.to_owned(),
                table: step.work.step.table.clone(),
                action: step.work.step.action,
                number: 0,
                rows: 0,
                left,
            };
            let mut work = StepBatches {
                step,
                noted: later.iter().map(|step| &step.rows).chain(leading.values()).collect(),
                sink: &mut *sink,
                at: &mut *at,
                executed: &mut *executed,
                batch,
            };
            match batching.carry_out(workspace, &mut work, step.rows.rows, step.at_once, false).await {
                Ok(()) => left = work.batch.left,
                Err(Ended::Stale(refusal)) => return Ok(Batched::Stale(refusal)),
                Err(Ended::Failed(error)) => return Err(error),
            }
        }
        Ok(Batched::Done)
    }
}

fn works_of<'w>(list: &'w Worklist, store: &str) -> Vec<&'w Work> {
    let here = list.works.iter().filter(|work| work.step.store == store);
    here.filter(|work| !matches!(work.deed, Deed::Nothing)).collect()
}

fn is_of_reference(refusal: &PlanRefusal) -> bool {
    matches!(refusal, PlanRefusal::Engine { fault, .. } if fault.kind == FaultKind::ForeignKey)
}

fn failed(error: RunError, store: &str) -> ExecuteError {
    match error {
        RunError::Refused(refusal) => ExecuteError::Refused(vec![refusal]),
        RunError::Store(error) => error.into(),
        // Neither comes this far.
        RunError::Stopped(_) | RunError::NotAsPlanned => StoreError::Failed {
            store: store.to_owned(),
            attempted: "change rows".to_owned(),
            source: EngineFault::own(FaultKind::Other, "the rows are not those of the plan"),
        }
        .into(),
    }
}

impl Workspace<'_> {
    /// Whether a store's work can be taken apart: what needs one transaction for all of it cannot.
    pub(crate) fn can_be_batched(&self, store: &str, list: &Worklist) -> bool {
        let fits = |work: &&Work| {
            let (index, deletes) = match &work.deed {
                Deed::Delete { node, .. } => (*node, true),
                Deed::Change(change) => (change.node, false),
                Deed::Nothing => return true,
                // Counted and deleted in one breath, so that nothing is counted twice.
                Deed::Count { .. } => return false,
            };
            self.graph.node(index).is_some_and(|node| {
                // Rows that somebody else may come to own are looked at and deleted in one breath.
                let own = !deletes || node.exclusive || node.mapped.is_none();
                own && !self.is_mirror(node)
                    && (node.engine != Engine::MariaDb || !node.address.names.is_empty())
            })
        };
        !list.waiting.iter().any(|name| name == store) && works_of(list, store).iter().all(fits)
    }

    /// Whether rows may not be found any more once this is done: it deletes them, or changes what decides whose they are.
    fn may_lose_rows(&self, work: &Work) -> bool {
        let Deed::Change(change) = &work.deed else { return true };
        self.graph.node(change.node).is_none_or(|node| {
            let deciding = self.deciding(change.node, node);
            change.columns.iter().any(|(name, _)| deciding.contains(name))
        })
    }

    async fn stamp_work<'w>(
        &mut self,
        number: usize,
        work: &'w Work,
        key: &PseudonymKey,
    ) -> Result<Step<'w>, RunError> {
        let (index, rows) = match &work.deed {
            Deed::Delete { node, rows } => (*node, rows),
            Deed::Change(change) => (change.node, &change.rows),
            Deed::Nothing | Deed::Count { .. } => return Err(RunError::NotAsPlanned),
        };
        if let Deed::Change(change) = &work.deed {
            self.write_all_pseudonyms(change, key).await?;
        }
        // One statement deletes rows that refer to each other.
        let at_once = self.graph.references.iter().any(|key| key.from == index && key.to == index);
        let rows = self.stamp(number, rows.set, &rows.filter).await?;
        Ok(Step { work, rows, at_once })
    }

    async fn run_batch(
        &mut self,
        step: &Step<'_>,
        places: &Range<u64>,
        noted: &[&Stamped],
    ) -> Result<(), RunError> {
        let work = step.work;
        let store = &work.step.store;
        let node = self.node(step.rows.node)?;
        let begun = self.session(store)?.begin(Access::Change).await;
        begun.map_err(|source| self.failed(store, "begin a transaction", source))?;
        if self.differing(&step.rows, Some(places)).await? > 0 {
            return Err(RunError::NotAsPlanned);
        }
        for leading in noted.iter().filter(|one| one.node != step.rows.node) {
            if self.leads_to(leading.node, step.rows.node) && self.differing(leading, None).await? > 0 {
                return Err(RunError::NotAsPlanned);
            }
        }
        let members = step.rows.members(places);
        let listed = node.address.columns.join(", ");
        let keys = members.keys(node.address.columns.len());
        let there = format!("SELECT 1 AS one FROM {} WHERE ({listed}) IN ({keys})", qualified(&node.live));
        let dialect = node.engine.dialect();
        let statement = match &work.deed {
            Deed::Change(change) => {
                let assignments = self.assignments(node, change);
                dialect.update(&node.live, &node.address, &members, &assignments)
            }
            _ => {
                if self.takes_along(step.rows.node, &keys).await? {
                    return Err(RunError::NotAsPlanned);
                }
                dialect.delete(&node.live, &node.address, &members)
            }
        };
        let touched = self.session(store)?.run(&statement, &[]).await;
        let touched = touched.map_err(|source| self.refused_by_engine(&work.step, source))?;
        let planned = places.end - places.start;
        let changes = matches!(work.deed, Deed::Change(_));
        let as_said = match touched.cmp(&planned) {
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Greater => false,
            // Rows that went meanwhile are no longer to be touched.
            std::cmp::Ordering::Less => {
                let still = self.count(node, &there).await?;
                if changes { still == touched } else { still == 0 }
            }
        };
        if !as_said {
            return Err(RunError::Refused(PlanRefusal::OtherEffect {
                table: work.step.table.clone(),
                action: work.step.action,
                planned,
                touched,
            }));
        }
        if node.history_goes() {
            let gone = self.session(store)?.run(&history_deletion(node), &[]).await;
            gone.map_err(|source| self.refused_by_engine(&work.step, source))?;
        }
        if changes {
            for stamped in noted.iter().filter(|one| one.node == step.rows.node) {
                self.stamp_again(stamped, &step.rows, places).await?;
            }
        }
        Ok(())
    }

    /// Whether a row refers to one of these in a way that the engine would delete or change it with them.
    async fn takes_along(&mut self, index: usize, keys: &str) -> Result<bool, StoreError> {
        let graph = self.graph;
        let parent = self.node(index)?;
        let listed = |columns: &[String]| -> String {
            columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
        };
        for reference in graph.references.iter().filter(|reference| reference.to == index) {
            let silent = matches!(
                reference.key.on_delete,
                OnDelete::Cascade | OnDelete::SetNull | OnDelete::SetDefault
            );
            if !silent {
                continue;
            }
            let child = self.node(reference.from)?;
            let itself = if reference.from == index {
                format!(" AND NOT ({}) IN ({keys})", parent.address.columns.join(", "))
            } else {
                String::new()
            };
            let question = format!(
                "SELECT 1 AS one FROM {} WHERE ({}) IN (SELECT {} FROM {} WHERE ({}) IN ({keys})){itself}",
                qualified(&child.live),
                listed(&reference.key.columns),
                listed(&reference.key.to_columns),
                qualified(&parent.live),
                parent.address.columns.join(", ")
            );
            if self.count(child, &question).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether links lead from one table to another.
    fn leads_to(&self, from: usize, to: usize) -> bool {
        let mut waiting = vec![to];
        let mut known = std::collections::BTreeSet::new();
        while let Some(node) = waiting.pop() {
            for (_, link) in self.graph.links_to(node) {
                if link.from == from {
                    return true;
                }
                if known.insert(link.from) {
                    waiting.push(link.from);
                }
            }
        }
        false
    }
}
