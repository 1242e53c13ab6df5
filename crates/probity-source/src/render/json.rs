//! A list of objects, for other programs. A stable interface: fields are added, never
//! renamed or removed.

use super::place::Place;
use crate::{Diagnostic, Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    range: Range<'a>,
    labels: Vec<Label<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Range<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    range: Range<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    range: Range<'a>,
    replacement: &'a str,
}

impl<'a> Range<'a> {
    fn of(sources: &'a Sources, span: Option<Span>) -> Self {
        let place = span.and_then(|span| Place::of(sources, span));
        Self {
            file: place.map(|place| place.file),
            line: place.map(|place| place.start.line),
            column: place.map(|place| place.start.column),
            end_line: place.map(|place| place.end.line),
            end_column: place.map(|place| place.end.column),
        }
    }
}

/// The diagnostics as a JSON list, ending in a line feed.
///
/// Lines and columns count from 1, columns in characters; the end is exclusive. A
/// finding without a place has `null` for each of the five. Words shown at the
/// finding's own span are its first label.
#[must_use]
pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let findings: Vec<Finding<'_>> =
        diagnostics.iter().map(|diagnostic| finding(sources, diagnostic)).collect();
    // Strings and numbers always serialise; there is no error to report.
    let mut text = serde_json::to_string_pretty(&findings).unwrap_or_default();
    text.push('\n');
    text
}

fn finding<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let own = (!diagnostic.at_span.is_empty()).then_some((diagnostic.span, diagnostic.at_span.as_str()));
    let others = diagnostic.labels.iter().map(|label| (Some(label.span), label.message.as_str()));
    Finding {
        code: diagnostic.code.0,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        range: Range::of(sources, diagnostic.span),
        labels: own
            .into_iter()
            .chain(others)
            .map(|(span, message)| Label { range: Range::of(sources, span), message })
            .collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    range: Range::of(sources, Some(edit.span)),
                    replacement: &edit.replacement,
                })
                .collect(),
        }),
    }
}
