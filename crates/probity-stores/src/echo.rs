//! Rows that a store's own triggers write while an erasure is carried out: the history of a row that is deleted, the old
//! value of a column that is emptied.
//!
//! They are not there when an erasure is planned. The trial sees them come, and the plan names them as steps of their own,
//! by their number, for nobody knows their keys yet. Carrying out looks again after a store has committed, before it is
//! recorded as done, and lets them go as the data map says of their table.
//!
//! INVARIANT (ECHOES-END): what letting them go brings forth in its turn is refused when it is planned.

use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::grown::is_within;
use crate::known::Known;
use crate::plan::{Plan, PlanStep, Signature, StepAction};
use crate::pseudonym::PseudonymKey;
use crate::refusal::PlanRefusal;
use crate::remainder::WaitingRows;
use crate::schema::Place;
use crate::work::{RunError, Worklist, digest};
use crate::workspace::{Given, SetId, Workspace};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Why a step has rows that are not there yet.
pub(crate) const ECHO: &str = "a trigger of the store writes them when the others go or change";

/// How many rows the echo steps of a plan name, by store, table and action.
pub(crate) type Echoes = BTreeMap<(String, String, StepAction), u64>;

/// The echo steps of a plan.
pub(crate) fn echoes_of(plan: &Plan) -> Echoes {
    let mut echoes = Echoes::new();
    for step in plan.steps.iter().filter(|step| step.because.as_deref() == Some(ECHO)) {
        *echoes.entry((step.store.clone(), step.table.clone(), step.action)).or_default() += step.rows;
    }
    echoes
}

/// Whether a plan expects triggers of this store to write rows.
pub(crate) fn echo_in(plan: &Plan, store: &str) -> bool {
    plan.steps.iter().any(|step| step.store == store && step.because.as_deref() == Some(ECHO))
}

impl Workspace<'_> {
    /// Whether some of the work sets off triggers.
    fn sets_off(&self, list: &Worklist) -> bool {
        list.works.iter().filter(|work| work.step.action.changes()).any(|work| {
            let Some(schema) = self.graph.schemas.get(&work.step.store) else { return false };
            let (inside, table) =
                work.step.table.split_once('.').unwrap_or((&schema.default_schema, &work.step.table));
            let place =
                |schema: &str, table: &str| Place { schema: schema.to_owned(), table: table.to_owned() };
            schema.triggered.contains(&place(inside, table))
                || schema.triggered.contains(&place(&schema.default_schema, &work.step.table))
        })
    }

    /// After the trial of all work: what triggers wrote meanwhile, as steps, tried as well.
    pub(crate) async fn try_echoes(
        &mut self,
        claims: &[IdentityClaim],
        given: &Given,
        sought: &[WaitingRows],
        list: &Worklist,
        refusals: &mut Vec<PlanRefusal>,
    ) -> Result<Vec<PlanStep>, StoreError> {
        if !self.sets_off(list) {
            return Ok(Vec::new());
        }
        let key = PseudonymKey::new([0; 32]);
        // What each statement does is told by itself.
        self.singly = true;
        let mut steps = Vec::new();
        let mut done: BTreeMap<Signature, Vec<u64>> = BTreeMap::new();
        remember(&mut done, list);
        for round in 0..2 {
            self.forget_sets().await?;
            let mut decisions = self.find_and_decide(claims, given, sought).await?;
            let mut list = self.worklist(&mut decisions, &Known::default()).await?;
            // A pseudonym cannot always be told from what it stands for: what was changed so is not changed again.
            list.works.retain(|work| {
                let known = done.get(&work.step.signature());
                let again = known.is_some_and(|known| is_within(&work.rows, known));
                work.step.action.changes() && (work.step.action == StepAction::Delete || !again)
            });
            refusals.extend(decisions.refusals);
            let Some(first) = list.works.first() else { break };
            if round > 0 {
                refusals.push(PlanRefusal::BroughtBack { table: first.step.table.clone() });
                break;
            }
            for store in &self.graph.stores {
                match self.run_store(store, &list, &key, &mut |_| ControlFlow::Continue(())).await {
                    Err(RunError::Refused(refusal)) => refusals.push(refusal),
                    Err(RunError::Store(error)) => return Err(error),
                    // Nobody stops a trial, and it looks before it deletes.
                    Ok(()) | Err(RunError::Stopped(_) | RunError::NotAsPlanned) => {}
                }
            }
            if !refusals.is_empty() {
                break;
            }
            remember(&mut done, &list);
            steps = list.works.into_iter().map(|work| echo(work.step)).collect();
        }
        Ok(steps)
    }

    /// Forgets every set, to look once more.
    async fn forget_sets(&mut self) -> Result<(), StoreError> {
        let sets: Vec<SetId> = self.sizes.keys().copied().collect();
        for set in sets {
            self.empty(set).await?;
        }
        self.asked.clear();
        self.uncounted.clear();
        self.sums.clear();
        self.unseen.clear();
        self.whole.clear();
        self.given.clear();
        Ok(())
    }
}

/// Adds the rows of some work to those that were worked on.
fn remember(done: &mut BTreeMap<Signature, Vec<u64>>, list: &Worklist) {
    for work in &list.works {
        let rows = done.entry(work.step.signature()).or_default();
        rows.extend(&work.rows);
        rows.sort_unstable();
    }
}

/// A step of rows whose keys nobody knows yet.
fn echo(step: PlanStep) -> PlanStep {
    PlanStep { because: Some(ECHO.to_owned()), key_digest: digest(&[]), ..step }
}
