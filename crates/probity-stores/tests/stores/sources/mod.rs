//! One suite for all kinds of stores without tables: each holds the records of the same club, in its own
//! way, and everything that holds for a database holds for it.

mod buckets;
mod club;
mod conformance;
mod files;
mod folders;
mod keys;
#[cfg(feature = "lake")]
mod lake;
mod servers;
