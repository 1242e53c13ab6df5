//! The steps of a request's plan as they are carried out: what a restart goes by.
//!
//! INVARIANT (DONE-STAYS-DONE): a step that is done is never begun again and never becomes anything else.

use crate::query::{Row, query};
use crate::stored::{array, instant, maybe_instant, signed};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Begun; whether it had an effect is not known until it is looked up in the store.
    Started,
    /// Done.
    Done,
    /// It failed and had no effect.
    Failed,
}

impl StepState {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Result<Self, StateError> {
        match word {
            "started" => Ok(Self::Started),
            "done" => Ok(Self::Done),
            "failed" => Ok(Self::Failed),
            _ => Err(StateError::Corrupt { what: "the state of a step" }),
        }
    }
}

/// A step as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number within the plan.
    pub number: u32,
    /// The store it acts on.
    pub store: String,
    /// What it does, as a word.
    pub action: String,
    /// How far it is.
    pub state: StepState,
    /// How often it was begun.
    pub attempts: i64,
    /// How many rows it changed.
    pub rows: Option<u64>,
    /// A hash of what it did, for the evidence.
    pub digest: Option<[u8; 32]>,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it was begun last.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What a worker finds when it begins a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nobody has begun it, or it failed: go ahead.
    Fresh,
    /// It was begun and the worker was killed: look what it has done, then go on.
    Interrupted,
    /// It is done: leave it.
    AlreadyDone,
}

/// Notes that a step begins, before it has any effect.
///
/// # Errors
/// When the database fails, or the step was begun as another one.
pub async fn begin(
    tx: &mut Tx,
    request: RequestId,
    number: u32,
    store: &str,
    action: &str,
    now: Timestamp,
) -> Result<Begun, StateError> {
    let before = find(tx, request, number).await?;
    if let Some(before) = before {
        if before.store != store || before.action != action {
            return Err(StateError::Changed { what: "step" });
        }
        if before.state == StepState::Done {
            return Ok(Begun::AlreadyDone);
        }
        let sql =
            "UPDATE steps SET state = 'started', attempts = attempts + 1, started_at = $1, failure = NULL,
                   finished_at = NULL WHERE request = $2 AND number = $3 AND state <> 'done'";
        let statement = query("beginning a step", sql)
            .integer(now.as_microsecond())
            .bytes(&request.bytes())
            .integer(i64::from(number));
        if tx.run(statement).await? == 0 {
            return Ok(Begun::AlreadyDone);
        }
        return Ok(if before.state == StepState::Started { Begun::Interrupted } else { Begun::Fresh });
    }
    let sql = "INSERT INTO steps (request, number, store, action, state, attempts, started_at)
               VALUES ($1, $2, $3, $4, 'started', 1, $5)";
    let statement = query("beginning a step", sql)
        .bytes(&request.bytes())
        .integer(i64::from(number))
        .text(store)
        .text(action)
        .integer(now.as_microsecond());
    tx.run(statement).await?;
    Ok(Begun::Fresh)
}

/// Notes that a step is done.
///
/// # Errors
/// [`StateError::Changed`] when it was not begun, or is done already.
pub async fn done(
    tx: &mut Tx,
    request: RequestId,
    number: u32,
    rows: u64,
    digest: [u8; 32],
    now: Timestamp,
) -> Result<(), StateError> {
    let sql = r#"UPDATE steps SET state = 'done', "rows" = $1, digest = $2, finished_at = $3
                 WHERE request = $4 AND number = $5 AND state = 'started'"#;
    let statement = query("ending a step", sql)
        .integer(signed(rows, "count of rows")?)
        .bytes(&digest)
        .integer(now.as_microsecond())
        .bytes(&request.bytes())
        .integer(i64::from(number));
    require_begun(tx.run(statement).await?)
}

/// Notes that a step failed without an effect. `why` holds no person's data.
///
/// # Errors
/// [`StateError::Changed`] when it was not begun, or is done already.
pub async fn failed(
    tx: &mut Tx,
    request: RequestId,
    number: u32,
    why: &str,
    now: Timestamp,
) -> Result<(), StateError> {
    let sql = "UPDATE steps SET state = 'failed', failure = $1, finished_at = $2
               WHERE request = $3 AND number = $4 AND state = 'started'";
    let statement = query("noting a failed step", sql)
        .text(why)
        .integer(now.as_microsecond())
        .bytes(&request.bytes())
        .integer(i64::from(number));
    require_begun(tx.run(statement).await?)
}

fn require_begun(rows: u64) -> Result<(), StateError> {
    if rows == 1 { Ok(()) } else { Err(StateError::Changed { what: "step" }) }
}

/// All steps of a request that were ever begun, in the order of the plan.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, request: RequestId) -> Result<Vec<Step>, StateError> {
    let sql = r#"SELECT number, store, action, state, attempts, "rows", digest, failure, started_at, finished_at
                 FROM steps WHERE request = $1 ORDER BY number"#;
    tx.rows(query("reading the steps", sql).bytes(&request.bytes())).await?.iter().map(read).collect()
}

async fn find(tx: &mut Tx, request: RequestId, number: u32) -> Result<Option<Step>, StateError> {
    let sql = r#"SELECT number, store, action, state, attempts, "rows", digest, failure, started_at, finished_at
                 FROM steps WHERE request = $1 AND number = $2"#;
    let statement = query("reading a step", sql).bytes(&request.bytes()).integer(i64::from(number));
    tx.row(statement).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Step, StateError> {
    Ok(Step {
        number: u32::try_from(row.integer(0)?).map_err(|_| StateError::Corrupt { what: "a step" })?,
        store: row.text(1)?,
        action: row.text(2)?,
        state: StepState::parse(&row.text(3)?)?,
        attempts: row.integer(4)?,
        rows: row.maybe_integer(5)?.map(i64::unsigned_abs),
        digest: row.maybe_bytes(6)?.map(|bytes| array(&bytes, "the digest of a step")).transpose()?,
        failure: row.maybe_text(7)?,
        started_at: instant(row.integer(8)?)?,
        finished_at: maybe_instant(row.maybe_integer(9)?)?,
    })
}
