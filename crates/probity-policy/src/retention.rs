//! What the `keep` sentences come to for one category: by when data must be gone, and before when it must not.
//!
//! Pure: no row and no clock. Which column holds the instant, and what happens to rows, is for the stores.
//!
//! INVARIANT (DENY-WHEN-IN-DOUBT): deleting cannot be undone. A sentence that nobody confirmed, that holds for
//! some people or some cases only, or that names no figure or no start never makes anything go; as a floor it
//! holds for everybody.

use crate::grammar::Located;
use crate::model::data_map::Anchor;
use crate::model::policy::{Length, Policy, Retention, covers};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_law::{Calendar, Counting, Holidays};
use probity_source::Span;
use probity_vocabulary::{Country, ErasureMethod, Period};
use std::fmt;

/// One `keep` sentence as it counts for a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The instants from which it counts; the latest decides.
    pub after: Vec<Anchor>,
    /// How long, one period after another; none means at once.
    pub periods: Vec<Period>,
    /// What is done at the end.
    pub method: ErasureMethod,
    /// Why, such as `tax-law`.
    pub because: Option<String>,
    /// The clause of the published text.
    pub clause: Option<String>,
    /// The sentence.
    pub span: Span,
}

impl fmt::Display for Term {
    /// `7 years after collected`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let periods: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let anchors: Vec<&str> = self.after.iter().map(|anchor| anchor.words()).collect();
        let after =
            if anchors.is_empty() { String::new() } else { format!("after {}", anchors.join(" and ")) };
        write!(formatter, "{} {after}", periods.join(" and "))
    }
}

/// Why a sentence makes nothing go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unclear {
    /// Words without a figure.
    Vague,
    /// A figure that counts from nothing.
    NoStart,
    /// Nobody confirmed it.
    Unconfirmed,
    /// It holds for people of some places, and a row does not tell where its person lives.
    SomePeople,
    /// It holds in some cases, and a row does not tell the case.
    SomeCases,
}

impl Unclear {
    /// What is unclear, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Vague => "its period is words without a figure",
            Self::NoStart => "it does not say from when the period counts",
            Self::Unconfirmed => "nobody confirmed it",
            Self::SomePeople => {
                "it holds for people of some places only, and rows do not tell where somebody lives"
            }
            Self::SomeCases => "it holds in some cases only, and rows do not tell the case",
        }
    }

    /// The same as a stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Vague => "vague",
            Self::NoStart => "no-start",
            Self::Unconfirmed => "unconfirmed",
            Self::SomePeople => "some-people",
            Self::SomeCases => "some-cases",
        }
    }
}

/// A sentence that makes nothing go.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Why.
    pub why: Unclear,
    /// The sentence.
    pub span: Span,
    /// Its clause.
    pub clause: Option<String>,
}

/// All that holds for a category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// It must be gone when the first of these is over.
    pub ceilings: Vec<Term>,
    /// It must not go before the last of these is over.
    pub floors: Vec<Term>,
    /// Floors that are no exact periods: they forbid an erasure, too.
    pub strict_floors: Vec<Term>,
    /// Sentences that make nothing go.
    pub refused: Vec<Refused>,
}

/// What the sentences of a policy come to for a category.
#[must_use]
pub fn terms(policy: &Policy, category: &str) -> Terms {
    let mut terms = Terms::default();
    for retention in &policy.retentions {
        if retention.categories.iter().any(|pattern| covers(&pattern.value, category)) {
            add(&mut terms, retention);
        }
    }
    terms
}

fn add(terms: &mut Terms, retention: &Retention) {
    let clause = retention.clauses.first().map(|clause| clause.value.clone());
    let mut refuse = |why| terms.refused.push(Refused { why, span: retention.span, clause: clause.clone() });
    let term = match term(retention) {
        Ok(term) => term,
        Err(why) => return refuse(why),
    };
    if matches!(retention.length, Length::AtLeast(_)) {
        terms.strict_floors.push(term.clone());
        terms.floors.push(term);
        return;
    }
    match doubt(retention) {
        Some(why) => refuse(why),
        None => terms.ceilings.push(term.clone()),
    }
    if matches!(retention.length, Length::Exactly(_)) {
        terms.floors.push(term);
    }
}

fn doubt(retention: &Retention) -> Option<Unclear> {
    if retention.unconfirmed {
        return Some(Unclear::Unconfirmed);
    }
    if retention.when.is_some() {
        return Some(Unclear::SomeCases);
    }
    (!retention.people_in.is_empty()).then_some(Unclear::SomePeople)
}

fn term(retention: &Retention) -> Result<Term, Unclear> {
    let value = |anchor: &Option<Located<Anchor>>| anchor.as_ref().map(|anchor| anchor.value);
    let (own, period) = match &retention.length {
        Length::AtLeast(period) | Length::AtMost(period) | Length::Exactly(period) => {
            (None, Some(period.value))
        }
        // Somebody is of a kind until their account ends.
        Length::While(_) => (Some(Anchor::AccountEnd), None),
        Length::Until(anchor) => (Some(anchor.value), None),
        Length::Vague(_) => return Err(Unclear::Vague),
    };
    let after: Vec<Anchor> =
        own.into_iter().chain(value(&retention.after)).chain(value(&retention.and_after)).collect();
    if after.is_empty() {
        return Err(Unclear::NoStart);
    }
    let method = retention.method.as_ref().and_then(|method| ErasureMethod::from_word(&method.value));
    Ok(Term {
        after,
        periods: period.into_iter().chain(retention.then_for.as_ref().map(|period| period.value)).collect(),
        method: method.unwrap_or(ErasureMethod::Delete),
        because: retention.because.as_ref().map(|because| because.value.clone()),
        clause: retention.clauses.first().map(|clause| clause.value.clone()),
        span: retention.span,
    })
}

/// In which zone and on which working days the policy counts.
#[must_use]
pub fn counting(policy: &Policy) -> Counting {
    let country = policy.controller.country.as_ref().and_then(|country| Country::find(&country.value));
    let calendar =
        Holidays::built_in().map_or(Calendar::WEEKDAYS, |holidays| holidays.calendar(country).clone());
    Counting { zone: crate::deadline::zone(policy), calendar }
}

/// The last instant of a day that a policy writes; none when it is no day.
#[must_use]
pub fn end_of(day: &str, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.parse::<Date>().ok()?.tomorrow().ok()?;
    Some(zone.to_ambiguous_zoned(next.at(0, 0, 0, 0)).compatible().ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Files, compile};

    struct OneFile(&'static str);

    impl Files for OneFile {
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(self.0.as_bytes().to_vec())
        }
    }

    fn policy(text: &'static str) -> Policy {
        compile(&["one.probity".to_owned()], &OneFile(text)).model.policy
    }

    #[test]
    fn each_length_is_a_floor_a_ceiling_or_both() {
        let policy = policy(
            "keep payment.amount 7 years after collected because tax-law §9.2
             keep log.time at least 6 months after collected
             keep log.* at most 12 months after collected, then anonymise
             keep contact.* while client, then 3 years, then delete
             keep marketing.* until opt-out",
        );
        let tax = terms(&policy, "payment.amount");
        assert_eq!((tax.ceilings.len(), tax.floors.len(), tax.strict_floors.len()), (1, 1, 0));
        assert_eq!(tax.floors[0].to_string(), "7 years after collected");
        assert_eq!(tax.floors[0].clause.as_deref(), Some("9.2"));
        let log = terms(&policy, "log.time");
        assert_eq!((log.ceilings.len(), log.floors.len(), log.strict_floors.len()), (1, 1, 1));
        assert_eq!(log.ceilings[0].method, ErasureMethod::Anonymise);
        let contact = terms(&policy, "contact.email");
        assert_eq!(contact.ceilings[0].after, [Anchor::AccountEnd]);
        assert_eq!(contact.ceilings[0].to_string(), "3 years after account end");
        assert_eq!(terms(&policy, "marketing.choice").ceilings[0].periods, []);
        assert_eq!(terms(&policy, "device.ip"), Terms::default());
    }

    #[test]
    fn what_is_in_doubt_makes_nothing_go_and_holds_as_a_floor() {
        let policy = policy(
            "keep payment.amount 7 years after collected unconfirmed
             keep log.time at most 1 month after collected for people in DE
             keep device.ip \"as long as it is useful\" unconfirmed
             keep contact.email at most 2 years",
        );
        let tax = terms(&policy, "payment.amount");
        assert_eq!((tax.ceilings.len(), tax.floors.len()), (0, 1));
        let why = |category: &str| terms(&policy, category).refused[0].why;
        assert_eq!(why("payment.amount"), Unclear::Unconfirmed);
        assert_eq!(why("log.time"), Unclear::SomePeople);
        assert_eq!(why("device.ip"), Unclear::Vague);
        assert_eq!(why("contact.email"), Unclear::NoStart);
    }

    #[test]
    fn a_hold_is_read_with_its_review() {
        let policy =
            policy("hold payment.* for lawsuit until 2027-06-30 by security-officer, review 2027-01-15");
        let hold = &policy.holds[0];
        assert_eq!(hold.purpose.value, "lawsuit");
        assert_eq!(hold.review.as_ref().map(|day| day.value.as_str()), Some("2027-01-15"));
        let end = end_of(&hold.until.value, &TimeZone::UTC).unwrap();
        assert_eq!(end.to_string(), "2027-07-01T00:00:00Z");
    }
}
