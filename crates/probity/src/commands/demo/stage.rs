//! Setting the stage: a folder, a company in it, a mail box, a keeper.

use super::Demo;
use crate::commands::serve::bind;
use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use probity_demo::company::PRIVACY_MAIL;
use probity_demo::{DemoCompany, Mailbox, Recipe, prepare};
use probity_keeper::clock::{Clock, SystemClock, TestClock};
use probity_keeper::{Keeper, Post};
use probity_state::{OperatingSystemRandom, random_bytes};
use probity_stores::{ExpiryPace, ExpiryScope};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Everything that a demo needs.
pub(super) struct Stage {
    pub(super) folder: PathBuf,
    pub(super) company: DemoCompany,
    pub(super) mailbox: Mailbox,
    pub(super) keeper: Keeper,
    pub(super) listener: tokio::sync::Mutex<Option<TcpListener>>,
    pub(super) url: String,
    pub(super) officer_secret: String,
    pub(super) test_clock: Option<Arc<TestClock>>,
}

impl Stage {
    /// Lets go what is past its time now, and from now on every night.
    pub(super) async fn expire(&self) -> Result<(), Failure> {
        let failed = |error: probity_keeper::KeeperError| {
            Failure::world("cannot let go what is past its time", &error)
        };
        let plan = self.keeper.expiry_plan(&ExpiryScope::default()).await.map_err(failed)?;
        self.keeper.expire(&plan, "the demo", ExpiryPace::default(), None).await.map_err(failed)?;
        self.keeper.schedule_expiry(jiff::civil::time(3, 0, 0, 0), None).await.map_err(failed)
    }

    pub(super) async fn set(demo: &Demo, output: &mut Output) -> Result<Self, Failure> {
        let folder = folder(demo.keep.as_deref())?;
        let (clock, test_clock): (Arc<dyn Clock>, _) = match demo.test_clock {
            Some(instant) => {
                let clock = Arc::new(TestClock::at(instant));
                (Arc::clone(&clock) as Arc<dyn Clock>, Some(clock))
            }
            None => (Arc::new(SystemClock), None),
        };
        let recipe = Recipe { people: demo.people, seed: demo.seed, now: clock.now(), overdue: false };
        let bar = progress(demo.people, output);
        let company = prepare(&folder, &recipe, &|done| bar.set_position(done))
            .await
            .map_err(|error| Failure::world("cannot prepare the company", &error))?;
        bar.finish_and_clear();
        let (mail_address, mailbox) =
            Mailbox::start(0).await.map_err(|error| Failure::world("cannot start the mail box", &error))?;
        let post = Post::new(&format!("smtp://{mail_address}"), PRIVACY_MAIL)
            .map_err(|error| Failure::world("cannot send mail", &error))?;
        let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, demo.port))).await?;
        let address = listener.local_addr().map_err(|error| Failure::world("cannot listen", &error))?;
        let url = format!("http://{address}");
        let officer_secret = secret()?;
        let environment = company.environment.clone();
        let wiring = Wiring {
            clock,
            post: Some(post),
            centre: Some(url.clone()),
            officer_secret: Some(officer_secret.clone()),
            boundary_watch: None,
            environment: Box::new(move |name| environment.get(name).cloned()),
        };
        let keeper = installation::open(&place(&folder, &company)?, wiring).await?;
        Ok(Self {
            folder,
            company,
            mailbox,
            keeper,
            listener: tokio::sync::Mutex::new(Some(listener)),
            url,
            officer_secret,
            test_clock,
        })
    }

    /// The files of state and keys.
    pub(super) fn own_files(&self) -> (PathBuf, PathBuf) {
        own_files(&self.folder)
    }

    /// Removes the folder unless it is to be kept.
    pub(super) fn clear(&self, keep: bool) {
        if !keep {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn own_files(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("state").join("state.sqlite"), folder.join("keys").join("keys.sqlite"))
}

fn place(folder: &Path, company: &DemoCompany) -> Result<Where, Failure> {
    let (state, keys) = own_files(folder);
    for file in [&state, &keys] {
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)
                .map_err(|error| Failure::world(format!("cannot make `{}`", parent.display()), &error))?;
        }
    }
    Ok(Where {
        project: company.policy_folder.clone(),
        state: Some(format!("sqlite:{}", state.display())),
        keys: Some(format!("sqlite:{}", keys.display())),
    })
}

fn folder(keep: Option<&Path>) -> Result<PathBuf, Failure> {
    let folder = match keep {
        Some(folder) => folder.to_path_buf(),
        None => std::env::temp_dir().join(format!("probity-demo-{}", hexadecimal(8)?)),
    };
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::world(format!("cannot make the folder `{}`", folder.display()), &error))?;
    std::fs::canonicalize(&folder)
        .map_err(|error| Failure::world(format!("cannot find the folder `{}`", folder.display()), &error))
}

/// The officer's secret: 256 random bits.
fn secret() -> Result<String, Failure> {
    hexadecimal(32)
}

fn hexadecimal(length: usize) -> Result<String, Failure> {
    let bytes: [u8; 32] = random_bytes(&OperatingSystemRandom)
        .map_err(|error| Failure::world("cannot make a secret", &error))?;
    Ok(bytes.iter().take(length).map(|byte| format!("{byte:02x}")).collect())
}

fn progress(people: u64, output: &Output) -> ProgressBar {
    if !output.watched() || people < 2000 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(people);
    if let Ok(style) = ProgressStyle::with_template("making up people {bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}
