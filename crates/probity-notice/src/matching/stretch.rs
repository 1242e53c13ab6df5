//! A stretch of plain text with the places where its words begin and end, told once and asked for again and again.

use super::part::is_word;

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

/// The edges of words of stretches of text, one stretch after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Edged(Vec<Edges>);

impl Edged {
    /// One stretch more.
    pub(super) fn put(&mut self, text: &[u8]) {
        let mut before = 0;
        let blocks = text.chunks(PLACES).map(letters_in);
        // What ends with the text ends behind its last byte.
        let behind = text.len().is_multiple_of(PLACES).then_some(0);
        for letters in blocks.chain(behind) {
            let shifted = letters << 1 | before;
            before = letters >> (PLACES - 1);
            self.0.push(Edges { starts: letters & !shifted, ends: !letters & shifted });
        }
    }

    /// What was put there before another was.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// A stretch, with where its edges begin.
    pub(super) fn of<'t>(&'t self, text: &'t [u8], from: usize) -> Stretch<'t> {
        Stretch { text, edges: self.0.get(from..).unwrap_or(&[]) }
    }
}

/// One bit for each of at most 64 bytes that is a letter of a word.
fn letters_in(bytes: &[u8]) -> u64 {
    let eights = bytes.chunks(EIGHT).enumerate();
    eights.fold(0, |all, (at, eight)| {
        let letters = match <[u8; EIGHT]>::try_from(eight) {
            Ok(eight) => eight_letters(u64::from_le_bytes(eight)),
            Err(_) => {
                let ones = eight.iter().enumerate().filter(|(_, byte)| is_word(Some(byte)));
                ones.fold(0, |all, (bit, _)| all | 1 << bit)
            }
        };
        all | letters << (at * EIGHT)
    })
}

/// The same of eight bytes, the first in the lowest bits.
fn eight_letters(bytes: u64) -> u64 {
    const fn eight(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; EIGHT])
    }
    // Plain bytes have no highest bit, which so tells for each of them whether it is beyond another.
    let beyond = |bytes: u64, last: u8| (bytes & eight(0x7f)).wrapping_add(eight(0x7f - last));
    let small = bytes | eight(0x20);
    let is_letter = beyond(small, b'a' - 1) & !beyond(small, b'z');
    let is_figure = beyond(bytes, b'0' - 1) & !beyond(bytes, b'9');
    let is_line = beyond(bytes, b'_' - 1) & !beyond(bytes, b'_');
    let marked = (is_letter | is_figure | is_line) & !bytes & eight(0x80);
    // Gathers the highest bits of the bytes, the first in the lowest.
    (marked >> 7).wrapping_mul(0x0102_0408_1020_4080) >> (PLACES - EIGHT)
}

/// A stretch of plain text with the edges of its words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch<'t> {
    pub(crate) text: &'t [u8],
    edges: &'t [Edges],
}

impl Stretch<'_> {
    fn edges(&self, at: usize) -> Edges {
        self.edges.get(at / PLACES).copied().unwrap_or_default()
    }

    /// Whether a word begins or ends at a place.
    #[inline]
    pub(super) fn is_edge(&self, at: usize) -> bool {
        let Edges { starts, ends } = self.edges(at);
        (starts | ends) >> (at % PLACES) & 1 != 0
    }

    /// The first place from one to another where a word begins.
    #[inline]
    pub(super) fn next_start(&self, from: usize, to: usize) -> Option<usize> {
        let mut at = from;
        while at <= to {
            let rest = self.edges(at).starts >> (at % PLACES);
            if rest != 0 {
                return Some(at + rest.trailing_zeros() as usize).filter(|at| *at <= to);
            }
            at = (at / PLACES + 1) * PLACES;
        }
        None
    }

    /// The last place from one back to another where a word begins.
    #[inline]
    pub(super) fn last_start(&self, from: usize, to: usize) -> Option<usize> {
        last(|at| self.edges(at).starts, from, to)
    }

    /// The last place from one back to another where a word ends.
    #[inline]
    pub(super) fn last_end(&self, from: usize, to: usize) -> Option<usize> {
        last(|at| self.edges(at).ends, from, to)
    }
}

#[inline]
fn last(bits: impl Fn(usize) -> u64, from: usize, to: usize) -> Option<usize> {
    let mut at = from;
    while at >= to {
        let rest = bits(at) << (PLACES - 1 - at % PLACES);
        if rest != 0 {
            return Some(at - rest.leading_zeros() as usize).filter(|at| *at >= to);
        }
        at = (at / PLACES * PLACES).checked_sub(1)?;
    }
    None
}
