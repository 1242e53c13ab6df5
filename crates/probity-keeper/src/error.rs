//! Why the keeper could not do something.

use crate::desk::DeskError;
use crate::package::PackageError;
use crate::post::PostError;
use probity_policy::deadline::DeadlineFault;
use probity_state::StateError;
use probity_stores::{ExecuteError, ExpireError, GraphFault, PlanError, StoreError};

/// Why the keeper could not do something. No variant holds a person's data.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// Probity's own state.
    #[error("the state failed")]
    State(#[from] StateError),
    /// A store of the company.
    #[error("a store failed")]
    Store(#[from] StoreError),
    /// The data map does not fit the live schema.
    #[error("the data map does not fit the stores: {}", faults(.0))]
    Graph(Vec<GraphFault>),
    /// A plan could not be made.
    #[error("the plan could not be made")]
    Plan(#[from] PlanError),
    /// A plan could not be carried out.
    #[error("the plan could not be carried out")]
    Execute(#[from] ExecuteError),
    /// An expiry could not be carried out.
    #[error("the expiry could not be carried out")]
    Expire(#[from] ExpireError),
    /// A package could not be written.
    #[error("the package could not be written")]
    Package(#[from] PackageError),
    /// A deadline could not be found.
    #[error("the deadline could not be found")]
    Deadline(#[from] DeadlineFault),
    /// A message could not be sent.
    #[error("a message could not be sent")]
    Post(#[from] PostError),
    /// Something stored cannot be read.
    #[error("{0} cannot be read")]
    Stored(&'static str),
    /// The request cannot be answered as it is.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

fn faults(faults: &[GraphFault]) -> String {
    let texts: Vec<String> = faults.iter().take(3).map(ToString::to_string).collect();
    let more = faults.len().saturating_sub(3);
    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{and}", texts.join("; "))
}

impl KeeperError {
    /// The whole chain of causes in one line, for the log and for job records.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }

    /// The same as an answer of the desk.
    #[must_use]
    pub fn at_desk(self, attempted: &str) -> DeskError {
        match self {
            Self::Desk(error) => error,
            Self::State(StateError::NotFound { .. }) => DeskError::NotFound,
            other => DeskError::World { attempted: attempted.to_owned(), source: Box::new(other) },
        }
    }
}
