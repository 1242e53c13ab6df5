//! A folder of files looked at as a database is: files of one pattern are a table, their records its rows.
//!
//! What is concluded is concluded by [`crate::infer`], from samples that are held in memory while it thinks, and
//! dropped; nothing is written and nothing opened for writing. It is not the reading that access and erasure do,
//! which goes through every record: here a bounded part of each pattern's files is enough.

mod patterns;
mod records;

use crate::infer::classify::Classify;
use crate::infer::{Examined, Thinking};
use crate::observe::{Bounds, Catalogue, Inclusion, InclusionQuestion, Samples, sampled};
use patterns::{Group, groups};
use probity_stores::schema::{LiveColumn, LiveTable, Place, Schema, TableKind, TypeFamily, Unique};
use probity_vocabulary::{Personal, Reveal};
use records::{Record, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// So many times more rows are read to compare keys than to judge columns.
const ROWS_FOR_KEYS: usize = 20;

/// The schema of a folder's tables, which has no name of its own there.
const SCHEMA: &str = "main";

/// The records of one pattern's files, by column in the order in which columns were met.
struct Read {
    place: Place,
    names: Vec<String>,
    rows: Personal<Vec<Record>>,
}

/// Looks at a folder and concludes.
///
/// # Errors
/// When the folder cannot be listed. A file that cannot be read, or holds something else than its name says, is
/// passed over, and its pattern told as not sampled when no file of it could be read.
pub fn examine_folder(root: &Path, bounds: Bounds, classify: &dyn Classify) -> io::Result<Examined> {
    let groups = groups(root)?;
    let mut catalogue = Catalogue {
        schema: Schema { default_schema: SCHEMA.to_owned(), ..Schema::default() },
        ..Catalogue::default()
    };
    let mut samples = Samples::default();
    let mut all: BTreeMap<Place, Read> = BTreeMap::new();
    for group in groups {
        let place = Place { schema: SCHEMA.to_owned(), table: free_name(&catalogue, &group) };
        catalogue.written.insert(place.clone(), group.sentence());
        let read = read(root, &group, place.clone(), bounds);
        if read.rows.reveal(Reveal::QueryStore).is_empty() && group.has_records() {
            samples.not_sampled.insert(place.clone());
        }
        catalogue.schema.tables.insert(place.clone(), table(&read));
        all.insert(place, read);
    }
    for (place, read) in &all {
        if let Some(table) = catalogue.schema.tables.get(place) {
            let rows = texts(read, bounds);
            samples.insert(place.clone(), sampled(&catalogue, table, &rows, classify));
        }
    }
    let thinking = Thinking::new(&catalogue, &samples);
    let answers: Vec<(InclusionQuestion, Inclusion)> = thinking
        .questions()
        .into_iter()
        .map(|question| {
            let answer = inclusion(&all, &question, bounds);
            (question, answer)
        })
        .collect();
    let conclusions = thinking.conclude(&answers);
    Ok(Examined { catalogue, samples, conclusions })
}

/// A table's name that no other has.
fn free_name(catalogue: &Catalogue, group: &Group) -> String {
    let taken = |name: &str| catalogue.schema.tables.keys().any(|place| place.table == name);
    let mut names = group.names().into_iter();
    let first = names.next().unwrap_or_else(|| "files".to_owned());
    if !taken(&first) {
        return first;
    }
    names.chain((2..).map(|number| format!("{first}_{number}"))).find(|name| !taken(name)).unwrap_or(first)
}

fn read(root: &Path, group: &Group, place: Place, bounds: Bounds) -> Read {
    let most = usize::try_from(bounds.rows).unwrap_or(120) * ROWS_FOR_KEYS;
    let mut names: Vec<String> = Vec::new();
    let mut rows: Vec<Record> = Vec::new();
    for file in &group.files {
        if rows.len() >= most {
            break;
        }
        // What stands in a path is a column of each record of its file.
        let found = if group.has_records() {
            records::of_file(&root.join(&file.path), group.format, most - rows.len()).unwrap_or_default()
        } else {
            vec![Record::new()]
        };
        for mut record in found {
            for (name, value) in &file.fields {
                record.insert(0, (name.clone(), Value::Text(value.clone())));
            }
            for (name, _) in &record {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            rows.push(record);
        }
    }
    Read { place, names, rows: Personal::new(rows) }
}

fn values<'r>(read: &'r Read, name: &'r str) -> impl Iterator<Item = &'r Value> {
    read.rows
        .reveal(Reveal::QueryStore)
        .iter()
        .filter_map(move |record| record.iter().find(|(column, _)| column == name).map(|(_, value)| value))
}

/// The table that records would be: types as their values are, keys where no value comes twice.
fn table(read: &Read) -> LiveTable {
    let rows = read.rows.reveal(Reveal::QueryStore).len();
    let mut uniques = Vec::new();
    let mut primary_key = Vec::new();
    let mut columns = Vec::new();
    for name in &read.names {
        let family = records::family(values(read, name));
        let filled: Vec<String> = values(read, name).filter_map(Value::text).collect();
        let distinct: BTreeSet<&String> = filled.iter().collect();
        let unique = rows > 1 && filled.len() == rows && distinct.len() == rows;
        if unique && matches!(family, TypeFamily::Integer(_) | TypeFamily::Text | TypeFamily::Uuid) {
            if name == "id" || name == "_id" || name == "uuid" {
                primary_key = vec![name.clone()];
            } else {
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
fn texts(read: &Read, bounds: Bounds) -> Personal<Vec<Vec<Option<String>>>> {
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

fn inclusion(all: &BTreeMap<Place, Read>, question: &InclusionQuestion, bounds: Bounds) -> Inclusion {
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
