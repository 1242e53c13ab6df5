//! Safeguards that a policy may promise, in the terms of the DPV technical and organisational measures.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// A safeguard.
    Measure, "measure" {
        Tls "tls" "Connections are encrypted" = dpv!("EncryptionInTransfer");
        EncryptionAtRest "encryption-at-rest" "Stored data is encrypted" = dpv!("EncryptionAtRest");
        EndToEndEncryption "end-to-end-encryption" "Only the two ends can read" = dpv!("EndToEndEncryption");
        KeyManagement "key-management" "Keys are made, kept and destroyed by rule" = dpv!("CryptographicKeyManagement");
        TwoFactor "two-factor" "Signing in takes a second proof" = dpv!("MultiFactorAuthentication");
        PasswordHashing "password-hashing" "Passwords are kept only as slow hashes" = dpv!("PasswordAuthentication");
        AccessControl "access-control" "Only those who need it can see data" = dpv!("AccessControlMethod");
        RoleBasedAccess "role-based-access" "Rights of staff follow their role" = dpv!("PermissionManagement");
        Logging "logging" "What is done is recorded" = dpv!("LoggingPolicy");
        Monitoring "monitoring" "Systems are watched" = dpv!("ActivityMonitoring");
        IntrusionDetection "intrusion-detection" "Attacks are noticed" = dpv!("IntrusionDetectionSystem");
        Firewall "firewall" "Networks are separated and filtered" = dpv!("NetworkSecurityProtocols");
        WebSecurity "web-security" "Web pages are protected against common attacks" = dpv!("WebSecurityProtocols");
        PenetrationTest "penetration-test" "Specialists try to break in" = dpv!("PenetrationTestingMethods");
        VulnerabilityTest "vulnerability-test" "Systems are searched for known weaknesses" = dpv!("VulnerabilityTestingMethods");
        Backup "backup" "Copies are kept for restoring" = dpv!("DataBackupProtocols");
        Restoration "restoration" "Restoring is defined and tried" = dpv!("DataRestorationPolicy");
        DisasterRecovery "disaster-recovery" "There is a plan for the worst" = dpv!("DisasterRecoveryProcedures");
        Pseudonymisation "pseudonymisation" "Identities are replaced by codes" = dpv!("Pseudonymisation");
        Anonymisation "anonymisation" "Identities are removed for good" = dpv!("Anonymisation");
        Redaction "redaction" "What others need not see is blanked" = dpv!("DataRedaction");
        Confidentiality "confidentiality" "Staff and partners are bound to silence" = dpv!("ConfidentialityAgreement");
        StaffTraining "staff-training" "Staff learn how to protect data" = dpv!("DataProtectionTraining");
        SecurityPolicy "security-policy" "There are written rules for security" = dpv!("InformationSecurityPolicy");
        Audit "audit" "Somebody checks" = dpv!("SecurityAudit");
        Certification "certification" "An outside body certifies" = dpv!("Certification");
        IncidentResponse "incident-response" "There is a way to deal with incidents" = dpv!("IncidentManagementProcedures");
        BreachRecord "breach-record" "Breaches are recorded" = dpv!("DataBreachRecord");
        RecordOfProcessing "record-of-processing" "What is done with data is written down" = dpv!("ROPA");
        ImpactAssessment "impact-assessment" "Risks are assessed before starting" = dpv!("ReviewImpactAssessment");
        PrivacyByDesign "privacy-by-design" "Privacy is built in" = dpv!("PrivacyByDesign");
        PrivacyByDefault "privacy-by-default" "The default is the private choice" = dpv!("PrivacyByDefault");
        HumanOversight "human-oversight" "A person watches over machines" = dpv!("HumanOversight");
        BackgroundCheck "background-check" "Staff are vetted" = dpv!("BackgroundChecks");
        VendorSecurity "vendor-security" "Suppliers must be secure too" = dpv!("ThirdPartySecurityProcedures");
        PhysicalAccess "physical-access" "Rooms and servers are locked" = dpv!("PhysicalAccessControlMethod");
        PhysicalStorage "physical-storage" "Paper and disks are kept safe" = dpv!("PhysicalSecureStorage");
        EnvironmentalProtection "environmental-protection" "Fire, water and power cuts are provided for" = dpv!("EnvironmentalProtection");
    }
}
