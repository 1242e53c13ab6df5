//! From decisions to work: the steps of a plan with their statements, and running them.
//!
//! The same statements are tried and undone when planning, and run and kept when carrying out.
//! One statement per table and action; nothing is done row by row.

use crate::blank::Becomes;
use crate::decide::{Change, Decisions, Kept, Rows, SEEN};
use crate::engine::{qualified, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::Node;
use crate::keeping::{day_of, plain_counting};
use crate::plan::{PlanColumn, PlanStep, StepAction, hex, table_text};
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::remainder::Waits;
use crate::workspace::{Given, SetId, SetKind, Workspace};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;

/// One step with what carries it out.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) step: PlanStep,
    /// The salted hashes of the rows' keys, sorted.
    pub(crate) rows: Vec<u64>,
    pub(crate) deed: Deed,
    /// The rows, where they go later.
    pub(crate) waits: Option<Waits>,
}

/// What is done.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Nothing: the rows stay, or are only counted.
    Nothing,
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
        salt: &[u8],
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
            for change in changes {
                if change.rows.count > 0 {
                    list.works.push(self.change_work(change, salt).await?);
                }
            }
            for index in order {
                let because = decisions.cascades.get(&index).cloned();
                let rows = decisions.doomed.get(&index).filter(|rows| rows.count > 0).cloned();
                if let Some(rows) = rows {
                    list.works.push(self.delete_work(index, rows, because, salt).await?);
                }
            }
            for kept in kept {
                if kept.rows.count > 0 {
                    list.works.push(self.keep_work(kept, salt).await?);
                }
            }
        }
        Ok(list)
    }

    async fn change_work(&mut self, change: Change, salt: &[u8]) -> Result<Work, StoreError> {
        let node = self.node(change.node)?;
        let rows = self.row_hashes(node, &change.rows, salt).await?;
        let columns = change
            .columns
            .iter()
            .map(|(name, becomes)| PlanColumn { name: name.clone(), becomes: becomes.word() })
            .collect();
        let step = PlanStep {
            columns,
            because: change.because.clone(),
            statement: self.change_statement(node, &change),
            ..step(node, change.action, &rows)
        };
        Ok(Work { step, rows, deed: Deed::Change(change), waits: None })
    }

    async fn delete_work(
        &mut self,
        index: usize,
        rows: Rows,
        because: Option<String>,
        salt: &[u8],
    ) -> Result<Work, StoreError> {
        let node = self.node(index)?;
        let hashes = self.row_hashes(node, &rows, salt).await?;
        let step = PlanStep {
            because,
            statement: self.delete_statement(node, &rows),
            ..step(node, StepAction::Delete, &hashes)
        };
        Ok(Work { step, rows: hashes, deed: Deed::Delete { node: index, rows }, waits: None })
    }

    async fn keep_work(&mut self, kept: Kept, salt: &[u8]) -> Result<Work, StoreError> {
        let node = self.node(kept.node)?;
        // Rows that are only seen may come and go without making another plan of this one.
        let rows = if kept.because == SEEN {
            Vec::new()
        } else if node.live.primary_key.is_empty() && node.address.names.is_empty() {
            // Without a key a row is told by what is in it, and that changes with a step of this very plan.
            let mut hash = Sha256::new();
            hash.update(salt);
            hash.update(node.name.to_string());
            vec![first_bytes(&hash.finalize()); usize::try_from(kept.rows.count).unwrap_or(usize::MAX)]
        } else {
            self.row_hashes(node, &kept.rows, salt).await?
        };
        let ends = match &kept.ends {
            Some(ends) => self.ends_of(node, &kept.rows, ends).await?,
            None => None,
        };
        let counting =
            self.graph.keeping.as_ref().map_or_else(plain_counting, |keeping| keeping.counting.clone());
        let last = ends.map(|(_, last)| day_of(&counting, last).to_string());
        let step = PlanStep {
            rows: kept.rows.count,
            because: Some(kept.because),
            clause: kept.clause,
            until: kept.until.or(last),
            ..step(node, StepAction::Keep, &rows)
        };
        let first = ends.map(|(first, _)| first.at);
        let waits = kept.waits.then_some(Waits { node: kept.node, rows: kept.rows, first });
        Ok(Work { step, rows, deed: Deed::Nothing, waits })
    }

    /// The salted hashes of the keys of some rows, sorted.
    async fn row_hashes(&mut self, node: &Node, rows: &Rows, salt: &[u8]) -> Result<Vec<u64>, StoreError> {
        let dialect = node.engine.dialect();
        let names =
            if node.live.primary_key.is_empty() { &node.address.names } else { &node.live.primary_key };
        let texts = |of: &dyn Fn(usize, &str) -> String| -> Vec<String> {
            let columns = names.iter().enumerate();
            columns
                .filter_map(|(at, name)| Some((at, node.live.column(name)?)))
                .map(|(at, column)| dialect.canonical_text(&of(at, &column.name), column))
                .collect()
        };
        let held = !names.is_empty() && *names == node.address.names;
        let (mut expressions, from) = if held {
            // The set holds the keys themselves.
            (texts(&|at, _| format!("k{}", at + 1)), format!("({}) AS x", self.keys(rows.set, &rows.filter)))
        } else {
            let within = self.within(rows.set, &rows.filter);
            (texts(&|_, name| quoted(name)), format!("{} AS t WHERE {within}", qualified(&node.live)))
        };
        if expressions.is_empty() {
            expressions.push(dialect.whole_row(&node.live, "t"));
        }
        let width = expressions.len();
        let named = expressions.iter().enumerate();
        let named: Vec<String> = named.map(|(at, text)| format!("{text} AS c{}", at + 1)).collect();
        let question = dialect.packed(&format!("SELECT {} FROM {from}", named.join(", ")), width);
        let mut begun = Sha256::new();
        begun.update(salt);
        begun.update(node.name.to_string());
        let mut hashes = Vec::new();
        let asked = self
            .session(&node.name.store)?
            .each_texts(&question, &[], |row| {
                let packed: Vec<Vec<Option<String>>> =
                    row.text(0).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                for key in packed {
                    let mut hash = begun.clone();
                    for value in key {
                        let value = value.unwrap_or_default();
                        hash.update((value.len() as u64).to_be_bytes());
                        hash.update(value);
                    }
                    hashes.push(first_bytes(&hash.finalize()));
                }
                ControlFlow::Continue(())
            })
            .await;
        asked.map_err(|source| {
            self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
        })?;
        if hashes.len() as u64 != rows.count {
            let fault = EngineFault::own(FaultKind::Other, "the keys read are not those counted");
            let attempted = format!("read keys of `{}`", node.name);
            return Err(self.failed(&node.name.store, &attempted, fault));
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    /// The values of all links' columns in the rows found, for finding again when rows are gone.
    pub(crate) async fn touched_tuples(&mut self) -> Result<Given, StoreError> {
        let mut given = Given::default();
        for (index, link) in self.graph.links.iter().enumerate() {
            let owned = SetId::new(SetKind::Owned, link.from);
            if self.size(owned) == 0 {
                continue;
            }
            let alone = self.alone(link.from);
            given.alone.insert(index, self.side_tuples(link, true, owned, &alone).await?);
            if !alone.is_empty() {
                let shared = self.shared(link.from);
                given.shared.insert(index, self.side_tuples(link, true, owned, &shared).await?);
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
        let mut last = None;
        let works: Vec<&Work> = list.works.iter().filter(|work| work.step.store == store).collect();
        for (number, work) in works.into_iter().enumerate() {
            let touched = match &work.deed {
                Deed::Nothing => continue,
                Deed::Delete { node, rows } => self.run_delete(*node, rows, &work.step).await?,
                Deed::Change(change) => self.run_change(change, number, &work.step, key).await?,
            };
            if touched != work.step.rows {
                return Err(RunError::Refused(PlanRefusal::OtherEffect {
                    table: work.step.table.clone(),
                    action: work.step.action,
                    planned: work.step.rows,
                    touched,
                }));
            }
            last = Some(&work.step);
            if between(number).is_break() {
                return Err(RunError::Stopped(number));
            }
        }
        if let (Some(step), false) = (last, dialect.check_constraints_now().is_empty()) {
            let checked = self.session(store)?.run(dialect.check_constraints_now(), &[]).await;
            checked.map_err(|source| self.refused_by_engine(step, source))?;
        }
        Ok(())
    }

    async fn run_delete(&mut self, index: usize, rows: &Rows, step: &PlanStep) -> Result<u64, RunError> {
        let node = self.node(index)?;
        let statement = self.delete_statement(node, rows);
        let touched = self.session(&node.name.store)?.run(&statement, &[]).await;
        let touched = touched.map_err(|source| self.refused_by_engine(step, source))?;
        if touched < rows.count {
            // Rows that the engine took along with another table's are gone as well.
            let condition = self.within(rows.set, &rows.filter);
            let question = format!("SELECT 1 FROM {} WHERE {condition}", qualified(&node.live));
            let left = self.count(node, &question).await?;
            return Ok(rows.count - left.min(rows.count));
        }
        Ok(touched)
    }

    async fn run_change(
        &mut self,
        change: &Change,
        number: usize,
        step: &PlanStep,
        key: &PseudonymKey,
    ) -> Result<u64, RunError> {
        let node = self.node(change.node)?;
        for (name, becomes) in &change.columns {
            if *becomes == Becomes::Pseudonym {
                self.write_pseudonyms(node, change, name, key).await?;
            }
        }
        let statement = self.change_statement(node, change);
        tracing::debug!(number, table = %node.name, "change");
        let touched = self.session(&node.name.store)?.run(&statement, &[]).await;
        touched.map_err(|source| self.refused_by_engine(step, source))
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
                    Becomes::Value(expression) | Becomes::Without(expression) => expression.clone(),
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

    fn delete_statement(&self, node: &Node, rows: &Rows) -> String {
        let rows = self.members(rows.set, &rows.filter);
        node.engine.dialect().delete(&node.live, &node.address, &rows)
    }

    fn refused_by_engine(&self, step: &PlanStep, source: EngineFault) -> RunError {
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

fn first_bytes(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

fn pseudonym_table(change: &Change, column: &str) -> String {
    let number = change.columns.iter().position(|(name, _)| name == column).unwrap_or(0);
    let set = match change.rows.set.kind {
        SetKind::Change(set) => set,
        _ => 0,
    };
    format!("probity_pseudonym_{set}_{number}")
}

fn step(node: &Node, action: StepAction, rows: &[u64]) -> PlanStep {
    PlanStep {
        store: node.name.store.clone(),
        table: table_text(&node.name),
        action,
        rows: rows.len() as u64,
        columns: Vec::new(),
        because: None,
        clause: None,
        until: None,
        key_digest: digest(rows),
        statement: String::new(),
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
