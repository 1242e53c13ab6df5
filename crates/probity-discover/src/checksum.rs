//! Check digits: the arithmetic by which numbers betray a slip of the pen. Mathematics over digits, no formats.

use sha2::{Digest, Sha256};

/// The digits of a text in order; everything else is left out.
pub(crate) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|character| character.to_digit(10)).collect()
}

/// The letters and digits of a text in order, upper case.
pub(crate) fn alphanumerics(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_uppercase()).collect()
}

/// Each digit times the weight at its place, as far as both go.
pub(crate) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The last digit and what stands before it.
pub(crate) fn split_last(digits: &[u32]) -> Option<(u32, &[u32])> {
    digits.split_last().map(|(last, rest)| (*last, rest))
}

/// ISO/IEC 7812-1 annex B, known as Luhn: every second digit from the right doubled, the sum ends in zero.
pub(crate) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) => doubled / 10 + doubled % 10,
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// The value that ISO 7064 gives a letter or digit: 0 to 9, then A as 10 to Z as 35.
pub(crate) fn value(character: char) -> Option<u32> {
    character.to_ascii_uppercase().to_digit(36)
}

/// ISO 7064 MOD 97-10 over letters and digits: the rest must be 1.
pub(crate) fn mod_97(text: impl Iterator<Item = char>) -> bool {
    let mut rest = 0_u32;
    for character in text {
        let Some(value) = value(character) else { return false };
        rest = (rest * if value < 10 { 10 } else { 100 } + value) % 97;
    }
    rest == 1
}

/// ISO 7064 MOD 11,10 with its check digit last.
pub(crate) fn mod_11_10(digits: &[u32]) -> bool {
    let Some((check, rest)) = split_last(digits) else { return false };
    let product = rest.iter().fold(10_u32, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == check
}

/// Verhoeff's check over the dihedral group of the pentagon, its check digit last.
pub(crate) fn verhoeff(digits: &[u32]) -> bool {
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let product = |left: u32, right: u32| match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => (left + right - 5) % 5 + 5,
        (false, true) => (left + 10 - 5 - right) % 5 + 5,
        (false, false) => (left + 5 - right) % 5,
    };
    let permuted = |digit: u32, times: usize| {
        (0..times % 8).fold(digit, |digit, _| {
            usize::try_from(digit).ok().and_then(|at| PERMUTATION.get(at)).copied().unwrap_or_default()
        })
    };
    digits.iter().rev().enumerate().fold(0, |sum, (at, digit)| product(sum, permuted(*digit, at))) == 0
        && !digits.is_empty()
}

/// The 7-3-1 sum of ICAO Doc 9303 part 3: `<` is nothing. Nothing when a character has no value there.
pub(crate) fn travel_document(text: &str) -> Option<u32> {
    let mut sum = 0;
    for (character, weight) in text.chars().zip([7, 3, 1].into_iter().cycle()) {
        sum += weight * if character == '<' { 0 } else { value(character)? };
    }
    Some(sum % 10)
}

/// Base58Check: the last four bytes are the beginning of the twice hashed rest. True for 25 bytes in all.
pub(crate) fn base58_check(text: &str) -> bool {
    const ALPHABET: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0_u8; 25];
    for character in text.chars() {
        let Some(mut carry) = ALPHABET.find(character) else { return false };
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).unwrap_or_default();
            carry /= 256;
        }
        if carry != 0 {
            return false;
        }
    }
    let ones = text.chars().take_while(|character| *character == '1').count();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let Some((payload, check)) = bytes.split_last_chunk::<4>() else { return false };
    let hash = Sha256::digest(Sha256::digest(payload));
    ones == zeros && hash.starts_with(check)
}

/// Bech32 and Bech32m, BIP 173 and BIP 350, in one case.
pub(crate) fn bech32(text: &str) -> bool {
    const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let lower = text.to_ascii_lowercase();
    if text != lower && text != text.to_ascii_uppercase() {
        return false;
    }
    let Some((prefix, data)) = lower.rsplit_once('1') else { return false };
    let mut values: Vec<u32> = prefix.bytes().map(|byte| u32::from(byte >> 5)).collect();
    values.push(0);
    values.extend(prefix.bytes().map(|byte| u32::from(byte & 31)));
    for character in data.chars() {
        let Some(value) = ALPHABET.find(character).and_then(|at| u32::try_from(at).ok()) else {
            return false;
        };
        values.push(value);
    }
    let check = values.into_iter().fold(1_u32, |check, value| {
        let top = check >> 25;
        let shifted = ((check & 0x01ff_ffff) << 5) ^ value;
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(at, _)| (top >> at) & 1 == 1)
            .fold(shifted, |sum, (_, g)| sum ^ g)
    });
    check == 1 || check == 0x2bc8_30a3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples_hold() {
        assert!(luhn(&digits("79927398713")) && !luhn(&digits("79927398710")));
        assert!(verhoeff(&digits("2363")) && !verhoeff(&digits("2364")));
        assert!(mod_11_10(&digits("07945")) && !mod_11_10(&digits("07946")));
        assert_eq!(travel_document("L898902C3"), Some(6));
        assert!(bech32("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"));
        assert!(bech32("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"));
        assert!(base58_check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"));
        assert!(!base58_check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"));
    }

    fn number() -> impl Strategy<Value = Vec<u32>> {
        proptest::collection::vec(0_u32..10, 2..20)
    }

    proptest! {
        #[test]
        fn one_digit_in_ten_completes_a_number(number in number()) {
            for check in [luhn, verhoeff, mod_11_10] {
                let completed = (0..10).filter(|digit| check(&[number.as_slice(), &[*digit]].concat())).count();
                prop_assert_eq!(completed, 1);
            }
        }

        #[test]
        fn a_single_wrong_digit_is_noticed(number in number(), at in 0_usize..20, other in 0_u32..10) {
            let at = at % number.len();
            for check in [luhn, verhoeff, mod_11_10] {
                if check(&number) && number[at] != other {
                    let mut wrong = number.clone();
                    wrong[at] = other;
                    prop_assert!(!check(&wrong));
                }
            }
        }

        #[test]
        fn any_text_has_an_answer(text in ".*") {
            let _ = (base58_check(&text), bech32(&text), travel_document(&text), mod_97(text.chars()));
        }
    }
}
