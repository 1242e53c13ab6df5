//! Looking at a store that somebody names by its address: what it is, and what is concluded of it. Reads only.

use crate::failure::Failure;
use crate::installation;
use probity_policy::model::data_map::{Location, Store, StoreKind};
use probity_stores::{Limits, StoreError, StoreHandle, kind_of_address};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{Examined, examine};
use probity_survey::observe::{Bounds, Observer};
use probity_survey::{Looked, Values, examine_bucket, examine_folder_held, examine_keys, lead_across};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What can be looked at.
pub(crate) enum Place {
    /// A database.
    Database(StoreHandle, StoreKind),
    /// A folder of files.
    Folder(PathBuf),
    /// A bucket of objects.
    Bucket(StoreHandle),
    /// A server of keys.
    Keys(StoreHandle),
}

impl Place {
    pub(crate) fn kind(&self) -> StoreKind {
        match self {
            Self::Database(_, kind) => *kind,
            Self::Folder(_) => StoreKind::Folder,
            Self::Bucket(_) => StoreKind::Bucket,
            Self::Keys(_) => StoreKind::Redis,
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The store at an address, or at that in a variable.
pub(crate) fn place(name: &str, url: &str) -> Result<Place, Failure> {
    let address = match url.strip_prefix("env:") {
        Some(name) => variable(name)
            .ok_or_else(|| Failure::Usage(format!("the environment variable `{name}` is not set")))?,
        None => url.to_owned(),
    };
    let path = PathBuf::from(address.strip_prefix("file:").unwrap_or(&address));
    if path.is_dir() {
        return Ok(Place::Folder(path));
    }
    if address.starts_with("file:") {
        return Err(Failure::Usage("there is no such folder".to_owned()));
    }
    let kind = kind_of_address(&address);
    if kind == StoreKind::Http {
        return Err(Failure::Usage(
            "a service is described and not looked at: write what it answers with `service` and `resource` \
             sentences; the documentation has descriptions to copy"
                .to_owned(),
        ));
    }
    let handle =
        StoreHandle::at_address_in(name, &address, &variable, limits()).map_err(|error| match error {
            StoreError::AddressUnreadable { .. }
            | StoreError::AddressMissing { .. }
            | StoreError::NoConnector { .. } => Failure::Usage(error.to_string()),
            other => Failure::world("cannot find the store", &other),
        })?;
    Ok(at(handle, kind))
}

fn at(handle: StoreHandle, kind: StoreKind) -> Place {
    match kind {
        StoreKind::Redis => Place::Keys(handle),
        StoreKind::Bucket => Place::Bucket(handle),
        other => Place::Database(handle, other),
    }
}

fn limits() -> Limits {
    Limits { statement: Duration::from_secs(30), lock: Duration::from_secs(2), ..Limits::default() }
}

/// A store of a project; nothing when it is of a kind that is not looked at.
pub(crate) fn place_of(store: &Store, folder: &Path) -> Result<Option<Place>, StoreError> {
    match store.kind {
        StoreKind::Http | StoreKind::Manual => Ok(None),
        StoreKind::Folder => {
            let written = match &store.location {
                Location::Written(written) => Some(written.clone()),
                Location::Environment(name) => variable(name),
            };
            let path = written.map(|path| folder.join(path.strip_prefix("file:").unwrap_or(&path)));
            Ok(path.filter(|path| path.is_dir()).map(Place::Folder))
        }
        kind => StoreHandle::new(store, folder, &variable, limits()).map(|handle| Some(at(handle, kind))),
    }
}

/// The store, read and concluded about, with the ways from it to people of other stores.
pub(crate) fn looked_at(name: &str, store: &Place, others: &[(String, Place)]) -> Result<Examined, Failure> {
    installation::run(async {
        let mut here = looked(name, store).await?;
        let mut there = Vec::new();
        for (name, other) in others {
            there.push(looked(name, other).await?);
        }
        if !there.is_empty() {
            lead_across(&mut here, &mut there).await;
        }
        for other in there {
            other.values.close().await;
        }
        here.values.close().await;
        Ok(here.examined)
    })
}

async fn looked(name: &str, place: &Place) -> Result<Looked, Failure> {
    let told = |error: StoreError| Failure::world(format!("cannot look at the store `{name}`"), &error);
    let unread = |error: std::io::Error| Failure::world(format!("cannot look into `{name}`"), &error);
    let bounds = Bounds::default();
    let (examined, values) = match place {
        Place::Database(handle, _) => {
            let mut observer = Observer::open(handle, bounds).await.map_err(told)?;
            let examined = examine(&mut observer, &Discover).await.map_err(told)?;
            (examined, Values::Asked(Box::new(observer)))
        }
        Place::Folder(path) => {
            let (examined, held) = examine_folder_held(path, bounds, &Discover).map_err(unread)?;
            (examined, Values::Held(held))
        }
        Place::Bucket(handle) => {
            let glimpse = handle.file_glimpse().await.map_err(told)?;
            let glimpse = glimpse.ok_or_else(|| Failure::Usage("it is no bucket".to_owned()))?;
            // It waits for a network, which nobody else has to.
            let read = tokio::task::spawn_blocking(move || examine_bucket(&glimpse, bounds, &Discover));
            let read = read.await.unwrap_or_else(|_| Err(std::io::Error::other("reading ended early")));
            let (examined, held) = read.map_err(unread)?;
            (examined, Values::Held(held))
        }
        Place::Keys(handle) => {
            let glimpse = handle.key_glimpse().await.map_err(told)?;
            let mut glimpse = glimpse.ok_or_else(|| Failure::Usage("it is no server of keys".to_owned()))?;
            let (examined, held) = examine_keys(&mut glimpse, bounds, &Discover).await.map_err(told)?;
            (examined, Values::Held(held))
        }
    };
    Ok(Looked { store: name.to_owned(), examined, values })
}
