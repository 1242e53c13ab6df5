//! Sealed files that belong to a request: the material of its plan, the package of its answer.
//! Sealing is the caller's; nothing here can be read without the request's key.

use crate::query::query;
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// Keeps a sealed file; one of the same name is replaced.
///
/// # Errors
/// When the database fails.
pub async fn put(
    tx: &mut Tx,
    request: RequestId,
    name: &str,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), StateError> {
    let sql = "INSERT INTO vault (request, name, sealed, created_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (request, name) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at";
    let statement = query("keeping a sealed file", sql)
        .bytes(&request.bytes())
        .text(name)
        .bytes(sealed)
        .integer(now.as_microsecond());
    tx.run(statement).await.map(|_| ())
}

/// The sealed file of this name.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Tx, request: RequestId, name: &str) -> Result<Option<Vec<u8>>, StateError> {
    let statement =
        query("reading a sealed file", "SELECT sealed FROM vault WHERE request = $1 AND name = $2")
            .bytes(&request.bytes())
            .text(name);
    tx.row(statement).await?.map(|row| row.bytes(0)).transpose()
}

/// Is there a sealed file of this name?
///
/// # Errors
/// When the database fails.
pub async fn has(tx: &mut Tx, request: RequestId, name: &str) -> Result<bool, StateError> {
    let statement =
        query("looking for a sealed file", "SELECT 1 FROM vault WHERE request = $1 AND name = $2")
            .bytes(&request.bytes())
            .text(name);
    Ok(tx.row(statement).await?.is_some())
}

/// Removes all sealed files of a request but the one of this name; how many there were.
///
/// # Errors
/// When the database fails.
pub async fn empty_but(tx: &mut Tx, request: RequestId, name: &str) -> Result<u64, StateError> {
    let sql = "DELETE FROM vault WHERE request = $1 AND name <> $2";
    tx.run(query("emptying a vault", sql).bytes(&request.bytes()).text(name)).await
}

/// Removes all sealed files of a request; how many there were.
///
/// # Errors
/// When the database fails.
pub async fn empty(tx: &mut Tx, request: RequestId) -> Result<u64, StateError> {
    tx.run(query("emptying a vault", "DELETE FROM vault WHERE request = $1").bytes(&request.bytes())).await
}
