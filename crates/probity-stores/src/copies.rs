//! Copies that a store keeps of rows of its own or of others: materialised views, whether the data map names them or
//! not, and tables that the data map says are made from others. After an erasure or an expiry they are made anew.
//!
//! It does not know what is in a copy: whatever was made from a table that changed is made again from what is left.
//!
//! INVARIANT (COPIES-AFTER-COMMIT): a copy is made anew after every store that it is made from has committed, and before
//! the last of these is recorded as done; a crash in between makes it anew once more.

use crate::connect::Stores;
use crate::engine::{Access, Engine, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::PersonGraph;
use crate::order::strongly_connected;
use crate::plan::{PlanStep, StepAction};
use crate::refusal::PlanRefusal;
use crate::schema::{Place, Schema, TableKind};
use crate::work::digest;
use crate::workspace::Workspace;
use probity_policy::model::data_map::{DataMap, TableName};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// A table in a store.
pub(crate) type Whole = (String, Place);

/// A copy and how it is made anew.
#[derive(Clone, Debug)]
pub(crate) struct Copied {
    pub(crate) store: String,
    pub(crate) place: Place,
    /// The table's name as steps write it.
    pub(crate) table: String,
    /// What it is made from, other copies among it.
    pub(crate) reads: BTreeSet<Whole>,
    /// Whether it may be made from whatever else is in its store.
    reads_more: bool,
    statement: String,
    /// Who waits meanwhile.
    lock: &'static str,
    /// Why the user cannot make it anew.
    obstacle: Option<&'static str>,
    /// Whether the statement is the data map's and not the engine's own.
    said: bool,
}

/// All copies in a data map's stores, each after those that it is made from.
pub(crate) fn copies(map: &DataMap, schemas: &BTreeMap<String, Schema>) -> Vec<Copied> {
    let mut copies: Vec<Copied> = Vec::new();
    let place = |name: &TableName| -> Option<Whole> {
        let schema = schemas.get(&name.store)?;
        let inside = name.schema.clone().unwrap_or_else(|| schema.default_schema.clone());
        Some((name.store.clone(), Place { schema: inside, table: name.table.clone() }))
    };
    for table in &map.tables {
        let Some(derived) = &table.derived else { continue };
        let (Some((store, at)), Some(schema)) = (place(&table.name), schemas.get(&table.name.store)) else {
            continue;
        };
        copies.push(Copied {
            table: named(schema, &at),
            place: at,
            reads: derived.from.iter().filter_map(place).collect(),
            reads_more: false,
            statement: derived.rebuilt_by.clone(),
            lock: "its statement takes the locks that it takes",
            obstacle: ends_transactions(&derived.rebuilt_by)
                .then_some("its statement begins or ends transactions, which is not its to do"),
            said: true,
            store,
        });
    }
    for (store, schema) in schemas {
        for view in &schema.stored_views {
            if copies.iter().any(|copy| copy.store == *store && copy.place == view.place) {
                continue;
            }
            let unique = schema.tables.get(&view.place).is_some_and(|table| !table.uniques.is_empty());
            let (concurrently, lock) = if unique {
                ("CONCURRENTLY ", "nobody who reads it waits (EXCLUSIVE lock)")
            } else {
                ("", "whoever reads it waits (ACCESS EXCLUSIVE lock)")
            };
            copies.push(Copied {
                store: store.clone(),
                table: named(schema, &view.place),
                reads: view.reads.iter().map(|place| (store.clone(), place.clone())).collect(),
                reads_more: view.reads_more,
                statement: format!(
                    "REFRESH MATERIALIZED VIEW {concurrently}{}.{}",
                    quoted(&view.place.schema),
                    quoted(&view.place.table)
                ),
                lock,
                obstacle: (!view.refreshable)
                    .then_some("it belongs to another user, who alone may refresh it"),
                said: false,
                place: view.place.clone(),
            });
        }
    }
    let makes = |from: &Copied, to: &Copied| to.reads.contains(&(from.store.clone(), from.place.clone()));
    let edges: Vec<(usize, usize)> = copies
        .iter()
        .enumerate()
        .flat_map(|(at, from)| {
            let made = copies.iter().enumerate().filter(|(_, to)| makes(from, to));
            made.map(|(other, _)| (at, other)).collect::<Vec<_>>()
        })
        .collect();
    let order = strongly_connected(copies.len(), &edges);
    order.into_iter().flatten().filter_map(|index| copies.get(index).cloned()).collect()
}

fn named(schema: &Schema, place: &Place) -> String {
    if place.schema == schema.default_schema {
        place.table.clone()
    } else {
        format!("{}.{}", place.schema, place.table)
    }
}

/// The first words of the statements of a text.
fn first_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let word = |part: &str| part.split_whitespace().next().map(str::to_ascii_uppercase);
    text.split(';').filter_map(word)
}

fn ends_transactions(statement: &str) -> bool {
    first_words(statement)
        .any(|word| ["BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT"].contains(&word.as_str()))
}

impl Copied {
    /// Whether it holds something of one of these tables.
    fn is_made_from(&self, changed: &BTreeSet<Whole>) -> bool {
        !self.reads.is_disjoint(changed)
            || (self.reads_more && changed.iter().any(|(store, _)| *store == self.store))
    }

    /// What makes it anew.
    pub(crate) fn statement(&self) -> &str {
        &self.statement
    }

    fn because(&self, changed: &BTreeSet<Whole>) -> String {
        let read: Vec<String> =
            self.reads.intersection(changed).map(|(_, place)| format!("`{}`", place.table)).collect();
        let read = if read.is_empty() { "what it calls".to_owned() } else { read.join(", ") };
        format!("it is made from {read}; meanwhile {}", self.lock)
    }

    /// Whether the statement can be tried in a transaction that is undone. On MariaDB everything but plain changes of
    /// rows would make the trial last.
    fn can_be_tried(&self, engine: Engine) -> bool {
        let plain = |word: String| {
            ["INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH"].contains(&word.as_str())
        };
        self.said && (engine != Engine::MariaDb || first_words(&self.statement).all(plain))
    }
}

impl PersonGraph {
    /// The place of a table that a step names.
    fn place_of(&self, store: &str, table: &str) -> Option<Whole> {
        let schema = self.schemas.get(store)?;
        let place = match table.split_once('.') {
            Some((inside, name)) => Place { schema: inside.to_owned(), table: name.to_owned() },
            None => Place { schema: schema.default_schema.clone(), table: table.to_owned() },
        };
        let whole = Place { schema: schema.default_schema.clone(), table: table.to_owned() };
        let place = if schema.tables.contains_key(&whole) { whole } else { place };
        Some((store.to_owned(), place))
    }

    /// The copies that are made from tables that changed, and what their steps say, in the order in which they are made.
    pub(crate) fn stale<'t>(
        &self,
        changed: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> Vec<(&Copied, String)> {
        let mut changed: BTreeSet<Whole> =
            changed.filter_map(|(store, table)| self.place_of(store, table)).collect();
        let mut stale = Vec::new();
        for copy in &self.copies {
            if copy.is_made_from(&changed) {
                stale.push((copy, copy.because(&changed)));
                changed.insert((copy.store.clone(), copy.place.clone()));
            }
        }
        stale
    }

    /// The steps that make anew what was made from the rows of these steps, and what forbids them.
    pub(crate) fn rebuilding<'s>(
        &self,
        steps: impl Iterator<Item = &'s PlanStep>,
    ) -> (Vec<PlanStep>, Vec<PlanRefusal>) {
        let changed = steps
            .filter(|step| step.action.changes() && step.rows > 0)
            .map(|step| (step.store.as_str(), step.table.as_str()));
        let (mut rebuilding, mut refusals) = (Vec::new(), Vec::new());
        for (copy, because) in self.stale(changed) {
            refusals.extend(self.obstacle(copy));
            rebuilding.push(PlanStep {
                store: copy.store.clone(),
                table: copy.table.clone(),
                action: StepAction::Rebuild,
                rows: 0,
                columns: Vec::new(),
                because: Some(because),
                clause: None,
                until: None,
                key_digest: digest(&[]),
                statement: copy.statement.clone(),
                cost: None,
            });
        }
        (rebuilding, refusals)
    }

    /// Why a copy cannot be made anew, known without trying.
    pub(crate) fn obstacle(&self, copy: &Copied) -> Option<PlanRefusal> {
        let (store, table) = (copy.store.clone(), copy.table.clone());
        copy.obstacle.map(|why| PlanRefusal::CannotRebuild { store, table, why: why.to_owned() })
    }

    /// Who waits while a copy is made anew.
    pub(crate) fn lock_of_copy(&self, store: &str, table: &str) -> Option<&'static str> {
        self.copy_of(store, table).map(|copy| copy.lock)
    }

    fn copy_of(&self, store: &str, table: &str) -> Option<&Copied> {
        self.copies.iter().find(|copy| copy.store == store && copy.table == table)
    }

    /// The stores whose tables a copy is made from in the end, its own among them.
    fn sources(&self, copy: &Copied) -> BTreeSet<String> {
        let mut stores = BTreeSet::from([copy.store.clone()]);
        let mut waiting: Vec<&Whole> = copy.reads.iter().collect();
        let mut passed = BTreeSet::new();
        while let Some(whole) = waiting.pop() {
            if passed.insert(whole) {
                stores.insert(whole.0.clone());
                let made = self.copies.iter().find(|one| one.store == whole.0 && one.place == whole.1);
                waiting.extend(made.into_iter().flat_map(|made| &made.reads));
            }
        }
        stores
    }

    /// The steps of a plan that make copies anew as soon as this store has committed: it is the last of those that the
    /// plan changes and the copy is made from.
    pub(crate) fn due_after<'p>(
        &self,
        store: &str,
        concerned: &BTreeSet<&String>,
        steps: &'p [PlanStep],
    ) -> Vec<&'p PlanStep> {
        let last = |step: &PlanStep| {
            let sources = self.copy_of(&step.store, &step.table).map(|copy| self.sources(copy))?;
            self.stores.iter().rev().find(|name| sources.contains(*name) && concerned.contains(name))
        };
        let due = |step: &&PlanStep| {
            step.action == StepAction::Rebuild && last(step).is_some_and(|last| last == store)
        };
        steps.iter().filter(due).collect()
    }

    /// Whether a table is a copy that was made from one of these.
    pub(crate) fn is_copy_of(&self, store: &str, table: &str, of: &BTreeSet<(String, String)>) -> bool {
        let from: BTreeSet<Whole> =
            of.iter().filter_map(|(store, table)| self.place_of(store, table)).collect();
        self.copy_of(store, table).is_some_and(|copy| copy.is_made_from(&from))
    }
}

impl Workspace<'_> {
    /// Makes copies anew. A store that has not committed ends its transaction first, in which nothing was changed.
    pub(crate) async fn rebuild(
        &mut self,
        steps: &[&PlanStep],
        committed: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        for step in steps {
            if committed.insert(step.store.clone()) {
                let done =
                    self.session(&step.store)?.commit_reaching(&mut |_| ControlFlow::Continue(())).await;
                done.map_err(|source| self.failed(&step.store, "end a transaction", source))?;
            }
            let session = self.session(&step.store)?;
            let rebuilt = rebuilt(session, &step.statement).await;
            rebuilt
                .map_err(|source| self.failed(&step.store, &format!("make `{}` anew", step.table), source))?;
        }
        Ok(())
    }

    /// Tries the statements that the data map says, in the transactions that are undone.
    pub(crate) async fn try_rebuilding(
        &mut self,
        steps: &[PlanStep],
        refusals: &mut Vec<PlanRefusal>,
    ) -> Result<(), StoreError> {
        for step in steps {
            let graph = self.graph;
            let Some(copy) = graph.copy_of(&step.store, &step.table) else { continue };
            let refuse = |why: String| PlanRefusal::CannotRebuild {
                store: step.store.clone(),
                table: step.table.clone(),
                why,
            };
            let session = self.session(&step.store)?;
            if session.is_mirror() {
                refusals.push(refuse("its store runs no statements".to_owned()));
                continue;
            }
            if copy.obstacle.is_some() || !copy.can_be_tried(session.engine()) {
                continue;
            }
            let tried = async {
                session.run("SAVEPOINT probity_rebuilding", &[]).await?;
                let tried = session.script(&step.statement).await;
                session.run("ROLLBACK TO SAVEPOINT probity_rebuilding", &[]).await?;
                Ok(tried)
            }
            .await;
            match tried.map_err(|source| self.failed(&step.store, "undo a trial", source))? {
                Ok(()) => {}
                // What cannot run inside a transaction cannot be tried in one.
                Err(fault) if matches!(fault.code.as_deref(), Some("2D000" | "25001")) => {}
                Err(fault) if is_passing(fault.kind) => {
                    return Err(self.failed(
                        &step.store,
                        &format!("try to make `{}` anew", step.table),
                        fault,
                    ));
                }
                Err(fault) => refusals.push(refuse(fault.to_string())),
            }
        }
        Ok(())
    }
}

/// Whether a fault says nothing about the statement.
fn is_passing(kind: FaultKind) -> bool {
    use FaultKind::{ConnectionLost, LockTimeout, LostRace, Timeout};
    matches!(kind, ConnectionLost | LockTimeout | LostRace | Timeout)
}

/// Makes copies of a store anew, outside any plan that is being carried out.
///
/// # Errors
/// When the store refuses or cannot be reached.
pub(crate) async fn make_anew(
    stores: &Stores,
    store: &str,
    table: &str,
    statement: &str,
) -> Result<(), StoreError> {
    let handle = stores.get(store)?;
    let mut session = handle.open(Access::Change).await?;
    let outcome = rebuilt(&mut session, statement).await;
    session.close().await;
    outcome.map_err(|source| handle.failed(format!("make `{table}` anew"), source))
}

/// Runs a statement that makes a copy anew, so that nobody sees half of it. PostgreSQL takes several statements in one
/// message for one transaction, and a procedure in none may end transactions of its own.
async fn rebuilt(session: &mut crate::session::Session, statement: &str) -> Result<(), EngineFault> {
    if session.engine() == Engine::Postgres {
        return session.script(statement).await;
    }
    session.begin(Access::Change).await?;
    match session.script(statement).await {
        Ok(()) => session.commit_reaching(&mut |_| ControlFlow::Continue(())).await,
        Err(fault) => {
            // Undone or not, the fault is what is told; what is unfinished ends with the conversation.
            let _ = session.run("ROLLBACK", &[]).await;
            Err(fault)
        }
    }
}

/// Whether a relation of the schema can be named by the data map: it has rows of its own.
pub(crate) fn has_rows(kind: TableKind, derived: bool) -> bool {
    match kind {
        TableKind::View => false,
        TableKind::StoredView => derived,
        TableKind::Table | TableKind::Partitioned | TableKind::Partition => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{ends_transactions, first_words};

    #[test]
    fn a_statement_that_ends_transactions_is_known_by_the_words_it_begins_with() {
        assert!(ends_transactions("DELETE FROM sums; COMMIT"));
        assert!(ends_transactions("begin; delete from sums; end"));
        assert!(!ends_transactions("INSERT INTO sums SELECT beginning FROM commits"));
        assert_eq!(first_words("a b; ;\n c").collect::<Vec<_>>(), ["A", "C"]);
    }
}
