//! The grounds on which personal data may be used, in the terms of GDPR article 6(1).

use crate::iri::gdpr;
use crate::word::words;

words! {
    /// A ground for a use of personal data.
    LegalBasis, "legal basis" {
        Consent "consent" "The person agreed, freely, informed, for this purpose" = gdpr!("A6-1-a");
        Contract "contract" "Needed for a contract with the person, or to enter one at their request" = gdpr!("A6-1-b");
        LegalDuty "legal-duty" "A law obliges the controller" = gdpr!("A6-1-c");
        VitalInterest "vital-interest" "Needed to protect somebody's life" = gdpr!("A6-1-d");
        PublicTask "public-task" "Needed for a task in the public interest or of an authority" = gdpr!("A6-1-e");
        LegitimateInterest "legitimate-interest" "An interest of the controller or another that the person's does not outweigh" = gdpr!("A6-1-f");
    }
}

impl LegalBasis {
    /// The provision of the General Data Protection Regulation that names this basis.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::Consent => "GDPR art. 6(1)(a)",
            Self::Contract => "GDPR art. 6(1)(b)",
            Self::LegalDuty => "GDPR art. 6(1)(c)",
            Self::VitalInterest => "GDPR art. 6(1)(d)",
            Self::PublicTask => "GDPR art. 6(1)(e)",
            Self::LegitimateInterest => "GDPR art. 6(1)(f)",
        }
    }

    /// The term of the core vocabulary, for readers that do not know the GDPR extension.
    #[must_use]
    pub const fn core_iri(self) -> &'static str {
        use crate::iri::dpv;
        match self {
            Self::Consent => dpv!("Consent"),
            Self::Contract => dpv!("Contract"),
            Self::LegalDuty => dpv!("LegalObligation"),
            Self::VitalInterest => dpv!("VitalInterest"),
            Self::PublicTask => dpv!("PublicInterest"),
            Self::LegitimateInterest => dpv!("LegitimateInterest"),
        }
    }

    /// Whether the right to data portability reaches data used on this basis (GDPR art. 20(1)(a)).
    #[must_use]
    pub const fn is_portable(self) -> bool {
        matches!(self, Self::Consent | Self::Contract)
    }

    /// Whether the person may object to a use on this basis (GDPR art. 21(1)).
    #[must_use]
    pub const fn is_open_to_objection(self) -> bool {
        matches!(self, Self::PublicTask | Self::LegitimateInterest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portability_and_objection_follow_the_basis() {
        let portable: Vec<_> = LegalBasis::ALL.iter().filter(|basis| basis.is_portable()).collect();
        let objectionable: Vec<_> =
            LegalBasis::ALL.iter().filter(|basis| basis.is_open_to_objection()).collect();
        assert_eq!(portable, [&LegalBasis::Consent, &LegalBasis::Contract]);
        assert_eq!(objectionable, [&LegalBasis::PublicTask, &LegalBasis::LegitimateInterest]);
    }
}
