//! Making a plan: find, decide, and try the whole erasure in transactions that are undone.
//!
//! INVARIANT (TRIED): an erasure plan that is not refused has been carried out once, in every store,
//! against the rows it names, with all constraints checked.

use crate::connect::Stores;
use crate::decide::Decisions;
use crate::engine::Access;
use crate::error::StoreError;
use crate::find::IdentityClaim;
use crate::graph::PersonGraph;
use crate::known::Known;
use crate::plan::{
    Material, Plan, PlanColumn, PlanMaterial, PlanStep, Planned, Right, StepAction, hex, table_text,
};
use crate::pseudonym::PseudonymKey;
use crate::recognise::Recognised;
use crate::refusal::{PlanError, PlanRefusal};
use crate::remainder::{Remainder, WaitingRows};
use crate::work::{RunError, digest};
use crate::workspace::{Given, SetId, SetKind, Workspace};
use probity_vocabulary::{Personal, Reveal};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Plans what a request would do. `salt` is fresh random bytes; it keeps the digests of a plan from
/// being compared with those of another.
///
/// # Errors
/// When a store fails, or the erasure cannot be carried out as the data map says.
pub async fn plan(
    graph: &PersonGraph,
    stores: &Stores,
    right: Right,
    claims: &[IdentityClaim],
    salt: [u8; 16],
) -> Result<Planned, PlanError> {
    match right {
        Right::Access => plan_access(graph, stores, claims, salt).await,
        Right::Erasure => plan_erasure(graph, stores, claims, &Recognised::default(), &[], salt).await,
    }
}

/// Plans the erasure of people who were recognised.
///
/// # Errors
/// As [`plan`].
pub async fn plan_again(
    graph: &PersonGraph,
    stores: &Stores,
    found: &Recognised,
    salt: [u8; 16],
) -> Result<Planned, PlanError> {
    plan_erasure(graph, stores, &[], found, found.rows.reveal(Reveal::QueryStore), salt).await
}

/// Plans what ends an erasure: rows that an earlier plan left for later, as far as nothing keeps them any more.
///
/// # Errors
/// As [`plan`].
pub async fn plan_remainder(
    graph: &PersonGraph,
    stores: &Stores,
    remainder: &Remainder,
    salt: [u8; 16],
) -> Result<Planned, PlanError> {
    let sought = remainder.0.reveal(Reveal::QueryStore);
    plan_erasure(graph, stores, &[], &Recognised::default(), sought, salt).await
}

async fn plan_access(
    graph: &PersonGraph,
    stores: &Stores,
    claims: &[IdentityClaim],
    salt: [u8; 16],
) -> Result<Planned, PlanError> {
    let mut workspace = Workspace::open(graph, stores, Access::Read, &BTreeSet::new()).await?;
    let shared = workspace.find_people(claims).await?;
    if !shared.is_empty() {
        workspace.close().await;
        return Err(PlanError::Refused(shared.into_iter().map(PlanRefusal::from).collect()));
    }
    workspace.find_owned(false).await?;
    workspace.find_seen().await?;
    let mut steps = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let rows = workspace.size(SetId::new(SetKind::Owned, index))
            + workspace.size(SetId::new(SetKind::Seen, index));
        let Some(table) = node.mapped.as_ref().filter(|_| rows > 0) else { continue };
        steps.push(PlanStep {
            store: node.name.store.clone(),
            table: table_text(&node.name),
            action: StepAction::Collect,
            rows,
            columns: crate::access::answered(node, table)
                .into_iter()
                .map(|(name, becomes)| PlanColumn { name, becomes: becomes.to_owned() })
                .collect(),
            because: None,
            clause: None,
            until: None,
            key_digest: digest(&[]),
            statement: String::new(),
            cost: None,
        });
    }
    graph.estimate(Right::Access, claims, &mut steps);
    workspace.estimate_mirrored(&mut steps).await?;
    workspace.part().await;
    let material = Material { salt: hex(&salt), claims: claims_of(claims), ..Material::default() };
    Ok(Planned {
        plan: Plan::new(Right::Access, steps, graph.out_of_reach()),
        material: PlanMaterial(Personal::new(material)),
    })
}

async fn plan_erasure(
    graph: &PersonGraph,
    stores: &Stores,
    claims: &[IdentityClaim],
    found: &Recognised,
    sought: &[WaitingRows],
    salt: [u8; 16],
) -> Result<Planned, PlanError> {
    let mut attempt = 0;
    let mut singly = false;
    loop {
        let mut workspace = match Workspace::open(graph, stores, Access::Change, &BTreeSet::new()).await {
            Ok(workspace) => workspace,
            Err(error) if error.is_lost_race() && crate::retry::again(&mut attempt).await => continue,
            Err(error) => return Err(error.into()),
        };
        workspace.singly = singly;
        let outcome = try_erasure(&mut workspace, claims, found, sought, &salt).await;
        if outcome.is_ok() {
            workspace.part().await;
        } else {
            workspace.close().await;
        }
        match outcome {
            Err(PlanError::Store(error)) if error.is_lost_race() => {
                if !crate::retry::again(&mut attempt).await {
                    return Err(error.into());
                }
            }
            Err(error) => return Err(error),
            Ok(Some(planned)) => return Ok(planned),
            Ok(None) => singly = true,
        }
    }
}

/// Tries it once; nothing when what it did can only be told statement by statement.
async fn try_erasure(
    workspace: &mut Workspace<'_>,
    claims: &[IdentityClaim],
    found: &Recognised,
    sought: &[WaitingRows],
    salt: &[u8; 16],
) -> Result<Option<Planned>, PlanError> {
    let graph = workspace.graph;
    workspace.salt = salt.to_vec();
    let mut decisions = workspace.find_and_decide(claims, &found.start, sought).await?;
    let list = workspace.worklist(&mut decisions, &Known::default()).await?;
    let mut refusals = std::mem::take(&mut decisions.refusals);
    if refusals.is_empty() {
        let tuples = workspace.touched_tuples().await?.joined(&found.start);
        let stays = workspace.staying_tuples(&list, &tuples).await?;
        let people = workspace.touched_people(&list, &decisions).await?;
        let left = workspace.remainder(&list.works).await?;
        // The key of the trial does not matter: what it writes is undone.
        let key = PseudonymKey::new([0; 32]);
        for store in &graph.stores {
            match workspace.run_store(store, &list, &key, &mut |_| ControlFlow::Continue(())).await {
                Ok(()) => {}
                Err(RunError::Refused(refusal)) => refusals.push(refusal),
                Err(RunError::Store(error)) => return Err(error.into()),
                Err(RunError::NotAsPlanned) => return Ok(None),
                // Nobody stops a trial.
                Err(RunError::Stopped(_)) => {}
            }
        }
        let mut echoes = Vec::new();
        if refusals.is_empty() {
            echoes = workspace.try_echoes(claims, &tuples, sought, &list, &mut refusals).await?;
        }
        let changing = list.works.iter().map(|work| &work.step).chain(&echoes);
        let (rebuilding, forbidden) = graph.rebuilding(changing);
        refusals.extend(forbidden);
        if refusals.is_empty() {
            workspace.try_rebuilding(&rebuilding, &mut refusals).await?;
        }
        if refusals.is_empty() {
            let mut rows: Vec<Vec<u64>> = list.works.iter().map(|work| work.rows.clone()).collect();
            let mut sums: Vec<String> = list.works.iter().map(|work| work.sum.clone()).collect();
            let mut steps: Vec<PlanStep> = list.works.into_iter().map(|work| work.step).collect();
            steps.extend(echoes);
            steps.extend(rebuilding);
            graph.estimate(Right::Erasure, claims, &mut steps);
            workspace.estimate_mirrored(&mut steps).await?;
            rows.resize(steps.len(), Vec::new());
            sums.resize(steps.len(), String::new());
            let material = Material {
                salt: hex(salt),
                claims: claims_of(claims),
                rows,
                sums,
                tuples,
                start: found.start.clone(),
                texts: claims_of(&found.texts),
                people,
                stays,
                sought: sought.to_vec(),
                left,
            };
            return Ok(Some(Planned {
                plan: Plan::new(Right::Erasure, steps, graph.out_of_reach()),
                material: PlanMaterial(Personal::new(material)),
            }));
        }
    }
    Err(PlanError::Refused(refusals))
}

impl Workspace<'_> {
    /// Finds everything that an erasure concerns and decides about it.
    pub(crate) async fn find_and_decide(
        &mut self,
        claims: &[IdentityClaim],
        given: &Given,
        sought: &[WaitingRows],
    ) -> Result<Decisions, StoreError> {
        self.find_held_people().await?;
        self.give(given).await?;
        let shared = self.find_people(claims).await?;
        self.find_sought(sought).await?;
        self.find_owned(true).await?;
        self.find_seen().await?;
        self.find_forced().await?;
        self.find_held().await?;
        let mut decisions = self.decide().await?;
        decisions.refusals.extend(shared.into_iter().map(PlanRefusal::from));
        Ok(decisions)
    }
}

fn claims_of(claims: &[IdentityClaim]) -> Vec<(String, Option<String>, String)> {
    claims
        .iter()
        .map(|claim| (claim.name.clone(), claim.kind.clone(), claim.value.reveal(Reveal::Seal).clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{IdentityClaim, PersonGraph, Right, Stores, plan};

    fn send<T: Send>(_: T) {}

    #[test]
    fn planning_collecting_and_looking_can_move_between_threads() {
        let check = |graph: &PersonGraph, stores: &Stores, claims: &[IdentityClaim]| {
            send(plan(graph, stores, Right::Erasure, claims, [0; 16]));
            send(crate::collect(graph, stores, claims, |_| std::ops::ControlFlow::Continue(())));
            send(crate::search(graph, stores, claims));
        };
        let _ = check;
    }
}
