//! One suite for both databases: whatever holds on SQLite holds on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
#[macro_use]
mod support;

mod jobs;
mod keys;
mod ledger;
mod opening;
mod people;
mod requests;
