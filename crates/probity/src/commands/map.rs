//! `probity map`: drafts the data map of a database, or tells what changed since there is one. Reads only.

use crate::failure::Failure;
use crate::looking::{Place, looked_at, place, place_of};
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_policy::grammar::name_part;
use probity_policy::project::Project;
use probity_survey::draft::{Naming, draft};
use probity_survey::drift::{self, drift, patch};
use probity_survey::survey::survey;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Draft the data map of a database; with a project that has one, show what changed. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity map postgres://reader@db.example/shop --name core --out data.probity
  probity map file:/srv/exports --name exports
  probity map env:WEB_DATABASE_URL --name web --with core=env:CORE_DATABASE_URL
  probity map env:CACHE_URL --name cache --project .
  probity map env:CORE_DATABASE_URL --name core --project .
  probity map env:CORE_DATABASE_URL --name core --project . --format patch | git apply")]
pub(crate) struct Map {
    /// Where the store is: `postgres://…`, `mysql://…`, an SQLite file, a folder, `redis://…`, `s3://…`, or
    /// `env:NAME`.
    url: String,
    /// What the store is called in the data map.
    #[arg(long, default_value = "core", value_name = "NAME")]
    name: String,
    /// The variable that will hold the address; by default the one of `env:NAME`, or one called after the store.
    #[arg(long, value_name = "VARIABLE")]
    variable: Option<String>,
    /// A project. When its data map describes this store, only what changed is shown; otherwise the people of
    /// its stores are those whom rows here may name.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    /// Another store whose people rows here may name; may be given several times.
    #[arg(long, value_name = "NAME=URL", value_parser = named_url)]
    with: Vec<(String, String)>,
    /// Write into this new file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn named_url(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, url)) if name_part(name).as_deref() == Some(name) && !url.is_empty() => {
            Ok((name.to_owned(), url.to_owned()))
        }
        _ => Err("write it as NAME=URL, with the name of a store".to_owned()),
    }
}

impl Map {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        if name_part(&self.name).as_deref() != Some(self.name.as_str()) {
            return Err(Failure::Usage(format!(
                "`{}` cannot be the name of a store; use one plain word",
                self.name
            )));
        }
        if let Some(path) = self.out.as_deref().filter(|path| path.exists()) {
            return Err(Failure::Usage(format!(
                "`{}` is there already, and nothing was written; `--project` shows what changed",
                path.display()
            )));
        }
        let project = self.project.as_deref().map(project_files::load).transpose()?;
        let known = project.as_ref().filter(|project| project.model.data_map.store(&self.name).is_some());
        if known.is_none() && output.is_patch() {
            return Err(Failure::Usage(format!(
                "a patch needs a project whose data map has the store `{}`",
                self.name
            )));
        }
        let rendered = self.rendered(project.as_ref(), known, output)?;
        match &self.out {
            Some(path) => {
                project_files::write(path, &rendered)?;
                output.remark(&format!("wrote {}", path.display()));
            }
            None => output.text(&rendered),
        }
        Ok(())
    }

    /// The stores whose people rows here may name: those given, and those of a project that has not this one yet.
    fn others(
        &self,
        project: Option<&Project>,
        output: &mut Output,
    ) -> Result<Vec<(String, Place)>, Failure> {
        let mut others = Vec::new();
        for (name, url) in &self.with {
            others.push((name.clone(), place(name, url)?));
        }
        let folder = self.project.as_deref().map(project_files::folder).unwrap_or_default();
        for store in project.iter().flat_map(|project| &project.model.data_map.stores) {
            if others.iter().any(|(name, _)| *name == store.name) {
                continue;
            }
            match place_of(store, Path::new(&folder)) {
                Ok(Some(other)) => others.push((store.name.clone(), other)),
                Ok(None) => {}
                Err(error) => output.remark(&format!("people of `{}` were left out: {error}", store.name)),
            }
        }
        Ok(others)
    }

    fn rendered(
        &self,
        project: Option<&Project>,
        known: Option<&Project>,
        output: &mut Output,
    ) -> Result<String, Failure> {
        let place = place(&self.name, &self.url)?;
        let mut naming = Naming::new(&self.name, place.kind());
        if let Some(variable) = self.variable.as_deref().or(self.url.strip_prefix("env:")) {
            variable.clone_into(&mut naming.variable);
        }
        let others = if known.is_some() { Vec::new() } else { self.others(project, output)? };
        let examined = looked_at(&self.name, &place, &others)?;
        let Some(project) = known else {
            let drafted = draft(&naming, &examined);
            return Ok(if output.is_json() {
                let found = survey(&self.name, &examined, None);
                format!(
                    "{:#}\n",
                    json!({ "store": self.name, "draft": drafted, "people": found.people, "tables": found.tables, "unseen": found.unseen })
                )
            } else {
                drafted
            });
        };
        let found = drift(&naming, &examined, &project.model.data_map);
        if output.is_json() {
            let touches = found.touches_personal();
            return Ok(format!(
                "{:#}\n",
                json!({ "store": self.name, "touches_personal": touches, "drift": found })
            ));
        }
        if output.is_patch() {
            let folder = self.project.as_deref().map(project_files::folder).unwrap_or_default();
            return Ok(patch(&found, &self.name, &project.model.data_map, &project.sources, &folder));
        }
        if found.is_none() {
            output.remark(&format!("`{}` is as its data map says", self.name));
        }
        Ok(drift::text(&found))
    }
}
