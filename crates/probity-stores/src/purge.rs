//! Leaving nothing of what was deleted in a store's own files.
//!
//! Deleting a row marks its space as free; the bytes stay until something else is written there, and
//! copies that the engine made when it moved rows between pages stay too. Rewriting the file is the
//! one way to be rid of all of them.

use crate::connect::Stores;
use crate::engine::{Access, Engine, qualified};
use crate::error::StoreError;
use crate::schema::TableKind;
use std::collections::BTreeSet;

/// Rewrites what the engine keeps of deleted rows in these tables of a store. An SQLite file is
/// rewritten whole; on PostgreSQL the tables are vacuumed, which frees what no transaction sees any
/// more; on MariaDB they are built anew (write-ahead logs, binary logs and backups are the operator's).
///
/// # Errors
/// When the store cannot be reached, or somebody is using it so that it cannot be rewritten now.
pub async fn purge(stores: &Stores, store: &str, tables: &BTreeSet<String>) -> Result<(), StoreError> {
    let handle = stores.get(store)?;
    let failed = |source| StoreError::Failed {
        store: store.to_owned(),
        attempted: "rewrite what is left of deleted rows".to_owned(),
        source,
    };
    if handle.is_mirrored() {
        // What it keeps of deleted records is not in tables that could be rewritten.
        return Ok(());
    }
    match handle.engine() {
        Engine::Sqlite => {
            let mut session = handle.open(Access::Change).await?;
            let outcome = async {
                session.script("VACUUM").await?;
                session.texts("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await.map(|_| ())
            }
            .await;
            session.close().await;
            outcome.map_err(failed)
        }
        engine @ (Engine::Postgres | Engine::MariaDb) => {
            let schema = handle.schema().await?;
            let mut session = handle.open(Access::Change).await?;
            let mut outcome = Ok(());
            let command =
                if engine == Engine::Postgres { "VACUUM" } else { "OPTIMIZE NO_WRITE_TO_BINLOG TABLE" };
            for live in schema.tables.values().filter(|live| live.kind == TableKind::Table) {
                let known = tables.contains(&live.place.table)
                    || tables.contains(&format!("{}.{}", live.place.schema, live.place.table));
                if known && outcome.is_ok() {
                    outcome = session.script(&format!("{command} {}", qualified(live))).await;
                }
            }
            session.close().await;
            outcome.map_err(failed)
        }
    }
}
