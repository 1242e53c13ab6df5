//! Knowing erased people again in stores that were brought back, without knowing who they were.
//!
//! Whoever asks holds keyed hashes of what an erasure knew: identities, keys of people, and the values that led from
//! row to row. Candidates stream out of each store once, are hashed outside, and only what was recognised is used to
//! find rows. No engine ever sees the key, since what it is given stands in its logs and statistics.
//!
//! What is recognised is not always what was erased: people come back, and keys are used again. See [`Verdict`].

use crate::connect::Stores;
use crate::engine::{Access, qualified, quoted};
use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::graph::{GraphLink, Node, PersonGraph};
use crate::plan::PlanMaterial;
use crate::workspace::{Given, Tuple};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use probity_policy::model::data_map::Anchor;
use probity_vocabulary::{Personal, Reveal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::ControlFlow;

/// Says when somebody was erased who had these values in this scope; nothing when nobody was.
pub type Memory<'a> = dyn Fn(&str, &[&str]) -> Option<Timestamp> + Send + Sync + 'a;

/// What was recognised.
#[derive(Clone, Debug, Default)]
pub struct Recognised {
    pub(crate) start: Given,
    pub(crate) texts: Vec<IdentityClaim>,
    /// Rows of people who came after their erasure, by table: they stay.
    pub returned: BTreeMap<String, u64>,
    /// Rows of which nothing says whether they were erased or came afterwards, by table.
    pub unsure: BTreeMap<String, u64>,
}

impl Recognised {
    /// Whether nothing is to be erased again.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == Given::default()
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

/// The scope of people's keys in a table.
fn key_scope(node: &Node) -> String {
    format!("key/{}", node.name)
}

/// The scope of an identity, the same in every store.
fn identity_scope(name: &str) -> String {
    format!("identity/{name}")
}

/// The scope of the values of a link.
fn link_scope(graph: &PersonGraph, link: &GraphLink, shared: bool) -> Option<String> {
    let (from, to) = (graph.node(link.from)?, graph.node(link.to)?);
    let company = if shared { "shared" } else { "alone" };
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
fn person_columns(node: &Node) -> Option<PersonColumns> {
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
        for (shared, tuples) in [(false, &material.tuples.alone), (true, &material.tuples.shared)] {
            for (index, tuples) in tuples {
                let scope = graph.links.get(*index).and_then(|link| link_scope(graph, link, shared));
                let Some(scope) = scope else { continue };
                memory.extend(tuples.iter().map(|tuple| (scope.clone(), tuple.clone())));
            }
        }
        Personal::new(memory)
    }
}

/// The form of an identity that is compared: addresses of mail without regard to case.
fn normal(name: &str, value: &str) -> String {
    let value = value.trim();
    if name == "email" || value.contains('@') { value.to_lowercase() } else { value.to_owned() }
}

/// Keys and identities of people's rows of a node, for the memory of an erasure.
pub(crate) fn person_memory(node: &Node) -> Vec<(String, Vec<String>, Option<String>)> {
    let Some((key, named)) = person_columns(node) else { return Vec::new() };
    let mut wanted = vec![(key_scope(node), key, None)];
    wanted.extend(named.into_iter().map(|(name, column)| (identity_scope(&name), vec![column], Some(name))));
    wanted
}

/// The tuples of one scope as they are remembered.
pub(crate) fn remembered(scope: &str, name: Option<&str>, tuples: Vec<Tuple>) -> Vec<(String, Tuple)> {
    let form = |value: String| name.map_or_else(|| value.clone(), |name| normal(name, &value));
    tuples.into_iter().map(|tuple| (scope.to_owned(), tuple.into_iter().map(form).collect())).collect()
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
    let mut staying: BTreeSet<String> = BTreeSet::new();
    for (index, node) in graph.nodes.iter().enumerate().filter(|(_, node)| wanted(node)) {
        recognise_people(index, node, stores, unsure_too, memory, &mut found, &mut staying).await?;
    }
    // Whoever came back under the same name stays, and so does their name.
    found.texts.retain(|claim| !staying.contains(claim.value.reveal(Reveal::QueryStore)));
    for (index, link) in graph.links.iter().enumerate() {
        let (Some(from), Some(to)) = (graph.node(link.from), graph.node(link.to)) else { continue };
        if wanted(to) && link.conveys(true) {
            recognise_orphans(graph, index, link, (from, to), stores, memory, &mut found).await?;
        }
    }
    Ok(found)
}

async fn recognise_people(
    index: usize,
    node: &Node,
    stores: &Stores,
    unsure_too: bool,
    memory: &Memory<'_>,
    found: &mut Recognised,
    staying: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let Some((key, named)) = person_columns(node).filter(|(key, _)| !key.is_empty()) else { return Ok(()) };
    let mut columns = key.clone();
    columns.extend(named.iter().map(|(_, column)| column.clone()));
    let collected = collected_column(node);
    columns.extend(collected.clone());
    let (scope, width) = (key_scope(node), key.len());
    let names: Vec<(String, String)> =
        named.iter().map(|(name, _)| (name.clone(), identity_scope(name))).collect();
    let (mut erased, mut texts) = (Vec::new(), Vec::new());
    let (mut returned, mut unsure) = (0_u64, 0_u64);
    each_row(node, stores, &columns, "", |row| {
        let texts_of = |from: usize, to: usize| row.get(from..to).unwrap_or_default();
        let key: Option<Vec<&str>> = texts_of(0, width).iter().map(Option::as_deref).collect();
        let Some(key) = key else { return };
        let values = texts_of(width, width + names.len());
        let identities: Vec<(&str, String)> = names
            .iter()
            .zip(values)
            .filter_map(|((name, _), value)| Some((name.as_str(), normal(name, value.as_deref()?))))
            .collect();
        let known = identities
            .iter()
            .filter_map(|(name, value)| memory(&identity_scope(name), &[value.as_str()]))
            .max();
        let at = collected.as_ref().and_then(|_| row.last()).and_then(Option::as_deref).and_then(instant);
        match verdict(memory(&scope, &key), known, !identities.is_empty(), at) {
            Some(Verdict::Returned) => {
                returned += 1;
                staying.extend(identities.into_iter().map(|(_, value)| value));
            }
            Some(Verdict::Unsure) if !unsure_too => {
                unsure += 1;
                staying.extend(identities.into_iter().map(|(_, value)| value));
            }
            Some(Verdict::Erased | Verdict::Unsure) => {
                erased.push(key.iter().map(|part| (*part).to_owned()).collect::<Tuple>());
                texts.extend(identities.into_iter().map(|(name, value)| IdentityClaim::new(name, value)));
            }
            None => {}
        }
    })
    .await?;
    found.texts.extend(texts);
    for (counts, rows) in [(&mut found.returned, returned), (&mut found.unsure, unsure)] {
        if rows > 0 {
            counts.insert(node.name.to_string(), rows);
        }
    }
    if !erased.is_empty() {
        found.start.people.insert(index, erased);
    }
    Ok(())
}

/// Rows whose person is not in any store any more, such as those of a store that was brought back alone.
async fn recognise_orphans(
    graph: &PersonGraph,
    index: usize,
    link: &GraphLink,
    (from, to): (&Node, &Node),
    stores: &Stores,
    memory: &Memory<'_>,
    found: &mut Recognised,
) -> Result<(), StoreError> {
    if link.embedded.is_some() {
        return Ok(());
    }
    let mut known: BTreeMap<Tuple, (bool, Timestamp, bool)> = BTreeMap::new();
    let scopes = [false, true].map(|shared| (shared, link_scope(graph, link, shared)));
    let collected = collected_column(to);
    let mut columns = link.to_columns.clone();
    columns.extend(collected.clone());
    let width = link.to_columns.len();
    each_row(to, stores, &columns, "DISTINCT ", |row| {
        let tuple: Option<Vec<&str>> =
            row.get(..width).unwrap_or_default().iter().map(Option::as_deref).collect();
        let Some(tuple) = tuple else { return };
        let at = collected.as_ref().and_then(|_| row.last()).and_then(Option::as_deref).and_then(instant);
        for (shared, scope) in &scopes {
            let Some(erased) = scope.as_ref().and_then(|scope| memory(scope, &tuple)) else { continue };
            let newer = at.is_some_and(|at| at > erased);
            let owned: Tuple = tuple.iter().map(|part| (*part).to_owned()).collect();
            let entry = known.entry(owned).or_insert((*shared, erased, false));
            entry.2 |= newer;
        }
    })
    .await?;
    if known.is_empty() {
        return Ok(());
    }
    // Whose row is still there, or there again, is found through that row.
    let mut present = BTreeSet::new();
    each_row(from, stores, &link.from_columns, "DISTINCT ", |row| {
        if let Some(tuple) = row.iter().cloned().collect::<Option<Tuple>>()
            && known.contains_key(&tuple)
        {
            present.insert(tuple);
        }
    })
    .await?;
    let mut newer = 0;
    for (tuple, (shared, _, came_later)) in known.into_iter().filter(|(tuple, _)| !present.contains(tuple)) {
        if came_later {
            newer += 1;
            continue;
        }
        let given = if shared { &mut found.start.shared } else { &mut found.start.alone };
        given.entry(index).or_default().push(tuple);
    }
    if newer > 0 {
        *found.returned.entry(to.name.to_string()).or_default() += newer;
    }
    Ok(())
}

/// The column that says when a row was collected.
fn collected_column(node: &Node) -> Option<String> {
    node.mapped.as_ref().and_then(|table| table.anchors.get(&Anchor::Collected)).cloned()
}

/// Streams columns of all rows of a table as texts.
async fn each_row(
    node: &Node,
    stores: &Stores,
    columns: &[String],
    distinct: &str,
    mut each: impl FnMut(&[Option<String>]) + Send,
) -> Result<(), StoreError> {
    let dialect = node.engine.dialect();
    let live: Vec<_> = columns.iter().filter_map(|name| node.live.column(name)).collect();
    if live.len() != columns.len() {
        return Ok(());
    }
    let mut texts = String::new();
    for (at, column) in live.iter().enumerate() {
        let text = dialect.canonical_text(&quoted(&column.name), column);
        let _ = write!(texts, "{}{text} AS c{}", if at > 0 { ", " } else { "" }, at + 1);
    }
    let handle = stores.get(&node.name.store)?;
    let mut session = handle.open(Access::Read).await?;
    let question = format!("SELECT {distinct}{texts} FROM {}", qualified(&node.live));
    let asked = session
        .each_texts(&question, &[], |row| {
            each(&row.0);
            ControlFlow::Continue(())
        })
        .await;
    session.close().await;
    asked.map_err(|source| handle.failed(format!("read candidates of `{}`", node.name), source))
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
