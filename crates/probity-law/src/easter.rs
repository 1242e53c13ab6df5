//! The date of Easter, on which most movable holidays of Europe and Latin America hang.

use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;

/// Which church's reckoning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Easter {
    /// The Gregorian reckoning of the western churches.
    Western,
    /// The Julian reckoning of the orthodox churches, given as a Gregorian date.
    Orthodox,
}

impl Easter {
    /// Easter Sunday of a year between 1900 and 2099; none outside, where nobody has checked the sums.
    pub(crate) fn sunday(self, year: i16) -> Option<Date> {
        if !(1900..=2099).contains(&year) {
            return None;
        }
        match self {
            Self::Western => western(year),
            Self::Orthodox => orthodox(year),
        }
    }
}

/// The anonymous Gregorian method, as published in Nature in 1876.
fn western(year: i16) -> Option<Date> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon_correction = (century + 8) / 25;
    let epact_correction = (century - moon_correction + 1) / 3;
    let epact = (19 * golden + century - century / 4 - epact_correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    from_march_or_april(year, epact + weekday - 7 * late + 114)
}

/// The method of Meeus for the Julian calendar, which in these two centuries lags by thirteen days.
fn orthodox(year: i16) -> Option<Date> {
    let epact = (19 * (year % 19) + 15) % 30;
    let weekday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7;
    from_march_or_april(year, epact + weekday + 114)?.checked_add(Span::new().days(13)).ok()
}

fn from_march_or_april(year: i16, count: i16) -> Option<Date> {
    let month = i8::try_from(count / 31).ok()?;
    let day = i8::try_from(count % 31 + 1).ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    #[test]
    fn western_easter_falls_where_the_almanac_says() {
        let known = [
            date(1900, 4, 15),
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2028, 4, 16),
            date(2038, 4, 25),
        ];
        for day in known {
            assert_eq!(Easter::Western.sunday(day.year()), Some(day));
        }
    }

    #[test]
    fn orthodox_easter_falls_where_the_almanac_says() {
        let known = [
            date(2021, 5, 2),
            date(2022, 4, 24),
            date(2023, 4, 16),
            date(2024, 5, 5),
            date(2025, 4, 20),
            date(2026, 4, 12),
            date(2027, 5, 2),
            date(2028, 4, 16),
        ];
        for day in known {
            assert_eq!(Easter::Orthodox.sunday(day.year()), Some(day));
        }
    }

    #[test]
    fn easter_is_a_sunday_and_the_orthodox_never_the_earlier() {
        for year in 1900..=2099 {
            let western = Easter::Western.sunday(year).unwrap();
            let orthodox = Easter::Orthodox.sunday(year).unwrap();
            assert_eq!((western.weekday(), orthodox.weekday()), (Weekday::Sunday, Weekday::Sunday));
            assert!(western >= date(year, 3, 22) && western <= date(year, 4, 25));
            assert!(orthodox >= western);
        }
    }

    #[test]
    fn years_that_nobody_checked_have_no_easter() {
        assert_eq!(Easter::Western.sunday(1899), None);
        assert_eq!(Easter::Orthodox.sunday(2100), None);
    }
}
