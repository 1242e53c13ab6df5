//! On what ground data may go to another country, with the dates between which the ground held.
//!
//! Which grounds a law accepts, and for whom, is not decided here.

use crate::iri::gdpr;
use crate::word::words;
use jiff::civil::{Date, date};

words! {
    /// A ground for a transfer to a third country (GDPR chapter V).
    TransferMechanism, "transfer mechanism" {
        Adequacy "adequacy" "The destination was found to protect data as well" = gdpr!("A45-3");
        StandardClauses "standard-clauses" "Clauses adopted by the authority are part of the contract" = gdpr!("A46-2-c");
        BindingRules "binding-rules" "A group of companies has binding rules that an authority approved" = gdpr!("A46-2-b");
        Certification "certification" "The recipient is certified and bound by it" = gdpr!("A46-2-f");
        CodeOfConduct "code-of-conduct" "The recipient is bound by an approved code of conduct" = gdpr!("A46-2-e");
        Consent "consent" "The person agreed to this transfer, informed of its risks" = gdpr!("A49-1-a");
        Contract "contract" "A contract with the person needs the transfer" = gdpr!("A49-1-b");
        Claims "claims" "A legal claim needs the transfer" = gdpr!("A49-1-e");
        VitalInterest "vital-interest" "Somebody's life needs the transfer" = gdpr!("A49-1-f");
        DataPrivacyFramework "data-privacy-framework" "The recipient in the United States is certified under the EU-US framework" = gdpr!("A45-3");
        PrivacyShield "privacy-shield" "The recipient in the United States joined the Privacy Shield (struck down)" = gdpr!("A45-3");
        SafeHarbor "safe-harbor" "The recipient in the United States joined Safe Harbor (struck down)" = gdpr!("A45-3");
    }
}

impl TransferMechanism {
    /// The first day on which the mechanism could be relied on, where it has one.
    #[must_use]
    pub const fn valid_from(self) -> Option<Date> {
        match self {
            Self::SafeHarbor => Some(date(2000, 7, 26)),
            Self::PrivacyShield => Some(date(2016, 7, 12)),
            Self::DataPrivacyFramework => Some(date(2023, 7, 10)),
            _ => None,
        }
    }

    /// The day on which the Court of Justice struck the mechanism down: from then on it carries nothing.
    #[must_use]
    pub const fn repealed_on(self) -> Option<Date> {
        match self {
            Self::SafeHarbor => Some(date(2015, 10, 6)),
            Self::PrivacyShield => Some(date(2020, 7, 16)),
            _ => None,
        }
    }

    /// Whether the mechanism exists on this day.
    #[must_use]
    pub fn is_valid_on(self, day: Date) -> bool {
        self.valid_from().is_none_or(|from| from <= day) && self.repealed_on().is_none_or(|end| day < end)
    }

    /// Where it says so: the provision, or the decision and the judgment that ended it.
    #[must_use]
    pub const fn citation(self) -> &'static str {
        match self {
            Self::Adequacy => "GDPR art. 45(3)",
            Self::StandardClauses => "GDPR art. 46(2)(c); Decision (EU) 2021/914",
            Self::BindingRules => "GDPR art. 46(2)(b) and 47",
            Self::Certification => "GDPR art. 46(2)(f)",
            Self::CodeOfConduct => "GDPR art. 46(2)(e)",
            Self::Consent => "GDPR art. 49(1)(a)",
            Self::Contract => "GDPR art. 49(1)(b)",
            Self::Claims => "GDPR art. 49(1)(e)",
            Self::VitalInterest => "GDPR art. 49(1)(f)",
            Self::DataPrivacyFramework => "Decision (EU) 2023/1795",
            Self::PrivacyShield => "Decision (EU) 2016/1250, struck down by C-311/18",
            Self::SafeHarbor => "Decision 2000/520/EC, struck down by C-362/14",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safe_harbor_ends_with_the_judgment() {
        assert!(TransferMechanism::SafeHarbor.is_valid_on(date(2015, 10, 5)));
        assert!(!TransferMechanism::SafeHarbor.is_valid_on(date(2015, 10, 6)));
        assert!(!TransferMechanism::SafeHarbor.is_valid_on(date(2000, 7, 25)));
    }

    #[test]
    fn privacy_shield_lasted_from_its_decision_to_its_judgment() {
        assert!(!TransferMechanism::PrivacyShield.is_valid_on(date(2016, 7, 11)));
        assert!(TransferMechanism::PrivacyShield.is_valid_on(date(2020, 7, 15)));
        assert!(!TransferMechanism::PrivacyShield.is_valid_on(date(2020, 7, 16)));
    }

    #[test]
    fn the_framework_begins_in_2023_and_the_provisions_of_the_regulation_have_no_end() {
        assert!(!TransferMechanism::DataPrivacyFramework.is_valid_on(date(2023, 7, 9)));
        assert!(TransferMechanism::DataPrivacyFramework.is_valid_on(date(2026, 1, 1)));
        assert!(TransferMechanism::StandardClauses.is_valid_on(date(2026, 1, 1)));
    }
}
