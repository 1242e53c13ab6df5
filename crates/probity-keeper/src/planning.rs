//! Making the plan of a request; an access request is answered at once, an erasure waits for approval.

use crate::desk::PlanChangeView;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use crate::replay::{NOBODY, REPLAY};
use probity_ledger::{Kind, RequestId};
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::{StateError, ledger, random_bytes, vault};
use probity_stores::{IdentityClaim, Plan, PlanMaterial, PlanStep, Planned, StepAction};
use probity_vocabulary::{Personal, RequestState, Reveal, Right};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The vault's name for what carrying a plan out needs.
pub(crate) const MATERIAL: &str = "material";

/// A plan as it is stored with its request. `generation` counts how often it was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredPlan {
    pub(crate) generation: u32,
    pub(crate) plan: Plan,
    /// What a look after carrying out found that should not be there; shown to the officer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) remarks: Vec<String>,
    /// What the purge afterwards will not reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) beyond_reach: Vec<String>,
    /// The steps of the plan that was approved before this one, so that the officer sees the difference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) before: Vec<PlanStep>,
}

impl StoredPlan {
    pub(crate) fn of(request: &Request) -> Result<Option<Self>, KeeperError> {
        let parsed = request.plan.as_deref().map(serde_json::from_str).transpose();
        parsed.map_err(|_| KeeperError::Stored("the plan of a request"))
    }

    /// How the steps differ from those that were approved before.
    pub(crate) fn changes(&self) -> Vec<PlanChangeView> {
        if self.before.is_empty() {
            return Vec::new();
        }
        let mut rows: BTreeMap<_, (Option<u64>, Option<u64>)> = BTreeMap::new();
        for step in &self.before {
            let known =
                rows.entry((step.store.as_str(), step.table.as_str(), step.action.word())).or_default();
            known.0 = Some(known.0.unwrap_or(0).saturating_add(step.rows));
        }
        for step in &self.plan.steps {
            let known =
                rows.entry((step.store.as_str(), step.table.as_str(), step.action.word())).or_default();
            known.1 = Some(known.1.unwrap_or(0).saturating_add(step.rows));
        }
        rows.into_iter()
            .filter(|(_, (before, now))| before != now)
            .map(|((store, table, action), (rows_before, rows_now))| PlanChangeView {
                store: store.to_owned(),
                table: table.to_owned(),
                action: action.to_owned(),
                rows_before,
                rows_now,
            })
            .collect()
    }

    fn text(&self) -> Result<String, KeeperError> {
        serde_json::to_string(self).map_err(|_| KeeperError::Stored("the plan of a request"))
    }
}

/// What the stores are asked for: every identity by its name.
pub(crate) fn claims(identities: &[(String, Personal<String>)]) -> Vec<IdentityClaim> {
    identities
        .iter()
        .map(|(name, value)| IdentityClaim::new(name, value.reveal(Reveal::QueryStore).trim()))
        .collect()
}

impl Keeper {
    /// What a request would do, without a request: for `probity plan`.
    ///
    /// # Errors
    /// When a store fails, or the erasure cannot be carried out as the data map says.
    pub async fn preview(
        &self,
        right: Right,
        identities: &[(String, Personal<String>)],
    ) -> Result<Planned, KeeperError> {
        let graph = self.graph().await?;
        let salt = self.salt()?;
        let right = if right == Right::Erasure {
            probity_stores::Right::Erasure
        } else {
            probity_stores::Right::Access
        };
        Ok(probity_stores::plan(&graph, &self.inner.stores, right, &claims(identities), salt).await?)
    }

    fn salt(&self) -> Result<[u8; 16], KeeperError> {
        Ok(random_bytes::<16>(self.inner.random.as_ref()).map_err(StateError::from)?)
    }

    /// What the officer must know before approving the plan of a request: what a look after carrying
    /// out found, or why the plan was made again. Empty for a first plan.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn remarks(&self, id: RequestId) -> Result<Vec<String>, KeeperError> {
        let request = reading!(self.inner.state, |tx| Ok(requests::fetch(tx, id).await?))?;
        Ok(StoredPlan::of(&request)?.map_or_else(Vec::new, |stored| stored.remarks))
    }

    pub(crate) async fn make_plan(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let request = reading!(self.inner.state, |tx| Ok(requests::fetch(tx, id).await?))?;
        if request.closed_at.is_some() {
            return self.finish(claim).await;
        }
        match Right::from_word(&request.right) {
            Some(Right::Erasure) => self.plan_erasure(claim, request, None, Vec::new()).await,
            Some(Right::Access | Right::Portability) => self.answer_access(claim, request).await,
            _ => self.finish(claim).await,
        }
    }

    /// Makes the plan of an erasure again because the world had changed. What was done under the plan before stays
    /// done, and what only led over it is found all the same.
    pub(crate) async fn plan_erasure_again(
        &self,
        claim: &Claim,
        request: Request,
        before: &StoredPlan,
        material: &PlanMaterial,
        remarks: Vec<String>,
    ) -> Result<(), KeeperError> {
        self.plan_erasure(claim, request, Some((before, material)), remarks).await
    }

    /// Makes the plan of an erasure and lets it wait for approval.
    async fn plan_erasure(
        &self,
        claim: &Claim,
        mut request: Request,
        before: Option<(&StoredPlan, &PlanMaterial)>,
        mut remarks: Vec<String>,
    ) -> Result<(), KeeperError> {
        let planned = if request.channel == REPLAY {
            let replay = self.plan_of_replay(request.id).await?;
            remarks.extend(replay.remarks);
            match replay.planned {
                Some(planned) => planned,
                None => return self.close_replay(claim, request, NOBODY, None).await,
            }
        } else {
            let identities = self.identities_of(&request).await?;
            match before {
                Some((before, material)) if self.was_begun(request.id).await? => {
                    let (graph, salt) = (self.graph().await?, self.salt()?);
                    let (claims, before) = (claims(&identities), (&before.plan, material));
                    probity_stores::plan_rest(&graph, &self.inner.stores, &claims, before, salt).await?
                }
                _ => self.preview(Right::Erasure, &identities).await?,
            }
        };
        let sealed = self.seal_material(request.id, &planned.material).await?;
        let now = self.inner.clock.now();
        let beyond_reach = self.beyond_reach(&planned.plan).await?;
        let generation = before.map_or(1, |(before, _)| before.generation.saturating_add(1));
        let before = before.map_or_else(Vec::new, |(before, _)| before.plan.steps.clone());
        let stored = StoredPlan { generation, plan: planned.plan, remarks, beyond_reach, before };
        let entry = plan_entry(self.entry(Kind::PlanMade).request(request.id), &stored);
        request.state = RequestState::Accepted.word().to_owned();
        request.plan_hash = Some(hash_bytes(&stored.plan.hash)?);
        request.plan = Some(stored.text()?);
        request.approved_by = None;
        request.approved_at = None;
        writing!(self.inner.state, |tx| {
            let mut request = request.clone();
            requests::update(tx, &mut request).await?;
            vault::put(tx, request.id, MATERIAL, &sealed, now).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }

    async fn seal_material(&self, id: RequestId, material: &PlanMaterial) -> Result<Vec<u8>, KeeperError> {
        let bytes = material.to_bytes();
        self.seal_file(id, MATERIAL, bytes.reveal(Reveal::Seal)).await
    }

    /// Seals a file of a request's vault, bound to its name and request.
    pub(crate) async fn seal_file(
        &self,
        id: RequestId,
        name: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, KeeperError> {
        let key = self.request_key(id).await?;
        Ok(key.seal(self.nonce()?, format!("{name}:{id}").as_bytes(), plain).map_err(StateError::from)?)
    }

    /// Opens a file of a request's vault.
    pub(crate) async fn open_file(
        &self,
        id: RequestId,
        name: &str,
    ) -> Result<Option<Personal<Vec<u8>>>, KeeperError> {
        let sealed = reading!(self.inner.state, |tx| Ok(vault::get(tx, id, name).await?))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let key = self.request_key(id).await?;
        let plain = key.open(format!("{name}:{id}").as_bytes(), &sealed).map_err(StateError::from)?;
        Ok(Some(Personal::new(plain.to_vec())))
    }
}

fn plan_entry(entry: probity_ledger::Entry, stored: &StoredPlan) -> probity_ledger::Entry {
    let rows = |wanted: &dyn Fn(StepAction) -> bool| -> i64 {
        let rows =
            stored.plan.steps.iter().filter(|step| wanted(step.action)).map(|step| step.rows).sum::<u64>();
        i64::try_from(rows).unwrap_or(i64::MAX)
    };
    entry
        .fact("hash", stored.plan.hash.as_str())
        .fact("generation", i64::from(stored.generation))
        .fact("changed-rows", rows(&StepAction::changes))
        .fact("kept-rows", rows(&|action| action == StepAction::Keep))
}

pub(crate) fn hash_bytes(hex: &str) -> Result<[u8; 32], KeeperError> {
    probity_ledger::parse_hexadecimal(hex).ok_or(KeeperError::Stored("the hash of a plan"))
}
