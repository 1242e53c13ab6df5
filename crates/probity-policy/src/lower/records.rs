//! Where records are in stores without tables, and what people are asked to do.

use crate::grammar::Statement;
use crate::model::records::{FileShape, KeyKind, Proof, Records, Shape, Task, TaskRight};

/// Where records are; a shape that its words do not fit is the business of the checks.
pub(super) fn records(statement: &Statement) -> Option<Records> {
    let text = |slot: &str| statement.name(slot).map(|text| text.value.clone());
    let shape = match (statement.rule.name, statement.name("format")?.value.as_str()) {
        ("files", "json") => Shape::File(FileShape::Json),
        ("files", "json-list") => Shape::File(FileShape::JsonList { under: text("under") }),
        ("files", "parquet") => Shape::File(FileShape::Parquet),
        ("files", "json-lines") => Shape::File(FileShape::JsonLines),
        ("files", "csv") => Shape::File(FileShape::Csv {
            separator: text("separator").and_then(|text| text.chars().next()).unwrap_or(','),
        }),
        ("files", "lines") => Shape::File(FileShape::Lines { like: text("line").unwrap_or_default() }),
        ("files", _) => Shape::File(FileShape::Anything),
        ("keys", kind) => {
            let kind = match kind {
                "hash" => KeyKind::Hash,
                "fields" => KeyKind::Fields,
                "set" => KeyKind::Set,
                "sorted-set" => KeyKind::SortedSet,
                "list" => KeyKind::List,
                _ => KeyKind::Text,
            };
            let json = statement.name("format").is_some_and(|format| format.value == "json");
            Shape::Key { kind, json: json || statement.slot("of").is_some() }
        }
        _ => return None,
    };
    Some(Records { pattern: text("pattern")?, shape, span: statement.span })
}

/// What a person is asked to do.
pub(super) fn task(statement: &Statement) -> Option<Task> {
    let is = |slot: &str, word: &str| statement.name(slot).is_some_and(|name| name.value == word);
    Some(Task {
        whom: statement.name("whom")?.value.clone(),
        what: statement.name("task")?.value.clone(),
        right: if is("right", "access") { TaskRight::Access } else { TaskRight::Erasure },
        within: statement.period("within").map(|period| period.value),
        proof: if is("proof", "file") { Proof::File } else { Proof::Note },
        span: statement.span,
    })
}
