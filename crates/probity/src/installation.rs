//! Opening a company's keeper: its project, its stores, Probity's own state and keys.

use crate::failure::Failure;
use crate::project_files;
use clap::Args;
use probity_keeper::clock::{Clock, SystemClock};
use probity_keeper::{BoundaryWatch, Keeper, Post, Setup};
use probity_policy::project::Project;
use probity_state::{OperatingSystemRandom, State};
use probity_stores::{Limits, Stores};
use sha2::{Digest, Sha256};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the project and Probity's own databases are.
#[derive(Clone, Debug, Args)]
pub(crate) struct Where {
    /// The project's folder.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) project: PathBuf,
    /// Probity's own database: a file as `sqlite:PATH`, or `postgres://…`. By default in the project's `.probity` folder.
    #[arg(long, env = "PROBITY_STATE", hide_env_values = true, value_name = "URL")]
    pub(crate) state: Option<String>,
    /// The database of the keys, apart from the state.
    #[arg(long, env = "PROBITY_KEYS", hide_env_values = true, value_name = "URL")]
    pub(crate) keys: Option<String>,
}

/// Looks a variable of the environment up.
pub(crate) type Lookup = Box<dyn Fn(&str) -> Option<String>>;

/// What else an installation needs.
pub(crate) struct Wiring {
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// How mail leaves.
    pub(crate) post: Option<Post>,
    /// Where people reach the privacy centre.
    pub(crate) centre: Option<String>,
    /// The officer's secret.
    pub(crate) officer_secret: Option<String>,
    /// Told the boundaries of carrying out; for tests.
    pub(crate) boundary_watch: Option<BoundaryWatch>,
    /// Looks a variable up.
    pub(crate) environment: Lookup,
}

impl Wiring {
    /// The machine's clock and environment; no mail, no pages.
    pub(crate) fn plain() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            post: None,
            centre: None,
            officer_secret: None,
            boundary_watch: None,
            environment: Box::new(|name| std::env::var(name).ok()),
        }
    }
}

/// Compiles the project and refuses one with errors.
pub(crate) fn sound_project(path: &Path) -> Result<Project, Failure> {
    let project = project_files::load(path)?;
    if project.has_errors() {
        return Err(Failure::Fault(format!(
            "the policy has errors; `probity check {}` shows them",
            path.display()
        )));
    }
    Ok(project)
}

/// Opens the keeper.
pub(crate) async fn open(place: &Where, wiring: Wiring) -> Result<Keeper, Failure> {
    let project = sound_project(&place.project)?;
    let stores =
        Stores::new(&project.model.data_map, &place.project, wiring.environment.as_ref(), Limits::default())
            .map_err(|error| Failure::world("cannot find the stores", &error))?;
    let (state_url, keys_url) = urls(place)?;
    let random = OperatingSystemRandom;
    let state = State::open(&state_url, &keys_url, &random)
        .await
        .map_err(|error| Failure::world("cannot open the state", &error))?;
    let setup = Setup {
        project,
        state,
        stores,
        clock: wiring.clock,
        random: Arc::new(random),
        post: wiring.post,
        centre: wiring.centre,
        officer_secret: wiring.officer_secret.map(|secret| Sha256::digest(secret.trim().as_bytes()).into()),
        boundary_watch: wiring.boundary_watch,
    };
    Keeper::open(setup).await.map_err(|error| Failure::world("cannot open the ledger", &error))
}

/// The addresses of state and keys; the folders of files are made.
pub(crate) fn urls(place: &Where) -> Result<(String, String), Failure> {
    let own = place.project.join(".probity");
    let of = |given: &Option<String>, part: &str| match given {
        Some(url) => Ok(url.clone()),
        None => {
            let folder = own.join(part);
            std::fs::create_dir_all(&folder).map_err(|error| {
                Failure::world(format!("cannot make the folder `{}`", folder.display()), &error)
            })?;
            Ok(format!("sqlite:{}", folder.join(format!("{part}.sqlite")).display()))
        }
    };
    Ok((of(&place.state, "state")?, of(&place.keys, "keys")?))
}

/// Runs asynchronous work to its end.
pub(crate) fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::world("cannot start the runtime", &error))?;
    runtime.block_on(work)
}
