//! A project on disk: which files it has, and reading them.

use crate::failure::Failure;
use probity_notice::{Document, Format};
use probity_policy::project::{Files, LARGEST_FILE, Project, PublishedFile, ReadText, compile};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The files below a folder.
pub(crate) struct Folder(PathBuf);

impl Files for Folder {
    /// Markdown, pages of the web and PDFs are read as somebody reads them, their headings marked, so that `§` finds
    /// them and quotes have no marks in them.
    fn published(&self, path: &str) -> Result<PublishedFile, String> {
        let bytes = self.read(path)?;
        let named = Format::of_name(path);
        let format = if bytes.starts_with(b"%PDF-") { Some(Format::Pdf) } else { named };
        if !matches!(format, Some(Format::Html | Format::Markdown | Format::Pdf)) {
            return Ok(PublishedFile { written: bytes, read: None });
        }
        let document = Document::read(&bytes, format).map_err(|why| format!("{why} [{}]", why.code()))?;
        let (text, map) = document.headed();
        let is_markdown = document.format() == Format::Markdown;
        let written = document.source().as_bytes().to_vec();
        Ok(PublishedFile { written, read: Some(ReadText { text, map, is_markdown }) })
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let real = std::fs::canonicalize(self.0.join(path)).map_err(|error| error.to_string())?;
        // Findings show excerpts: a stranger's policy must not show the files of whoever checks it.
        let home = if self.0.as_os_str().is_empty() { Path::new(".") } else { self.0.as_path() };
        let home = std::fs::canonicalize(home).map_err(|error| error.to_string())?;
        if !real.starts_with(home) {
            return Err("it is outside the project's folder".to_owned());
        }
        let file = std::fs::File::open(real).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        // One byte more than allowed tells that it is too large, without reading the rest of it.
        let limit = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

/// Writes a file, and says which one when that fails.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text)
        .map_err(|error| Failure::world(format!("cannot write `{}`", path.display()), &error))
}

/// A project's folder as the beginning of its files' paths: nothing for the present one.
pub(crate) fn folder(path: &Path) -> String {
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    let text =
        folder.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect::<PathBuf>();
    if text.as_os_str().is_empty() { String::new() } else { format!("{}/", text.display()) }
}

/// Compiles the project in a folder: its `*.probity` files, or its `*.probity.json` projections,
/// in the order of their names. A path to one file compiles that file.
pub(crate) fn load(path: &Path) -> Result<Project, Failure> {
    let (folder, roots) = roots(path)?;
    Ok(compile(&roots, &Folder(folder)))
}

/// The `*.probity` files of a folder, or the file itself.
pub(crate) fn roots(path: &Path) -> Result<(PathBuf, Vec<String>), Failure> {
    if path.is_file() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        return Ok((folder, vec![name]));
    }
    let entries = std::fs::read_dir(path)
        .map_err(|error| Failure::world(format!("cannot read the folder `{}`", path.display()), &error))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        // Not the folder `.probity` with the state, whose name ends so too.
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        // Probity's own folder in a project is called `.probity`, and is no file of the policy.
        .filter(|name| !name.starts_with('.'))
        .filter(|name| name.ends_with(".probity") || name.ends_with(".probity.json"))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(Failure::Usage(format!(
            "there is no `.probity` file in `{}`; `probity new {0}` writes a first one",
            path.display()
        )));
    }
    Ok((path.to_path_buf(), names))
}
