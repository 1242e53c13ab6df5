//! `probity coverage`: which sentence of the published text which statement carries, and whether it is kept.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_notice::coverage;
use probity_notice::read;
use probity_policy::project::Project;
use probity_policy::published::Published;
use probity_policy::report::Report;
use std::path::{Path, PathBuf};

/// Show which sentences of the published text the policy carries.
///
/// Every sentence is carried by statements, or promises something that none carries, or only informs. With what
/// `verify` found, each is kept, broken or unproven: `--format html` is the page to show.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity coverage
  probity coverage examples/marsproxies --fail-under 90
  probity verify --format json > verified.json
  probity coverage --verified verified.json --format html --out promises.html
  probity coverage --live --format json

Sentences are bound by the words quoted above a statement, or by the clause that it cites.
Exit code 1 when less than `--fail-under` percent of the sentences that promise something
are carried.")]
pub(crate) struct Coverage {
    /// The project's folder, or one file.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// What `probity verify --format json` wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    verified: Option<PathBuf>,
    /// Look at every promise now, as `probity verify` does.
    #[arg(long)]
    live: bool,
    /// Fail when a smaller part of what the text promises is carried, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_under: Option<f64>,
    /// Write into this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Probity's own database, for `--live`.
    #[arg(long, env = "PROBITY_STATE", hide_env_values = true, value_name = "URL")]
    state: Option<String>,
    /// The database of the keys, for `--live`.
    #[arg(long, env = "PROBITY_KEYS", hide_env_values = true, value_name = "URL")]
    keys: Option<String>,
}

fn percent(word: &str) -> Result<f64, String> {
    let number: f64 = word
        .trim_end_matches('%')
        .trim()
        .parse()
        .map_err(|_| "say a number of percent, such as 80".to_owned())?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("percent go from 0 to 100".to_owned()) }
}

impl Coverage {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let project = installation::sound_project(&self.path)?;
        let published = published(&project)?;
        let text = published.text();
        let verified = match (&self.verified, self.live) {
            (Some(path), _) => Some(reported(path, &project)?),
            (None, true) => Some(self.proved()?),
            (None, false) => None,
        };
        let reading = read(text);
        let found = coverage::coverage(published, &reading, &project.model, verified);
        let rendered = if output.is_html() {
            coverage::page(text, &reading.outline, &found)
        } else if output.is_json() {
            let json = serde_json::to_value(&found)
                .map_err(|error| Failure::world("cannot write the coverage", &error))?;
            format!("{json:#}\n")
        } else {
            coverage::text(&found)
        };
        match &self.out {
            Some(path) => {
                project_files::write(path, &rendered)?;
                output.remark(&format!("wrote {}", path.display()));
            }
            None => output.text(&rendered),
        }
        let figures = &found.figures;
        let promising = figures.carried.sentences + figures.promised.sentences;
        match self.fail_under {
            Some(least) if (figures.carried.sentences as f64) * 100.0 < least * (promising as f64) => {
                Err(Failure::Fault(format!(
                    "{} of {promising} sentences that promise something are carried, less than {least} %",
                    figures.carried.sentences
                )))
            }
            _ => Ok(()),
        }
    }

    fn proved(&self) -> Result<Report, Failure> {
        let place = Where { project: self.path.clone(), state: self.state.clone(), keys: self.keys.clone() };
        installation::run(async {
            let keeper = installation::open(&place, Wiring::plain()).await?;
            keeper.prove().await.map_err(|error| Failure::world("cannot look at the promises", &error))
        })
    }
}

/// The text that the project's policy names.
fn published(project: &Project) -> Result<&Published, Failure> {
    project.published.as_ref().ok_or_else(|| {
        Failure::Fault(
            "the policy names no published text; say `notice \"FILE\"` in its `policy` block".to_owned(),
        )
    })
}

/// A report that was written before. Of another policy or version it says nothing about this one.
fn reported(path: &Path, project: &Project) -> Result<Report, Failure> {
    let json = std::fs::read_to_string(path)
        .map_err(|error| Failure::world(format!("cannot read `{}`", path.display()), &error))?;
    let verified: Report = serde_json::from_str(&json).map_err(|error| {
        Failure::Usage(format!(
            "`{}` is not what `probity verify --format json` writes: {error}",
            path.display()
        ))
    })?;
    let policy = &project.model.policy;
    let is = |value: &Option<probity_policy::grammar::Located<String>>, other: &str| {
        value.as_ref().map_or("", |value| value.value.as_str()) == other
    };
    if !is(&policy.title, &verified.policy) || !is(&policy.version, &verified.version) {
        return Err(Failure::Usage(format!(
            "`{}` is about {} {}, which is another policy or version",
            path.display(),
            verified.policy,
            verified.version
        )));
    }
    Ok(verified)
}
