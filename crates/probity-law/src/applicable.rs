//! Which laws, and which of their rules, hold for a person on a day.
//!
//! INVARIANT (UNKNOWN-RESIDENCE-COUNTS): where it is not known whether a law reaches a person, it does.

use crate::pack::{LawId, Pack};
use crate::packs::{LawBook, UnknownLaw};
use crate::rule::{Duty, Rule};
use jiff::civil::Date;
use probity_vocabulary::{Country, Coverage, Place, Residence};

/// The question which laws hold.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Where the person lives.
    pub residence: Residence,
    /// Where the controller is.
    pub controller_country: Option<Country>,
    /// The day, in the controller's time zone.
    pub on: Date,
    /// The laws that the policy names.
    pub laws: &'a [LawId],
}

/// A law that holds, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Applicable<'b> {
    /// The law.
    pub pack: &'b Pack,
    /// What brings the person under it.
    pub reason: Reason,
}

/// What brings a person under a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person lives there.
    Resident(Place),
    /// The controller is there.
    Controller(Place),
    /// The person may live there.
    MaybeResident(Place),
}

/// A rule that holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleInForce<'b> {
    pub(crate) pack: &'b Pack,
    pub(crate) rule: &'b Rule,
    pub(crate) reason: Reason,
}

impl RuleInForce<'_> {
    /// `law.rule`.
    pub(crate) fn full_id(&self) -> String {
        format!("{}.{}", self.pack.id, self.rule.id)
    }

    /// Whether the rule names the place where the person lives, rather than all that the law reaches.
    pub(crate) const fn is_specific(&self) -> bool {
        !self.rule.only_in.is_empty()
    }
}

impl LawBook {
    /// The laws of the scope that hold, in the order in which the policy names them.
    ///
    /// # Errors
    /// When the policy names a law that is not in the book.
    pub fn applicable(&self, scope: &Scope<'_>) -> Result<Vec<Applicable<'_>>, UnknownLaw> {
        let mut found: Vec<Applicable<'_>> = Vec::new();
        for id in scope.laws {
            let pack = self.require(id)?;
            let is_new = found.iter().all(|known| known.pack.id != *id);
            if let Some(reason) = reason(pack, scope).filter(|_| is_new) {
                found.push(Applicable { pack, reason });
            }
        }
        Ok(found)
    }

    /// The rules that hold whose duty is of the kind asked for, with that duty.
    pub(crate) fn rules_in_force<'b, T>(
        &'b self,
        scope: &Scope<'_>,
        pick: impl Fn(&'b Duty) -> Option<&'b T>,
    ) -> Result<Vec<(RuleInForce<'b>, &'b T)>, UnknownLaw> {
        let mut found = vec![];
        for Applicable { pack, reason } in self.applicable(scope)? {
            let in_force = pack.rules.iter().filter(|rule| is_in_force(rule, scope));
            found.extend(
                in_force.filter_map(|rule| {
                    pick(&rule.duty).map(|duty| (RuleInForce { pack, rule, reason }, duty))
                }),
            );
        }
        Ok(found)
    }
}

fn reason(pack: &Pack, scope: &Scope<'_>) -> Option<Reason> {
    let in_force = pack.in_force_from <= scope.on && pack.in_force_to.is_none_or(|last| scope.on <= last);
    if !in_force {
        return None;
    }
    let controller = Residence { country: scope.controller_country, ..Residence::UNKNOWN };
    let covering = |residence: &Residence, places: &[Place], wanted: Coverage| {
        places.iter().copied().find(|place| place.covers(residence, scope.on) == wanted)
    };
    covering(&scope.residence, &pack.reach.residents, Coverage::Yes)
        .map(Reason::Resident)
        .or_else(|| covering(&controller, &pack.reach.controllers, Coverage::Yes).map(Reason::Controller))
        .or_else(|| {
            covering(&scope.residence, &pack.reach.residents, Coverage::Unknown).map(Reason::MaybeResident)
        })
}

fn is_in_force(rule: &Rule, scope: &Scope<'_>) -> bool {
    let in_time = rule.in_force_from.is_none_or(|first| first <= scope.on)
        && rule.in_force_to.is_none_or(|last| scope.on <= last);
    let in_place = rule.only_in.is_empty()
        || rule.only_in.iter().any(|place| place.covers(&scope.residence, scope.on) != Coverage::No);
    in_time && in_place
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ALL: [LawId; 7] = [
        LawId::new("pa-law-81"),
        LawId::new("eu-gdpr"),
        LawId::new("us-ca-ccpa"),
        LawId::new("us-co-cpa"),
        LawId::new("us-va-vcdpa"),
        LawId::new("us-ct-ctdpa"),
        LawId::new("us-coppa"),
    ];

    fn laws(residence: &str, controller: &str, on: Date) -> Vec<(String, Reason)> {
        let residence = Residence::find(residence).unwrap_or(Residence::UNKNOWN);
        let scope = Scope { residence, controller_country: Country::find(controller), on, laws: &ALL };
        let applicable = LawBook::built_in().unwrap().applicable(&scope).unwrap();
        applicable.iter().map(|law| (law.pack.id.to_string(), law.reason)).collect()
    }

    fn place(code: &str) -> Place {
        Place::find(code).unwrap()
    }

    #[test]
    fn the_law_of_the_person_and_the_law_of_the_controller_both_hold() {
        let expected = [
            ("pa-law-81".to_owned(), Reason::Controller(place("PA"))),
            ("eu-gdpr".to_owned(), Reason::Resident(place("EEA"))),
        ];
        assert_eq!(laws("LT", "PA", date(2025, 3, 3)), expected);
    }

    #[test]
    fn a_state_law_holds_for_its_residents_alone() {
        let ids = |residence| -> Vec<_> {
            laws(residence, "SG", date(2026, 1, 1)).into_iter().map(|(id, _)| id).collect()
        };
        assert_eq!(ids("US-CA"), ["us-ca-ccpa", "us-coppa"]);
        assert_eq!(ids("US-CO"), ["us-co-cpa", "us-coppa"]);
        assert_eq!(ids("US-VA"), ["us-va-vcdpa", "us-coppa"]);
        assert_eq!(ids("US-CT"), ["us-ct-ctdpa", "us-coppa"]);
        assert_eq!(ids("US-NY"), ["us-coppa"]);
        assert_eq!(ids("JP"), [""; 0]);
    }

    #[test]
    fn who_may_live_under_a_law_is_treated_as_if_they_did() {
        let found = laws("US", "SG", date(2026, 1, 1));
        assert!(found.contains(&("us-ca-ccpa".to_owned(), Reason::MaybeResident(place("US-CA")))));
        assert_eq!(laws("nowhere known", "SG", date(2026, 1, 1)).len(), ALL.len());
    }

    #[test]
    fn a_law_holds_from_its_first_day() {
        assert_eq!(laws("CY", "SG", date(2018, 5, 24)), []);
        assert_eq!(laws("CY", "SG", date(2018, 5, 25)).len(), 1);
        assert_eq!(laws("US-CO", "SG", date(2023, 6, 30)).len(), 1);
        assert_eq!(laws("US-CO", "SG", date(2023, 7, 1)).len(), 2);
    }

    #[test]
    fn the_regulation_left_the_united_kingdom_with_it() {
        assert_eq!(laws("GB", "SG", date(2020, 1, 31)).len(), 1);
        assert_eq!(laws("GB", "SG", date(2021, 1, 1)), []);
    }

    #[test]
    fn a_controller_in_the_area_owes_the_regulation_to_everybody() {
        let found = laws("US-CO", "CY", date(2025, 2, 3));
        assert!(found.contains(&("eu-gdpr".to_owned(), Reason::Controller(place("EEA")))));
    }

    #[test]
    fn a_law_named_twice_holds_once_and_an_unknown_one_is_a_fault() {
        let twice = [LawId::new("eu-gdpr"), LawId::new("eu-gdpr")];
        let scope = Scope {
            residence: Residence::find("CY").unwrap(),
            controller_country: None,
            on: date(2026, 1, 1),
            laws: &twice,
        };
        assert_eq!(LawBook::built_in().unwrap().applicable(&scope).unwrap().len(), 1);
        let unknown = [LawId::new("eu-gpdr")];
        assert!(LawBook::built_in().unwrap().applicable(&Scope { laws: &unknown, ..scope }).is_err());
    }
}
