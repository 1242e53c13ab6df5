//! Records of a store without tables, held in memory while they are thought about: what tables they would be, what a
//! sample of them says, and which values of one are in another.
//!
//! It reads nothing; a folder's files, a bucket's objects and a server's keys come here as records. Held values are
//! dropped with the look.
//!
//! INVARIANT (VALUES-STAY): what leaves this file about a value is its classification, and counts.

use crate::infer::classify::Classify;
use crate::infer::{Examined, Thinking};
use crate::observe::{Bounds, Catalogue, Inclusion, InclusionQuestion, Samples, sampled};
use probity_stores::schema::{LiveColumn, LiveTable, Place, Schema, TableKind, TypeFamily, Unique};
use probity_vocabulary::{Personal, Reveal};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// So many times more rows are read to compare keys than to judge columns.
const ROWS_FOR_KEYS: usize = 20;

/// The schema of such tables, which has no name of its own there.
const SCHEMA: &str = "main";

/// A record's columns in their order.
pub(crate) type Record = Vec<(String, Value)>;

/// What a column of a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Nothing,
    Truth(bool),
    Whole(String),
    Fraction(String),
    Text(String),
    /// A list or an object, as JSON.
    Json(String),
}

impl Value {
    /// The value as a text; nothing when there is none.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Truth(truth) => Some(truth.to_string()),
            Self::Whole(text) | Self::Fraction(text) | Self::Text(text) | Self::Json(text) => {
                Some(text.clone())
            }
        }
    }

    pub(crate) fn of_json(value: &Json) -> Self {
        match value {
            Json::Null => Self::Nothing,
            Json::Bool(truth) => Self::Truth(*truth),
            Json::Number(number) if number.is_i64() || number.is_u64() => Self::Whole(number.to_string()),
            Json::Number(number) => Self::Fraction(number.to_string()),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(_) | Json::Object(_) => Self::Json(value.to_string()),
        }
    }

    pub(crate) fn of_cell(cell: &str) -> Self {
        let digits = cell.len() <= 18 && !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
        if cell.is_empty() {
            Self::Nothing
        } else if digits && (cell == "0" || !cell.starts_with('0')) {
            Self::Whole(cell.to_owned())
        } else {
            Self::Text(cell.to_owned())
        }
    }
}

/// The records of one kind, by column in the order in which columns were met.
#[derive(Debug)]
pub(crate) struct Gathered {
    place: Place,
    names: Vec<String>,
    rows: Personal<Vec<Record>>,
    /// Columns that tell a record from all others, where the store itself says so.
    key: Vec<String>,
}

/// Everything that was gathered of a store. It holds people's data: whoever has it drops it soon.
#[derive(Debug)]
pub struct Held {
    tables: BTreeMap<Place, Gathered>,
    bounds: Bounds,
}

/// The most rows of one kind that are gathered.
pub(crate) fn most_rows(bounds: Bounds) -> usize {
    usize::try_from(bounds.rows).unwrap_or(120) * ROWS_FOR_KEYS
}

/// What is gathered before it is thought about.
pub(crate) struct Gathering {
    pub(crate) catalogue: Catalogue,
    samples: Samples,
    tables: BTreeMap<Place, Gathered>,
    bounds: Bounds,
}

impl Gathering {
    pub(crate) fn new(kept_in: &'static str, bounds: Bounds) -> Self {
        let schema = Schema { default_schema: SCHEMA.to_owned(), ..Schema::default() };
        let catalogue = Catalogue { schema, kept_in: Some(kept_in), ..Catalogue::default() };
        Self { catalogue, samples: Samples::default(), tables: BTreeMap::new(), bounds }
    }

    /// Adds the records of one kind under the first of these names that is free, with the sentence that says where
    /// they are. `expected` says whether there should be any.
    pub(crate) fn add(
        &mut self,
        names: Vec<String>,
        sentence: String,
        key: Vec<String>,
        rows: Vec<Record>,
        expected: bool,
    ) -> Place {
        let place = Place { schema: SCHEMA.to_owned(), table: self.free_name(names) };
        self.catalogue.written.insert(place.clone(), sentence);
        if rows.is_empty() && expected {
            self.samples.not_sampled.insert(place.clone());
        }
        let mut columns: Vec<String> = Vec::new();
        for (name, _) in rows.iter().flatten() {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        let gathered = Gathered { place: place.clone(), names: columns, rows: Personal::new(rows), key };
        self.catalogue.schema.tables.insert(place.clone(), table(&gathered));
        self.tables.insert(place.clone(), gathered);
        place
    }

    /// A table's name that no other has.
    fn free_name(&self, names: Vec<String>) -> String {
        let taken = |name: &str| self.tables.keys().any(|place| place.table == name);
        let mut names = names.into_iter();
        let first = names.next().unwrap_or_else(|| "records".to_owned());
        if !taken(&first) {
            return first;
        }
        names
            .chain((2..).map(|number| format!("{first}_{number}")))
            .find(|name| !taken(name))
            .unwrap_or(first)
    }

    /// Concludes.
    pub(crate) fn conclude(mut self, classify: &dyn Classify) -> (Examined, Held) {
        for (place, gathered) in &self.tables {
            if let Some(table) = self.catalogue.schema.tables.get(place) {
                let rows = texts(gathered, self.bounds);
                self.samples.insert(place.clone(), sampled(&self.catalogue, table, &rows, classify));
            }
        }
        let held = Held { tables: self.tables, bounds: self.bounds };
        let (catalogue, samples) = (self.catalogue, self.samples);
        let thinking = Thinking::new(&catalogue, &samples);
        let answers: Vec<(InclusionQuestion, Inclusion)> = thinking
            .questions()
            .into_iter()
            .map(|question| {
                let answer = inclusion(&held.tables, &question, self.bounds);
                (question, answer)
            })
            .collect();
        let conclusions = thinking.conclude(&answers);
        (Examined { catalogue, samples, conclusions, notes: Vec::new() }, held)
    }
}

impl Held {
    /// Some distinct values of a column as texts.
    pub(crate) fn distinct_texts(&self, table: &Place, column: &str) -> Vec<String> {
        let Some(gathered) = self.tables.get(table) else { return Vec::new() };
        let most = usize::try_from(self.bounds.values).unwrap_or(60);
        let mut distinct: BTreeSet<String> = BTreeSet::new();
        for text in values(gathered, column).filter_map(Value::text) {
            if distinct.len() < most && !text.trim().is_empty() {
                distinct.insert(text);
            }
        }
        distinct.into_iter().collect()
    }

    /// How many of these values occur in a column, as far as it was gathered.
    pub(crate) fn occurring(&self, table: &Place, column: &str, wanted: &[String]) -> Inclusion {
        let Some(gathered) = self.tables.get(table) else { return Inclusion::default() };
        let there: BTreeSet<String> = values(gathered, column).filter_map(Value::text).collect();
        Inclusion {
            looked_for: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
            found: u32::try_from(wanted.iter().filter(|value| there.contains(*value)).count()).unwrap_or(0),
        }
    }
}

fn values<'r>(read: &'r Gathered, name: &'r str) -> impl Iterator<Item = &'r Value> {
    read.rows
        .reveal(Reveal::QueryStore)
        .iter()
        .filter_map(move |record| record.iter().find(|(column, _)| column == name).map(|(_, value)| value))
}

/// The table that records would be: types as their values are, keys where no value comes twice.
fn table(read: &Gathered) -> LiveTable {
    let rows = read.rows.reveal(Reveal::QueryStore).len();
    let mut uniques = Vec::new();
    let mut primary_key = read.key.clone();
    let mut columns = Vec::new();
    for name in &read.names {
        let family = family(values(read, name));
        let filled: Vec<String> = values(read, name).filter_map(Value::text).collect();
        let distinct: BTreeSet<&String> = filled.iter().collect();
        let unique = rows > 1 && filled.len() == rows && distinct.len() == rows;
        if unique && matches!(family, TypeFamily::Integer(_) | TypeFamily::Text | TypeFamily::Uuid) {
            if primary_key.is_empty() && (name == "id" || name == "_id" || name == "uuid") {
                primary_key = vec![name.clone()];
            } else if primary_key != [name.clone()] {
                uniques.push(Unique { name: name.clone(), columns: vec![name.clone()] });
            }
        }
        columns.push(LiveColumn {
            name: name.clone(),
            type_name: String::new(),
            family,
            length: None,
            collation: None,
            not_null: rows > 0 && filled.len() == rows,
            default: None,
            generated: false,
        });
    }
    LiveTable {
        place: read.place.clone(),
        kind: TableKind::Table,
        columns,
        primary_key,
        uniques,
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        estimated_rows: None,
        row_number: None,
        versioned: false,
    }
}

/// Some rows as texts in the order of the table's columns, cut to what is looked at.
fn texts(read: &Gathered, bounds: Bounds) -> Personal<Vec<Vec<Option<String>>>> {
    let most = usize::try_from(bounds.rows).unwrap_or(120);
    let longest = usize::try_from(bounds.characters).unwrap_or(160);
    let rows = read.rows.reveal(Reveal::QueryStore).iter().take(most).map(|record| {
        let cell = |name: &String| {
            let (_, value) = record.iter().find(|(column, _)| column == name)?;
            let longest = if matches!(value, Value::Json(_)) { longest * 16 } else { longest };
            value.text().map(|text| text.chars().take(longest).collect())
        };
        read.names.iter().map(cell).collect()
    });
    Personal::new(rows.collect())
}

fn inclusion(all: &BTreeMap<Place, Gathered>, question: &InclusionQuestion, bounds: Bounds) -> Inclusion {
    let (Some(from), Some(to)) = (all.get(&question.from), all.get(&question.to)) else {
        return Inclusion::default();
    };
    let there: BTreeSet<String> = values(to, &question.to_column).filter_map(Value::text).collect();
    let most = usize::try_from(bounds.values).unwrap_or(60);
    let mut looked_for: BTreeSet<String> = BTreeSet::new();
    for record in from.rows.reveal(Reveal::QueryStore) {
        let cell =
            |name: &str| record.iter().find(|(column, _)| column == name).and_then(|(_, cell)| cell.text());
        let meant = question.when.as_ref().is_none_or(|(kind, word)| cell(kind).as_ref() == Some(word));
        if let Some(value) = cell(&question.column).filter(|value| meant && !value.is_empty())
            && looked_for.len() < most
        {
            looked_for.insert(value);
        }
    }
    let found = looked_for.iter().filter(|value| there.contains(*value)).count();
    Inclusion {
        looked_for: u32::try_from(looked_for.len()).unwrap_or(u32::MAX),
        found: u32::try_from(found).unwrap_or(0),
    }
}

/// The type that holds all of these values.
pub(crate) fn family<'v>(values: impl Iterator<Item = &'v Value>) -> TypeFamily {
    let mut family: Option<TypeFamily> = None;
    for value in values {
        let one = match value {
            Value::Nothing => continue,
            Value::Truth(_) => TypeFamily::Boolean,
            Value::Whole(_) => TypeFamily::Integer(8),
            Value::Fraction(_) => TypeFamily::Decimal,
            Value::Json(_) => TypeFamily::Json,
            Value::Text(text) if is_instant(text) => TypeFamily::Timestamp,
            Value::Text(text) if is_date(text) => TypeFamily::Date,
            Value::Text(_) => TypeFamily::Text,
        };
        family = Some(match (family, one) {
            (None, one) => one,
            (Some(known), one) if known == one => one,
            (Some(TypeFamily::Integer(_)), TypeFamily::Decimal)
            | (Some(TypeFamily::Decimal), TypeFamily::Integer(_)) => TypeFamily::Decimal,
            _ => TypeFamily::Text,
        });
    }
    family.unwrap_or(TypeFamily::Text)
}

/// `2024-05-01`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// `2024-05-01T10:00:00Z` and the like.
fn is_instant(text: &str) -> bool {
    text.get(..10).is_some_and(is_date)
        && text.get(10..11).is_some_and(|between| between == "T" || between == " ")
        && text.get(11..16).is_some_and(|time| {
            time.bytes()
                .enumerate()
                .all(|(at, byte)| if at == 2 { byte == b':' } else { byte.is_ascii_digit() })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_all_values() {
        let whole = Value::Whole("1".to_owned());
        let text = Value::Text("a".to_owned());
        let day = Value::Text("2024-05-01".to_owned());
        let instant = Value::Text("2024-05-01T10:00:00Z".to_owned());
        assert_eq!(family([&whole, &Value::Nothing].into_iter()), TypeFamily::Integer(8));
        assert_eq!(family([&whole, &text].into_iter()), TypeFamily::Text);
        assert_eq!(family([&day].into_iter()), TypeFamily::Date);
        assert_eq!(family([&instant].into_iter()), TypeFamily::Timestamp);
        assert_eq!(family([&Value::Nothing].into_iter()), TypeFamily::Text);
    }
}
