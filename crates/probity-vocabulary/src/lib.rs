//! The words of privacy: categories, purposes, legal bases, rights, roles, measures, units.

mod period;
mod personal;

pub use period::{Period, Unit};
pub use personal::{Personal, Reveal};
