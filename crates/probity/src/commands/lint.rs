//! `probity lint`: what is wrong with the published words.

use crate::failure::Failure;
use crate::output::Output;
use clap::Args;
use probity_notice::{document, read, report};
use probity_source::render::Format;
use probity_source::{Severity, Sources};
use std::path::{Path, PathBuf};

/// Find the faults of a published text.
///
/// What is missing, contradictory, outdated or weaker than the law.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity lint notice.txt
  probity lint notice.md --format sarif
  probity lint notice.txt --format json

Each fault tells what to write instead. Exit code 1 when one of them is an error: somebody loses a right, or
the notice cannot do its work.")]
pub(crate) struct Lint {
    /// The published text: plain text or Markdown, UTF-8 or UTF-16.
    file: PathBuf,
}

impl Lint {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let text = notice(&self.file)?;
        let findings = probity_notice::lint(&text, &read(&text));
        let mut sources = Sources::new();
        let source = sources.add(self.file.display().to_string(), text.as_str());
        let diagnostics = report::diagnostics(&findings, source);
        output.text(&output.format().render(&sources, &diagnostics, output.colour()));
        let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
        let (errors, warnings, notes) =
            (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        if output.format() == Format::Full {
            output.remark(&format!("{errors} errors, {warnings} warnings, {notes} notes"));
        }
        if errors > 0 { Err(Failure::Fault(String::new())) } else { Ok(()) }
    }
}

/// The text of a notice.
pub(super) fn notice(path: &Path) -> Result<String, Failure> {
    let world = |why: String| Failure::World(format!("cannot read `{}`: {why}", path.display()));
    let size = std::fs::metadata(path).map_err(|error| world(error.to_string()))?;
    if !size.is_file() {
        return Err(world("it is not a file".to_owned()));
    }
    if size.len() > u64::try_from(document::LARGEST).unwrap_or(u64::MAX) {
        return Err(world(document::Unreadable::TooLarge.to_string()));
    }
    let bytes = std::fs::read(path).map_err(|error| world(error.to_string()))?;
    document::text(&bytes)
        .map(std::borrow::Cow::into_owned)
        .map_err(|why| Failure::Fault(format!("`{}` cannot be read as a notice: {why}", path.display())))
}
