//! Values of links' columns on their way: read from the rows of one store, written into another, and given
//! again when the rows that had them are gone.
//!
//! INVARIANT (SETS-NOT-ROWS): what passes through here are the distinct values of keys, in batches.

use crate::along::{carried, given_table, member, text_comparisons};
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::graph::Node;
use crate::plan::{Material, Plan, StepAction};
use crate::workspace::{SetId, SetKind, Workspace};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// How many tuples travel in one statement.
const BATCH: usize = 2_000;

/// Values of the columns of a link, as canonical texts.
pub(crate) type Tuple = Vec<String>;

/// Whose the rows were that had certain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Company {
    /// Of the people looked for alone.
    Alone,
    /// Of others too.
    Shared,
}

/// Values of the columns of links in rows that may be gone by now, by the number of the link.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Given {
    pub(crate) alone: BTreeMap<usize, Vec<Tuple>>,
    pub(crate) shared: BTreeMap<usize, Vec<Tuple>>,
    /// Keys of people who were recognised, by the number of the node.
    #[serde(default)]
    pub(crate) people: BTreeMap<usize, Vec<Tuple>>,
}

impl Given {
    /// Both together.
    pub(crate) fn joined(mut self, other: &Self) -> Self {
        for (own, others) in [
            (&mut self.alone, &other.alone),
            (&mut self.shared, &other.shared),
            (&mut self.people, &other.people),
        ] {
            for (index, tuples) in others {
                let known = own.entry(*index).or_default();
                known.extend(tuples.iter().cloned());
                known.sort_unstable();
                known.dedup();
            }
        }
        self
    }
}

impl Workspace<'_> {
    /// The distinct values of a link's columns in the rows of a set, as texts.
    pub(crate) async fn read_tuples(
        &mut self,
        node: &Node,
        columns: &[String],
        set: SetId,
        filter: &str,
    ) -> Result<Vec<Tuple>, StoreError> {
        self.read_tuples_where(node, columns, set, filter, None).await
    }

    /// The same for the rows for which a further condition holds.
    pub(crate) async fn read_tuples_where(
        &mut self,
        node: &Node,
        columns: &[String],
        set: SetId,
        filter: &str,
        when: Option<&str>,
    ) -> Result<Vec<Tuple>, StoreError> {
        if let (true, None, Some(keys)) = (*columns == *Self::key_names(node), when, self.listed(set, filter))
        {
            return Ok(keys.to_vec());
        }
        let dialect = node.engine.dialect();
        let values: Vec<String> = columns
            .iter()
            .filter_map(|name| node.live.column(name))
            .map(|column| dialect.canonical_text(&quoted(&column.name), column))
            .collect();
        let mut within = self.within(set, filter);
        if let Some(when) = when {
            within = format!("{within} AND {when}");
        }
        let question =
            format!("SELECT DISTINCT {} FROM {} WHERE {within}", values.join(", "), qualified(&node.live));
        let mut tuples = Vec::new();
        let asked = self
            .session(&node.name.store)?
            .each_texts(&question, &[], |row| {
                // A tuple with an empty value refers to nothing.
                if let Some(tuple) = row.0.into_iter().collect::<Option<Tuple>>() {
                    tuples.push(tuple);
                }
                ControlFlow::Continue(())
            })
            .await;
        asked.map_err(|source| {
            self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
        })?;
        Ok(tuples)
    }

    /// Puts tuples into a temporary table of the node's store, in place of those there.
    pub(crate) async fn write_tuples(
        &mut self,
        node: &Node,
        name: &str,
        width: usize,
        tuples: &[Tuple],
    ) -> Result<(), StoreError> {
        let store = &node.name.store;
        let dialect = node.engine.dialect();
        let table = dialect.temporary(name);
        let longest = tuples.iter().flatten().map(|value| value.chars().count()).max().unwrap_or(0);
        let kind = dialect.text_type(longest);
        let columns: Vec<(String, String)> =
            (1..=width).map(|number| (format!("v{number}"), kind.clone())).collect();
        let session = self.session(store)?;
        let outcome = async {
            if session.is_new_temporary(name, &kind) {
                session.run(&dialect.create_temporary(name, &columns), &[]).await?;
            } else {
                session.run(&format!("DELETE FROM {table}"), &[]).await?;
            }
            let insert = format!("INSERT INTO {table} {}", dialect.tuples(width));
            let fit = tuples.iter().filter(|tuple| tuple.iter().all(|value| node.engine.can_hold(value)));
            let fit: Vec<&Tuple> = fit.collect();
            for batch in fit.chunks(BATCH) {
                let json = serde_json::json!(batch).to_string();
                session.run(&insert, &[&json]).await?;
            }
            Ok(())
        }
        .await;
        outcome.map_err(|source| self.failed(store, "carry keys from another store", source))
    }

    /// Lets rows be reached by these values too, although the rows that had them may be gone.
    pub(crate) async fn give(&mut self, given: &Given) -> Result<(), StoreError> {
        for (company, values) in [(Company::Alone, &given.alone), (Company::Shared, &given.shared)] {
            for (index, tuples) in values {
                let graph = self.graph;
                let Some(link) = graph.links.get(*index) else { continue };
                let width = link.from_columns.len();
                let fit = tuples.iter().all(|tuple| tuple.len() == width);
                if tuples.is_empty() || !fit || !self.is_open(link.to) {
                    continue;
                }
                let node = self.node(link.to)?;
                self.bring(node, &link.to_columns, tuples, false).await?;
                self.write_tuples(node, &given_table(*index, company), width, tuples).await?;
                self.given.insert((*index, company));
            }
        }
        for (index, keys) in &given.people {
            self.give_people(*index, keys).await?;
        }
        Ok(())
    }

    /// Of the values that a plan's rows had, those that are needed to find what is left: of rows that are gone or
    /// that the plan changes. A row that is there and unchanged speaks for itself, or for whoever has it by now.
    pub(crate) async fn needed_tuples(
        &mut self,
        plan: &Plan,
        material: &Material,
    ) -> Result<Given, StoreError> {
        let mut needed = Given { people: material.tuples.people.clone(), ..Given::default() };
        for (company, values) in
            [(Company::Alone, &material.tuples.alone), (Company::Shared, &material.tuples.shared)]
        {
            for (index, tuples) in values {
                let left = self.tuples_of_gone(*index, tuples, plan).await?;
                match company {
                    Company::Alone => needed.alone.insert(*index, left),
                    Company::Shared => needed.shared.insert(*index, left),
                };
            }
        }
        Ok(needed.joined(&material.start))
    }

    async fn tuples_of_gone(
        &mut self,
        index: usize,
        tuples: &[Tuple],
        plan: &Plan,
    ) -> Result<Vec<Tuple>, StoreError> {
        let graph = self.graph;
        let Some(link) = graph.links.get(index).filter(|link| self.is_open(link.from)) else {
            return Ok(tuples.to_vec());
        };
        let node = self.node(link.from)?;
        let table = crate::plan::table_text(&node.name);
        let changed = plan.steps.iter().any(|step| {
            step.store == node.name.store
                && step.table == table
                && step.action.changes()
                && step.action != StepAction::Delete
        });
        let inside = link.embedded.is_some() && !link.is_held_by_reached();
        let comparisons = text_comparisons(node, &link.from_columns);
        let fits = comparisons.len() == link.from_columns.len();
        // What several rows can hold, one that is there does not speak for.
        let own = node.live.is_unique_by(&link.from_columns);
        if changed || inside || !own || !fits || tuples.is_empty() || self.is_mirror(node) {
            return Ok(tuples.to_vec());
        }
        let held = format!("probity_held_by_{index}");
        self.write_tuples(node, &held, link.from_columns.len(), tuples).await?;
        let there = member(&link.from_columns, &comparisons, &carried(node, &held, &comparisons));
        let dialect = node.engine.dialect();
        let values: Vec<String> = link
            .from_columns
            .iter()
            .filter_map(|name| node.live.column(name))
            .map(|column| dialect.canonical_text(&quoted(&column.name), column))
            .collect();
        let question =
            format!("SELECT DISTINCT {} FROM {} WHERE {there}", values.join(", "), qualified(&node.live));
        let mut alive = std::collections::BTreeSet::new();
        let asked = self
            .session(&node.name.store)?
            .each_texts(&question, &[], |row| {
                alive.extend(row.0.into_iter().collect::<Option<Tuple>>());
                ControlFlow::Continue(())
            })
            .await;
        asked.map_err(|source| {
            self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
        })?;
        Ok(tuples.iter().filter(|tuple| !alive.contains(*tuple)).cloned().collect())
    }

    /// Takes people by their keys for those looked for.
    async fn give_people(&mut self, index: usize, keys: &[Tuple]) -> Result<(), StoreError> {
        let graph = self.graph;
        let Some(node) = graph.node(index).filter(|_| self.is_open(index)) else { return Ok(()) };
        let Some(columns) = crate::remembered::person_key(node) else { return Ok(()) };
        if keys.is_empty() || keys.iter().any(|key| key.len() != columns.len()) {
            return Ok(());
        }
        let table = format!("probity_given_people_{index}");
        self.bring(node, &columns, keys, false).await?;
        self.write_tuples(node, &table, columns.len(), keys).await?;
        let comparisons = text_comparisons(node, &columns);
        let condition = member(&columns, &comparisons, &carried(node, &table, &comparisons));
        let addresses = self.addresses_where(node, &condition);
        self.add(SetId::new(SetKind::Owned, index), 0, &addresses).await.map(|_| ())
    }
}
