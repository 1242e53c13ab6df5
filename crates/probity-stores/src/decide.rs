//! What an erasure does with each row that was found: goes, changes, or stays.
//!
//! INVARIANT (ACCOUNTED): every row found is in a step: it is deleted, or kept with a reason, and
//! what changes in a kept row is a step of its own.

use crate::blank::Becomes;
use crate::engine::any_of;
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::keeping::{Ends, plain_counting};
use crate::plan::StepAction;
use crate::pseudonym::{MAIL_BODY, MAIL_ENDING};
use crate::refusal::PlanRefusal;
use crate::schema::TypeFamily;
use crate::workspace::{SetId, SetKind, Workspace};
use jiff::Timestamp;
use probity_policy::model::data_map::{LinkRole, RowFate, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Why a row stays that others own too.
pub(crate) const SHARED: &str = "others own it too";
/// Why a row stays that the people only see.
pub(crate) const SEEN: &str = "it is not theirs to erase";
/// Why a row stays that holds nothing personal any more.
pub(crate) const EMPTIED: &str = "nothing personal stays in it";

/// Some rows of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) set: SetId,
    pub(crate) filter: String,
    pub(crate) count: u64,
}

/// A change of columns in some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) node: usize,
    pub(crate) action: StepAction,
    pub(crate) columns: Vec<(String, Becomes)>,
    pub(crate) because: Option<String>,
    pub(crate) rows: Rows,
}

/// Rows that stay.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) node: usize,
    pub(crate) because: String,
    pub(crate) clause: Option<String>,
    /// When their time ends, where it is counted from the rows.
    pub(crate) ends: Option<Ends>,
    /// The last day, where it is known without looking at the rows.
    pub(crate) until: Option<String>,
    /// Whether they go later, when a hold or a period is over.
    pub(crate) waits: bool,
    pub(crate) rows: Rows,
}

impl Kept {
    /// Rows that stay, whatever the time.
    pub(crate) fn plain(node: usize, because: &str, rows: Rows) -> Self {
        Self { node, because: because.to_owned(), clause: None, ends: None, until: None, waits: false, rows }
    }
}

/// What happens to the rows of all sets.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) doomed: BTreeMap<usize, Rows>,
    pub(crate) changes: Vec<Change>,
    /// Of the rows that go, those that are counted first.
    pub(crate) counted: BTreeMap<usize, Rows>,
    pub(crate) kept: Vec<Kept>,
    pub(crate) cascades: BTreeMap<usize, String>,
    pub(crate) refusals: Vec<PlanRefusal>,
    /// Nodes whose rows a law or the policy keeps as they are.
    pub(crate) protected: BTreeSet<usize>,
}

impl Workspace<'_> {
    /// Decides about all rows found for an erasure.
    pub(crate) async fn decide(&mut self) -> Result<Decisions, StoreError> {
        let mut decisions = Decisions::default();
        let graph = self.graph;
        self.protect_held().await?;
        for (index, node) in graph.nodes.iter().enumerate() {
            if let Some(table) = &node.mapped {
                self.decide_alone(index, node, table, &mut decisions).await?;
            }
        }
        self.spare_referred(&mut decisions).await?;
        for (index, node) in graph.nodes.iter().enumerate() {
            if node.mapped.is_none() {
                continue;
            }
            self.decide_shared(index, &mut decisions).await?;
            for (at, link) in graph.links_to(index) {
                if !link.owns() && !matches!(link.role, LinkRole::Identifies | LinkRole::SealedBy) {
                    self.decide_named(at, link, node, &mut decisions).await?;
                }
            }
            let seen = SetId::new(SetKind::Seen, index);
            if self.size(seen) > 0 {
                let rows = Rows { set: seen, filter: String::new(), count: self.size(seen) };
                decisions.kept.push(Kept::plain(index, SEEN, rows));
            }
        }
        self.settle_references(&mut decisions).await?;
        self.check_keys_go(&mut decisions).await?;
        self.refuse_history(&mut decisions);
        Ok(decisions)
    }

    /// Former versions of what goes or changes stay in the store, unless the data map lets them go too.
    fn refuse_history(&self, decisions: &mut Decisions) {
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let changed = decisions.doomed.get(&index).is_some_and(|rows| rows.count > 0)
                || decisions.changes.iter().any(|change| change.node == index && change.rows.count > 0);
            if changed && node.live.versioned && !node.history_goes() {
                decisions.refusals.push(PlanRefusal::HistoryStays { table: node.name.to_string() });
            }
        }
    }

    /// The rows that the people alone own.
    async fn decide_alone(
        &mut self,
        index: usize,
        node: &Node,
        table: &Table,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let owned = SetId::new(SetKind::Owned, index);
        let total = self.size(owned);
        let alone = total.saturating_sub(self.held_and_owned(index).await?);
        if alone == 0 {
            return Ok(());
        }
        let rows = Rows { set: owned, filter: self.alone(index), count: alone };
        let rows = self.keep_held(index, rows, decisions).await?;
        let alone = rows.count;
        if alone == 0 {
            return Ok(());
        }
        let Some(decision) = &table.on_erasure else {
            // A link that takes rows from everybody has decided about those.
            if self.size(SetId::new(SetKind::Forced, index)) >= alone {
                decisions.doomed.insert(index, rows);
            } else {
                let table = node.name.to_string();
                decisions.refusals.push(PlanRefusal::Undecided { table, rows: alone });
            }
            return Ok(());
        };
        let (rows, by_row) = self.keep_floored(index, table, decision, rows, decisions).await?;
        if rows.count == 0 {
            return Ok(());
        }
        let reason = match &decision.row {
            // Of rows that a reason keeps for a time, those whose time is over go.
            RowFate::Keep(_) if by_row => {
                decisions.doomed.insert(index, rows);
                return Ok(());
            }
            RowFate::Delete => {
                decisions.doomed.insert(index, rows);
                return Ok(());
            }
            RowFate::Shred => {
                Self::keep_unread(index, table, rows, decisions);
                return Ok(());
            }
            RowFate::Anonymise => return self.anonymise(index, rows, decisions).await,
            RowFate::Aggregate => return self.count_and_doom(index, rows, decisions).await,
            RowFate::Stay => None,
            RowFate::Keep(reason) => {
                decisions.protected.insert(index);
                Some(reason.clone())
            }
        };
        let graph = self.graph;
        let condition = self.within(owned, &rows.filter);
        let because = reason.as_ref().map_or(EMPTIED, |reason| reason.because.as_str()).to_owned();
        let until = reason.as_ref().and_then(|reason| reason.until.as_ref());
        let ends = until.map(|until| {
            let now = self.now().unwrap_or(Timestamp::UNIX_EPOCH);
            graph.ends(index, None, &[until.after], &[until.period], &plain_counting(), now)
        });
        let clause = reason.and_then(|reason| reason.clause);
        decisions.kept.push(Kept { clause, ends, ..Kept::plain(index, &because, rows) });
        let blank = |name: &String| graph.emptied(index, name).map(|becomes| (name.clone(), becomes));
        let pseudonymise =
            |name: &String| graph.pseudonymised(index, name).map(|becomes| (name.clone(), becomes));
        for (action, columns) in [
            (StepAction::Blank, decision.blank.iter().map(blank).collect::<Vec<_>>()),
            (StepAction::Pseudonymise, decision.pseudonymise.iter().map(pseudonymise).collect()),
        ] {
            let mut wanted = Vec::new();
            for column in columns {
                match column {
                    Ok(column) => wanted.push(column),
                    Err(refusal) => decisions.refusals.push(refusal),
                }
            }
            self.change(decisions, index, action, wanted, None, &condition).await?;
        }
        Ok(())
    }

    async fn held_and_owned(&mut self, index: usize) -> Result<u64, StoreError> {
        let (owned, held) = (SetId::new(SetKind::Owned, index), SetId::new(SetKind::Held, index));
        if self.size(held) == 0 || self.size(owned) == 0 {
            return Ok(0);
        }
        let node = self.node(index)?;
        let both = self.keys(owned, &self.shared(index));
        self.count(node, &both).await
    }

    /// The rows that others own too: they stay, and what led to the people goes.
    async fn decide_shared(&mut self, index: usize, decisions: &mut Decisions) -> Result<(), StoreError> {
        let shared = self.held_and_owned(index).await?;
        if shared == 0 {
            return Ok(());
        }
        let owned = SetId::new(SetKind::Owned, index);
        let filter = self.shared(index);
        let condition = self.within(owned, &filter);
        let rows = Rows { set: owned, filter, count: shared };
        decisions.kept.push(Kept::plain(index, SHARED, rows));
        let graph = self.graph;
        for (at, link) in graph.links_where(|link| link.owns() && link.to == index) {
            let extra = self.leaving(index, link, decisions);
            let from = SetId::new(SetKind::Owned, link.from);
            if link.is_held_by_reached()
                && let Some(reached) = self.reached_from_alone(at).await?
            {
                let condition = format!("{condition} AND {reached}");
                let own = self.own_columns_of(at, link, &condition, decisions).await?;
                self.change(decisions, index, StepAction::Blank, own, None, &condition).await?;
            }
            if !extra.is_empty()
                && let Some(reached) = self.reached_from(at, from, "").await?
            {
                let condition = format!("{condition} AND {reached}");
                self.change(decisions, index, StepAction::Blank, extra, None, &condition).await?;
            }
        }
        Ok(())
    }

    /// Rows of others that name the people, or that the people saw.
    async fn decide_named(
        &mut self,
        at: usize,
        link: &GraphLink,
        node: &Node,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let Some(mut condition) = self.reached_from_alone(at).await? else { return Ok(()) };
        if let Some(doomed) = decisions.doomed.get(&link.to) {
            condition = format!("{condition} AND NOT {}", self.within(doomed.set, &doomed.filter));
        }
        if decisions.protected.contains(&link.to) {
            let owned = SetId::new(SetKind::Owned, link.to);
            condition = format!("{condition} AND NOT {}", self.within(owned, &self.alone(link.to)));
        }
        let mut columns = if link.shows() && !self.must_unlink(link, node, decisions) {
            Vec::new()
        } else if link.is_held_by_reached() {
            self.own_columns_of(at, link, &condition, decisions).await?
        } else {
            Vec::new()
        };
        columns.extend(self.leaving(link.to, link, decisions));
        self.change(decisions, link.to, StepAction::Blank, columns, None, &condition).await
    }

    /// Whether the link of a row that was only seen has to go: a foreign key demands it, or its value is personal.
    fn must_unlink(&self, link: &GraphLink, node: &Node, decisions: &Decisions) -> bool {
        let demanded = decisions.doomed.contains_key(&link.from)
            && self.graph.references.iter().any(|reference| {
                reference.from == link.to
                    && reference.to == link.from
                    && reference.key.columns.iter().all(|column| link.to_columns.contains(column))
            });
        let personal = node
            .mapped
            .as_ref()
            .is_some_and(|table| table.columns.iter().any(|column| link.to_columns.contains(&column.name)));
        demanded || personal
    }

    /// The link's own columns that can be emptied. A number or UUID that cannot names nobody once its
    /// row is gone, and stays; anything else that cannot, in a row that there is, is refused.
    pub(crate) async fn own_columns_of(
        &mut self,
        at: usize,
        link: &GraphLink,
        condition: &str,
        decisions: &mut Decisions,
    ) -> Result<Vec<(String, Becomes)>, StoreError> {
        if link.embedded.is_some() {
            return Ok(self.left_inside(at, link).await?.into_iter().collect());
        }
        let index = link.to;
        let own = self.own_columns(index, link);
        let node = self.node(index)?;
        let telling = link.to_columns.iter().find(|name| {
            let family = node.live.column(name).map(|column| column.family);
            !matches!(family, Some(TypeFamily::Integer(_) | TypeFamily::Uuid))
        });
        if let (true, Some(name)) = (own.is_empty(), telling) {
            let question = self.addresses_where(node, condition);
            if self.count(node, &question).await? > 0 {
                let refusal =
                    self.graph.emptied(index, name).err().unwrap_or_else(|| PlanRefusal::CannotBeBlank {
                        table: node.name.to_string(),
                        column: name.clone(),
                        constraint: "it is NOT NULL".to_owned(),
                    });
                decisions.refusals.push(refusal);
            }
        }
        Ok(own)
    }

    /// The link's own columns that can be emptied: of several, those that are no part of another key.
    pub(crate) fn own_columns(&self, index: usize, link: &GraphLink) -> Vec<(String, Becomes)> {
        let able: Vec<(String, Becomes)> = link
            .to_columns
            .iter()
            .filter_map(|name| self.graph.unlinked(index, name).map(|becomes| (name.clone(), becomes)))
            .collect();
        let elsewhere = |name: &str| {
            self.graph.links.iter().any(|other| {
                other.to == index
                    && other.is_held_by_reached()
                    && !std::ptr::eq(other, link)
                    && other.to_columns.iter().any(|column| column == name)
            })
        };
        let only_here: Vec<_> = able.iter().filter(|(name, _)| !elsewhere(name)).cloned().collect();
        if only_here.is_empty() { able } else { only_here }
    }

    /// The further columns that are emptied in a row that the people leave.
    fn leaving(&self, index: usize, link: &GraphLink, decisions: &mut Decisions) -> Vec<(String, Becomes)> {
        let mut columns = Vec::new();
        for name in link.leaving_columns() {
            match self.graph.emptied(index, name) {
                Ok(becomes) => columns.push((name.clone(), becomes)),
                Err(refusal) if !decisions.refusals.contains(&refusal) => decisions.refusals.push(refusal),
                Err(_) => {}
            }
        }
        columns
    }

    /// Adds a change of the rows for which the condition holds and that are not yet as they will be.
    pub(crate) async fn change(
        &mut self,
        decisions: &mut Decisions,
        index: usize,
        action: StepAction,
        columns: Vec<(String, Becomes)>,
        because: Option<String>,
        condition: &str,
    ) -> Result<(), StoreError> {
        let columns = self.fitted(decisions, index, columns, condition).await?;
        if columns.is_empty() {
            return Ok(());
        }
        let node = self.node(index)?;
        let dialect = node.engine.dialect();
        let settled = self.settled.contains(&node.name.store);
        let unlike: Vec<String> = columns
            .iter()
            .filter_map(|(name, becomes)| {
                let column = node.live.column(name)?;
                let quoted = crate::engine::quoted(name);
                Some(match becomes {
                    // The condition itself asks whether there is something left to take out.
                    Becomes::Without(_) => "1 = 1".to_owned(),
                    Becomes::Pseudonym if column.family == TypeFamily::Text => {
                        // A pseudonym that is an address is known by its ending.
                        let made = format!("'{}{MAIL_ENDING}'", "_".repeat(MAIL_BODY));
                        let other = format!("{quoted} NOT LIKE {made}");
                        // Any other pseudonym looks like any other value; the change itself told that it was made.
                        if settled { format!("{quoted} LIKE '%@%' AND {other}") } else { other }
                    }
                    Becomes::Pseudonym if settled => "1 = 0".to_owned(),
                    Becomes::Null | Becomes::Pseudonym => format!("{quoted} IS NOT NULL"),
                    Becomes::Value(value) | Becomes::Coarse(value, _) => dialect.differs(column, value),
                })
            })
            .collect();
        let set = SetId::new(SetKind::Change(decisions.changes.len()), index);
        let condition = format!("{condition}{} AND ({})", self.unheld(index), any_of(&unlike));
        let addresses = self.addresses_where(node, &condition);
        let count = self.add(set, 0, &addresses).await?;
        let rows = Rows { set, filter: String::new(), count };
        decisions.changes.push(Change { node: index, action, columns, because, rows });
        Ok(())
    }
}
