//! Tombstones: what is needed to know an erased person again in a store that was brought back.
//!
//! Sealing is the caller's; what is sealed are keyed hashes and nothing of the person. A tombstone settles, and is
//! emptied, when the last backup that can hold the person is gone.

use crate::query::{Row, query};
use crate::stored::{array, instant, maybe_instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// A tombstone as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The request whose erasure was done.
    pub request: RequestId,
    /// When it was done.
    pub erased_at: Timestamp,
    /// The sealed hashes; none once it has settled.
    pub sealed: Option<Vec<u8>>,
    /// When the last copy in a backup is gone at the latest; none when nobody said how long backups live.
    pub residual_until: Option<Timestamp>,
    /// When that was so.
    pub settled_at: Option<Timestamp>,
}

const COLUMNS: &str = "request, erased_at, sealed, residual_until, settled_at";

/// Keeps a tombstone; one of the same request is replaced.
///
/// # Errors
/// When the database fails.
pub async fn put(
    tx: &mut Tx,
    request: RequestId,
    erased_at: Timestamp,
    sealed: &[u8],
    residual_until: Option<Timestamp>,
) -> Result<(), StateError> {
    let sql = "INSERT INTO tombstones (request, erased_at, sealed, residual_until) VALUES ($1, $2, $3, $4)
               ON CONFLICT (request) DO UPDATE SET erased_at = excluded.erased_at, sealed = excluded.sealed,
               residual_until = excluded.residual_until, settled_at = NULL";
    let statement = query("keeping a tombstone", sql)
        .bytes(&request.bytes())
        .integer(erased_at.as_microsecond())
        .bytes(sealed)
        .integer(residual_until.map(Timestamp::as_microsecond));
    tx.run(statement).await.map(|_| ())
}

/// The tombstone of a request.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, request: RequestId) -> Result<Option<Tombstone>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM tombstones WHERE request = $1");
    let statement = crate::query::built_query("reading a tombstone", sql).bytes(&request.bytes());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// The tombstones that have not settled, of erasures done at this instant or later, in the order of their requests:
/// those after one request, so that many are read in pieces.
///
/// # Errors
/// When the database fails.
pub async fn standing(
    tx: &mut Tx,
    since: Option<Timestamp>,
    after: Option<RequestId>,
    limit: u32,
) -> Result<Vec<Tombstone>, StateError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tombstones WHERE settled_at IS NULL AND erased_at >= $1 AND request > $2
         ORDER BY request LIMIT $3"
    );
    let statement = crate::query::built_query("reading tombstones", sql)
        .integer(since.map_or(i64::MIN, Timestamp::as_microsecond))
        .bytes(&after.map_or_else(Vec::new, |request| request.bytes().to_vec()))
        .integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(read).collect()
}

/// The tombstones whose last backup should be gone by now.
///
/// # Errors
/// When the database fails.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<Tombstone>, StateError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tombstones WHERE settled_at IS NULL AND residual_until <= $1
         ORDER BY residual_until, request LIMIT $2"
    );
    let statement = crate::query::built_query("reading due tombstones", sql)
        .integer(now.as_microsecond())
        .integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Settles a tombstone and empties it: no backup can hold the person any more. False when it has settled before.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, request: RequestId, now: Timestamp) -> Result<bool, StateError> {
    let sql =
        "UPDATE tombstones SET settled_at = $1, sealed = NULL WHERE request = $2 AND settled_at IS NULL";
    let statement = query("settling a tombstone", sql).integer(now.as_microsecond()).bytes(&request.bytes());
    Ok(tx.run(statement).await? == 1)
}

/// Puts off when a tombstone settles: a backup that can hold the person lives longer than was thought.
///
/// # Errors
/// When the database fails.
pub async fn put_off(tx: &mut Tx, request: RequestId, until: Timestamp) -> Result<(), StateError> {
    let sql = "UPDATE tombstones SET residual_until = $1 WHERE request = $2 AND settled_at IS NULL";
    let statement =
        query("putting a tombstone off", sql).integer(until.as_microsecond()).bytes(&request.bytes());
    tx.run(statement).await.map(|_| ())
}

/// How many tombstones stand, and how many have settled.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<(u64, u64), StateError> {
    let sql = "SELECT count(*) - count(settled_at), count(settled_at) FROM tombstones";
    let row = tx.row(query("counting tombstones", sql)).await?;
    let row = row.ok_or(StateError::Corrupt { what: "a count of tombstones" })?;
    Ok((row.integer(0)?.unsigned_abs(), row.integer(1)?.unsigned_abs()))
}

fn read(row: &Row) -> Result<Tombstone, StateError> {
    Ok(Tombstone {
        request: RequestId::from_stored(array(&row.bytes(0)?, "the request of a tombstone")?),
        erased_at: instant(row.integer(1)?)?,
        sealed: row.maybe_bytes(2)?,
        residual_until: maybe_instant(row.maybe_integer(3)?)?,
        settled_at: maybe_instant(row.maybe_integer(4)?)?,
    })
}
