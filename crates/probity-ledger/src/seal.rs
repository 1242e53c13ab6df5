//! Sealing: XChaCha20-Poly1305 with a key per person, so that destroying the key erases what it sealed.
//!
//! The nonce is 24 random bytes and comes from the caller; at this length chance alone keeps two
//! from being equal. What surrounds the sealed bytes is bound to them as associated data.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The length of the nonce.
pub const NONCE_BYTES: usize = 24;
/// The first byte of sealed bytes; another algorithm would get another.
const VERSION: u8 = 1;

/// Why something could not be sealed or opened. It never says more: the difference between a
/// wrong key and changed bytes cannot be known.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// The plain text is longer than the algorithm takes.
    #[error("the plain text is too long to seal")]
    TooLong,
    /// The bytes are not of a known form.
    #[error("the sealed bytes are of an unknown form")]
    Form,
    /// The key is another one, or the bytes or what they are bound to have changed.
    #[error("the sealed bytes do not open with this key in this place")]
    NotThisKey,
}

/// A key that seals. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
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

    /// Seals `plain`, bound to `associated`.
    ///
    /// # Errors
    /// When the plain text has more than 256 GiB.
    pub fn seal(
        &self,
        nonce: [u8; NONCE_BYTES],
        associated: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let sealed = XChaCha20Poly1305::new(&self.0.into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: associated })
            .map_err(|_| SealError::TooLong)?;
        let mut bytes = Vec::with_capacity(sealed.len().saturating_add(NONCE_BYTES + 1));
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens what [`SealingKey::seal`] made with the same key and the same `associated`.
    ///
    /// # Errors
    /// When the key is another one or anything has changed.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::Form)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Form)?;
        if *version != VERSION {
            return Err(SealError::Form);
        }
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: associated })
            .map(Zeroizing::new)
            .map_err(|_| SealError::NotThisKey)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealingKey(…)")
    }
}
