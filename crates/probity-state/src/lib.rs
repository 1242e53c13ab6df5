//! Probity's own database: requests, jobs, ledger, keys; SQLite or PostgreSQL.
//!
//! This crate keeps and finds. It decides nothing: which state follows which, what a plan holds,
//! when a deadline ends is the keeper's. Time and random bytes are arguments; the one source of
//! random bytes that asks the operating system is [`OperatingSystemRandom`].
//!
//! INVARIANT (ONE-TRANSACTION): whatever changes takes a [`Tx`], so that a change of state, the job
//! that follows from it and the entry that proves it are durable together or not at all.
//!
//! INVARIANT (KEYS-APART): keys are in another database than what they seal. An old copy of the
//! state without the keys of its time shows nobody's data, and a destroyed key never comes back.
//!
//! INVARIANT (SAME-ON-BOTH): SQLite and PostgreSQL behave alike; one suite of tests runs on both.

mod database;
mod error;
mod export;
mod fsck;
mod ledger_writer;
mod query;
mod random;
mod schema;
mod state;
mod stored;
mod transaction;

pub mod alarms;
pub mod backups;
pub mod batches;
pub mod codes;
pub mod expiry_runs;
pub mod holds;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod mail;
pub mod remainders;
pub mod requests;
pub mod sessions;
pub mod settings;
pub mod steps;
pub mod tasks;
pub mod tombstones;
pub mod vault;
pub mod verifications;

pub use database::Backend;
pub use error::{DatabaseFault, StateError};
pub use export::{ExportError, FolderReport, VERIFIER_KEY, export_ledger, verify_folder};
pub use fsck::{Fault, LedgerReport, check_ledger};
pub use keys::{KeyOwner, KeyState, Keys};
pub use ledger_writer::LedgerWriter;
pub use random::{OperatingSystemRandom, Random, RandomError, random_bytes};
pub use requests::{NewRequest, Request};
pub use state::State;
pub use transaction::{Attempts, Tx};

pub use probity_ledger::RequestId;
