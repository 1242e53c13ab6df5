//! Proofs that are made here hold, changed ones do not, and another implementation makes the same ones.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use probity_ledger::{
    Frontier, Node, ProofError, ProofPlan, TreeHash, leaf_hash, node_hash, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;
use std::collections::BTreeMap;

/// Every hash of a tree, kept in memory.
#[derive(Default)]
struct Whole {
    frontier: Frontier,
    nodes: BTreeMap<Node, TreeHash>,
    roots: Vec<TreeHash>,
}

impl Whole {
    fn grown_to(size: u64) -> Self {
        let mut whole = Self { roots: vec![Frontier::new().root()], ..Self::default() };
        for index in 0..size {
            let leaf = leaf_hash(&entry(index));
            whole.nodes.insert(Node { level: 0, index }, leaf);
            let nodes = &mut whole.nodes;
            whole
                .frontier
                .append_seeing(leaf, |node, hash| {
                    nodes.insert(node, hash);
                })
                .unwrap();
            whole.roots.push(whole.frontier.root());
        }
        whole
    }

    fn root(&self, size: u64) -> &TreeHash {
        &self.roots[usize::try_from(size).unwrap()]
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<TreeHash> {
        let plan = ProofPlan::inclusion(index, size).unwrap();
        plan.assemble(|node| self.nodes.get(&node).copied()).unwrap()
    }

    fn consistency(&self, earlier: u64, size: u64) -> Vec<TreeHash> {
        let plan = ProofPlan::consistency(earlier, size).unwrap();
        plan.assemble(|node| self.nodes.get(&node).copied()).unwrap()
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

fn flip(hash: &TreeHash, bit: usize) -> TreeHash {
    let mut bytes = *hash.bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    TreeHash::new(bytes)
}

#[test]
fn every_proof_of_every_small_tree_holds() {
    let whole = Whole::grown_to(70);
    for size in 1..=70 {
        for index in 0..size {
            let proof = whole.inclusion(index, size);
            verify_inclusion(&leaf_hash(&entry(index)), index, size, &proof, whole.root(size)).unwrap();
            let earlier = index + 1;
            let proof = whole.consistency(earlier, size);
            verify_consistency(earlier, size, &proof, whole.root(earlier), whole.root(size)).unwrap();
        }
    }
}

#[test]
fn another_implementation_makes_the_same_roots_and_proofs() {
    let whole = Whole::grown_to(40);
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 1..=40_u64 {
        theirs.push(entry(size - 1));
        assert_eq!(theirs.root().as_bytes().as_slice(), whole.root(size).bytes());
        for index in 0..size {
            let ours: Vec<u8> = whole.inclusion(index, size).iter().flat_map(|hash| *hash.bytes()).collect();
            let proof = theirs.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(proof.as_bytes(), ours, "inclusion of {index} in {size}");
        }
        for earlier in 1..=size {
            let ours: Vec<u8> =
                whole.consistency(earlier, size).iter().flat_map(|hash| *hash.bytes()).collect();
            let proof = theirs.prove_consistency(usize::try_from(size - earlier).unwrap());
            assert_eq!(proof.as_bytes(), ours, "consistency of {earlier} with {size}");
        }
    }
}

#[test]
fn a_missing_hash_is_named() {
    let plan = ProofPlan::inclusion(0, 2).unwrap();
    assert_eq!(plan.assemble(|_| None), Err(ProofError::MissingNode { level: 0, index: 1 }));
}

#[test]
fn impossible_questions_are_refused() {
    assert_eq!(ProofPlan::inclusion(3, 3), Err(ProofError::OutsideTree { index: 3, size: 3 }));
    assert_eq!(ProofPlan::consistency(0, 3), Err(ProofError::NoSuchEarlierTree { earlier: 0, size: 3 }));
    assert_eq!(ProofPlan::consistency(4, 3), Err(ProofError::NoSuchEarlierTree { earlier: 4, size: 3 }));
}

proptest! {
    #[test]
    fn a_proof_holds_and_no_bit_of_it_can_change(
        size in 1_u64..600, chosen in any::<prop::sample::Index>(), bit in 0_usize..256, element in any::<prop::sample::Index>(),
    ) {
        let whole = Whole::grown_to(size);
        let index = chosen.index(usize::try_from(size).unwrap()) as u64;
        let (leaf, root) = (leaf_hash(&entry(index)), whole.root(size));
        let proof = whole.inclusion(index, size);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, root), Ok(()));
        prop_assert!(verify_inclusion(&flip(&leaf, bit), index, size, &proof, root).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &flip(root, bit)).is_err());
        prop_assert!(verify_inclusion(&leaf, index ^ 1, size, &proof, root).is_err() || size == 1);
        let mut longer = proof.clone();
        longer.push(leaf);
        prop_assert!(verify_inclusion(&leaf, index, size, &longer, root).is_err());
        if !proof.is_empty() {
            let mut changed = proof.clone();
            let at = element.index(proof.len());
            changed[at] = flip(&changed[at], bit);
            prop_assert!(verify_inclusion(&leaf, index, size, &changed, root).is_err());
            prop_assert!(verify_inclusion(&leaf, index, size, &proof[1..], root).is_err());
        }

        let earlier = index + 1;
        let (old_root, proof) = (whole.root(earlier), whole.consistency(earlier, size));
        prop_assert_eq!(verify_consistency(earlier, size, &proof, old_root, root), Ok(()));
        prop_assert!(verify_consistency(earlier, size, &proof, &flip(old_root, bit), root).is_err());
        prop_assert!(verify_consistency(earlier, size, &proof, old_root, &flip(root, bit)).is_err());
        if !proof.is_empty() {
            let mut changed = proof.clone();
            let at = element.index(proof.len());
            changed[at] = flip(&changed[at], bit);
            prop_assert!(verify_consistency(earlier, size, &changed, old_root, root).is_err());
        }
    }

    #[test]
    fn foreign_proofs_never_panic(
        index in any::<u64>(), size in any::<u64>(), earlier in any::<u64>(),
        proof in prop::collection::vec(any::<[u8; 32]>().prop_map(TreeHash::new), 0..70),
    ) {
        let hash = node_hash(&leaf_hash(b""), &leaf_hash(b""));
        let _ = verify_inclusion(&hash, index, size, &proof, &hash);
        let _ = verify_consistency(earlier, size, &proof, &hash, &hash);
        let _ = ProofPlan::inclusion(index, size).map(|plan| plan.nodes().count());
        let _ = ProofPlan::consistency(earlier, size).map(|plan| plan.nodes().count());
    }
}
