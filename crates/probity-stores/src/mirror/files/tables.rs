//! The tables of files: their columns are those of the patterns, those seen in a few records, and those
//! that the data map speaks of.

use super::depot::Depot;
use super::lake;
use super::shape::Content;
use super::{FILE_CONTENT, FILE_MODIFIED_AT, FILE_PATH, FILE_SIZE, Place};
use crate::error::EngineFault;
use crate::mirror::described::Described;
use crate::mirror::source::{Cell, CellKind, SourceColumn, SourceTable};
use probity_policy::model::pattern::Pattern;
use probity_policy::model::records::FileShape;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// How many files and records are looked at to know the columns.
const SAMPLED_FILES: usize = 8;
const SAMPLED_RECORDS: usize = 200;

/// What values of a column were seen.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    truths: bool,
    structures: bool,
    others: bool,
}

/// The columns of a table: those of its patterns, those seen in its records, those the map speaks of.
pub(super) fn table(
    depot: &dyn Depot,
    described: &Described,
    places: &[Place],
) -> Result<SourceTable, EngineFault> {
    let fields: BTreeSet<&str> = places.iter().flat_map(|place| place.pattern.fields()).collect();
    let (sampled, seen, typed) = sample(depot, places)?;
    let mut columns: Vec<SourceColumn> = Vec::new();
    let mut add_as = |name: &str, kind, fixed, required| {
        let kind = if described.keys.contains(name) { CellKind::Text } else { kind };
        if !columns.iter().any(|column| column.name == name) {
            columns.push(SourceColumn { name: name.to_owned(), kind, fixed, required });
        }
    };
    for column in &typed {
        add_as(&column.name, column.kind, column.fixed, column.required);
    }
    let mut add = |name: &str, kind, fixed| add_as(name, kind, fixed, false);
    for name in &fields {
        add(name, CellKind::Text, true);
    }
    let mut texts = false;
    for place in places {
        match &place.format.shape {
            FileShape::Lines { .. } => {
                for name in place.format.line.iter().flat_map(Pattern::fields) {
                    add(name, CellKind::Text, false);
                }
                add("line", CellKind::Text, true);
            }
            FileShape::Anything => add(FILE_CONTENT, CellKind::Text, true),
            FileShape::Csv { .. } => texts = true,
            FileShape::Json | FileShape::JsonList { .. } | FileShape::JsonLines | FileShape::Parquet => {}
        }
    }
    for (name, seen) in &seen {
        let kind = match seen {
            _ if texts => CellKind::Text,
            Seen { structures: true, .. } => CellKind::Json,
            Seen { truths: true, others: false, .. } => CellKind::Boolean,
            _ => CellKind::Any,
        };
        add(name, kind, false);
    }
    let whole = places.iter().all(|place| place.format.is_one_record());
    for (name, kind) in
        [(FILE_PATH, CellKind::Text), (FILE_MODIFIED_AT, CellKind::Instant), (FILE_SIZE, CellKind::Any)]
    {
        if described.named.contains(name) || (whole && name == FILE_PATH) {
            add(name, kind, true);
        }
    }
    // A field may be rare; but a key that no record has is a slip of the pen, and would find nobody.
    for name in &described.named {
        let is_open = places.iter().any(|place| {
            matches!(place.format.shape, FileShape::Json | FileShape::JsonList { .. } | FileShape::JsonLines)
        });
        if is_open && (sampled == 0 || !described.keys.contains(name) || name.contains('.')) {
            add(name, CellKind::Any, false);
        }
    }
    // Whether a heading is there is not known while there is no file.
    if sampled == 0 && texts {
        for name in &described.named {
            add(name, CellKind::Text, false);
        }
    }
    let person = described.table.person.as_ref().map(|person| person.key.clone());
    Ok(SourceTable {
        name: described.table.name.table.clone(),
        columns,
        key: if whole { vec![FILE_PATH.to_owned()] } else { Vec::new() },
        uniques: person.into_iter().collect(),
    })
}

/// How many records were looked at, what was seen in them, and the columns that a format itself knows.
type Sampled = (usize, BTreeMap<String, Seen>, Vec<SourceColumn>);

fn sample(depot: &dyn Depot, places: &[Place]) -> Result<Sampled, EngineFault> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut typed = Vec::new();
    let mut sampled = 0;
    for place in places {
        let mut left = SAMPLED_FILES;
        let _ = place.walk(depot, &place.pattern, &mut |path, _| {
            if !place.means(path) {
                return Ok(ControlFlow::Continue(()));
            }
            let mut records = SAMPLED_RECORDS;
            if place.format.shape == FileShape::Anything {
                sampled += 1;
            } else {
                let Some(mut opened) = depot.open(path)? else { return Ok(ControlFlow::Continue(())) };
                if place.format.shape == FileShape::Parquet {
                    // It says itself what its columns are; the next files have the same or more.
                    sampled += 1;
                    left -= 1;
                    typed.extend(lake::columns(&mut opened.source)?);
                    return Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
                }
                place.format.read(&mut opened.source, &|_| false, &mut |found| {
                    sampled += 1;
                    note(&mut seen, &found.content);
                    records -= 1;
                    if records == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })?;
            }
            left -= 1;
            Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
    }
    Ok((sampled, seen, typed))
}

fn note(seen: &mut BTreeMap<String, Seen>, content: &Content<'_>) {
    for name in content.columns() {
        let one = seen.entry(name.clone()).or_default();
        match content.cell(&name) {
            Cell::Null => {}
            Cell::Text(text)
                if matches!(content, Content::Object(_)) && (text == "true" || text == "false") =>
            {
                one.truths = true;
            }
            Cell::Text(text) if matches!(content, Content::Object(_)) && text.starts_with(['{', '[']) => {
                one.structures = true;
            }
            _ => one.others = true,
        }
    }
}
