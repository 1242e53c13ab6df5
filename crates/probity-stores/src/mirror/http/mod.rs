//! A service reached by HTTP as a source of records: what the data map says of its calls, carried out.
//!
//! Records are found by the calls that find by the columns asked for, else by listing. A deletion that the service
//! does later is asked for until it is done, and only then counts. What was done once and is asked for again is
//! gone, and that is no fault: a run that was stopped is gone through again from its beginning.
//!
//! A service has no transactions and mostly no conditional changes: a record is read once more right before it is
//! changed ([NO-BLIND-CHANGE](super::source)), and what happens between the two calls is not seen.

pub(crate) mod client;
mod fill;

use super::described::Described;
use super::source::{
    Cell, CellKind, Change, Deed, Intake, Reached, Record, Source, SourceColumn, SourceTable, Wanted, Work,
};
use crate::error::{EngineFault, FaultKind};
use client::{Body, Client, Reply};
use fill::{Goal, Values, at, encoded, fill, plain, put};
use probity_policy::model::services::{Call, Paging, Resource, Service, Template};
use reqwest::Url;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A listing that goes on longer than this many pages goes round in a circle.
const PAGES: usize = 100_000;
/// The whole record as JSON, where the data map speaks of it.
const WHOLE: &str = "record";

/// What a data map says of a service, with the secrets that it names.
#[derive(Clone)]
pub(crate) struct Spoken {
    pub(crate) service: Service,
    pub(crate) resources: Vec<Resource>,
    pub(crate) variables: Arc<BTreeMap<String, String>>,
}

impl std::fmt::Debug for Spoken {
    /// The variables hold secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Spoken").field("store", &self.service.store).finish_non_exhaustive()
    }
}

pub(crate) struct HttpSource {
    client: Client,
    tables: Vec<SourceTable>,
    resources: Vec<Resource>,
    /// How long a deletion may take that the service does later.
    longest: Duration,
    brought: HashMap<(usize, String), Brought>,
    /// By table, the calls that find by one identity.
    by_identity: Vec<Vec<usize>>,
}

/// A record that was brought, and the call by which.
#[derive(Clone)]
struct Brought {
    cells: Vec<Cell>,
    find: Option<usize>,
}

fn other(message: String) -> EngineFault {
    EngineFault::own(FaultKind::Other, message)
}

impl HttpSource {
    /// A service ready to be asked. Nothing is asked yet.
    pub(crate) fn new(
        base: &Url,
        spoken: &Spoken,
        described: &[Described],
        connect: Duration,
        longest: Duration,
    ) -> Result<Self, EngineFault> {
        let client =
            Client::new(base.clone(), spoken.service.clone(), spoken.variables.clone(), connect, longest)?;
        let mut source = Self {
            client,
            tables: Vec::new(),
            resources: Vec::new(),
            longest,
            brought: HashMap::new(),
            by_identity: Vec::new(),
        };
        for one in described {
            let Some(resource) = spoken.resources.iter().find(|resource| resource.table == one.table.name)
            else {
                continue;
            };
            let names = |by: &[String]| match (by, &one.table.person) {
                ([only], Some(person)) => person.identities.iter().any(|identity| identity.column == *only),
                _ => false,
            };
            let finds = resource.finds.iter().enumerate();
            source.by_identity.push(finds.filter(|(_, (by, _))| names(by)).map(|(at, _)| at).collect());
            source.tables.push(table(one, resource));
            source.resources.push(resource.clone());
        }
        Ok(source)
    }

    fn resource(&self, table: usize) -> Result<(&Resource, &SourceTable), EngineFault> {
        let known = self.resources.get(table).zip(self.tables.get(table));
        known.ok_or_else(|| other("the service has no such records".to_owned()))
    }

    /// Reads all pages of a call, and hands the records over page by page.
    async fn read(
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
        let (mut absolute, mut number, mut so_far) = (false, 1_u64, 0_usize);
        let first = path.clone();
        let mut seen = BTreeSet::new();
        for _ in 0..PAGES {
            let call = &reading.call;
            let reply = self.client.call(&call.written, &call.method, &path, absolute, &body).await?;
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
            so_far += count;
            // One record has no next page.
            let listed =
                at(&answer, reading.under.as_deref().unwrap_or_default()).is_some_and(Value::is_array);
            let next = match resource.paging.as_ref().filter(|_| listed) {
                None => None,
                Some(Paging::Cursor { path: cursor, parameter, more }) => {
                    let goes_on = more.as_deref().is_none_or(|more| {
                        at(&answer, more)
                            .is_some_and(|more| !matches!(more, Value::Null | Value::Bool(false)))
                    });
                    let cursor =
                        at(&answer, cursor).and_then(plain).filter(|cursor| goes_on && !cursor.is_empty());
                    cursor.map(|cursor| (with_parameter(&first, parameter, &cursor), false))
                }
                Some(Paging::Number(parameter)) => {
                    number += 1;
                    (count > 0).then(|| (with_parameter(&first, parameter, &number.to_string()), false))
                }
                Some(Paging::Offset(parameter)) => {
                    (count > 0).then(|| (with_parameter(&first, parameter, &so_far.to_string()), false))
                }
                Some(Paging::Link(in_answer)) => {
                    let address = match in_answer {
                        Some(path) => at(&answer, path).and_then(plain),
                        None => link,
                    };
                    match address {
                        None => None,
                        Some(address) => {
                            let own = self.client.own(&address).ok_or_else(|| {
                                other(format!(
                                    "`{}`: the next page is elsewhere, and is not followed",
                                    call.written
                                ))
                            })?;
                            Some((own, true))
                        }
                    }
                }
            };
            match next {
                None => return Ok(()),
                Some((next, whole)) if seen.insert(next.clone()) => (path, absolute) = (next, whole),
                Some(_) => return Err(other(format!("`{}`: the pages go round in a circle", call.written))),
            }
        }
        Err(other(format!("`{}`: there is no end of pages", reading.call.written)))
    }

    /// A call's path and body with their values; nothing when one is missing.
    fn filled(
        &self,
        call: &Call,
        body: Option<&Template>,
        columns: &dyn Fn(&str) -> Option<String>,
        answer: Option<&Value>,
    ) -> Option<(String, Body)> {
        let values = Values { columns, variables: self.client.variables(), answer };
        let path = fill(&call.path, &values, Goal::Address)?;
        let body = match body {
            None => Body::None,
            Some(template) => Body::Json(fill(template, &values, Goal::Json)?),
        };
        Some((path, body))
    }

    /// Which calls find records by these columns: all that find by just these, else one that finds by some.
    fn finds_by(&self, table: usize, columns: &BTreeSet<&str>) -> Vec<usize> {
        let finds = self.resource(table).map(|(resource, _)| resource.finds.as_slice()).unwrap_or_default();
        let by = |at: usize| -> BTreeSet<&str> {
            finds.get(at).map(|(by, _)| by.iter().map(String::as_str).collect()).unwrap_or_default()
        };
        let exact: Vec<usize> = (0..finds.len()).filter(|at| by(*at) == *columns).collect();
        if exact.is_empty() {
            (0..finds.len()).find(|at| by(*at).is_subset(columns)).into_iter().collect()
        } else {
            exact
        }
    }

    fn found_by_one(&self, table: usize, find: usize) -> Option<String> {
        self.resource(table).ok()?.0.finds.get(find)?.0.first().cloned()
    }

    async fn bring_all(
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

    async fn change(&mut self, change: &Change) -> Result<(), EngineFault> {
        let (resource, described) = self.resource(change.table)?;
        let (resource, described) = (resource.clone(), described.clone());
        let Some(brought) = self.brought.get(&(change.table, change.address.clone())).cloned() else {
            return Err(other(format!("a record of `{}` was never brought", described.name)));
        };
        let columns = |name: &str| {
            let number = described.columns.iter().position(|column| column.name == name)?;
            brought.cells.get(number).and_then(Cell::text)
        };
        match self.now(&resource, change, &brought, &columns).await? {
            Now::Gone => return Ok(()),
            Now::Other => {
                let message = format!("a record of `{}` was changed by somebody else", described.name);
                return Err(EngineFault::own(FaultKind::LostRace, message));
            }
            Now::AsBrought => {}
        }
        match &change.deed {
            Deed::Gone => self.delete(&resource, &described, &columns).await,
            Deed::Becomes(fields) => self.update(&resource, &described, &columns, fields).await,
        }
    }

    /// The record as it is now, asked for in the way in which it was brought.
    async fn now(
        &mut self,
        resource: &Resource,
        change: &Change,
        brought: &Brought,
        columns: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<Now, EngineFault> {
        let key: BTreeSet<&str> = resource.key.iter().map(String::as_str).collect();
        let by_key = resource
            .finds
            .iter()
            .position(|(by, _)| by.iter().map(String::as_str).collect::<BTreeSet<_>>() == key);
        let Some(find) = brought.find.or(by_key) else { return Ok(Now::AsBrought) };
        let Some((by, _)) = resource.finds.get(find) else { return Ok(Now::AsBrought) };
        let asked: Option<BTreeMap<String, String>> =
            by.iter().map(|name| Some((name.clone(), columns(name)?))).collect();
        let Some(asked) = asked else { return Ok(Now::AsBrought) };
        let mut kept = Kept { address: change.address.clone(), version: None };
        self.read(change.table, Some(find), &asked, false, &mut kept).await?;
        Ok(match kept.version {
            None => Now::Gone,
            // A record that was listed may look otherwise than one that was found.
            Some(_) if brought.find.is_none() => Now::AsBrought,
            Some(version) if version == change.version => Now::AsBrought,
            Some(_) => Now::Other,
        })
    }

    async fn delete(
        &mut self,
        resource: &Resource,
        described: &SourceTable,
        columns: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<(), EngineFault> {
        if resource.deletions.is_empty() {
            return Err(other(format!("no call deletes records of `{}`", described.name)));
        }
        let mut last = Value::Null;
        for deletion in &resource.deletions {
            let call = &deletion.call;
            let Some((path, body)) = self.filled(call, deletion.body.as_ref(), columns, Some(&last)) else {
                return Err(other(format!("`{}` lacks a value", call.written)));
            };
            match self.client.call(&call.written, &call.method, &path, false, &body).await? {
                Reply::Said { body, .. } => last = body,
                // It is gone already: a step that was done before a stop.
                Reply::Gone => {}
            }
        }
        match &resource.job {
            Some(job) if !last.is_null() => self.finish(job, columns, &last).await,
            _ => Ok(()),
        }
    }

    /// Asks until the service says that it is done.
    async fn finish(
        &mut self,
        job: &probity_policy::model::services::Job,
        columns: &(dyn Fn(&str) -> Option<String> + Sync),
        answer: &Value,
    ) -> Result<(), EngineFault> {
        let written = &job.call.written;
        let Some((path, body)) = self.filled(&job.call, None, columns, Some(answer)) else {
            return Err(other(format!("`{written}`: the deletion did not answer by what to ask for it")));
        };
        let begun = Instant::now();
        loop {
            let reply = self.client.call(written, &job.call.method, &path, false, &body).await?;
            let Reply::Said { body: answer, .. } = reply else {
                return Err(other(format!("`{written}`: the service does not know the deletion any more")));
            };
            let state = at(&answer, &job.path).and_then(plain);
            if state.as_deref() == Some(job.done.as_str()) {
                return Ok(());
            }
            if state.is_some() && state == job.failed {
                return Err(EngineFault::own(
                    FaultKind::Refused,
                    format!("`{written}`: the deletion failed"),
                ));
            }
            if begun.elapsed() >= self.longest {
                let message = format!("`{written}`: the deletion takes longer than is waited for");
                return Err(EngineFault::own(FaultKind::Timeout, message));
            }
            tokio::time::sleep(Duration::from_secs(job.every)).await;
        }
    }

    async fn update(
        &mut self,
        resource: &Resource,
        described: &SourceTable,
        columns: &(dyn Fn(&str) -> Option<String> + Sync),
        fields: &[(usize, Cell)],
    ) -> Result<(), EngineFault> {
        let Some(change) = &resource.change else {
            return Err(other(format!("no call changes records of `{}`", described.name)));
        };
        let mut body = Value::Object(serde_json::Map::new());
        let mut pairs = Vec::new();
        for (number, cell) in fields {
            let Some(column) = described.columns.get(*number) else { continue };
            let path = resource.fields.get(&column.name).unwrap_or(&column.name);
            let inner = change.under.as_deref().and_then(|under| path.strip_prefix(under)?.strip_prefix('.'));
            let inner = inner.unwrap_or(path);
            put(
                &mut body,
                &change.under.as_ref().map_or(inner.to_owned(), |under| format!("{under}.{inner}")),
                cell.json(),
            );
            let mut steps = inner.split('.');
            let first = steps.next().unwrap_or(inner).to_owned();
            let name = steps.fold(first, |name, step| format!("{name}[{step}]"));
            pairs.push(format!("{}={}", encoded(&name), encoded(&cell.text().unwrap_or_default())));
        }
        let call = &change.call;
        let Some((path, _)) = self.filled(call, None, columns, None) else {
            return Err(other(format!("`{}` lacks a value", call.written)));
        };
        let body = if change.form { Body::Form(pairs.join("&")) } else { Body::Json(body.to_string()) };
        self.client.call(&call.written, &call.method, &path, false, &body).await.map(|_| ())
    }
}

/// What became of a record since it was brought.
enum Now {
    AsBrought,
    Other,
    Gone,
}

/// Looks for one record among those that are handed over.
struct Kept {
    address: String,
    version: Option<String>,
}

impl Intake for Kept {
    fn take<'a>(&'a mut self, records: Vec<Record>) -> Work<'a, ()> {
        Box::pin(async move {
            let found = records.into_iter().find(|record| record.address == self.address);
            self.version = found.map(|record| record.version).or_else(|| self.version.take());
            Ok(())
        })
    }
}

impl Source for HttpSource {
    fn tables(&self) -> &[SourceTable] {
        &self.tables
    }

    fn bring<'a>(
        &'a mut self,
        table: usize,
        wanted: &'a Wanted,
        into: &'a mut (dyn Intake + 'a),
    ) -> Work<'a, ()> {
        Box::pin(self.bring_all(table, wanted, into))
    }

    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()> {
        Box::pin(async move {
            for (number, change) in changes.iter().enumerate() {
                self.change(change).await?;
                if reached(number).is_break() {
                    return Err(EngineFault::own(FaultKind::ConnectionLost, "stopped between two calls"));
                }
            }
            Ok(())
        })
    }
}

/// The columns of a table: its key, what it is found by, and all that the data map speaks of.
fn table(described: &Described, resource: &Resource) -> SourceTable {
    let finds = resource.finds.iter().flat_map(|(by, _)| by);
    let mut names: Vec<&String> = resource.key.iter().collect();
    for name in finds.chain(resource.fields.keys()).chain(&described.named) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let columns = names
        .into_iter()
        .map(|name| {
            let key = described.keys.contains(name) || resource.key.contains(name);
            let kind = match name.as_str() {
                _ if key => CellKind::Text,
                WHOLE => CellKind::Json,
                _ => CellKind::Any,
            };
            let whole = name == WHOLE && !resource.fields.contains_key(name);
            SourceColumn { name: name.clone(), kind, fixed: whole || resource.key.contains(name) }
        })
        .collect();
    let person = described.table.person.as_ref().map(|person| person.key.clone());
    SourceTable {
        name: described.table.name.table.clone(),
        columns,
        key: resource.key.clone(),
        uniques: person.into_iter().collect(),
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
