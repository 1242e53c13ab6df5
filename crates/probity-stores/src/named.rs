//! Few rows are known by their keys, which statements name.
//!
//! A deletion by keys costs a third of one that looks for its rows again, and a temporary table as much as a deletion.
//! So the people looked for, and few rows of a set that is a question, are known by their keys where these are numbers.
//! A statement says `{probity_owned_0}`; the session puts the keys in when it sends one, so that neither a plan nor a
//! trace holds them.

use crate::asked::Asked;
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::graph::Node;
use crate::workspace::{SetId, Workspace};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Up to how many keys are named in a statement.
const MOST_LISTED: usize = 200;

impl Workspace<'_> {
    /// Whether rows of a table are told apart by a number that statements can name.
    fn is_listable(&self, node: &Node) -> bool {
        let column = match node.address.names.as_slice() {
            [only] if *Self::key_names(node) == [only.as_str()] => node.live.column(only),
            _ => None,
        };
        column.is_some_and(|column| node.engine.dialect().lists(column, &node.address))
            && !self.large.contains(&node.name.store)
            && !self.is_mirror(node)
    }

    pub(crate) fn may_be_listed(&self, set: SetId) -> bool {
        let asked = self.asked.contains_key(&set) && !self.unseen.contains(&set);
        let few = (1..=MOST_LISTED as u64).contains(&self.size(set));
        asked && few && self.graph.node(set.node).is_some_and(|node| self.is_listable(node))
    }

    /// Lets a set that is a question be known by its keys, too, when its sum tells them and they are few.
    pub(crate) fn list(&mut self, set: SetId, sum: &str) -> Result<(), StoreError> {
        let node = self.node(set.node)?;
        let Some((_, keys)) = sum.split_once(' ').filter(|_| self.may_be_listed(set)) else { return Ok(()) };
        let keys: Vec<String> = keys.split(',').map(str::to_owned).collect();
        // Where the sum is one of hashes, the keys are not told.
        if keys.len() as u64 != self.size(set) || keys.iter().any(|key| key.parse::<i128>().is_err()) {
            return Ok(());
        }
        self.session(&node.name.store)?.lists.insert(set.table(), keys.join(", "));
        if let Some(asked) = self.asked.get_mut(&set) {
            asked.keys = keys;
        }
        Ok(())
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
        let column = match node.address.names.as_slice() {
            [only] if self.is_listable(node) => node.live.column(only),
            _ => None,
        };
        let Some(column) = column else { return Ok(None) };
        let key = node.engine.dialect().canonical_text(&quoted(&column.name), column);
        let question = format!(
            "SELECT {key} FROM {} WHERE {condition} LIMIT {}",
            qualified(&node.live),
            MOST_LISTED + 1
        );
        let question = self.steady(node, question);
        let found = self.session(&node.name.store)?.texts(&question, parameters).await;
        let found = found.map_err(|source| {
            self.failed(&node.name.store, &format!("find rows of `{}`", node.name), source)
        })?;
        let keys: Option<BTreeSet<i128>> = found.iter().map(|row| row.text(0)?.parse().ok()).collect();
        let Some(keys) = keys.filter(|keys| keys.len() <= MOST_LISTED) else { return Ok(None) };
        let count = keys.len() as u64;
        if count > 0 {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let sum = format!("{count} {}", keys.join(","));
            let condition = named_keys(node, set);
            self.asked.insert(set, Asked { condition, chain: Vec::new(), keys: Vec::new(), round: 0 });
            self.sizes.insert(set, count);
            self.list(set, &sum)?;
            self.sums.insert(set, sum);
        }
        Ok(Some(count))
    }

    /// The keys of a set, where they are known.
    pub(crate) fn listed(&self, set: SetId, filter: &str) -> Option<&[String]> {
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
pub(crate) fn spelled<'s>(lists: &BTreeMap<String, String>, sql: &'s str) -> Cow<'s, str> {
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
    use super::spelled;
    use std::collections::BTreeMap;

    #[test]
    fn keys_stand_where_a_statement_names_them_and_nothing_else_changes() {
        let lists = BTreeMap::from([
            ("probity_owned_1".to_owned(), "7, 9".to_owned()),
            ("probity_owned_12".to_owned(), "-3".to_owned()),
        ]);
        assert_eq!(
            spelled(&lists, "id IN ({probity_owned_1}) AND x = ({probity_owned_12}) AND m = '{a}' {"),
            "id IN (7, 9) AND x = (-3) AND m = '{a}' {"
        );
        assert_eq!(spelled(&lists, "{probity_owned_123} {probity_owned_1}"), "{probity_owned_123} 7, 9");
        assert_eq!(spelled(&BTreeMap::new(), "{probity_owned_1}"), "{probity_owned_1}");
    }
}
