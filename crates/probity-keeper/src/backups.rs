//! The catalogue of backups: what copies of the stores there are, which are too old, which store was brought back, and
//! of whom a copy is left somewhere.

use crate::desk::DeskError;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::messages;
use crate::reading::{reading, writing};
use crate::tombstones::after;
use jiff::Timestamp;
use probity_ledger::{Entry, Kind, RequestId};
use probity_state::alarms::{self, NewAlarm};
use probity_state::backups::{self, Backup, NewBackup, Restore};
use probity_state::{StateError, ledger, mail, random_bytes, tombstones};
use serde::Serialize;

/// The most backups that are listed.
const MOST: u32 = 10_000;
/// The most erasures whose copies are shown one by one.
const MOST_COPIES: u32 = 500;
/// A backup is too old.
pub(crate) const BACKUP_OVERDUE: &str = "backup-overdue";
/// A store was brought back, and who had been erased was not erased again.
pub(crate) const REPLAY_DUE: &str = "replay-due";

/// A catalogued backup as officers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupView {
    /// Its number.
    pub number: i64,
    /// The store that it is a copy of.
    pub store: String,
    /// Where it is, in words.
    pub place: String,
    /// The instant that it shows.
    pub taken_at: Timestamp,
    /// How many whole days ago that was.
    pub age_in_days: i64,
    /// When it goes.
    pub expires_at: Option<Timestamp>,
    /// Since when it should be gone.
    pub overdue_since: Option<Timestamp>,
}

/// A store that was brought back, and whose erasures were not repeated since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoreView {
    /// The store.
    pub store: String,
    /// From which backup.
    pub backup: Option<i64>,
    /// When.
    pub restored_at: Timestamp,
}

/// Copies of somebody erased that are left in backups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CopiesView {
    /// The erasure.
    #[serde(serialize_with = "crate::desk::as_text")]
    pub request: RequestId,
    /// When it was done.
    pub erased_at: Timestamp,
    /// When the last copy is gone at the latest; nothing when nobody says how long backups live.
    pub until: Option<Timestamp>,
}

/// Copies of the stores, and of whom they are. Holds nothing personal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BackupsView {
    /// The backups that are there, the oldest first.
    pub backups: Vec<BackupView>,
    /// The restores that a replay must follow.
    pub restores: Vec<RestoreView>,
    /// The erasures of which copies are left, that which is gone first at the top.
    pub copies: Vec<CopiesView>,
}

/// The name of the alarm of a restore whose erasures were not repeated.
pub(crate) fn replay_alarm(restore: &Restore) -> String {
    format!("{REPLAY_DUE}:{}", restore.id)
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
                alarms::clear(tx, &format!("{BACKUP_OVERDUE}:{id}"), now).await?;
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
            let alarm = replay_is_due(&restore);
            alarms::raise(tx, &alarm, now).await?;
            Ok(restore)
        })
    }

    /// Raises an alarm for each backup that is too old, and lets the company be written to about each of these and about
    /// each restore that no replay followed; how many backups are too old.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn watch_backups(&self) -> Result<u64, KeeperError> {
        let now = self.inner.clock.now();
        let listed = self.backups(false).await?;
        let overdue = listed.iter().filter_map(|backup| Some((backup, self.backup_overdue(backup)?)));
        let overdue: Vec<NewAlarm> = overdue.map(|(backup, end)| is_overdue(backup, end)).collect();
        let due: Vec<NewAlarm> = self.replays_due().await?.iter().map(replay_is_due).collect();
        writing!(self.inner.state, |tx| {
            for alarm in &overdue {
                if alarms::raise(tx, alarm, now).await? {
                    tracing::error!(why = alarm.why, "a backup is too old");
                }
            }
            Ok(())
        })?;
        for alarm in overdue.iter().chain(&due) {
            self.write_of_backups(alarm).await?;
        }
        Ok(overdue.len() as u64)
    }

    /// Writes to the company of an alarm, once. It may have been raised by a program that writes no mail.
    async fn write_of_backups(&self, alarm: &NewAlarm) -> Result<(), KeeperError> {
        let inner = &self.inner;
        if inner.post.is_none() || reading!(inner.state, |tx| Ok(mail::is_known(tx, &alarm.name).await?))? {
            return Ok(());
        }
        // It is about no request: it is sealed under a key of its own, which goes when it was sent.
        let own = RequestId::from_random(random_bytes(inner.random.as_ref()).map_err(StateError::from)?);
        let message = messages::of_backups(&inner.letterhead, &alarm.why);
        writing!(inner.state, |tx| self.mail_company(tx, own, &alarm.name, &message).await)?;
        inner.wake.notify_one();
        Ok(())
    }

    /// The catalogue as officers see it.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn backups_view(&self) -> Result<BackupsView, KeeperError> {
        let now = self.inner.clock.now();
        let listed = self.backups(false).await?;
        let backups = listed.iter().map(|backup| BackupView {
            number: backup.id,
            store: backup.store.clone(),
            place: backup.place.clone(),
            taken_at: backup.taken_at,
            age_in_days: now.duration_since(backup.taken_at).as_hours() / 24,
            expires_at: backup.expires_at,
            overdue_since: self.backup_overdue(backup),
        });
        let restores = self.replays_due().await?.into_iter().map(|restore| RestoreView {
            store: restore.store,
            backup: restore.backup,
            restored_at: restore.restored_at,
        });
        let standing =
            reading!(self.inner.state, |tx| Ok(tombstones::standing(tx, None, None, MOST_COPIES).await?))?;
        let mut copies: Vec<CopiesView> = standing
            .into_iter()
            .map(|tombstone| CopiesView {
                request: tombstone.request,
                erased_at: tombstone.erased_at,
                until: tombstone.residual_until,
            })
            .collect();
        copies.sort_by_key(|one| (one.until.is_none(), one.until, one.erased_at));
        Ok(BackupsView { backups: backups.collect(), restores: restores.collect(), copies })
    }
}

fn replay_is_due(restore: &Restore) -> NewAlarm {
    let store = &restore.store;
    let from = restore.backup.map_or_else(String::new, |backup| format!(" from backup {backup}"));
    NewAlarm {
        name: replay_alarm(restore),
        kind: REPLAY_DUE.to_owned(),
        request: None,
        why: format!("store `{store}` was restored{from}; run `probity replay --store {store}`"),
    }
}

fn is_overdue(backup: &Backup, end: Timestamp) -> NewAlarm {
    NewAlarm {
        name: format!("{BACKUP_OVERDUE}:{}", backup.id),
        kind: BACKUP_OVERDUE.to_owned(),
        request: None,
        why: format!("backup {} of store `{}` should be gone since {end}", backup.id, backup.store),
    }
}
