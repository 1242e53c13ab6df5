//! What a person may ask of a controller.

use crate::iri::{dpv, gdpr};
use crate::word::words;

words! {
    /// A right of the person, under the General Data Protection Regulation or a law of a US state.
    Right, "right" {
        Access "access" "To know what is held and to have a copy" = gdpr!("A15");
        Rectification "rectification" "To have wrong data put right" = gdpr!("A16");
        Erasure "erasure" "To have data deleted" = gdpr!("A17");
        Restriction "restriction" "To have data kept but not used" = gdpr!("A18");
        Portability "portability" "To take data along in a form that machines read" = gdpr!("A20");
        Objection "objection" "To refuse a use, and direct marketing without any reason" = gdpr!("A21");
        OptOutOfSale "opt-out-of-sale" "To refuse the sale of data" = dpv!("DataSubjectRight");
        OptOutOfAdvertising "opt-out-of-advertising" "To refuse targeted advertising and sharing for it" = dpv!("DataSubjectRight");
        LimitSensitive "limit-sensitive" "To limit the use of sensitive data to what is necessary" = dpv!("DataSubjectRight");
        AutomatedDecision "automated-decision" "Not to be decided about by a machine alone" = gdpr!("A22");
        WithdrawConsent "withdraw-consent" "To take consent back" = gdpr!("A7-3");
        Appeal "appeal" "To have a refusal looked at again" = dpv!("DataSubjectRight");
        Complaint "complaint" "To complain to the authority" = gdpr!("A77");
    }
}

impl Right {
    /// The article of the General Data Protection Regulation that grants it; none for rights of other laws.
    #[must_use]
    pub const fn article(self) -> Option<&'static str> {
        match self {
            Self::Access => Some("GDPR art. 15"),
            Self::Rectification => Some("GDPR art. 16"),
            Self::Erasure => Some("GDPR art. 17"),
            Self::Restriction => Some("GDPR art. 18"),
            Self::Portability => Some("GDPR art. 20"),
            Self::Objection => Some("GDPR art. 21"),
            Self::AutomatedDecision => Some("GDPR art. 22"),
            Self::WithdrawConsent => Some("GDPR art. 7(3)"),
            Self::Complaint => Some("GDPR art. 77"),
            Self::OptOutOfSale | Self::OptOutOfAdvertising | Self::LimitSensitive | Self::Appeal => None,
        }
    }

    /// Whether it is a choice that must be honoured without first proving who asks
    /// (11 CCR § 7026(d), § 7027(e); Conn. Gen. Stat. § 42-518(c)(4)).
    #[must_use]
    pub const fn needs_no_identity(self) -> bool {
        matches!(self, Self::OptOutOfSale | Self::OptOutOfAdvertising | Self::LimitSensitive)
    }
}
