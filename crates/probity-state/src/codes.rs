//! One-time codes, by which a person shows that a mailbox or a telephone is theirs.
//!
//! A code is short, so its hash alone would be guessed in no time: it is hashed under the pseudonym key, which is
//! in another database, and only a few attempts are allowed. Every question costs the same work, whether
//! there is a code or not (nobody learns who has asked for one).

use crate::query::query;
use crate::stored::array;
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::{Normalisation, PseudonymKey, RequestId, hexadecimal};
use subtle::ConstantTimeEq as _;

/// The answer to a code that was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the code; it cannot be used again.
    Right,
    /// It is not.
    Wrong {
        /// How many attempts are left.
        left: u32,
    },
    /// There is no code (any more): none was made, it was used, it ran out, or there were too many attempts.
    Spent,
}

fn hash(key: &PseudonymKey, request: RequestId, code: &str) -> [u8; 32] {
    let code = format!("{}/{}", hexadecimal(&request.bytes()), code.trim());
    *key.blind_index("one-time-code", Normalisation::Identifier, &code).bytes()
}

/// Keeps the hash of a code for a request; an earlier code of the request is void.
///
/// # Errors
/// When the database fails.
pub async fn issue(
    tx: &mut Tx,
    key: &PseudonymKey,
    request: RequestId,
    code: &str,
    expires_at: Timestamp,
    max_attempts: u32,
) -> Result<(), StateError> {
    let sql = "INSERT INTO codes (owner, hash, expires_at, attempts, max_attempts) VALUES ($1, $2, $3, 0, $4)
               ON CONFLICT (owner) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at,
               attempts = 0, max_attempts = excluded.max_attempts";
    let statement = query("keeping a code", sql)
        .bytes(&request.bytes())
        .bytes(&hash(key, request, code))
        .integer(expires_at.as_microsecond())
        .integer(i64::from(max_attempts));
    tx.run(statement).await.map(|_| ())
}

/// Judges a code that was entered, and counts the attempt.
///
/// # Errors
/// When the database fails.
pub async fn check(
    tx: &mut Tx,
    key: &PseudonymKey,
    request: RequestId,
    code: &str,
    now: Timestamp,
) -> Result<Verdict, StateError> {
    // Counting first and in the same statement: guesses that arrive together are counted one by one.
    let sql = "UPDATE codes SET attempts = attempts + 1
               WHERE owner = $1 AND expires_at > $2 AND attempts < max_attempts
               RETURNING hash, max_attempts - attempts";
    let statement = query("judging a code", sql).bytes(&request.bytes()).integer(now.as_microsecond());
    let row = tx.row(statement).await?;
    let entered = hash(key, request, code);
    let (stored, left) = match &row {
        Some(row) => (array(&row.bytes(0)?, "the hash of a code")?, Some(row.integer(1)?)),
        None => ([0; 32], None),
    };
    let equal = bool::from(stored.ct_eq(&entered));
    match left {
        None => Ok(Verdict::Spent),
        Some(_) if equal => {
            revoke(tx, request).await?;
            Ok(Verdict::Right)
        }
        Some(left) => Ok(Verdict::Wrong { left: u32::try_from(left).unwrap_or(0) }),
    }
}

/// Voids the code of a request.
///
/// # Errors
/// When the database fails.
pub async fn revoke(tx: &mut Tx, request: RequestId) -> Result<(), StateError> {
    tx.run(query("voiding a code", "DELETE FROM codes WHERE owner = $1").bytes(&request.bytes()))
        .await
        .map(|_| ())
}

/// Forgets codes that have run out; how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StateError> {
    let sql = "DELETE FROM codes WHERE expires_at <= $1";
    tx.run(query("forgetting old codes", sql).integer(now.as_microsecond())).await
}
