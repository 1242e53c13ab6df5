//! Personal data in JSON: the members that hold it, by their names and their values.
//!
//! A path reads `address.city` and `contacts[].email`: array elements share one path, so that a thousand elements
//! are one finding. Values nested deeper than the reader allows are no JSON here.

use crate::classification::{Classification, Reason};
use crate::classify::of_values;
use crate::column::{ColumnHint, ValueKind};
use crate::names;
use probity_vocabulary::Category;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

use crate::confidence::Confidence;

/// How many values of one path are looked at; more say nothing new.
const VALUES_OF_A_PATH: usize = 64;
/// How many paths one document is asked for.
const PATHS: usize = 512;

/// A member that holds personal data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// Where it is, from the top of the document; empty for a document that is one value.
    pub path: String,
    /// What it holds.
    pub category: &'static Category,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The members of a JSON object or array that hold personal data, by their paths; nothing when the text is neither.
#[must_use]
pub fn find_in_json(text: &str) -> Option<Vec<Member>> {
    find_in_documents([text])
}

/// The same over several documents of one shape; nothing when none of them is an object or array.
pub(crate) fn find_in_documents<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Vec<Member>> {
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut documents = 0_usize;
    for text in texts {
        let beginning = text.trim_start();
        if !beginning.starts_with(['{', '[']) {
            continue;
        }
        let Ok(document) = serde_json::from_str::<Value>(text) else { continue };
        documents += 1;
        collect(&document, String::new(), &mut paths);
    }
    if documents == 0 {
        return None;
    }
    let members = paths.into_iter().filter_map(|(path, values)| {
        let Classification { category, confidence, reasons, .. } = member(&path, &values)?;
        Some(Member { path, category, confidence, reasons })
    });
    Some(members.collect())
}

fn collect(value: &Value, path: String, into: &mut BTreeMap<String, Vec<String>>) {
    let text = match value {
        Value::Object(members) => {
            for (name, member) in members {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(member, inner, into);
            }
            return;
        }
        Value::Array(elements) => {
            for element in elements {
                collect(element, format!("{path}[]"), into);
            }
            return;
        }
        Value::Null | Value::Bool(_) => return,
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    };
    if into.len() < PATHS || into.contains_key(&path) {
        let values = into.entry(path).or_default();
        if values.len() < VALUES_OF_A_PATH {
            values.push(text);
        }
    }
}

fn member(path: &str, values: &[String]) -> Option<Classification> {
    let plain = path.replace("[]", "");
    let (parent, name) = plain.rsplit_once('.').unwrap_or(("", &plain));
    let parent = parent.rsplit('.').next().unwrap_or_default();
    let numeric = values.iter().all(|value| value.parse::<f64>().is_ok() && !value.starts_with(['+', '0']));
    let kind = if numeric { ValueKind::Decimal } else { ValueKind::Text };
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let hint = ColumnHint::new(parent, name, kind);
    of_values(names::by_name(&hint), &hint, &values)
}
