//! `probity lint`: what is wrong with the published words.

use crate::failure::Failure;
use crate::output::Output;
use crate::published::{Input, Unread};
use clap::Args;
use probity_law::{LawBook, LawId, UnknownLaw};
use probity_notice::{Laws, lint_against, lint_page, read_document, report};
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
  probity lint notice.txt --laws eu-gdpr,us-ca-ccpa
  probity lint notice.txt --format html > faults.html

Each fault tells what to write instead. Exit code 1 when one of them is an error: somebody loses
a right, or the notice cannot do its work.")]
pub(crate) struct Lint {
    /// The published text: plain text, Markdown, HTML or PDF.
    file: PathBuf,
    /// Hold the text against these laws and no others, such as `eu-gdpr` or `us-va-vcdpa`; without it, against those
    /// that the text itself gives reason for.
    #[arg(long, value_name = "LAW", value_delimiter = ',')]
    laws: Vec<String>,
    #[command(flatten)]
    input: Input,
}

impl Lint {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let laws = named(&self.laws)?;
        let mut sources = Sources::new();
        let mut page = None;
        let diagnostics = match self.input.try_document(&self.file) {
            Ok(document) => {
                let reading = read_document(&document);
                let findings = lint_against(document.text(), &reading, &laws);
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

/// The laws of these ids; where none is named, the text tells.
fn named(ids: &[String]) -> Result<Laws, Failure> {
    if ids.is_empty() {
        return Ok(Laws::Told);
    }
    let book = LawBook::built_in().map_err(|error| Failure::world("reading the laws failed", error))?;
    let known = |id: &String| {
        let law = book.require(&LawId::from(id.trim()));
        law.map(|law| law.id.clone()).map_err(|unknown| Failure::Usage(told(book, &unknown)))
    };
    ids.iter().map(known).collect::<Result<_, _>>().map(Laws::Named)
}

/// That there is no such law, and which there are.
fn told(book: &LawBook, unknown: &UnknownLaw) -> String {
    let meant = unknown.suggestion.as_ref().map(|law| format!("; did you mean `{law}`?")).unwrap_or_default();
    let ids: Vec<String> = book.laws().map(|law| law.id.to_string()).collect();
    format!("{unknown}{meant}\n  help: the laws are {}", ids.join(", "))
}
