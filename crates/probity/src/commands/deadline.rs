//! `probity deadline`: when a request must be answered.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;

/// When a request must be answered.
#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// The right, such as access or erasure.
    right: String,
}

impl Deadline {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let _ = output;
        Err(Failure::Usage(self.right))
    }
}
