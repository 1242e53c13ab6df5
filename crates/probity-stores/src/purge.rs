//! Leaving nothing of what was deleted in a store's own files.
//!
//! Deleting a row marks its space as free; the bytes stay until something else is written there, and
//! copies that the engine made when it moved rows between pages stay too. Rewriting the file is the
//! one way to be rid of all of them.

use crate::connect::Stores;
use crate::engine::{Access, Engine, qualified};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::schema::{LiveTable, TableKind};
use crate::session::Session;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Rewrites what the engine keeps of deleted rows in these tables of a store. An SQLite file is rewritten whole. On
/// PostgreSQL the tables are rewritten under an exclusive lock, their statistics too, and the write-ahead log is
/// written over where the user may; what the server archives of its log is the operator's. On MariaDB they are built
/// anew (its logs are the operator's).
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
                // A journal that stays after each transaction keeps the pages as they were before.
                let mode = session.texts("PRAGMA journal_mode", &[]).await?;
                if mode.first().and_then(|row| row.text(0)) == Some("persist") {
                    session.texts("PRAGMA journal_mode = DELETE", &[]).await?;
                }
                let samples = "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')";
                if !session.texts(samples, &[]).await?.is_empty() {
                    session.script("ANALYZE").await?;
                }
                session.script("VACUUM").await?;
                let folded = session.texts("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
                if folded.first().is_some_and(|row| row.count(0) != 0) {
                    let text = "somebody reads the store, so that its journal cannot be folded now";
                    return Err(EngineFault::own(FaultKind::LostRace, text));
                }
                Ok(())
            }
            .await;
            session.close().await;
            outcome.map_err(failed)
        }
        engine @ (Engine::Postgres | Engine::MariaDb) => {
            let schema = handle.schema().await?;
            let mut session = handle.open(Access::Change).await?;
            let changed = schema.tables.values().filter(|live| {
                matches!(live.kind, TableKind::Table | TableKind::StoredView)
                    && (tables.contains(&live.place.table)
                        || tables.contains(&format!("{}.{}", live.place.schema, live.place.table)))
            });
            let mut outcome = Ok(());
            if engine == Engine::Postgres {
                outcome = rewrite_postgres(&mut session, changed).await;
            } else {
                for live in changed {
                    if outcome.is_ok() {
                        let command = format!("OPTIMIZE NO_WRITE_TO_BINLOG TABLE {}", qualified(live));
                        outcome = session.script(&command).await;
                    }
                }
            }
            session.close().await;
            outcome.map_err(failed)
        }
    }
}

/// What the purge of these tables of a store takes and who waits meanwhile, as a sentence; nothing where there is none.
///
/// # Errors
/// When there is no such store.
pub fn purge_cost(
    stores: &Stores,
    store: &str,
    tables: &BTreeSet<String>,
) -> Result<Option<String>, StoreError> {
    let handle = stores.get(store)?;
    if handle.is_mirrored() {
        return Ok(None);
    }
    let tables: Vec<String> = tables.iter().map(|table| format!("`{table}`")).collect();
    let tables = tables.join(", ");
    Ok(Some(match handle.engine() {
        Engine::Sqlite => {
            "the file is written anew whole (VACUUM): nobody else writes meanwhile, and it takes up to \
                           twice its size more on the disk"
                .to_owned()
        }
        Engine::Postgres => format!(
            "written anew whole (VACUUM FULL): {tables}; who reads or writes one of them waits while it is its turn \
             (ACCESS EXCLUSIVE lock), and it takes its size once more on the disk"
        ),
        Engine::MariaDb => format!(
            "built anew whole (OPTIMIZE TABLE): {tables}; others wait only at its beginning and end, and each takes its \
             size once more on the disk"
        ),
    }))
}

/// How long to wait for transactions of others before it is tried again later.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// How many segments of the write-ahead log are written over at most; beyond it is somebody's deliberate choice to keep
/// many of them.
const MOST_SEGMENTS: u64 = 64;

/// Rewrites tables with their indexes and long values, samples their values anew, and writes over the segments of the
/// write-ahead log that still hold what was deleted.
///
/// `VACUUM FULL` takes an exclusive lock on a table while it is rewritten. The samples of values in `pg_statistic` are
/// versions of rows like others: taking new ones leaves the old ones in the file until that is rewritten too. A segment
/// of the log that is done with is not removed but renamed and used again; it is written over by switching through it.
/// What needs a privilege that the user does not have is left out: the log's segments go by themselves in time.
async fn rewrite_postgres(
    session: &mut Session,
    changed: impl Iterator<Item = &LiveTable> + Send,
) -> Result<(), EngineFault> {
    let names: Vec<String> = changed.map(qualified).collect();
    if !names.is_empty() {
        nobody_looks_back(session).await?;
    }
    for name in &names {
        session.run(&format!("VACUUM (FULL, ANALYZE) {name}"), &[]).await?;
    }
    if names.is_empty() {
        return Ok(());
    }
    for catalogue in ["pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data"] {
        // A user who does not own the database may not; then the server's own vacuum comes in time.
        unless_forbidden(session.run(&format!("VACUUM FULL {catalogue}"), &[]).await)?;
    }
    // The segment being written is done with only after a switch; then a checkpoint hands it on for use.
    if !switched(session).await? || !unless_forbidden(session.run("CHECKPOINT", &[]).await)? {
        return Ok(());
    }
    let segments = "SELECT CAST(count(*) AS text) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'";
    let Ok(count) = session.count(segments, &[]).await else { return Ok(()) };
    for _ in 0..=count.min(MOST_SEGMENTS) {
        if !switched(session).await? {
            return Ok(());
        }
    }
    unless_forbidden(session.run("CHECKPOINT", &[]).await).map(|_| ())
}

/// Waits until no transaction is left from before now, in any database of the server: for as long as one runs, rewriting
/// takes deleted rows along, because that transaction could look at them.
async fn nobody_looks_back(session: &mut Session) -> Result<(), EngineFault> {
    let now = "SELECT CAST(txid_current() AS text), CAST(mod(txid_current(), 4294967296) AS text)";
    let answer = session.texts(now, &[]).await?;
    let text = |at: usize| answer.first().and_then(|row| row.text(at)).unwrap_or("0").to_owned();
    let (now, short) = (text(0), text(1));
    // Whose sessions one may not see, one sees by the transactions that run.
    let older = "SELECT CAST(count(*) AS text) FROM ( \
                     SELECT 1 WHERE txid_snapshot_xmin(txid_current_snapshot()) < CAST(CAST($1 AS text) AS bigint) \
                     UNION ALL \
                     SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                     AND age(backend_xmin) > age(CAST(CAST($2 AS text) AS xid))) AS older";
    let begun = Instant::now();
    while session.count(older, &[&now, &short]).await? > 0 {
        if begun.elapsed() > LONGEST_WAIT {
            let text = "a transaction from before the erasure still runs on the server, so that what was deleted cannot \
                        be written over now";
            return Err(EngineFault::own(FaultKind::Timeout, text));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Fills the rest of the segment of the log that is being written; false when the user may not.
async fn switched(session: &mut Session) -> Result<bool, EngineFault> {
    // The switch does nothing at the very beginning of a segment, so each gets a record first.
    let switch = "SELECT CAST(pg_switch_wal() AS text) \
                  FROM (SELECT pg_logical_emit_message(false, 'probity', 'written over')) AS record";
    unless_forbidden(session.texts(switch, &[]).await.map(|_| 0))
}

/// Whether something was done that needs a privilege.
fn unless_forbidden(outcome: Result<u64, EngineFault>) -> Result<bool, EngineFault> {
    match outcome {
        Ok(_) => Ok(true),
        Err(fault) if fault.kind == FaultKind::Permission => Ok(false),
        Err(fault) => Err(fault),
    }
}
