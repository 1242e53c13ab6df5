//! Parts of a pattern in a row, as steps that lead through a text in one direction.
//!
//! INVARIANT (BOUNDED-STEPS): after so many steps it gives up, and says so; somebody else must tell then.

use super::anchors::ones;
use super::part::{Letter, OF_WORDS, Part, Set, Times, holds, is_word};
use regex_syntax::hir::Look;

/// One thing after the other; each names the next by its place. Steps are small, so that those of many patterns stay at
/// hand; what is larger stands beside them.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps<const BACK: bool> {
    steps: Vec<Step>,
    begin: u32,
    /// Whether ways are tried in the order in which an automaton prefers them.
    in_order: bool,
    /// The letters of all of them, in the direction of the steps.
    letters: Vec<Eight>,
    sets: Vec<Set>,
    choices: Vec<Choice>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    End,
    /// From some letters to before others.
    Letters(u32, u32, u32),
    One(u16, u32),
    /// So many bytes of a set, and then one of those that the next step can begin with.
    Run(Run),
    Look(Look, u32),
    Choice(u16),
}

#[derive(Clone, Copy, Debug)]
struct Run {
    set: u16,
    then: u16,
    /// The bytes that are not of the set, and those that may stand behind it.
    stops: u16,
    least: u32,
    most: u32,
    next: u32,
    /// What follows begins where a word does.
    to_word: bool,
    /// The longest is tried first.
    far: bool,
}

/// So many letters are looked at together.
const EIGHT: usize = 8;

/// At most eight letters, the first of them in the lowest byte.
#[derive(Clone, Copy, Debug, Default)]
struct Eight {
    small: u64,
    /// The bits that tell capitals from them, where both may stand.
    folded: u64,
    /// The bytes that are letters.
    kept: u64,
    count: usize,
}

impl Eight {
    fn of(letters: &[Letter]) -> Self {
        let mut eight = Self { count: letters.len(), ..Self::default() };
        for letter in letters.iter().rev() {
            eight.small = eight.small << 8 | u64::from(letter.small);
            eight.folded = eight.folded << 8 | u64::from(letter.folded);
            eight.kept = eight.kept << 8 | 0xff;
        }
        eight
    }

    #[inline]
    fn are(&self, bytes: u64) -> bool {
        (bytes | self.folded) & self.kept == self.small
    }

    /// What it can begin with.
    fn first(&self) -> Set {
        let [small, ..] = self.small.to_le_bytes();
        let [folded, ..] = self.folded.to_le_bytes();
        Letter { small, folded }.set()
    }
}

/// The next eight bytes in the direction of the steps, the nearest in the lowest byte; zeros where the text ends.
#[inline]
fn eight_ahead<const BACK: bool>(text: &[u8], at: usize) -> u64 {
    let range = if BACK { at.saturating_sub(EIGHT)..at } else { at..at + EIGHT };
    let eight = |bytes: &[u8]| <[u8; EIGHT]>::try_from(bytes).ok();
    match text.get(range).and_then(eight) {
        Some(bytes) if BACK => u64::from_be_bytes(bytes),
        Some(bytes) => u64::from_le_bytes(bytes),
        None => last_ahead::<BACK>(text, at),
    }
}

/// The same where the text ends before eight bytes.
#[cold]
fn last_ahead<const BACK: bool>(text: &[u8], at: usize) -> u64 {
    let all = |all: u64, byte: &u8| all << 8 | u64::from(*byte);
    match BACK {
        true => text.get(..at).unwrap_or(&[]).iter().fold(0, all),
        false => text.get(at..).unwrap_or(&[]).iter().rev().fold(0, all),
    }
}

#[derive(Clone, Debug)]
struct Choice {
    ways: Vec<u32>,
    /// By group of the byte that follows, one bit for each way that it allows.
    allowed: [u64; GROUPS],
}

/// Letters by their place in the alphabet, space, and everything else.
const GROUPS: usize = 33;

fn group(byte: u8) -> usize {
    if byte.is_ascii_alphabetic() { usize::from(byte & 31) } else { usize::from(byte == b' ') * 32 }
}

/// So many steps, and no more.
const STEPS: usize = 1 << 13;
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
                let (next, to_word) = match steps.steps.get(run.next as usize) {
                    // The run looks itself.
                    Some(Step::Look(Look::WordAscii, next)) if first.is_in(&OF_WORDS) => (*next, true),
                    _ => (run.next, false),
                };
                *steps.steps.get_mut(index)? = Step::Run(Run { then, stops, next, to_word, ..run });
            }
        }
        for index in 0..steps.choices.len() {
            let ways = steps.choices.get(index)?.ways.clone();
            let mut allowed = [0; GROUPS];
            for (bit, way) in ways.iter().enumerate() {
                let first = steps.first(*way, 0);
                for byte in first.bytes() {
                    *allowed.get_mut(group(byte))? |= 1 << bit;
                }
            }
            steps.choices.get_mut(index)?.allowed = allowed;
        }
        Some(steps)
    }

    fn push(&mut self, step: Step) -> Option<u32> {
        self.steps.push(step);
        u32::try_from(self.steps.len() - 1).ok()
    }

    fn set(&mut self, set: &Set) -> Option<u16> {
        let index = self.sets.iter().position(|other| other == set).unwrap_or_else(|| {
            self.sets.push(*set);
            self.sets.len() - 1
        });
        u16::try_from(index).ok()
    }

    fn all(&mut self, parts: &[Part], next: u32) -> Option<u32> {
        if BACK {
            parts.iter().try_fold(next, |next, part| self.part(part, next))
        } else {
            parts.iter().rev().try_fold(next, |next, part| self.part(part, next))
        }
    }

    fn choice(&mut self, ways: Vec<u32>) -> Option<u32> {
        // A bit tells each way; what is more stands in a choice of its own.
        if ways.len() > 64 {
            let some = ways.chunks(64).map(|ways| self.choice(ways.to_vec())).collect::<Option<_>>()?;
            return self.choice(some);
        }
        let index = u16::try_from(self.choices.len()).ok()?;
        self.choices.push(Choice { ways, allowed: [0; GROUPS] });
        self.push(Step::Choice(index))
    }

    /// The step that a part begins with, when another follows.
    fn part(&mut self, part: &Part, next: u32) -> Option<u32> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        match part {
            Part::Nothing => Some(next),
            Part::Bytes(bytes) => {
                let start = number(self.letters.len());
                let mut letters: Vec<Letter> = bytes.letters().collect();
                if BACK {
                    letters.reverse();
                }
                self.letters.extend(letters.chunks(EIGHT).map(Eight::of));
                let end = number(self.letters.len());
                self.push(Step::Letters(start, end, next))
            }
            Part::One(set) => {
                let set = self.set(set)?;
                self.push(Step::One(set, next))
            }
            Part::Run(set, Times { least, most, few }) => {
                let set = self.set(set)?;
                let (least, most, far) = (number(*least), number(*most), self.in_order && !few);
                let (then, stops, to_word) = (set, set, false);
                self.push(Step::Run(Run { set, then, stops, least, most, next, to_word, far }))
            }
            Part::Look(look) => self.push(Step::Look(*look, next)),
            Part::All(parts) => self.all(parts, next),
            Part::Any(ways) => {
                let ways = ways.iter().map(|way| self.part(way, next)).collect::<Option<_>>()?;
                self.choice(ways)
            }
            Part::Again(part, Times { least, most, few }) => {
                let mut next = next;
                let ways = |once, behind| if *few { vec![behind, once] } else { vec![once, behind] };
                if *most == usize::MAX {
                    let place = self.choices.len();
                    let again = self.choice(Vec::new())?;
                    let once = self.part(part, again)?;
                    self.choices.get_mut(place)?.ways = ways(once, next);
                    next = again;
                } else if *most > MOST_AGAIN {
                    return None;
                } else {
                    let behind = next;
                    for _ in *least..*most {
                        let once = self.part(part, next)?;
                        next = self.choice(ways(once, behind))?;
                    }
                }
                (0..*least).try_fold(next, |next, _| self.part(part, next))
            }
        }
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
            Some(Step::Choice(choice)) if depth < 16 => self
                .choices
                .get(usize::from(*choice))
                .is_some_and(|choice| choice.ways.iter().all(|way| self.at_border(*way, depth + 1))),
            _ => false,
        }
    }

    /// The bytes that a step can go on with.
    fn first(&self, step: u32, depth: usize) -> Set {
        let mut set = Set::default();
        let of = |set: &u16| self.sets.get(usize::from(*set)).copied().unwrap_or(Set::ALL);
        match self.steps.get(step as usize) {
            Some(Step::Letters(start, end, _)) if start < end => match self.letters.get(*start as usize) {
                Some(letters) => set.join(&letters.first()),
                None => return Set::ALL,
            },
            Some(Step::One(one, _)) => return of(one),
            Some(Step::Run(run)) if depth < 16 => {
                set = of(&run.set);
                if run.least == 0 {
                    set.join(&self.first(run.next, depth + 1));
                }
            }
            Some(Step::Look(_, next)) if depth < 16 => return self.first(*next, depth + 1),
            Some(Step::Choice(choice)) if depth < 16 => {
                let choice = self.choices.get(usize::from(*choice));
                let ways = choice.map_or(&[][..], |choice| choice.ways.as_slice());
                ways.iter().for_each(|way| set.join(&self.first(*way, depth + 1)));
            }
            _ => return Set::ALL,
        }
        set
    }

    fn has(&self, set: u16, byte: u8) -> bool {
        self.sets.get(usize::from(set)).is_some_and(|set| set.has(byte))
    }

    /// The place behind some letters, or before them, when they stand there.
    fn spelled(&self, start: u32, end: u32, text: &[u8], at: usize) -> Option<usize> {
        let mut at = at;
        for letters in self.letters.get(start as usize..end as usize)? {
            if !letters.are(eight_ahead::<BACK>(text, at)) {
                return None;
            }
            at = if BACK { at.checked_sub(letters.count)? } else { at + letters.count };
        }
        Some(at)
    }

    /// Where the steps lead from a place, when they lead to the end.
    pub(super) fn leads_to(&self, text: &[u8], at: usize, tries: &mut Tries) -> Option<usize> {
        tries.others.clear();
        let mut now = Place { step: self.begin, at, rest: 0 };
        while tries.left > 0 {
            tries.left -= 1;
            let went = match self.steps.get(now.step as usize) {
                None | Some(Step::End) => return Some(now.at),
                Some(Step::Letters(start, end, next)) => {
                    self.spelled(*start, *end, text, now.at).map(|at| (*next, at))
                }
                Some(Step::One(set, next)) => ahead::<BACK>(text, now.at)
                    .is_some_and(|byte| self.has(*set, *byte))
                    .then(|| (*next, beyond::<BACK>(now.at))),
                Some(Step::Look(look, next)) => holds(*look, text, now.at).then_some((*next, now.at)),
                Some(Step::Run(run)) => self.run(run, text, now, tries),
                Some(Step::Choice(choice)) => self.choose(*choice, text, now, tries),
            };
            now = match went {
                Some((step, at)) => Place { step, at, rest: 0 },
                None => tries.others.pop()?,
            };
        }
        None
    }

    /// The next place along a run, of which so much is behind already, where what follows can begin.
    fn run(&self, run: &Run, text: &[u8], now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        if run.far {
            return self.run_far(run, text, now, tries);
        }
        let of = |set: u16| self.sets.get(usize::from(set));
        let (set, then, stops) = (of(run.set)?, of(run.then)?, of(run.stops)?);
        let (least, most) = (u64::from(run.least), u64::from(run.most));
        let Place { step, mut at, rest: mut count } = now;
        let went = loop {
            let Some(byte) = ahead::<BACK>(text, at).copied() else {
                break (count >= least && !run.to_word).then_some((run.next, at));
            };
            if stops.has(byte) {
                let goes_on = count < most && set.has(byte);
                let ends = count >= least
                    && then.has(byte)
                    && !(run.to_word && is_word(behind::<BACK>(text, at)))
                    && self.may_begin(run.next, text, at, byte);
                if ends {
                    if goes_on {
                        tries.others.push(Place { step, at: beyond::<BACK>(at), rest: count + 1 });
                    }
                    break Some((run.next, at));
                }
                if !goes_on {
                    break None;
                }
            } else if count >= most {
                break None;
            }
            count += 1;
            at = beyond::<BACK>(at);
        };
        tries.left = tries.left.saturating_sub(usize::try_from(count - now.rest).unwrap_or(usize::MAX));
        went
    }

    /// The same, the farthest place first. When it is tried again, one more than what is behind is known.
    fn run_far(&self, run: &Run, text: &[u8], now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        let of = |set: u16| self.sets.get(usize::from(set));
        let (set, then) = (of(run.set)?, of(run.then)?);
        let Place { step, mut at, rest } = now;
        let mut count = rest.saturating_sub(1);
        while rest == 0
            && count < u64::from(run.most)
            && ahead::<BACK>(text, at).is_some_and(|byte| set.has(*byte))
        {
            count += 1;
            at = beyond::<BACK>(at);
            tries.left = tries.left.saturating_sub(1);
        }
        while count >= u64::from(run.least) {
            let ends = match ahead::<BACK>(text, at) {
                Some(byte) => {
                    then.has(*byte)
                        && !(run.to_word && is_word(behind::<BACK>(text, at)))
                        && self.may_begin(run.next, text, at, *byte)
                }
                None => !run.to_word,
            };
            let back = if BACK { at + 1 } else { at.saturating_sub(1) };
            if ends {
                if count > u64::from(run.least) {
                    tries.others.push(Place { step, at: back, rest: count });
                }
                return Some((run.next, at));
            }
            count = count.checked_sub(1)?;
            at = back;
            tries.left = tries.left.saturating_sub(1);
        }
        None
    }

    /// Whether a step can begin at a place before a byte, as far as letters tell.
    fn may_begin(&self, step: u32, text: &[u8], at: usize, byte: u8) -> bool {
        let spells = |start: u32| {
            let first = self.letters.get(start as usize);
            first.is_none_or(|letters| letters.are(eight_ahead::<BACK>(text, at)))
        };
        match self.steps.get(step as usize) {
            Some(Step::Letters(start, ..)) => spells(*start),
            Some(Step::Choice(choice)) => self.choices.get(usize::from(*choice)).is_none_or(|choice| {
                let allowed = choice.allowed.get(group(byte)).copied().unwrap_or(u64::MAX);
                let mut ways = ones(allowed).filter_map(|way| choice.ways.get(way));
                ways.any(|way| match self.steps.get(*way as usize) {
                    Some(Step::Letters(start, ..)) => spells(*start),
                    _ => true,
                })
            }),
            _ => true,
        }
    }

    /// The first of the ways that are left which can begin at a place.
    fn choose(&self, choice: u16, text: &[u8], now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        let choice = self.choices.get(usize::from(choice))?;
        let mut ways = match (now.rest, ahead::<BACK>(text, now.at)) {
            (0, Some(byte)) => choice.allowed.get(group(*byte)).copied().unwrap_or(u64::MAX),
            (0, None) => u64::MAX,
            (rest, _) => rest,
        };
        while let Some(rest) = ways.checked_sub(1) {
            // Beyond the last there is none.
            let way = *choice.ways.get(ways.trailing_zeros() as usize)?;
            ways &= rest;
            let went = match self.steps.get(way as usize) {
                Some(Step::Letters(start, end, next)) => {
                    self.spelled(*start, *end, text, now.at).map(|at| (*next, at))
                }
                _ => Some((way, now.at)),
            };
            if went.is_some() {
                if ways != 0 {
                    tries.others.push(Place { rest: ways, ..now });
                }
                return went;
            }
        }
        None
    }
}

/// A place in the steps and in the text.
#[derive(Clone, Copy, Debug)]
struct Place {
    step: u32,
    at: usize,
    /// Of a run, how much of it is behind; of a choice, the ways that are left, or zero for all.
    rest: u64,
}

/// What may be tried yet. One is used for many tries, so that its list grows once.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    /// So many steps.
    left: usize,
    /// How many of them are taken already, by sentence.
    taken: Vec<u16>,
    /// Where to go on when a way leads nowhere.
    others: Vec<Place>,
}

impl Tries {
    /// Whether all steps are taken, so that nothing is told.
    pub(super) const fn gave_up(&self) -> bool {
        self.left == 0
    }

    /// All steps are to be taken yet.
    pub(super) const fn begin(&mut self) {
        self.left = STEPS;
    }

    /// And in each of so many sentences.
    pub(super) fn begin_all(&mut self, sentences: usize) {
        self.taken.clear();
        self.taken.resize(sentences, 0);
    }

    /// Those of a sentence are to be taken that were not taken before.
    pub(super) fn begin_in(&mut self, sentence: usize) {
        self.left = STEPS - self.taken.get(sentence).map_or(0, |taken| STEPS.min(usize::from(*taken)));
    }

    pub(super) fn end_in(&mut self, sentence: usize) {
        if let Some(taken) = self.taken.get_mut(sentence) {
            *taken = u16::try_from(STEPS - self.left).unwrap_or(u16::MAX);
        }
    }
}

/// The next byte in the direction of the steps.
fn ahead<const BACK: bool>(text: &[u8], at: usize) -> Option<&u8> {
    if BACK { at.checked_sub(1).and_then(|at| text.get(at)) } else { text.get(at) }
}

/// The last byte in the direction of the steps.
fn behind<const BACK: bool>(text: &[u8], at: usize) -> Option<&u8> {
    if BACK { text.get(at) } else { at.checked_sub(1).and_then(|at| text.get(at)) }
}

fn beyond<const BACK: bool>(at: usize) -> usize {
    if BACK { at.saturating_sub(1) } else { at + 1 }
}
