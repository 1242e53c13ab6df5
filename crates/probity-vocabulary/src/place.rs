//! Where a person lives and which places a sentence reaches: countries, regions and groups of countries.
//!
//! Membership of a group has dates, since a law reaches whoever lived there at the time.

use crate::country::Country;
use crate::region::Region;
use crate::word::words;
use jiff::civil::{Date, date};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

words! {
    /// A group of countries.
    CountryGroup, "group of countries" {
        EuropeanUnion "EU" "European Union";
        EuropeanEconomicArea "EEA" "European Economic Area";
    }
}

impl CountryGroup {
    /// Whether the country belongs to the group on this day. The day of leaving still counts.
    #[must_use]
    pub fn contains(self, country: Country, on: Date) -> bool {
        let member = |table: &[Membership]| {
            table.iter().any(|(code, from, until)| {
                *code == country.code() && *from <= on && until.is_none_or(|until| on <= until)
            })
        };
        match self {
            Self::EuropeanUnion => member(UNION),
            Self::EuropeanEconomicArea => {
                on >= EEA_BEGAN && (member(UNION) || member(AREA_BEFORE_UNION) || member(AREA_ALONE))
            }
        }
    }

    /// The countries that belong to the group on this day, in the order of their codes.
    pub fn members(self, on: Date) -> impl Iterator<Item = Country> {
        crate::country::COUNTRIES.iter().copied().filter(move |country| self.contains(*country, on))
    }
}

/// Where a person lives, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Residence {
    /// The country; none when it is not known.
    pub country: Option<Country>,
    /// The state or other part of it; none when it is not known or has no law of its own.
    pub region: Option<Region>,
}

impl Residence {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { country: None, region: None };

    /// A residence in a country, in a part that is not known.
    #[must_use]
    pub const fn country(country: Country) -> Self {
        Self { country: Some(country), region: None }
    }

    /// A residence in a part of a country.
    #[must_use]
    pub fn region(region: Region) -> Self {
        Self { country: region.country(), region: Some(region) }
    }

    /// The residence written as `CY` or `US-CO`.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Region::find(code).map(Self::region).or_else(|| Country::find(code).map(Self::country))
    }
}

impl fmt::Display for Residence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.region, self.country) {
            (Some(region), _) => region.fmt(formatter),
            (None, Some(country)) => country.fmt(formatter),
            (None, None) => formatter.write_str("unknown"),
        }
    }
}

/// Whether a place covers a residence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The residence is not known well enough to say.
    Unknown,
}

/// A place as a sentence names it: `PA`, `US-CO`, `EEA`. It prints and serialises as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A whole country.
    Country(Country),
    /// A part of a country.
    Region(Region),
    /// A group of countries.
    Group(CountryGroup),
}

impl Place {
    /// The place of this code.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        CountryGroup::from_word(code)
            .map(Self::Group)
            .or_else(|| Region::find(code).map(Self::Region))
            .or_else(|| Country::find(code).map(Self::Country))
    }

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Country(country) => country.code(),
            Self::Region(region) => region.code(),
            Self::Group(group) => group.word(),
        }
    }

    /// Its name in English.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country(country) => country.name(),
            Self::Region(region) => region.name(),
            Self::Group(group) => group.title(),
        }
    }

    /// Whether somebody who lives there lives in this place, on this day.
    #[must_use]
    pub fn covers(self, residence: &Residence, on: Date) -> Coverage {
        let Some(country) = residence.country else { return Coverage::Unknown };
        let covered = match self {
            Self::Country(own) => own == country,
            Self::Group(group) => group.contains(country, on),
            Self::Region(own) => match residence.region {
                Some(region) => own == region,
                None if own.country() == Some(country) => return Coverage::Unknown,
                None => false,
            },
        };
        if covered { Coverage::Yes } else { Coverage::No }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        Self::find(&code).ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a known place")))
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "a country (PA), a part of one (US-CO) or a group (EU, EEA)" })
    }
}

/// Country, first day of membership, last day of membership.
type Membership = (&'static str, Date, Option<Date>);

const EEA_BEGAN: Date = date(1994, 1, 1);
const FOUNDED: Date = date(1958, 1, 1);
const NORTHERN: Date = date(1973, 1, 1);
const IBERIAN: Date = date(1986, 1, 1);
const NEUTRAL: Date = date(1995, 1, 1);
const EASTERN: Date = date(2004, 5, 1);
const BALKAN: Date = date(2007, 1, 1);

const UNION: &[Membership] = &[
    ("AT", NEUTRAL, None),
    ("BE", FOUNDED, None),
    ("BG", BALKAN, None),
    ("CY", EASTERN, None),
    ("CZ", EASTERN, None),
    ("DE", FOUNDED, None),
    ("DK", NORTHERN, None),
    ("EE", EASTERN, None),
    ("ES", IBERIAN, None),
    ("FI", NEUTRAL, None),
    ("FR", FOUNDED, None),
    ("GB", NORTHERN, Some(date(2020, 1, 31))),
    ("GR", date(1981, 1, 1), None),
    ("HR", date(2013, 7, 1), None),
    ("HU", EASTERN, None),
    ("IE", NORTHERN, None),
    ("IT", FOUNDED, None),
    ("LT", EASTERN, None),
    ("LU", FOUNDED, None),
    ("LV", EASTERN, None),
    ("MT", EASTERN, None),
    ("NL", FOUNDED, None),
    ("PL", EASTERN, None),
    ("PT", IBERIAN, None),
    ("RO", BALKAN, None),
    ("SE", NEUTRAL, None),
    ("SI", EASTERN, None),
    ("SK", EASTERN, None),
];

/// States that were in the area as members of the free-trade association before they joined the Union.
const AREA_BEFORE_UNION: &[Membership] =
    &[("AT", EEA_BEGAN, Some(NEUTRAL)), ("FI", EEA_BEGAN, Some(NEUTRAL)), ("SE", EEA_BEGAN, Some(NEUTRAL))];

const AREA_ALONE: &[Membership] =
    &[("IS", EEA_BEGAN, None), ("LI", date(1995, 5, 1), None), ("NO", EEA_BEGAN, None)];

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn covers(place: &str, residence: &str, on: Date) -> Coverage {
        Place::find(place).unwrap().covers(&Residence::find(residence).unwrap(), on)
    }

    #[test]
    fn the_union_has_twenty_seven_members_and_the_area_thirty() {
        assert_eq!(CountryGroup::EuropeanUnion.members(TODAY).count(), 27);
        assert_eq!(CountryGroup::EuropeanEconomicArea.members(TODAY).count(), 30);
        assert_eq!(CountryGroup::EuropeanUnion.members(date(1958, 1, 1)).count(), 6);
        assert_eq!(CountryGroup::EuropeanUnion.members(date(2004, 5, 1)).count(), 25);
    }

    #[test]
    fn the_united_kingdom_left_at_the_end_of_january_2020() {
        assert_eq!(covers("EU", "GB", date(2020, 1, 31)), Coverage::Yes);
        assert_eq!(covers("EU", "GB", date(2020, 2, 1)), Coverage::No);
        assert_eq!(covers("EEA", "GB", date(2020, 2, 1)), Coverage::No);
    }

    #[test]
    fn norway_is_in_the_area_and_not_in_the_union() {
        assert_eq!(covers("EEA", "NO", TODAY), Coverage::Yes);
        assert_eq!(covers("EU", "NO", TODAY), Coverage::No);
        assert_eq!(covers("EEA", "NO", date(1993, 12, 31)), Coverage::No);
        assert_eq!(covers("EEA", "SE", date(1994, 6, 1)), Coverage::Yes);
    }

    #[test]
    fn a_state_covers_only_its_people() {
        assert_eq!(covers("US-CO", "US-CO", TODAY), Coverage::Yes);
        assert_eq!(covers("US-CO", "US-VA", TODAY), Coverage::No);
        assert_eq!(covers("US-CO", "PA", TODAY), Coverage::No);
        assert_eq!(covers("US", "US-CO", TODAY), Coverage::Yes);
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        assert_eq!(covers("US-CO", "US", TODAY), Coverage::Unknown);
        assert_eq!(Place::find("PA").unwrap().covers(&Residence::UNKNOWN, TODAY), Coverage::Unknown);
    }

    #[test]
    fn a_place_reads_back_from_its_code() {
        for code in ["PA", "US-PA", "EU", "EEA"] {
            let place = Place::find(code).unwrap();
            assert_eq!(place.to_string(), code);
            assert_eq!(serde_json::from_str::<Place>(&format!("\"{code}\"")).unwrap(), place);
        }
        assert_eq!(Place::find("PA").map(Place::name), Some("Panama"));
        assert_eq!(Place::find("US-PA").map(Place::name), Some("Pennsylvania"));
        assert_eq!(Place::find("Mars"), None);
    }
}
