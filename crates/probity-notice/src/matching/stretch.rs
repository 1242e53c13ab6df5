//! A stretch of plain text with the places where its words begin and end, told once and asked for again and again.

use super::part::is_word;
use super::plain::Plain;
use std::ops::Range;

/// So many places are told by one word of bits.
const PLACES: usize = 64;
/// So many bytes are looked at together.
const EIGHT: usize = 8;

/// Of 64 places those where words begin, and those where they end.
#[derive(Clone, Copy, Debug, Default)]
struct Edges {
    starts: u64,
    ends: u64,
}

/// The edges of the words of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Edged(Vec<Edges>);

impl Edged {
    /// Of a plain text; tells where each run of letters and figures begins and ends.
    pub(super) fn of(text: &[u8], mut run: impl FnMut(usize, usize)) -> Self {
        let mut edged = Vec::with_capacity(text.len() / PLACES + 1);
        let (mut words_before, mut runs_before) = (0, 0);
        let mut begun = 0;
        let behind = text.len().is_multiple_of(PLACES).then_some(&[][..]);
        for (block, bytes) in text.chunks(PLACES).chain(behind).enumerate() {
            let (letters, lines) = letters_in(bytes);
            let words = letters | lines;
            let shifted = words << 1 | words_before;
            words_before = words >> (PLACES - 1);
            edged.push(Edges { starts: words & !shifted, ends: !words & shifted });
            let mut turns = letters ^ (letters << 1 | runs_before);
            runs_before = letters >> (PLACES - 1);
            while let Some(rest) = turns.checked_sub(1) {
                let bit = turns.trailing_zeros();
                turns &= rest;
                let at = block * PLACES + bit as usize;
                if letters >> bit & 1 != 0 {
                    begun = at;
                } else {
                    run(begun, at);
                }
            }
        }
        Self(edged)
    }

    /// A stretch of the text that they are of.
    pub(super) fn stretch<'t>(&'t self, text: &'t [u8], range: Range<usize>) -> Stretch<'t> {
        Stretch { offset: range.start, text: text.get(range).unwrap_or(&[]), edges: &self.0 }
    }
}

/// A few words by themselves, made plain.
#[derive(Debug)]
pub(crate) struct Line {
    plain: Plain,
    edged: Edged,
}

impl Line {
    pub(crate) fn of(text: &str) -> Self {
        let plain = Plain::of(text);
        let edged = Edged::of(plain.bytes(), |_, _| {});
        Self { plain, edged }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Stretch<'_> {
        self.edged.stretch(self.plain.bytes(), 0..self.plain.bytes().len())
    }
}

/// Of at most 64 bytes, one bit for each that is a letter or a figure, and for each `_`.
fn letters_in(bytes: &[u8]) -> (u64, u64) {
    let eights = bytes.chunks(EIGHT).enumerate();
    eights.fold((0, 0), |(letters, lines), (at, eight)| {
        let mut whole = [0; EIGHT];
        whole.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
        let (more, more_lines) = eight_letters(u64::from_le_bytes(whole));
        (letters | more << (at * EIGHT), lines | more_lines << (at * EIGHT))
    })
}

/// The same of eight bytes, the first in the lowest bits.
fn eight_letters(bytes: u64) -> (u64, u64) {
    const fn eight(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; EIGHT])
    }
    // Plain bytes have no highest bit, which so tells for each of them whether it is beyond another.
    let beyond = |bytes: u64, last: u8| (bytes & eight(0x7f)).wrapping_add(eight(0x7f - last));
    let small = bytes | eight(0x20);
    let is_letter = beyond(small, b'a' - 1) & !beyond(small, b'z');
    let is_figure = beyond(bytes, b'0' - 1) & !beyond(bytes, b'9');
    let is_line = beyond(bytes, b'_' - 1) & !beyond(bytes, b'_');
    // Gathers the highest bits of the bytes, the first in the lowest.
    let gathered = |marked: u64| {
        ((marked & !bytes & eight(0x80)) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> (PLACES - EIGHT)
    };
    (gathered(is_letter | is_figure), gathered(is_line))
}

/// A stretch of plain text with the edges of its words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stretch<'t> {
    pub(crate) text: &'t [u8],
    /// Where it begins in the text that the edges are of.
    offset: usize,
    edges: &'t [Edges],
}

impl<'t> Stretch<'t> {
    fn edges(&self, at: usize) -> Edges {
        self.edges.get(at / PLACES).copied().unwrap_or_default()
    }

    /// Whether a word begins or ends at a place.
    #[inline]
    pub(super) fn is_edge(&self, at: usize) -> bool {
        if at == 0 || at >= self.text.len() {
            // Where the stretch is cut, so are its words.
            let beside = if at == 0 { self.text.first() } else { self.text.last() };
            return at <= self.text.len() && is_word(beside);
        }
        let at = self.offset + at;
        let Edges { starts, ends } = self.edges(at);
        (starts | ends) >> (at % PLACES) & 1 != 0
    }

    /// Its words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'t [u8]> {
        let starts = std::iter::successors(self.next_start(0, self.text.len()), |start| {
            self.next_start(start + 1, self.text.len())
        });
        starts.map(|start| {
            let rest = self.text.get(start..).unwrap_or(&[]);
            let end = rest.iter().position(|byte| !is_word(Some(byte))).unwrap_or(rest.len());
            rest.get(..end).unwrap_or(&[])
        })
    }

    /// The first place from one to another where a word begins.
    #[inline]
    pub(super) fn next_start(&self, from: usize, to: usize) -> Option<usize> {
        if from == 0 && is_word(self.text.first()) {
            return Some(0);
        }
        let to = to.min(self.text.len().checked_sub(1)?) + self.offset;
        let mut at = from + self.offset;
        while at <= to {
            let rest = self.edges(at).starts >> (at % PLACES);
            if rest != 0 {
                at += rest.trailing_zeros() as usize;
                return (at <= to).then(|| at - self.offset);
            }
            at = (at / PLACES + 1) * PLACES;
        }
        None
    }

    /// The last place from one back to another where a word begins.
    #[inline]
    pub(super) fn last_start(&self, from: usize, to: usize) -> Option<usize> {
        let from = from.min(self.text.len().checked_sub(1)?);
        let found = self.last(|edges| edges.starts, from, to);
        found.or_else(|| (to == 0 && is_word(self.text.first())).then_some(0))
    }

    /// The last place from one back to another where a word ends.
    #[inline]
    pub(super) fn last_end(&self, from: usize, to: usize) -> Option<usize> {
        if from >= self.text.len() && is_word(self.text.last()) {
            return Some(self.text.len());
        }
        self.last(|edges| edges.ends, from, to.max(1))
    }

    #[inline]
    fn last(&self, bits: impl Fn(Edges) -> u64, from: usize, to: usize) -> Option<usize> {
        let (mut at, to) = (from + self.offset, to + self.offset);
        while at >= to {
            let rest = bits(self.edges(at)) << (PLACES - 1 - at % PLACES);
            if rest != 0 {
                at -= rest.leading_zeros() as usize;
                return (at >= to).then(|| at - self.offset);
            }
            at = (at / PLACES * PLACES).checked_sub(1)?;
        }
        None
    }
}
