//! Which rows a step has, told by their keys: the salted hash of each, and one sum for all of them.
//!
//! INVARIANT (SAME-SUM-SAME-ROWS): two sets of rows of a table with one sum are the same set. On PostgreSQL
//! the sum is two sums of 64-bit hashes under different secret seeds and the count; on MariaDB, and on SQLite, it is
//! taken over all keys in their order, on MariaDB over the two halves of a salted MD5 where they are no numbers.
//! Equality is all that a sum can tell: when sums differ, the hashes of the single keys are compared.

use crate::decide::Rows;
use crate::engine::{Engine, Telling, qualified, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::Node;
use crate::plan::{Material, Plan, PlanStep, Signature, StepAction, hex};
use crate::schema::LiveColumn;
use crate::work::{Deed, Work, digest, first_bytes};
use crate::workspace::{SetId, Workspace};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Larger sets are compared key by key: a sum may have to hold all keys at once.
pub(crate) const MOST_SUMMED: u64 = 500_000;

/// The rows of an approved plan, by what their steps do.
#[derive(Debug, Default)]
pub(crate) struct Known<'a> {
    steps: BTreeMap<Signature, Vec<(&'a str, &'a [u64])>>,
}

impl<'a> Known<'a> {
    /// Those of a plan with its material.
    pub(crate) fn of(plan: &Plan, material: &'a Material) -> Self {
        let mut steps: BTreeMap<Signature, Vec<(&'a str, &'a [u64])>> = BTreeMap::new();
        for ((step, rows), sum) in plan.steps.iter().zip(&material.rows).zip(&material.sums) {
            steps.entry(step.signature()).or_default().push((sum, rows));
        }
        Self { steps }
    }

    /// The rows of the only step of this kind, and their sum.
    fn only(&self, step: &PlanStep) -> Option<(&'a str, &'a [u64])> {
        match self.steps.get(&step.signature())?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The rows of the step with this sum.
    fn rows(&self, step: &PlanStep, sum: &str) -> Option<&'a [u64]> {
        if sum.is_empty() {
            return None;
        }
        self.steps.get(&step.signature())?.iter().find(|(known, _)| *known == sum).map(|(_, rows)| *rows)
    }
}

impl Workspace<'_> {
    /// A step with the keys of its rows.
    pub(crate) async fn work(
        &mut self,
        mut step: PlanStep,
        node: &Node,
        rows: &Rows,
        deed: Deed,
        known: &Known<'_>,
    ) -> Result<Work, StoreError> {
        step.rows = rows.count;
        if self.unseen.contains(&rows.set) {
            if let (Some((sum, planned)), true) = (known.only(&step), rows.filter.is_empty()) {
                step.key_digest = digest(planned);
                return Ok(Work {
                    step,
                    rows: planned.to_vec(),
                    sum: sum.to_owned(),
                    unseen: true,
                    deed,
                    waits: None,
                });
            }
            // More is done with the rows than deleting all of them: they have to be looked at first.
            self.mistaken = true;
            return Ok(Work { step, rows: Vec::new(), sum: String::new(), unseen: true, deed, waits: None });
        }
        let sum = self.sum(node, rows).await?;
        let hashes = if let Some(planned) = known.rows(&step, &sum) {
            planned.to_vec()
        } else if matches!(deed, Deed::Nothing) && Self::key_names(node).is_empty() {
            // Without a key a row is told by what is in it, and that changes with a step of this very plan.
            let mut hash = Sha256::new();
            hash.update(&self.salt);
            hash.update(node.name.to_string());
            vec![first_bytes(&hash.finalize()); usize::try_from(rows.count).unwrap_or(usize::MAX)]
        } else {
            self.row_hashes(node, rows).await?
        };
        step.key_digest = digest(&hashes);
        Ok(Work { step, rows: hashes, sum, unseen: false, deed, waits: None })
    }

    /// The sum of the keys of some rows; empty when they have none.
    async fn sum(&mut self, node: &Node, rows: &Rows) -> Result<String, StoreError> {
        if rows.count > MOST_SUMMED {
            return Ok(String::new());
        }
        let found = match self.sums.get(&rows.set) {
            Some(found) if rows.filter.is_empty() => found.clone(),
            _ => {
                let Some(question) = self.sum_question(node, rows.set, &rows.filter) else {
                    return Ok(String::new());
                };
                let answer = self.session(&node.name.store)?.texts(&question, &[]).await;
                let answer = answer.map_err(|source| {
                    self.failed(&node.name.store, &format!("sum up keys of `{}`", node.name), source)
                })?;
                let found = answer.first().and_then(|row| row.text(0)).unwrap_or_default();
                node.engine.dialect().read_sum(found).0
            }
        };
        Ok(if found.is_empty() { String::new() } else { self.sealed_sum(node, &found) })
    }

    /// A sum as it is kept: nothing can be learned from it about the keys.
    pub(crate) fn sealed_sum(&self, node: &Node, found: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.salt);
        hash.update(node.name.to_string());
        hash.update(found);
        hex(&hash.finalize())
    }

    /// How a deletion of rows of this table tells which rows it was.
    pub(crate) fn telling(&self, node: &Node) -> Telling {
        // What is only mirrored is compared before it is changed.
        if self.is_mirror(node) {
            return Telling::Nothing;
        }
        node.engine.dialect().telling(Self::key_names(node), &node.address)
    }

    /// The statement that deletes rows and answers the sum of their keys.
    pub(crate) fn summing_statement(&self, node: &Node, statement: &str) -> Option<String> {
        let columns: Vec<(String, &LiveColumn)> = Self::key_names(node)
            .iter()
            .filter_map(|name| node.live.column(name))
            .map(|column| (quoted(&column.name), column))
            .collect();
        node.engine.dialect().deletion_with_sum(statement, &columns, &self.salt)
    }

    /// The question for the sum of the keys of some rows, which begins with their count.
    pub(crate) fn sum_question(&self, node: &Node, set: SetId, filter: &str) -> Option<String> {
        let names = Self::key_names(node);
        let held = self.is_held_as_keys(node, set);
        let mut columns: Vec<(String, &LiveColumn)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| {
                let column = node.live.column(name)?;
                Some((if held { format!("k{}", at + 1) } else { quoted(name) }, column))
            })
            .collect();
        if columns.is_empty() {
            return None;
        }
        let from = if held {
            format!("({}) AS x", self.keys(set, filter))
        } else if node.engine == Engine::MariaDb {
            // What is summed up is locked there as it is read, and a table around it would be written first.
            self.steady(node, format!("{} AS t WHERE {}", qualified(&node.live), self.within(set, filter)))
        } else {
            let within = self.within(set, filter);
            let named: Vec<String> =
                columns.iter().enumerate().map(|(at, (name, _))| format!("{name} AS s{}", at + 1)).collect();
            let rows =
                format!("SELECT {} FROM {} AS t WHERE {within}", named.join(", "), qualified(&node.live));
            for (at, (name, _)) in columns.iter_mut().enumerate() {
                *name = format!("s{}", at + 1);
            }
            format!("({rows}) AS x")
        };
        Some(node.engine.dialect().sum(&columns, &from, &self.salt))
    }

    /// The columns by which rows are told apart for good.
    pub(crate) fn key_names(node: &Node) -> &[String] {
        if node.live.primary_key.is_empty() { &node.address.names } else { &node.live.primary_key }
    }

    /// Whether a set holds the keys themselves.
    fn is_held_as_keys(&self, node: &Node, set: SetId) -> bool {
        let names = Self::key_names(node);
        !names.is_empty() && *names == node.address.names && !self.asked.contains_key(&set)
    }

    /// The texts of the keys of some rows, and where they are read from.
    fn key_texts(&self, node: &Node, set: SetId, filter: &str) -> (Vec<String>, String) {
        let dialect = node.engine.dialect();
        let texts = |of: &dyn Fn(usize, &str) -> String| -> Vec<String> {
            let columns = Self::key_names(node).iter().enumerate();
            columns
                .filter_map(|(at, name)| Some((at, node.live.column(name)?)))
                .map(|(at, column)| dialect.canonical_text(&of(at, &column.name), column))
                .collect()
        };
        if self.is_held_as_keys(node, set) {
            (texts(&|at, _| format!("k{}", at + 1)), format!("({}) AS x", self.keys(set, filter)))
        } else {
            let within = self.within(set, filter);
            (texts(&|_, name| quoted(name)), format!("{} AS t WHERE {within}", qualified(&node.live)))
        }
    }

    /// The salted hashes of the keys of some rows, sorted.
    pub(crate) async fn row_hashes(&mut self, node: &Node, rows: &Rows) -> Result<Vec<u64>, StoreError> {
        let mut begun = Sha256::new();
        begun.update(&self.salt);
        begun.update(node.name.to_string());
        if let Some(keys) = self.listed(rows.set, &rows.filter) {
            let mut hashes: Vec<u64> =
                keys.iter().map(|key| key_hash(&begun, key.iter().map(String::as_str))).collect();
            hashes.sort_unstable();
            return Ok(hashes);
        }
        let dialect = node.engine.dialect();
        let (mut expressions, from) = self.key_texts(node, rows.set, &rows.filter);
        if expressions.is_empty() {
            expressions.push(dialect.whole_row(&node.live, "t"));
        }
        let width = expressions.len();
        let named = expressions.iter().enumerate();
        let named: Vec<String> = named.map(|(at, text)| format!("{text} AS c{}", at + 1)).collect();
        let question = dialect.packed(&format!("SELECT {} FROM {from}", named.join(", ")), width);
        let mut hashes = Vec::new();
        let asked = self
            .session(&node.name.store)?
            .each_texts(&question, &[], |row| {
                let packed: Vec<Vec<Option<String>>> =
                    row.text(0).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                for key in packed {
                    hashes
                        .push(key_hash(&begun, key.iter().map(|value| value.as_deref().unwrap_or_default())));
                }
                ControlFlow::Continue(())
            })
            .await;
        asked.map_err(|source| {
            self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
        })?;
        if hashes.len() as u64 != rows.count {
            let fault = EngineFault::own(FaultKind::Other, "the keys read are not those counted");
            let attempted = format!("read keys of `{}`", node.name);
            return Err(self.failed(&node.name.store, &attempted, fault));
        }
        hashes.sort_unstable();
        Ok(hashes)
    }
}

/// The hash of a key, of which salt and table are hashed already.
fn key_hash<'k>(begun: &Sha256, key: impl IntoIterator<Item = &'k str>) -> u64 {
    let mut hash = begun.clone();
    for value in key {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value);
    }
    first_bytes(&hash.finalize())
}

impl Workspace<'_> {
    /// Tells what an approved plan says will be found.
    ///
    /// With `at_once` its rows may be looked at while they are deleted; who says so must be able to undo all.
    pub(crate) fn expect(&mut self, plan: &Plan, material: &Material, at_once: bool) {
        self.salt = crate::execute::unhex(&material.salt);
        let sums: Vec<&str> = material.sums.iter().map(String::as_str).collect();
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let table = crate::plan::table_text(&node.name);
            let of_table = |step: &&PlanStep| step.store == node.name.store && step.table == table;
            let steps: Vec<(usize, &PlanStep)> =
                plan.steps.iter().enumerate().filter(|(_, step)| of_table(step)).collect();
            self.expected.insert(index, steps.iter().map(|(_, step)| step.rows).sum());
            if let ([(at, only)], true) = (steps.as_slice(), at_once)
                && sums.get(*at).is_some_and(|sum| !sum.is_empty())
                && only.action == StepAction::Delete
                && only.because.is_none()
            {
                self.whole.insert(index, only.rows);
            }
        }
    }
}
