//! Alarms: what somebody must look at before it is too late.
//!
//! INVARIANT (RAISED-ONCE): an alarm has a name that says what and about what; it is raised once under it, and
//! stands until it is cleared or its request is closed.

use crate::query::{Row, query};
use crate::stored::{array, instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// How much of a reason is kept.
const KEPT_CHARACTERS: usize = 500;

/// An alarm to be raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlarm {
    /// What and about what, such as `request-late-50:…`.
    pub name: String,
    /// What, as a word.
    pub kind: String,
    /// The request that it is about.
    pub request: Option<RequestId>,
    /// Why, without a person's data.
    pub why: String,
}

/// An alarm that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What and about what.
    pub name: String,
    /// What, as a word.
    pub kind: String,
    /// The request that it is about.
    pub request: Option<RequestId>,
    /// Why.
    pub why: String,
    /// Since when.
    pub raised_at: Timestamp,
}

/// Raises an alarm; false when it was raised before.
///
/// # Errors
/// When the database fails.
pub async fn raise(tx: &mut Tx, alarm: &NewAlarm, now: Timestamp) -> Result<bool, StateError> {
    let sql = "INSERT INTO alarms (name, kind, request, why, raised_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (name) DO NOTHING";
    let why: String = alarm.why.chars().take(KEPT_CHARACTERS).collect();
    let statement = query("raising an alarm", sql)
        .text(&alarm.name)
        .text(&alarm.kind)
        .maybe_bytes(alarm.request.map(|request| request.bytes()).as_ref().map(<[u8; 16]>::as_slice))
        .text(&why)
        .integer(now.as_microsecond());
    Ok(tx.run(statement).await? == 1)
}

/// Clears an alarm: what it warned of is over. It can be raised again afterwards only under another name.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &mut Tx, name: &str, now: Timestamp) -> Result<bool, StateError> {
    let sql = "UPDATE alarms SET cleared_at = $1 WHERE name = $2 AND cleared_at IS NULL";
    Ok(tx.run(query("clearing an alarm", sql).integer(now.as_microsecond()).text(name)).await? == 1)
}

/// The alarms that stand, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, limit: u32) -> Result<Vec<Alarm>, StateError> {
    let sql = "SELECT a.name, a.kind, a.request, a.why, a.raised_at FROM alarms AS a
               LEFT JOIN requests AS r ON r.id = a.request
               WHERE a.cleared_at IS NULL AND r.closed_at IS NULL
               ORDER BY a.raised_at DESC, a.name LIMIT $1";
    tx.rows(query("reading alarms", sql).integer(i64::from(limit))).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Alarm, StateError> {
    let request = row.maybe_bytes(2)?.map(|bytes| array(&bytes, "the request of an alarm")).transpose()?;
    Ok(Alarm {
        name: row.text(0)?,
        kind: row.text(1)?,
        request: request.map(RequestId::from_stored),
        why: row.text(3)?,
        raised_at: instant(row.integer(4)?)?,
    })
}
