//! Legal bases that are listed by themselves: which purpose rests on which of them, nobody can tell.

use super::finding::Severity::Medium;
use super::reach::Reach;
use super::{Finding, Lint};
use crate::{Kind, Practice};
use std::collections::{BTreeMap, BTreeSet};

/// So many bases side by side are a list of them.
const LISTED: usize = 3;
/// So many purposes are more than what one sentence tells.
const PURPOSES: usize = 5;

pub(super) fn look(lint: &Lint<'_>, reach: &Reach, findings: &mut Vec<Finding>) {
    if !reach.is_union() {
        return;
    }
    let purposes: Vec<&Practice> = lint.of(Kind::Purpose).filter(|practice| !practice.is_beside).collect();
    let bases: Vec<&Practice> = lint.of(Kind::LegalBasis).filter(|practice| !practice.is_beside).collect();
    let of_bases: BTreeSet<usize> = bases.iter().map(|basis| basis.clause).collect();
    let is_assigned =
        |purpose: &&Practice| purpose.value.contains_key("basis") || of_bases.contains(&purpose.clause);
    if purposes.len() < PURPOSES || purposes.iter().any(is_assigned) {
        return;
    }
    let mut listed: BTreeMap<Option<usize>, BTreeMap<&str, &Practice>> = BTreeMap::new();
    for basis in bases {
        let above = lint.reading.outline.clauses.get(basis.clause).and_then(|clause| clause.parent);
        let name = basis.value.get("basis").and_then(serde_json::Value::as_str);
        if let Some(name) = name {
            listed.entry(above).or_default().entry(name).or_insert(basis);
        }
    }
    if let Some(list) = listed.into_values().find(|list| list.len() >= LISTED) {
        findings.push(Finding {
            code: "legal_basis.not_assigned",
            severity: Medium,
            message: "legal bases are listed, and which purpose rests on which is not said".to_owned(),
            law: Some("GDPR Article 13(1)(c)"),
            instead: "name the legal basis of each purpose",
            evidence: list.into_values().map(|basis| basis.span.clone()).collect(),
        });
    }
}
