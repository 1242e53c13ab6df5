//! Reports of `verify`, kept so that a promise's history can be shown.

use crate::query::{Row, query};
use crate::stored::instant;
use crate::{StateError, Tx};
use jiff::Timestamp;

/// A report and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// When it was made.
    pub at: Timestamp,
    /// How many promises are kept.
    pub kept: u32,
    /// How many are broken.
    pub broken: u32,
    /// How many are unproven.
    pub unproven: u32,
    /// The report as JSON, without a person's data.
    pub report: String,
}

/// Keeps a report; its number.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &mut Tx, verification: &Verification) -> Result<i64, StateError> {
    let sql = "INSERT INTO verifications (at, kept, broken, unproven, report) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let statement = query("keeping a report", sql)
        .integer(verification.at.as_microsecond())
        .integer(i64::from(verification.kept))
        .integer(i64::from(verification.broken))
        .integer(i64::from(verification.unproven))
        .text(&verification.report);
    tx.row(statement).await?.ok_or(StateError::Corrupt { what: "a report" })?.integer(0)
}

/// The newest reports, newest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx, limit: u32) -> Result<Vec<Verification>, StateError> {
    let sql =
        "SELECT at, kept, broken, unproven, report FROM verifications ORDER BY at DESC, id DESC LIMIT $1";
    tx.rows(query("reading reports", sql).integer(i64::from(limit))).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Verification, StateError> {
    let count = |column| {
        u32::try_from(row.integer(column)?).map_err(|_| StateError::Corrupt { what: "a count of promises" })
    };
    Ok(Verification {
        at: instant(row.integer(0)?)?,
        kept: count(1)?,
        broken: count(2)?,
        unproven: count(3)?,
        report: row.text(4)?,
    })
}
