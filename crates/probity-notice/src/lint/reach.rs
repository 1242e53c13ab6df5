//! Which laws can apply to a notice, told from the places and laws that it names and the words that it uses.
//!
//! INVARIANT (DUTY-WITH-A-REASON): a duty of the Union's law is called unmet only where that law can apply, and the
//! finding says which words made it think so.

use super::Lint;
use crate::matching;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Whether the GDPR can apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The notice names the Union, its law or one of its countries, in these words.
    Union(String),
    /// It can: the notice speaks to several places, in the words of that law, or names no place at all.
    Open(&'static str),
    /// It does, because somebody asks for it.
    Asked,
    /// The notice speaks to people of other places alone, or somebody asks for other laws alone.
    Elsewhere,
}

impl Reach {
    /// Why the law is thought to apply, to be put behind a message; nothing where it is not, or is without a reason.
    pub(super) fn reason(&self) -> Option<String> {
        match self {
            Self::Union(words) => Some(format!("the notice speaks of \u{201c}{words}\u{201d}")),
            Self::Open(why) => Some((*why).to_owned()),
            Self::Asked | Self::Elsewhere => None,
        }
    }

    pub(super) const fn is_union(&self) -> bool {
        matches!(self, Self::Union(_) | Self::Asked)
    }

    pub(super) const fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Elsewhere)
    }
}

static UNION: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"(?-i:\bGDPR\b|General Data Protection Regulation|European (?:Union|Economic|Commission|Data Protection)|\bEEA\b|\bEU\b|\bDSGVO\b|Datenschutz|\bRGPD\b|Data Protection Act 2018|data protection laws? of the (?:UK|United Kingdom))",
    )
});

static STATES: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"(?-i:\b(?:AL|AK|AZ|AR|CA|CO|CT|DC|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|California|Colorado|New York|Texas|Washington|Massachusetts|Illinois|Florida|Delaware)\.?,? \d{5}\b)",
    )
});

/// Laws of other places: a country alone may be where data goes.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"(?-i:\b(?:CCPA|CPRA|PDPA|PIPEDA|LGPD|POPIA|NITDA|NDPR|DPDP|HIPAA|FERPA|CAN-SPAM|CalOPPA|APPI)\b|California|Information Technology (?:Act|\()|Australian Privacy|Personal Data Protection Act)",
    )
});

/// Words that only a text written for that law has.
const WORDS_OF_THE_LAW: [&str; 8] = [
    "legitimate interest",
    "data subject",
    "supervisory authority",
    "legal basis",
    "lawful basis",
    "standard contractual clauses",
    "right to be forgotten",
    "data portability",
];

/// Words to people of more than one place.
const SEVERAL_PLACES: [&str; 7] = [
    "vary by jurisdiction",
    "depending on your location",
    "depending on where you",
    "regardless of where you",
    "wherever you are",
    "various jurisdictions",
    "around the world",
];

impl Reach {
    pub(super) fn of(lint: &Lint<'_>) -> Self {
        match lint.laws.name("eu-gdpr") {
            Some(true) => return Self::Asked,
            Some(false) => return Self::Elsewhere,
            None => {}
        }
        if let Some(found) = UNION.find(lint.plain().bytes()) {
            let plain = lint.plain();
            return Self::Union(lint.words(&(plain.back(found.start())..plain.back(found.end()))).to_owned());
        }
        if is_american(lint) {
            return Self::Elsewhere;
        }
        if lint.country().is_some_and(|country| EUROPE.contains(&country)) {
            return Self::Union("an address in Europe".to_owned());
        }
        if SEVERAL_PLACES.iter().any(|words| lint.contains(words)) {
            return Self::Open("the notice speaks to people of several places");
        }
        if WORDS_OF_THE_LAW.iter().filter(|words| lint.contains(words)).count() > 2 {
            return Self::Open(
                "the notice is written in the words of the GDPR, and names no place that it leaves out",
            );
        }
        if ELSEWHERE.is_match(lint.plain().bytes()) {
            return Self::Elsewhere;
        }
        Self::Open("the notice names no place, so it speaks to people in the Union too")
    }
}

/// Countries whose law is the GDPR or follows it.
pub(super) const EUROPE: [&str; 27] = [
    "CY", "LT", "DE", "FR", "IE", "NL", "EE", "LV", "PL", "ES", "IT", "SE", "GB", "CH", "NO", "DK", "FI",
    "AT", "BE", "PT", "CZ", "LU", "MT", "GR", "RO", "BG", "HU",
];

/// Whether it speaks to people in the United States alone, whose laws know neither officers nor legal bases.
fn is_american(lint: &Lint<'_>) -> bool {
    let laws = [
        "hipaa",
        "federal law",
        "gramm-leach",
        "notice of privacy practices",
        "certain u.s. states",
        "u.s. residents only",
        "ferpa",
    ];
    (sits_in_the_states(lint) || laws.iter().any(|law| lint.contains(law)))
        && !lint.contains("directive")
        && lint.country().is_none_or(|country| country == "US")
}

/// Whether an address in the United States is printed.
pub(super) fn sits_in_the_states(lint: &Lint<'_>) -> bool {
    STATES.is_match(lint.plain().bytes())
}
