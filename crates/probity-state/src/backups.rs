//! The catalogue of backups, and of stores that were brought back from one.
//!
//! Probity neither makes nor deletes a backup. Whoever does says so here, so that copies which are too old are seen,
//! and that erasures are repeated after a restore.

use crate::query::{Row, built_query, query};
use crate::stored::{array, instant, maybe_instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// A backup to be catalogued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBackup {
    /// The store that it is a copy of.
    pub store: String,
    /// Where it is, in words: a bucket, a label, a shelf.
    pub place: String,
    /// The instant that it shows.
    pub taken_at: Timestamp,
    /// When it goes.
    pub expires_at: Option<Timestamp>,
}

/// A catalogued backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its number.
    pub id: i64,
    /// The store that it is a copy of.
    pub store: String,
    /// Where it is.
    pub place: String,
    /// The instant that it shows.
    pub taken_at: Timestamp,
    /// When it goes.
    pub expires_at: Option<Timestamp>,
    /// When it was catalogued.
    pub added_at: Timestamp,
    /// When it was gone.
    pub removed_at: Option<Timestamp>,
}

/// A store that was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    /// Its number.
    pub id: i64,
    /// The store.
    pub store: String,
    /// From which backup, when it is catalogued.
    pub backup: Option<i64>,
    /// When.
    pub restored_at: Timestamp,
    /// When its erasures were repeated.
    pub replayed_at: Option<Timestamp>,
    /// The replay that repeats them.
    pub replay: Option<RequestId>,
}

const BACKUP: &str = "id, store, place, taken_at, expires_at, added_at, removed_at";
const RESTORE: &str = "id, store, backup, restored_at, replayed_at, replay";

/// Catalogues a backup.
///
/// # Errors
/// When the database fails.
pub async fn add(tx: &mut Tx, backup: &NewBackup, now: Timestamp) -> Result<Backup, StateError> {
    let sql = format!(
        "INSERT INTO backups (store, place, taken_at, expires_at, added_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING {BACKUP}"
    );
    let statement = built_query("cataloguing a backup", sql)
        .text(&backup.store)
        .text(&backup.place)
        .integer(backup.taken_at.as_microsecond())
        .integer(backup.expires_at.map(Timestamp::as_microsecond))
        .integer(now.as_microsecond());
    let row = tx.row(statement).await?.ok_or(StateError::Corrupt { what: "a backup" })?;
    read(&row)
}

/// The backup of this number.
///
/// # Errors
/// [`StateError::NotFound`] when there is none.
pub async fn fetch(tx: &mut Tx, id: i64) -> Result<Backup, StateError> {
    let sql = format!("SELECT {BACKUP} FROM backups WHERE id = $1");
    let row = tx.row(built_query("reading a backup", sql).integer(id)).await?;
    read(&row.ok_or(StateError::NotFound { what: "backup" })?)
}

/// Backups, the oldest first; those that are gone only when `all`.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, all: bool, limit: u32) -> Result<Vec<Backup>, StateError> {
    let sql = format!(
        "SELECT {BACKUP} FROM backups WHERE ($1 = 1 OR removed_at IS NULL) ORDER BY taken_at, id LIMIT $2"
    );
    let statement = built_query("listing backups", sql).integer(i64::from(all)).integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Notes that a backup is gone; false when that is known.
///
/// # Errors
/// [`StateError::NotFound`] when there is none of this number.
pub async fn remove(tx: &mut Tx, id: i64, now: Timestamp) -> Result<bool, StateError> {
    fetch(tx, id).await?;
    let sql = "UPDATE backups SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    Ok(tx.run(query("removing a backup", sql).integer(now.as_microsecond()).integer(id)).await? == 1)
}

/// The backups that are still there and were taken before an instant: those that can hold who was erased then.
///
/// # Errors
/// When the database fails.
pub async fn taken_before(tx: &mut Tx, instant: Timestamp) -> Result<Vec<Backup>, StateError> {
    let sql = format!(
        "SELECT {BACKUP} FROM backups WHERE removed_at IS NULL AND taken_at <= $1 ORDER BY taken_at, id"
    );
    let statement = built_query("reading older backups", sql).integer(instant.as_microsecond());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Notes that a store was brought back.
///
/// # Errors
/// When the database fails.
pub async fn restored(
    tx: &mut Tx,
    store: &str,
    backup: Option<i64>,
    at: Timestamp,
) -> Result<Restore, StateError> {
    let sql =
        format!("INSERT INTO restores (store, backup, restored_at) VALUES ($1, $2, $3) RETURNING {RESTORE}");
    let statement =
        built_query("noting a restore", sql).text(store).integer(backup).integer(at.as_microsecond());
    let row = tx.row(statement).await?.ok_or(StateError::Corrupt { what: "a restore" })?;
    read_restore(&row)
}

/// Restores, the newest first; only those whose erasures were not repeated yet when `due`.
///
/// # Errors
/// When the database fails.
pub async fn restores(tx: &mut Tx, due: bool, limit: u32) -> Result<Vec<Restore>, StateError> {
    let sql = format!(
        "SELECT {RESTORE} FROM restores WHERE ($1 = 0 OR replayed_at IS NULL)
         ORDER BY restored_at DESC, id DESC LIMIT $2"
    );
    let statement = built_query("listing restores", sql).integer(i64::from(due)).integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(read_restore).collect()
}

/// Notes that the erasures of all restores of a store until `until` were repeated; how many restores that were.
///
/// # Errors
/// When the database fails.
pub async fn replayed(
    tx: &mut Tx,
    store: &str,
    until: Timestamp,
    replay: RequestId,
    now: Timestamp,
) -> Result<u64, StateError> {
    let sql = "UPDATE restores SET replayed_at = $1, replay = $2
               WHERE store = $3 AND restored_at <= $4 AND replayed_at IS NULL";
    let statement = query("noting a replay", sql)
        .integer(now.as_microsecond())
        .bytes(&replay.bytes())
        .text(store)
        .integer(until.as_microsecond());
    tx.run(statement).await
}

fn read(row: &Row) -> Result<Backup, StateError> {
    Ok(Backup {
        id: row.integer(0)?,
        store: row.text(1)?,
        place: row.text(2)?,
        taken_at: instant(row.integer(3)?)?,
        expires_at: maybe_instant(row.maybe_integer(4)?)?,
        added_at: instant(row.integer(5)?)?,
        removed_at: maybe_instant(row.maybe_integer(6)?)?,
    })
}

fn read_restore(row: &Row) -> Result<Restore, StateError> {
    let replay = row.maybe_bytes(5)?.map(|bytes| array(&bytes, "a replay")).transpose()?;
    Ok(Restore {
        id: row.integer(0)?,
        store: row.text(1)?,
        backup: row.maybe_integer(2)?,
        restored_at: instant(row.integer(3)?)?,
        replayed_at: maybe_instant(row.maybe_integer(4)?)?,
        replay: replay.map(RequestId::from_stored),
    })
}
