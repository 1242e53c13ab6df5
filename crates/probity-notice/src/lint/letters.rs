//! Which letters follow each other in a text. What is not there has nearly always five in a row that the text has
//! nowhere, and so need not be looked for.
//!
//! INVARIANT (NONE-MISSED): whatever stands in the text may stand there.

/// Five letters are told apart by so many bits of their product.
const BITS: u32 = 16;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
/// The last bits tell the place in a row.
const IN_A_ROW: u32 = u64::BITS.trailing_zeros();
const ROWS: usize = 1 << (BITS - IN_A_ROW);
/// Letters are put down at every second place, which is half the work, and enough.
const STEP: usize = 2;

pub(super) struct Letters {
    /// One bit for each five that are put down.
    rows: [u64; ROWS],
}

impl Letters {
    /// Those of a text in small letters.
    pub(super) fn of(lower: &str) -> Self {
        let mut rows = [0; ROWS];
        for five in lower.as_bytes().array_windows().step_by(STEP) {
            let (row, bit) = place(*five);
            if let Some(row) = rows.get_mut(row) {
                *row |= bit;
            }
        }
        Self { rows }
    }

    /// Whether some words may stand in the text, whatever their case, at an even place or at an odd one.
    pub(super) fn may_have(&self, words: &str) -> bool {
        let is_there = |five: &[u8; 5]| {
            let (row, bit) = place(five.map(|letter| letter.to_ascii_lowercase()));
            self.rows.get(row).is_some_and(|row| row & bit != 0)
        };
        (0..STEP).any(|from| words.as_bytes().array_windows().skip(from).step_by(STEP).all(is_there))
    }
}

/// The row of five letters and their bit in it.
fn place([first, second, third, fourth, fifth]: [u8; 5]) -> (usize, u64) {
    let four = u32::from_le_bytes([first, second, third, fourth]);
    let product =
        (u64::from(four) | u64::from(fifth) << u32::BITS).wrapping_mul(FACTOR) >> (u64::BITS - BITS);
    (usize::try_from(product >> IN_A_ROW).unwrap_or(0), 1 << (product % u64::from(u64::BITS)))
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn whatever_stands_in_a_text_may_stand_there() {
        let text = "we keep what the children\u{2019}s parents say, e-mail it to nobody";
        let letters = Letters::of(text);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (count, start) in places.iter().enumerate() {
            for end in places.iter().skip(count) {
                let words = text.get(*start..*end).unwrap_or("");
                assert!(letters.may_have(words) && letters.may_have(&words.to_uppercase()), "{words}");
            }
        }
        assert!(!letters.may_have("legitimate interest"));
    }
}
