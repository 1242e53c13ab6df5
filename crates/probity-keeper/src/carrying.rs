//! Carrying an approved erasure out, looking afterwards, and closing the request.
//!
//! INVARIANT (ERASED-MEANS-GONE): a request is fulfilled only after a look that found nothing but
//! what the plan keeps.

use crate::error::KeeperError;
use crate::finishing::REMAINDER;
use crate::holding::for_the_person;
use crate::keeper::Keeper;
use crate::messages::{self, Kept};
use crate::planning::{MATERIAL, StoredPlan};
use crate::reading::{reading, writing};
use crate::recording::{HeldAnew, Steps, is_of};
use crate::replay::{ERASED_AGAIN, REPLAY};
use probity_ledger::{Entry, Kind, RequestId};
use probity_policy::model::records::TaskRight;
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::steps::{self, StepState};
use probity_state::{KeyOwner, ledger};
use probity_stores::{
    Approved, Boundary, ChangedStep, Execute, ExecuteError, Look, Plan, PlanMaterial, Progress, PseudonymKey,
    Remainder, StepAction,
};
use probity_vocabulary::{RequestState, Reveal};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;

impl Keeper {
    pub(crate) async fn carry_out(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let request = reading!(self.inner.state, |tx| Ok(requests::fetch(tx, id).await?))?;
        let (Some(by), None) = (request.approved_by.clone(), request.closed_at) else {
            return self.finish(claim).await;
        };
        let stored = StoredPlan::of(&request)?.ok_or(KeeperError::Stored("the plan of a request"))?;
        let material =
            self.open_file(id, MATERIAL).await?.ok_or(KeeperError::Stored("the material of a plan"))?;
        let material = PlanMaterial::from_bytes(material.reveal(Reveal::QueryStore))
            .map_err(|_| KeeperError::Stored("the material of a plan"))?;
        let hash = stored.plan.hash.clone();
        let approved = Approved::new(stored.plan.clone(), &hash, by)
            .map_err(|_| KeeperError::Stored("the approval of a plan"))?;
        let mut holds = self.holds_now().await?;
        let mut graph = self.graph().await?;
        // Before anything goes: what leads to the person's papers is among what goes.
        self.ask_people(&request, &graph, TaskRight::Erasure).await?;
        let key = self.column_pseudonyms();
        if request.channel != REPLAY {
            // Before anything goes, because afterwards nobody knows what there was.
            self.bury(id, &graph, &material).await?;
        }
        let mut held = false;
        loop {
            let (graph_now, stores) = (&graph, &self.inner.stores);
            let execute =
                Execute { graph: graph_now, stores, plan: &approved, material: &material, key: &key };
            let mut sink = Steps { keeper: self, request: id, plan: &stored, holds };
            let progress = self.progress(id, &stored).await?;
            let mut at = |boundary: &Boundary| {
                self.at_boundary(&boundary.to_string());
                ControlFlow::Continue(())
            };
            match execute.run(&progress, &mut sink, &mut at).await {
                Ok(_) => break,
                Err(ExecuteError::Sink(error)) if error.0.is::<HeldAnew>() => {
                    // What it covers is looked for, and stays; all else goes on if none of that was to go.
                    held = true;
                    holds = self.holds_now().await?;
                    graph = self.graph().await?;
                }
                Err(ExecuteError::PlanChanged(grown)) => {
                    // The world moved on, and there is more to do than was approved: the plan is made again and
                    // approved again. Where there is less to do, what is left of the plan is carried out.
                    let mut remarks = grown_remarks(&grown, held);
                    remarks.extend(self.done_remark(id).await?);
                    return self.plan_erasure_again(claim, request, &stored, &material, remarks).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.at_boundary("carried-out");
        self.purge(&stored.plan, &material).await?;
        self.at_boundary("purged");
        let look = probity_stores::look(&graph, &self.inner.stores, &stored.plan, &material).await?;
        self.note_look(id, &look).await?;
        self.at_boundary("looked");
        if !look.is_clean() {
            return self.plan_erasure_again(claim, request, &stored, &material, remarks(&look)).await;
        }
        self.search_files(id, &stored.plan, &material, &look).await?;
        self.at_boundary("searched");
        if request.channel == REPLAY {
            let rest = material.remainder();
            return self.close_replay(claim, request, ERASED_AGAIN, Some(&rest)).await;
        }
        // Again, with the instant at which it is done.
        self.bury(id, &graph, &material).await?;
        if self.wait_for_people(claim, id).await? {
            return Ok(());
        }
        self.close_erasure(claim, request, &stored.plan, &material.remainder()).await
    }

    /// The key under which column values become pseudonyms: derived, so that it is the same in every attempt.
    pub(crate) fn column_pseudonyms(&self) -> PseudonymKey {
        let mut hash = Sha256::new();
        hash.update(b"probity column pseudonyms 1");
        hash.update(self.inner.pseudonyms.expose());
        PseudonymKey::new(hash.finalize().into())
    }

    async fn progress(&self, id: RequestId, stored: &StoredPlan) -> Result<Progress, KeeperError> {
        let known = reading!(self.inner.state, |tx| Ok(steps::list(tx, id).await?))?;
        let mut progress = Progress::default();
        for step in known.into_iter().filter(|step| is_of(stored, step.number)) {
            if step.state == StepState::Done {
                progress.done.insert(step.store.clone());
            }
            if step.state != StepState::Failed {
                progress.begun.insert(step.store);
            }
        }
        Ok(progress)
    }

    async fn note_look(&self, id: RequestId, look: &Look) -> Result<(), KeeperError> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let entry = self
            .entry(Kind::ErasureChecked)
            .request(id)
            .fact("clean", look.is_clean())
            .fact("remaining", count(look.remaining.len()))
            .fact("unplanned", count(look.unplanned.len()))
            .fact("texts", count(look.texts.iter().filter(|finding| !finding.kept).count()))
            .fact("kept-texts", count(look.texts.iter().filter(|finding| finding.kept).count()))
            .fact("unsearched", count(look.unsearched.len()))
            .fact("keys", count(look.keys.len()));
        writing!(self.inner.state, |tx| {
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(())
        })
    }

    /// INVARIANT (NOTHING-IN-THE-CLEAR): with the person's key goes what the ledger sealed about them.
    async fn close_erasure(
        &self,
        claim: &Claim,
        mut request: Request,
        plan: &Plan,
        remainder: &Remainder,
    ) -> Result<(), KeeperError> {
        let identities = self.identities_of(&request).await?;
        let waiting = Self::kept_rows(request.id, remainder);
        let sealed = if waiting.is_empty() {
            None
        } else {
            let bytes = remainder.to_bytes();
            Some(self.seal_file(request.id, REMAINDER, bytes.reveal(Reveal::Seal)).await?)
        };
        let next = self.next_look(&waiting).await?;
        // Before closing, so that a crash in between makes the job do it again, and not leave the key. While rows
        // of the person wait, so does the key.
        let ends = request.person.filter(|_| waiting.is_empty());
        if let Some(person) = ends {
            self.inner.state.keys().destroy(KeyOwner::Person(person), self.inner.clock.now()).await?;
        }
        self.at_boundary("key-destroyed");
        let now = self.inner.clock.now();
        let copies = self.copies_gone_by(now).await?;
        let message = messages::erased(&self.inner.letterhead, &kept(plan, remainder), copies);
        let mut entries: Vec<Entry> = ends
            .iter()
            .map(|person| self.entry(Kind::KeyDestroyed).person(*person).request(request.id))
            .collect();
        let fulfilled = self.entry(Kind::RequestFulfilled).request(request.id).fact("right", "erasure").fact(
            "waiting",
            waiting.iter().map(|one| i64::try_from(one.rows).unwrap_or(i64::MAX)).sum::<i64>(),
        );
        entries.push(match copies {
            Some(until) => fulfilled.fact("copies-until", until.to_string().as_str()),
            None => fulfilled,
        });
        request.state = RequestState::Fulfilled.word().to_owned();
        request.closed_at = Some(now);
        request.outcome = Some("erased".to_owned());
        let closed = writing!(self.inner.state, |tx| {
            let mut request = request.clone();
            requests::update(tx, &mut request).await?;
            ledger::append(tx, &entries).await?;
            if let Some(sealed) = &sealed {
                self.leave(tx, request.id, sealed, &waiting, next).await?;
            }
            self.queue_mail(tx, request.id, "erased", &identities, &message).await?;
            // When no message is sent, or none arrives, the key goes a day later at the latest.
            let last = if self.inner.post.is_some() {
                crate::intake::later(now, jiff::SignedDuration::from_hours(24))
            } else {
                now
            };
            self.enqueue(tx, crate::worker::FORGET, request.id, last).await?;
            if let Some(until) = copies {
                self.enqueue(tx, crate::worker::SETTLE, request.id, until).await?;
            }
            Ok(jobs::complete(tx, claim, now).await?)
        });
        closed?;
        self.at_boundary("closed");
        Ok(())
    }
}

fn kept(plan: &Plan, remainder: &Remainder) -> Vec<Kept> {
    plan.steps
        .iter()
        .filter(|step| step.action == StepAction::Keep && step.rows > 0)
        .map(|step| Kept {
            what: format!("{} rows of {}", step.rows, step.table),
            because: match (&step.because, &step.clause) {
                (Some(because), Some(clause)) => format!("{} (§{clause})", for_the_person(because)),
                (Some(because), None) => for_the_person(because).to_owned(),
                (None, _) => "a duty to keep".to_owned(),
            },
            until: step.until.clone(),
            waits: remainder
                .waiting()
                .iter()
                .any(|one| one.table == step.table && Some(&one.because) == step.because.as_ref()),
        })
        .collect()
}

/// What the officer is told when there is more to do than was approved; `held` when a legal hold was placed meanwhile.
fn grown_remarks(grown: &[ChangedStep], held: bool) -> Vec<String> {
    let stays = grown.iter().any(|step| step.action == StepAction::Keep);
    let mut remarks = vec![if held && stays {
        "a legal hold was placed while the erasure was carried out: nothing more was done, and the plan was made again"
            .to_owned()
    } else {
        "rows of this person changed after the plan was approved; it was made again".to_owned()
    }];
    remarks.extend(grown.iter().map(|step| {
        format!(
            "{}.{}: {} rows to {}, {} were approved",
            step.store,
            step.table,
            step.found,
            step.action.word(),
            step.planned
        )
    }));
    remarks
}

/// What the officer is told when the look found something.
fn remarks(look: &Look) -> Vec<String> {
    let mut remarks = Vec::new();
    for step in look.remaining.iter().chain(&look.unplanned) {
        remarks.push(format!(
            "{} rows of {}.{} are still there to {}",
            step.rows,
            step.store,
            step.table,
            step.action.word()
        ));
    }
    for text in look.texts.iter().filter(|finding| !finding.kept) {
        let known = if text.declared { "" } else { ", a column that the data map does not declare" };
        remarks.push(format!(
            "an identity still stands in {} rows of {}.{}.{}{known}",
            text.rows, text.store, text.table, text.column
        ));
    }
    for key in &look.keys {
        remarks.push(format!(
            "{} keys of {} are still there, so that rows of {} can be read",
            key.rows, key.keys, key.table
        ));
    }
    for table in &look.unsearched {
        remarks.push(format!("{}.{} could not be searched", table.store, table.table));
    }
    remarks
}
