//! A pattern as a tree of parts, each of which takes bytes or looks at what stands around.

use super::anchors::{Borders, Literal, ones};
use super::common::commonness;
use regex_syntax::hir::Look;
use std::ops::RangeInclusive;

/// A pattern, or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Nothing,
    Bytes(Bytes),
    One(Set),
    /// So many bytes of a set.
    Run(Set, Times),
    Look(Look),
    /// A group that has a name ends here.
    Named,
    All(Vec<Part>),
    Any(Vec<Part>),
    Again(Box<Part>, Times),
}

/// How often something stands there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) least: usize,
    pub(super) most: usize,
    /// Whether few are preferred to many.
    pub(super) few: bool,
}

/// Bytes in a row, some of which may be capitals.
#[derive(Clone, Debug, Default)]
pub(super) struct Bytes {
    pub(super) small: Vec<u8>,
    /// The bit that tells a capital from its small letter, where both may stand.
    folded: Vec<u8>,
}

/// One byte, or a small letter and its capital.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) small: u8,
    /// The bit that tells the capital from it, where both may stand.
    pub(super) folded: u8,
}

impl Letter {
    pub(super) fn set(self) -> Set {
        let mut set = Set::default();
        set.put(self.small);
        set.put(self.small & !self.folded);
        set
    }
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set([u64; 4]);

impl Set {
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    pub(super) fn put(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    #[inline]
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word & (1 << (byte & 63)) != 0)
    }

    /// Bytes from one to another.
    pub(super) fn of(bytes: RangeInclusive<u8>) -> Self {
        let mut set = Self::default();
        bytes.for_each(|byte| set.put(byte));
        set
    }

    /// With the small letter of each capital and the capital of each small one.
    pub(super) fn folded(&self) -> Self {
        let letters = self.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte ^ 0x20);
        letters.fold(*self, |mut set, byte| {
            set.put(byte);
            set
        })
    }

    /// The bytes of it, in order.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.0
            .into_iter()
            .enumerate()
            .flat_map(|(at, word)| ones(word).filter_map(move |bit| u8::try_from(at * 64 + bit).ok()))
    }

    /// The bytes that are not in it.
    pub(super) fn others(&self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Whether all of it is in another.
    pub(super) fn is_in(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| one & !other == 0)
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one |= other);
    }
}

impl Part {
    /// How common its words seem; nothing when it asks for none. A short word is common, and one of many is soon there.
    pub(super) fn commonness(&self) -> Option<f64> {
        match self {
            Self::Bytes(bytes) => commonness(&bytes.small),
            Self::All(parts) => parts.iter().filter_map(Self::commonness).min_by(f64::total_cmp),
            Self::Any(ways) => ways.iter().map(Self::commonness).sum(),
            Self::Again(part, Times { least: 1.., .. }) => part.commonness(),
            _ => None,
        }
    }

    /// Whether it begins with words of at least so many letters whatever way it goes.
    pub(super) fn begins_with_words(&self, least: usize) -> bool {
        match self {
            Self::Bytes(bytes) => {
                bytes.small.len() >= least && bytes.small.iter().any(u8::is_ascii_alphanumeric)
            }
            Self::All(parts) => parts.first().is_some_and(|part| part.begins_with_words(least)),
            Self::Any(ways) => ways.iter().all(|way| way.begins_with_words(least)),
            _ => false,
        }
    }

    /// The words that it begins with, when a word begins before it or ends behind it.
    pub(super) fn first_words(&self, borders: Borders) -> Vec<Literal> {
        fn collect(part: &Part, borders: Borders, words: &mut Vec<Literal>) {
            match part {
                Part::Bytes(bytes) => words.push(Literal::new(&bytes.small, borders)),
                Part::All(parts) => {
                    let first = parts.first().map(|part| (part, borders.within(parts, 0)));
                    first.into_iter().for_each(|(part, borders)| collect(part, borders, words));
                }
                Part::Any(ways) => ways.iter().for_each(|way| collect(way, borders, words)),
                _ => {}
            }
        }
        let mut words = Vec::new();
        collect(self, borders, &mut words);
        words
    }

    fn may_be_empty(&self) -> bool {
        match self {
            Self::Nothing | Self::Look(_) | Self::Named => true,
            Self::Bytes(bytes) => bytes.small.is_empty(),
            Self::One(_) => false,
            Self::Run(_, times) => times.least == 0,
            Self::All(parts) => parts.iter().all(Self::may_be_empty),
            Self::Any(ways) => ways.iter().any(Self::may_be_empty),
            Self::Again(part, times) => times.least == 0 || part.may_be_empty(),
        }
    }

    /// Whether it may be empty wherever it stands.
    pub(super) fn is_free(&self) -> bool {
        match self {
            Self::Look(_) => false,
            Self::All(parts) => parts.iter().all(Self::is_free),
            Self::Any(ways) => ways.iter().any(Self::is_free),
            Self::Again(part, times) => times.least == 0 || part.is_free(),
            _ => self.may_be_empty(),
        }
    }
}

impl From<Letter> for Bytes {
    fn from(letter: Letter) -> Self {
        Self { small: vec![letter.small], folded: vec![letter.folded] }
    }
}

impl Bytes {
    /// Goes on with others.
    pub(super) fn join(&mut self, others: Self) {
        self.small.extend(others.small);
        self.folded.extend(others.folded);
    }

    pub(super) fn letters(&self) -> impl Iterator<Item = Letter> {
        self.small.iter().zip(&self.folded).map(|(small, folded)| Letter { small: *small, folded: *folded })
    }
}

/// The letters of words, as borders of words are told.
pub(super) const OF_WORDS: Set = Set([0x03ff << 48, 0x07ff_fffe_87ff_fffe, 0, 0]);

/// Whether a byte is a letter of a word.
pub(super) fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| OF_WORDS.has(*byte))
}
