//! Which sentences promise, and under which name.

use crate::grammar::{Located, Statement, Value, print, to_json};
use crate::model::promise::Promise;
use std::collections::BTreeMap;

pub(super) fn lower(statements: &[Statement]) -> Vec<Promise> {
    let mut promises = Vec::new();
    for statement in statements {
        add(&mut promises, statement, None);
    }
    distinguish(&mut promises);
    promises
}

fn add(promises: &mut Vec<Promise>, statement: &Statement, heading: Option<&Statement>) {
    if let Some(class) = statement.rule.promise {
        let without_block = Statement { block: Vec::new(), ..statement.clone() };
        let mut sentence = print(std::slice::from_ref(&without_block)).replace(" {\n}", "");
        sentence.truncate(sentence.trim_end().len());
        let own = subject(statement);
        let id = match heading.map(subject) {
            Some(outer) if own.is_empty() => format!("{}-{outer}", statement.rule.name),
            Some(outer) => format!("{}-{outer}-{own}", statement.rule.name),
            None if own.is_empty() => statement.rule.name.to_owned(),
            None => format!("{}-{own}", statement.rule.name),
        };
        let parameters = match to_json(std::slice::from_ref(&without_block)) {
            serde_json::Value::Array(mut one) => one.pop().unwrap_or_default(),
            other => other,
        };
        promises.push(Promise {
            id,
            clauses: statement.tail.clauses.iter().map(|clause| clause.value.clone()).collect(),
            kind: statement.rule.name,
            class,
            sentence: match heading {
                Some(heading) => format!("{} {}: {sentence}", heading.rule.name, subject(heading)),
                None => sentence,
            },
            parameters,
            unconfirmed: statement.tail.unconfirmed.is_some(),
            span: statement.span,
        });
    }
    for inner in &statement.block {
        add(promises, inner, Some(statement));
    }
}

/// What a sentence is about: its first values, and the places it is for.
fn subject(statement: &Statement) -> String {
    let mut parts: Vec<String> = statement
        .slots
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Name(name) | Value::Text(name) | Value::Date(name) => Some(name.value.clone()),
            Value::Names(names) => Some(joined(names)),
            Value::Flag if *name == "ask" => Some("ask".to_owned()),
            _ => None,
        })
        .take(1)
        .collect();
    if !statement.tail.people_in.is_empty() {
        parts.push(joined(&statement.tail.people_in));
    }
    slug(&parts.join("-"))
}

fn joined(names: &[Located<String>]) -> String {
    let mut text = names.iter().take(3).map(|name| name.value.as_str()).collect::<Vec<_>>().join("-");
    if names.len() > 3 {
        text.push_str("-etc");
    }
    text
}

fn slug(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars().take(64) {
        match character {
            '*' => out.push_str("all"),
            one if one.is_alphanumeric() || one == '.' => out.extend(one.to_lowercase()),
            _ if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_matches('-').to_owned()
}

/// Promises of one name are told apart by their clause, and then by number.
fn distinguish(promises: &mut [Promise]) {
    for with_clause in [true, false] {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for promise in promises.iter() {
            *counts.entry(promise.id.clone()).or_default() += 1;
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for promise in promises.iter_mut() {
            if counts.get(&promise.id).copied().unwrap_or(0) < 2 {
                continue;
            }
            match promise.clauses.first() {
                Some(clause) if with_clause => promise.id = format!("{}-{}", promise.id, slug(clause)),
                _ if with_clause => {}
                _ => {
                    let number = seen.entry(promise.id.clone()).or_default();
                    *number += 1;
                    if *number > 1 {
                        promise.id = format!("{}-{number}", promise.id);
                    }
                }
            }
        }
    }
}
