//! No rule of a shipped law is out of reach of a question, and every deadline is the one its law gives.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use probity_law::{AppealQuestion, DeadlineAnswer, DeadlineQuestion, Holidays, LawBook, LawId, Scope};
use probity_vocabulary::{Residence, Right};
use std::collections::BTreeSet;

const RESIDENCES: [&str; 12] =
    ["BE", "PA", "CY", "DE", "DK", "LT", "FR", "SI", "US-CA", "US-CO", "US-VA", "US-CT"];

const DAYS: [Date; 3] = [date(2023, 12, 4), date(2025, 6, 2), date(2027, 3, 1)];

fn laws() -> Vec<LawId> {
    LawBook::built_in().map(|book| book.laws().map(|pack| pack.id.clone()).collect()).unwrap_or_default()
}

fn deadline(residence: &str, right: Right, on: Date) -> Option<DeadlineAnswer> {
    let question = DeadlineQuestion {
        right,
        residence: Residence::find(residence)?,
        received: on.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?.timestamp(),
        verified: None,
        controller_zone: &TimeZone::UTC,
        controller_country: None,
        promises: &[],
        laws: &laws(),
        holidays: Holidays::built_in().ok()?,
    };
    LawBook::built_in().ok()?.deadline(&question).ok()
}

#[test]
fn every_rule_answers_some_question() {
    let book = LawBook::built_in().unwrap();
    let holidays = Holidays::built_in().unwrap();
    let laws = laws();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for residence in RESIDENCES {
        for on in DAYS {
            let person = Residence::find(residence).unwrap();
            let scope = Scope { residence: person, controller_country: None, on, laws: &laws };
            let noon = on.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
            for right in Right::ALL.iter().copied() {
                let answer = deadline(residence, right, on).unwrap();
                reached.extend(answer.considered.into_iter().map(|claim| claim.rule));
                let named = answer.explanation.iter().filter_map(|sentence| sentence.split('`').nth(1));
                reached.extend(named.map(str::to_owned));
                reached.extend(book.free_requests(&scope, right).unwrap().map(|found| found.rule));
                reached.extend(book.exceptions(&scope, right).unwrap().into_iter().map(|found| found.rule));
            }
            let appeal = AppealQuestion {
                residence: person,
                refused: noon,
                appealed: Some(noon),
                controller_zone: &TimeZone::UTC,
                controller_country: None,
                promises: &[],
                laws: &laws,
                holidays,
            };
            reached.extend(book.appeal(&appeal).unwrap().considered.into_iter().map(|claim| claim.rule));
            let breaches = book.breach_clocks(&scope, noon, &TimeZone::UTC, holidays).unwrap();
            reached.extend(breaches.into_iter().map(|found| found.rule));
            reached.extend(book.consent_ages(&scope).unwrap().into_iter().map(|found| found.rule));
            reached.extend(book.storage_limits(&scope).unwrap().into_iter().map(|found| found.rule));
            reached.extend(book.legal_bases(&scope).unwrap().into_iter().map(|found| found.rule));
            reached.extend(book.signals(&scope).unwrap().into_iter().map(|found| found.rule));
            reached.extend(book.request_records(&scope).unwrap().map(|found| found.rule));
            reached.extend(book.ask_again(&scope).unwrap().map(|found| found.rule));
        }
    }
    let all: BTreeSet<String> = book
        .laws()
        .flat_map(|pack| pack.rules.iter().map(|rule| format!("{}.{}", pack.id, rule.id)))
        .collect();
    assert_eq!(all.difference(&reached).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(all.len() > 70, "{}", all.len());
}

#[test]
fn every_right_has_the_deadline_and_the_extension_of_its_law() {
    use Right::{
        Access, AutomatedDecision, Complaint, Erasure, LimitSensitive, Objection, OptOutOfAdvertising,
        OptOutOfSale, Portability, Rectification, Restriction, WithdrawConsent,
    };
    // Received on Monday 2 June 2025.
    let month = ("2025-07-02", Some("2025-09-02"), true);
    let ten_working_days = ("2025-06-16", None, false);
    let five_working_days = ("2025-06-09", None, false);
    let californian = ("2025-07-17", Some("2025-08-31"), true);
    let fifteen_working_days = ("2025-06-23", None, true);
    let state = |verified| ("2025-07-17", Some("2025-08-31"), verified);
    let expected = [
        (
            "CY",
            [Access, Rectification, Erasure, Restriction, Portability, Objection, AutomatedDecision]
                .as_slice(),
            month,
        ),
        ("PA", &[Access, Portability, Objection], ten_working_days),
        ("PA", &[Rectification, Erasure], five_working_days),
        ("US-CA", &[Access, Erasure, Portability, Rectification], californian),
        ("US-CA", &[OptOutOfSale, OptOutOfAdvertising], fifteen_working_days),
        ("US-CA", &[LimitSensitive], ("2025-06-23", None, false)),
        (
            "US-CO",
            &[
                Access,
                Rectification,
                Erasure,
                Portability,
                OptOutOfSale,
                OptOutOfAdvertising,
                AutomatedDecision,
            ],
            state(false),
        ),
        (
            "US-VA",
            &[
                Access,
                Rectification,
                Erasure,
                Portability,
                OptOutOfSale,
                OptOutOfAdvertising,
                AutomatedDecision,
            ],
            state(true),
        ),
        (
            "US-CT",
            &[
                Access,
                Rectification,
                Erasure,
                Portability,
                OptOutOfSale,
                OptOutOfAdvertising,
                AutomatedDecision,
            ],
            state(true),
        ),
        ("US-CT", &[WithdrawConsent], ("2025-06-17", None, false)),
    ];
    for (residence, rights, (due, until, verified)) in expected {
        for right in rights.iter().copied() {
            let answer = deadline(residence, right, date(2025, 6, 2)).unwrap();
            let day = |instant: jiff::Timestamp| instant.to_zoned(TimeZone::UTC).date().to_string();
            assert_eq!(answer.due.map(day).as_deref(), Some(due), "{residence} {right}");
            let extended = answer.extension.and_then(|extension| extension.until).map(day);
            assert_eq!(extended.as_deref(), until, "{residence} {right}");
            assert_eq!(answer.unverified, !verified, "{residence} {right}");
        }
    }
    for (residence, right) in
        [("PA", Restriction), ("US-VA", LimitSensitive), ("US-CA", AutomatedDecision), ("CY", Complaint)]
    {
        assert_eq!(deadline(residence, right, date(2025, 6, 2)).unwrap().due, None, "{residence} {right}");
    }
    assert!(deadline("US-CA", AutomatedDecision, date(2027, 3, 1)).unwrap().due.is_some());
}

#[test]
fn every_provision_is_cited_and_only_what_was_read_is_verified() {
    for pack in LawBook::built_in().unwrap().laws() {
        assert!(!pack.reach.residents.is_empty(), "{}", pack.id);
        for rule in &pack.rules {
            assert!(!rule.cite.is_empty(), "{}.{}", pack.id, rule.id);
            let is_panama = pack.id == LawId::new("pa-law-81");
            assert!(!(is_panama && rule.confidence.is_verified()), "nobody has read {}", rule.cite);
        }
    }
}
