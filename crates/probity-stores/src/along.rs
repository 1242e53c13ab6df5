//! Along a link: the condition that rows are reached from those of a set, or lead to them.
//!
//! Inside a store it is a question over the set; from one store to another the values of the link's columns are
//! carried. It finds nothing by itself.

use crate::embedded::member_inside;
use crate::engine::{Comparison, KeyType, qualified, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::workspace::{Company, SetId, SetKind, Workspace};

impl Workspace<'_> {
    /// The condition that a row reached by the link comes from the rows of `from`;
    /// nothing when no row can.
    pub(crate) async fn reached_from(
        &mut self,
        link: usize,
        from: SetId,
        filter: &str,
    ) -> Result<Option<String>, StoreError> {
        self.condition(link, from, filter, Some(&[Company::Alone, Company::Shared])).await
    }

    /// The condition that a row reached by the link comes from a row that the people alone own.
    pub(crate) async fn reached_from_alone(&mut self, link: usize) -> Result<Option<String>, StoreError> {
        let Some(from) = self.graph.links.get(link).map(|link| link.from) else { return Ok(None) };
        let leaving = self.parted(from);
        self.condition(link, SetId::new(SetKind::Owned, from), &leaving, Some(&[Company::Alone])).await
    }

    /// The condition that a row of the link's known side leads to the rows of `to`; nothing when none can.
    pub(crate) async fn leading_to(
        &mut self,
        link: usize,
        to: SetId,
        filter: &str,
    ) -> Result<Option<String>, StoreError> {
        self.condition(link, to, filter, None).await
    }

    async fn condition(
        &mut self,
        link_index: usize,
        set: SetId,
        filter: &str,
        given: Option<&[Company]>,
    ) -> Result<Option<String>, StoreError> {
        let down = given.is_some();
        let graph = self.graph;
        let Some(link) = graph.links.get(link_index) else { return Ok(None) };
        let (key_columns, searched, searched_columns, comparisons) = if down {
            (&link.from_columns, link.to, &link.to_columns, &link.down)
        } else {
            (&link.to_columns, link.from, &link.from_columns, &link.up)
        };
        if !self.is_open(searched) {
            return Ok(None);
        }
        let (key_node, searched_node) = (self.node(set.node)?, self.node(searched)?);
        let here = link.is_held_by_reached() == down;
        let member = |comparisons: &[Comparison], tuples: &str, one: bool| {
            let inside = if here {
                member_inside(searched_node, link, searched_columns, comparisons, tuples)
            } else {
                None
            };
            inside.unwrap_or_else(|| {
                let searched = searched_side(searched_columns, comparisons);
                searched_node.engine.dialect().among(&searched, tuples, one)
            })
        };
        let mut conditions = Vec::new();
        if self.size(set) > 0 {
            if key_node.name.store == searched_node.name.store {
                if self.session(&searched_node.name.store)?.is_mirror() {
                    let tuples = self.side_tuples(link, down, set, filter).await?;
                    self.bring(searched_node, searched_columns, &tuples, false).await?;
                }
                let named = self.named_keys(link, down, key_node, set, filter);
                let tuples = named.unwrap_or_else(|| self.local_tuples(link, down, key_node, set, filter));
                let one = self.is_one(set, filter) && self.are_keys(link, down, key_node, set);
                conditions.push(member(comparisons, &tuples, one));
            } else if self.is_open(set.node) {
                let tuples = self.side_tuples(link, down, set, filter).await?;
                self.bring(searched_node, searched_columns, &tuples, false).await?;
                let direction = if down { "down" } else { "up" };
                let table = format!("probity_carried_{direction}_{link_index}");
                self.write_tuples(searched_node, &table, key_columns.len(), &tuples).await?;
                conditions.push(member(comparisons, &carried(searched_node, &table, comparisons), false));
            }
        }
        for company in given.unwrap_or_default() {
            if matches!(set.kind, SetKind::Owned | SetKind::Named) && self.is_given(link_index, *company) {
                let comparisons = if here && link.embedded.is_some() {
                    vec![Comparison::new("{}", "{}")]
                } else {
                    text_comparisons(searched_node, searched_columns)
                };
                let tuples = carried(searched_node, &given_table(link_index, *company), &comparisons);
                conditions.push(member(&comparisons, &tuples, false));
            }
        }
        let when = link.when.as_ref().filter(|_| here).map(|when| format!(" AND {when}"));
        Ok(match (conditions.as_slice(), when) {
            ([], _) => None,
            ([only], None) => Some(only.clone()),
            (several, when) => Some(format!("(({}){})", several.join(" OR "), when.unwrap_or_default())),
        })
    }

    /// Whether values of the link's known side were given from rows that may be gone.
    pub(crate) fn is_given(&self, link: usize, company: Company) -> bool {
        self.given.contains(&(link, company))
    }

    /// The values of the known or the reached side of a link in the rows of a set, ready to compare
    /// with the other side, inside one store.
    pub(crate) fn local_tuples(
        &self,
        link: &GraphLink,
        known: bool,
        node: &Node,
        set: SetId,
        filter: &str,
    ) -> String {
        let (columns, comparisons) =
            if known { (&link.from_columns, &link.down) } else { (&link.to_columns, &link.up) };
        let here = known != link.is_held_by_reached();
        if here && link.embedded.is_some() {
            let shaped = |value: &str| comparisons.first().map_or_else(String::new, |one| one.key(value));
            return self.inside_values(node, link, set, filter, &shaped).unwrap_or_default();
        }
        let when = link.when.as_ref().filter(|_| here);
        if self.are_keys(link, known, node, set) {
            let only = if filter.is_empty() { String::new() } else { format!(" WHERE {filter}") };
            let table = self.dialect(set.node).temporary(&set.table());
            return self.sized(
                set,
                filter,
                format!("SELECT {} FROM {table}{only}", numbered(comparisons, 'k')),
            );
        }
        let values: Vec<String> = columns
            .iter()
            .zip(comparisons)
            .map(|(column, comparison)| comparison.key(&quoted(column)))
            .collect();
        let within = self.within(set, filter);
        let when = when.map(|when| format!(" AND {when}")).unwrap_or_default();
        format!("SELECT {} FROM {} WHERE {within}{when}", values.join(", "), qualified(&node.live))
    }

    /// The name of the keys of a set, where they are known and are the values of one side of a link.
    fn named_keys(
        &self,
        link: &GraphLink,
        known: bool,
        node: &Node,
        set: SetId,
        filter: &str,
    ) -> Option<String> {
        let comparisons = if known { &link.down } else { &link.up };
        let named = self.is_key_side(link, known, node)
            && comparisons.iter().all(Comparison::is_plain)
            && self.listed(set, filter).is_some();
        named.then(|| format!("{{{}}}", set.table()))
    }

    /// Whether the values of one side of a link are the keys that a set holds.
    fn are_keys(&self, link: &GraphLink, known: bool, node: &Node, set: SetId) -> bool {
        self.is_key_side(link, known, node) && !self.asked.contains_key(&set)
    }

    /// Whether the values of one side of a link are those by which rows of its table are told apart.
    fn is_key_side(&self, link: &GraphLink, known: bool, node: &Node) -> bool {
        let columns = if known { &link.from_columns } else { &link.to_columns };
        let here = known != link.is_held_by_reached();
        let plain = !here || (link.embedded.is_none() && link.when.is_none());
        plain && node.address.names == *columns
    }
}

pub(crate) fn given_table(link: usize, company: Company) -> String {
    let company = match company {
        Company::Alone => "alone",
        Company::Shared => "shared",
    };
    format!("probity_given_{company}_{link}")
}

pub(crate) fn carried(node: &Node, table: &str, comparisons: &[Comparison]) -> String {
    format!("SELECT {} FROM {}", numbered(comparisons, 'v'), node.engine.dialect().temporary(table))
}

/// The columns of a temporary table, `k1, k2` or `v1, v2`, ready to compare.
fn numbered(comparisons: &[Comparison], letter: char) -> String {
    let columns = comparisons.iter().enumerate();
    let columns: Vec<String> =
        columns.map(|(at, comparison)| comparison.key(&format!("{letter}{}", at + 1))).collect();
    columns.join(", ")
}

/// How columns compare with texts, whatever store the texts come from.
pub(crate) fn text_comparisons(node: &Node, columns: &[String]) -> Vec<Comparison> {
    let dialect = node.engine.dialect();
    columns
        .iter()
        .filter_map(|name| node.live.column(name))
        .filter_map(|column| dialect.comparison(column, KeyType::Text))
        .collect()
}

/// The condition that columns have the values of one of these tuples.
pub(crate) fn member(columns: &[String], comparisons: &[Comparison], tuples: &str) -> String {
    format!("({}) IN ({tuples})", searched_side(columns, comparisons))
}

/// Columns as they are compared with tuples.
fn searched_side(columns: &[String], comparisons: &[Comparison]) -> String {
    let columns = columns.iter().zip(comparisons);
    let searched: Vec<String> =
        columns.map(|(column, comparison)| comparison.searched(&quoted(column))).collect();
    searched.join(", ")
}
