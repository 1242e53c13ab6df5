//! People and data that the laws protect more: children, and data of the kinds that need a permission of their own.

use super::finding::Severity::{High, Low, Medium};
use super::{Finding, Lint};
use crate::Kind;

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    special_categories(lint, findings);
    children(lint, findings);
}

/// Data of special categories is collected, and nothing permits it.
fn special_categories(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const KINDS: [&str; 9] = [
        "racial",
        "ethnic",
        "political opinion",
        "religious",
        "philosophical belief",
        "trade union",
        "sexual orientation",
        "sex life",
        "genetic data",
    ];
    /// So many of them are no word in passing.
    const SEVERAL: usize = 3;
    const PERMITTED: [&str; 8] = [
        "explicit consent",
        "express consent",
        "explicitly consent",
        "expressly consent",
        "article 9",
        "art. 9",
        "separate consent",
        "permission for sensitive",
    ];
    const DENIED: [&str; 14] = [
        "not ",
        "n't",
        "n’t",
        "never",
        "no special",
        "refrain",
        "means",
        "such as the california",
        "discriminat",
        "is considered",
        "protected classification",
        "defined",
        "meaning",
        "voluntar",
    ];
    let about = ["sensitive", "special categor", "health", "biometric", "such information", "such data"];
    if lint.any_with(&PERMITTED, |said| about.iter().any(|word| said.contains(word))) {
        return;
    }
    let place = lint.sentences_with(&KINDS).find(|sentence| {
        let said = lint.lowered(sentence);
        KINDS.iter().filter(|kind| said.contains(**kind)).count() >= SEVERAL
            && !DENIED.iter().any(|word| said.contains(word))
    });
    if let Some(place) = place {
        findings.push(Finding {
            code: "special_categories.no_basis",
            severity: High,
            message: "data of special categories is collected, and nothing is said that permits it".to_owned(),
            law: Some("GDPR Article 9"),
            instead: "do not collect it, or name the permission for each kind, such as explicit consent, and its purpose",
            evidence: vec![place.clone()],
        });
    }
}

/// A service for children without their parents, and children without an age.
fn children(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const FOR_CHILDREN: [&str; 9] = [
        "suitable for children",
        "suitable for kids",
        "suitable for all ages",
        "designed for children",
        "designed for kids",
        "intended for children",
        "children of all ages",
        "aimed at children",
        "directed to children",
    ];
    const PARENTS: [&str; 3] = ["parent", "guardian", "coppa"];
    let addressed = lint.sentences_with(&FOR_CHILDREN).find(|sentence| {
        let said = lint.lowered(sentence);
        // `Not intended for children` denies; what comes before another `and` does not.
        FOR_CHILDREN.iter().any(|words| {
            said.split_once(words).is_some_and(|(before, _)| {
                let near = before.rsplit([',', ';']).next().unwrap_or(before);
                let near = near.rsplit(" and ").next().unwrap_or(near);
                !["not ", "n't", "n’t", "neither", "nor "].iter().any(|word| near.contains(word))
            })
        })
    });
    let is_asked = lint.laws.name("us-coppa");
    let names_parents = PARENTS.iter().any(|word| lint.contains(word));
    if (addressed.is_some() || is_asked == Some(true)) && !names_parents {
        findings.push(Finding {
            code: "children.no_parental_consent",
            severity: High,
            message: "the service is for children, and nothing is said of their parents' consent".to_owned(),
            law: Some("COPPA, 16 CFR 312.4 and 312.5; GDPR Article 8"),
            instead: "say how parents are told and asked before data of a child is collected, and what they can ask for",
            evidence: addressed.into_iter().cloned().collect(),
        });
        return;
    }
    // Who collects nothing of children owes their parents nothing.
    if is_asked.unwrap_or(addressed.is_some()) && !tells_parents(lint) {
        findings.push(Finding {
            code: "children.parents_rights_missing",
            severity: Medium,
            message: "parents are not told that they can see, stop and delete what is collected of their child; nobody \
                      verified this against the text of the law"
                .to_owned(),
            law: Some("COPPA, 16 CFR 312.4(d) and 312.6"),
            instead: "say how a parent sees and deletes the data of a child, and stops that more is collected",
            evidence: addressed.into_iter().cloned().collect(),
        });
    }
    let told: Vec<_> = lint.of(Kind::Children).collect();
    let aged = told.iter().any(|practice| {
        practice.value.contains_key("min_age")
            || lint.words(&practice.span).contains(|one: char| one.is_ascii_digit())
    }) || [
        "under 1",
        "age of ",
        "years of age",
        "years old",
        "under the age",
        "of legal age",
        "thirteen",
        "sixteen",
        "eighteen",
    ]
    .iter()
    .any(|words| lint.contains(words));
    if let (Some(first), false) = (told.first(), aged) {
        findings.push(Finding {
            code: "children.age_missing",
            severity: Low,
            message: "children are spoken of, and up to which age is not said".to_owned(),
            law: Some("GDPR Article 8; COPPA, 16 CFR 312.2"),
            instead: "name the age",
            evidence: vec![first.span.clone()],
        });
    }
}

/// Whether a sentence tells parents what they can ask for.
fn tells_parents(lint: &Lint<'_>) -> bool {
    const ASKED: [&str; 12] = [
        "review",
        "see ",
        "access",
        "inspect",
        "delet",
        "eras",
        "remov",
        "refus",
        "revok",
        "withdraw",
        "stop",
        "contact us",
    ];
    lint.any_with(&["parent", "guardian"], |said| ASKED.iter().any(|word| said.contains(word)))
}
