//! SHA-256 over one byte and a message, without copying the message.
//!
//! Every hash of the tree begins with one byte, which puts the message one byte off the blocks of the hash; the
//! general interface then moves all of it through a buffer. Verifying a ledger is nothing but such hashes, so the
//! blocks are laid out here: the compression function is `sha2`'s, only the padding is ours (FIPS 180-4
//! section 5.1.1), and a test compares it with the general interface at every length.

use sha2::block_api::compress256;

/// FIPS 180-4 section 5.3.3.
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// SHA-256 over `first` and then `message`.
pub(crate) fn sha256_after(first: u8, message: &[u8]) -> [u8; 32] {
    let mut state = INITIAL;
    let bits = (message.len() as u64).wrapping_add(1).wrapping_mul(8).to_be_bytes();
    let rest = match message.split_first_chunk::<63>() {
        Some((head, rest)) => {
            let mut block = [0_u8; 64];
            put(&mut block, 0, &[first]);
            put(&mut block, 1, head);
            compress256(&mut state, &[block]);
            let (blocks, rest) = rest.as_chunks::<64>();
            compress256(&mut state, blocks);
            finish(&mut state, &[], rest, bits);
            return bytes(state);
        }
        None => message,
    };
    finish(&mut state, &[first], rest, bits);
    bytes(state)
}

/// The last one or two blocks: what is left, a one bit, zeros, and the length in bits.
fn finish(state: &mut [u32; 8], first: &[u8], rest: &[u8], bits: [u8; 8]) {
    let mut blocks = [[0_u8; 64]; 2];
    let tail = blocks.as_flattened_mut();
    put(tail, 0, first);
    put(tail, first.len(), rest);
    let used = first.len().saturating_add(rest.len());
    put(tail, used, &[0x80]);
    if used < 56 {
        put(tail, 56, &bits);
        let [block, _] = blocks;
        compress256(state, &[block]);
    } else {
        put(tail, 120, &bits);
        compress256(state, &blocks);
    }
}

fn put(block: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = block.get_mut(at..at.saturating_add(bytes.len())) {
        place.copy_from_slice(bytes);
    }
}

fn bytes(state: [u32; 8]) -> [u8; 32] {
    let mut hash = [0_u8; 32];
    let (words, _) = hash.as_chunks_mut::<4>();
    for (place, word) in words.iter_mut().zip(state) {
        *place = word.to_be_bytes();
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn agrees_with_the_general_interface_at_every_length() {
        let message: Vec<u8> = (0..700_u32).map(|number| number.wrapping_mul(167).to_le_bytes()[0]).collect();
        for length in 0..=message.len() {
            for first in [0, 1, 255] {
                let expected: [u8; 32] =
                    Sha256::new().chain_update([first]).chain_update(&message[..length]).finalize().into();
                assert_eq!(sha256_after(first, &message[..length]), expected, "{length}");
            }
        }
    }
}
