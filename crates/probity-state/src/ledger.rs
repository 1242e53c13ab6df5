//! The ledger in the database: appending, reading, checkpoints, proofs.
//!
//! INVARIANT (ONE-SEQUENCER): whoever appends holds the lock of the frontier's one row until the commit
//! (on SQLite the lock of the only writer), so positions have no gaps and no two entries share one.

use crate::database::Backend;
use crate::query::{Query, Row, Value, built_query, query};
use crate::stored::{array, signed, unsigned};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::{
    Checkpoint, Entry, Frontier, Kind, Node, ProofPlan, Pseudonym, RequestId, SignerKey, TreeHash, leaf_hash,
    node_hash,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Rows of one statement. SQLite keeps a compiled statement for each length that occurs, so there are few.
const ROWS_OF_A_STATEMENT: [usize; 3] = [128, 16, 1];

/// SQLite's extended result code for a primary key that exists (SQLITE_CONSTRAINT_PRIMARYKEY).
const POSITION_TAKEN: &str = "1555";

/// An entry that is encoded and hashed, ready to be appended. Making one costs more than appending it and needs
/// no transaction, so it is done before.
#[derive(Clone, Debug)]
pub struct PreparedEntry {
    bytes: Vec<u8>,
    leaf: TreeHash,
    kind: Kind,
    request: Option<RequestId>,
    person: Option<Pseudonym>,
}

impl PreparedEntry {
    /// Encodes and hashes an entry.
    ///
    /// # Errors
    /// When the entry is malformed.
    pub fn new(entry: &Entry) -> Result<Self, StateError> {
        let bytes = entry.encode()?;
        let leaf = leaf_hash(&bytes);
        Ok(Self { leaf, kind: entry.kind(), request: entry.of_request(), person: entry.about(), bytes })
    }
}

/// An entry and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEntry {
    /// The position in the ledger, from 0.
    pub position: u64,
    /// The entry.
    pub entry: Entry,
}

/// Appends entries, in order; their positions.
///
/// # Errors
/// When an entry is malformed or the database fails.
pub async fn append(tx: &mut Tx, entries: &[Entry]) -> Result<Range<u64>, StateError> {
    let prepared = entries.iter().map(PreparedEntry::new).collect::<Result<Vec<_>, _>>()?;
    append_prepared(tx, &prepared).await
}

/// Appends entries that are encoded already; their positions.
///
/// # Errors
/// When the database fails.
pub async fn append_prepared(tx: &mut Tx, entries: &[PreparedEntry]) -> Result<Range<u64>, StateError> {
    // On SQLite this process mostly knows the frontier, because nobody else has appended since. If somebody has,
    // the position is taken, nothing is inserted, and the frontier is read after all.
    if tx.backend() == Backend::Sqlite
        && let Some(known) = tx.frontier.take()
        && let Some(positions) = unless_taken(append_at(tx, known, entries).await)?
    {
        return Ok(positions);
    }
    let frontier = lock_frontier(tx).await?;
    append_at(tx, frontier, entries).await
}

/// None when the error is that the first position is taken already.
fn unless_taken(outcome: Result<Range<u64>, StateError>) -> Result<Option<Range<u64>>, StateError> {
    match outcome {
        Ok(positions) => Ok(Some(positions)),
        Err(StateError::Failed { source, .. }) if source.code.as_deref() == Some(POSITION_TAKEN) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn append_at(
    tx: &mut Tx,
    before: Frontier,
    entries: &[PreparedEntry],
) -> Result<Range<u64>, StateError> {
    let mut after = before.clone();
    let mut subtrees = Vec::new();
    for entry in entries {
        after.append_seeing(entry.leaf, |node, hash| {
            if node.level % 8 == 0 {
                subtrees.push((node, hash));
            }
        })?;
    }
    let positions = before.size()..after.size();
    if !entries.is_empty() {
        match tx.backend() {
            Backend::Sqlite => insert_on_sqlite(tx, &before, entries, &after).await?,
            Backend::Postgres => insert_on_postgres(tx, positions.start, entries, &after).await?,
        }
        insert_subtrees(tx, &subtrees).await?;
    }
    tx.frontier = Some(after);
    Ok(positions)
}

async fn lock_frontier(tx: &mut Tx) -> Result<Frontier, StateError> {
    let sql = match tx.backend() {
        Backend::Sqlite => "SELECT size, hashes FROM ledger_frontier WHERE id = 1",
        Backend::Postgres => "SELECT size, hashes FROM ledger_frontier WHERE id = 1 FOR UPDATE",
    };
    read_frontier(tx, sql).await
}

/// The size of the ledger and its right edge.
///
/// # Errors
/// When the database fails or what it holds is unsound.
pub async fn frontier(tx: &mut Tx) -> Result<Frontier, StateError> {
    read_frontier(tx, "SELECT size, hashes FROM ledger_frontier WHERE id = 1").await
}

async fn read_frontier(tx: &mut Tx, sql: &'static str) -> Result<Frontier, StateError> {
    let row = tx.row(query("reading the ledger's frontier", sql)).await?;
    let row = row.ok_or(StateError::Corrupt { what: "the ledger's frontier" })?;
    let bytes = row.bytes(1)?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(StateError::Corrupt { what: "the ledger's frontier" });
    }
    let hashes = hashes.iter().copied().map(TreeHash::new).collect();
    Ok(Frontier::from_stored(unsigned(row.integer(0)?, "the ledger's size")?, hashes)?)
}

fn joined_hashes(frontier: &Frontier) -> Vec<u8> {
    frontier.hashes().iter().flat_map(|hash| *hash.bytes()).collect()
}

async fn insert_on_postgres(
    tx: &mut Tx,
    begin: u64,
    entries: &[PreparedEntry],
    frontier: &Frontier,
) -> Result<(), StateError> {
    let sql = "WITH moved AS (UPDATE ledger_frontier SET size = $7, hashes = $8 WHERE id = 1)
               INSERT INTO ledger_entries (position, leaf_hash, kind, request, person, entry)
               SELECT $1 + number - 1, leaf_hash, kind, request, person, entry
               FROM UNNEST($2::BYTEA[], $3::TEXT[], $4::BYTEA[], $5::BYTEA[], $6::BYTEA[])
               WITH ORDINALITY AS rows (leaf_hash, kind, request, person, entry, number)";
    let column =
        |of: &dyn Fn(&PreparedEntry) -> Option<Vec<u8>>| Value::ManyBytes(entries.iter().map(of).collect());
    let statement = query("appending to the ledger", sql)
        .integer(signed(begin, "ledger")?)
        .value(column(&|entry| Some(entry.leaf.bytes().to_vec())))
        .value(Value::Texts(entries.iter().map(|entry| entry.kind.word().to_owned()).collect()))
        .value(column(&|entry| entry.request.map(|request| request.bytes().to_vec())))
        .value(column(&|entry| entry.person.map(|person| person.bytes().to_vec())))
        .value(column(&|entry| Some(entry.bytes.clone())))
        .integer(signed(frontier.size(), "ledger")?)
        .bytes(&joined_hashes(frontier));
    tx.run(statement).await.map(|_| ())
}

async fn insert_on_sqlite(
    tx: &mut Tx,
    before: &Frontier,
    entries: &[PreparedEntry],
    after: &Frontier,
) -> Result<(), StateError> {
    let begin = signed(before.size(), "ledger")?;
    let mut position = begin;
    let mut rest = entries;
    for length in ROWS_OF_A_STATEMENT {
        while let Some((rows, following)) = rest.split_at_checked(length) {
            rest = following;
            let is_first = position == begin;
            let mut statement = sqlite_insert(length, is_first);
            for entry in rows {
                let request = entry.request.map(|request| request.bytes());
                let person = entry.person.map(|person| person.bytes());
                statement = statement
                    .integer(position)
                    .bytes(entry.leaf.bytes())
                    .text(entry.kind.word())
                    .maybe_bytes(request.as_ref().map(<[u8; 16]>::as_slice))
                    .maybe_bytes(person.as_ref().map(<[u8; 16]>::as_slice))
                    .bytes(&entry.bytes);
                position = position.checked_add(1).ok_or(StateError::TooLarge { what: "ledger" })?;
            }
            if is_first {
                statement = statement
                    .integer(signed(after.size(), "ledger")?)
                    .bytes(&joined_hashes(after))
                    .integer(begin)
                    .bytes(&joined_hashes(before));
            }
            let inserted = u64::try_from(length).unwrap_or(u64::MAX);
            if tx.run(statement).await? != inserted.saturating_add(u64::from(is_first)) {
                return Err(StateError::Corrupt { what: "the ledger's frontier" });
            }
            if rest.is_empty() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Moves the frontier in the same call as the first rows: each call wakes another thread and waits for it, which
/// for a single entry costs as much as writing it. OR FAIL: the whole transaction is given up on any error but the
/// first position being taken, so SQLite need not keep what would undo one statement.
fn sqlite_insert(rows: usize, is_first: bool) -> Query {
    let mut sql =
        "INSERT OR FAIL INTO ledger_entries (position, leaf_hash, kind, request, person, entry) VALUES "
            .to_owned();
    sql.push_str(&vec!["(?, ?, ?, ?, ?, ?)"; rows].join(", "));
    if is_first {
        sql.push_str(
            "; UPDATE ledger_frontier SET size = ?, hashes = ? WHERE id = 1 AND size = ? AND hashes = ?",
        );
    }
    built_query("appending to the ledger", sql)
}

async fn insert_subtrees(tx: &mut Tx, subtrees: &[(Node, TreeHash)]) -> Result<(), StateError> {
    for (node, hash) in subtrees {
        let sql = "INSERT INTO ledger_subtrees (level, position, hash) VALUES ($1, $2, $3)";
        let statement = query("keeping a subtree of the ledger", sql)
            .integer(i64::from(node.level))
            .integer(signed(node.index, "ledger")?)
            .bytes(hash.bytes());
        tx.run(statement).await?;
    }
    Ok(())
}

/// The entries at these positions, or as many of them as there are.
///
/// # Errors
/// When the database fails or an entry cannot be read.
pub async fn read_range(tx: &mut Tx, positions: Range<u64>) -> Result<Vec<PlacedEntry>, StateError> {
    let sql =
        "SELECT position, entry FROM ledger_entries WHERE position >= $1 AND position < $2 ORDER BY position";
    let end = signed(positions.end.min(i64::MAX.unsigned_abs()), "ledger")?;
    let statement = query("reading the ledger", sql).integer(signed(positions.start, "ledger")?).integer(end);
    tx.rows(statement).await?.iter().map(placed).collect()
}

/// Everything the ledger says about a request, oldest first.
///
/// # Errors
/// When the database fails or an entry cannot be read.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<PlacedEntry>, StateError> {
    let sql = "SELECT position, entry FROM ledger_entries WHERE request = $1 ORDER BY position";
    tx.rows(query("reading a request's history", sql).bytes(&request.bytes()))
        .await?
        .iter()
        .map(placed)
        .collect()
}

/// Everything the ledger says about a person, oldest first.
///
/// # Errors
/// When the database fails or an entry cannot be read.
pub async fn of_person(tx: &mut Tx, person: Pseudonym) -> Result<Vec<PlacedEntry>, StateError> {
    let sql = "SELECT position, entry FROM ledger_entries WHERE person = $1 ORDER BY position";
    tx.rows(query("reading a person's history", sql).bytes(&person.bytes()))
        .await?
        .iter()
        .map(placed)
        .collect()
}

/// Up to `limit` entries of a kind from position `from` on, oldest first.
///
/// # Errors
/// When the database fails or an entry cannot be read.
pub async fn of_kind(tx: &mut Tx, kind: Kind, from: u64, limit: u32) -> Result<Vec<PlacedEntry>, StateError> {
    let sql = "SELECT position, entry FROM ledger_entries WHERE kind = $1 AND position >= $2
               ORDER BY position LIMIT $3";
    let statement = query("reading the ledger", sql)
        .text(kind.word())
        .integer(signed(from, "ledger")?)
        .integer(i64::from(limit));
    tx.rows(statement).await?.iter().map(placed).collect()
}

fn placed(row: &Row) -> Result<PlacedEntry, StateError> {
    let position = unsigned(row.integer(0)?, "a position in the ledger")?;
    Ok(PlacedEntry { position, entry: Entry::decode(&row.bytes(1)?)? })
}

/// Signs the ledger as it is now and keeps that; the last checkpoint again when nothing was appended since.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint(
    tx: &mut Tx,
    signer: &SignerKey,
    at: Timestamp,
) -> Result<StoredCheckpoint, StateError> {
    let frontier = lock_frontier(tx).await?;
    if let Some(last) = latest_checkpoint(tx).await?
        && last.size == frontier.size()
    {
        return Ok(last);
    }
    let checkpoint = Checkpoint {
        origin: signer.verifier().name().to_owned(),
        size: frontier.size(),
        root: frontier.root(),
        extensions: Vec::new(),
    };
    let note =
        checkpoint.sign(signer).map_err(|_| StateError::Corrupt { what: "the ledger's name" })?.to_string();
    let sql = "INSERT INTO ledger_checkpoints (size, root, note, at) VALUES ($1, $2, $3, $4)";
    let statement = query("keeping a checkpoint", sql)
        .integer(signed(checkpoint.size, "ledger")?)
        .bytes(checkpoint.root.bytes())
        .text(&note)
        .integer(at.as_microsecond());
    tx.run(statement).await?;
    Ok(StoredCheckpoint { size: checkpoint.size, root: checkpoint.root, note })
}

/// A checkpoint as it is kept; the note says it all, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// The size signed.
    pub size: u64,
    /// The root signed.
    pub root: TreeHash,
    /// The signed note.
    pub note: String,
}

/// The newest checkpoint.
///
/// # Errors
/// When the database fails.
pub async fn latest_checkpoint(tx: &mut Tx) -> Result<Option<StoredCheckpoint>, StateError> {
    let sql = "SELECT size, root, note FROM ledger_checkpoints ORDER BY size DESC LIMIT 1";
    tx.row(query("reading the last checkpoint", sql)).await?.as_ref().map(stored_checkpoint).transpose()
}

/// Every checkpoint, smallest first.
///
/// # Errors
/// When the database fails.
pub async fn checkpoints(tx: &mut Tx) -> Result<Vec<StoredCheckpoint>, StateError> {
    let sql = "SELECT size, root, note FROM ledger_checkpoints ORDER BY size";
    tx.rows(query("reading the checkpoints", sql)).await?.iter().map(stored_checkpoint).collect()
}

fn stored_checkpoint(row: &Row) -> Result<StoredCheckpoint, StateError> {
    Ok(StoredCheckpoint {
        size: unsigned(row.integer(0)?, "a checkpoint")?,
        root: TreeHash::new(array(&row.bytes(1)?, "a checkpoint")?),
        note: row.text(2)?,
    })
}

/// A proof that the entry at `index` is in the ledger when it had `size` entries.
///
/// # Errors
/// When there is no such entry, the ledger is smaller, or the database fails.
pub async fn prove_inclusion(tx: &mut Tx, index: u64, size: u64) -> Result<Vec<TreeHash>, StateError> {
    assemble(tx, ProofPlan::inclusion(index, size)?).await
}

/// A proof that the ledger of `size` entries begins with that of `earlier` entries.
///
/// # Errors
/// When there was none of these sizes, or the database fails.
pub async fn prove_consistency(tx: &mut Tx, earlier: u64, size: u64) -> Result<Vec<TreeHash>, StateError> {
    assemble(tx, ProofPlan::consistency(earlier, size)?).await
}

async fn assemble(tx: &mut Tx, plan: ProofPlan) -> Result<Vec<TreeHash>, StateError> {
    let mut found = BTreeMap::new();
    for node in plan.nodes() {
        if let Some(hash) = subtree_hash(tx, node).await? {
            found.insert(node, hash);
        }
    }
    Ok(plan.assemble(|node| found.get(&node).copied())?)
}

/// The hash of a complete subtree, from at most 128 stored hashes of the level at or below it.
async fn subtree_hash(tx: &mut Tx, node: Node) -> Result<Option<TreeHash>, StateError> {
    let stored_level = node.level & !7;
    let above = u32::from(node.level & 7);
    let first = node.index << above;
    let mut hashes = stored_hashes(tx, stored_level, first..first.saturating_add(1 << above)).await?;
    if hashes.len() != 1 << above {
        return Ok(None);
    }
    while hashes.len() > 1 {
        let (pairs, _) = hashes.as_chunks::<2>();
        hashes = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    Ok(hashes.pop())
}

/// Neighbouring hashes of level 0, 8, 16, …, as many as there are.
pub(crate) async fn stored_hashes(
    tx: &mut Tx,
    level: u8,
    positions: Range<u64>,
) -> Result<Vec<TreeHash>, StateError> {
    let statement = if level == 0 {
        query(
            "reading hashes of the ledger",
            "SELECT leaf_hash FROM ledger_entries WHERE position >= $1 AND position < $2 ORDER BY position",
        )
    } else {
        query(
            "reading hashes of the ledger",
            "SELECT hash FROM ledger_subtrees WHERE position >= $1 AND position < $2 AND level = $3
             ORDER BY position",
        )
    };
    let statement =
        statement.integer(signed(positions.start, "ledger")?).integer(signed(positions.end, "ledger")?);
    let statement = if level == 0 { statement } else { statement.integer(i64::from(level)) };
    let rows = tx.rows(statement).await?;
    rows.iter().map(|row| Ok(TreeHash::new(array(&row.bytes(0)?, "a hash of the ledger")?))).collect()
}
