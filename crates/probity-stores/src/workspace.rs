//! One look at all stores at once: open transactions, and the sets of rows found in them.
//!
//! A set lives in a temporary table of the store that holds the rows; only its size is known here.
//! What crosses from one store to another are the values of a link's columns, in batches.

use crate::asked::Asked;
use crate::connect::Stores;
use crate::engine::{Access, Dialect, Engine, Found, Members, key_names, qualified};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::{Node, PersonGraph};
use crate::session::Session;
pub(crate) use crate::tuples::{Company, Given, Tuple};
use std::collections::{BTreeMap, BTreeSet};

/// What a set of rows of one table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SetKind {
    /// Rows that the people own, alone or with others; round 0 are the people themselves.
    Owned,
    /// Rows that they see and do not own.
    Seen,
    /// Rows, not theirs, that rows of theirs also lead to.
    Outside,
    /// Rows that others own too.
    Held,
    /// Rows that go for everybody.
    Forced,
    /// Rows that name a person by another of their identities.
    Named,
    /// Rows that would go and stay because others refer to them.
    Referred,
    /// Rows that would stay anonymous and go because their groups are too small.
    Suppressed,
    /// Rows that are counted before they go.
    Counted,
    /// Rows to be deleted.
    Doomed,
    /// Rows that a hold or a floor keeps; the round is the number of the reason.
    Protected,
    /// Rows to be changed in one way, by the number of the change.
    Change(usize),
}

/// A set of rows of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SetId {
    pub(crate) kind: SetKind,
    pub(crate) node: usize,
}

impl SetId {
    pub(crate) fn new(kind: SetKind, node: usize) -> Self {
        Self { kind, node }
    }

    pub(crate) fn table(self) -> String {
        match self.kind {
            SetKind::Owned => format!("probity_owned_{}", self.node),
            SetKind::Seen => format!("probity_seen_{}", self.node),
            SetKind::Outside => format!("probity_outside_{}", self.node),
            SetKind::Held => format!("probity_held_{}", self.node),
            SetKind::Forced => format!("probity_forced_{}", self.node),
            SetKind::Named => format!("probity_named_{}", self.node),
            SetKind::Referred => format!("probity_referred_{}", self.node),
            SetKind::Suppressed => format!("probity_suppressed_{}", self.node),
            SetKind::Counted => format!("probity_counted_{}", self.node),
            SetKind::Doomed => format!("probity_doomed_{}", self.node),
            SetKind::Protected => format!("probity_protected_{}", self.node),
            SetKind::Change(number) => format!("probity_change_{number}_{}", self.node),
        }
    }
}

/// The open stores, the graph, and the sizes of the sets.
pub(crate) struct Workspace<'a> {
    pub(crate) graph: &'a PersonGraph,
    stores: &'a Stores,
    access: Access,
    sessions: BTreeMap<String, Session>,
    pub(crate) sizes: BTreeMap<SetId, u64>,
    pub(crate) given: BTreeSet<(usize, Company)>,
    /// Sets that are a question.
    pub(crate) asked: BTreeMap<SetId, Asked>,
    /// Those whose rows were not counted yet.
    pub(crate) uncounted: Vec<SetId>,
    /// What was learned of the keys of sets while counting them.
    pub(crate) sums: BTreeMap<SetId, String>,
    /// Questions that nobody has asked yet, because deleting their rows will tell which they were.
    pub(crate) unseen: BTreeSet<SetId>,
    /// Whether one of these has to be asked before the work begins after all.
    pub(crate) mistaken: bool,
    /// Whether each statement is sent by itself.
    pub(crate) singly: bool,
    /// Stores in which sets outlive the transaction that found them, and are never a question.
    pub(crate) large: BTreeSet<String>,
    /// How many rows the plan deletes of each table of which it does nothing else; empty unless carrying
    /// out may look while it deletes.
    pub(crate) whole: BTreeMap<usize, u64>,
    /// How many rows the plan names of each node; empty when there is no plan yet.
    pub(crate) expected: BTreeMap<usize, u64>,
    /// What the keys of rows are hashed with.
    pub(crate) salt: Vec<u8>,
    /// Stores whose part of the plan is done: what became a pseudonym there cannot be told from what was not.
    pub(crate) settled: BTreeSet<String>,
}

impl<'a> Workspace<'a> {
    /// Opens the stores of the graph, without those of `skipped`, and begins a transaction in each.
    pub(crate) async fn open(
        graph: &'a PersonGraph,
        stores: &'a Stores,
        access: Access,
        skipped: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        let mut sessions = BTreeMap::new();
        // In the order of names, so that two of us never wait for each other's sessions.
        let names: BTreeSet<&String> = graph.stores.iter().filter(|name| !skipped.contains(*name)).collect();
        for name in names {
            sessions.insert(name.clone(), stores.get(name)?.begun(access).await?);
        }
        Ok(Self {
            graph,
            stores,
            access,
            sessions,
            sizes: BTreeMap::new(),
            given: BTreeSet::new(),
            asked: BTreeMap::new(),
            uncounted: Vec::new(),
            sums: BTreeMap::new(),
            unseen: BTreeSet::new(),
            mistaken: false,
            singly: false,
            large: BTreeSet::new(),
            whole: BTreeMap::new(),
            expected: BTreeMap::new(),
            salt: Vec::new(),
            settled: BTreeSet::new(),
        })
    }

    /// Brings a store's journal back into its file, so that no copy of what was erased stays in it. A reader
    /// that holds it back does so until it ends; the engine then folds it by itself.
    pub(crate) async fn fold_journal(&mut self, store: &str) -> Result<(), StoreError> {
        // One that was done in batches may have outlived the conversations with the others.
        let Some(session) = self.sessions.get_mut(store) else { return Ok(()) };
        if session.engine() == Engine::Sqlite {
            let _ = session.texts("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await;
        }
        Ok(())
    }

    /// Ends all conversations; what was not committed is undone.
    pub(crate) async fn close(self) {
        for session in self.sessions.into_values() {
            session.close().await;
        }
    }

    /// Ends the look, and lets the conversations wait for the next who asks.
    pub(crate) async fn part(self) {
        for session in self.sessions.into_values() {
            session.part().await;
        }
    }

    /// Ends the conversations with all stores but one.
    pub(crate) async fn keep_only(&mut self, store: &str) {
        let kept = self.sessions.remove(store);
        for session in std::mem::take(&mut self.sessions).into_values() {
            session.close().await;
        }
        self.sessions.extend(kept.map(|session| (store.to_owned(), session)));
    }

    /// Ends a store's transaction, by `COMMIT` or `ROLLBACK`, and keeps the conversation.
    pub(crate) async fn end_transaction(&mut self, store: &str, how: &str) -> Result<(), StoreError> {
        let session = self.session(store)?;
        let ended = session.run(how, &[]).await;
        session.begun = ended.is_err();
        ended.map(|_| ()).map_err(|source| self.failed(store, &how.to_lowercase(), source))
    }

    /// The store's session.
    pub(crate) fn session(&mut self, store: &str) -> Result<&mut Session, StoreError> {
        self.sessions.get_mut(store).ok_or_else(|| StoreError::UnknownStore { store: store.to_owned() })
    }

    /// Whether the node's rows are only mirrored here.
    pub(crate) fn is_mirror(&self, node: &Node) -> bool {
        self.sessions.get(&node.name.store).is_some_and(Session::is_mirror)
    }

    /// Whether the node's store is open.
    pub(crate) fn is_open(&self, node: usize) -> bool {
        self.graph.node(node).is_some_and(|node| self.sessions.contains_key(&node.name.store))
    }

    /// The fault of a store in what was attempted on a node's table.
    pub(crate) fn failed(&self, store: &str, attempted: &str, source: EngineFault) -> StoreError {
        match self.stores.get(store) {
            Ok(handle) => handle.failed(attempted, source),
            Err(unknown) => unknown,
        }
    }

    pub(crate) fn node(&self, index: usize) -> Result<&'a Node, StoreError> {
        self.graph.node(index).ok_or_else(|| StoreError::Failed {
            store: String::new(),
            attempted: "find a table of the graph".to_owned(),
            source: EngineFault::own(FaultKind::Other, "the graph has no such table"),
        })
    }

    /// How many rows a set has.
    pub(crate) fn size(&self, set: SetId) -> u64 {
        self.sizes.get(&set).copied().unwrap_or(0)
    }

    pub(crate) fn dialect(&self, node: usize) -> &'static dyn Dialect {
        self.graph.node(node).map_or(crate::engine::Engine::Sqlite, |node| node.engine).dialect()
    }

    /// The addresses of a set's rows, or of those for which `filter` holds.
    pub(crate) fn keys(&self, set: SetId, filter: &str) -> String {
        if let (Some(asked), Some(node)) = (self.asked.get(&set), self.graph.node(set.node)) {
            return self.asked_keys(node, set, asked, filter);
        }
        self.members(set, filter).keys(self.width(set.node))
    }

    /// The rows of a set, or those for which `filter` holds.
    pub(crate) fn members(&self, set: SetId, filter: &str) -> Members {
        Members { table: self.dialect(set.node).temporary(&set.table()), filter: filter.to_owned() }
    }

    /// How many columns the address of a node's rows has.
    pub(crate) fn width(&self, node: usize) -> usize {
        self.graph.node(node).map_or(1, |node| node.address.columns.len())
    }

    /// Adds the rows whose addresses a question answers, and says how many were new.
    pub(crate) async fn add(&mut self, set: SetId, round: u64, addresses: &str) -> Result<u64, StoreError> {
        self.add_with(set, round, addresses, &[]).await
    }

    /// The same for a question with parameters.
    pub(crate) async fn add_with(
        &mut self,
        set: SetId,
        round: u64,
        addresses: &str,
        parameters: &[&str],
    ) -> Result<u64, StoreError> {
        // More rows than the question has: it becomes a table.
        if self.asked.contains_key(&set) {
            Box::pin(self.write_down(set)).await?;
            self.unseen.remove(&set);
        }
        let node = self.node(set.node)?;
        let dialect = self.dialect(set.node);
        let store = node.name.store.clone();
        let width = node.address.columns.len();
        let known = (self.size(set) > 0).then(|| self.keys(set, ""));
        let found = Found { addresses, width, known, round, access: self.access };
        let insert = dialect.add_found(&dialect.temporary(&set.table()), &found);
        let mut columns: Vec<(String, String)> =
            key_names(width).into_iter().zip(node.address.types.iter().cloned()).collect();
        columns.push(("round".to_owned(), "integer".to_owned()));
        let create = dialect.create_temporary(&set.table(), &columns);
        let session = self.session(&store)?;
        if session.is_new_temporary(&set.table(), "") {
            let created = session.run(&create, &[]).await;
            created.map_err(|source| self.failed(&store, "make a temporary table", source))?;
        }
        let added = self.session(&store)?.run(&insert, parameters).await;
        let attempted = format!("find rows of `{}`", node.name);
        let added = added.map_err(|source| self.failed(&store, &attempted, source))?;
        *self.sizes.entry(set).or_default() += added;
        self.sums.remove(&set);
        Ok(added)
    }

    /// Takes all rows out of a set.
    pub(crate) async fn empty(&mut self, set: SetId) -> Result<(), StoreError> {
        if self.forget_asked(set) {
            return Ok(());
        }
        self.sums.remove(&set);
        // One in which nothing was ever found, because it was only a question, has no table either.
        if self.size(set) == 0 {
            self.sizes.remove(&set);
            return Ok(());
        }
        let node = self.node(set.node)?;
        let statement = format!("DELETE FROM {}", self.dialect(set.node).temporary(&set.table()));
        let emptied = self.session(&node.name.store)?.run(&statement, &[]).await;
        emptied.map_err(|source| self.failed(&node.name.store, "empty a temporary table", source))?;
        self.sizes.remove(&set);
        Ok(())
    }

    /// A question for rows, which stay as they are where they are looked for in order to be changed.
    pub(crate) fn steady(&self, node: &Node, question: String) -> String {
        match self.access {
            Access::Change => node.engine.dialect().steady(question),
            Access::Read => question,
        }
    }

    /// `SELECT` of the addresses of a node's rows for which a condition holds.
    pub(crate) fn addresses_where(&self, node: &Node, condition: &str) -> String {
        let named = node.address.columns.iter().zip(key_names(node.address.columns.len()));
        let named: Vec<String> = named.map(|(column, name)| format!("{column} AS {name}")).collect();
        format!("SELECT {} FROM {} WHERE {condition}", named.join(", "), qualified(&node.live))
    }

    /// The condition that a row of the node is in the set.
    pub(crate) fn within(&self, set: SetId, filter: &str) -> String {
        if let (Some(condition), true) = (self.asked_within(set), filter.is_empty()) {
            return condition;
        }
        let columns = self.graph.node(set.node).map_or_else(Vec::new, |node| node.address.columns.clone());
        let keys = self.sized(set, filter, self.keys(set, filter));
        self.dialect(set.node).among(&columns.join(", "), &keys, self.is_one(set, filter))
    }

    /// Whether a set is written down and has exactly one row.
    pub(crate) fn is_one(&self, set: SetId, filter: &str) -> bool {
        filter.is_empty() && self.size(set) == 1 && !self.asked.contains_key(&set)
    }

    /// A question for all keys of a set, saying how many they are to an engine that cannot know.
    pub(crate) fn sized(&self, set: SetId, filter: &str, question: String) -> String {
        if filter.is_empty() && !self.asked.contains_key(&set) {
            self.dialect(set.node).sized(question, self.size(set))
        } else {
            question
        }
    }

    /// Makes the rows with these values be there to be found, in a store that is only mirrored.
    pub(crate) async fn bring(
        &mut self,
        node: &Node,
        columns: &[String],
        tuples: &[Tuple],
        ignoring_case: bool,
    ) -> Result<(), StoreError> {
        let store = &node.name.store;
        let brought =
            self.session(store)?.bring(&node.live.place.table, columns, tuples, ignoring_case).await;
        brought.map_err(|source| self.failed(store, &format!("read records of `{}`", node.name), source))
    }

    /// Counts the answers of a question about a node's store.
    pub(crate) async fn count(&mut self, node: &Node, question: &str) -> Result<u64, StoreError> {
        let count = node.engine.dialect().as_text("count(*)");
        let counted = format!("SELECT {count} FROM ({question}) AS x");
        let count = self.session(&node.name.store)?.count(&counted, &[]).await;
        count.map_err(|source| {
            self.failed(&node.name.store, &format!("count rows of `{}`", node.name), source)
        })
    }
}
