//! From the types of this crate to the three kinds of value in columns, and back.

use crate::StateError;
use jiff::{SignedDuration, Timestamp};

pub(crate) fn instant(microseconds: i64) -> Result<Timestamp, StateError> {
    Timestamp::from_microsecond(microseconds).map_err(|_| StateError::Corrupt { what: "an instant" })
}

pub(crate) fn maybe_instant(microseconds: Option<i64>) -> Result<Option<Timestamp>, StateError> {
    microseconds.map(instant).transpose()
}

/// The end of a duration, or the end of all time.
pub(crate) fn later(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.checked_add(duration).unwrap_or(Timestamp::MAX)
}

pub(crate) fn array<const N: usize>(bytes: &[u8], what: &'static str) -> Result<[u8; N], StateError> {
    bytes.try_into().map_err(|_| StateError::Corrupt { what })
}

pub(crate) fn unsigned(value: i64, what: &'static str) -> Result<u64, StateError> {
    u64::try_from(value).map_err(|_| StateError::Corrupt { what })
}

pub(crate) fn signed(value: u64, what: &'static str) -> Result<i64, StateError> {
    i64::try_from(value).map_err(|_| StateError::TooLarge { what })
}
