//! `probity generate`: what follows from the table of the language.

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use clap::{Args, ValueEnum};
use probity_policy::grammar;
use std::path::PathBuf;

/// Print what is generated from the language.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity generate schema
  probity generate projection examples/marsproxies")]
pub(crate) struct Generate {
    /// What.
    what: What,
    /// The project's folder, for the projection.
    #[arg(default_value = ".")]
    path: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// The JSON Schema of the projection.
    Schema,
    /// The reference of the language.
    Grammar,
    /// A project as JSON.
    Projection,
    /// A project's projection as sentences.
    Sentences,
}

impl Generate {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        match self.what {
            What::Schema => output.json(&grammar::json_schema()),
            What::Grammar => output.text(&grammar::reference()),
            What::Projection => {
                output.json(&grammar::to_json(&project_files::load(&self.path)?.model.statements))
            }
            What::Sentences => {
                output.text(&grammar::print(&project_files::load(&self.path)?.model.statements))
            }
        }
        Ok(())
    }
}
