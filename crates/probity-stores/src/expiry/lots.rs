//! The rows of an expiry's step in lots, and what is done to one of them: a transaction each.

use crate::aggregate::Counting;
use crate::blank::Becomes;
use crate::decide::Change;
use crate::engine::{Access, Engine, Members, key_names, qualified, quoted};
use crate::error::StoreError;
use crate::expiry::plan::ExpiryWork;
use crate::graph::Node;
use crate::pseudonym::MARK;
use crate::work::{history_deletion, pseudonym_table};
use crate::workspace::Workspace;
use std::ops::ControlFlow;

/// The temporary table with the places of the rows of a step.
const COLLECTED: &str = "probity_expiring";

/// Which rows of a work are in a batch.
pub(super) enum Lot {
    /// Those collected of which this condition holds.
    Collected(String),
    /// Those that this statement finds and deletes.
    Found(String),
}

impl Workspace<'_> {
    /// The next batches of a work, of at most so many rows together.
    pub(super) async fn lots(
        &mut self,
        work: &ExpiryWork,
        size: u64,
        most: u64,
    ) -> Result<Vec<Lot>, StoreError> {
        let node = self.node(work.node)?;
        let alone = work.change.is_none() && work.counted.is_none() && !node.history_goes();
        if work.by_index && alone && !self.is_mirror(node) {
            let dialect = node.engine.dialect();
            let most = size.min(most);
            if let Some(statement) = dialect.delete_some(&node.live, &node.address, &work.condition, most) {
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
    pub(super) async fn work_lot(&mut self, work: &ExpiryWork, lot: &Lot) -> Result<u64, StoreError> {
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
