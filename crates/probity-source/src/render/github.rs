//! Workflow commands of GitHub Actions: `::error file=…,line=…::message`.

use super::escape;
use super::place::Place;
use crate::{Diagnostic, Severity, Sources};
use std::fmt::Write as _;

/// One workflow command for each diagnostic.
///
/// The rules for escaping are those of the runner: `%`, carriage return and line feed in
/// the message; `:` and `,` as well in a property.
#[must_use]
pub fn github(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(text, "::{command} ");
        if let Some(place) = diagnostic.span.and_then(|span| Place::of(sources, span)) {
            let (start, end) = (place.start, place.end);
            let _ = write!(text, "file={},line={},", property(place.file), start.line);
            // Columns are understood only where the range lies on one line.
            if start.line == end.line {
                let _ = write!(text, "col={},endColumn={},", start.column, end.column);
            } else {
                let _ = write!(text, "endLine={},", end.line);
            }
        }
        let mut message = diagnostic.message.clone();
        for line in diagnostic.notes.iter().chain(&diagnostic.help) {
            let _ = write!(message, "\n{line}");
        }
        let _ = writeln!(text, "title={}::{}", property(diagnostic.code.0), data(&message));
    }
    text
}

fn data(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            _ => escape::push(&mut escaped, character),
        }
    }
    escaped
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
