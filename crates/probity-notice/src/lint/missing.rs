//! What a notice must say and does not.

use super::finding::Severity::{self, High, Medium};
use super::{Finding, Lint};
use crate::matching;
use crate::{Kind, Sureness};
use regex::bytes::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

struct Duty {
    code: &'static str,
    severity: Severity,
    /// Where any of this is said, the duty is met.
    met_by: &'static str,
    /// Pieces of words of which it has one, without a letter that others fold to.
    words: &'static [&'static str],
    law: &'static str,
    message: &'static str,
    instead: &'static str,
}

const DUTIES: &[Duty] = &[
    Duty {
        code: "dpo.missing",
        severity: Medium,
        met_by: r"data protection (?:officer|manager|lead)|\bDPO\b|privacy (?:officer|manager|lead|team)",
        words: &["data protection", "dpo", "privacy"],
        law: "GDPR Articles 13(1)(b) and 37",
        message: "no data protection officer is named",
        instead: "name the officer and how to reach them, or say that there is none and whom to ask",
    },
    Duty {
        code: "date.missing",
        severity: Medium,
        met_by: r"(?:last )?(?:updated|revised|modified|changed|effective|in force|as of|dated|issued?|reviewed|\brev\.?)[^.\n]{0,40}\b(?:19|20)\d\d\b|version[^.\n]{0,40}\d|effective (?:date|as of)|date of issue",
        words: &[],
        law: "GDPR Article 12(1)",
        message: "the notice has no date and no version",
        instead: "print the date from which it holds, and its version",
    },
    Duty {
        code: "complaint.missing",
        severity: High,
        met_by: r"supervisory authority|data protection authority|attorney general|lodge a complaint|file a complaint|commissioner|complaints? (?:may|can|should) be|complain to|can complain|authority for privacy",
        words: &["authority", "attorney general", "complain", "commi"],
        law: "GDPR Article 13(2)(d)",
        message: "no authority is named to complain to",
        instead: "name the authority, and its address",
    },
    Duty {
        code: "breach.missing",
        severity: Medium,
        met_by: r"\bbreach",
        words: &["breach"],
        law: "GDPR Articles 33 and 34",
        message: "nothing is said of breaches",
        instead: "say who is told of a breach, and by when",
    },
];

static BUILT: LazyLock<Vec<Regex>> =
    LazyLock::new(|| DUTIES.iter().map(|duty| matching::build(duty.met_by)).collect());

static AUTHORITIES_OF_STATES: LazyLock<Regex> = LazyLock::new(|| matching::build(r"attorney general"));

static EUROPEAN: LazyLock<Regex> =
    LazyLock::new(|| matching::build(r"(?-i:\bGDPR\b|European (?:Union|Economic)|\bEEA\b)"));

/// A duty that depends on the practices that were read.
pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let american = is_american(lint);
    for (duty, met_by) in DUTIES.iter().zip(BUILT.iter()) {
        if american && duty.code != "date.missing" {
            continue;
        }
        // What was read of breaches and of authorities says it in words of its own.
        let read = match duty.code {
            "breach.missing" => lint.has(Kind::Breach),
            "complaint.missing" => lint.has_right("complaint"),
            _ => false,
        };
        let may_be_met = duty.words.is_empty() || duty.words.iter().any(|word| lint.contains(word));
        let met = read || (may_be_met && met_by.is_match(lint.plain().bytes()));
        if !met {
            findings.push(absent(duty.code, duty.severity, duty.law, duty.message, duty.instead));
        }
    }
    let company = lint.of(Kind::Contact).any(|practice| practice.value.contains_key("name"));
    if !company && !lint.names_a_company() {
        findings.push(absent(
            "controller.missing",
            Severity::Critical,
            "GDPR Article 13(1)(a)",
            "nobody is named who decides about the data",
            "name the company, its address and how to reach it",
        ));
    } else if !company
        && !gives_an_address(lint)
        && !lint.contains("registered address")
        && !lint.contains("registered office")
    {
        findings.push(absent(
            "controller.address_missing",
            High,
            "GDPR Article 13(1)(a)",
            "the company is named without an address, a country or a registration",
            "print where the company sits and how it is registered",
        ));
    }
    if !american && !lint.has(Kind::Deadline) {
        findings.push(absent(
            "deadline.missing",
            High,
            "GDPR Article 12(3)",
            "no time is named in which people are answered",
            "say within how many days requests are answered",
        ));
    }
    // What is said in passing of one disclosure is no basis of the rest.
    let told = || lint.of(Kind::LegalBasis).filter(|practice| practice.sureness != Sureness::Unsure);
    let bases: BTreeSet<&str> = told()
        .chain(lint.of(Kind::Purpose))
        .filter_map(|practice| practice.value.get("basis").and_then(serde_json::Value::as_str))
        .filter(|basis| *basis != "implied_consent")
        .map(|basis| if basis == "explicit_consent" { "consent" } else { basis })
        .chain(told().flat_map(|practice| {
            let said = lint.lowered(&practice.span);
            NAMED_BASES.iter().filter(move |(words, _)| said.contains(words)).map(|(_, basis)| *basis)
        }))
        .collect();
    // Consent alone does not carry what a contract or an interest needs.
    if !american && bases.len() < 2 {
        findings.push(absent(
            "legal_basis.missing",
            High,
            "GDPR Article 13(1)(c)",
            "purposes have no legal basis",
            "name the legal basis of each purpose",
        ));
    }
    let missing: Vec<&str> = [
        ("access", "access"),
        ("rectification", "rectification"),
        ("erasure", "erasure"),
        ("restriction", "restriction"),
        ("portability", "portability"),
        ("object", "objection"),
        ("withdraw_consent", "withdrawal of consent"),
    ]
    .into_iter()
    .filter(|(right, _)| !lint.has_right(right) && !says_right(lint, right))
    .map(|(_, name)| name)
    .collect();
    if !american && missing.len() > 1 {
        let mut finding = absent(
            "right.missing",
            High,
            "GDPR Article 13(2)(b) and (c)",
            "rights are not named",
            "name each right that the law gives, and how to use it",
        );
        finding.message = format!("rights are not named: {}", missing.join(", "));
        findings.push(finding);
    }
    let reachable = ["@", "[email", "(at)", "[at]", "phone", "tel", "street", "address", "http"];
    let asks = lint.of(Kind::Contact).find(|practice| lint.lowered(&practice.span).contains("contact us"));
    if let Some(asks) = asks.filter(|_| !reachable.iter().any(|word| lint.reaches(word))) {
        let mut finding = absent(
            "contact.missing",
            Severity::Critical,
            "GDPR Articles 12(2) and 13(1)(a)",
            "people are asked to write, and no address is given",
            "print an address, and a number or a form",
        );
        finding.evidence.push(asks.span.clone());
        findings.push(finding);
    }
    let european = EUROPEAN.is_match(lint.plain().bytes());
    let in_europe = lint.country().is_some_and(|country| EUROPE.contains(&country));
    if in_europe && AUTHORITIES_OF_STATES.is_match(lint.plain().bytes()) && !lint.contains("supervisory") {
        let named = ["data protection authority", "commissioner", "data protection board", "ombuds"];
        if !named.iter().any(|words| lint.contains(words)) {
            findings.push(absent(
                "complaint.missing",
                High,
                "GDPR Article 13(2)(d)",
                "authorities of other countries are named to complain to, and none of the company’s own",
                "name the authority of the country in which the company sits",
            ));
        }
    }
    let outside = lint.country().is_some_and(|country| !EUROPE.contains(&country));
    if outside
        && (european || lint.has(Kind::Transfer))
        && !lint.contains("representative in the")
        && !lint.contains("article 27")
        && !lint.contains("art. 27")
    {
        findings.push(absent(
            "gdpr.representative_missing",
            High,
            "GDPR Article 27",
            "no representative in the Union is named, though the company sits outside it",
            "name the representative, or say why none is needed",
        ));
    }
}

const EUROPE: [&str; 27] = [
    "CY", "LT", "DE", "FR", "IE", "NL", "EE", "LV", "PL", "ES", "IT", "SE", "GB", "CH", "NO", "DK", "FI",
    "AT", "BE", "PT", "CZ", "LU", "MT", "GR", "RO", "BG", "HU",
];

/// Bases that one sentence may name side by side.
const NAMED_BASES: [(&str, &str); 3] = [
    ("legal obligation", "legal_obligation"),
    ("legitimate interest", "legitimate_interests"),
    ("contract with you", "contract"),
];

/// Words that name a right where several are named at once.
const SAID: [(&str, &[&str]); 7] = [
    ("access", &["access", "copy of", "see what we", "inspect", "right to know", "to know"]),
    ("rectification", &["rectif", "correct", "put right", "mistakes right", "inaccura"]),
    ("erasure", &["erasure", "erase", "delet", "forgotten"]),
    ("restriction", &["restrict", "limit what", "block"]),
    ("portability", &["portab", "machine-readable", "another controller", "another provider"]),
    ("object", &["to object", "object to", "object,", "stop us using"]),
    ("withdraw_consent", &["withdraw", "revoke", "taken back", "take it back"]),
];

/// Whether a right is named in some words of those that speak of rights.
pub(super) fn says_right(lint: &Lint<'_>, right: &str) -> bool {
    let words = SAID.iter().find(|(name, _)| *name == right).map_or(&[][..], |(_, words)| words);
    lint.of(Kind::Right).any(|practice| {
        // `Right to know. You may request …` names it before the practice.
        let clause = lint.reading.outline.clauses.get(practice.clause).filter(|clause| clause.lead.is_some());
        let said = lint.lowered(clause.map_or(&practice.span, |clause| &clause.range));
        words.iter().any(|word| said.contains(word))
    })
}

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(r"\d[^;\n]{0,80}\b(?:\d{4,5}|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})\b|\b[A-Z]{2},? \d{5}\b")
});

/// Whether what was read of how to reach the company has a street and a postcode.
fn gives_an_address(lint: &Lint<'_>) -> bool {
    lint.of(Kind::Contact).any(|practice| {
        let said = lint.words(&practice.span);
        said.contains(", ") && POSTCODE.is_match(crate::matching::Plain::of(said).bytes())
    })
}

static STATES: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"(?-i:\b(?:CA|NY|TX|WA|MA|CO|IL|FL|OR|MN|GA|VA|PA|NJ|NC|OH|AZ|UT|MD|DE|California|Colorado|New York|Texas|Washington|Massachusetts|Illinois|Florida)),? \d{5}\b",
    )
});

/// Whether it speaks to people in the United States alone, whose laws know neither officers nor legal bases.
fn is_american(lint: &Lint<'_>) -> bool {
    let laws = [
        "hipaa",
        "federal law",
        "gramm-leach",
        "notice of privacy practices",
        "certain u.s. states",
        "u.s. residents only",
    ];
    let children = lint.contains("ferpa");
    let sits_there = STATES.is_match(lint.plain().bytes());
    (children || sits_there || laws.iter().any(|law| lint.contains(law)))
        && !EUROPEAN.is_match(lint.plain().bytes())
        && !lint.contains("directive")
        && lint.country().is_none_or(|country| country == "US")
}

fn absent(
    code: &'static str,
    severity: Severity,
    law: &'static str,
    message: &str,
    instead: &'static str,
) -> Finding {
    Finding { code, severity, message: message.to_owned(), law: Some(law), instead, evidence: Vec::new() }
}
