//! Faults of a list of cookies: what is not necessary among what is, no purpose, a list that is announced and absent.

use super::finding::Severity::{High, Medium};
use super::{Finding, Lint};
use crate::{Kind, Practice};
use std::ops::Range;

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let entries: Vec<&Practice> = lint
        .of(Kind::Cookie)
        .filter(|practice| practice.value.contains_key("name") && practice.value.contains_key("purpose"))
        .collect();
    let mut push = |code, severity, message: &str, instead, evidence: Vec<Range<usize>>| {
        if !evidence.is_empty() {
            findings.push(Finding {
                code,
                severity,
                message: message.to_owned(),
                law: Some("ePrivacy Article 5(3); Court of Justice C-673/17"),
                instead,
                evidence,
            });
        }
    };
    push(
        "cookie.marketing_as_necessary",
        High,
        "a cookie for marketing stands among those that are necessary, which need no consent",
        "move it to the cookies that are set after consent",
        spans(entries.iter().filter(|entry| {
            let said = lint.lowered(&entry.span);
            let sells = ["marketing", "advertis", "ad personali", "remarketing"]
                .iter()
                .any(|word| said.contains(word));
            sells && introduction(lint, entry).contains("necessary")
        })),
    );
    push(
        "cookie.purpose_missing",
        Medium,
        "what a cookie is for is not said",
        "say what the cookie does",
        spans(entries.iter().filter(|entry| {
            let purpose = entry.value.get("purpose").and_then(serde_json::Value::as_str).unwrap_or("");
            !purpose.chars().any(char::is_alphabetic)
        })),
    );
    if entries.is_empty() && !lint.contains(" / ") {
        let announced = lint.sentences_with(&["table below", "list below", "following table"]);
        let of_cookies = |sentence: &&Range<usize>| lint.lowered(sentence).contains("cookies");
        push(
            "cookie.table_missing",
            Medium,
            "a table of cookies is announced, and there is none",
            "print the table, or take its announcement away",
            announced.filter(of_cookies).cloned().collect(),
        );
    }
}

fn spans<'p>(practices: impl Iterator<Item = &'p &'p Practice>) -> Vec<Range<usize>> {
    practices.map(|practice| practice.span.clone()).collect()
}

/// The words that introduce the list in which a cookie stands, in small letters.
fn introduction<'l>(lint: &'l Lint<'_>, entry: &Practice) -> &'l str {
    let clauses = &lint.reading.outline.clauses;
    let before = clauses.get(..entry.clause).unwrap_or(&[]).iter().rev();
    let above = before
        .take(60)
        .find(|clause| clause.is_heading || lint.words(&clause.body).trim_end().ends_with(':'));
    let said = above.map_or("", |clause| lint.lowered(&clause.body)).trim_end();
    said.rsplit('.').find(|part| !part.trim().is_empty()).unwrap_or(said)
}
