//! What officers decide: approving a plan, refusing a request; and how they sign in.

use crate::desk::{DeskError, OfficerView};
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::messages;
use crate::planning::hash_bytes;
use crate::reading::{reading, writing};
use jiff::SignedDuration;
use probity_ledger::{Kind, RequestId};
use probity_state::ledger;
use probity_state::requests::{self, Request};
use probity_state::sessions::{self, Lifetime, SessionToken};
use probity_vocabulary::{Personal, RefusalReason, RequestState, Reveal, Right};
use sha2::{Digest, Sha256};

const SESSION: Lifetime =
    Lifetime { idle: SignedDuration::from_hours(1), absolute: SignedDuration::from_hours(12) };
/// The account name of officers' sessions.
const OFFICER: &str = "officer";

impl Keeper {
    /// Approves the plan that has this hash.
    ///
    /// # Errors
    /// When the plan is another one by now, or the request is not waiting for approval.
    pub async fn approve_plan(
        &self,
        id: RequestId,
        plan_hash: &str,
        by: &str,
    ) -> Result<Request, KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let hash = hash_bytes(plan_hash).map_err(|_| DeskError::PlanChanged)?;
        let approved = self.entry(Kind::PlanApproved).request(id).fact("by", by).fact("hash", plan_hash);
        let request = writing!(inner.state, |tx| {
            let mut request = requests::fetch(tx, id).await?;
            let waits =
                request.closed_at.is_none() && request.plan.is_some() && request.approved_by.is_none();
            if !waits {
                return Err(wrong_state(&request).into());
            }
            if request.plan_hash != Some(hash) {
                return Err(DeskError::PlanChanged.into());
            }
            request.approved_by = Some(by.to_owned());
            request.approved_at = Some(now);
            requests::update(tx, &mut request).await?;
            ledger::append(tx, std::slice::from_ref(&approved)).await?;
            self.enqueue(tx, crate::worker::CARRY_OUT, id, now).await?;
            Ok(request)
        })?;
        inner.wake.notify_one();
        Ok(request)
    }

    /// Refuses a request, and tells the person why and where to complain.
    ///
    /// # Errors
    /// When the request is closed, or its plan is being carried out already.
    pub async fn refuse_request(
        &self,
        id: RequestId,
        reason: RefusalReason,
        by: &str,
    ) -> Result<Request, KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let before = reading!(inner.state, |tx| Ok(requests::fetch(tx, id).await?))?;
        if before.closed_at.is_some() || before.approved_by.is_some() {
            return Err(wrong_state(&before).into());
        }
        let identities = self.identities_of(&before).await?;
        // Before the code was entered nobody knows whose address it is; then nothing is sent to it.
        let known = before.state != RequestState::AwaitingPerson.word();
        let right = Right::from_word(&before.right).ok_or(KeeperError::Stored("the right of a request"))?;
        let message = messages::refused(&inner.letterhead, right, reason.title());
        let entry = self.entry(Kind::RequestRefused).request(id).fact("reason", reason.word()).fact("by", by);
        let request = writing!(inner.state, |tx| {
            let mut request = before.clone();
            request.state = RequestState::Refused.word().to_owned();
            request.closed_at = Some(now);
            request.outcome = Some(reason.word().to_owned());
            requests::update(tx, &mut request).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            if known {
                self.queue_mail(tx, id, "refused", &identities, &message).await?;
            }
            self.enqueue(
                tx,
                crate::worker::FORGET,
                id,
                crate::intake::later(now, SignedDuration::from_hours(24)),
            )
            .await?;
            Ok(request)
        })?;
        inner.wake.notify_one();
        Ok(request)
    }

    /// An officer's session, when the secret is theirs.
    pub(crate) async fn officer_session(
        &self,
        secret: &Personal<String>,
    ) -> Result<Option<SessionToken>, KeeperError> {
        let given: [u8; 32] = Sha256::digest(secret.reveal(Reveal::VerifyIdentity).trim().as_bytes()).into();
        // Both are hashes of 256-bit secrets, so comparing them tells nothing about either.
        if self.inner.officer_secret != Some(given) {
            return Ok(None);
        }
        let now = self.inner.clock.now();
        let entry = self.entry(Kind::AccessChanged).fact("signed-in", OFFICER);
        let token = writing!(self.inner.state, |tx| {
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(sessions::create(tx, OFFICER, "browser", SESSION, self.inner.random.as_ref(), now).await?)
        });
        Ok(Some(token?))
    }

    /// The account of a session, if it is not over.
    pub(crate) async fn account(&self, token: &str) -> Result<Option<String>, KeeperError> {
        let Some(token) = SessionToken::parse(token) else { return Ok(None) };
        let now = self.inner.clock.now();
        let session = writing!(self.inner.state, |tx| Ok(sessions::touch(tx, &token, now).await?))?;
        Ok(session.map(|session| session.account))
    }

    pub(crate) async fn end_session(&self, token: &str) -> Result<(), KeeperError> {
        let Some(token) = SessionToken::parse(token) else { return Ok(()) };
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| {
            if let Some(session) = sessions::touch(tx, &token, now).await? {
                sessions::revoke(tx, &session.account, &session.id).await?;
            }
            Ok(())
        })
    }

    pub(crate) async fn officer_of(&self, token: &str) -> Result<Option<OfficerView>, KeeperError> {
        let account = self.account(token).await?;
        Ok(account.filter(|account| account == OFFICER).map(|name| OfficerView { name }))
    }
}

fn wrong_state(request: &Request) -> DeskError {
    RequestState::from_word(&request.state)
        .map_or(DeskError::NotFound, |state| DeskError::WrongState { state })
}
