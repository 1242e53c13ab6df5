//! Dates inside numbers and texts: whether a day exists. No clock: a date in the future is a date too.

/// Whether the day exists in the Gregorian calendar.
pub(super) fn exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=length).contains(&day)
}

/// Whether a day exists in one of the centuries given, for years of two digits.
pub(super) fn exists_in(centuries: &[u32], year: u32, month: u32, day: u32) -> bool {
    centuries.iter().any(|century| exists(century + year, month, day))
}

/// The number written by digits.
pub(super) fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |number: u32, digit| number.saturating_mul(10).saturating_add(*digit))
}

/// The pairs of a run of digits: year, month and day of six of them, for example.
pub(super) fn pairs(digits: &[u32]) -> Vec<u32> {
    digits.chunks(2).map(number).collect()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The month of an English name or its first three letters.
pub(super) fn month(name: &str) -> Option<u32> {
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == start).and_then(|at| u32::try_from(at + 1).ok())
}

/// Whether the parts of a written date (`5-20-2021`, `21.5.21`, `May-2021`, `5/21`) can be one, in some order.
pub(super) fn is_written_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let numeric = |part: &&str| part.parse::<u32>().ok();
    let year = |part: &&str| match part.len() {
        2 => numeric(part).map(|year| 2000 + year),
        4 => numeric(part).filter(|year| (1800..=2200).contains(year)),
        _ => None,
    };
    let named = |part: &&str| month(part);
    let date = |year: Option<u32>, month: Option<u32>, day: Option<u32>| {
        year.zip(month).zip(day).is_some_and(|((year, month), day)| exists(year, month, day))
    };
    match parts.as_slice() {
        [first, second] => {
            let month_or =
                |part: &&str| named(part).or_else(|| numeric(part).filter(|m| (1..=12).contains(m)));
            let day = |part: &&str| numeric(part).is_some_and(|day| (1..=31).contains(&day));
            let month_first = month_or(first).is_some() && (day(second) || year(second).is_some());
            month_first || (named(second).is_some() && day(first))
        }
        [first, second, third] => {
            date(year(third), named(second).or_else(|| numeric(second)), numeric(first))
                || date(year(third), numeric(first), numeric(second))
                || (first.len() == 4 && date(year(first), numeric(second), numeric(third)))
        }
        _ => false,
    }
}

/// Whether an instant as RFC 3339 writes it (seconds and zone may be missing) has a day that exists.
pub(super) fn is_timestamp(text: &str) -> bool {
    let digits = crate::checksum::digits(text);
    let [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, ..] = digits.as_slice() else { return false };
    exists(number(&[*y1, *y2, *y3, *y4]), m1 * 10 + m2, d1 * 10 + d2) && h1 * 10 + h2 < 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leap_rule_holds() {
        assert!(exists(2000, 2, 29) && exists(2024, 2, 29));
        assert!(!exists(1900, 2, 29) && !exists(2023, 2, 29) && !exists(2024, 13, 1) && !exists(2024, 4, 31));
    }

    #[test]
    fn written_dates_are_read_in_either_order() {
        for date in
            ["5-20-2021", "21.5.2021", "2021-05-21", "5-May-2021", "May-21", "21-May", "5/21", "05/2021"]
        {
            assert!(is_written_date(date), "{date}");
        }
        for other in ["13-13-2021", "31.4.2021", "99/99", "2021-02-30", "5-xyz-2021"] {
            assert!(!is_written_date(other), "{other}");
        }
    }
}
