//! The keeper with everything below it: stores, state, keys, ledger and mail, as one machine.
//!
//! INVARIANT (EVERY-GROUND): each test runs on SQLite files and, where there is a server, on PostgreSQL.

mod carrying_out;
mod forgetting;
mod harness;
mod intake;
mod mail;
mod officers;
mod stories;
mod verify;
