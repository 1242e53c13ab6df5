//! `probity verify`: is every promise kept?

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::promises::report_page;
use clap::Args;
use probity_keeper::report::Report;
use probity_vocabulary::PromiseState;
use std::path::PathBuf;

/// Look at every promise: kept, broken or unproven, with evidence.
///
/// Exits with 1 when a promise is broken.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity verify
  probity verify --html report.html
  probity verify --format json | jq '.promises[] | select(.state == \"broken\")'")]
pub(crate) struct Verify {
    /// Also write the report as one self-contained page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Let unproven promises fail too.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    place: Where,
}

impl Verify {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let (report, page) = installation::run(async {
            let keeper = installation::open(&self.place, Wiring::plain()).await?;
            let report = keeper
                .prove()
                .await
                .map_err(|error| Failure::world("cannot look at the promises", &error))?;
            let page = report_page(keeper.project(), &report);
            Ok((report, page))
        })?;
        if let Some(path) = &self.html {
            std::fs::write(path, page)
                .map_err(|error| Failure::world(format!("cannot write `{}`", path.display()), &error))?;
        }
        if output.is_json() {
            let json = serde_json::to_value(&report)
                .map_err(|error| Failure::world("cannot write the report", &error))?;
            output.json(&json);
        } else {
            output.text(&text(&report));
        }
        let count = |state| report.counts.get(&state).copied().unwrap_or(0);
        if count(PromiseState::Broken) > 0 || (self.strict && count(PromiseState::Unproven) > 0) {
            return Err(Failure::Fault(String::new()));
        }
        Ok(())
    }
}

/// A report for a terminal.
pub(crate) fn text(report: &Report) -> String {
    let mut out = String::new();
    for promise in &report.promises {
        let clause = promise.clause.as_ref().map_or_else(String::new, |clause| format!("§{clause} "));
        out.push_str(&format!(
            "{:<8} {clause}{}\n         {}\n",
            promise.state.word(),
            promise.sentence,
            promise.because
        ));
    }
    out.push_str(&counts(report));
    out
}

/// How many promises are in each state, on one line.
pub(crate) fn counts(report: &Report) -> String {
    let count = |state: PromiseState| report.counts.get(&state).copied().unwrap_or(0);
    format!(
        "{} {}: {} kept, {} broken, {} unproven\n",
        report.policy,
        report.version,
        count(PromiseState::Kept),
        count(PromiseState::Broken),
        count(PromiseState::Unproven)
    )
}
