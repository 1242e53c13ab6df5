//! What stands in the place of Parquet where it is not compiled in: a fault that says so.

use super::shape::{Edits, Found};
use crate::mirror::source::SourceColumn;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;

fn absent() -> io::Error {
    let message = "it is Parquet, and this program was built without the feature `lake`";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The columns of a file.
pub(super) fn columns(_: &mut dyn Read) -> io::Result<Vec<SourceColumn>> {
    Err(absent())
}

/// Hands on the rows of a file.
pub(super) fn read(_: &mut dyn Read, _: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>) -> io::Result<()> {
    Err(absent())
}

/// Writes a file again with some rows changed or gone.
pub(super) fn rewrite(_: &mut dyn Read, _: &Edits, _: &mut dyn Write) -> io::Result<(usize, usize)> {
    Err(absent())
}
