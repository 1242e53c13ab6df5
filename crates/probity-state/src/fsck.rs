//! Checking the whole ledger: entries, hashes, tree, checkpoints.
//!
//! What is checked does not depend on what is checked against: hashes are computed from the entries' bytes, the
//! root of every checkpoint from these hashes, and only then compared with what is stored and signed.

use crate::ledger::{self, StoredCheckpoint};
use crate::query::{Row, query};
use crate::stored::{signed, unsigned};
use crate::{StateError, Tx};
use probity_ledger::{
    Checkpoint, Entry, Frontier, Node, TreeHash, VerifierKey, leaf_hash, verify_consistency,
};
use std::collections::BTreeMap;
use std::fmt;

/// Entries that are read at once.
const PAGE: u64 = 4_096;
/// Faults after which it stops listing: more say nothing new.
const MAXIMUM_FAULTS: usize = 100;

/// One thing that is wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No entry at this position, although there are later ones or the size says so.
    Missing(u64),
    /// The bytes at this position are no entry.
    NotAnEntry(u64),
    /// The stored hash is not that of the entry.
    WrongHash(u64),
    /// A column says something else than the entry.
    WrongColumn(u64),
    /// The stored root of a complete subtree is wrong or missing.
    WrongSubtree(Node),
    /// The stored frontier is not that of the entries.
    WrongFrontier,
    /// The checkpoint of this size is not one of this ledger, or not signed.
    WrongSignature(u64),
    /// The checkpoint of this size has another root than the entries.
    WrongRoot(u64),
    /// The checkpoint of this size is not consistent with the one before it.
    Inconsistent(u64),
    /// A file that belongs to the ledger is missing.
    MissingFile(String),
    /// A file is there and is not what it should be.
    WrongFile(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(position) => write!(formatter, "entry {position} is missing"),
            Self::NotAnEntry(position) => write!(formatter, "what is stored as entry {position} is none"),
            Self::WrongHash(position) => {
                write!(formatter, "the stored hash of entry {position} is not its hash")
            }
            Self::WrongColumn(position) => {
                write!(formatter, "what entry {position} is looked up by is not what it says")
            }
            Self::WrongSubtree(node) => {
                write!(
                    formatter,
                    "the stored hash of subtree {} at level {} is wrong",
                    node.index, node.level
                )
            }
            Self::WrongFrontier => {
                formatter.write_str("the stored size or frontier is not that of the entries")
            }
            Self::WrongSignature(size) => {
                write!(formatter, "the checkpoint at {size} entries is not signed by this ledger")
            }
            Self::WrongRoot(size) => write!(formatter, "the checkpoint at {size} entries has another root"),
            Self::Inconsistent(size) => {
                write!(formatter, "the checkpoint at {size} entries does not continue the one before it")
            }
            Self::MissingFile(path) => write!(formatter, "the file `{path}` is missing"),
            Self::WrongFile(path) => write!(formatter, "the file `{path}` is not what it should be"),
        }
    }
}

/// What checking a ledger found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerReport {
    /// How many entries there are.
    pub size: u64,
    /// The root computed from them.
    pub root: TreeHash,
    /// How many checkpoints there are.
    pub checkpoints: usize,
    /// What is wrong; nothing, if the ledger is sound. At most 100 are listed.
    pub faults: Vec<Fault>,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks everything that is stored of the ledger whose checkpoints `key` signs.
///
/// # Errors
/// When the database fails. What is wrong with the ledger is no error: it is in the report.
pub async fn check_ledger(tx: &mut Tx, key: &VerifierKey) -> Result<LedgerReport, StateError> {
    let checkpoints = ledger::checkpoints(tx).await?;
    let mut check = Check::new(&checkpoints);
    loop {
        let sql = "SELECT position, leaf_hash, kind, request, person, entry FROM ledger_entries
                   WHERE position >= $1 AND position < $2 ORDER BY position";
        let begin = check.frontier.size();
        let end = signed(begin.saturating_add(PAGE), "ledger")?;
        let rows =
            tx.rows(query("checking the ledger", sql).integer(signed(begin, "ledger")?).integer(end)).await?;
        if rows.is_empty() || check.is_broken_off() {
            break;
        }
        for row in &rows {
            check.entry(row)?;
        }
        check.compare_subtrees(tx).await?;
    }
    let beyond = "SELECT count(*) FROM ledger_entries WHERE position >= $1 OR position < 0";
    let beyond = tx
        .row(query("checking the ledger", beyond).integer(signed(check.frontier.size(), "ledger")?))
        .await?;
    if beyond.map(|row| row.integer(0)).transpose()?.is_some_and(|count| count > 0) {
        check.fault(Fault::Missing(check.frontier.size()));
    }
    match ledger::frontier(tx).await {
        Ok(stored) if stored == check.frontier => {}
        Ok(_) | Err(StateError::Corrupt { .. } | StateError::Frontier(_)) => {
            check.fault(Fault::WrongFrontier)
        }
        Err(error) => return Err(error),
    }
    check_checkpoints(tx, key, &checkpoints, &mut check).await?;
    Ok(LedgerReport {
        size: check.frontier.size(),
        root: check.frontier.root(),
        checkpoints: checkpoints.len(),
        faults: check.faults,
    })
}

struct Check {
    frontier: Frontier,
    /// The roots computed at the sizes of checkpoints.
    roots: BTreeMap<u64, TreeHash>,
    wanted: Vec<u64>,
    subtrees: Vec<(Node, TreeHash)>,
    faults: Vec<Fault>,
}

impl Check {
    fn new(checkpoints: &[StoredCheckpoint]) -> Self {
        let frontier = Frontier::new();
        let wanted: Vec<u64> = checkpoints.iter().map(|checkpoint| checkpoint.size).collect();
        let roots = BTreeMap::from([(0, frontier.root())]);
        Self { frontier, roots, wanted, subtrees: Vec::new(), faults: Vec::new() }
    }

    fn fault(&mut self, fault: Fault) {
        if !self.is_broken_off() {
            self.faults.push(fault);
        }
    }

    fn is_broken_off(&self) -> bool {
        self.faults.len() >= MAXIMUM_FAULTS
    }

    fn entry(&mut self, row: &Row) -> Result<(), StateError> {
        let position = unsigned(row.integer(0)?, "a position in the ledger")?;
        if position != self.frontier.size() {
            // Without it no later hash can be right; say it once and stop.
            while !self.is_broken_off() && self.frontier.size() < position {
                self.fault(Fault::Missing(self.frontier.size()));
                self.push(leaf_hash(&[]))?;
            }
        }
        let bytes = row.bytes(5)?;
        let leaf = leaf_hash(&bytes);
        if row.bytes(1)? != leaf.bytes() {
            self.fault(Fault::WrongHash(position));
        }
        match Entry::decode(&bytes) {
            Ok(entry) => {
                let request = entry.of_request().map(|request| request.bytes().to_vec());
                let person = entry.about().map(|person| person.bytes().to_vec());
                if row.text(2)? != entry.kind().word()
                    || row.maybe_bytes(3)? != request
                    || row.maybe_bytes(4)? != person
                {
                    self.fault(Fault::WrongColumn(position));
                }
            }
            Err(_) => self.fault(Fault::NotAnEntry(position)),
        }
        self.push(leaf)
    }

    fn push(&mut self, leaf: TreeHash) -> Result<(), StateError> {
        let subtrees = &mut self.subtrees;
        self.frontier.append_seeing(leaf, |node, hash| {
            if node.level % 8 == 0 {
                subtrees.push((node, hash));
            }
        })?;
        if self.wanted.binary_search(&self.frontier.size()).is_ok() {
            self.roots.insert(self.frontier.size(), self.frontier.root());
        }
        Ok(())
    }

    async fn compare_subtrees(&mut self, tx: &mut Tx) -> Result<(), StateError> {
        for (node, hash) in std::mem::take(&mut self.subtrees) {
            let stored =
                ledger::stored_hashes(tx, node.level, node.index..node.index.saturating_add(1)).await?;
            if stored != [hash] {
                self.fault(Fault::WrongSubtree(node));
            }
        }
        Ok(())
    }
}

async fn check_checkpoints(
    tx: &mut Tx,
    key: &VerifierKey,
    checkpoints: &[StoredCheckpoint],
    check: &mut Check,
) -> Result<(), StateError> {
    let mut before: Option<&StoredCheckpoint> = None;
    for checkpoint in checkpoints {
        let size = checkpoint.size;
        match Checkpoint::open(checkpoint.note.as_bytes(), key) {
            Ok(signed) if signed.size == size && signed.root == checkpoint.root => {}
            _ => check.fault(Fault::WrongSignature(size)),
        }
        if check.roots.get(&size) != Some(&checkpoint.root) {
            check.fault(Fault::WrongRoot(size));
        }
        if let Some(earlier) = before.filter(|earlier| earlier.size > 0) {
            let proof = match ledger::prove_consistency(tx, earlier.size, size).await {
                Ok(proof) => proof,
                Err(StateError::Proof(_)) => Vec::new(),
                Err(error) => return Err(error),
            };
            if verify_consistency(earlier.size, size, &proof, &earlier.root, &checkpoint.root).is_err() {
                check.fault(Fault::Inconsistent(size));
            }
        }
        before = Some(checkpoint);
    }
    Ok(())
}
