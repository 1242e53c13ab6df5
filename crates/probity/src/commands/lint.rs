//! `probity lint`: what is wrong with the published words.

use crate::failure::Failure;
use crate::output::Output;
use crate::published::{Input, Unread};
use clap::Args;
use probity_notice::{lint_page, read_document, report};
use probity_source::render::Format;
use probity_source::{Code, Diagnostic, Severity, Sources};
use std::path::PathBuf;

/// Find the faults of a published text.
///
/// What is missing, contradictory, outdated or weaker than the law.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity lint notice.txt
  probity lint notice.md --format sarif
  probity lint notice.html --format json
  probity lint notice.pdf
  probity lint notice.txt --format html > faults.html

Each fault tells what to write instead. Exit code 1 when one of them is an error: somebody loses
a right, or the notice cannot do its work.")]
pub(crate) struct Lint {
    /// The published text: plain text, Markdown, HTML or PDF.
    file: PathBuf,
    #[command(flatten)]
    input: Input,
}

impl Lint {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut sources = Sources::new();
        let mut page = None;
        let diagnostics = match self.input.try_document(&self.file) {
            Ok(document) => {
                let reading = read_document(&document);
                let findings = probity_notice::lint(document.text(), &reading);
                if output.is_html() {
                    let name = self.file.display().to_string();
                    page = Some(lint_page(&name, document.text(), &reading, &findings));
                }
                let source = sources.add(self.file.display().to_string(), document.source());
                report::document_diagnostics(&document, &findings, source)
            }
            Err(Unread::World(failure)) => return Err(failure),
            Err(Unread::Unreadable(why)) => {
                let message = format!("`{}` cannot be read as a notice: {why}", self.file.display());
                vec![Diagnostic::error(Code(why.code()), message).help(why.help())]
            }
        };
        match page {
            Some(page) => output.text(&page),
            None => output.text(&output.format().render(&sources, &diagnostics, output.colour())),
        }
        let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
        let (errors, warnings, notes) =
            (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        if output.format() == Format::Full {
            output.remark(&format!("{errors} errors, {warnings} warnings, {notes} notes"));
        }
        if errors > 0 { Err(Failure::Fault(String::new())) } else { Ok(()) }
    }
}
