//! The catalogue of backups: what copies of the stores there are, which are too old, which store was brought back.

use crate::desk::DeskError;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use crate::tombstones::after;
use jiff::Timestamp;
use probity_ledger::{Entry, Kind};
use probity_state::alarms::{self, NewAlarm};
use probity_state::backups::{self, Backup, NewBackup, Restore};
use probity_state::ledger;

/// The most backups that are listed.
const MOST: u32 = 10_000;

/// The name of the alarm of a restore whose erasures were not repeated.
pub(crate) fn replay_alarm(restore: &Restore) -> String {
    format!("replay-due:{}", restore.id)
}

impl Keeper {
    /// Catalogues a backup. Without an end it goes when the policy says that backups go.
    ///
    /// # Errors
    /// When there is no such store, or the state fails.
    pub async fn add_backup(&self, mut backup: NewBackup, by: &str) -> Result<Backup, KeeperError> {
        self.inner.stores.get(&backup.store)?;
        let now = self.inner.clock.now();
        if backup.taken_at > now {
            let message = "a backup cannot have been taken in the future".to_owned();
            return Err(DeskError::Refused { message }.into());
        }
        if backup.expires_at.is_none() {
            backup.expires_at = self.backups_live().and_then(|period| after(backup.taken_at, period));
        }
        let entry = self.entry(Kind::BackupNoted).fact("by", by).fact("store", backup.store.as_str());
        writing!(self.inner.state, |tx| {
            let added = backups::add(tx, &backup, now).await?;
            let entry: Entry = entry.clone().fact("backup", added.id).fact("state", "added");
            ledger::append(tx, &[entry]).await?;
            Ok(added)
        })
    }

    /// The backups, the oldest first; those that are gone only when `all`.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn backups(&self, all: bool) -> Result<Vec<Backup>, KeeperError> {
        reading!(self.inner.state, |tx| Ok(backups::list(tx, all, MOST).await?))
    }

    /// When a backup should have gone: by its own end or by the policy's period, whichever is sooner. Nothing while it
    /// may be there.
    #[must_use]
    pub fn backup_overdue(&self, backup: &Backup) -> Option<Timestamp> {
        let promised = self.backups_live().and_then(|period| after(backup.taken_at, period));
        let end = match (backup.expires_at, promised) {
            (Some(own), Some(promised)) => Some(own.min(promised)),
            (own, promised) => own.or(promised),
        };
        end.filter(|end| backup.removed_at.is_none() && *end < self.inner.clock.now())
    }

    /// Notes that a backup is gone.
    ///
    /// # Errors
    /// When there is none of this number, or the state fails.
    pub async fn remove_backup(&self, id: i64, by: &str) -> Result<(), KeeperError> {
        let now = self.inner.clock.now();
        let entry = self.entry(Kind::BackupNoted).fact("by", by).fact("backup", id).fact("state", "removed");
        writing!(self.inner.state, |tx| {
            if backups::remove(tx, id, now).await? {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
                alarms::clear(tx, &format!("backup-overdue:{id}"), now).await?;
            }
            Ok(())
        })
    }

    /// Notes that a store was brought back from a backup: from now on a replay is due.
    ///
    /// # Errors
    /// When there is no such backup, or the state fails.
    pub async fn backup_restored(&self, id: i64, by: &str) -> Result<Restore, KeeperError> {
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| {
            let backup = backups::fetch(tx, id).await?;
            let restore = backups::restored(tx, &backup.store, Some(id), now).await?;
            let entry = self
                .entry(Kind::StoreRestored)
                .fact("by", by)
                .fact("store", backup.store.as_str())
                .fact("backup", id);
            ledger::append(tx, &[entry]).await?;
            let alarm = NewAlarm {
                name: replay_alarm(&restore),
                kind: "replay-due".to_owned(),
                request: None,
                why: format!(
                    "store `{}` was restored from backup {id}; run `probity replay --store {}`",
                    backup.store, backup.store
                ),
            };
            alarms::raise(tx, &alarm, now).await?;
            Ok(restore)
        })
    }

    /// Raises an alarm for each backup that is too old; how many there are.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn watch_backups(&self) -> Result<u64, KeeperError> {
        let now = self.inner.clock.now();
        let listed = self.backups(false).await?;
        let overdue: Vec<NewAlarm> = listed
            .iter()
            .filter_map(|backup| {
                let end = self.backup_overdue(backup)?;
                Some(NewAlarm {
                    name: format!("backup-overdue:{}", backup.id),
                    kind: "backup-overdue".to_owned(),
                    request: None,
                    why: format!(
                        "backup {} of store `{}` should be gone since {end}",
                        backup.id, backup.store
                    ),
                })
            })
            .collect();
        writing!(self.inner.state, |tx| {
            for alarm in &overdue {
                if alarms::raise(tx, alarm, now).await? {
                    tracing::error!(why = alarm.why, "a backup is too old");
                }
            }
            Ok(overdue.len() as u64)
        })
    }
}
