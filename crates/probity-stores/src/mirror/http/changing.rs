//! Changing what a service has: each record is read once more right before, and deletions that the service does
//! later are waited for.

use super::client::{Body, Reply};
use super::fill::{at, encoded, plain, put};
use super::{Brought, HttpSource, other};
use crate::error::{EngineFault, FaultKind};
use crate::mirror::source::{Cell, Change, Deed, Intake, Record, SourceTable, Work};
use probity_policy::model::services::{Job, Resource};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

impl HttpSource {
    pub(super) async fn change(&mut self, change: &Change) -> Result<(), EngineFault> {
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
            match self.client.call(call, &path, false, &body).await? {
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
        job: &Job,
        columns: &(dyn Fn(&str) -> Option<String> + Sync),
        answer: &Value,
    ) -> Result<(), EngineFault> {
        let written = &job.call.written;
        let Some((path, body)) = self.filled(&job.call, None, columns, Some(answer)) else {
            return Err(other(format!("`{written}`: the deletion did not answer by what to ask for it")));
        };
        let begun = Instant::now();
        // From before the first question, so that what is told meanwhile is heard.
        let mut listener = self.bell.listen();
        loop {
            let reply = self.client.call(&job.call, &path, false, &body).await?;
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
            listener.wait(Duration::from_secs(job.every)).await;
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
        self.client.call(call, &path, false, &body).await.map(|_| ())
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
