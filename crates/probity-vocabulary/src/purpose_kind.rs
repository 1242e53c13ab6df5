//! Kinds of purpose. A policy names its own purposes; a kind ties one to the DPV term that others know.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// What data is used for, in general terms.
    PurposeKind, "purpose kind" {
        Account "account" "To run the account" = dpv!("AccountManagement");
        Registration "registration" "To sign the person up" = dpv!("ServiceRegistration");
        Service "service" "To provide the service that was asked for" = dpv!("RequestedServiceProvision");
        Contract "contract" "To conclude and perform a contract" = dpv!("EstablishContractualAgreement");
        Order "order" "To handle orders" = dpv!("CustomerOrderManagement");
        Delivery "delivery" "To deliver goods" = dpv!("DeliveryOfGoods");
        Payment "payment" "To take and make payments" = dpv!("PaymentManagement");
        Invoicing "invoicing" "To issue and keep invoices" = dpv!("RecordManagement");
        Authentication "authentication" "To let the right person in" = dpv!("IdentityAuthentication");
        IdentityCheck "identity-check" "To establish who the person is" = dpv!("IdentityVerification");
        AgeCheck "age-check" "To establish how old the person is" = dpv!("AgeVerification");
        FraudPrevention "fraud-prevention" "To prevent and find fraud" = dpv!("FraudPreventionAndDetection");
        MisusePrevention "misuse-prevention" "To prevent and find misuse of the service" = dpv!("MisusePreventionAndDetection");
        MoneyLaundering "money-laundering" "To counter money laundering" = dpv!("CounterMoneyLaundering");
        Security "security" "To keep systems and data secure" = dpv!("EnforceSecurity");
        AccessControl "access-control" "To decide who may see what" = dpv!("EnforceAccessControl");
        Support "support" "To help customers" = dpv!("CustomerCare");
        Communication "communication" "To write to customers about the service" = dpv!("CommunicationForCustomerCare");
        Relations "relations" "To keep up the relation with customers" = dpv!("CustomerRelationshipManagement");
        Marketing "marketing" "To send news and offers" = dpv!("DirectMarketing");
        Advertising "advertising" "To show advertisements" = dpv!("Advertising");
        TargetedAdvertising "targeted-advertising" "To choose advertisements by what is known of the person" = dpv!("TargetedAdvertising");
        SocialMedia "social-media" "To be present on social media" = dpv!("SocialMediaMarketing");
        PublicRelations "public-relations" "To be present in public, at events and in the press" = dpv!("PublicRelations");
        Review "review" "To invite and show reviews" = dpv!("CustomerManagement");
        Analytics "analytics" "To measure how the service is used" = dpv!("ServiceUsageAnalytics");
        Monitoring "monitoring" "To watch that the service works" = dpv!("ServiceMonitoring");
        Improvement "improvement" "To make products and services better" = dpv!("ImproveExistingProductsAndServices");
        Personalisation "personalisation" "To fit the service to the person" = dpv!("ServicePersonalisation");
        Research "research" "To research and develop" = dpv!("ResearchAndDevelopment");
        Statistics "statistics" "To draw insights from data about many" = dpv!("OptimisationForController");
        Hiring "hiring" "To choose whom to employ" = dpv!("RecruitmentApplicationManagement");
        Personnel "personnel" "To employ people" = dpv!("PersonnelManagement");
        Vendors "vendors" "To deal with suppliers and partners" = dpv!("VendorManagement");
        LegalDuty "legal-duty" "To do what a law obliges to" = dpv!("LegalCompliance");
        Disputes "disputes" "To settle disputes and defend claims" = dpv!("DisputeManagement");
        Rights "rights" "To answer requests about personal data" = dpv!("RightsFulfilment");
        Governance "governance" "To run, audit, restructure or hand over the organisation" = dpv!("OrganisationGovernance");
        Records "records" "To keep the records of the organisation" = dpv!("OrganisationComplianceManagement");
        Sale "sale" "To sell data to others" = dpv!("SellDataToThirdParties");
    }
}

impl PurposeKind {
    /// Whether a person may refuse this purpose at any time without giving a reason (GDPR art. 21(2)-(3)).
    #[must_use]
    pub const fn is_marketing(self) -> bool {
        matches!(self, Self::Marketing | Self::Advertising | Self::TargetedAdvertising | Self::SocialMedia)
    }
}
