//! A font as far as words need it: which characters its codes are, and how wide they are.

use super::Limits;
use super::cmap::CMap;
use super::glyphs;
use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeMap;

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    map: CMap,
    /// Of fonts of one byte a code.
    named: BTreeMap<u8, String>,
    base: Base,
    /// Two bytes a code, unless the map says otherwise.
    is_composite: bool,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    /// Its letters are bold.
    pub(super) is_bold: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Windows,
    Mac,
    Standard,
    /// Nobody knows: a symbol font, or one whose codes are its own.
    Unknown,
}

/// A code of a text that is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Its characters; nothing when nobody can tell.
    pub(super) characters: Option<String>,
    /// How wide it is, in thousandths of the size.
    pub(super) width: f32,
    /// Whether it is a space of one byte, which may be stretched.
    pub(super) is_space: bool,
}

const MOST_WIDTHS: usize = 70_000;

impl Font {
    pub(super) fn read(document: &Document, dictionary: &Dictionary, limits: &mut Limits) -> Self {
        let get = |key: &[u8]| dictionary.get_deref(key, document).ok();
        let map = get(b"ToUnicode")
            .and_then(|object| object.as_stream().ok())
            .and_then(|stream| limits.content(stream))
            .map(|bytes| CMap::read(&bytes))
            .unwrap_or_default();
        let name = get(b"BaseFont").and_then(|name| name.as_name().ok()).unwrap_or_default();
        let lower = String::from_utf8_lossy(name).to_lowercase();
        let is_symbol = ["symbol", "dingbats", "wingdings"].iter().any(|word| lower.contains(word));
        let mut font = Self {
            map,
            named: BTreeMap::new(),
            base: if is_symbol { Base::Unknown } else { Base::Standard },
            is_composite: get(b"Subtype").and_then(|name| name.as_name().ok()) == Some(b"Type0"),
            widths: BTreeMap::new(),
            default_width: 0.0,
            is_bold: ["bold", "black", "heavy", "semibold"].iter().any(|word| lower.contains(word)),
        };
        if font.is_composite {
            font.read_composite(document, dictionary);
        } else {
            font.read_encoding(document, get(b"Encoding"));
            font.read_widths(document, dictionary, lower.contains("courier"));
        }
        font
    }

    fn read_encoding(&mut self, document: &Document, encoding: Option<&Object>) {
        let base = |name: &[u8]| match name {
            b"WinAnsiEncoding" => Some(Base::Windows),
            b"MacRomanEncoding" => Some(Base::Mac),
            b"StandardEncoding" => Some(Base::Standard),
            _ => None,
        };
        match encoding {
            Some(Object::Name(name)) => self.base = base(name).unwrap_or(self.base),
            Some(Object::Dictionary(dictionary)) => {
                let named = dictionary.get_deref(b"BaseEncoding", document).and_then(Object::as_name);
                if let Some(base) = named.ok().and_then(base) {
                    self.base = base;
                }
                let list = dictionary.get_deref(b"Differences", document).and_then(Object::as_array);
                let mut code = 0_u8;
                for one in list.into_iter().flatten() {
                    match one {
                        Object::Integer(number) => code = u8::try_from(*number).unwrap_or(0),
                        Object::Name(name) => {
                            if let Some(shown) = glyphs::characters(&String::from_utf8_lossy(name)) {
                                self.named.insert(code, shown);
                            }
                            code = code.wrapping_add(1);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn read_widths(&mut self, document: &Document, dictionary: &Dictionary, is_fixed: bool) {
        let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let list = dictionary.get_deref(b"Widths", document).and_then(Object::as_array);
        for (at, width) in list.into_iter().flatten().take(256).enumerate() {
            let code = u32::try_from(first).unwrap_or(0).saturating_add(u32::try_from(at).unwrap_or(0));
            if let Some(width) = number(document, width) {
                self.widths.insert(code, width);
            }
        }
        if self.widths.is_empty() {
            // One of the fonts that each reader has; its widths are near enough to those of others.
            for byte in 0..=u8::MAX {
                let width = if is_fixed { 600.0 } else { usual_width(char::from(byte)) };
                self.widths.insert(byte.into(), width);
            }
        }
        self.default_width = 500.0;
    }

    fn read_composite(&mut self, document: &Document, dictionary: &Dictionary) {
        self.default_width = 1000.0;
        let inner = dictionary
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| fonts.first())
            .and_then(|font| document.dereference(font).ok())
            .and_then(|(_, font)| font.as_dict().ok());
        let Some(inner) = inner else { return };
        if let Some(width) = inner.get_deref(b"DW", document).ok().and_then(|width| number(document, width)) {
            self.default_width = width;
        }
        let list = inner.get_deref(b"W", document).and_then(Object::as_array);
        let mut rest = list.into_iter().flatten().take(2 * MOST_WIDTHS);
        while let (Some(first), Some(next)) = (rest.next(), rest.next()) {
            let Some(first) = code(document, first) else { return };
            match document.dereference(next).map(|(_, object)| object) {
                Ok(Object::Array(widths)) => {
                    for (code, width) in (first..).zip(widths.iter().take(MOST_WIDTHS)) {
                        self.put(document, code, width);
                    }
                }
                Ok(last) => {
                    let (Some(last), Some(width)) = (code(document, last), rest.next()) else { return };
                    for code in (first..=last).take(MOST_WIDTHS) {
                        self.put(document, code, width);
                    }
                }
                Err(_) => return,
            }
        }
    }

    fn put(&mut self, document: &Document, code: u32, width: &Object) {
        if let (Some(width), true) = (number(document, width), self.widths.len() < MOST_WIDTHS) {
            self.widths.insert(code, width);
        }
    }

    /// The codes of a text that is shown.
    pub(super) fn shown(&self, mut bytes: &[u8]) -> Vec<Shown> {
        let mut all = Vec::new();
        let usual = if self.is_composite { 2 } else { 1 };
        while let Some((width, number)) = self.map.next_code(bytes, usual) {
            // Codes of a font of one byte are one byte, whatever the map says.
            let (width, number) = match bytes.first() {
                Some(byte) if !self.is_composite => (1, u32::from(*byte)),
                _ => (width, number),
            };
            bytes = bytes.get(usize::from(width)..).unwrap_or_default();
            all.push(Shown {
                characters: self.characters(width, number),
                width: self.widths.get(&number).copied().unwrap_or(self.default_width),
                is_space: width == 1 && number == 32,
            });
        }
        all
    }

    fn characters(&self, width: u8, number: u32) -> Option<String> {
        let mapped = self.map.get(width, number).or_else(|| {
            // Some programs write codes of two bytes into the map of a font of one.
            (width == 1).then(|| self.map.get(2, number)).flatten()
        });
        let mapped = mapped.filter(|shown| !shown.contains(['\u{0}', '\u{fffd}']));
        if mapped.is_some() || self.is_composite {
            return mapped;
        }
        let byte = u8::try_from(number).ok()?;
        if let Some(shown) = self.named.get(&byte) {
            return Some(shown.clone());
        }
        let table = match self.base {
            Base::Windows | Base::Standard => encoding_rs::WINDOWS_1252,
            Base::Mac => encoding_rs::MACINTOSH,
            // A symbol that stands before each item of a list is most often a bullet.
            Base::Unknown => return matches!(byte, 0xb7 | 0x6c | 0x6e).then(|| "•".to_owned()),
        };
        if self.base == Base::Standard
            && let Some((_, shown)) = STANDARD.iter().find(|(code, _)| *code == byte)
        {
            return Some((*shown).to_owned());
        }
        let byte = [byte];
        let (shown, _) = table.decode_without_bom_handling(&byte);
        (!shown.contains(|one: char| one.is_control() && one != '\t')).then(|| shown.into_owned())
    }
}

/// Where the standard encoding differs from that of Windows in what texts use (ISO 32000-1, annex D.2).
const STANDARD: [(u8, &str); 16] = [
    (0x27, "’"),
    (0x60, "‘"),
    (0xa9, "'"),
    (0xaa, "“"),
    (0xae, "fi"),
    (0xaf, "fl"),
    (0xb1, "–"),
    (0xb7, "•"),
    (0xba, "”"),
    (0xbc, "…"),
    (0xd0, "—"),
    (0xe1, "Æ"),
    (0xf1, "æ"),
    (0xf9, "ø"),
    (0xfa, "œ"),
    (0xfb, "ß"),
];

fn number(document: &Document, object: &Object) -> Option<f32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().filter(|number| number.is_finite())
}

fn code(document: &Document, object: &Object) -> Option<u32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_i64().ok().and_then(|code| u32::try_from(code).ok())
}

fn usual_width(one: char) -> f32 {
    match one {
        'i' | 'j' | 'l' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' | '/' => 278.0,
        'r' | '(' | ')' | '[' | ']' | '-' => 333.0,
        'm' | 'M' | 'w' | 'W' | '@' | '%' => 850.0,
        one if one.is_ascii_uppercase() => 680.0,
        _ => 540.0,
    }
}
