//! The Merkle tree of RFC 6962 section 2.1 (the same as RFC 9162): hashes, appending, root.
//!
//! A tree is never held whole: a [`Frontier`] holds the roots of the complete subtrees at its
//! right edge, at most 64 hashes, and that is enough to append and to know the root. It is not
//! enough for proofs; those read stored hashes (see [`crate::ProofPlan`]).

use crate::prefixed_hash::sha256_after;
use crate::{Node, hexadecimal, parse_hexadecimal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use thiserror::Error;

/// A hash in the tree: of an entry, of two subtrees, or of the whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

impl TreeHash {
    /// Wraps the 32 bytes of a hash.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Wraps a slice, if it has 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As standard base64 with padding, the form used in checkpoints and proofs.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads standard base64 with padding of exactly 32 bytes.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::from_slice(&STANDARD.decode(text).ok()?)
    }

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_hexadecimal(text).map(Self)
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TreeHash({self})")
    }
}

/// The hash of an entry: SHA-256 over a zero byte and the entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> TreeHash {
    TreeHash(sha256_after(0, entry))
}

/// The hash of two subtrees: SHA-256 over a one byte, the left and the right hash.
#[must_use]
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    let mut both = [0_u8; 64];
    let (first, second) = both.split_at_mut(32);
    first.copy_from_slice(&left.0);
    second.copy_from_slice(&right.0);
    TreeHash(sha256_after(1, &both))
}

/// The root of a tree without entries: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> TreeHash {
    TreeHash(Sha256::digest([]).into())
}

/// A stored frontier that cannot be one.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FrontierError {
    /// A tree of this size has another number of complete subtrees.
    #[error("a tree of {size} entries has {expected} complete subtrees, and {found} hashes are given")]
    WrongCount {
        /// The size claimed.
        size: u64,
        /// How many hashes such a tree has.
        expected: u32,
        /// How many were given.
        found: usize,
    },
    /// The tree cannot grow any more.
    #[error("the tree is full")]
    Full,
}

/// The right edge of a tree: the roots of its complete subtrees, the largest first.
///
/// INVARIANT (FRONTIER-COUNT): there is one hash for every one bit of the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<TreeHash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A frontier that was stored before.
    ///
    /// # Errors
    /// When the number of hashes does not fit the size.
    pub fn from_stored(size: u64, hashes: Vec<TreeHash>) -> Result<Self, FrontierError> {
        let expected = size.count_ones();
        if usize::try_from(expected) != Ok(hashes.len()) {
            return Err(FrontierError::WrongCount { size, expected, found: hashes.len() });
        }
        Ok(Self { size, hashes })
    }

    /// How many entries the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, the largest first.
    #[must_use]
    pub fn hashes(&self) -> &[TreeHash] {
        &self.hashes
    }

    /// Appends the hash of an entry.
    ///
    /// # Errors
    /// When the tree has 2⁶⁴ − 1 entries.
    pub fn append(&mut self, leaf: TreeHash) -> Result<(), FrontierError> {
        self.append_seeing(leaf, |_, _| ())
    }

    /// Appends the hash of an entry and shows every subtree that this completes, from the
    /// smallest (the pair) to the largest; the entry itself is not shown.
    ///
    /// # Errors
    /// When the tree has 2⁶⁴ − 1 entries.
    pub fn append_seeing(
        &mut self,
        leaf: TreeHash,
        mut see: impl FnMut(Node, TreeHash),
    ) -> Result<(), FrontierError> {
        let grown = self.size.checked_add(1).ok_or(FrontierError::Full)?;
        let mut hash = leaf;
        let mut level = 0_u8;
        // Every trailing one bit of the size is a subtree that waits for a sibling of its height.
        while self.size >> level & 1 == 1 {
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(&left, &hash);
            level = level.saturating_add(1);
            see(Node { level, index: self.size >> level }, hash);
        }
        self.hashes.push(hash);
        self.size = grown;
        Ok(())
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        let mut from_right = self.hashes.iter().rev();
        let Some(smallest) = from_right.next() else { return empty_root() };
        from_right.fold(*smallest, |right, left| node_hash(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962 section 2.1, word for word; slow and plainly right.
    fn tree_hash_as_defined(entries: &[Vec<u8>]) -> TreeHash {
        match entries {
            [] => empty_root(),
            [entry] => leaf_hash(entry),
            _ => {
                let split = entries.len().next_power_of_two() / 2;
                let (left, right) = entries.split_at(split);
                node_hash(&tree_hash_as_defined(left), &tree_hash_as_defined(right))
            }
        }
    }

    #[test]
    fn empty_root_is_the_hash_of_nothing() {
        assert_eq!(empty_root().to_base64(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(Frontier::new().root(), empty_root());
    }

    #[test]
    fn frontier_agrees_with_the_definition_at_every_size() {
        let entries: Vec<Vec<u8>> = (0..300_u16).map(|number| number.to_be_bytes().to_vec()).collect();
        let mut frontier = Frontier::new();
        for (count, entry) in entries.iter().enumerate() {
            frontier.append(leaf_hash(entry)).unwrap();
            assert_eq!(frontier.root(), tree_hash_as_defined(&entries[..=count]));
            let stored = Frontier::from_stored(frontier.size(), frontier.hashes().to_vec()).unwrap();
            assert_eq!(stored, frontier);
        }
    }

    #[test]
    fn every_completed_subtree_is_shown_once_with_its_hash() {
        let entries: Vec<Vec<u8>> = (0..64_u16).map(|number| number.to_be_bytes().to_vec()).collect();
        let mut seen = std::collections::BTreeMap::new();
        let mut frontier = Frontier::new();
        for entry in &entries {
            frontier
                .append_seeing(leaf_hash(entry), |node, hash| assert_eq!(seen.insert(node, hash), None))
                .unwrap();
        }
        assert_eq!(seen.len(), 63);
        for (node, hash) in seen {
            let width = 1_usize << node.level;
            let begin = usize::try_from(node.index).unwrap() * width;
            assert_eq!(hash, tree_hash_as_defined(&entries[begin..begin + width]));
        }
    }

    #[test]
    fn a_frontier_of_the_wrong_length_is_refused() {
        assert_eq!(
            Frontier::from_stored(5, vec![empty_root()]),
            Err(FrontierError::WrongCount { size: 5, expected: 2, found: 1 })
        );
    }

    #[test]
    fn a_full_tree_does_not_wrap_around() {
        let mut full = Frontier::from_stored(u64::MAX, vec![empty_root(); 64]).unwrap();
        assert_eq!(full.append(empty_root()), Err(FrontierError::Full));
    }
}
