//! What people do for a request in stores that only people can work on: asking them, reminding them, and
//! keeping their proof.
//!
//! INVARIANT (NOT-WITHOUT-PEOPLE): a request ends only when every task of it is done, and each task ends
//! with a proof whose hash is in the ledger. Whom to look for, and what was found, are sealed files of the
//! request: they are shown to the officer and to nobody else, and go with the request's key.

use crate::desk::{DeskError, TaskView};
use crate::error::KeeperError;
use crate::intake::later;
use crate::keeper::Keeper;
use crate::messages::{self, Message};
use crate::planning::claims;
use crate::reading::{reading, writing};
use jiff::{SignedDuration, Timestamp};
use probity_ledger::{Kind, RequestId};
use probity_policy::model::data_map::StoreKind;
use probity_policy::model::records::{Proof as ProofKind, TaskRight};
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::tasks::{self, NewTask, Task};
use probity_state::{Tx, ledger, vault};
use probity_stores::PersonGraph;
use probity_vocabulary::{Period, Personal, Reveal, Right, Unit};
use sha2::{Digest, Sha256};

/// Remind people of their tasks.
pub(crate) const REMIND: &str = "remind";
/// How long before a task is due somebody is reminded, when there is time for it.
const AHEAD: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The largest proof.
const LARGEST_PROOF: usize = 32 << 20;
/// How many open tasks are listed.
const LISTED: u32 = 500;

/// How somebody proves that a task is done.
#[derive(Debug)]
pub enum TaskProof {
    /// In words.
    Note(Personal<String>),
    /// With a file: its name and its bytes.
    File(String, Personal<Vec<u8>>),
}

/// A file that a person found for somebody's access package.
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) bytes: Personal<Vec<u8>>,
}

/// What a person is asked to do, as the data map says it.
struct Asking {
    new: NewTask,
    look_for: Vec<(String, String)>,
}

impl Keeper {
    /// Asks people what the data map wants of them for a request, once; whether anything is still to be done.
    pub(crate) async fn ask_people(
        &self,
        request: &Request,
        graph: &PersonGraph,
        right: TaskRight,
    ) -> Result<bool, KeeperError> {
        let id = request.id;
        let known = reading!(self.inner.state, |tx| Ok(tasks::of_request(tx, id).await?))?;
        if !known.is_empty() {
            return Ok(known.iter().any(|task| task.done_at.is_none()));
        }
        let asking = self.asking(request, graph, right).await?;
        let Some(first) = asking.iter().map(|one| one.new.due_at).min() else { return Ok(false) };
        let now = self.inner.clock.now();
        let mut sealed = Vec::new();
        for one in &asking {
            let name = look_for_file(one.new.number);
            let plain = zeroize::Zeroizing::new(serde_json::to_vec(&one.look_for).unwrap_or_default());
            sealed.push((name.clone(), self.seal_file(id, &name, &plain).await?));
        }
        let message = messages::tasks_asked(&self.inner.letterhead, &id.to_string(), &listed(&asking));
        writing!(self.inner.state, |tx| {
            for one in &asking {
                if tasks::ask(tx, &one.new, now).await? {
                    let entry = self
                        .entry(Kind::TaskAsked)
                        .request(id)
                        .fact("place", one.new.place.as_str())
                        .fact("whom", one.new.whom.as_str())
                        .fact("number", i64::from(one.new.number));
                    ledger::append(tx, &[entry]).await?;
                }
            }
            for (name, bytes) in &sealed {
                vault::put(tx, id, name, bytes, now).await?;
            }
            self.queue_company_mail(tx, id, "task-asked", &message).await?;
            self.remind_at(tx, id, reminder(now, first)).await?;
            Ok(())
        })?;
        self.inner.wake.notify_one();
        Ok(true)
    }

    async fn asking(
        &self,
        request: &Request,
        graph: &PersonGraph,
        right: TaskRight,
    ) -> Result<Vec<Asking>, KeeperError> {
        let map = &self.model().data_map;
        let wanted = |store: &str| map.store(store).is_some_and(|store| store.kind == StoreKind::Manual);
        let any = map
            .tables
            .iter()
            .any(|table| wanted(&table.name.store) && table.tasks.iter().any(|task| task.right == right));
        if !any {
            return Ok(Vec::new());
        }
        let identities = self.identities_of(request).await?;
        let found = probity_stores::by_hand(map, graph, &self.inner.stores, &claims(&identities)).await?;
        let now = self.inner.clock.now();
        let mut asking = Vec::new();
        for table in map.tables.iter().filter(|table| wanted(&table.name.store)) {
            for task in table.tasks.iter().filter(|task| task.right == right) {
                let mut look_for: Vec<(String, String)> = identities
                    .iter()
                    .map(|(name, value)| (name.clone(), value.reveal(Reveal::QueryStore).clone()))
                    .collect();
                if let Some(found) = found.iter().find(|one| one.table == table.name) {
                    look_for.extend(found.look_for.reveal(Reveal::QueryStore).iter().cloned());
                }
                let due = task.within.map_or(request.due_at, |within| later(now, length(within)));
                asking.push(Asking {
                    new: NewTask {
                        request: request.id,
                        number: u32::try_from(asking.len()).unwrap_or(u32::MAX),
                        place: table.name.to_string(),
                        whom: task.whom.clone(),
                        what: task.what.clone(),
                        proof_kind: if task.proof == ProofKind::File { "file" } else { "note" }.to_owned(),
                        // The person who asked does not wait longer because somebody is given more time.
                        due_at: due.min(request.due_at),
                    },
                    look_for,
                });
            }
        }
        Ok(asking)
    }

    /// Ends the job while people are still asked; false when all of it is done and the work goes on. In one
    /// transaction, so that whoever finishes the last task meanwhile starts a new job or is seen here.
    pub(crate) async fn wait_for_people(&self, claim: &Claim, id: RequestId) -> Result<bool, KeeperError> {
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| {
            let waits = tasks::of_request(tx, id).await?.iter().any(|task| task.done_at.is_none());
            if waits {
                jobs::complete(tx, claim, now).await?;
            }
            Ok(waits)
        })
    }

    /// Notes that a task is done, with its proof.
    ///
    /// # Errors
    /// When there is no such task, it is done already, or the proof is not of the kind that is asked for.
    pub async fn finish_task(
        &self,
        id: RequestId,
        number: u32,
        proof: &TaskProof,
        by: &str,
    ) -> Result<TaskView, KeeperError> {
        let (request, known) = reading!(self.inner.state, |tx| {
            let request = requests::find(tx, id).await?.ok_or(DeskError::NotFound)?;
            Ok((request, tasks::of_request(tx, id).await?))
        })?;
        let task = known.iter().find(|task| task.asked.number == number).ok_or(DeskError::NotFound)?;
        let (kind, name, bytes): (&str, &str, &[u8]) = match proof {
            TaskProof::Note(note) => ("note", "", note.reveal(Reveal::Seal).trim().as_bytes()),
            TaskProof::File(name, bytes) => ("file", name, bytes.reveal(Reveal::Seal)),
        };
        let refuse = |message: &str| KeeperError::from(DeskError::Refused { message: message.to_owned() });
        if task.asked.proof_kind == "file" && kind == "note" {
            return Err(refuse("this task is proved with a file"));
        }
        if bytes.is_empty() || bytes.len() > LARGEST_PROOF {
            return Err(refuse("a proof is not empty and not larger than 32 MB"));
        }
        if task.done_at.is_some() || request.closed_at.is_some() {
            return Err(refuse("this task is done already"));
        }
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let file = proof_file(number);
        let named = [file_name(name).as_bytes(), b"\n", bytes].concat();
        let sealed = self.seal_file(id, &file, &zeroize::Zeroizing::new(named)).await?;
        let now = self.inner.clock.now();
        let entry = self
            .entry(Kind::TaskDone)
            .request(id)
            .fact("place", task.asked.place.as_str())
            .fact("number", i64::from(number))
            .fact("by", by)
            .fact("proof", kind)
            .fact("sha256", crate::package::hex(&hash).as_str());
        let goes_on = if Right::from_word(&request.right) == Some(Right::Erasure) {
            crate::worker::CARRY_OUT
        } else {
            crate::worker::PLAN
        };
        let done = writing!(self.inner.state, |tx| {
            if !tasks::done(tx, id, number, by, hash, now).await? {
                return Err(DeskError::Refused { message: "this task is done already".to_owned() }.into());
            }
            vault::put(tx, id, &file, &sealed, now).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            let all = tasks::of_request(tx, id).await?;
            if all.iter().all(|task| task.done_at.is_some()) {
                self.enqueue(tx, goes_on, id, now).await?;
            }
            let done = all.into_iter().find(|task| task.asked.number == number);
            done.ok_or_else(|| DeskError::NotFound.into())
        })?;
        self.inner.wake.notify_one();
        Ok(view(&done, Vec::new()))
    }

    /// The tasks of a request with whom to look for, for the officer alone.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn tasks_of(&self, id: RequestId) -> Result<Vec<TaskView>, KeeperError> {
        let known = reading!(self.inner.state, |tx| Ok(tasks::of_request(tx, id).await?))?;
        self.with_whom(known).await
    }

    /// All tasks that wait for somebody, the one due first at the top.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn open_tasks(&self) -> Result<Vec<TaskView>, KeeperError> {
        let known = reading!(self.inner.state, |tx| Ok(tasks::open(tx, LISTED).await?))?;
        self.with_whom(known).await
    }

    async fn with_whom(&self, known: Vec<Task>) -> Result<Vec<TaskView>, KeeperError> {
        let mut views = Vec::new();
        for task in known {
            // What is done needs nobody to be looked for.
            let file = match task.done_at {
                None => self.open_file(task.asked.request, &look_for_file(task.asked.number)).await?,
                Some(_) => None,
            };
            let look_for = match &file {
                Some(file) => serde_json::from_slice(file.reveal(Reveal::AnswerPerson))
                    .map_err(|_| KeeperError::Stored("whom to look for"))?,
                None => Vec::new(),
            };
            views.push(view(&task, look_for));
        }
        Ok(views)
    }

    /// What people found for an access request.
    pub(crate) async fn attached(&self, id: RequestId) -> Result<Vec<Attached>, KeeperError> {
        let known = reading!(self.inner.state, |tx| Ok(tasks::of_request(tx, id).await?))?;
        let mut all = Vec::new();
        for task in known.iter().filter(|task| task.done_at.is_some()) {
            let Some(file) = self.open_file(id, &proof_file(task.asked.number)).await? else { continue };
            let bytes = file.reveal(Reveal::AnswerPerson);
            let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
            let name = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
            let name = if name.is_empty() { "note.txt".to_owned() } else { name };
            all.push(Attached {
                name: format!("found/{}-{name}", task.asked.number + 1),
                bytes: Personal::new(bytes.get(end + 1..).unwrap_or_default().to_vec()),
            });
        }
        Ok(all)
    }

    /// Reminds people of what is not done, and does so again until it is.
    pub(crate) async fn remind(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let now = self.inner.clock.now();
        let (request, known) = reading!(self.inner.state, |tx| {
            Ok((requests::find(tx, id).await?, tasks::of_request(tx, id).await?))
        })?;
        let open: Vec<&Task> = known.iter().filter(|task| task.done_at.is_none()).collect();
        let closed = request.is_none_or(|request| request.closed_at.is_some());
        let Some(first) = open.iter().map(|task| task.asked.due_at).min().filter(|_| !closed) else {
            return self.finish(claim).await;
        };
        let lines: Vec<(String, Timestamp)> =
            open.iter().map(|task| (line(&task.asked), task.asked.due_at)).collect();
        let message = messages::tasks_due(&self.inner.letterhead, &id.to_string(), &lines);
        // On the day it is due, then every day.
        let day = SignedDuration::from_hours(24);
        let next = if now < first { first } else { later(now, day) };
        writing!(self.inner.state, |tx| {
            for task in &open {
                tasks::reminded(tx, id, task.asked.number, now).await?;
                let entry = self
                    .entry(Kind::TaskReminded)
                    .request(id)
                    .fact("place", task.asked.place.as_str())
                    .fact("number", i64::from(task.asked.number));
                ledger::append(tx, &[entry]).await?;
            }
            let purpose = format!("task-due-{}", now.as_second());
            self.queue_company_mail(tx, id, &purpose, &message).await?;
            self.remind_at(tx, id, next).await?;
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }

    async fn remind_at(&self, tx: &mut Tx, id: RequestId, at: Timestamp) -> Result<(), KeeperError> {
        let job = jobs::NewJob {
            kind: REMIND.to_owned(),
            payload: id.to_string(),
            // The reminder at hand still has its own.
            dedup_key: Some(format!("{REMIND}:{id}:{}", at.as_second())),
            run_after: at,
            max_attempts: 50,
        };
        jobs::enqueue(tx, &job, self.inner.clock.now()).await?;
        Ok(())
    }

    /// Queues a message to the company itself, at the address that its mail comes from.
    async fn queue_company_mail(
        &self,
        tx: &mut Tx,
        id: RequestId,
        purpose: &str,
        message: &Message,
    ) -> Result<(), KeeperError> {
        let Some(post) = &self.inner.post else { return Ok(()) };
        let company = [("email".to_owned(), Personal::new(post.sender()))];
        self.queue_mail(tx, id, purpose, &company, message).await?;
        Ok(())
    }
}

fn look_for_file(number: u32) -> String {
    format!("task-{number}")
}

fn proof_file(number: u32) -> String {
    format!("proof-{number}")
}

/// The last part of a file's name, without what could lead anywhere.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

fn view(task: &Task, look_for: Vec<(String, String)>) -> TaskView {
    TaskView {
        request: task.asked.request,
        number: task.asked.number,
        place: task.asked.place.clone(),
        whom: task.asked.whom.clone(),
        what: task.asked.what.clone(),
        proof: task.asked.proof_kind.clone(),
        asked_at: task.asked_at,
        due_at: task.asked.due_at,
        done_at: task.done_at,
        done_by: task.done_by.clone(),
        proof_sha256: task.proof_sha256.map(|hash| crate::package::hex(&hash)),
        look_for: Personal::new(look_for),
    }
}

fn line(task: &NewTask) -> String {
    format!("{}: {} ({})", task.whom, task.what, task.place)
}

fn listed(asking: &[Asking]) -> Vec<(String, Timestamp)> {
    asking.iter().map(|one| (line(&one.new), one.new.due_at)).collect()
}

/// When somebody is reminded: some days before, or half way when there are fewer.
fn reminder(now: Timestamp, due: Timestamp) -> Timestamp {
    let left = due.duration_since(now);
    let ahead = AHEAD.min(left.checked_div(2).unwrap_or_default());
    due.checked_sub(ahead).unwrap_or(now).max(now)
}

/// A period as a length of time, a month counted as thirty days; a working day as one and two fifths.
fn length(period: Period) -> SignedDuration {
    let amount = i64::from(period.amount);
    let hours = match period.unit {
        Unit::Minutes => return SignedDuration::from_mins(amount),
        Unit::Hours => amount,
        Unit::Days => amount * 24,
        Unit::WorkingDays => amount * 7 * 24 / 5,
        Unit::Weeks => amount * 7 * 24,
        Unit::Months => amount * 30 * 24,
        Unit::Years => amount * 365 * 24,
    };
    SignedDuration::from_hours(hours)
}

#[cfg(test)]
mod tests {
    use super::{file_name, reminder};

    #[test]
    fn somebody_is_reminded_before_it_is_due_and_never_in_the_past() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let now = at("2026-03-01T00:00:00Z");
        assert_eq!(reminder(now, at("2026-03-31T00:00:00Z")), at("2026-03-28T00:00:00Z"));
        assert_eq!(reminder(now, at("2026-03-02T00:00:00Z")), at("2026-03-01T12:00:00Z"));
        assert_eq!(reminder(now, at("2026-02-01T00:00:00Z")), now);
    }

    #[test]
    fn a_files_name_leads_nowhere() {
        assert_eq!(file_name("../../etc/pass\nwd"), "passwd");
        assert_eq!(file_name("C:\\a\\b.pdf"), "b.pdf");
    }
}
