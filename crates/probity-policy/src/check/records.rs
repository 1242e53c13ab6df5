//! Tables of stores that have none of their own: is it said where their records are, and what people do?

use super::context::{Context, Found};
use super::data_map::{NameSpans, name_span};
use crate::codes;
use crate::grammar::Statement;
use crate::model::data_map::{Store, StoreKind, Table};
use crate::model::pattern::{Pattern, PatternKind};
use crate::model::records::{Shape, TaskRight};
use probity_source::{Diagnostic, Span};
use std::collections::BTreeMap;

pub(super) fn check(context: &Context<'_>, names: &NameSpans, found: &mut Found) {
    let stores: BTreeMap<&str, &Store> =
        context.model.data_map.stores.iter().map(|store| (store.name.as_str(), store)).collect();
    for table in &context.model.data_map.tables {
        let Some(store) = stores.get(table.name.store.as_str()) else { continue };
        unsaid(table, store.kind, name_span(names, table.span), found);
        for records in &table.records {
            match records.shape {
                Shape::File(_) if store.kind == StoreKind::Bucket => {}
                Shape::File(_) => {
                    misplaced(store, StoreKind::Folder, "a folder or a bucket", records.span, found)
                }
                Shape::Key { .. } => {
                    misplaced(store, StoreKind::Redis, "a Redis server", records.span, found)
                }
            }
        }
        for task in &table.tasks {
            misplaced(store, StoreKind::Manual, "a store that people work on", task.span, found);
        }
    }
    for (rule, kind) in [("files", PatternKind::Path), ("keys", PatternKind::Key)] {
        for placed in context.all(rule) {
            unreadable(placed.statement, kind, found);
        }
    }
}

fn unsaid(table: &Table, kind: StoreKind, span: Span, found: &mut Found) {
    let said = match kind {
        StoreKind::Folder | StoreKind::Bucket | StoreKind::Redis => !table.records.is_empty(),
        StoreKind::Manual => table.tasks.iter().any(|task| task.right == TaskRight::Erasure),
        StoreKind::Sqlite | StoreKind::Postgres | StoreKind::MariaDb | StoreKind::Http => true,
    };
    if said || table.nothing_personal {
        return;
    }
    found.push(match kind {
        StoreKind::Manual => Diagnostic::warning(
            codes::NOBODY_ASKED,
            format!("nobody is asked to look after `{}`", table.name),
        )
        .at(span)
        .note("only a person can erase there; without a task a request waits for somebody who was not told")
        .help("add, in its block: ask WHOM to \"WHAT\" on erasure"),
        _ => {
            let sentence = if kind == StoreKind::Redis { "keys" } else { "files" };
            let diagnostic = Diagnostic::error(
                codes::RECORDS_UNSAID,
                format!("nothing says where the records of `{}` are", table.name),
            );
            diagnostic.at(span).help(format!("add, in its block: {sentence} \"PATTERN\" hold FORMAT"))
        }
    });
}

fn misplaced(store: &Store, kind: StoreKind, here: &str, span: Span, found: &mut Found) {
    if store.kind == kind {
        return;
    }
    let message = format!("this is said of {here}, and `{}` is `{}`", store.name, store.kind.word());
    found.push(
        Diagnostic::error(codes::RECORDS_MISPLACED, message)
            .at(span)
            .label(store.span, "the store is declared here")
            .help("remove the sentence, or correct the store"),
    );
}

fn unreadable(statement: &Statement, kind: PatternKind, found: &mut Found) {
    let mut fault = |span: Span, message: String, help: &str| {
        found.push(Diagnostic::error(codes::PATTERN_UNREADABLE, message).at(span).help(help));
    };
    if let Some(pattern) = statement.name("pattern")
        && let Err(why) = Pattern::read(&pattern.value, kind)
    {
        let help = "write names in braces with a text between, such as \"users/{account_id}/*.json\"";
        fault(pattern.span, format!("this pattern cannot be read: {why}"), help);
    }
    if kind == PatternKind::Key {
        let format = statement.name("format").map(|format| format.value.as_str());
        if statement.slot("of").is_some() && format == Some("hash") {
            let help = "write `fields of json` when each field holds an object";
            fault(statement.span, "the fields of a hash are the columns, and no objects".to_owned(), help);
        }
        return;
    }
    let Some(format) = statement.name("format") else { return };
    match (statement.name("line"), format.value.as_str()) {
        (None, "lines") => {
            let help = "add: like \"{ip} - {user} [{time}] {rest}\"";
            fault(format.span, "nothing says what a line looks like".to_owned(), help);
        }
        (Some(line), "lines") => {
            if let Err(why) = Pattern::read(&line.value, PatternKind::Line) {
                let help = "write names in braces with a text between, such as \"{ip} - {user}\"";
                fault(line.span, format!("this line cannot be read: {why}"), help);
            }
        }
        (Some(line), _) => fault(line.span, "only `lines` are like something".to_owned(), "remove it"),
        (None, _) => {}
    }
    if let Some(separator) = statement.name("separator") {
        let one = separator.value.len() == 1 && !matches!(separator.value.as_str(), "\"" | "\n" | "\r");
        if format.value != "csv" || !one {
            let help = "write `csv separated by \";\"`, with one character that is no quotation mark";
            fault(separator.span, "cells are separated by one character, and only in `csv`".to_owned(), help);
        }
    }
    if let Some(under) = statement.name("under").filter(|_| format.value != "json-list") {
        let help = "write `json-list under \"customers\"`";
        fault(under.span, "only a list stands under a field".to_owned(), help);
    }
}
