//! What the data of the company is made from, and what follows from it before any row is written.

use jiff::Timestamp;

/// The smallest company.
pub const FEWEST_PEOPLE: u64 = 10;
/// The largest company.
pub const MOST_PEOPLE: u64 = 1_000_000;

/// The size, the seed and the day: the same recipe gives the same data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// How many accounts there are.
    pub people: u64,
    /// Where the stream of numbers begins.
    pub seed: u64,
    /// The instant up to which the company has lived.
    pub now: Timestamp,
    /// Whether some rows are past their time and some people opted out, so that there is something to expire.
    pub overdue: bool,
}

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// What a stream of numbers is for, so that no two have the same key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Topic {
    Profile = 1,
    Counts,
    Account,
    Money,
    Activity,
    Outreach,
    Company,
    Shared,
    Guest,
    Follower,
    Applicant,
    Visitor,
    Suppression,
}

impl Recipe {
    pub(crate) fn random(&self, topic: Topic, number: u64) -> crate::random::Random {
        crate::random::Random::keyed(&[self.seed, topic as u64, number])
    }

    /// Now, in seconds since 1970.
    pub(crate) fn now_second(&self) -> i64 {
        self.now.as_second()
    }

    /// How old the oldest of some rows are, in seconds, when they may be kept for so many days: a little
    /// younger than that, or somewhat older when there is to be something to expire.
    pub(crate) fn oldest(&self, kept_days: i64) -> i64 {
        let days = if self.overdue { kept_days + kept_days / 8 } else { kept_days - kept_days / 40 - 1 };
        days * DAY
    }
}
