//! What the items of a list are, told by the words that introduce it.

use super::practice::Kind;
use super::topic::{self, Topics};
use crate::matching::{self, Plain};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// What introduces a list, and which practice each of its items is; the first that fits.
const INTRODUCTIONS: &[(&str, Option<Kind>)] = &[
    (
        r"\b(?:policy|notice|document|statement)\b[^.:]{0,20}\b(?:explains?|describes?|covers?|tells?|informs?|applies|outlines)\b",
        None,
    ),
    (r"\b(?:principles|definitions?|responsibilities|limitations)\b", None),
    (
        r"\b(?:applies|when|where|in (?:case|cases)) the (?:client|user|customer)\b|asks? you to verify",
        Some(Kind::IdentityVerification),
    ),
    (
        r"\b(?:cookies|trackers)\b[^:]*\b(?:use|used|types?|categories|purposes|set)\b|\buse\b[^:]*\bcookies\b",
        Some(Kind::Cookie),
    ),
    (r"\b(?:contact|reach|write to|email)\b[^:]*\b(?:us|at|via|by|through)\b[^:]*:$", Some(Kind::Contact)),
    (
        r"\b(?:your|privacy|following|have the|these) rights?\b|\bright to\b|\b(?:you|users?|clients?|recipients|customers?) (?:may|can) (?:request|ask|object|exercise|opt)|\bentitled to\b|\bopportunity to opt out\b|\bcan be done by\b|\bopt(?:ing)? out\b|\bunsubscribe\b",
        Some(Kind::Right),
    ),
    (
        r"\bcategories of recipients|\bfollowing recipients\b|\bnot to provide\b|\b(?:shar(?:e|ed|ing)|disclos(?:e|ed|ure|ures)|transferred to|provided to|released)\b",
        Some(Kind::Recipient),
    ),
    (r"\b(?:safeguards|transfers?)\b[^:]*\b(?:include|following|based)\b", Some(Kind::Transfer)),
    (r"\b(?:deletion|retention|retain|retained|kept|keep|stored?)\b", Some(Kind::Retention)),
    (
        r"\blegitimate interests?\b|\bbased on (?:your )?consent\b|\bprocess(?:ing|es|ed)?\b[^:]*\b(?:necessary|in order to|purposes?|to:|for:|obligations?)|\bpurposes?\b|\bobjectives\b|\buse[sd]?\b[^:]*\b(?:to|for|as follows|information|data)\b[^:]*:$",
        Some(Kind::Purpose),
    ),
    (r"\b(?:security|protect|safeguard|measures)\b", Some(Kind::Security)),
];

/// What items are by the heading above them, when the words of the list do not tell.
const BY_TOPIC: [(Topics, Kind); 9] = [
    (topic::RETENTION, Kind::Retention),
    (topic::SECURITY, Kind::Security),
    (topic::COOKIES, Kind::Cookie),
    (topic::RIGHTS, Kind::Right),
    (topic::RECIPIENTS, Kind::Recipient),
    (topic::TRANSFERS, Kind::Transfer),
    (topic::COLLECTION, Kind::Collects),
    (topic::BASES, Kind::Purpose),
    (topic::PURPOSES, Kind::Purpose),
];

/// Words that introduce kinds of data, when nothing says better.
const OF_DATA: &[&str] = &["data", "information", "details", "collect", "gather", "metadata", "records"];

static BUILT: LazyLock<Vec<(Regex, Option<Kind>)>> =
    LazyLock::new(|| INTRODUCTIONS.iter().map(|(pattern, kind)| (matching::build(pattern), *kind)).collect());

/// The practice that each item of a list is; nothing when the items say it themselves.
pub(super) fn kind(introduction: &str, topics: Topics) -> Option<Kind> {
    if topics & (topic::DEFINITIONS | topic::OTHERS) != 0 {
        return None;
    }
    let plain = Plain::of(introduction);
    if let Some((_, kind)) = BUILT.iter().find(|(pattern, _)| pattern.is_match(plain.bytes())) {
        return *kind;
    }
    let lower = introduction.to_lowercase();
    if !OF_DATA.iter().any(|word| lower.contains(word)) && !lower.contains("include") {
        return None;
    }
    let by_topic = BY_TOPIC.iter().find(|(topic, _)| topics & topic != 0).map(|(_, kind)| *kind);
    by_topic.or_else(|| OF_DATA.iter().any(|word| lower.contains(word)).then_some(Kind::Collects))
}
