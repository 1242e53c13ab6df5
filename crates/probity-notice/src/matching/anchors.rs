//! Words that a text must have before a pattern can match: told from the pattern itself.
//!
//! INVARIANT (ANCHORS-ARE-NECESSARY): whatever a pattern matches has the words that its anchors ask for. So a pattern
//! whose anchors are not there need not be tried, and nothing is lost.

use super::common::commonness;
use super::found::Found;
use super::part::{Part, Times};
use super::sentences::Sentences;
use regex_syntax::hir::Look;
use std::collections::{BTreeSet, HashMap};

/// Shorter words stand nearly everywhere and tell nothing.
pub(super) const SHORTEST: usize = 3;
/// And so do sets of words of which one stands so often in a hundred thousand letters.
const COMMON: f64 = 600.0;

/// A word that a pattern asks for: letters in a row, and whether they begin and end where a word does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal {
    /// In small letters.
    pub(super) bytes: Vec<u8>,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

impl Literal {
    /// Some bytes with what is known of the places before and behind them: whether a word begins or ends there.
    pub(super) fn new(bytes: &[u8], borders: Borders) -> Self {
        let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        Self {
            bytes: bytes.to_ascii_lowercase(),
            begins: borders.before && is_letter(bytes.first()),
            ends: borders.behind && is_letter(bytes.last()),
        }
    }
}

/// Whether a word must begin or end before a part of a pattern, and behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Borders {
    before: bool,
    behind: bool,
}

impl Borders {
    /// Those of one of some parts in a row that has these itself.
    pub(super) fn within(self, parts: &[Part], index: usize) -> Self {
        let is_border = |part: &Part| matches!(part, Part::Look(Look::WordAscii | Look::Start | Look::End));
        Self {
            before: match index.checked_sub(1) {
                Some(before) => parts.get(before).is_some_and(is_border),
                None => self.before,
            },
            behind: parts.get(index + 1).map_or(self.behind, is_border),
        }
    }

    const fn without_end(self) -> Self {
        Self { behind: false, ..self }
    }
}

/// The words of all patterns, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    numbers: HashMap<Literal, usize>,
}

impl Literals {
    fn number(&mut self, word: Literal) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(word).or_insert(next)
    }

    /// Of some words, the set.
    pub(super) fn pieces(&mut self, words: Vec<Literal>) -> Pieces {
        Pieces::of(words.into_iter().map(|word| self.number(word)).collect())
    }

    /// Every word, by its number.
    pub(super) fn in_order(&self) -> Vec<&Literal> {
        let mut all: Vec<(&Literal, usize)> =
            self.numbers.iter().map(|(word, number)| (word, *number)).collect();
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

    /// Those of them that are in a set.
    pub(super) fn of_those_in(&self, bits: &Bits) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|(at, mask)| {
            ones(mask & bits.0.get(*at).copied().unwrap_or(0)).map(move |bit| at * 64 + bit)
        })
    }
}

/// The numbers of the bits of a word, in order.
#[inline]
pub(crate) fn ones(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = rest.trailing_zeros();
        rest &= rest.checked_sub(1)?;
        Some(bit as usize)
    })
}

/// Sets of words of each of which one must be there, one after the other in one list.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(Vec<Need>);

#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    mask: u64,
    at: u32,
    ends: Ends,
}

/// What ends with a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Nothing,
    /// A set.
    Set,
    /// All sets of a part.
    Part,
}

impl Needs {
    /// What a part of a pattern cannot do without; those first that seem the rarest.
    pub(super) fn of(part: &Part, literals: &mut Literals) -> Self {
        let mut sets = Wanted::of(part, Borders::default()).sets();
        let common = |words: &[Literal]| -> f64 { words.iter().map(commonness_of).sum() };
        sets.sort_by(|one, other| common(one).total_cmp(&common(other)));
        // What stands nearly everywhere tells little.
        let tell = sets.iter().take_while(|words| common(words) < COMMON).count().max(1);
        let mut all = Vec::new();
        for words in sets.into_iter().take(tell) {
            let Pieces(pieces) = literals.pieces(words);
            let need =
                |(at, mask)| Need { mask, at: u32::try_from(at).unwrap_or(u32::MAX), ends: Ends::Nothing };
            all.extend(pieces.into_iter().map(need));
            all.last_mut().into_iter().for_each(|last| last.ends = Ends::Set);
        }
        // Nothing is needed where no word is asked for.
        let last = all.pop().unwrap_or(Need { mask: 0, at: u32::MAX, ends: Ends::Part });
        all.push(Need { ends: Ends::Part, ..last });
        Self(all)
    }

    /// Goes on with what another part cannot do without.
    pub(super) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// What each of the parts cannot do without, in order.
    pub(super) fn by_part(&self) -> impl Iterator<Item = &[Need]> {
        self.0.split_inclusive(|need| need.ends == Ends::Part)
    }

    /// Of some sentences, those that have a word of each set of the only part.
    pub(super) fn narrow(&self, sentences: Sentences, found: &Found<'_>) -> Sentences {
        narrow(&self.0, sentences, found)
    }
}

/// Of some sentences, those that have a word of each set that a part cannot do without.
#[inline]
pub(super) fn narrow(needs: &[Need], sentences: Sentences, found: &Found<'_>) -> Sentences {
    let words = &found.there().0;
    let here = |need: &Need| words.get(need.at as usize).copied().unwrap_or(0) & need.mask;
    let is_free = |need: &Need| need.at == u32::MAX;
    // First whether the words are there in any sentence, each for itself.
    let mut any = 0;
    for need in needs {
        any |= here(need);
        if need.ends != Ends::Nothing && std::mem::take(&mut any) == 0 && !is_free(need) {
            return Sentences::NONE;
        }
    }
    let (mut left, mut with_any) = (sentences, Sentences::NONE);
    for need in needs.iter().filter(|need| !is_free(need)) {
        for bit in ones(here(need)) {
            found.join_those_with(need.at as usize * 64 + bit, &mut with_any);
        }
        if need.ends != Ends::Nothing {
            left.meet(&std::mem::replace(&mut with_any, Sentences::NONE));
            if left.is_empty() {
                break;
            }
        }
    }
    left
}

fn commonness_of(word: &Literal) -> f64 {
    commonness(&word.bytes).unwrap_or(f64::MAX)
}

/// Words that a part of a pattern cannot do without.
enum Wanted {
    None,
    /// One of these.
    Word(Vec<Literal>),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Wanted {
    fn of(part: &Part, borders: Borders) -> Self {
        match part {
            Part::Bytes(bytes)
                if bytes.small.len() >= SHORTEST && bytes.small.iter().any(u8::is_ascii_alphanumeric) =>
            {
                Self::Word(vec![Literal::new(&bytes.small, borders)])
            }
            Part::Again(part, Times { least: 1.., .. }) => Self::of(part, borders.without_end()),
            Part::Nothing
            | Part::Named
            | Part::Bytes(_)
            | Part::One(_)
            | Part::Run(..)
            | Part::Look(_)
            | Part::Again(..) => Self::None,
            Part::All(parts) => {
                let all = parts.iter().enumerate();
                let all = all.map(|(index, part)| Self::of(part, borders.within(parts, index)));
                let all: Vec<Self> = all.filter(|wanted| !matches!(wanted, Self::None)).collect();
                if all.is_empty() { Self::None } else { Self::All(all) }
            }
            Part::Any(parts) => {
                let (mut words, mut any) = (Vec::new(), Vec::new());
                for part in parts {
                    match Self::of(part, borders) {
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

    /// Sets of words of each of which one must be there.
    fn sets(self) -> Vec<Vec<Literal>> {
        match self {
            Self::All(all) => all.into_iter().flat_map(Self::sets).collect(),
            other => other.rarest().into_iter().collect(),
        }
    }

    /// The words of which one must be there, of all such sets the one that seems the rarest; nothing when there is none.
    fn rarest(self) -> Option<Vec<Literal>> {
        let common = |words: &Vec<Literal>| -> f64 { words.iter().map(commonness_of).sum() };
        match self {
            Self::None => None,
            Self::Word(words) => Some(words),
            Self::All(all) => all
                .into_iter()
                .filter_map(Self::rarest)
                .min_by(|one, other| common(one).total_cmp(&common(other))),
            Self::Any(any) => {
                let mut words = any.into_iter().map(Self::rarest).collect::<Option<Vec<_>>>()?.concat();
                words.sort_unstable();
                words.dedup();
                Some(words)
            }
        }
    }
}
