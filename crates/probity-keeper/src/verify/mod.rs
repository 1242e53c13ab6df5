//! Is every promise kept?
//!
//! One file per topic; [`prove_one`] sends each kind of promise to its topic. A kind that nothing here
//! can prove is `unproven`, and says so.
//!
//! INVARIANT (NO-KEPT-WITHOUT-EVIDENCE): [`Verdict::kept`] without evidence is `unproven`.

mod backups;
mod data;
mod files;
mod gathering;
mod groups;
mod requests;
mod retention;
mod text;
mod verdict;
mod world;

use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::writing;
use crate::report::{PromiseReport, Report};
use probity_ledger::Kind;
use probity_policy::model::promise::Promise;
use probity_state::ledger;
use probity_state::verifications::{self, Verification};
use probity_vocabulary::{PromiseClass, PromiseState};
use std::collections::BTreeMap;
use verdict::Verdict;
use world::World;

impl Keeper {
    /// Looks at every promise, keeps the report, and notes in the ledger that it was made.
    ///
    /// # Errors
    /// When the state fails. A store that fails makes promises `unproven`, not the report.
    pub async fn prove(&self) -> Result<Report, KeeperError> {
        let world = World::look(self).await?;
        let mut promises = Vec::new();
        for promise in &self.model().promises {
            let verdict = prove_one(promise, &world).await;
            promises.push(reported(promise, verdict));
        }
        let mut counts: BTreeMap<PromiseState, u64> =
            PromiseState::ALL.iter().map(|state| (*state, 0)).collect();
        for promise in &promises {
            *counts.entry(promise.state).or_default() += 1;
        }
        let policy = &self.model().policy;
        let text = |value: &Option<probity_policy::grammar::Located<String>>| {
            value.as_ref().map_or_else(String::new, |value| value.value.clone())
        };
        let report = Report {
            policy: text(&policy.title),
            version: text(&policy.version),
            at: world.now,
            test_clock: self.inner.clock.is_test(),
            counts,
            promises,
        };
        self.keep_report(&report).await?;
        Ok(report)
    }

    async fn keep_report(&self, report: &Report) -> Result<(), KeeperError> {
        let json = serde_json::to_string(report).map_err(|_| KeeperError::Stored("a report"))?;
        let count = |state: PromiseState| report.counts.get(&state).copied().unwrap_or(0);
        let fact = |state| i64::try_from(count(state)).unwrap_or(i64::MAX);
        let small = |state| u32::try_from(count(state)).unwrap_or(u32::MAX);
        use sha2::Digest;
        let digest = crate::package::hex(&sha2::Sha256::digest(json.as_bytes()));
        let entry = self
            .entry(Kind::VerificationRun)
            .fact("kept", fact(PromiseState::Kept))
            .fact("broken", fact(PromiseState::Broken))
            .fact("unproven", fact(PromiseState::Unproven))
            .fact("sha256", digest.as_str());
        let stored = Verification {
            at: report.at,
            kept: small(PromiseState::Kept),
            broken: small(PromiseState::Broken),
            unproven: small(PromiseState::Unproven),
            report: json,
        };
        writing!(self.inner.state, |tx| {
            verifications::keep(tx, &stored).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(())
        })
    }
}

/// Sends a promise to whoever can prove its kind.
async fn prove_one(promise: &Promise, world: &World<'_>) -> Verdict {
    if promise.unconfirmed {
        return Verdict::unproven("nobody confirmed this sentence yet");
    }
    match promise.class {
        PromiseClass::Attested => return Verdict::unproven("no signature of the person named is on record"),
        PromiseClass::Evidenced => {
            return Verdict::unproven("no proof of the person who does it is on record");
        }
        PromiseClass::Enforced => {}
    }
    match promise.kind {
        "collect" => gathering::collect(promise, world).await,
        "never-collect" | "never-keep" => gathering::never(promise, world).await,
        "limit-to-need" => data::every_column_serves_a_purpose(world),
        "keep-as-needed" => data::every_column_has_a_retention(world),
        "uses" => data::uses_are_mapped(promise, world),
        "treat" => data::treated_as_said(promise, world),
        "keep" => retention::keep(promise, world).await,
        "anonymise-groups" => groups::large_enough(promise, world).await,
        "answer" => requests::answered_in_time(promise, world),
        "acknowledge" => requests::acknowledged_in_time(promise, world),
        "offer" => requests::offered(promise, world),
        "portability" => requests::portability(world),
        "verify-requests" => requests::verified_first(world),
        "complaint" | "explain-refusal" => requests::refusals_explained(world),
        "rights-by-law" => requests::rights_follow_residence(world),
        "delete-how" => files::beyond_recovery(promise, world),
        "backups" => backups::expire(promise, world).await,
        "record" => world.ledger_is_sound(),
        "inform" | "authority" => text::is_published(promise, world),
        _ => Verdict::unproven("the engine that keeps this promise is not there yet"),
    }
}

fn reported(promise: &Promise, verdict: Verdict) -> PromiseReport {
    let (state, because, evidence) = verdict.parts();
    PromiseReport {
        id: promise.id.clone(),
        clause: promise.clauses.first().cloned(),
        clauses: promise.clauses.clone(),
        kind: promise.kind.to_owned(),
        class: promise.class,
        state,
        because,
        sentence: promise.sentence.clone(),
        evidence,
    }
}
