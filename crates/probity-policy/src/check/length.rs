//! Comparing periods of different units, without an anchor to count them from.
//!
//! INVARIANT (CAUTIOUS-LENGTH): a period is a range from its shortest to its longest reading, so that
//! nothing is called longer that could be equal, unless the question is whether it could be longer.

use probity_vocabulary::{Period, Unit};

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// The shortest and the longest time that a period can be, in minutes.
fn range(period: Period) -> (u64, u64) {
    let amount = u64::from(period.amount);
    match period.unit {
        Unit::Minutes => (amount, amount),
        Unit::Hours => (amount * HOUR, amount * HOUR),
        Unit::Days => (amount * DAY, amount * DAY),
        Unit::Weeks => (amount * 7 * DAY, amount * 7 * DAY),
        // At the best no weekend before the fifth day is over; at the worst a holiday in each week.
        Unit::WorkingDays => {
            let weekends = amount.saturating_sub(1) / 5;
            ((amount + 2 * weekends) * DAY, (amount + 2 * (weekends + 1) + amount / 4 + 1) * DAY)
        }
        Unit::Months => (months(amount, 28), months(amount, 31)),
        Unit::Years => (amount * 365 * DAY, (amount * 365 + amount / 4 + 1) * DAY),
    }
}

/// Whole years of twelve months, and what is left in months of so many days.
fn months(amount: u64, days: u64) -> u64 {
    let spare = if days > 30 { amount / 48 + 1 } else { 0 };
    ((amount / 12) * 365 + (amount % 12) * days + spare) * DAY
}

/// Is the left period longer however both are counted?
pub(super) fn is_longer(left: Period, right: Period) -> bool {
    if let Some((left, right)) = same_unit(left, right) {
        return left > right;
    }
    range(left).0 > range(right).1
}

/// Is the left period longer for some way of counting?
pub(super) fn can_be_longer(left: Period, right: Period) -> bool {
    if let Some((left, right)) = same_unit(left, right) {
        return left > right;
    }
    range(left).1 > range(right).0
}

fn same_unit(left: Period, right: Period) -> Option<(u64, u64)> {
    let in_months = |period: Period| match period.unit {
        Unit::Months => Some(u64::from(period.amount)),
        Unit::Years => Some(u64::from(period.amount) * 12),
        _ => None,
    };
    if left.unit == right.unit {
        return Some((u64::from(left.amount), u64::from(right.amount)));
    }
    in_months(left).zip(in_months(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period() -> impl Strategy<Value = Period> {
        let unit = prop_oneof![
            Just(Unit::Minutes),
            Just(Unit::Hours),
            Just(Unit::Days),
            Just(Unit::WorkingDays),
            Just(Unit::Weeks),
            Just(Unit::Months),
            Just(Unit::Years)
        ];
        (0_u32..2000, unit).prop_map(|(amount, unit)| Period::new(amount, unit))
    }

    #[test]
    fn thirty_days_can_be_longer_than_a_month_and_need_not_be() {
        let (days, month) = (Period::new(30, Unit::Days), Period::new(1, Unit::Months));
        assert!(can_be_longer(days, month) && !is_longer(days, month));
        assert!(is_longer(days, Period::new(10, Unit::WorkingDays)));
        assert!(!can_be_longer(Period::new(10, Unit::Days), Period::new(10, Unit::WorkingDays)));
        assert!(!can_be_longer(Period::new(24, Unit::Months), Period::new(2, Unit::Years)));
    }

    proptest! {
        #[test]
        fn what_is_longer_can_be_longer_and_never_both_ways(left in period(), right in period()) {
            prop_assert!(!is_longer(left, right) || can_be_longer(left, right));
            prop_assert!(!(is_longer(left, right) && is_longer(right, left)));
            prop_assert!(!can_be_longer(left, left));
        }
    }
}
