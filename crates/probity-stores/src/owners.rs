//! Whose else a row is: which of the found rows survive because another owner remains.
//!
//! INVARIANT (SURVIVAL): a row survives if and only if a person who is not looked for owns it.
//! Tables whose rows can have one owner only ([`crate::graph::Node::exclusive`]) are never asked.

use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::workspace::{SetId, SetKind, Workspace};

impl Workspace<'_> {
    /// Finds, among the owned rows, those that others own too.
    pub(crate) async fn find_held(&mut self) -> Result<(), StoreError> {
        self.find_outside().await?;
        self.hold_people().await?;
        let graph = self.graph;
        let mut round = 0_u64;
        loop {
            let mut found = 0;
            for (index, link) in graph.links_where(GraphLink::owns) {
                let newest = format!("round = {round}");
                let from = SetId::new(SetKind::Held, link.from);
                if self.size(from) == 0 || !self.can_be_held(link.to) {
                    continue;
                }
                let Some(condition) = self.reached_from(index, from, &newest).await? else { continue };
                let Some(holdable) = self.holdable(link.to) else { continue };
                let addresses =
                    self.addresses_where(self.node(link.to)?, &format!("{condition} AND {holdable}"));
                found += self.add(SetId::new(SetKind::Held, link.to), round + 1, &addresses).await?;
            }
            if found == 0 {
                return Ok(());
            }
            round += 1;
        }
    }

    /// Finds the rows, not theirs, that their rows also lead to, up to the people who own them.
    async fn find_outside(&mut self) -> Result<(), StoreError> {
        let graph = self.graph;
        let owning = graph.links_where(GraphLink::owns);
        for (index, link) in owning.iter().copied() {
            let exclusive = graph.node(link.to).is_none_or(|node| node.exclusive);
            let owned = SetId::new(SetKind::Owned, link.to);
            if exclusive || self.size(owned) == 0 {
                continue;
            }
            self.climb(index, link.from, owned, "round > 0", 1).await?;
        }
        let mut round = 1_u64;
        loop {
            let mut found = 0;
            for (index, link) in owning.iter().copied() {
                let outside = SetId::new(SetKind::Outside, link.to);
                // A person owns themselves; who else might does not matter any more.
                // Where only some rows are people, the others are asked on.
                let ends = |node: &Node| node.is_person() && node.person_when.is_none();
                if self.size(outside) == 0 || graph.node(link.to).is_none_or(ends) {
                    continue;
                }
                found +=
                    self.climb(index, link.from, outside, &format!("round = {round}"), round + 1).await?;
            }
            if found == 0 {
                return Ok(());
            }
            round += 1;
        }
    }

    async fn climb(
        &mut self,
        link: usize,
        to: usize,
        from: SetId,
        filter: &str,
        round: u64,
    ) -> Result<u64, StoreError> {
        let Some(mut condition) = self.leading_to(link, from, filter).await? else { return Ok(0) };
        let owned = SetId::new(SetKind::Owned, to);
        if self.size(owned) > 0 {
            condition = format!("{condition} AND NOT {}", self.within(owned, ""));
        }
        let addresses = self.addresses_where(self.node(to)?, &condition);
        self.add(SetId::new(SetKind::Outside, to), round, &addresses).await
    }

    /// People other than those looked for hold their own rows.
    async fn hold_people(&mut self) -> Result<(), StoreError> {
        for (index, node) in self.graph.nodes.iter().enumerate() {
            if !node.is_person() || !self.can_be_held(index) {
                continue;
            }
            let Some(mut holdable) = self.holdable(index) else { continue };
            if let Some(when) = &node.person_when {
                holdable = format!("{holdable} AND {when}");
            }
            let addresses = self.addresses_where(node, &holdable);
            self.add(SetId::new(SetKind::Held, index), 0, &addresses).await?;
        }
        Ok(())
    }

    fn can_be_held(&self, node: usize) -> bool {
        let exclusive = self.graph.node(node).is_none_or(|node| node.exclusive);
        self.size(SetId::new(SetKind::Outside, node)) > 0
            || (!exclusive && self.size(SetId::new(SetKind::Owned, node)) > 0)
    }

    /// The condition that a row can be held: found or outside, no person looked for, not taken from everybody.
    fn holdable(&self, node: usize) -> Option<String> {
        let mut places = Vec::new();
        for (kind, filter) in [(SetKind::Owned, "round > 0"), (SetKind::Outside, "")] {
            let set = SetId::new(kind, node);
            if self.size(set) > 0 {
                places.push(self.within(set, filter));
            }
        }
        if places.is_empty() {
            return None;
        }
        let forced = SetId::new(SetKind::Forced, node);
        let unless = if self.size(forced) > 0 {
            format!(" AND NOT {}", self.within(forced, ""))
        } else {
            String::new()
        };
        Some(format!("({}){unless}", places.join(" OR ")))
    }

    /// A filter on the owned set of a node that leaves the rows nobody else owns; empty when all are such.
    pub(crate) fn alone(&self, node: usize) -> String {
        let held = SetId::new(SetKind::Held, node);
        if self.size(held) == 0 {
            return String::new();
        }
        let width = self.graph.node(node).map_or(1, |node| node.address.columns.len());
        let columns: Vec<String> = (1..=width).map(|number| format!("k{number}")).collect();
        format!("({}) NOT IN ({})", columns.join(", "), self.keys(held, ""))
    }

    /// A filter on the owned set of a node that leaves the rows that others own too.
    pub(crate) fn shared(&self, node: usize) -> String {
        self.alone(node).replacen(" NOT IN ", " IN ", 1)
    }
}
