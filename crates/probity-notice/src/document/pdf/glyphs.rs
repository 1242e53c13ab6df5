//! What the glyphs of a font without a map to characters are called, and which characters these names mean.
//!
//! The names that Western texts use, as Adobe's glyph list has them; accented letters are put together from their parts.

/// The characters of a glyph by its name; nothing when the name means none.
pub(super) fn characters(name: &str) -> Option<String> {
    // `a.alt` is an `a` of another form, `f_f_i` three letters in one.
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    if name.contains('_') {
        return name.split('_').map(characters).collect();
    }
    let mut letters = name.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_ascii_alphabetic()
    {
        return Some(only.to_string());
    }
    if let Some((_, shown)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*shown).to_owned());
    }
    if let Some(digits) = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))
        && (4..=6).contains(&digits.len())
    {
        return u32::from_str_radix(digits.get(..digits.len().min(6))?, 16)
            .ok()
            .and_then(char::from_u32)
            .map(String::from);
    }
    let (letter, accent) = (name.get(..1)?, name.get(1..)?);
    let (_, plain, accented) = ACCENTED.iter().find(|(known, _, _)| *known == accent)?;
    let at = plain.find(letter)?;
    accented.chars().nth(plain.get(..at)?.chars().count()).map(String::from)
}

const ACCENTED: [(&str, &str, &str); 12] = [
    ("acute", "AEIOUYaeiouyCLNRSZclnrsz", "ÁÉÍÓÚÝáéíóúýĆĹŃŔŚŹćĺńŕśź"),
    ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ("circumflex", "AEIOUaeiouCcGgWwYy", "ÂÊÎÔÛâêîôûĈĉĜĝŴŵŶŷ"),
    ("dieresis", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    ("tilde", "ANOano", "ÃÑÕãñõ"),
    ("ring", "AaUu", "ÅåŮů"),
    ("cedilla", "CcSsTt", "ÇçŞşŢţ"),
    ("caron", "CDENRSTZcdenrstz", "ČĎĚŇŘŠŤŽčďěňřšťž"),
    ("ogonek", "AaEeIiUu", "ĄąĘęĮįŲų"),
    ("macron", "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
    ("dotaccent", "EeIZz", "ĖėİŻż"),
    ("hungarumlaut", "OoUu", "ŐőŰű"),
];

const NAMED: [(&str, &str); 88] = [
    ("space", " "),
    ("nbspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "\u{ad}"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("exclamdown", "¡"),
    ("cent", "¢"),
    ("sterling", "£"),
    ("yen", "¥"),
    ("Euro", "€"),
    ("section", "§"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("degree", "°"),
    ("plusminus", "±"),
    ("paragraph", "¶"),
    ("periodcentered", "·"),
    ("bullet", "•"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("endash", "–"),
    ("emdash", "—"),
    ("ellipsis", "…"),
    ("dagger", "†"),
    ("daggerdbl", "‡"),
    ("questiondown", "¿"),
    ("germandbls", "ß"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("Oslash", "Ø"),
    ("oslash", "ø"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
];

#[cfg(test)]
mod tests {
    use super::characters;

    #[test]
    fn names_are_characters() {
        for (name, shown) in [
            ("A", "A"),
            ("eacute", "é"),
            ("Scaron", "Š"),
            ("f_f_i", "ffi"),
            ("ffi", "ffi"),
            ("uni20AC", "€"),
            ("quoteright", "’"),
            ("a.alt", "a"),
        ] {
            assert_eq!(characters(name).as_deref(), Some(shown), "{name}");
        }
        for name in ["", ".notdef", "g42", "uniZZZZ", "éacute"] {
            assert_eq!(characters(name), None, "{name}");
        }
    }
}
