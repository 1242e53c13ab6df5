//! Why a request is refused or takes longer, in the reason codes of the DPV justifications.

use crate::iri::justification;
use crate::word::words;

words! {
    /// A ground on which a request, or a part of it, is not carried out.
    RefusalReason, "refusal reason" {
        UnverifiedIdentity "unverified-identity" "It could not be established who asks" = justification!("IdentityVerificationFailure");
        Unfounded "unfounded" "The request is manifestly unfounded" = justification!("ProcessUnfounded");
        Excessive "excessive" "The request is manifestly excessive or repetitive" = justification!("ProcessExcessive");
        Frivolous "frivolous" "The request is made without a serious purpose" = justification!("ProcessFrivolous");
        Malicious "malicious" "The request is meant to harm or to deceive" = justification!("ProcessMalicious");
        LegalDuty "legal-duty" "A law obliges the controller to keep or use the data" = justification!("LegalObligationImpaired");
        LegalClaims "legal-claims" "The data is needed to establish, exercise or defend a legal claim" = justification!("LegalClaimImpaired");
        OthersRights "others-rights" "Answering would harm the rights of somebody else" = justification!("ThirdPartyRightsImpaired");
        Expression "expression" "Freedom of expression and information weighs more" = justification!("FreedomOfExpressionImpaired");
        Contract "contract" "The data is needed to perform a contract with the person" = justification!("ContractPerformanceNecessity");
        PublicHealth "public-health" "Public health weighs more" = justification!("PublicHealthCompromised");
        PublicInterest "public-interest" "A task in the public interest weighs more" = justification!("PublicInterestCompromised");
        Archiving "archiving" "The data is archived in the public interest" = justification!("PublicInterestArchivingImpaired");
        Research "research" "Scientific or historical research would be impaired" = justification!("ScientificHistoricalResearchImpaired");
        Statistics "statistics" "Official statistics would be impaired" = justification!("OfficialStatisticsImpaired");
        Security "security" "Security and integrity need the data" = justification!("SecurityImpaired");
        CrimeInvestigation "crime-investigation" "The investigation of a crime would be impaired" = justification!("CrimeInvestigationImpaired");
        Confidentiality "confidentiality" "A duty of confidence covers the data" = justification!("ConfidentialityObligationCompromised");
        OverridingInterest "overriding-interest" "A compelling legitimate interest outweighs the person's" = justification!("LegitimateInterestOverride");
        ConsentGiven "consent-given" "The person has consented to this use" = justification!("ConsentProvided");
        Exempt "exempt" "The law exempts this data or this controller" = justification!("LegallyExempted");
        Disproportionate "disproportionate" "It would take a disproportionate effort" = justification!("DisproportionateEffortRequired");
        Impossible "impossible" "It cannot be done" = justification!("FulfilmentImpossible");
        AlreadyInformed "already-informed" "The person already has the information" = justification!("EntityAlreadyInformed");
        NoData "no-data" "Nothing is held about the person";
        NoAuthority "no-authority" "The agent has not shown that the person sent them";
        OutsideScope "outside-scope" "No law and no promise grants this right to the person";
    }
}

words! {
    /// A ground on which an answer may come later.
    DelayReason, "delay reason" {
        Complexity "complexity" "The request is complex" = justification!("ComplexityOfProcess");
        Volume "volume" "There are many requests" = justification!("HighVolumeOfProcesses");
        IdentityRequired "identity-required" "It must first be established who asks" = justification!("IdentityVerificationRequired");
        InformationRequired "information-required" "The person must first say what is meant" = justification!("InformationRequired");
    }
}
