//! The shape of the databases, and bringing an older one up to date.
//!
//! Migrations only add: an older program may still be running on the same database while a newer one
//! starts. Each is applied once, all missing ones in one transaction.

use crate::database::{Backend, Database};
use crate::query::query;
use crate::{StateError, Tx};

/// The parts that have a version each; they may share a server or a file.
pub(crate) enum Part {
    State,
    Keys,
}

struct Migration {
    sqlite: &'static str,
    postgres: &'static str,
}

const STATE: &[Migration] = &[
    Migration {
        sqlite: include_str!("../migrations/sqlite/0001_state.sql"),
        postgres: include_str!("../migrations/postgres/0001_state.sql"),
    },
    Migration {
        sqlite: include_str!("../migrations/sqlite/0002_vault.sql"),
        postgres: include_str!("../migrations/postgres/0002_vault.sql"),
    },
    Migration {
        sqlite: include_str!("../migrations/sqlite/0003_afterlife.sql"),
        postgres: include_str!("../migrations/postgres/0003_afterlife.sql"),
    },
    Migration {
        sqlite: include_str!("../migrations/sqlite/0004_retention.sql"),
        postgres: include_str!("../migrations/postgres/0004_retention.sql"),
    },
    Migration {
        sqlite: include_str!("../migrations/sqlite/0005_tasks.sql"),
        postgres: include_str!("../migrations/postgres/0005_tasks.sql"),
    },
    Migration {
        sqlite: include_str!("../migrations/sqlite/0006_batches.sql"),
        postgres: include_str!("../migrations/postgres/0006_batches.sql"),
    },
];

const KEYS: &[Migration] = &[Migration {
    sqlite: include_str!("../migrations/sqlite/0001_keys.sql"),
    postgres: include_str!("../migrations/postgres/0001_keys.sql"),
}];

/// An arbitrary number that all Probity processes agree on, so that only one migrates at a time.
const MIGRATION_LOCK: i64 = 0x5072_6f62_6974_7901;

impl Part {
    fn name(&self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Keys => "keys",
        }
    }

    fn setting(&self) -> &'static str {
        match self {
            Self::State => "schema.state",
            Self::Keys => "schema.keys",
        }
    }

    fn migrations(&self) -> &'static [Migration] {
        match self {
            Self::State => STATE,
            Self::Keys => KEYS,
        }
    }
}

/// Makes the database have the newest schema.
pub(crate) async fn migrate(database: &Database, part: Part) -> Result<(), StateError> {
    // Looking first: a database that is up to date can be opened without being written.
    if version(database, &part).await? == Some(newest(&part)) {
        return Ok(());
    }
    crate::transaction!(database, |tx| migrate_within(tx, &part).await)
}

fn newest(part: &Part) -> i64 {
    i64::try_from(part.migrations().len()).unwrap_or(i64::MAX)
}

async fn version(database: &Database, part: &Part) -> Result<Option<i64>, StateError> {
    let mut tx = database.view().await?;
    let exists = match tx.backend() {
        Backend::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'settings'",
        Backend::Postgres => {
            "SELECT 1::BIGINT FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name = 'settings'"
        }
    };
    if tx.row(query("looking for the schema", exists)).await?.is_none() {
        return Ok(None);
    }
    let found = read_version(&mut tx, part).await?;
    match found {
        Some(found) if found > newest(part) => Err(StateError::SchemaTooNew {
            place: database.place.clone(),
            part: part.name(),
            found,
            known: newest(part),
        }),
        found => Ok(found),
    }
}

async fn read_version(tx: &mut Tx, part: &Part) -> Result<Option<i64>, StateError> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    let row = tx.row(query("reading the schema's version", sql).text(part.setting())).await?;
    row.map(|row| row.text(0)?.parse().map_err(|_| StateError::Corrupt { what: "the schema's version" }))
        .transpose()
}

async fn migrate_within(tx: &mut Tx, part: &Part) -> Result<(), StateError> {
    if tx.backend() == Backend::Postgres {
        let lock = query("waiting to migrate", "SELECT 1::BIGINT FROM pg_advisory_xact_lock($1)");
        tx.rows(lock.integer(MIGRATION_LOCK)).await?;
    }
    let settings =
        "CREATE TABLE IF NOT EXISTS settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)";
    tx.script("making the table of settings", settings).await?;
    let applied = read_version(tx, part).await?.unwrap_or(0);
    let skip = usize::try_from(applied).unwrap_or(usize::MAX);
    for migration in part.migrations().iter().skip(skip) {
        let script = match tx.backend() {
            Backend::Sqlite => migration.sqlite,
            Backend::Postgres => migration.postgres,
        };
        tx.script("migrating", script).await?;
    }
    let record = "INSERT INTO settings (name, value) VALUES ($1, $2)
                  ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    let newest = newest(part).max(applied).to_string();
    tx.run(query("recording the schema's version", record).text(part.setting()).text(&newest)).await?;
    Ok(())
}
