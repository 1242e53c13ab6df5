//! What a person has to know to look for somebody in a store that only people can work on: the values by
//! which the data map says that its rows lead to rows in reach.
//!
//! It asks nobody to do anything, and plans nothing.

use crate::connect::Stores;
use crate::engine::Access;
use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::graph::PersonGraph;
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{DataMap, LinkRole, TableName};
use probity_vocabulary::Personal;
use std::collections::BTreeSet;

/// A table that only people can work on, and whom to look for there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The table.
    pub table: TableName,
    /// Columns there and the values to look for.
    pub look_for: Personal<Vec<(String, String)>>,
}

/// For each table out of reach, the values by which the people's rows there are found.
///
/// # Errors
/// When a store cannot be reached or asked.
pub async fn by_hand(
    map: &DataMap,
    graph: &PersonGraph,
    stores: &Stores,
    claims: &[IdentityClaim],
) -> Result<Vec<ByHand>, StoreError> {
    if graph.out_of_reach().is_empty() {
        return Ok(Vec::new());
    }
    let mut workspace = Workspace::open(graph, stores, Access::Read, &BTreeSet::new()).await?;
    workspace.find_people(claims).await?;
    workspace.find_owned(false).await?;
    let mut all = Vec::new();
    for name in graph.out_of_reach() {
        let mut look_for = Vec::new();
        for link in map.table(name).into_iter().flat_map(|table| &table.links) {
            // The columns of the other roles are of rows there, which nobody here can read.
            if matches!(link.role, LinkRole::Owns | LinkRole::Shows) {
                continue;
            }
            let Some(index) = graph.nodes.iter().position(|node| node.name == link.to) else { continue };
            let node = workspace.node(index)?;
            let person = node.mapped.as_ref().and_then(|table| table.person.as_ref());
            let columns = match (link.to_columns.is_empty(), person) {
                (false, _) => &link.to_columns,
                (true, Some(person)) => &person.key,
                (true, None) => &node.live.primary_key,
            };
            let set = SetId::new(SetKind::Owned, index);
            if workspace.size(set) == 0 || columns.len() != link.columns.len() {
                continue;
            }
            for tuple in workspace.read_tuples(node, columns, set, "").await? {
                look_for.extend(link.columns.iter().cloned().zip(tuple));
            }
        }
        look_for.sort();
        look_for.dedup();
        all.push(ByHand { table: name.clone(), look_for: Personal::new(look_for) });
    }
    workspace.close().await;
    Ok(all)
}
