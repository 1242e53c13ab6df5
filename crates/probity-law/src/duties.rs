//! What else the laws ask: ages of consent, breach clocks, free requests, records, grounds for refusing,
//! legal bases, signals, pauses before asking again. One query each; every answer says where it stands.

use crate::applicable::{Reason, RuleInForce, Scope};
use crate::deadline::due;
use crate::holidays::Holidays;
use crate::pack::LawId;
use crate::packs::{LawBook, UnknownLaw};
use crate::resolve::ResolveError;
use crate::rule::{
    AskAgain, Bases, BreachThreshold, Clock, ClockStart, ConsentAge, ConsentGiver, ConsentSubject, Duty,
    Exception, FreeRequests, KeepRecords, Signal, StorageLimit, Tell,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_vocabulary::{Period, Right, Unit};
use serde::Serialize;

/// A figure of a law with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited<T> {
    /// The figure.
    pub value: T,
    /// The law.
    pub law: LawId,
    /// The full id of the rule.
    pub rule: String,
    /// The provision.
    pub cite: String,
    /// Whether its text was read.
    pub verified: bool,
    /// Whether it is certain that the law reaches the person; otherwise it counts because it may.
    pub certain: bool,
    /// What a reader should know about it.
    pub note: Option<String>,
}

impl<T> Cited<T> {
    fn new(rule: &RuleInForce<'_>, value: T) -> Self {
        Self {
            value,
            law: rule.pack.id.clone(),
            rule: rule.full_id(),
            cite: rule.rule.cite.clone(),
            verified: rule.rule.confidence.is_verified(),
            certain: !matches!(rule.reason, Reason::MaybeResident(_)),
            note: rule.rule.note.clone(),
        }
    }
}

/// A duty to tell of a breach, with its last instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BreachDeadline {
    /// Whom to tell.
    pub tell: Tell,
    /// From which danger on.
    pub when: BreachThreshold,
    /// How many people must be affected; one where none is given.
    pub at_least_people: Option<u32>,
    /// The last instant; none where the law says without undue delay.
    pub due: Option<Timestamp>,
    /// What the clock counts from, which is taken to be the instant of becoming aware unless it is the notice to
    /// the people: that can come no earlier, and then counts from its own deadline.
    pub counts_from: Option<ClockStart>,
}

impl LawBook {
    /// The ages of consent that hold. Within one law the rule for the person's own country stands in the place
    /// of the general one.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn consent_ages(&self, scope: &Scope<'_>) -> Result<Vec<Cited<ConsentAge>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::ConsentAge(age) => Some(age),
            _ => None,
        })?;
        let is_displaced = |rule: &RuleInForce<'_>, age: &ConsentAge| {
            !rule.is_specific()
                && scope.residence.country.is_some()
                && rules.iter().any(|(other, own)| {
                    other.is_specific()
                        && other.pack.id == rule.pack.id
                        && (own.to, own.by) == (age.to, age.by)
                })
        };
        Ok(rules
            .iter()
            .filter(|(rule, age)| !is_displaced(rule, age))
            .map(|(rule, age)| Cited::new(rule, **age))
            .collect())
    }

    /// The age below which a parent must consent; the highest where several laws hold.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn consent_age(
        &self,
        scope: &Scope<'_>,
        to: ConsentSubject,
    ) -> Result<Option<Cited<ConsentAge>>, UnknownLaw> {
        let of_parents = |age: &Cited<ConsentAge>| age.value.by == ConsentGiver::Parent && age.value.to == to;
        Ok(self.consent_ages(scope)?.into_iter().filter(of_parents).max_by_key(|age| age.value.below))
    }

    /// Whom to tell of a breach, and by when, if it becomes known at this instant; the earliest first, those
    /// that must be done without undue delay before all.
    ///
    /// # Errors
    /// When the policy names an unknown law, or a period leads out of the calendar.
    pub fn breach_clocks(
        &self,
        scope: &Scope<'_>,
        aware: Timestamp,
        zone: &TimeZone,
        holidays: &Holidays,
    ) -> Result<Vec<Cited<BreachDeadline>>, ResolveError> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Breach(breach) => Some(breach),
            _ => None,
        })?;
        let counted =
            |start, clock: &Clock| due(start, clock.period, zone, holidays.calendar(clock.calendar));
        let notice_to_people = |law: &LawId| {
            let to_people =
                rules.iter().filter(|(rule, breach)| rule.pack.id == *law && breach.tell == Tell::People);
            to_people
                .filter_map(|(_, breach)| breach.clock.as_ref())
                .map(|clock| counted(aware, clock))
                .next()
        };
        let mut found = vec![];
        for (rule, breach) in &rules {
            let ends = match &breach.clock {
                None => None,
                Some(clock) if clock.from == ClockStart::NoticeToPeople => {
                    let start = notice_to_people(&rule.pack.id).transpose()?.map_or(aware, |end| end.at);
                    Some(counted(start, clock)?.at)
                }
                Some(clock) => Some(counted(aware, clock)?.at),
            };
            let deadline = BreachDeadline {
                tell: breach.tell,
                when: breach.when,
                at_least_people: breach.at_least_people,
                due: ends,
                counts_from: breach.clock.as_ref().map(|clock| clock.from),
            };
            found.push(Cited::new(rule, deadline));
        }
        found.sort_by_key(|duty| duty.value.due);
        Ok(found)
    }

    /// How many requests of this right are free; the most generous where several laws hold.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn free_requests(
        &self,
        scope: &Scope<'_>,
        right: Right,
    ) -> Result<Option<Cited<FreeRequests>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::FreeRequests(free) => Some(free),
            _ => None,
        })?;
        let speaking = rules.iter().filter(|(_, free)| free.rights.contains(&right));
        Ok(speaking
            .max_by_key(|(_, free)| (free.count.is_none(), free.count))
            .map(|(rule, free)| Cited::new(rule, (*free).clone())))
    }

    /// For how long records of requests must be kept; the longest where several laws hold.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn request_records(&self, scope: &Scope<'_>) -> Result<Option<Cited<KeepRecords>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::KeepRecords(keep) => Some(keep),
            _ => None,
        })?;
        Ok(longest(&rules, |keep| keep.at_least))
    }

    /// The limits to keeping.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn storage_limits(&self, scope: &Scope<'_>) -> Result<Vec<Cited<StorageLimit>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::StorageLimit(limit) => Some(limit),
            _ => None,
        })?;
        Ok(rules.iter().map(|(rule, limit)| Cited::new(rule, **limit)).collect())
    }

    /// The grounds on which a request of this right may be refused. A refusal must stand under every law that
    /// holds; that is the caller's to judge.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn exceptions(&self, scope: &Scope<'_>, right: Right) -> Result<Vec<Cited<Exception>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Exception(exception) => Some(exception),
            _ => None,
        })?;
        let speaking = rules.iter().filter(|(_, exception)| exception.rights.contains(&right));
        Ok(speaking.map(|(rule, exception)| Cited::new(rule, (*exception).clone())).collect())
    }

    /// The legal bases of each law that has a list of them. A basis must be on every list.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn legal_bases(&self, scope: &Scope<'_>) -> Result<Vec<Cited<Bases>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Bases(bases) => Some(bases),
            _ => None,
        })?;
        Ok(rules.iter().map(|(rule, bases)| Cited::new(rule, (*bases).clone())).collect())
    }

    /// The signals of the browser that must be honoured.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn signals(&self, scope: &Scope<'_>) -> Result<Vec<Cited<Signal>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::Signal(signal) => Some(signal),
            _ => None,
        })?;
        Ok(rules.iter().map(|(rule, signal)| Cited::new(rule, (*signal).clone())).collect())
    }

    /// For how long a person who said no may not be asked again; the longest where several laws hold.
    ///
    /// # Errors
    /// When the policy names an unknown law.
    pub fn ask_again(&self, scope: &Scope<'_>) -> Result<Option<Cited<AskAgain>>, UnknownLaw> {
        let rules = self.rules_in_force(scope, |duty| match duty {
            Duty::AskAgain(again) => Some(again),
            _ => None,
        })?;
        Ok(longest(&rules, |again| again.after))
    }
}

fn longest<T: Copy>(rules: &[(RuleInForce<'_>, &T)], period: impl Fn(&T) -> Period) -> Option<Cited<T>> {
    let found = rules.iter().max_by_key(|(_, duty)| rough_minutes(period(duty)));
    found.map(|(rule, duty)| Cited::new(rule, **duty))
}

/// For comparing periods of different units only; nothing is ever counted with it.
const fn rough_minutes(period: Period) -> u64 {
    const DAY: u64 = 24 * 60;
    let unit = match period.unit {
        Unit::Minutes => 1,
        Unit::Hours => 60,
        Unit::Days => DAY,
        Unit::WorkingDays => DAY * 7 / 5,
        Unit::Weeks => 7 * DAY,
        Unit::Months => 30 * DAY,
        Unit::Years => 365 * DAY,
    };
    period.amount as u64 * unit
}
