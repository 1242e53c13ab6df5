//! Sentences that cannot both be true.

use super::finding::Severity::{self, High, Low, Medium};
use super::{Finding, Lint};
use crate::{Kind, Practice};
use std::ops::Range;

struct Pair {
    code: &'static str,
    severity: Severity,
    one: &'static str,
    other: &'static str,
    law: Option<&'static str>,
    message: &'static str,
    instead: &'static str,
}

const PAIRS: &[Pair] = &[
    Pair {
        code: "contradiction.ip_non_personal",
        severity: High,
        one: r"\b(?:collect|gather|receive|record)\w*\b[^.]*\bnon-?personal(?:ly identifiable)?\b|non-?personal(?:ly identifiable)?\b[^.]*\b(?:includ|collect)|\b(?:treat|consider|regard)\w*\b[^.]*\b(?:as )?non-?personal\b",
        other: r"internet protocol|\bIP (?:address|direction)",
        law: Some("GDPR recital 30; Court of Justice C-582/14"),
        message: "an IP address is called information that identifies nobody",
        instead: "treat IP addresses as personal data",
    },
    Pair {
        code: "contradiction.sole_purpose",
        severity: High,
        one: r"information is used (?:solely|only|exclusively)|use(?:d)? your information only",
        other: r"may also use the information|also (?:be )?use",
        law: None,
        message: "one sentence names the only use, another names more",
        instead: "list all uses in one place",
    },
    Pair {
        code: "contradiction.third_party_source",
        severity: Medium,
        one: r"gathers? information from (?:our )?\w+ and third parties|from third parties",
        other: r"sources? of the information[^.]*\b(?:is|are)\b[^.]*\b(?:two|three|four|five|following)\b",
        law: None,
        message: "the sources that are counted are not those that are named elsewhere",
        instead: "list every source once",
    },
    Pair {
        code: "contradiction.permission_vs_optout",
        severity: Medium,
        one: r"permission-based marketing|only (?:with|after) your (?:permission|consent)[^.]*marketing",
        other: r"may then contact the user with information about|unless you opt out|until you opt out",
        law: None,
        message: "marketing needs permission in one place, and goes on until an opt-out in another",
        instead: "choose one, and say which",
    },
    Pair {
        code: "contradiction.consent_vs_optout_disclosure",
        severity: Medium,
        one: r"(?:not|never)[^.]*disclose[^.]*without[^.]*consent",
        other: r"opportunity to opt out before",
        law: None,
        message: "disclosure needs consent in one place, and an opt-out in another",
        instead: "choose one, and say which",
    },
    Pair {
        code: "contradiction.cookies",
        severity: Low,
        one: r"function generally involves authentication|cookies?[^.]*\bauthenticat",
        other: r"our cookies are only used to",
        law: None,
        message: "cookies do more in one sentence than the other allows",
        instead: "list what the cookies of this site do",
    },
    Pair {
        code: "contradiction.marketing_basis",
        severity: Medium,
        one: r"(?:marketing|newsletters?)[^.]*",
        other: r"^based on your explicit consent|\bconsent for direct marketing\b",
        law: None,
        message: "marketing stands on legitimate interests in one place and on consent in another",
        instead: "say which marketing needs consent",
    },
    Pair {
        code: "contradiction.images_never_shared",
        severity: High,
        one: r"(?:images?|photos?|files?)[^.]*\bnever be shared",
        other: r"(?:images?|photos?|input)[^.]*\b(?:contribute to improving|shared with|technology partners|sent through|processed by)|sharing with technology partners",
        law: None,
        message: "what is never shared in one place is shared or used in another",
        instead: "say who receives it",
    },
    Pair {
        code: "contradiction.cookies",
        severity: Low,
        one: r"\bdisable (?:the )?(?:essential|necessary|strictly necessary) cookies",
        other: r"\b(?:necessary|essential) cookies (?:are always|cannot be)\b",
        law: None,
        message: "cookies that are always on can be turned off in another sentence",
        instead: "say which cookies can be refused, and how",
    },
    Pair {
        code: "contradiction.cookies",
        severity: Medium,
        one: r"\b(?:do|does)(?: not|n['’]t) uses? (?:these |any )?[“\x22]?cookies",
        other: r"\bour cookies\b|\bwe (?:may )?(?:also )?use (?:session |persistent )?cookies\b",
        law: Some("ePrivacy Article 5(3)"),
        message: "no cookies are used in one place, and some can be refused in another",
        instead: "say which cookies are set, by whom, and how to refuse them",
    },
    Pair {
        code: "contradiction.never_collected_vs_collected",
        severity: High,
        one: r"(?:\b(?:do|does|did)(?: not|n['’]t) (?:\w+ )?collect any (?:personal )?(?:information|data)(?: (?:from|about|of) (?:you|users|our users|the users?))?(?: and\b|[,.;]|$))",
        other: r"\bwe (?:may |also )?collect (?:your |the following |certain |some |personal |basic )*(?:name|e-?mail|information|data|device|location)|\brequire you to provide us with\b[^.]*\binformation\b",
        law: None,
        message: "nothing is said to be collected, and then what is",
        instead: "say once what is collected",
    },
    Pair {
        code: "contradiction.service_providers",
        severity: Medium,
        one: r"\ball third parties\b[^.]*\bservice providers\b",
        other: r"\b(?:own advertising purposes|own purposes|own privacy practices|advertising partners)\b",
        law: Some("GDPR Article 28; CCPA §1798.140(ag)"),
        message: "all who receive data are called service providers, and some use it for themselves",
        instead: "say of each recipient whether it acts on the company’s instructions",
    },
    Pair {
        code: "contradiction.anonymous",
        severity: Medium,
        one: r"\bdata\b[^.]*\bremains? anonymous\b",
        other: r"\b(?:own advertising purposes|track the behavio(?:u)?r of users|single out)\b",
        law: Some("GDPR recital 26"),
        message: "data is called anonymous, and people are followed by it",
        instead: "call it personal data",
    },
    Pair {
        code: "contradiction.staff_only",
        severity: Medium,
        one: r"\bavailable only to (?:our|the)\b[^.]*\bstaff\b",
        other: r"\b(?:excluding|except) (?:in )?the following\b[^.]*|\bto third parties\b",
        law: None,
        message: "only staff see data in one place, and others in another",
        instead: "say who sees it",
    },
];

/// Both patterns of each pair, in the order of the table.
pub(super) fn patterns() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAIRS.iter().map(|pair| (pair.one, pair.other))
}

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (pair, found) in PAIRS.iter().zip(&lint.marked.pairs) {
        if let (Some(one), Some(other)) = found
            && one != other
        {
            let evidence = vec![one.clone(), other.clone()];
            push(findings, pair.code, pair.severity, pair.law, pair.message, pair.instead, evidence);
        }
    }
    sharing(lint, findings);
    collecting(lint, findings);
    logging(lint, findings);
    changing(lint, findings);
}

fn push(
    findings: &mut Vec<Finding>,
    code: &'static str,
    severity: Severity,
    law: Option<&'static str>,
    message: &str,
    instead: &'static str,
    evidence: Vec<Range<usize>>,
) {
    findings.push(Finding { code, severity, message: message.to_owned(), law, instead, evidence });
}

/// Never shared, and shared.
fn sharing(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let absolute = |practice: &&Practice| {
        let said = lint.lowered(&practice.span);
        ["share", "disclose", "provide", "lease"].iter().any(|word| said.contains(word))
            && !said.contains("for sale or")
            && ![
                "consent",
                "permission",
                "unless you",
                "for marketing",
                "content",
                "to advertisers",
                "health",
                "messages",
                "except",
                "besides",
                "signal",
                "identif",
                "transfer",
                "another user",
                "profile",
            ]
            .iter()
            .any(|only| said.contains(only))
    };
    let never = lint.of(Kind::NotShared).find(absolute);
    let shared = lint.of(Kind::Recipient).find(|practice| {
        practice.value.get("trigger").is_none() && lint.lowered(&practice.span).contains("share")
    });
    if let (Some(never), Some(shared)) = (never, shared)
        && never.clause != shared.clause
    {
        push(
            findings,
            "contradiction.no_sharing_vs_sharing",
            Medium,
            None,
            "data is said not to be shared, and then with whom it is",
            "say at once with whom it is shared",
            vec![never.span.clone(), shared.span.clone()],
        );
    }
}

/// Nothing is logged, and connections are.
fn logging(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let logged = |practice: &&Practice| {
        let said = lint.lowered(&practice.span);
        practice.value.get("polarity").is_none() && said.contains("ip address") && said.contains("time")
    };
    let denies = |practice: &&Practice| {
        let said = lint.lowered(&practice.span);
        let denied = ["no logs", "keep records of your", "keep any logs", "not log ", "not keep logs"];
        practice.value.get("polarity").is_some() && denied.iter().any(|words| said.contains(words))
    };
    let never = lint.of(Kind::Collects).find(denies);
    if let (Some(never), Some(logged)) = (never, lint.of(Kind::Collects).find(logged)) {
        push(
            findings,
            "contradiction.no_logs",
            High,
            None,
            "no records are kept in one place, and connections with their times in another",
            "say what is logged, what is not, and until when",
            vec![never.span.clone(), logged.span.clone()],
        );
    }
}

/// Changes are told some days ahead, and come at any time.
fn changing(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let told = lint.of(Kind::ChangeNotice).find(|practice| practice.value.contains_key("within"));
    let any_time = lint.of(Kind::ChangeNotice).find(|practice| {
        let said = lint.lowered(&practice.span);
        ["anytime", "at any time", "without prior", "without notice"].iter().any(|words| said.contains(words))
    });
    if let (Some(told), Some(any_time)) = (told, any_time)
        && told.span != any_time.span
    {
        push(
            findings,
            "contradiction.change",
            Medium,
            None,
            "changes are told some days ahead in one place, and come at any time in another",
            "say which changes are told, and how long before",
            vec![any_time.span.clone(), told.span.clone()],
        );
    }
}

/// Never collected, and collected.
fn collecting(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const TELLING: [&str; 6] =
        ["biometric", "special_categories", "identity_document", "payment", "health", "traffic"];
    let kinds = |practice: &Practice| -> Vec<String> {
        practice
            .value
            .get("data")
            .and_then(|data| serde_json::from_value(data.clone()).ok())
            .unwrap_or_default()
    };
    for never in lint.of(Kind::Collects).filter(|practice| {
        // What is in the traffic, or all figures of a card, are less than what is named elsewhere.
        let said = lint.lowered(&practice.span);
        practice.value.get("polarity").is_some() && !said.contains("content") && !said.contains("card")
    }) {
        let denied: Vec<String> =
            kinds(never).into_iter().filter(|kind| TELLING.contains(&kind.as_str())).collect();
        let said = denied.iter().find_map(|kind| {
            // Who processes no special category processes no biometric data.
            let words =
                if kind == "special_categories" { "biometric".to_owned() } else { kind.replace('_', " ") };
            lint.reading.practices.iter().find(|other| {
                matches!(other.kind, Kind::Recipient | Kind::Collects)
                    && other.value.get("polarity").is_none()
                    && other.clause != never.clause
                    && lint.lowered(&other.span).contains(&words)
            })
        });
        if let Some(other) = said {
            push(
                findings,
                "contradiction.never_collected_vs_collected",
                High,
                Some("GDPR Articles 4(8), 9 and 28"),
                "what is said never to be processed is processed, by the company or for it",
                "say who processes it, for whom and on which basis",
                vec![never.span.clone(), other.span.clone()],
            );
            return;
        }
    }
}
