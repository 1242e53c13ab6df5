//! A server of keys (Redis) looked at as a database is: keys of one pattern and kind are a table, what they hold its
//! rows.
//!
//! Keys come by SCAN up to a bound, then a bounded beginning of what some of each pattern hold; it is held in memory
//! while it is thought about, and dropped. Kinds that the language cannot describe, such as streams, are told in a
//! remark.

mod patterns;

use crate::gathered::{Gathering, Held, Record, Value, most_rows};
use crate::infer::Examined;
use crate::infer::classify::Classify;
use crate::observe::Bounds;
use patterns::Shape;
use probity_policy::model::records::KeyKind;
use probity_stores::schema::Place;
use probity_stores::{KeyGlimpse, KeyPiece, StoreError};
use probity_vocabulary::{Personal, Reveal};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// More keys are not listed.
const MOST_KEYS: usize = 50_000;
/// Keys of one pattern that are looked into.
const MOST_READ: usize = 400;
/// Pieces of one key that are read.
const MOST_PIECES: usize = 100;
/// So many times the characters of a column's value are read of a text, which may be JSON.
const WHOLE: usize = 100;

/// Keys of one pattern and kind.
struct Group {
    shape: Shape,
    kind: KeyKind,
    /// With the values that stand for the pattern's names.
    keys: Vec<(String, Vec<String>)>,
    expiring: usize,
}

/// What keys of one pattern hold, as the language says it, and their records.
struct Content {
    hold: &'static str,
    /// Columns besides those of the pattern that tell a record from others; nothing where nothing does.
    key: Option<Vec<String>>,
    rows: Vec<Record>,
}

/// Looks at a server of keys and concludes.
///
/// # Errors
/// When the server does not answer.
pub async fn examine_keys(
    glimpse: &mut KeyGlimpse,
    bounds: Bounds,
    classify: &dyn Classify,
) -> Result<(Examined, Held), StoreError> {
    let began = Instant::now();
    let (keys, more) = glimpse.keys(MOST_KEYS).await?;
    let keys = keys.reveal(Reveal::QueryStore);
    let states = glimpse.states(keys).await?;
    let mut groups: BTreeMap<(String, KeyKind), Group> = BTreeMap::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    for (shape, members) in patterns::groups(keys) {
        for (at, values) in members {
            let (Some(key), Some(Some(state))) = (keys.get(at), states.get(at)) else { continue };
            let Some(kind) = state.kind else {
                others.insert(shape.pattern.clone());
                continue;
            };
            let group = groups.entry((shape.pattern.clone(), kind)).or_insert_with(|| Group {
                shape: shape.clone(),
                kind,
                keys: Vec::new(),
                expiring: 0,
            });
            group.expiring += usize::from(state.expires);
            group.keys.push((key.clone(), values));
        }
    }
    let mut gathering = Gathering::new("Redis", bounds);
    let mut told: Vec<(Place, String)> = Vec::new();
    for group in groups.values() {
        let late = began.elapsed() > bounds.time;
        let content =
            if late { content(group.kind, Vec::new(), bounds) } else { read(glimpse, group, bounds).await? };
        let pattern = group.shape.pattern.replace('\\', "\\\\").replace('"', "\\\"");
        let sentence = format!("keys \"{pattern}\" hold {}", content.hold);
        let mut key = group.shape.fields.clone();
        // A pattern with `*` does not tell its keys apart by its names.
        let whole = group.shape.is_whole.then_some(()).and(content.key);
        key = whole.map_or_else(Vec::new, |more| key.drain(..).chain(more).collect());
        let place = gathering.add(group.shape.names(), sentence, key, content.rows, true);
        told.push((place.clone(), expiry(group)));
        let within = groups.values().filter(|other| group.shape.also_means(&other.shape, other.keys.iter()));
        for other in within {
            told.push((
                place.clone(),
                format!(
                    "the pattern means keys of `{}` too, which hold something else: a sign before `{{` must tell them apart",
                    other.shape.pattern
                ),
            ));
        }
    }
    let (mut examined, held) = gathering.conclude(classify);
    for (place, remark) in told {
        if let Some(table) = examined.conclusions.tables.get_mut(&place) {
            table.remarks.push(remark);
        }
    }
    if more {
        examined
            .notes
            .push(format!("only {MOST_KEYS} keys were looked at; other patterns may be among the rest"));
    }
    for pattern in others {
        examined
            .notes
            .push(format!("keys `{pattern}` hold a stream or something else that no sentence describes"));
    }
    Ok((examined, held))
}

fn expiry(group: &Group) -> String {
    match (group.expiring, group.keys.len()) {
        (0, _) => "no key that was looked at expires by itself".to_owned(),
        (some, all) if some == all => "all keys that were looked at expire by themselves".to_owned(),
        (some, all) => format!("{some} of {all} keys that were looked at expire by themselves"),
    }
}

async fn read(glimpse: &mut KeyGlimpse, group: &Group, bounds: Bounds) -> Result<Content, StoreError> {
    let some: Vec<&(String, Vec<String>)> =
        group.keys.iter().take(MOST_READ.min(most_rows(bounds))).collect();
    let asked: Vec<(String, KeyKind)> = some.iter().map(|(key, _)| (key.clone(), group.kind)).collect();
    let longest = usize::try_from(bounds.characters).unwrap_or(160);
    let longest = if group.kind == KeyKind::Text { longest * WHOLE } else { longest * 16 };
    let pieces: Personal<Vec<Vec<KeyPiece>>> = glimpse.pieces(&asked, MOST_PIECES, longest).await?;
    let fields = |values: &[String]| -> Record {
        let named = group.shape.fields.iter().cloned().zip(values.iter().cloned().map(Value::Text));
        named.collect()
    };
    let found = some.iter().zip(pieces.reveal(Reveal::QueryStore));
    let found = found.map(|((_, values), pieces)| (fields(values), pieces.clone())).collect();
    Ok(content(group.kind, found, bounds))
}

/// What pieces are, seen together.
fn content(kind: KeyKind, found: Vec<(Record, Vec<KeyPiece>)>, bounds: Bounds) -> Content {
    let most = most_rows(bounds);
    let all = || found.iter().flat_map(|(_, pieces)| pieces);
    let json = all().next().is_some() && all().all(|piece| object(&piece.value).is_some());
    let with = |record: &Record, more: Record| record.iter().cloned().chain(more).collect::<Record>();
    let each = |of: &dyn Fn(&KeyPiece) -> Record| -> Vec<Record> {
        let rows = found.iter().flat_map(|(record, pieces)| pieces.iter().map(move |piece| (record, piece)));
        rows.take(most).map(|(record, piece)| with(record, of(piece))).collect()
    };
    let text = |name: &str, text: &str| vec![(name.to_owned(), Value::of_cell(text))];
    match kind {
        KeyKind::Text if json => Content {
            hold: "json",
            key: Some(Vec::new()),
            rows: each(&|piece| object(&piece.value).unwrap_or_default()),
        },
        KeyKind::Text => {
            Content { hold: "text", key: Some(Vec::new()), rows: each(&|piece| text("value", &piece.value)) }
        }
        KeyKind::Hash | KeyKind::Fields if are_records(&found) => {
            let own = |pieces: &[KeyPiece]| -> Record {
                pieces.iter().map(|piece| (piece.name.clone(), Value::of_cell(&piece.value))).collect()
            };
            let rows = found.iter().take(most).map(|(record, pieces)| with(record, own(pieces))).collect();
            Content { hold: "hash", key: Some(Vec::new()), rows }
        }
        KeyKind::Hash | KeyKind::Fields => {
            let of = |piece: &KeyPiece| {
                let value =
                    if json { object(&piece.value).unwrap_or_default() } else { text("value", &piece.value) };
                std::iter::once(("field".to_owned(), Value::of_cell(&piece.name))).chain(value).collect()
            };
            let hold = if json { "fields of json" } else { "fields" };
            Content { hold, key: Some(vec!["field".to_owned()]), rows: each(&of) }
        }
        KeyKind::Set | KeyKind::SortedSet | KeyKind::List => {
            let of = |piece: &KeyPiece| {
                let score =
                    piece.score.iter().map(|score| ("score".to_owned(), Value::Fraction(score.clone())));
                let value = if json {
                    object(&piece.value).unwrap_or_default()
                } else {
                    text("member", &piece.value)
                };
                score.chain(value).collect()
            };
            let hold = match (kind, json) {
                (KeyKind::Set, false) => "set",
                (KeyKind::Set, true) => "set of json",
                (KeyKind::SortedSet, false) => "sorted-set",
                (KeyKind::SortedSet, true) => "sorted-set of json",
                (_, false) => "list",
                (_, true) => "list of json",
            };
            let key = (kind != KeyKind::List && !json).then(|| vec!["member".to_owned()]);
            Content { hold, key, rows: each(&of) }
        }
    }
}

fn object(text: &str) -> Option<Record> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let entries: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    Some(entries.iter().map(|(name, value)| (name.clone(), Value::of_json(value))).collect())
}

/// Whether hashes are records, whose fields are called the same, and not collections, whose fields are things.
fn are_records(found: &[(Record, Vec<KeyPiece>)]) -> bool {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for piece in found.iter().flat_map(|(_, pieces)| pieces) {
        *times.entry(piece.name.as_str()).or_default() += 1;
        all += 1;
    }
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && crate::folder::identifier(name).is_none()
            && name.chars().all(|one| one.is_alphanumeric() || matches!(one, '_' | '-' | '.'))
            && name.len() <= 40
    };
    let named = times.keys().filter(|name| is_name(name)).count();
    if named * 10 < times.len() * 9 {
        return false;
    }
    // The more hashes there are, the more often must a name come again.
    found.len() < 4 || all >= times.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(fields: &[(&str, &str)]) -> (Record, Vec<KeyPiece>) {
        let piece = |(name, value): &(&str, &str)| KeyPiece {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            score: None,
        };
        (Record::new(), fields.iter().map(piece).collect())
    }

    #[test]
    fn a_hash_of_things_is_told_from_a_hash_that_is_one() {
        let hold = |found: Vec<_>| content(KeyKind::Hash, found, Bounds::default()).hold;
        assert_eq!(hold(vec![hash(&[("email", "a@example.org"), ("name", "Ann")])]), "hash");
        assert_eq!(hold(vec![hash(&[("4711", "2"), ("4712", "1")])]), "fields");
        assert_eq!(hold(vec![hash(&[("a@example.org", "{\"on\":1}")])]), "fields of json");
    }
}
