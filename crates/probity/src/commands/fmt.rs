//! `probity fmt`: one layout for all policies.

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Lay out policy files in their one form.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity fmt
  probity fmt --check examples/marsproxies")]
pub(crate) struct Fmt {
    /// The project's folder, or one file.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Change nothing; fail when a file is not laid out.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let (folder, roots) = project_files::roots(&self.path)?;
        let mut changed = Vec::new();
        for root in roots.iter().filter(|root| root.ends_with(".probity")) {
            let path = folder.join(root);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| Failure::world(format!("cannot read `{}`", path.display()), &error))?;
            let formatted = probity_policy::format(&text);
            if formatted == text {
                continue;
            }
            changed.push(root.clone());
            if !self.check {
                std::fs::write(&path, formatted)
                    .map_err(|error| Failure::world(format!("cannot write `{}`", path.display()), &error))?;
            }
        }
        if output.is_json() {
            output.json(&json!({ "files": roots, "changed": changed }));
        } else {
            for file in &changed {
                output.text(&format!("{} {file}\n", if self.check { "not laid out:" } else { "laid out:" }));
            }
        }
        if self.check && !changed.is_empty() {
            return Err(Failure::Fault(String::new()));
        }
        Ok(())
    }
}
