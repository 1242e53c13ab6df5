//! From the catalogue to costs: which links and foreign keys a plan follows, and what each finds its rows by.

use super::{LARGE, Lookup, LookupReason, StepCost, help, locks};
use crate::engine::{Comparison, Engine, KeyType, quoted};
use crate::find::{IdentityClaim, is_email};
use crate::graph::{GraphLink, Node, PersonGraph};
use crate::plan::{PlanStep, Right, StepAction, table_text};
use crate::schema::TypeFamily;
use probity_policy::model::data_map::{Identity, LinkRole};
use std::collections::{BTreeMap, BTreeSet};

/// Whether reading so many rows is felt.
fn is_large(rows: Option<u64>, times: u64) -> bool {
    rows.is_some_and(|rows| rows.saturating_mul(times.max(1)) > LARGE && rows > 1_000)
}

/// Whether the searched columns stand in a question as they are, so that an index of theirs is used.
fn uses_columns(node: &Node, columns: &[String], comparisons: &[Comparison]) -> bool {
    let plain = |name: &String, comparison: &Comparison| {
        let quoted = quoted(name);
        // MariaDB compares twice, once by the column as it is.
        let searched = comparison.searched(&quoted);
        searched == quoted || (node.engine == Engine::MariaDb && searched.starts_with(&quoted))
    };
    columns.iter().zip(comparisons).any(|(name, comparison)| plain(name, comparison))
}

impl PersonGraph {
    /// Says of each step of a plan what it costs.
    pub(crate) fn estimate(&self, right: Right, claims: &[IdentityClaim], steps: &mut [PlanStep]) {
        let by_name: BTreeMap<(String, String), usize> = self
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| ((node.name.store.clone(), table_text(&node.name)), index))
            .collect();
        let node_of = |step: &PlanStep| by_name.get(&(step.store.clone(), step.table.clone())).copied();
        let present: BTreeSet<usize> = steps.iter().filter_map(node_of).collect();
        let mut told = BTreeSet::new();
        for step in steps.iter_mut() {
            let mut cost = StepCost::default();
            if step.action == StepAction::Rebuild {
                cost = self.cost_of_rebuilding(&step.store, &step.table).unwrap_or_default();
            }
            if let Some((index, node)) = node_of(step).and_then(|index| Some((index, self.node(index)?)))
                && !self.mirrored.contains(&step.store)
                && step.action != StepAction::Rebuild
            {
                if told.insert(index) {
                    cost.lookups = self.lookups(right, claims, index, &present);
                }
                if step.action == StepAction::Delete {
                    cost.lookups.extend(self.held_references(index, step.rows));
                }
                let whole = cost.lookups.iter().any(|lookup| lookup.index.is_none());
                cost.locks = locks::of_changes(node.engine, step.action, whole);
            }
            step.cost = (!cost.is_empty()).then_some(cost);
        }
    }

    /// How the rows of a table are found, and where rows that hang on them were looked for in vain without an index.
    fn lookups(
        &self,
        right: Right,
        claims: &[IdentityClaim],
        index: usize,
        present: &BTreeSet<usize>,
    ) -> Vec<Lookup> {
        let erasing = right == Right::Erasure;
        let mut lookups = Vec::new();
        if let Some(node) = self.node(index) {
            let identities = node.mapped.iter().flat_map(|table| {
                table.person.iter().flat_map(|person| &person.identities).chain(&table.aliases)
            });
            for identity in identities.filter(|one| claims.iter().any(|claim| claim.name == one.name)) {
                lookups.extend(by_identity(node, identity));
            }
        }
        for link in &self.links {
            let followed = link.conveys(erasing)
                || link.shows()
                || link.role == LinkRole::Identifies
                || (erasing && link.role == LinkRole::Mentions);
            let arrives = link.to == index && present.contains(&link.from);
            let in_vain = link.from == index && !present.contains(&link.to);
            if !followed || !(arrives || in_vain) {
                continue;
            }
            lookups.extend(self.by_link(link).filter(|lookup| arrives || lookup.index.is_none()));
        }
        let mut known = Vec::new();
        lookups.retain(|lookup| {
            let new = !known.contains(lookup);
            known.push(lookup.clone());
            new
        });
        lookups
    }

    /// How a link finds the rows that it leads to.
    fn by_link(&self, link: &GraphLink) -> Option<Lookup> {
        let node = self.node(link.to)?;
        if self.mirrored.contains(&node.name.store) {
            return None;
        }
        let inside = link.embedded.is_some() && link.is_held_by_reached();
        let plain = !inside && uses_columns(node, &link.to_columns, &link.down) && self.same_numbers(link);
        let index = node.live.index_on(&link.to_columns).filter(|_| plain);
        let large = index.is_none() && is_large(node.live.estimated_rows, 1);
        let advice = (large && plain).then(|| help::index_over(node.engine, &node.live, &link.to_columns));
        Some(Lookup {
            reason: LookupReason::Link,
            table: table_text(&node.name),
            columns: link.to_columns.clone(),
            index: index.map(|index| index.name.clone()),
            rows: node.live.estimated_rows,
            large,
            advice: advice.flatten(),
        })
    }

    /// PostgreSQL turns a whole number into another kind of number before it compares the two.
    fn same_numbers(&self, link: &GraphLink) -> bool {
        let (Some(from), Some(to)) = (self.node(link.from), self.node(link.to)) else { return false };
        let whole = |family: TypeFamily| matches!(family, TypeFamily::Integer(_));
        to.engine != Engine::Postgres
            || from.name.store != to.name.store
            || link.from_columns.iter().zip(&link.to_columns).all(|(known, reached)| {
                let families =
                    from.live.column(known).zip(to.live.column(reached)).map(|(a, b)| (a.family, b.family));
                families.is_none_or(|(known, reached)| {
                    !(known.is_number() && reached.is_number()) || whole(known) == whole(reached)
                })
            })
    }

    /// The foreign keys to a table that the engine holds by reading the referring table whole, for each row that goes.
    fn held_references(&self, index: usize, rows: u64) -> Vec<Lookup> {
        let referring = self.references.iter().filter(|reference| reference.to == index);
        let unindexed = referring.filter_map(|reference| {
            let child = self.node(reference.from)?;
            // MariaDB makes the index that it needs.
            if child.engine == Engine::MariaDb || child.live.index_on(&reference.key.columns).is_some() {
                return None;
            }
            let large = is_large(child.live.estimated_rows, rows);
            let advice = large.then(|| help::index_over(child.engine, &child.live, &reference.key.columns));
            Some(Lookup {
                reason: LookupReason::ForeignKey,
                table: table_text(&child.name),
                columns: reference.key.columns.clone(),
                index: None,
                rows: child.live.estimated_rows,
                large,
                advice: advice.flatten(),
            })
        });
        unindexed.collect()
    }

    /// What it costs to make a copy anew.
    pub(crate) fn cost_of_rebuilding(&self, store: &str, table: &str) -> Option<StepCost> {
        let locks = self.lock_of_copy(store, table)?;
        Some(StepCost { locks: Some(locks.to_owned()), ..StepCost::default() })
    }

    /// What a step of an expiry costs: the table is read whole to count, and batches are done by where rows lie.
    pub(crate) fn cost_of_expiry(&self, index: usize, action: StepAction, rows: u64) -> Option<StepCost> {
        let node = self.node(index)?;
        if self.mirrored.contains(&node.name.store) {
            return None;
        }
        let anchors = node.mapped.iter().flat_map(|table| table.anchors.values().cloned());
        let mut lookups = vec![Lookup {
            reason: LookupReason::Time,
            table: table_text(&node.name),
            columns: anchors.collect(),
            index: None,
            rows: node.live.estimated_rows,
            large: false,
            advice: None,
        }];
        if matches!(action, StepAction::Delete | StepAction::Aggregate) {
            lookups.extend(self.held_references(index, rows));
        }
        Some(StepCost { lookups, locks: locks::of_batches(node.engine, action), elsewhere: None })
    }
}

/// How people are found by an identity.
fn by_identity(node: &Node, identity: &Identity) -> Option<Lookup> {
    let column = node.live.column(&identity.column)?;
    let name = quoted(&column.name);
    let dialect = node.engine.dialect();
    let columns = vec![column.name.clone()];
    let (index, advice) = if is_email(node, identity) {
        // What is compared without regard to case is the expression before the comparison.
        let same = dialect.same_ignoring_case(&name);
        let expression = same.split(" IN (").next().unwrap_or_default();
        // PostgreSQL writes a cast of a text to a text nowhere.
        let repeated =
            if node.engine == Engine::Postgres { format!("lower({name})") } else { expression.to_owned() };
        let index = node.live.index_on_expression(&repeated);
        (index, help::index_over_expression(node.engine, &node.live, &column.name, expression))
    } else {
        let comparison = dialect.comparison(column, KeyType::Text)?;
        let plain = uses_columns(node, &columns, &[comparison]);
        let index = node.live.index_on(&columns).filter(|_| plain);
        (index, plain.then(|| help::index_over(node.engine, &node.live, &columns)).flatten())
    };
    let large = index.is_none() && is_large(node.live.estimated_rows, 1);
    Some(Lookup {
        reason: LookupReason::Identity,
        table: table_text(&node.name),
        columns,
        index: index.map(|index| index.name.clone()),
        rows: node.live.estimated_rows,
        large,
        advice: advice.filter(|_| large),
    })
}
