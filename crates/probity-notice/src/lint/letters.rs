//! Which letters follow each other in the words of a text. What is not there has nearly always four in a row that no
//! word of the text has, and so need not be looked for.
//!
//! INVARIANT (NONE-MISSED): whatever stands in the text may stand there.

use crate::matching::Words;

/// Four letters are told apart by so many bits of their product.
const BITS: u32 = 15;
const FACTOR: u32 = 0x9e37_79b1;
/// What stands before and behind each word.
const BETWEEN: u8 = b' ';
/// Letters with this bit are small; figures and what stands between words have it anyway.
const SMALL: u32 = 0x2020_2020;

/// Four letters in a row, of which the outer ones may be what stands between words.
pub(super) struct Letters {
    rows: Vec<u64>,
}

impl Letters {
    pub(super) fn of(words: &Words) -> Self {
        let rows = 1 << (BITS - u64::BITS.trailing_zeros());
        if !words.are_all_remembered() {
            return Self { rows: vec![u64::MAX; rows] };
        }
        let mut rows = vec![0; rows];
        let mut said = vec![BETWEEN];
        for word in words.distinct() {
            said.extend_from_slice(word);
            said.push(BETWEEN);
        }
        for four in said.array_windows() {
            let (row, bit) = place(*four);
            if let Some(row) = rows.get_mut(row) {
                *row |= bit;
            }
        }
        Self { rows }
    }

    /// Whether some words may stand in the text, whatever their case.
    pub(super) fn may_have(&self, words: &str) -> bool {
        let letter = |byte: u8| if byte.is_ascii_alphanumeric() { byte } else { BETWEEN };
        words.as_bytes().array_windows().all(|[first, second, third, fourth]| {
            let is_in_a_word = second.is_ascii_alphanumeric() && third.is_ascii_alphanumeric();
            let (row, bit) = place([letter(*first), *second, *third, letter(*fourth)]);
            !is_in_a_word || self.rows.get(row).is_some_and(|row| row & bit != 0)
        })
    }
}

/// The row of four letters and their bit in it.
fn place(four: [u8; 4]) -> (usize, u64) {
    let product = (u32::from_le_bytes(four) | SMALL).wrapping_mul(FACTOR) >> (u32::BITS - BITS);
    ((product / u64::BITS) as usize, 1 << (product % u64::BITS))
}
