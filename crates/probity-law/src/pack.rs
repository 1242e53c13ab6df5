//! A law: whom it reaches, since when, and its rules.

use crate::rule::Rule;
use jiff::civil::Date;
use probity_vocabulary::Place;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The id of a law, as a policy names it: `eu-gdpr`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LawId(Cow<'static, str>);

impl LawId {
    /// The id that is part of the program's text.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The id as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for LawId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

impl From<&str> for LawId {
    fn from(id: &str) -> Self {
        Self(Cow::Owned(id.to_owned()))
    }
}

impl fmt::Display for LawId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A law with its rules.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its id.
    pub id: LawId,
    /// What it is called.
    pub title: String,
    /// Where it was published.
    pub citation: String,
    /// The IRI of its DPV term, where DPV has one.
    pub iri: Option<String>,
    /// Who watches over it.
    pub authority: Option<Authority>,
    /// The first day on which it applied.
    pub in_force_from: Date,
    /// The last day on which it applied.
    pub in_force_to: Option<Date>,
    /// Whom it reaches.
    pub reach: Reach,
    /// Its rules.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// An authority that watches over a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its name.
    pub name: String,
    /// The IRI of its DPV term, where DPV has one.
    pub iri: Option<String>,
}

/// Whom a law reaches. Thresholds of turnover or numbers are not judged: a policy that names a law keeps it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// People who live in these places.
    #[serde(default)]
    pub residents: Vec<Place>,
    /// Everybody, where the controller is in one of these places.
    #[serde(default)]
    pub controllers: Vec<Place>,
}
