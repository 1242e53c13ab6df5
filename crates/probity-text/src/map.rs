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
    #[must_use]
    pub const fn none() -> Self {
        Self { pieces: Vec::new() }
    }

    /// The pieces in order; none when the text is the source itself.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Adds a piece behind the last one.
    pub fn push(&mut self, length: usize, source: Range<usize>, origin: Origin) {
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

    /// The map of a text of `length` bytes into which so many bytes were put at each of these places, in their order.
    #[must_use]
    pub fn with_made(&self, length: usize, made: &[(usize, usize)]) -> Self {
        let whole = [Piece { text: 0..length, source: 0..length, origin: Origin::Same }];
        let pieces = if self.pieces.is_empty() { &whole[..] } else { &self.pieces };
        let mut made = made.iter().copied().peekable();
        let mut map = Self::none();
        for piece in pieces {
            let mut from = piece.text.start;
            let source = |from: usize, to: usize| match piece.origin {
                Origin::Same => {
                    let at = piece.source.start;
                    at + (from - piece.text.start)..at + (to - piece.text.start)
                }
                Origin::Written | Origin::Made => piece.source.clone(),
            };
            while let Some((at, bytes)) = made.next_if(|(at, _)| *at < piece.text.end) {
                let at = at.max(from);
                map.push(at - from, source(from, at), piece.origin);
                let place = source(at, at).start;
                map.push(bytes, place..place, Origin::Made);
                from = at;
            }
            map.push(piece.text.end - from, source(from, piece.text.end), piece.origin);
        }
        map
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.text.end <= at);
        self.pieces.get(index).filter(|piece| piece.text.start <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_text_moves_the_places_behind_it() {
        let mut map = SourceMap::none();
        map.push(4, 10..14, Origin::Same);
        map.push(1, 14..20, Origin::Written);
        map.push(3, 20..23, Origin::Same);
        let with = map.with_made(8, &[(0, 2), (6, 3)]);
        assert_eq!(with.source(&(2..6)), 10..14);
        assert_eq!(with.source(&(6..7)), 14..20);
        assert_eq!(with.source(&(7..8)), 20..21);
        assert_eq!(with.source(&(11..13)), 21..23);
        assert_eq!(with.pieces().last().map(|last| last.text.end), Some(13));
    }

    #[test]
    fn a_text_that_is_its_own_source_has_places_of_its_own_behind_what_is_put_in() {
        let with = SourceMap::none().with_made(10, &[(4, 2)]);
        assert_eq!((with.source(&(0..4)), with.source(&(6..12))), (0..4, 4..10));
    }
}
