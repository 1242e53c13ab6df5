//! `probity check`: is the policy sound, and, with `--live`, does the data map fit the stores?

use crate::failure::Failure;
use crate::installation::{self, Wiring};
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_policy::project::Project;
use probity_source::Severity;
use probity_source::render::Format;
use probity_stores::schema::Schema;
use probity_stores::{Guesses, Limits, StoreError, StoreHandle, ask, live_findings};
use probity_survey::observe::Bounds;
use probity_survey::personal_guesses;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Compile policy, data map and laws, and tell what is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity check
  probity check examples/marsproxies --format json
  probity check --live
  probity check policy.probity --format github")]
pub(crate) struct Check {
    /// The project's folder, or one file.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Ask the stores too: tables and columns that are not there, or that nobody described.
    #[arg(long)]
    live: bool,
    /// Let warnings fail the check too.
    #[arg(long)]
    deny_warnings: bool,
}

impl Check {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut project = project_files::load(&self.path)?;
        let silent = if self.live { self.ask_stores(&mut project, output)? } else { Vec::new() };
        let count = |severity| project.diagnostics.iter().filter(|one| one.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let rendered = output.format().render(&project.sources, &project.diagnostics, output.colour());
        output.text(&rendered);
        if output.format() == Format::Full {
            let some =
                |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
            output.remark(&format!(
                "{}: {}, {}, {}; {}, {}",
                project.model.policy.title.as_ref().map_or("policy", |title| &title.value),
                some(project.model.statements.len(), "statement"),
                some(project.model.promises.len(), "promise"),
                some(project.model.data_map.tables.len(), "table"),
                some(errors, "error"),
                some(warnings, "warning"),
            ));
        }
        if !silent.is_empty() {
            let why = |error| Failure::world("cannot check what is there", error).to_string();
            return Err(Failure::World(silent.iter().map(|error| why(error)).collect::<Vec<_>>().join("; ")));
        }
        if errors > 0 || (self.deny_warnings && warnings > 0) {
            return Err(Failure::Fault(String::new()));
        }
        Ok(())
    }

    /// Adds what the stores say to the findings; gives back why some said nothing.
    fn ask_stores(&self, project: &mut Project, output: &mut Output) -> Result<Vec<StoreError>, Failure> {
        let folder = project_files::roots(&self.path)?.0;
        let environment = Wiring::plain().environment;
        let asked = installation::run(async {
            Ok(ask(&project.model.data_map, &folder, environment.as_ref(), Limits::default()).await)
        })?;
        for store in &asked.by_hand {
            output.remark(&format!("there is no connector for store `{store}`: a person has to look"));
        }
        let guesses = self.guesses(project, &asked.schemas, &folder, output)?;
        project.diagnostics.extend(live_findings(&project.model, asked.schemas, &guesses));
        project.diagnostics.sort_by_key(|one| one.span.map(|span| (span.source(), span.start())));
        Ok(asked.silent)
    }

    /// What columns that nobody described hold, by a look at some of their values. A store whose rows cannot
    /// be looked at is judged by names alone.
    fn guesses(
        &self,
        project: &Project,
        schemas: &BTreeMap<String, Schema>,
        folder: &Path,
        output: &mut Output,
    ) -> Result<BTreeMap<String, Guesses>, Failure> {
        let environment = Wiring::plain().environment;
        let map = &project.model.data_map;
        let mut all = BTreeMap::new();
        for store in map.stores.iter().filter(|store| schemas.contains_key(&store.name)) {
            let limits = Limits { statement: Duration::from_secs(30), ..Limits::default() };
            let guessed = installation::run(async {
                let Ok(handle) = StoreHandle::new(store, folder, environment.as_ref(), limits) else {
                    return Ok(None);
                };
                Ok(personal_guesses(&handle, map, Bounds::default()).await.ok())
            })?;
            match guessed {
                Some(guessed) => {
                    all.insert(store.name.clone(), guessed);
                }
                None => output.remark(&format!(
                    "the rows of store `{}` cannot be looked at; only names were",
                    store.name
                )),
            }
        }
        Ok(all)
    }
}
