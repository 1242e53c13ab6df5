//! `probity render`: the notice and the record of processing activities, written from the code.

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use clap::{Args, ValueEnum};
use probity_notice::render::{Language, Notice, Record, Unwritable, Wanted, record, render};
use probity_source::Severity;
use std::path::PathBuf;

/// Write the notice from the code.
///
/// Each sentence is carried by statements; what nobody confirmed is not published.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity render --as html --out privacy.html
  probity render examples/vpn --language de
  probity render --as html --out privacy.html --check
  probity render --article-30 --as csv
  probity render --format json

Addresses that the code takes from the environment must be set, because the notice prints them.
`--check` writes nothing and exits with 1 when FILE is not what the code would write.
`--format json` tells for each sentence the statements that it says. `--article-30` writes the
record of processing activities (GDPR article 30) instead.")]
pub(crate) struct Render {
    /// The project's folder, or one file of it.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// In which form.
    #[arg(long = "as", value_name = "FORM")]
    form: Option<Form>,
    /// In which language: en or de.
    #[arg(long, default_value = "en", value_parser = language, value_name = "TAG")]
    language: Language,
    /// Write into this file instead of to the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only tell whether the file is what the code would write.
    #[arg(long, requires = "out")]
    check: bool,
    /// The record of processing activities.
    #[arg(long)]
    article_30: bool,
    /// Show what nobody confirmed too, marked as such.
    #[arg(long)]
    drafts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A page.
    Html,
    /// Each sentence with its statements.
    Json,
    /// Linked data in the words of the Data Privacy Vocabulary.
    JsonLd,
    /// A table for spreadsheets; of the record only.
    Csv,
}

fn language(tag: &str) -> Result<Language, String> {
    Language::find(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.into_iter().map(Language::tag).collect();
        format!("there is no catalogue for it; there are {}", known.join(", "))
    })
}

impl Render {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        match (self.form, self.article_30) {
            (Some(Form::Csv), false) => {
                return Err(Failure::Usage(
                    "only the record is written as csv: add `--article-30`".to_owned(),
                ));
            }
            (Some(Form::JsonLd), true) => {
                return Err(Failure::Usage(
                    "the record is not written as linked data; the notice is".to_owned(),
                ));
            }
            _ => {}
        }
        let project = project_files::load(&self.path)?;
        let errors = project.diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
        // The notice's own findings are about the text that is to be replaced.
        let broken = project
            .diagnostics
            .iter()
            .any(|one| one.severity == Severity::Error && !one.code.to_string().starts_with("P07"));
        if broken && !self.drafts {
            return Err(Failure::Fault(format!(
                "the policy has {errors} errors, which `probity check` shows; `--drafts` writes a draft all the same"
            )));
        }
        let address = |variable: &str| std::env::var(variable).ok().filter(|value| !value.trim().is_empty());
        let wanted = Wanted { language: self.language, drafts: self.drafts, address: &address };
        let text = if self.article_30 {
            self.of_record(&record(&project.model, &wanted).map_err(refused)?, output)
        } else {
            self.of_notice(&render(&project.model, &wanted).map_err(refused)?, output)
        };
        match &self.out {
            None => output.text(&text),
            Some(path) if self.check => {
                let there = std::fs::read(path)
                    .map_err(|error| Failure::world(format!("cannot read `{}`", path.display()), &error))?;
                if there != text.as_bytes() {
                    return Err(Failure::Fault(format!(
                        "`{}` is not what the code says: {}",
                        path.display(),
                        first_difference(&String::from_utf8_lossy(&there), &text)
                    )));
                }
                output.remark(&format!("`{}` is what the code says", path.display()));
            }
            Some(path) => {
                project_files::write(path, &text)?;
                output.remark(&format!("wrote `{}`", path.display()));
            }
        }
        Ok(())
    }

    fn form(&self, output: &Output) -> Form {
        let asked = if output.is_json() { Form::Json } else { Form::Markdown };
        self.form.unwrap_or(asked)
    }

    fn of_notice(&self, notice: &Notice, output: &Output) -> String {
        match self.form(output) {
            Form::Text => notice.text(),
            Form::Html => notice.html(),
            Form::Json => format!("{:#}\n", notice.json()),
            Form::JsonLd => format!("{:#}\n", notice.json_ld()),
            Form::Markdown | Form::Csv => notice.markdown(),
        }
    }

    fn of_record(&self, record: &Record, output: &Output) -> String {
        match self.form(output) {
            Form::Html => record.html(),
            Form::Json => format!("{:#}\n", record.json()),
            Form::Csv => record.csv(),
            Form::Text | Form::Markdown | Form::JsonLd => record.markdown(),
        }
    }
}

fn refused(why: Unwritable) -> Failure {
    let code = why.code();
    match why {
        Unwritable::NoAddress(_) => Failure::Usage(format!("{why} [{code}]")),
        Unwritable::Unconfirmed(_) => {
            Failure::Fault(format!("{why}\nconfirm them, or write a draft with `--drafts` [{code}]"))
        }
        Unwritable::Nothing => Failure::Fault(format!("{why} [{code}]")),
    }
}

/// The first line in which two texts differ, so that a reader knows where to look.
fn first_difference(there: &str, wanted: &str) -> String {
    let (mut old, mut new) = (there.lines(), wanted.lines());
    let mut line = 0_usize;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (None, None) => return "the ends of lines differ".to_owned(),
            (old, new) if old == new => {}
            (_, Some(new)) => {
                let start: String = new.chars().take(200).collect();
                return format!("line {line} would be “{start}”");
            }
            (Some(_), None) => return format!("line {line} and what follows would not be there"),
        }
    }
}
