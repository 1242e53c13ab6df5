//! Erasing again, after a restore, everyone whose erasure was done.
//!
//! A replay is a request that nobody sent: it has a plan, waits for approval, is carried out step by step, looked at
//! afterwards and written into the ledger as every erasure is, and can be killed anywhere. What it knows of the people
//! it erases are tombstones; their identities come out of the restored stores themselves.

use crate::error::KeeperError;
use crate::finishing::REMAINDER;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use jiff::{SignedDuration, Timestamp};
use probity_ledger::{Kind, RequestId};
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, NewRequest, Request};
use probity_state::{StateError, alarms, backups, ledger, random_bytes, vault};
use probity_stores::{Planned, Recognised, Remainder};
use probity_vocabulary::{RequestState, Reveal, Right};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a replay came in.
pub(crate) const REPLAY: &str = "replay";
/// How a replay ends that found nobody.
pub(crate) const NOBODY: &str = "nobody-came-back";
/// How a replay ends that erased somebody.
pub(crate) const ERASED_AGAIN: &str = "erased-again";
/// The vault's name for what a replay is to look at.
const SCOPE: &str = "replay";
/// A restored store holds people who asked to be forgotten; three days are enough for an officer to look.
const TIME: SignedDuration = SignedDuration::from_hours(3 * 24);

/// What a replay looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayScope {
    /// One store; all when absent.
    pub store: Option<String>,
    /// Only erasures done since.
    pub since: Option<Timestamp>,
    /// Erase also what cannot be told from people who came back.
    pub unsure: bool,
}

/// What a replay would do.
#[derive(Debug)]
pub struct ReplayPlan {
    /// The plan; none when nobody was recognised.
    pub planned: Option<Planned>,
    /// What stays, and why, a sentence each.
    pub remarks: Vec<String>,
}

impl Keeper {
    /// What erasing again would do. Changes nothing.
    ///
    /// # Errors
    /// When a store or the state fails, or there is no such store.
    pub async fn replay_plan(&self, scope: &ReplayScope) -> Result<ReplayPlan, KeeperError> {
        let only = match &scope.store {
            Some(store) => {
                self.inner.stores.get(store)?;
                Some(BTreeSet::from([store.clone()]))
            }
            None => None,
        };
        let marks = self.marks(scope.since).await?;
        let graph = self.graph().await?;
        let erased = |scope: &str, values: &[&str]| marks.erased(scope, values);
        let found =
            probity_stores::recognise(&graph, &self.inner.stores, only.as_ref(), scope.unsure, &erased)
                .await?;
        let mut remarks = vec![format!("{} erasures were looked for", marks.tombstones)];
        remarks.extend(staying(&found));
        if found.is_empty() {
            return Ok(ReplayPlan { planned: None, remarks });
        }
        let salt = random_bytes::<16>(self.inner.random.as_ref()).map_err(StateError::from)?;
        let planned = probity_stores::plan_again(&graph, &self.inner.stores, &found, salt).await?;
        // People whose rows had to stay are found each time, as they should be.
        let planned = Some(planned).filter(|planned| planned.plan.changes_anything());
        Ok(ReplayPlan { planned, remarks })
    }

    /// Begins a replay: its plan is made by whoever works next, and waits for approval.
    ///
    /// # Errors
    /// When there is no such store, or the state fails.
    pub async fn begin_replay(&self, scope: &ReplayScope, by: &str) -> Result<Request, KeeperError> {
        if let Some(store) = &scope.store {
            self.inner.stores.get(store)?;
        }
        let inner = &self.inner;
        let now = inner.clock.now();
        let id = RequestId::from_random(random_bytes(inner.random.as_ref()).map_err(StateError::from)?);
        let key = self.request_key(id).await?;
        let identities = requests::seal_identities(&key, self.nonce()?, id, &[])?;
        let text = serde_json::to_vec(scope).map_err(|_| KeeperError::Stored("the scope of a replay"))?;
        let sealed = self.seal_file(id, SCOPE, &text).await?;
        let new = NewRequest {
            id,
            right: Right::Erasure.word().to_owned(),
            state: RequestState::PersonActed.word().to_owned(),
            received_at: now,
            due_at: crate::intake::later(now, TIME),
            acknowledge_by: None,
            residence: None,
            channel: REPLAY.to_owned(),
            person: None,
            identities: Some(identities),
        };
        let entry = self.entry(Kind::ReplayBegun).request(id).fact("by", by);
        let request = writing!(inner.state, |tx| {
            let request = requests::create(tx, &new).await?;
            vault::put(tx, id, SCOPE, &sealed, now).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            self.enqueue(tx, crate::worker::PLAN, id, now).await?;
            self.watch_from(tx, &request).await?;
            Ok(request)
        })?;
        inner.wake.notify_one();
        Ok(request)
    }

    /// The plan of a replay as the world is now; nothing when nobody is left to be erased.
    pub(crate) async fn plan_of_replay(&self, id: RequestId) -> Result<ReplayPlan, KeeperError> {
        self.replay_plan(&self.scope_of(id).await?).await
    }

    async fn scope_of(&self, id: RequestId) -> Result<ReplayScope, KeeperError> {
        let fault = KeeperError::Stored("the scope of a replay");
        let Some(text) = self.open_file(id, SCOPE).await? else { return Err(fault) };
        serde_json::from_slice(text.reveal(Reveal::QueryStore)).map_err(|_| fault)
    }

    /// Ends a replay: the erasures of the stores that it looked at are repeated.
    pub(crate) async fn close_replay(
        &self,
        claim: &Claim,
        mut request: Request,
        outcome: &str,
        remainder: Option<&Remainder>,
    ) -> Result<(), KeeperError> {
        let scope = self.scope_of(request.id).await?;
        // What a hold or a floor keeps goes by itself when that ends, as after every erasure.
        let waiting = remainder.map_or_else(Vec::new, |rest| Self::kept_rows(request.id, rest));
        let sealed = match remainder.filter(|_| !waiting.is_empty()) {
            Some(rest) => {
                Some(self.seal_file(request.id, REMAINDER, rest.to_bytes().reveal(Reveal::Seal)).await?)
            }
            None => None,
        };
        let next = self.next_look(&waiting).await?;
        let stores: Vec<String> = match &scope.store {
            Some(store) => vec![store.clone()],
            None => self.inner.stores.iter().map(|store| store.name().to_owned()).collect(),
        };
        let now = self.inner.clock.now();
        let entry = self.entry(Kind::ErasureRepeated).request(request.id).fact("outcome", outcome);
        request.state = RequestState::Fulfilled.word().to_owned();
        request.closed_at = Some(now);
        request.outcome = Some(outcome.to_owned());
        writing!(self.inner.state, |tx| {
            let mut request = request.clone();
            // What was only looked at since an instant is not repeated as a whole.
            if scope.since.is_none() {
                for store in &stores {
                    // A restore after the replay began was not looked at by it.
                    for restore in backups::restores(tx, true, 1000).await? {
                        if restore.store == *store && restore.restored_at <= request.received_at {
                            alarms::clear(tx, &crate::backups::replay_alarm(&restore), now).await?;
                        }
                    }
                    backups::replayed(tx, store, request.received_at, request.id, now).await?;
                }
            }
            requests::update(tx, &mut request).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            if let Some(sealed) = &sealed {
                self.leave(tx, request.id, sealed, &waiting, next).await?;
            }
            self.enqueue(tx, crate::worker::FORGET, request.id, now).await?;
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }

    /// The stores whose erasures must be repeated, each with the instant since when.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn replays_due(&self) -> Result<Vec<backups::Restore>, KeeperError> {
        reading!(self.inner.state, |tx| Ok(backups::restores(tx, true, 1000).await?))
    }
}

/// What stays although somebody of that name or key was erased.
fn staying(found: &Recognised) -> Vec<String> {
    let returned = found
        .returned
        .iter()
        .map(|(table, rows)| format!("{rows} rows of {table} stay: they were collected after the erasure"));
    let unsure = found.unsure.iter().map(|(table, rows)| {
        format!(
            "{rows} rows of {table} stay: only the name or only the key is that of somebody erased, and nothing says \
             when they came; `--unsure` erases them too"
        )
    });
    returned.chain(unsure).collect()
}
