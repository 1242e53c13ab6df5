//! Going step by step through a text, forwards or back.
//!
//! INVARIANT (BOUNDED-STEPS): after so many steps it gives up, and says so; somebody else must tell then.

use super::anchors::ones;
use super::steps::{EIGHT, Goes, Outside, Run, Step, Steps};
use super::stretch::Stretch;
use regex_syntax::hir::Look;

/// So many steps, and no more.
const STEPS: usize = 1 << 13;
/// A run that goes on so far is as much as a step.
const FAR: usize = 32;

/// A place in the steps and in the text.
#[derive(Clone, Copy, Debug)]
struct Place {
    step: u32,
    /// One more than where the last group ended that has a name, or zero.
    named: u32,
    at: usize,
    /// Of a run, how much of it is behind, or how far it can go; of a choice, the ways that are left, or zero for all.
    rest: u64,
}

/// Where steps led.
#[derive(Clone, Copy, Debug)]
pub(super) struct Led {
    pub(super) to: usize,
    /// Where the last group ended that has a name.
    pub(super) named: Option<usize>,
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

    fn take(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
    }
}

/// The next eight bytes in the direction of the steps, the nearest in the lowest byte; zeros where the text ends.
#[inline]
fn eight_ahead<const BACK: bool>(text: &[u8], at: usize) -> u64 {
    let range = if BACK { at.wrapping_sub(EIGHT)..at } else { at..at + EIGHT };
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

/// The next byte in the direction of the steps.
fn ahead<const BACK: bool>(text: &[u8], at: usize) -> Option<&u8> {
    if BACK { at.checked_sub(1).and_then(|at| text.get(at)) } else { text.get(at) }
}

const fn beyond<const BACK: bool>(at: usize, count: usize) -> usize {
    if BACK { at.saturating_sub(count) } else { at + count }
}

impl<const BACK: bool> Steps<BACK> {
    /// Where the steps lead from a place, when they lead to the end.
    pub(super) fn leads_to(&self, stretch: Stretch<'_>, at: usize, tries: &mut Tries) -> Option<Led> {
        let text = stretch.text;
        tries.others.clear();
        let mut now = Place { step: self.begin, named: 0, at, rest: 0 };
        while tries.left > 0 {
            tries.left -= 1;
            let went = match self.steps.get(now.step as usize) {
                None | Some(Step::End) => {
                    let named = now.named.checked_sub(1).map(|named| named as usize);
                    return Some(Led { to: now.at, named });
                }
                Some(step @ (Step::Letters(_) | Step::Exactly(_))) => {
                    let spelled = step.spelled(eight_ahead::<BACK>(text, now.at)).flatten();
                    spelled.map(|(next, count)| (next, beyond::<BACK>(now.at, count)))
                }
                Some(Step::One(set, next)) => ahead::<BACK>(text, now.at)
                    .is_some_and(|byte| self.has(*set, *byte))
                    .then(|| (*next, beyond::<BACK>(now.at, 1))),
                Some(Step::Look(look, next)) => holds(*look, stretch, now.at).then_some((*next, now.at)),
                Some(Step::Named(next)) => {
                    now.named = u32::try_from(now.at + 1).unwrap_or(u32::MAX);
                    Some((*next, now.at))
                }
                Some(Step::Run(run)) => match run.goes {
                    Goes::Near => self.run(*run, text, now, tries),
                    Goes::ToWord => self.run_to_word(*run, stretch, now, tries),
                    Goes::Far | Goes::FarToWord => self.run_far(*run, stretch, now, tries),
                },
                Some(Step::Choice(choice)) => self.choose(*choice, text, now, tries),
            };
            now = match went {
                Some((step, at)) => Place { step, at, rest: 0, ..now },
                None => tries.others.pop()?,
            };
        }
        None
    }

    /// How far a run can go at most from a place.
    fn reach(&self, run: Run, text: &[u8], at: usize, tries: &mut Tries) -> usize {
        let most = if run.most == u16::MAX { usize::MAX } else { usize::from(run.most) };
        let outside = self.outside.get(usize::from(run.set)).copied().unwrap_or(Outside::Many);
        let is_outside = |byte: &u8| !self.has(run.set, *byte);
        let reach = if BACK {
            let before = text.get(at.saturating_sub(most)..at).unwrap_or(&[]);
            let last = match outside {
                Outside::None => None,
                Outside::One(one) => memchr::memrchr(one, before),
                Outside::Two(one, two) => memchr::memrchr2(one, two, before),
                Outside::Three(one, two, three) => memchr::memrchr3(one, two, three, before),
                Outside::Many => before.iter().rposition(is_outside),
            };
            at - before.len() + last.map_or(0, |last| last + 1)
        } else {
            let after = text.get(at..text.len().min(at.saturating_add(most))).unwrap_or(&[]);
            let first = match outside {
                Outside::None => None,
                Outside::One(one) => memchr::memchr(one, after),
                Outside::Two(one, two) => memchr::memchr2(one, two, after),
                Outside::Three(one, two, three) => memchr::memchr3(one, two, three, after),
                Outside::Many => after.iter().position(is_outside),
            };
            at + first.unwrap_or(after.len())
        };
        tries.take(reach.abs_diff(at) / FAR);
        reach
    }

    /// The next place along a run where a word begins that can be what follows. When it is tried again, it is known how
    /// far it goes.
    fn run_to_word(
        &self,
        run: Run,
        stretch: Stretch<'_>,
        now: Place,
        tries: &mut Tries,
    ) -> Option<(u32, usize)> {
        let text = stretch.text;
        let (mut from, to) = match now.rest.checked_sub(1) {
            None => {
                let to = self.reach(run, text, now.at, tries);
                let least = usize::from(run.least);
                let from = if BACK { now.at.checked_sub(least)? } else { now.at + least };
                (from, to)
            }
            Some(to) => (now.at, usize::try_from(to).ok()?),
        };
        loop {
            let at = if BACK { stretch.last_end(from, to) } else { stretch.next_start(from, to) }?;
            tries.take(1);
            let goes_on = at != to;
            from = beyond::<BACK>(at, 1);
            if ahead::<BACK>(text, at).is_some_and(|byte| self.may_begin(run, text, at, *byte)) {
                if goes_on {
                    tries.others.push(Place { at: from, rest: to as u64 + 1, ..now });
                }
                return Some((run.next, at));
            }
            if !goes_on {
                return None;
            }
        }
    }

    /// The next place along a run, of which so much is behind already, where what follows can begin.
    fn run(&self, run: Run, text: &[u8], now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        let (set, stops) = (self.of_set(run.set)?, self.of_set(run.stops)?);
        let least = u64::from(run.least);
        let most = if run.most == u16::MAX { u64::MAX } else { u64::from(run.most) };
        let Place { mut at, rest: mut count, .. } = now;
        let went = loop {
            let Some(byte) = ahead::<BACK>(text, at).copied() else {
                break (count >= least).then_some((run.next, at));
            };
            if stops.has(byte) {
                let goes_on = count < most && set.has(byte);
                if count >= least && self.may_begin(run, text, at, byte) {
                    if goes_on {
                        tries.others.push(Place { at: beyond::<BACK>(at, 1), rest: count + 1, ..now });
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
            at = beyond::<BACK>(at, 1);
        };
        tries.take(usize::try_from(count - now.rest).unwrap_or(usize::MAX));
        went
    }

    /// The same, the farthest place first. When it is tried again, it is known how far back it may go.
    fn run_far(&self, run: Run, stretch: Stretch<'_>, now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        let text = stretch.text;
        let (mut from, to) = match now.rest.checked_sub(1) {
            None => (self.reach(run, text, now.at, tries), now.at + usize::from(run.least)),
            Some(to) => (now.at, usize::try_from(to).ok()?),
        };
        while from >= to {
            let at = if run.goes == Goes::FarToWord { stretch.last_start(from, to)? } else { from };
            tries.take(1);
            let ends = match ahead::<BACK>(text, at) {
                Some(byte) => self.may_begin(run, text, at, *byte),
                None => true,
            };
            if ends {
                if at > to {
                    tries.others.push(Place { at: at - 1, rest: to as u64 + 1, ..now });
                }
                return Some((run.next, at));
            }
            from = at.checked_sub(1)?;
        }
        None
    }

    /// Whether what follows a run can begin at a place before a byte, as far as letters tell.
    fn may_begin(&self, run: Run, text: &[u8], at: usize, byte: u8) -> bool {
        if !self.has(run.then, byte) {
            return false;
        }
        match self.steps.get(run.next as usize) {
            Some(Step::Choice(choice)) => {
                let Some((choice, ways)) = self.choice_of(*choice) else { return true };
                let allowed = self.allowed(choice, byte);
                let bytes = eight_ahead::<BACK>(text, at);
                let mut ways = ones(allowed).filter_map(|way| self.steps.get(*ways.get(way)? as usize));
                ways.any(|way| way.spelled(bytes).is_none_or(|spelled| spelled.is_some()))
            }
            Some(step @ (Step::Letters(_) | Step::Exactly(_))) => {
                step.spelled(eight_ahead::<BACK>(text, at)).flatten().is_some()
            }
            _ => true,
        }
    }

    /// The first of the ways that are left which can begin at a place.
    #[inline]
    fn choose(&self, choice: u16, text: &[u8], now: Place, tries: &mut Tries) -> Option<(u32, usize)> {
        let (choice, ways) = self.choice_of(choice)?;
        let mut left = match (now.rest, ahead::<BACK>(text, now.at)) {
            (0, Some(byte)) => self.allowed(choice, *byte),
            (0, None) => choice.every_way(),
            (rest, _) => rest,
        };
        if left == 0 {
            return None;
        }
        let bytes = eight_ahead::<BACK>(text, now.at);
        while let Some(rest) = left.checked_sub(1) {
            let way = *ways.get(left.trailing_zeros() as usize)?;
            left &= rest;
            let went = match self.steps.get(way as usize).and_then(|step| step.spelled(bytes)) {
                Some(spelled) => spelled.map(|(next, count)| (next, beyond::<BACK>(now.at, count))),
                None => Some((way, now.at)),
            };
            if went.is_some() {
                if left != 0 {
                    tries.others.push(Place { rest: left, ..now });
                }
                return went;
            }
        }
        None
    }
}

/// Whether what a pattern looks for stands around a place.
#[inline]
fn holds(look: Look, stretch: Stretch<'_>, at: usize) -> bool {
    match look {
        Look::Start => at == 0,
        Look::End => at == stretch.text.len(),
        Look::WordAscii => stretch.is_edge(at),
        Look::WordAsciiNegate => !stretch.is_edge(at),
        _ => true,
    }
}
