//! Tiles (C2SP tlog-tiles): how a ledger lies in files that never change and can be cached for ever.
//!
//! A hash tile holds up to 256 neighbouring hashes of the levels 0, 8, 16, …; an entry bundle holds
//! the entries below one tile of level 0. This file knows paths and layout; it reads and writes nothing.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// How many levels of the tree one level of tiles covers.
const TILE_HEIGHT: u32 = 8;
/// Tiles of level 8 would hold trees of 2^64 entries.
const MAXIMUM_LEVEL: u8 = 7;

/// Why a path or a bundle is malformed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TileError {
    /// The path is none of a tile.
    #[error("`{0}` is not the path of a tile")]
    Path(String),
    /// An entry has more bytes than its length field can say.
    #[error("an entry of {0} bytes does not fit a bundle")]
    EntryTooLarge(usize),
    /// The bundle ends within an entry.
    #[error("the bundle ends within an entry")]
    Truncated,
}

/// The path of a tile or of a bundle, relative to the folder of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TilePath {
    /// Hashes.
    Hashes {
        /// The level of the tile: its hashes are roots of subtrees of 2^(8·level) entries.
        level: u8,
        /// The position among the tiles of this level.
        index: u64,
        /// How many hashes, 1 to 256; the path of a full tile does not say.
        width: u16,
    },
    /// Entries.
    Entries {
        /// The position among the bundles.
        index: u64,
        /// How many entries, 1 to 256.
        width: u16,
    },
}

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match *self {
            Self::Hashes { level, index, width } => {
                write!(formatter, "tile/{level}/")?;
                (index, width)
            }
            Self::Entries { index, width } => {
                formatter.write_str("tile/entries/")?;
                (index, width)
            }
        };
        write_index(formatter, index)?;
        if u64::from(width) == TILE_WIDTH { Ok(()) } else { write!(formatter, ".p/{width}") }
    }
}

/// Groups of three digits, all but the last marked with an `x`, each group a folder.
fn write_index(formatter: &mut fmt::Formatter<'_>, index: u64) -> fmt::Result {
    let digits = index.to_string();
    let padded = format!("{}{digits}", "0".repeat((3 - digits.len() % 3) % 3));
    let (groups, _) = padded.as_bytes().as_chunks::<3>();
    for (position, [first, second, third]) in groups.iter().enumerate() {
        let last = position.saturating_add(1) == groups.len();
        let (mark, end) = if last { ("", "") } else { ("x", "/") };
        let [first, second, third] = [*first, *second, *third].map(char::from);
        write!(formatter, "{mark}{first}{second}{third}{end}")?;
    }
    Ok(())
}

impl FromStr for TilePath {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let malformed = || TileError::Path(text.chars().take(80).collect());
        let path = parse_path(text).ok_or_else(malformed)?;
        // One path per tile: what would be written differently was not written by anyone.
        if path.to_string() == text { Ok(path) } else { Err(malformed()) }
    }
}

fn parse_path(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse::<u16>().ok()?),
        None => (rest, 256),
    };
    if width == 0 || u64::from(width) > TILE_WIDTH {
        return None;
    }
    let digits: String = index.split('/').map(|group| group.strip_prefix('x').unwrap_or(group)).collect();
    let index = digits.parse::<u64>().ok()?;
    if kind == "entries" {
        return Some(TilePath::Entries { index, width });
    }
    let level = kind.parse::<u8>().ok().filter(|level| *level <= MAXIMUM_LEVEL)?;
    Some(TilePath::Hashes { level, index, width })
}

/// Every tile and every bundle of a ledger with `size` entries.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TilePath> {
    let bundles = row_of(size).map(|(index, width)| TilePath::Entries { index, width });
    let hashes = (0..=MAXIMUM_LEVEL).flat_map(move |level| {
        row_of(size >> (TILE_HEIGHT * u32::from(level))).map(move |(index, width)| TilePath::Hashes {
            level,
            index,
            width,
        })
    });
    bundles.chain(hashes)
}

fn row_of(count: u64) -> impl Iterator<Item = (u64, u16)> {
    let full = count / TILE_WIDTH;
    let rest = u16::try_from(count % TILE_WIDTH).unwrap_or(0);
    (0..full).map(|index| (index, 256)).chain((rest > 0).then_some((full, rest)))
}

/// Lays entries out as a bundle: each after its length in two bytes, the higher first.
///
/// # Errors
/// When an entry has more than 65,535 bytes.
pub fn encode_bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<u8>, TileError> {
    let mut bundle = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLarge(entry.len()))?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle, in order.
///
/// # Errors
/// When the bundle ends within an entry.
pub fn decode_bundle(bundle: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or(TileError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(TileError::Truncated)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}
