//! How many rows about a person there are, known before they are written.
//!
//! INVARIANT (COUNTED): the generator writes exactly as many rows as are counted here, and asks
//! nobody else how many to write.

use crate::profile::{Busy, Profile};
use crate::random::Random;
use crate::recipe::{Recipe, Topic};
use crate::schema::{STORES, Table};
use std::collections::BTreeMap;

/// Rows that only one account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) agreements: u64,
    pub(crate) requirements: u64,
    pub(crate) oauth: u64,
    pub(crate) logins: u64,
    pub(crate) orders: u64,
    pub(crate) billing: u64,
    pub(crate) affiliate: u64,
    pub(crate) withdrawals: u64,
    pub(crate) kyc: u64,
    pub(crate) risk: u64,
    pub(crate) decisions: u64,
    pub(crate) mobile: u64,
    pub(crate) extension: u64,
    pub(crate) messages: u64,
    pub(crate) marketing: u64,
    pub(crate) reviews: u64,
    pub(crate) surveys: u64,
    pub(crate) web: u64,
    pub(crate) proxy: u64,
}

impl Counts {
    pub(crate) fn of(recipe: &Recipe, person: &Profile) -> Self {
        match person.number {
            1 => return LINA,
            2 => return JOSE,
            _ => {}
        }
        let random = &mut recipe.random(Topic::Counts, person.number);
        let (few, some, many) = match person.busy {
            Busy::Hardly => ((0, 2), (1, 4), (1, 5)),
            Busy::Normally => ((1, 5), (4, 15), (4, 18)),
            Busy::Much => ((5, 20), (20, 60), (20, 80)),
            Busy::Extremely => ((20, 80), (200, 500), (200, 600)),
        };
        let share = |random: &mut Random, percent: u64, (low, high): (u64, u64)| {
            let count = random.between(low, high);
            if random.percent(percent) { count } else { 0 }
        };
        let orders = share(random, 100, few);
        let affiliate = share(random, 3, (1, 1));
        let recent = if person.window(recipe, 365).is_some() { 100 } else { 0 };
        Self {
            agreements: share(random, 100, (1, 3)),
            requirements: share(random, 60, (1, 1)),
            oauth: share(random, 20, (1, 2)),
            logins: share(random, recent, some),
            orders,
            billing: if orders > 0 { share(random, 50, (1, 1)) } else { 0 },
            affiliate,
            withdrawals: affiliate * share(random, 100, (0, 4)),
            kyc: share(random, recent * 15 / 100, (1, 2)),
            risk: share(random, recent * 30 / 100, (1, 2)),
            decisions: share(random, recent * 5 / 100, (1, 1)),
            mobile: share(random, recent * 20 / 100, (1, 3)),
            extension: share(random, recent * 15 / 100, (1, 5)),
            messages: share(random, recent, (1, 7)),
            marketing: share(random, 40, (1, 1)),
            reviews: if orders > 0 { share(random, recent * 20 / 100, (1, 1)) } else { 0 },
            surveys: share(random, 5, (1, 1)),
            web: share(random, recent, many),
            proxy: if orders > 0 && person.ended.is_none() { share(random, 70, (1, 8)) } else { 0 },
        }
    }
}

const LINA: Counts = Counts {
    agreements: 3,
    requirements: 1,
    oauth: 2,
    logins: 6,
    orders: 4,
    billing: 1,
    affiliate: 1,
    withdrawals: 2,
    kyc: 1,
    risk: 1,
    decisions: 1,
    mobile: 2,
    extension: 3,
    messages: 5,
    marketing: 1,
    reviews: 1,
    surveys: 1,
    web: 8,
    proxy: 3,
};

const JOSE: Counts = Counts {
    agreements: 2,
    requirements: 0,
    oauth: 0,
    logins: 2,
    orders: 1,
    billing: 1,
    affiliate: 0,
    withdrawals: 0,
    kyc: 0,
    risk: 1,
    decisions: 0,
    mobile: 0,
    extension: 0,
    messages: 2,
    marketing: 1,
    reviews: 0,
    surveys: 0,
    web: 3,
    proxy: 1,
};

/// How many accounts stand together in a block; the first few of them act for one company.
const BLOCK: u64 = 50;
/// How many guests come to one event before the next one's begin.
const GUESTS_OF_AN_EVENT: u64 = 64;
pub(crate) const EVENTS: u64 = 12;

/// What several people share, worked out from their numbers alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sharing<'a>(pub(crate) &'a Recipe);

impl Sharing<'_> {
    pub(crate) fn companies(self) -> u64 {
        self.0.people.div_ceil(BLOCK)
    }

    /// The accounts that act for a company.
    pub(crate) fn members(self, company: u64) -> std::ops::RangeInclusive<u64> {
        let first = (company - 1) * BLOCK + 1;
        let more = self.0.random(Topic::Company, company).between(1, 3);
        first..=(first + more).min(self.0.people)
    }

    fn company_of(self, person: u64) -> Option<u64> {
        let company = (person - 1) / BLOCK + 1;
        self.members(company).contains(&person).then_some(company)
    }

    /// The two colleagues who filled in a survey together.
    pub(crate) fn colleagues(self, company: u64) -> Option<(u64, u64)> {
        let members = self.members(company);
        (members.start() < members.end()).then(|| (*members.start(), *members.start() + 1))
    }

    /// Guests of events who have an account have the lowest numbers.
    pub(crate) fn guests_with_account(self) -> u64 {
        2 + self.0.people / 40
    }

    pub(crate) fn guests(self) -> u64 {
        self.guests_with_account() + 2 + self.0.people / 50
    }

    /// The account of a guest.
    pub(crate) fn account_of_guest(self, guest: u64) -> Option<u64> {
        match guest {
            1 | 2 => Some(guest),
            _ if guest <= self.guests_with_account() => Some((guest - 2) * 40),
            _ => None,
        }
    }

    fn guest_of(self, person: u64) -> Option<u64> {
        match person {
            1 | 2 => Some(person),
            _ => person.is_multiple_of(40).then_some(2 + person / 40),
        }
    }

    pub(crate) fn event_of_guest(self, guest: u64) -> u64 {
        1 + (guest - 1) / GUESTS_OF_AN_EVENT % EVENTS
    }

    pub(crate) fn media(self) -> u64 {
        self.guests().div_ceil(2)
    }

    /// Who is to be seen: two neighbours, and sometimes the next one too if still at the same event.
    pub(crate) fn guests_of_media(self, media: u64) -> std::ops::RangeInclusive<u64> {
        let first = 2 * media - 1;
        let same_event = (first - 1) / GUESTS_OF_AN_EVENT == (first + 1) / GUESTS_OF_AN_EVENT;
        let last = if media.is_multiple_of(4) && same_event { first + 2 } else { first + 1 };
        first..=last.min(self.guests())
    }

    fn media_of_guest(self, guest: u64) -> u64 {
        let own = guest.div_ceil(2);
        [own.checked_sub(1), Some(own)]
            .into_iter()
            .flatten()
            .filter(|media| *media > 0 && self.guests_of_media(*media).contains(&guest))
            .count() as u64
    }

    /// People who turned to the company on social media: how many rows, by their user name.
    pub(crate) fn interactions(self, person: u64) -> u64 {
        if person <= 2 || person.is_multiple_of(30) {
            return self.0.random(Topic::Follower, person).between(1, 4);
        }
        0
    }

    pub(crate) fn applied(self, person: u64) -> bool {
        person == 1 || person.is_multiple_of(200)
    }

    pub(crate) fn in_breach(self, person: u64) -> bool {
        person == 1 || person.is_multiple_of(100)
    }
}

/// How many rows each table holds about the person of this number (from 1), by `store.table`, shared rows
/// included. Reached by the account's mail address, except `core.social_interactions`, which is
/// reached by the handle. Nothing when there is no such person.
#[must_use]
pub fn holdings(recipe: &Recipe, person: u64) -> BTreeMap<String, u64> {
    if person == 0 || person > recipe.people {
        return BTreeMap::new();
    }
    let counts = Counts::of(recipe, &Profile::of(recipe, person));
    let sharing = Sharing(recipe);
    let company = sharing.company_of(person);
    let joint = company
        .and_then(|company| sharing.colleagues(company))
        .is_some_and(|(first, second)| first == person || second == person);
    let guest = sharing.guest_of(person);
    let media = guest.map_or(0, |guest| sharing.media_of_guest(guest));
    let rows = [
        (Table::Accounts, 1),
        (Table::AgreementsAccepted, counts.agreements),
        (Table::ServiceRequirements, counts.requirements),
        (Table::OauthLinks, counts.oauth),
        (Table::Logins, counts.logins),
        (Table::Companies, u64::from(company.is_some())),
        (Table::CompanyPeople, u64::from(company.is_some())),
        (Table::Orders, counts.orders),
        (Table::BillingInfo, counts.billing),
        (Table::Payments, counts.orders),
        (Table::Affiliates, counts.affiliate),
        (Table::AffiliateWithdrawals, counts.withdrawals),
        (Table::ProxyEntitlements, u64::from(counts.orders > 0)),
        (Table::KycResults, counts.kyc),
        (Table::RiskScores, counts.risk),
        (Table::AutomatedDecisions, counts.decisions),
        (Table::EmailDomainClass, 1),
        (Table::MobileDiagnostics, counts.mobile),
        (Table::ExtensionEvents, counts.extension),
        (Table::MessageLog, counts.messages),
        (Table::MarketingProfile, counts.marketing),
        (Table::ReviewInvitations, counts.reviews),
        (Table::Surveys, counts.surveys + u64::from(joint)),
        (Table::SocialInteractions, sharing.interactions(person)),
        (Table::EventPeople, u64::from(guest.is_some())),
        (Table::Media, media),
        (Table::MediaPeople, media),
        (Table::BreachPeople, u64::from(sharing.in_breach(person))),
        (Table::WebEvents, counts.web),
        (Table::Applicants, u64::from(sharing.applied(person))),
        (Table::ProxyMetadata, counts.proxy),
    ];
    rows.into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(table, count)| {
            let store = STORES.get(table.store()).map_or("", |store| store.name);
            (format!("{store}.{}", table.name()), count)
        })
        .collect()
}
