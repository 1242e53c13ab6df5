//! Why a command did not do what was asked.

use thiserror::Error;

/// Why a command failed; each kind has its exit code.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The policy or a promise is at fault; what is wrong was already told.
    #[error("{0}")]
    Fault(String),
    /// The arguments do not make sense.
    #[error("{0}")]
    Usage(String),
    /// A file, store or service did not do its part.
    #[error("{0}")]
    World(String),
}

impl Failure {
    /// A failure of the world, with what was attempted and all causes.
    pub(crate) fn world(attempted: impl Into<String>, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut text = attempted.into();
        let mut cause = Some(error);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self::World(text)
    }

    /// The process's exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Fault(_) => 1,
            Self::Usage(_) => 2,
            Self::World(_) => 3,
        }
    }
}
