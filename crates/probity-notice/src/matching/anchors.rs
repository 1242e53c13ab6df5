//! Words that a text must have before a pattern can match: told from the pattern itself.
//!
//! INVARIANT (ANCHORS-ARE-NECESSARY): whatever a pattern matches has the words that its anchors ask for. So a pattern
//! whose anchors are not there need not be tried, and nothing is lost.

use super::common::commonness;
use super::found::Found;
use super::part::{Part, Times};
use super::sentences::Sentences;
use std::collections::{BTreeSet, HashMap};

/// Shorter words stand nearly everywhere and tell nothing.
pub(super) const SHORTEST: usize = 3;

/// The words of all patterns, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    numbers: HashMap<Vec<u8>, usize>,
    commonness: Vec<f64>,
    /// Those that patterns are tried from.
    keys: BTreeSet<usize>,
}

impl Literals {
    fn number(&mut self, word: Vec<u8>) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(word).or_insert_with_key(|word| {
            self.commonness.push(commonness(word).unwrap_or(f64::MAX));
            next
        })
    }

    fn commonness(&self, number: usize) -> f64 {
        self.commonness.get(number).copied().unwrap_or(f64::MAX)
    }

    /// Of some words, the set; it matters where they stand.
    pub(super) fn keys(&mut self, words: Vec<Vec<u8>>) -> Pieces {
        let numbers: BTreeSet<usize> = words.into_iter().map(|word| self.number(word)).collect();
        self.keys.extend(&numbers);
        Pieces::of(numbers)
    }

    pub(super) fn is_key(&self, number: usize) -> bool {
        self.keys.contains(&number)
    }

    /// Every word, by its number.
    pub(crate) fn in_order(&self) -> Vec<&[u8]> {
        let mut all: Vec<(&[u8], usize)> =
            self.numbers.iter().map(|(word, number)| (word.as_slice(), *number)).collect();
        all.sort_unstable_by_key(|(_, number)| *number);
        all.into_iter().map(|(word, _)| word).collect()
    }
}

/// A set of words by number: which of them are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn new(most: usize) -> Self {
        Self(vec![0; most.div_ceil(64)])
    }

    pub(crate) fn put(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }
}

/// Some words, as pieces of a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pieces(Vec<(usize, u64)>);

impl Pieces {
    pub(super) fn of(numbers: BTreeSet<usize>) -> Self {
        let mut pieces: Vec<(usize, u64)> = Vec::new();
        for number in numbers {
            match pieces.last_mut() {
                Some((at, mask)) if *at == number / 64 => *mask |= 1 << (number % 64),
                _ => pieces.push((number / 64, 1 << (number % 64))),
            }
        }
        Self(pieces)
    }

    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|(at, mask)| ones(*mask).map(move |bit| at * 64 + bit))
    }

    /// Those of them that are in a set.
    pub(super) fn of_those_in(&self, bits: &Bits) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|(at, mask)| {
            ones(mask & bits.0.get(*at).copied().unwrap_or(0)).map(move |bit| at * 64 + bit)
        })
    }
}

/// The numbers of the bits of a word, in order.
#[inline]
pub(super) fn ones(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = rest.trailing_zeros();
        rest &= rest.checked_sub(1)?;
        Some(bit as usize)
    })
}

/// What must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchors {
    /// Nothing in particular.
    None,
    /// One of these words.
    Word(Pieces),
    All(Vec<Anchors>),
    Any(Vec<Anchors>),
}

impl Anchors {
    /// What a part of a pattern cannot do without.
    pub(super) fn of(part: &Part, literals: &mut Literals) -> Self {
        Wanted::of(part).settled(literals)
    }

    /// The words of which one must be there, of all such sets the one that seems the rarest; nothing when there is none.
    pub(super) fn rarest(&self, literals: &Literals) -> Option<Vec<usize>> {
        let common =
            |words: &Vec<usize>| -> f64 { words.iter().map(|word| literals.commonness(*word)).sum() };
        match self {
            Self::None => None,
            Self::Word(pieces) => Some(pieces.numbers().collect()),
            Self::All(all) => all
                .iter()
                .filter_map(|one| one.rarest(literals))
                .min_by(|one, other| common(one).total_cmp(&common(other))),
            Self::Any(any) => {
                let mut words: Vec<usize> =
                    any.iter().map(|one| one.rarest(literals)).collect::<Option<Vec<_>>>()?.concat();
                words.sort_unstable();
                words.dedup();
                Some(words)
            }
        }
    }

    /// Sets of words of each of which one must be there; those first that seem the rarest.
    pub(super) fn needs(&self, literals: &Literals) -> Needs {
        fn collect(anchors: &Anchors, literals: &Literals, all: &mut Vec<Vec<usize>>) {
            match anchors {
                Anchors::All(some) => some.iter().for_each(|one| collect(one, literals, all)),
                other => all.extend(other.rarest(literals)),
            }
        }
        let mut all = Vec::new();
        collect(self, literals, &mut all);
        let common = |words: &[usize]| -> f64 { words.iter().map(|word| literals.commonness(*word)).sum() };
        all.sort_by(|one, other| common(one).total_cmp(&common(other)));
        Needs::of(all.into_iter().map(|words| Pieces::of(words.into_iter().collect())))
    }
}

/// Sets of words of each of which one must be there, one after the other in one list.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(Vec<Need>);

#[derive(Clone, Copy, Debug)]
struct Need {
    at: usize,
    mask: u64,
    /// Whether it is the last piece of its set.
    ends: bool,
}

impl Needs {
    fn of(sets: impl Iterator<Item = Pieces>) -> Self {
        let mut all = Vec::new();
        for Pieces(pieces) in sets {
            let last = pieces.len().saturating_sub(1);
            let need = |(index, (at, mask)): (usize, (usize, u64))| Need { at, mask, ends: index == last };
            all.extend(pieces.into_iter().enumerate().map(need));
        }
        Self(all)
    }

    /// Whether the words are there in any sentence of a block, each for itself.
    #[inline]
    fn are_in(&self, bits: &Bits) -> bool {
        let mut there = 0;
        for need in &self.0 {
            there |= bits.0.get(need.at).copied().unwrap_or(0) & need.mask;
            if need.ends && std::mem::take(&mut there) == 0 {
                return false;
            }
        }
        true
    }

    /// Of some sentences, those that have a word of each set.
    #[inline]
    pub(super) fn narrow(&self, sentences: &mut Sentences, found: &Found<'_>) {
        let there = found.there();
        if !self.are_in(there) {
            *sentences = Sentences::NONE;
            return;
        }
        let mut with_any = Sentences::NONE;
        for need in &self.0 {
            for bit in ones(there.0.get(need.at).copied().unwrap_or(0) & need.mask) {
                with_any.join(found.with(need.at * 64 + bit));
            }
            if need.ends {
                sentences.meet(&std::mem::replace(&mut with_any, Sentences::NONE));
                if sentences.is_empty() {
                    return;
                }
            }
        }
    }
}

/// The same with the words themselves, while it is being told.
enum Wanted {
    None,
    Word(Vec<Vec<u8>>),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Wanted {
    fn of(part: &Part) -> Self {
        match part {
            Part::Bytes(bytes)
                if bytes.small.len() >= SHORTEST && bytes.small.iter().any(u8::is_ascii_alphanumeric) =>
            {
                Self::Word(vec![bytes.small.to_ascii_lowercase()])
            }
            Part::Nothing | Part::Bytes(_) | Part::One(_) | Part::Run(..) | Part::Look(_) => Self::None,
            Part::Again(part, Times { least: 1.., .. }) => Self::of(part),
            Part::Again(..) => Self::None,
            Part::All(parts) => {
                let all: Vec<Self> =
                    parts.iter().map(Self::of).filter(|wanted| !matches!(wanted, Self::None)).collect();
                if all.is_empty() { Self::None } else { Self::All(all) }
            }
            Part::Any(parts) => {
                let (mut words, mut any) = (Vec::new(), Vec::new());
                for part in parts {
                    match Self::of(part) {
                        // Where one way asks for nothing, neither does the whole.
                        Self::None => return Self::None,
                        Self::Word(more) => words.extend(more),
                        other => any.push(other),
                    }
                }
                if any.is_empty() {
                    return Self::Word(words);
                }
                if !words.is_empty() {
                    any.insert(0, Self::Word(words));
                }
                Self::Any(any)
            }
        }
    }

    fn settled(self, literals: &mut Literals) -> Anchors {
        match self {
            Self::None => Anchors::None,
            Self::Word(words) => {
                Anchors::Word(Pieces::of(words.into_iter().map(|word| literals.number(word)).collect()))
            }
            Self::All(mut all) => match (all.pop(), all.is_empty()) {
                (Some(only), true) => only.settled(literals),
                (last, _) => {
                    Anchors::All(all.into_iter().chain(last).map(|one| one.settled(literals)).collect())
                }
            },
            Self::Any(any) => Anchors::Any(any.into_iter().map(|one| one.settled(literals)).collect()),
        }
    }
}
