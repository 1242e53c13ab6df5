//! What a policy promises about time, in the form in which `probity-law` compares it with laws.

use crate::grammar::Located;
use crate::model::policy::{Answer, Policy};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_law::{
    ClockStart, DeadlineAnswer, DeadlineQuestion, Holidays, LawBook, LawId, PromisedAct, PromisedExtension,
    PromisedTime, ResolveError,
};
use probity_vocabulary::{Country, Place, Residence, Right};

/// The promises about answering and acknowledging. A sentence whose words are not known is left
/// out; `check` has told about it. INVARIANT (DENY-WHEN-IN-DOUBT): an unconfirmed promise counts,
/// because counting can only bring the deadline nearer.
#[must_use]
pub fn promised_times(policy: &Policy) -> Vec<PromisedTime> {
    let answers = policy.answers.iter().map(|one| (PromisedAct::Answer, one));
    let acknowledgements = policy.acknowledgements.iter().map(|one| (PromisedAct::Acknowledge, one));
    answers.chain(acknowledgements).filter_map(|(act, one)| promised(policy, act, one)).collect()
}

fn promised(policy: &Policy, act: PromisedAct, answer: &Answer) -> Option<PromisedTime> {
    let right = match &answer.right {
        Some(word) => Some(Right::from_word(&word.value)?),
        None => None,
    };
    let places: Option<Vec<Place>> = answer.people_in.iter().map(|place| Place::find(&place.value)).collect();
    Some(PromisedTime {
        act,
        right,
        period: answer.within.value,
        from: if answer.start == "verification" { ClockStart::Verification } else { ClockStart::Receipt },
        places: places?,
        extension: answer.extension.as_ref().map(|period| PromisedExtension {
            period: Some(period.value),
            times: 1,
            reason_required: true,
        }),
        clause: answer.clauses.first().map(|clause| clause.value.clone()),
        because_of: answer.because.as_ref().and_then(|because| repeated(policy, because)),
    })
}

/// The law that a sentence repeats: the one named, or with `because law` one of the policy's.
fn repeated(policy: &Policy, because: &Located<String>) -> Option<LawId> {
    if because.value == "law" { policy.laws.iter().find_map(law) } else { law(because) }
}

fn law(word: &Located<String>) -> Option<LawId> {
    LawBook::built_in().ok()?.laws().find(|pack| pack.id.as_str() == word.value).map(|pack| pack.id.clone())
}

/// The laws that the policy names and this program knows.
#[must_use]
pub fn laws(policy: &Policy) -> Vec<LawId> {
    policy.laws.iter().filter_map(law).collect()
}

/// The zone in which the policy counts its days; UTC when it names none.
#[must_use]
pub fn zone(policy: &Policy) -> TimeZone {
    policy.zone.as_ref().and_then(|zone| TimeZone::get(&zone.value).ok()).unwrap_or(TimeZone::UTC)
}

/// By when a request under this policy must be answered.
///
/// # Errors
/// When a period leads out of the calendar, or the built-in laws or holidays cannot be read.
pub fn deadline(
    policy: &Policy,
    right: Right,
    residence: Residence,
    received: Timestamp,
    verified: Option<Timestamp>,
) -> Result<DeadlineAnswer, DeadlineFault> {
    let book = LawBook::built_in().map_err(|error| DeadlineFault::Laws(error.to_string()))?;
    let holidays = Holidays::built_in().map_err(|error| DeadlineFault::Laws(error.to_string()))?;
    let (promises, laws, zone) = (promised_times(policy), laws(policy), zone(policy));
    let question = DeadlineQuestion {
        right,
        residence,
        received,
        verified,
        controller_zone: &zone,
        controller_country: policy
            .controller
            .country
            .as_ref()
            .and_then(|country| Country::find(&country.value)),
        promises: &promises,
        laws: &laws,
        holidays,
    };
    book.deadline(&question).map_err(DeadlineFault::Resolve)
}

/// Why a deadline could not be found.
#[derive(Debug)]
pub enum DeadlineFault {
    /// The built-in data cannot be read.
    Laws(String),
    /// The question has no answer.
    Resolve(ResolveError),
}

impl std::fmt::Display for DeadlineFault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Laws(why) => write!(formatter, "reading the built-in laws failed: {why}"),
            Self::Resolve(_) => formatter.write_str("finding the deadline failed"),
        }
    }
}

impl std::error::Error for DeadlineFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Laws(_) => None,
            Self::Resolve(error) => Some(error),
        }
    }
}
