//! The queue of jobs: leases, retries, dead letters.
//!
//! INVARIANT (ONE-AT-A-TIME): between claiming a job and the end of the lease nobody else gets it. A worker
//! that is killed simply lets its lease run out. A worker that comes back too late is told
//! [`StateError::LeaseLost`] and must leave everything as it is: the number of the attempt is its fence.

use crate::database::Backend;
use crate::query::{Row, query};
use crate::stored::{instant, later, maybe_instant};
use crate::{StateError, Tx};
use jiff::{SignedDuration, Timestamp};

/// The longest wait between two attempts.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);
/// How much of an error is kept.
const KEPT_ERROR_CHARACTERS: usize = 500;

/// A job to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What kind, as a word.
    pub kind: String,
    /// What it needs to know, as JSON without a person's data.
    pub payload: String,
    /// While a job with this key waits or runs, another one is not added.
    pub dedup_key: Option<String>,
    /// Not before.
    pub run_after: Timestamp,
    /// How often it is tried before it is put aside as dead.
    pub max_attempts: u32,
}

/// A job that a worker holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its number.
    pub id: i64,
    /// What kind.
    pub kind: String,
    /// What it needs to know.
    pub payload: String,
    /// The number of this attempt, from 1.
    pub attempt: i64,
    /// When the lease ends, unless it is renewed.
    pub lease_until: Timestamp,
}

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// It is tried again, not before.
    Again(Timestamp),
    /// It is put aside until a person looks at it.
    Dead,
}

/// A job as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What kind.
    pub kind: String,
    /// What it needs to know.
    pub payload: String,
    /// `ready`, `running`, `done` or `dead`.
    pub state: String,
    /// When a worker may take it; of a running one, when its lease ends.
    pub due_at: Timestamp,
    /// How often it was begun.
    pub attempts: i64,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// Adds a job; its number, or none when one with the same key waits or runs.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(tx: &mut Tx, job: &NewJob, now: Timestamp) -> Result<Option<i64>, StateError> {
    let sql = "INSERT INTO jobs (kind, payload, dedup_key, state, due_at, attempts, max_attempts, created_at)
               VALUES ($1, $2, $3, 'ready', $4, 0, $5, $6) ON CONFLICT DO NOTHING RETURNING id";
    let statement = query("adding a job", sql)
        .text(&job.kind)
        .text(&job.payload)
        .maybe_text(job.dedup_key.as_deref())
        .integer(job.run_after.as_microsecond())
        .integer(i64::from(job.max_attempts.max(1)))
        .integer(now.as_microsecond());
    tx.row(statement).await?.map(|row| row.integer(0)).transpose()
}

/// Takes the job that has been due longest, if there is one, for as long as `lease`.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    worker: &str,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<Option<Claim>, StateError> {
    // Killed at every attempt: it would kill the next worker as well.
    let sql =
        "UPDATE jobs SET state = 'dead', finished_at = $1, last_error = 'the worker ended without an answer'
               WHERE state = 'running' AND due_at <= $1 AND attempts >= max_attempts";
    tx.run(query("putting hopeless jobs aside", sql).integer(now.as_microsecond())).await?;
    let sql = match tx.backend() {
        Backend::Sqlite => {
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = $1, due_at = $2 WHERE id = (
                 SELECT id FROM jobs WHERE state IN ('ready', 'running') AND due_at <= $3
                 ORDER BY due_at, id LIMIT 1)
             RETURNING id, kind, payload, attempts"
        }
        Backend::Postgres => {
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = $1, due_at = $2 WHERE id = (
                 SELECT id FROM jobs WHERE state IN ('ready', 'running') AND due_at <= $3
                 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING id, kind, payload, attempts"
        }
    };
    let lease_until = later(now, lease);
    let statement = query("claiming a job", sql)
        .text(worker)
        .integer(lease_until.as_microsecond())
        .integer(now.as_microsecond());
    let Some(row) = tx.row(statement).await? else { return Ok(None) };
    Ok(Some(Claim {
        id: row.integer(0)?,
        kind: row.text(1)?,
        payload: row.text(2)?,
        attempt: row.integer(3)?,
        lease_until,
    }))
}

/// Renews the lease: the worker is alive and not done.
///
/// # Errors
/// [`StateError::LeaseLost`] when somebody else has taken the job.
pub async fn heartbeat(
    tx: &mut Tx,
    claim: &mut Claim,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<(), StateError> {
    let lease_until = later(now, lease);
    let sql = "UPDATE jobs SET due_at = $1 WHERE id = $2 AND attempts = $3 AND state = 'running'";
    let statement = query("renewing a lease", sql)
        .integer(lease_until.as_microsecond())
        .integer(claim.id)
        .integer(claim.attempt);
    require_held(tx.run(statement).await?)?;
    claim.lease_until = lease_until;
    Ok(())
}

/// Ends a job. In the transaction of what the job did, that is done exactly once.
///
/// # Errors
/// [`StateError::LeaseLost`] when somebody else has taken the job; nothing that it did may be committed then.
pub async fn complete(tx: &mut Tx, claim: &Claim, now: Timestamp) -> Result<(), StateError> {
    let sql = "UPDATE jobs SET state = 'done', finished_at = $1, last_error = NULL
               WHERE id = $2 AND attempts = $3 AND state = 'running'";
    let statement =
        query("ending a job", sql).integer(now.as_microsecond()).integer(claim.id).integer(claim.attempt);
    require_held(tx.run(statement).await?)
}

/// Notes that an attempt failed. It is tried again after `first_pause`, twice that, four times that, … at most six
/// hours, until its attempts are used up. `why` holds no person's data.
///
/// # Errors
/// [`StateError::LeaseLost`] when somebody else has taken the job.
pub async fn fail(
    tx: &mut Tx,
    claim: &Claim,
    why: &str,
    first_pause: SignedDuration,
    now: Timestamp,
) -> Result<AfterFailure, StateError> {
    let retry_at = later(now, pause_after(claim.attempt, first_pause));
    let sql = "UPDATE jobs SET state = CASE WHEN attempts >= max_attempts THEN 'dead' ELSE 'ready' END,
               finished_at = CASE WHEN attempts >= max_attempts THEN $1 ELSE NULL END,
               due_at = $2, last_error = $3, worker = NULL
               WHERE id = $4 AND attempts = $5 AND state = 'running' RETURNING state";
    let why: String = why.chars().take(KEPT_ERROR_CHARACTERS).collect();
    let statement = query("noting a failed job", sql)
        .integer(now.as_microsecond())
        .integer(retry_at.as_microsecond())
        .text(&why)
        .integer(claim.id)
        .integer(claim.attempt);
    let row = tx.row(statement).await?.ok_or(StateError::LeaseLost)?;
    Ok(if row.text(0)? == "dead" { AfterFailure::Dead } else { AfterFailure::Again(retry_at) })
}

/// Doubles with every attempt, up to the longest.
fn pause_after(attempt: i64, first: SignedDuration) -> SignedDuration {
    let doublings = u32::try_from(attempt.saturating_sub(1).clamp(0, 30)).unwrap_or(30);
    1_i32
        .checked_shl(doublings)
        .and_then(|factor| first.checked_mul(factor))
        .unwrap_or(LONGEST_PAUSE)
        .min(LONGEST_PAUSE)
}

/// When the next job can be claimed; none when no job waits.
///
/// # Errors
/// When the database fails.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StateError> {
    let sql = "SELECT due_at FROM jobs WHERE state IN ('ready', 'running') ORDER BY due_at, id LIMIT 1";
    let row = tx.row(query("looking for the next job", sql)).await?;
    maybe_instant(row.map(|row| row.integer(0)).transpose()?)
}

/// The jobs in a state, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, state: &str, limit: u32) -> Result<Vec<Job>, StateError> {
    let sql = "SELECT id, kind, payload, state, due_at, attempts, last_error, finished_at FROM jobs
               WHERE state = $1 ORDER BY id LIMIT $2";
    let rows = tx.rows(query("listing jobs", sql).text(state).integer(i64::from(limit))).await?;
    rows.iter().map(read).collect()
}

/// The newest job with this key that is not done: waiting, running, or put aside.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(tx: &mut Tx, dedup_key: &str) -> Result<Option<Job>, StateError> {
    let columns = "id, kind, payload, state, due_at, attempts, last_error, finished_at";
    let sql = format!(
        "SELECT {columns} FROM jobs WHERE dedup_key = $1 AND state IN ('ready', 'running')
         UNION ALL SELECT {columns} FROM jobs WHERE dedup_key = $1 AND state = 'dead' ORDER BY id DESC"
    );
    let statement = crate::query::built_query("looking for a job", sql).text(dedup_key);
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Gives a dead job as many attempts again as it had; false when it is not dead, or another with its key waits.
///
/// # Errors
/// When the database fails.
pub async fn revive(tx: &mut Tx, id: i64, now: Timestamp) -> Result<bool, StateError> {
    let sql = "UPDATE jobs SET state = 'ready', due_at = $1, max_attempts = attempts + max_attempts, finished_at = NULL
               WHERE id = $2 AND state = 'dead' AND NOT EXISTS (
                   SELECT 1 FROM jobs AS other WHERE other.dedup_key = jobs.dedup_key
                   AND other.state IN ('ready', 'running'))";
    Ok(tx.run(query("reviving a job", sql).integer(now.as_microsecond()).integer(id)).await? == 1)
}

/// Forgets jobs that were done before; how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_done(tx: &mut Tx, before: Timestamp) -> Result<u64, StateError> {
    let sql = "DELETE FROM jobs WHERE state = 'done' AND finished_at < $1";
    tx.run(query("forgetting old jobs", sql).integer(before.as_microsecond())).await
}

fn read(row: &Row) -> Result<Job, StateError> {
    Ok(Job {
        id: row.integer(0)?,
        kind: row.text(1)?,
        payload: row.text(2)?,
        state: row.text(3)?,
        due_at: instant(row.integer(4)?)?,
        attempts: row.integer(5)?,
        last_error: row.maybe_text(6)?,
        finished_at: maybe_instant(row.maybe_integer(7)?)?,
    })
}

fn require_held(rows: u64) -> Result<(), StateError> {
    if rows == 1 { Ok(()) } else { Err(StateError::LeaseLost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours() {
        let first = SignedDuration::from_secs(30);
        let seconds: Vec<i64> =
            [1, 2, 3, 10, 11, 64, i64::MAX].map(|attempt| pause_after(attempt, first).as_secs()).into();
        assert_eq!(seconds, [30, 60, 120, 15_360, 21_600, 21_600, 21_600]);
    }
}
