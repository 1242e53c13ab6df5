//! Which rows of a table go, which stay because others need them or somebody holds them.

use crate::anonymise::Whose;
use crate::blank::Becomes;
use crate::decide::Change;
use crate::decide::Rows;
use crate::engine::{Engine, qualified, quoted};
use crate::error::StoreError;
use crate::expiry::rules::{Group, TableRules};
use crate::graph::{GraphLink, Node, Reference};
use crate::keeping::{HoldScope, in_table};
use crate::order::strongly_connected;
use crate::plan::StepAction;
use crate::pseudonym::MARK;
use crate::schema::OnDelete;
use crate::workspace::Workspace;
use crate::workspace::{SetId, SetKind};
use probity_policy::model::data_map::LinkRole;
use probity_vocabulary::ErasureMethod;
use std::ops::ControlFlow;

impl Workspace<'_> {
    /// Ends the transactions in which the held were found; what was found stays in this session.
    pub(crate) async fn settle_sessions(&mut self) -> Result<(), StoreError> {
        for store in self.graph.stores.clone() {
            let mut on = |_| ControlFlow::Continue(());
            let committed = self.session(&store)?.commit_reaching(&mut on).await;
            committed.map_err(|source| self.failed(&store, "look for what is held", source))?;
        }
        Ok(())
    }

    /// The hold that covers every row of a table.
    pub(crate) fn table_hold(&self, node: &Node) -> Option<&'_ crate::keeping::Hold> {
        let keeping = self.graph.keeping.as_ref()?;
        keeping.holds.iter().find(|hold| hold.covers_table(node))
    }

    /// Each hold on people with the condition that a row of the table is one of theirs.
    pub(crate) fn people_holds(&self, index: usize) -> Vec<(String, Option<String>, String)> {
        let protected = SetId::new(SetKind::Protected, index);
        let Some(keeping) = self.graph.keeping.as_ref().filter(|_| self.size(protected) > 0) else {
            return Vec::new();
        };
        keeping
            .holds
            .iter()
            .enumerate()
            .filter(|(_, hold)| matches!(hold.scope, HoldScope::People(_)))
            .map(|(number, hold)| {
                let theirs = self.within(protected, &format!("round = {number}"));
                (hold.because.clone(), hold.until.clone(), theirs)
            })
            .collect()
    }

    /// The condition that no row refers to one of this table; with `after`, that none will once the rows that go
    /// are gone.
    fn unneeded_but(&self, index: usize, after: Option<&[TableRules]>, passed: &mut Vec<usize>) -> String {
        passed.push(index);
        let mut conditions = Vec::new();
        for reference in self.graph.references.iter().filter(|reference| reference.to == index) {
            if let Some(condition) = self.not_referred(reference, after, passed) {
                conditions.push(condition);
            }
        }
        for link in self.graph.links.iter().filter(|link| link.from == index && self.hands_down(link)) {
            if let Some(condition) = self.not_linked(link, after, passed) {
                conditions.push(condition);
            }
        }
        passed.pop();
        conditions.iter().map(|condition| format!(" AND {condition}")).collect()
    }

    fn not_referred(
        &self,
        reference: &Reference,
        after: Option<&[TableRules]>,
        passed: &mut Vec<usize>,
    ) -> Option<String> {
        let (child, parent) = (self.graph.node(reference.from)?, self.graph.node(reference.to)?);
        let nobodys =
            child.mapped.as_ref().is_none_or(|table| table.columns.is_empty() && table.links.is_empty());
        match reference.key.on_delete {
            OnDelete::SetNull | OnDelete::SetDefault => return None,
            OnDelete::Cascade if nobodys => return None,
            OnDelete::Cascade | OnDelete::NoAction | OnDelete::Restrict => {}
        }
        if reference.from == reference.to {
            return Some(self.not_self_referred(reference, parent));
        }
        let pairs: Vec<String> = reference
            .key
            .columns
            .iter()
            .zip(&reference.key.to_columns)
            .map(|(here, there)| format!("{} = {}", in_table(child, here), in_table(parent, there)))
            .collect();
        let stays = self.stays(reference.from, after, passed);
        Some(format!(
            "NOT EXISTS (SELECT 1 FROM {} WHERE {}{stays})",
            qualified(&child.live),
            pairs.join(" AND ")
        ))
    }

    /// A row of a tree goes after the rows below it.
    fn not_self_referred(&self, reference: &Reference, node: &Node) -> String {
        let pairs: Vec<String> = reference
            .key
            .columns
            .iter()
            .zip(&reference.key.to_columns)
            .map(|(here, there)| format!("below.{} = {}", quoted(here), in_table(node, there)))
            .collect();
        let below = if node.engine == Engine::MariaDb {
            // A statement that joins and changes a table may not read it beside, except what was read before.
            let keys: Vec<String> = reference.key.columns.iter().map(|name| quoted(name)).collect();
            format!("(SELECT DISTINCT {} FROM {})", keys.join(", "), qualified(&node.live))
        } else {
            qualified(&node.live)
        };
        format!("NOT EXISTS (SELECT 1 FROM {below} AS below WHERE {})", pairs.join(" AND "))
    }

    /// Whether rows of the other table look an instant up here.
    fn hands_down(&self, link: &GraphLink) -> bool {
        let (Some(from), Some(to)) = (self.graph.node(link.from), self.graph.node(link.to)) else {
            return false;
        };
        let referred = self
            .graph
            .references
            .iter()
            .any(|key| key.from == link.to && key.to == link.from && key.key.columns == link.to_columns);
        let has_event = from.mapped.as_ref().is_some_and(|table| !table.anchors.is_empty());
        let personal = to.mapped.as_ref().is_some_and(|table| !table.columns.is_empty());
        link.role == LinkRole::BelongsTo
            && link.embedded.is_none()
            && link.from != link.to
            && from.name.store == to.name.store
            && !referred
            && has_event
            && personal
    }

    fn not_linked(
        &self,
        link: &GraphLink,
        after: Option<&[TableRules]>,
        passed: &mut Vec<usize>,
    ) -> Option<String> {
        let (child, pairs) = (self.graph.node(link.to)?, self.graph.pairs(link)?);
        let stays = self.stays(link.to, after, passed);
        Some(format!("NOT EXISTS (SELECT 1 FROM {} WHERE {pairs}{stays})", qualified(&child.live)))
    }

    fn stays(&self, index: usize, after: Option<&[TableRules]>, passed: &mut Vec<usize>) -> String {
        let Some(rules) = after.filter(|_| !passed.contains(&index)) else { return String::new() };
        let Some(rules_here) = rules.iter().find(|rules| rules.node == index) else { return String::new() };
        let Some(goes) = self.goes_but(rules_here, after, passed) else { return String::new() };
        format!(" AND NOT ({goes})")
    }

    /// The condition that a row goes whole.
    pub(crate) fn goes(&self, rules: &TableRules, after: Option<&[TableRules]>) -> Option<String> {
        self.goes_but(rules, after, &mut Vec::new())
    }

    fn goes_but(
        &self,
        rules: &TableRules,
        after: Option<&[TableRules]>,
        passed: &mut Vec<usize>,
    ) -> Option<String> {
        let node = self.graph.node(rules.node)?;
        if self.table_hold(node).is_some() {
            return None;
        }
        let whole = rules.whole(node)?;
        let unneeded = self.unneeded_but(rules.node, after, passed);
        Some(format!("{whole}{}{unneeded}", self.unheld(rules.node)))
    }

    /// How the columns of a group change: which rows are to be changed, by what a row is known while it is done, and
    /// what becomes of it.
    pub(crate) fn emptied_group(
        &self,
        rules: &TableRules,
        group: &Group,
        number: usize,
    ) -> Vec<(String, String, Change)> {
        let Some(node) = self.graph.node(rules.node) else { return Vec::new() };
        if group.emptied.is_empty() || self.table_hold(node).is_some() {
            return Vec::new();
        }
        let past = format!("{}{}", group.past, self.unheld(rules.node));
        let change =
            |action: StepAction, columns: &[(String, Becomes)], number: usize, because: Option<String>| {
                let still = format!("{past} AND ({})", unlike(node, columns));
                let set = SetId::new(SetKind::Change(number), rules.node);
                let rows = Rows { set, filter: String::new(), count: 0 };
                (still, Change { node: rules.node, action, columns: columns.to_vec(), because, rows })
            };
        if group.lonely.is_empty() {
            let action = match group.method {
                ErasureMethod::Pseudonymise => StepAction::Pseudonymise,
                _ => StepAction::Blank,
            };
            let (still, change) = change(action, &group.emptied, number, None);
            return vec![(still.clone(), still, change)];
        }
        let size = self.graph.group_size();
        let large = self.graph.in_large_groups(rules.node, &group.emptied, &past, Whose::Anybodys, size);
        let Some(large) = large else { return Vec::new() };
        let (still, many) = change(StepAction::Anonymise, &group.emptied, number, None);
        let why = format!("fewer than {size} people are alike in what would be left");
        let (still_alone, alone) = change(StepAction::Blank, &group.lonely, number + 1, Some(why));
        vec![
            (format!("{still} AND {large}"), still, many),
            (format!("{still_alone} AND NOT ({large})"), still_alone, alone),
        ]
    }

    /// The condition that a row which goes is counted first; none where its table counts nothing.
    pub(crate) fn counted_first(&self, rules: &TableRules, goes: &str) -> Option<String> {
        let counts = rules.groups.iter().any(|group| group.method == ErasureMethod::Aggregate);
        if !counts {
            return None;
        }
        self.graph.in_large_totals(rules.node, goes, Whose::Anybodys).ok()
    }

    /// Tables in the order in which they lose rows: those that refer before those referred to.
    pub(crate) fn expiry_order(&self, rules: &[TableRules]) -> Vec<usize> {
        let mut edges: Vec<(usize, usize)> =
            self.graph.references.iter().map(|reference| (reference.from, reference.to)).collect();
        edges.extend(
            self.graph
                .links
                .iter()
                .filter(|link| link.role == LinkRole::BelongsTo)
                .map(|link| (link.to, link.from)),
        );
        edges.retain(|(from, to)| from != to);
        let order = strongly_connected(self.graph.nodes.len(), &edges).into_iter().flatten();
        order.filter_map(|index| rules.iter().position(|rules| rules.node == index)).collect()
    }
}

/// The condition that a row is not yet as it will be.
fn unlike(node: &Node, columns: &[(String, Becomes)]) -> String {
    let dialect = node.engine.dialect();
    let unlike: Vec<String> = columns
        .iter()
        .filter_map(|(name, becomes)| {
            let column = node.live.column(name)?;
            let here = in_table(node, name);
            Some(match becomes {
                Becomes::Null => format!("{here} IS NOT NULL"),
                Becomes::Pseudonym => format!("({here} IS NOT NULL AND {here} NOT LIKE '{MARK}%')"),
                Becomes::Without(_) => "1 = 1".to_owned(),
                Becomes::Value(value) | Becomes::Coarse(value, _) => {
                    dialect.differs_from(&here, column, value)
                }
            })
        })
        .collect();
    unlike.join(" OR ")
}
