//! Sending what is queued, and forgetting a request once nothing more will be sent.

use crate::backups::{BACKUP_OVERDUE, REPLAY_DUE};
use crate::error::KeeperError;
use crate::finishing::REMAINDER;
use crate::keeper::Keeper;
use crate::messages::Message;
use crate::post::{Letter, PostError};
use crate::reading::{reading, writing};
use crate::worker::mail_retry;
use jiff::SignedDuration;
use probity_ledger::{Kind, RequestId};
use probity_state::jobs::Claim;
use probity_state::mail::DueMail;
use probity_state::{KeyOwner, KeyState, StateError, jobs, ledger, mail, remainders, requests, vault};
use probity_vocabulary::{Personal, RequestState, Right};

/// How long a message is one worker's.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long a package can be fetched after it was made.
pub(crate) const PACKAGE_LIVES: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Keeper {
    /// Sends every message that is due.
    pub(crate) async fn send_mail(&self, claim: &Claim) -> Result<(), KeeperError> {
        let inner = &self.inner;
        loop {
            let now = inner.clock.now();
            let due = writing!(inner.state, |tx| Ok(mail::claim(tx, now, LEASE).await?))?;
            let Some(due) = due else { return self.finish(claim).await };
            self.send_one(&due).await?;
        }
    }

    async fn send_one(&self, due: &DueMail) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let outcome = match (&inner.post, self.letter(due).await?) {
            (Some(post), Some((to, message))) => post.send(&to, &message).await,
            // The key is gone, so whoever it was for is erased: nothing is left to be sent.
            (Some(_), None) => Err(PostError::Recipient),
            (None, _) => Err(PostError::Later(None)),
        };
        let now = inner.clock.now();
        let request = match due.sealed_for {
            KeyOwner::Request(request) => Some(request),
            KeyOwner::Person(_) => None,
        };
        let purpose = due.dedup_key.split(':').next().unwrap_or("message");
        // A message about backups is sealed under a key of its own, and about no request.
        let of_its_own = matches!(purpose, BACKUP_OVERDUE | REPLAY_DUE);
        let entry = |kind| {
            let entry = self.entry(kind).fact("purpose", purpose);
            match request.filter(|_| !of_its_own) {
                Some(request) => entry.request(request),
                None => entry,
            }
        };
        let retry = outcome
            .as_ref()
            .err()
            .filter(|error| error.is_temporary())
            .and_then(|_| mail_retry(now, due.attempts));
        writing!(inner.state, |tx| {
            match &outcome {
                Ok(()) => {
                    mail::sent(tx, due.id, now).await?;
                    ledger::append(tx, &[entry(Kind::MessageSent)]).await?;
                }
                Err(error) => {
                    mail::not_sent(tx, due.id, &error.to_string(), retry).await?;
                    match (retry, request) {
                        (Some(at), Some(request)) => {
                            // Under a key of its own: the job at hand still has the usual one.
                            let job = jobs::NewJob {
                                kind: crate::worker::MAIL.to_owned(),
                                payload: request.to_string(),
                                dedup_key: Some(format!("mail-again:{}", due.id)),
                                run_after: at,
                                max_attempts: 50,
                            };
                            jobs::enqueue(tx, &job, now).await?;
                        }
                        _ => {
                            ledger::append(tx, &[entry(Kind::MessageFailed)]).await?;
                        }
                    }
                }
            }
            Ok(())
        })?;
        let last = matches!(purpose, "erased" | "refused") && retry.is_none();
        if let (true, Some(request)) = (last, request) {
            self.destroy_request_key(request).await?;
        }
        if let (true, None) = (of_its_own, retry) {
            inner.state.keys().destroy(due.sealed_for, now).await?;
        }
        Ok(())
    }

    async fn letter(&self, due: &DueMail) -> Result<Option<(Personal<String>, Message)>, KeeperError> {
        let KeyState::Present(key) = self.inner.state.keys().fetch(due.sealed_for).await? else {
            return Ok(None);
        };
        let plain = key.open(due.dedup_key.as_bytes(), &due.sealed).map_err(StateError::from)?;
        let letter: Letter = serde_json::from_slice(&plain).map_err(|_| KeeperError::Stored("a message"))?;
        Ok(Some((Personal::new(letter.to), Message { subject: letter.subject, text: letter.text })))
    }

    /// Closes the package and destroys the request's key.
    pub(crate) async fn forget(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let request = reading!(self.inner.state, |tx| Ok(requests::find(tx, id).await?))?;
        let Some(request) = request else { return self.finish(claim).await };
        if Right::from_word(&request.right).is_some_and(|right| right != Right::Erasure)
            && request.state == RequestState::Fulfilled.word()
        {
            let entry = self.entry(Kind::PackageClosed).request(id);
            let closed = writing!(self.inner.state, |tx| {
                vault::empty(tx, id).await?;
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
                Ok(())
            });
            closed?;
        }
        self.destroy_request_key(id).await?;
        self.finish(claim).await
    }

    /// Destroys a request's key and empties what it sealed. While rows wait for their end, their keys stay, and
    /// nothing else: nobody knows any more whose they were.
    pub(crate) async fn destroy_request_key(&self, id: RequestId) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let emptied = writing!(inner.state, |tx| {
            let waits = !remainders::of_request(tx, id).await?.is_empty();
            if waits {
                vault::empty_but(tx, id, REMAINDER).await?;
            } else {
                vault::empty(tx, id).await?;
            }
            if let Some(mut request) = requests::find(tx, id).await?
                && request.identities.is_some()
            {
                request.identities = None;
                requests::update(tx, &mut request).await?;
            }
            Ok(waits)
        });
        if emptied? {
            return Ok(());
        }
        inner.state.keys().destroy(KeyOwner::Request(id), inner.clock.now()).await?;
        Ok(())
    }
}
