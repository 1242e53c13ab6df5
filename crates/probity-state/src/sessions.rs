//! Sessions of people who are signed in: listed, revoked, and over after a while.
//!
//! Only the SHA-256 of a token is kept. A token has 256 random bits, so nothing slower is needed, and whoever
//! reads the table can sign in as nobody.

use crate::query::{Row, query};
use crate::stored::{array, instant, later};
use crate::{Random, StateError, Tx, random_bytes};
use jiff::{SignedDuration, Timestamp};
use probity_ledger::{hexadecimal, parse_hexadecimal};
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What a browser holds. Its `Debug` shows nothing.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// The token as the browser sends it: 64 hexadecimal digits.
    #[must_use]
    pub fn expose(&self) -> String {
        hexadecimal(&self.0)
    }

    /// Reads what a browser sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_hexadecimal(text).map(Self)
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken(…)")
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names the session in lists without being its token.
    pub id: [u8; 32],
    /// Who is signed in: an account of the console, or a person's pseudonym.
    pub account: String,
    /// What kind of device, in words such as `Firefox on Linux`.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without being used.
    pub idle: SignedDuration,
    /// In all.
    pub absolute: SignedDuration,
}

/// Begins a session.
///
/// # Errors
/// When the database or the source of random bytes fails.
pub async fn create(
    tx: &mut Tx,
    account: &str,
    device: &str,
    lifetime: Lifetime,
    random: &dyn Random,
    now: Timestamp,
) -> Result<SessionToken, StateError> {
    let token = SessionToken(random_bytes(random)?);
    let sql =
        "INSERT INTO sessions (token_hash, account, device, created_at, last_seen_at, idle_for, expires_at)
               VALUES ($1, $2, $3, $4, $4, $5, $6)";
    let statement = query("beginning a session", sql)
        .bytes(&token.hash())
        .text(account)
        .text(device)
        .integer(now.as_microsecond())
        .integer(i64::try_from(lifetime.idle.as_micros()).unwrap_or(i64::MAX))
        .integer(later(now, lifetime.absolute).as_microsecond());
    tx.run(statement).await?;
    Ok(token)
}

/// The session of a token, if it is not over; notes that it was used.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Tx, token: &SessionToken, now: Timestamp) -> Result<Option<Session>, StateError> {
    let sql = "UPDATE sessions SET last_seen_at = $1
               WHERE token_hash = $2 AND expires_at > $1 AND $1 - last_seen_at < idle_for
               RETURNING token_hash, account, device, created_at, last_seen_at, expires_at";
    let statement = query("using a session", sql).integer(now.as_microsecond()).bytes(&token.hash());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// The sessions of an account that are not over, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, account: &str, now: Timestamp) -> Result<Vec<Session>, StateError> {
    let sql = "SELECT token_hash, account, device, created_at, last_seen_at, expires_at FROM sessions
               WHERE account = $1 AND expires_at > $2 AND $2 - last_seen_at < idle_for
               ORDER BY created_at DESC, token_hash";
    let statement = query("listing sessions", sql).text(account).integer(now.as_microsecond());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Ends a session of an account; false when it has none of this name.
///
/// # Errors
/// When the database fails.
pub async fn revoke(tx: &mut Tx, account: &str, id: &[u8; 32]) -> Result<bool, StateError> {
    let sql = "DELETE FROM sessions WHERE account = $1 AND token_hash = $2";
    Ok(tx.run(query("ending a session", sql).text(account).bytes(id)).await? == 1)
}

/// Ends all sessions of an account; how many.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(tx: &mut Tx, account: &str) -> Result<u64, StateError> {
    tx.run(query("ending sessions", "DELETE FROM sessions WHERE account = $1").text(account)).await
}

/// Forgets sessions that are over; how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StateError> {
    let sql = "DELETE FROM sessions WHERE expires_at <= $1 OR $1 - last_seen_at >= idle_for";
    tx.run(query("forgetting old sessions", sql).integer(now.as_microsecond())).await
}

fn read(row: &Row) -> Result<Session, StateError> {
    Ok(Session {
        id: array(&row.bytes(0)?, "a session")?,
        account: row.text(1)?,
        device: row.text(2)?,
        created_at: instant(row.integer(3)?)?,
        last_seen_at: instant(row.integer(4)?)?,
        expires_at: instant(row.integer(5)?)?,
    })
}
