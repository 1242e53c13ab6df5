//! Words that a text must have before a pattern can match: told from the pattern itself.
//!
//! INVARIANT (ANCHORS-ARE-NECESSARY): whatever a pattern matches has the words that its anchors ask for. So a pattern
//! whose anchors are not there need not be tried, and nothing is lost.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};
use std::collections::{BTreeSet, HashMap};

/// Shorter words stand nearly everywhere and tell nothing.
const SHORTEST: usize = 3;

/// The words of all patterns, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    numbers: HashMap<Vec<u8>, usize>,
}

impl Literals {
    fn number(&mut self, word: Vec<u8>) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(word).or_insert(next)
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

    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    pub(crate) fn put(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }
}

/// What must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchors {
    /// Nothing in particular.
    None,
    /// One of these words, as pieces of a set.
    Word(Vec<(usize, u64)>),
    All(Vec<Anchors>),
    Any(Vec<Anchors>),
}

impl Anchors {
    /// The anchors of a pattern over plain text; none where it cannot be read.
    pub(crate) fn of(pattern: &str, literals: &mut Literals) -> Self {
        // Case is folded by looking at small letters only, so classes of two cases never stand where words do.
        let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
        parsed.map_or(Self::None, |hir| Wanted::of(&hir).settled(literals))
    }

    /// Whether a text with these words can match.
    pub(crate) fn are_in(&self, bits: &Bits) -> bool {
        match self {
            Self::None => true,
            Self::Word(pieces) => {
                pieces.iter().any(|(at, mask)| bits.0.get(*at).is_some_and(|word| word & mask != 0))
            }
            Self::All(all) => all.iter().all(|one| one.are_in(bits)),
            Self::Any(any) => any.iter().any(|one| one.are_in(bits)),
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
    fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Literal(literal) if literal.0.len() >= SHORTEST => {
                Self::Word(vec![literal.0.to_ascii_lowercase()])
            }
            HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => Self::None,
            HirKind::Repetition(repetition) if repetition.min == 0 => Self::None,
            HirKind::Repetition(repetition) => Self::of(&repetition.sub),
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Concat(parts) => {
                let all: Vec<Self> =
                    parts.iter().map(Self::of).filter(|wanted| !matches!(wanted, Self::None)).collect();
                if all.is_empty() { Self::None } else { Self::All(all) }
            }
            HirKind::Alternation(parts) => {
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
                let numbers: BTreeSet<usize> = words.into_iter().map(|word| literals.number(word)).collect();
                let mut pieces: Vec<(usize, u64)> = Vec::new();
                for number in numbers {
                    match pieces.last_mut() {
                        Some((at, mask)) if *at == number / 64 => *mask |= 1 << (number % 64),
                        _ => pieces.push((number / 64, 1 << (number % 64))),
                    }
                }
                Anchors::Word(pieces)
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
