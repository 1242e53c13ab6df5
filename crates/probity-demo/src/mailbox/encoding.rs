//! How mail writes what is not plain English letters: quoted-printable and base64 (RFC 2045), encoded words
//! (RFC 2047), character sets.
//!
//! What is written wrongly is given as it stands, never refused: a mail box shows what came.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Bytes of a body in its transfer encoding, decoded.
pub(super) fn transferred(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(body, false),
        "base64" => base64(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    }
}

/// Bytes in a character set as text.
pub(super) fn text(charset: &str, bytes: &[u8]) -> String {
    match charset.trim().to_ascii_lowercase().as_str() {
        // The first 256 characters of Unicode are those of ISO 8859-1.
        "iso-8859-1" | "latin1" | "windows-1252" => bytes.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A header's value with its encoded words decoded. Spaces between two of them belong to neither.
pub(super) fn header(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some((before, from)) = rest.split_once("=?") {
        match encoded_word(from) {
            Some((decoded, after)) => {
                if !(after_word && before.trim().is_empty()) {
                    out.push_str(before);
                }
                out.push_str(&decoded);
                rest = after;
                after_word = true;
            }
            None => {
                out.push_str(before);
                out.push_str("=?");
                rest = from;
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `utf-8?Q?caf=C3=A9?=` and what follows it.
fn encoded_word(from: &str) -> Option<(String, &str)> {
    let (charset, from) = from.split_once('?')?;
    let (encoding, from) = from.split_once('?')?;
    let (content, after) = from.split_once("?=")?;
    if charset.is_empty() || [charset, encoding, content].iter().any(|part| part.contains([' ', '\t'])) {
        return None;
    }
    let bytes = match encoding {
        "Q" | "q" => quoted_printable(content.as_bytes(), true),
        "B" | "b" => base64(content.as_bytes())?,
        _ => return None,
    };
    // RFC 2231 lets a language follow the character set.
    let charset = charset.split('*').next().unwrap_or(charset);
    Some((text(charset, &bytes), after))
}

fn quoted_printable(body: &[u8], underscore_is_space: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [b'\r', b'\n', soft @ ..] | [b'\n', soft @ ..]) => rest = soft,
            (b'=', [high, low, more @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = more;
                }
                _ => out.push(b'='),
            },
            (b'_', _) if underscore_is_space => out.push(b' '),
            (other, _) => out.push(*other),
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let compact: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(compact).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quoted_printable_is_decoded_and_what_is_no_code_stays() {
        let decoded = transferred("Quoted-Printable", b"caf=C3=A9 =\r\nau lait =3D=ZZ =");
        assert_eq!(text("utf-8", &decoded), "café au lait ==ZZ =");
    }

    #[test]
    fn base64_is_decoded_over_lines_and_without_padding() {
        assert_eq!(transferred("base64", b"UGV0cmFp\r\ndMSX\r\n"), "Petraitė".as_bytes());
        assert_eq!(transferred("base64", b"YQ"), b"a");
        assert_eq!(transferred("base64", b"not base64!"), b"not base64!");
    }

    #[test]
    fn encoded_words_are_decoded_and_joined() {
        assert_eq!(header("=?utf-8?Q?Lina_Petrait=C4=97?= <l@example.org>"), "Lina Petraitė <l@example.org>");
        assert_eq!(header("a =?UTF-8?B?xJc=?= =?utf-8?q?_b?= c"), "a ė b c");
        assert_eq!(header("=?iso-8859-1?q?caf=E9?="), "café");
        assert_eq!(header("2 =? 3 and =?utf-8?X?a?= and =?"), "2 =? 3 and =?utf-8?X?a?= and =?");
    }

    proptest! {
        #[test]
        fn any_bytes_decode_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), value in ".{0,200}") {
            for encoding in ["quoted-printable", "base64", "7bit", ""] {
                let decoded = transferred(encoding, &bytes);
                prop_assert!(decoded.len() <= bytes.len());
                text("utf-8", &decoded);
                text("iso-8859-1", &decoded);
            }
            header(&value);
            header(&format!("=?utf-8?q?{value}?= =?utf-8?b?{value}?="));
        }
    }
}
