//! The words of fideslang and ours: its data categories, and those of its uses that our prohibitions can name.
//!
//! The nearest category is taken; a category of theirs that is missing here takes its parent's, and one that has
//! nobody above it is reported.

/// What a category of theirs is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counterpart {
    /// This category.
    Category(&'static str),
    /// It is no personal data.
    Plain,
    /// It names a whole branch; this column of it is a guess.
    Vague(&'static str),
}

use Counterpart::{Category, Plain, Vague};

const CATEGORIES: &[(&str, Counterpart)] = &[
    ("system", Plain),
    ("user", Vague("account.settings")),
    ("user.account", Vague("account.identifier")),
    ("user.account.settings", Category("account.settings")),
    ("user.account.username", Category("account.username")),
    ("user.authorization", Vague("credential.token")),
    ("user.authorization.biometric", Category("identity.biometric")),
    ("user.authorization.password", Category("credential.password")),
    ("user.behavior", Vague("usage.feature")),
    ("user.behavior.browsing_history", Category("browsing.history")),
    ("user.behavior.media_consumption", Category("usage.feature")),
    ("user.behavior.purchase_history", Category("order.history")),
    ("user.behavior.search_history", Category("browsing.search")),
    ("user.biometric", Category("identity.biometric")),
    ("user.biometric.health", Category("health.record")),
    ("user.childrens", Category("family.child")),
    ("user.contact", Vague("contact.address")),
    ("user.contact.address", Category("contact.address")),
    ("user.contact.address.city", Category("location.city")),
    ("user.contact.address.country", Category("contact.country")),
    ("user.contact.address.postal_code", Category("location.postal-code")),
    ("user.contact.address.state", Category("location.region")),
    ("user.contact.email", Category("contact.email")),
    ("user.contact.fax_number", Category("contact.phone")),
    ("user.contact.organization", Category("contact.company")),
    ("user.contact.phone_number", Category("contact.phone")),
    ("user.contact.state", Category("location.region")),
    ("user.contact.url", Category("social.handle")),
    ("user.content", Vague("content.file")),
    ("user.content.public", Category("social.post")),
    ("user.content.self_image", Category("identity.portrait")),
    ("user.cookie_id", Category("device.cookie")),
    ("user.criminal_history", Category("criminal.record")),
    ("user.demographic", Category("marketing.profile")),
    ("user.demographic.age_range", Category("identity.age")),
    ("user.demographic.date_of_birth", Category("identity.birth-date")),
    ("user.demographic.gender", Category("identity.gender")),
    ("user.demographic.language", Category("contact.language")),
    ("user.demographic.marital_status", Category("family.marital-status")),
    ("user.demographic.political_opinion", Category("belief.politics")),
    ("user.demographic.race_ethnicity", Category("origin.ethnicity")),
    ("user.demographic.religious_belief", Category("belief.religion")),
    ("user.demographic.sexual_orientation", Category("sexual.orientation")),
    ("user.device", Vague("device.identifier")),
    ("user.device.cookie", Category("device.cookie")),
    ("user.device.cookie_id", Category("device.cookie")),
    ("user.device.device_id", Category("device.identifier")),
    ("user.device.ip_address", Category("device.ip")),
    ("user.financial", Vague("payment.method")),
    ("user.financial.bank_account", Category("payment.account")),
    ("user.financial.credit_card", Category("payment.card")),
    ("user.government_id", Category("identity.document-number")),
    ("user.government_id.immigration", Category("identity.citizenship")),
    ("user.health_and_medical", Vague("health.record")),
    ("user.health_and_medical.genetic", Category("health.genetic")),
    ("user.health_and_medical.record_id", Category("health.record")),
    ("user.job_title", Category("contact.job-title")),
    ("user.location", Vague("location.region")),
    ("user.location.precise", Category("location.precise")),
    ("user.name", Category("contact.name")),
    ("user.payment", Vague("payment.method")),
    ("user.privacy_preferences", Category("consent.choice")),
    ("user.sensor", Category("usage.time")),
    ("user.social", Vague("social.handle")),
    ("user.telemetry", Category("device.diagnostics")),
    ("user.unique_id", Category("account.identifier")),
    ("user.user_sensor", Category("device.diagnostics")),
    ("user.workplace", Category("work.employer")),
];

/// Uses of data by their first words, the longest that fits first.
const USES: &[(&str, &str)] = &[
    ("advertising", "advertising"),
    ("analytics", "analytics"),
    ("employment.recruitment", "hiring"),
    ("employment", "personnel"),
    ("essential.fraud_detection", "fraud-prevention"),
    ("essential.legal_obligation", "legal-duty"),
    ("essential.service.authentication", "authentication"),
    ("essential.service.payment_processing", "payment"),
    ("essential.service.security", "security"),
    ("essential", "service"),
    ("functional", "service"),
    ("improve", "improvement"),
    ("marketing.advertising", "advertising"),
    ("marketing", "marketing"),
    ("personalize", "personalisation"),
];

fn nearest<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    let mut word = word;
    loop {
        if let Some((_, found)) = table.iter().find(|(name, _)| *name == word) {
            return Some(*found);
        }
        word = word.rsplit_once('.')?.0;
    }
}

/// What a data category of theirs is here; nothing when it is unknown to both.
pub(super) fn category(word: &str) -> Option<Counterpart> {
    nearest(CATEGORIES, word)
}

/// The purpose of ours that a use of theirs is.
pub(super) fn purpose(word: &str) -> Option<&'static str> {
    nearest(USES, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counterpart_is_a_word_of_the_vocabulary() {
        for (theirs, ours) in CATEGORIES {
            if let Category(word) | Vague(word) = ours {
                assert!(probity_vocabulary::Category::find(word).is_some(), "{theirs}: {word}");
                assert!(word.contains('.'), "{word}: a column holds more than a branch");
            }
        }
        for (theirs, ours) in USES {
            assert!(probity_vocabulary::PurposeKind::from_word(ours).is_some(), "{theirs}: {ours}");
        }
    }

    #[test]
    fn a_category_takes_its_parents_when_it_has_none() {
        assert_eq!(category("user.name.first"), Some(Category("contact.name")));
        assert_eq!(category("system.operations"), Some(Plain));
        assert_eq!(category("vehicle.colour"), None);
    }
}
