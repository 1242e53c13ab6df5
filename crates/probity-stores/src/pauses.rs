//! Pauses between batches, for others who work with the store and for its replicas.
//!
//! Where nobody said how long, a pause is a tenth of the batch before it. A server gives a row to whoever waits for it
//! as soon as a batch is committed. SQLite tells nobody: one file has one writer, and who waits tries again after 1, 2,
//! 5, 10, 15, 20 and then 25 milliseconds, after an eighth of a second more seldom. So there every tenth pause, and each
//! one as long as somebody else is seen to write, is as long as the time between two tries.
//!
//! A PostgreSQL server tells how far its replicas are, to whoever may monitor it; one far behind is waited for. MariaDB
//! tells a primary only that there are replicas, so there the pause has to do.

use crate::engine::Engine;
use crate::error::StoreError;
use crate::workspace::Workspace;
use std::time::Duration;

/// The part of a batch's time that a pause after it takes.
const SHARE: u32 = 10;
/// One pause in so many is long even where nobody else is seen to write.
const EVERY: u64 = 10;
/// How many replicas are more than a second, or four segments of the log, behind. Who may not see how far they are sees
/// none, and so does who asks a server whose log is kept in another way.
const FAR_BEHIND: &str = "SELECT CAST(count(*) AS text) FROM pg_stat_replication WHERE state = 'streaming' \
     AND (replay_lag > interval '1 second' OR pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) > 67108864)";
/// How often it is looked whether replicas have come nearer.
const LOOK: Duration = Duration::from_millis(200);
/// How long they are waited for. One that has not come nearer by then is late on purpose or stuck, and must not keep
/// there what has to go.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pauses between the batches of one store.
#[derive(Debug)]
pub(crate) struct Pauses {
    /// How long each is, where somebody said so.
    said: Option<Duration>,
    /// How many there were.
    were: u64,
    /// What SQLite counts of others' changes.
    changes: String,
    /// Whether replicas are no longer waited for.
    waited_enough: bool,
}

impl Pauses {
    /// Pauses as long as somebody said.
    pub(crate) fn new(said: Option<Duration>) -> Self {
        Self { said, were: 0, changes: String::new(), waited_enough: false }
    }

    /// Pauses after a batch that took so long, outside of a transaction.
    pub(crate) async fn after_batch(
        &mut self,
        workspace: &mut Workspace<'_>,
        store: &str,
        took: Duration,
    ) -> Result<(), StoreError> {
        let pause = if let Some(said) = self.said {
            said
        } else if self.is_waited_for(workspace, store).await? {
            between_tries(took).max(took / SHARE)
        } else {
            took / SHARE
        };
        self.were += 1;
        tokio::time::sleep(pause).await;
        self.wait_for_replicas(workspace, store).await
    }

    /// Waits until no replica is far behind, as far as that can be seen.
    async fn wait_for_replicas(
        &mut self,
        workspace: &mut Workspace<'_>,
        store: &str,
    ) -> Result<(), StoreError> {
        let session = workspace.session(store)?;
        if session.engine() != Engine::Postgres {
            return Ok(());
        }
        let mut waited = Duration::ZERO;
        while !self.waited_enough {
            match session.count(FAR_BEHIND, &[]).await {
                Ok(0) => return Ok(()),
                Ok(_) if waited < PATIENCE => {
                    tokio::time::sleep(LOOK).await;
                    waited += LOOK;
                }
                // A connection that was lost is met by the next batch.
                _ => self.waited_enough = true,
            }
        }
        Ok(())
    }

    /// Whether somebody may wait who is not told that a batch is committed.
    async fn is_waited_for(
        &mut self,
        workspace: &mut Workspace<'_>,
        store: &str,
    ) -> Result<bool, StoreError> {
        let session = workspace.session(store)?;
        if session.engine() != Engine::Sqlite || session.is_mirror() {
            return Ok(false);
        }
        let changes = session.texts("PRAGMA data_version", &[]).await;
        let changes =
            changes.map_err(|source| workspace.failed(store, "see whether others write", source))?;
        let changes = changes.first().map(|row| row.owned(0)).unwrap_or_default();
        let others = !self.changes.is_empty() && self.changes != changes;
        self.changes = changes;
        Ok(others || self.were.is_multiple_of(EVERY))
    }
}

/// The longest time between two tries of somebody who waits for an SQLite file, at most so long by now.
fn between_tries(waited: Duration) -> Duration {
    Duration::from_millis(match waited.as_millis() {
        0..128 => 25,
        128..228 => 50,
        _ => 100,
    })
}

#[cfg(test)]
mod tests {
    use super::between_tries;
    use std::time::Duration;

    /// After so many milliseconds SQLite tries again, and then always after 100.
    const DELAYS: [u64; 12] = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];

    #[test]
    fn whoever_begins_to_wait_in_a_batch_tries_in_the_pause_after_it() {
        for batch in 1..600 {
            let pause = between_tries(Duration::from_millis(batch)).as_millis() as u64;
            for begun in 0..batch {
                let mut tries = begun;
                let mut delays = DELAYS.into_iter().chain(std::iter::repeat(100));
                while tries < batch {
                    tries += delays.next().unwrap();
                }
                assert!(tries <= batch + pause, "a batch of {batch}, begun at {begun}, tried at {tries}");
            }
        }
    }
}
