//! Deadlines of requests as the five companies and their people would ask for them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_law::{
    ClockStart, DeadlineAnswer, DeadlineQuestion, ExtensionError, Holidays, LawBook, LawId, PromisedAct,
    PromisedExtension, PromisedTime,
};
use probity_vocabulary::{Country, Period, Place, Residence, Right, Unit};
use request::{Request, promise};

const PANAMA: LawId = LawId::new("pa-law-81");
const REGULATION: LawId = LawId::new("eu-gdpr");
const CALIFORNIA: LawId = LawId::new("us-ca-ccpa");
const COLORADO: LawId = LawId::new("us-co-cpa");
const VIRGINIA: LawId = LawId::new("us-va-vcdpa");
const CONNECTICUT: LawId = LawId::new("us-ct-ctdpa");

/// Requests with defaults for two of the companies.
#[cfg(test)]
mod request {
    use super::*;

    pub(super) fn promise(amount: u32, unit: Unit, clause: &str) -> PromisedTime {
        PromisedTime {
            act: PromisedAct::Answer,
            right: None,
            period: Period::new(amount, unit),
            from: ClockStart::Receipt,
            places: vec![],
            extension: None,
            clause: Some(clause.to_owned()),
            because_of: None,
        }
    }

    pub(super) struct Request {
        pub(super) right: Right,
        pub(super) residence: &'static str,
        pub(super) received: &'static str,
        pub(super) verified: Option<&'static str>,
        pub(super) controller: (&'static str, &'static str),
        pub(super) promises: Vec<PromisedTime>,
        pub(super) laws: Vec<LawId>,
    }

    impl Request {
        pub(super) fn mars(
            residence: &'static str,
            received: &'static str,
            promises: Vec<PromisedTime>,
        ) -> Self {
            Self {
                right: Right::Access,
                residence,
                received,
                verified: None,
                controller: ("PA", "America/Panama"),
                promises,
                laws: vec![PANAMA, REGULATION, CALIFORNIA],
            }
        }

        pub(super) fn worbert(residence: &'static str, received: &'static str) -> Self {
            let lengthy = PromisedExtension { period: None, times: 1, reason_required: true };
            Self {
                right: Right::Erasure,
                residence,
                received,
                verified: None,
                controller: ("CY", "Asia/Nicosia"),
                promises: vec![PromisedTime { extension: Some(lengthy), ..promise(45, Unit::Days, "§12") }],
                laws: vec![CALIFORNIA, COLORADO, VIRGINIA, CONNECTICUT],
            }
        }

        fn ask<T>(&self, ask: impl FnOnce(&LawBook, &DeadlineQuestion<'_>) -> T) -> T {
            let zone = TimeZone::get(self.controller.1).unwrap();
            let question = DeadlineQuestion {
                right: self.right,
                residence: Residence::find(self.residence).unwrap(),
                received: self.received.parse().unwrap(),
                verified: self.verified.map(|verified| verified.parse().unwrap()),
                controller_zone: &zone,
                controller_country: Country::find(self.controller.0),
                promises: &self.promises,
                laws: &self.laws,
                holidays: Holidays::built_in().unwrap(),
            };
            ask(LawBook::built_in().unwrap(), &question)
        }

        pub(super) fn answer(&self) -> DeadlineAnswer {
            self.ask(|book, question| book.deadline(question)).unwrap()
        }

        pub(super) fn extend(&self, days: u32, told: &str) -> Result<String, ExtensionError> {
            let by = Period::new(days, Unit::Days);
            let told: Timestamp = told.parse().unwrap();
            self.ask(|book, question| book.extended_deadline(question, by, told)).map(|end| end.to_string())
        }
    }
}

fn text(instant: Option<Timestamp>) -> String {
    instant.map_or_else(|| "none".to_owned(), |instant| instant.to_string())
}

#[test]
fn a_promise_of_ten_days_beats_ten_working_days_and_a_month() {
    let request = Request::mars("LT", "2025-03-03T14:15:00Z", vec![promise(10, Unit::Days, "§6.2")]);
    let answer = request.answer();
    assert_eq!(text(answer.due), "2025-03-14T04:59:59Z");
    assert_eq!(answer.laws, [PANAMA, REGULATION]);
    assert_eq!((answer.law, answer.rule.as_deref()), (None, Some("§6.2")));
    assert_eq!(text(answer.law_due), "2025-03-19T04:59:59Z");
    assert_eq!(answer.citations, ["§6.2"]);
    assert!(!answer.unverified);
}

#[test]
fn a_month_from_the_end_of_january_ends_before_thirty_days_do() {
    let mut request = Request::mars("CY", "2026-01-31T10:00:00Z", vec![promise(30, Unit::Days, "§7.10")]);
    request.laws = vec![REGULATION];
    let answer = request.answer();
    assert_eq!(text(answer.promise_due), "2026-03-03T04:59:59Z");
    assert_eq!(text(answer.law_due), "2026-03-01T04:59:59Z");
    assert_eq!(answer.due, answer.law_due);
    assert_eq!(answer.rule.as_deref(), Some("eu-gdpr.answer"));
    assert_eq!(answer.citations, ["GDPR art. 12(3)", "§7.10"], "the second holds the first to no extension");
}

#[test]
fn a_last_day_on_a_saturday_does_not_move_the_deadline_and_the_answer_says_so() {
    let mut request = Request::mars("CY", "2026-01-31T10:00:00Z", vec![]);
    request.laws = vec![REGULATION];
    let answer = request.answer();
    let claim = answer.considered.first().cloned();
    assert_eq!(text(claim.map(|claim| claim.latest_lawful)), "2026-03-03T04:59:59Z");
    assert_eq!(text(answer.due), "2026-03-01T04:59:59Z");
    let explanation = answer.explanation.join("\n");
    assert!(explanation.contains("its last day is a Saturday"), "{explanation}");
    assert!(explanation.contains("2026-03-02 23:59:59 America/Panama"), "{explanation}");
}

#[test]
fn panama_gives_ten_working_days_to_everybody_whose_controller_is_there() {
    let answer = Request::mars("CY", "2026-01-31T10:00:00Z", vec![promise(30, Unit::Days, "§7.10")]).answer();
    assert_eq!(text(answer.due), "2026-02-14T04:59:59Z");
    assert_eq!(answer.law, Some(PANAMA));
    assert!(answer.unverified);
}

#[test]
fn working_days_in_panama_skip_carnival() {
    let answer = Request::mars("PA", "2026-02-09T15:00:00Z", vec![]).answer();
    assert_eq!(text(answer.due), "2026-02-25T04:59:59Z");
}

#[test]
fn where_sources_differ_the_shorter_drives_and_both_are_shown_as_unverified() {
    let mut request = Request::mars("PA", "2026-01-12T15:00:00Z", vec![]);
    request.right = Right::Rectification;
    let answer = request.answer();
    assert_eq!(text(answer.due), "2026-01-20T04:59:59Z");
    assert_eq!(answer.rule.as_deref(), Some("pa-law-81.answer-correction"));
    let considered: Vec<_> =
        answer.considered.iter().map(|claim| (claim.rule.as_str(), claim.verified)).collect();
    assert_eq!(considered, [("pa-law-81.answer", false), ("pa-law-81.answer-correction", false)]);
    assert!(answer.unverified);
}

#[test]
fn colorado_days_end_in_nicosia() {
    let request = Request::worbert("US-CO", "2025-02-03T16:00:00Z");
    let answer = request.answer();
    assert_eq!(text(answer.due), "2025-03-20T21:59:59Z");
    let extension = answer.extension.clone();
    assert_eq!(text(extension.as_ref().and_then(|extension| extension.until)), "2025-05-04T20:59:59Z");
    assert_eq!(text(extension.as_ref().map(|extension| extension.notice_by)), "2025-03-20T21:59:59Z");
    assert!(extension.is_some_and(|extension| extension.reason_required));
    assert!(
        answer.unverified,
        "the Colorado figures come from a secondary source and agree with the promise"
    );
}

#[test]
fn an_extension_is_granted_in_time_and_in_measure_only() {
    let request = Request::worbert("US-CO", "2025-02-03T16:00:00Z");
    assert_eq!(request.extend(30, "2025-03-18T10:00:00Z").ok().as_deref(), Some("2025-04-19T20:59:59Z"));
    assert_eq!(request.extend(45, "2025-03-18T10:00:00Z").ok().as_deref(), Some("2025-05-04T20:59:59Z"));
    assert!(matches!(request.extend(46, "2025-03-18T10:00:00Z"), Err(ExtensionError::TooLong { .. })));
    assert!(matches!(request.extend(30, "2025-03-21T10:00:00Z"), Err(ExtensionError::TooLate { .. })));
}

#[test]
fn a_promise_without_extension_holds_although_the_law_would_allow_one() {
    let mut request = Request::mars("CY", "2026-03-10T10:00:00Z", vec![promise(30, Unit::Days, "§7.10")]);
    request.laws = vec![REGULATION];
    assert_eq!(request.answer().extension, None);
    let refused = request.extend(10, "2026-03-12T10:00:00Z");
    assert_eq!(
        refused.err().map(|fault| fault.to_string()).as_deref(),
        Some("extending the deadline is refused: `§7.10` knows no extension")
    );
}

#[test]
fn a_promise_that_repeats_a_law_shares_its_extension() {
    let repeated = PromisedTime { because_of: Some(REGULATION), ..promise(1, Unit::Months, "§7") };
    let mut request = Request::mars("CY", "2026-03-10T10:00:00Z", vec![repeated]);
    request.laws = vec![REGULATION];
    let until = request.answer().extension.and_then(|extension| extension.until);
    assert_eq!(text(until), "2026-06-11T04:59:59Z");
}

#[test]
fn the_two_further_months_are_counted_from_the_end_of_the_first() {
    let mut request = Request::mars("CY", "2026-01-31T10:00:00Z", vec![]);
    request.laws = vec![REGULATION];
    let until = request.answer().extension.and_then(|extension| extension.until);
    assert_eq!(text(until), "2026-04-29T04:59:59Z");
}

#[test]
fn an_extension_without_a_length_has_no_end_where_no_law_holds() {
    let answer = Request::worbert("JP", "2025-02-03T16:00:00Z").answer();
    assert_eq!(answer.laws, []);
    let extension = answer.extension;
    assert!(extension.as_ref().is_some_and(|extension| extension.until.is_none()), "{extension:?}");
}

#[test]
fn california_wants_word_within_ten_working_days() {
    let answer = Request::worbert("US-CA", "2026-01-02T10:00:00Z").answer();
    assert_eq!(text(answer.acknowledge_by), "2026-01-16T21:59:59Z");
    assert_eq!(text(answer.due), "2026-02-16T21:59:59Z");
    assert!(answer.citations.contains(&"11 CCR § 7021(a)".to_owned()));
    assert_eq!(Request::worbert("US-VA", "2026-01-02T10:00:00Z").answer().acknowledge_by, None);
}

#[test]
fn a_promised_acknowledgement_counts_like_the_one_of_the_law() {
    let mut request = Request::worbert("US-CA", "2026-01-02T10:00:00Z");
    request.promises.push(PromisedTime { act: PromisedAct::Acknowledge, ..promise(3, Unit::Days, "§13") });
    assert_eq!(text(request.answer().acknowledge_by), "2026-01-05T21:59:59Z");
}

#[test]
fn a_clock_that_waits_for_verification_leaves_the_law_to_decide() {
    let from_verification = PromisedTime { from: ClockStart::Verification, ..promise(10, Unit::Days, "§9") };
    let mut request = Request::mars("CY", "2026-03-10T10:00:00Z", vec![from_verification]);
    request.laws = vec![REGULATION];
    let waiting = request.answer();
    assert_eq!(
        (text(waiting.promise_due), text(waiting.due)),
        ("none".to_owned(), "2026-04-11T04:59:59Z".to_owned())
    );
    assert!(waiting.explanation.iter().any(|sentence| sentence.contains("has not begun to count")));
    request.verified = Some("2026-03-12T10:00:00Z");
    assert_eq!(text(request.answer().due), "2026-03-23T04:59:59Z");
}

#[test]
fn without_promise_and_law_there_is_no_deadline() {
    let mut request = Request::mars("JP", "2026-03-10T10:00:00Z", vec![]);
    request.laws = vec![];
    let answer = request.answer();
    assert_eq!((answer.due, answer.rule, answer.extension), (None, None, None));
    assert!(matches!(request.extend(1, "2026-03-10T10:00:00Z"), Err(ExtensionError::NotAllowed { .. })));
}

#[test]
fn a_promise_for_a_place_speaks_of_those_who_live_there_or_may() {
    let colorado = Place::find("US-CO");
    let narrow = PromisedTime { places: colorado.into_iter().collect(), ..promise(5, Unit::Days, "§14") };
    let due = |residence| {
        let mut request = Request::worbert(residence, "2025-02-03T16:00:00Z");
        request.laws = vec![];
        request.promises = vec![narrow.clone()];
        text(request.answer().due)
    };
    assert_eq!(due("US-CO"), "2025-02-08T21:59:59Z");
    assert_eq!(due("US"), "2025-02-08T21:59:59Z");
    assert_eq!(due("US-VA"), "none");
}

#[test]
fn withdrawing_consent_is_done_without_delay_and_in_connecticut_within_fifteen_days() {
    let mut request = Request::mars("CY", "2026-03-10T10:00:00Z", vec![]);
    request.right = Right::WithdrawConsent;
    let answer = request.answer();
    assert_eq!(answer.due, None);
    assert!(
        answer
            .explanation
            .iter()
            .any(|sentence| sentence == "`eu-gdpr.withdrawal` (GDPR art. 7(3)) asks for it without delay")
    );
    let mut request = Request::worbert("US-CT", "2026-03-10T10:00:00Z");
    request.right = Right::WithdrawConsent;
    assert_eq!(text(request.answer().law_due), "2026-03-25T21:59:59Z");
}

#[test]
fn the_answer_is_json_with_instants_in_utc() {
    let answer = Request::mars("LT", "2025-03-03T14:15:00Z", vec![promise(10, Unit::Days, "§6.2")]).answer();
    let json = serde_json::to_value(&answer).unwrap();
    let keys = [
        "due",
        "rule",
        "law",
        "promise_due",
        "law_due",
        "extension",
        "acknowledge_by",
        "citations",
        "unverified",
        "explanation",
    ];
    assert!(keys.iter().all(|key| json.get(key).is_some()), "{json}");
    assert_eq!(json["due"], "2025-03-14T04:59:59Z");
    assert_eq!(json["law"], serde_json::Value::Null);
}

#[test]
fn the_explanation_reads_as_sentences() {
    let answer = Request::mars("CY", "2026-01-31T10:00:00Z", vec![promise(30, Unit::Days, "§7.10")]).answer();
    let expected = [
        "the promise of §7.10 gives 30 days from receipt: until 2026-03-02 23:59:59 America/Panama; later, so it does not decide",
        "`pa-law-81.answer` (Law 81/2019 art. 16; DE 285/2021 art. 15) gives 10 working days from receipt: until 2026-02-13 23:59:59 America/Panama; it decides, being the earliest; it holds because the controller is in Panama; its text has not been read, so this is unverified",
    ];
    assert_eq!(answer.explanation.get(..2), Some(expected.map(String::from).as_slice()));
}
