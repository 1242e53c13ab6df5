//! A service reached by HTTP as a source of records: what the data map says of its calls, carried out.
//!
//! Records are found by the calls that find by the columns asked for, else by listing. A deletion that the service
//! does later is asked for until it is done, and only then counts. What was done once and is asked for again is
//! gone, and that is no fault: a run that was stopped is gone through again from its beginning.
//!
//! A service has no transactions and mostly no conditional changes: a record is read once more right before it is
//! changed ([NO-BLIND-CHANGE](super::source)), and what happens between the two calls is not seen.

mod callback;
mod changing;
mod client;
mod fill;
mod oauth;
mod reading;

use super::described::Described;
use super::source::{
    Cell, CellKind, Change, Intake, Reached, Source, SourceColumn, SourceTable, Wanted, Work,
};
use crate::error::{EngineFault, FaultKind};
pub(crate) use callback::Bell;
use client::{Body, Client};
use fill::{Goal, Values, fill};
pub(crate) use oauth::SharedToken;
use probity_policy::model::services::{Call, Resource, Service, Template};
use reqwest::Url;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The whole record as JSON, where the data map speaks of it.
const WHOLE: &str = "record";

/// What a data map says of a service, with the secrets that it names.
#[derive(Clone)]
pub(crate) struct Spoken {
    pub(crate) service: Service,
    pub(crate) resources: Vec<Resource>,
    pub(crate) variables: Arc<BTreeMap<String, String>>,
    /// Rings when the service tells that something is done.
    pub(crate) bell: Arc<Bell>,
    /// The token that signs in, where tokens are asked for.
    pub(crate) token: SharedToken,
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
    bell: Arc<Bell>,
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
        let client = Client::new(base.clone(), spoken, connect, longest)?;
        let mut source = Self {
            client,
            tables: Vec::new(),
            resources: Vec::new(),
            longest,
            bell: spoken.bell.clone(),
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

    fn toll(&self, table: usize, changes: &[&Change]) -> Option<String> {
        let (resource, _) = self.resource(table).ok()?;
        // Each record is read once more before it is changed, where the service can be asked for it.
        let again = usize::from(!resource.finds.is_empty());
        let calls: usize = changes
            .iter()
            .map(|change| match change.deed {
                super::source::Deed::Gone => {
                    again + resource.deletions.len() + usize::from(resource.job.is_some())
                }
                super::source::Deed::Becomes(_) => again + 1,
            })
            .sum();
        let pause = self.client.pause();
        let pace = if pause == 0 { "as fast as it answers".to_owned() } else { format!("{pause} ms apart") };
        Some(if calls == 0 {
            format!("looked up by calls, {pace}")
        } else {
            let seconds = (pause * u64::try_from(calls).unwrap_or(u64::MAX)).div_ceil(1_000);
            let least = if pause == 0 { String::new() } else { format!(", so at least {seconds} s") };
            let call = if calls == 1 { "call" } else { "calls" };
            format!("looked up by calls; changed by at least {calls} {call}, {pace}{least}")
        })
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
            SourceColumn {
                name: name.clone(),
                kind,
                fixed: whole || resource.key.contains(name),
                required: false,
            }
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
