//! Rows as they were when they were found, numbered: what decided about them, to be compared later.
//!
//! INVARIANT (STILL-AS-FOUND): a batch changes rows only when the columns that decided whose they are, in these
//! rows and in all rows of the store that led to them, hold what they held when the rows were found.

use crate::engine::{Members, key_names, qualified, quoted};
use crate::error::StoreError;
use crate::graph::Node;
use crate::work::{Deed, Work};
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::grammar::Condition;
use std::collections::BTreeSet;
use std::ops::Range;

/// A set of rows with what decided about them.
#[derive(Clone, Debug)]
pub(crate) struct Stamped {
    /// The temporary table, as statements name it.
    pub(crate) table: String,
    pub(crate) node: usize,
    pub(crate) rows: u64,
}

impl Stamped {
    /// The rows at these places, in the order of their keys.
    pub(crate) fn members(&self, places: &Range<u64>) -> Members {
        Members { table: self.table.clone(), filter: numbered("number", places) }
    }
}

impl Workspace<'_> {
    /// Notes the rows of a set with what decided about them, numbered in the order of their keys.
    pub(crate) async fn stamp(
        &mut self,
        number: usize,
        set: SetId,
        filter: &str,
    ) -> Result<Stamped, StoreError> {
        let node = self.node(set.node)?;
        let dialect = node.engine.dialect();
        let name = format!("probity_batch_{number}");
        let table = dialect.temporary(&name);
        let keys = key_names(node.address.columns.len());
        let mut columns = vec![("number".to_owned(), "bigint".to_owned())];
        columns.extend(keys.iter().cloned().zip(node.address.types.iter().cloned()));
        columns.push(("v2".to_owned(), dialect.text_type(usize::MAX)));
        let named: Vec<String> = keys.iter().map(|key| format!("s.{key}")).collect();
        let insert = format!(
            "INSERT INTO {table} (number, {}, v2) SELECT row_number() OVER (ORDER BY {}), {}, {} \
             FROM ({}) AS s JOIN {} AS t ON {}",
            keys.join(", "),
            named.join(", "),
            named.join(", "),
            self.stamp_of(node),
            self.keys(set, filter),
            qualified(&node.live),
            joined(node, &keys)
        );
        let store = node.name.store.clone();
        let index = dialect.index_temporary(&name, "number");
        let create = dialect.create_temporary(&name, &columns);
        let known = dialect.know_temporary(&name);
        let session = self.session(&store)?;
        let outcome = async {
            session.is_new_temporary(&name, "");
            session.script(&create).await?;
            let rows = session.run(&insert, &[]).await?;
            if let Some(index) = &index {
                session.run(index, &[]).await?;
            }
            if let Some(known) = &known {
                session.run(known, &[]).await?;
            }
            Ok(rows)
        }
        .await;
        let rows = outcome
            .map_err(|source| self.failed(&store, &format!("note the rows of `{}`", node.name), source))?;
        Ok(Stamped { table, node: set.node, rows })
    }

    /// How many rows differ from what was noted; of those at some places, or of all.
    pub(crate) async fn differing(
        &mut self,
        stamped: &Stamped,
        places: Option<&Range<u64>>,
    ) -> Result<u64, StoreError> {
        let node = self.node(stamped.node)?;
        let keys = key_names(node.address.columns.len());
        let only = places.map_or_else(String::new, |places| format!("{} AND ", numbered("s.number", places)));
        let question = format!(
            "SELECT 1 AS one FROM {} AS s JOIN {} AS t ON {} WHERE {only}s.v2 <> {}",
            stamped.table,
            qualified(&node.live),
            joined(node, &keys),
            self.stamp_of(node)
        );
        let question = self.steady(node, question);
        self.count(node, &question).await
    }

    /// Notes anew what the rows of a batch hold, after the work itself changed them.
    pub(crate) async fn stamp_again(
        &mut self,
        stamped: &Stamped,
        changed: &Stamped,
        places: &Range<u64>,
    ) -> Result<(), StoreError> {
        let node = self.node(stamped.node)?;
        let keys = key_names(node.address.columns.len());
        let own: Vec<String> = keys.iter().map(|key| format!("{}.{key}", stamped.table)).collect();
        let pairs: Vec<String> = node
            .address
            .columns
            .iter()
            .zip(&own)
            .map(|(column, key)| format!("{} = {key}", of_table(column)))
            .collect();
        let statement = format!(
            "UPDATE {} SET v2 = COALESCE((SELECT {} FROM {} AS t WHERE {}), v2) WHERE ({}) IN ({})",
            stamped.table,
            self.stamp_of(node),
            qualified(&node.live),
            pairs.join(" AND "),
            keys.join(", "),
            changed.members(places).keys(keys.len())
        );
        let store = node.name.store.clone();
        let noted = self.session(&store)?.run(&statement, &[]).await;
        noted
            .map(|_| ())
            .map_err(|source| self.failed(&store, &format!("note the rows of `{}`", node.name), source))
    }

    /// One text for the columns that decide whose a row is, of the table under the name `t`.
    fn stamp_of(&self, node: &Node) -> String {
        let dialect = node.engine.dialect();
        if node.address.names.is_empty() {
            return dialect.whole_row(&node.live, "t");
        }
        let index = self.graph.nodes.iter().position(|one| std::ptr::eq(one, node)).unwrap_or(usize::MAX);
        let parts: Vec<String> = self
            .deciding(index, node)
            .iter()
            .filter_map(|name| node.live.column(name))
            .map(|column| {
                let text = dialect.canonical_text(&format!("t.{}", quoted(&column.name)), column);
                let text = format!("({text})");
                format!("COALESCE({} || ':' || {text}, '-')", dialect.as_text(&format!("length({text})")))
            })
            .collect();
        if parts.is_empty() { "''".to_owned() } else { parts.join(" || ',' || ") }
    }

    /// The columns that decide whose a row is, whether it is meant, and from when its time counts.
    pub(crate) fn deciding(&self, index: usize, node: &Node) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for link in &self.graph.links {
            if link.to == index {
                names.extend(link.to_columns.iter().cloned());
            }
            if link.from == index {
                names.extend(link.from_columns.iter().cloned());
            }
        }
        let Some(table) = &node.mapped else { return names };
        if let Some(person) = &table.person {
            names.extend(person.identities.iter().map(|identity| identity.column.clone()));
            person.when.iter().for_each(|when| facts(when, &mut names));
        }
        names.extend(table.aliases.iter().map(|alias| alias.column.clone()));
        table.links.iter().filter_map(|link| link.when.as_ref()).for_each(|when| facts(when, &mut names));
        names.extend(table.anchors.values().cloned());
        names
    }

    /// The tables of the same store from which links lead, by whatever way, to one that is worked on.
    pub(crate) fn leading(&self, store: &str, works: &[&Work]) -> BTreeSet<usize> {
        let mut waiting: Vec<usize> = works
            .iter()
            .filter_map(|work| match &work.deed {
                Deed::Delete { node, .. } => Some(*node),
                Deed::Change(change) => Some(change.node),
                Deed::Nothing | Deed::Count { .. } => None,
            })
            .collect();
        let mut leading = BTreeSet::new();
        while let Some(node) = waiting.pop() {
            for (_, link) in self.graph.links_to(node) {
                if leading.insert(link.from) {
                    waiting.push(link.from);
                }
            }
        }
        leading
            .into_iter()
            .filter(|index| self.graph.node(*index).is_some_and(|node| node.name.store == store))
            .filter(|node| self.is_open(*node) && self.size(SetId::new(SetKind::Owned, *node)) > 0)
            .collect()
    }
}

/// The pairs of a table's addressing columns, under the name `t`, and noted keys, under the name `s`.
fn joined(node: &Node, keys: &[String]) -> String {
    let columns = node.address.columns.iter();
    let pairs: Vec<String> =
        columns.zip(keys).map(|(column, key)| format!("{} = s.{key}", of_table(column))).collect();
    pairs.join(" AND ")
}

/// The condition that a row was numbered so, from 1, that it is at one of these places, from 0.
pub(crate) fn numbered(number: &str, places: &Range<u64>) -> String {
    format!("{number} > {} AND {number} <= {}", places.start, places.end)
}

fn of_table(column: &str) -> String {
    format!("t.{column}")
}

fn facts(condition: &Condition, names: &mut BTreeSet<String>) {
    match condition {
        Condition::Fact(name) => {
            names.insert(name.clone());
        }
        Condition::Compare { fact, .. } => {
            names.insert(fact.clone());
        }
        Condition::Not(inner) => facts(inner, names),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| facts(part, names)),
    }
}
