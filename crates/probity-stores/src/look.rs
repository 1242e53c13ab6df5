//! The look afterwards: is what the plan erased gone, and is the person still written anywhere?
//!
//! It asks twice: along the graph, from every identity and every key that the plan touched; and in
//! every text of every table, mapped or not, for the identities themselves. Values are never reported.

use crate::connect::Stores;
use crate::decide::SEEN;
use crate::engine::{Access, Dialect, qualified, quoted};
use crate::error::{EngineFault, StoreError};
use crate::find::IdentityClaim;
use crate::graph::PersonGraph;
use crate::grown::is_within;
use crate::known::Known;
use crate::plan::{Plan, PlanMaterial, PlanStep, StepAction};
use crate::refusal::PlanRefusal;
use crate::schema::{LiveTable, Schema, TableKind};
use crate::workspace::Workspace;
use probity_vocabulary::Reveal;
use std::collections::{BTreeMap, BTreeSet};

/// Identities shorter than this occur by chance, and finding them says nothing.
const SHORTEST: usize = 5;

/// What a look found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Steps that would still change rows.
    pub remaining: Vec<PlanStep>,
    /// Kept rows that the plan did not say it would keep.
    pub unplanned: Vec<PlanStep>,
    /// Texts in which an identity still occurs.
    pub texts: Vec<TextFinding>,
    /// Tables that could not be searched.
    pub unsearched: Vec<Unsearched>,
    /// Keys that were to be destroyed so that rows stay unread, and are there.
    pub keys: Vec<KeyLeft>,
}

/// Rows can be read after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLeft {
    /// The table with the encrypted rows.
    pub table: String,
    /// The table with the keys.
    pub keys: String,
    /// How many rows of it.
    pub rows: u64,
}

impl Look {
    /// Whether nothing was found but what the plan said it would keep.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.remaining.is_empty()
            && self.unplanned.is_empty()
            && self.unsearched.is_empty()
            && self.keys.is_empty()
            && self.texts.iter().all(|finding| finding.kept)
    }
}

/// An identity occurs in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFinding {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// In how many rows.
    pub rows: u64,
    /// Whether the map describes the table.
    pub mapped: bool,
    /// Whether the map says what the column holds.
    pub declared: bool,
    /// Whether the plan keeps at least as many rows of the table with this column as it is.
    pub kept: bool,
}

/// A table could not be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsearched {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// Why.
    pub fault: EngineFault,
}

/// Looks for all that an erasure should have removed.
///
/// # Errors
/// When a store cannot be reached or asked.
pub async fn look(
    graph: &PersonGraph,
    stores: &Stores,
    plan: &Plan,
    material: &PlanMaterial,
) -> Result<Look, StoreError> {
    let mut workspace = Workspace::open(graph, stores, Access::Read, &BTreeSet::new()).await?;
    let inside = material.0.reveal(Reveal::QueryStore);
    workspace.salt = crate::execute::unhex(&inside.salt);
    workspace.settled = graph.stores.iter().cloned().collect();
    let mut decisions = workspace.find_and_decide(&material.claims(), &inside.tuples, &inside.sought).await?;
    let list = workspace.worklist(&mut decisions, &Known::of(plan, inside)).await?;
    workspace.part().await;
    let mut kept: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    for (step, rows) in
        plan.steps.iter().zip(&inside.rows).filter(|(step, _)| step.action == StepAction::Keep)
    {
        kept.entry((&step.store, &step.table)).or_default().extend(rows);
    }
    for rows in kept.values_mut() {
        rows.sort_unstable();
    }
    let mut found = Look::default();
    for refusal in decisions.refusals {
        if let PlanRefusal::KeyStays { table, keys, rows, .. } = refusal {
            found.keys.push(KeyLeft { table, keys, rows });
        }
    }
    for work in list.works {
        let known = kept.get(&(work.step.store.as_str(), work.step.table.as_str()));
        if work.step.action.changes() {
            found.remaining.push(work.step);
        } else if work.step.because.as_deref() != Some(SEEN)
            && !known.is_some_and(|known| is_within(&work.rows, known))
        {
            found.unplanned.push(work.step);
        }
    }
    let (texts, unsearched) = search(graph, stores, &material.searched()).await?;
    found.texts = texts;
    found.unsearched = unsearched;
    for finding in &mut found.texts {
        finding.kept = is_kept(plan, finding);
    }
    accept_copies(graph, &mut found.texts);
    Ok(found)
}

/// A copy that was made anew holds what its sources hold: where the plan keeps that, it is kept in the copy.
fn accept_copies(graph: &PersonGraph, texts: &mut [TextFinding]) {
    // Each pass may let copies of copies follow.
    for _ in 0..=graph.copies.len() {
        let kept: BTreeSet<(String, String)> = texts
            .iter()
            .filter(|finding| finding.kept)
            .map(|finding| (finding.store.clone(), finding.table.clone()))
            .collect();
        for finding in texts.iter_mut().filter(|finding| !finding.kept) {
            finding.kept = graph.is_copy_of(&finding.store, &finding.table, &kept);
        }
    }
}

/// Whether the plan said that this text stays: in a column that the map describes and the plan does not
/// change, in no more rows than it keeps. What nobody described, nobody said would be kept.
fn is_kept(plan: &Plan, finding: &TextFinding) -> bool {
    let changed = plan.steps.iter().any(|step| {
        step.store == finding.store
            && step.table == finding.table
            && step.action.changes()
            && step.columns.iter().any(|column| column.name == finding.column)
    });
    finding.declared && !changed && plan.kept_rows(&finding.store, &finding.table) >= finding.rows
}

/// Searches every text of every table for the identities, one question per table.
///
/// # Errors
/// When a store cannot be reached. A table that cannot be read is in the second list.
pub async fn search(
    graph: &PersonGraph,
    stores: &Stores,
    claims: &[IdentityClaim],
) -> Result<(Vec<TextFinding>, Vec<Unsearched>), StoreError> {
    let values = sought_texts(claims);
    let (mut findings, mut unsearched) = (Vec::new(), Vec::new());
    if values.is_empty() {
        return Ok((findings, unsearched));
    }
    for (store, schema) in &graph.schemas {
        let handle = stores.get(store)?;
        let can_be = values.iter().filter(|value| handle.engine().can_hold(value));
        let parameters: Vec<&str> = can_be.map(String::as_str).collect();
        if parameters.is_empty() {
            continue;
        }
        let mut session = handle.open(Access::Read).await?;
        let dialect = handle.engine().dialect();
        for table in schema.tables.values() {
            let columns: Vec<&str> = table
                .columns
                .iter()
                .filter(|column| column.family.can_hold_words())
                .map(|column| column.name.as_str())
                .collect();
            if columns.is_empty() || matches!(table.kind, TableKind::View | TableKind::Partition) {
                continue;
            }
            let name = table_name(schema, table);
            let asked = match session.bring_containing(&table.place.table, &parameters).await {
                Ok(()) => {
                    session.texts(&question(dialect, table, &columns, parameters.len()), &parameters).await
                }
                Err(fault) => Err(fault),
            };
            match asked {
                Ok(answer) => {
                    let counts = answer.first();
                    for (at, column) in columns.iter().enumerate() {
                        let rows = counts.map_or(0, |row| row.count(at));
                        if rows > 0 {
                            let (mapped, declared) = said(graph, store, table, column);
                            findings.push(TextFinding {
                                store: store.clone(),
                                table: name.clone(),
                                column: (*column).to_owned(),
                                rows,
                                mapped,
                                declared,
                                kept: false,
                            });
                        }
                    }
                }
                Err(fault) => unsearched.push(Unsearched { store: store.clone(), table: name, fault }),
            }
        }
        session.close().await;
    }
    Ok((findings, unsearched))
}

/// The identities that can be told from other texts, in small letters.
pub(crate) fn sought_texts(claims: &[IdentityClaim]) -> BTreeSet<String> {
    claims
        .iter()
        .map(|claim| claim.value.reveal(Reveal::QueryStore).trim().to_lowercase())
        .filter(|value| value.chars().count() >= SHORTEST && !value.chars().all(char::is_numeric))
        .collect()
}

fn question(dialect: &dyn Dialect, table: &LiveTable, columns: &[&str], values: usize) -> String {
    let occurs = |column: &str| {
        let ways: Vec<String> =
            (1..=values).map(|number| dialect.contains(&quoted(column), &format!("${number}"))).collect();
        format!("({})", ways.join(" OR "))
    };
    let counts: Vec<String> = columns
        .iter()
        .map(|column| dialect.as_text(&format!("sum(CASE WHEN {} THEN 1 ELSE 0 END)", occurs(column))))
        .collect();
    // What the engine keeps of former versions is looked through, too.
    let all = if table.versioned { " FOR SYSTEM_TIME ALL" } else { "" };
    format!("SELECT {} FROM {}{all}", counts.join(", "), qualified(table))
}

fn table_name(schema: &Schema, table: &LiveTable) -> String {
    if table.place.schema == schema.default_schema {
        table.place.table.clone()
    } else {
        format!("{}.{}", table.place.schema, table.place.table)
    }
}

/// Whether the map describes the table, and says what the column holds.
fn said(graph: &PersonGraph, store: &str, table: &LiveTable, column: &str) -> (bool, bool) {
    let node = graph
        .nodes
        .iter()
        .find(|node| node.name.store == *store && *node.place() == table.place && node.mapped.is_some());
    let Some(mapped) = node.and_then(|node| node.mapped.as_ref()) else { return (false, false) };
    let personal = mapped.columns.iter().any(|declared| declared.name == column);
    let identity =
        mapped.person.iter().flat_map(|person| &person.identities).any(|identity| identity.column == column);
    let link = mapped.links.iter().any(|link| link.columns.iter().any(|name| name == column));
    (true, personal || identity || link)
}
