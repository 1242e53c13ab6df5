//! `probity check`: is the policy sound?

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_source::Severity;
use probity_source::render::Format;
use std::path::PathBuf;

/// Compile policy, data map and laws, and tell what is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity check
  probity check examples/marsproxies --format json
  probity check policy.probity --format github")]
pub(crate) struct Check {
    /// The project's folder, or one file.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Let warnings fail the check too.
    #[arg(long)]
    deny_warnings: bool,
}

impl Check {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let project = project_files::load(&self.path)?;
        let count = |severity| project.diagnostics.iter().filter(|one| one.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let rendered = output.format().render(&project.sources, &project.diagnostics, output.colour());
        output.text(&rendered);
        if output.format() == Format::Full {
            output.remark(&format!(
                "{}: {} statements, {} promises, {} tables; {errors} errors, {warnings} warnings",
                project.model.policy.title.as_ref().map_or("policy", |title| &title.value),
                project.model.statements.len(),
                project.model.promises.len(),
                project.model.data_map.tables.len(),
            ));
        }
        if errors > 0 || (self.deny_warnings && warnings > 0) {
            return Err(Failure::Fault(String::new()));
        }
        Ok(())
    }
}
