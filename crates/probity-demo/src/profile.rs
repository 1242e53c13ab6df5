//! A person of the company: who it is, since when, how busy.

use crate::names::{Country, LITHUANIA, PANAMA, country};
use crate::random::Random;
use crate::recipe::{DAY, HOUR, Recipe, Topic};

/// A client and what is the same in all rows about them.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) number: u64,
    pub(crate) country: &'static Country,
    pub(crate) full_name: String,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) business: bool,
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) ended: Option<i64>,
    pub(crate) busy: Busy,
}

/// How much somebody does; most people do little and a few do very much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    Hardly,
    Normally,
    Much,
    Extremely,
}

/// Years for which the account of a former client is kept.
const FORMER_CLIENT_DAYS: i64 = 3 * 365;
/// The age of the oldest account.
const COMPANY_DAYS: u64 = 5 * 365;

/// The addresses of the first person, which nobody else has.
const FIRST_PERSONS_ADDRESSES: &[&str] = &["203.0.113.201", "203.0.113.202", "203.0.113.203"];

impl Profile {
    /// An address on the Internet from which this person comes.
    pub(crate) fn address(&self, random: &mut Random) -> String {
        if self.number == 1 { random.pick(FIRST_PERSONS_ADDRESSES).to_owned() } else { random.address() }
    }

    /// The client of this number, from 1.
    pub(crate) fn of(recipe: &Recipe, number: u64) -> Self {
        let mut random = recipe.random(Topic::Profile, number);
        let now = recipe.now_second();
        let created = now - seconds(random.between(30, COMPANY_DAYS)) * DAY - within(&mut random, DAY);
        let leaves = random.percent(4);
        let oldest_end = (now - recipe.oldest(FORMER_CLIENT_DAYS)).max(created + DAY);
        let ended = oldest_end + within(&mut random, now - oldest_end);
        let busy = match random.below(1000) {
            0..700 => Busy::Hardly,
            700..950 => Busy::Normally,
            950..999 => Busy::Much,
            _ => Busy::Extremely,
        };
        let domain = random.pick(&["example.org", "example.com", "example.net"]);
        let profile = |country: &'static Country, full_name: String, username: String, email: String| Self {
            number,
            country,
            full_name,
            username,
            email,
            business: domain == "example.com",
            created,
            ended: leaves.then_some(ended),
            busy,
        };
        match number {
            1 => Self {
                business: false,
                ended: None,
                busy: Busy::Normally,
                ..profile(
                    LITHUANIA,
                    "Lina Petraitė".to_owned(),
                    "lina.petraite".to_owned(),
                    "lina.petraite@example.org".to_owned(),
                )
            },
            2 => Self {
                business: true,
                ended: None,
                busy: Busy::Hardly,
                ..profile(
                    PANAMA,
                    "José Núñez".to_owned(),
                    "jose.nunez".to_owned(),
                    "jose.nunez@example.com".to_owned(),
                )
            },
            _ => {
                let country = country(&mut random);
                let (given, latin_given) = country.given(&mut random);
                let (family, latin_family) = country.family(&mut random);
                profile(
                    country,
                    format!("{given} {family}"),
                    format!("{latin_given}{number}"),
                    format!("{latin_given}.{latin_family}{number}@{domain}"),
                )
            }
        }
    }

    /// The time from which rows with a year of life can come: since the account was opened, and not after it
    /// was closed. Nothing when the account was closed too long ago.
    pub(crate) fn window(&self, recipe: &Recipe, kept_days: i64) -> Option<(i64, i64)> {
        let now = recipe.now_second();
        let from = self.created.max(now - recipe.oldest(kept_days));
        let to = self.ended.unwrap_or(now - HOUR);
        (from < to).then_some((from, to))
    }

    /// An instant between opening and closing of the account.
    pub(crate) fn while_client(&self, recipe: &Recipe, random: &mut Random) -> i64 {
        let end = self.ended.unwrap_or(recipe.now_second() - HOUR);
        self.created + within(random, end - self.created)
    }
}

/// A number of seconds below another one.
pub(crate) fn within(random: &mut Random, length: i64) -> i64 {
    seconds(random.below(u64::try_from(length).unwrap_or(0)))
}

pub(crate) fn seconds(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn recipe(seed: u64, overdue: bool) -> Recipe {
        Recipe { people: 1000, seed, now: "2026-03-01T12:00:00Z".parse().unwrap(), overdue }
    }

    #[test]
    fn the_first_two_people_are_always_the_same() {
        for seed in 0..20 {
            let lina = Profile::of(&recipe(seed, true), 1);
            assert_eq!((lina.full_name.as_str(), lina.country.code), ("Lina Petraitė", "LT"));
            assert_eq!(lina.email, "lina.petraite@example.org");
            assert_eq!(lina.ended, None);
            assert_eq!(Profile::of(&recipe(seed, true), 2).email, "jose.nunez@example.com");
        }
    }

    #[test]
    fn addresses_and_user_names_are_unique_and_plain() {
        let people: Vec<Profile> = (1..=1000).map(|number| Profile::of(&recipe(7, false), number)).collect();
        assert_eq!(people.iter().map(|one| &one.email).collect::<BTreeSet<_>>().len(), 1000);
        assert_eq!(people.iter().map(|one| &one.username).collect::<BTreeSet<_>>().len(), 1000);
        assert!(people.iter().all(|one| one.email.is_ascii()));
        let ends = ["@example.org", "@example.com", "@example.net"];
        assert!(people.iter().all(|one| ends.iter().any(|end| one.email.ends_with(end))));
        assert!(people.iter().any(|one| !one.full_name.is_ascii()));
    }

    proptest! {
        #[test]
        fn nobody_leaves_before_coming_or_comes_tomorrow(seed: u64, number in 1_u64..1_000_000, overdue: bool) {
            let recipe = recipe(seed, overdue);
            let person = Profile::of(&recipe, number);
            let now = recipe.now_second();
            prop_assert!(person.created < now);
            prop_assert!(person.ended.is_none_or(|ended| ended > person.created && ended <= now));
            if let Some((from, to)) = person.window(&recipe, 365) {
                prop_assert!(person.created <= from && from < to && to <= now);
            }
        }
    }
}
