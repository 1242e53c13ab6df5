//! The evidence: Merkle tree, checkpoints, proofs, sealed entries, keyed pseudonyms.
//!
//! Pure mathematics over bytes: no clock, no file, no network, no randomness. Whoever
//! keeps the entries (see `probity-state`) brings the instants, the nonces and the keys.
//!
//! INVARIANT (NOTHING-IN-THE-CLEAR): an [`Entry`] names a person only by a [`Pseudonym`],
//! and says more about them only in bytes sealed under that person's own key.
//!
//! INVARIANT (ONE-ENCODING): an entry has exactly one encoding, so that equal facts have equal hashes.
//!
//! INVARIANT (VERIFIED-MEANS-VERIFIED): a [`Verified`] value exists only where a signature was checked.

mod checkpoint;
mod entry;
mod hexadecimal;
mod identifier;
mod kind;
mod note;
mod note_key;
mod prefixed_hash;
mod proof;
mod pseudonym;
mod seal;
mod tile;
mod tree;
mod verified;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use entry::{Clock, Entry, EntryError, Fact, MAXIMUM_ENTRY_BYTES};
pub use hexadecimal::{hexadecimal, parse_hexadecimal};
pub use identifier::RequestId;
pub use kind::Kind;
pub use note::{MAXIMUM_NOTE_BYTES, Note, NoteError, NoteSignature};
pub use note_key::{KeyError, SignerKey, VerifierKey};
pub use proof::{
    Node, ProofError, ProofPlan, verify_consistency, verify_inclusion, verify_subtree_consistency,
    verify_subtree_inclusion,
};
pub use pseudonym::{BlindIndex, Normalisation, Pseudonym, PseudonymKey, normalise};
pub use seal::{NONCE_BYTES, SealError, SealingKey};
pub use tile::{TILE_WIDTH, TileError, TilePath, decode_bundle, encode_bundle, tiles_of};
pub use tree::{Frontier, FrontierError, TreeHash, empty_root, leaf_hash, node_hash};
pub use verified::Verified;
