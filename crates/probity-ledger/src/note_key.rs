//! Keys of signed notes (C2SP signed-note): names, key ids, and their text form.

use crate::{hexadecimal, parse_hexadecimal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;
use thiserror::Error;

/// The signature type of Ed25519 in a key id and in an encoded key.
const ED25519: u8 = 0x01;

/// Why a text is no key.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// The name is empty or holds white space or a plus sign.
    #[error("a key's name is not empty and holds neither white space nor `+`")]
    Name,
    /// The text does not read `name+id+key`.
    #[error("an encoded key reads `name+id+key`, with 8 hexadecimal digits and base64")]
    Shape,
    /// The key is for another algorithm.
    #[error("the key is not for Ed25519")]
    Algorithm,
    /// The id is not the one of this name and key.
    #[error("the key's id does not belong to its name and key")]
    Id,
    /// The bytes are no usable public key.
    #[error("the bytes are no usable Ed25519 public key")]
    Point,
}

/// Checks a name as the signed-note format wants it.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|character| character.is_whitespace() || character == '+')
}

/// A public key with the name of its owner.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A named public key.
    ///
    /// # Errors
    /// When the name is malformed or the bytes are no point of the curve, or one of low order.
    pub fn new(name: &str, key: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// Reads `name+id+key`.
    ///
    /// # Errors
    /// When the text has another shape, or its parts do not belong together.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, rest) = text.split_once('+').ok_or(KeyError::Shape)?;
        let (id, encoded) = rest.split_once('+').ok_or(KeyError::Shape)?;
        let id = parse_hexadecimal::<4>(id).ok_or(KeyError::Shape)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| KeyError::Shape)?;
        let (algorithm, key) = bytes.split_first().ok_or(KeyError::Shape)?;
        if *algorithm != ED25519 {
            return Err(KeyError::Algorithm);
        }
        let key = Self::new(name, key.try_into().map_err(|_| KeyError::Shape)?)?;
        if key.id() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The name of the owner.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id: the first four bytes of SHA-256 over name, line feed, algorithm and key.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize()
            .into();
        let [first, second, third, fourth, ..] = digest;
        [first, second, third, fourth]
    }

    /// Checks a signature, strictly: no malleable encodings, no points of low order.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(formatter, "{}+{}+{}", self.name, hexadecimal(&self.id()), STANDARD.encode(bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifierKey({self})")
    }
}

/// A private key with the name of its owner. Wiped from memory when dropped; its `Debug` shows the public key.
pub struct SignerKey {
    verifier: VerifierKey,
    key: SigningKey,
}

impl SignerKey {
    /// The key that this seed of 32 random bytes stands for.
    ///
    /// # Errors
    /// When the name is malformed.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, key.verifying_key().as_bytes())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignerKey({})", self.verifier)
    }
}
