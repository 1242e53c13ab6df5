//! Settings that the program remembers: a name and a value each.

use crate::query::query;
use crate::{StateError, Tx};

/// Set when the state has ever been used with a test clock, which taints it for ever.
pub const TEST_CLOCK: &str = "clock.test";

/// The value of a setting.
///
/// # Errors
/// When the database fails.
pub async fn fetch(tx: &mut Tx, name: &str) -> Result<Option<String>, StateError> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    tx.row(query("reading a setting", sql).text(name)).await?.map(|row| row.text(0)).transpose()
}

/// Sets a setting.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StateError> {
    let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.run(query("changing a setting", sql).text(name).text(value)).await.map(|_| ())
}
