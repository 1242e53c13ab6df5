//! From places of the text back to places of the source.
//!
//! INVARIANT (TEXT-IS-COVERED): the pieces follow each other without a gap from the first byte of the text to the
//! last, and their places in the source never go back.

use std::ops::Range;

/// Where a piece of the text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Byte for byte from the source.
    Same,
    /// Written otherwise in the source: an entity, a run of space, a no-break space.
    Written,
    /// Not in the source: put there where the source begins a line, an item or a cell.
    Made,
}

/// A piece of the text and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub text: Range<usize>,
    /// Bytes of the decoded source; empty when the piece was made.
    pub source: Range<usize>,
    /// How the two belong together.
    pub origin: Origin,
}

/// The pieces of a text, in order; none when the text is the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// Of a text that is its own source.
    pub(crate) const fn none() -> Self {
        Self { pieces: Vec::new() }
    }

    /// The pieces in order; none when the text is the source itself.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Adds a piece behind the last one.
    pub(crate) fn push(&mut self, length: usize, source: Range<usize>, origin: Origin) {
        if length == 0 {
            return;
        }
        let start = self.pieces.last().map_or(0, |last| last.text.end);
        if let Some(last) = self.pieces.last_mut()
            && last.origin == Origin::Same
            && origin == Origin::Same
            && last.source.end == source.start
        {
            last.text.end += length;
            last.source.end = source.end;
            return;
        }
        self.pieces.push(Piece { text: start..start + length, source, origin });
    }

    /// The bytes of the source that a range of the text stands for.
    #[must_use]
    pub fn source(&self, range: &Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range.clone();
        }
        let start = self.piece(range.start).map_or_else(
            || self.pieces.last().map_or(0, |last| last.source.end),
            |piece| match piece.origin {
                Origin::Same => piece.source.start + (range.start - piece.text.start),
                Origin::Written | Origin::Made => piece.source.start,
            },
        );
        if range.is_empty() {
            return start..start;
        }
        let end = self.piece(range.end - 1).map_or(start, |piece| match piece.origin {
            Origin::Same => piece.source.start + (range.end - piece.text.start),
            Origin::Written | Origin::Made => piece.source.end,
        });
        start..end.max(start)
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.text.end <= at);
        self.pieces.get(index).filter(|piece| piece.text.start <= at)
    }
}
