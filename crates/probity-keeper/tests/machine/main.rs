//! The keeper with everything below it: stores, state, keys, ledger and mail, as one machine.
//!
//! INVARIANT (EVERY-GROUND): each test runs on SQLite files and, where there is a server, on PostgreSQL.

#[cfg(test)]
mod afterlife;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod carrying_out;
#[cfg(test)]
mod forgetting;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod officers;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod verify;
