//! Legal holds that were put in place by hand. Who may place or release one is the keeper's to know.
//!
//! INVARIANT (RELEASED-STAYS): a hold that was released is never standing again; the row stays as the record of it.

use crate::query::{Row, built_query, query};
use crate::stored::{array, instant, maybe_instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::{Pseudonym, RequestId};

/// What a hold covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldScope {
    /// Everything that is somebody's.
    Person {
        /// Who, as a keyed pseudonym.
        person: Pseudonym,
        /// Their identities, sealed with a key of the hold's own (it has the scope of a request of its name).
        sealed: Vec<u8>,
    },
    /// Rows with columns of this category pattern.
    Category(String),
    /// The rows of this table, `store.table`.
    Table(String),
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its name; a hold has a key of its own under it, as a request has.
    pub id: RequestId,
    /// What it covers.
    pub scope: HoldScope,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when on.
    pub starts_at: Timestamp,
    /// When it is looked at again.
    pub review_at: Option<Timestamp>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// By whom.
    pub released_by: Option<String>,
    /// When somebody was reminded of the review.
    pub reminded_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, scope, what, person, sealed, owner, reason, starts_at, review_at, ends_at, released_at,
    released_by, reminded_at";

/// Places a hold.
///
/// # Errors
/// When the database fails.
pub async fn place(tx: &mut Tx, hold: &Hold) -> Result<(), StateError> {
    let (scope, what, person, sealed) = match &hold.scope {
        HoldScope::Person { person, sealed } => {
            ("person", None, Some(person.bytes()), Some(sealed.as_slice()))
        }
        HoldScope::Category(pattern) => ("category", Some(pattern.as_str()), None, None),
        HoldScope::Table(table) => ("table", Some(table.as_str()), None, None),
    };
    let sql =
        "INSERT INTO holds (id, scope, what, person, sealed, owner, reason, starts_at, review_at, ends_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let statement = query("placing a hold", sql)
        .bytes(&hold.id.bytes())
        .text(scope)
        .maybe_text(what)
        .maybe_bytes(person.as_ref().map(<[u8; 16]>::as_slice))
        .maybe_bytes(sealed)
        .text(&hold.owner)
        .text(&hold.reason)
        .integer(hold.starts_at.as_microsecond())
        .integer(hold.review_at.map(Timestamp::as_microsecond))
        .integer(hold.ends_at.map(Timestamp::as_microsecond));
    tx.run(statement).await.map(|_| ())
}

/// All holds ever placed, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx) -> Result<Vec<Hold>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM holds ORDER BY starts_at, id");
    tx.rows(built_query("listing holds", sql)).await?.iter().map(read).collect()
}

/// The holds that stand at an instant: begun, not over, not released.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, now: Timestamp) -> Result<Vec<Hold>, StateError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM holds WHERE released_at IS NULL AND starts_at <= $1 AND (ends_at IS NULL OR ends_at > $1)
         ORDER BY starts_at, id"
    );
    let statement = built_query("reading the holds", sql).integer(now.as_microsecond());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Releases a hold and forgets whose it was; false when it was released before.
///
/// # Errors
/// When the database fails, or [`StateError::NotFound`].
pub async fn release(tx: &mut Tx, id: RequestId, by: &str, now: Timestamp) -> Result<bool, StateError> {
    let sql = "UPDATE holds SET released_at = $1, released_by = $2, sealed = NULL WHERE id = $3 AND released_at IS NULL";
    let statement = query("releasing a hold", sql).integer(now.as_microsecond()).text(by).bytes(&id.bytes());
    if tx.run(statement).await? == 1 {
        return Ok(true);
    }
    find(tx, id).await?.map(|_| false).ok_or(StateError::NotFound { what: "hold" })
}

/// The hold of this name.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, id: RequestId) -> Result<Option<Hold>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM holds WHERE id = $1");
    tx.row(built_query("reading a hold", sql).bytes(&id.bytes())).await?.as_ref().map(read).transpose()
}

/// Notes that somebody was reminded of a review.
///
/// # Errors
/// When the database fails.
pub async fn reminded(tx: &mut Tx, id: RequestId, now: Timestamp) -> Result<(), StateError> {
    let statement = query("noting a reminder", "UPDATE holds SET reminded_at = $1 WHERE id = $2")
        .integer(now.as_microsecond())
        .bytes(&id.bytes());
    tx.run(statement).await.map(|_| ())
}

fn read(row: &Row) -> Result<Hold, StateError> {
    let scope = match (row.text(1)?.as_str(), row.maybe_text(2)?, row.maybe_bytes(3)?) {
        ("person", _, Some(person)) => HoldScope::Person {
            person: Pseudonym::from_stored(array(&person, "a pseudonym")?),
            sealed: row.maybe_bytes(4)?.unwrap_or_default(),
        },
        ("category", Some(pattern), _) => HoldScope::Category(pattern),
        ("table", Some(table), _) => HoldScope::Table(table),
        _ => return Err(StateError::Corrupt { what: "the scope of a hold" }),
    };
    Ok(Hold {
        id: RequestId::from_stored(array(&row.bytes(0)?, "the name of a hold")?),
        scope,
        owner: row.text(5)?,
        reason: row.text(6)?,
        starts_at: instant(row.integer(7)?)?,
        review_at: maybe_instant(row.maybe_integer(8)?)?,
        ends_at: maybe_instant(row.maybe_integer(9)?)?,
        released_at: maybe_instant(row.maybe_integer(10)?)?,
        released_by: row.maybe_text(11)?,
        reminded_at: maybe_instant(row.maybe_integer(12)?)?,
    })
}
