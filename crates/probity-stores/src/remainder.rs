//! What an erasure leaves for later: rows under a hold or a floor, by their keys, so that they can be found again
//! when nothing leads to them any more and the person is forgotten.
//!
//! INVARIANT (SAME-ROW): a row is found again by its key together with the instant that it had; a key that a store
//! gave to another row since is not taken for it.

use crate::engine::{KeyType, qualified, quoted};
use crate::error::StoreError;
use crate::graph::Node;
use crate::plan::{NotMaterial, table_text};
use crate::work::Work;
use crate::workspace::{SetId, SetKind, Tuple, Workspace};
use jiff::Timestamp;
use probity_policy::model::data_map::Anchor;
use probity_vocabulary::{Personal, Reveal};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Rows that wait for the end of a hold or a period. The keys in it are personal data; the caller seals its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder(pub(crate) Personal<Vec<WaitingRows>>);

/// Rows of one table that wait for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WaitingRows {
    /// `store.table`.
    pub(crate) table: String,
    pub(crate) because: String,
    pub(crate) clause: Option<String>,
    /// The last day, as an ISO date; none when nobody knows it.
    pub(crate) until: Option<String>,
    /// The first instant at which one of the rows may go, in seconds; none when nobody knows it.
    pub(crate) first: Option<i64>,
    pub(crate) columns: Vec<String>,
    pub(crate) guard: Option<String>,
    /// The key of each row, and the guard's value at its end.
    pub(crate) rows: Vec<Tuple>,
}

/// What waits, without a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The store.
    pub store: String,
    /// The table in it.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// Why.
    pub because: String,
    /// The clause.
    pub clause: Option<String>,
    /// The last day, as an ISO date; none when nobody knows it.
    pub until: Option<String>,
    /// The first instant at which one of them may go; none when nobody knows it.
    pub first: Option<Timestamp>,
}

impl Remainder {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.reveal(Reveal::QueryStore).is_empty()
    }

    /// What waits, one entry for each table and reason.
    #[must_use]
    pub fn waiting(&self) -> Vec<Waiting> {
        let parts = self.0.reveal(Reveal::QueryStore);
        parts
            .iter()
            .map(|part| {
                let (store, table) = part.table.split_once('.').unwrap_or(("", &part.table));
                Waiting {
                    store: store.to_owned(),
                    table: table.to_owned(),
                    rows: part.rows.len() as u64,
                    because: part.because.clone(),
                    clause: part.clause.clone(),
                    until: part.until.clone(),
                    first: part.first.and_then(|second| Timestamp::from_second(second).ok()),
                }
            })
            .collect()
    }

    /// The bytes to seal.
    #[must_use]
    pub fn to_bytes(&self) -> Personal<Vec<u8>> {
        Personal::new(serde_json::to_vec(self.0.reveal(Reveal::Seal)).unwrap_or_default())
    }

    /// The remainder in unsealed bytes.
    ///
    /// # Errors
    /// When they are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotMaterial> {
        serde_json::from_slice(bytes).map(|rows| Self(Personal::new(rows))).map_err(|_| NotMaterial)
    }
}

impl Workspace<'_> {
    /// Finds rows again that were left for later, as if they were the people's.
    pub(crate) async fn find_sought(&mut self, sought: &[WaitingRows]) -> Result<(), StoreError> {
        for (number, part) in sought.iter().enumerate() {
            let place = self
                .graph
                .nodes
                .iter()
                .position(|node| node.mapped.is_some() && node.name.to_string() == part.table);
            let Some(index) = place.filter(|index| self.is_open(*index)) else { continue };
            let node = self.node(index)?;
            let dialect = node.engine.dialect();
            let (mut searched, mut keys) = (Vec::new(), Vec::new());
            for (at, name) in part.columns.iter().enumerate() {
                let Some(column) = node.live.column(name) else { continue };
                let Some(comparison) = dialect.comparison(column, KeyType::Text) else { continue };
                searched.push(comparison.searched(&quoted(name)));
                keys.push(comparison.key(&format!("v{}", at + 1)));
            }
            if let Some(column) = part.guard.as_ref().and_then(|name| node.live.column(name)) {
                searched
                    .push(format!("COALESCE({}, '')", dialect.canonical_text(&quoted(&column.name), column)));
                keys.push(format!("v{}", part.columns.len() + 1));
            }
            let width = part.columns.len() + usize::from(part.guard.is_some());
            // A column that is gone since would let the rest find too much.
            if searched.len() != width {
                continue;
            }
            let keys_alone: Vec<Tuple> =
                part.rows.iter().map(|row| row.iter().take(part.columns.len()).cloned().collect()).collect();
            self.bring(node, &part.columns, &keys_alone, false).await?;
            let table = format!("probity_sought_{number}");
            self.write_tuples(node, &table, width, &part.rows).await?;
            let condition = format!(
                "({}) IN (SELECT {} FROM {})",
                searched.join(", "),
                keys.join(", "),
                dialect.temporary(&table)
            );
            // People own themselves; whatever else there is, they own.
            let round = u64::from(!node.is_person());
            let addresses = self.addresses_where(node, &condition);
            self.add(SetId::new(SetKind::Owned, index), round, &addresses).await?;
        }
        Ok(())
    }

    /// The keys of the rows that wait, of those works that keep rows for a while.
    pub(crate) async fn remainder(&mut self, works: &[Work]) -> Result<Vec<WaitingRows>, StoreError> {
        let mut remainder = Vec::new();
        for work in works {
            let Some(waits) = &work.waits else { continue };
            let node = self.node(waits.node)?;
            let columns =
                if node.live.primary_key.is_empty() { &node.address.names } else { &node.live.primary_key };
            // Without a key of its own a row cannot be told from another later.
            if columns.is_empty() {
                continue;
            }
            let guard = node.mapped.as_ref().and_then(|table| table.anchors.get(&Anchor::Collected)).cloned();
            remainder.push(WaitingRows {
                table: format!("{}.{}", node.name.store, table_text(&node.name)),
                because: work.step.because.clone().unwrap_or_default(),
                clause: work.step.clause.clone(),
                until: work.step.until.clone(),
                first: waits.first.map(Timestamp::as_second),
                columns: columns.clone(),
                guard: guard.clone(),
                rows: self.row_keys(node, columns, guard.as_ref(), waits).await?,
            });
        }
        Ok(remainder)
    }

    async fn row_keys(
        &mut self,
        node: &Node,
        columns: &[String],
        guard: Option<&String>,
        waits: &Waits,
    ) -> Result<Vec<Tuple>, StoreError> {
        let dialect = node.engine.dialect();
        let text = |name: &String| {
            let column = node.live.column(name)?;
            Some(format!("COALESCE({}, '')", dialect.canonical_text(&quoted(name), column)))
        };
        let values: Vec<String> = columns.iter().chain(guard).filter_map(text).collect();
        let within = self.within(waits.rows.set, &waits.rows.filter);
        let question = format!("SELECT {} FROM {} WHERE {within}", values.join(", "), qualified(&node.live));
        let mut rows = Vec::new();
        let asked = self
            .session(&node.name.store)?
            .each_texts(&question, &[], |row| {
                rows.push(row.0.into_iter().map(Option::unwrap_or_default).collect());
                ControlFlow::Continue(())
            })
            .await;
        asked.map_err(|source| {
            self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
        })?;
        Ok(rows)
    }
}

/// Rows of a work that wait.
#[derive(Clone, Debug)]
pub(crate) struct Waits {
    pub(crate) node: usize,
    pub(crate) rows: crate::decide::Rows,
    pub(crate) first: Option<Timestamp>,
}
