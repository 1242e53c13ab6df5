//! Foreign keys against the rows that go: what must be let loose first, what the engine would
//! take along, what stands in the way, and in which order tables can be worked on.

use crate::blank::Becomes;
use crate::decide::{Decisions, Rows};
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::graph::{Node, Reference};
use crate::order::strongly_connected;
use crate::plan::StepAction;
use crate::refusal::PlanRefusal;
use crate::schema::OnDelete;
use crate::workspace::{SetId, SetKind, Workspace};
use std::collections::BTreeSet;

impl Workspace<'_> {
    /// Settles every foreign key to rows that go.
    pub(crate) async fn settle_references(&mut self, decisions: &mut Decisions) -> Result<(), StoreError> {
        let graph = self.graph;
        // A row that a key deletes goes, whatever its other keys demand: what they demand is asked of what stays then.
        for deleting in [true, false] {
            let mut waiting: Vec<usize> = decisions.doomed.keys().copied().collect();
            while let Some(going) = waiting.pop() {
                for reference in &graph.references {
                    if reference.to == going
                        && self.deletes(reference) == deleting
                        && !self.is_settled_by_map(reference, decisions)
                        && self.settle_reference(reference, decisions).await?
                    {
                        waiting.push(reference.from);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a key may delete the rows that refer by it: they are nobody's.
    fn deletes(&self, reference: &Reference) -> bool {
        reference.key.on_delete == OnDelete::Cascade && !self.graph.is_somebodys(reference.from)
    }

    /// Whether all referring rows are known to go, without asking: the key is the only link, and the table's rows go.
    fn is_settled_by_map(&self, reference: &Reference, decisions: &Decisions) -> bool {
        let goes_whole = decisions
            .doomed
            .get(&reference.from)
            .is_some_and(|rows| rows.set.kind == SetKind::Owned && rows.filter.is_empty());
        let child = self.graph.node(reference.from);
        let deletes = child
            .and_then(|node| node.mapped.as_ref()?.on_erasure.as_ref())
            .is_some_and(|decision| decision.row == probity_policy::model::data_map::RowFate::Delete);
        let linked = self.graph.links.iter().any(|link| {
            link.owns()
                && link.is_held_by_reached()
                && link.to == reference.from
                && link.from == reference.to
                && link.to_columns == reference.key.columns
                && link.from_columns == reference.key.to_columns
        });
        let exclusive = child.is_some_and(|node| node.exclusive);
        let nothing_found = self.size(SetId::new(SetKind::Owned, reference.from)) == 0;
        linked && exclusive && deletes && (goes_whole || nothing_found)
    }

    /// Settles one foreign key; true when further rows go because of it.
    async fn settle_reference(
        &mut self,
        reference: &Reference,
        decisions: &mut Decisions,
    ) -> Result<bool, StoreError> {
        let (child, parent) = (self.node(reference.from)?, self.node(reference.to)?);
        let Some(referring) = self.referring(reference, parent, decisions) else { return Ok(false) };
        let refusal_parts = (child.name.to_string(), reference.key.name.clone(), parent.name.to_string());
        let owned = SetId::new(SetKind::Owned, reference.from);
        let mut theirs = 0;
        if self.size(owned) > 0 {
            let condition = format!("{referring} AND {}", self.within(owned, ""));
            theirs = self.count_where(child, &condition).await?;
            if theirs > 0 && !self.let_loose(reference, &condition, decisions).await? {
                let (table, constraint, to) = refusal_parts.clone();
                decisions.refusals.push(PlanRefusal::Referred { table, constraint, to, rows: theirs });
            }
        }
        let others = if theirs > 0 || self.size(owned) > 0 {
            format!("{referring} AND NOT {}", self.within(owned, ""))
        } else {
            referring
        };
        let rows = self.count_where(child, &others).await?;
        if rows == 0 {
            return Ok(false);
        }
        let (table, constraint, to) = refusal_parts;
        let somebodys = self.graph.is_somebodys(reference.from);
        match reference.key.on_delete {
            OnDelete::Cascade if somebodys => {
                decisions.refusals.push(PlanRefusal::WouldCascade { table, constraint, to, rows });
                Ok(false)
            }
            OnDelete::Cascade => {
                let addresses = self.addresses_where(child, &others);
                self.doom(reference.from, &addresses, decisions).await?;
                let because = format!("the foreign key `{constraint}` deletes it with `{to}`");
                decisions.cascades.insert(reference.from, because);
                Ok(true)
            }
            OnDelete::SetNull if self.let_loose(reference, &others, decisions).await? => Ok(false),
            OnDelete::SetNull | OnDelete::SetDefault | OnDelete::NoAction | OnDelete::Restrict => {
                decisions.refusals.push(PlanRefusal::Referred { table, constraint, to, rows });
                Ok(false)
            }
        }
    }

    /// The condition that a row of the child refers to a row that goes, stays itself, and is not let loose yet.
    fn referring(&self, reference: &Reference, parent: &Node, decisions: &Decisions) -> Option<String> {
        let going = decisions.doomed.get(&reference.to)?;
        let listed = |columns: &[String]| {
            let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            names.join(", ")
        };
        let targets = if parent.address.names == reference.key.to_columns {
            self.keys(going.set, &going.filter)
        } else {
            format!(
                "SELECT {} FROM {} WHERE {}",
                listed(&reference.key.to_columns),
                qualified(&parent.live),
                self.within(going.set, &going.filter)
            )
        };
        let mut condition = format!("({}) IN ({targets})", listed(&reference.key.columns));
        if let Some(rows) = decisions.doomed.get(&reference.from) {
            condition = format!("{condition} AND NOT {}", self.within(rows.set, &rows.filter));
        }
        for change in decisions.changes.iter().filter(|change| {
            change.node == reference.from
                && change.rows.count > 0
                && change
                    .columns
                    .iter()
                    .any(|(name, becomes)| *becomes == Becomes::Null && reference.key.columns.contains(name))
        }) {
            condition = format!("{condition} AND NOT {}", self.within(change.rows.set, ""));
        }
        Some(condition)
    }

    /// Empties the key's columns where that is possible; false when it is not.
    async fn let_loose(
        &mut self,
        reference: &Reference,
        condition: &str,
        decisions: &mut Decisions,
    ) -> Result<bool, StoreError> {
        let columns: Vec<(String, Becomes)> = reference
            .key
            .columns
            .iter()
            .filter(|name| self.graph.emptied(reference.from, name) == Ok(Becomes::Null))
            .map(|name| (name.clone(), Becomes::Null))
            .collect();
        if columns.is_empty() {
            return Ok(false);
        }
        let because = Some(format!("the foreign key `{}` leads to a row that goes", reference.key.name));
        self.change(decisions, reference.from, StepAction::Blank, columns, because, condition).await?;
        Ok(true)
    }

    /// Adds rows to those that go.
    pub(crate) async fn doom(
        &mut self,
        index: usize,
        addresses: &str,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let set = SetId::new(SetKind::Doomed, index);
        if let Some(rows) = decisions.doomed.get(&index).filter(|rows| rows.set != set) {
            let known = self.keys(rows.set, &rows.filter);
            self.add(set, 0, &known).await?;
        }
        self.add(set, 0, addresses).await?;
        decisions.doomed.insert(index, Rows { set, filter: String::new(), count: self.size(set) });
        Ok(())
    }

    async fn count_where(&mut self, node: &Node, condition: &str) -> Result<u64, StoreError> {
        let question = format!("SELECT 1 FROM {} WHERE {condition}", qualified(&node.live));
        self.count(node, &question).await
    }

    /// The order in which tables of one store lose rows, referring tables first, and whether
    /// constraints have to wait for the end. Cycles are cut by emptying a nullable key first.
    pub(crate) async fn deletion_order(
        &mut self,
        store: &str,
        decisions: &mut Decisions,
    ) -> Result<(Vec<usize>, bool), StoreError> {
        let graph = self.graph;
        let going: BTreeSet<usize> = decisions
            .doomed
            .keys()
            .copied()
            .filter(|index| graph.node(*index).is_some_and(|node| node.name.store == store))
            .collect();
        let between: Vec<&Reference> = graph
            .references
            .iter()
            .filter(|key| going.contains(&key.from) && going.contains(&key.to))
            .collect();
        let mut edges: Vec<(usize, usize)> =
            between.iter().filter(|key| key.from != key.to).map(|key| (key.from, key.to)).collect();
        // Without foreign keys the links say what hangs on what, as far as they make no cycle.
        let mut soft: Vec<(usize, usize)> = graph
            .links
            .iter()
            .filter(|link| {
                link.is_held_by_reached() && going.contains(&link.to) && going.contains(&link.from)
            })
            .map(|link| (link.to, link.from))
            .collect();
        let all: Vec<(usize, usize)> = edges.iter().chain(&soft).copied().collect();
        let cyclic: Vec<Vec<usize>> = strongly_connected(graph.nodes.len(), &all);
        soft.retain(|(from, to)| !cyclic.iter().any(|group| group.contains(from) && group.contains(to)));
        let mut wait = false;
        for group in strongly_connected(graph.nodes.len(), &edges) {
            let cyclic = group.len() > 1;
            for reference in &between {
                if !group.contains(&reference.from) || !group.contains(&reference.to) {
                    continue;
                }
                let to_itself = reference.from == reference.to;
                let strict = reference.key.on_delete == OnDelete::Restrict;
                // One statement deletes all rows of a table, so a key to the table itself is no cycle.
                if (to_itself && !strict) || (!cyclic && !to_itself) {
                    continue;
                }
                let cut = if reference.key.deferrable && !strict {
                    wait = true;
                    true
                } else {
                    let rows = decisions.doomed.get(&reference.from).cloned();
                    let condition = rows.map(|rows| self.within(rows.set, &rows.filter)).unwrap_or_default();
                    self.let_loose(reference, &condition, decisions).await?
                };
                if cut {
                    edges.retain(|edge| *edge != (reference.from, reference.to));
                }
            }
        }
        edges.extend(soft);
        let order = strongly_connected(graph.nodes.len(), &edges).into_iter().flatten();
        Ok((order.filter(|index| going.contains(index)).collect(), wait))
    }
}
