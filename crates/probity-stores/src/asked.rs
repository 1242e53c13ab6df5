//! Sets that are a question and no table: rows that one link leads to and that nobody else can own.
//!
//! Whoever writes an erasure by hand writes `DELETE FROM lines WHERE basket IN (SELECT id FROM baskets WHERE
//! person = 7)` and copies no keys beforehand. So does this, where it is as right: the condition is kept in
//! place of the keys.
//!
//! INVARIANT (ASKED-STAYS): a question answers the same from first to last. A transaction sees one instant,
//! and a set is written down, or known by its keys, before the work itself changes or deletes what its question leads over.

use crate::engine::{Telling, qualified, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::Node;
use crate::known::MOST_SUMMED;
use crate::named::named_keys;
use crate::tuples::Tuple;
use crate::work::{Deed, RunError, Work};
use crate::workspace::{Company, SetId, SetKind, Workspace};
use probity_policy::model::data_map::RowFate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How many links a question leads over at most; each is asked again with every use.
const LONGEST: usize = 2;
/// How many sets are counted by one question.
const COUNTED_AT_ONCE: usize = 64;

/// A set that is a question.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The condition on the rows of its table.
    pub(crate) condition: String,
    /// The links it leads over, the nearest first.
    pub(crate) chain: Vec<usize>,
    /// The keys of its rows, where they are known.
    pub(crate) keys: Vec<Tuple>,
    /// The round in which they were found.
    pub(crate) round: u64,
}

impl Workspace<'_> {
    /// The one link by which all rows of a group are reached, when they can stay a question.
    pub(crate) fn askable(&self, group: &[usize], erasing: bool) -> Option<usize> {
        let [only] = group else { return None };
        let mut arriving =
            self.graph.links_where(|link| link.conveys(erasing) && link.to == *only).into_iter();
        let (index, link) = arriving.next()?;
        let (node, from) = (self.graph.node(*only)?, self.graph.node(link.from)?);
        let from_set = SetId::new(SetKind::Owned, link.from);
        let given =
            [Company::Alone, Company::Shared].iter().any(|company| self.given.contains(&(index, *company)));
        // Rows that others refer to are sorted out after they were found, and more may be found then.
        let sorted_out = |node: &Node| {
            let decision = node.mapped.as_ref().and_then(|table| table.on_erasure.as_ref());
            decision.is_some_and(|decision| decision.referred.is_some())
        };
        // With an empty key on either side a row would be neither in the set nor outside it.
        let always_there = |name: &String| {
            from.address.names.contains(name) || from.live.column(name).is_some_and(|column| column.not_null)
        };
        let fits = arriving.next().is_none()
            && node.exclusive
            && link.from_columns.iter().all(always_there)
            && !sorted_out(node)
            && !sorted_out(from)
            && !node.is_person()
            // Then the rows asked for go before those that the question leads over.
            && link.is_held_by_reached()
            && link.when.is_none()
            && link.embedded.is_none()
            && link.from != link.to
            && node.name.store == from.name.store
            && !given
            && self.size(SetId::new(SetKind::Owned, *only)) == 0
            && !self.large.contains(&node.name.store)
            && self.asked.get(&from_set).is_none_or(|asked| asked.chain.len() < LONGEST)
            && (self.deleted_as_planned(*only).is_some()
                || self.expected.get(only).is_none_or(|rows| *rows <= node.engine.dialect().asks_up_to()));
        fits.then_some(index)
    }

    /// Lets the rows that a link leads to be a question. They are counted by [`Self::count_asked`].
    pub(crate) async fn ask_along(&mut self, index: usize) -> Result<(), StoreError> {
        let graph = self.graph;
        let Some(link) = graph.links.get(index) else { return Ok(()) };
        let from = SetId::new(SetKind::Owned, link.from);
        let Some(mut condition) = self.reached_from(index, from, "").await? else { return Ok(()) };
        for column in &link.to_columns {
            let _ = write!(condition, " AND {} IS NOT NULL", quoted(column));
        }
        let condition = format!("({condition})");
        let further = self.asked.get(&from).map(|asked| asked.chain.clone()).unwrap_or_default();
        let chain = std::iter::once(index).chain(further).collect();
        let set = SetId::new(SetKind::Owned, link.to);
        self.asked.insert(set, Asked { condition, chain, keys: Vec::new(), round: 1 });
        if let Some(planned) = self.deleted_as_planned(link.to) {
            self.sizes.insert(set, planned);
            self.unseen.insert(set);
            return Ok(());
        }
        // Until it is counted there may be some.
        self.sizes.insert(set, 1);
        self.uncounted.push(set);
        Ok(())
    }

    /// How many rows of a table the plan deletes, when it deletes all rows of the table that it names and the
    /// engine can say of a deletion itself which rows it was.
    fn deleted_as_planned(&self, index: usize) -> Option<u64> {
        let node = self.graph.node(index)?;
        let decided = node.mapped.as_ref()?.on_erasure.as_ref()?.row == RowFate::Delete;
        let planned = self.whole.get(&index).copied().filter(|rows| *rows > 0)?;
        (decided && self.telling(node) != Telling::Nothing).then_some(planned)
    }

    /// Counts the sets that are questions, all of a store at once.
    pub(crate) async fn count_asked(&mut self) -> Result<(), StoreError> {
        let mut by_store: BTreeMap<String, Vec<SetId>> = BTreeMap::new();
        for set in std::mem::take(&mut self.uncounted) {
            by_store.entry(self.node(set.node)?.name.store.clone()).or_default().push(set);
        }
        for (store, mut sets) in by_store {
            sets.extend(self.planned_sets(&store));
            let planned = !self.expected.is_empty();
            for some in sets.chunks(COUNTED_AT_ONCE) {
                self.count_some(&store, some, planned).await?;
            }
            // Now that it is known how many they are, few of them can be known by their keys.
            let few: Vec<SetId> =
                sets.into_iter().filter(|set| !planned && self.may_be_listed(*set)).collect();
            for some in few.chunks(COUNTED_AT_ONCE) {
                self.count_some(&store, some, true).await?;
            }
        }
        Ok(())
    }

    /// Sets of a store that are written down and of which a plan knows the sum.
    fn planned_sets(&self, store: &str) -> Vec<SetId> {
        let planned = self.sizes.iter().filter(|(set, size)| {
            let known = self.expected.get(&set.node).is_some_and(|rows| *rows > 0);
            set.kind == SetKind::Owned && known && (1..=MOST_SUMMED).contains(*size)
        });
        let here = planned.map(|(set, _)| *set).filter(|set| {
            let node = self.graph.node(set.node).filter(|node| node.name.store == store);
            node.is_some_and(|node| {
                !self.asked.contains_key(set) && self.sum_question(node, *set, "").is_some()
            })
        });
        here.collect()
    }

    async fn count_some(&mut self, store: &str, sets: &[SetId], summing: bool) -> Result<(), StoreError> {
        let mut questions = Vec::with_capacity(sets.len());
        for set in sets {
            let node = self.node(set.node)?;
            let asked = self.asked.get(set).map_or("1 = 0", |asked| asked.condition.as_str());
            let counted =
                format!("SELECT CAST(count(*) AS char(20)) FROM {} WHERE {asked}", qualified(&node.live));
            let counted = self.steady(node, counted);
            let question = if summing { self.sum_question(node, *set, "") } else { None };
            questions.push(format!("({})", question.unwrap_or(counted)));
        }
        let answer = self.session(store)?.texts(&format!("SELECT {}", questions.join(", ")), &[]).await;
        let tables: Vec<String> =
            sets.iter().filter_map(|set| Some(self.graph.node(set.node)?.name.to_string())).collect();
        let attempted = format!("count rows of {}", tables.join(", "));
        let answer = answer.map_err(|source| self.failed(store, &attempted, source))?;
        for (at, set) in sets.iter().enumerate() {
            let text = answer.first().and_then(|row| row.text(at)).unwrap_or_default();
            let count = text.trim_end().split(' ').next().and_then(|text| text.parse().ok());
            let Some(count) = count else {
                let fault = EngineFault::own(FaultKind::Other, "a count was answered by something else");
                return Err(self.failed(store, &attempted, fault));
            };
            if self.asked.contains_key(set) {
                self.sizes.insert(*set, count);
            }
            if count == 0 {
                self.asked.remove(set);
            } else if summing {
                let (sum, keys) = self.dialect(set.node).read_sum(text);
                if self.may_be_listed(*set) {
                    self.list(*set, &keys, &keys)?;
                }
                self.sums.insert(*set, sum);
            }
        }
        self.bind_lists(store).await
    }

    /// The condition that a row is in a set that is a question: by its keys, where they are known.
    pub(crate) fn asked_within(&self, set: SetId) -> Option<String> {
        let asked = self.asked.get(&set)?;
        Some(match self.graph.node(set.node) {
            Some(node) if !asked.keys.is_empty() => named_keys(node, set),
            _ => asked.condition.clone(),
        })
    }

    /// Forgets a set that is a question; false when it is none.
    pub(crate) fn forget_asked(&mut self, set: SetId) -> bool {
        let known = self.asked.remove(&set).is_some();
        if known {
            self.sizes.remove(&set);
            self.sums.remove(&set);
            self.unseen.remove(&set);
            self.uncounted.retain(|one| *one != set);
        }
        known
    }

    /// Writes a set that is a question down as a table.
    pub(crate) async fn write_down(&mut self, set: SetId) -> Result<(), StoreError> {
        if !self.asked.contains_key(&set) {
            return Ok(());
        }
        let addresses = self.keys(set, "");
        let size = self.sizes.remove(&set).unwrap_or(0);
        let counted = !self.uncounted.contains(&set);
        self.uncounted.retain(|one| *one != set);
        let round = self.asked.remove(&set).map_or(1, |asked| asked.round);
        let written = self.add(set, round, &addresses).await?;
        if counted && written != size {
            let node = self.node(set.node)?;
            let fault = EngineFault::own(FaultKind::Other, "the rows found are not those counted");
            return Err(self.failed(&node.name.store, &format!("find rows of `{}`", node.name), fault));
        }
        Ok(())
    }

    /// Writes down the sets whose question would be answered otherwise while this work is done.
    pub(crate) async fn settle_asked(&mut self, works: &[&Work]) -> Result<(), RunError> {
        let mut gone: BTreeMap<usize, usize> = BTreeMap::new();
        let mut changed: BTreeSet<(usize, &str)> = BTreeSet::new();
        for (position, work) in works.iter().enumerate() {
            match &work.deed {
                Deed::Delete { node, .. } => {
                    gone.entry(*node).or_insert(position);
                }
                Deed::Change(change) => {
                    changed.extend(change.columns.iter().map(|(name, _)| (change.node, name.as_str())));
                }
                Deed::Nothing | Deed::Count { .. } => {}
            }
        }
        let mut shaky = Vec::new();
        for (position, work) in works.iter().enumerate() {
            let set = match &work.deed {
                Deed::Delete { rows, .. } => rows.set,
                Deed::Change(change) => change.rows.set,
                Deed::Nothing | Deed::Count { .. } => continue,
            };
            let Some(asked) = self.asked.get(&set).filter(|asked| asked.keys.is_empty()) else { continue };
            let moves = asked.chain.iter().filter_map(|index| self.graph.links.get(*index)).any(|link| {
                gone.get(&link.from).is_some_and(|earlier| *earlier < position)
                    || link.from_columns.iter().any(|name| changed.contains(&(link.from, name.as_str())))
                    || link.to_columns.iter().any(|name| changed.contains(&(link.to, name.as_str())))
            });
            if moves {
                shaky.push(set);
            }
        }
        for set in shaky {
            if self.unseen.contains(&set) {
                return Err(RunError::NotAsPlanned);
            }
            self.write_down(set).await?;
        }
        Ok(())
    }

    /// The addresses of the rows of a set that is a question, as a table of sets would hold them.
    pub(crate) fn asked_keys(&self, node: &Node, set: SetId, asked: &Asked, filter: &str) -> String {
        let columns = node.address.columns.iter().enumerate();
        let named: Vec<String> = columns.map(|(at, column)| format!("{column} AS k{}", at + 1)).collect();
        let within = self.asked_within(set).unwrap_or_default();
        let rows = format!("SELECT {} FROM {} WHERE {within}", named.join(", "), qualified(&node.live));
        if filter.is_empty() {
            return rows;
        }
        let keys: Vec<String> = (1..=node.address.columns.len()).map(|number| format!("k{number}")).collect();
        let keys = keys.join(", ");
        format!(
            "SELECT {keys} FROM (SELECT a.*, {} AS round FROM ({rows}) AS a) AS b WHERE {filter}",
            asked.round
        )
    }
}
