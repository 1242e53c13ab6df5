//! From bytes to characters, and from characters back to bytes.
//!
//! UTF-8, UTF-16 that says so, and encodings of one byte a character that a page declares. INVARIANT
//! (NO-CHARACTER-LOST): what cannot be decoded is told with its place; nothing is replaced or left out.

use super::Unreadable;
use std::borrow::Cow;

/// How the bytes of a source are its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, behind a byte order mark or not.
    Utf8 {
        /// Three bytes before the first character.
        marked: bool,
    },
    /// UTF-16 behind a byte order mark, the smaller byte first or last.
    Utf16 {
        /// The smaller byte of each pair comes first.
        little: bool,
    },
    /// One byte a character, by the name of the WHATWG's Encoding Standard.
    SingleByte(&'static str),
}

impl Encoding {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Utf8 { .. } => "UTF-8",
            Self::Utf16 { little: true } => "UTF-16LE",
            Self::Utf16 { little: false } => "UTF-16BE",
            Self::SingleByte(name) => name,
        }
    }

    /// How many bytes stand before the first character.
    #[must_use]
    pub fn mark(&self) -> usize {
        match self {
            Self::Utf8 { marked: true } => 3,
            Self::Utf16 { .. } => 2,
            Self::Utf8 { marked: false } | Self::SingleByte(_) => 0,
        }
    }

    /// How many bytes of the source a part of the decoded text takes.
    #[must_use]
    pub fn bytes_of(&self, part: &str) -> usize {
        match self {
            Self::Utf8 { .. } => part.len(),
            Self::Utf16 { .. } => part.chars().map(|one| one.len_utf16() * 2).sum(),
            Self::SingleByte(_) => part.chars().count(),
        }
    }
}

/// The characters of a source.
#[derive(Clone, Debug)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) encoding: Encoding,
    /// The encoding that the source declares although it is in another.
    pub(crate) contradicted: Option<String>,
}

/// Decodes a source that declares an encoding by a label of the Encoding Standard, or none.
pub(crate) fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Result<Decoded<'b>, Unreadable> {
    let decoded = |text, encoding| Decoded { text, encoding, contradicted: None };
    let found = match bytes {
        [0xff, 0xfe, rest @ ..] => {
            decoded(Cow::Owned(utf16(rest, u16::from_le_bytes)?), Encoding::Utf16 { little: true })
        }
        [0xfe, 0xff, rest @ ..] => {
            decoded(Cow::Owned(utf16(rest, u16::from_be_bytes)?), Encoding::Utf16 { little: false })
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            decoded(Cow::Borrowed(utf8(rest, 3)?), Encoding::Utf8 { marked: true })
        }
        all => unmarked(all, declared)?,
    };
    match found.text.find('\0') {
        // No text has this, and every table of a program has.
        Some(at) => Err(Unreadable::Binary(
            found.encoding.mark() + found.encoding.bytes_of(found.text.get(..at).unwrap_or("")),
        )),
        None => Ok(found),
    }
}

fn unmarked<'b>(bytes: &'b [u8], declared: Option<&str>) -> Result<Decoded<'b>, Unreadable> {
    let read = std::str::from_utf8(bytes);
    let known = declared.map(|label| (label, encoding_rs::Encoding::for_label(label.as_bytes())));
    match (read, known) {
        (Ok(text), known) => {
            // Bytes above ASCII that are UTF-8 by chance are unheard of: the page is UTF-8, whatever it says.
            let other = known.filter(|(_, known)| *known != Some(encoding_rs::UTF_8) && !text.is_ascii());
            Ok(Decoded {
                text: Cow::Borrowed(text),
                encoding: Encoding::Utf8 { marked: false },
                contradicted: other.map(|(label, _)| label.to_owned()),
            })
        }
        (Err(_), _) if bytes.contains(&0) => {
            Err(Unreadable::Binary(bytes.iter().position(|byte| *byte == 0).unwrap_or(0)))
        }
        (Err(_), Some((_, Some(encoding)))) if encoding.is_single_byte() => {
            let text =
                encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
                    Unreadable::Encoding { at: 0, line: 1, declared: Some(encoding.name().to_owned()) }
                })?;
            Ok(Decoded { text, encoding: Encoding::SingleByte(encoding.name()), contradicted: None })
        }
        (Err(error), known) => Err(Unreadable::Encoding {
            at: error.valid_up_to(),
            line: line_of(bytes, error.valid_up_to()),
            declared: known.map(|(label, _)| label.to_owned()),
        }),
    }
}

fn utf8(bytes: &[u8], before: usize) -> Result<&str, Unreadable> {
    std::str::from_utf8(bytes).map_err(|error| Unreadable::Encoding {
        at: before + error.valid_up_to(),
        line: line_of(bytes, error.valid_up_to()),
        declared: Some("UTF-8".to_owned()),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Unreadable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut at = 2;
    let mut line = 1;
    let wrong = |at, line| Unreadable::Encoding { at, line, declared: Some("UTF-16".to_owned()) };
    for one in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let one = one.map_err(|_| wrong(at, line))?;
        at += one.len_utf16() * 2;
        line += usize::from(one == '\n');
        text.push(one);
    }
    if rest.is_empty() { Ok(text) } else { Err(wrong(at, line)) }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes.get(..at).unwrap_or(bytes).iter().filter(|byte| **byte == b'\n').count()
}

/// The label of the encoding that an HTML page declares in its first bytes (HTML Standard, 13.2.3.2: within 1024
/// bytes; four times as many are looked at, as browsers do).
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let lower: String = head.iter().map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    ["charset", "encoding"].into_iter().find_map(|word| {
        lower.match_indices(word).find_map(|(at, found)| {
            let rest = lower.get(at + found.len()..)?.trim_start().strip_prefix('=')?.trim_start();
            let rest = rest.trim_start_matches(['"', '\'']);
            let label: String = rest
                .chars()
                .take_while(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.' | ':'))
                .collect();
            let inside = lower.get(..at)?.rfind('<').is_some_and(|open| {
                let tag = lower.get(open..at).unwrap_or("");
                tag.starts_with("<meta") || tag.starts_with("<?xml")
            });
            (inside && !label.is_empty()).then_some(label)
        })
    })
}
