//! Services and their resources. A call that cannot be read is left out here and told by the checks.

use super::data_map::{table_name, values};
use crate::grammar::Statement;
use crate::model::data_map::DataMap;
use crate::model::services::{
    Call, Changing, Job, Login, Meaning, OAuth, Paging, Reading, Resource, Service, Template, Told, Writing,
};
use std::collections::BTreeMap;

pub(super) fn lower(statements: &[Statement], map: &mut DataMap) {
    for statement in statements {
        match statement.rule.name {
            "service" => map.services.extend(service(statement)),
            "resource" => map.resources.extend(resource(statement)),
            _ => {}
        }
    }
}

fn text(statement: &Statement, slot: &str) -> Option<String> {
    statement.name(slot).map(|text| text.value.clone())
}

fn service(statement: &Statement) -> Option<Service> {
    let mut service = Service::plain(&text(statement, "store")?, statement.span);
    for inner in &statement.block {
        match inner.rule.name {
            "signs-in" => service.login = login(inner),
            "also-at" => service.hosts.extend(text(inner, "host").zip(text(inner, "variable"))),
            "sends-header" => service.headers.extend(text(inner, "name").zip(text(inner, "value"))),
            "call-rate" => {
                let unit = match text(inner, "unit").as_deref() {
                    Some("minute") => 60_000,
                    Some("hour") => 3_600_000,
                    _ => 1_000_u64,
                };
                let calls = inner.number("calls").unwrap_or(1).max(1);
                service.pause = unit.div_ceil(calls);
            }
            "tries" => {
                service.tries = inner.number("times").unwrap_or(service.tries).clamp(1, 100);
                let first = inner.number("first").unwrap_or(service.waits.0);
                service.waits = (first, inner.number("last").unwrap_or(service.waits.1).max(first));
            }
            "answer-size" => {
                service.largest = inner.number("size").unwrap_or(1).clamp(1, 1_024) << 20;
            }
            "status" => {
                let meaning = match text(inner, "meaning").as_deref() {
                    Some("gone") => Meaning::Gone,
                    Some("later") => Meaning::Later,
                    _ => Meaning::Refused,
                };
                service.meanings.extend(inner.number("status").map(|status| (status, meaning)));
            }
            _ => {}
        }
    }
    Some(service)
}

fn login(statement: &Statement) -> Option<Login> {
    let secret = || text(statement, "secret");
    if let Some(variable) = text(statement, "bearer") {
        return Some(Login::Bearer(variable));
    }
    if let Some((user, password)) = text(statement, "user").zip(text(statement, "password")) {
        return Some(Login::Password(user, password));
    }
    if let Some((name, variable)) = text(statement, "header").zip(secret()) {
        return Some(Login::Header(name, variable));
    }
    if let Some(address) = text(statement, "token") {
        return Some(Login::OAuth(OAuth {
            client: text(statement, "client")?,
            secret: text(statement, "client-secret")?,
            address,
            refresh: text(statement, "refresh"),
            scope: text(statement, "scope"),
        }));
    }
    text(statement, "parameter").zip(secret()).map(|(name, variable)| Login::Parameter(name, variable))
}

fn resource(statement: &Statement) -> Option<Resource> {
    let mut resource = Resource {
        table: table_name(&statement.name("table")?.value)?,
        key: Vec::new(),
        finds: Vec::new(),
        list: None,
        paging: None,
        fields: BTreeMap::new(),
        absent: None,
        deletions: Vec::new(),
        change: None,
        job: None,
        span: statement.span,
    };
    for inner in &statement.block {
        match inner.rule.name {
            "known-by" => resource.key = values(inner.names("columns")),
            "found-by" => {
                resource.finds.extend(reading(inner).map(|found| (values(inner.names("columns")), found)));
            }
            "listed" => resource.list = reading(inner),
            "paged" => resource.paging = paging(inner),
            "field" => resource.fields.extend(text(inner, "column").zip(text(inner, "path"))),
            "absent" => resource.absent = text(inner, "path").zip(text(inner, "value")),
            "deleted" => {
                resource.deletions.extend(call(inner).map(|call| Writing { call, body: body(inner) }))
            }
            "changed" => {
                let form = text(inner, "form").as_deref() == Some("form");
                resource.change =
                    call(inner).map(|call| Changing { call, form, under: text(inner, "under") });
            }
            "finished" => resource.job = job(inner),
            _ => {}
        }
    }
    Some(resource)
}

fn call(statement: &Statement) -> Option<Call> {
    Call::read(&statement.name("call")?.value)
}

fn body(statement: &Statement) -> Option<Template> {
    statement.name("body").map(|body| Template::read(&body.value))
}

fn reading(statement: &Statement) -> Option<Reading> {
    Some(Reading { call: call(statement)?, body: body(statement), under: text(statement, "under") })
}

fn paging(statement: &Statement) -> Option<Paging> {
    if let Some((path, parameter)) = text(statement, "cursor").zip(text(statement, "cursor-parameter")) {
        return Some(Paging::Cursor { path, parameter, more: text(statement, "more") });
    }
    if let Some(parameter) = text(statement, "number-parameter") {
        return Some(Paging::Number(parameter));
    }
    if let Some(parameter) = text(statement, "offset-parameter") {
        return Some(Paging::Offset(parameter));
    }
    Some(Paging::Link(text(statement, "link")))
}

fn job(statement: &Statement) -> Option<Job> {
    Some(Job {
        call: call(statement)?,
        every: statement.number("every")?,
        path: text(statement, "path")?,
        done: text(statement, "done")?,
        failed: text(statement, "failed"),
        told: text(statement, "header")
            .zip(text(statement, "secret"))
            .map(|(header, secret)| Told { header, secret }),
    })
}
