//! A folder of files, or a bucket of objects, looked at as a database is: files of one pattern are a table, their
//! records its rows.
//!
//! What is concluded is concluded by [`crate::infer`], from samples that are held in memory while it thinks, and
//! dropped; nothing is written and nothing opened for writing. It is not the reading that access and erasure do,
//! which goes through every record: here a bounded part of each pattern's files is enough.

mod lines;
mod patterns;
mod records;

pub(crate) use patterns::{field_name, identifier, plain_name, varied};

use crate::gathered::{Gathering, Held, Record, Value, most_rows};
use crate::infer::Examined;
use crate::infer::classify::Classify;
use crate::observe::Bounds;
use patterns::{Group, groups};
use probity_stores::FileGlimpse;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// Files of one pattern that are read at most.
const MOST_READ: usize = 400;

/// Where files are.
pub(crate) trait Files {
    /// The paths of at most so many files, with `/` between names.
    fn paths(&self, most: usize) -> io::Result<Vec<String>>;
    /// The first bytes of a file.
    fn beginning(&self, path: &str, most: u64) -> io::Result<Vec<u8>>;
}

impl Files for Path {
    fn paths(&self, most: usize) -> io::Result<Vec<String>> {
        patterns::listed(self, most)
    }

    fn beginning(&self, path: &str, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::fs::File::open(self.join(path))?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Files for FileGlimpse {
    fn paths(&self, most: usize) -> io::Result<Vec<String>> {
        // Hidden files are passed over as in a folder.
        let paths = FileGlimpse::paths(self, most)?;
        let hidden = |path: &String| path.split('/').any(|name| name.starts_with('.') || name.is_empty());
        Ok(paths.into_iter().filter(|path| !hidden(path)).collect())
    }

    fn beginning(&self, path: &str, most: u64) -> io::Result<Vec<u8>> {
        FileGlimpse::beginning(self, path, most)?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Looks at a folder and concludes.
///
/// # Errors
/// When the folder cannot be listed. A file that cannot be read, or holds something else than its name says, is
/// passed over, and its pattern told as not sampled when no file of it could be read.
pub fn examine_folder(root: &Path, bounds: Bounds, classify: &dyn Classify) -> io::Result<Examined> {
    examine_folder_held(root, bounds, classify).map(|(examined, _)| examined)
}

/// As [`examine_folder`], with the values that were read, to be compared with those of other stores and dropped.
///
/// # Errors
/// As [`examine_folder`].
pub fn examine_folder_held(
    root: &Path,
    bounds: Bounds,
    classify: &dyn Classify,
) -> io::Result<(Examined, Held)> {
    examine(root, "files", bounds, classify)
}

/// Looks at a bucket in the same way. It waits for a network, and is called where nobody else waits.
///
/// # Errors
/// When the bucket cannot be listed.
pub fn examine_bucket(
    bucket: &FileGlimpse,
    bounds: Bounds,
    classify: &dyn Classify,
) -> io::Result<(Examined, Held)> {
    examine(bucket, "objects", bounds, classify)
}

fn examine(
    files: &(impl Files + ?Sized),
    kept_in: &'static str,
    bounds: Bounds,
    classify: &dyn Classify,
) -> io::Result<(Examined, Held)> {
    let until = Instant::now().checked_add(bounds.time);
    let mut gathering = Gathering::new(kept_in, bounds);
    for group in groups(files, until)? {
        let rows = read(files, &group, bounds, until);
        let expected = group.has_records();
        gathering.add(group.names(), group.sentence(), Vec::new(), rows, expected);
    }
    Ok(gathering.conclude(classify))
}

/// Whether the time is up.
fn is_late(until: Option<Instant>) -> bool {
    until.is_some_and(|until| until.saturating_duration_since(Instant::now()) == Duration::ZERO)
}

fn read(files: &(impl Files + ?Sized), group: &Group, bounds: Bounds, until: Option<Instant>) -> Vec<Record> {
    let most = most_rows(bounds);
    let mut rows: Vec<Record> = Vec::new();
    for (number, file) in group.files.iter().enumerate() {
        let done = rows.len() >= most || (group.has_records() && (number >= MOST_READ || is_late(until)));
        if done {
            break;
        }
        // What stands in a path is a column of each record of its file.
        let found = if group.has_records() {
            records::of_file(files, &file.path, &group.format, most - rows.len()).unwrap_or_default()
        } else {
            vec![Record::new()]
        };
        for mut record in found {
            for (name, value) in &file.fields {
                record.insert(0, (name.clone(), Value::Text(value.clone())));
            }
            rows.push(record);
        }
    }
    rows
}
