//! SARIF 2.1.0, the OASIS format for the results of static analysis.

use super::place::Place;
use crate::{Diagnostic, Edit, Severity, Sources, Span};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'a str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Message,
    artifact_changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

/// The diagnostics as one SARIF 2.1.0 run, ending in a line feed.
#[must_use]
pub fn sarif(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    let indices: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(at, code)| (*code, at)).collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Probity",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: codes.iter().map(|id| Rule { id }).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: diagnostics.iter().map(|diagnostic| finding(sources, diagnostic, &indices)).collect(),
        }],
    };
    // Strings and numbers always serialise; there is no error to report.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn finding<'a>(
    sources: &Sources,
    diagnostic: &'a Diagnostic,
    indices: &BTreeMap<&str, usize>,
) -> Finding<'a> {
    let mut text = diagnostic.message.clone();
    for line in diagnostic.notes.iter().chain(&diagnostic.help) {
        let _ = write!(text, "\n{line}");
    }
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    Finding {
        rule_id: diagnostic.code.0,
        rule_index: indices.get(diagnostic.code.0).copied().unwrap_or_default(),
        level,
        message: Message { text },
        locations: diagnostic
            .span
            .and_then(|span| location(sources, span, &diagnostic.at_span))
            .into_iter()
            .collect(),
        related_locations: diagnostic
            .labels
            .iter()
            .filter_map(|label| location(sources, label.span, &label.message))
            .collect(),
        fixes: diagnostic
            .fix
            .iter()
            .map(|fix| Fix {
                description: Message { text: fix.title.clone() },
                artifact_changes: changes(sources, &fix.edits),
            })
            .filter(|fix| !fix.artifact_changes.is_empty())
            .collect(),
    }
}

fn location(sources: &Sources, span: Span, message: &str) -> Option<Location> {
    let place = Place::of(sources, span)?;
    Some(Location {
        physical_location: PhysicalLocation {
            artifact_location: Artifact { uri: uri(place.file) },
            region: Region::of(&place),
        },
        message: (!message.is_empty()).then(|| Message { text: message.to_owned() }),
    })
}

fn changes<'a>(sources: &Sources, edits: &'a [Edit]) -> Vec<Change<'a>> {
    let mut by_file: BTreeMap<_, Vec<(Place<'_>, &'a Edit)>> = BTreeMap::new();
    for edit in edits {
        if let Some(place) = Place::of(sources, edit.span) {
            by_file.entry(edit.span.source()).or_default().push((place, edit));
        }
    }
    by_file
        .into_values()
        .map(|edits| Change {
            artifact_location: Artifact {
                uri: edits.first().map(|(place, _)| uri(place.file)).unwrap_or_default(),
            },
            replacements: edits
                .iter()
                .map(|(place, edit)| Replacement {
                    deleted_region: Region::of(place),
                    inserted_content: Content { text: &edit.replacement },
                })
                .collect(),
        })
        .collect()
}

impl Region {
    fn of(place: &Place<'_>) -> Self {
        Self {
            start_line: place.start.line,
            start_column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
        }
    }
}

/// A path as a relative URI reference (RFC 3986): everything but unreserved characters
/// and the slash is percent-encoded, so that a colon cannot pass for a scheme.
fn uri(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
