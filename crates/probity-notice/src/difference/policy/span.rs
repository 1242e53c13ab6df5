//! How long a period is, as far as two can be compared.
//!
//! A month has between 28 and 31 days and ten working days may hold holidays, so that a period is an interval. Of two
//! intervals that overlap nobody can say which is shorter.

use probity_vocabulary::{Period, Unit};
use std::cmp::Ordering;

/// A period in the unit that it is counted in. Equal are those that are equal whenever they begin: 12 months and 1 year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Span {
    /// Of the clock.
    Minutes(u64),
    /// Days that are not weekend or holiday.
    WorkingDays(u64),
    /// Of the calendar.
    Months(u64),
}

const DAY: u64 = 24 * 60;

impl Span {
    pub(super) fn of(period: Period) -> Self {
        let amount = u64::from(period.amount);
        match period.unit {
            Unit::Minutes => Self::Minutes(amount),
            Unit::Hours => Self::Minutes(amount * 60),
            Unit::Days => Self::Minutes(amount * DAY),
            Unit::Weeks => Self::Minutes(amount * 7 * DAY),
            Unit::WorkingDays => Self::WorkingDays(amount),
            Unit::Months => Self::Months(amount),
            Unit::Years => Self::Months(amount * 12),
        }
    }

    /// The least and the most minutes that it can take.
    fn bounds(self) -> (u64, u64) {
        match self {
            Self::Minutes(minutes) => (minutes, minutes),
            // Two days without work in seven, and a holiday in each week at the most.
            Self::WorkingDays(days) => {
                let weeks = days / 5;
                ((days + 2 * weeks) * DAY, (days + 2 * days.div_ceil(5) + weeks + 1) * DAY)
            }
            Self::Months(months) => {
                let (years, rest) = (months / 12, months % 12);
                let least =
                    years * 365 + (rest * 304).div_euclid(10).saturating_sub(if rest > 0 { 2 } else { 0 });
                let most = years * 366 + (rest * 306).div_euclid(10) + u64::from(rest > 0);
                (least * DAY, most * DAY)
            }
        }
    }

    /// Which is longer; nothing when that depends on when they begin.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        if self == other {
            return Some(Ordering::Equal);
        }
        match (self, other) {
            (Self::Minutes(one), Self::Minutes(other))
            | (Self::WorkingDays(one), Self::WorkingDays(other))
            | (Self::Months(one), Self::Months(other)) => Some(one.cmp(&other)),
            _ => {
                let ((least, most), (other_least, other_most)) = (self.bounds(), other.bounds());
                match () {
                    () if most <= other_least => Some(Ordering::Less),
                    () if other_most <= least => Some(Ordering::Greater),
                    () => None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(one: (u32, Unit), other: (u32, Unit)) -> Option<Ordering> {
        Span::of(Period::new(one.0, one.1)).compare(Span::of(Period::new(other.0, other.1)))
    }

    #[test]
    fn units_are_compared_where_the_calendar_lets_them() {
        use Ordering::{Equal, Greater, Less};
        for (one, other, found) in [
            ((30, Unit::Days), (10, Unit::Days), Some(Greater)),
            ((12, Unit::Months), (1, Unit::Years), Some(Equal)),
            ((7, Unit::Days), (1, Unit::Weeks), Some(Equal)),
            ((72, Unit::Hours), (3, Unit::Days), Some(Equal)),
            ((30, Unit::Days), (1, Unit::Months), None),
            ((10, Unit::WorkingDays), (30, Unit::Days), Some(Less)),
            ((10, Unit::WorkingDays), (10, Unit::Days), Some(Greater)),
            ((45, Unit::Days), (1, Unit::Months), Some(Greater)),
            ((6, Unit::Months), (1, Unit::Years), Some(Less)),
            ((365, Unit::Days), (1, Unit::Years), Some(Less)),
            ((90, Unit::Days), (3, Unit::Months), None),
        ] {
            assert_eq!(compared(one, other), found, "{one:?} {other:?}");
            assert_eq!(compared(other, one), found.map(Ordering::reverse));
        }
    }
}
