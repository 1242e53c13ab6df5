//! The files of a folder: finding them without being led out of it, and replacing one so that a crash
//! leaves the old file or the new one and nothing between.
//!
//! INVARIANT (STAYS-INSIDE): links are never followed; a path comes from reading directories from the
//! folder's own root downward, or is put together from names that are neither `..` nor have a `/`.

use crate::error::{EngineFault, FaultKind};
use probity_policy::model::pattern::{Pattern, PatternPart};
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

/// How a file that replaces another is called until it does.
const REWRITING: &str = ".probity-rewriting-";

/// The fault of a file; its name may be a person's and is not told.
pub(crate) fn fault(attempted: &str, pattern: &str, error: &io::Error) -> EngineFault {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => FaultKind::Permission,
        io::ErrorKind::ReadOnlyFilesystem => FaultKind::ReadOnly,
        _ => FaultKind::Other,
    };
    EngineFault::own(kind, format!("a file of `{pattern}` could not be {attempted}: {}", error.kind()))
}

/// Goes through the files that a pattern could mean, by their paths with `/`, in order.
pub(crate) fn walk(
    root: &Path,
    pattern: &Pattern,
    each: &mut dyn FnMut(&str) -> Result<ControlFlow<()>, EngineFault>,
    failed: &dyn Fn(&io::Error) -> EngineFault,
) -> Result<ControlFlow<()>, EngineFault> {
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
            Err(error) => return Err(failed(&error)),
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
    descend(&path, known, depth, each, failed)
}

fn descend(
    folder: &Path,
    name: &str,
    depth: usize,
    each: &mut dyn FnMut(&str) -> Result<ControlFlow<()>, EngineFault>,
    failed: &dyn Fn(&io::Error) -> EngineFault,
) -> Result<ControlFlow<()>, EngineFault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ControlFlow::Continue(())),
        Err(error) => return Err(failed(&error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
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
            descend(&folder.join(&entry), &path, depth - 1, each, failed)?
        } else if is_folder {
            ControlFlow::Continue(())
        } else {
            each(&path)?
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The place of a path inside the root; nothing when it would lead out of it, over a link or otherwise.
pub(crate) fn inside(root: &Path, path: &str) -> Option<PathBuf> {
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

/// Opens a file to be read, decompressed where its name says so; nothing when it is gone.
pub(crate) fn open(path: &Path) -> io::Result<Option<Box<dyn Read + Send>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(if is_compressed(path) {
        Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(file)))
    } else {
        Box::new(file)
    }))
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}

/// What of a file changes when somebody writes to it.
pub(crate) fn stamp(found: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (found.len(), found.modified().ok())
}

/// Only one of us changes a folder at a time; the lock goes with the handle.
pub(crate) fn lock(root: &Path) -> io::Result<File> {
    let handle = File::open(root)?;
    handle.lock()?;
    Ok(handle)
}

/// Replaces a file by what `write` writes, wholly or not at all. `write` says whether anything is left to
/// be a file; otherwise it goes. False when somebody else changed the file meanwhile; then nothing is done.
pub(crate) fn replace(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>,
) -> io::Result<bool> {
    let before = fs::metadata(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let new = path.with_file_name(format!("{REWRITING}{name}"));
    // What a crash left is somebody's data, and goes.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let outcome = written(&new, is_compressed(path), &before, write).and_then(|any| {
        if stamp(&fs::metadata(path)?) != stamp(&before) {
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
    let mut out = io::BufWriter::new(file);
    let any = if compressed {
        let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
        let any = write(&mut packed)?;
        out = packed.finish()?;
        any
    } else {
        write(&mut out)?
    };
    out.flush()?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(any)
}

/// Deletes a file; true when it was there.
pub(crate) fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => remember(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes the folders that became empty, up to the one that the pattern knows by name.
pub(crate) fn tidy(root: &Path, path: &str, pattern: &Pattern) {
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
