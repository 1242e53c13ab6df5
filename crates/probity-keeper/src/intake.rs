//! Taking requests in, and letting people show who they are.
//!
//! INVARIANT (NO-ONE-LEARNS-WHO): no store is asked until somebody has entered the code that was
//! mailed to the identity; so nothing here can differ between known and unknown people.

use crate::desk::{DeskError, Intake};
use crate::error::KeeperError;
use crate::keeper::{Keeper, is_mail};
use crate::messages::{self, Message};
use crate::post::Letter;
use crate::reading::{reading, writing};
use jiff::SignedDuration;
use probity_ledger::{Kind, RequestId};
use probity_policy::deadline;
use probity_state::requests::{self, NewRequest, Request};
use probity_state::sessions::{self, Lifetime, SessionToken};
use probity_state::{KeyOwner, Random, StateError, Tx, codes, ledger, mail, random_bytes};
use probity_vocabulary::{Personal, RequestState, Residence, Reveal, Right};

/// How long a code is good for.
const CODE_LIVES: SignedDuration = SignedDuration::from_mins(30);
/// How often a code may be entered wrongly.
const CODE_ATTEMPTS: u32 = 5;
/// How long a person's session lasts.
const SESSION: Lifetime =
    Lifetime { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(12) };
/// The longest identity that is taken.
const LONGEST_IDENTITY: usize = 320;

impl Keeper {
    /// Takes a request in: keeps it sealed, computes its deadline, mails a code. With
    /// `vouched`, somebody of the company has looked at who asks, and no code is mailed.
    ///
    /// # Errors
    /// When the right is not offered, an identity makes no sense, or the state fails.
    pub async fn receive(&self, intake: Intake, vouched: Option<&str>) -> Result<Request, KeeperError> {
        self.sensible(&intake, vouched.is_some())?;
        let inner = &self.inner;
        let now = inner.clock.now();
        let residence = intake.residence.unwrap_or(Residence::UNKNOWN);
        let answer = deadline::deadline(&inner.project.model.policy, intake.right, residence, now, None)?;
        let due = answer.due.unwrap_or_else(|| deadline_of_last_resort(now));
        let id = RequestId::from_random(random_bytes(inner.random.as_ref()).map_err(StateError::from)?);
        let key = self.request_key(id).await?;
        let identities = requests::seal_identities(&key, self.nonce()?, id, &intake.identities)?;
        let code = code(inner.random.as_ref())?;
        let message = messages::code(&inner.letterhead, intake.right, &code, due);
        let new = NewRequest {
            id,
            right: intake.right.word().to_owned(),
            state: RequestState::Received.word().to_owned(),
            received_at: now,
            due_at: due,
            acknowledge_by: answer.acknowledge_by,
            residence: intake.residence.map(|place| place.to_string()),
            channel: intake.channel.clone(),
            person: None,
            identities: Some(identities),
        };
        let received = self
            .entry(Kind::RequestReceived)
            .request(id)
            .fact("right", intake.right.word())
            .fact("channel", intake.channel.as_str())
            .fact("due", due.to_string().as_str());
        let request = writing!(inner.state, |tx| {
            let mut request = requests::create(tx, &new).await?;
            ledger::append(tx, std::slice::from_ref(&received)).await?;
            if let Some(by) = vouched {
                self.verified(tx, &mut request, &intake.identities, by).await?;
            } else {
                request.state = RequestState::AwaitingPerson.word().to_owned();
                requests::update(tx, &mut request).await?;
                codes::issue(tx, &inner.pseudonyms, id, &code, later(now, CODE_LIVES), CODE_ATTEMPTS).await?;
                self.queue_mail(tx, id, "code", &intake.identities, &message).await?;
                ledger::append(tx, &[self.entry(Kind::IdentityRequested).request(id).fact("by", "mailbox")])
                    .await?;
            }
            Ok(request)
        })?;
        inner.wake.notify_one();
        Ok(request)
    }

    fn sensible(&self, intake: &Intake, vouched: bool) -> Result<(), DeskError> {
        let refuse = |message: &str| Err(DeskError::Refused { message: message.to_owned() });
        if !self.offered().contains(&intake.right) {
            return refuse("this right cannot be asked for here");
        }
        if intake.identities.is_empty() {
            return refuse("at least one identity is needed, such as the e-mail address");
        }
        // Only what is shown to be the person's may find rows: an address by its code. Whoever proves one
        // identity must not reach the rows of another.
        if !vouched && !matches!(intake.identities.as_slice(), [(name, _)] if is_mail(name)) {
            return refuse("give exactly one identity, the e-mail address; a code is sent to it");
        }
        for (name, value) in &intake.identities {
            let value = value.reveal(Reveal::VerifyIdentity).trim();
            if value.is_empty()
                || value.chars().count() > LONGEST_IDENTITY
                || value.chars().any(char::is_control)
            {
                return refuse("an identity is empty, too long, or holds control characters");
            }
            let mail_shaped = value
                .split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !value.contains(' '));
            if is_mail(name) && !mail_shaped {
                return refuse("this is not an e-mail address");
            }
        }
        Ok(())
    }

    /// The rights that can be carried out here, in the order of the policy.
    #[must_use]
    pub fn offered(&self) -> Vec<Right> {
        let policy = &self.inner.project.model.policy;
        let words = policy.offered.iter().filter_map(|word| Right::from_word(&word.value));
        words.filter(|right| matches!(right, Right::Access | Right::Erasure | Right::Portability)).collect()
    }

    /// Judges a code; a session when it is right.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn enter_code(
        &self,
        id: RequestId,
        code: &Personal<String>,
    ) -> Result<Option<SessionToken>, KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let entered: String =
            code.reveal(Reveal::VerifyIdentity).chars().filter(char::is_ascii_digit).take(16).collect();
        let token = writing!(inner.state, |tx| {
            match codes::check(tx, &inner.pseudonyms, id, &entered, now).await? {
                codes::Verdict::Right => {}
                codes::Verdict::Wrong { left } => {
                    let entry = self.entry(Kind::IdentityFailed).request(id).fact("left", i64::from(left));
                    ledger::append(tx, &[entry]).await?;
                    return Ok(None);
                }
                codes::Verdict::Spent => return Ok(None),
            }
            let mut request = requests::fetch(tx, id).await?;
            if request.state == RequestState::AwaitingPerson.word() {
                let identities = self.identities_of(&request).await?;
                self.verified(tx, &mut request, &identities, "mailbox").await?;
            }
            let account = person_account(id);
            Ok(Some(sessions::create(tx, &account, "browser", SESSION, inner.random.as_ref(), now).await?))
        })?;
        inner.wake.notify_one();
        Ok(token)
    }

    /// Sends a new code while the request's identities are there: to go on with the request, to look at it, or
    /// to fetch its package. At most one a minute.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn send_new_code(&self, id: RequestId) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let Some(request) = reading!(inner.state, |tx| Ok(requests::find(tx, id).await?))? else {
            return Ok(());
        };
        if request.identities.is_none() {
            return Ok(());
        }
        let identities = self.identities_of(&request).await?;
        let right = Right::from_word(&request.right).ok_or(KeeperError::Stored("the right of a request"))?;
        let now = inner.clock.now();
        let code = code(inner.random.as_ref())?;
        let message = messages::code(&inner.letterhead, right, &code, request.due_at);
        let purpose = format!("code-{}", now.as_second() / 60);
        let entry = self.entry(Kind::IdentityRequested).request(id).fact("by", "mailbox");
        writing!(inner.state, |tx| {
            if self.queue_mail(tx, id, &purpose, &identities, &message).await? {
                codes::issue(tx, &inner.pseudonyms, id, &code, later(now, CODE_LIVES), CODE_ATTEMPTS).await?;
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
            }
            Ok(())
        })?;
        inner.wake.notify_one();
        Ok(())
    }

    /// Notes that the person is who they say they are, and lets the plan be made.
    async fn verified(
        &self,
        tx: &mut Tx,
        request: &mut Request,
        identities: &[(String, Personal<String>)],
        by: &str,
    ) -> Result<(), KeeperError> {
        let now = self.inner.clock.now();
        let person = self.pseudonym(identities).ok_or(KeeperError::Stored("the identities of a request"))?;
        let key = self.person_key(person).await?;
        let names: Vec<&str> = identities.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<&str> =
            identities.iter().map(|(_, value)| value.reveal(Reveal::Seal).as_str()).collect();
        let detail = serde_json::json!({ "identities": names, "values": values }).to_string();
        let entry = self
            .entry(Kind::IdentityVerified)
            .request(request.id)
            .person(person)
            .fact("by", by)
            .seal(&key, self.nonce()?, detail.as_bytes())
            .map_err(StateError::from)?;
        request.state = RequestState::PersonActed.word().to_owned();
        request.person = Some(person);
        requests::update(tx, request).await?;
        ledger::append(tx, &[entry]).await?;
        self.enqueue(tx, crate::worker::PLAN, request.id, now).await?;
        self.watch_from(tx, request).await?;
        Ok(())
    }

    /// The identities of a request in the clear, while its key lives.
    pub(crate) async fn identities_of(
        &self,
        request: &Request,
    ) -> Result<Vec<(String, Personal<String>)>, KeeperError> {
        let sealed = request.identities.as_ref().ok_or(KeeperError::Stored("the identities of a request"))?;
        let key = self.request_key(request.id).await?;
        Ok(requests::open_identities(&key, request.id, sealed)?)
    }

    /// Queues a message to the request's mail address, once for each purpose; whether it was queued now.
    /// Without a post, nobody is written to.
    pub(crate) async fn queue_mail(
        &self,
        tx: &mut Tx,
        id: RequestId,
        purpose: &str,
        identities: &[(String, Personal<String>)],
        message: &Message,
    ) -> Result<bool, KeeperError> {
        let address = identities.iter().find(|(name, _)| is_mail(name)).map(|(_, value)| value);
        let (Some(address), Some(_)) = (address, &self.inner.post) else { return Ok(false) };
        let letter = Letter {
            to: address.reveal(Reveal::AnswerPerson).clone(),
            subject: message.subject.clone(),
            text: message.text.clone(),
        };
        let plain = zeroize::Zeroizing::new(
            serde_json::to_vec(&letter).map_err(|_| KeeperError::Stored("a message"))?,
        );
        let key = self.request_key(id).await?;
        let dedup_key = format!("{purpose}:{id}");
        let sealed = key.seal(self.nonce()?, dedup_key.as_bytes(), &plain).map_err(StateError::from)?;
        let now = self.inner.clock.now();
        let new = mail::NewMail { dedup_key, sealed_for: KeyOwner::Request(id), sealed, send_after: now };
        let queued = mail::queue(tx, &new, now).await?;
        self.enqueue(tx, crate::worker::MAIL, id, now).await?;
        Ok(queued)
    }
}

/// The account name of a person's session: it is for one request.
pub(crate) fn person_account(id: RequestId) -> String {
    format!("request:{id}")
}

/// Eight digits, every one as likely as every other.
fn code(random: &dyn Random) -> Result<String, KeeperError> {
    loop {
        let number = u32::from_le_bytes(random_bytes(random).map_err(StateError::from)?);
        // The largest multiple of 100,000,000 in 32 bits: above it the low numbers would be more likely.
        if number < 4_200_000_000 {
            return Ok(format!("{:08}", number % 100_000_000));
        }
    }
}

pub(crate) fn later(now: jiff::Timestamp, by: SignedDuration) -> jiff::Timestamp {
    now.checked_add(by).unwrap_or(now)
}

/// When neither policy nor law names a time, a month of thirty days is what most laws would give.
fn deadline_of_last_resort(now: jiff::Timestamp) -> jiff::Timestamp {
    later(now, SignedDuration::from_hours(30 * 24))
}
