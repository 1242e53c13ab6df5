//! Which sentences promise, and under which name.

use crate::grammar::{Located, Statement, Value, print_sentence, to_json_without_block};
use crate::model::promise::Promise;
use std::collections::{BTreeMap, HashMap};

pub(super) fn lower(statements: &[Statement]) -> Vec<Promise> {
    let mut promises = Vec::new();
    for statement in statements {
        add(&mut promises, statement, None);
    }
    distinguish(&mut promises);
    promises
}

fn add(promises: &mut Vec<Promise>, statement: &Statement, heading: Option<(&Statement, &str)>) {
    if let Some(class) = statement.rule.promise {
        let sentence = print_sentence(statement);
        let own = subject(statement);
        let id = match heading.map(|(_, subject)| subject) {
            Some(outer) if own.is_empty() => format!("{}-{outer}", statement.rule.name),
            Some(outer) => format!("{}-{outer}-{own}", statement.rule.name),
            None if own.is_empty() => statement.rule.name.to_owned(),
            None => format!("{}-{own}", statement.rule.name),
        };
        promises.push(Promise {
            id,
            clauses: statement.tail.clauses.iter().map(|clause| clause.value.clone()).collect(),
            kind: statement.rule.name,
            class,
            sentence: match heading {
                Some((heading, subject)) => format!("{} {subject}: {sentence}", heading.rule.name),
                None => sentence,
            },
            parameters: to_json_without_block(statement),
            unconfirmed: statement.tail.unconfirmed.is_some(),
            span: statement.span,
        });
    }
    if !statement.block.is_empty() {
        let subject = subject(statement);
        for inner in &statement.block {
            add(promises, inner, Some((statement, &subject)));
        }
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
    for (promise, shared) in shared_names(promises) {
        let Some(promise) = promises.get_mut(promise).filter(|_| shared) else { continue };
        if let Some(clause) = promise.clauses.first() {
            promise.id = format!("{}-{}", promise.id, slug(clause));
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (promise, shared) in shared_names(promises) {
        let Some(promise) = promises.get_mut(promise).filter(|_| shared) else { continue };
        let number = seen.entry(promise.id.clone()).or_default();
        *number += 1;
        if *number > 1 {
            promise.id = format!("{}-{number}", promise.id);
        }
    }
}

/// Each promise by its index, and whether another has its name.
fn shared_names(promises: &[Promise]) -> Vec<(usize, bool)> {
    let mut counts: HashMap<&str, usize> = HashMap::with_capacity(promises.len());
    for promise in promises {
        *counts.entry(promise.id.as_str()).or_default() += 1;
    }
    let shared = |promise: &Promise| counts.get(promise.id.as_str()).is_some_and(|count| *count > 1);
    promises.iter().map(shared).enumerate().collect()
}
