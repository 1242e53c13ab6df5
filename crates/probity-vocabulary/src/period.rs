//! Periods as policies and laws say them: `30 days`, `10 working days`, `1 month`, `72 hours`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A length of time in one unit. How it is counted is the business of `probity-law`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// The units that policies and laws count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Sixty seconds.
    Minutes,
    /// Sixty minutes, whatever the calendar says.
    Hours,
    /// Calendar days.
    Days,
    /// Days that are not weekend or holiday where the controller is.
    WorkingDays,
    /// Seven calendar days.
    Weeks,
    /// Calendar months, to the day of the same number or the month's last.
    Months,
    /// Calendar years.
    Years,
}

impl Period {
    /// A period.
    #[must_use]
    pub const fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit }
    }
}

impl Unit {
    /// The word in the plural, as the language writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::WorkingDays => "working days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.unit.word();
        let word = if self.amount == 1 { word.trim_end_matches('s') } else { word };
        write!(formatter, "{} {word}", self.amount)
    }
}
