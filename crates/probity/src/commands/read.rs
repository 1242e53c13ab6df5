//! `probity read`: policy code from the published words.

use crate::failure::Failure;
use crate::output::Output;
use crate::proposals::{Proposals, Propose};
use crate::published::Input;
use clap::Args;
use probity_notice::proposal::with;
use probity_notice::{draft, lint, read_document, report};
use std::path::PathBuf;

/// Draft policy code from a published text.
///
/// By rules, on this machine; a language model may be asked about the rest. What was drafted counts when somebody confirms it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity read notice.txt
  probity read notice.md --out policy.probity
  probity read notice.html --format json
  probity read notice.txt --propose --endpoint http://127.0.0.1:11434/v1 --model NAME

Every statement of the draft cites its clause and stands below its words. What the rules are not
sure of is `unconfirmed`, which denies until somebody takes the word away. `--format json` gives
clauses, practices and faults with their places in characters and bytes of the file.

Formats: plain text, Markdown, HTML and PDF. Of printed pages, running heads and page numbers are
left out and words broken at line ends are joined; places are those of the text that was taken out
of a PDF. Of HTML, scripts, menus and what is hidden are left out. What was left out is said.
Encodings: UTF-8, UTF-16 with a mark, and what an HTML page declares of one byte a character.

Proposals: with `--propose`, sentences that no rule read are sent to an endpoint that speaks as
OpenAI's chat completions do; its key is read from PROBITY_PROPOSAL_KEY. A proposal counts only
as words that stand in the sentence; it is marked `proposed`, and always `unconfirmed`. Without
`--propose` nothing leaves this machine.")]
pub(crate) struct Read {
    /// The published text: plain text, Markdown, HTML or PDF.
    file: PathBuf,
    #[command(flatten)]
    input: Input,
    /// Write the draft into this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    propose: Propose,
}

impl Read {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let document = self.input.document(&self.file)?;
        let text = document.text();
        let reading = read_document(&document);
        // Faults are found by rules alone, whoever proposes what.
        let findings = if output.is_json() { lint(text, &reading) } else { Vec::new() };
        let proposals = self.propose.ask(text, &reading, output)?;
        let reading = match &proposals {
            Some(proposals) => with(reading, proposals.practices.clone()),
            None => reading,
        };
        if output.is_json() {
            let report = report::document(&document, &reading, &findings);
            output.json(&match &proposals {
                Some(proposals) => report.with_proposals(proposals.json()),
                None => report,
            });
            return Ok(());
        }
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let drafted = draft(text, &reading, &name);
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
        for remark in document.remarks() {
            output.remark(&format!("{}: {}", remark.code, remark.message));
        }
        for remark in proposals.iter().flat_map(Proposals::remarks) {
            output.remark(&remark);
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
