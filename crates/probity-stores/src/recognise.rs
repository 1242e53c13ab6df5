//! Knowing erased people again in stores that were brought back, without knowing who they were.
//!
//! Whoever asks holds keyed hashes of what an erasure knew ([`crate::remembered`]). Candidates stream out of each store
//! once, are hashed outside, and only what was recognised is used to find rows. No engine ever sees the key, since what
//! it is given stands in its logs and statistics.
//!
//! What is recognised is not always what was erased: people come back, and keys are used again. See [`Verdict`].

use crate::connect::Stores;
use crate::embedded::place;
use crate::engine::{Access, inside, qualified, quoted};
use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::graph::{GraphLink, Node, PersonGraph};
use crate::plan::table_text;
use crate::remainder::WaitingRows;
use crate::remembered::{
    Led, SCOPES, collected_column, identity_scope, key_scope, link_scope, normal, own_key, person_columns,
    row_scope, stay_scope,
};
use crate::workspace::{Given, Tuple};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use probity_vocabulary::{Personal, Reveal};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Says when somebody was erased who had these values in this scope; nothing when nobody was.
pub type Memory<'a> = dyn Fn(&str, &[&str]) -> Option<Timestamp> + Send + Sync + 'a;

/// What was recognised.
#[derive(Clone, Debug)]
pub struct Recognised {
    pub(crate) start: Given,
    pub(crate) texts: Vec<IdentityClaim>,
    /// Rows that are known by their own keys.
    pub(crate) rows: Personal<Vec<WaitingRows>>,
    /// Rows of people who came after their erasure, by table: they stay.
    pub returned: BTreeMap<String, u64>,
    /// Rows of which nothing says whether they were erased or came afterwards, by table.
    pub unsure: BTreeMap<String, u64>,
}

impl Default for Recognised {
    fn default() -> Self {
        Self {
            start: Given::default(),
            texts: Vec::new(),
            rows: Personal::new(Vec::new()),
            returned: BTreeMap::new(),
            unsure: BTreeMap::new(),
        }
    }
}

impl Recognised {
    /// Whether nothing is to be erased again.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == Given::default() && self.rows.reveal(Reveal::QueryStore).is_empty()
    }

    /// Adds rows of a node that are known by their own keys, each with its guard at the end.
    fn add_rows(&mut self, node: &Node, columns: &[String], guard: Option<&String>, rows: Vec<Tuple>) {
        if rows.is_empty() {
            return;
        }
        let part = WaitingRows {
            table: format!("{}.{}", node.name.store, table_text(&node.name)),
            because: String::new(),
            clause: None,
            until: None,
            first: None,
            columns: columns.to_vec(),
            guard: guard.cloned(),
            rows,
        };
        let mut all = self.rows.reveal(Reveal::QueryStore).clone();
        all.push(part);
        self.rows = Personal::new(all);
    }

    fn note_returned(&mut self, node: &Node, rows: u64) {
        if rows > 0 {
            *self.returned.entry(node.name.to_string()).or_default() += rows;
        }
    }

    fn note_unsure(&mut self, node: &Node, rows: u64) {
        if rows > 0 {
            *self.unsure.entry(node.name.to_string()).or_default() += rows;
        }
    }
}

/// What a row that was recognised is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It was erased.
    Erased,
    /// It came after the erasure.
    Returned,
    /// Nothing says which.
    Unsure,
}

/// What decides, in this order: the instant at which the row was collected, when the data map says where it stands;
/// otherwise whether the key and an identity are both those that were erased. A key alone may have been given to
/// somebody else, and an identity alone may belong to somebody who came back.
fn verdict(
    key: Option<Timestamp>,
    identity: Option<Timestamp>,
    has_identities: bool,
    collected: Option<Timestamp>,
) -> Option<Verdict> {
    let erased = key.max(identity)?;
    if let Some(collected) = collected {
        return Some(if collected <= erased { Verdict::Erased } else { Verdict::Returned });
    }
    let sure = key.is_some() && (identity.is_some() || !has_identities);
    Some(if sure { Verdict::Erased } else { Verdict::Unsure })
}

/// The same for the key of somebody whose own row stayed: it is still theirs, unless the row came later.
fn verdict_of_stayed(stayed: Option<Timestamp>, collected: Option<Timestamp>) -> Option<Verdict> {
    let erased = stayed?;
    Some(if collected.is_some_and(|at| at > erased) { Verdict::Returned } else { Verdict::Erased })
}

/// Looks through the stores named, or all, for people who were erased. `unsure_too`: what cannot be told is taken for
/// erased.
///
/// # Errors
/// When a store cannot be read.
pub async fn recognise(
    graph: &PersonGraph,
    stores: &Stores,
    only: Option<&BTreeSet<String>>,
    unsure_too: bool,
    memory: &Memory<'_>,
) -> Result<Recognised, StoreError> {
    let mut found = Recognised::default();
    let wanted = |node: &Node| only.is_none_or(|only| only.contains(&node.name.store));
    let look = Looking { graph, stores, memory, unsure_too };
    let mut staying: BTreeSet<String> = BTreeSet::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        // Elsewhere are people whose rows stayed, and whose other rows were brought back here.
        if wanted(node) || memory(SCOPES, &[&stay_scope(node)]).is_some() {
            look.people(index, node, wanted(node), &mut found, &mut staying).await?;
        }
    }
    // Whoever came back under the same name stays, and so does their name.
    found.texts.retain(|claim| !staying.contains(claim.value.reveal(Reveal::QueryStore)));
    for (index, link) in graph.links.iter().enumerate() {
        let (Some(from), Some(to)) = (graph.node(link.from), graph.node(link.to)) else { continue };
        if wanted(to) && link.conveys(true) {
            look.orphans(index, link, (from, to), &mut found).await?;
        }
    }
    for node in graph.nodes.iter().filter(|node| node.mapped.is_some() && wanted(node)) {
        look.rows(node, &mut found).await?;
    }
    Ok(found)
}

/// A value of a link that was recognised.
#[derive(Clone, Copy, Debug)]
struct Known {
    erased: Timestamp,
    shared: bool,
    stays: bool,
    /// Whether a row with it was collected after the erasure.
    newer: bool,
    /// Whether the row that leads to it is there.
    present: bool,
    /// Whether that row is of somebody who came after the erasure.
    succeeded: bool,
}

struct Looking<'a> {
    graph: &'a PersonGraph,
    stores: &'a Stores,
    memory: &'a Memory<'a>,
    unsure_too: bool,
}

impl Looking<'_> {
    async fn people(
        &self,
        index: usize,
        node: &Node,
        here: bool,
        found: &mut Recognised,
        staying: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let Some((key, named)) = person_columns(node).filter(|(key, _)| !key.is_empty()) else {
            return Ok(());
        };
        let mut columns = key.clone();
        columns.extend(named.iter().map(|(_, column)| column.clone()));
        let collected = collected_column(node);
        columns.extend(collected.clone());
        let (scope, stay, width) = (key_scope(node), stay_scope(node), key.len());
        let memory = self.memory;
        let (mut erased, mut texts) = (Vec::new(), Vec::new());
        let (mut returned, mut unsure) = (0_u64, 0_u64);
        self.each_row(node, &columns, "", |row| {
            let Some(key) = all(row, 0, width) else { return };
            let identities: Vec<(&str, String)> = named
                .iter()
                .zip(row.get(width..).unwrap_or_default())
                .filter_map(|((name, _), value)| Some((name.as_str(), normal(name, value.as_deref()?))))
                .collect();
            let at = collected.as_ref().and_then(|_| row.last()).and_then(Option::as_deref).and_then(instant);
            let stayed = verdict_of_stayed(memory(&stay, &key), at);
            let judged = if here && stayed != Some(Verdict::Erased) {
                let known = identities
                    .iter()
                    .filter_map(|(name, value)| memory(&identity_scope(name), &[value.as_str()]))
                    .max();
                verdict(memory(&scope, &key), known, !identities.is_empty(), at)
            } else {
                stayed.filter(|verdict| *verdict == Verdict::Erased)
            };
            match judged {
                Some(Verdict::Returned) => {
                    returned += 1;
                    staying.extend(identities.into_iter().map(|(_, value)| value));
                }
                Some(Verdict::Unsure) if !self.unsure_too => {
                    unsure += 1;
                    staying.extend(identities.into_iter().map(|(_, value)| value));
                }
                Some(Verdict::Erased | Verdict::Unsure) => {
                    erased.push(key.iter().map(|part| (*part).to_owned()).collect::<Tuple>());
                    // In a row that stayed there may be a pseudonym by now; that is nobody's name.
                    let named = identities.into_iter().filter(|(name, value)| {
                        here && (stayed.is_none()
                            || memory(&identity_scope(name), &[value.as_str()]).is_some())
                    });
                    texts.extend(named.map(|(name, value)| IdentityClaim::new(name, value)));
                }
                None => {}
            }
        })
        .await?;
        found.texts.extend(texts);
        found.note_returned(node, returned);
        found.note_unsure(node, unsure);
        if !erased.is_empty() {
            found.start.people.insert(index, erased);
        }
        Ok(())
    }

    /// Rows whose person is not in any store any more, such as those of a store that was brought back alone; and
    /// those to which rows lead that stayed, or that somebody has by now who came later.
    async fn orphans(
        &self,
        index: usize,
        link: &GraphLink,
        (from, to): (&Node, &Node),
        found: &mut Recognised,
    ) -> Result<(), StoreError> {
        let scopes = [Led::Alone, Led::Shared, Led::Stays].map(|led| link_scope(self.graph, link, led));
        let [Some(alone), Some(shared), Some(stays)] = scopes else { return Ok(()) };
        let collected = collected_column(to);
        let width = link.to_columns.len();
        let memory = self.memory;
        let mut known: BTreeMap<Tuple, Known> = BTreeMap::new();
        self.each_value(link, false, collected.as_ref(), |row| {
            let Some(tuple) = all(row, 0, width) else { return };
            let sole = memory(&alone, &tuple);
            let Some(erased) = sole.or_else(|| memory(&shared, &tuple)) else { return };
            let at = row.get(width).and_then(Option::as_deref).and_then(instant);
            let entry = known.entry(tuple.iter().map(|part| (*part).to_owned()).collect());
            let entry = entry.or_insert_with(|| Known {
                erased,
                shared: sole.is_none(),
                stays: memory(&stays, &tuple).is_some(),
                newer: false,
                present: false,
                succeeded: false,
            });
            entry.newer |= at.is_some_and(|at| at > erased);
        })
        .await?;
        if known.is_empty() {
            return Ok(());
        }
        // Whose row is still there, or there again, is found through that row.
        let came = collected_column(from);
        let from_width = link.from_columns.len();
        self.each_value(link, true, came.as_ref(), |row| {
            let Some(tuple) =
                row.get(..from_width).and_then(|row| row.iter().cloned().collect::<Option<Tuple>>())
            else {
                return;
            };
            if let Some(known) = known.get_mut(&tuple) {
                known.present = true;
                let at = row.get(from_width).and_then(Option::as_deref).and_then(instant);
                known.succeeded |= at.is_some_and(|at| at > known.erased);
            }
        })
        .await?;
        let mut single: BTreeMap<Tuple, Timestamp> = BTreeMap::new();
        for (tuple, known) in known {
            let given = if known.shared { &mut found.start.shared } else { &mut found.start.alone };
            if known.newer || known.succeeded {
                single.insert(tuple, known.erased);
            } else if !known.present || known.stays {
                given.entry(index).or_default().push(tuple);
            }
        }
        self.single_rows(link, to, &single, found).await
    }

    /// Where a value is somebody else's by now, rows that were collected before the erasure are known by that.
    async fn single_rows(
        &self,
        link: &GraphLink,
        to: &Node,
        values: &BTreeMap<Tuple, Timestamp>,
        found: &mut Recognised,
    ) -> Result<(), StoreError> {
        let (key, guard) = own_key(to);
        let Some(guard) = guard.filter(|_| !values.is_empty()) else { return Ok(()) };
        if key.is_empty() || link.embedded.is_some() {
            found.note_returned(to, values.len() as u64);
            return Ok(());
        }
        let mut columns = link.to_columns.clone();
        columns.extend(key.clone());
        columns.push(guard.clone());
        let width = link.to_columns.len();
        let (mut rows, mut returned) = (Vec::new(), 0);
        self.each_row(to, &columns, "", |row| {
            let Some(tuple) = row.get(..width).and_then(|row| row.iter().cloned().collect::<Option<Tuple>>())
            else {
                return;
            };
            let Some(erased) = values.get(&tuple) else { return };
            let at = row.last().and_then(Option::as_deref).and_then(instant);
            if at.is_some_and(|at| at <= *erased) {
                rows.push(row.iter().skip(width).map(|value| value.clone().unwrap_or_default()).collect());
            } else {
                returned += 1;
            }
        })
        .await?;
        found.note_returned(to, returned);
        found.add_rows(to, &key, Some(&guard), rows);
        Ok(())
    }

    /// Rows to which nothing leads any more since their erasure, by their own keys.
    async fn rows(&self, node: &Node, found: &mut Recognised) -> Result<(), StoreError> {
        let (key, guard) = own_key(node);
        let table = format!("{}.{}", node.name.store, table_text(&node.name));
        let scope = row_scope(&table, &key, guard.as_ref());
        if key.is_empty() || (self.memory)(SCOPES, &[&scope]).is_none() {
            return Ok(());
        }
        let mut columns = key.clone();
        columns.extend(guard.clone());
        let (mut rows, mut unsure) = (Vec::new(), 0);
        self.each_row(node, &columns, "", |row| {
            let texts: Vec<&str> = row.iter().map(|value| value.as_deref().unwrap_or_default()).collect();
            if (self.memory)(&scope, &texts).is_none() {
                return;
            }
            let told_apart = guard.is_some() && texts.last().is_some_and(|at| !at.is_empty());
            if told_apart || self.unsure_too {
                rows.push(texts.into_iter().map(str::to_owned).collect());
            } else {
                unsure += 1;
            }
        })
        .await?;
        found.note_unsure(node, unsure);
        found.add_rows(node, &key, guard.as_ref(), rows);
        Ok(())
    }

    /// Streams the distinct values of the known or the reached side of a link, wherever they stand, each with a further
    /// column of its row.
    async fn each_value(
        &self,
        link: &GraphLink,
        known: bool,
        further: Option<&String>,
        each: impl FnMut(&[Option<String>]) + Send,
    ) -> Result<(), StoreError> {
        let here = known != link.is_held_by_reached();
        let (side, columns) =
            if known { (link.from, &link.from_columns) } else { (link.to, &link.to_columns) };
        let Some(node) = self.graph.node(side) else { return Ok(()) };
        let (Some(embedded), true) = (&link.embedded, here) else {
            let mut columns = columns.clone();
            columns.extend(further.cloned());
            return self.each_row(node, &columns, "DISTINCT ", each).await;
        };
        let Some((name, column)) = columns.first().and_then(|name| Some((name, node.live.column(name)?)))
        else {
            return Ok(());
        };
        let values = inside::values(node.engine, column, &place(node, name), &embedded.path);
        let from = values.from.map(|from| format!(", {from}")).unwrap_or_default();
        let further = further
            .and_then(|name| node.live.column(name))
            .map(|column| {
                let place = place(node, &column.name);
                format!(", {} AS c2", node.engine.dialect().canonical_text(&place, column))
            })
            .unwrap_or_default();
        let question = format!(
            "SELECT DISTINCT {} AS c1{further} FROM {}{from} WHERE {} IS NOT NULL",
            values.value,
            qualified(&node.live),
            values.value
        );
        self.each(node, &question, each).await
    }

    /// Streams columns of all rows of a table as texts.
    async fn each_row(
        &self,
        node: &Node,
        columns: &[String],
        distinct: &str,
        each: impl FnMut(&[Option<String>]) + Send,
    ) -> Result<(), StoreError> {
        let dialect = node.engine.dialect();
        let live: Vec<_> = columns.iter().filter_map(|name| node.live.column(name)).collect();
        if live.len() != columns.len() {
            return Ok(());
        }
        let texts: Vec<String> = live
            .iter()
            .zip(1..)
            .map(|(column, at)| format!("{} AS c{at}", dialect.canonical_text(&quoted(&column.name), column)))
            .collect();
        let question = format!("SELECT {distinct}{} FROM {}", texts.join(", "), qualified(&node.live));
        self.each(node, &question, each).await
    }

    async fn each(
        &self,
        node: &Node,
        question: &str,
        mut each: impl FnMut(&[Option<String>]) + Send,
    ) -> Result<(), StoreError> {
        let handle = self.stores.get(&node.name.store)?;
        let mut session = handle.open(Access::Read).await?;
        let asked = async {
            session.bring_whole(&node.live.place.table).await?;
            session
                .each_texts(question, &[], |row| {
                    each(&row.0);
                    ControlFlow::Continue(())
                })
                .await
        }
        .await;
        session.close().await;
        asked.map_err(|source| handle.failed(format!("read candidates of `{}`", node.name), source))
    }
}

/// So many values of a row, when none of them is empty.
fn all(row: &[Option<String>], from: usize, width: usize) -> Option<Vec<&str>> {
    row.get(from..from + width)?.iter().map(Option::as_deref).collect()
}

/// The instant in a text: with a zone or in UTC, a day, or seconds or milliseconds since 1970.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<i64>() {
        let seconds = if number.unsigned_abs() > 100_000_000_000 { number / 1000 } else { number };
        return Timestamp::from_second(seconds).ok();
    }
    let utc = |local: DateTime| local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|day| utc(day.at(0, 0, 0, 0))))
}

#[cfg(test)]
mod tests {
    use super::{Verdict, instant, verdict};
    use jiff::Timestamp;

    #[test]
    fn whoever_came_after_the_erasure_stays() {
        let at = |seconds| Some(Timestamp::from_second(seconds).unwrap());
        for (key, identity, named, collected, expected) in [
            // Nobody knows the row.
            (None, None, true, at(5), None),
            // The instant decides, whatever was recognised.
            (at(10), at(10), true, at(10), Some(Verdict::Erased)),
            (at(10), at(10), true, at(11), Some(Verdict::Returned)),
            (at(10), None, true, at(9), Some(Verdict::Erased)),
            (None, at(10), true, at(11), Some(Verdict::Returned)),
            // The later of two erasures counts.
            (at(10), at(20), true, at(15), Some(Verdict::Erased)),
            // Without an instant both must be known.
            (at(10), at(10), true, None, Some(Verdict::Erased)),
            (at(10), None, false, None, Some(Verdict::Erased)),
            (at(10), None, true, None, Some(Verdict::Unsure)),
            (None, at(10), true, None, Some(Verdict::Unsure)),
        ] {
            assert_eq!(
                verdict(key, identity, named, collected),
                expected,
                "{key:?} {identity:?} {collected:?}"
            );
        }
    }

    #[test]
    fn instants_are_read_as_stores_write_them() {
        for text in ["2026-03-02T09:00:00Z", "2026-03-02 09:00:00", "2026-03-02 09:00:00+00", "1772442000"] {
            assert_eq!(instant(text), "2026-03-02T09:00:00Z".parse().ok(), "{text}");
        }
        assert_eq!(instant("2026-03-02"), "2026-03-02T00:00:00Z".parse().ok());
        assert_eq!(instant("soon"), None);
    }
}
