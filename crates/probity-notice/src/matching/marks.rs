//! Marks and figures, which few sentences have: a pattern that asks for one need not be tried without it.
//!
//! INVARIANT (MARKS-ARE-NECESSARY): whatever a pattern matches has, of all that it asks for, a mark or a figure.

use super::part::{Part, Set, Times};

/// Kinds of marks, one bit each: figures, and the marks that patterns ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u8);

/// The bit of figures stands before theirs.
const SINGLE: [u8; 7] = *b"@+([:%/";

impl Marks {
    /// Those of a stretch of text.
    pub(super) fn of(text: &[u8]) -> Self {
        Self(text.iter().fold(0, |all, byte| all | kind(*byte)))
    }

    /// Those that a set of bytes consists of; nothing when other bytes are in it.
    fn only(set: &Set) -> Option<Self> {
        let all = set.bytes().map(kind).try_fold(0, |all, kind| (kind != 0).then_some(all | kind))?;
        (all != 0).then_some(Self(all))
    }

    /// Kinds of each of which one must stand where a part matches.
    pub(super) fn asked_for(part: &Part) -> Vec<Self> {
        match part {
            Part::Bytes(bytes) => bytes.letters().filter_map(|letter| Self::only(&letter.set())).collect(),
            Part::One(set) | Part::Run(set, Times { least: 1.., .. }) => {
                Self::only(set).into_iter().collect()
            }
            Part::All(parts) => parts.iter().flat_map(Self::asked_for).collect(),
            Part::Any(ways) => {
                let each = ways.iter().map(|way| Self::asked_for(way).first().copied());
                let any = each.reduce(|one, other| Some(Self(one?.0 | other?.0)));
                any.flatten().into_iter().collect()
            }
            Part::Again(part, Times { least: 1.., .. }) => Self::asked_for(part),
            Part::Nothing | Part::Named | Part::Run(..) | Part::Look(_) | Part::Again(..) => Vec::new(),
        }
    }

    /// Whether they have one in common.
    pub(super) const fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// The bit of a byte, or zero. Without branches, so that many bytes are told at once.
#[inline]
fn kind(byte: u8) -> u8 {
    let figure = u8::from(byte.wrapping_sub(b'0') < 10);
    let single = |all: u8, (bit, mark): (u8, u8)| all | u8::from(byte == mark) << bit;
    (1_u8..).zip(SINGLE).fold(figure, single)
}
