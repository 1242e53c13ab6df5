//! `probity deadline`: when a request must be answered, and why then.

use crate::failure::Failure;
use crate::output::Output;
use crate::project_files;
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_law::{DeadlineAnswer, LawBook};
use probity_policy::deadline;
use probity_policy::grammar::Located;
use probity_policy::model::policy::Policy;
use probity_source::{Sources, Span};
use probity_vocabulary::{Residence, Right};
use std::path::PathBuf;

/// When a request must be answered.
///
/// The earliest of what the policy promises and what the laws demand for people who live there.
/// Without a policy, every law that is known counts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity deadline access --residence CY --received 2026-01-31T10:00:00Z \\
      --project examples/marsproxies
  probity deadline erasure --residence US-CO --received 2026-03-02T09:00:00Z --format json")]
pub(crate) struct Deadline {
    /// The right: access, erasure, rectification, portability, objection, …
    #[arg(value_parser = right)]
    right: Right,
    /// Where the person lives: a country or a US state, such as CY or US-CO.
    #[arg(long, value_parser = residence)]
    residence: Option<Residence>,
    /// When the request arrived, RFC 3339.
    #[arg(long)]
    received: Timestamp,
    /// When it was established who asks, for promises that count from then.
    #[arg(long)]
    verified: Option<Timestamp>,
    /// The project's folder; without one every law that is known counts.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
}

pub(crate) fn right(word: &str) -> Result<Right, String> {
    Right::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Right::ALL.iter().map(|right| right.word()).collect();
        format!("use one of {}", words.join(", "))
    })
}

pub(crate) fn residence(code: &str) -> Result<Residence, String> {
    Residence::find(code).ok_or_else(|| "use a country such as CY, or a US state such as US-CO".to_owned())
}

impl Deadline {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let policy = match &self.project {
            Some(path) => {
                let project = project_files::load(path)?;
                if project.has_errors() {
                    return Err(Failure::Fault(format!(
                        "the policy has errors; `probity check {}` shows them",
                        path.display()
                    )));
                }
                project.model.policy
            }
            None => all_laws()?,
        };
        let residence = self.residence.unwrap_or(Residence::UNKNOWN);
        let answer = deadline::deadline(&policy, self.right, residence, self.received, self.verified)
            .map_err(|error| Failure::world("cannot find the deadline", &error))?;
        if output.is_json() {
            let json = serde_json::to_value(&answer)
                .map_err(|error| Failure::world("cannot write the answer", &error))?;
            output.json(&json);
        } else {
            output.text(&text(&answer, &deadline::zone(&policy)));
        }
        Ok(())
    }
}

/// A policy that promises nothing and names every law.
fn all_laws() -> Result<Policy, Failure> {
    let book = LawBook::built_in().map_err(|error| Failure::world("cannot read the built-in laws", error))?;
    let span = Span::new(Sources::new().add("", ""), 0, 0);
    let laws = book.laws().map(|pack| Located { value: pack.id.as_str().to_owned(), span }).collect();
    Ok(Policy { laws, ..Policy::default() })
}

fn text(answer: &DeadlineAnswer, zone: &TimeZone) -> String {
    let at = |instant: Timestamp| {
        let there = instant.to_zoned(zone.clone()).strftime("%A %-d %B %Y, %H:%M:%S %Z").to_string();
        format!("{there} ({instant})")
    };
    let mut lines = vec![match answer.due {
        Some(due) => format!("due: {}", at(due)),
        None => "due: no promise and no law names a time".to_owned(),
    }];
    let instants =
        [("promise", answer.promise_due), ("law", answer.law_due), ("acknowledge by", answer.acknowledge_by)];
    lines.extend(
        instants
            .iter()
            .filter_map(|(word, instant)| instant.map(|instant| format!("{word}: {}", at(instant)))),
    );
    lines.extend(answer.explanation.iter().map(|sentence| format!("  {sentence}")));
    lines.extend(answer.citations.iter().map(|citation| format!("  see {citation}")));
    if answer.unverified {
        lines.push("  a figure that decides was not verified against the text of the law".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}
