//! Whether what is anonymous stands for enough people: counted, for whoever proves it.

use crate::connect::Stores;
use crate::engine::{Access, qualified, quoted};
use crate::error::StoreError;
use crate::graph::PersonGraph;

/// The groups of anonymous rows of one table, or its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnonymousGroups {
    /// The store.
    pub store: String,
    /// The table, `store.table`.
    pub table: String,
    /// The question in the store's own language.
    pub question: String,
    /// How many groups there are.
    pub groups: u64,
    /// How many of them stand for fewer people than the policy demands.
    pub small: u64,
}

/// Asks every table whose rows become anonymous, and every table of totals.
///
/// # Errors
/// When a store cannot be reached or asked.
pub async fn anonymous_groups(
    graph: &PersonGraph,
    stores: &Stores,
) -> Result<Vec<AnonymousGroups>, StoreError> {
    let mut found = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let dialect = node.engine.dialect();
        let mut questions = Vec::new();
        if let Some(groups) = graph.groups_of_nobody(index) {
            questions.push((node.name.to_string(), groups));
        }
        let counted = node.mapped.as_ref().and_then(|table| table.aggregate.as_ref());
        if let Some(aggregate) = counted.filter(|one| one.into.store == node.name.store) {
            let totals = graph
                .schemas
                .get(&aggregate.into.store)
                .and_then(|schema| schema.find(aggregate.into.schema.as_deref(), &aggregate.into.table));
            if let Some(totals) = totals {
                let count = quoted(&aggregate.counted_in);
                let groups = format!("SELECT {count} AS n FROM {} WHERE {count} > 0", qualified(totals));
                questions.push((aggregate.into.to_string(), groups));
            }
        }
        for (table, groups) in questions {
            let small = format!("COALESCE(sum(CASE WHEN n < {} THEN 1 ELSE 0 END), 0)", graph.group_size());
            let question = format!(
                "SELECT {}, {} FROM ({groups}) AS groups_of_people",
                dialect.as_text("count(*)"),
                dialect.as_text(&small)
            );
            let handle = stores.get(&node.name.store)?;
            let mut session = handle.open(Access::Read).await?;
            let asked = match session.bring_whole(&node.live.place.table).await {
                Ok(()) => session.texts(&question, &[]).await,
                Err(fault) => Err(fault),
            };
            session.close().await;
            let asked =
                asked.map_err(|source| handle.failed(format!("count the groups of `{table}`"), source))?;
            let count = |at: usize| asked.first().map_or(0, |row| row.count(at));
            let (groups, small) = (count(0), count(1));
            found.push(AnonymousGroups { store: node.name.store.clone(), table, question, groups, small });
        }
    }
    Ok(found)
}
