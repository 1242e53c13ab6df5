//! Which clause of one text became which of the other.

use super::sentence;
use crate::Reading;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The same words under the same label, or without one below the same clause.
    Same,
    /// The same words under another label or clause.
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
    /// Its words in their order, as numbers.
    said: Vec<u32>,
    /// The longer ones, to find what is alike.
    words: BTreeSet<String>,
}

fn bags(text: &str, reading: &Reading, numbers: &mut HashMap<String, u32>) -> Vec<Bag> {
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
        .map(|clause| {
            let body = text.get(clause.body.clone()).unwrap_or("");
            Bag { id: clause.id.clone(), said: sentence::words(body, numbers), words: small(body) }
        })
        .collect()
}

type Places = BTreeMap<usize, Vec<usize>>;

/// Clauses with the same words: those with the same id, then those below the same clause, then any, each once.
fn same(before: &[Bag], after: &[Bag]) -> (Places, Places) {
    let (mut of_old, mut of_new) = (Places::new(), Places::new());
    let keys: [fn(&Bag) -> &str; 3] = [|bag| &bag.id, |bag| above(&bag.id), |_| ""];
    for key in keys {
        let mut holding: HashMap<(&[u32], &str), VecDeque<usize>> = HashMap::new();
        for (place, bag) in after.iter().enumerate().filter(|(place, _)| !of_new.contains_key(place)) {
            holding.entry((&bag.said, key(bag))).or_default().push_back(place);
        }
        for (index, bag) in before.iter().enumerate() {
            if of_old.contains_key(&index) {
                continue;
            }
            let places = holding.get_mut(&(bag.said.as_slice(), key(bag)));
            if let Some(place) = places.and_then(VecDeque::pop_front) {
                of_old.insert(index, vec![place]);
                of_new.insert(place, vec![index]);
            }
        }
    }
    (of_old, of_new)
}

/// An id without the count of a clause that has no label, which shifts when another is put before it.
fn above(id: &str) -> &str {
    id.rsplit_once('¶').map_or(id, |(above, _)| above)
}

/// Aligns the clauses of two texts, in the order of the old one; what was added comes last.
#[must_use]
pub(super) fn align(old: (&str, &Reading), new: (&str, &Reading)) -> Vec<Aligned> {
    let mut numbers = HashMap::new();
    let (before, after) = (bags(old.0, old.1, &mut numbers), bags(new.0, new.1, &mut numbers));
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
            let smaller = bag.words.len().min(other.words.len());
            let share = shared as f64 / smaller.max(1) as f64;
            if smaller >= FEW && share >= ENOUGH {
                matches.push((index, place, share));
            }
        }
    }
    matches.sort_by(|one, other| other.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1))));
    // Clauses that did not change find each other first, in their order.
    let (mut of_old, mut of_new) = same(&before, &after);
    let (done_old, done_new): (BTreeSet<usize>, BTreeSet<usize>) =
        (of_old.keys().copied().collect(), of_new.keys().copied().collect());
    for (one, other, share) in matches {
        // Once the same words were found, a part of them elsewhere is a coincidence.
        if done_old.contains(&one) || done_new.contains(&other) {
            continue;
        }
        let taken = of_old.contains_key(&one) || of_new.contains_key(&other);
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
                Some(other) if other.said == bag.said && above(&other.id) == above(&bag.id) => Fate::Same,
                Some(other) if other.said == bag.said => Fate::Moved,
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
