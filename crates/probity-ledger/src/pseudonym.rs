//! Keyed pseudonyms of persons and blind indexes of their identities: HMAC-SHA256 under a secret key.
//!
//! Without the key nobody can tell whose pseudonym one is, not even by trying every e-mail address.
//! With it, equal identities are found without being stored.

use crate::{hexadecimal, parse_hexadecimal};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Keeps a pseudonym and a blind index of the same words apart.
const PSEUDONYM: &[u8] = b"probity/pseudonym/1";
const BLIND_INDEX: &[u8] = b"probity/blind-index/1";

/// A person, for everyone who does not hold the key. 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym([u8; 16]);

impl Pseudonym {
    /// A pseudonym that was stored before.
    #[must_use]
    pub const fn from_stored(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The pseudonym as it is stored.
    #[must_use]
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// Reads 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_hexadecimal(text).map(Self)
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pseudonym({self})")
    }
}

/// What an identity is looked up by instead of itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindIndex([u8; 32]);

impl BlindIndex {
    /// The index as it is stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BlindIndex({})", hexadecimal(&self.0))
    }
}

/// How two spellings of an identity are recognised as the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// White space around it does not count, and upper and lower case are the same. The part before
    /// the `@` is case-sensitive by RFC 5321, and no provider that people use takes it so.
    EmailAddress,
    /// Only digits count; `+` and a leading `00` are the same.
    PhoneNumber,
    /// White space around it does not count; everything else does.
    Identifier,
}

/// The form of an identity that is compared and hashed.
#[must_use]
pub fn normalise(normalisation: Normalisation, identity: &str) -> String {
    let trimmed = identity.trim();
    match normalisation {
        Normalisation::Identifier => trimmed.to_owned(),
        Normalisation::EmailAddress => trimmed.to_lowercase(),
        Normalisation::PhoneNumber => {
            let digits: String = trimmed.chars().filter(char::is_ascii_digit).collect();
            match (trimmed.starts_with('+'), digits.strip_prefix("00")) {
                (true, _) => format!("+{digits}"),
                (false, Some(international)) => format!("+{international}"),
                (false, None) => digits,
            }
        }
    }
}

/// The secret that pseudonyms and blind indexes are made with. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    /// A key from 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be stored where keys are stored and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The pseudonym of the person whom `scope` (such as a table) knows by `identifier`.
    #[must_use]
    pub fn pseudonym(&self, scope: &str, identifier: &str) -> Pseudonym {
        let hash = self.keyed_hash(&[PSEUDONYM, scope.as_bytes(), identifier.as_bytes()]);
        let mut short = [0_u8; 16];
        for (to, from) in short.iter_mut().zip(hash) {
            *to = from;
        }
        Pseudonym(short)
    }

    /// The blind index of an identity of the kind named, however it is spelled.
    #[must_use]
    pub fn blind_index(&self, kind: &str, normalisation: Normalisation, identity: &str) -> BlindIndex {
        let identity = normalise(normalisation, identity);
        BlindIndex(self.keyed_hash(&[BLIND_INDEX, kind.as_bytes(), identity.as_bytes()]))
    }

    /// HMAC over the parts, each after its length, so that no two lists of parts read alike.
    fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new(&self.padded().into());
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// HMAC pads its key with zeros to the block of the hash; doing so here leaves no length to go wrong.
    fn padded(&self) -> [u8; 64] {
        let mut block = [0_u8; 64];
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        block
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PseudonymKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_the_one_of_rfc_4231() {
        // Test case 2 of RFC 4231 has a shorter key; the zeros that pad it change nothing.
        let mut key = [0_u8; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mut mac = Hmac::<Sha256>::new(&PseudonymKey::new(key).padded().into());
        mac.update(b"what do ya want for nothing?");
        let hash: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(hexadecimal(&hash), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn spellings_of_one_identity_share_an_index() {
        let key = PseudonymKey::new([7; 32]);
        let email = |text| key.blind_index("email", Normalisation::EmailAddress, text);
        assert_eq!(email(" Ana@Example.org "), email("ana@example.org"));
        assert_ne!(email("ana@example.org"), email("anna@example.org"));
        let phone = |text| key.blind_index("phone", Normalisation::PhoneNumber, text);
        assert_eq!(phone("+370 600-00 000"), phone("0037060000000"));
        assert_ne!(phone("+37060000000"), phone("37060000000"));
    }

    #[test]
    fn scope_kind_key_and_use_keep_hashes_apart() {
        let key = PseudonymKey::new([7; 32]);
        let other = PseudonymKey::new([8; 32]);
        let person = key.pseudonym("accounts", "42");
        assert_ne!(person, key.pseudonym("account", "s42"));
        assert_ne!(person, other.pseudonym("accounts", "42"));
        let index = key.blind_index("accounts", Normalisation::Identifier, "42");
        assert_ne!(person.bytes(), index.bytes()[..16]);
    }
}
