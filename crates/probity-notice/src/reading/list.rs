//! What the items of a list are, told by the words that introduce it.

use super::practice::Kind;
use super::topic::{self, Topics};
use regex::Regex;
use std::sync::LazyLock;

/// What introduces a list, and which practice each of its items is; the first that fits.
const INTRODUCTIONS: &[(&str, Option<Kind>)] = &[
    (r"\b(?:policy|notice|document|statement)\b[^.:]{0,20}\b(?:explains?|describes?|covers?|tells?|informs?|applies|outlines)\b", None),
    (r"\b(?:principles|definitions?|responsibilities|limitations)\b", None),
    (r"\b(?:applies|when|where|in (?:case|cases)) the (?:client|user|customer)\b|asks? you to verify", Some(Kind::IdentityVerification)),
    (r"\b(?:cookies|trackers)\b[^:]*\b(?:use|used|types?|categories|purposes|set)\b|\buse\b[^:]*\bcookies\b", Some(Kind::Cookie)),
    (r"\b(?:contact|reach|write to|email)\b[^:]*\b(?:us|at|via|by|through)\b[^:]*:$", Some(Kind::Contact)),
    (r"\bcategories of recipients|\brecipients\b|\bnot to provide\b|\b(?:shar(?:e|ed|ing)|disclos(?:e|ed|ure|ures)|transferred to|provided to|released)\b", Some(Kind::Recipient)),
    (r"\b(?:safeguards|transfers?)\b[^:]*\b(?:include|following|based)\b", Some(Kind::Transfer)),
    (r"\b(?:deletion|retention|retain|retained|kept|keep|stored?)\b", Some(Kind::Retention)),
    (r"\b(?:your|privacy|following|have the|these) rights?\b|\bright to\b|\b(?:you|users?|clients?|recipients|customers?) (?:may|can) (?:request|ask|object|exercise|opt)|\bentitled to\b|\bopportunity to opt out\b|\bcan be done by\b|\bopt(?:ing)? out\b|\bunsubscribe\b", Some(Kind::Right)),
    (r"\blegitimate interests?\b|\bbased on (?:your )?consent\b|\bprocess(?:ing|es|ed)?\b[^:]*\b(?:necessary|in order to|purposes?|to:|for:|obligations?)|\bpurposes?\b|\bobjectives\b|\buse[sd]?\b[^:]*\b(?:to|for|as follows|information|data)\b[^:]*:$", Some(Kind::Purpose)),
    (r"\b(?:security|protect|safeguard|measures)\b", Some(Kind::Security)),
    (r"\b(?:data|information|details|logs?|collect\w*|gather\w*|records?|metadata)\b", Some(Kind::Collects)),
];

#[expect(clippy::unwrap_used, reason = "the patterns are written above; a test builds them")]
static BUILT: LazyLock<Vec<(Regex, Option<Kind>)>> = LazyLock::new(|| {
    INTRODUCTIONS.iter().map(|(pattern, kind)| (Regex::new(&format!("(?i){pattern}")).unwrap(), *kind)).collect()
});

/// The practice that each item of a list is; nothing when the items say it themselves.
pub(super) fn kind(introduction: &str, topics: Topics) -> Option<Kind> {
    if topics & (topic::DEFINITIONS | topic::OTHERS) != 0 {
        return None;
    }
    BUILT.iter().find(|(pattern, _)| pattern.is_match(introduction)).and_then(|(_, kind)| *kind)
}
