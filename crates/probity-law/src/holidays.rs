//! The calendars of the countries in `laws/holidays/`, and a way to put others in their place.

use crate::calendar::{Calendar, HolidayRule};
use probity_vocabulary::Country;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The calendars by country. A country without one is taken to work from Monday to Friday the whole year,
/// which is the earlier reading of every deadline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holidays {
    calendars: BTreeMap<Country, Calendar>,
}

/// Why a file of holidays could not be read.
#[derive(Debug, thiserror::Error)]
#[error("reading the holidays of `{file}` failed")]
pub struct HolidaysError {
    file: &'static str,
    #[source]
    source: Box<toml::de::Error>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    country: Country,
    holiday: Vec<HolidayRule>,
}

const FILES: &[(&str, &str)] = &[
    ("cy.toml", include_str!("../laws/holidays/cy.toml")),
    ("lt.toml", include_str!("../laws/holidays/lt.toml")),
    ("pa.toml", include_str!("../laws/holidays/pa.toml")),
];

static BUILT_IN: LazyLock<Result<Holidays, HolidaysError>> = LazyLock::new(|| {
    let mut calendars = BTreeMap::new();
    for (file, text) in FILES {
        let read: HolidayFile =
            toml::from_str(text).map_err(|source| HolidaysError { file, source: Box::new(source) })?;
        calendars.insert(read.country, Calendar::new(read.holiday));
    }
    Ok(Holidays { calendars })
});

static WEEKDAYS: Calendar = Calendar::WEEKDAYS;

impl Holidays {
    /// The calendars that ship with Probity, read once.
    ///
    /// # Errors
    /// When a shipped file is broken, which a test rules out.
    pub fn built_in() -> Result<&'static Self, &'static HolidaysError> {
        BUILT_IN.as_ref()
    }

    /// No calendar for any country: Monday to Friday everywhere.
    #[must_use]
    pub const fn none() -> Self {
        Self { calendars: BTreeMap::new() }
    }

    /// The calendar of a country.
    #[must_use]
    pub fn calendar(&self, country: Option<Country>) -> &Calendar {
        country.and_then(|country| self.calendars.get(&country)).unwrap_or(&WEEKDAYS)
    }

    /// The same calendars with another one for a country.
    #[must_use]
    pub fn with(mut self, country: Country, calendar: Calendar) -> Self {
        self.calendars.insert(country, calendar);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};

    fn days_off(country: &str, year: i16) -> Vec<(i8, i8)> {
        let calendar = Holidays::built_in().unwrap().calendar(Country::find(country));
        let mut day = date(year, 1, 1);
        let mut found = vec![];
        while day.year() == year {
            if calendar.holiday(day).is_some() {
                found.push((day.month(), day.day()));
            }
            day = day.tomorrow().unwrap();
        }
        found
    }

    #[test]
    fn every_shipped_file_is_read() {
        assert_eq!(Holidays::built_in().unwrap().calendars.len(), FILES.len());
    }

    #[test]
    fn panama_has_its_national_holidays_with_carnival_and_good_friday_in_place() {
        let movable = [
            (2024, [(2, 13), (3, 29)]),
            (2025, [(3, 4), (4, 18)]),
            (2026, [(2, 17), (4, 3)]),
            (2027, [(2, 9), (3, 26)]),
            (2028, [(2, 29), (4, 14)]),
        ];
        for (year, [carnival, good_friday]) in movable {
            let mut expected = vec![
                (1, 1),
                (1, 9),
                (5, 1),
                (11, 3),
                (11, 5),
                (11, 10),
                (11, 28),
                (12, 8),
                (12, 20),
                (12, 25),
                carnival,
                good_friday,
            ];
            if year == 2024 {
                expected.push((7, 1));
            }
            expected.sort_unstable();
            assert_eq!(days_off("PA", year), expected, "{year}");
        }
        assert!(!days_off("PA", 2021).contains(&(12, 20)));
    }

    #[test]
    fn cyprus_follows_the_orthodox_easter() {
        let movable = [
            (2024, [(3, 18), (5, 3), (5, 5), (5, 6), (6, 24)]),
            (2025, [(3, 3), (4, 18), (4, 20), (4, 21), (6, 9)]),
            (2026, [(2, 23), (4, 10), (4, 12), (4, 13), (6, 1)]),
            (2027, [(3, 15), (4, 30), (5, 2), (5, 3), (6, 21)]),
            (2028, [(2, 28), (4, 14), (4, 16), (4, 17), (6, 5)]),
        ];
        let fixed = [(1, 1), (1, 6), (3, 25), (4, 1), (5, 1), (8, 15), (10, 1), (10, 28), (12, 25), (12, 26)];
        for (year, movable) in movable {
            let mut expected = [fixed.as_slice(), movable.as_slice()].concat();
            expected.sort_unstable();
            assert_eq!(days_off("CY", year), expected, "{year}");
        }
    }

    #[test]
    fn lithuania_follows_the_western_easter() {
        let days = days_off("LT", 2026);
        assert!([(2, 16), (3, 11), (4, 5), (4, 6), (6, 24), (12, 24)].iter().all(|day| days.contains(day)));
        assert_eq!(days.len(), 14);
    }

    #[test]
    fn a_country_without_a_calendar_works_every_weekday() {
        let christmas: Date = date(2025, 12, 25);
        assert!(Holidays::built_in().unwrap().calendar(Country::find("FR")).is_working_day(christmas));
        assert!(Holidays::built_in().unwrap().calendar(None).is_working_day(christmas));
        assert!(!Holidays::built_in().unwrap().calendar(Country::find("PA")).is_working_day(christmas));
    }
}
