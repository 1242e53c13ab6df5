//! Promises weaker than the law: times to answer, and how often somebody may ask.
//!
//! The laws themselves say what they demand; a figure that nobody verified says so in the message.

use super::finding::Severity::{High, Medium};
use super::{Finding, Laws, Lint};
use crate::{Kind, Practice};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use probity_law::{LawBook, LawId};
use probity_policy::deadline::deadline;
use probity_policy::grammar::Located;
use probity_policy::model::policy::Policy;
use probity_source::Sources;
use probity_vocabulary::{Residence, Right};
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A Monday on which a request arrives, as good as any other: only lengths are compared.
const RECEIVED: &str = "2026-03-02T09:00:00Z";

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for practice in lint.of(Kind::Deadline) {
        let text = |key: &str| practice.value.get(key).and_then(serde_json::Value::as_str);
        let appeal = text("applies_to").is_some();
        let Some(within) = text("within").filter(|_| !appeal).and_then(|iso| iso.parse::<Span>().ok()) else {
            continue;
        };
        let Some(residence) = place(lint, practice) else { continue };
        let Some((law_days, rule, unverified)) = demanded(residence, lint.laws) else { continue };
        let Some(promised) = days(within) else { continue };
        if promised > law_days {
            let doubt =
                if unverified { "; the figure was not verified against the text of the law" } else { "" };
            findings.push(Finding {
                code: "deadline.beyond_law",
                severity: High,
                message: format!(
                    "an answer is promised within {promised} days, and {rule} demands it within {law_days}{doubt}"
                ),
                law: None,
                instead: "promise the law's time, or a shorter one",
                evidence: vec![practice.span.clone()],
            });
        }
    }
    limits(lint, findings);
}

/// Where the person of a practice lives: the state of its section, else the company's own country.
fn place(lint: &Lint<'_>, practice: &Practice) -> Option<Residence> {
    match lint.state(practice) {
        Some(state) => Residence::find(&format!("US-{state}")),
        None => Residence::find(lint.country()?),
    }
}

/// What all laws of places demand, told once for each.
static DEMANDED: LazyLock<Mutex<BTreeMap<Residence, Option<Demand>>>> = LazyLock::new(Mutex::default);

/// Days, the rule that says so, and whether nobody verified it.
type Demand = (i64, String, bool);

fn demanded(residence: Residence, laws: &Laws) -> Option<Demand> {
    if let Laws::Named(named) = laws {
        return of_the_laws(residence, |law| named.contains(law));
    }
    let mut told = DEMANDED.lock().unwrap_or_else(PoisonError::into_inner);
    told.entry(residence).or_insert_with(|| of_the_laws(residence, |_| true)).clone()
}

/// Within how many days some laws want an access request of somebody in a place answered, and which rule says so.
fn of_the_laws(residence: Residence, is_asked: impl Fn(&LawId) -> bool) -> Option<Demand> {
    let book = LawBook::built_in().ok()?;
    let span = probity_source::Span::new(Sources::new().add("", ""), 0, 0);
    let laws = book
        .laws()
        .filter(|pack| is_asked(&pack.id))
        .map(|pack| Located { value: pack.id.as_str().to_owned(), span })
        .collect();
    let policy = Policy { laws, ..Policy::default() };
    let received: Timestamp = RECEIVED.parse().ok()?;
    let answer = deadline(&policy, Right::Access, residence, received, None).ok()?;
    let due = answer.law_due?;
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let length = day(due).since(day(received)).ok()?.get_days();
    let law = answer.citations.first().cloned().unwrap_or_else(|| "the law".to_owned());
    Some((i64::from(length), law, answer.unverified))
}

fn days(span: Span) -> Option<i64> {
    let received: Timestamp = RECEIVED.parse().ok()?;
    let start = received.to_zoned(TimeZone::UTC).date();
    let end = start.checked_add(span).ok()?;
    Some(i64::from(end.since((jiff::Unit::Day, start)).ok()?.get_days()))
}

fn limits(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let find = |parts: &[&str], none: &str| -> Vec<std::ops::Range<usize>> {
        if !parts.iter().all(|part| lint.contains(part)) {
            return Vec::new();
        }
        lint.sentences
            .iter()
            .filter(|sentence| {
                let said = lint.lowered(sentence);
                parts.iter().all(|part| said.contains(part)) && (none.is_empty() || !said.contains(none))
            })
            .cloned()
            .collect()
    };
    let mut push = |code, law, message: &str, instead, evidence: Vec<std::ops::Range<usize>>| {
        if !evidence.is_empty() {
            findings.push(Finding {
                code,
                severity: Medium,
                message: message.to_owned(),
                law: Some(law),
                instead,
                evidence,
            });
        }
    };
    push(
        "limit.two_requests",
        "GDPR Article 12(5); Va. Code §59.1-577(B)(3); C.R.S. 6-1-1306(2)(c)",
        "people may ask only so often, where the law limits only what is free, or how often access must be given",
        "answer further requests too; say from which one on a fee is asked",
        find(&["only required to respond to", "requests"], ""),
    );
    push(
        "appeal.unclear_time",
        "Va. Code §59.1-577(C); C.R.S. 6-1-1306(3)",
        "an appeal is answered within a number without a unit",
        "say within how many days an appeal is answered, as the law of each state has it",
        lint.sentences_with(&["appeal"])
            .filter(|sentence| number_without_unit(lint.lowered(sentence)))
            .cloned()
            .collect(),
    );
}

/// `within 45 after` and the like.
fn number_without_unit(said: &str) -> bool {
    said.split("within ").skip(1).any(|rest| {
        let mut words = rest.split_whitespace();
        let is_number = words.next().is_some_and(|word| word.parse::<u32>().is_ok());
        is_number && words.next().is_some_and(|word| ["after", "of", "from", "following"].contains(&word))
    })
}
