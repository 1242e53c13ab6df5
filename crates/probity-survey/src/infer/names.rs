//! The names of a store's tables as words, without the prefix that all of them share.

use super::lexicon;
use crate::observe::Catalogue;
use crate::words::words;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Tables by their words.
pub(crate) struct Names {
    of: BTreeMap<Place, Vec<String>>,
    by_last: BTreeMap<String, Vec<(Place, Vec<String>)>>,
    /// Every word that stands on its own somewhere in the schema.
    known: BTreeSet<String>,
    /// Tables that only join others.
    joins: BTreeSet<Place>,
    /// What rows are called, as it stands in names of several words written as one.
    nouns: BTreeSet<String>,
    /// The word with which all columns of a table begin.
    prefixes: BTreeMap<Place, String>,
    /// The words of every name in the schema, so that each is taken apart once.
    parted: HashMap<String, Vec<String>>,
}

/// How well a table's name fits some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// `user` and a table `auth_user`.
    PartOfName,
    /// `shipping address` and a table `addresses`.
    EndOfWords,
    /// `topic`, in `forum_posts`, and a table `forum_topics`.
    SamePrefix,
    /// `user` and a table `users`.
    Whole,
}

impl Names {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let mut names = Self {
            of: BTreeMap::new(),
            by_last: BTreeMap::new(),
            known: known_words(catalogue),
            joins: catalogue
                .tables()
                .filter(|table| only_joins(table))
                .map(|table| table.place.clone())
                .collect(),
            nouns: catalogue.tables().filter_map(|table| words(&table.place.table).pop()).collect(),
            prefixes: catalogue
                .tables()
                .filter_map(|table| Some((table.place.clone(), column_prefix(table)?)))
                .collect(),
            parted: HashMap::new(),
        };
        names.parted = all_names(catalogue)
            .collect::<HashSet<&str>>()
            .into_iter()
            .map(|name| (name.to_owned(), names.take_apart(name)))
            .collect();
        let all: Vec<(Place, Vec<String>)> =
            catalogue.tables().map(|table| (table.place.clone(), names.words(&table.place.table))).collect();
        let shared = shared_prefix(all.iter().map(|(_, words)| words.as_slice()));
        for (place, words) in all {
            let words = match &shared {
                Some(prefix) if words.len() > 1 && words.first() == Some(prefix) => {
                    words.get(1..).unwrap_or_default().to_vec()
                }
                _ => words,
            };
            // `billing_info` is also `billing`.
            let mut called = vec![words.clone()];
            if words.len() > 1 && words.last().is_some_and(|last| lexicon::is_generic_thing(last)) {
                called.push(words.get(..words.len() - 1).unwrap_or_default().to_vec());
            }
            for name in called.clone() {
                called.extend(singular_elsewhere(&name));
            }
            for name in called {
                if let Some(last) = name.last().cloned() {
                    names.by_last.entry(last).or_default().push((place.clone(), name));
                }
            }
            names.of.insert(place, words);
        }
        names
    }

    /// The words of a name; `submissiontype` is two where both stand on their own elsewhere.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        self.parted.get(name).cloned().unwrap_or_else(|| self.take_apart(name))
    }

    fn take_apart(&self, name: &str) -> Vec<String> {
        let mut all = Vec::new();
        for word in words(name) {
            match self.parts(&word) {
                Some((left, right)) => all.extend(match self.parts(&left) {
                    Some((first, second)) => vec![first, second, right],
                    None => vec![left, right],
                }),
                None => match self.glued(&word) {
                    Some(parts) => all.extend(parts),
                    None => all.push(word),
                },
            }
        }
        all
    }

    /// The words of a column's name, without the one with which all columns of its table begin: `rev_page` is
    /// `page` in a table whose columns are all called `rev_…`.
    pub(crate) fn of_column(&self, table: &LiveTable, name: &str) -> Vec<String> {
        self.of_column_at(&table.place, name)
    }

    /// The same, of a table known by its place.
    pub(crate) fn of_column_at(&self, place: &Place, name: &str) -> Vec<String> {
        let words = self.words(name);
        let (Some(prefix), Some((first, rest))) = (self.prefixes.get(place), words.split_first()) else {
            return words;
        };
        let says_something = !rest.is_empty() && !rest.iter().all(|word| lexicon::is_key_ending(word));
        if first == prefix && says_something { rest.to_vec() } else { words }
    }

    /// `suggestedby`, `relateduserid`, `useridfrom`, `homebranch`: words written as one, of which one is what a
    /// row is called.
    fn glued(&self, word: &str) -> Option<Vec<String>> {
        if let Some(stem) = word.strip_suffix("by").filter(|stem| stem.len() > 4 && stem.ends_with("ed")) {
            return Some(vec![stem.to_owned(), "by".to_owned()]);
        }
        if word.len() < 7 || self.nouns.contains(word) {
            return None;
        }
        let (core, key) = match word.strip_suffix("id").filter(|core| !self.nouns.contains(*core)) {
            Some(core) => (core, Some("id")),
            None => (word, None),
        };
        let says_part = |rest: &str| matches!(rest, "from" | "to") || lexicon::is_part(rest);
        self.nouns.iter().filter(|noun| noun.len() >= 4).find_map(|noun| {
            let mut parts: Vec<&str> = Vec::new();
            if let Some(rest) = core.strip_prefix(noun.as_str()) {
                let part = rest.strip_prefix("id").filter(|part| says_part(part));
                let (part, key) = match part {
                    Some(part) => (part, Some("id")),
                    None => (Some(rest).filter(|rest| rest.len() > 3 && says_part(rest))?, key),
                };
                parts.extend([part, noun.as_str()]);
                parts.extend(key);
            } else {
                let rest = core.strip_suffix(noun.as_str())?;
                let telling = rest.len() >= 4 && (noun.len() >= 5 || lexicon::is_person(noun));
                if !telling {
                    return None;
                }
                parts.extend([rest, noun.as_str()]);
                parts.extend(key);
            }
            Some(parts.into_iter().map(str::to_owned).collect())
        })
    }

    fn parts(&self, word: &str) -> Option<(String, String)> {
        if word.len() < 8 || lexicon::is_naming_ending(word) {
            return None;
        }
        (4..=word.len().saturating_sub(4)).find_map(|at| {
            let (left, right) = (word.get(..at)?, word.get(at..)?);
            let both =
                self.known.contains(right) && (self.known.contains(left) || self.parts(left).is_some());
            both.then(|| (left.to_owned(), right.to_owned()))
        })
    }

    /// Whether a table's rows only join others, as those of `group_users` do.
    pub(crate) fn is_join(&self, place: &Place) -> bool {
        self.joins.contains(place)
    }

    /// The words of a table's name.
    pub(crate) fn table(&self, place: &Place) -> &[String] {
        self.of.get(place).map_or(&[], Vec::as_slice)
    }

    /// The last word: what a row of the table is.
    pub(crate) fn noun(&self, place: &Place) -> &str {
        self.table(place).last().map_or("", String::as_str)
    }

    /// Whether a table's name ends with this word.
    pub(crate) fn is_known(&self, word: &str) -> bool {
        self.by_last.contains_key(word)
    }

    /// The tables that these words could mean, said in a table `from`, the best fits only.
    pub(crate) fn meant(&self, base: &[String], from: &Place) -> Vec<(Place, Fit)> {
        let found = self.meant_by_all(base, from);
        // `create_user_id` names no part of `res_users`' name, and users all the same.
        match base.split_last() {
            Some((last, parts))
                if found.is_empty()
                    && !parts.is_empty()
                    && parts.iter().all(|word| lexicon::is_part(word) || lexicon::is_agent(word)) =>
            {
                self.meant_by_all(std::slice::from_ref(last), from)
            }
            _ => found,
        }
    }

    /// The one table whose rows are called by a longer form of the word: `repo` in `repository`.
    pub(crate) fn abbreviated(&self, word: &str, from: &Place) -> Option<&Place> {
        let mut found = self.of.iter().filter(|(place, name)| {
            let [noun] = name.as_slice() else { return false };
            place.schema == from.schema && noun.len() > word.len() + 1 && noun.starts_with(word)
        });
        match (found.next(), found.next()) {
            (Some((place, _)), None) => Some(place),
            _ => None,
        }
    }

    fn meant_by_all(&self, base: &[String], from: &Place) -> Vec<(Place, Fit)> {
        let Some(last) = base.last() else { return Vec::new() };
        let home = self.table(from);
        let mut found: Vec<(Place, Fit)> = Vec::new();
        for (place, name) in self.by_last.get(last).into_iter().flatten() {
            let fit = if name.as_slice() == base {
                Fit::Whole
            } else if self.is_join(place) {
                continue;
            } else if base.ends_with(name.as_slice()) {
                Fit::EndOfWords
            } else if name.ends_with(base) {
                let prefix = name.len() - base.len();
                if home.len() > prefix && home.get(..prefix) == name.get(..prefix) {
                    Fit::SamePrefix
                } else {
                    Fit::PartOfName
                }
            } else {
                continue;
            };
            found.push((place.clone(), fit));
        }
        // A schema refers to its own tables first.
        if found.iter().any(|(place, _)| place.schema == from.schema) {
            found.retain(|(place, _)| place.schema == from.schema);
        }
        // `posts`, and not `post_details`, which are called the same but for a word that says nothing.
        if found.iter().any(|(place, _)| self.table(place) == base) {
            found.retain(|(place, _)| self.table(place) == base);
        }
        let best = found.iter().map(|(_, fit)| *fit).max();
        found.retain(|(_, fit)| Some(*fit) == best);
        if best == Some(Fit::PartOfName) || best == Some(Fit::SamePrefix) {
            let shortest = found.iter().map(|(place, _)| self.table(place).len()).min();
            found.retain(|(place, _)| Some(self.table(place).len()) == shortest);
        }
        if best == Some(Fit::EndOfWords) {
            let longest = found.iter().map(|(place, _)| self.table(place).len()).max();
            found.retain(|(place, _)| Some(self.table(place).len()) == longest);
        }
        found
    }
}

/// The word with which nearly all columns of a table begin.
fn column_prefix(table: &LiveTable) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for column in &table.columns {
        let words = words(&column.name);
        if words.len() > 1 {
            *counts.entry(words.first().cloned().unwrap_or_default()).or_default() += 1;
        }
    }
    let (word, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 3 && count * 10 >= table.columns.len() * 7).then_some(word)
}

/// `kunden` are also called `kunde`, and `fahrzeuge` `fahrzeug`: what plurals of other languages may come from.
fn singular_elsewhere(name: &[String]) -> Vec<Vec<String>> {
    let Some((last, before)) = name.split_last() else { return Vec::new() };
    let stems = ["en", "n", "e"].iter().filter_map(|ending| last.strip_suffix(ending));
    stems
        .filter(|stem| stem.chars().count() > 3)
        .map(|stem| before.iter().cloned().chain([stem.to_owned()]).collect())
        .collect()
}

/// The names of all tables and columns.
fn all_names(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    catalogue.tables().flat_map(|table| {
        let columns = table.columns.iter().map(|column| column.name.as_str());
        std::iter::once(table.place.table.as_str()).chain(columns)
    })
}

fn known_words(catalogue: &Catalogue) -> BTreeSet<String> {
    all_names(catalogue)
        .collect::<HashSet<&str>>()
        .into_iter()
        .flat_map(words)
        .filter(|word| (4..=12).contains(&word.len()))
        .collect()
}

/// Two keys to others, and nothing that says anything.
fn only_joins(table: &LiveTable) -> bool {
    let is_key = |name: &str| {
        let words = words(name);
        words.len() > 1 && words.last().is_some_and(|last| lexicon::is_key_ending(last))
    };
    let keys = table
        .columns
        .iter()
        .filter(|column| {
            is_key(&column.name) || table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
        })
        .count();
    let says_nothing = |column: &LiveColumn| {
        is_key(&column.name)
            || matches!(column.family, TypeFamily::Boolean | TypeFamily::Timestamp | TypeFamily::Date)
            || (table.primary_key.len() == 1 && table.primary_key.contains(&column.name))
    };
    let others = table.columns.iter().filter(|column| !says_nothing(column));
    keys >= 2 && others.count() <= 1
}

/// The first word of most tables' names, when they share one.
fn shared_prefix<'n>(all: impl Iterator<Item = &'n [String]>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tables = 0_usize;
    for words in all {
        tables += 1;
        if let (Some(first), true) = (words.first(), words.len() > 1) {
            *counts.entry(first).or_default() += 1;
        }
    }
    let (word, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (tables >= 4 && count * 10 >= tables * 7).then(|| word.to_owned())
}
