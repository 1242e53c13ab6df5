//! Rows that are held, and rows under a floor: which of those found they are, and why.
//!
//! INVARIANT (HELD-STAYS): a row under a legal hold is neither deleted nor changed, and neither is a row that it
//! refers to, whoever asks.

use crate::blank::Becomes;
use crate::decide::{Decisions, Kept, Rows};
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::graph::Node;
use crate::keeping::{Ends, Floor, HoldScope, Keeping, plain_counting};
use crate::plan::StepAction;
use crate::workspace::{Given, SetId, SetKind, Workspace};
use jiff::Timestamp;
use probity_policy::model::data_map::{ErasureDecision, KeepReason, LinkRole, RowFate, Table};

/// Rows under floors are numbered from here; below are the numbers of holds.
const FLOORS: u64 = 1_000_000;

/// A time that keeps rows from going, with the columns that must stay filled.
struct Reason {
    because: String,
    clause: Option<String>,
    columns: Vec<String>,
    ends: Ends,
}

/// Columns that change in the same way under the same reasons, by the numbers of these.
type Together = (StepAction, Vec<usize>, Vec<(String, Becomes)>);

impl Workspace<'_> {
    fn keeping(&self) -> Option<&'_ Keeping> {
        self.graph.keeping.as_ref()
    }

    /// Finds what is the people's who are held. It comes before anybody else is looked for. When it is they who are
    /// looked for, what only rows led to that are gone by now is theirs too.
    pub(crate) async fn find_held_people(
        &mut self,
        sought: &[IdentityClaim],
        given: &Given,
    ) -> Result<(), StoreError> {
        let graph = self.graph;
        let Some(keeping) = &graph.keeping else { return Ok(()) };
        for (number, hold) in keeping.holds.iter().enumerate() {
            let HoldScope::People(claims) = &hold.scope else { continue };
            if claims.iter().any(|claim| sought.iter().any(|one| one.is_same(claim))) {
                self.give(given).await?;
            }
            self.find_people(claims).await?;
            self.find_owned(false).await?;
            self.given.clear();
            for index in 0..graph.nodes.len() {
                let owned = SetId::new(SetKind::Owned, index);
                if self.size(owned) > 0 {
                    let theirs = self.keys(owned, "");
                    self.add(SetId::new(SetKind::Protected, index), number as u64, &theirs).await?;
                }
            }
            // Only now: a set that is a question leads over the others. Whom their other identities name is
            // not whom the request names.
            for index in 0..graph.nodes.len() {
                for kind in [SetKind::Named, SetKind::Owned] {
                    let found = SetId::new(kind, index);
                    if self.size(found) > 0 {
                        self.empty(found).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the rows found that are held for their table or category, and the rows that held rows refer to.
    pub(crate) async fn protect_held(&mut self) -> Result<(), StoreError> {
        let graph = self.graph;
        let Some(keeping) = &graph.keeping else { return Ok(()) };
        for (number, hold) in keeping.holds.iter().enumerate() {
            let number = number as u64;
            for (index, node) in graph.nodes.iter().enumerate() {
                let owned = SetId::new(SetKind::Owned, index);
                if self.size(owned) > 0 && hold.covers_table(node) {
                    let all = self.keys(owned, "");
                    self.add(SetId::new(SetKind::Protected, index), number, &all).await?;
                }
            }
            while self.protect_referred(number).await? > 0 {}
        }
        Ok(())
    }

    async fn protect_referred(&mut self, number: u64) -> Result<u64, StoreError> {
        let graph = self.graph;
        let mut added = 0;
        for reference in &graph.references {
            let from = SetId::new(SetKind::Protected, reference.from);
            if self.size(from) == 0 {
                continue;
            }
            let (child, parent) = (self.node(reference.from)?, self.node(reference.to)?);
            let listed = |columns: &[String]| -> String {
                columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
            };
            let condition = format!(
                "({}) IN (SELECT {} FROM {} WHERE {})",
                listed(&reference.key.to_columns),
                listed(&reference.key.columns),
                qualified(&child.live),
                self.within(from, &format!("round = {number}"))
            );
            let addresses = self.addresses_where(parent, &condition);
            added += self.add(SetId::new(SetKind::Protected, reference.to), number, &addresses).await?;
        }
        // What is held must stay readable: so must its keys.
        for (at, link) in graph.links_where(|link| link.role == LinkRole::SealedBy) {
            let from = SetId::new(SetKind::Protected, link.from);
            if self.size(from) > 0
                && let Some(keys) = self.reached_from(at, from, &format!("round = {number}")).await?
            {
                let addresses = self.addresses_where(self.node(link.to)?, &keys);
                added += self.add(SetId::new(SetKind::Protected, link.to), number, &addresses).await?;
            }
        }
        Ok(added)
    }

    /// The condition that a row of the node is not held; empty when none is.
    pub(crate) fn unheld(&self, index: usize) -> String {
        let protected = SetId::new(SetKind::Protected, index);
        if self.size(protected) == 0 {
            return String::new();
        }
        format!(" AND NOT {}", self.within(protected, &format!("round < {FLOORS}")))
    }

    /// Keeps, of rows that the people alone own, those that are held; what is left.
    pub(crate) async fn keep_held(
        &mut self,
        index: usize,
        rows: Rows,
        decisions: &mut Decisions,
    ) -> Result<Rows, StoreError> {
        let protected = SetId::new(SetKind::Protected, index);
        let graph = self.graph;
        let Some(keeping) = graph.keeping.as_ref().filter(|_| self.size(protected) > 0) else {
            return Ok(rows);
        };
        let mut left = rows.count;
        for (number, hold) in keeping.holds.iter().enumerate() {
            let kept = self.protected_among(index, &rows, number as u64).await?;
            if kept.count > 0 {
                left = left.saturating_sub(kept.count);
                decisions.kept.push(Kept {
                    node: index,
                    because: hold.because.clone(),
                    clause: None,
                    ends: None,
                    until: hold.until.clone(),
                    waits: true,
                    rows: kept,
                });
            }
        }
        Ok(Rows { filter: self.without_protected(index, &rows.filter, FLOORS), count: left, ..rows })
    }

    /// The protected rows of one number among others.
    async fn protected_among(&mut self, index: usize, rows: &Rows, number: u64) -> Result<Rows, StoreError> {
        let protected = SetId::new(SetKind::Protected, index);
        let node = self.node(index)?;
        let filter =
            format!("round = {number} AND ({}) IN ({})", key_names(node), self.keys(rows.set, &rows.filter));
        let count = self.count(node, &self.keys(protected, &filter)).await?;
        Ok(Rows { set: protected, filter, count })
    }

    /// The filter without the rows protected under a lower number. Rows of a higher one may come later.
    pub(crate) fn without_protected(&self, index: usize, filter: &str, below: u64) -> String {
        let protected = SetId::new(SetKind::Protected, index);
        let names = self.graph.node(index).map(key_names).unwrap_or_default();
        let without = format!("({names}) NOT IN ({})", self.keys(protected, &format!("round < {below}")));
        if filter.is_empty() { without } else { format!("{filter} AND {without}") }
    }

    /// Decides about rows that a floor, or the reason of a `keep`, keeps for a while; what is left goes as the data
    /// map says. The second value tells whether the reason's time was looked at row by row.
    pub(crate) async fn keep_floored(
        &mut self,
        index: usize,
        table: &Table,
        decision: &ErasureDecision,
        rows: Rows,
        decisions: &mut Decisions,
    ) -> Result<(Rows, bool), StoreError> {
        let (reasons, by_row) = self.reasons(index, decision);
        let mut left = rows;
        for (number, reason) in (FLOORS..).zip(&reasons) {
            let node = self.node(index)?;
            let within = self.within(left.set, &left.filter);
            let addresses = self.addresses_where(node, &format!("{within} AND NOT {}", reason.ends.over));
            let protected = SetId::new(SetKind::Protected, index);
            self.add(protected, number, &addresses).await?;
            let kept = self.protected_among(index, &left, number).await?;
            if kept.count == 0 {
                continue;
            }
            decisions.protected.insert(index);
            let condition = self.within(kept.set, &kept.filter);
            let count = left.count.saturating_sub(kept.count);
            left = Rows { filter: self.without_protected(index, &left.filter, number + 1), count, ..left };
            decisions.kept.push(Kept {
                node: index,
                because: reason.because.clone(),
                clause: reason.clause.clone(),
                ends: Some(reason.ends.clone()),
                until: None,
                waits: true,
                rows: kept,
            });
            self.empty_what_may_go(index, table, decision, &reasons, &condition, decisions).await?;
        }
        Ok((left, by_row))
    }

    /// The times that can keep rows of a table from going: the reason of its `keep` first, then the floors.
    fn reasons(&self, index: usize, decision: &ErasureDecision) -> (Vec<Reason>, bool) {
        let Some(keeping) = self.keeping() else { return (Vec::new(), false) };
        let mut reasons = Vec::new();
        if let RowFate::Keep(KeepReason { because, until: Some(until), clause }) = &decision.row {
            let (counting, now) = (&keeping.counting, keeping.now);
            let ends = self.graph.ends(index, None, &[until.after], &[until.period], counting, now);
            if !ends.anchors.is_empty() {
                let (because, clause) = (because.clone(), clause.clone());
                reasons.push(Reason { because, clause, columns: Vec::new(), ends });
            }
        }
        let by_row = !reasons.is_empty();
        for floor in keeping.floors.get(index).into_iter().flatten() {
            let Floor { term, columns, ends } = floor;
            let because = term.because.clone().unwrap_or_else(|| format!("it is kept at least {term}"));
            reasons.push(Reason {
                because,
                clause: term.clause.clone(),
                columns: columns.clone(),
                ends: ends.clone(),
            });
        }
        (reasons, by_row)
    }

    /// In rows that stay for a while: empties what the data map says, or, where the rows would have gone, every
    /// personal column that can be emptied; each without what a floor still keeps.
    async fn empty_what_may_go(
        &mut self,
        index: usize,
        table: &Table,
        decision: &ErasureDecision,
        reasons: &[Reason],
        condition: &str,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let graph = self.graph;
        let goes = decision.row == RowFate::Delete;
        // A row that would have gone keeps nothing that leads to the person either.
        let leads = table.links.iter().flat_map(|link| &link.columns);
        let leads = leads.filter(|name| graph.unlinked(index, name) == Some(Becomes::Null));
        let named: Vec<&String> = if goes {
            table.columns.iter().map(|column| &column.name).chain(leads).collect()
        } else {
            decision.blank.iter().collect()
        };
        let mut wanted: Vec<(StepAction, String, Becomes)> = Vec::new();
        for name in named {
            match graph.emptied(index, name) {
                Ok(Becomes::Pseudonym) | Err(_) if goes => {}
                Ok(becomes) => wanted.push((StepAction::Blank, name.clone(), becomes)),
                Err(refusal) => decisions.refusals.push(refusal),
            }
        }
        for name in decision.pseudonymise.iter().filter(|_| !goes) {
            match graph.pseudonymised(index, name) {
                Ok(becomes) => wanted.push((StepAction::Pseudonymise, name.clone(), becomes)),
                Err(refusal) => decisions.refusals.push(refusal),
            }
        }
        // Columns under the same floors change together.
        let mut groups: Vec<Together> = Vec::new();
        for (action, name, becomes) in wanted {
            let under: Vec<usize> = (0..reasons.len())
                .filter(|at| reasons.get(*at).is_some_and(|reason| reason.columns.contains(&name)))
                .collect();
            match groups.iter_mut().find(|group| group.0 == action && group.1 == under) {
                Some(group) => group.2.push((name, becomes)),
                None => groups.push((action, under, vec![(name, becomes)])),
            }
        }
        for (action, under, columns) in groups {
            let over: String = under
                .iter()
                .filter_map(|at| reasons.get(*at))
                .map(|reason| format!(" AND {}", reason.ends.over))
                .collect();
            self.change(decisions, index, action, columns, None, &format!("{condition}{over}")).await?;
        }
        Ok(())
    }

    /// The first and the last instant at which the time of some rows ends, as far as it is known and not over.
    pub(crate) async fn ends_of(
        &mut self,
        node: &Node,
        rows: &Rows,
        ends: &Ends,
    ) -> Result<Option<(probity_law::Due, probity_law::Due)>, StoreError> {
        let dialect = node.engine.dialect();
        let counting = self.keeping().map_or_else(plain_counting, |keeping| keeping.counting.clone());
        let within = self.within(rows.set, &rows.filter);
        let mut found: Option<(probity_law::Due, probity_law::Due)> = None;
        for anchored in &ends.anchors {
            let known = self
                .keeping()
                .and_then(|keeping| crate::keeping::is_plausible(dialect, anchored, keeping))
                .map_or_else(String::new, |known| format!(" AND {known}"));
            let text = |function: &str| {
                dialect.canonical_text(&format!("{function}({})", anchored.expression), &anchored.column)
            };
            let question = format!(
                "SELECT {}, {} FROM {} WHERE {within}{known}",
                text("min"),
                text("max"),
                qualified(&node.live)
            );
            let answer = self.session(&node.name.store)?.texts(&question, &[]).await;
            let answer = answer.map_err(|source| {
                self.failed(
                    &node.name.store,
                    &format!("read `{}` of `{}`", anchored.column.name, node.name),
                    source,
                )
            })?;
            let due = |at: usize| {
                let text = answer.first().and_then(|row| row.text(at))?;
                crate::keeping::due(&counting, text, &ends.periods)
            };
            let (Some(first), Some(last)) = (due(0), due(1)) else { return Ok(None) };
            found = Some(match found {
                None => (first, last),
                Some((earlier, later)) => (first.max(earlier), last.max(later)),
            });
        }
        Ok(found)
    }

    /// The instant of the graph.
    pub(crate) fn now(&self) -> Option<Timestamp> {
        self.keeping().map(|keeping| keeping.now)
    }
}

fn key_names(node: &Node) -> String {
    let names: Vec<String> = (1..=node.address.columns.len()).map(|number| format!("k{number}")).collect();
    names.join(", ")
}
