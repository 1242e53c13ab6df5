//! Percent-encoding as S3 signs it: everything but letters, digits, `-`, `.`, `_` and `~`.

use std::fmt::Write as _;

/// A text encoded for a query, or with `keep_slashes` for a path.
pub(super) fn escaped(text: &str, keep_slashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~')
            || (keep_slashes && byte == b'/')
        {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text that was encoded; `plus_is_blank` where a form's rules hold. What is no encoding stays as it is.
pub(super) fn unescaped(text: &str, plus_is_blank: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let hex = pair.filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
        rest = after;
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) if plus_is_blank => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{escaped, unescaped};

    #[test]
    fn a_path_keeps_its_slashes_and_a_plus_is_no_blank() {
        assert_eq!(escaped("a/b c+é%", true), "a/b%20c%2B%C3%A9%25");
        assert_eq!(escaped("a/b", false), "a%2Fb");
        assert_eq!(unescaped("a+b%2B", true).as_deref(), Some("a b+"));
        assert_eq!(unescaped("a+b%2", false).as_deref(), Some("a+b%2"));
        assert_eq!(unescaped("%ff", false), None);
    }

    proptest::proptest! {
        #[test]
        fn what_was_escaped_comes_back(text: String) {
            for slashes in [true, false] {
                proptest::prop_assert_eq!(unescaped(&escaped(&text, slashes), true), Some(text.clone()));
            }
        }

        #[test]
        fn any_text_is_read_without_a_panic(text: String, plus: bool) {
            let _ = unescaped(&text, plus);
        }
    }
}
