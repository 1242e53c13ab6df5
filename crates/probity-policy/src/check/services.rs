//! Services: can every record be found, every call be made, and does a call do what the data map decided?

use super::context::{Context, Found};
use crate::codes;
use crate::grammar::Statement;
use crate::model::data_map::{RowFate, StoreKind, Table};
use crate::model::services::{Call, Resource, Source, Template};
use probity_source::{Diagnostic, Span};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let map = &context.model.data_map;
    let kinds: BTreeMap<&str, StoreKind> =
        map.stores.iter().map(|store| (store.name.as_str(), store.kind)).collect();
    let resources: BTreeMap<_, &Resource> =
        map.resources.iter().map(|resource| (&resource.table, resource)).collect();
    let services = map.services.iter().map(|service| (service.store.as_str(), service.span));
    let described = map.resources.iter().map(|resource| (resource.table.store.as_str(), resource.span));
    for (store, span) in services.chain(described) {
        if kinds.get(store) != Some(&StoreKind::Http) {
            found.push(
                Diagnostic::error(codes::SERVICE_MISPLACED, format!("`{store}` is no store of kind `http`"))
                    .at(span)
                    .help(format!("add: store {store} = http env ITS_ADDRESS")),
            );
        }
    }
    for table in &map.tables {
        if kinds.get(table.name.store.as_str()) != Some(&StoreKind::Http) || table.nothing_personal {
            continue;
        }
        match resources.get(&table.name) {
            None => found.push(
                Diagnostic::error(
                    codes::RESOURCE_UNSAID,
                    format!("nothing says how the records of `{}` are found", table.name),
                )
                .at(table.span)
                .help(format!("add: resource {} {{ … }}", table.name)),
            ),
            Some(resource) => erased(table, resource, found),
        }
    }
    for resource in &map.resources {
        let missing = if resource.key.is_empty() {
            Some(("which columns tell its records apart", "known by id"))
        } else if resource.finds.is_empty() && resource.list.is_none() {
            Some(("how its records are found", "found by id at \"GET /…/{id}\""))
        } else {
            None
        };
        if let Some((what, help)) = missing {
            let message = format!("nothing says {what}: `{}`", resource.table);
            found.push(
                Diagnostic::error(codes::RESOURCE_UNSAID, message)
                    .at(resource.span)
                    .help(format!("add, in its block: {help}")),
            );
        }
    }
    for placed in context.all("resource") {
        let table = placed.statement.name("table").map_or("", |table| table.value.as_str());
        let store = table.split('.').next().unwrap_or(table);
        let service = map.services.iter().find(|service| service.store == store);
        let hosts: Vec<&str> =
            service.iter().flat_map(|service| service.hosts.keys()).map(String::as_str).collect();
        calls(placed.statement, &hosts, found);
    }
}

fn erased(table: &Table, resource: &Resource, found: &mut Found) {
    let Some(decision) = &table.on_erasure else { return };
    let deletes = matches!(decision.row, RowFate::Delete) && resource.deletions.is_empty();
    let changes =
        (!decision.blank.is_empty() || !decision.pseudonymise.is_empty()) && resource.change.is_none();
    let (what, help) = match (deletes, changes) {
        (true, _) => ("deletes", "deleted at \"DELETE /…/{id}\""),
        (false, true) => ("changes", "changed at \"PATCH /…/{id}\""),
        (false, false) => return,
    };
    let message = format!("an erasure is to change `{}`, and no call {what} its records", table.name);
    found.push(
        Diagnostic::error(codes::NO_CALL_ERASES, message)
            .at(resource.span)
            .label(decision.span, "decided here")
            .help(format!("add, in the block of the resource: {help}, or decide `keep`")),
    );
}

/// Each call can be read, goes to an address of the service, and names only columns that are known where it is made.
fn calls(resource: &Statement, hosts: &[&str], found: &mut Found) {
    let key: BTreeSet<&str> = resource
        .inner("known-by")
        .flat_map(|known| known.names("columns"))
        .map(|name| name.value.as_str())
        .collect();
    let mut fault = |span: Span, message: String, help: String| {
        found.push(Diagnostic::error(codes::CALL_UNREADABLE, message).at(span).help(help));
    };
    for statement in &resource.block {
        let Some(call) = statement.name("call") else { continue };
        let Some(read) = Call::read(&call.value) else {
            let help = "write a method and a path of the service, such as \"GET /v1/people?email={email}\"";
            fault(call.span, "this call cannot be read".to_owned(), help.to_owned());
            continue;
        };
        if let Some(host) = read.host.as_deref().filter(|host| !hosts.contains(host)) {
            let message = format!("the service has no address that is called `{host}`");
            fault(
                call.span,
                message,
                format!("add, in the block of the service: also at {host} env ITS_ADDRESS"),
            );
        }
        let own: BTreeSet<&str> = match statement.rule.name {
            "found-by" => statement.names("columns").iter().map(|name| name.value.as_str()).collect(),
            "listed" => BTreeSet::new(),
            _ => key.clone(),
        };
        let body = statement.name("body").map(|body| (Template::read(&body.value), body.span));
        let job = statement.rule.name == "finished";
        for (template, span) in std::iter::once((read.path, call.span)).chain(body) {
            for source in template.sources() {
                match source {
                    Source::Column(name)
                        if !own.contains(name.as_str()) && statement.rule.name != "changed" =>
                    {
                        let known: Vec<&str> = own.iter().copied().collect();
                        let known = if known.is_empty() { "no column".to_owned() } else { known.join(", ") };
                        fault(
                            span,
                            format!("`{{{name}}}` is not known here"),
                            format!("only {known} can be named"),
                        );
                    }
                    Source::Answer(_) if !job => {
                        let help = "name a column, or move it to `finished at`".to_owned();
                        fault(span, "there is no answer before this call".to_owned(), help);
                    }
                    Source::Column(_) | Source::Variable(_) | Source::Answer(_) => {}
                }
            }
        }
    }
}
