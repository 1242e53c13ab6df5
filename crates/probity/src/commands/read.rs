//! `probity read`: policy code from the published words.

use super::lint::notice;
use crate::failure::Failure;
use crate::output::Output;
use clap::Args;
use probity_notice::{draft, lint, read, report};
use std::path::PathBuf;

/// Draft policy code from a published text.
///
/// By rules, on this machine. What was drafted counts when somebody confirms it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity read notice.txt
  probity read notice.md --out policy.probity
  probity read notice.txt --format json

Every statement of the draft cites its clause and stands below its words. What the rules are not sure of is
`unconfirmed`, which denies until somebody takes the word away. `--format json` gives clauses, practices and
faults with their places in characters and bytes.")]
pub(crate) struct Read {
    /// The published text: plain text or Markdown, UTF-8 or UTF-16.
    file: PathBuf,
    /// Write the draft into this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Read {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let text = notice(&self.file)?;
        let reading = read(&text);
        if output.is_json() {
            output.json(&report::json(&text, &reading, &lint(&text, &reading)));
            return Ok(());
        }
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let drafted = draft(&text, &reading, &name);
        match &self.out {
            None => output.text(&drafted.code),
            Some(path) => {
                let mut file =
                    std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
                        Failure::World(format!("cannot write `{}`: {error}", path.display()))
                    })?;
                std::io::Write::write_all(&mut file, drafted.code.as_bytes())
                    .map_err(|error| Failure::World(format!("cannot write `{}`: {error}", path.display())))?;
            }
        }
        output.remark(&format!(
            "{} clauses, {} practices: {} became statements, {} are remarks",
            reading.outline.clauses.len(),
            reading.practices.len(),
            drafted.drafted,
            drafted.left
        ));
        Ok(())
    }
}
