//! The plan of an expiry: counted in the stores, tried on a few rows and undone.

use crate::connect::Stores;
use crate::cost::StepCost;
use crate::decide::Change;
use crate::engine::{Access, qualified};
use crate::error::{FaultKind, StoreError};
use crate::expiry::count;
use crate::expiry::lots::assigned;
use crate::expiry::rules::TableRules;
use crate::graph::{Node, PersonGraph};
use crate::plan::{PlanColumn, StepAction, canonical_hash, table_text};
use crate::workspace::{Given, Workspace};
use jiff::Timestamp;
use probity_policy::model::policy::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many rows a step is tried on.
const TRIAL: u64 = 100;

/// What is past its time, what will be done about it, and what stays and why. It holds no value of any row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryPlan {
    /// The instant from which all periods were counted.
    pub at: Timestamp,
    /// What is done, in this order.
    pub steps: Vec<ExpiryStep>,
    /// What is past a ceiling and stays all the same.
    pub kept: Vec<ExpiryKept>,
    /// What cannot be decided or done.
    pub findings: Vec<ExpiryFinding>,
    /// The hash of all the rest, in hex.
    pub hash: String,
}

/// One action on the rows of one table that are past their time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryStep {
    /// The store.
    pub store: String,
    /// The table, with its schema when that is not the store's default.
    pub table: String,
    /// `delete`: rows go whole; `aggregate`: they are counted first; `blank`, `anonymise`, `pseudonymise`: columns of
    /// rows that stay; `rebuild`: what was made from them is made anew.
    pub action: StepAction,
    /// How many rows.
    pub rows: u64,
    /// The columns, and what each becomes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<PlanColumn>,
    /// Which sentences say so.
    pub because: String,
    /// The clause of the published text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The statement, which is carried out in batches.
    pub statement: String,
    /// What it costs, as far as that is known; no part of the plan's hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCost>,
}

/// Rows past a ceiling that stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryKept {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The columns that stay filled; empty means the rows themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// Why: a floor, a hold, or rows that still need them.
    pub because: String,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The last day, as an ISO date, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Something that cannot be decided or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryFinding {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The columns concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// A stable word: `no-anchor`, `anchor-type`, `keeps-history`, `unknown-instant`, `cannot-be-emptied`, `cannot-be-rebuilt`, `engine`, `vague`,
    /// `no-start`, `unconfirmed`, `some-people`, `some-cases`, `by-hand`.
    pub kind: String,
    /// How many rows, where they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// What is the matter, for people.
    pub message: String,
}

/// Which tables are looked at; all of them when nothing is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpiryScope {
    /// Only those of this store.
    pub store: Option<String>,
    /// Only this one, `store.table`.
    pub table: Option<String>,
}

impl ExpiryScope {
    fn takes(&self, node: &Node) -> bool {
        self.store.as_ref().is_none_or(|store| node.name.store == *store)
            && self.table.as_ref().is_none_or(|table| node.name.to_string() == *table)
    }
}

/// A step ready to be carried out.
#[derive(Clone, Debug)]
pub(crate) struct ExpiryWork {
    pub(crate) step: ExpiryStep,
    pub(crate) node: usize,
    /// The condition on a row that is to be changed.
    pub(crate) condition: String,
    /// The condition by which a row that was collected is known to be one still.
    pub(crate) still: String,
    /// The condition that a row which goes is counted first; nothing when rows of the table are not counted.
    pub(crate) counted: Option<String>,
    /// What changes; nothing when rows go.
    pub(crate) change: Option<Change>,
    /// Whether an index finds exactly the rows of which the condition is true, so that some of them are found as fast
    /// the hundredth time as the first.
    pub(crate) by_index: bool,
}

impl ExpiryPlan {
    /// Makes the plan for the graph's instant. It changes nothing.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn make(
        graph: &PersonGraph,
        stores: &Stores,
        policy: &Policy,
        scope: &ExpiryScope,
    ) -> Result<Self, StoreError> {
        let mut workspace = open(graph, stores, Access::Change).await?;
        let made = make(&mut workspace, policy, scope, true).await;
        workspace.close().await;
        made
    }

    /// The same without a trial: it reads, and takes no lock that others wait for.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn look(
        graph: &PersonGraph,
        stores: &Stores,
        policy: &Policy,
        scope: &ExpiryScope,
    ) -> Result<Self, StoreError> {
        let mut workspace = open(graph, stores, Access::Read).await?;
        let made = make(&mut workspace, policy, scope, false).await;
        workspace.close().await;
        made
    }

    /// The hash that the plan should have.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        canonical_hash(self)
    }

    /// Rows past their time that the plan lets go.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.steps.iter().map(|step| step.rows).sum()
    }
}

/// The stores open, with what is held found, and no transaction begun.
pub(crate) async fn open<'a>(
    graph: &'a PersonGraph,
    stores: &'a Stores,
    access: Access,
) -> Result<Workspace<'a>, StoreError> {
    let mut attempt = 0;
    loop {
        let opening = async {
            let mut workspace = Workspace::open(graph, stores, access, &BTreeSet::new()).await?;
            workspace.find_held_people(&[], &Given::default()).await?;
            workspace.settle_sessions().await?;
            Ok(workspace)
        };
        match opening.await {
            Ok(workspace) => return Ok(workspace),
            Err(error) => {
                let error: StoreError = error;
                if !error.is_lost_race() || !crate::retry::again(&mut attempt).await {
                    return Err(error);
                }
            }
        }
    }
}

async fn make(
    workspace: &mut Workspace<'_>,
    policy: &Policy,
    scope: &ExpiryScope,
    tried: bool,
) -> Result<ExpiryPlan, StoreError> {
    let graph = workspace.graph;
    let mut plan = ExpiryPlan {
        at: workspace.now().unwrap_or(Timestamp::UNIX_EPOCH),
        steps: Vec::new(),
        kept: Vec::new(),
        findings: Vec::new(),
        hash: String::new(),
    };
    let Some(keeping) = &graph.keeping else { return Ok(plan) };
    let rules = graph.expiry_rules(policy, keeping);
    for at in workspace.expiry_order(&rules) {
        let Some(of_table) = rules.get(at) else { continue };
        let node = workspace.node(of_table.node)?;
        if scope.takes(node) {
            count::table(workspace, node, of_table, &rules, &mut plan).await?;
        }
    }
    let works = works(workspace, &rules);
    plan.steps = ordered(graph, &works, plan.steps);
    if tried {
        try_out(workspace, &works, &mut plan).await?;
    }
    rebuilding(graph, &mut plan);
    for table in graph.out_of_reach() {
        plan.findings.push(ExpiryFinding {
            store: table.store.clone(),
            table: table_text(table),
            columns: Vec::new(),
            kind: "by-hand".to_owned(),
            rows: None,
            message: "a person has to look at it: no connector reaches this store".to_owned(),
        });
    }
    plan.hash = plan.computed_hash();
    Ok(plan)
}

/// All works in the order in which they are done: rows first, those that refer before those referred to, then columns.
pub(crate) fn works(workspace: &Workspace<'_>, rules: &[TableRules]) -> Vec<ExpiryWork> {
    let mut works = Vec::new();
    let order = workspace.expiry_order(rules);
    for at in &order {
        let Some(of_table) = rules.get(*at) else { continue };
        let Some(node) = workspace.graph.node(of_table.node) else { continue };
        let Some(condition) = workspace.goes(of_table, None) else { continue };
        let mut texts: Vec<&str> = of_table.groups.iter().map(|group| group.because.as_str()).collect();
        texts.dedup();
        let counted = workspace.counted_first(of_table, &condition);
        let delete = format!("DELETE FROM {} WHERE {condition}", qualified(&node.live));
        let (action, statement) = match &counted {
            Some(large) => {
                let counting = workspace.graph.counting(of_table.node, &format!("{condition} AND {large}"));
                let add = counting.map(|counting| counting.add.join("; ")).unwrap_or_default();
                (StepAction::Aggregate, format!("{add}; {delete}"))
            }
            None => (StepAction::Delete, delete),
        };
        let step = ExpiryStep {
            because: texts.join("; "),
            clause: of_table.groups.iter().find_map(|group| group.clause.clone()),
            statement,
            ..step(node, action)
        };
        let still = condition.clone();
        let sole = match of_table.groups.as_slice() {
            [only] if only.past == condition => only.sole.as_ref(),
            _ => None,
        };
        let by_index = sole.is_some_and(|name| node.live.index_on(std::slice::from_ref(name)).is_some());
        let node = of_table.node;
        works.push(ExpiryWork { step, node, condition, still, counted, change: None, by_index });
    }
    let mut number = 0;
    for at in &order {
        let Some(of_table) = rules.get(*at) else { continue };
        let Some(node) = workspace.graph.node(of_table.node) else { continue };
        for group in &of_table.groups {
            for (condition, still, change) in workspace.emptied_group(of_table, group, number) {
                number += 1;
                let because = match &change.because {
                    Some(why) => format!("{}; {why}", group.because),
                    None => group.because.clone(),
                };
                let step = ExpiryStep {
                    columns: change
                        .columns
                        .iter()
                        .map(|(name, becomes)| PlanColumn { name: name.clone(), becomes: becomes.word() })
                        .collect(),
                    because,
                    clause: group.clause.clone(),
                    statement: format!(
                        "UPDATE {} SET {} WHERE {condition}",
                        qualified(&node.live),
                        assigned(&workspace.assignments(node, &change))
                    ),
                    ..step(node, change.action)
                };
                let node = of_table.node;
                let (counted, change, by_index) = (None, Some(change), false);
                works.push(ExpiryWork { step, node, condition, still, counted, change, by_index });
            }
        }
    }
    works
}

/// The steps that make copies of what goes anew, and what forbids them.
fn rebuilding(graph: &PersonGraph, plan: &mut ExpiryPlan) {
    let changed: Vec<(String, String)> =
        plan.steps.iter().map(|step| (step.store.clone(), step.table.clone())).collect();
    let stale = graph.stale(changed.iter().map(|(store, table)| (store.as_str(), table.as_str())));
    for (copy, because) in stale {
        if let Some(refusal) = graph.obstacle(copy) {
            plan.findings.push(ExpiryFinding {
                store: copy.store.clone(),
                table: copy.table.clone(),
                columns: Vec::new(),
                kind: "cannot-be-rebuilt".to_owned(),
                rows: None,
                message: refusal.to_string(),
            });
            continue;
        }
        plan.steps.push(ExpiryStep {
            store: copy.store.clone(),
            table: copy.table.clone(),
            action: StepAction::Rebuild,
            rows: 0,
            columns: Vec::new(),
            because,
            clause: None,
            statement: copy.statement().to_owned(),
            cost: graph.cost_of_rebuilding(&copy.store, &copy.table),
        });
    }
}

fn step(node: &Node, action: StepAction) -> ExpiryStep {
    ExpiryStep {
        store: node.name.store.clone(),
        table: table_text(&node.name),
        action,
        rows: 0,
        columns: Vec::new(),
        because: String::new(),
        clause: None,
        statement: String::new(),
        cost: None,
    }
}

/// The counted steps, by their statements, in the order of the works.
fn ordered(graph: &PersonGraph, works: &[ExpiryWork], counted: Vec<ExpiryStep>) -> Vec<ExpiryStep> {
    let mut steps = Vec::new();
    for work in works {
        if let Some(step) = counted.iter().find(|step| step.statement == work.step.statement) {
            let cost = graph.cost_of_expiry(work.node, step.action, step.rows);
            steps.push(ExpiryStep { cost, ..step.clone() });
        }
    }
    steps
}

/// INVARIANT (TRIED): each step is done to a few rows in a transaction that is undone; a step that the engine
/// refuses is a finding and no step.
async fn try_out(
    workspace: &mut Workspace<'_>,
    works: &[ExpiryWork],
    plan: &mut ExpiryPlan,
) -> Result<(), StoreError> {
    let mut steps = Vec::new();
    for step in std::mem::take(&mut plan.steps) {
        let Some(work) = works.iter().find(|work| work.step.statement == step.statement) else { continue };
        match workspace.try_work(work, TRIAL).await {
            Ok(()) => steps.push(step),
            Err(StoreError::Failed { source, .. }) if is_refusal(source.kind) => {
                let message = format!("the store would not {} the rows: {source}", step.action.word());
                plan.findings.push(ExpiryFinding {
                    store: step.store,
                    table: step.table,
                    columns: step.columns.into_iter().map(|column| column.name).collect(),
                    kind: "engine".to_owned(),
                    rows: Some(step.rows),
                    message,
                });
            }
            Err(error) => return Err(error),
        }
    }
    plan.steps = steps;
    Ok(())
}

fn is_refusal(kind: FaultKind) -> bool {
    use FaultKind::{Check, ForeignKey, NotNull, Permission, ReadOnly, Refused, Unique};
    matches!(kind, NotNull | Unique | Check | ForeignKey | Refused | Permission | ReadOnly)
}
