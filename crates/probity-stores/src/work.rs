//! From decisions to work: the steps of a plan with their statements, and running them.
//!
//! The same statements are tried and undone when planning, and run and kept when carrying out.
//! One statement per table and action; nothing is done row by row.

use crate::blank::Becomes;
use crate::decide::{Change, Decisions, Kept, Rows, SEEN};
use crate::engine::{Telling, qualified, quoted};
use crate::error::{EngineFault, StoreError};
use crate::graph::Node;
use crate::keeping::{day_of, plain_counting};
use crate::known::Known;
use crate::plan::{PlanColumn, PlanStep, StepAction, hex, table_text};
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::remainder::Waits;
use crate::workspace::{Given, SetId, SetKind, Workspace};
use probity_policy::model::data_map::LinkRole;
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;

/// How many rows are deleted by statements that are sent together.
const MOST_TOGETHER: u64 = 20_000;

/// One step with what carries it out.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) step: PlanStep,
    /// The salted hashes of the rows' keys, sorted.
    pub(crate) rows: Vec<u64>,
    /// One sum for all of these keys, by which the same rows are known again; empty when there is none.
    pub(crate) sum: String,
    /// Whether only the deletion will tell that the rows are those.
    pub(crate) unseen: bool,
    pub(crate) deed: Deed,
    /// The rows, where they go later.
    pub(crate) waits: Option<Waits>,
}

/// What is done.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Nothing: the rows stay, or are only counted.
    Nothing,
    /// Rows are counted into totals.
    Count { node: usize, rows: Rows },
    /// Rows go.
    Delete { node: usize, rows: Rows },
    /// Columns change.
    Change(Change),
}

/// All work in all stores, in the order in which it is done.
#[derive(Debug, Default)]
pub(crate) struct Worklist {
    pub(crate) works: Vec<Work>,
    /// Stores in which constraints must wait for the end of the transaction.
    pub(crate) waiting: Vec<String>,
}

/// A statement did not do what was planned.
#[derive(Debug)]
pub(crate) enum RunError {
    /// The engine or the rows refuse.
    Refused(PlanRefusal),
    /// The store failed.
    Store(StoreError),
    /// The caller stopped it after this statement.
    Stopped(usize),
    /// A deletion told that its rows are not those of the plan, or not all that there is to tell; it must be
    /// undone, and tried again with the rows looked at first and one statement after the other.
    NotAsPlanned,
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Workspace<'_> {
    /// The work that decisions come to.
    pub(crate) async fn worklist(
        &mut self,
        decisions: &mut Decisions,
        known: &Known<'_>,
    ) -> Result<Worklist, StoreError> {
        let mut list = Worklist::default();
        for store in &self.graph.stores {
            let (order, wait) = self.deletion_order(store, decisions).await?;
            if wait {
                list.waiting.push(store.clone());
            }
            let here = |node: usize| self.graph.node(node).is_some_and(|node| node.name.store == *store);
            let changes: Vec<Change> =
                decisions.changes.iter().filter(|change| here(change.node)).cloned().collect();
            let kept: Vec<Kept> = decisions.kept.iter().filter(|kept| here(kept.node)).cloned().collect();
            let counted: Vec<(usize, Rows)> = decisions
                .counted
                .iter()
                .filter(|(node, _)| here(**node))
                .map(|(node, rows)| (*node, rows.clone()))
                .collect();
            for (index, rows) in counted {
                list.works.push(self.count_work(index, rows, known).await?);
            }
            for change in changes {
                if change.rows.count > 0 {
                    list.works.push(self.change_work(change, known).await?);
                }
            }
            for index in order {
                let because = decisions.cascades.get(&index).cloned();
                let rows = decisions.doomed.get(&index).filter(|rows| rows.count > 0).cloned();
                if let Some(rows) = rows {
                    list.works.push(self.delete_work(index, rows, because, known).await?);
                }
            }
            for kept in kept {
                if kept.rows.count > 0 {
                    list.works.push(self.keep_work(kept, known).await?);
                }
            }
        }
        Ok(list)
    }

    async fn change_work(&mut self, change: Change, known: &Known<'_>) -> Result<Work, StoreError> {
        let node = self.node(change.node)?;
        let columns = change
            .columns
            .iter()
            .map(|(name, becomes)| PlanColumn { name: name.clone(), becomes: becomes.word() })
            .collect();
        let step = PlanStep {
            columns,
            because: change.because.clone(),
            statement: with_history(node, self.change_statement(node, &change)),
            ..step(node, change.action)
        };
        let rows = change.rows.clone();
        self.work(step, node, &rows, Deed::Change(change), known).await
    }

    async fn count_work(&mut self, index: usize, rows: Rows, known: &Known<'_>) -> Result<Work, StoreError> {
        let node = self.node(index)?;
        let statement = self.graph.counting(index, &self.within(rows.set, &rows.filter));
        let into = node.mapped.as_ref().and_then(|table| table.aggregate.as_ref());
        let step = PlanStep {
            because: into
                .map(|into| format!("they are counted in `{}` by {}", into.into, into.by.join(", "))),
            statement: statement.map(|counting| counting.add.join("; ")).unwrap_or_default(),
            ..step(node, StepAction::Aggregate)
        };
        self.work(step, node, &rows.clone(), Deed::Count { node: index, rows }, known).await
    }

    async fn delete_work(
        &mut self,
        index: usize,
        rows: Rows,
        because: Option<String>,
        known: &Known<'_>,
    ) -> Result<Work, StoreError> {
        let node = self.node(index)?;
        let step = PlanStep {
            because,
            statement: with_history(node, self.shown_deletion(node, &rows)),
            ..step(node, StepAction::Delete)
        };
        self.work(step, node, &rows.clone(), Deed::Delete { node: index, rows }, known).await
    }

    async fn keep_work(&mut self, kept: Kept, known: &Known<'_>) -> Result<Work, StoreError> {
        let node = self.node(kept.node)?;
        let ends = match &kept.ends {
            Some(ends) => self.ends_of(node, &kept.rows, ends).await?,
            None => None,
        };
        let counting =
            self.graph.keeping.as_ref().map_or_else(plain_counting, |keeping| keeping.counting.clone());
        let last = ends.map(|(_, last)| day_of(&counting, last).to_string());
        // Rows that are only seen may come and go without making another plan of this one.
        let seen = kept.because == SEEN;
        let step = PlanStep {
            rows: kept.rows.count,
            because: Some(kept.because),
            clause: kept.clause,
            until: kept.until.or(last),
            ..step(node, StepAction::Keep)
        };
        let mut work = if seen {
            Work {
                step,
                rows: Vec::new(),
                sum: String::new(),
                unseen: false,
                deed: Deed::Nothing,
                waits: None,
            }
        } else {
            self.work(step, node, &kept.rows, Deed::Nothing, known).await?
        };
        let first = ends.map(|(first, _)| first.at);
        work.waits = kept.waits.then_some(Waits { node: kept.node, rows: kept.rows, first });
        Ok(work)
    }

    /// The values of all links' columns in the rows found, for finding again when rows are gone.
    pub(crate) async fn touched_tuples(&mut self) -> Result<Given, StoreError> {
        let mut given = Given::default();
        for (index, link) in self.graph.links.iter().enumerate() {
            if link.role == LinkRole::Identifies {
                let named = SetId::new(SetKind::Named, link.from);
                if self.size(named) > 0 {
                    given.alone.insert(index, self.side_tuples(link, true, named, "").await?);
                }
                continue;
            }
            let owned = SetId::new(SetKind::Owned, link.from);
            if self.size(owned) == 0 {
                continue;
            }
            let alone = self.parted(link.from);
            given.alone.insert(index, self.side_tuples(link, true, owned, &alone).await?);
            let mut shared = Vec::new();
            if !self.alone(link.from).is_empty() {
                let filter = self.shared(link.from);
                shared = self.side_tuples(link, true, owned, &filter).await?;
            }
            let referred = SetId::new(SetKind::Referred, link.from);
            // What others left there before is nobody's, and leads to nothing of this person's.
            if let Some(theirs) = self.theirs_among_referred(link.from).filter(|_| self.size(referred) > 0) {
                shared.extend(self.side_tuples(link, true, referred, &theirs).await?);
            }
            if !shared.is_empty() {
                given.shared.insert(index, shared);
            }
        }
        Ok(given)
    }

    /// Runs the work of one store, and checks that each statement did what its step says.
    pub(crate) async fn run_store(
        &mut self,
        store: &str,
        list: &Worklist,
        key: &PseudonymKey,
        between: &mut (dyn FnMut(usize) -> ControlFlow<()> + Send),
    ) -> Result<(), RunError> {
        let dialect = self.session(store)?.engine().dialect();
        if list.waiting.iter().any(|name| name == store) && !dialect.defer_constraints().is_empty() {
            let deferred = self.session(store)?.run(dialect.defer_constraints(), &[]).await;
            deferred.map_err(|source| self.failed(store, "let constraints wait", source))?;
        }
        let works: Vec<(usize, &Work)> = {
            let here = list.works.iter().filter(|work| work.step.store == store);
            here.enumerate().filter(|(_, work)| !matches!(work.deed, Deed::Nothing)).collect()
        };
        let all: Vec<&Work> = works.iter().map(|(_, work)| *work).collect();
        self.settle_asked(&all).await?;
        let mut rest = works.as_slice();
        while let Some((number, first)) = rest.first().copied() {
            let (some, others) = rest.split_at(self.together(rest).max(1));
            rest = others;
            let touched = match &first.deed {
                Deed::Nothing => Vec::new(),
                Deed::Count { node, rows } => vec![self.run_counting(*node, rows, &first.step).await?],
                Deed::Change(change) => vec![self.run_change(change, number, &first.step, key).await?],
                Deed::Delete { .. } => {
                    let works: Vec<&Work> = some.iter().map(|(_, work)| *work).collect();
                    self.run_deletions(store, &works).await?
                }
            };
            for ((number, work), touched) in some.iter().zip(touched) {
                if touched != work.step.rows {
                    return Err(RunError::Refused(PlanRefusal::OtherEffect {
                        table: work.step.table.clone(),
                        action: work.step.action,
                        planned: work.step.rows,
                        touched,
                    }));
                }
                let changed = match &work.deed {
                    Deed::Nothing | Deed::Count { .. } => None,
                    Deed::Delete { node, .. } => self.graph.node(*node),
                    Deed::Change(change) => self.graph.node(change.node),
                };
                if let Some(node) = changed.filter(|node| node.history_goes()) {
                    let gone = self.session(store)?.run(&history_deletion(node), &[]).await;
                    gone.map_err(|source| self.refused_by_engine(&work.step, source))?;
                }
                if between(*number).is_break() {
                    return Err(RunError::Stopped(*number));
                }
            }
        }
        if let (Some(last), false) = (all.last(), dialect.check_constraints_now().is_empty()) {
            let checked = self.session(store)?.run(dialect.check_constraints_now(), &[]).await;
            checked.map_err(|source| self.refused_by_engine(&last.step, source))?;
        }
        Ok(())
    }

    /// How many of the next works are deletions that are sent in one message: small ones, because the way there
    /// and back takes as long as they do.
    fn together(&self, works: &[(usize, &Work)]) -> usize {
        let mut rows = 0_u64;
        let fits = |(_, work): &&(usize, &Work)| {
            rows = rows.saturating_add(work.step.rows);
            matches!(work.deed, Deed::Delete { .. }) && rows <= MOST_TOGETHER && !self.singly
        };
        works.iter().take_while(fits).count()
    }

    /// Deletes, and compares what was deleted with the plan; how many rows each deletion came to.
    async fn run_deletions(&mut self, store: &str, works: &[&Work]) -> Result<Vec<u64>, RunError> {
        let mut deletions = Vec::with_capacity(works.len());
        let (mut statements, mut places) = (Vec::new(), Vec::new());
        for work in works {
            let Deed::Delete { node, rows } = &work.deed else { continue };
            let node = self.node(*node)?;
            let mut statement = self.delete_statement(node, rows);
            let telling = if work.unseen { self.telling(node) } else { Telling::Nothing };
            match telling {
                Telling::Nothing if work.unseen => return Err(RunError::NotAsPlanned),
                Telling::Nothing => {}
                Telling::Sum => {
                    let summing = self.summing_statement(node, &statement);
                    statement = summing.ok_or(RunError::NotAsPlanned)?;
                }
                Telling::Numbers => places.push(&node.live.place),
            }
            statements.push(statement);
            deletions.push((*work, node, rows, telling));
        }
        let session = self.session(store)?;
        if !places.is_empty() {
            let listening = session.listen(&places).await;
            listening.map_err(|source| self.failed(store, "listen for what is deleted", source))?;
        }
        let answers = self.session(store)?.several(&statements).await;
        let mut heard = self.session(store)?.heard().into_iter();
        let answers = answers.map_err(|(at, source)| match works.get(at) {
            Some(work) => self.refused_by_engine(&work.step, source),
            None => RunError::Store(self.failed(store, "delete rows", source)),
        })?;
        let mut touched = Vec::with_capacity(works.len());
        for ((work, node, rows, telling), (gone, answer)) in deletions.into_iter().zip(answers) {
            let found = match telling {
                Telling::Nothing => {
                    touched.push(self.gone_of(node, rows, gone, works.len() == 1).await?);
                    continue;
                }
                Telling::Sum => answer.map(|row| row.owned(0)),
                Telling::Numbers => node.engine.dialect().sum_of_numbers(heard.next().unwrap_or_default()),
            };
            if found.is_none_or(|found| self.sealed_sum(node, &found) != work.sum) {
                return Err(RunError::NotAsPlanned);
            }
            touched.push(work.step.rows);
        }
        Ok(touched)
    }

    /// How many of the rows are gone, after so many were deleted.
    async fn gone_of(&mut self, node: &Node, rows: &Rows, gone: u64, alone: bool) -> Result<u64, RunError> {
        if gone >= rows.count {
            return Ok(gone);
        }
        // What the set was found by may be gone by now, too.
        if !alone {
            return Err(RunError::NotAsPlanned);
        }
        // Rows that the engine took along with another table's are gone as well.
        let condition = self.within(rows.set, &rows.filter);
        let question = format!("SELECT 1 FROM {} WHERE {condition}", qualified(&node.live));
        let left = self.count(node, &question).await?;
        Ok(rows.count - left.min(rows.count))
    }

    async fn run_change(
        &mut self,
        change: &Change,
        number: usize,
        step: &PlanStep,
        key: &PseudonymKey,
    ) -> Result<u64, RunError> {
        let node = self.node(change.node)?;
        self.write_all_pseudonyms(change, key).await?;
        let statement = self.change_statement(node, change);
        tracing::debug!(number, table = %node.name, "change");
        let touched = self.session(&node.name.store)?.run(&statement, &[]).await;
        touched.map_err(|source| self.refused_by_engine(step, source))
    }

    /// Puts the pseudonyms that a change needs into temporary tables.
    pub(crate) async fn write_all_pseudonyms(
        &mut self,
        change: &Change,
        key: &PseudonymKey,
    ) -> Result<(), RunError> {
        let node = self.node(change.node)?;
        for (name, becomes) in &change.columns {
            if *becomes == Becomes::Pseudonym {
                self.write_pseudonyms(node, change, name, key).await?;
            }
        }
        Ok(())
    }

    /// Puts the pseudonym of every value of a column beside it in a temporary table.
    async fn write_pseudonyms(
        &mut self,
        node: &Node,
        change: &Change,
        name: &str,
        key: &PseudonymKey,
    ) -> Result<(), RunError> {
        let Some(column) = node.live.column(name) else { return Ok(()) };
        let values = self.read_tuples(node, std::slice::from_ref(&column.name), change.rows.set, "").await?;
        let mut pairs = Vec::with_capacity(values.len());
        for value in values.iter().filter_map(|tuple| tuple.first()) {
            if key.made(value) {
                continue;
            }
            let Some(pseudonym) = key.pseudonym(column, value) else {
                return Err(RunError::Refused(PlanRefusal::CannotBePseudonym {
                    table: node.name.to_string(),
                    column: name.to_owned(),
                    constraint: format!("`{}` takes no pseudonym", column.type_name),
                }));
            };
            pairs.push(vec![value.clone(), pseudonym]);
        }
        let table = pseudonym_table(change, name);
        self.write_tuples(node, &table, 2, &pairs).await?;
        let create = node.engine.dialect().index_temporary(&table, "v1");
        if let Some(create) = create {
            let created = self.session(&node.name.store)?.run(&create, &[]).await;
            created.map_err(|source| self.failed(&node.name.store, "order pseudonyms", source))?;
        }
        Ok(())
    }

    /// What the columns of a change become, as the assignments of an `UPDATE`.
    pub(crate) fn assignments(&self, node: &Node, change: &Change) -> Vec<(String, String)> {
        let dialect = node.engine.dialect();
        let assignments: Vec<(String, String)> = change
            .columns
            .iter()
            .filter_map(|(name, becomes)| {
                let column = node.live.column(name)?;
                let quoted = quoted(name);
                let value = match becomes {
                    Becomes::Null => "NULL".to_owned(),
                    Becomes::Value(expression)
                    | Becomes::Without(expression)
                    | Becomes::Coarse(expression, _) => expression.clone(),
                    Becomes::Pseudonym => format!(
                        "COALESCE((SELECT {} FROM {} AS p WHERE p.v1 = {}), {quoted})",
                        dialect.cast_text("p.v2", column),
                        dialect.temporary(&pseudonym_table(change, name)),
                        dialect.canonical_text(&quoted, column)
                    ),
                };
                Some((quoted, value))
            })
            .collect();
        assignments
    }

    fn change_statement(&self, node: &Node, change: &Change) -> String {
        let rows = self.members(change.rows.set, &change.rows.filter);
        node.engine.dialect().update(&node.live, &node.address, &rows, &self.assignments(node, change))
    }

    /// A deletion as a plan tells it: not by the keys that the rows happen to have.
    fn shown_deletion(&self, node: &Node, rows: &Rows) -> String {
        match self.asked.get(&rows.set).filter(|_| rows.filter.is_empty()) {
            Some(asked) => node.engine.dialect().delete_where(&node.live, &asked.condition),
            None => self.delete_statement(node, rows),
        }
    }

    fn delete_statement(&self, node: &Node, rows: &Rows) -> String {
        if self.listed(rows.set, &rows.filter).is_some() {
            return format!("DELETE FROM {} WHERE {}", qualified(&node.live), self.within(rows.set, ""));
        }
        if self.asked.contains_key(&rows.set) {
            let condition = self.within(rows.set, &rows.filter);
            return node.engine.dialect().delete_where(&node.live, &condition);
        }
        let rows = self.members(rows.set, &rows.filter);
        node.engine.dialect().delete(&node.live, &node.address, &rows)
    }

    pub(crate) fn refused_by_engine(&self, step: &PlanStep, source: EngineFault) -> RunError {
        use crate::error::FaultKind::{Check, ForeignKey, NotNull, Permission, ReadOnly, Refused, Unique};
        if matches!(source.kind, NotNull | Unique | Check | ForeignKey | Refused | Permission | ReadOnly) {
            return RunError::Refused(PlanRefusal::Engine {
                store: step.store.clone(),
                table: step.table.clone(),
                action: step.action,
                fault: source,
            });
        }
        let attempted = format!("{} rows of `{}`", step.action.word(), step.table);
        RunError::Store(self.failed(&step.store, &attempted, source))
    }
}

/// The statement that takes the former versions of all rows of a table away, those just made included.
pub(crate) fn history_deletion(node: &Node) -> String {
    format!("DELETE HISTORY FROM {}", qualified(&node.live))
}

/// A statement with the one that takes the former versions of the rows away, where there are any.
fn with_history(node: &Node, statement: String) -> String {
    if node.history_goes() { format!("{statement}; {}", history_deletion(node)) } else { statement }
}

pub(crate) fn first_bytes(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

pub(crate) fn pseudonym_table(change: &Change, column: &str) -> String {
    let number = change.columns.iter().position(|(name, _)| name == column).unwrap_or(0);
    let set = match change.rows.set.kind {
        SetKind::Change(set) => set,
        _ => 0,
    };
    format!("probity_pseudonym_{set}_{number}")
}

fn step(node: &Node, action: StepAction) -> PlanStep {
    PlanStep {
        store: node.name.store.clone(),
        table: table_text(&node.name),
        action,
        rows: 0,
        columns: Vec::new(),
        because: None,
        clause: None,
        until: None,
        key_digest: digest(&[]),
        statement: String::new(),
        cost: None,
    }
}

/// SHA-256 over sorted hashes of keys.
pub(crate) fn digest(rows: &[u64]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update(row.to_be_bytes());
    }
    hex(&hash.finalize())
}
