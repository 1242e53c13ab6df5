//! Where carrying out can be interrupted: nothing but names for the places at which tests stop it.

use crate::execute::ExecuteError;
use std::fmt;
use std::ops::ControlFlow;

/// Where carrying out can be interrupted; tests stop it at each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Before anything about the store was recorded.
    BeforeStore(String),
    /// After it was recorded that the store begins.
    Begun(String),
    /// After a statement, by its number in the store.
    Statement(String, usize),
    /// Before the store's commit.
    BeforeCommit(String),
    /// After a part of the changes of a store without transactions lasts, by its number in the store.
    Applied(String, usize),
    /// After it was recorded that a batch begins, by its number.
    BatchBegun(String, u64),
    /// After a batch's rows were changed, before its commit.
    BatchChanged(String, u64),
    /// After a batch's commit, before it was recorded.
    BatchCommitted(String, u64),
    /// After it was recorded that a batch is done.
    BatchDone(String, u64),
    /// After the store's commit, before anything is made anew.
    Committed(String),
    /// After what is made from its rows was made anew, before the store was recorded.
    Rebuilt(String),
    /// After it was recorded that the store is done.
    Done(String),
}

impl fmt::Display for Boundary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeStore(store) => write!(formatter, "before-store:{store}"),
            Self::Begun(store) => write!(formatter, "begun:{store}"),
            Self::Statement(store, number) => write!(formatter, "statement:{store}:{number}"),
            Self::BeforeCommit(store) => write!(formatter, "before-commit:{store}"),
            Self::Applied(store, number) => write!(formatter, "applied:{store}:{number}"),
            Self::BatchBegun(store, number) => write!(formatter, "batch-begun:{store}:{number}"),
            Self::BatchChanged(store, number) => write!(formatter, "batch-changed:{store}:{number}"),
            Self::BatchCommitted(store, number) => write!(formatter, "batch-committed:{store}:{number}"),
            Self::BatchDone(store, number) => write!(formatter, "batch-done:{store}:{number}"),
            Self::Committed(store) => write!(formatter, "committed:{store}"),
            Self::Rebuilt(store) => write!(formatter, "rebuilt:{store}"),
            Self::Done(store) => write!(formatter, "done:{store}"),
        }
    }
}

pub(crate) fn reach(
    at: &mut (dyn FnMut(&Boundary) -> ControlFlow<()> + Send),
    boundary: Boundary,
) -> Result<(), ExecuteError> {
    match at(&boundary) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ExecuteError::Stopped(boundary)),
    }
}
