//! Pseudonyms: keyed, the same for the same value, fitted to the column, and known again as such.
//!
//! INVARIANT (PSEUDONYM-ONCE): a long pseudonym carries a keyed tag by which it is recognised, so that
//! carrying a step out again does not replace a pseudonym by the pseudonym of a pseudonym.

use crate::plan::hex;
use crate::schema::{LiveColumn, TypeFamily};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

const BODY: usize = 24;
const TAG: usize = 8;
const SHORTEST: u32 = 8;
/// Fewer digits than these are too few to tell people apart by.
const FEWEST_DIGITS: usize = 6;
/// What stands before the ending of a pseudonym that is an address: body and tag.
pub(crate) const MAIL_BODY: usize = BODY + TAG;
/// With this begins a pseudonym by which a schedule knows that it is done.
pub(crate) const MARK: &str = "pseudonym-";
pub(crate) const MAIL_ENDING: &str = "@pseudonym.invalid";

/// The key of the pseudonyms of one erasure. Its bytes are random and the caller's.
#[derive(Clone)]
pub struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    /// A key of these random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn digest(&self, purpose: &str, value: &str) -> Vec<u8> {
        match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mut mac) => {
                mac.update(purpose.as_bytes());
                mac.update(&[0]);
                mac.update(value.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            // A MAC over SHA-256 takes keys of every length; without a MAC there is no pseudonym.
            Err(_) => Vec::new(),
        }
    }

    fn tagged(&self, value: &str) -> String {
        let mut text = hex(&self.digest("pseudonym", value));
        text.truncate(BODY);
        let tag = self.tag(&text);
        text + &tag
    }

    /// Other digits in place of a value's digits.
    fn digits(&self, value: &str) -> String {
        let digest = self.digest("digits", value);
        let mut others = digest.iter().cycle().map(|byte| char::from(b'0' + byte % 10));
        let other = |letter: char| match letter {
            '0'..='9' => others.next().unwrap_or('0'),
            letter => letter,
        };
        value.chars().map(other).collect()
    }

    /// The pseudonym of a text that a condition of the store knows for one; nothing when the column takes none.
    pub(crate) fn marked(&self, column: &LiveColumn, value: &str) -> Option<String> {
        marked_obstacle(column).is_none().then_some(())?;
        let room = column.length.map_or(usize::MAX, |length| length as usize);
        Some(format!("{MARK}{}", self.tagged(value)).chars().take(room).collect())
    }

    fn tag(&self, body: &str) -> String {
        let mut tag = hex(&self.digest("tag", body));
        tag.truncate(TAG);
        tag
    }

    /// Whether a value of the column is a pseudonym of this key already.
    pub(crate) fn made(&self, value: &str) -> bool {
        let plain: String = value.strip_suffix(MAIL_ENDING).unwrap_or(value).replace('-', "");
        match (plain.get(..BODY), plain.get(BODY..)) {
            (Some(body), Some(tag)) => !tag.is_empty() && tag == self.tag(body),
            _ => false,
        }
    }

    /// The pseudonym of a value in a column; nothing when the column takes none.
    pub(crate) fn pseudonym(&self, column: &LiveColumn, value: &str) -> Option<String> {
        obstacle(column).is_none().then_some(())?;
        let tagged = self.tagged(value);
        match column.family {
            TypeFamily::Uuid => {
                let part = |from: usize, to: usize| tagged.get(from..to);
                Some(format!(
                    "{}-{}-{}-{}-{}",
                    part(0, 8)?,
                    part(8, 12)?,
                    part(12, 16)?,
                    part(16, 20)?,
                    part(20, 32)?
                ))
            }
            TypeFamily::Integer(bytes) => {
                let digest = self.digest("number", value);
                let number = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
                let greatest = (1_u64 << (u32::from(bytes.min(6)) * 8 - 1)) - 1;
                Some((number % greatest + 1).to_string())
            }
            _ => {
                let room = column.length.map_or(usize::MAX, |length| length as usize);
                // What looks like an address of mail stays one, so that checks of its form hold.
                if value.contains('@') && room >= tagged.len() + MAIL_ENDING.len() {
                    return Some(tagged + MAIL_ENDING);
                }
                // What is written in digits alone, such as a telephone number, stays so and as long.
                let digits = value.strip_prefix('+').unwrap_or(value);
                if digits.len() >= FEWEST_DIGITS && digits.bytes().all(|one| one.is_ascii_digit()) {
                    return Some(self.digits(value).chars().take(room).collect());
                }
                Some(tagged.chars().take(room).collect())
            }
        }
    }
}

/// Why a column takes no pseudonym that is known for one; nothing when it does.
pub(crate) fn marked_obstacle(column: &LiveColumn) -> Option<String> {
    let room = column.length.is_none_or(|length| length as usize >= MARK.len() + SHORTEST as usize);
    if column.generated || column.family != TypeFamily::Text || !room {
        return Some(format!("in `{}` a pseudonym cannot be told from what it stands for", column.type_name));
    }
    None
}

/// Why a column takes no pseudonym; nothing when it does.
pub(crate) fn obstacle(column: &LiveColumn) -> Option<String> {
    if column.generated {
        return Some("the engine computes it".to_owned());
    }
    match (column.family, column.length) {
        (TypeFamily::Text, Some(length)) if length < SHORTEST => {
            Some(format!("`{}` is shorter than a pseudonym", column.type_name))
        }
        (TypeFamily::Text | TypeFamily::Any | TypeFamily::Integer(_) | TypeFamily::Uuid, _) => None,
        _ => Some(format!("`{}` takes no pseudonym", column.type_name)),
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PseudonymKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{PseudonymKey, obstacle};
    use crate::schema::{LiveColumn, TypeFamily};
    use proptest::prelude::*;

    fn column(family: TypeFamily, length: Option<u32>) -> LiveColumn {
        LiveColumn {
            name: "c".to_owned(),
            type_name: "c".to_owned(),
            family,
            length,
            collation: None,
            not_null: false,
            default: None,
            generated: false,
        }
    }

    proptest! {
        #[test]
        fn a_pseudonym_fits_its_column_and_depends_on_key_and_value(
            value in "\\PC{0,40}", other in "\\PC{0,40}", length in 8..60_u32, key: [u8; 32], second: [u8; 32],
        ) {
            prop_assume!(value != other && key != second);
            let text = column(TypeFamily::Text, Some(length));
            let (key, second) = (PseudonymKey::new(key), PseudonymKey::new(second));
            for (value, other) in [(value.clone(), other.clone()), (value + "@", other + "@")] {
                let pseudonym = key.pseudonym(&text, &value).unwrap();
                prop_assert!(pseudonym.chars().count() <= length as usize);
                prop_assert_eq!(&pseudonym, &key.pseudonym(&text, &value).unwrap());
                prop_assert_ne!(&pseudonym, &key.pseudonym(&text, &other).unwrap());
                prop_assert_ne!(&pseudonym, &second.pseudonym(&text, &value).unwrap());
                prop_assert_eq!(key.made(&pseudonym), length >= 32);
                prop_assert!(!second.made(&pseudonym));
                prop_assert!(!key.made(&value));
            }
        }

        #[test]
        fn a_pseudonym_of_a_number_fits_its_type(value in "[0-9]{1,18}", key: [u8; 32]) {
            let key = PseudonymKey::new(key);
            for (bytes, greatest) in [(2_u8, i64::from(i16::MAX)), (4, i64::from(i32::MAX)), (8, i64::MAX)] {
                let column = column(TypeFamily::Integer(bytes), None);
                let number: i64 = key.pseudonym(&column, &value).unwrap().parse().unwrap();
                prop_assert!(number > 0 && number <= greatest);
            }
        }
    }

    #[test]
    fn columns_that_take_no_pseudonym_say_why() {
        assert!(obstacle(&column(TypeFamily::Text, Some(3))).is_some());
        assert!(obstacle(&column(TypeFamily::Boolean, None)).is_some());
        assert!(obstacle(&LiveColumn { generated: true, ..column(TypeFamily::Text, None) }).is_some());
        assert_eq!(obstacle(&column(TypeFamily::Text, None)), None);
    }
}
