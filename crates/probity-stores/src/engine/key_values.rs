//! How statements name a single value of a key.
//!
//! INVARIANT (NO-TEXT-IN-STATEMENTS): what becomes part of a statement was read as a number, as 128 bits or as bytes
//! before, and is written of digits and the letters a to f. A text is bound, once, under a name that statements have.

/// A value as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyValue {
    /// By itself.
    Itself(String),
    /// By this expression, which reads what was bound.
    Bound(String),
}

/// A whole number.
pub(super) fn number(text: &str) -> Option<String> {
    Some(text.parse::<i128>().ok()?.to_string())
}

/// A UUID, between quotes.
pub(super) fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let fits = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    (fits && groups.iter().all(|group| is_hex(group))).then(|| format!("'{}'", text.to_ascii_lowercase()))
}

/// Bytes that are told as `\\x0a1b`, as their digits between quotes.
pub(super) fn bytes(text: &str) -> Option<String> {
    let digits = text.strip_prefix("\\x")?;
    (digits.len().is_multiple_of(2) && is_hex(digits)).then(|| format!("'{digits}'"))
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{bytes, number, uuid};
    use proptest::prelude::*;

    #[test]
    fn values_are_named_by_their_digits() {
        assert_eq!(number("-7").unwrap(), "-7");
        assert_eq!(
            uuid("6FA459EA-ee8a-3ca4-894e-db77e160355e").unwrap(),
            "'6fa459ea-ee8a-3ca4-894e-db77e160355e'"
        );
        assert_eq!(bytes("\\x00ff").unwrap(), "'00ff'");
    }

    proptest! {
        #[test]
        fn no_text_ends_a_quote(text in r#"(\\\\x)?[-0-9a-f'"\\\\; ]{0,40}"#) {
            for named in [number(&text), uuid(&text), bytes(&text)].into_iter().flatten() {
                let inside = named.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(&named);
                prop_assert!(inside.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'));
            }
        }
    }
}
