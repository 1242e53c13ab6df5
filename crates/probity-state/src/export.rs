//! The ledger as a folder of files (C2SP tlog-tiles), which anyone can keep, serve and check without this program.
//!
//! Beside `checkpoint`, `tile/…` and `tile/entries/…` there are `verifier-key`, and every older checkpoint as
//! `checkpoints/SIZE`. A later export into the same folder adds to it.

use crate::fsck::Fault;
use crate::ledger::{self, StoredCheckpoint};
use crate::query::query;
use crate::stored::signed;
use crate::{StateError, Tx};
use probity_ledger::{
    Checkpoint, Entry, Frontier, TILE_WIDTH, TileError, TilePath, TreeHash, VerifierKey, decode_bundle,
    encode_bundle, leaf_hash, node_hash, tiles_of,
};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

const CHECKPOINT: &str = "checkpoint";
/// The file of an exported ledger that holds the key to check it with.
pub const VERIFIER_KEY: &str = "verifier-key";
const OLDER_CHECKPOINTS: &str = "checkpoints";

/// Why a folder could not be written or read.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The ledger has no checkpoint, so there is nothing signed to export.
    #[error("the ledger has no checkpoint yet")]
    NoCheckpoint,
    /// A file could not be written.
    #[error("cannot write `{path}`")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file could not be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// An entry does not fit.
    #[error("an entry does not fit its bundle")]
    Bundle(#[from] TileError),
    /// The state could not be read.
    #[error("the ledger could not be read")]
    State(#[from] StateError),
}

/// Writes the ledger up to its last checkpoint; that checkpoint.
///
/// # Errors
/// When there is none, or the database or the disk fails.
pub async fn export_ledger(
    tx: &mut Tx,
    key: &VerifierKey,
    folder: &Path,
) -> Result<StoredCheckpoint, ExportError> {
    let last = ledger::latest_checkpoint(tx).await?.ok_or(ExportError::NoCheckpoint)?;
    for tile in tiles_of(last.size) {
        let bytes = match tile {
            TilePath::Entries { index, width } => {
                encode_bundle(entry_bytes(tx, index, width).await?.iter().map(Vec::as_slice))?
            }
            TilePath::Hashes { level, index, width } => {
                let first = index.saturating_mul(TILE_WIDTH);
                let positions = first..first.saturating_add(u64::from(width));
                let hashes = ledger::stored_hashes(tx, level.saturating_mul(8), positions).await?;
                hashes.iter().flat_map(|hash| *hash.bytes()).collect()
            }
        };
        write(folder.join(tile.to_string()), bytes).await?;
    }
    for checkpoint in ledger::checkpoints(tx).await? {
        write(folder.join(OLDER_CHECKPOINTS).join(checkpoint.size.to_string()), checkpoint.note.into())
            .await?;
    }
    write(folder.join(VERIFIER_KEY), format!("{key}\n").into()).await?;
    // The checkpoint last: whoever sees it finds everything that it vouches for.
    write(folder.join(CHECKPOINT), last.note.clone().into()).await?;
    Ok(last)
}

async fn entry_bytes(tx: &mut Tx, bundle: u64, width: u16) -> Result<Vec<Vec<u8>>, StateError> {
    let first = bundle.saturating_mul(TILE_WIDTH);
    let sql = "SELECT entry FROM ledger_entries WHERE position >= $1 AND position < $2 ORDER BY position";
    let statement = query("exporting the ledger", sql)
        .integer(signed(first, "ledger")?)
        .integer(signed(first.saturating_add(u64::from(width)), "ledger")?);
    tx.rows(statement).await?.iter().map(|row| row.bytes(0)).collect()
}

/// Writes a file beside its name and moves it there, so that nobody ever sees half of one.
async fn write(path: PathBuf, bytes: Vec<u8>) -> Result<(), ExportError> {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let written = async {
        tokio::fs::create_dir_all(&folder).await?;
        tokio::fs::write(&beside, bytes).await?;
        tokio::fs::rename(&beside, &path).await
    };
    written.await.map_err(|source| ExportError::Write { path: path.clone(), source })
}

/// What checking a folder found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderReport {
    /// The size and root that are signed; none when the checkpoint is missing or not signed by the key.
    pub checkpoint: Option<Checkpoint>,
    /// How many older checkpoints there are.
    pub older: usize,
    /// What is wrong; nothing, if the folder is sound.
    pub faults: Vec<Fault>,
}

/// Checks an exported folder with nothing but the public key: that the entries make up the signed root, the tiles
/// hold the hashes of the entries, and every older checkpoint is a beginning of the last.
///
/// # Errors
/// When a file is there and cannot be read. What is wrong with the ledger is no error: it is in the report.
pub fn verify_folder(folder: &Path, key: &VerifierKey) -> Result<FolderReport, ExportError> {
    let mut report = FolderReport { checkpoint: None, older: 0, faults: Vec::new() };
    let Some(note) = read(&folder.join(CHECKPOINT))? else {
        report.faults.push(Fault::MissingFile(CHECKPOINT.to_owned()));
        return Ok(report);
    };
    let Ok(signed) = Checkpoint::open(&note, key) else {
        report.faults.push(Fault::WrongFile(CHECKPOINT.to_owned()));
        return Ok(report);
    };
    let older = older_checkpoints(folder, key, &mut report)?;
    let mut frontier = Frontier::new();
    // Hashes of the level that is being checked; each level is made of the one below.
    let mut hashes = Vec::new();
    for tile in tiles_of(signed.size) {
        let name = tile.to_string();
        let Some(bytes) = read(&folder.join(&name))? else {
            report.faults.push(Fault::MissingFile(name));
            return Ok(report);
        };
        let sound = match tile {
            TilePath::Entries { width, .. } => {
                add_entries(&bytes, width, &mut frontier, &mut hashes, &older, &mut report)
            }
            TilePath::Hashes { level, index, width } => {
                let expected = tile_bytes(&hashes, level, index, width);
                expected.is_some_and(|expected| expected == bytes)
            }
        };
        if !sound {
            report.faults.push(Fault::WrongFile(name));
        }
    }
    if frontier.size() != signed.size || frontier.root() != signed.root {
        report.faults.push(Fault::WrongRoot(signed.size));
    }
    report.checkpoint = Some(signed.into_inner());
    Ok(report)
}

fn older_checkpoints(
    folder: &Path,
    key: &VerifierKey,
    report: &mut FolderReport,
) -> Result<BTreeMap<u64, TreeHash>, ExportError> {
    let path = folder.join(OLDER_CHECKPOINTS);
    let failed = |source| ExportError::Read { path: path.clone(), source };
    let mut older = BTreeMap::new();
    let listing = match std::fs::read_dir(&path) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(older),
        Err(error) => return Err(failed(error)),
    };
    for file in listing {
        let file = file.map_err(failed)?;
        let name = file.file_name().to_string_lossy().into_owned();
        let opened = read(&file.path())?.and_then(|note| Checkpoint::open(&note, key).ok());
        match opened {
            Some(signed) if signed.size.to_string() == name => {
                older.insert(signed.size, signed.root);
            }
            _ => report.faults.push(Fault::WrongFile(format!("{OLDER_CHECKPOINTS}/{name}"))),
        }
    }
    report.older = older.len();
    Ok(older)
}

fn add_entries(
    bundle: &[u8],
    width: u16,
    frontier: &mut Frontier,
    leaves: &mut Vec<TreeHash>,
    older: &BTreeMap<u64, TreeHash>,
    report: &mut FolderReport,
) -> bool {
    let Ok(entries) = decode_bundle(bundle) else { return false };
    for entry in &entries {
        let position = frontier.size();
        if Entry::decode(entry).is_err() {
            report.faults.push(Fault::NotAnEntry(position));
        }
        let leaf = leaf_hash(entry);
        leaves.push(leaf);
        if frontier.append(leaf).is_err() {
            return false;
        }
        if older.get(&frontier.size()).is_some_and(|root| *root != frontier.root()) {
            report.faults.push(Fault::Inconsistent(frontier.size()));
        }
    }
    entries.len() == usize::from(width)
}

/// What a tile must hold, computed from the hashes of the entries.
fn tile_bytes(leaves: &[TreeHash], level: u8, index: u64, width: u16) -> Option<Vec<u8>> {
    let span = 1_usize.checked_shl(u32::from(level).saturating_mul(8))?;
    let first = usize::try_from(index.checked_mul(TILE_WIDTH)?).ok()?.checked_mul(span)?;
    let below = leaves.get(first..first.checked_add(span.checked_mul(usize::from(width))?)?)?;
    Some(below.chunks(span).filter_map(root_of).flat_map(|hash| *hash.bytes()).collect())
}

/// The root over a power of two of hashes.
fn root_of(hashes: &[TreeHash]) -> Option<TreeHash> {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let (pairs, _) = level.as_chunks::<2>();
        level = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    level.pop()
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, ExportError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ExportError::Read { path: path.to_owned(), source }),
    }
}
