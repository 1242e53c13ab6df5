//! What people are asked to do for requests, until they say that it is done.
//!
//! INVARIANT (ASKED-ONCE): a task has a number within its request; asking again changes nothing, and what is
//! done stays done. Whom to look for is no business of these rows: that is a sealed file of the request.

use crate::query::{Row, query};
use crate::stored::{array, instant, maybe_instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// A task to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// The request that it is for.
    pub request: RequestId,
    /// Its number within the request.
    pub number: u32,
    /// Where, as `store.table`.
    pub place: String,
    /// Who is asked, such as `office`.
    pub whom: String,
    /// What to do, in words.
    pub what: String,
    /// How it is proved: `note` or `file`.
    pub proof_kind: String,
    /// Until when.
    pub due_at: Timestamp,
}

/// A task as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What was asked.
    pub asked: NewTask,
    /// When.
    pub asked_at: Timestamp,
    /// When somebody was reminded last.
    pub reminded_at: Option<Timestamp>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Who said that it is done.
    pub done_by: Option<String>,
    /// SHA-256 of the proof.
    pub proof_sha256: Option<[u8; 32]>,
}

const COLUMNS: &str =
    "SELECT request, number, place, whom, what, proof_kind, asked_at, due_at, reminded_at, done_at,
                              done_by, proof_sha256 FROM tasks";

/// Asks; false when it was asked before.
///
/// # Errors
/// When the database fails.
pub async fn ask(tx: &mut Tx, task: &NewTask, now: Timestamp) -> Result<bool, StateError> {
    let sql = "INSERT INTO tasks (request, number, place, whom, what, proof_kind, asked_at, due_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request, number) DO NOTHING";
    let statement = query("asking a task", sql)
        .bytes(&task.request.bytes())
        .integer(i64::from(task.number))
        .text(&task.place)
        .text(&task.whom)
        .text(&task.what)
        .text(&task.proof_kind)
        .integer(now.as_microsecond())
        .integer(task.due_at.as_microsecond());
    Ok(tx.run(statement).await? == 1)
}

/// The tasks of a request, in order.
///
/// # Errors
/// When the database fails.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Task>, StateError> {
    let sql = selected(" WHERE request = $1 ORDER BY number");
    let statement = crate::query::built_query("reading tasks", sql).bytes(&request.bytes());
    tx.rows(statement).await?.iter().map(task).collect()
}

/// The tasks of open requests that wait for somebody, the one due first at the top.
///
/// # Errors
/// When the database fails.
pub async fn open(tx: &mut Tx, limit: u32) -> Result<Vec<Task>, StateError> {
    let sql = selected(
        " WHERE done_at IS NULL AND request IN (SELECT id FROM requests WHERE closed_at IS NULL)
          ORDER BY due_at, request, number LIMIT $1",
    );
    let statement = crate::query::built_query("reading open tasks", sql).integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(task).collect()
}

fn selected(rest: &str) -> String {
    format!("{COLUMNS}{rest}")
}

/// Notes that somebody was reminded.
///
/// # Errors
/// When the database fails.
pub async fn reminded(
    tx: &mut Tx,
    request: RequestId,
    number: u32,
    now: Timestamp,
) -> Result<(), StateError> {
    let sql = "UPDATE tasks SET reminded_at = $1 WHERE request = $2 AND number = $3";
    let statement = query("noting a reminder", sql)
        .integer(now.as_microsecond())
        .bytes(&request.bytes())
        .integer(i64::from(number));
    tx.run(statement).await.map(|_| ())
}

/// Notes that a task is done; false when there is no such task, or it was done before.
///
/// # Errors
/// When the database fails.
pub async fn done(
    tx: &mut Tx,
    request: RequestId,
    number: u32,
    by: &str,
    proof_sha256: [u8; 32],
    now: Timestamp,
) -> Result<bool, StateError> {
    let sql = "UPDATE tasks SET done_at = $1, done_by = $2, proof_sha256 = $3
               WHERE request = $4 AND number = $5 AND done_at IS NULL";
    let statement = query("noting that a task is done", sql)
        .integer(now.as_microsecond())
        .text(by)
        .bytes(&proof_sha256)
        .bytes(&request.bytes())
        .integer(i64::from(number));
    Ok(tx.run(statement).await? == 1)
}

fn task(row: &Row) -> Result<Task, StateError> {
    let number =
        u32::try_from(row.integer(1)?).map_err(|_| StateError::Corrupt { what: "the number of a task" })?;
    Ok(Task {
        asked: NewTask {
            request: RequestId::from_stored(array(&row.bytes(0)?, "the request of a task")?),
            number,
            place: row.text(2)?,
            whom: row.text(3)?,
            what: row.text(4)?,
            proof_kind: row.text(5)?,
            due_at: instant(row.integer(7)?)?,
        },
        asked_at: instant(row.integer(6)?)?,
        reminded_at: maybe_instant(row.maybe_integer(8)?)?,
        done_at: maybe_instant(row.maybe_integer(9)?)?,
        done_by: row.maybe_text(10)?,
        proof_sha256: row.maybe_bytes(11)?.map(|bytes| array(&bytes, "the hash of a proof")).transpose()?,
    })
}
