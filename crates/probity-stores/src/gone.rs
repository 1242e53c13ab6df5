//! Rows that SQLite deletes, by their numbers, as the engine itself tells while it deletes them.
//!
//! It is what a `RETURNING` is for on other engines: here each row that is handed out costs more than deleting
//! it. What it does not tell are rows of tables without row numbers, and of a deletion without a condition.

use crate::engine::sqlite_fault;
use crate::error::EngineFault;
use crate::schema::Place;
use sqlx::sqlite::{SqliteConnection, SqliteOperation, UpdateHookResult};
use std::sync::{Arc, Mutex};

/// What is heard of deletions on one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gone(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    /// The tables listened for, with the rows that went.
    of: Vec<(Place, Vec<i64>)>,
    /// Which of them was heard of last.
    last: usize,
}

impl Gone {
    /// Begins to listen on a connection, for as long as it lasts.
    pub(crate) async fn listen(connection: &mut SqliteConnection) -> Result<Self, EngineFault> {
        let gone = Self::default();
        let heard = Arc::clone(&gone.0);
        let mut handle = connection.lock_handle().await.map_err(|error| sqlite_fault(&error))?;
        handle.set_update_hook(move |change: UpdateHookResult<'_>| {
            // What could not be heard is missed when the rows are compared, and all is undone.
            if let (SqliteOperation::Delete, Ok(mut heard)) = (&change.operation, heard.lock()) {
                heard.add(change.database, change.table, change.rowid);
            }
        });
        Ok(gone)
    }

    /// From now on the rows of these tables are heard of.
    pub(crate) fn begin(&self, of: &[&Place]) {
        if let Ok(mut heard) = self.0.lock() {
            heard.of = of.iter().map(|place| ((*place).clone(), Vec::new())).collect();
            heard.last = 0;
        }
    }

    /// Ends listening; the rows that were deleted meanwhile, by table in the order of those listened for.
    pub(crate) fn end(&self) -> Vec<Vec<i64>> {
        let Ok(mut heard) = self.0.lock() else { return Vec::new() };
        std::mem::take(&mut heard.of).into_iter().map(|(_, rows)| rows).collect()
    }
}

impl Heard {
    fn add(&mut self, schema: &str, table: &str, row: i64) {
        let is = |place: &Place| place.schema == schema && place.table == table;
        // Mostly it is the same table as before.
        if !self.of.get(self.last).is_some_and(|(place, _)| is(place)) {
            let Some(at) = self.of.iter().position(|(place, _)| is(place)) else { return };
            self.last = at;
        }
        if let Some((_, rows)) = self.of.get_mut(self.last) {
            rows.push(row);
        }
    }
}
