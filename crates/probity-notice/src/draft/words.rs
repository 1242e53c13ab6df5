//! Words of a reading as words of the language.

use std::collections::BTreeSet;

/// The categories of the vocabulary that kinds of data are.
pub(super) fn categories(kinds: &[String]) -> BTreeSet<&'static str> {
    let named =
        |kind: &String| CATEGORIES.iter().find(|(name, _)| name == kind).map(|(_, category)| *category);
    kinds.iter().filter_map(named).collect()
}

const CATEGORIES: [(&str, &str); 31] = [
    ("email", "contact.email"),
    ("name", "contact.name"),
    ("phone", "contact.phone"),
    ("postal_address", "contact.address"),
    ("ip_address", "device.ip"),
    ("browser", "device.browser"),
    ("device_info", "device.identifier"),
    ("location", "location.*"),
    ("cookies", "device.cookie"),
    ("usage_data", "usage.*"),
    ("visit_time", "usage.time"),
    ("referrer", "browsing.referrer"),
    ("isp", "device.network"),
    ("biometric", "identity.biometric"),
    ("identity_document", "identity.document"),
    ("payment", "payment.*"),
    ("financial", "payment.*"),
    ("tax_id", "identity.tax-number"),
    ("birth_date", "identity.birth-date"),
    ("company_name", "contact.company"),
    ("order", "order.*"),
    ("photo", "media.photo"),
    ("video", "media.video"),
    ("audio", "media.voice"),
    ("social_media", "social.*"),
    ("health", "health.*"),
    ("special_categories", "health.*"),
    ("traffic", "connection.traffic"),
    ("browsing_history", "browsing.history"),
    ("account", "account.*"),
    ("interests", "marketing.interest"),
];

/// The name of a purpose: the vocabulary's where it has one.
pub(super) fn purpose(kind: &str) -> String {
    match kind {
        "service_provision" => "service".to_owned(),
        "service_improvement" => "improvement".to_owned(),
        "identity_verification" => "identity-check".to_owned(),
        "account_management" => "account".to_owned(),
        "direct_marketing" => "marketing".to_owned(),
        "reviews" => "review".to_owned(),
        "legal_compliance" => "legal-duty".to_owned(),
        "contract_performance" => "contract".to_owned(),
        other => name(other),
    }
}

/// The right of the language that a right of a reading is.
pub(super) fn right(word: &str) -> Option<&'static str> {
    Some(match word {
        "access" | "know" => "access",
        "rectification" => "rectification",
        "erasure" => "erasure",
        "restriction" => "restriction",
        "portability" => "portability",
        "object" | "opt_out" => "objection",
        "withdraw_consent" => "withdraw-consent",
        "appeal" => "appeal",
        "complaint" => "complaint",
        "automated_decisions" => "automated-decision",
        "no_sale" => "opt-out-of-sale",
        _ => return None,
    })
}

/// The legal basis of the language.
pub(super) fn basis(word: &str) -> Option<&'static str> {
    Some(match word {
        "explicit_consent" | "consent" => "consent",
        "contract" => "contract",
        "legal_obligation" => "legal-duty",
        "legitimate_interests" => "legitimate-interest",
        _ => return None,
    })
}

/// `P30D` as the language says it: `30 days`.
pub(super) fn period(iso: &str) -> Option<String> {
    let (hours, rest) = match iso.strip_prefix("PT") {
        Some(rest) => (true, rest),
        None => (false, iso.strip_prefix('P')?),
    };
    let unit = rest.chars().last()?;
    let amount: u32 = rest.get(..rest.len() - unit.len_utf8())?.parse().ok()?;
    let word = match (hours, unit) {
        (true, 'H') => "hour",
        (false, 'D') => "day",
        (false, 'W') => return Some(format!("{} days", amount.checked_mul(7)?)),
        (false, 'M') => "month",
        (false, 'Y') => "year",
        _ => return None,
    };
    Some(format!("{amount} {word}{}", if amount == 1 { "" } else { "s" }))
}

/// A name of the language made of words: small letters, digits and hyphens.
pub(crate) fn name(words: &str) -> String {
    let mut name = String::new();
    for part in words.split(|one: char| !one.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&part.to_ascii_lowercase());
    }
    if name.starts_with(|one: char| one.is_ascii_alphabetic()) { name } else { format!("the-{name}") }
}

/// A name made of the first words that say something.
pub(super) fn short_name(words: &str) -> String {
    const SMALL: [&str; 16] = [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "including",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "your",
    ];
    let telling = words
        .split(|one: char| !one.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.to_ascii_lowercase().as_str()));
    name(&telling.take(4).collect::<Vec<_>>().join(" "))
}

/// A text as the language writes it.
pub(super) fn text(words: &str) -> String {
    let flat: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", flat.replace('\\', "\\\\").replace('"', "\\\""))
}
