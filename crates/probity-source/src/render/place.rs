//! Where a span lies, as people count.

use super::escape::one_line;
use crate::{Position, Sources, Span};
use std::fmt;

/// A span with its file's name, its first place and the place after its last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) start: Position,
    pub(super) end: Position,
}

impl<'a> Place<'a> {
    /// The place of a span; none when its file is not of these sources.
    pub(super) fn of(sources: &'a Sources, span: Span) -> Option<Self> {
        let file = sources.get(span.source())?;
        Some(Self { file: file.name(), start: file.position(span.start()), end: file.position(span.end()) })
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", one_line(self.file), self.start.line, self.start.column)
    }
}
