//! Showing characters that would otherwise hide or reorder what stands around them.

use std::borrow::Cow;

/// Whether a character must not reach a terminal or a reader's eye as it is.
///
/// Control characters but the tab; the bidirectional controls with which text can be
/// made to read otherwise than it parses (Unicode TR36 and CVE-2021-42574); marks without
/// width, but not the joiners that Persian, Indic scripts and emoji are written with;
/// the tag characters; and the last two planes, which no text should use and from
/// which renderers take their placeholders.
pub(super) fn must_escape(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..='\u{10ffff}')
}

/// Appends a character, escaped where it must be.
pub(super) fn push(text: &mut String, character: char) {
    if must_escape(character) {
        text.extend(character.escape_unicode());
    } else {
        text.push(character);
    }
}

/// A text on one line with nothing hidden in it.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(must_escape) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            _ => push(&mut shown, character),
        }
    }
    Cow::Owned(shown)
}
