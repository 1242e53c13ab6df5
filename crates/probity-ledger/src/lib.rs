//! The evidence: Merkle tree, checkpoints, proofs, sealed entries, keyed pseudonyms.
