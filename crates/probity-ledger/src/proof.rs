//! Inclusion and consistency proofs (RFC 9162 section 2.1.3 and 2.1.4): planning and verifying.
//!
//! Making a proof needs hashes of complete subtrees, which are stored elsewhere. So a proof is
//! made in three steps: a [`ProofPlan`] says which nodes it needs, the keeper of the hashes looks
//! them up, and the plan puts them together. Verifying needs nothing but the proof.
//!
//! A subtree (`start`, `end`) is the part of a tree that has a root of its own, as defined by the
//! Merkle tree certificates draft of the IETF; a consistency proof is the case where `start` is 0.

use crate::{TreeHash, empty_root, node_hash};
use std::ops::Range;
use thiserror::Error;

/// A complete subtree: the one at `index` among those with 2^`level` entries. Level 0 is an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// The height; the subtree has 2^level entries. At most 63.
    pub level: u8,
    /// The position among the subtrees of this height.
    pub index: u64,
}

/// Why a proof cannot be made or does not hold.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProofError {
    /// The position is not in the tree.
    #[error("position {index} is outside a tree of {size} entries")]
    OutsideTree {
        /// The position asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The older tree is empty or larger than the newer one.
    #[error("a tree of {size} entries has no earlier state of {earlier} entries that could be proved")]
    NoSuchEarlierTree {
        /// The older size.
        earlier: u64,
        /// The newer size.
        size: u64,
    },
    /// The range is not a subtree.
    #[error("the range from {start} to {end} is not a subtree of a tree of {size} entries")]
    NotASubtree {
        /// Its first position.
        start: u64,
        /// The position after its last.
        end: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A hash that the plan needs was not found.
    #[error("the hash of the subtree at level {level}, index {index} is missing")]
    MissingNode {
        /// The height of the subtree.
        level: u8,
        /// Its position among those of its height.
        index: u64,
    },
    /// The proof has too many or too few hashes.
    #[error("the proof has the wrong length")]
    WrongLength,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root")]
    WrongRoot,
}

/// Which stored hashes make up a proof, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofPlan {
    /// One element of the proof each: complete subtrees from left to right, to be folded into one hash.
    parts: Vec<Vec<Node>>,
}

impl ProofPlan {
    /// A proof that the entry at `index` is in the tree of `size` entries.
    ///
    /// # Errors
    /// When `index` is not below `size`.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::OutsideTree { index, size });
        }
        let mut ranges = Vec::new();
        let mut whole = 0..size;
        while width(&whole) > 1 {
            let (left, right) = split(&whole);
            if index < left.end {
                ranges.push(right);
                whole = left;
            } else {
                ranges.push(left);
                whole = right;
            }
        }
        Ok(Self::from_deepest_first(ranges))
    }

    /// A proof that the tree of `size` entries begins with the tree of `earlier` entries.
    ///
    /// # Errors
    /// When `earlier` is zero or above `size`.
    pub fn consistency(earlier: u64, size: u64) -> Result<Self, ProofError> {
        if earlier == 0 || earlier > size {
            return Err(ProofError::NoSuchEarlierTree { earlier, size });
        }
        let mut ranges = Vec::new();
        let mut whole = 0..size;
        while whole.end != earlier {
            let (left, right) = split(&whole);
            if earlier <= left.end {
                ranges.push(right);
                whole = left;
            } else {
                ranges.push(left);
                whole = right;
            }
        }
        // The verifier knows the earlier root, so a part that is the whole earlier tree is left out.
        if whole.start != 0 {
            ranges.push(whole);
        }
        Ok(Self::from_deepest_first(ranges))
    }

    fn from_deepest_first(ranges: Vec<Range<u64>>) -> Self {
        Self { parts: ranges.into_iter().rev().map(complete_subtrees).collect() }
    }

    /// Every stored hash that [`ProofPlan::assemble`] will ask for.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.parts.iter().flatten().copied()
    }

    /// Puts the proof together.
    ///
    /// # Errors
    /// When `find` does not know a hash.
    pub fn assemble(&self, find: impl Fn(Node) -> Option<TreeHash>) -> Result<Vec<TreeHash>, ProofError> {
        let found =
            |node: &Node| find(*node).ok_or(ProofError::MissingNode { level: node.level, index: node.index });
        let mut proof = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let mut from_right = part.iter().rev();
            let Some(last) = from_right.next() else { continue };
            let mut hash = found(last)?;
            for node in from_right {
                hash = node_hash(&found(node)?, &hash);
            }
            proof.push(hash);
        }
        Ok(proof)
    }
}

fn width(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

/// Splits a range of at least two at the largest power of two below its width.
fn split(range: &Range<u64>) -> (Range<u64>, Range<u64>) {
    let left = 1_u64 << (63_u32.saturating_sub(width(range).saturating_sub(1).leading_zeros()));
    let middle = range.start.saturating_add(left);
    (range.start..middle, middle..range.end)
}

fn complete_subtrees(range: Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut begin = range.start;
    while begin < range.end {
        let fits = 63_u32.saturating_sub((range.end.saturating_sub(begin)).leading_zeros());
        let height = begin.trailing_zeros().min(fits);
        let Ok(level) = u8::try_from(height) else { break };
        nodes.push(Node { level, index: begin >> height });
        begin = begin.saturating_add(1 << height);
    }
    nodes
}

/// Checks that the entry with this hash is at `index` in the tree of `size` entries with this root.
///
/// # Errors
/// When it is not proved.
pub fn verify_inclusion(
    leaf: &TreeHash,
    index: u64,
    size: u64,
    proof: &[TreeHash],
    root: &TreeHash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutsideTree { index, size });
    }
    let mut position = index;
    let mut last = size.saturating_sub(1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if position & 1 == 1 || position == last {
            hash = node_hash(sibling, &hash);
            // At the right edge there are levels without a sibling; they have no element in the proof.
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if hash == *root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Checks that a tree of `size` entries begins with the tree of `earlier` entries.
///
/// # Errors
/// When it is not proved; also when `earlier` is zero, as everything begins with nothing.
pub fn verify_consistency(
    earlier: u64,
    size: u64,
    proof: &[TreeHash],
    earlier_root: &TreeHash,
    root: &TreeHash,
) -> Result<(), ProofError> {
    if earlier == 0 || earlier > size {
        return Err(ProofError::NoSuchEarlierTree { earlier, size });
    }
    verify_subtree_consistency(0..earlier, size, proof, earlier_root, root)
}

/// Checks that the entry with this hash is at `index` of a tree, within its subtree with this root.
///
/// # Errors
/// When it is not proved, or the range is no subtree.
pub fn verify_subtree_inclusion(
    leaf: &TreeHash,
    index: u64,
    subtree: Range<u64>,
    proof: &[TreeHash],
    subtree_root: &TreeHash,
) -> Result<(), ProofError> {
    require_subtree(&subtree, subtree.end)?;
    let outside = ProofError::OutsideTree { index, size: subtree.end };
    let within = index.checked_sub(subtree.start).ok_or(outside)?;
    verify_inclusion(leaf, within, width(&subtree), proof, subtree_root)
}

/// Checks that the subtree with root `subtree_root` is part of the tree of `size` entries with this root.
///
/// # Errors
/// When it is not proved, or the range is no subtree.
pub fn verify_subtree_consistency(
    subtree: Range<u64>,
    size: u64,
    proof: &[TreeHash],
    subtree_root: &TreeHash,
    root: &TreeHash,
) -> Result<(), ProofError> {
    require_subtree(&subtree, size)?;
    if subtree.is_empty() {
        if !proof.is_empty() {
            return Err(ProofError::WrongLength);
        }
        return if *subtree_root == empty_root() { Ok(()) } else { Err(ProofError::WrongRoot) };
    }
    let mut path =
        Climb { first: subtree.start, last: subtree.end.saturating_sub(1), edge: size.saturating_sub(1) };
    if path.last == path.edge {
        while path.first != path.last {
            path.rise();
        }
    } else {
        while path.first != path.last && path.last & 1 == 1 {
            path.rise();
        }
    }

    let mut elements = proof.iter();
    let known = path.first == path.last;
    let start = if known { subtree_root } else { elements.next().ok_or(ProofError::WrongLength)? };
    let (mut of_subtree, mut of_tree) = (*start, *start);
    for element in elements {
        if path.edge == 0 {
            return Err(ProofError::WrongLength);
        }
        if path.last & 1 == 1 || path.last == path.edge {
            if path.first < path.last {
                of_subtree = node_hash(element, &of_subtree);
            }
            of_tree = node_hash(element, &of_tree);
            while path.last & 1 == 0 && path.last != 0 {
                path.rise();
            }
        } else {
            of_tree = node_hash(&of_tree, element);
        }
        path.rise();
    }
    if path.edge != 0 {
        return Err(ProofError::WrongLength);
    }
    if of_subtree == *subtree_root && of_tree == *root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Where a subtree's first and last and the tree's last entry are, seen from one height.
struct Climb {
    first: u64,
    last: u64,
    edge: u64,
}

impl Climb {
    fn rise(&mut self) {
        self.first >>= 1;
        self.last >>= 1;
        self.edge >>= 1;
    }
}

/// A range is a subtree when it starts at a multiple of the smallest power of two that holds it.
fn require_subtree(subtree: &Range<u64>, size: u64) -> Result<(), ProofError> {
    let aligned = match width(subtree).checked_next_power_of_two() {
        Some(whole) => subtree.start & whole.saturating_sub(1) == 0,
        None => subtree.start == 0,
    };
    if subtree.start <= subtree.end && subtree.end <= size && aligned {
        Ok(())
    } else {
        Err(ProofError::NotASubtree { start: subtree.start, end: subtree.end, size })
    }
}
