//! What a notice must say and does not.

use super::finding::Severity::{self, High, Medium};
use super::reach::{self, EUROPE, Reach};
use super::{Finding, Lint, controller};
use crate::matching;
use crate::{Kind, Practice, Sureness};
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
        met_by: r"(?:last )?(?:updated|revised|modified|changed|effective|in force|as of|dated|issued?|reviewed|\brev\.?)[^.\n]{0,40}\b(?:19|20)\d\d\b|version[^.\n]{0,40}\d|effective (?:date|as of)[^.]{0,40}\b(?:19|20)\d\d\b|date of issue",
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
        severity: Severity::Low,
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

/// A duty that depends on the practices that were read.
pub(super) fn look(lint: &Lint<'_>, reach: &Reach, findings: &mut Vec<Finding>) {
    if lint.is_about_cookies_alone() {
        return;
    }
    let bases = bases(lint);
    for (duty, met_by) in DUTIES.iter().zip(BUILT.iter()) {
        // What was read of breaches and of authorities says it in words of its own.
        let read = match duty.code {
            "breach.missing" => lint.has(Kind::Breach),
            "complaint.missing" => lint.has_right("complaint"),
            "date.missing" => stands_dated(lint),
            _ => false,
        };
        let may_be_met = duty.words.is_empty() || duty.words.iter().any(|word| lint.contains(word));
        if read || (may_be_met && met_by.is_match(lint.plain().bytes())) {
            continue;
        }
        let mut finding = absent(duty.code, duty.severity, duty.law, duty.message, duty.instead);
        if duty.code != "date.missing" && !of_the_union(&mut finding, reach) {
            continue;
        }
        findings.push(finding);
    }
    controller::look(lint, reach, findings);
    let union = |finding: Finding, findings: &mut Vec<Finding>| {
        let mut finding = finding;
        if of_the_union(&mut finding, reach) {
            findings.push(finding);
        }
    };
    // Who answers as the law demands promises the law's time.
    let as_the_law = ["accordance with applicable", "required by applicable law", "without undue delay"];
    let promised = || reach.is_union() && as_the_law.iter().any(|words| answers(lint, words));
    // What only the people of some state are promised is no promise to those of the Union.
    let of_all = |practice: &&Practice| lint.state(practice).is_none();
    let answers: Vec<_> = lint.of(Kind::Deadline).filter(of_all).collect();
    let timed =
        answers.iter().any(|practice| practice.value.get("within").is_none_or(|time| !time.is_null()));
    if !timed && !promised() {
        let mut finding = absent(
            "deadline.missing",
            Severity::Low,
            "GDPR Article 12(3)",
            "no time is named in which people are answered",
            "say within how many days requests are answered",
        );
        finding.evidence.extend(answers.first().map(|practice| practice.span.clone()));
        union(finding, findings);
    }
    // Consent alone does not carry what a contract or an interest needs.
    if bases.len() < 2 && !tables_bases(lint) {
        let finding = absent(
            "legal_basis.missing",
            High,
            "GDPR Article 13(1)(c)",
            "purposes have no legal basis",
            "name the legal basis of each purpose",
        );
        union(finding, findings);
    }
    rights(lint, reach, findings);
    let reachable = ["@", "[email", "(at)", "[at]", "phone", "tel", "street", "address", "http"];
    let asks = lint.of(Kind::Contact).find(|practice| lint.lowered(&practice.span).contains("contact us"));
    let reached = reachable.iter().any(|word| lint.reaches(word));
    let ways = [
        "@",
        "phone",
        "call ",
        "address",
        "write",
        "http",
        "www.",
        "[email",
        "(at)",
        "[at]",
        "contact us",
        "reach us",
        "write to us",
        "e-mail us",
    ];
    let nobody = !lint.has(Kind::Contact) && !ways.iter().any(|word| lint.contains(word));
    if (asks.is_some() && !reached) || nobody {
        let finding = absent(
            "contact.missing",
            Severity::Critical,
            "GDPR Articles 12(2) and 13(1)(a)",
            if nobody {
                "nobody can be reached: no address, no number and no form is given"
            } else {
                "people are asked to write, and no address is given"
            },
            "print an address, and a number or a form",
        );
        let mut finding = owed_everywhere(finding, reach);
        finding.evidence.extend(asks.map(|asks| asks.span.clone()));
        findings.push(finding);
    }
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
    let outside = lint.country().map_or_else(
        || reach.is_union() && reach::sits_in_the_states(lint) && !names_a_european_office(lint),
        |country| !EUROPE.contains(&country),
    );
    if outside
        && (reach.is_union() || (lint.has(Kind::Transfer) && !reach.is_elsewhere()))
        && !lint.contains("representative in the")
        && !lint.contains("eu representative")
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

/// The legal bases that are named.
fn bases<'l>(lint: &'l Lint<'_>) -> BTreeSet<&'l str> {
    // What is said in passing of one disclosure is no basis of the rest.
    let told = || lint.of(Kind::LegalBasis).filter(|practice| practice.sureness != Sureness::Unsure);
    told()
        .chain(lint.of(Kind::Purpose))
        .filter_map(|practice| practice.value.get("basis").and_then(serde_json::Value::as_str))
        .filter(|basis| *basis != "implied_consent")
        .map(|basis| if basis == "explicit_consent" { "consent" } else { basis })
        .chain(told().flat_map(|practice| {
            let said = lint.lowered(&practice.span);
            NAMED_BASES.iter().filter(move |(words, _)| said.contains(words)).map(|(_, basis)| *basis)
        }))
        .collect()
}

/// Says why the law of the Union is thought to hold; nothing is owed where it does not.
fn of_the_union(finding: &mut Finding, reach: &Reach) -> bool {
    if reach.is_elsewhere() {
        return false;
    }
    if let Some(reason) = reach.reason() {
        finding.message = format!("{}; {reason}", finding.message);
    }
    if !reach.is_union() {
        // Where the law only may hold, the duty only may be unmet.
        finding.severity = finding.severity.min(Medium);
    }
    true
}

/// The rights that a notice must tell, and what they are called.
const RIGHTS: [(&str, &str); 7] = [
    ("access", "access"),
    ("rectification", "rectification"),
    ("erasure", "erasure"),
    ("restriction", "restriction"),
    ("portability", "portability"),
    ("object", "objection"),
    ("withdraw_consent", "withdrawal of consent"),
];

fn is_told(lint: &Lint<'_>, right: &str) -> bool {
    lint.has_right(right) || says_right(lint, right) || offers(lint, right)
}

/// Rights that are not told, or that none is.
fn rights(lint: &Lint<'_>, reach: &Reach, findings: &mut Vec<Finding>) {
    let missing: Vec<(&str, &str)> = RIGHTS.into_iter().filter(|(right, _)| !is_told(lint, right)).collect();
    let no = |name: &str| missing.iter().any(|(right, _)| *right == name);
    // Every law on personal data gives people a way to see, correct or erase it.
    let none_at_all = no("access") && no("rectification") && no("erasure");
    let mut finding = absent(
        "right.missing",
        High,
        "GDPR Article 13(2)(b) and (c)",
        "rights are not named",
        "name each right that the law gives, and how to use it",
    );
    let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
    finding.message = format!("rights are not named: {}", names.join(", "));
    if missing.len() > 1 {
        if of_the_union(&mut finding, reach) {
            findings.push(finding);
        } else if none_at_all && !lint.contains("federal law") && !reach::sits_in_the_states(lint) {
            "no right is named: neither to see what is held, nor to correct or erase it"
                .clone_into(&mut finding.message);
            finding.law = None;
            findings.push(finding);
        }
    }
}

/// Whether a right is offered in words that no rule reads as one: what people may ask for, or do themselves.
pub(super) fn offers(lint: &Lint<'_>, right: &str) -> bool {
    const OFFERED: [&str; 11] = [
        "right",
        "request",
        "you may",
        "you can",
        "ask us",
        "ask to",
        "contact us",
        "able to",
        "allows you",
        "option",
        "choose",
    ];
    let words = SAID.iter().find(|(name, _)| *name == right).map_or(&[][..], |(_, words)| words);
    lint.any_with(words, |said| {
        let access = right != "access"
            || said.contains("access to") && said.contains("your")
            || said.contains("access,")
            || said.contains("access your")
            || said.contains("access the")
            || said.contains("copy of");
        access
            && OFFERED.iter().any(|offer| said.contains(offer))
            && ["your", "you have", "about you", "personal"].iter().any(|word| said.contains(word))
    })
}

/// Whether a request is answered as some words say.
fn answers(lint: &Lint<'_>, words: &str) -> bool {
    lint.any_with(&[words], |said| {
        ["respond", "answer", "reply", "comply with your request"].iter().any(|word| said.contains(word))
    })
}

/// Whether bases stand in a table or a list under words that announce them.
fn tables_bases(lint: &Lint<'_>) -> bool {
    let announced = ["legal bas", "lawful bas", "legal ground", "grounds for processing"];
    let named = [
        "legitimate interest",
        "performance of a contract",
        "contract",
        "legal obligation",
        "consent",
        "vital interest",
    ];
    announced.iter().any(|words| lint.contains(words))
        && named.iter().filter(|words| lint.contains(words)).count() > 2
}

static DATE_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"\b(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?,? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d)\b",
    )
});

/// Whether a date stands at the head or the foot of the notice, where it is that of the notice.
fn stands_dated(lint: &Lint<'_>) -> bool {
    const HEAD: usize = 700;
    const FOOT: usize = 400;
    let bytes = lint.plain().bytes();
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or(bytes);
    let foot = bytes.get(bytes.len().saturating_sub(FOOT)..).unwrap_or(bytes);
    DATE_ALONE.is_match(head) || DATE_ALONE.is_match(foot)
}

/// Whether an office in the Union is named.
fn names_a_european_office(lint: &Lint<'_>) -> bool {
    ["ireland", "dublin", "netherlands", "amsterdam", "germany", "luxembourg", "france", "london", "brussels"]
        .iter()
        .any(|place| lint.contains(place))
}

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
    (
        "portability",
        &[
            "portab",
            "machine-readable",
            "another controller",
            "another provider",
            "another entity",
            "readily usable",
        ],
    ),
    ("object", &["to object", "object to", "object,", "stop us using"]),
    ("withdraw_consent", &["withdraw", "revoke", "taken back", "take it back"]),
];

/// Whether a right is named in some words of those that speak of rights.
pub(super) fn says_right(lint: &Lint<'_>, right: &str) -> bool {
    says_right_where(lint, right, |_| true)
}

/// The same of those of which something holds.
pub(super) fn says_right_where(lint: &Lint<'_>, right: &str, holds: impl Fn(&Practice) -> bool) -> bool {
    let words = SAID.iter().find(|(name, _)| *name == right).map_or(&[][..], |(_, words)| words);
    lint.of(Kind::Right).filter(|practice| holds(practice)).any(|practice| {
        // `Right to know. You may request …` names it before the practice.
        let clause = lint.reading.outline.clauses.get(practice.clause).filter(|clause| clause.lead.is_some());
        let said = lint.lowered(clause.map_or(&practice.span, |clause| &clause.range));
        words.iter().any(|word| said.contains(word))
    })
}

pub(super) fn absent(
    code: &'static str,
    severity: Severity,
    law: &'static str,
    message: &str,
    instead: &'static str,
) -> Finding {
    Finding { code, severity, message: message.to_owned(), law: Some(law), instead, evidence: Vec::new() }
}

/// What every law demands; that of the Union is cited where it can hold.
pub(super) fn owed_everywhere(finding: Finding, reach: &Reach) -> Finding {
    Finding { law: finding.law.filter(|_| !reach.is_elsewhere()), ..finding }
}
