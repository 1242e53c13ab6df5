//! Category patterns as an index: who covers whom, without comparing all with all.
//!
//! Follows [`crate::model::policy::covers`]: `contact.*` is what is below `contact`, `contact.email`
//! is itself and what is below it, `anything` is all.

use std::collections::BTreeMap;

/// Values under category patterns; of several under one pattern the first stays.
#[derive(Clone, Debug)]
pub(super) struct PatternMap<T> {
    everything: Option<T>,
    stems: BTreeMap<String, Stem<T>>,
}

#[derive(Clone, Debug)]
struct Stem<T> {
    itself: Option<T>,
    below: T,
}

impl<T> Default for PatternMap<T> {
    fn default() -> Self {
        Self { everything: None, stems: BTreeMap::new() }
    }
}

/// A pattern's stem, and whether it means only what is below; nothing for `anything` and `*`.
fn stem(pattern: &str) -> Option<(&str, bool)> {
    if is_everything(pattern) {
        return None;
    }
    Some(match pattern.strip_suffix(".*") {
        Some(stem) => (stem, true),
        None => (pattern, false),
    })
}

/// Does the pattern mean all categories?
pub(super) fn is_everything(pattern: &str) -> bool {
    matches!(pattern, "anything" | "*")
}

impl<T: Clone> PatternMap<T> {
    pub(super) fn insert(&mut self, pattern: &str, value: T) {
        let Some((stem, only_below)) = stem(pattern) else {
            self.everything.get_or_insert(value);
            return;
        };
        let itself = (!only_below).then(|| value.clone());
        let entry =
            self.stems.entry(stem.to_owned()).or_insert(Stem { itself: itself.clone(), below: value });
        if entry.itself.is_none() {
            entry.itself = itself;
        }
    }

    /// The value of a pattern here that means all that the given one means.
    pub(super) fn covering(&self, pattern: &str) -> Option<&T> {
        if let Some(value) = &self.everything {
            return Some(value);
        }
        let (stem, only_below) = stem(pattern)?;
        let exact = self.stems.get(stem);
        exact
            .and_then(|entry| if only_below { Some(&entry.below) } else { entry.itself.as_ref() })
            .or_else(|| ancestors(stem).find_map(|outer| self.stems.get(outer)).map(|entry| &entry.below))
    }

    /// The value of a pattern here that shares at least one category with the given one.
    pub(super) fn touching(&self, pattern: &str) -> Option<&T> {
        let Some((stem, _)) = stem(pattern) else {
            return self.everything.as_ref().or_else(|| self.stems.values().next().map(|entry| &entry.below));
        };
        self.covering(pattern).or_else(|| self.stems.get(stem).map(|entry| &entry.below)).or_else(|| {
            let start = format!("{stem}.");
            self.stems
                .range(start.clone()..)
                .next()
                .filter(|(name, _)| name.starts_with(&start))
                .map(|(_, entry)| &entry.below)
        })
    }
}

/// `a.b` and `a` of `a.b.c`.
fn ancestors(stem: &str) -> impl Iterator<Item = &str> {
    stem.rmatch_indices('.').filter_map(move |(at, _)| stem.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::covers;
    use proptest::prelude::*;

    fn map(patterns: &[String]) -> PatternMap<usize> {
        let mut map = PatternMap::default();
        for (at, pattern) in patterns.iter().enumerate() {
            map.insert(pattern, at);
        }
        map
    }

    #[test]
    fn a_wide_pattern_touches_a_narrow_one_and_is_not_covered_by_it() {
        let map = map(&["contact.email".to_owned()]);
        assert!(map.touching("contact.*").is_some());
        assert!(map.covering("contact.*").is_none());
        assert!(map.covering("contact.email.work").is_some());
        assert!(map.touching("contacts.*").is_none());
    }

    proptest! {
        #[test]
        fn covering_a_single_category_agrees_with_the_plain_rule(
            patterns in proptest::collection::vec("[ab](\\.[ab]){0,2}(\\.\\*)?|anything", 0..6),
            category in "[ab](\\.[ab]){1,3}",
        ) {
            let plain = patterns.iter().any(|pattern| covers(pattern, &category));
            prop_assert_eq!(map(&patterns).covering(&category).is_some(), plain);
        }

        #[test]
        fn what_covers_also_touches(
            patterns in proptest::collection::vec("[ab](\\.[ab]){0,2}(\\.\\*)?", 0..6),
            asked in "[ab](\\.[ab]){0,2}(\\.\\*)?",
        ) {
            let map = map(&patterns);
            prop_assert!(map.covering(&asked).is_none() || map.touching(&asked).is_some());
        }
    }
}
