//! The words of privacy: categories, purposes, legal bases, rights, roles, measures, units.

mod period;
mod personal;
mod promise;
pub mod similar;

pub use period::{Period, Unit};
pub use personal::{Personal, Reveal};
pub use promise::{PromiseClass, PromiseState};
