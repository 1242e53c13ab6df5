//! From the bytes of a file to text.

use std::borrow::Cow;

/// Larger files are no notices.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Why a file cannot be read as a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It holds something else than text; the first byte that tells.
    Binary(usize),
    /// It is a PDF or another format whose words must be taken out first.
    Format(&'static str),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is no text in it"),
            Self::TooLarge => write!(formatter, "it has more than {LARGEST} bytes"),
            Self::Binary(at) => write!(
                formatter,
                "it is not text: the byte at {at} is in no encoding that is read (UTF-8, UTF-16 with a mark)"
            ),
            Self::Format(name) => write!(formatter, "it is {name}; take its text out first"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// The text of a file, its byte order mark left out: UTF-8, or UTF-16 that says so.
///
/// # Errors
/// When it is empty, too large, or no text.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    for (magic, name) in [
        (&b"%PDF-"[..], "a PDF"),
        (&b"PK\x03\x04"[..], "an archive or an office document"),
        (&b"{\\rtf"[..], "rich text"),
    ] {
        if bytes.starts_with(magic) {
            return Err(Unreadable::Format(name));
        }
    }
    let decoded = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        all => utf8(all)?,
    };
    if decoded.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(decoded) }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::Binary(error.valid_up_to()))?;
    // No text has this, and every table of a program has.
    match text.find('\0') {
        Some(at) => Err(Unreadable::Binary(at)),
        None => Ok(Cow::Borrowed(text)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Unreadable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Unreadable::Binary(bytes.len()));
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| Unreadable::Binary(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_two_encodings_are_read_and_what_is_no_text_is_told() {
        assert_eq!(text("\u{feff}Hello".as_bytes()).unwrap(), "Hello");
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Hé".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&wide).unwrap(), "Hé");
        assert_eq!(text(b"  \n"), Err(Unreadable::Empty));
        assert_eq!(text(b"%PDF-1.7 \xff"), Err(Unreadable::Format("a PDF")));
        assert_eq!(text(b"abc\xffdef"), Err(Unreadable::Binary(3)));
        assert_eq!(text(b"abc\0def"), Err(Unreadable::Binary(3)));
        assert_eq!(text(&[0xff, 0xfe, 0x41]), Err(Unreadable::Binary(1)));
    }
}
