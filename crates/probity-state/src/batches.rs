//! The batches in which a step is carried out that changes many rows: how far it is, while it goes on and after a
//! crash. Which rows they are is the store's to know.
//!
//! INVARIANT (COUNTED-ONCE): a batch whose end was never told is counted when what is left later shows that it was
//! committed, and forgotten when it shows that it was not.

use crate::query::query;
use crate::stored::signed;
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// A batch that is about to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBatch {
    /// The table.
    pub table: String,
    /// What is done, as a word.
    pub action: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many rows of the step are left, its own among them.
    pub remaining: u64,
}

/// How far a step is that is carried out in batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Far {
    /// The number of the step.
    pub step: u32,
    /// Batches that are known to be committed.
    pub batches: u64,
    /// Their rows.
    pub done: u64,
    /// The rows that are left.
    pub left: u64,
}

/// Notes that a batch begins, before it has any effect; its number within the step.
///
/// # Errors
/// When the database fails, or the step was never begun.
pub async fn begin(
    tx: &mut Tx,
    request: RequestId,
    step: u32,
    batch: &NewBatch,
    now: Timestamp,
) -> Result<u32, StateError> {
    settle(tx, request, step, batch.remaining, now).await?;
    let sql = "SELECT COALESCE(MAX(number), 0) FROM step_batches WHERE request = $1 AND step = $2";
    let last = query("numbering a batch", sql).bytes(&request.bytes()).integer(i64::from(step));
    let last = tx.row(last).await?.map(|row| row.integer(0)).transpose()?.unwrap_or(0);
    let number =
        u32::try_from(last.saturating_add(1)).map_err(|_| StateError::Corrupt { what: "a batch" })?;
    let sql = r#"INSERT INTO step_batches (request, step, number, table_name, action, "rows", remaining, started_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"#;
    let statement = query("beginning a batch", sql)
        .bytes(&request.bytes())
        .integer(i64::from(step))
        .integer(i64::from(number))
        .text(&batch.table)
        .text(&batch.action)
        .integer(signed(batch.rows, "count of rows")?)
        .integer(signed(batch.remaining, "count of rows")?)
        .integer(now.as_microsecond());
    tx.run(statement).await?;
    Ok(number)
}

/// Notes that the batch begun last is done.
///
/// # Errors
/// [`StateError::Changed`] when none was begun.
pub async fn done(tx: &mut Tx, request: RequestId, step: u32, now: Timestamp) -> Result<(), StateError> {
    let sql = "UPDATE step_batches SET finished_at = $1
               WHERE request = $2 AND step = $3 AND finished_at IS NULL";
    let statement = query("ending a batch", sql)
        .integer(now.as_microsecond())
        .bytes(&request.bytes())
        .integer(i64::from(step));
    if tx.run(statement).await? == 1 { Ok(()) } else { Err(StateError::Changed { what: "batch" }) }
}

/// Decides about a batch whose end was never told, now that so many rows of the step are left.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    tx: &mut Tx,
    request: RequestId,
    step: u32,
    left: u64,
    now: Timestamp,
) -> Result<(), StateError> {
    let left = signed(left, "count of rows")?;
    let sql = r#"UPDATE step_batches SET finished_at = $1
                 WHERE request = $2 AND step = $3 AND finished_at IS NULL AND remaining - "rows" >= $4"#;
    let committed = query("ending a batch", sql)
        .integer(now.as_microsecond())
        .bytes(&request.bytes())
        .integer(i64::from(step))
        .integer(left);
    tx.run(committed).await?;
    let sql = "DELETE FROM step_batches WHERE request = $1 AND step = $2 AND finished_at IS NULL";
    let undone = query("forgetting a batch", sql).bytes(&request.bytes()).integer(i64::from(step));
    tx.run(undone).await.map(|_| ())
}

/// How far the steps of a request are that are carried out in batches, in the order of the plan.
///
/// # Errors
/// When the database fails.
pub async fn far(tx: &mut Tx, request: RequestId) -> Result<Vec<Far>, StateError> {
    let sql = r#"SELECT b.step, COUNT(b.finished_at),
                        CAST(SUM(CASE WHEN b.finished_at IS NULL THEN 0 ELSE b."rows" END) AS BIGINT),
                        (SELECT l.remaining - CASE WHEN l.finished_at IS NULL THEN 0 ELSE l."rows" END
                         FROM step_batches AS l WHERE l.request = $1 AND l.step = b.step
                         ORDER BY l.number DESC LIMIT 1)
                 FROM step_batches AS b WHERE b.request = $1 GROUP BY b.step ORDER BY b.step"#;
    let rows = tx.rows(query("reading the batches", sql).bytes(&request.bytes())).await?;
    rows.iter()
        .map(|row| {
            let step = u32::try_from(row.integer(0)?).map_err(|_| StateError::Corrupt { what: "a batch" })?;
            let count = |column| Ok::<u64, StateError>(row.integer(column)?.unsigned_abs());
            Ok(Far { step, batches: count(1)?, done: count(2)?, left: count(3)? })
        })
        .collect()
}
