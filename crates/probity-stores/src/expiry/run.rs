//! Carrying an expiry out: in batches, each a transaction of its own, so that nobody waits longer than for one.
//!
//! INVARIANT (KILLED-ANYWHERE): what is still past its time is found again by the same condition; a batch is
//! committed or it is not, and there is no other state. The sink is told before a step and after each batch.
//!
//! INVARIANT (STILL-PAST): the rows of a step are collected once, by where they lie; the condition is asked again
//! in the statement that changes them, so that a row which changed meanwhile is left alone. Where an index finds them
//! and the engine can delete some of what a condition finds, nothing is collected, and never more goes than was planned.

use crate::aggregate::Counting;
use crate::approve::Approved;
use crate::blank::Becomes;
use crate::connect::Stores;
use crate::copies::make_anew;
use crate::decide::Change;
use crate::engine::{Access, Engine, Members, key_names, qualified, quoted};
use crate::error::StoreError;
use crate::execute::SinkError;
use crate::expiry::plan::{ExpiryPlan, ExpiryStep, ExpiryWork, open, works};
use crate::graph::{Node, PersonGraph};
use crate::plan::StepAction;
use crate::pseudonym::MARK;
use crate::retry;
use crate::work::{history_deletion, pseudonym_table};
use crate::workspace::Workspace;
use probity_policy::model::policy::Policy;
use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

/// The temporary table with the places of the rows of a step.
const COLLECTED: &str = "probity_expiring";

/// How large batches are, and how long others get the store to themselves in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryPace {
    /// Rows in one transaction.
    pub batch: u64,
    /// The pause after each.
    pub pause: Duration,
}

impl Default for ExpiryPace {
    fn default() -> Self {
        Self { batch: 10_000, pause: Duration::from_millis(10) }
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
        let mut done = 0;
        // Rows of a tree go from the leaves up, one level each time round.
        loop {
            let before = done;
            let allowed = step.rows.saturating_sub(done);
            for lot in workspace.lots(work, self.pace.batch.max(1), allowed).await? {
                let rows = self.run_batch(workspace, work, &lot).await?;
                if rows > 0 {
                    done += rows;
                    reach(at, ExpiryBoundary::Committed(number))?;
                    sink.batch(&BatchDone { step: number, rows }).await?;
                    reach(at, ExpiryBoundary::Told(number))?;
                }
                tokio::time::sleep(self.pace.pause).await;
            }
            if done == before || done >= step.rows {
                return Ok(done);
            }
        }
    }

    async fn run_batch(
        &self,
        workspace: &mut Workspace<'_>,
        work: &ExpiryWork,
        lot: &Lot,
    ) -> Result<u64, ExpireError> {
        let mut attempt = 0;
        loop {
            match workspace.work_batch(work, lot).await {
                Err(error) if error.is_lost_race() => {
                    if !retry::again(&mut attempt).await {
                        return Err(error.into());
                    }
                }
                outcome => return Ok(outcome?),
            }
        }
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

/// Which rows of a work are in a batch.
enum Lot {
    /// Those collected of which this condition holds.
    Collected(String),
    /// Those that this statement finds and deletes.
    Found(String),
}

impl Workspace<'_> {
    /// The next batches of a work, of at most so many rows together.
    async fn lots(&mut self, work: &ExpiryWork, size: u64, most: u64) -> Result<Vec<Lot>, StoreError> {
        let node = self.node(work.node)?;
        let alone = work.change.is_none() && work.counted.is_none() && !node.history_goes();
        if work.by_index && alone && !self.is_mirror(node) {
            let dialect = node.engine.dialect();
            if let Some(statement) = dialect.delete_some(&node.live, &work.condition, size.min(most)) {
                return Ok(vec![Lot::Found(statement)]);
            }
        }
        let dialect = node.engine.dialect();
        let parts = self.collect_work(work, size, most).await?;
        Ok((0..parts).map(|part| Lot::Collected(dialect.in_part(part, size))).collect())
    }

    /// Collects where the rows of a work lie, at most so many; how many batches they are.
    async fn collect_work(&mut self, work: &ExpiryWork, size: u64, most: u64) -> Result<u64, StoreError> {
        let node = self.node(work.node)?;
        let store = node.name.store.clone();
        let dialect = node.engine.dialect();
        let mut columns = places(node);
        if let Some(counted) = &work.counted {
            columns.push(("counted".to_owned(), format!("CASE WHEN {counted} THEN 1 ELSE 0 END")));
        }
        let rest = format!("FROM {} WHERE {} LIMIT {most}", qualified(&node.live), work.condition);
        let statements = dialect.collect(COLLECTED, &columns, &rest, size);
        let count = dialect.as_text(&dialect.parts(size));
        let count = format!("SELECT {count} FROM {}", dialect.temporary(COLLECTED));
        let failed = |source| (format!("collect what is past its time in `{}`", node.name), source);
        let session = self.session(&store)?;
        let outcome = async {
            for statement in &statements {
                session.run(statement, &[]).await?;
            }
            session.count(&count, &[]).await
        }
        .await;
        outcome.map_err(failed).map_err(|(attempted, source)| self.failed(&store, &attempted, source))
    }

    /// Does one batch in a transaction of its own; how many rows it changed.
    async fn work_batch(&mut self, work: &ExpiryWork, lot: &Lot) -> Result<u64, StoreError> {
        let node = self.node(work.node)?;
        let store = node.name.store.clone();
        let in_batch = match lot {
            Lot::Collected(in_batch) => in_batch,
            Lot::Found(statement) => {
                let done = self.session(&store)?.run(statement, &[]).await;
                let attempted = format!("{} rows of `{}`", work.step.action.word(), node.name);
                return done.map_err(|source| self.failed(&store, &attempted, source));
            }
        };
        let condition = format!("{} AND {}", placed(node, in_batch), work.still);
        let statement = self.batch_statement(node, work, in_batch, &condition);
        let attempted = format!("{} rows of `{}`", work.step.action.word(), node.name);
        if let Some(change) = &work.change {
            self.write_marked(node, change, &condition).await?;
        }
        let counted = format!("{} AND {}", placed(node, &format!("{in_batch} AND counted = 1")), work.still);
        let counting = work.counted.as_ref().and_then(|_| self.graph.counting(work.node, &counted).ok());
        let session = self.session(&store)?;
        let done = if session.is_mirror() || counting.is_some() || node.history_goes() {
            // What is mirrored changes with the commit, and not with the statement; what is counted
            // goes with the count, and history with its rows.
            let done = async {
                session.begin(Access::Change).await?;
                for first in counting.iter().flat_map(Counting::statements) {
                    session.run(first, &[]).await?;
                }
                let rows = session.run(&statement, &[]).await?;
                if node.history_goes() {
                    session.run(&history_deletion(node), &[]).await?;
                }
                session.commit_reaching(&mut |_| ControlFlow::Continue(())).await?;
                Ok(rows)
            }
            .await;
            if done.is_err() {
                self.undo(&store).await;
            }
            done
        } else {
            session.run(&statement, &[]).await
        };
        done.map_err(|source| self.failed(&store, &attempted, source))
    }

    fn batch_statement(&self, node: &Node, work: &ExpiryWork, in_batch: &str, condition: &str) -> String {
        if node.engine != Engine::MariaDb {
            return self.work_statement(node, work, condition);
        }
        // With `IN`, servers before 11.1 look every row of the table up in the set.
        let dialect = node.engine.dialect();
        let rows = Members { table: dialect.temporary(COLLECTED), filter: in_batch.to_owned() };
        let statement = match &work.change {
            None => dialect.delete(&node.live, &node.address, &rows),
            Some(change) => dialect.update(&node.live, &node.address, &rows, &self.assignments(node, change)),
        };
        format!("{statement} WHERE {}", work.still)
    }

    /// Puts the pseudonyms of the values in some rows beside them, where a change writes any.
    async fn write_marked(
        &mut self,
        node: &Node,
        change: &Change,
        condition: &str,
    ) -> Result<(), StoreError> {
        let Some(key) = &self.graph.pseudonyms else { return Ok(()) };
        for (name, _) in change.columns.iter().filter(|(_, becomes)| *becomes == Becomes::Pseudonym) {
            let Some(column) = node.live.column(name) else { continue };
            let text = node.engine.dialect().canonical_text(&quoted(name), column);
            let question = format!("SELECT DISTINCT {text} FROM {} WHERE {condition}", qualified(&node.live));
            let answer = self.session(&node.name.store)?.texts(&question, &[]).await;
            let answer = answer.map_err(|source| {
                self.failed(&node.name.store, &format!("read values of `{}`", node.name), source)
            })?;
            let pairs: Vec<Vec<String>> = answer
                .iter()
                .filter_map(|row| row.text(0))
                .filter(|value| !value.starts_with(MARK))
                .filter_map(|value| Some(vec![value.to_owned(), key.marked(column, value)?]))
                .collect();
            self.write_tuples(node, &pseudonym_table(change, name), 2, &pairs).await?;
        }
        Ok(())
    }

    fn work_statement(&self, node: &Node, work: &ExpiryWork, condition: &str) -> String {
        match &work.change {
            None => format!("DELETE FROM {} WHERE {condition}", qualified(&node.live)),
            Some(change) => format!(
                "UPDATE {} SET {} WHERE {condition}",
                qualified(&node.live),
                assigned(&self.assignments(node, change))
            ),
        }
    }

    /// Does a work to a few rows and undoes it.
    pub(crate) async fn try_work(&mut self, work: &ExpiryWork, most: u64) -> Result<(), StoreError> {
        let node = self.node(work.node)?;
        let store = node.name.store.clone();
        self.begin(&store).await?;
        let tried = async {
            let condition = work.condition.clone();
            let few = format!(
                "({}) IN (SELECT * FROM (SELECT {} FROM {} WHERE {condition} LIMIT {most}) AS few)",
                node.address.columns.join(", "),
                node.address.columns.join(", "),
                qualified(&node.live)
            );
            let statement = self.work_statement(node, work, &few);
            if let Some(change) = &work.change {
                self.write_marked(node, change, &few).await?;
            }
            let attempted = format!("{} rows of `{}`", work.step.action.word(), node.name);
            if let Some(large) = &work.counted
                && let Ok(counting) = self.graph.counting(work.node, &format!("{few} AND {large}"))
            {
                for first in counting.statements() {
                    let counted = self.session(&store)?.run(first, &[]).await;
                    counted.map_err(|source| self.failed(&store, &attempted, source))?;
                }
            }
            let done = self.session(&store)?.run(&statement, &[]).await;
            done.map_err(|source| self.failed(&store, &attempted, source))?;
            let now = node.engine.dialect().check_constraints_now();
            if !now.is_empty() {
                let checked = self.session(&store)?.run(now, &[]).await;
                checked.map_err(|source| self.failed(&store, &attempted, source))?;
            }
            Ok(())
        }
        .await;
        self.undo(&store).await;
        tried
    }

    async fn begin(&mut self, store: &str) -> Result<(), StoreError> {
        let begun = self.session(store)?.begin(Access::Change).await;
        begun.map_err(|source| self.failed(store, "begin a transaction", source))
    }

    async fn undo(&mut self, store: &str) {
        // What cannot be undone now ends with the conversation.
        if let Ok(session) = self.session(store) {
            let _ = session.run("ROLLBACK", &[]).await;
        }
    }
}

/// Assignments as an `UPDATE` writes them.
pub(super) fn assigned(assignments: &[(String, String)]) -> String {
    assignments.iter().map(|(column, value)| format!("{column} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Where rows lie, as columns `k1 …`. PostgreSQL reaches a row fastest by its place in the file; if another row
/// came to lie there, the condition of the step tells.
fn places(node: &Node) -> Vec<(String, String)> {
    if node.engine == Engine::Postgres {
        return vec![("k1".to_owned(), "ctid".to_owned())];
    }
    key_names(node.address.columns.len()).into_iter().zip(node.address.columns.iter().cloned()).collect()
}

/// The condition that a row lies at one of the places collected.
fn placed(node: &Node, filter: &str) -> String {
    let table = node.engine.dialect().temporary(COLLECTED);
    if node.engine == Engine::Postgres {
        return format!("ctid = ANY (ARRAY(SELECT k1 FROM {table} WHERE {filter}))");
    }
    let keys = key_names(node.address.columns.len()).join(", ");
    format!("({}) IN (SELECT {keys} FROM {table} WHERE {filter})", node.address.columns.join(", "))
}
