//! `probity new`: a first policy.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Begin a project in a folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity new privacy
  cd privacy && probity check")]
pub(crate) struct New {
    /// The folder, which is made when it is not there.
    folder: PathBuf,
}

const FILES: &[(&str, &str)] = &[
    ("policy.probity", include_str!("new/policy.probity")),
    ("data.probity", include_str!("new/data.probity")),
    ("notice.md", include_str!("new/notice.md")),
];

impl New {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let shown = self.folder.display().to_string();
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| Failure::world(format!("cannot make the folder `{shown}`"), &error))?;
        // Looked at before anything is written, so that a refusal leaves nothing half-done.
        if let Some((name, _)) = FILES.iter().find(|(name, _)| self.folder.join(name).exists()) {
            return Err(Failure::Usage(format!("`{shown}` has a `{name}` already; nothing was written")));
        }
        for (name, text) in FILES {
            std::fs::write(self.folder.join(name), text)
                .map_err(|error| Failure::world(format!("cannot write `{shown}/{name}`"), &error))?;
        }
        let names: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        if output.is_json() {
            output.json(&json!({ "folder": shown, "files": names }));
        } else {
            output.text(&format!(
                "wrote {} into {shown}; `probity check {shown}` reads them\n",
                names.join(", ")
            ));
        }
        Ok(())
    }
}
