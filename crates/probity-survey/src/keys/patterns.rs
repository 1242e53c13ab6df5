//! Which keys are of one kind: keys that differ in numbers, dates and identifiers only, and those that differ in one
//! part by so many words that the words are names of things.
//!
//! A part is what stands between `:`, `/` or `|`.

use crate::folder::{field_name, identifier, plain_name, varied};
use probity_policy::grammar::name_part;
use probity_policy::model::pattern::{Pattern, PatternKind};
use std::collections::{BTreeMap, BTreeSet};

/// From so many different words in one place on, they are names of things.
const MANY: usize = 8;
/// More patterns are not told apart.
const MOST_PATTERNS: usize = 500;

const BETWEEN: [char; 3] = [':', '/', '|'];

/// What keys of one pattern look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) pattern: String,
    /// The names in it.
    pub(super) fields: Vec<String>,
    /// Whether the names tell the keys apart: nothing in it stands for anything.
    pub(super) is_whole: bool,
    /// Its parts that are words.
    said: Vec<String>,
}

impl Shape {
    /// What the table may be called.
    pub(super) fn names(&self) -> Vec<String> {
        let plain: Vec<String> =
            self.said.iter().map(|part| plain_name(part)).filter(|name| !name.is_empty()).collect();
        let name = plain.join("_");
        if name_part(&name).as_deref() == Some(&name) { vec![name] } else { vec!["keys".to_owned()] }
    }

    /// Whether this pattern means the keys of another, too: it matches them, and is no less close to them.
    pub(super) fn also_means<'k>(
        &self,
        other: &Self,
        mut keys: impl Iterator<Item = &'k (String, Vec<String>)>,
    ) -> bool {
        let Ok(pattern) = Pattern::read(&self.pattern, PatternKind::Key) else { return false };
        let Ok(rival) = Pattern::read(&other.pattern, PatternKind::Key) else { return false };
        self.pattern != other.pattern
            && pattern.fixed_letters() >= rival.fixed_letters()
            && keys.any(|(key, _)| pattern.matched(key).is_some())
    }
}

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// As it stands, with `*` for numbers and dates.
    Words(String),
    /// An identifier between texts: before, what it is, after.
    Named(String, &'static str, String),
    /// One of many words.
    Thing,
}

/// A key cut into parts, with the signs between them and the values of what is named.
struct Cut {
    parts: Vec<Part>,
    between: String,
    /// For each part, the value that would stand for its name.
    values: Vec<String>,
}

fn cut(key: &str) -> Cut {
    let (mut parts, mut values, mut between) = (Vec::new(), Vec::new(), String::new());
    for piece in key.split_inclusive(BETWEEN) {
        let text = piece.strip_suffix(BETWEEN).unwrap_or(piece);
        between.extend(piece.get(text.len()..).and_then(|rest| rest.chars().next()));
        let (part, value) = part(text);
        parts.push(part);
        values.push(value);
    }
    Cut { parts, between, values }
}

fn part(text: &str) -> (Part, String) {
    // What stands in braces says which node of a cluster has the key.
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    let before = text.len() - text.trim_start_matches('{').len();
    let (front, back) =
        (text.get(..before).unwrap_or_default(), text.get(before + inner.len()..).unwrap_or_default());
    let known = identifier(inner).or_else(|| number(inner));
    if let Some(what) = known {
        return (Part::Named(front.to_owned(), what, back.to_owned()), inner.to_owned());
    }
    // `user-42`, `celery-task-meta-550e8400-…`: the longest end that is an identifier.
    for (at, sign) in inner.match_indices(['-', '_', '.', '=', '#']) {
        let end = inner.get(at + sign.len()..).unwrap_or_default();
        let head = inner.get(..at).unwrap_or_default();
        let is_word = head.chars().any(char::is_alphabetic) && identifier(head).is_none();
        if let Some(what) =
            identifier(end).or_else(|| number(end)).filter(|_| is_word && varied(head) == head)
        {
            let front = format!("{front}{head}{sign}");
            return (Part::Named(front, what, back.to_owned()), end.to_owned());
        }
    }
    match token(inner) {
        Some(what) => (Part::Named(front.to_owned(), what, back.to_owned()), inner.to_owned()),
        None => (Part::Words(text.to_owned()), text.to_owned()),
    }
}

/// A number names something, however short; only a whole day sorts.
fn number(text: &str) -> Option<&'static str> {
    let day = text.len() == 8 && (text.starts_with("19") || text.starts_with("20"));
    (!text.is_empty() && !day && text.bytes().all(|one| one.is_ascii_digit())).then_some("id")
}

/// A made-up token: long, of letters and digits mixed.
fn token(text: &str) -> Option<&'static str> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let fits = text.bytes().all(|one| one.is_ascii_alphanumeric() || matches!(one, b'-' | b'_' | b'='));
    let mixed =
        text.bytes().any(|one| one.is_ascii_uppercase()) && text.bytes().any(|one| one.is_ascii_lowercase());
    (text.len() >= 16 && fits && digits >= 2 && (mixed || digits >= 5)).then_some("id")
}

/// A sign that patterns have a meaning for is written twice.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Keys of a shape: the number of each, and the values of the shape's names.
type Members = Vec<(usize, Vec<String>)>;

/// The shapes of keys, each with the numbers of its keys and the values of its names.
pub(super) fn groups(keys: &[String]) -> Vec<(Shape, Members)> {
    let mut cuts: Vec<Cut> = keys.iter().map(|key| cut(key)).collect();
    things(&mut cuts);
    let mut found: BTreeMap<String, (Shape, Members)> = BTreeMap::new();
    for (at, cut) in cuts.iter().enumerate() {
        let (shape, values) = shape(cut);
        // A key of odd signs has a pattern that cannot be read; nobody could describe it.
        let Ok(read) = Pattern::read(&shape.pattern, PatternKind::Key) else { continue };
        if keys.get(at).is_none_or(|key| read.matched(key).is_none()) {
            continue;
        }
        if found.len() >= MOST_PATTERNS && !found.contains_key(&shape.pattern) {
            continue;
        }
        let entry = found.entry(shape.pattern.clone()).or_insert_with(|| (shape, Vec::new()));
        entry.1.push((at, values));
    }
    found.into_values().collect()
}

/// Places where many words stand, and little else differs, hold names of things.
fn things(cuts: &mut [Cut]) {
    let widest = cuts.iter().map(|cut| cut.parts.len()).max().unwrap_or(0).min(12);
    // The first part says what kind of thing a key is.
    for place in 1..widest {
        let mut words: BTreeMap<(Vec<Part>, String), BTreeSet<String>> = BTreeMap::new();
        let around = |cut: &Cut| {
            let others = cut.parts.iter().enumerate().filter(|(at, _)| *at != place);
            (others.map(|(_, part)| part.clone()).collect::<Vec<_>>(), cut.between.clone())
        };
        for cut in cuts.iter() {
            if let Some(Part::Words(word)) = cut.parts.get(place) {
                words.entry(around(cut)).or_default().insert(varied(&word.replace(['{', '}'], "*")));
            }
        }
        for cut in cuts.iter_mut() {
            let many = words.get(&around(cut)).is_some_and(|words| words.len() >= MANY);
            if let Some(part) = cut.parts.get_mut(place).filter(|part| matches!(part, Part::Words(_)))
                && many
            {
                *part = Part::Thing;
            }
        }
    }
}

fn shape(cut: &Cut) -> (Shape, Vec<String>) {
    let (mut pattern, mut said, mut values) = (String::new(), Vec::new(), Vec::new());
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut signs = cut.between.chars();
    for (part, value) in cut.parts.iter().zip(&cut.values) {
        let mut name = |said: &[String], what: &str| {
            let name = field_name(said.last().map(String::as_str), what, &fields);
            fields.push((name.clone(), String::new()));
            values.push(value.clone());
            name
        };
        match part {
            Part::Words(text) => {
                let mut text = varied_kept(&literal(text));
                while text.contains("**") {
                    text = text.replace("**", "*");
                }
                said.push(text.replace('*', ""));
                pattern.push_str(&text);
            }
            Part::Named(front, what, back) => {
                if front.chars().any(char::is_alphabetic) {
                    said.push(front.trim_matches(['{', '-', '_', '.', '=', '#']).to_owned());
                }
                let name = name(&said, what);
                pattern.push_str(&format!("{}{{{name}}}{}", literal(front), literal(back)));
            }
            Part::Thing => {
                let name = name(&said, "name");
                pattern.push_str(&format!("{{{name}}}"));
            }
        }
        pattern.extend(signs.next());
    }
    let is_whole = !pattern.contains('*');
    let fields = fields.into_iter().map(|(name, _)| name).collect();
    (Shape { pattern, fields, is_whole, said }, values)
}

/// Numbers and dates as `*`, braces as they were.
fn varied_kept(text: &str) -> String {
    if text.contains(['{', '}']) { text.to_owned() } else { varied(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pattern(key: &str) -> String {
        shape(&cut(key)).0.pattern
    }

    #[test]
    fn numbers_dates_and_identifiers_are_what_differs() {
        for (key, wanted) in [
            ("session:42:a", "session:{session_id}:a"),
            ("cart:4711:items", "cart:{cart_id}:items"),
            ("user-4711", "user-{user_id}"),
            ("visits:2024-01-05", "visits:*"),
            (
                "spring:session:sessions:550e8400-e29b-41d4-a716-446655440000",
                "spring:session:sessions:{session_id}",
            ),
            ("celery-task-meta-550e8400-e29b-41d4-a716-446655440000", "celery-task-meta-{meta_id}"),
            ("{user:4711}:feed", "{{user:{user_id}}}:feed"),
            ("mail:ann@example.org", "mail:{mail_email}"),
            ("sess:V1StGXR8Z5jdHi6BmyT", "sess:{sess_id}"),
            ("config", "config"),
        ] {
            assert_eq!(pattern(key), wanted, "{key}");
        }
    }

    #[test]
    fn many_words_in_one_place_are_names() {
        let keys: Vec<String> = ["ann", "bob", "cem", "dee", "eve", "fay", "gus", "hal"]
            .iter()
            .map(|name| format!("profile:{name}"))
            .collect();
        let groups = groups(&keys);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].0.pattern, "profile:{profile_name}");
        assert_eq!(groups[0].1[1].1, ["bob"]);
    }

    proptest! {
        #[test]
        fn every_key_is_meant_by_its_own_pattern(key in "[a-c0-9{}*:/|._@-]{1,24}") {
            let found = groups(std::slice::from_ref(&key));
            for (shape, members) in found {
                let read = Pattern::read(&shape.pattern, PatternKind::Key).unwrap();
                prop_assert!(read.matched(&key).is_some(), "{key}: {}", shape.pattern);
                prop_assert_eq!(members[0].1.len(), shape.fields.len());
            }
        }
    }
}
