//! `probity explain`: what a finding means.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;

/// Explain a finding.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity explain P0101")]
pub(crate) struct Explain {
    /// Its code, such as P0101.
    code: String,
}

impl Explain {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let _ = output;
        Err(Failure::Usage(format!("there is no finding `{}`", self.code)))
    }
}
