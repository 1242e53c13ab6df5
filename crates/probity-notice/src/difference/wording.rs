//! Every sentence in which two versions differ is told: by a change of meaning that quotes it, or as other words that no
//! rule can weigh.
//!
//! Sentences of the old version are paired with those of the new that have most of their words, or say the same by what
//! was read of them. Of a pair, or of a sentence that has none, what it says is compared as whole texts are: so a
//! disclosure in a sentence that is new is a change even where another sentence speaks of the same recipient.
//!
//! INVARIANT (EVERY-CHANGED-SENTENCE): a sentence that stands in one version only overlaps the quote of a change, or is
//! part of a `Wording`.

use super::facet::{self, About, Facets};
use super::judge::{self, Happened, Judged};
use super::sentence::{Apart, Sentence};
use super::{Fate, Wording};
use crate::{Kind, Reading};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// How much two sentences must have in common to be one sentence before and now, of one.
const ENOUGH: f64 = 0.5;
/// What saying the same counts, of one.
const SAYS_THE_SAME: f64 = 0.5;
/// A word, or a thing said, of more sentences than these finds no pairs.
const COMMON: usize = 50;

/// A sentence of one version: where it stands, its words, and what was read there.
#[derive(Default)]
struct Part {
    span: Range<usize>,
    words: BTreeSet<u32>,
    is_within: bool,
    says: Facets,
    kinds: BTreeSet<Kind>,
}

/// A sentence before and now, or the one of them that there is.
struct Pair {
    old: Option<Part>,
    new: Option<Part>,
}

impl Pair {
    fn before(&self) -> Option<&Range<usize>> {
        self.old.as_ref().map(|part| &part.span)
    }

    fn now(&self) -> Option<&Range<usize>> {
        self.new.as_ref().map(|part| &part.span)
    }

    fn wording(self) -> Wording {
        let fate = match (&self.old, &self.new) {
            (Some(_), Some(_)) => Fate::Changed,
            (Some(_), None) => Fate::Removed,
            _ => Fate::Added,
        };
        let (old, new) = (self.before().cloned(), self.now().cloned());
        let parts = [self.old, self.new].into_iter().flatten();
        Wording { fate, read: parts.flat_map(|part| part.kinds).collect(), old, new }
    }
}

/// What the sentences that differ say: changes that the whole texts do not show, and words nobody can weigh.
pub(super) fn weigh(
    old: (&str, &Reading),
    new: (&str, &Reading),
    apart: &Apart,
    told: &[Judged],
) -> (Vec<Judged>, Vec<Wording>) {
    let known: BTreeSet<&About> = told.iter().map(|change| &change.about).collect();
    let quoted = |pair: &Pair| {
        told.iter().any(|change| {
            overlap(pair.before(), change.old.as_ref()) || overlap(pair.now(), change.new.as_ref())
        })
    };
    let pairs: Vec<Pair> = pairs(old, new, apart).into_iter().filter(|pair| !quoted(pair)).collect();
    // For each thing that is said otherwise, the sentences that begin to say it, cease to, or say other figures.
    let mut by_about: BTreeMap<About, [Vec<(usize, Judged)>; 3]> = BTreeMap::new();
    let none = Facets::new();
    for (index, pair) in pairs.iter().enumerate() {
        let before = pair.old.as_ref().map_or(&none, |part| &part.says);
        let after = pair.new.as_ref().map_or(&none, |part| &part.says);
        for mut change in judge::changes(before, after) {
            let is_changed = matches!(change.happened, Happened::Changed { .. });
            // Of a sentence in other words, what is read may differ only because the words do.
            let is_one_sentence = pair.old.is_some() && pair.new.is_some();
            let counts = !apart.is_rewritten && !is_one_sentence && adds_up(&change.about);
            if known.contains(&change.about) || !is_changed && !counts {
                continue;
            }
            (change.old, change.new) = (pair.before().cloned(), pair.now().cloned());
            let [begin, cease, other] = by_about.entry(change.about.clone()).or_default();
            let list = match &mut change.happened {
                Happened::Changed { .. } => other,
                happened if pair.new.is_some() => {
                    *happened = Happened::OneSentenceMore;
                    begin
                }
                happened => {
                    *happened = Happened::OneSentenceLess;
                    cease
                }
            };
            list.push((index, change));
        }
    }
    let mut weighed = BTreeSet::new();
    let mut further = Vec::new();
    for [begin, cease, other] in by_about.into_values() {
        // What one sentence says no more and another says now only moved.
        let moved = other.is_empty() && !begin.is_empty() && !cease.is_empty();
        let first = [other, begin, cease].into_iter().find(|list| !list.is_empty());
        if let Some((index, change)) = first.filter(|_| !moved).and_then(|list| list.into_iter().next()) {
            weighed.insert(index);
            further.push(change);
        }
    }
    let left = pairs.into_iter().enumerate().filter(|(index, _)| !weighed.contains(index));
    (further, left.map(|(_, pair)| pair.wording()).collect())
}

/// Whether each further sentence that says it takes more: what is disclosed, collected or done in one more case. A right
/// that is named once more is the same right.
fn adds_up(about: &About) -> bool {
    matches!(about, About::Recipient(_) | About::RecipientKind(_) | About::Collected(_) | About::Purpose(_))
}

/// The sentences of one version with what was read in each.
fn parts((text, reading): (&str, &Reading), sentences: &[Sentence]) -> Vec<Part> {
    let mut parts: Vec<Part> = sentences
        .iter()
        .map(|sentence| Part {
            span: sentence.span.clone(),
            words: sentence.words.iter().copied().collect(),
            is_within: sentence.is_within,
            ..Part::default()
        })
        .collect();
    for practice in &reading.practices {
        let first = parts.partition_point(|part| part.span.end <= practice.span.start);
        let behind = parts.get_mut(first..).unwrap_or_default();
        for part in behind.iter_mut().take_while(|part| part.span.start < practice.span.end) {
            facet::of_practice(text, reading, practice, &mut part.says);
            part.kinds.insert(practice.kind);
        }
    }
    parts
}

/// Each sentence that differs with what became of it, in the order of the new text; what has nothing there comes last.
/// One whose words are all in the other text is part of a pair only: as what is left of a longer one, or went into it.
fn pairs(old: (&str, &Reading), new: (&str, &Reading), apart: &Apart) -> Vec<Pair> {
    let (before, after) = (parts(old, &apart.old), parts(new, &apart.new));
    let mut partner: Vec<Option<usize>> = vec![None; after.len()];
    let mut taken = BTreeSet::new();
    for (one, other) in best_first(&before, &after) {
        if let Some(free) = partner.get_mut(other).filter(|free| free.is_none())
            && taken.insert(one)
        {
            *free = Some(one);
        }
    }
    let mut before: Vec<Option<Part>> = before.into_iter().map(Some).collect();
    let mut pairs: Vec<Pair> = after
        .into_iter()
        .zip(partner)
        .map(|(part, one)| Pair { old: one.and_then(|one| before.get_mut(one)?.take()), new: Some(part) })
        .collect();
    pairs.extend(before.into_iter().flatten().map(|part| Pair { old: Some(part), new: None }));
    let apart = |part: &Option<Part>| part.as_ref().is_some_and(|part| !part.is_within);
    pairs.retain(|pair| apart(&pair.old) || apart(&pair.new));
    pairs
}

/// Which sentences of one side hold a word.
fn holding(side: &[Part]) -> HashMap<u32, Vec<usize>> {
    let mut holding: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, part) in side.iter().enumerate() {
        for word in &part.words {
            holding.entry(*word).or_default().push(at);
        }
    }
    holding
}

/// Which sentences of one side say something of a thing.
fn saying(side: &[Part]) -> BTreeMap<&About, Vec<usize>> {
    let mut saying: BTreeMap<&About, Vec<usize>> = BTreeMap::new();
    for (at, part) in side.iter().enumerate() {
        for about in part.says.keys() {
            saying.entry(about).or_default().push(at);
        }
    }
    saying
}

/// Pairs that have enough in common, the best first. The order is the same from the new text's side.
fn best_first(before: &[Part], after: &[Part]) -> Vec<(usize, usize)> {
    let (old, new) = (holding(before), holding(after));
    let (said, says) = (saying(before), saying(after));
    let mut found: Vec<(usize, usize, f64)> = Vec::new();
    for (one, left) in before.iter().enumerate() {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for word in &left.words {
            let rare = old.get(word).is_none_or(|all| all.len() <= COMMON);
            near.extend(new.get(word).filter(|all| rare && all.len() <= COMMON).into_iter().flatten());
        }
        for about in left.says.keys() {
            let rare = said.get(about).is_none_or(|all| all.len() <= COMMON);
            near.extend(says.get(about).filter(|all| rare && all.len() <= COMMON).into_iter().flatten());
        }
        for other in near {
            let Some(right) = after.get(other) else { continue };
            let words = left.words.intersection(&right.words).count();
            let alike = left.says.keys().filter(|about| right.says.contains_key(about)).count();
            let score = share(words, left.words.len() + right.words.len())
                + SAYS_THE_SAME * share(alike, left.says.len() + right.says.len());
            if score >= ENOUGH && !(left.is_within && right.is_within) {
                found.push((one, other, score));
            }
        }
    }
    found.sort_by(|(a, b, one), (c, d, other)| {
        let place = |one: usize, other: usize| (one + other, one.abs_diff(other), one.min(other));
        other.total_cmp(one).then_with(|| place(*a, *b).cmp(&place(*c, *d)))
    });
    found.into_iter().map(|(one, other, _)| (one, other)).collect()
}

/// Twice what two sets share, of the sizes of both.
fn share(common: usize, both: usize) -> f64 {
    2.0 * common as f64 / both.max(1) as f64
}

fn overlap(one: Option<&Range<usize>>, other: Option<&Range<usize>>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.start < other.end && other.start < one.end)
}
