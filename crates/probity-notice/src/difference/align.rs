//! Which clause of one text became which of the other.

use crate::Reading;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The same words under the same id.
    Same,
    /// The same words under another id.
    Moved,
    /// Other words.
    Changed,
    /// Its words stand in several clauses now.
    Split,
    /// Its words stand with those of others now.
    Merged,
    /// Nothing of it is left.
    Removed,
    /// Nothing of it was there.
    Added,
}

/// A clause, or several, of each text that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aligned {
    /// What became of it.
    pub fate: Fate,
    /// Ids in the old text.
    pub old: Vec<String>,
    /// Ids in the new text.
    pub new: Vec<String>,
}

/// How many of the words of the smaller clause must stand in the other.
const ENOUGH: f64 = 0.5;
/// Clauses with fewer words are compared whole.
const FEW: usize = 4;

struct Bag {
    id: String,
    words: BTreeSet<String>,
}

fn bags(text: &str, reading: &Reading) -> Vec<Bag> {
    let small = |said: &str| {
        said.split(|one: char| !one.is_alphanumeric())
            .filter(|word| word.chars().count() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    reading
        .outline
        .clauses
        .iter()
        .map(|clause| Bag {
            id: clause.id.clone(),
            words: small(text.get(clause.body.clone()).unwrap_or("")),
        })
        .collect()
}

/// Aligns the clauses of two texts, in the order of the old one; what was added comes last.
#[must_use]
pub(super) fn align(old: (&str, &Reading), new: (&str, &Reading)) -> Vec<Aligned> {
    let (before, after) = (bags(old.0, old.1), bags(new.0, new.1));
    let mut holding: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, bag) in after.iter().enumerate() {
        for word in &bag.words {
            holding.entry(word).or_default().push(index);
        }
    }
    // For each old clause, the new ones that hold enough of it, best first.
    let mut matches: Vec<(usize, usize, f64)> = Vec::new();
    for (index, bag) in before.iter().enumerate() {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &bag.words {
            // A word that stands nearly everywhere tells nothing.
            let places = holding.get(word.as_str()).map_or(&[][..], Vec::as_slice);
            if places.len() * 4 > after.len().max(20) {
                continue;
            }
            for place in places {
                *common.entry(*place).or_default() += 1;
            }
        }
        for (place, shared) in common {
            let Some(other) = after.get(place) else { continue };
            if bag.words == other.words {
                matches.push((index, place, 2.0));
                continue;
            }
            let smaller = bag.words.len().min(other.words.len());
            let share = shared as f64 / smaller.max(1) as f64;
            if smaller >= FEW && share >= ENOUGH {
                matches.push((index, place, share));
            }
        }
    }
    matches.sort_by(|one, other| other.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1))));
    let (mut of_old, mut of_new): (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, Vec<usize>>) =
        Default::default();
    for (one, other, share) in matches {
        let taken = of_old.contains_key(&one) || of_new.contains_key(&other);
        // Once the same words were found, a part of them elsewhere is a coincidence.
        if taken && share < 0.8 || of_old.get(&one).is_some_and(|all| all.len() > 4) {
            continue;
        }
        of_old.entry(one).or_default().push(other);
        of_new.entry(other).or_default().push(one);
    }
    let id = |bags: &[Bag], index: &usize| bags.get(*index).map(|bag| bag.id.clone());
    let mut aligned: Vec<Aligned> = Vec::new();
    for (index, bag) in before.iter().enumerate() {
        let places = of_old.get(&index).cloned().unwrap_or_default();
        let new: Vec<String> = places.iter().filter_map(|place| id(&after, place)).collect();
        let merged = places.iter().any(|place| of_new.get(place).is_some_and(|all| all.len() > 1));
        let fate = match places.as_slice() {
            [] => Fate::Removed,
            [only] if !merged => match after.get(*only) {
                Some(other) if other.words == bag.words && other.id == bag.id => Fate::Same,
                Some(other) if other.words == bag.words => Fate::Moved,
                _ => Fate::Changed,
            },
            [_] => Fate::Merged,
            _ => Fate::Split,
        };
        aligned.push(Aligned { fate, old: vec![bag.id.clone()], new });
    }
    for (index, bag) in after.iter().enumerate() {
        if !of_new.contains_key(&index) {
            aligned.push(Aligned { fate: Fate::Added, old: Vec::new(), new: vec![bag.id.clone()] });
        }
    }
    aligned
}
