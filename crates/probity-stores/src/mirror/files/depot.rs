//! What keeps files by their paths: a folder, or a bucket of a service. It can list them, hand one over to
//! be read, put another in its place, and take one away. What is in them is nothing to it.
//!
//! INVARIANT (WHOLE-OR-NOT): a reader of a path finds the old file or the new one and nothing between, and a
//! file that somebody else changed meanwhile is left as they left it.

use crate::error::{EngineFault, FaultKind};
use probity_policy::model::pattern::Pattern;
use std::fmt;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::time::SystemTime;

/// How a file is called that is there only while another is written again; no pattern finds it.
pub(super) const REWRITING: &str = ".probity-rewriting-";

/// What is known of a file without reading it.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    /// Its size in bytes.
    pub(super) size: u64,
    /// When it was last written to.
    pub(super) written: Option<SystemTime>,
    /// What changes when somebody writes to it.
    pub(super) version: String,
}

/// A file that is being read, decompressed where it is compressed.
pub(super) struct Opened {
    pub(super) stamp: Stamp,
    pub(super) source: Box<dyn Read + Send>,
}

/// Called for each path, with its stamp where listing tells it.
pub(super) type Each<'a> = dyn FnMut(&str, Option<Stamp>) -> io::Result<ControlFlow<()>> + 'a;

/// Writes a file again from what it was; says whether anything is left to be a file.
pub(super) type Rewrite<'a> = dyn FnMut(&mut dyn Read, &mut dyn Write) -> io::Result<bool> + 'a;

/// Something that keeps files. Its calls wait for a disk or a network, and are made where nobody else waits.
pub(super) trait Depot: Send + Sync + fmt::Debug {
    /// Goes through the files that a pattern could mean, by their paths with `/`.
    fn walk(&self, pattern: &Pattern, each: &mut Each<'_>) -> io::Result<ControlFlow<()>>;

    /// What is known of a file; nothing when it is gone.
    fn look(&self, path: &str) -> io::Result<Option<Stamp>>;

    /// Opens a file; nothing when it is gone.
    fn open(&self, path: &str) -> io::Result<Option<Opened>>;

    /// Puts what `write` writes in the place of a file, or removes it when nothing is left. False when
    /// somebody else changed or removed it meanwhile; then nothing is done.
    fn replace(&self, path: &str, pattern: &Pattern, write: &mut Rewrite<'_>) -> io::Result<bool>;

    /// Removes a file that is still this version; false when it is not there or another.
    fn remove(&self, path: &str, pattern: &Pattern, version: &str) -> io::Result<bool>;

    /// Finishes what a stop in the middle of a change left undone.
    fn settle(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The fault of a file; its name may be a person's and is not told.
pub(super) fn fault(attempted: &str, pattern: &str, error: &io::Error) -> EngineFault {
    let of = |kind, why: &dyn fmt::Display| {
        EngineFault::own(kind, format!("a file of `{pattern}` could not be {attempted}: {why}"))
    };
    if let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<EngineFault>()) {
        return of(fault.kind, fault);
    }
    match error.kind() {
        // Said by `shape` about a record by its number, or by the decompressor; neither quotes anything.
        io::ErrorKind::InvalidData => of(FaultKind::Other, error),
        io::ErrorKind::PermissionDenied => of(FaultKind::Permission, &error.kind()),
        io::ErrorKind::ReadOnlyFilesystem => of(FaultKind::ReadOnly, &error.kind()),
        kind => of(FaultKind::Other, &kind),
    }
}

/// Whether a file of this name is compressed.
pub(super) fn is_compressed(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("gz"))
}

/// What is in a file, decompressed where it is compressed.
pub(super) fn unpacked(compressed: bool, source: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    if compressed {
        Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(source)))
    } else {
        Box::new(source)
    }
}

/// Writes a file, compressed where it is; answers what `write` did, and where it was written to.
pub(super) fn packed<W: Write>(
    compressed: bool,
    mut out: W,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>,
) -> (io::Result<bool>, Option<W>) {
    if !compressed {
        return (write(&mut out), Some(out));
    }
    let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
    let any = write(&mut packed);
    match packed.finish() {
        Ok(out) => (any, Some(out)),
        Err(error) => (any.and(Err(error)), None),
    }
}
