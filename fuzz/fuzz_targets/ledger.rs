//! Any bytes as a checkpoint, a note, an entry, a bundle or a proof are refused or understood, and never break anything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_ledger::{
    Checkpoint, Entry, SignerKey, TreeHash, decode_bundle, leaf_hash, verify_consistency, verify_inclusion,
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(signer) = SignerKey::from_seed("fuzz.example/ledger", &[7; 32]) else { return };
    // Nobody but the signer can make a checkpoint that opens.
    assert!(Checkpoint::open(bytes, signer.verifier()).is_err());
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode().as_deref(), Ok(bytes));
    }
    let _ = decode_bundle(bytes);
    let Some((numbers, rest)) = bytes.split_first_chunk::<16>() else { return };
    let (index, size) = numbers.split_at(8);
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (index, size) = (number(index), number(size));
    let hashes: Vec<TreeHash> = rest.chunks(32).map(leaf_hash).collect();
    let root = leaf_hash(b"root");
    assert!(verify_consistency(index, size, &hashes, &leaf_hash(b"old"), &root).is_err() || index == size);
    let _ = verify_inclusion(&leaf_hash(rest), index, size, &hashes, &root);
});
