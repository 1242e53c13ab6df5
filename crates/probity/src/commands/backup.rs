//! `probity backup`: the catalogue of backups.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use probity_keeper::{Keeper, KeeperError};
use probity_state::StateError;
use probity_state::backups::{Backup as Catalogued, NewBackup};
use probity_stores::StoreError;
use serde_json::{Value, json};

/// The catalogue of backups: which copies there are, which are too old, which store was brought back.
///
/// Probity neither makes nor deletes a backup; whoever does says so here.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity backup add core s3://backups/core-2026-03-01 --taken 2026-03-01T02:00:00Z
  probity backup list
  probity backup remove 7
  probity backup restored 7")]
pub(crate) struct Backup {
    #[command(subcommand)]
    deed: Deed,
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Put a backup into the catalogue.
    Add {
        /// The store that it is a copy of.
        store: String,
        /// Where it is, in words.
        at: String,
        /// The instant that it shows; now when absent.
        #[arg(long, value_name = "INSTANT")]
        taken: Option<Timestamp>,
        /// When it goes; as the policy says when absent.
        #[arg(long, value_name = "INSTANT")]
        expires: Option<Timestamp>,
    },
    /// List the backups; fails when one is too old.
    List {
        /// Those that are gone too.
        #[arg(long)]
        all: bool,
    },
    /// Say that a backup is gone.
    Remove {
        /// Its number.
        number: i64,
    },
    /// Say that its store was brought back from a backup: a replay is due from now on.
    Restored {
        /// Its number.
        number: i64,
    },
}

impl Backup {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(self.answer(output))
    }

    async fn answer(self, output: &mut Output) -> Result<(), Failure> {
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        let by = "command-line";
        match self.deed {
            Deed::Add { store, at, taken, expires } => {
                let taken_at = taken.unwrap_or_else(|| keeper.now());
                let new = NewBackup { store, place: at, taken_at, expires_at: expires };
                let added = keeper.add_backup(new, by).await.map_err(|error| failed(&error))?;
                tell(output, &json!({ "backup": shown(&keeper, &added) }), &line(&keeper, &added));
            }
            Deed::List { all } => {
                let listed = keeper.backups(all).await.map_err(|error| failed(&error))?;
                let views: Vec<Value> = listed.iter().map(|one| shown(&keeper, one)).collect();
                let lines: String = listed.iter().map(|one| line(&keeper, one)).collect();
                tell(output, &json!({ "backups": views }), &lines);
                let overdue = listed.iter().filter(|one| keeper.backup_overdue(one).is_some()).count();
                if overdue > 0 {
                    return Err(Failure::Fault(format!("{overdue} backups are too old")));
                }
            }
            Deed::Remove { number } => {
                keeper.remove_backup(number, by).await.map_err(|error| failed(&error))?;
                tell(output, &json!({ "removed": number }), &format!("backup {number} is gone\n"));
            }
            Deed::Restored { number } => {
                let restore = keeper.backup_restored(number, by).await.map_err(|error| failed(&error))?;
                let text = format!("next: probity replay --store {}\n", restore.store);
                let at = restore.restored_at.to_string();
                tell(output, &json!({ "restored": number, "store": restore.store, "at": at }), &text);
            }
        }
        Ok(())
    }
}

fn tell(output: &mut Output, value: &Value, text: &str) {
    if output.is_json() {
        output.json(value);
    } else {
        output.text(text);
    }
}

fn shown(keeper: &Keeper, backup: &Catalogued) -> Value {
    let text = |instant: Option<Timestamp>| instant.map(|instant| instant.to_string());
    json!({
        "number": backup.id,
        "store": backup.store,
        "place": backup.place,
        "taken_at": backup.taken_at.to_string(),
        "expires_at": text(backup.expires_at),
        "removed_at": text(backup.removed_at),
        "overdue_since": text(keeper.backup_overdue(backup)),
    })
}

fn line(keeper: &Keeper, backup: &Catalogued) -> String {
    let state = match (backup.removed_at, keeper.backup_overdue(backup), backup.expires_at) {
        (Some(gone), ..) => format!("gone since {gone}"),
        (None, Some(end), _) => format!("TOO OLD since {end}"),
        (None, None, Some(end)) => format!("until {end}"),
        (None, None, None) => "without end".to_owned(),
    };
    format!("{:>5}  {:<12} taken {}  {state}  {}\n", backup.id, backup.store, backup.taken_at, backup.place)
}

fn failed(error: &KeeperError) -> Failure {
    match error {
        KeeperError::Desk(error) => Failure::Usage(error.to_string()),
        KeeperError::Store(StoreError::UnknownStore { .. })
        | KeeperError::State(StateError::NotFound { .. }) => Failure::Usage(error.chain()),
        other => Failure::world("cannot use the catalogue of backups", other),
    }
}
