//! A reading and its faults in the forms that others read.

use crate::{Difference, Finding, Reading, Severity};
use probity_source::{Code, Diagnostic, SourceId, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// Where a place of a text is: its line, counted from one, and its place in characters.
struct Places {
    /// For each line, its first byte and how many characters stand before it.
    lines: Vec<(usize, usize)>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut lines = vec![(0, 0)];
        let mut characters = 0;
        for (at, one) in text.char_indices() {
            characters += 1;
            if one == '\n' {
                lines.push((at + 1, characters));
            }
        }
        Self { lines }
    }

    fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|(start, _)| *start <= at).max(1);
        let (start, before) = self.lines.get(line - 1).copied().unwrap_or_default();
        (line, before + text.get(start..at).map_or(0, |part| part.chars().count()))
    }

    /// A span as both kinds of offsets, with its words.
    fn span(&self, text: &str, range: &Range<usize>) -> Value {
        let (line, from) = self.place(text, range.start);
        let (_, to) = self.place(text, range.end);
        json!({
            "quote": text.get(range.clone()).unwrap_or(""),
            "line": line,
            "char_start": from,
            "char_end": to,
            "byte_start": range.start,
            "byte_end": range.end,
        })
    }
}

fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

/// Clauses, practices and faults as JSON: `{clauses, practices, defects}`, offsets in characters and in bytes.
#[must_use]
pub fn json(text: &str, reading: &Reading, findings: &[Finding]) -> Value {
    let places = Places::of(text);
    let id_of = |index: usize| reading.outline.clauses.get(index).map_or("", |clause| clause.id.as_str());
    let clauses: Vec<Value> = reading
        .outline
        .clauses
        .iter()
        .map(|clause| {
            json!({
                "id": clause.id,
                "label": clause.label,
                "line_start": clause.lines.0,
                "line_end": clause.lines.1,
                "parent": clause.parent.map(id_of),
                "heading": clause.is_heading.then(|| text.get(clause.body.clone()).unwrap_or("").trim()),
                "bullet": clause.is_item,
            })
        })
        .collect();
    let practices: Vec<Value> = reading
        .practices
        .iter()
        .enumerate()
        .map(|(index, practice)| {
            let said = json!({
                "id": format!("p{:03}", index + 1),
                "clause": id_of(practice.clause),
                "kind": practice.kind,
                "value": practice.value,
                "confidence": practice.sureness,
                "rule": practice.rule,
            });
            joined(said, places.span(text, &practice.span))
        })
        .collect();
    let defects: Vec<Value> = findings
        .iter()
        .enumerate()
        .map(|(index, finding)| {
            json!({
                "id": format!("d{:02}", index + 1),
                "code": finding.code,
                "severity": finding.severity,
                "explanation": finding.message,
                "law": finding.law,
                "instead": finding.instead,
                "absence": finding.evidence.is_empty(),
                "evidence": finding.evidence.iter().map(|range| places.span(text, range)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "clauses": clauses, "practices": practices, "defects": defects })
}

/// A difference as JSON: `{changes, clauses}`, each change with the words of both versions.
#[must_use]
pub fn difference(old: &str, new: &str, difference: &Difference) -> Value {
    let (before, after) = (Places::of(old), Places::of(new));
    let changes: Vec<Value> = difference
        .changes
        .iter()
        .map(|change| {
            json!({
                "topic": change.topic,
                "says": change.says,
                "direction": change.direction,
                "significant": change.significant,
                "old": change.old.as_ref().map(|range| before.span(old, range)),
                "new": change.new.as_ref().map(|range| after.span(new, range)),
            })
        })
        .collect();
    json!({ "changes": changes, "clauses": difference.clauses })
}

/// The faults as diagnostics of a source file, whose text the reading was made of.
#[must_use]
pub fn diagnostics(findings: &[Finding], source: SourceId) -> Vec<Diagnostic> {
    let span = |range: &Range<usize>| {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(source, offset(range.start), offset(range.end))
    };
    findings
        .iter()
        .map(|finding| {
            let code = Code(finding.code);
            let mut diagnostic = match finding.severity {
                Severity::Critical | Severity::High => Diagnostic::error(code, finding.message.clone()),
                Severity::Medium => Diagnostic::warning(code, finding.message.clone()),
                Severity::Low => Diagnostic::note_only(code, finding.message.clone()),
            };
            if let Some((first, others)) = finding.evidence.split_first() {
                diagnostic = diagnostic.at(span(first));
                for other in others {
                    diagnostic = diagnostic.label(span(other), "here too");
                }
            }
            if let Some(law) = finding.law {
                diagnostic = diagnostic.note(format!("see {law}"));
            }
            diagnostic.help(finding.instead)
        })
        .collect()
}
