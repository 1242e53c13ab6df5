//! One rule of a law, as data: what it asks, of whom, from when until when, and where it stands.
//!
//! A rule says nothing about what a policy promises; `resolve` puts the two side by side.

use jiff::civil::Date;
use probity_vocabulary::{Country, DelayReason, LegalBasis, Period, Place, RefusalReason, Right};
use serde::{Deserialize, Serialize};

/// One rule of a law.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name within the law; the registry puts the law's id before it (`eu-gdpr.answer`).
    pub id: String,
    /// The provision.
    pub cite: String,
    /// Whether the text itself was read.
    pub confidence: Confidence,
    /// The first day on which it applies; the law's own where none is given.
    pub in_force_from: Option<Date>,
    /// The last day on which it applies.
    pub in_force_to: Option<Date>,
    /// The places it is narrowed to; everywhere that the law reaches when empty.
    #[serde(default)]
    pub only_in: Vec<Place>,
    /// What a reader should know about it, in one sentence.
    pub note: Option<String>,
    /// What it asks.
    pub duty: Duty,
}

/// What was read to establish a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The text of the law itself.
    Statute,
    /// What somebody else writes about it.
    Secondary,
    /// Nothing; it was recalled.
    Memory,
}

impl Confidence {
    /// Whether the text itself was read. Everything else is shown as unverified.
    #[must_use]
    pub const fn is_verified(self) -> bool {
        matches!(self, Self::Statute)
    }
}

/// What a rule asks of the controller.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// To answer a request in time.
    Answer(Answer),
    /// To say in time that a request has arrived.
    Acknowledge(Acknowledge),
    /// To decide an appeal against a refusal in time.
    Appeal(Appeal),
    /// To answer without a fee.
    FreeRequests(FreeRequests),
    /// To ask somebody's consent below an age.
    ConsentAge(ConsentAge),
    /// To tell of a breach.
    Breach(Breach),
    /// To keep records of what was done.
    KeepRecords(KeepRecords),
    /// Not to keep data for ever.
    StorageLimit(StorageLimit),
    /// None: a ground on which a request may be refused.
    Exception(Exception),
    /// To use data only on these grounds.
    Bases(Bases),
    /// To honour a signal that a browser sends.
    Signal(Signal),
    /// Not to ask again too soon.
    AskAgain(AskAgain),
}

/// A time limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// How long.
    pub period: Period,
    /// What starts it.
    pub from: ClockStart,
    /// Whether the day of the start is the first day counted. Laws that do this are rare.
    #[serde(default)]
    pub first_day_counts: bool,
    /// Whose holidays working days skip; only weekends are skipped when there is none.
    pub calendar: Option<Country>,
    /// What happens when the last day is not worked.
    #[serde(default)]
    pub roll: Roll,
}

/// What starts a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockStart {
    /// The request, or the appeal, arrived.
    Receipt,
    /// It was established who asks.
    Verification,
    /// Somebody responsible came to know.
    Awareness,
    /// The event was found.
    Discovery,
    /// It was established that the event is a breach of the kind that must be told.
    Determination,
    /// People were told.
    NoticeToPeople,
}

/// What happens when the last day of a period is not worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// Nothing: the period ends on that day.
    #[default]
    None,
    /// The period ends with the next working day (such as Regulation 1182/71 art. 3(4)).
    NextWorkingDay,
}

/// A duty to answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The rights it is about.
    pub rights: Vec<Right>,
    /// By when; none where the law only says without delay.
    pub clock: Option<Clock>,
    /// Whether and how the time may be extended.
    pub extension: Option<Extension>,
}

/// A way to take longer. Notice must be given, with reasons, before the time that is extended is over.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// By how much, counted from the end of the time that is extended.
    pub period: Period,
    /// How many times.
    pub times: u32,
    /// Whether the person must be told why.
    pub reason_required: bool,
    /// The grounds that the law accepts; none named when empty.
    #[serde(default)]
    pub grounds: Vec<DelayReason>,
}

/// A duty to say that a request has arrived.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// The rights it is about.
    pub rights: Vec<Right>,
    /// By when.
    pub clock: Clock,
}

/// A duty to look at a refusal again.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    /// By when to decide.
    pub clock: Clock,
    /// Whether and how that may take longer.
    pub extension: Option<Extension>,
    /// To whom the person may turn after a second refusal.
    pub then: String,
}

/// How many requests cost nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeRequests {
    /// The rights it is about.
    pub rights: Vec<Right>,
    /// How many are free within the window; all of them when none is given.
    pub count: Option<u32>,
    /// The window in which they are counted.
    pub window: Option<Period>,
    /// What may happen to those beyond.
    pub afterwards: Afterwards,
}

/// What a controller may do with a request beyond the free ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Afterwards {
    /// Answer it free all the same.
    Nothing,
    /// Ask a reasonable fee.
    Fee,
    /// Ask a fee or refuse, after finding and being able to show that it is unfounded, excessive or repetitive.
    FeeOrRefusalWithFinding,
    /// Not answer it.
    Refusal,
}

/// An age below which consent is needed, or is not the young person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentAge {
    /// Who is younger than this many years.
    pub below: u8,
    /// Who must consent.
    pub by: ConsentGiver,
    /// To what.
    pub to: ConsentSubject,
}

/// Who gives consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentGiver {
    /// The holder of parental responsibility.
    Parent,
    /// The young person.
    Person,
}

/// What consent is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentSubject {
    /// Any collection or use that rests on consent, in a service offered to the person.
    Service,
    /// Sale, or sharing for targeted advertising.
    Sale,
}

/// A duty to tell of a breach.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// Whom to tell.
    pub tell: Tell,
    /// From which danger on.
    pub when: BreachThreshold,
    /// How many people must be affected; one where none is given.
    pub at_least_people: Option<u32>,
    /// By when; without undue delay where none is given.
    pub clock: Option<Clock>,
}

/// Whom to tell of a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// The data-protection authority, or the attorney general.
    Authority,
    /// The people affected.
    People,
    /// The agencies that keep credit records.
    CreditAgencies,
}

/// From which danger on a breach must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreachThreshold {
    /// Always.
    Any,
    /// When people are at risk.
    Risk,
    /// When people are at high risk.
    HighRisk,
}

/// A duty to keep records of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepRecords {
    /// For at least how long.
    pub at_least: Period,
}

/// A limit to keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageLimit {
    /// For at most how long after the duty or need to keep has ended; none where the law gives no number.
    pub at_most: Option<Period>,
    /// Whether a time of deletion must be published.
    pub publish: bool,
}

/// A ground for refusing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The rights that may be refused.
    pub rights: Vec<Right>,
    /// Why.
    pub reason: RefusalReason,
}

/// The legal bases that a law knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bases {
    /// Those on which data may be used.
    pub allowed: Vec<LegalBasis>,
}

/// A duty to honour a signal of the browser as a choice of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// The signal's name.
    pub name: String,
    /// The rights it exercises.
    pub exercises: Vec<Right>,
}

/// A time during which a person who said no may not be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskAgain {
    /// Not before this much time has passed.
    pub after: Period,
}
