//! `probity demo`: a company with data, server and mail box.

mod site;
mod stage;
mod tour;

use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;

/// A company with data, server and mail box, ready to click.
///
/// Everything is in a folder of its own: policy, databases, Probity's state, keys and ledger.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity demo                                  click through it
  probity demo --people 100000                  with more people
  probity demo --tour --keep /tmp/tour --format json   the same story without a browser")]
pub(crate) struct Demo {
    /// Which company.
    #[arg(default_value = "marsproxies")]
    company: Company,
    /// How many people it has.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(probity_demo::FEWEST_PEOPLE..=probity_demo::MOST_PEOPLE))]
    people: u64,
    /// Where the made-up people come from: the same number, the same people.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Keep everything in this folder, which must be empty or new.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Tell the story without a browser and stop.
    #[arg(long)]
    tour: bool,
    /// The port of the pages; any free one by default.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Run on a clock that stands at this instant.
    #[arg(long, value_name = "INSTANT")]
    test_clock: Option<Timestamp>,
    /// The loopback port on which the test clock is set.
    #[arg(long, default_value_t = 0, requires = "test_clock")]
    control_port: u16,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Company {
    /// A proxy provider in Panama, version 1.1.2 of its policy.
    Marsproxies,
}

impl Demo {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let Company::Marsproxies = self.company;
        super::serve::start_log();
        installation::run(async {
            let stage = stage::Stage::set(&self, output).await?;
            let told = if self.tour {
                tour::tell(&stage, output).await
            } else {
                site::open(&self, &stage, output).await
            };
            stage.clear(self.keep.is_some());
            told
        })
    }
}
