//! Few rows are known by their keys, which statements name.
//!
//! A deletion by keys costs a third of one that looks for its rows again, and a temporary table as much as a deletion.
//! So the people looked for, and few rows of a set that is a question, are known by their keys. A statement says
//! `{probity_owned_0}`; the session puts the keys in when it sends one, so that neither a plan nor a trace holds them:
//! numbers and UUIDs by themselves, texts by the names under which they were bound (NO-TEXT-IN-STATEMENTS in
//! `engine::key_values`). Statements that are sent together could not have parameters of their own.

use crate::asked::Asked;
use crate::engine::key_values::KeyValue;
use crate::engine::{qualified, quoted};
use crate::error::{EngineFault, StoreError};
use crate::graph::Node;
use crate::schema::{LiveColumn, TypeFamily};
use crate::session::Session;
use crate::tuples::Tuple;
use crate::workspace::{SetId, Workspace};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Up to how many keys are named in a statement.
pub(crate) const MOST_NAMED: usize = 200;

/// Keys that the statements of a session name.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// How they are spelled, by the name of their set.
    spelled: BTreeMap<String, String>,
    /// Names and values that are still to be bound.
    unbound: Vec<(String, String)>,
    /// The names that were.
    pub(crate) bound: Vec<String>,
}

impl Session {
    /// Binds the texts among the keys, so that statements can name them.
    async fn bind_lists(&mut self) -> Result<(), EngineFault> {
        let (names, values): (Vec<String>, Vec<String>) =
            std::mem::take(&mut self.lists.unbound).into_iter().unzip();
        if names.is_empty() {
            return Ok(());
        }
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let statement = self.engine().dialect().bind_values(&names);
        self.lists.bound.extend(names);
        self.run(&statement, &values).await.map(|_| ())
    }
}

impl Workspace<'_> {
    /// The columns of a table's key, where statements can name the rows that have it.
    fn named_columns<'n>(&self, node: &'n Node) -> Option<Vec<&'n LiveColumn>> {
        let columns: Option<Vec<&LiveColumn>> =
            Self::key_names(node).iter().map(|name| node.live.column(name)).collect();
        let dialect = node.engine.dialect();
        let can = |column: &&LiveColumn| dialect.names_values(column, &node.address);
        let columns = columns.filter(|columns| !columns.is_empty() && columns.iter().all(can))?;
        (!self.large.contains(&node.name.store) && !self.is_mirror(node)).then_some(columns)
    }

    pub(crate) fn may_be_listed(&self, set: SetId) -> bool {
        let asked = self.asked.contains_key(&set) && !self.unseen.contains(&set);
        let few = (1..=MOST_NAMED as u64).contains(&self.size(set));
        asked
            && few
            && self.graph.node(set.node).is_some_and(|node| {
                node.address.names == *Self::key_names(node) && self.named_columns(node).is_some()
            })
    }

    /// Lets a set that is a question be known by the keys of its rows, too, which statements name by where they are.
    /// What is to be bound is bound by [`Self::bind_lists`].
    pub(crate) fn list(&mut self, set: SetId, keys: &[Tuple], places: &[Tuple]) -> Result<(), StoreError> {
        let node = self.node(set.node)?;
        let dialect = node.engine.dialect();
        let mut unbound = Vec::new();
        let mut spell = |row: usize, at: usize, text: &String| {
            let name = format!("{}_{row}_{at}", set.table());
            let column = node.address.names.get(at).and_then(|name| node.live.column(name));
            Some(match dialect.key_value(column, text, &name)? {
                KeyValue::Itself(value) => value,
                KeyValue::Bound(value) => {
                    unbound.push((name, text.clone()));
                    value
                }
            })
        };
        let rows = places.iter().enumerate().map(|(row, place)| {
            let values = place.iter().enumerate().map(|(at, text)| spell(row, at, text));
            let values = values.collect::<Option<Vec<String>>>()?.join(", ");
            Some(if place.len() == 1 { values } else { format!("({values})") })
        });
        let Some(rows) = rows.collect::<Option<Vec<String>>>() else { return Ok(()) };
        if rows.len() as u64 != self.size(set) {
            return Ok(());
        }
        let lists = &mut self.session(&node.name.store)?.lists;
        lists.spelled.insert(set.table(), rows.join(", "));
        lists.unbound.extend(unbound);
        if let Some(asked) = self.asked.get_mut(&set) {
            asked.keys = keys.to_vec();
        }
        Ok(())
    }

    /// Binds what is to be bound of the keys that statements name.
    pub(crate) async fn bind_lists(&mut self, store: &str) -> Result<(), StoreError> {
        let bound = self.session(store)?.bind_lists().await;
        bound.map_err(|source| self.failed(store, "bind keys", source))
    }

    /// Finds people by a condition, as a set that is known by its keys, and says how many they are; nothing when they
    /// cannot be known so.
    pub(crate) async fn list_people(
        &mut self,
        set: SetId,
        condition: &str,
        parameters: &[&str],
    ) -> Result<Option<u64>, StoreError> {
        let node = self.node(set.node)?;
        let Some(columns) = self.named_columns(node) else { return Ok(None) };
        let dialect = node.engine.dialect();
        let mut texts: Vec<String> =
            columns.iter().map(|column| dialect.canonical_text(&quoted(&column.name), column)).collect();
        // Where rows are told apart by something else within a transaction, by that.
        let apart = node.address.names != *Self::key_names(node);
        if apart {
            texts.extend(node.address.columns.iter().map(|column| dialect.as_text(column)));
        }
        let question = format!(
            "SELECT {} FROM {} WHERE {condition} LIMIT {}",
            texts.join(", "),
            qualified(&node.live),
            MOST_NAMED + 1
        );
        let question = self.steady(node, question);
        let found = self.session(&node.name.store)?.texts(&question, parameters).await;
        let found = found.map_err(|source| {
            self.failed(&node.name.store, &format!("find rows of `{}`", node.name), source)
        })?;
        let found: Option<Vec<Tuple>> =
            found.into_iter().map(|row| row.0.into_iter().collect::<Option<Tuple>>()).collect();
        let Some(mut keys) = found.filter(|keys| keys.len() <= MOST_NAMED) else { return Ok(None) };
        let count = keys.len() as u64;
        if count == 0 {
            return Ok(Some(0));
        }
        // In the order of a sum that the engine tells.
        keys.sort_by_cached_key(|key| {
            (key.first().and_then(|first| first.parse::<i128>().ok()), key.clone())
        });
        let places: Vec<Tuple> = if apart {
            keys.iter_mut().map(|key| key.split_off(columns.len())).collect()
        } else {
            keys.clone()
        };
        let condition = named_keys(node, set);
        self.asked.insert(set, Asked { condition, chain: Vec::new(), keys: Vec::new(), round: 0 });
        self.sizes.insert(set, count);
        self.list(set, &keys, &places)?;
        if self.listed(set, "").is_none() {
            self.forget_asked(set);
            return Ok(None);
        }
        self.bind_lists(&node.name.store).await?;
        let sum = match (columns.as_slice(), columns.first().map(|column| column.family)) {
            ([_], Some(TypeFamily::Integer(_))) => {
                keys.iter().flatten().cloned().collect::<Vec<_>>().join(",")
            }
            _ => serde_json::json!(keys).to_string(),
        };
        self.sums.insert(set, format!("{count} {sum}"));
        Ok(Some(count))
    }

    /// The keys of a set, where they are known.
    pub(crate) fn listed(&self, set: SetId, filter: &str) -> Option<&[Tuple]> {
        let asked = self.asked.get(&set).filter(|asked| filter.is_empty() && !asked.keys.is_empty())?;
        Some(&asked.keys)
    }
}

/// The condition that a row of a table has one of the keys of a set.
pub(crate) fn named_keys(node: &Node, set: SetId) -> String {
    format!("({}) IN ({{{}}})", node.address.columns.join(", "), set.table())
}

/// A statement with the keys in place of the names that it gives them, `{probity_owned_0}`. A name without keys stays,
/// and no engine understands it.
pub(crate) fn spelled<'s>(lists: &Lists, sql: &'s str) -> Cow<'s, str> {
    let lists = &lists.spelled;
    if lists.is_empty() || !sql.contains('{') {
        return Cow::Borrowed(sql);
    }
    let mut parts = sql.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(name, rest)| Some((lists.get(name)?, rest))) {
            Some((keys, rest)) => {
                text.push_str(keys);
                text.push_str(rest);
            }
            None => {
                text.push('{');
                text.push_str(part);
            }
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::{Lists, spelled};
    use std::collections::BTreeMap;

    #[test]
    fn keys_stand_where_a_statement_names_them_and_nothing_else_changes() {
        let spellings = BTreeMap::from([
            ("probity_owned_1".to_owned(), "7, 9".to_owned()),
            ("probity_owned_12".to_owned(), "-3".to_owned()),
        ]);
        let lists = Lists { spelled: spellings, ..Lists::default() };
        assert_eq!(
            spelled(&lists, "id IN ({probity_owned_1}) AND x = ({probity_owned_12}) AND m = '{a}' {"),
            "id IN (7, 9) AND x = (-3) AND m = '{a}' {"
        );
        assert_eq!(spelled(&lists, "{probity_owned_123} {probity_owned_1}"), "{probity_owned_123} 7, 9");
        assert_eq!(spelled(&Lists::default(), "{probity_owned_1}"), "{probity_owned_1}");
    }
}
