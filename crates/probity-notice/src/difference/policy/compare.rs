//! Facts of two policies against each other: what is said no more, said now, or said otherwise.

use super::fact::{About, Fact, Facts, Of, speaking_of};
use super::order::{Value, between, of_adding, opposite};
use super::treatment::{Judged, Treatment, treatment};
use crate::Direction;
use probity_policy::grammar::StatementKind;
use probity_source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A change with the facts that say it.
#[derive(Debug)]
pub(super) struct Changed<'f, 'p> {
    pub(super) of: Of,
    pub(super) judged: Judged,
    /// What it is about: facts of the same two sentences that changed alike.
    pub(super) abouts: BTreeSet<About>,
    pub(super) old: Option<&'f Fact<'p>>,
    pub(super) new: Option<&'f Fact<'p>>,
    pub(super) direction: Direction,
}

/// Which sentences a change is between, what it changes to, and which way it goes.
type Alike<'f> = (Option<(Span, &'f Value)>, Option<(Span, &'f Value)>, Direction);

/// All changes, in the order of kinds and of what they are about.
pub(super) fn changes<'f, 'p>(old: &'f Facts<'p>, new: &'f Facts<'p>) -> Vec<Changed<'f, 'p>> {
    let kinds: BTreeSet<&Of> = old.facts.keys().chain(new.facts.keys()).collect();
    let mut all = Vec::new();
    for of in kinds {
        let Treatment::Judged(judged) = treatment(of.kind) else { continue };
        // A block that came or went says so itself, with all that it holds.
        if !of.block.is_empty() && in_one_only(of, old, new) {
            continue;
        }
        let (before, after) = (old.facts.get(of), new.facts.get(of));
        let abouts: BTreeSet<&About> =
            before.into_iter().chain(after).flat_map(|facts| facts.keys()).collect();
        let mut alike: BTreeMap<Alike<'f>, Changed<'f, 'p>> = BTreeMap::new();
        for about in abouts {
            let (before, after) = (speaking_of(before, &judged, about), speaking_of(after, &judged, about));
            for (one, other) in pairs(before, after) {
                let direction = match (one, other) {
                    (Some(one), Some(other)) => between(judged.gives, judged.slots, &one.value, &other.value),
                    (Some(one), None) => opposite(of_adding(judged.gives, &one.value)),
                    (None, Some(other)) => of_adding(judged.gives, &other.value),
                    (None, None) => continue,
                };
                alike
                    .entry((one.map(place), other.map(place), direction))
                    .or_insert_with(|| Changed {
                        of: of.clone(),
                        judged,
                        abouts: BTreeSet::new(),
                        old: one,
                        new: other,
                        direction,
                    })
                    .abouts
                    .insert(about.clone());
            }
        }
        for changed in alike.into_values() {
            let Changed { of, judged, abouts, old, new, direction } = changed;
            all.extend(combinations(abouts).into_iter().map(|abouts| Changed {
                of: of.clone(),
                judged,
                abouts,
                old,
                new,
                direction,
            }));
        }
    }
    all
}

fn place<'f>(fact: &'f Fact<'_>) -> (Span, &'f Value) {
    (fact.statement.span, &fact.value)
}

/// The same things in as few groups as have each combination of their words, so that a sentence made of a group says
/// nothing that did not change.
fn combinations(abouts: BTreeSet<About>) -> Vec<BTreeSet<About>> {
    let width = abouts.first().map_or(0, Vec::len);
    let words: Vec<BTreeSet<&String>> =
        (0..width).map(|at| abouts.iter().filter_map(|about| about.get(at)).collect()).collect();
    let all = words.iter().map(BTreeSet::len).fold(1_usize, usize::saturating_mul);
    let Some(split) = words.iter().position(|words| words.len() > 1).filter(|_| all != abouts.len()) else {
        return vec![abouts];
    };
    let mut parts: BTreeMap<String, BTreeSet<About>> = BTreeMap::new();
    for about in &abouts {
        if let Some(word) = about.get(split) {
            parts.entry(word.clone()).or_default().insert(about.clone());
        }
    }
    parts.into_values().flat_map(combinations).collect()
}

/// Whether the block of a fact stands in one of the policies only.
fn in_one_only(of: &Of, old: &Facts<'_>, new: &Facts<'_>) -> bool {
    let is_there = |facts: &Facts<'_>| {
        [
            StatementKind::Purpose,
            StatementKind::Recipient,
            StatementKind::Cookie,
            StatementKind::Message,
            StatementKind::Table,
        ]
        .into_iter()
        .any(|kind| facts.blocks.contains_key(&Of { kind, block: of.block.clone() }) && holds(kind, of.kind))
    };
    is_there(old) != is_there(new)
}

/// Whether sentences of a kind stand in blocks of another.
fn holds(block: StatementKind, inner: StatementKind) -> bool {
    use probity_policy::grammar::rules;
    let place = rules::all().find(|rule| rule.kind() == Some(block)).and_then(|rule| rule.block);
    let own = rules::all().find(|rule| rule.kind() == Some(inner)).map(|rule| rule.place);
    place.is_some() && place == own
}

/// What one of two says, beside what the other says instead; what both say is left out.
fn pairs<'f, 'p>(
    before: &'f [Fact<'p>],
    after: &'f [Fact<'p>],
) -> Vec<(Option<&'f Fact<'p>>, Option<&'f Fact<'p>>)> {
    let only = |here: &'f [Fact<'p>], there: &'f [Fact<'p>]| -> Vec<&'f Fact<'p>> {
        let said: BTreeSet<&Value> = there.iter().map(|fact| &fact.value).collect();
        let mut left: BTreeMap<&Value, &'f Fact<'p>> = BTreeMap::new();
        for fact in here.iter().filter(|fact| !said.contains(&fact.value)) {
            left.entry(&fact.value).or_insert(fact);
        }
        left.into_values().collect()
    };
    let (gone, came) = (only(before, after), only(after, before));
    let count = gone.len().max(came.len());
    (0..count).map(|at| (gone.get(at).copied(), came.get(at).copied())).collect()
}
