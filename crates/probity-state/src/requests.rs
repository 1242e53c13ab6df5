//! Requests of persons: one row each. Which state may follow which is the keeper's to know.

use crate::query::{Row, built_query, query};
use crate::stored::{array, instant, maybe_instant};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::{NONCE_BYTES, Pseudonym, RequestId, SealError, SealingKey};
use probity_vocabulary::{Personal, Reveal};

/// A request as it comes in.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Its name.
    pub id: RequestId,
    /// What is asked for, as a word: `access`, `erasure`, ….
    pub right: String,
    /// The first state, as a word.
    pub state: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// When its receipt must be confirmed, where a law says so.
    pub acknowledge_by: Option<Timestamp>,
    /// Where the person says they live, as a region code; it decides which law applies.
    pub residence: Option<String>,
    /// How it came in: `form`, `mail`, `console`, ….
    pub channel: String,
    /// Who asks, when that is known already.
    pub person: Option<Pseudonym>,
    /// What the person said who they are, sealed with the request's key: see [`seal_identities`].
    pub identities: Option<Vec<u8>>,
}

/// A request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its name.
    pub id: RequestId,
    /// What is asked for, as a word.
    pub right: String,
    /// The state, as a word.
    pub state: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// When its receipt must be confirmed.
    pub acknowledge_by: Option<Timestamp>,
    /// Where the person says they live.
    pub residence: Option<String>,
    /// How it came in.
    pub channel: String,
    /// Who asks.
    pub person: Option<Pseudonym>,
    /// The sealed identities.
    pub identities: Option<Vec<u8>>,
    /// The hash of the plan that was approved or waits for it.
    pub plan_hash: Option<[u8; 32]>,
    /// The plan as JSON, without a person's values.
    pub plan: Option<String>,
    /// Who approved the plan.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How it ended, as a word.
    pub outcome: Option<String>,
    /// Counts the changes; a change based on an older version is refused.
    pub version: i64,
}

const COLUMNS: &str = r#"id, "right", state, received_at, due_at, acknowledge_by, residence, channel, person,
    identities, plan_hash, plan, approved_by, approved_at, closed_at, outcome, version"#;

/// Keeps a new request.
///
/// # Errors
/// When the database fails.
pub async fn create(tx: &mut Tx, new: &NewRequest) -> Result<Request, StateError> {
    let sql = r#"INSERT INTO requests (id, "right", state, received_at, due_at, acknowledge_by, residence, channel,
                 person, identities, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"#;
    let statement = query("keeping a request", sql)
        .bytes(&new.id.bytes())
        .text(&new.right)
        .text(&new.state)
        .integer(new.received_at.as_microsecond())
        .integer(new.due_at.as_microsecond())
        .integer(new.acknowledge_by.map(Timestamp::as_microsecond))
        .maybe_text(new.residence.as_deref())
        .text(&new.channel)
        .maybe_bytes(new.person.map(|person| person.bytes()).as_ref().map(<[u8; 16]>::as_slice))
        .maybe_bytes(new.identities.as_deref());
    tx.run(statement).await?;
    fetch(tx, new.id).await
}

/// The request of this name.
///
/// # Errors
/// [`StateError::NotFound`] when there is none.
pub async fn fetch(tx: &mut Tx, id: RequestId) -> Result<Request, StateError> {
    find(tx, id).await?.ok_or(StateError::NotFound { what: "request" })
}

/// The request of this name, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, id: RequestId) -> Result<Option<Request>, StateError> {
    let sql = format!("SELECT {COLUMNS} FROM requests WHERE id = $1");
    let statement = built_query("reading a request", sql).bytes(&id.bytes());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Writes a request that was changed, if nobody else has changed it since it was read; its version goes up by one.
///
/// # Errors
/// [`StateError::Changed`] when somebody has.
pub async fn update(tx: &mut Tx, request: &mut Request) -> Result<(), StateError> {
    let sql = "UPDATE requests SET state = $1, due_at = $2, acknowledge_by = $3, residence = $4, person = $5,
               identities = $6, plan_hash = $7, plan = $8, approved_by = $9, approved_at = $10, closed_at = $11,
               outcome = $12, version = version + 1 WHERE id = $13 AND version = $14";
    let statement = query("changing a request", sql)
        .text(&request.state)
        .integer(request.due_at.as_microsecond())
        .integer(request.acknowledge_by.map(Timestamp::as_microsecond))
        .maybe_text(request.residence.as_deref())
        .maybe_bytes(request.person.map(|person| person.bytes()).as_ref().map(<[u8; 16]>::as_slice))
        .maybe_bytes(request.identities.as_deref())
        .maybe_bytes(request.plan_hash.as_ref().map(<[u8; 32]>::as_slice))
        .maybe_text(request.plan.as_deref())
        .maybe_text(request.approved_by.as_deref())
        .integer(request.approved_at.map(Timestamp::as_microsecond))
        .integer(request.closed_at.map(Timestamp::as_microsecond))
        .maybe_text(request.outcome.as_deref())
        .bytes(&request.id.bytes())
        .integer(request.version);
    if tx.run(statement).await? != 1 {
        return Err(StateError::Changed { what: "request" });
    }
    request.version = request.version.saturating_add(1);
    Ok(())
}

/// Which requests to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<String>,
    /// Only those that are not closed.
    pub open: bool,
    /// Only those that are due before.
    pub due_before: Option<Timestamp>,
    /// Only those of this person.
    pub person: Option<Pseudonym>,
    /// Only those after this one: the last of the page before.
    pub after: Option<(Timestamp, RequestId)>,
}

/// A page of requests, those due first in front.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, filter: &Filter, limit: u32) -> Result<Vec<Request>, StateError> {
    // A filter that is absent is passed as null, so that there is one statement and not sixteen.
    let sql = format!(
        "SELECT {COLUMNS} FROM requests
         WHERE ($1 IS NULL OR state = $1)
           AND ($2 = 0 OR closed_at IS NULL)
           AND due_at < $3
           AND ($4 IS NULL OR person = $4)
           AND (due_at > $5 OR (due_at = $5 AND id > $6))
         ORDER BY due_at, id LIMIT $7"
    );
    let (after_due, after_id) = match filter.after {
        Some((due, id)) => (due.as_microsecond(), id.bytes().to_vec()),
        None => (i64::MIN, Vec::new()),
    };
    let statement = built_query("listing requests", sql)
        .maybe_text(filter.state.as_deref())
        .integer(i64::from(filter.open))
        .integer(filter.due_before.map_or(i64::MAX, Timestamp::as_microsecond))
        .maybe_bytes(filter.person.map(|person| person.bytes()).as_ref().map(<[u8; 16]>::as_slice))
        .integer(after_due)
        .bytes(&after_id)
        .integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(read).collect()
}

/// How many requests are in each state.
///
/// # Errors
/// When the database fails.
pub async fn count_by_state(tx: &mut Tx) -> Result<Vec<(String, u64)>, StateError> {
    let sql = "SELECT state, count(*) FROM requests GROUP BY state ORDER BY state";
    let rows = tx.rows(query("counting requests", sql)).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.integer(1)?.unsigned_abs()))).collect()
}

fn read(row: &Row) -> Result<Request, StateError> {
    let hash = row.maybe_bytes(10)?.map(|bytes| array(&bytes, "the hash of a plan")).transpose()?;
    let person = row.maybe_bytes(8)?.map(|bytes| array(&bytes, "a pseudonym")).transpose()?;
    Ok(Request {
        id: RequestId::from_stored(array(&row.bytes(0)?, "the name of a request")?),
        right: row.text(1)?,
        state: row.text(2)?,
        received_at: instant(row.integer(3)?)?,
        due_at: instant(row.integer(4)?)?,
        acknowledge_by: maybe_instant(row.maybe_integer(5)?)?,
        residence: row.maybe_text(6)?,
        channel: row.text(7)?,
        person: person.map(Pseudonym::from_stored),
        identities: row.maybe_bytes(9)?,
        plan_hash: hash,
        plan: row.maybe_text(11)?,
        approved_by: row.maybe_text(12)?,
        approved_at: maybe_instant(row.maybe_integer(13)?)?,
        closed_at: maybe_instant(row.maybe_integer(14)?)?,
        outcome: row.maybe_text(15)?,
        version: row.integer(16)?,
    })
}

/// Seals what a person said who they are: kinds of identity and their values. Opens only with the request's key
/// and for this request.
///
/// # Errors
/// When it is too long.
pub fn seal_identities(
    key: &SealingKey,
    nonce: [u8; NONCE_BYTES],
    request: RequestId,
    identities: &[(String, Personal<String>)],
) -> Result<Vec<u8>, StateError> {
    let clear: Vec<(&str, &str)> =
        identities.iter().map(|(kind, value)| (kind.as_str(), value.reveal(Reveal::Seal).as_str())).collect();
    let json = zeroize::Zeroizing::new(serde_json::to_vec(&clear).map_err(|_| SealError::TooLong)?);
    Ok(key.seal(nonce, &request.bytes(), &json)?)
}

/// Opens what [`seal_identities`] made.
///
/// # Errors
/// When the key or the request is another one.
pub fn open_identities(
    key: &SealingKey,
    request: RequestId,
    sealed: &[u8],
) -> Result<Vec<(String, Personal<String>)>, StateError> {
    let json = key.open(&request.bytes(), sealed)?;
    let clear: Vec<(String, String)> =
        serde_json::from_slice(&json).map_err(|_| StateError::Corrupt { what: "identities" })?;
    Ok(clear.into_iter().map(|(kind, value)| (kind, Personal::new(value))).collect())
}
