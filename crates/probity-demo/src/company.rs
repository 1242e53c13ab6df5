//! The company in a folder: policy files, databases, and what a program needs to know about them.

use crate::error::DemoError;
use crate::generate::generate;
use crate::policy::FILES;
use crate::recipe::Recipe;
use crate::schema::STORES;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The mail address of the company's privacy desk, as its notice prints it.
pub const PRIVACY_MAIL: &str = "privacy@marsproxies.example";

/// A company that is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoCompany {
    /// Where the policy files are.
    pub policy_folder: PathBuf,
    /// The databases, by the names of the data map.
    pub stores: BTreeMap<&'static str, PathBuf>,
    /// What the policy expects in the environment; to be handed to the compiler, not set.
    pub environment: BTreeMap<&'static str, String>,
    /// Somebody to begin with, who has rows in every table that holds people.
    pub person: DemoPerson,
}

/// A made-up person whom guides and tests can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// The number of the account.
    pub account: u64,
    /// The name.
    pub name: &'static str,
    /// The mail address, by which most rows are reached.
    pub email: &'static str,
    /// The name on social media.
    pub handle: &'static str,
    /// The country of residence.
    pub country: &'static str,
}

/// The first person of every company.
pub const LINA: DemoPerson = DemoPerson {
    account: 1,
    name: "Lina Petraitė",
    email: "lina.petraite@example.org",
    handle: "lina.petraite",
    country: "LT",
};

/// The second person of every company, who shares things with the first.
pub const JOSE: DemoPerson = DemoPerson {
    account: 2,
    name: "José Núñez",
    email: "jose.nunez@example.com",
    handle: "jose.nunez",
    country: "PA",
};

/// Writes the company into a folder, which is made when it is missing and must be empty otherwise.
///
/// # Errors
/// When the folder holds something, the size is out of range, or something cannot be written.
pub async fn prepare(
    folder: &Path,
    recipe: &Recipe,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<DemoCompany, DemoError> {
    let (policy_folder, data_folder) = (folder.join("policy"), folder.join("data"));
    if holds_something(folder).await? {
        return Err(DemoError::NotEmpty { folder: folder.to_path_buf() });
    }
    for path in [&policy_folder, &data_folder] {
        tokio::fs::create_dir_all(path).await.map_err(|source| unwritable(path, source))?;
    }
    for file in FILES {
        let path = policy_folder.join(file.name);
        tokio::fs::write(&path, file.text).await.map_err(|source| unwritable(&path, source))?;
    }
    generate(&data_folder, recipe, progress).await?;
    let stores: BTreeMap<&'static str, PathBuf> =
        STORES.iter().map(|store| (store.name, data_folder.join(store.file))).collect();
    let mut environment: BTreeMap<&'static str, String> = STORES
        .iter()
        .map(|store| (store.variable, data_folder.join(store.file).to_string_lossy().into_owned()))
        .collect();
    environment.insert("PRIVACY_MAIL", PRIVACY_MAIL.to_owned());
    Ok(DemoCompany { policy_folder, stores, environment, person: LINA })
}

async fn holds_something(folder: &Path) -> Result<bool, DemoError> {
    let mut entries = match tokio::fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(unwritable(folder, source)),
    };
    Ok(entries.next_entry().await.map_err(|source| unwritable(folder, source))?.is_some())
}

fn unwritable(path: &Path, source: std::io::Error) -> DemoError {
    DemoError::Write { path: path.to_path_buf(), source }
}
