//! What holds of every deadline, and agreement with a plain reference that counts day by day.

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use probity_law::{
    Calendar, ClockStart, DeadlineAnswer, DeadlineQuestion, Holidays, LawBook, LawId, PromisedAct,
    PromisedExtension, PromisedTime, due, extend, roll,
};
use probity_vocabulary::{Country, Period, Residence, Right, Unit};
use proptest::prelude::*;
use proptest::sample::select;

const ZONES: [&str; 8] = [
    "UTC",
    "America/Panama",
    "Asia/Nicosia",
    "Europe/Vilnius",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Havana",
];

const LAWS: [&str; 7] =
    ["pa-law-81", "eu-gdpr", "us-ca-ccpa", "us-co-cpa", "us-va-vcdpa", "us-ct-ctdpa", "us-coppa"];

const RESIDENCES: [&str; 12] =
    ["PA", "CY", "LT", "GB", "NO", "US", "US-CA", "US-CO", "US-VA", "US-CT", "JP", "unknown"];

const DAY_UNITS: [Unit; 5] = [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years];

const UNITS: [Unit; 7] =
    [Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years];

/// Instants from 2005 to 2060.
fn instants() -> impl Strategy<Value = Timestamp> {
    (1_104_537_600_i64..2_840_140_800)
        .prop_map(|second| Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn zones() -> impl Strategy<Value = TimeZone> {
    select(ZONES.as_slice()).prop_map(|name| TimeZone::get(name).unwrap_or(TimeZone::UTC))
}

fn calendars() -> impl Strategy<Value = Calendar> {
    select(["PA", "CY", "LT", "FR"].as_slice()).prop_map(|country| {
        Holidays::built_in().map_or(Calendar::WEEKDAYS, |all| all.calendar(Country::find(country)).clone())
    })
}

fn laws() -> impl Strategy<Value = Vec<LawId>> {
    proptest::sample::subsequence(LAWS.to_vec(), 0..=LAWS.len())
        .prop_map(|laws| laws.into_iter().map(LawId::from).collect())
}

fn promises() -> impl Strategy<Value = Vec<PromisedTime>> {
    let act = select([PromisedAct::Answer, PromisedAct::Acknowledge].as_slice());
    let from = select([ClockStart::Receipt, ClockStart::Verification].as_slice());
    let extension = proptest::option::of((proptest::option::of(0_u32..60), 0_u32..3));
    let promise = (act, 0_u32..90, select(UNITS.as_slice()), from, extension);
    proptest::collection::vec(promise, 0..4).prop_map(|all| {
        let build =
            |(act, amount, unit, from, extension): (_, _, _, _, Option<(Option<u32>, u32)>)| PromisedTime {
                act,
                right: None,
                period: Period::new(if unit == Unit::Years { amount % 5 } else { amount }, unit),
                from,
                places: vec![],
                extension: extension.map(|(days, times)| PromisedExtension {
                    period: days.map(|days| Period::new(days, Unit::Days)),
                    times,
                    reason_required: true,
                }),
                clause: None,
                because_of: None,
            };
        all.into_iter().map(build).collect()
    })
}

#[derive(Clone, Debug)]
struct Case {
    right: Right,
    residence: &'static str,
    received: Timestamp,
    verified: Option<Timestamp>,
    zone: TimeZone,
    promises: Vec<PromisedTime>,
}

fn cases() -> impl Strategy<Value = Case> {
    let waiting = proptest::option::of(0_i64..30 * 24 * 3600);
    (select(Right::ALL), select(RESIDENCES.as_slice()), instants(), waiting, zones(), promises()).prop_map(
        |(right, residence, received, waiting, zone, promises)| Case {
            right,
            residence,
            received,
            verified: waiting.and_then(|seconds| received.checked_add(Span::new().seconds(seconds)).ok()),
            zone,
            promises,
        },
    )
}

impl Case {
    fn answer(&self, laws: &[LawId]) -> Result<DeadlineAnswer, TestCaseError> {
        let fail = |fault: &dyn std::error::Error| TestCaseError::fail(fault.to_string());
        let question = DeadlineQuestion {
            right: self.right,
            residence: Residence::find(self.residence).unwrap_or(Residence::UNKNOWN),
            received: self.received,
            verified: self.verified,
            controller_zone: &self.zone,
            controller_country: Country::find("PA"),
            promises: &self.promises,
            laws,
            holidays: Holidays::built_in().map_err(|fault| fail(&fault))?,
        };
        LawBook::built_in().map_err(|fault| fail(&fault))?.deadline(&question).map_err(|fault| fail(&fault))
    }
}

/// An end that is not there is later than every other.
fn latest_if_none(end: Option<Timestamp>) -> Timestamp {
    end.unwrap_or(Timestamp::MAX)
}

/// How long an answer may take at the most, extensions included.
fn reach(answer: &DeadlineAnswer) -> Timestamp {
    match &answer.extension {
        Some(extension) => latest_if_none(extension.until),
        None => latest_if_none(answer.due),
    }
}

/// The last day, counted on the fingers.
fn reference(first: Date, period: Period, calendar: &Calendar) -> Option<Date> {
    let step = |mut day: Date, mut left: u32, counts: &dyn Fn(Date) -> bool| {
        while left > 0 {
            day = day.tomorrow().ok()?;
            left -= u32::from(counts(day));
        }
        Some(day)
    };
    match period.unit {
        Unit::Days => step(first, period.amount, &|_| true),
        Unit::Weeks => step(first, period.amount, &|day| day.weekday() == first.weekday()),
        Unit::WorkingDays => step(first, period.amount, &|day| {
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && calendar.holiday(day).is_none()
        }),
        Unit::Months | Unit::Years => {
            let months = period.amount * if period.unit == Unit::Years { 12 } else { 1 };
            let months = i32::from(first.month()) - 1 + i32::try_from(months).ok()?;
            let year = first.year() + i16::try_from(months / 12).ok()?;
            let month = i8::try_from(months % 12 + 1).ok()?;
            (1..=first.day()).rev().find_map(|day| Date::new(year, month, day).ok())
        }
        Unit::Minutes | Unit::Hours => None,
    }
}

proptest! {
    #[test]
    fn counting_agrees_with_counting_on_the_fingers(
        start in instants(), amount in 0_u32..400, unit in select(DAY_UNITS.as_slice()),
        zone in zones(), calendar in calendars(),
    ) {
        let period = Period::new(if unit == Unit::Years { amount % 30 } else { amount }, unit);
        let first = start.to_zoned(zone.clone()).date();
        let end = due(start, period, &zone, &calendar).unwrap();
        prop_assert_eq!(end.day, reference(first, period, &calendar));
    }

    #[test]
    fn a_day_ends_with_its_last_second_on_the_wall_clock(
        start in instants(), amount in 0_u32..800, zone in zones(),
    ) {
        let end = due(start, Period::new(amount, Unit::Days), &zone, &Calendar::WEEKDAYS).unwrap();
        let last = end.day.unwrap();
        let local = end.at.to_zoned(zone.clone());
        let is_skipped = last.at(12, 0, 0, 0).to_zoned(zone).unwrap().date() != last;
        if !is_skipped {
            prop_assert_eq!(local.date(), last);
            prop_assert_eq!(local.time().to_string(), "23:59:59");
        }
    }

    #[test]
    fn hours_do_not_look_at_the_calendar(start in instants(), hours in 0_u32..2_000, zone in zones(), calendar in calendars()) {
        let end = due(start, Period::new(hours, Unit::Hours), &zone, &calendar).unwrap();
        prop_assert_eq!(end.at.as_second() - start.as_second(), i64::from(hours) * 3_600);
        prop_assert_eq!(end.day, None);
    }

    #[test]
    fn no_deadline_lies_before_its_start_and_a_longer_period_never_ends_earlier(
        start in instants(), short in 0_u32..120, more in 0_u32..120,
        unit in select(UNITS.as_slice()), zone in zones(), calendar in calendars(),
    ) {
        let end = due(start, Period::new(short, unit), &zone, &calendar).unwrap();
        let later = due(start, Period::new(short + more, unit), &zone, &calendar).unwrap();
        prop_assert!(end.at >= start);
        prop_assert!(later.at >= end.at);
        prop_assert!(extend(end, Period::new(more, unit), &zone, &calendar).unwrap().at >= end.at);
    }

    #[test]
    fn a_later_start_never_ends_earlier(
        start in instants(), wait in 0_i64..10_000_000, amount in 0_u32..120,
        unit in select(UNITS.as_slice()), zone in zones(), calendar in calendars(),
    ) {
        let later = start.checked_add(Span::new().seconds(wait)).unwrap();
        let period = Period::new(amount, unit);
        prop_assert!(due(later, period, &zone, &calendar).unwrap().at >= due(start, period, &zone, &calendar).unwrap().at);
    }

    #[test]
    fn working_days_are_neither_weekend_nor_holiday(
        start in instants(), amount in 1_u32..60, zone in zones(), calendar in calendars(),
    ) {
        let last = due(start, Period::new(amount, Unit::WorkingDays), &zone, &calendar).unwrap().day.unwrap();
        prop_assert!(calendar.is_working_day(last));
        let mut day = start.to_zoned(zone).date();
        let mut worked = 0;
        while day < last {
            day = day.tomorrow().unwrap();
            worked += u32::from(calendar.is_working_day(day));
        }
        prop_assert_eq!(worked, amount);
    }

    #[test]
    fn rolling_ends_on_the_first_day_that_is_worked(start in instants(), amount in 0_u32..60, zone in zones(), calendar in calendars()) {
        let end = due(start, Period::new(amount, Unit::Days), &zone, &calendar).unwrap();
        let rolled = roll(end, &zone, &calendar).unwrap();
        prop_assert!(rolled.at >= end.at && calendar.is_working_day(rolled.day.unwrap()));
        let mut day = end.day.unwrap();
        while day < rolled.day.unwrap() {
            prop_assert!(!calendar.is_working_day(day));
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn one_more_law_never_makes_anything_later(case in cases(), laws in laws(), more in select(LAWS.as_slice())) {
        let before = case.answer(&laws)?;
        let with_more: Vec<LawId> = laws.into_iter().chain([LawId::from(more)]).collect();
        let after = case.answer(&with_more)?;
        prop_assert!(latest_if_none(after.due) <= latest_if_none(before.due));
        prop_assert!(latest_if_none(after.acknowledge_by) <= latest_if_none(before.acknowledge_by));
        prop_assert!(reach(&after) <= reach(&before));
    }

    #[test]
    fn one_more_promise_never_makes_anything_later(case in cases(), laws in laws(), more in promises()) {
        let before = case.answer(&laws)?;
        let mut wider = case;
        wider.promises.extend(more);
        let after = wider.answer(&laws)?;
        prop_assert!(latest_if_none(after.due) <= latest_if_none(before.due));
        prop_assert!(latest_if_none(after.acknowledge_by) <= latest_if_none(before.acknowledge_by));
        prop_assert!(reach(&after) <= reach(&before));
    }

    #[test]
    fn the_answer_is_the_earliest_of_its_claims_and_never_before_the_request(case in cases(), laws in laws()) {
        let answer = case.answer(&laws)?;
        prop_assert_eq!(answer.due, answer.considered.iter().map(|claim| claim.due).min());
        prop_assert_eq!(answer.due, answer.promise_due.into_iter().chain(answer.law_due).min());
        prop_assert!(latest_if_none(answer.due) >= case.received);
        prop_assert!(latest_if_none(answer.acknowledge_by) >= case.received);
        for claim in &answer.considered {
            prop_assert!(claim.latest_lawful >= claim.due && latest_if_none(claim.extended) >= claim.due);
            prop_assert_eq!(claim.decides, Some(claim.due) == answer.due);
        }
        if answer.considered.iter().any(|claim| claim.decides && !claim.verified) {
            prop_assert!(answer.unverified);
        }
    }

    #[test]
    fn not_knowing_where_somebody_lives_never_makes_a_deadline_later(case in cases(), laws in laws()) {
        let known = case.answer(&laws)?;
        let unknown = Case { residence: "unknown", ..case }.answer(&laws)?;
        prop_assert!(latest_if_none(unknown.due) <= latest_if_none(known.due));
        prop_assert!(reach(&unknown) <= reach(&known));
    }

    #[test]
    fn reading_a_law_never_panics(text in ".*") {
        prop_assert!(LawBook::default().with("noise", &text).is_err());
    }
}

#[test]
fn an_added_holiday_moves_a_working_day_and_a_removed_one_moves_it_back() {
    let panama = Country::find("PA");
    let built_in = Holidays::built_in().unwrap();
    let start = "2026-03-02T12:00:00Z".parse().unwrap();
    let last = |calendar: &Calendar| {
        due(start, Period::new(1, Unit::WorkingDays), &TimeZone::UTC, calendar).unwrap().day
    };
    let plain = built_in.calendar(panama).clone();
    let changed = plain.clone().with_holiday(date(2026, 3, 3), "Election");
    assert_eq!(last(&plain), Some(date(2026, 3, 3)));
    assert_eq!(last(&changed), Some(date(2026, 3, 4)));
    assert_eq!(last(&changed.with_working_day(date(2026, 3, 3))), Some(date(2026, 3, 3)));
}
