//! Alarms: a request that will be late, told while there is time to do something about it.
//!
//! Of a request that does not move on, the company is told at half of its time, at four fifths, three days before
//! its end, and at its end: by mail to its own privacy address, in the log as an error, on every page of the
//! console, and in `/healthz`. Each is told once.

use crate::desk::AlarmView;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::messages::{self, Message};
use crate::post::Letter;
use crate::reading::{reading, writing};
use crate::worker::ALARM;
use jiff::{SignedDuration, Timestamp};
use probity_ledger::RequestId;
use probity_state::alarms::{self, NewAlarm};
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::{KeyOwner, StateError, Tx, mail};
use probity_vocabulary::RequestState;

/// The most alarms that are shown at once.
const SHOWN: u32 = 100;
/// A request is late.
const REQUEST_LATE: &str = "request-late";
/// The last warning comes this long before the end.
const LAST_WARNING: SignedDuration = SignedDuration::from_hours(3 * 24);

/// When a request is looked at, each with its word, in the order of time.
fn thresholds(request: &Request) -> Vec<(&'static str, Timestamp)> {
    let (from, due) = (request.received_at, request.due_at);
    let whole = due.duration_since(from).as_secs();
    let after = |part: i64, of: i64| {
        let seconds = whole.saturating_mul(part).checked_div(of).unwrap_or(0);
        from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(due)
    };
    let last = due.checked_sub(LAST_WARNING).unwrap_or(due).max(from);
    let mut all =
        vec![("half", after(1, 2)), ("four-fifths", after(4, 5)), ("three-days", last), ("overdue", due)];
    all.sort_by_key(|(_, at)| *at);
    all
}

impl Keeper {
    /// Lets a request be looked at before it is late.
    pub(crate) async fn watch_from(&self, tx: &mut Tx, request: &Request) -> Result<(), StateError> {
        let now = self.inner.clock.now();
        let next = thresholds(request).into_iter().find(|(_, at)| *at > now);
        let Some((word, at)) = next else { return Ok(()) };
        let job = jobs::NewJob {
            kind: ALARM.to_owned(),
            payload: request.id.to_string(),
            // Each look queues the next one while it is running itself.
            dedup_key: Some(format!("{ALARM}-{word}:{}", request.id)),
            run_after: at,
            max_attempts: 1000,
        };
        jobs::enqueue(tx, &job, now).await?;
        Ok(())
    }

    /// Looks whether a request will be late, warns, and comes back at the next threshold.
    pub(crate) async fn watch_deadline(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let request = reading!(inner.state, |tx| Ok(requests::find(tx, id).await?))?;
        let Some(request) = request.filter(|request| request.closed_at.is_none()) else {
            return self.finish(claim).await;
        };
        let now = inner.clock.now();
        let word = thresholds(&request).into_iter().rfind(|(_, at)| *at <= now).map(|(word, _)| word);
        let alarm = match (word, self.delay(&request).await?) {
            (Some(word), Some(why)) => Some(NewAlarm {
                name: format!("{REQUEST_LATE}-{word}:{id}"),
                kind: REQUEST_LATE.to_owned(),
                request: Some(id),
                why,
            }),
            _ => None,
        };
        let message = alarm
            .as_ref()
            .map(|alarm| messages::late(&inner.letterhead, &id.to_string(), request.due_at, now, &alarm.why));
        let raised = writing!(inner.state, |tx| {
            let mut raised = false;
            if let (Some(alarm), Some(message)) = (&alarm, &message) {
                raised = alarms::raise(tx, alarm, now).await?;
                if raised {
                    self.mail_company(tx, id, &alarm.name, message).await?;
                }
            }
            self.watch_from(tx, &request).await?;
            jobs::complete(tx, claim, now).await?;
            Ok(raised)
        })?;
        if let (true, Some(alarm)) = (raised, &alarm) {
            tracing::error!(request = %id, due = %request.due_at, why = alarm.why, "a request will be late");
        }
        Ok(())
    }

    /// What keeps a request from its end; nothing while work on it goes on or it waits for its person.
    async fn delay(&self, request: &Request) -> Result<Option<String>, KeeperError> {
        if let Some(waiting) = self.waiting(request.id).await? {
            return Ok(Some(waiting.why));
        }
        let person = [RequestState::Received, RequestState::AwaitingPerson].map(RequestState::word);
        let approval = request.plan.is_some() && request.approved_by.is_none();
        Ok((approval && !person.contains(&request.state.as_str()))
            .then(|| "its plan waits for approval".to_owned()))
    }

    /// Queues a message to the company's own privacy address, sealed under the key of the request that it is about.
    /// Without a post nobody is written to; the log and the console tell all the same.
    pub(crate) async fn mail_company(
        &self,
        tx: &mut Tx,
        about: RequestId,
        name: &str,
        message: &Message,
    ) -> Result<(), KeeperError> {
        let Some(post) = &self.inner.post else { return Ok(()) };
        let letter =
            Letter { to: post.sender(), subject: message.subject.clone(), text: message.text.clone() };
        let plain = serde_json::to_vec(&letter).map_err(|_| KeeperError::Stored("a message"))?;
        let key = self.request_key(about).await?;
        let sealed = key.seal(self.nonce()?, name.as_bytes(), &plain).map_err(StateError::from)?;
        let now = self.inner.clock.now();
        let new = mail::NewMail {
            dedup_key: name.to_owned(),
            sealed_for: KeyOwner::Request(about),
            sealed,
            send_after: now,
        };
        mail::queue(tx, &new, now).await?;
        self.enqueue(tx, crate::worker::MAIL, about, now).await?;
        Ok(())
    }

    /// What somebody must look at, the newest first.
    pub(crate) async fn standing_alarms(&self) -> Result<Vec<AlarmView>, KeeperError> {
        let standing = reading!(self.inner.state, |tx| Ok(alarms::standing(tx, SHOWN).await?))?;
        let view = |alarm: alarms::Alarm| AlarmView {
            kind: alarm.kind,
            request: alarm.request,
            why: alarm.why,
            raised_at: alarm.raised_at,
        };
        Ok(standing.into_iter().map(view).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(from: i64, hours: i64) -> Request {
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap();
        Request {
            id: RequestId::from_stored([1; 16]),
            right: "erasure".to_owned(),
            state: "accepted".to_owned(),
            received_at: at(from),
            due_at: at(from + hours * 3600),
            acknowledge_by: None,
            residence: None,
            channel: "web-form".to_owned(),
            person: None,
            identities: None,
            plan_hash: None,
            plan: None,
            approved_by: None,
            approved_at: None,
            closed_at: None,
            outcome: None,
            version: 1,
        }
    }

    #[test]
    fn thirty_days_are_looked_at_after_fifteen_twenty_four_twenty_seven_and_thirty() {
        let request = request(0, 30 * 24);
        let days: Vec<_> = thresholds(&request)
            .into_iter()
            .map(|(word, at)| (word, at.duration_since(request.received_at).as_hours() / 24))
            .collect();
        assert_eq!(days, [("half", 15), ("four-fifths", 24), ("three-days", 27), ("overdue", 30)]);
    }

    proptest! {
        #[test]
        fn every_look_is_between_receipt_and_end_and_in_order(from in 0..2_000_000_000_i64, hours in 0..20_000_i64) {
            let request = request(from, hours);
            let all = thresholds(&request);
            prop_assert_eq!(all.len(), 4);
            prop_assert!(all.windows(2).all(|pair| pair[0].1 <= pair[1].1));
            prop_assert!(all.iter().all(|(_, at)| request.received_at <= *at && *at <= request.due_at));
        }
    }
}
