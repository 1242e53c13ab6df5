//! `probity survey`: what a database holds of people, without policy or set-up. Reads only.

use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::project_files;
use clap::Args;
use probity_policy::model::Model;
use probity_policy::model::data_map::StoreKind;
use probity_stores::{Limits, StoreError, StoreHandle, kind_of_address};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{Examined, examine};
use probity_survey::observe::{Bounds, Observer};
use probity_survey::report;
use probity_survey::survey::survey;
use probity_survey::{Looked, lead_across};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Survey somebody's database: what it holds of people, whose it is, what would stop an erasure. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity survey postgres://reader@db.example/shop
  probity survey env:DATABASE_URL --format html --out survey.html
  probity survey shop.sqlite --policy examples/marsproxies --name core --format json
  probity survey file:/srv/exports

A role that may only read is enough; what it may not read is told. `env:NAME` keeps the address, which may
hold a password, out of the command line.")]
pub(crate) struct Survey {
    /// Where the store is: `postgres://…`, `mysql://…`, an SQLite file, a folder, or `env:NAME`.
    url: String,
    /// What the store is called in the data map.
    #[arg(long, default_value = "core", value_name = "NAME")]
    name: String,
    /// A project with a policy and data map, to tell what these reach.
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// Write into this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Survey {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let model = self.policy.as_deref().map(|path| installation::sound_project(path).map(|one| one.model));
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
        let examined = match &place {
            Place::Database(handle) => looked_at(handle)?,
            Place::Folder(path) => looked_into(path)?,
        };
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

/// What can be looked at.
pub(crate) enum Place {
    /// A database.
    Database(StoreHandle),
    /// A folder of files.
    Folder(PathBuf),
}

fn address(url: &str) -> Result<String, Failure> {
    match url.strip_prefix("env:") {
        Some(variable) => std::env::var(variable)
            .map_err(|_| Failure::Usage(format!("the environment variable `{variable}` is not set"))),
        None => Ok(url.to_owned()),
    }
}

/// The store or folder at an address, or at that in a variable.
pub(crate) fn place(name: &str, url: &str) -> Result<Place, Failure> {
    let address = address(url)?;
    let path = PathBuf::from(address.strip_prefix("file:").unwrap_or(&address));
    if path.is_dir() {
        return Ok(Place::Folder(path));
    }
    if address.starts_with("file:") {
        return Err(Failure::Usage("there is no such folder".to_owned()));
    }
    handle(name, url).map(Place::Database)
}

/// The database at an address, or at that in a variable.
pub(crate) fn handle(name: &str, url: &str) -> Result<StoreHandle, Failure> {
    let address = address(url)?;
    let refused = match kind_of_address(&address) {
        StoreKind::Postgres | StoreKind::MariaDb | StoreKind::Sqlite => None,
        StoreKind::Http => Some(
            "a service is described and not looked at: write what it answers with `service` and `resource` \
             sentences; the documentation has descriptions to copy",
        ),
        StoreKind::Redis => Some(
            "Redis cannot be looked at: say with `keys \"PATTERN\" hold …` sentences where its records are",
        ),
        StoreKind::Bucket => Some(
            "a bucket cannot be looked at, but a folder with a copy of some of its files can; its sentences are \
             the same",
        ),
        StoreKind::Folder | StoreKind::Manual => Some(
            "only a database or a folder can be looked at: PostgreSQL, MariaDB, an SQLite file, or files",
        ),
    };
    if let Some(refused) = refused {
        return Err(Failure::Usage(refused.to_owned()));
    }
    let limits =
        Limits { statement: Duration::from_secs(30), lock: Duration::from_secs(2), ..Limits::default() };
    StoreHandle::at_address(name, &address, limits).map_err(|error| match error {
        StoreError::AddressUnreadable { .. } | StoreError::NoConnector { .. } => {
            Failure::Usage(error.to_string())
        }
        other => Failure::world("cannot find the database", &other),
    })
}

/// The store, read and concluded about.
pub(crate) fn looked_at(handle: &StoreHandle) -> Result<Examined, Failure> {
    installation::run(async {
        let told = |error: StoreError| Failure::world("cannot look at the database", &error);
        let mut observer = Observer::open(handle, Bounds::default()).await.map_err(told)?;
        let examined = examine(&mut observer, &Discover).await.map_err(told)?;
        observer.close().await;
        Ok(examined)
    })
}

/// The folder, read and concluded about.
pub(crate) fn looked_into(path: &Path) -> Result<Examined, Failure> {
    let looked = probity_survey::examine_folder(path, Bounds::default(), &Discover);
    looked.map_err(|error| Failure::world("cannot look into the folder", &error))
}

/// The store, read and concluded about, with the ways from it to people of other stores.
pub(crate) fn looked_at_with(
    name: &str,
    store: &StoreHandle,
    others: &[(String, StoreHandle)],
) -> Result<Examined, Failure> {
    if others.is_empty() {
        return looked_at(store);
    }
    installation::run(async {
        let mut here = looked(name, store).await?;
        let mut there = Vec::new();
        for (name, other) in others {
            there.push(looked(name, other).await?);
        }
        lead_across(&mut here, &mut there).await;
        for other in there {
            other.observer.close().await;
        }
        here.observer.close().await;
        Ok(here.examined)
    })
}

async fn looked(name: &str, store: &StoreHandle) -> Result<Looked, Failure> {
    let told = |error: StoreError| Failure::world(format!("cannot look at the store `{name}`"), &error);
    let mut observer = Observer::open(store, Bounds::default()).await.map_err(told)?;
    let examined = examine(&mut observer, &Discover).await.map_err(told)?;
    Ok(Looked { store: name.to_owned(), examined, observer })
}
