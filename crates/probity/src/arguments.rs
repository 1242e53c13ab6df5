//! What can be typed.

use crate::commands;
use crate::output::Form;
use clap::{Parser, Subcommand};
use probity_source::render::Format;

/// Keeps the promises that a privacy policy makes.
///
/// A company writes its policy as code and tells Probity where its data lives; Probity answers
/// people's requests, deletes what has expired, and proves which promises are kept.
#[derive(Debug, Parser)]
#[command(name = "probity", version, propagate_version = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// How results are written; findings also as concise, sarif or github.
    #[arg(long, global = true, default_value = "text", value_parser = format, value_name = "FORMAT")]
    pub(crate) format: Form,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "Examples:
  probity demo                         a company to click through
  probity check examples/marsproxies   is the policy sound?
  probity explain P0203                what a finding means
  probity deadline access --residence CY --received 2026-01-31T10:00:00Z

Exit codes: 0 done, 1 the policy or a promise is at fault, 2 wrong usage, 3 the world failed.";

fn format(word: &str) -> Result<Form, String> {
    match word {
        "text" => Ok(Form::Findings(Format::Full)),
        "html" => Ok(Form::Html),
        "patch" => Ok(Form::Patch),
        "mail" => Ok(Form::Mail),
        _ => word.parse().map(Form::Findings).map_err(|_| {
            "use text, json, concise, sarif or github; html for a page of a survey, coverage, faults or a \
             difference, patch for a map, mail for a difference"
                .to_owned()
        }),
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What a database holds of people, without policy or set-up.
    Survey(commands::survey::Survey),
    /// Draft the data map of a database, or show what changed.
    Map(commands::map::Map),
    /// Compile policy, data map and laws, and tell what is wrong.
    Check(commands::check::Check),
    /// Lay out policy files in their one form.
    Fmt(commands::fmt::Fmt),
    Read(commands::read::Read),
    Lint(commands::lint::Lint),
    Diff(commands::diff::Diff),
    Coverage(commands::coverage::Coverage),
    Render(commands::render::Render),
    /// Explain a finding.
    Explain(commands::explain::Explain),
    /// Begin a project in a folder.
    New(commands::new::New),
    /// Draft a data map from the descriptions of another tool.
    Import(commands::import::Import),
    /// When a request must be answered.
    Deadline(commands::deadline::Deadline),
    /// Show what a request would do, with counts.
    Plan(commands::plan::Plan),
    /// Carry a request out.
    Request(commands::request::Request),
    /// Requests: what they wait for, why, and the approval of a plan.
    Requests(commands::requests::Requests),
    /// Erase again, after a restore, everyone whose erasure was done.
    Replay(commands::replay::Replay),
    /// The catalogue of backups.
    Backup(commands::backup::Backup),
    /// See what people are asked to do, and say that it is done.
    Task(commands::task::Task),
    /// Look at every promise: kept, broken or unproven.
    Verify(commands::verify::Verify),
    /// Delete what is past its time.
    Expire(commands::expire::Expire),
    /// Place, list and release legal holds.
    Hold(commands::hold::Hold),
    /// Check, prove and export the ledger.
    Ledger(commands::ledger::Ledger),
    /// Privacy centre, console, HTTP API and jobs.
    Serve(commands::serve::Serve),
    /// A company with data, server and mail box, ready to click.
    Demo(commands::demo::Demo),
    /// Print what is generated from the language: schema, reference, projection.
    Generate(commands::generate::Generate),
}
