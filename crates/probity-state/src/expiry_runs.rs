//! Runs of expiry: their plan, how far they are, and their report.
//!
//! INVARIANT (ONE-RUN): at most one run is unfinished; whoever begins another is given that one to end.

use crate::query::{Row, built_query, query};
use crate::stored::{instant, maybe_instant, signed};
use crate::{StateError, Tx};
use jiff::Timestamp;

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryRun {
    /// Its number.
    pub id: i64,
    /// The instant from which periods are counted.
    pub at: Timestamp,
    /// Who let it run: a person, or the schedule.
    pub by: String,
    /// The hash of its plan.
    pub plan_hash: String,
    /// The plan as JSON, without a person's data.
    pub plan: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What was deleted, kept and why, as JSON.
    pub report: Option<String>,
}

/// How far a step of a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepCount {
    /// The number of the step, from 0.
    pub step: u32,
    /// Rows counted into the ledger.
    pub rows: u64,
    /// Whether it has nothing left to do.
    pub done: bool,
}

const COLUMNS: &str = "id, at, by, plan_hash, plan, started_at, finished_at, report";

/// Begins a run.
///
/// # Errors
/// When the database fails, or [`StateError::Changed`] when another is unfinished.
pub async fn begin(
    tx: &mut Tx,
    at: Timestamp,
    by: &str,
    plan_hash: &str,
    plan: &str,
    now: Timestamp,
) -> Result<ExpiryRun, StateError> {
    if unfinished(tx).await?.is_some() {
        return Err(StateError::Changed { what: "run of expiry" });
    }
    let sql = "INSERT INTO expiry_runs (at, by, plan_hash, plan, started_at) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let statement = query("beginning an expiry", sql)
        .integer(at.as_microsecond())
        .text(by)
        .text(plan_hash)
        .text(plan)
        .integer(now.as_microsecond());
    let row = tx.row(statement).await?.ok_or(StateError::NotFound { what: "run of expiry" })?;
    let id = row.integer(0)?;
    find(tx, id).await?.ok_or(StateError::NotFound { what: "run of expiry" })
}

/// The run that has not ended.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(tx: &mut Tx) -> Result<Option<ExpiryRun>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM expiry_runs WHERE finished_at IS NULL ORDER BY id LIMIT 1");
    tx.row(built_query("reading the runs of expiry", sql)).await?.as_ref().map(read).transpose()
}

/// The run of this number.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Option<ExpiryRun>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM expiry_runs WHERE id = $1");
    tx.row(built_query("reading a run of expiry", sql).integer(id)).await?.as_ref().map(read).transpose()
}

/// The newest runs, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx, limit: u32) -> Result<Vec<ExpiryRun>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM expiry_runs ORDER BY id DESC LIMIT $1");
    tx.rows(built_query("listing the runs of expiry", sql).integer(i64::from(limit)))
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Counts rows of a step, and whether it is done.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, run: i64, step: u32, rows: u64, done: bool) -> Result<(), StateError> {
    let sql = r#"INSERT INTO expiry_counts (run, step, "rows", done) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (run, step) DO UPDATE SET "rows" = expiry_counts."rows" + excluded."rows",
                     done = CASE WHEN excluded.done = 1 THEN 1 ELSE expiry_counts.done END"#;
    let statement = query("counting an expiry", sql)
        .integer(run)
        .integer(i64::from(step))
        .integer(signed(rows, "count of rows")?)
        .integer(i64::from(done));
    tx.run(statement).await.map(|_| ())
}

/// How far the steps of a run are.
///
/// # Errors
/// When the database fails.
pub async fn counts(tx: &mut Tx, run: i64) -> Result<Vec<StepCount>, StateError> {
    let sql = r#"SELECT step, "rows", done FROM expiry_counts WHERE run = $1 ORDER BY step"#;
    let rows = tx.rows(query("reading an expiry", sql).integer(run)).await?;
    rows.iter()
        .map(|row| {
            let step = u32::try_from(row.integer(0)?).map_err(|_| StateError::Corrupt { what: "a step" })?;
            Ok(StepCount { step, rows: row.integer(1)?.unsigned_abs(), done: row.integer(2)? != 0 })
        })
        .collect()
}

/// Ends a run with its report; false when it was ended before.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &mut Tx, run: i64, report: &str, now: Timestamp) -> Result<bool, StateError> {
    let sql = "UPDATE expiry_runs SET finished_at = $1, report = $2 WHERE id = $3 AND finished_at IS NULL";
    let statement = query("ending an expiry", sql).integer(now.as_microsecond()).text(report).integer(run);
    Ok(tx.run(statement).await? == 1)
}

fn read(row: &Row) -> Result<ExpiryRun, StateError> {
    Ok(ExpiryRun {
        id: row.integer(0)?,
        at: instant(row.integer(1)?)?,
        by: row.text(2)?,
        plan_hash: row.text(3)?,
        plan: row.text(4)?,
        started_at: instant(row.integer(5)?)?,
        finished_at: maybe_instant(row.maybe_integer(6)?)?,
        report: row.maybe_text(7)?,
    })
}
