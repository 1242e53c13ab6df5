//! The survey against databases that it has never seen, and its conclusions against maps made by hand.
#![expect(clippy::print_stdout, reason = "measurements are printed")]

mod bad_input;
mod common;
mod drifting;
mod precision;
mod read_only;
