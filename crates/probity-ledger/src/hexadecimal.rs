//! Bytes as lower-case hexadecimal text, and back.

use std::fmt::Write as _;

/// The bytes in lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes that `text` stands for, if it is lower-case hexadecimal of exactly `N` bytes.
#[must_use]
pub fn parse_hexadecimal<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0_u8; N];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != N {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refuses_everything_else() {
        assert_eq!(parse_hexadecimal::<3>(&hexadecimal(&[0, 171, 255])), Some([0, 171, 255]));
        for wrong in ["00abf", "00abff00", "00ABFF", "00abfg", "", "é0abff"] {
            assert_eq!(parse_hexadecimal::<3>(wrong), None, "{wrong}");
        }
    }
}
