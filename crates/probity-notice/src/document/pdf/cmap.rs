//! The map from the codes of a font to characters that a PDF may carry with it (`ToUnicode`, ISO 32000-1, 9.10.3).
//!
//! INVARIANT (BOUNDED): a range is kept as a range and never counted out; no more entries are read than a font can use.

use std::collections::BTreeMap;

/// Which codes are which characters.
#[derive(Clone, Debug, Default)]
pub(super) struct CMap {
    /// By the number of bytes of a code and its first code: the last one and what the first one is.
    ranges: BTreeMap<(u8, u32), (u32, String)>,
    /// How long codes are, by where they begin; from the lowest to the highest, byte by byte.
    spaces: Vec<(u8, u32, u32)>,
}

/// A font has two bytes of codes at most in practice.
const MOST_ENTRIES: usize = 70_000;

impl CMap {
    /// Reads a map; what is not understood in it is passed over.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens { bytes, at: 0 };
        let mut values: Vec<Token> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"begincodespacerange" | b"beginbfchar" | b"beginbfrange") => values.clear(),
                Token::Word(b"endcodespacerange") => map.take_spaces(&values),
                Token::Word(b"endbfchar") => map.take_characters(&values),
                Token::Word(b"endbfrange") => map.take_ranges(&values),
                other if values.len() < 2 * MOST_ENTRIES => values.push(other),
                _ => {}
            }
        }
        map
    }

    fn take_spaces(&mut self, values: &[Token<'_>]) {
        for pair in values.chunks_exact(2) {
            if let [Token::Hex(low), Token::Hex(high)] = pair
                && let (Some((width, low)), Some((_, high))) = (code(low), code(high))
                && self.spaces.len() < 256
            {
                self.spaces.push((width, low, high));
            }
        }
    }

    fn take_characters(&mut self, values: &[Token<'_>]) {
        for pair in values.chunks_exact(2) {
            if let [Token::Hex(from), Token::Hex(to)] = pair
                && let Some((width, from)) = code(from)
            {
                self.put(width, from, from, text(to));
            }
        }
    }

    fn take_ranges(&mut self, values: &[Token<'_>]) {
        let mut rest = values.iter();
        while let (Some(Token::Hex(low)), Some(Token::Hex(high)), Some(to)) =
            (rest.next(), rest.next(), rest.next())
        {
            let (Some((width, low)), Some((_, high))) = (code(low), code(high)) else { continue };
            match to {
                Token::Hex(to) => self.put(width, low, high, text(to)),
                Token::Open => {
                    let mut next = low;
                    for one in rest.by_ref() {
                        match one {
                            Token::Hex(to) => self.put(width, next, next, text(to)),
                            _ => break,
                        }
                        next = next.saturating_add(1);
                    }
                }
                _ => {}
            }
        }
    }

    fn put(&mut self, width: u8, low: u32, high: u32, to: String) {
        if low <= high && self.ranges.len() < MOST_ENTRIES {
            self.ranges.insert((width, low), (high, to));
        }
    }

    /// The first code of some bytes: its width, and its number.
    pub(super) fn next_code(&self, bytes: &[u8], otherwise: u8) -> Option<(u8, u32)> {
        let mut number = 0_u32;
        for (at, byte) in (1_u8..=4).zip(bytes) {
            number = (number << 8) | u32::from(*byte);
            if self.spaces.iter().any(|space| holds(*space, at, number)) {
                return Some((at, number));
            }
        }
        let width = otherwise.min(u8::try_from(bytes.len()).unwrap_or(u8::MAX));
        let number = bytes.iter().take(width.into()).fold(0, |number, byte| (number << 8) | u32::from(*byte));
        (width > 0).then_some((width, number))
    }

    /// The characters of a code.
    pub(super) fn get(&self, width: u8, number: u32) -> Option<String> {
        let ((wide, low), (high, to)) = self.ranges.range(..=(width, number)).next_back()?;
        if *wide != width || number > *high {
            return None;
        }
        let mut shown = to.clone();
        // The last character of the first code counts on.
        if let (Some(last), Some(by)) = (shown.pop(), number.checked_sub(*low)) {
            shown.push(u32::from(last).checked_add(by).and_then(char::from_u32)?);
        }
        Some(shown)
    }
}

/// Whether a code lies in a space: each of its bytes between those of the ends.
fn holds((width, low, high): (u8, u32, u32), wide: u8, number: u32) -> bool {
    width == wide
        && (0..width).all(|byte| {
            let part = |number: u32| (number >> (8 * u32::from(byte))) & 0xff;
            (part(low)..=part(high)).contains(&part(number))
        })
}

fn code(bytes: &[u8]) -> Option<(u8, u32)> {
    let width = u8::try_from(bytes.len()).ok().filter(|width| (1..=4).contains(width))?;
    Some((width, bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))))
}

/// UTF-16 with the larger byte first; nobody writes more than a ligature for one code.
fn text(bytes: &[u8]) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().take(16).map(|pair| u16::from_be_bytes(*pair));
    char::decode_utf16(units).filter_map(Result::ok).collect()
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'b> {
    Word(&'b [u8]),
    Hex(Vec<u8>),
    Open,
    Close,
}

struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    fn taken(&mut self, while_: impl Fn(u8) -> bool) -> &'b [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !while_(*byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            self.taken(|byte| byte.is_ascii_whitespace() || byte == 0);
            match *self.bytes.get(self.at)? {
                b'%' => {
                    self.taken(|byte| byte != b'\n' && byte != b'\r');
                }
                b'<' if self.bytes.get(self.at + 1) != Some(&b'<') => {
                    self.at += 1;
                    let digits: Vec<u8> = self
                        .taken(|byte| byte != b'>')
                        .iter()
                        .filter_map(|byte| char::from(*byte).to_digit(16))
                        .filter_map(|digit| u8::try_from(digit).ok())
                        .collect();
                    self.at += 1;
                    return Some(Token::Hex(
                        digits
                            .chunks(2)
                            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
                            .collect(),
                    ));
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'(' => {
                    self.taken(|byte| byte != b')');
                    self.at += 1;
                }
                _ => {
                    let word = self.taken(|byte| {
                        !byte.is_ascii_whitespace() && !matches!(byte, b'<' | b'[' | b']' | b'(' | b'%' | 0)
                    });
                    if word.is_empty() {
                        // A sign that begins nothing here.
                        self.at += 1;
                        continue;
                    }
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_codes_ranges_and_lists_are_read() {
        let map = CMap::read(
            b"/CIDInit /ProcSet findresource begin 12 dict begin\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
            2 beginbfchar <0003> <0020> <0011> <00660069> endbfchar\n\
            2 beginbfrange <0024> <0026> <0041> <0030> <0031> [<0058> <D83DDE00>] endbfrange\nend",
        );
        let shown = |number| map.get(2, number);
        assert_eq!(shown(0x25).as_deref(), Some("B"));
        assert_eq!(shown(0x11).as_deref(), Some("fi"));
        assert_eq!(shown(0x31).as_deref(), Some("😀"));
        assert_eq!(shown(0x27), None);
        assert_eq!(map.next_code(&[0, 0x25, 0], 1), Some((2, 0x25)));
    }

    #[test]
    fn a_range_of_all_codes_takes_no_time() {
        let map = CMap::read(b"beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert_eq!(map.get(4, 1).as_deref(), Some("B"));
        assert_eq!(map.get(4, u32::MAX), None);
    }
}
