//! The working days of one place: Monday to Friday without its holidays.
//!
//! INVARIANT (DOUBTFUL-HOLIDAY-IS-A-WORKING-DAY): a holiday of which nobody is sure is left out of the data,
//! since a holiday too few makes a deadline earlier, and one too many would make it late.

use crate::easter::Easter;
use jiff::Span;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which days are worked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    rules: Vec<HolidayRule>,
    /// Single dates that a person set: a holiday with its name, or none where the rule's holiday is worked.
    dated: BTreeMap<Date, Option<String>>,
}

/// A holiday that comes back every year.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolidayRule {
    pub(crate) name: String,
    pub(crate) on: HolidayDate,
    /// The first year in which it was held.
    pub(crate) from_year: Option<i16>,
    /// The last year in which it was held.
    pub(crate) to_year: Option<i16>,
    /// For a day that comes every so many years, counted from `from_year`.
    pub(crate) every_years: Option<i16>,
}

/// When in the year a holiday falls.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum HolidayDate {
    /// The same day every year.
    Fixed { month: i8, day: i8 },
    /// So many days after Easter Sunday, or before it.
    Easter { easter: Easter, days: i16 },
}

impl Calendar {
    /// Monday to Friday, no holiday.
    pub const WEEKDAYS: Self = Self { rules: Vec::new(), dated: BTreeMap::new() };

    pub(crate) const fn new(rules: Vec<HolidayRule>) -> Self {
        Self { rules, dated: BTreeMap::new() }
    }

    /// The same calendar with one more day off.
    #[must_use]
    pub fn with_holiday(mut self, day: Date, name: impl Into<String>) -> Self {
        self.dated.insert(day, Some(name.into()));
        self
    }

    /// The same calendar with this day worked, whatever its rules say. A weekend stays a weekend.
    #[must_use]
    pub fn with_working_day(mut self, day: Date) -> Self {
        self.dated.insert(day, None);
        self
    }

    /// Whether it is worked on this day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !is_weekend(day) && self.holiday(day).is_none()
    }

    /// The name of the holiday on this day.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&str> {
        match self.dated.get(&day) {
            Some(dated) => dated.as_deref(),
            None => self.rules.iter().find(|rule| rule.falls_on(day)).map(|rule| rule.name.as_str()),
        }
    }

    /// What keeps this day from being worked, in words: the weekday or the holiday's name.
    #[must_use]
    pub fn day_off(&self, day: Date) -> Option<&str> {
        match day.weekday() {
            Weekday::Saturday => Some("a Saturday"),
            Weekday::Sunday => Some("a Sunday"),
            _ => self.holiday(day),
        }
    }
}

impl HolidayRule {
    fn falls_on(&self, day: Date) -> bool {
        let year = day.year();
        let first = self.from_year.unwrap_or(i16::MIN);
        let held = year >= first
            && self.to_year.is_none_or(|last| year <= last)
            && self
                .every_years
                .is_none_or(|step| step > 0 && (year - self.from_year.unwrap_or(0)) % step == 0);
        held && match self.on {
            HolidayDate::Fixed { month, day: number } => day.month() == month && day.day() == number,
            HolidayDate::Easter { easter, days } => {
                easter.sunday(year).and_then(|sunday| sunday.checked_add(Span::new().days(days)).ok())
                    == Some(day)
            }
        }
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_are_never_worked_even_when_somebody_says_so() {
        let calendar = Calendar::WEEKDAYS.with_working_day(date(2026, 2, 28));
        assert!(!calendar.is_working_day(date(2026, 2, 28)));
        assert_eq!(calendar.day_off(date(2026, 2, 28)), Some("a Saturday"));
        assert!(calendar.is_working_day(date(2026, 2, 27)));
    }

    #[test]
    fn single_dates_override_the_rules() {
        let rule = HolidayRule {
            name: "Founding day".into(),
            on: HolidayDate::Fixed { month: 3, day: 4 },
            from_year: None,
            to_year: None,
            every_years: None,
        };
        let calendar = Calendar::new(vec![rule]);
        assert_eq!(calendar.holiday(date(2025, 3, 4)), Some("Founding day"));
        let changed = calendar.with_working_day(date(2025, 3, 4)).with_holiday(date(2025, 3, 5), "Election");
        assert!(changed.is_working_day(date(2025, 3, 4)));
        assert_eq!(changed.holiday(date(2025, 3, 5)), Some("Election"));
        assert!(!changed.is_working_day(date(2026, 3, 4)));
    }
}
