//! Where random bytes come from.

use thiserror::Error;

/// The operating system gave no random bytes.
#[derive(Debug, Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomError;

/// A source of random bytes that nobody can predict; in tests one that repeats itself.
pub trait Random: Send + Sync {
    /// Fills the bytes.
    ///
    /// # Errors
    /// When there are none to be had.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// `N` random bytes.
///
/// # Errors
/// When there are none to be had.
pub fn random_bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], RandomError> {
    let mut bytes = [0_u8; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// The operating system's source.
#[derive(Clone, Copy, Debug, Default)]
pub struct OperatingSystemRandom;

impl Random for OperatingSystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|_| RandomError)
    }
}
