//! What a step locks, until when, and whom that stops, in the engine's terms.

use crate::engine::Engine;
use crate::plan::StepAction;

/// The locks of a step that changes rows in one transaction; `whole` when a table is read whole to find them.
pub(super) fn of_changes(engine: Engine, action: StepAction, whole: bool) -> Option<String> {
    if !action.changes() {
        return None;
    }
    Some(match engine {
        Engine::Postgres => {
            "only the rows themselves, until the transaction ends; who changes one of them waits, who reads does not".to_owned()
        }
        // At READ COMMITTED no gaps between rows are locked (decision 14).
        Engine::MariaDb if whole => {
            "only the rows themselves, until the transaction ends; who changes one of them waits, who reads does not; \
             reading a table whole waits for everyone who is just changing a row of it"
                .to_owned()
        }
        Engine::MariaDb => {
            "only the rows themselves, until the transaction ends; who changes one of them waits, who reads does not".to_owned()
        }
        Engine::Sqlite => {
            "the whole file against other writers, until the transaction ends; who reads goes on, without a write-ahead \
             log not during the commit"
                .to_owned()
        }
    })
}

/// The locks of a step that is carried out in batches.
pub(super) fn of_batches(engine: Engine, action: StepAction) -> Option<String> {
    if !action.changes() {
        return None;
    }
    Some(match engine {
        Engine::Postgres | Engine::MariaDb => {
            "the rows of one batch, until it is done; who changes one of them waits no longer than that"
                .to_owned()
        }
        Engine::Sqlite => {
            "the whole file against other writers, while a batch is done; between two batches others write"
                .to_owned()
        }
    })
}
