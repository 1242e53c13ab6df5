//! A reading and its faults in the forms that others read.

use crate::document::{Encoding, SourceMap};
use crate::{Difference, Document, Finding, PolicyDifference, Reading, Severity};
use probity_source::{Code, Diagnostic, SourceId, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// Where places of a text are in its source: line, characters and bytes.
struct Places<'d> {
    text: &'d str,
    source: &'d str,
    map: &'d SourceMap,
    encoding: Encoding,
    /// Every so many bytes of the source, what stands before it: so that a line of any length costs no more than others.
    steps: Vec<Place>,
}

/// A place of a source, counted from its beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Bytes of the decoded source.
    at: usize,
    /// Counted from one.
    line: usize,
    characters: usize,
    /// Bytes of the file.
    bytes: usize,
}

impl Place {
    fn after(self, part: &str, encoding: Encoding) -> Self {
        Self {
            at: self.at + part.len(),
            line: self.line + part.bytes().filter(|byte| *byte == b'\n').count(),
            characters: self.characters + part.chars().count(),
            bytes: self.bytes + encoding.bytes_of(part),
        }
    }
}

const STEP: usize = 1024;

impl<'d> Places<'d> {
    /// The places of a text that is its own source.
    fn of(text: &'d str, map: &'d SourceMap) -> Self {
        Self::new(text, text, map, Encoding::Utf8 { marked: false })
    }

    fn of_document(document: &'d Document) -> Self {
        Self::new(document.text(), document.source(), document.map(), document.encoding())
    }

    fn new(text: &'d str, source: &'d str, map: &'d SourceMap, encoding: Encoding) -> Self {
        let mut place = Place { at: 0, line: 1, characters: 0, bytes: encoding.mark() };
        let mut steps = vec![place];
        while place.at < source.len() {
            let mut end = (place.at + STEP).min(source.len());
            while !source.is_char_boundary(end) {
                end += 1;
            }
            place = place.after(source.get(place.at..end).unwrap_or(""), encoding);
            steps.push(place);
        }
        Self { text, source, map, encoding, steps }
    }

    /// A place of the source.
    fn place(&self, at: usize) -> Place {
        let step = self.steps.partition_point(|step| step.at <= at).saturating_sub(1);
        let before = self.steps.get(step).copied().unwrap_or_default();
        before.after(self.source.get(before.at..at).unwrap_or(""), self.encoding)
    }

    /// The lines of the source on which a range of the text stands.
    fn lines(&self, range: &Range<usize>) -> (usize, usize) {
        let source = self.map.source(range);
        (self.place(source.start).line, self.place(source.end).line)
    }

    /// A span as both kinds of offsets of the source, with its words as somebody reads them.
    fn span(&self, range: &Range<usize>) -> Value {
        let quote = self.text.get(range.clone()).unwrap_or("");
        joined(json!({ "quote": quote }), self.offsets(&self.map.source(range)))
    }

    fn offsets(&self, source: &Range<usize>) -> Value {
        let (from, to) = (self.place(source.start), self.place(source.end));
        json!({
            "line": from.line,
            "char_start": from.characters,
            "char_end": to.characters,
            "byte_start": from.bytes,
            "byte_end": to.bytes,
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
    written(text, &Places::of(text, &SourceMap::default()), reading, findings)
}

/// The same of a document: offsets are those of the file, quotes what somebody reads there. Beside them stand what
/// the file is, its links and tables, and what is not in its text.
#[must_use]
pub fn document(document: &Document, reading: &Reading, findings: &[Finding]) -> Value {
    let places = Places::of_document(document);
    let cells =
        |cells: &[Range<usize>]| -> Vec<Value> { cells.iter().map(|cell| places.span(cell)).collect() };
    let links: Vec<Value> = document
        .links()
        .iter()
        .map(|link| joined(json!({ "target": link.target }), places.span(&link.range)))
        .collect();
    let tables: Vec<Value> = document
        .tables()
        .iter()
        .map(|table| {
            json!({
                "caption": table.caption.as_ref().map(|caption| places.span(caption)),
                "header": cells(&table.header),
                "rows": table.rows.iter().map(|row| cells(row)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let remarks: Vec<Value> = document
        .remarks()
        .iter()
        .map(|remark| {
            let said = json!({ "code": remark.code, "message": remark.message });
            joined(said, places.offsets(&remark.source))
        })
        .collect();
    joined(
        written(document.text(), &places, reading, findings),
        json!({
            "source": {
                "format": document.format().name(),
                "encoding": document.encoding().name(),
                "title": document.title(),
            },
            "links": links,
            "tables": tables,
            "remarks": remarks,
        }),
    )
}

fn written(text: &str, places: &Places<'_>, reading: &Reading, findings: &[Finding]) -> Value {
    let id_of = |index: usize| reading.outline.clauses.get(index).map_or("", |clause| clause.id.as_str());
    let clauses: Vec<Value> = reading
        .outline
        .clauses
        .iter()
        .map(|clause| {
            let lines = places.lines(&clause.range);
            json!({
                "id": clause.id,
                "label": clause.label,
                "anchor": clause.anchor,
                "line_start": lines.0,
                "line_end": lines.1,
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
            joined(said, places.span(&practice.span))
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
                "evidence": finding.evidence.iter().map(|range| places.span(range)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "clauses": clauses, "practices": practices, "defects": defects })
}

/// A difference as JSON: `{changes, clauses}`, each change with the words of both versions.
#[must_use]
pub fn difference(old: &str, new: &str, difference: &Difference) -> Value {
    let map = SourceMap::default();
    changes(&Places::of(old, &map), &Places::of(new, &map), difference)
}

/// The same of two documents: offsets are those of the files.
#[must_use]
pub fn documents_difference(old: &Document, new: &Document, difference: &Difference) -> Value {
    changes(&Places::of_document(old), &Places::of_document(new), difference)
}

fn changes(before: &Places<'_>, after: &Places<'_>, difference: &Difference) -> Value {
    let changes: Vec<Value> = difference
        .changes
        .iter()
        .map(|change| {
            json!({
                "topic": change.topic,
                "says": change.says,
                "direction": change.direction,
                "significant": change.significant,
                "old": change.old.as_ref().map(|range| before.span(range)),
                "new": change.new.as_ref().map(|range| after.span(range)),
            })
        })
        .collect();
    json!({ "changes": changes, "clauses": difference.clauses })
}

/// A difference of policy code as JSON: `{old, new, changes, duties, data_map}`, each change with the statements of
/// both versions.
#[must_use]
pub fn policy_difference(difference: &PolicyDifference) -> Value {
    json!(difference)
}

/// The faults as diagnostics of a source file, whose text the reading was made of.
#[must_use]
pub fn diagnostics(findings: &[Finding], source: SourceId) -> Vec<Diagnostic> {
    diagnostics_at(findings, source, &SourceMap::default())
}

/// The same of a document, in the file's characters, and what is not in its text as notes.
#[must_use]
pub fn document_diagnostics(document: &Document, findings: &[Finding], source: SourceId) -> Vec<Diagnostic> {
    let mut diagnostics = diagnostics_at(findings, source, document.map());
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    diagnostics.extend(document.remarks().iter().map(|remark| {
        Diagnostic::note_only(Code(remark.code), remark.message.clone())
            .at(Span::new(source, offset(remark.source.start), offset(remark.source.end)))
            .help(remark.help())
    }));
    diagnostics
}

fn diagnostics_at(findings: &[Finding], source: SourceId, map: &SourceMap) -> Vec<Diagnostic> {
    let span = |range: &Range<usize>| {
        let range = map.source(range);
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
