//! The other way round: which starts have a period that is over by now?
//!
//! A store is asked once with the answer, instead of counting from each of its rows.
//!
//! INVARIANT (SAME-AS-COUNTING): a start lies before the cutoff if and only if its last instant, counted with
//! [`crate::due`], has passed. Months of different length make no exception; a property test holds it.

use crate::calendar::Calendar;
use crate::deadline::{DeadlineError, Due, due, extend};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use probity_vocabulary::{Period, Unit};

/// How far the first guess may be off: working days and the ends of months.
const FURTHEST: u32 = 800;

/// The starts whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoff {
    /// Instants before this one.
    pub before: Timestamp,
    /// Days, where only the day of the start is known: this one and all earlier.
    pub last_day: Date,
}

/// In whose time zone and on whose working days periods are counted.
#[derive(Clone, Debug)]
pub struct Counting {
    /// The controller's time zone.
    pub zone: TimeZone,
    /// The controller's working days.
    pub calendar: Calendar,
}

impl Counting {
    /// The end of some periods, one after another.
    ///
    /// # Errors
    /// When the end lies outside the years that dates can express.
    pub fn due(&self, start: Timestamp, periods: &[Period]) -> Result<Due, DeadlineError> {
        let mut periods = periods.iter();
        let Some(first) = periods.next() else { return Ok(Due { at: start, day: None }) };
        let mut end = due(start, *first, &self.zone, &self.calendar)?;
        for period in periods {
            end = extend(end, *period, &self.zone, &self.calendar)?;
        }
        Ok(end)
    }

    /// Which starts have these periods, one after another, behind them at an instant. None when that leads out of
    /// the calendar: then nothing is over.
    #[must_use]
    pub fn cutoff(&self, now: Timestamp, periods: &[Period]) -> Option<Cutoff> {
        let last_day = self.last_day(now, periods)?;
        let absolute: Option<SignedDuration> =
            periods.iter().try_fold(SignedDuration::ZERO, |sum, period| {
                let amount = i64::from(period.amount);
                match period.unit {
                    Unit::Minutes => sum.checked_add(SignedDuration::from_mins(amount)),
                    Unit::Hours => sum.checked_add(SignedDuration::from_hours(amount)),
                    _ => None,
                }
            });
        let before = match absolute {
            Some(length) => now.checked_sub(length).ok()?,
            None => self.first_not_over(now, periods, last_day)?,
        };
        Some(Cutoff { before, last_day })
    }

    /// The first instant after a day that is over whose own time is not. Days are counted whole, but hours before
    /// or after them can put it within a day.
    fn first_not_over(&self, now: Timestamp, periods: &[Period], over: Date) -> Option<Timestamp> {
        let is_over = |second: i64| -> Option<bool> {
            Some(self.due(Timestamp::from_second(second).ok()?, periods).ok()?.at < now)
        };
        let next = over.tomorrow().ok()?;
        let (mut low, mut high) =
            (self.starts(next)?.as_second(), self.starts(next.tomorrow().ok()?)?.as_second());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_over(middle)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Timestamp::from_second(low).ok()
    }

    /// The last day whose every instant has the periods behind it.
    fn last_day(&self, now: Timestamp, periods: &[Period]) -> Option<Date> {
        let over = |day: Date| -> Option<bool> {
            let last = self.starts(day.tomorrow().ok()?)?.checked_sub(SignedDuration::from_secs(1)).ok()?;
            Some(self.due(last, periods).ok()?.at < now)
        };
        let mut day = now.to_zoned(self.zone.clone()).date();
        for period in periods {
            let amount = i64::from(period.amount);
            let span = match period.unit {
                Unit::Minutes => Span::new().try_days(amount / 1440),
                Unit::Hours => Span::new().try_days(amount / 24),
                Unit::Days | Unit::WorkingDays => Span::new().try_days(amount),
                Unit::Weeks => Span::new().try_weeks(amount),
                Unit::Months => Span::new().try_months(amount),
                Unit::Years => Span::new().try_years(amount),
            };
            day = day.checked_sub(span.ok()?).ok()?;
        }
        for _ in 0..FURTHEST {
            if over(day)? {
                break;
            }
            day = day.yesterday().ok()?;
        }
        if !over(day)? {
            return None;
        }
        for _ in 0..FURTHEST {
            match day.tomorrow() {
                Ok(next) if over(next)? => day = next,
                _ => return Some(day),
            }
        }
        Some(day)
    }

    /// The first instant of a day.
    fn starts(&self, day: Date) -> Option<Timestamp> {
        Some(self.zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().ok()?.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counting(zone: &str) -> Counting {
        Counting { zone: TimeZone::get(zone).unwrap(), calendar: Calendar::WEEKDAYS }
    }

    fn periods() -> impl Strategy<Value = Vec<Period>> {
        let unit = prop_oneof![
            Just(Unit::Minutes),
            Just(Unit::Hours),
            Just(Unit::Days),
            Just(Unit::WorkingDays),
            Just(Unit::Weeks),
            Just(Unit::Months),
            Just(Unit::Years)
        ];
        proptest::collection::vec(
            (0_u32..40, unit).prop_map(|(amount, unit)| Period::new(amount, unit)),
            0..3,
        )
    }

    #[test]
    fn a_leap_day_and_the_ends_of_months_are_counted_forward() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let month = [Period::new(1, Unit::Months)];
        let utc = counting("UTC");
        // From 29, 30 and 31 January alike the month ends with 29 February.
        let cutoff = utc.cutoff(at("2028-02-29T23:59:59Z"), &month).unwrap();
        assert_eq!(cutoff.last_day.to_string(), "2028-01-28");
        let cutoff = utc.cutoff(at("2028-03-01T00:00:00Z"), &month).unwrap();
        assert_eq!(
            (cutoff.last_day.to_string(), cutoff.before),
            ("2028-01-31".to_owned(), at("2028-02-01T00:00:00Z"))
        );
        let year = [Period::new(1, Unit::Years)];
        let cutoff = utc.cutoff(at("2029-03-01T00:00:00Z"), &year).unwrap();
        assert_eq!(cutoff.last_day.to_string(), "2028-02-29");
    }

    #[test]
    fn the_day_is_the_controllers() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let day = [Period::new(1, Unit::Days)];
        let cutoff = counting("America/Panama").cutoff(at("2026-03-03T05:00:00Z"), &day).unwrap();
        assert_eq!(cutoff.before, at("2026-03-02T05:00:00Z"));
        let cutoff = counting("America/Panama").cutoff(at("2026-03-03T04:59:59Z"), &day).unwrap();
        assert_eq!(cutoff.before, at("2026-03-01T05:00:00Z"));
    }

    #[test]
    fn what_leads_out_of_the_calendar_has_no_cutoff() {
        let ages = [Period::new(u32::MAX, Unit::Years)];
        assert_eq!(counting("UTC").cutoff("2026-01-01T00:00:00Z".parse().unwrap(), &ages), None);
    }

    proptest! {
        #[test]
        fn a_start_is_before_the_cutoff_when_its_time_is_over(
            now in 1_000_000_000_i64..2_000_000_000,
            back in -100_000_i64..400_000_000,
            near in -200_000_i64..200_000,
            periods in periods(),
            zone in prop_oneof![Just("UTC"), Just("Asia/Nicosia"), Just("America/Panama"), Just("Australia/Lord_Howe")],
        ) {
            let counting = counting(zone);
            let now = Timestamp::from_second(now).unwrap();
            let Some(cutoff) = counting.cutoff(now, &periods) else { return Ok(()) };
            for start in [now.as_second() - back, cutoff.before.as_second() + near, cutoff.before.as_second(), cutoff.before.as_second() - 1] {
                let start = Timestamp::from_second(start).unwrap();
                let over = counting.due(start, &periods).unwrap().at < now;
                prop_assert_eq!(start < cutoff.before, over, "start {} cutoff {:?}", start, cutoff);
            }
        }
    }
}
