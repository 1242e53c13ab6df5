//! Where things lie: the repository's root, its files, the folders beside and below it.

use crate::Fault;
use std::path::{Path, PathBuf};

/// Folders that hold what was built or fetched, and nothing of ours.
const FOREIGN: [&str; 4] = ["target", "node_modules", ".git", ".probity"];

/// The repository's root.
pub(crate) fn root() -> Result<PathBuf, Fault> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Fault::new("start this with `cargo xtask`"))?;
    here.parent().map(Path::to_owned).ok_or_else(|| Fault::new("the xtask crate lies at no workspace"))
}

/// Where cargo puts what it builds.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path))
}

/// The folder of shared facts and fixtures: named by the environment, or beside the repository.
/// One that is named and not there is a fault, because its tests would silently be skipped.
pub(crate) fn shared(root: &Path) -> Result<Option<PathBuf>, Fault> {
    named_or_beside(std::env::var_os("PROBITY_SHARED").map(PathBuf::from), root)
}

fn named_or_beside(named: Option<PathBuf>, root: &Path) -> Result<Option<PathBuf>, Fault> {
    if let Some(named) = named {
        return named.canonicalize().map(Some).map_err(|error| {
            Fault::new(format!("PROBITY_SHARED names no folder that can be read: {error}"))
        });
    }
    let beside = root.parent().and_then(|parent| parent.join("shared").canonicalize().ok());
    Ok(beside.filter(|path| path.is_dir()))
}

/// A file of the repository.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    #[cfg(test)]
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }
}

/// Every text file of the repository, sorted by path; files that are not UTF-8 are left out.
pub(crate) fn files(root: &Path) -> Result<Vec<File>, Fault> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Fault::new(format!("`{}` cannot be listed: {error}", folder.display())))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                // A worktree's target may have another name; cargo marks each with a tag.
                let foreign = FOREIGN.contains(&name.as_str()) || path.join("CACHEDIR.TAG").exists();
                if !foreign {
                    folders.push(path);
                }
            } else if kind.is_file()
                && let Ok(text) = std::fs::read_to_string(&path)
                && let Ok(relative) = path.strip_prefix(root)
            {
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                files.push(File { path: parts.join("/"), text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_folder_that_is_named_must_be_there_and_one_beside_need_not() {
        let folder = std::env::temp_dir().join(format!("probity-xtask-workspace-{}", std::process::id()));
        let root = folder.join("checkout");
        std::fs::create_dir_all(&root).unwrap();
        assert!(named_or_beside(Some(folder.join("nowhere")), &root).is_err());
        assert_eq!(named_or_beside(None, &root).unwrap(), None);
        std::fs::create_dir(folder.join("shared")).unwrap();
        let found = named_or_beside(None, &root).unwrap();
        assert_eq!(found, Some(folder.join("shared").canonicalize().unwrap()));
        assert_eq!(named_or_beside(found.clone(), &root).unwrap(), found);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_was_built_or_fetched_is_not_of_the_repository() {
        let root = std::env::temp_dir().join(format!("probity-xtask-files-{}", std::process::id()));
        for path in
            ["src/a.rs", "node_modules/b.js", ".ci/run", "other-target/CACHEDIR.TAG", "other-target/c.rs"]
        {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), "text").unwrap();
        }
        let paths: Vec<String> = files(&root).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(paths, [".ci/run", "src/a.rs"]);
        std::fs::remove_dir_all(root).unwrap();
    }
}
