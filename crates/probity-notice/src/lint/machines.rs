//! What machines tell of people, when nobody says whether they decide about them.

use super::finding::Severity::Low;
use super::reach::Reach;
use super::{Finding, Lint};
use crate::Kind;

/// Words of what machines tell of people.
const TOLD: [&str; 11] = [
    "predict",
    "we infer",
    "inferences",
    "inferred",
    " score",
    "scoring",
    "algorithm",
    "machine learning",
    "artificial intelligence",
    "automated scanning",
    "automated tools",
];

/// Words with which somebody says whether machines decide.
const DECIDED: [&str; 8] = [
    "automated decision",
    "automated individual",
    "automatic decision",
    "automated processing",
    "profiling",
    "solely automated",
    "decided by a person",
    "human review",
];

pub(super) fn look(lint: &Lint<'_>, reach: &Reach, findings: &mut Vec<Finding>) {
    if !reach.is_union() || DECIDED.iter().any(|words| lint.contains(words)) || decides(lint) {
        return;
    }
    let of_people = [Kind::Collects, Kind::Purpose, Kind::Recipient, Kind::OtherPromise];
    let told = lint.reading.practices.iter().filter(|practice| of_people.contains(&practice.kind)).filter(
        |practice| {
            let said = lint.lowered(&practice.span);
            TOLD.iter().any(|words| said.contains(words))
        },
    );
    let evidence: Vec<_> = told.map(|practice| practice.span.clone()).collect();
    if !evidence.is_empty() {
        findings.push(Finding {
            code: "automated_decisions.missing",
            severity: Low,
            message: "machines tell something of people, and whether they decide about them is not said"
                .to_owned(),
            law: Some("GDPR Articles 13(2)(f) and 22"),
            instead: "say whether anything is decided by machines alone, by which logic and with what effect",
            evidence,
        });
    }
}

/// Whether something is said of decisions by machines, in other words.
fn decides(lint: &Lint<'_>) -> bool {
    lint.has_right("automated_decisions")
        || lint.of(Kind::OtherPromise).any(|practice| {
            practice.value.get("type").and_then(serde_json::Value::as_str) == Some("automated_decisions")
        })
}
