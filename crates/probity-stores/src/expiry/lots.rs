//! The rows of an expiry's step in lots, and what is done to one of them: a transaction each.

use crate::aggregate::Counting;
use crate::blank::Becomes;
use crate::decide::Change;
use crate::engine::{Access, Engine, Members, key_names, qualified, quoted};
use crate::error::StoreError;
use crate::expiry::plan::ExpiryWork;
use crate::graph::Node;
use crate::pseudonym::MARK;
use crate::stamp::numbered;
use crate::work::{history_deletion, pseudonym_table};
use crate::workspace::Workspace;
use std::ops::{ControlFlow, Range};

/// The temporary table with the places of the rows of a step.
const COLLECTED: &str = "probity_expiring";

/// How the rows of a batch are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lots {
    /// They were collected.
    Collected,
    /// The statement that deletes them finds them.
    Found,
}

impl Workspace<'_> {
    /// The next rows of a work, at most so many: how they are known, and how many there are to be tried.
    pub(super) async fn lots(&mut self, work: &ExpiryWork, most: u64) -> Result<(Lots, u64), StoreError> {
        let node = self.node(work.node)?;
        let alone = work.change.is_none() && work.counted.is_none() && !node.history_goes();
        let by_index = work.by_index && alone && !self.is_mirror(node);
        if by_index && self.found_deletion(node, work, most).is_some() {
            return Ok((Lots::Found, most));
        }
        Ok((Lots::Collected, self.collect_work(work, most).await?))
    }

    /// The statement that finds and deletes so many rows of a work.
    fn found_deletion(&self, node: &Node, work: &ExpiryWork, most: u64) -> Option<String> {
        node.engine.dialect().delete_some(&node.live, &node.address, &work.condition, most)
    }

    /// Collects where the rows of a work lie, at most so many; how many there are.
    async fn collect_work(&mut self, work: &ExpiryWork, most: u64) -> Result<u64, StoreError> {
        let node = self.node(work.node)?;
        let store = node.name.store.clone();
        let dialect = node.engine.dialect();
        let mut columns = places(node);
        if let Some(counted) = &work.counted {
            columns.push(("counted".to_owned(), format!("CASE WHEN {counted} THEN 1 ELSE 0 END")));
        }
        let rest = format!("FROM {} WHERE {} LIMIT {most}", qualified(&node.live), work.condition);
        let statements = dialect.collect(COLLECTED, &columns, &rest);
        let count = dialect.as_text("COALESCE(max(number), 0)");
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

    /// Does one batch in a transaction of its own, of the rows collected at these places, or of as many; how many rows
    /// it changed.
    pub(super) async fn work_lot(
        &mut self,
        work: &ExpiryWork,
        lots: Lots,
        places: &Range<u64>,
    ) -> Result<u64, StoreError> {
        let node = self.node(work.node)?;
        let store = node.name.store.clone();
        if let (Lots::Found, Some(statement)) =
            (lots, self.found_deletion(node, work, places.end - places.start))
        {
            let done = self.session(&store)?.run(&statement, &[]).await;
            let attempted = format!("{} rows of `{}`", work.step.action.word(), node.name);
            return done.map_err(|source| self.failed(&store, &attempted, source));
        }
        let in_batch = &numbered("number", places);
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
