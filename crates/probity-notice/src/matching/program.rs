//! Whether a pattern matches, told from its rarest words on: back to its beginning, and onward to its end.
//!
//! An automaton goes through every byte of a sentence, and where a pattern allows gaps, through a state for each length
//! of each gap, few of which it ever meets again. Most sentences that have the words of a pattern fail it beside them,
//! which a few steps tell. It tells whether a pattern matches and not where.
//! When it takes too many (`walk`), it does not tell.

use super::anchors::{Borders, Literals, Needs, Pieces, SHORTEST, narrow};
use super::found::Found;
use super::marks::Marks;
use super::part::{Part, Set};
use super::sentences::Sentences;
use super::steps::Steps;
use super::walk::Tries;
use regex_syntax::hir::Look;

/// A pattern that tells whether it matches.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Each of them is enough.
    ways: Vec<Way>,
    /// The words that they cannot do without. Those of all ways stand together: most ways are not looked at further.
    needs: Needs,
}

/// Parts in a row, tried from where a word stands that is rare.
#[derive(Clone, Debug)]
struct Way {
    /// What stands before it, read backwards.
    back: Steps<true>,
    onward: Steps<false>,
    from: From,
    /// Of each of these, a mark or a figure must be there.
    marks: Vec<Marks>,
    /// The bytes that it begins with.
    first: Set,
}

/// Where a way is tried.
#[derive(Clone, Debug)]
enum From {
    /// Where one of the words stands that it begins with.
    Keys(Pieces),
    /// Where the text begins.
    Start,
    /// Wherever one of its first bytes stands.
    Anywhere,
}

/// Where no longer word tells, one of so many letters does.
const SHORTEST_KEY: usize = 2;
/// A part of more ways is not taken apart.
const MOST_APART: usize = 24;

impl Program {
    /// Of a part and what is asked for by its words; nothing when it is too large.
    pub(super) fn of(part: &Part, literals: &mut Literals) -> Option<Self> {
        let mut program = Self { ways: Vec::new(), needs: Needs::default() };
        program.add(part, literals)?;
        Some(program)
    }

    /// In which of some sentences it matches.
    pub(super) fn matches(&self, found: &Found<'_>, wanted: &Sentences, tries: &mut Tries) -> Told {
        let mut told = Told { open: *wanted, ..Told::default() };
        tries.begin_all(found.count());
        for (way, needs) in self.ways.iter().zip(self.needs.by_part()) {
            let candidates = narrow(needs, told.open, found);
            if !candidates.is_empty() {
                way.matches(found, candidates, &mut told, tries);
            }
        }
        told
    }

    /// The ways of a part; nothing when one of them is too large.
    fn add(&mut self, part: &Part, literals: &mut Literals) -> Option<()> {
        if let Part::Any(any) = part {
            return any.iter().try_for_each(|part| self.add(part, literals));
        }
        let parts = match part {
            Part::All(parts) => parts.as_slice(),
            part => std::slice::from_ref(part),
        };
        // What may be empty says nothing at either end.
        let leading = parts.iter().take_while(|part| part.is_free()).count();
        let trailing = parts.iter().rev().take_while(|part| part.is_free()).count();
        let parts = parts.get(leading..parts.len().saturating_sub(trailing)).unwrap_or(&[]);
        let rarest = [SHORTEST, SHORTEST_KEY].into_iter().find_map(|least| rarest(parts, least));
        let starts = matches!(parts.first(), Some(Part::Look(Look::Start)));
        if rarest.is_none()
            && !starts
            && let Some(apart) = taken_apart(parts)
        {
            return apart.iter().try_for_each(|part| self.add(part, literals));
        }
        let (before, after) = parts.split_at_checked(rarest.unwrap_or(0)).unwrap_or((&[], parts));
        let from = match after.first() {
            Some(part) if rarest.is_some() => {
                let borders = Borders::default().within(parts, before.len());
                From::Keys(literals.pieces(part.first_words(borders)))
            }
            _ if starts => From::Start,
            _ => From::Anywhere,
        };
        let (back, onward) = (Steps::of(before)?, Steps::of(after)?);
        let first = onward.begins_with();
        self.needs.join(Needs::of(&Part::All(parts.to_vec()), literals));
        let marks = parts.iter().flat_map(Marks::asked_for).collect();
        self.ways.push(Way { back, onward, from, marks, first });
        Some(())
    }
}

/// What is told of some sentences.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) matched: Sentences,
    /// Where it took too many steps to tell.
    pub(super) untold: Sentences,
    /// Where nothing is told yet.
    open: Sentences,
}

impl Way {
    /// Tries it in some sentences that have its words.
    fn matches(&self, found: &Found<'_>, candidates: Sentences, told: &mut Told, tries: &mut Tries) {
        let mut candidates = candidates;
        if !self.marks.is_empty() {
            for sentence in candidates.numbers() {
                let there = found.marks(sentence);
                if !self.marks.iter().all(|marks| marks.meet(there)) {
                    candidates.remove(sentence);
                }
            }
        }
        match &self.from {
            From::Keys(keys) => {
                for hit in found.hits(keys) {
                    let sentence = hit.sentence as usize;
                    if candidates.has(sentence)
                        && self.is_told(found, sentence, std::iter::once(hit.at as usize), told, tries)
                    {
                        candidates.remove(sentence);
                    }
                }
            }
            From::Start => {
                for sentence in candidates.numbers() {
                    self.is_told(found, sentence, std::iter::once(0), told, tries);
                }
            }
            From::Anywhere => {
                for sentence in candidates.numbers() {
                    let places = 0..=found.said(sentence).text.len();
                    self.is_told(found, sentence, places, told, tries);
                }
            }
        }
    }

    /// Whether it is told of a sentence that it matches at one of some places, or that it takes too many steps to tell.
    #[inline]
    fn is_told(
        &self,
        found: &Found<'_>,
        sentence: usize,
        places: impl IntoIterator<Item = usize>,
        told: &mut Told,
        tries: &mut Tries,
    ) -> bool {
        let said = found.said(sentence);
        tries.begin_in(sentence);
        let matches = places.into_iter().any(|at| {
            said.text.get(at).is_none_or(|byte| self.first.has(*byte))
                && self.back.leads_to(said, at, tries).is_some()
                && self.onward.leads_to(said, at, tries).is_some()
        });
        tries.end_in(sentence);
        let of = match (matches, tries.gave_up()) {
            (true, _) => &mut told.matched,
            (false, true) => &mut told.untold,
            (false, false) => return false,
        };
        of.put(sentence);
        told.open.remove(sentence);
        true
    }
}

/// The place of the part that begins with words of at least so many letters, and seems the rarest.
fn rarest(parts: &[Part], least: usize) -> Option<usize> {
    let common = |(index, part): (usize, &Part)| {
        part.begins_with_words(least).then_some(())?;
        Some((index, part.commonness()?))
    };
    let all = parts.iter().enumerate().filter_map(common);
    all.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(index, _)| index)
}

/// Parts in a row as several such, one for each way that one of them can go; nothing when that brings no words forward.
fn taken_apart(parts: &[Part]) -> Option<Vec<Part>> {
    let (at, ways) = parts.iter().enumerate().find_map(|(at, part)| match part {
        Part::Any(ways) if ways.len() <= MOST_APART && part.commonness().is_some() => Some((at, ways)),
        _ => None,
    })?;
    let (before, after) = (parts.get(..at)?, parts.get(at + 1..)?);
    let row = |way: &Part| {
        let way = match way {
            Part::All(parts) => parts.as_slice(),
            part => std::slice::from_ref(part),
        };
        Part::All([before, way, after].concat())
    };
    Some(ways.iter().map(row).collect())
}
