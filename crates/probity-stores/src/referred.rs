//! Rows that would go and that others refer to: kept empty until the last of those goes.
//!
//! A comment whose author is erased stays as a node of its tree, without words and without author, as
//! long as an answer by somebody else hangs under it. When the last answer goes, the node goes with it.
//!
//! INVARIANT (NO-DANGLING-CHILD): a row of such a table is deleted only when no row that stays refers to it.

use crate::blank::Becomes;
use crate::decide::{Decisions, Kept, Rows};
use crate::engine::{Comparison, qualified, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::plan::StepAction;
use crate::schema::OnDelete;
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::RowFate;

/// Why a row stays that others refer to.
pub(crate) const REFERRED: &str = "others refer to it";

/// How rows of one table refer to rows of another in the same store.
struct Way {
    child: usize,
    child_columns: Vec<String>,
    columns: Vec<String>,
    /// The referred side is searched for keys of the child.
    up: Vec<Comparison>,
    /// The child is searched for keys of the referred side.
    down: Vec<Comparison>,
    when: Option<String>,
    let_go: LetGo,
}

/// Whether the erasure itself makes rows refer to nothing any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LetGo {
    /// It does not.
    None,
    /// It empties the link in what stays of the person's own rows.
    Theirs,
    /// It empties every such link: people whom a row mentions are not needed for the row to be.
    All,
}

impl Workspace<'_> {
    /// Takes rows that others refer to from those that go, and adds rows to which nothing refers any more.
    pub(crate) async fn spare_referred(&mut self, decisions: &mut Decisions) -> Result<(), StoreError> {
        let graph = self.graph;
        let tables: Vec<(usize, &Node, &Vec<String>)> = graph
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| {
                Some((index, node, node.mapped.as_ref()?.on_erasure.as_ref()?.referred.as_ref()?))
            })
            .collect();
        for (index, node, blank) in &tables {
            self.add_emptied(*index, node, blank, decisions).await?;
        }
        let mut round = 0;
        loop {
            let mut found = 0;
            for (index, node, _) in &tables {
                let Some(going) = decisions.doomed.get(index).cloned() else { continue };
                for way in self.ways_to(*index).into_iter().filter(|way| way.let_go != LetGo::All) {
                    let keys = self.keys_of_going(&way, node, &going);
                    let mut stays = self.staying(way.child, decisions);
                    let own = SetId::new(SetKind::Owned, way.child);
                    if way.let_go == LetGo::Theirs && self.size(own) > 0 {
                        stays = format!("{stays} AND NOT {}", self.within(own, ""));
                    }
                    let child = self.node(way.child)?;
                    let referring =
                        format!("{} AND {stays}", matching(&way, &way.child_columns, &way.down, &keys));
                    let referred =
                        matching(&way, &way.columns, &way.up, &self.child_keys(&way, child, &referring));
                    let condition = format!("{} AND {referred}", self.within(going.set, &going.filter));
                    let addresses = self.addresses_where(node, &condition);
                    found += self.add(SetId::new(SetKind::Referred, *index), round, &addresses).await?;
                }
            }
            if found == 0 {
                break;
            }
            round += 1;
        }
        for (index, node, blank) in &tables {
            self.keep_referred(*index, node, blank, decisions).await?;
        }
        Ok(())
    }

    /// All ways by which rows of the same store refer to a table's rows. What goes along by itself and is
    /// nobody's refers to nothing.
    fn ways_to(&self, index: usize) -> Vec<Way> {
        let graph = self.graph;
        let plain = |count: usize| vec![Comparison::new("{}", "{}"); count];
        let keys = graph.references.iter().filter(|reference| {
            reference.to == index
                && (reference.key.on_delete != OnDelete::Cascade || graph.is_somebodys(reference.from))
        });
        let mut ways: Vec<Way> = keys
            .map(|reference| Way {
                child: reference.from,
                child_columns: reference.key.columns.clone(),
                columns: reference.key.to_columns.clone(),
                up: plain(reference.key.columns.len()),
                down: plain(reference.key.columns.len()),
                when: None,
                let_go: self.let_go(index, reference.from, &reference.key.columns),
            })
            .collect();
        let store = |node: usize| graph.node(node).map(|node| &node.name.store);
        let known = |ways: &[Way], link: &GraphLink| {
            ways.iter().any(|way| way.child == link.to && way.child_columns == link.to_columns)
        };
        for link in &graph.links {
            let holds = link.is_held_by_reached() && link.embedded.is_none();
            if link.from == index && holds && store(link.to) == store(index) && !known(&ways, link) {
                ways.push(Way {
                    child: link.to,
                    child_columns: link.to_columns.clone(),
                    columns: link.from_columns.clone(),
                    up: link.up.clone(),
                    down: link.down.clone(),
                    when: link.when.clone(),
                    let_go: self.let_go(index, link.to, &link.to_columns),
                });
            }
        }
        ways
    }

    /// What becomes of the child's way to a row when an erasure ends that row.
    fn let_go(&self, index: usize, child: usize, columns: &[String]) -> LetGo {
        let graph = self.graph;
        let mut links = graph.links.iter().filter(|link| {
            link.from == index
                && link.to == child
                && link.to_columns == columns
                && link.is_held_by_reached()
                && link.embedded.is_none()
                && link.when.is_none()
        });
        let Some(link) = links.next().filter(|_| links.next().is_none()) else { return LetGo::None };
        let emptied = self.own_columns(child, link).iter().any(|(_, becomes)| *becomes == Becomes::Null);
        let decision = graph.node(child).and_then(|node| node.mapped.as_ref()?.on_erasure.as_ref());
        // What is kept for a reason, or held, keeps the way to its person too.
        let goes = decision.is_some_and(|decision| decision.row == RowFate::Delete)
            && self.size(SetId::new(SetKind::Held, child)) == 0;
        let mentioned = !link.owns() && !link.shows() && graph.node(index).is_some_and(Node::is_person);
        match (emptied, mentioned, link.owns() && goes) {
            (true, true, _) => LetGo::All,
            (true, _, true) => LetGo::Theirs,
            _ => LetGo::None,
        }
    }

    /// The keys of rows that go, as a child is searched for them.
    fn keys_of_going(&self, way: &Way, node: &Node, going: &Rows) -> String {
        select(node, &way.columns, &way.down, &self.within(going.set, &going.filter))
    }

    /// The keys that rows of the child hold, as the referred side is searched for them.
    fn child_keys(&self, way: &Way, child: &Node, condition: &str) -> String {
        select(child, &way.child_columns, &way.up, condition)
    }

    /// The condition that a row does not go.
    fn staying(&self, index: usize, decisions: &Decisions) -> String {
        let referred = SetId::new(SetKind::Referred, index);
        match decisions.doomed.get(&index) {
            None => "1 = 1".to_owned(),
            Some(rows) if self.size(referred) == 0 => {
                format!("NOT {}", self.within(rows.set, &rows.filter))
            }
            Some(rows) => {
                format!("(NOT {} OR {})", self.within(rows.set, &rows.filter), self.within(referred, ""))
            }
        }
    }

    /// The rows that others refer to stay, without what was the person's.
    async fn keep_referred(
        &mut self,
        index: usize,
        node: &Node,
        blank: &[String],
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let set = SetId::new(SetKind::Referred, index);
        let count = self.size(set);
        let Some(going) = decisions.doomed.get_mut(&index).filter(|_| count > 0) else { return Ok(()) };
        let width = node.address.columns.len();
        let columns: Vec<String> = (1..=width).map(|number| format!("k{number}")).collect();
        let apart = format!("({}) NOT IN ({})", columns.join(", "), self.keys(set, ""));
        going.filter = if going.filter.is_empty() { apart } else { format!("{} AND {apart}", going.filter) };
        going.count = going.count.saturating_sub(count);
        if going.count == 0 {
            decisions.doomed.remove(&index);
        }
        // What was emptied before is nobody's, and stays as it is.
        let Some(theirs) = self.theirs_among_referred(index) else { return Ok(()) };
        let condition = self.within(set, &theirs);
        let question = self.addresses_where(node, &condition);
        let count = self.count(node, &question).await?;
        let rows = Rows { set, filter: theirs, count };
        decisions.kept.push(Kept::plain(index, REFERRED, rows));
        let mut columns = Vec::new();
        for name in blank {
            match self.graph.emptied(index, name) {
                Ok(becomes) => columns.push((name.clone(), becomes)),
                Err(refusal) => decisions.refusals.push(refusal),
            }
        }
        let graph = self.graph;
        for (at, link) in graph.links_to(index) {
            if link.owns() && link.is_held_by_reached() {
                columns.extend(self.own_columns_of(at, link, &condition, decisions).await?);
            }
        }
        self.change(decisions, index, StepAction::Blank, columns, None, &condition).await
    }

    /// The filter that leaves, of the rows to which others refer, the person's own; nothing when they have none.
    pub(crate) fn theirs_among_referred(&self, index: usize) -> Option<String> {
        let owned = SetId::new(SetKind::Owned, index);
        let columns: Vec<String> = (1..=self.width(index)).map(|number| format!("k{number}")).collect();
        (self.size(owned) > 0).then(|| format!("({}) IN ({})", columns.join(", "), self.keys(owned, "")))
    }

    /// Rows that were kept before for those that refer to them may go when these go: whether they do is
    /// then decided as for the person's own.
    async fn add_emptied(
        &mut self,
        index: usize,
        node: &Node,
        blank: &[String],
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        // Where nothing was emptied, a row that is nobody's may never have been anybody's.
        if blank.is_empty() {
            return Ok(());
        }
        let graph = self.graph;
        let mut nobodys = Vec::new();
        for (_, link) in graph.links_to(index).into_iter().filter(|(_, link)| link.owns()) {
            let Some(column) = link.to_columns.first().filter(|_| link.is_held_by_reached()) else {
                // Who owns such a row stands elsewhere, and whether nobody does is not known here.
                return Ok(());
            };
            nobodys.push(format!("{} IS NULL", quoted(column)));
        }
        for name in blank {
            let (Ok(becomes), Some(column)) = (graph.emptied(index, name), node.live.column(name)) else {
                return Ok(());
            };
            let dialect = node.engine.dialect();
            match becomes {
                Becomes::Null => nobodys.push(format!("{} IS NULL", quoted(name))),
                Becomes::Value(value) => nobodys.push(format!(
                    "{} = {}",
                    dialect.canonical_text(&quoted(name), column),
                    dialect.canonical_text(&value, column)
                )),
                Becomes::Without(_) | Becomes::Coarse(..) | Becomes::Pseudonym => return Ok(()),
            }
        }
        if nobodys.is_empty() {
            return Ok(());
        }
        loop {
            let ways = self.ways_to(index);
            let mut let_go = Vec::new();
            for way in &ways {
                if let Some(rows) = decisions.doomed.get(&way.child) {
                    let going = self.within(rows.set, &rows.filter);
                    let keys = self.child_keys(way, self.node(way.child)?, &holding(way, &going));
                    let_go.push(matching(way, &way.columns, &way.up, &keys));
                }
            }
            if let_go.is_empty() {
                return Ok(());
            }
            let condition = format!(
                "({}) AND {} AND {}",
                let_go.join(" OR "),
                nobodys.join(" AND "),
                self.staying(index, decisions)
            );
            let question = self.addresses_where(node, &condition);
            if self.count(node, &question).await? == 0 {
                return Ok(());
            }
            self.doom(index, &question, decisions).await?;
        }
    }
}

/// Only rows whose key leads anywhere: a list with an empty value in it answers no question of `NOT IN`.
fn holding(way: &Way, condition: &str) -> String {
    let full: Vec<String> =
        way.child_columns.iter().map(|column| format!("{} IS NOT NULL", quoted(column))).collect();
    format!("{condition} AND {}", full.join(" AND "))
}

fn select(node: &Node, columns: &[String], comparisons: &[Comparison], condition: &str) -> String {
    let keys: Vec<String> =
        columns.iter().zip(comparisons).map(|(column, one)| one.key(&quoted(column))).collect();
    format!("SELECT {} FROM {} WHERE {condition}", keys.join(", "), qualified(&node.live))
}

/// The condition that columns have the values of a question; on the child's side its own condition too.
fn matching(way: &Way, columns: &[String], comparisons: &[Comparison], question: &str) -> String {
    let searched: Vec<String> =
        columns.iter().zip(comparisons).map(|(column, one)| one.searched(&quoted(column))).collect();
    let when = way.when.as_ref().filter(|_| columns == way.child_columns.as_slice());
    let when = when.map(|when| format!(" AND {when}")).unwrap_or_default();
    format!("(({}) IN ({question}){when})", searched.join(", "))
}
