//! Promise against law: which of several time limits decides, and how far it may be extended.
//!
//! Every promise and every law that holds makes one claim. The earliest decides. An extension may reach as far
//! as every claim allows: one that knows no extension holds the whole answer to its own end.
//!
//! INVARIANT (MORE-CLAIMS-NEVER-LATER): adding a claim never makes the deadline or its extension later.

use crate::applicable::{Reason, RuleInForce};
use crate::calendar::Calendar;
use crate::deadline::{DeadlineError, Due, due, due_with_first_day, extend, roll};
use crate::holidays::Holidays;
use crate::packs::UnknownLaw;
use crate::rule::{Clock, ClockStart, Extension, Roll};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_vocabulary::{Country, Period};
use serde::Serialize;

/// Why a question about time limits has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The policy names a law that is not in the book.
    #[error("finding the laws that hold failed")]
    UnknownLaw(#[from] UnknownLaw),
    /// A period leads out of the calendar.
    #[error("counting a time limit failed")]
    Deadline(#[from] DeadlineError),
}

/// One claim: what a promise or a law gives the controller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// The full id of the law's rule, or the clause of the promise.
    pub rule: String,
    /// The id of the law; none for a promise.
    pub law: Option<crate::pack::LawId>,
    /// The provision or the clause.
    pub cite: String,
    /// Whether its text was read. A promise always is.
    pub verified: bool,
    /// Its end.
    pub due: Timestamp,
    /// The last instant that the law itself would accept, where a day that is not worked moves the end.
    pub latest_lawful: Timestamp,
    /// Its end when extended as far as it allows; the same as `due` where it knows no extension, and none
    /// where it sets no limit of its own.
    pub extended: Option<Timestamp>,
    /// Whether the person must be told why it takes longer.
    pub reason_required: bool,
    /// Whether it decides, alone or with others that say the same.
    pub decides: bool,
    /// Whether it is a sentence of the policy that only repeats a law.
    #[serde(skip)]
    pub repeats_a_law: bool,
}

/// How far the answer may be extended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtensionAnswer {
    /// The last instant; none where no law holds and the promise gives no length.
    pub until: Option<Timestamp>,
    /// By when the person must be told of it.
    pub notice_by: Timestamp,
    /// Whether the person must be told why.
    pub reason_required: bool,
    /// The rules and clauses that limit it.
    pub limited_by: Vec<String>,
}

/// How far a promise says that it may be extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PromisedExtension {
    /// By how much each time; none where the text gives no length, so that only the law limits it.
    pub period: Option<Period>,
    /// How many times.
    pub times: u32,
    /// Whether the promise includes saying why.
    pub reason_required: bool,
}

/// What a set of claims comes to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolution {
    pub(crate) considered: Vec<Considered>,
    pub(crate) explanation: Vec<String>,
    pub(crate) extension: Option<ExtensionAnswer>,
}

/// A claim with the words that explain it.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    considered: Considered,
    says: String,
    remarks: Vec<String>,
}

/// What claims are counted with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counter<'a> {
    pub(crate) zone: &'a TimeZone,
    pub(crate) holidays: &'a Holidays,
    pub(crate) controller_country: Option<Country>,
    pub(crate) receipt: Option<Timestamp>,
    pub(crate) verification: Option<Timestamp>,
}

/// A claim, or the words for why there is none yet.
pub(crate) type MaybeClaim = Result<Claim, String>;

impl Counter<'_> {
    /// What a rule of a law claims.
    pub(crate) fn claim_of_law(
        &self,
        rule: &RuleInForce<'_>,
        clock: &Clock,
        extension: Option<&Extension>,
    ) -> Result<MaybeClaim, DeadlineError> {
        let name = format!("`{}` ({})", rule.full_id(), rule.rule.cite);
        let Some(start) = self.start(clock.from) else { return Ok(Err(not_started(&name, clock.from))) };
        let calendar = self.calendar_of(clock);
        let counted = if clock.first_day_counts { due_with_first_day } else { due };
        let end = counted(start, clock.period, self.zone, calendar)?;
        let mut extended = end;
        if let Some(extension) = extension {
            for _ in 0..extension.times {
                extended = extend(extended, extension.period, self.zone, calendar)?;
            }
        }
        let working = self.holidays.calendar(self.controller_country);
        let latest = match clock.roll {
            Roll::None => end,
            Roll::NextWorkingDay => roll(end, self.zone, working)?,
        };
        let mut remarks = vec![];
        if let Some(off) = end.day.and_then(|day| working.day_off(day)).filter(|_| latest.at > end.at) {
            remarks.push(format!(
                "its last day is {off}, and the law would accept {}; that is not used, being no better for the person",
                self.local(latest.at)
            ));
        }
        remarks.extend(remark_on_reason(rule));
        if !rule.rule.confidence.is_verified() {
            remarks.push("its text has not been read, so this is unverified".to_owned());
        }
        remarks.extend(rule.rule.note.clone());
        Ok(Ok(Claim {
            considered: Considered {
                rule: rule.full_id(),
                law: Some(rule.pack.id.clone()),
                cite: rule.rule.cite.clone(),
                verified: rule.rule.confidence.is_verified(),
                due: end.at,
                latest_lawful: latest.at,
                extended: Some(extended.at),
                reason_required: extension.is_some_and(|extension| extension.reason_required),
                decides: false,
                repeats_a_law: false,
            },
            says: format!(
                "{name} gives {} from {}: until {}",
                clock.period,
                event(clock.from),
                self.local(end.at)
            ),
            remarks,
        }))
    }

    /// What a promise claims. `follows_law` says that it only repeats a law, whose extension it then shares.
    pub(crate) fn claim_of_promise(
        &self,
        clause: Option<&str>,
        period: Period,
        from: ClockStart,
        extension: Option<PromisedExtension>,
        follows_law: bool,
    ) -> Result<MaybeClaim, DeadlineError> {
        let name =
            clause.map_or_else(|| "the promise".to_owned(), |clause| format!("the promise of {clause}"));
        let Some(start) = self.start(from) else { return Ok(Err(not_started(&name, from))) };
        let calendar = self.holidays.calendar(self.controller_country);
        let end = due(start, period, self.zone, calendar)?;
        let extended = match extension {
            Some(PromisedExtension { period: None, times: 1.., .. }) => None,
            None if follows_law => None,
            None => Some(end),
            Some(PromisedExtension { period, times, .. }) => {
                Some(self.extended(end, period, times, calendar)?)
            }
        };
        Ok(Ok(Claim {
            considered: Considered {
                rule: clause.unwrap_or("promise").to_owned(),
                law: None,
                cite: clause.unwrap_or("the policy").to_owned(),
                verified: true,
                due: end.at,
                latest_lawful: end.at,
                extended: extended.map(|extended| extended.at),
                reason_required: extension.is_some_and(|extension| extension.reason_required),
                decides: false,
                repeats_a_law: follows_law,
            },
            says: format!("{name} gives {period} from {}: until {}", event(from), self.local(end.at)),
            remarks: vec![],
        }))
    }

    fn extended(
        &self,
        end: Due,
        period: Option<Period>,
        times: u32,
        calendar: &Calendar,
    ) -> Result<Due, DeadlineError> {
        let mut extended = end;
        if let Some(period) = period {
            for _ in 0..times {
                extended = extend(extended, period, self.zone, calendar)?;
            }
        }
        Ok(extended)
    }

    /// An instant as the controller's clock shows it.
    pub(crate) fn local(&self, at: Timestamp) -> String {
        let zone = self.zone.iana_name().unwrap_or("local time");
        format!("{} {zone}", at.to_zoned(self.zone.clone()).strftime("%F %T"))
    }

    fn start(&self, from: ClockStart) -> Option<Timestamp> {
        match from {
            ClockStart::Receipt => self.receipt,
            ClockStart::Verification => self.verification,
            ClockStart::Awareness
            | ClockStart::Discovery
            | ClockStart::Determination
            | ClockStart::NoticeToPeople => None,
        }
    }

    fn calendar_of(&self, clock: &Clock) -> &Calendar {
        self.holidays.calendar(clock.calendar)
    }
}

/// The earliest claim decides; the extension ends where the first claim says stop.
pub(crate) fn resolve(claims: Vec<MaybeClaim>) -> Resolution {
    let mut resolution = Resolution::default();
    let mut made = vec![];
    for claim in claims {
        match claim {
            Ok(claim) => made.push(claim),
            Err(waiting) => resolution.explanation.push(waiting),
        }
    }
    let Some(earliest) = made.iter().map(|claim| claim.considered.due).min() else { return resolution };
    let mut has_decided = false;
    for mut claim in made {
        claim.considered.decides = claim.considered.due == earliest;
        let verdict = match (claim.considered.decides, has_decided) {
            (true, false) => "it decides, being the earliest",
            (true, true) => "the same, so it agrees",
            (false, _) => "later, so it does not decide",
        };
        has_decided |= claim.considered.decides;
        resolution
            .explanation
            .push([&[claim.says, verdict.to_owned()], claim.remarks.as_slice()].concat().join("; "));
        resolution.considered.push(claim.considered);
    }
    resolution.extension = extension(&resolution.considered, earliest);
    resolution
}

fn extension(considered: &[Considered], earliest: Timestamp) -> Option<ExtensionAnswer> {
    let until = considered.iter().filter_map(|claim| claim.extended).min();
    if until.is_some_and(|until| until <= earliest) {
        return None;
    }
    let is_limiting = |claim: &&Considered| until.is_some() && claim.extended == until;
    Some(ExtensionAnswer {
        until,
        notice_by: earliest,
        reason_required: considered.iter().any(|claim| claim.reason_required),
        limited_by: considered.iter().filter(is_limiting).map(|claim| claim.rule.clone()).collect(),
    })
}

fn remark_on_reason(rule: &RuleInForce<'_>) -> Option<String> {
    match rule.reason {
        Reason::Resident(_) => None,
        Reason::Controller(place) => Some(format!("it holds because the controller is in {}", place.name())),
        Reason::MaybeResident(place) => {
            Some(format!("it is not known whether the person lives in {}, so it holds", place.name()))
        }
    }
}

fn not_started(name: &str, from: ClockStart) -> String {
    format!("{name} has not begun to count; it counts from {}", event(from))
}

const fn event(from: ClockStart) -> &'static str {
    match from {
        ClockStart::Receipt => "receipt",
        ClockStart::Verification => "the moment it is known who asks",
        ClockStart::Awareness => "the moment of becoming aware",
        ClockStart::Discovery => "discovery",
        ClockStart::Determination => "the finding that it must be told",
        ClockStart::NoticeToPeople => "the notice to the people",
    }
}
