//! What is remembered of an erasure, so that it can be repeated after a restore: scopes, and values in them.
//!
//! Values are personal; whoever keeps them keeps keyed hashes. Knowing them again is [`crate::recognise`]'s.
//!
//! INVARIANT (KNOWN-AGAIN): of every row that an erasure ended or left for later, something is remembered that the
//! row itself still has when a backup brings it back: the key or an identity of its person, the value that led to it,
//! or, where by then nothing leads to it any more, its own key.

use crate::decide::{Decisions, SEEN};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node, PersonGraph};
use crate::plan::PlanMaterial;
use crate::remainder::WaitingRows;
use crate::work::{Deed, Worklist};
use crate::workspace::{Given, SetId, SetKind, Tuple, Workspace};
use probity_policy::model::data_map::{Anchor, LinkRole};
use probity_vocabulary::{Personal, Reveal};
use std::collections::{BTreeMap, BTreeSet};

/// The scope of scopes: which of those are in use that would cost a whole table to look for in vain.
pub(crate) const SCOPES: &str = "scopes";

/// Whose the rows were that had a link's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Led {
    /// Of the erased alone.
    Alone,
    /// Of others too.
    Shared,
    /// Of the erased alone, in a row that stayed.
    Stays,
}

/// The scope of people's keys in a table.
pub(crate) fn key_scope(node: &Node) -> String {
    format!("key/{}", node.name)
}

/// The scope of the keys of erased people whose own rows stayed, so that nobody else can have been given the key.
pub(crate) fn stay_scope(node: &Node) -> String {
    format!("stays/{}", node.name)
}

/// The scope of an identity, the same in every store.
pub(crate) fn identity_scope(name: &str) -> String {
    format!("identity/{name}")
}

/// The scope of the own keys of rows, with the instant that tells them from others of the same key.
pub(crate) fn row_scope(table: &str, columns: &[String], guard: Option<&String>) -> String {
    format!("row/{table}({}){}", columns.join(","), guard.map_or("", String::as_str))
}

/// The scope of the values of a link.
pub(crate) fn link_scope(graph: &PersonGraph, link: &GraphLink, led: Led) -> Option<String> {
    let (from, to) = (graph.node(link.from)?, graph.node(link.to)?);
    let company = match led {
        Led::Alone => "alone",
        Led::Shared => "shared",
        Led::Stays => "stays",
    };
    Some(format!(
        "{company}/{}({})/{}({})",
        from.name,
        link.from_columns.join(","),
        to.name,
        link.to_columns.join(",")
    ))
}

/// Columns of a key, and names of identities with their columns.
type PersonColumns = (Vec<String>, Vec<(String, String)>);

/// The columns with which a node's people are told apart, and those by which they are named.
pub(crate) fn person_columns(node: &Node) -> Option<PersonColumns> {
    let person = node.mapped.as_ref()?.person.as_ref()?;
    let key = if person.key.is_empty() { node.live.primary_key.clone() } else { person.key.clone() };
    let named = person.identities.iter().filter(|identity| !key.contains(&identity.column));
    let named = named.map(|identity| (identity.name.clone(), identity.column.clone())).collect();
    Some((key, named))
}

/// The columns with which a node's people are told apart.
pub(crate) fn person_key(node: &Node) -> Option<Vec<String>> {
    person_columns(node).map(|(key, _)| key).filter(|key| !key.is_empty())
}

/// The columns by which a row is told from all others, and the one that says when it was collected.
pub(crate) fn own_key(node: &Node) -> (Vec<String>, Option<String>) {
    let columns = if node.live.primary_key.is_empty() { &node.address.names } else { &node.live.primary_key };
    (columns.clone(), collected_column(node))
}

/// The column that says when a row was collected.
pub(crate) fn collected_column(node: &Node) -> Option<String> {
    node.mapped.as_ref().and_then(|table| table.anchors.get(&Anchor::Collected)).cloned()
}

/// The form of an identity that is compared: addresses of mail without regard to case.
pub(crate) fn normal(name: &str, value: &str) -> String {
    let value = value.trim();
    if name == "email" || value.contains('@') { value.to_lowercase() } else { value.to_owned() }
}

impl PlanMaterial {
    /// What must be remembered of this erasure to know its people again: scopes, and values in them. Personal; only
    /// keyed hashes of it are to be kept.
    #[must_use]
    pub fn memory(&self, graph: &PersonGraph) -> Personal<Vec<(String, Tuple)>> {
        let material = self.0.reveal(Reveal::Pseudonymise);
        let mut memory: Vec<(String, Tuple)> = material.people.clone();
        memory.extend(
            material.claims.iter().map(|(name, _, value)| (identity_scope(name), vec![normal(name, value)])),
        );
        let links = [
            (Led::Alone, &material.tuples.alone),
            (Led::Shared, &material.tuples.shared),
            (Led::Stays, &material.stays),
        ];
        for (led, tuples) in links {
            for (index, tuples) in tuples {
                let scope = graph.links.get(*index).and_then(|link| link_scope(graph, link, led));
                let Some(scope) = scope else { continue };
                memory.extend(tuples.iter().map(|tuple| (scope.clone(), tuple.clone())));
            }
        }
        for part in material.left.iter().chain(&material.sought) {
            memory.extend(rows_memory(part));
        }
        let whole: BTreeSet<String> = memory
            .iter()
            .map(|(scope, _)| scope)
            .filter(|scope| scope.starts_with("row/") || scope.starts_with("stays/"))
            .cloned()
            .collect();
        memory.extend(whole.into_iter().map(|scope| (SCOPES.to_owned(), vec![scope])));
        Personal::new(memory)
    }
}

/// Rows to which nothing leads any more once the erasure is done, by their own keys.
fn rows_memory(part: &WaitingRows) -> impl Iterator<Item = (String, Tuple)> {
    let scope = row_scope(&part.table, &part.columns, part.guard.as_ref());
    part.rows.iter().map(move |row| (scope.clone(), row.clone()))
}

/// Keys and identities of people's rows of a node, for the memory of an erasure: the scope, its columns, and the name
/// where they are an identity.
fn person_memory(node: &Node) -> Vec<(String, Vec<String>, Option<String>)> {
    let Some((key, named)) = person_columns(node) else { return Vec::new() };
    let mut wanted = vec![(key_scope(node), key, None)];
    wanted.extend(named.into_iter().map(|(name, column)| (identity_scope(&name), vec![column], Some(name))));
    wanted
}

/// The tuples of one scope as they are remembered.
fn remembered(scope: &str, name: Option<&str>, tuples: Vec<Tuple>) -> Vec<(String, Tuple)> {
    let form = |value: String| name.map_or_else(|| value.clone(), |name| normal(name, &value));
    tuples.into_iter().map(|tuple| (scope.to_owned(), tuple.into_iter().map(form).collect())).collect()
}

impl Workspace<'_> {
    /// Keys and identities of people whose rows go, change or stay.
    pub(crate) async fn touched_people(
        &mut self,
        list: &Worklist,
        decisions: &Decisions,
    ) -> Result<Vec<(String, Tuple)>, StoreError> {
        let mut people = Vec::new();
        let mut staying = Vec::new();
        for work in &list.works {
            let (index, rows) = match &work.deed {
                Deed::Nothing | Deed::Count { .. } => continue,
                Deed::Delete { node, rows } => (*node, rows),
                Deed::Change(change) => {
                    staying.push((change.node, change.rows.clone()));
                    (change.node, &change.rows)
                }
            };
            let node = self.node(index)?;
            for (scope, columns, name) in person_memory(node) {
                let tuples = self.read_tuples(node, &columns, rows.set, &rows.filter).await?;
                people.extend(remembered(&scope, name.as_deref(), tuples));
            }
        }
        let kept = decisions.kept.iter().filter(|kept| kept.because != SEEN && kept.rows.count > 0);
        staying.extend(kept.map(|kept| (kept.node, kept.rows.clone())));
        for (index, rows) in staying {
            let node = self.node(index)?;
            let Some(key) = person_key(node) else { continue };
            let tuples = self.read_tuples(node, &key, rows.set, &rows.filter).await?;
            people.extend(remembered(&stay_scope(node), None, tuples));
        }
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }

    /// The values with which rows that stay lead to rows that go: by these the latter are known again although the
    /// former are still there. People who stay are known by their keys.
    pub(crate) async fn staying_tuples(
        &mut self,
        list: &Worklist,
        tuples: &Given,
    ) -> Result<BTreeMap<usize, Vec<Tuple>>, StoreError> {
        let deletes = |wanted: usize| {
            list.works
                .iter()
                .filter_map(|work| match &work.deed {
                    Deed::Delete { node, rows } if *node == wanted => Some(rows.clone()),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        let mut stays = BTreeMap::new();
        let graph = self.graph;
        for (index, link) in graph.links_where(|link| link.conveys(true) && link.role != LinkRole::Identifies)
        {
            let person = graph.node(link.from).is_none_or(Node::is_person);
            let Some(led) = tuples.alone.get(&index).filter(|_| !person && !deletes(link.to).is_empty())
            else {
                continue;
            };
            let (owned, going) = (self.size(SetId::new(SetKind::Owned, link.from)), deletes(link.from));
            // Mostly all of them go, and nothing has to be asked.
            if going.iter().any(|rows| rows.count == owned) {
                continue;
            }
            let mut gone = BTreeSet::new();
            for rows in going {
                gone.extend(self.side_tuples(link, true, rows.set, &rows.filter).await?);
            }
            let left: Vec<Tuple> = led.iter().filter(|tuple| !gone.contains(*tuple)).cloned().collect();
            if !left.is_empty() {
                stays.insert(index, left);
            }
        }
        Ok(stays)
    }
}
