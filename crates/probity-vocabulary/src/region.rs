//! Parts of countries that have privacy laws of their own: the states of the United States, by ISO 3166-2.

use crate::country::Country;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A part of a country. It prints and serialises as its ISO 3166-2 code, such as `US-CO`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    code: &'static str,
    name: &'static str,
}

impl Region {
    /// The region of this code.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        REGIONS.binary_search_by(|region| region.code.cmp(code)).ok().and_then(|at| REGIONS.get(at)).copied()
    }

    /// Its ISO 3166-2 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// Its name in English.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The country it is a part of.
    #[must_use]
    pub fn country(self) -> Option<Country> {
        self.code.split('-').next().and_then(Country::find)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        Self::find(&code).ok_or_else(|| {
            serde::de::Error::custom(format!("`{code}` is not a known region code of ISO 3166-2"))
        })
    }
}

impl JsonSchema for Region {
    fn schema_name() -> Cow<'static, str> {
        "Region".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$", "description": "an ISO 3166-2 code" })
    }
}

const fn region(code: &'static str, name: &'static str) -> Region {
    Region { code, name }
}

/// Every region that the language knows, in the order of the codes.
pub const REGIONS: &[Region] = &[
    region("US-AK", "Alaska"),
    region("US-AL", "Alabama"),
    region("US-AR", "Arkansas"),
    region("US-AZ", "Arizona"),
    region("US-CA", "California"),
    region("US-CO", "Colorado"),
    region("US-CT", "Connecticut"),
    region("US-DC", "District of Columbia"),
    region("US-DE", "Delaware"),
    region("US-FL", "Florida"),
    region("US-GA", "Georgia"),
    region("US-HI", "Hawaii"),
    region("US-IA", "Iowa"),
    region("US-ID", "Idaho"),
    region("US-IL", "Illinois"),
    region("US-IN", "Indiana"),
    region("US-KS", "Kansas"),
    region("US-KY", "Kentucky"),
    region("US-LA", "Louisiana"),
    region("US-MA", "Massachusetts"),
    region("US-MD", "Maryland"),
    region("US-ME", "Maine"),
    region("US-MI", "Michigan"),
    region("US-MN", "Minnesota"),
    region("US-MO", "Missouri"),
    region("US-MS", "Mississippi"),
    region("US-MT", "Montana"),
    region("US-NC", "North Carolina"),
    region("US-ND", "North Dakota"),
    region("US-NE", "Nebraska"),
    region("US-NH", "New Hampshire"),
    region("US-NJ", "New Jersey"),
    region("US-NM", "New Mexico"),
    region("US-NV", "Nevada"),
    region("US-NY", "New York"),
    region("US-OH", "Ohio"),
    region("US-OK", "Oklahoma"),
    region("US-OR", "Oregon"),
    region("US-PA", "Pennsylvania"),
    region("US-RI", "Rhode Island"),
    region("US-SC", "South Carolina"),
    region("US-SD", "South Dakota"),
    region("US-TN", "Tennessee"),
    region("US-TX", "Texas"),
    region("US-UT", "Utah"),
    region("US-VA", "Virginia"),
    region("US-VT", "Vermont"),
    region("US-WA", "Washington"),
    region("US-WI", "Wisconsin"),
    region("US-WV", "West Virginia"),
    region("US-WY", "Wyoming"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_finding_works() {
        assert_eq!(REGIONS.len(), 51);
        assert!(REGIONS.is_sorted_by(|left, right| left.code < right.code));
        assert!(REGIONS.iter().all(|region| Region::find(region.code) == Some(*region)));
    }

    #[test]
    fn every_region_is_part_of_a_country() {
        assert!(REGIONS.iter().all(|region| region.country() == Country::find("US")));
    }
}
