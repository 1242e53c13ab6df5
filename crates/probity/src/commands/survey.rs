//! `probity survey`: what a database holds of people, without policy or set-up. Reads only.

use crate::failure::Failure;
use crate::installation;
use crate::looking::{looked_at, place};
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_policy::model::Model;
use probity_survey::report;
use probity_survey::survey::survey;
use std::path::PathBuf;

/// Survey somebody's database: what it holds of people and whose it is. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity survey postgres://reader@db.example/shop
  probity survey env:DATABASE_URL --format html --out survey.html
  probity survey shop.sqlite --project examples/marsproxies --name core --format json
  probity survey file:/srv/exports
  probity survey redis://reader@cache.example/0

A role that may only read is enough; what it may not read is told. `env:NAME` keeps the
address, which may hold a password, out of the command line. Keys of Redis are looked at
by SCAN, up to 50,000; of files a bounded part.")]
pub(crate) struct Survey {
    /// Where the store is: `postgres://…`, `mysql://…`, an SQLite file, a folder, `redis://…`, `s3://…`, or
    /// `env:NAME`.
    url: String,
    /// What the store is called in the data map.
    #[arg(long, default_value = "core", value_name = "NAME")]
    name: String,
    /// A project with a policy and data map, to tell what these reach.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    /// Write into this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Survey {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let model =
            self.project.as_deref().map(|path| installation::sound_project(path).map(|one| one.model));
        let model: Option<Model> = model.transpose()?;
        if let Some(model) = &model
            && model.data_map.store(&self.name).is_none()
        {
            return Err(Failure::Usage(format!(
                "the data map has no store `{}`; say with --name which of its stores this is",
                self.name
            )));
        }
        let place = place(&self.name, &self.url)?;
        output.remark(&format!("looking at `{}`, read-only …", self.name));
        let examined = looked_at(&self.name, &place, &[])?;
        let found = survey(&self.name, &examined, model.as_ref());
        let rendered = if output.is_html() {
            report::html(&found)
        } else if output.is_json() {
            format!("{:#}\n", report::json(&found))
        } else {
            report::text(&found)
        };
        match &self.out {
            Some(path) => {
                project_files::write(path, &rendered)?;
                output.remark(&format!("wrote {}", path.display()));
            }
            None => output.text(&rendered),
        }
        Ok(())
    }
}
