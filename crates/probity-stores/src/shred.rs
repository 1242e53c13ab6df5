//! Rows that stay because nobody can read them once the person's key is destroyed: crypto-shredding.
//!
//! The key is a row of a key table, and destroying it is a deletion like any other. What is looked after here is that it
//! is the only one: rows that stay encrypted are no erasure as long as a key is anywhere.
//!
//! INVARIANT (NO-KEY-LEFT): a plan that leaves rows unread is refused when a key that reads them stays: kept by a hold or
//! a period, owned by somebody else too, or copied into another row of its store. It is refused as well when a key goes
//! that somebody else's rows, or rows that have to stay readable, need.

use crate::decide::{Decisions, Kept, Rows};
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::plan::table_text;
use crate::refusal::PlanRefusal;
use crate::schema::{LiveColumn, LiveTable, TableKind, TypeFamily};
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{LinkRole, RowFate, Table};

/// A key of 128 bits is no shorter than this, however it is written.
const SHORTEST_KEY: u32 = 16;

impl Workspace<'_> {
    /// Keeps the rows, and says what in them cannot be read any more.
    pub(crate) fn keep_unread(index: usize, table: &Table, rows: Rows, decisions: &mut Decisions) {
        let listed = |names: Vec<&String>| {
            let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let columns = listed(table.ciphertexts.iter().flat_map(|one| &one.columns).collect());
        let keys = listed(table.ciphertexts.iter().map(|one| &one.keys.table).collect());
        let because = format!("nobody can read {columns} once the key in {keys} is destroyed");
        decisions.kept.push(Kept::plain(index, &because, rows));
    }

    /// Refuses what would leave a key, or destroy one that is needed.
    pub(crate) async fn check_keys_go(&mut self, decisions: &mut Decisions) -> Result<(), StoreError> {
        let graph = self.graph;
        for (at, link) in graph.links_where(|link| link.role == LinkRole::SealedBy) {
            let Some(from) = graph.node(link.from) else { continue };
            let fate = from.mapped.as_ref().and_then(|table| table.on_erasure.as_ref()).map(|one| &one.row);
            let stay = match fate {
                Some(RowFate::Shred) => self.keys_that_stay(at, link, decisions).await?,
                _ => Vec::new(),
            };
            for (rows, why) in
                stay.into_iter().chain(self.keys_that_are_needed(at, link, fate, decisions).await?)
            {
                let keys = self.node(link.to)?;
                decisions.refusals.push(PlanRefusal::KeyStays {
                    table: from.name.to_string(),
                    keys: keys.name.to_string(),
                    rows,
                    why,
                });
            }
        }
        Ok(())
    }

    /// Keys of rows that stay unread, which do not go.
    async fn keys_that_stay(
        &mut self,
        at: usize,
        link: &GraphLink,
        decisions: &Decisions,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let mut stay = Vec::new();
        let owned = SetId::new(SetKind::Owned, link.from);
        let mut unread = self.alone(link.from);
        if self.size(SetId::new(SetKind::Protected, link.from)) > 0 {
            unread = self.without_protected(link.from, &unread, u64::MAX);
            let left = self.keys(owned, &unread);
            if self.count(self.node(link.from)?, &left).await? == 0 {
                return Ok(stay);
            }
        }
        let Some(mut condition) = self.reached_from(at, owned, &unread).await? else { return Ok(stay) };
        let keys = self.node(link.to)?;
        if let Some(going) = decisions.doomed.get(&link.to) {
            condition = format!("{condition} AND NOT {}", self.within(going.set, &going.filter));
        }
        let question = self.addresses_where(keys, &condition);
        let rows = self.count(keys, &question).await?;
        if rows > 0 {
            stay.push((rows, "something keeps it, or it is not this person's alone".to_owned()));
        }
        if let Some(going) = decisions.doomed.get(&link.to).filter(|going| going.count > 0).cloned() {
            stay.extend(self.copies_of_keys(keys, &going, decisions).await?);
        }
        Ok(stay)
    }

    /// Rows that have to stay readable, or are somebody else's, and whose keys go.
    async fn keys_that_are_needed(
        &mut self,
        at: usize,
        link: &GraphLink,
        fate: Option<&RowFate>,
        decisions: &Decisions,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let mut needed = Vec::new();
        let Some(going) = decisions.doomed.get(&link.to).filter(|going| going.count > 0).cloned() else {
            return Ok(needed);
        };
        let from = self.node(link.from)?;
        let Some(sealed) = self.leading_to(at, going.set, &going.filter).await? else { return Ok(needed) };
        let owned = SetId::new(SetKind::Owned, link.from);
        let mut others = sealed.clone();
        if self.size(owned) > 0 {
            let alone = self.alone(link.from);
            others = format!("{others} AND NOT {}", self.within(owned, &alone));
        }
        let question = self.addresses_where(from, &others);
        let rows = self.count(from, &question).await?;
        if rows > 0 {
            needed.push((rows, "rows that are somebody else's are read with it".to_owned()));
        }
        let protected = SetId::new(SetKind::Protected, link.from);
        let mut staying = Vec::new();
        if self.size(protected) > 0 {
            staying.push(self.within(protected, ""));
        }
        if matches!(fate, Some(RowFate::Keep(_))) && self.size(owned) > 0 {
            staying.push(self.within(owned, ""));
        }
        if !staying.is_empty() {
            let question = self.addresses_where(from, &format!("{sealed} AND ({})", staying.join(" OR ")));
            let rows = self.count(from, &question).await?;
            if rows > 0 {
                needed.push((rows, "rows that have to stay are read with it".to_owned()));
            }
        }
        Ok(needed)
    }

    /// Rows of any table of the store, other than those that go, that hold the value of a key that goes.
    async fn copies_of_keys(
        &mut self,
        keys: &Node,
        going: &Rows,
        decisions: &Decisions,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let graph = self.graph;
        let store = &keys.name.store;
        let dialect = keys.engine.dialect();
        let (Some(schema), false) = (graph.schemas.get(store), self.session(store)?.is_mirror()) else {
            return Ok(Vec::new());
        };
        let within = self.within(going.set, &going.filter);
        let values: Vec<(&LiveColumn, String)> = key_columns(keys)
            .map(|column| {
                let text = dialect.canonical_text(&quoted(&column.name), column);
                let values = format!(
                    "SELECT {text} FROM {} WHERE {within} AND {} IS NOT NULL AND length({text}) >= {SHORTEST_KEY}",
                    qualified(&keys.live),
                    quoted(&column.name)
                );
                (column, values)
            })
            .collect();
        let mut copies = Vec::new();
        for table in schema.tables.values() {
            if matches!(table.kind, TableKind::View | TableKind::Partition) {
                continue;
            }
            let holds: Vec<String> = table
                .columns
                .iter()
                .flat_map(|column| values.iter().map(move |(key, values)| (column, key, values)))
                .filter(|(column, key, _)| is_alike(column, key))
                .map(|(column, _, values)| {
                    format!("{} IN ({values})", dialect.canonical_text(&quoted(&column.name), column))
                })
                .collect();
            if holds.is_empty() || self.is_made_anew(store, table, keys) {
                continue;
            }
            let mut condition = format!("({})", holds.join(" OR "));
            let node = graph
                .nodes
                .iter()
                .position(|node| node.name.store == *store && node.live.place == table.place);
            if let Some(gone) = node.and_then(|index| decisions.doomed.get(&index)) {
                condition = format!("{condition} AND NOT {}", self.within(gone.set, &gone.filter));
            }
            let question = format!("SELECT 1 FROM {} WHERE {condition}", qualified(table));
            let rows = self.count(keys, &question).await?;
            if rows > 0 {
                copies.push((rows, format!("the same value stands in `{}`", table.place.table)));
            }
        }
        Ok(copies)
    }

    /// Whether a table is a copy of the keys that is made anew without them.
    fn is_made_anew(&self, store: &str, table: &LiveTable, keys: &Node) -> bool {
        let changed = [(store, table_text(&keys.name))];
        let stale = self.graph.stale(changed.iter().map(|(store, table)| (*store, table.as_str())));
        stale.iter().any(|(copy, _)| copy.store == store && copy.place == table.place)
    }
}

/// Columns of a key table that can hold a key.
fn key_columns(keys: &Node) -> impl Iterator<Item = &LiveColumn> {
    let named = keys.mapped.iter().flat_map(|table| {
        let identities = table.person.iter().flat_map(|person| &person.identities);
        let links = table.links.iter().flat_map(|link| &link.columns);
        links.chain(&table.plain).chain(table.anchors.values()).chain(identities.map(|one| &one.column))
    });
    let named: Vec<&String> = named.chain(&keys.live.primary_key).collect();
    keys.live.columns.iter().filter(move |column| {
        let could = matches!(
            column.family,
            TypeFamily::Text | TypeFamily::Bytes | TypeFamily::Any | TypeFamily::Other
        );
        could && !named.contains(&&column.name)
    })
}

fn is_alike(one: &LiveColumn, other: &LiveColumn) -> bool {
    one.family == other.family || one.family == TypeFamily::Any || other.family == TypeFamily::Any
}
