//! Until when may a refusal be appealed, and by when must the appeal be decided.
//!
//! The laws that ship set no window for the person, so that the policy's window is the window; where several
//! speak, the longest. The time to decide is resolved like a deadline: the earliest.

use crate::answer::reaches;
use crate::applicable::Scope;
use crate::deadline::due;
use crate::holidays::Holidays;
use crate::pack::LawId;
use crate::packs::LawBook;
use crate::resolve::{Considered, Counter, ExtensionAnswer, PromisedExtension, ResolveError, resolve};
use crate::rule::{ClockStart, Duty};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_vocabulary::{Country, Period, Place, Residence};
use serde::Serialize;

/// A refusal and the appeal against it.
#[derive(Clone, Copy, Debug)]
pub struct AppealQuestion<'a> {
    /// Where the person lives, as far as it is known.
    pub residence: Residence,
    /// When the request was refused.
    pub refused: Timestamp,
    /// When the appeal arrived; none before.
    pub appealed: Option<Timestamp>,
    /// The time zone in which the controller's days end.
    pub controller_zone: &'a TimeZone,
    /// Where the controller is.
    pub controller_country: Option<Country>,
    /// What the policy promises.
    pub promises: &'a [PromisedAppeal],
    /// The laws that the policy names.
    pub laws: &'a [LawId],
    /// The calendars to count working days with.
    pub holidays: &'a Holidays,
}

/// What a policy promises about appeals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedAppeal {
    /// For how long after the refusal the person may appeal; without end when none is given.
    pub window: Option<Period>,
    /// Within what time after the appeal arrives it is decided.
    pub decide: Option<Period>,
    /// Whether that may take longer.
    pub extension: Option<PromisedExtension>,
    /// For whom; everybody when empty.
    pub places: Vec<Place>,
    /// The clause that promises it.
    pub clause: Option<String>,
}

/// How an appeal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppealAnswer {
    /// Whether the person has an appeal at all: a law or a promise gives one.
    pub open: bool,
    /// The last instant to appeal; none when there is no end.
    pub window_ends: Option<Timestamp>,
    /// By when the appeal must be decided; none before it arrives.
    pub due: Option<Timestamp>,
    /// The rule or clause that decides.
    pub rule: Option<String>,
    /// How far the decision may be extended; none when it may not.
    pub extension: Option<ExtensionAnswer>,
    /// To whom the person may turn after a second refusal.
    pub then: Vec<String>,
    /// Where what decides is written.
    pub citations: Vec<String>,
    /// Whether something that decides rests on a text that nobody has read.
    pub unverified: bool,
    /// Why, sentence by sentence.
    pub explanation: Vec<String>,
    /// Every claim that was looked at.
    pub considered: Vec<Considered>,
}

impl LawBook {
    /// Until when a refusal may be appealed and by when the appeal must be decided.
    ///
    /// # Errors
    /// When the policy names an unknown law, or a period leads out of the calendar.
    pub fn appeal(&self, question: &AppealQuestion<'_>) -> Result<AppealAnswer, ResolveError> {
        let on = question.refused.to_zoned(question.controller_zone.clone()).date();
        let scope = Scope {
            residence: question.residence,
            controller_country: question.controller_country,
            on,
            laws: question.laws,
        };
        let counter = Counter {
            zone: question.controller_zone,
            holidays: question.holidays,
            controller_country: question.controller_country,
            receipt: question.appealed,
            verification: None,
        };
        let promises: Vec<&PromisedAppeal> = question
            .promises
            .iter()
            .filter(|promise| reaches(&promise.places, &question.residence, on))
            .collect();
        let rules = self.rules_in_force(&scope, |duty| match duty {
            Duty::Appeal(appeal) => Some(appeal),
            _ => None,
        })?;
        let mut claims = vec![];
        for promise in &promises {
            if let Some(decide) = promise.decide {
                let clause = promise.clause.as_deref();
                claims.push(counter.claim_of_promise(
                    clause,
                    decide,
                    ClockStart::Receipt,
                    promise.extension,
                    false,
                )?);
            }
        }
        let mut then = vec![];
        for (rule, appeal) in &rules {
            claims.push(counter.claim_of_law(rule, &appeal.clock, appeal.extension.as_ref())?);
            then.push(appeal.then.clone());
        }
        let resolution = resolve(claims);
        let deciding: Vec<&Considered> = resolution.considered.iter().filter(|claim| claim.decides).collect();
        Ok(AppealAnswer {
            open: !(promises.is_empty() && rules.is_empty()),
            window_ends: window_end(question, &promises)?,
            due: deciding.first().map(|claim| claim.due),
            rule: deciding.first().map(|claim| claim.rule.clone()),
            then,
            citations: deciding.iter().map(|claim| claim.cite.clone()).collect(),
            unverified: deciding.iter().any(|claim| !claim.verified),
            extension: resolution.extension,
            explanation: resolution.explanation,
            considered: resolution.considered,
        })
    }
}

/// The longest window; without end when a promise sets none, or nobody speaks of one.
fn window_end(
    question: &AppealQuestion<'_>,
    promises: &[&PromisedAppeal],
) -> Result<Option<Timestamp>, ResolveError> {
    let calendar = question.holidays.calendar(question.controller_country);
    let mut longest = None;
    for promise in promises {
        let Some(window) = promise.window else { return Ok(None) };
        longest = longest.max(Some(due(question.refused, window, question.controller_zone, calendar)?.at));
    }
    Ok(longest)
}
