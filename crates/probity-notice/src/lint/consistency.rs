//! What the practices that were read say twice, and differently: an age, how to opt out, the basis of one purpose; and
//! what is said of some data and not of other.

use super::finding::Severity::{self, Medium};
use super::{Finding, Lint};
use crate::{Kind, Practice};
use std::ops::Range;

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    ages(lint, findings);
    opting_out(lint, findings);
    bases(lint, findings);
    periods(lint, findings);
}

fn push(
    findings: &mut Vec<Finding>,
    code: &'static str,
    severity: Severity,
    law: &'static str,
    message: String,
    instead: &'static str,
    evidence: Vec<Range<usize>>,
) {
    findings.push(Finding { code, severity, message, law: Some(law), instead, evidence });
}

/// Two ages from which the same may be used. Sales of data have an age of their own, and so have other countries.
fn ages(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const OWN: [&str; 13] = [
        "sell",
        "sale",
        "sold",
        "europe",
        "jurisdiction",
        "countr",
        "gdpr",
        "consumers",
        "resident",
        "guardian",
        "coppa",
        "online privacy protection",
        "parent",
    ];
    let aged: Vec<(u64, &Practice)> = lint
        .of(Kind::Children)
        .filter(|practice| !OWN.iter().any(|word| lint.lowered(&practice.span).contains(word)))
        .filter_map(|practice| Some((practice.value.get("min_age")?.as_u64()?, practice)))
        .collect();
    let Some((first, one)) = aged.first() else { return };
    if let Some((second, other)) = aged.iter().find(|(age, _)| age != first) {
        push(
            findings,
            "children.two_ages",
            Medium,
            "GDPR Article 8; COPPA, 16 CFR 312.2",
            format!("people must be {first} in one place and {second} in another"),
            "name one age, and say what each other age is for",
            vec![one.span.clone(), other.span.clone()],
        );
    }
}

/// Only one way to opt out, and another.
fn opting_out(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const WAYS: [(&str, &[&str]); 5] = [
        ("a link", &["unsubscribe link", "\u{201c}unsubscribe", "\"unsubscribe", "link in", "link at"]),
        ("settings", &["settings", "preferences", "your account", "dashboard"]),
        (
            "a message",
            &["e-mail to", "email to", "emailing", "e-mailing", "writing to", "write to", "@", "contacting"],
        ),
        ("a letter", &["by post", "letter", "in writing"]),
        ("a call", &["calling", "by phone", "by telephone", "ringing"]),
    ];
    let ways = |practice: &Practice| -> Vec<&str> {
        let said = lint.lowered(&practice.span);
        let named = WAYS.iter().filter(|(_, words)| words.iter().any(|word| said.contains(word)));
        named.map(|(way, _)| *way).collect()
    };
    let outs: Vec<&Practice> = lint
        .of(Kind::Right)
        .filter(|practice| practice.value.get("right").and_then(serde_json::Value::as_str) == Some("opt_out"))
        .filter(|practice| !ways(practice).is_empty())
        .collect();
    let only = |practice: &&&Practice| {
        let said = lint.lowered(&practice.span);
        [
            "only by",
            "only be",
            "solely by",
            "the only way",
            "only in writing",
            "only through",
            "exclusively by",
        ]
        .iter()
        .any(|words| said.contains(words))
    };
    let Some(one) = outs.iter().find(only) else { return };
    let allowed = ways(one);
    if let Some(other) = outs.iter().find(|other| !ways(other).iter().any(|way| allowed.contains(way))) {
        push(
            findings,
            "contradiction.opt_out",
            Medium,
            "GDPR Articles 7(3) and 12(2); 16 CFR 316.5",
            format!(
                "opting out goes only by {} in one place, and by {} in another",
                allowed.join(" or "),
                ways(other).join(" or ")
            ),
            "describe every way to opt out in one place",
            vec![one.span.clone(), other.span.clone()],
        );
    }
}

/// The same purpose rests on consent in one sentence and on an interest of the company in another.
fn bases(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const PURPOSES: [(&str, &[&str]); 4] = [
        ("marketing", &["marketing", "newsletter", "promotional", " news of", "offers"]),
        ("analytics", &["analytics", "statistic"]),
        ("profiling", &["profiling", "profiles"]),
        ("research", &["research"]),
    ];
    const TURNED: [&str; 9] = [
        "withdraw",
        "object",
        "opt",
        "without",
        "not need",
        "no consent",
        "where required",
        "third part",
        "cookie",
    ];
    const BASES: [&str; 3] = ["legitimate interest", "consent", "agreed"];
    let said: Vec<(&Practice, &str)> = lint
        .of(Kind::LegalBasis)
        .chain(lint.of(Kind::Purpose))
        .map(|practice| (practice, lint.lowered(&practice.span)))
        .filter(|(_, said)| BASES.iter().any(|basis| said.contains(basis)))
        .filter(|(_, said)| !TURNED.iter().any(|word| said.contains(word)))
        .collect();
    for (purpose, words) in PURPOSES {
        let about = |said: &str| words.iter().any(|word| said.contains(word));
        let interest = said.iter().find(|(_, said)| {
            about(said) && said.contains("legitimate interest") && !said.contains("consent")
        });
        let consent = said.iter().find(|(_, said)| {
            about(said)
                && ["consent", "agreed"].iter().any(|word| said.contains(word))
                && !said.contains("legitimate interest")
        });
        if let (Some((one, _)), Some((other, _))) = (interest, consent)
            && !findings
                .iter()
                .any(|finding| matches!(finding.code, "purpose.two_bases" | "contradiction.marketing_basis"))
        {
            push(
                findings,
                "purpose.two_bases",
                Medium,
                "GDPR Articles 6(1) and 13(1)(c)",
                format!("{purpose} stands on consent in one place and on legitimate interests in another"),
                "name one basis for the purpose, or say which part of it stands on which",
                vec![other.span.clone(), one.span.clone()],
            );
        }
    }
}

/// Periods for some data and for no other, though it is collected and of a kind that asks for one.
fn periods(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const TELLING: [(&str, &[&str]); 4] = [
        ("biometric data", &["biometric", "face geometry", "fingerprint data"]),
        ("health data", &["health", "medical"]),
        ("location", &["location", "gps"]),
        ("recordings", &["recording", "video", "audio", "voice", "images", "cctv"]),
    ];
    const ALL: [&str; 12] = [
        "personal data",
        "personal information",
        "your information",
        "your data",
        "the information",
        "the data",
        "all data",
        "other data",
        "account",
        "information about you",
        "customer data",
        "everything",
    ];
    let kept: Vec<&Practice> = lint.of(Kind::Retention).collect();
    let timed = kept.iter().filter(|practice| {
        practice
            .value
            .get("period")
            .is_some_and(|period| period.as_str().is_some_and(|period| period.starts_with('P')))
    });
    let general =
        kept.iter().any(|practice| ALL.iter().any(|words| lint.lowered(&practice.span).contains(words)));
    if timed.count() < 2 || general {
        return;
    }
    for (name, words) in TELLING {
        let about =
            |practice: &Practice| words.iter().any(|word| lint.lowered(&practice.span).contains(word));
        let collected = lint
            .of(Kind::Collects)
            .find(|practice| practice.value.get("polarity").is_none() && about(practice));
        let of_clause = |practice: &&Practice| {
            let clause = lint.reading.outline.clauses.get(practice.clause);
            let said = clause.map_or("", |clause| lint.lowered(&clause.range));
            words.iter().any(|word| said.contains(word))
        };
        if let Some(collected) = collected
            && !kept.iter().any(of_clause)
        {
            push(
                findings,
                "retention.missing_for_category",
                Medium,
                "GDPR Article 13(2)(a)",
                format!("other data has a period, and {name} has none"),
                "say how long each kind of data is kept",
                vec![collected.span.clone()],
            );
            return;
        }
    }
}
