//! A backup brings erased people back, and a replay erases them again.
//!
//! With the engines' own tools: `pg_dump` and `pg_restore`, `VACUUM INTO`, `mariadb-dump` and `mariadb`. What is there
//! after the replay is, row by row, what was there after the erasure; and on PostgreSQL and SQLite `grep` finds nothing
//! of them in the engine's files.

#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/cluster.rs"]
#[expect(dead_code, reason = "another test needs more of it")]
mod cluster;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod story;
