//! Messages on their way out. Sealed until they leave, emptied when they have.
//!
//! A message is queued in the transaction that decides it is to be sent, and sent afterwards. A crash between the mail
//! server's answer and noting it can send a message twice, never zero times; its Message-ID should be derived from
//! the key, so that the second is recognised.

use crate::database::Backend;
use crate::query::query;
use crate::stored::later;
use crate::{KeyOwner, StateError, Tx};
use jiff::{SignedDuration, Timestamp};

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// A message with the same key is queued once and never again, even after it was sent.
    pub dedup_key: String,
    /// Whose key sealed it.
    pub sealed_for: KeyOwner,
    /// The message with its address, sealed; bound to the dedup key.
    pub sealed: Vec<u8>,
    /// Not before.
    pub send_after: Timestamp,
}

/// A message that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    /// Its number.
    pub id: i64,
    /// Its key.
    pub dedup_key: String,
    /// Whose key opens it.
    pub sealed_for: KeyOwner,
    /// The sealed message.
    pub sealed: Vec<u8>,
    /// How often it has been tried before.
    pub attempts: i64,
}

/// Queues a message; false when one with this key was queued before.
///
/// # Errors
/// When the database fails.
pub async fn queue(tx: &mut Tx, mail: &NewMail, now: Timestamp) -> Result<bool, StateError> {
    let sql = "INSERT INTO mail (dedup_key, key_scope, key_owner, sealed, state, due_at, attempts, queued_at)
               VALUES ($1, $2, $3, $4, 'queued', $5, 0, $6) ON CONFLICT (dedup_key) DO NOTHING";
    let statement = query("queueing a message", sql)
        .text(&mail.dedup_key)
        .text(mail.sealed_for.scope())
        .bytes(&mail.sealed_for.bytes())
        .bytes(&mail.sealed)
        .integer(mail.send_after.as_microsecond())
        .integer(now.as_microsecond());
    Ok(tx.run(statement).await? == 1)
}

/// Whether a message with this key was ever queued.
///
/// # Errors
/// When the database fails.
pub async fn is_known(tx: &mut Tx, dedup_key: &str) -> Result<bool, StateError> {
    let sql = "SELECT 1 FROM mail WHERE dedup_key = $1";
    Ok(tx.row(query("looking for a message", sql).text(dedup_key)).await?.is_some())
}

/// Takes the message that has been due longest, for as long as `lease`: nobody else gets it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<Option<DueMail>, StateError> {
    let sql = match tx.backend() {
        Backend::Sqlite => {
            "UPDATE mail SET attempts = attempts + 1, due_at = $1 WHERE id = (
                 SELECT id FROM mail WHERE state = 'queued' AND due_at <= $2 ORDER BY due_at, id LIMIT 1)
             RETURNING id, dedup_key, key_scope, key_owner, sealed, attempts - 1"
        }
        Backend::Postgres => {
            "UPDATE mail SET attempts = attempts + 1, due_at = $1 WHERE id = (
                 SELECT id FROM mail WHERE state = 'queued' AND due_at <= $2 ORDER BY due_at, id LIMIT 1
                 FOR UPDATE SKIP LOCKED)
             RETURNING id, dedup_key, key_scope, key_owner, sealed, attempts - 1"
        }
    };
    let statement = query("taking a message", sql)
        .integer(later(now, lease).as_microsecond())
        .integer(now.as_microsecond());
    let Some(row) = tx.row(statement).await? else { return Ok(None) };
    Ok(Some(DueMail {
        id: row.integer(0)?,
        dedup_key: row.text(1)?,
        sealed_for: KeyOwner::from_stored(&row.text(2)?, &row.bytes(3)?)?,
        sealed: row.bytes(4)?,
        attempts: row.integer(5)?,
    }))
}

/// Notes that a message has left, and empties it.
///
/// # Errors
/// When the database fails.
pub async fn sent(tx: &mut Tx, id: i64, now: Timestamp) -> Result<(), StateError> {
    let sql = "UPDATE mail SET state = 'sent', sent_at = $1, sealed = NULL, last_error = NULL
               WHERE id = $2 AND state = 'queued'";
    let changed =
        tx.run(query("noting a sent message", sql).integer(now.as_microsecond()).integer(id)).await?;
    if changed == 1 { Ok(()) } else { Err(StateError::Changed { what: "message" }) }
}

/// Notes that a message could not be sent: it is tried again at `retry_at`, or given up when there is none. A message
/// that is given up is emptied as well. `why` holds no person's data.
///
/// # Errors
/// When the database fails.
pub async fn not_sent(
    tx: &mut Tx,
    id: i64,
    why: &str,
    retry_at: Option<Timestamp>,
) -> Result<(), StateError> {
    let statement = match retry_at {
        Some(at) => {
            let sql = "UPDATE mail SET last_error = $1, due_at = $2 WHERE id = $3 AND state = 'queued'";
            query("noting an unsent message", sql).text(why).integer(at.as_microsecond()).integer(id)
        }
        None => {
            let sql = "UPDATE mail SET last_error = $1, state = 'failed', sealed = NULL
                       WHERE id = $2 AND state = 'queued'";
            query("giving a message up", sql).text(why).integer(id)
        }
    };
    if tx.run(statement).await? == 1 { Ok(()) } else { Err(StateError::Changed { what: "message" }) }
}

/// How many messages are queued, sent and given up.
///
/// # Errors
/// When the database fails.
pub async fn count_by_state(tx: &mut Tx) -> Result<Vec<(String, u64)>, StateError> {
    let rows = tx
        .rows(query("counting messages", "SELECT state, count(*) FROM mail GROUP BY state ORDER BY state"))
        .await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.integer(1)?.unsigned_abs()))).collect()
}
