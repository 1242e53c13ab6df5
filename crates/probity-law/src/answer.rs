//! By when must this request be answered, and why: the question and its answer.
//!
//! A policy is judged as it was when the request arrived; picking that version, and picking out of it the
//! promises that speak of this person, is the caller's part as far as the promise has conditions other than
//! a place. All promises passed in count; a promise for a place does not silence a general one.

use crate::applicable::{Reason, RuleInForce, Scope};
use crate::deadline::DeadlineError;
use crate::holidays::Holidays;
use crate::pack::LawId;
use crate::packs::LawBook;
use crate::resolve::{Counter, MaybeClaim, Resolution, ResolveError, resolve};
use crate::rule::{ClockStart, Duty};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_vocabulary::{Country, Coverage, Period, Place, Residence, Right};
use serde::Serialize;

pub use crate::resolve::{Considered, ExtensionAnswer, PromisedExtension};

/// A request, as far as its deadline depends on it.
#[derive(Clone, Copy, Debug)]
pub struct DeadlineQuestion<'a> {
    /// What is asked for.
    pub right: Right,
    /// Where the person lives, as far as it is known.
    pub residence: Residence,
    /// When the request arrived.
    pub received: Timestamp,
    /// When it was established who asks; none while it is not.
    pub verified: Option<Timestamp>,
    /// The time zone in which the controller's days end.
    pub controller_zone: &'a TimeZone,
    /// Where the controller is.
    pub controller_country: Option<Country>,
    /// What the policy promises.
    pub promises: &'a [PromisedTime],
    /// The laws that the policy names. One that it names for the people of a place alone is left out by the
    /// caller for everybody else, since a law may also hold because of where the controller is.
    pub laws: &'a [LawId],
    /// The calendars to count working days with.
    pub holidays: &'a Holidays,
}

/// A time that a policy promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedTime {
    /// What is promised.
    pub act: PromisedAct,
    /// For which right; any when none is named.
    pub right: Option<Right>,
    /// Within what time. Working days are those where the controller is.
    pub period: Period,
    /// From when: receipt or verification.
    pub from: ClockStart,
    /// For whom; everybody when empty.
    pub places: Vec<Place>,
    /// Whether it may take longer.
    pub extension: Option<PromisedExtension>,
    /// The clause that promises it.
    pub clause: Option<String>,
    /// The law that it repeats. Such a promise shares the extension of the law unless it states its own.
    pub because_of: Option<LawId>,
}

/// What is promised within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromisedAct {
    /// The answer.
    Answer,
    /// The word that the request has arrived.
    Acknowledge,
}

/// By when a request must be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadlineAnswer {
    /// The last instant that is in time; none when no promise and no law names one.
    pub due: Option<Timestamp>,
    /// The full id of the rule that decides, or the clause where a promise does.
    pub rule: Option<String>,
    /// The law that decides; none where a promise does.
    pub law: Option<LawId>,
    /// The laws that hold for the person.
    pub laws: Vec<LawId>,
    /// The earliest end among the promises.
    pub promise_due: Option<Timestamp>,
    /// The earliest end among the laws.
    pub law_due: Option<Timestamp>,
    /// How far it may be extended; none when it may not.
    pub extension: Option<ExtensionAnswer>,
    /// By when the person must be told that the request has arrived.
    pub acknowledge_by: Option<Timestamp>,
    /// Where what decides is written.
    pub citations: Vec<String>,
    /// Whether something that decides rests on a text that nobody has read.
    pub unverified: bool,
    /// Why, sentence by sentence.
    pub explanation: Vec<String>,
    /// Every claim that was looked at.
    pub considered: Vec<Considered>,
}

/// Why an extension is refused.
#[derive(Debug, thiserror::Error)]
pub enum ExtensionError {
    /// Nothing allows one.
    #[error("extending the deadline is refused: {why}")]
    NotAllowed {
        /// Which rule or clause does not.
        why: String,
    },
    /// The person had to be told earlier.
    #[error("extending the deadline is refused: the person had to be told by {notice_by}")]
    TooLate {
        /// By when.
        notice_by: Timestamp,
    },
    /// It is longer than allowed.
    #[error("extending the deadline is refused: it may not go beyond {until}")]
    TooLong {
        /// The last instant allowed.
        until: Timestamp,
    },
    /// The deadline itself could not be found.
    #[error("finding the deadline to extend failed")]
    Resolve(#[from] ResolveError),
}

impl LawBook {
    /// By when a request must be answered: the earliest among the policy's promises and the laws that hold.
    ///
    /// # Errors
    /// When the policy names an unknown law, or a period leads out of the calendar.
    pub fn deadline(&self, question: &DeadlineQuestion<'_>) -> Result<DeadlineAnswer, ResolveError> {
        let scope = question.scope();
        let laws = self.applicable(&scope)?.iter().map(|law| law.pack.id.clone()).collect();
        let answer = resolve(self.answer_claims(question, &scope)?);
        let acknowledge = resolve(self.acknowledge_claims(question, &scope)?);
        Ok(assemble(laws, answer, acknowledge))
    }

    /// The new deadline when it is extended by a period, counted from the old one.
    ///
    /// # Errors
    /// When a promise or a law does not allow it, or it comes too late.
    pub fn extended_deadline(
        &self,
        question: &DeadlineQuestion<'_>,
        by: Period,
        told: Timestamp,
    ) -> Result<Timestamp, ExtensionError> {
        let answer = self.deadline(question)?;
        let Some(due) = answer.due else {
            return Err(ExtensionError::NotAllowed { why: "there is no deadline to extend".to_owned() });
        };
        let Some(extension) = answer.extension else {
            let holding =
                answer.considered.iter().filter(|claim| claim.extended.is_some_and(|end| end <= due));
            let names: Vec<_> = holding.map(|claim| format!("`{}`", claim.rule)).collect();
            return Err(ExtensionError::NotAllowed {
                why: format!("{} knows no extension", names.join(", ")),
            });
        };
        if told > extension.notice_by {
            return Err(ExtensionError::TooLate { notice_by: extension.notice_by });
        }
        let day = due.to_zoned(question.controller_zone.clone()).date();
        let calendar = question.holidays.calendar(question.controller_country);
        let end = crate::deadline::Due { at: due, day: Some(day) };
        let extended = crate::deadline::extend(end, by, question.controller_zone, calendar)
            .map_err(ResolveError::from)?;
        match extension.until {
            Some(until) if extended.at > until => Err(ExtensionError::TooLong { until }),
            _ => Ok(extended.at),
        }
    }

    fn answer_claims(
        &self,
        question: &DeadlineQuestion<'_>,
        scope: &Scope<'_>,
    ) -> Result<Vec<MaybeClaim>, ResolveError> {
        let counter = question.counter();
        let mut claims = question.promised(PromisedAct::Answer)?;
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Answer(answer) => Some(answer),
            _ => None,
        })?;
        let (rules, put_back) = law_of_residence_first(
            rules.into_iter().filter(|(_, answer)| answer.rights.contains(&question.right)).collect(),
        );
        claims.extend(put_back);
        for (rule, answer) in &rules {
            claims.push(match &answer.clock {
                Some(clock) => counter.claim_of_law(rule, clock, answer.extension.as_ref())?,
                None => Err(format!("`{}` ({}) asks for it without delay", rule.full_id(), rule.rule.cite)),
            });
        }
        Ok(claims)
    }

    fn acknowledge_claims(
        &self,
        question: &DeadlineQuestion<'_>,
        scope: &Scope<'_>,
    ) -> Result<Vec<MaybeClaim>, ResolveError> {
        let counter = question.counter();
        let mut claims = question.promised(PromisedAct::Acknowledge)?;
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Acknowledge(acknowledge) => Some(acknowledge),
            _ => None,
        })?;
        let (rules, put_back) = law_of_residence_first(
            rules.into_iter().filter(|(_, duty)| duty.rights.contains(&question.right)).collect(),
        );
        claims.extend(put_back);
        for (rule, duty) in &rules {
            claims.push(counter.claim_of_law(rule, &duty.clock, None)?);
        }
        Ok(claims)
    }
}

/// Rules of the law of the place where the person lives, when it says anything; then the laws that
/// hold only because the controller is there do not set the clock, and a sentence says so. A person
/// whose own law is silent, or whose residence is unknown, has the clock of all of them.
fn law_of_residence_first<'b, T>(
    rules: Vec<(RuleInForce<'b>, &'b T)>,
) -> (Vec<(RuleInForce<'b>, &'b T)>, Vec<MaybeClaim>) {
    let of_residence = |rule: &RuleInForce<'_>| matches!(rule.reason, Reason::Resident(_));
    if !rules.iter().any(|(rule, _)| of_residence(rule)) {
        return (rules, Vec::new());
    }
    let (first, back): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|(rule, _)| !matches!(rule.reason, Reason::Controller(_)));
    let told = back
        .iter()
        .map(|(rule, _)| {
            Err(format!(
                "`{}` ({}) holds because the controller is there; the law of the place where the person lives sets the clock",
                rule.full_id(),
                rule.rule.cite
            ))
        })
        .collect();
    (first, told)
}

impl<'a> DeadlineQuestion<'a> {
    fn scope(&self) -> Scope<'a> {
        Scope {
            residence: self.residence,
            controller_country: self.controller_country,
            on: self.received.to_zoned(self.controller_zone.clone()).date(),
            laws: self.laws,
        }
    }

    const fn counter(&self) -> Counter<'a> {
        Counter {
            zone: self.controller_zone,
            holidays: self.holidays,
            controller_country: self.controller_country,
            receipt: Some(self.received),
            verification: self.verified,
        }
    }

    fn promised(&self, act: PromisedAct) -> Result<Vec<MaybeClaim>, DeadlineError> {
        let on = self.scope().on;
        let speaks = |promise: &&PromisedTime| {
            promise.act == act
                && promise.right.is_none_or(|right| right == self.right)
                && reaches(&promise.places, &self.residence, on)
        };
        self.promises
            .iter()
            .filter(speaks)
            .map(|promise| {
                self.counter().claim_of_promise(
                    promise.clause.as_deref(),
                    promise.period,
                    promise.from,
                    promise.extension,
                    promise.because_of.is_some(),
                )
            })
            .collect()
    }
}

/// Whether a promise for these places speaks of somebody who lives there, or who may.
pub(crate) fn reaches(places: &[Place], residence: &Residence, on: jiff::civil::Date) -> bool {
    places.is_empty() || places.iter().any(|place| place.covers(residence, on) != Coverage::No)
}

fn assemble(laws: Vec<LawId>, answer: Resolution, acknowledge: Resolution) -> DeadlineAnswer {
    let earliest = |of_law: bool| {
        // What only repeats a law promises nothing of its own.
        let claims = answer
            .considered
            .iter()
            .filter(move |claim| (claim.law.is_some() || claim.repeats_a_law) == of_law);
        claims.map(|claim| claim.due).min()
    };
    // Of several that say the same the law is named, and a sentence that only repeats one last.
    let winner = answer
        .considered
        .iter()
        .filter(|claim| claim.decides)
        .min_by_key(|claim| (claim.repeats_a_law, claim.law.is_none()))
        .cloned();
    let limits: Vec<&String> = answer.extension.iter().flat_map(|extension| &extension.limited_by).collect();
    let deciding = answer.considered.iter().filter(|claim| claim.decides);
    let limiting = answer.considered.iter().filter(|claim| limits.contains(&&claim.rule));
    let acknowledging = acknowledge.considered.iter().filter(|claim| claim.decides);
    let mut citations: Vec<String> = vec![];
    let mut unverified = false;
    for claim in deciding.chain(limiting).chain(acknowledging) {
        unverified |= !claim.verified;
        if !citations.contains(&claim.cite) {
            citations.push(claim.cite.clone());
        }
    }
    let acknowledgement =
        acknowledge.explanation.iter().map(|sentence| format!("to acknowledge it, {sentence}"));
    DeadlineAnswer {
        due: winner.as_ref().map(|claim| claim.due),
        promise_due: earliest(false),
        law_due: earliest(true),
        law: winner.as_ref().and_then(|claim| claim.law.clone()),
        rule: winner.map(|claim| claim.rule),
        laws,
        acknowledge_by: acknowledge.considered.iter().map(|claim| claim.due).min(),
        citations,
        unverified,
        explanation: answer.explanation.iter().cloned().chain(acknowledgement).collect(),
        extension: answer.extension,
        considered: answer.considered,
    }
}
