//! Deadline arithmetic: from a start and a period to the last instant on which something is in time.
//!
//! Days, working days, weeks, months and years are counted on the controller's own calendar days, the day of
//! the start not included, to the end (23:59:59) of the last day. Months and years end on the day of the same
//! number, or on the month's last day where there is none (Regulation (EEC, Euratom) 1182/71 art. 3). Minutes
//! and hours are absolute time and know no day.
//!
//! INVARIANT (NEVER-BEFORE-START): no deadline lies before its start.
//! INVARIANT (ROLLING-NEVER-DRIVES): a last day that is not worked may by law move to the next working day;
//! that is shown as the last lawful instant, and the unmoved day is the deadline.

use crate::calendar::Calendar;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use probity_vocabulary::{Period, Unit};

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The last instant that is in time.
    pub at: Timestamp,
    /// The last day, in the controller's time zone; none where the period is counted in minutes or hours.
    pub day: Option<Date>,
}

/// Why a deadline could not be computed.
#[derive(Debug, thiserror::Error)]
#[error("counting {period} from {start} failed")]
pub struct DeadlineError {
    /// The period that was counted.
    pub period: Period,
    /// The instant from which it was counted.
    pub start: Timestamp,
    /// What the arithmetic said.
    #[source]
    pub source: jiff::Error,
}

/// The end of a period that starts at an instant.
///
/// # Errors
/// When the end lies outside the years that dates can express.
pub fn due(
    start: Timestamp,
    period: Period,
    zone: &TimeZone,
    calendar: &Calendar,
) -> Result<Due, DeadlineError> {
    count(start, start.to_zoned(zone.clone()).date(), period, zone, calendar)
}

/// The end of a period that starts on the very day, which counts as its first.
///
/// # Errors
/// When the end lies outside the years that dates can express.
pub(crate) fn due_with_first_day(
    start: Timestamp,
    period: Period,
    zone: &TimeZone,
    calendar: &Calendar,
) -> Result<Due, DeadlineError> {
    let fault = |source| DeadlineError { period, start, source };
    let first = start.to_zoned(zone.clone()).date();
    let ended = count(start, first.yesterday().map_err(fault)?, period, zone, calendar)?;
    Ok(Due { at: ended.at.max(start), day: ended.day.map(|day| day.max(first)) })
}

/// The end of a period that follows on another: an extension is counted from the last day it extends.
///
/// # Errors
/// When the end lies outside the years that dates can express.
pub fn extend(from: Due, period: Period, zone: &TimeZone, calendar: &Calendar) -> Result<Due, DeadlineError> {
    let day = from.day.unwrap_or_else(|| from.at.to_zoned(zone.clone()).date());
    count(from.at, day, period, zone, calendar)
}

/// The same end moved to the next working day, if its last day is not worked. Periods in hours do not move.
///
/// # Errors
/// When the end lies outside the years that dates can express.
pub fn roll(end: Due, zone: &TimeZone, calendar: &Calendar) -> Result<Due, DeadlineError> {
    let fault = |source| DeadlineError { period: Period::new(0, Unit::WorkingDays), start: end.at, source };
    let Some(mut day) = end.day else { return Ok(end) };
    while !calendar.is_working_day(day) {
        day = day.tomorrow().map_err(fault)?;
    }
    Ok(Due { at: end_of_day(day, zone).map_err(fault)?.max(end.at), day: Some(day) })
}

fn count(
    start: Timestamp,
    first: Date,
    period: Period,
    zone: &TimeZone,
    calendar: &Calendar,
) -> Result<Due, DeadlineError> {
    let amount = i64::from(period.amount);
    let counted = || -> Result<Due, jiff::Error> {
        let last = match period.unit {
            Unit::Minutes => return Ok(instant(start.checked_add(Span::new().try_minutes(amount)?)?)),
            Unit::Hours => return Ok(instant(start.checked_add(Span::new().try_hours(amount)?)?)),
            Unit::Days => first.checked_add(Span::new().try_days(amount)?)?,
            Unit::Weeks => first.checked_add(Span::new().try_weeks(amount)?)?,
            Unit::Months => first.checked_add(Span::new().try_months(amount)?)?,
            Unit::Years => first.checked_add(Span::new().try_years(amount)?)?,
            Unit::WorkingDays => after_working_days(first, period.amount, calendar)?,
        };
        Ok(Due { at: end_of_day(last, zone)?.max(start), day: Some(last) })
    };
    counted().map_err(|source| DeadlineError { period, start, source })
}

const fn instant(at: Timestamp) -> Due {
    Due { at, day: None }
}

fn after_working_days(first: Date, amount: u32, calendar: &Calendar) -> Result<Date, jiff::Error> {
    let mut day = first;
    let mut left = amount;
    while left > 0 {
        day = day.tomorrow()?;
        if calendar.is_working_day(day) {
            left -= 1;
        }
    }
    Ok(day)
}

/// 23:59:59 of the day. Where a change of the clocks makes that time come twice or not at all, the earlier reading.
fn end_of_day(day: Date, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    Ok(zone.to_ambiguous_zoned(day.at(23, 59, 59, 0)).earlier()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn ends(start: &str, amount: u32, unit: Unit, zone_name: &str) -> String {
        let period = Period::new(amount, unit);
        due(at(start), period, &zone(zone_name), &Calendar::WEEKDAYS).unwrap().at.to_string()
    }

    #[test]
    fn the_day_of_the_start_is_not_counted_and_the_last_day_ends_where_the_controller_is() {
        assert_eq!(ends("2025-03-03T14:15:00Z", 10, Unit::Days, "America/Panama"), "2025-03-14T04:59:59Z");
        assert_eq!(ends("2026-01-31T10:00:00Z", 30, Unit::Days, "America/Panama"), "2026-03-03T04:59:59Z");
        assert_eq!(ends("2025-02-03T16:00:00Z", 45, Unit::Days, "Asia/Nicosia"), "2025-03-20T21:59:59Z");
    }

    #[test]
    fn the_local_day_of_the_start_counts_not_the_one_in_greenwich() {
        assert_eq!(ends("2025-03-04T03:00:00Z", 1, Unit::Days, "America/Panama"), "2025-03-05T04:59:59Z");
    }

    #[test]
    fn months_end_on_the_day_of_the_same_number_or_the_last() {
        assert_eq!(ends("2026-01-31T10:00:00Z", 1, Unit::Months, "UTC"), "2026-02-28T23:59:59Z");
        assert_eq!(ends("2028-01-31T10:00:00Z", 1, Unit::Months, "UTC"), "2028-02-29T23:59:59Z");
        assert_eq!(ends("2026-03-15T10:00:00Z", 1, Unit::Months, "UTC"), "2026-04-15T23:59:59Z");
        assert_eq!(ends("2028-02-29T10:00:00Z", 1, Unit::Years, "UTC"), "2029-02-28T23:59:59Z");
        assert_eq!(ends("2026-03-15T10:00:00Z", 2, Unit::Weeks, "UTC"), "2026-03-29T23:59:59Z");
    }

    #[test]
    fn hours_are_absolute_whatever_the_clocks_do() {
        assert_eq!(ends("2025-03-29T12:00:00Z", 72, Unit::Hours, "Asia/Nicosia"), "2025-04-01T12:00:00Z");
        assert_eq!(ends("2025-03-29T12:00:00Z", 90, Unit::Minutes, "Asia/Nicosia"), "2025-03-29T13:30:00Z");
    }

    #[test]
    fn summer_time_moves_the_end_of_the_day_with_it() {
        assert_eq!(ends("2025-03-29T12:00:00Z", 1, Unit::Days, "Asia/Nicosia"), "2025-03-30T20:59:59Z");
        assert_eq!(ends("2025-10-25T12:00:00Z", 1, Unit::Days, "Asia/Nicosia"), "2025-10-26T21:59:59Z");
    }

    #[test]
    fn a_day_that_a_zone_skipped_ends_before_it() {
        assert_eq!(ends("2011-12-29T12:00:00Z", 1, Unit::Days, "Pacific/Apia"), "2011-12-30T09:59:59Z");
    }

    #[test]
    fn working_days_skip_weekends() {
        assert_eq!(ends("2026-01-31T10:00:00Z", 10, Unit::WorkingDays, "UTC"), "2026-02-13T23:59:59Z");
        assert_eq!(ends("2025-12-24T10:00:00Z", 1, Unit::WorkingDays, "UTC"), "2025-12-25T23:59:59Z");
    }

    #[test]
    fn where_the_first_day_counts_the_end_comes_a_day_earlier_but_never_before_the_start() {
        let ends = |amount, unit| {
            let period = Period::new(amount, unit);
            due_with_first_day(at("2026-03-03T14:00:00Z"), period, &TimeZone::UTC, &Calendar::WEEKDAYS)
                .unwrap()
        };
        assert_eq!(ends(10, Unit::Days).at.to_string(), "2026-03-12T23:59:59Z");
        assert_eq!(ends(1, Unit::WorkingDays).at.to_string(), "2026-03-03T23:59:59Z");
        assert_eq!(ends(0, Unit::Days).at, at("2026-03-03T14:00:00Z"));
        assert_eq!(ends(5, Unit::Hours).at, at("2026-03-03T19:00:00Z"));
    }

    #[test]
    fn an_extension_is_counted_from_the_last_day() {
        let nicosia = zone("Asia/Nicosia");
        let first =
            due(at("2025-02-03T16:00:00Z"), Period::new(45, Unit::Days), &nicosia, &Calendar::WEEKDAYS)
                .unwrap();
        let extended = extend(first, Period::new(30, Unit::Days), &nicosia, &Calendar::WEEKDAYS).unwrap();
        assert_eq!(extended.at.to_string(), "2025-04-19T20:59:59Z");
    }

    #[test]
    fn the_last_day_rolls_to_a_working_day_and_hours_do_not() {
        let utc = TimeZone::UTC;
        let saturday =
            due(at("2026-01-31T10:00:00Z"), Period::new(1, Unit::Months), &utc, &Calendar::WEEKDAYS).unwrap();
        assert_eq!(roll(saturday, &utc, &Calendar::WEEKDAYS).unwrap().at.to_string(), "2026-03-02T23:59:59Z");
        let hours =
            due(at("2026-02-25T10:00:00Z"), Period::new(72, Unit::Hours), &utc, &Calendar::WEEKDAYS).unwrap();
        assert_eq!(roll(hours, &utc, &Calendar::WEEKDAYS).unwrap(), hours);
    }

    #[test]
    fn a_period_that_leaves_the_calendar_is_an_error_that_says_so() {
        for unit in [Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years] {
            let fault = due(
                at("2026-01-01T00:00:00Z"),
                Period::new(u32::MAX, unit),
                &TimeZone::UTC,
                &Calendar::WEEKDAYS,
            );
            let message = fault.unwrap_err().to_string();
            assert!(message.starts_with("counting 4294967295 "), "{message}");
        }
    }
}
