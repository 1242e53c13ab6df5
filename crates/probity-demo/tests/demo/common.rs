//! What several tests need.

use probity_demo::policy::{FILES, ROOT};
use probity_demo::{DemoCompany, Recipe, prepare};
use probity_policy::project::{Files, Project, compile};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::path::{Path, PathBuf};

struct Embedded;

impl Files for Embedded {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        FILES
            .iter()
            .find(|file| file.name == path)
            .map(|file| file.text.as_bytes().to_vec())
            .ok_or_else(|| "no such file".to_owned())
    }
}

/// The example, compiled from the files in the program.
pub(crate) fn example() -> Project {
    compile(&[ROOT.to_owned()], &Embedded)
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// A file of the folder `shared`; nothing when there is no such folder and none is required.
pub(crate) fn shared(file: &str) -> Option<String> {
    let folder = std::env::var_os("PROBITY_SHARED")
        .map_or_else(|| root().parent().unwrap().join("shared"), PathBuf::from);
    match std::fs::read_to_string(folder.join(file)) {
        Ok(text) => Some(text),
        Err(error) => {
            let required = std::env::var_os("PROBITY_REQUIRE_SHARED").is_some_and(|value| value == "1");
            assert!(!required, "`shared/{file}` is required and cannot be read: {error}");
            println!("skipped: there is no `shared/{file}`");
            None
        }
    }
}

/// A company in a folder that goes when the test ends.
pub(crate) struct Company {
    pub(crate) company: DemoCompany,
    _folder: tempfile::TempDir,
}

impl Company {
    /// Opens one of its stores, with foreign keys enforced.
    pub(crate) async fn open(&self, store: &str) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(&self.company.stores[store]).foreign_keys(true);
        options.connect().await.unwrap()
    }
}

/// A company that was just made.
pub(crate) async fn ready(recipe: Recipe) -> Company {
    let folder = tempfile::tempdir().unwrap();
    let company = prepare(folder.path(), &recipe, &|_| ()).await.unwrap();
    Company { company, _folder: folder }
}
