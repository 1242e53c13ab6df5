//! Group commit: entries of many tasks that arrive together become durable together.
//!
//! A commit costs a wait for the disk; a thousand entries in one commit cost hardly more than one. Use it for
//! entries that belong to no change of state; the others are appended in the transaction of their change.

use crate::ledger::{PreparedEntry, append_prepared};
use crate::{State, StateError, transaction};
use probity_ledger::Entry;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// The most entries of one commit.
const BATCH: usize = 8_192;
/// How many batches may wait; then whoever appends waits too.
const WAITING: usize = 4_096;

type Answer = Result<u64, Arc<StateError>>;

struct Waiting {
    entries: Vec<PreparedEntry>,
    answer: oneshot::Sender<Answer>,
}

/// Appends entries to the ledger. Clones share one queue; when the last is dropped, what is queued is still written.
#[derive(Clone, Debug)]
pub struct LedgerWriter {
    queue: mpsc::Sender<Waiting>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Waiting({} entries)", self.entries.len())
    }
}

impl LedgerWriter {
    /// Starts the task that writes. Must be called within a tokio runtime.
    #[must_use]
    pub fn start(state: State) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        tokio::spawn(write_all(state, waiting));
        Self { queue }
    }

    /// Appends an entry; its position, when it is durable.
    ///
    /// # Errors
    /// When the entry is malformed, or could not be written; then it is not in the ledger.
    pub async fn append(&self, entry: &Entry) -> Result<u64, StateError> {
        self.append_prepared(vec![PreparedEntry::new(entry)?]).await
    }

    /// Appends entries side by side; the position of the first, when all are durable.
    ///
    /// # Errors
    /// When they could not be written; then none of them is in the ledger.
    pub async fn append_prepared(&self, entries: Vec<PreparedEntry>) -> Result<u64, StateError> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { entries, answer };
        self.queue.send(waiting).await.map_err(|_| StateError::WriterEnded)?;
        answered.await.map_err(|_| StateError::WriterEnded)?.map_err(StateError::Batch)
    }
}

async fn write_all(state: State, mut queue: mpsc::Receiver<Waiting>) {
    while let Some(first) = queue.recv().await {
        let mut batch = first.entries;
        let mut answers = vec![(0, first.answer)];
        while batch.len() < BATCH {
            let Ok(next) = queue.try_recv() else { break };
            answers.push((batch.len(), next.answer));
            batch.extend(next.entries);
        }
        let outcome: Result<_, StateError> = transaction!(state, |tx| append_prepared(tx, &batch).await);
        let outcome = outcome.map(|positions| positions.start).map_err(Arc::new);
        for (offset, answer) in answers {
            let position = outcome
                .as_ref()
                .map_err(Arc::clone)
                .map(|begin| begin.saturating_add(u64::try_from(offset).unwrap_or(u64::MAX)));
            // Whoever does not wait any more does not need the answer.
            let _ = answer.send(position);
        }
    }
}
