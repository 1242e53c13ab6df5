//! One suite for both databases: whatever holds on SQLite holds on PostgreSQL.
//!
//! The tests on PostgreSQL need `PROBITY_TEST_POSTGRES_URL` and say that they are skipped without it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[macro_use]
mod support;
mod tasks;

mod afterlife;
mod crash;
mod jobs;
mod keys;
mod ledger;
mod opening;
mod people;
mod requests;
mod retention;
