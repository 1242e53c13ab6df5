//! A small stream of numbers that looks random and is always the same for the same key.
//!
//! SplitMix64 (Steele, Lea and Flood, 2014). Deliberately not for secrets.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The stream of a key, such as seed, person and topic; streams of different keys have nothing in common.
    pub(crate) fn keyed(key: &[u64]) -> Self {
        let mut random = Self { state: 0 };
        for part in key {
            random.state ^= *part;
            random.state = random.next();
        }
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 when the bound is 0. The bias is one in 2⁶⁴ divided by the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number of a range, both ends included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of several; the default of the type when there are none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, several: &[T]) -> T {
        let at = usize::try_from(self.below(several.len() as u64)).unwrap_or(0);
        several.get(at).copied().unwrap_or_default()
    }

    /// Letters and digits, as many as wanted.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut out = String::with_capacity(count);
        let mut bits = 0;
        for at in 0..count {
            if at % 12 == 0 {
                bits = self.next();
            }
            let letter = LETTERS.get((bits & 31) as usize).copied().unwrap_or(b'a');
            out.push(char::from(letter));
            bits >>= 5;
        }
        out
    }

    /// Hexadecimal digits, as many as wanted.
    pub(crate) fn hexadecimal(&mut self, count: usize) -> String {
        let mut out = String::with_capacity(count + 16);
        while out.len() < count {
            out.push_str(&format!("{:016x}", self.next()));
        }
        out.truncate(count);
        out
    }

    /// Bytes, as many as wanted.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(count + 8);
        while out.len() < count {
            out.extend_from_slice(&self.next().to_be_bytes());
        }
        out.truncate(count);
        out
    }

    /// An address on the Internet from the ranges kept for documentation (RFC 5737, RFC 3849).
    pub(crate) fn address(&mut self) -> String {
        if self.percent(15) {
            return format!(
                "2001:db8:{:x}:{:x}::{:x}",
                self.below(65_536),
                self.below(65_536),
                self.between(1, 65_535)
            );
        }
        // 203.0.113.0/24 is the first person's alone, so that whoever looks for its addresses finds nobody else.
        let network = self.pick(&["192.0.2", "198.51.100"]);
        format!("{network}.{}", self.between(1, 254))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_stream_is_that_of_the_published_algorithm() {
        // The first numbers of SplitMix64 from the state 1234567, as in the author's test.
        let mut random = Random { state: 1_234_567 };
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    proptest! {
        #[test]
        fn numbers_stay_within_their_bounds(key: u64, low in 0_u64..1000, span in 0_u64..1000) {
            let mut random = Random::keyed(&[key]);
            for _ in 0..50 {
                let number = random.between(low, low + span);
                prop_assert!((low..=low + span).contains(&number));
            }
            prop_assert_eq!(random.letters(33).len(), 33);
            prop_assert_eq!(random.hexadecimal(33).len(), 33);
            prop_assert_eq!(random.bytes(33).len(), 33);
        }
    }
}
