//! The kinds of data that a validator knows: an e-mail address, an IBAN, a Polish PESEL.
//!
//! A kind is finer than a category of the vocabulary: many kinds are tax numbers. Kinds that are a person's only
//! in company (a date, a web address, the number of a company) have no category.

use probity_vocabulary::Category;
use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! kinds {
    ($( $variant:ident $word:literal $title:literal $category:expr; )+) => {
        /// A kind of data that can be recognised by its form and, where there is one, its check digit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Kind { $( #[doc = $title] $variant, )+ }

        impl Kind {
            /// Every kind, in the order of this file.
            pub const ALL: &[Self] = &[ $( Self::$variant, )+ ];

            /// Its name, such as `us.ssn`; numbers of one country begin with the country.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// Its meaning in plain English.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )+ }
            }

            const fn category_name(self) -> Option<&'static str> {
                match self { $( Self::$variant => $category, )+ }
            }
        }
    };
}

const TAX: Option<&str> = Some("identity.tax-number");
const SOCIAL: Option<&str> = Some("identity.social-security-number");
const DOCUMENT: Option<&str> = Some("identity.document-number");
const HEALTH: Option<&str> = Some("health.record");
const ACCOUNT: Option<&str> = Some("payment.account");
const COMPANY: Option<&str> = Some("company.register-number");
const VEHICLE: Option<&str> = Some("identity.document-number");
const POSTAL: Option<&str> = Some("location.postal-code");
const PROFESSION: Option<&str> = Some("work");

kinds! {
    Email "email" "e-mail address" Some("contact.email");
    Phone "phone" "telephone number" Some("contact.phone");
    IpAddress "ip-address" "internet address" Some("device.ip");
    MacAddress "mac-address" "hardware address" Some("device.identifier");
    Url "url" "web address" None;
    Uuid "uuid" "random identifier" None;
    Date "date" "date" None;
    BirthDate "birth-date" "date of birth" Some("identity.birth-date");
    Coordinates "coordinates" "geographic coordinates" Some("location.precise");
    Card "card" "payment card number" Some("payment.card");
    Iban "iban" "international bank account number" ACCOUNT;
    CryptoAddress "crypto-address" "address of a crypto-currency wallet" Some("payment.wallet");
    Imei "imei" "IMEI of a mobile phone" Some("device.identifier");
    Vin "vin" "vehicle identification number" VEHICLE;
    MachineReadableZone "mrz" "machine-readable zone of a travel document" DOCUMENT;
    UsSsn "us.ssn" "United States social security number" SOCIAL;
    UsItin "us.itin" "United States individual taxpayer number" TAX;
    UsPassport "us.passport" "United States passport number" DOCUMENT;
    UsDriverLicense "us.driver-license" "United States driver licence number" DOCUMENT;
    UsBankAccount "us.bank-account" "United States bank account number" ACCOUNT;
    UsRoutingNumber "us.routing-number" "United States bank routing number" ACCOUNT;
    UsMedicareBeneficiary "us.mbi" "United States Medicare beneficiary identifier" HEALTH;
    UsProvider "us.npi" "United States health provider identifier" PROFESSION;
    UsDea "us.dea" "United States DEA registration of a prescriber" PROFESSION;
    CaSin "ca.sin" "Canadian social insurance number" SOCIAL;
    PaCedula "pa.cedula" "Panamanian identity card number" DOCUMENT;
    UkNhs "uk.nhs" "British NHS number" HEALTH;
    UkNino "uk.nino" "British national insurance number" SOCIAL;
    UkPassport "uk.passport" "British passport number" DOCUMENT;
    UkDrivingLicence "uk.driving-licence" "British driving licence number" DOCUMENT;
    UkPostcode "uk.postcode" "British postcode" POSTAL;
    UkVehicle "uk.vehicle" "British vehicle registration" VEHICLE;
    EsNif "es.nif" "Spanish tax number" TAX;
    EsNie "es.nie" "Spanish number of a foreigner" DOCUMENT;
    EsPassport "es.passport" "Spanish passport number" DOCUMENT;
    ItFiscalCode "it.fiscal-code" "Italian fiscal code" TAX;
    ItVat "it.vat" "Italian VAT number" TAX;
    ItDriverLicense "it.driver-license" "Italian driving licence number" DOCUMENT;
    ItIdentityCard "it.identity-card" "Italian identity card number" DOCUMENT;
    ItPassport "it.passport" "Italian passport number" DOCUMENT;
    DeTaxId "de.tax-id" "German tax identification number" TAX;
    DeTaxNumber "de.tax-number" "German tax number" TAX;
    DeVat "de.vat" "German VAT number" COMPANY;
    DeIdCard "de.id-card" "German identity card number" DOCUMENT;
    DePassport "de.passport" "German passport number" DOCUMENT;
    DeDriverLicense "de.driver-license" "German driving licence number" DOCUMENT;
    DePension "de.pension" "German pension insurance number" SOCIAL;
    DeHealthInsurance "de.health-insurance" "German health insurance number" HEALTH;
    DePhysician "de.physician" "German physician number" PROFESSION;
    DePractice "de.practice" "German number of a doctor's practice" PROFESSION;
    DeCompanyRegister "de.company-register" "German company register number" COMPANY;
    DeVehicle "de.vehicle" "German vehicle registration" VEHICLE;
    DePostcode "de.postcode" "German postal code" POSTAL;
    PlPesel "pl.pesel" "Polish PESEL" SOCIAL;
    FiIdentityCode "fi.identity-code" "Finnish personal identity code" SOCIAL;
    SePersonalNumber "se.personal-number" "Swedish personal number" SOCIAL;
    SeOrganisation "se.organisation" "Swedish organisation number" COMPANY;
    CyTic "cy.tic" "Cypriot tax identification code" TAX;
    TrNationalId "tr.national-id" "Turkish identity number" DOCUMENT;
    TrPhone "tr.phone" "Turkish telephone number" Some("contact.phone");
    TrVehicle "tr.vehicle" "Turkish vehicle registration" VEHICLE;
    AuTfn "au.tfn" "Australian tax file number" TAX;
    AuMedicare "au.medicare" "Australian Medicare number" HEALTH;
    AuAbn "au.abn" "Australian business number" COMPANY;
    AuAcn "au.acn" "Australian company number" COMPANY;
    SgNric "sg.nric" "Singaporean identity number" DOCUMENT;
    SgUen "sg.uen" "Singaporean entity number" COMPANY;
    InAadhaar "in.aadhaar" "Indian Aadhaar number" DOCUMENT;
    InPan "in.pan" "Indian permanent account number" TAX;
    InPassport "in.passport" "Indian passport number" DOCUMENT;
    InVoter "in.voter" "Indian voter identity number" DOCUMENT;
    InVehicle "in.vehicle" "Indian vehicle registration" VEHICLE;
    InGstin "in.gstin" "Indian goods and services tax number" COMPANY;
    KrResident "kr.resident" "Korean resident number" SOCIAL;
    KrForeigner "kr.foreigner" "Korean foreigner number" SOCIAL;
    KrPassport "kr.passport" "Korean passport number" DOCUMENT;
    KrDriverLicense "kr.driver-license" "Korean driver licence number" DOCUMENT;
    KrBusiness "kr.business" "Korean business number" COMPANY;
    ThNationalId "th.national-id" "Thai identity number" DOCUMENT;
    PhMobile "ph.mobile" "Philippine mobile number" Some("contact.phone");
    PhTin "ph.tin" "Philippine taxpayer number" TAX;
    NgNin "ng.nin" "Nigerian identity number" DOCUMENT;
    NgVehicle "ng.vehicle" "Nigerian vehicle registration" VEHICLE;
    ZaId "za.id" "South African identity number" DOCUMENT;
}

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// The category of personal data that it is; nothing for what is personal only by what stands beside it.
    #[must_use]
    pub fn category(self) -> Option<&'static Category> {
        self.category_name().and_then(Category::find)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word_and_its_category_exists() {
        for kind in Kind::ALL {
            assert_eq!(Kind::find(kind.word()), Some(*kind));
            assert_eq!(kind.category().map(Category::word), kind.category_name(), "{kind}");
        }
    }
}
