//! A reading and its faults in the forms that others read.

use crate::document::{Encoding, SourceMap};
use crate::reading::{Kind, Sureness};
use crate::{Difference, Document, Finding, PolicyDifference, Practice, Reading, Severity};
use probity_source::{Code, Diagnostic, SourceId, Span};
use serde::Serialize;
use serde_json::{Map, Value, json};
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
/// Of a text that is its own source.
static NO_MAP: SourceMap = SourceMap::none();

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
    fn span(&self, range: &Range<usize>) -> Quoted<'d> {
        let (offsets, line) = self.offsets(&self.map.source(range));
        Quoted { offsets, line, quote: self.text.get(range.clone()).unwrap_or("") }
    }

    fn spans(&self, ranges: &[Range<usize>]) -> Vec<Quoted<'d>> {
        ranges.iter().map(|range| self.span(range)).collect()
    }

    /// The offsets of a range of the source, and its line.
    fn offsets(&self, source: &Range<usize>) -> (Offsets, usize) {
        let (from, to) = (self.place(source.start), self.place(source.end));
        let offsets = Offsets {
            byte_end: to.bytes,
            byte_start: from.bytes,
            char_end: to.characters,
            char_start: from.characters,
        };
        (offsets, from.line)
    }
}

// What is written stands in the order of the alphabet, whether it is written at once or by way of a value.

#[derive(Debug, Serialize)]
struct Offsets {
    byte_end: usize,
    byte_start: usize,
    char_end: usize,
    char_start: usize,
}

#[derive(Debug, Serialize)]
struct Quoted<'d> {
    #[serde(flatten)]
    offsets: Offsets,
    line: usize,
    quote: &'d str,
}

#[derive(Debug, Serialize)]
struct WrittenClause<'d> {
    anchor: Option<&'d str>,
    bullet: bool,
    heading: Option<&'d str>,
    id: &'d str,
    label: Option<&'d str>,
    line_end: usize,
    line_start: usize,
    parent: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct WrittenPractice<'d> {
    #[serde(flatten)]
    offsets: Offsets,
    clause: &'d str,
    confidence: Sureness,
    id: String,
    kind: Kind,
    line: usize,
    quote: &'d str,
    rule: &'static str,
    value: &'d Map<String, Value>,
}

#[derive(Debug, Serialize)]
struct Defect<'d> {
    absence: bool,
    code: &'static str,
    evidence: Vec<Quoted<'d>>,
    explanation: &'d str,
    id: String,
    instead: &'static str,
    law: Option<&'static str>,
    severity: Severity,
}

#[derive(Debug, Serialize)]
struct WrittenLink<'d> {
    #[serde(flatten)]
    place: Quoted<'d>,
    target: &'d str,
}

#[derive(Debug, Serialize)]
struct WrittenTable<'d> {
    caption: Option<Quoted<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Vec<Quoted<'d>>>,
    header: Vec<Quoted<'d>>,
    rows: Vec<Vec<Quoted<'d>>>,
}

#[derive(Debug, Serialize)]
struct WrittenRemark<'d> {
    #[serde(flatten)]
    offsets: Offsets,
    code: &'static str,
    line: usize,
    message: &'d str,
}

/// What a file is.
#[derive(Debug, Serialize)]
struct Source<'d> {
    encoding: &'d str,
    format: &'static str,
    title: Option<&'d str>,
}

/// A reading and its faults, to be written as JSON: `{clauses, practices, beside, defects}`, where `beside` has the
/// purposes and legal bases that sentences name which state another practice first of all; and of a document what the
/// file is, its links and tables, and what is not in its text.
#[derive(Debug, Serialize)]
pub struct Report<'d> {
    /// What sentences say in passing.
    beside: Vec<WrittenPractice<'d>>,
    clauses: Vec<WrittenClause<'d>>,
    defects: Vec<Defect<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<WrittenLink<'d>>>,
    practices: Vec<WrittenPractice<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<Vec<WrittenRemark<'d>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tables: Option<Vec<WrittenTable<'d>>>,
}

impl Report<'_> {
    /// The same with what somebody proposed beside it.
    #[must_use]
    pub fn with_proposals(self, proposals: Value) -> Self {
        Self { proposals: Some(proposals), ..self }
    }

    /// The same as a value, in which it can be looked around.
    #[must_use]
    pub fn value(&self) -> Value {
        json!(self)
    }
}

/// Clauses, practices and faults, offsets in characters and in bytes.
#[must_use]
pub fn json<'d>(text: &'d str, reading: &'d Reading, findings: &'d [Finding]) -> Report<'d> {
    written(&Places::of(text, &NO_MAP), reading, findings)
}

/// The same of a document: offsets are those of the file, quotes what somebody reads there.
#[must_use]
pub fn document<'d>(document: &'d Document, reading: &'d Reading, findings: &'d [Finding]) -> Report<'d> {
    let places = Places::of_document(document);
    let links = document.links().iter();
    let tables = document.tables().iter();
    let remarks = document.remarks().iter();
    Report {
        links: Some(
            links.map(|link| WrittenLink { place: places.span(&link.range), target: &link.target }).collect(),
        ),
        remarks: Some(
            remarks
                .map(|remark| {
                    let (offsets, line) = places.offsets(&remark.source);
                    WrittenRemark { offsets, code: remark.code, line, message: &remark.message }
                })
                .collect(),
        ),
        source: Some(Source {
            encoding: document.encoding().name(),
            format: document.format().name(),
            title: document.title(),
        }),
        tables: Some(
            tables
                .map(|table| WrittenTable {
                    caption: table.caption.as_ref().map(|caption| places.span(caption)),
                    groups: table.groups.iter().map(|names| places.spans(names)).collect(),
                    header: places.spans(&table.header),
                    rows: table.rows.iter().map(|row| places.spans(row)).collect(),
                })
                .collect(),
        ),
        ..written(&places, reading, findings)
    }
}

fn written<'d>(places: &Places<'d>, reading: &'d Reading, findings: &'d [Finding]) -> Report<'d> {
    let id_of = |index: usize| reading.outline.clauses.get(index).map_or("", |clause| clause.id.as_str());
    let clauses = reading.outline.clauses.iter().map(|clause| {
        let lines = places.lines(&clause.range);
        let said = || places.text.get(clause.body.clone()).unwrap_or("").trim();
        WrittenClause {
            anchor: clause.anchor.as_deref(),
            bullet: clause.is_item,
            heading: clause.is_heading.then(said),
            id: &clause.id,
            label: clause.label.as_deref(),
            line_end: lines.1,
            line_start: lines.0,
            parent: clause.parent.map(id_of),
        }
    });
    let write = |letter: char, (number, practice): (u32, &'d Practice)| {
        let Quoted { offsets, line, quote } = places.span(&practice.span);
        WrittenPractice {
            offsets,
            clause: id_of(practice.clause),
            confidence: practice.sureness,
            id: format!("{letter}{number:03}"),
            kind: practice.kind,
            line,
            quote,
            rule: practice.rule,
            value: &practice.value,
        }
    };
    let stated = |is_beside: bool| {
        (1..).zip(reading.practices.iter().filter(move |practice| practice.is_beside == is_beside))
    };
    let practices = stated(false).map(|one| write('p', one));
    let beside = stated(true).map(|one| write('b', one));
    let defects = (1..).zip(findings).map(|(number, finding)| Defect {
        absence: finding.evidence.is_empty(),
        code: finding.code,
        evidence: places.spans(&finding.evidence),
        explanation: &finding.message,
        id: format!("d{number:02}"),
        instead: finding.instead,
        law: finding.law,
        severity: finding.severity,
    });
    Report {
        beside: beside.collect(),
        clauses: clauses.collect(),
        defects: defects.collect(),
        links: None,
        practices: practices.collect(),
        proposals: None,
        remarks: None,
        source: None,
        tables: None,
    }
}

/// A difference as JSON: `{changes, wording, clauses}`, each change, and each sentence with other words, with those of
/// both versions.
#[must_use]
pub fn difference(old: &str, new: &str, difference: &Difference) -> Value {
    changes(&Places::of(old, &NO_MAP), &Places::of(new, &NO_MAP), difference)
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
    let wording: Vec<Value> = difference
        .wording
        .iter()
        .map(|one| {
            json!({
                "fate": one.fate,
                "read": one.read,
                "old": one.old.as_ref().map(|range| before.span(range)),
                "new": one.new.as_ref().map(|range| after.span(range)),
            })
        })
        .collect();
    json!({ "changes": changes, "wording": wording, "clauses": difference.clauses })
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
    diagnostics_at(findings, source, &NO_MAP)
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
