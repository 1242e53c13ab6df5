//! Which files are of one kind: paths that differ in numbers, dates and identifiers only.
//!
//! A part of a path that is somebody's or something's identifier becomes a column, a number or date within a name
//! becomes `*`. Names of people as folders are not told from other words, so that such folders are patterns each.

use super::{Files, is_late};
use crate::words::singular;
use probity_policy::grammar::name_part;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::Instant;

/// More files are not listed.
const MOST_FILES: usize = 50_000;
const DEEPEST: usize = 16;
/// Files of one pattern and ending that are looked into to know what they hold.
const LOOKED_INTO: usize = 8;
/// More patterns are not told apart.
const MOST_PATTERNS: usize = 500;

/// What is in the files of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    JsonLines,
    Json,
    JsonList,
    Csv(char),
    /// Lines of a pattern.
    Lines(String),
    Anything,
}

/// Files of one pattern.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) pattern: String,
    pub(super) format: Format,
    pub(super) files: Vec<File>,
    /// The parts of the pattern that are words, from the last to the first.
    said: Vec<String>,
}

/// A file and what its path says.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Group {
    /// Whether the files have records, and are not each a record themselves.
    pub(super) fn has_records(&self) -> bool {
        self.format != Format::Anything
    }

    /// The sentence of the data map that says where the records are.
    pub(super) fn sentence(&self) -> String {
        let pattern = self.pattern.replace('\\', "\\\\").replace('"', "\\\"");
        let hold = match &self.format {
            Format::JsonLines => "json-lines",
            Format::Json => "json",
            Format::JsonList => "json-list",
            Format::Csv(',') => "csv",
            Format::Csv('\t') => "csv separated by \"\\t\"",
            Format::Csv(separator) => {
                return format!("files \"{pattern}\" hold csv separated by \"{separator}\"");
            }
            Format::Lines(like) => {
                let like = like.replace('\\', "\\\\").replace('"', "\\\"");
                return format!("files \"{pattern}\" hold lines like \"{like}\"");
            }
            Format::Anything => "anything",
        };
        format!("files \"{pattern}\" hold {hold}")
    }

    /// What the table may be called, the shortest first.
    pub(super) fn names(&self) -> Vec<String> {
        let plain: Vec<String> =
            self.said.iter().map(|part| plain_name(part)).filter(|name| !name.is_empty()).collect();
        (1..=plain.len())
            .map(|count| plain.iter().take(count).rev().cloned().collect::<Vec<_>>().join("_"))
            .filter(|name| name_part(name).as_deref() == Some(name))
            .collect()
    }
}

pub(crate) fn plain_name(text: &str) -> String {
    let name: String =
        text.chars().map(|one| if one.is_alphanumeric() { one.to_ascii_lowercase() } else { '_' }).collect();
    let name = name.trim_matches(|one: char| one == '_' || one.is_numeric()).to_owned();
    if name.starts_with(char::is_alphabetic) { name } else { String::new() }
}

/// The patterns of a folder's files; hidden files and what a link leads to are left out.
pub(super) fn groups(files: &(impl Files + ?Sized), until: Option<Instant>) -> io::Result<Vec<Group>> {
    let mut paths = files.paths(MOST_FILES)?;
    paths.sort();
    // What files of one pattern and ending hold is known from the first few.
    let mut known: BTreeMap<(String, String), (usize, Option<Format>)> = BTreeMap::new();
    let mut groups: BTreeMap<(String, Format), Group> = BTreeMap::new();
    for path in paths {
        let shape = shape(&path);
        let ending = path.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase());
        let looked = known.entry((shape.pattern.clone(), ending)).or_default();
        if looked.0 < LOOKED_INTO && !is_late(until) {
            looked.0 += 1;
            looked.1 = format(files, &path).or(looked.1.take());
        }
        let Some(format) = looked.1.clone() else { continue };
        // A file that is a record itself is told only where its path says whose it may be.
        if format == Format::Anything && shape.fields.is_empty() {
            continue;
        }
        let key = (shape.pattern.clone(), format.clone());
        if groups.len() >= MOST_PATTERNS && !groups.contains_key(&key) {
            continue;
        }
        let group = groups.entry(key).or_insert_with(|| Group {
            pattern: shape.pattern,
            format,
            files: Vec::new(),
            said: shape.said,
        });
        group.files.push(File { path, fields: shape.fields });
    }
    Ok(groups.into_values().collect())
}

/// The files of a folder.
pub(super) fn listed(root: &Path, most: usize) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    list(root, "", 0, most, &mut paths)?;
    Ok(paths)
}

fn list(root: &Path, under: &str, depth: usize, most: usize, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(root.join(under))? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let path = if under.is_empty() { name.to_owned() } else { format!("{under}/{name}") };
        if paths.len() >= most {
            return Ok(());
        }
        if kind.is_dir() && depth < DEEPEST {
            // A folder that may not be listed hides its files only.
            let _ = list(root, &path, depth + 1, most, paths);
        } else if kind.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

struct Shape {
    pattern: String,
    fields: Vec<(String, String)>,
    said: Vec<String>,
}

/// The pattern that a path is of.
fn shape(path: &str) -> Shape {
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut parts, mut said): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let segments: Vec<&str> = path.split('/').collect();
    for (at, segment) in segments.iter().enumerate() {
        let is_file = at + 1 == segments.len();
        let (stem, ending) = match segment.split_once('.').filter(|_| is_file) {
            Some((stem, ending)) => (stem, format!(".{}", literal(ending))),
            None => (*segment, String::new()),
        };
        if let Some(what) = identifier(stem) {
            let name = field_name(said.last().map(String::as_str), what, &fields);
            parts.push(format!("{{{name}}}{ending}"));
            fields.push((name, stem.to_owned()));
        } else {
            let varied = varied(stem);
            said.push(varied.replace('*', ""));
            parts.push(format!("{varied}{ending}"));
        }
    }
    said.reverse();
    Shape { pattern: parts.join("/"), fields, said }
}

/// What kind of identifier a whole part of a path is: the ending of a column's name.
pub(crate) fn identifier(stem: &str) -> Option<&'static str> {
    let digits = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit());
    // Years, months and days sort files; they name nobody.
    let date = digits
        && (stem.len() <= 2
            || ((stem.len() == 4 || stem.len() == 8) && (stem.starts_with("19") || stem.starts_with("20"))));
    let hexadecimal = stem.len() >= 16
        && stem.bytes().any(|byte| byte.is_ascii_digit())
        && stem.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if stem.contains('@') && !stem.contains(['{', '}', '*']) {
        Some("email")
    } else if (digits && !date) || hexadecimal {
        Some("id")
    } else {
        None
    }
}

pub(crate) fn field_name(above: Option<&str>, what: &str, taken: &[(String, String)]) -> String {
    let above = above.map(plain_name).filter(|name| !name.is_empty());
    let of =
        above.as_deref().and_then(|name| name.rsplit('_').next()).map_or_else(|| "file".to_owned(), singular);
    let name = format!("{of}_{what}");
    let is_taken = |name: &str| taken.iter().any(|(other, _)| other == name);
    if !is_taken(&name) {
        return name;
    }
    (2..).map(|number| format!("{name}_{number}")).find(|name| !is_taken(name)).unwrap_or(name)
}

/// A name with `*` for numbers and dates in it.
pub(crate) fn varied(stem: &str) -> String {
    let mut varied = String::new();
    let mut words = BTreeSet::new();
    let pieces = stem.split_inclusive(['-', '_', '.', ' ']);
    for piece in pieces {
        let word = piece.trim_end_matches(['-', '_', '.', ' ']);
        let between = piece.get(word.len()..).unwrap_or_default();
        let number = !word.is_empty()
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'T' | b'Z'));
        if number {
            // A date is one part, however many it is written in.
            while varied.ends_with(['-', '_', '.']) && varied.trim_end_matches(['-', '_', '.']).ends_with('*')
            {
                varied.pop();
            }
            if !varied.ends_with('*') {
                varied.push('*');
            }
        } else {
            varied.push_str(&literal(word));
            words.insert(word);
        }
        varied.push_str(between);
    }
    // The last part keeps nothing after a star that was between numbers only.
    if varied.ends_with(['-', '_']) && !stem.ends_with(['-', '_']) {
        varied.pop();
    }
    varied
}

/// Signs that patterns have meanings for are any sign.
fn literal(text: &str) -> String {
    text.replace(['{', '}'], "*")
}

fn format(files: &(impl Files + ?Sized), path: &str) -> Option<Format> {
    let lower = path.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&[".jsonl", ".ndjson"]) {
        return Some(Format::JsonLines);
    }
    if ends(&[".tsv"]) {
        return Some(Format::Csv('\t'));
    }
    if ends(&[".json", ".csv"]) {
        let beginning = super::records::beginning(files, path)?;
        return Some(if ends(&[".csv"]) { csv(&beginning) } else { json(&beginning) });
    }
    // `access.log`, `access.log.1`
    let name = lower.rsplit('/').next().unwrap_or_default();
    let is_log = name.ends_with(".log") || name.contains(".log.") || ends(&[".logfmt"]);
    if is_log && !ends(&[".gz", ".zst", ".xz", ".bz2", ".zip"]) {
        let like = super::records::beginning(files, path).and_then(|text| super::lines::like(&text));
        if let Some(like) = like {
            return Some(Format::Lines(like));
        }
    }
    Some(Format::Anything)
}

fn csv(beginning: &str) -> Format {
    let heading = beginning.lines().next().unwrap_or_default();
    let count = |separator: char| heading.matches(separator).count();
    let separator =
        [',', ';', '\t', '|'].into_iter().max_by_key(|separator| (count(*separator), *separator == ','));
    Format::Csv(separator.unwrap_or(','))
}

fn json(beginning: &str) -> Format {
    let text = beginning.trim_start();
    if text.starts_with('[') {
        return Format::JsonList;
    }
    let mut lines = text.lines();
    let is_object = |line: Option<&str>| {
        line.is_some_and(|line| {
            serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line).is_ok()
        })
    };
    if is_object(lines.next()) && is_object(lines.next()) { Format::JsonLines } else { Format::Json }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(path: &str) -> String {
        shape(path).pattern
    }

    #[test]
    fn numbers_dates_and_identifiers_are_what_differs() {
        assert_eq!(pattern("users/4711/orders-2024-01.jsonl"), "users/{user_id}/orders-*.jsonl");
        assert_eq!(pattern("export/2024/01/visits_2024-01-05.csv"), "export/*/*/visits_*.csv");
        assert_eq!(pattern("avatars/550e8400-e29b-41d4-a716-446655440000.png"), "avatars/{avatar_id}.png");
        assert_eq!(pattern("mail/ann@example.org/inbox.json"), "mail/{mail_email}/inbox.json");
        assert_eq!(pattern("config.json"), "config.json");
        assert_eq!(pattern("a{b}/c.json"), "a*b*/c.json");
    }

    #[test]
    fn a_table_is_called_by_the_last_words_of_its_pattern() {
        let shape = shape("users/4711/orders-2024-01.jsonl");
        assert_eq!(shape.said, ["orders-", "users"]);
        assert_eq!(shape.fields, [("user_id".to_owned(), "4711".to_owned())]);
    }
}
