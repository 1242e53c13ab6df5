//! Conversations with servers that ended well, kept for a moment for whoever speaks with the store next.
//!
//! Beginning one costs a server more than a small erasure does. An SQLite file is opened anew each time: it may
//! be replaced meanwhile, and whoever keeps it open keeps its journal.
//!
//! INVARIANT (CLEAN-SLATE): a conversation that is kept has no transaction, no temporary table and no name of keys;
//! one of which that is not certain is ended.

use crate::engine::Engine;
use crate::error::EngineFault;
use crate::session::Session;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::OwnedSemaphorePermit;

/// How long undoing may take before a conversation is ended instead: the server then undoes by itself, and one that
/// fell silent is not waited for again.
const CLEARING: Duration = Duration::from_secs(5);
/// How long nobody has to speak for a conversation to be ended.
const LONGEST: Duration = Duration::from_secs(20);

/// The conversations of one store that nobody leads at the moment.
#[derive(Debug, Default)]
pub(crate) struct Idle(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    sessions: Vec<(Session, Instant)>,
    /// Whether somebody looks after those that wait too long.
    attended: bool,
}

impl Idle {
    /// The conversation that was kept last, if there is one.
    pub(crate) fn take(&self) -> Option<Session> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (session, since) = waiting.sessions.pop()?;
        (since.elapsed() < LONGEST).then_some(session)
    }

    /// Keeps a conversation that has a clean slate.
    pub(crate) fn keep(self: &Arc<Self>, session: Session) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.sessions.push((session, Instant::now()));
        if !waiting.attended {
            waiting.attended = true;
            runtime.spawn(attend(Arc::downgrade(self)));
        }
    }

    /// Takes those out that waited too long; whether any are left.
    fn sweep(&self) -> (Vec<Session>, bool) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // They were kept one after the other.
        let late = waiting.sessions.iter().take_while(|(_, since)| since.elapsed() >= LONGEST).count();
        let late = waiting.sessions.drain(..late).map(|(session, _)| session).collect();
        waiting.attended = !waiting.sessions.is_empty();
        (late, waiting.attended)
    }
}

/// Ends conversations that wait too long, until there are none or the store is gone.
async fn attend(idle: Weak<Idle>) {
    loop {
        tokio::time::sleep(LONGEST).await;
        let Some(kept) = idle.upgrade() else { return };
        let (late, are_left) = kept.sweep();
        drop(kept);
        for session in late {
            session.close().await;
        }
        if !are_left {
            return;
        }
    }
}

impl Session {
    /// The same conversation, which may wait there for the next who asks.
    pub(crate) fn at_home(self, home: &Arc<Idle>) -> Self {
        Self { home: Some(Arc::clone(home)), ..self }
    }

    /// The same conversation, led again.
    pub(crate) fn resumed(self, permit: OwnedSemaphorePermit) -> Self {
        Self { permit: Some(permit), ..self }
    }

    /// Lets the conversation wait for the next who asks, with nothing left in it; where it cannot, ends it.
    pub(crate) async fn part(mut self) {
        if let Some(home) = self.home.clone()
            && tokio::time::timeout(CLEARING, self.clear()).await.is_ok_and(|cleared| cleared.is_ok())
        {
            self.permit = None;
            home.keep(self);
        } else {
            self.close().await;
        }
    }

    /// Undoes what was not committed, and drops the temporary tables.
    async fn clear(&mut self) -> Result<(), EngineFault> {
        let mut script = if std::mem::take(&mut self.begun) { "ROLLBACK; " } else { "" }.to_owned();
        // What was bound goes with the transaction, but from MariaDB.
        let bound = std::mem::take(&mut self.lists).bound;
        if self.engine() == Engine::MariaDb && !bound.is_empty() {
            let none: Vec<String> = bound.iter().map(|name| format!("@{name} = NULL")).collect();
            let _ = write!(script, "SET {}; ", none.join(", "));
        }
        let tables: Vec<String> = std::mem::take(&mut self.temporary).into_keys().collect();
        match self.engine() {
            _ if tables.is_empty() => {}
            // Those made in a transaction that is undone go with it.
            Engine::Postgres if !script.is_empty() => {}
            Engine::Postgres => script.push_str("DISCARD TEMP"),
            Engine::MariaDb | Engine::Sqlite => {
                let dialect = self.engine().dialect();
                for table in tables {
                    script.push_str(&dialect.drop_temporary(&table));
                }
            }
        }
        if script.is_empty() { Ok(()) } else { self.script(&script).await }
    }
}
