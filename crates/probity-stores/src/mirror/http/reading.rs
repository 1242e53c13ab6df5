//! Reading from a service: the calls that find by what is asked for, else those that list, and their pages.

use super::client::Reply;
use super::fill::{at, encoded, plain};
use super::{Brought, HttpSource, WHOLE, other};
use crate::error::EngineFault;
use crate::mirror::source::{Cell, Intake, Record, SourceTable, Wanted};
use probity_policy::model::services::{Paging, Reading, Resource};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A listing that goes on longer than this many pages goes round in a circle.
const PAGES: usize = 100_000;

/// What was asked for and read so far, and how the next page is called.
struct Page {
    first: String,
    number: u64,
    so_far: usize,
}

impl HttpSource {
    /// Reads all pages of a call, and hands the records over page by page.
    pub(super) async fn read(
        &mut self,
        table: usize,
        find: Option<usize>,
        asked: &BTreeMap<String, String>,
        remember: bool,
        into: &mut (dyn Intake + '_),
    ) -> Result<(), EngineFault> {
        let (resource, described) = self.resource(table)?;
        let (resource, described) = (resource.clone(), described.clone());
        let reading = match find {
            Some(find) => resource.finds.get(find).map(|(_, reading)| reading),
            None => resource.list.as_ref(),
        };
        let Some(reading) = reading else { return Ok(()) };
        let columns = |name: &str| asked.get(name).cloned();
        let Some((mut path, body)) = self.filled(&reading.call, reading.body.as_ref(), &columns, None) else {
            // Somebody without a value is not there.
            return Ok(());
        };
        let mut absolute = false;
        let mut page = Page { first: path.clone(), number: 1, so_far: 0 };
        let mut seen = BTreeSet::new();
        for _ in 0..PAGES {
            let call = &reading.call;
            let reply = self.client.call(call, &path, absolute, &body).await?;
            let Reply::Said { body: answer, link } = reply else { return Ok(()) };
            let found = records(&answer, reading.under.as_deref());
            let count = found.len();
            let taken: Vec<Record> =
                found.into_iter().filter_map(|found| record(&resource, &described, found, asked)).collect();
            for one in taken.iter().filter(|_| remember) {
                let brought = Brought { cells: one.cells.clone(), find };
                self.brought.entry((table, one.address.clone())).or_insert(brought);
            }
            into.take(taken).await?;
            page.so_far += count;
            let next = self.next(&mut page, &resource, reading, &answer, count, link)?;
            match next {
                None => return Ok(()),
                Some((next, whole)) if seen.insert(next.clone()) => (path, absolute) = (next, whole),
                Some(_) => return Err(other(format!("`{}`: the pages go round in a circle", call.written))),
            }
        }
        Err(other(format!("`{}`: there is no end of pages", reading.call.written)))
    }

    /// The call for the next page, and whether its address is whole.
    fn next(
        &self,
        page: &mut Page,
        resource: &Resource,
        reading: &Reading,
        answer: &Value,
        count: usize,
        link: Option<String>,
    ) -> Result<Option<(String, bool)>, EngineFault> {
        // One record has no next page.
        let listed = at(answer, reading.under.as_deref().unwrap_or_default()).is_some_and(Value::is_array);
        Ok(match resource.paging.as_ref().filter(|_| listed) {
            None => None,
            Some(Paging::Cursor { path: cursor, parameter, more }) => {
                let goes_on = more.as_deref().is_none_or(|more| {
                    at(answer, more).is_some_and(|more| !matches!(more, Value::Null | Value::Bool(false)))
                });
                let cursor =
                    at(answer, cursor).and_then(plain).filter(|cursor| goes_on && !cursor.is_empty());
                cursor.map(|cursor| (with_parameter(&page.first, parameter, &cursor), false))
            }
            Some(Paging::Number(parameter)) => {
                page.number += 1;
                (count > 0).then(|| (with_parameter(&page.first, parameter, &page.number.to_string()), false))
            }
            Some(Paging::Offset(parameter)) => {
                (count > 0).then(|| (with_parameter(&page.first, parameter, &page.so_far.to_string()), false))
            }
            Some(Paging::Link(in_answer)) => {
                let address = match in_answer {
                    Some(path) => at(answer, path).and_then(plain),
                    None => link,
                };
                match address {
                    None => None,
                    Some(address) => {
                        let own = self.client.own(&reading.call, &address).ok_or_else(|| {
                            other(format!(
                                "`{}`: the next page is elsewhere, and is not followed",
                                reading.call.written
                            ))
                        })?;
                        Some((own, true))
                    }
                }
            }
        })
    }

    pub(super) async fn bring_all(
        &mut self,
        table: usize,
        wanted: &Wanted,
        into: &mut (dyn Intake + '_),
    ) -> Result<(), EngineFault> {
        let (resource, described) = self.resource(table)?;
        let lists = resource.list.is_some();
        let name = described.name.clone();
        if let Wanted::Equal { columns, tuples, .. } = wanted {
            let names: Vec<String> = columns
                .iter()
                .filter_map(|number| described.columns.get(*number).map(|column| column.name.clone()))
                .collect();
            let set: BTreeSet<&str> = names.iter().map(String::as_str).collect();
            let finds = self.finds_by(table, &set);
            if !finds.is_empty() {
                let mut tuples: Vec<&Vec<String>> = tuples.iter().collect();
                tuples.sort();
                for tuple in tuples {
                    let asked = names.iter().cloned().zip(tuple.iter().cloned()).collect();
                    for find in &finds {
                        self.read(table, Some(*find), &asked, true, into).await?;
                    }
                }
                return Ok(());
            }
            if !lists {
                let by = names.join(", ");
                return Err(other(format!("no call finds records of `{name}` by {by}, and none lists them")));
            }
        }
        if let (Wanted::Containing(texts), false) = (wanted, lists) {
            // What cannot be listed cannot be searched; it is asked for those whom the texts name.
            for find in self.by_identity.get(table).cloned().unwrap_or_default() {
                let Some(column) = self.found_by_one(table, find) else { continue };
                for text in texts {
                    let asked = BTreeMap::from([(column.clone(), text.clone())]);
                    self.read(table, Some(find), &asked, true, into).await?;
                }
            }
            return Ok(());
        }
        if !lists {
            return Err(other(format!("no call lists the records of `{name}`")));
        }
        self.read(table, None, &BTreeMap::new(), true, into).await
    }
}

/// The records in an answer: a list, or one.
fn records<'a>(answer: &'a Value, under: Option<&str>) -> Vec<&'a Value> {
    match at(answer, under.unwrap_or_default()) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    }
}

fn cell(value: Option<&Value>) -> Cell {
    match value {
        None | Some(Value::Null) => Cell::Null,
        Some(Value::Bool(is)) => Cell::Integer(i64::from(*is)),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Integer(whole),
            (None, Some(real)) => Cell::Real(real),
            (None, None) => Cell::Text(number.to_string()),
        },
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(composed) => Cell::Text(composed.to_string()),
    }
}

/// A record as the mirror takes it; nothing for what is not composed. What was asked for and is not in the answer
/// is what was asked for.
fn record(
    resource: &Resource,
    table: &SourceTable,
    found: &Value,
    asked: &BTreeMap<String, String>,
) -> Option<Record> {
    let gone = resource
        .absent
        .as_ref()
        .is_some_and(|(path, value)| at(found, path).and_then(plain).as_ref() == Some(value));
    if !found.is_object() || gone {
        return None;
    }
    let cells: Vec<Cell> = table
        .columns
        .iter()
        .map(|column| {
            if column.name == WHOLE && !resource.fields.contains_key(WHOLE) {
                return Cell::Text(found.to_string());
            }
            let path = resource.fields.get(&column.name).unwrap_or(&column.name);
            match cell(at(found, path)) {
                Cell::Null => asked.get(&column.name).map_or(Cell::Null, |text| Cell::Text(text.clone())),
                there => there,
            }
        })
        .collect();
    let hash = |cells: &[Cell]| {
        let texts: Vec<Value> = cells.iter().map(Cell::json).collect();
        let digest = Sha256::digest(Value::from(texts).to_string());
        digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    };
    let key: Vec<Option<String>> = resource
        .key
        .iter()
        .map(|name| table.columns.iter().position(|column| column.name == *name))
        .map(|at| at.and_then(|at| cells.get(at)).and_then(Cell::text))
        .collect();
    let version = hash(&cells);
    let address = if key.iter().all(Option::is_some) && !key.is_empty() {
        serde_json::to_string(&key).unwrap_or_default()
    } else {
        version.clone()
    };
    Some(Record { address, version, cells })
}

/// An address with a parameter set, in place of one of the same name.
fn with_parameter(path: &str, name: &str, value: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let own = format!("{}=", encoded(name));
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with(&own))
        .map(str::to_owned)
        .collect();
    pairs.push(format!("{own}{}", encoded(value)));
    format!("{path}?{}", pairs.join("&"))
}
