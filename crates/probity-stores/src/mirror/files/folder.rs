//! The files of a folder: finding them without being led out of it, and replacing one so that a crash
//! leaves the old file or the new one and nothing between.
//!
//! INVARIANT (STAYS-INSIDE): links are never followed; a path comes from reading directories from the
//! folder's own root downward, or is put together from names that are neither `..` nor have a `/`.

use super::depot::{Depot, Each, Opened, REWRITING, Rewrite, Stamp, is_compressed, packed, unpacked};
use crate::error::{EngineFault, FaultKind};
use probity_policy::model::pattern::{Pattern, PatternPart};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A folder.
#[derive(Debug)]
pub(super) struct FolderDepot {
    root: PathBuf,
}

impl FolderDepot {
    /// A folder that is there and may be entered.
    pub(super) fn open(root: PathBuf) -> Result<Self, EngineFault> {
        match fs::metadata(&root) {
            Ok(found) if found.is_dir() => Ok(Self { root }),
            Ok(_) => Err(EngineFault::own(FaultKind::MissingDatabase, "it is no folder")),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Err(EngineFault::own(FaultKind::Permission, "it may not be entered"))
            }
            Err(error) => Err(EngineFault::own(FaultKind::MissingDatabase, error.kind().to_string())),
        }
    }
}

impl Depot for FolderDepot {
    fn walk(&self, pattern: &Pattern, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
        walk(&self.root, pattern, each)
    }

    fn look(&self, path: &str) -> io::Result<Option<Stamp>> {
        let Some(file) = inside(&self.root, path) else { return Ok(None) };
        Ok(there(fs::metadata(file))?.as_ref().map(stamp))
    }

    fn open(&self, path: &str) -> io::Result<Option<Opened>> {
        let Some(file) = inside(&self.root, path) else { return Ok(None) };
        let Some(file) = there(File::open(file))? else { return Ok(None) };
        let stamp = stamp(&file.metadata()?);
        Ok(Some(Opened { stamp, source: unpacked(is_compressed(path), file) }))
    }

    fn replace(&self, path: &str, pattern: &Pattern, write: &mut Rewrite<'_>) -> io::Result<bool> {
        let Some(file) = inside(&self.root, path) else { return Ok(false) };
        let _lock = lock(&self.root)?;
        let Some(before) = there(fs::metadata(&file))? else { return Ok(false) };
        let mut left = true;
        let done = replace(&file, &before, is_compressed(path), &mut |out| {
            let Some(source) = there(File::open(&file))? else { return Ok(true) };
            left = write(&mut *unpacked(is_compressed(path), source), out)?;
            Ok(left)
        })?;
        if done && !left {
            tidy(&self.root, path, pattern);
        }
        Ok(done)
    }

    fn remove(&self, path: &str, pattern: &Pattern, version: &str) -> io::Result<bool> {
        let Some(file) = inside(&self.root, path) else { return Ok(false) };
        let _lock = lock(&self.root)?;
        let found = there(fs::metadata(&file))?;
        if found.is_none_or(|found| stamp(&found).version != version) || !remove(&file)? {
            return Ok(false);
        }
        tidy(&self.root, path, pattern);
        Ok(true)
    }
}

/// Nothing for what is gone.
fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn stamp(found: &Metadata) -> Stamp {
    let written = found.modified().ok();
    let since = written.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let version = format!("{}:{}", found.len(), since.map_or(0, |since| since.as_nanos()));
    Stamp { size: found.len(), written, version }
}

/// Goes through the files that a pattern could mean, by their paths with `/`, in order.
fn walk(root: &Path, pattern: &Pattern, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
    // Directories before the first open part of the pattern are known.
    let known = match pattern.parts().first() {
        Some(PatternPart::Text(text)) => text.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => "",
    };
    let mut path = root.to_path_buf();
    for name in known.split('/').filter(|name| !name.is_empty()) {
        path.push(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Ok(ControlFlow::Continue(())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ControlFlow::Continue(())),
            Err(error) => return Err(error),
        }
    }
    let deep = pattern.parts().iter().any(|part| matches!(part, PatternPart::Deep));
    let text: usize = pattern
        .parts()
        .iter()
        .map(|part| if let PatternPart::Text(text) = part { text.matches('/').count() } else { 0 })
        .sum();
    let depth = if deep { usize::MAX } else { text - known.matches('/').count() };
    let depth = if known.is_empty() || deep { depth } else { depth.saturating_sub(1) };
    descend(&path, known, depth, each)
}

fn descend(folder: &Path, name: &str, depth: usize, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
    let Some(entries) = there(fs::read_dir(folder))? else { return Ok(ControlFlow::Continue(())) };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        // A name that is no UTF-8 cannot be matched; nobody can have described it.
        let Ok(name) = entry.file_name().into_string() else { continue };
        if (kind.is_dir() || kind.is_file()) && !name.starts_with(REWRITING) {
            found.push((name, kind.is_dir()));
        }
    }
    found.sort();
    for (entry, is_folder) in found {
        let path = if name.is_empty() { entry.clone() } else { format!("{name}/{entry}") };
        let flow = if is_folder && depth > 0 {
            descend(&folder.join(&entry), &path, depth - 1, each)?
        } else if is_folder {
            ControlFlow::Continue(())
        } else {
            each(&path, None)?
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The place of a path inside the root; nothing when it would lead out of it, over a link or otherwise.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut whole = root.to_path_buf();
    for part in relative.components() {
        whole.push(part);
        if fs::symlink_metadata(&whole).is_ok_and(|found| found.is_symlink()) {
            return None;
        }
    }
    Some(whole)
}

/// Only one of us changes a folder at a time; the lock goes with the handle.
fn lock(root: &Path) -> io::Result<File> {
    let handle = File::open(root)?;
    handle.lock()?;
    Ok(handle)
}

/// Replaces a file by what `write` writes, wholly or not at all. `write` says whether anything is left to
/// be a file; otherwise it goes. False when somebody else changed the file meanwhile; then nothing is done.
fn replace(
    path: &Path,
    before: &Metadata,
    compressed: bool,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>,
) -> io::Result<bool> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let new = path.with_file_name(format!("{REWRITING}{name}"));
    // What a crash left is somebody's data, and goes.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let outcome = written(&new, compressed, before, write).and_then(|any| {
        if stamp(&fs::metadata(path)?).version != stamp(before).version {
            return Ok(false);
        }
        if any {
            fs::rename(&new, path)?
        } else {
            fs::remove_file(path)?
        }
        Ok(true)
    });
    let _ = fs::remove_file(&new);
    if outcome.as_ref().is_ok_and(|done| *done) {
        remember(path)?;
    }
    outcome
}

fn written(
    new: &Path,
    compressed: bool,
    like: &Metadata,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>,
) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
    let file = File::options().write(true).create_new(true).mode(0o600).open(new)?;
    let made = file.metadata()?;
    if (made.uid(), made.gid()) != (like.uid(), like.gid()) {
        fchown(&file, Some(like.uid()), Some(like.gid()))?;
    }
    file.set_permissions(like.permissions())?;
    let (any, out) = packed(compressed, io::BufWriter::new(file), write);
    let (any, Some(mut out)) = (any?, out) else { return Ok(false) };
    out.flush()?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(any)
}

/// Deletes a file; true when it was there.
fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => remember(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes the folders that became empty, up to the one that the pattern knows by name.
fn tidy(root: &Path, path: &str, pattern: &Pattern) {
    let mut known = 0;
    for part in pattern.parts() {
        let PatternPart::Text(text) = part else { break };
        known += text.matches('/').count();
    }
    let mut folder = Path::new(path).parent();
    while let Some(inner) = folder {
        if inner.components().count() <= known || fs::remove_dir(root.join(inner)).is_err() {
            return;
        }
        folder = inner.parent();
    }
}

/// Makes the change of a folder's entries last.
fn remember(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
