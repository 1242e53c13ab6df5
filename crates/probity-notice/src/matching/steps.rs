//! Parts of a pattern in a row, as steps that lead through a text in one direction (`walk`).
//!
//! Steps are small and stand together, so that those of many patterns stay at hand.

use super::part::{Letter, OF_WORDS, Part, Set, Times};
use regex_syntax::hir::Look;

/// One thing after the other; each names the next by its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps<const BACK: bool> {
    pub(super) steps: Vec<Step>,
    pub(super) begin: u32,
    /// Whether ways are tried in the order in which an automaton prefers them.
    in_order: bool,
    sets: Vec<Set>,
    /// For each set, the bytes that are not of it, when they are few.
    pub(super) outside: Vec<Outside>,
    choices: Vec<Choice>,
    /// Of all choices, the ways, and which of them a byte allows.
    ways: Vec<u32>,
    allowed: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    End,
    /// Letters whose capitals may stand for them.
    Letters(Letters),
    /// Letters as they are.
    Exactly(Letters),
    One(u8, u32),
    /// So many bytes of a set, and then one of those that the next step can begin with.
    Run(Run),
    Look(Look, u32),
    /// A group that has a name ends here.
    Named(u32),
    Choice(u16),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) set: u8,
    pub(super) then: u8,
    /// The bytes that are not of the set, and those that may stand behind it.
    pub(super) stops: u8,
    pub(super) goes: Goes,
    pub(super) least: u16,
    /// `u16::MAX` is any number.
    pub(super) most: u16,
    pub(super) next: u32,
}

/// How a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goes {
    /// The shortest is tried first.
    Near,
    /// The same, and what follows begins where a word does.
    ToWord,
    /// The longest is tried first.
    Far,
    /// The same, and what follows begins where a word does.
    FarToWord,
}

/// Few bytes that are not in a set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outside {
    None,
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Many,
}

impl Outside {
    fn of(set: &Set) -> Self {
        let outside: Vec<u8> = set.others().bytes().take(4).collect();
        match *outside.as_slice() {
            [] => Self::None,
            [one] => Self::One(one),
            [one, two] => Self::Two(one, two),
            [one, two, three] => Self::Three(one, two, three),
            _ => Self::Many,
        }
    }
}

/// So many letters are looked at together.
pub(super) const EIGHT: usize = 8;

/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; EIGHT])
}

/// At most eight letters in the direction of the steps, and zeros behind them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    small: [u8; EIGHT],
    pub(super) next: u32,
}

impl Letters {
    fn of(letters: &[Letter], next: u32) -> Step {
        let mut small = [0; EIGHT];
        small.iter_mut().zip(letters).for_each(|(to, letter)| *to = letter.small);
        let folds = letters.iter().any(|letter| letter.folded != 0);
        let letters = Self { small, next };
        if folds { Step::Letters(letters) } else { Step::Exactly(letters) }
    }

    /// How many of some letters are looked at together: of those that have capitals, or have none and look like some.
    fn together(letters: &[Letter]) -> usize {
        let looks = |letter: &Letter| letter.small & 0x40 == 0;
        let same =
            |folds: bool| letters.iter().take_while(|one| looks(one) || (one.folded != 0) == folds).count();
        same(true).max(same(false)).min(EIGHT)
    }

    /// How many they are, when some bytes begin with them.
    #[inline]
    pub(super) fn begin(self, bytes: u64, folds: bool) -> Option<usize> {
        let small = u64::from_le_bytes(self.small);
        // Of the bytes that letters are among, this bit tells capitals from small ones.
        let folded = if folds { (small & eight(0x40)) >> 1 } else { 0 };
        let behind = small.leading_zeros() / 8 * 8;
        (((bytes | folded) ^ small) << behind == 0).then_some(EIGHT - behind as usize / 8)
    }

    /// What they can begin with.
    fn first(self, folds: bool) -> Set {
        let [small, ..] = self.small;
        let folded = if folds && small & 0x40 != 0 { 0x20 } else { 0 };
        Letter { small, folded }.set()
    }
}

impl Step {
    /// Where letters lead that some bytes begin with, and how far; nothing when they begin with others. What begins with
    /// no letters is not told.
    #[inline]
    pub(super) fn spelled(&self, bytes: u64) -> Option<Option<(u32, usize)>> {
        match self {
            Self::Letters(letters) => Some(letters.begin(bytes, true).map(|count| (letters.next, count))),
            Self::Exactly(letters) => Some(letters.begin(bytes, false).map(|count| (letters.next, count))),
            _ => None,
        }
    }
}

/// Several ways to go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// Where its ways begin, and how many they are.
    ways: u32,
    count: u8,
    /// Where it is told which of them a byte allows.
    allowed: u32,
}

impl Choice {
    /// How many bytes tell which of the ways are allowed, one bit for each.
    #[inline]
    fn width(self) -> usize {
        usize::from(self.count).div_ceil(8)
    }

    /// All ways, one bit for each.
    pub(super) fn every_way(self) -> u64 {
        u64::MAX.checked_shr(u64::BITS - u32::from(self.count)).unwrap_or(0)
    }
}

/// Letters by their place in the alphabet, space, and everything else.
const GROUPS: usize = 33;

/// The group of each byte.
#[expect(clippy::indexing_slicing, reason = "it is told while this is built, up to the length")]
const GROUP: [u8; 256] = {
    let mut groups = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let one = byte as u8;
        groups[byte] = if one.is_ascii_alphabetic() { one & 31 } else { (one == b' ') as u8 * 32 };
        byte += 1;
    }
    groups
};

#[inline]
fn group(byte: u8) -> usize {
    usize::from(GROUP.get(usize::from(byte)).copied().unwrap_or(0))
}

/// A choice has so many ways at most.
const MOST_WAYS: usize = u64::BITS as usize;
/// What can come again so often is unrolled.
const MOST_AGAIN: usize = 16;

impl<const BACK: bool> Steps<BACK> {
    /// Of parts in a row; nothing when they are too many.
    pub(super) fn of(parts: &[Part]) -> Option<Self> {
        Self::new(parts, false)
    }

    /// The same, so that they lead to where an automaton finds the end.
    pub(super) fn in_order(parts: &[Part]) -> Option<Self> {
        Self::new(parts, true)
    }

    fn new(parts: &[Part], in_order: bool) -> Option<Self> {
        let mut steps = Self { steps: vec![Step::End], in_order, ..Self::default() };
        steps.begin = steps.all(parts, 0)?;
        // What a step allows to follow is known when all are there.
        for index in 0..steps.steps.len() {
            if let Step::Run(run) = *steps.steps.get(index)? {
                let first = steps.first(run.next, 0);
                let mut stops = steps.sets.get(usize::from(run.set))?.others();
                stops.join(&first);
                let (then, stops) = (steps.set(&first)?, steps.set(&stops)?);
                let (next, goes) = match steps.steps.get(run.next as usize) {
                    // The run looks itself.
                    Some(Step::Look(Look::WordAscii, next)) if first.is_in(&OF_WORDS) => {
                        (*next, if run.goes == Goes::Far { Goes::FarToWord } else { Goes::ToWord })
                    }
                    _ => (run.next, run.goes),
                };
                *steps.steps.get_mut(index)? = Step::Run(Run { then, stops, next, goes, ..run });
            }
        }
        for index in 0..steps.choices.len() {
            let choice = *steps.choices.get(index)?;
            let mut allowed = [0_u64; GROUPS];
            for (bit, way) in steps.ways(choice).to_vec().into_iter().enumerate() {
                for byte in steps.first(way, 0).bytes() {
                    *allowed.get_mut(group(byte))? |= 1 << bit;
                }
            }
            steps.choices.get_mut(index)?.allowed = u32::try_from(steps.allowed.len()).ok()?;
            let width = choice.width();
            let bytes = allowed.into_iter().flat_map(|bits| bits.to_le_bytes().into_iter().take(width));
            steps.allowed.extend(bytes);
        }
        steps.outside = steps.sets.iter().map(Outside::of).collect();
        Some(steps)
    }

    fn push(&mut self, step: Step) -> Option<u32> {
        self.steps.push(step);
        u32::try_from(self.steps.len() - 1).ok()
    }

    fn set(&mut self, set: &Set) -> Option<u8> {
        let index = self.sets.iter().position(|other| other == set).unwrap_or_else(|| {
            self.sets.push(*set);
            self.sets.len() - 1
        });
        u8::try_from(index).ok()
    }

    fn all(&mut self, parts: &[Part], next: u32) -> Option<u32> {
        if BACK {
            parts.iter().try_fold(next, |next, part| self.part(part, next))
        } else {
            parts.iter().rev().try_fold(next, |next, part| self.part(part, next))
        }
    }

    fn choice(&mut self, ways: &[u32]) -> Option<u32> {
        // A bit tells each way; what is more stands in a choice of its own.
        if ways.len() > MOST_WAYS {
            let some: Vec<u32> =
                ways.chunks(MOST_WAYS).map(|ways| self.choice(ways)).collect::<Option<_>>()?;
            return self.choice(&some);
        }
        let choice = self.open_choice()?;
        self.close_choice(choice, ways)?;
        self.push(Step::Choice(choice))
    }

    /// A choice whose ways are not known yet.
    fn open_choice(&mut self) -> Option<u16> {
        self.choices.push(Choice { ways: 0, count: 0, allowed: 0 });
        u16::try_from(self.choices.len() - 1).ok()
    }

    /// Tells the ways of a choice. Where one of them is a choice itself, its ways are as good.
    fn close_choice(&mut self, choice: u16, ways: &[u32]) -> Option<()> {
        let of_way = |way: &u32| match self.steps.get(*way as usize) {
            Some(Step::Choice(inner)) => self.choices.get(usize::from(*inner)).map(|inner| self.ways(*inner)),
            _ => None,
        };
        let flat: Vec<u32> = ways
            .iter()
            .flat_map(|way| of_way(way).filter(|ways| !ways.is_empty()).unwrap_or(std::slice::from_ref(way)))
            .copied()
            .collect();
        let ways = if flat.len() > MOST_WAYS { ways } else { &flat };
        let (first, count) = (u32::try_from(self.ways.len()).ok()?, u8::try_from(ways.len()).ok()?);
        self.ways.extend(ways);
        *self.choices.get_mut(usize::from(choice))? = Choice { ways: first, count, allowed: 0 };
        Some(())
    }

    /// The step that a part begins with, when another follows.
    fn part(&mut self, part: &Part, next: u32) -> Option<u32> {
        match part {
            Part::Nothing => Some(next),
            // Nobody asks for names but who asks where a pattern stands.
            Part::Named if self.in_order => self.push(Step::Named(next)),
            Part::Named => Some(next),
            Part::Bytes(bytes) => {
                let mut letters: Vec<Letter> = bytes.letters().collect();
                if BACK {
                    letters.reverse();
                }
                let mut pieces = Vec::new();
                let mut rest = letters.as_slice();
                while !rest.is_empty() {
                    let (piece, after) = rest.split_at(Letters::together(rest).max(1));
                    pieces.push(piece);
                    rest = after;
                }
                pieces.into_iter().rev().try_fold(next, |next, piece| self.push(Letters::of(piece, next)))
            }
            Part::One(set) => {
                let set = self.set(set)?;
                self.push(Step::One(set, next))
            }
            Part::Run(set, Times { least, most, few }) => {
                let set = self.set(set)?;
                let goes = if self.in_order && !few { Goes::Far } else { Goes::Near };
                let least = u16::try_from(*least).ok()?;
                let most = if *most == usize::MAX { u16::MAX } else { u16::try_from(*most).ok()? };
                self.push(Step::Run(Run { set, then: set, stops: set, goes, least, most, next }))
            }
            Part::Look(look) => self.push(Step::Look(*look, next)),
            Part::All(parts) => self.all(parts, next),
            Part::Any(ways) => {
                let ways: Vec<u32> = ways.iter().map(|way| self.part(way, next)).collect::<Option<_>>()?;
                self.choice(&ways)
            }
            Part::Again(part, Times { least, most, few }) => {
                let mut next = next;
                let ways = |once, behind| if *few { [behind, once] } else { [once, behind] };
                if *most == usize::MAX {
                    let choice = self.open_choice()?;
                    let again = self.push(Step::Choice(choice))?;
                    let once = self.part(part, again)?;
                    self.close_choice(choice, &ways(once, next))?;
                    next = again;
                } else if *most > MOST_AGAIN {
                    return None;
                } else {
                    let behind = next;
                    for _ in *least..*most {
                        let once = self.part(part, next)?;
                        next = self.choice(&ways(once, behind))?;
                    }
                }
                (0..*least).try_fold(next, |next, _| self.part(part, next))
            }
        }
    }

    /// A choice with its ways.
    #[inline]
    pub(super) fn choice_of(&self, choice: u16) -> Option<(Choice, &[u32])> {
        let choice = *self.choices.get(usize::from(choice))?;
        Some((choice, self.ways(choice)))
    }

    /// The ways of a choice.
    #[inline]
    fn ways(&self, choice: Choice) -> &[u32] {
        let first = choice.ways as usize;
        self.ways.get(first..first + usize::from(choice.count)).unwrap_or(&[])
    }

    /// The ways of a choice that a byte allows, one bit for each.
    #[inline]
    pub(super) fn allowed(&self, choice: Choice, byte: u8) -> u64 {
        let width = choice.width();
        let from = choice.allowed as usize + group(byte) * width;
        if width == 1 {
            return self.allowed.get(from).map_or(0, |one| u64::from(*one));
        }
        let bytes = self.allowed.get(from..from + width).unwrap_or(&[]);
        bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
    }

    pub(super) fn has(&self, set: u8, byte: u8) -> bool {
        self.sets.get(usize::from(set)).is_some_and(|set| set.has(byte))
    }

    pub(super) fn of_set(&self, set: u8) -> Option<&Set> {
        self.sets.get(usize::from(set))
    }

    /// The bytes that it can begin with.
    pub(super) fn begins_with(&self) -> Set {
        self.first(self.begin, 0)
    }

    /// Whether it begins where a word does.
    pub(super) fn begins_a_word(&self) -> bool {
        self.at_border(self.begin, 0) && self.begins_with().is_in(&OF_WORDS)
    }

    fn at_border(&self, step: u32, depth: usize) -> bool {
        match self.steps.get(step as usize) {
            Some(Step::Look(Look::WordAscii, _)) => true,
            Some(Step::Choice(choice)) if depth < 16 => {
                let choice = self.choices.get(usize::from(*choice));
                choice.is_some_and(|choice| {
                    self.ways(*choice).iter().all(|way| self.at_border(*way, depth + 1))
                })
            }
            _ => false,
        }
    }

    /// The bytes that a step can go on with.
    fn first(&self, step: u32, depth: usize) -> Set {
        let mut set = Set::default();
        let of = |set: &u8| self.sets.get(usize::from(*set)).copied().unwrap_or(Set::ALL);
        match self.steps.get(step as usize) {
            Some(Step::Letters(letters)) => return letters.first(true),
            Some(Step::Exactly(letters)) => return letters.first(false),
            Some(Step::One(one, _)) => return of(one),
            Some(Step::Run(run)) if depth < 16 => {
                set = of(&run.set);
                if run.least == 0 {
                    set.join(&self.first(run.next, depth + 1));
                }
            }
            Some(Step::Look(_, next) | Step::Named(next)) if depth < 16 => {
                return self.first(*next, depth + 1);
            }
            Some(Step::Choice(choice)) if depth < 16 => {
                let choice = self.choices.get(usize::from(*choice));
                let ways = choice.map_or(&[][..], |choice| self.ways(*choice));
                ways.iter().for_each(|way| set.join(&self.first(*way, depth + 1)));
            }
            _ => return Set::ALL,
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn steps_are_small() {
        assert_eq!(size_of::<Step>(), 16);
    }
}
