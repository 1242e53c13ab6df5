//! The recognisers against vectors that nobody in this project wrote: precision and recall for each entity are
//! printed (`cargo test -p probity-discover --test recognisers -- --nocapture`) and held.
//!
//! Each recogniser is asked alone, as the vectors' own tests do: could this be one? A case is right when as many
//! finds come out as expected and each expected span is among them, spaces around it aside.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test that fails says where, and the figures are for people to read"
)]

use probity_discover::{Kind, Verdict, candidates};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Which kind answers which entity of the vectors.
const ENTITIES: &[(&str, Kind)] = &[
    ("ABA_ROUTING_NUMBER", Kind::UsRoutingNumber),
    ("AU_ABN", Kind::AuAbn),
    ("AU_ACN", Kind::AuAcn),
    ("AU_MEDICARE", Kind::AuMedicare),
    ("AU_TFN", Kind::AuTfn),
    ("CA_SIN", Kind::CaSin),
    ("CREDIT_CARD", Kind::Card),
    ("CRYPTO", Kind::CryptoAddress),
    ("DATE_TIME", Kind::Date),
    ("DE_BSNR", Kind::DePractice),
    ("DE_FUEHRERSCHEIN", Kind::DeDriverLicense),
    ("DE_HANDELSREGISTER", Kind::DeCompanyRegister),
    ("DE_HEALTH_INSURANCE", Kind::DeHealthInsurance),
    ("DE_ID_CARD", Kind::DeIdCard),
    ("DE_KFZ", Kind::DeVehicle),
    ("DE_LANR", Kind::DePhysician),
    ("DE_PASSPORT", Kind::DePassport),
    ("DE_PLZ", Kind::DePostcode),
    ("DE_SOCIAL_SECURITY", Kind::DePension),
    ("DE_TAX_ID", Kind::DeTaxId),
    ("DE_TAX_NUMBER", Kind::DeTaxNumber),
    ("DE_VAT_ID", Kind::DeVat),
    ("EMAIL_ADDRESS", Kind::Email),
    ("ES_NIE", Kind::EsNie),
    ("ES_NIF", Kind::EsNif),
    ("ES_PASSPORT", Kind::EsPassport),
    ("FI_PERSONAL_IDENTITY_CODE", Kind::FiIdentityCode),
    ("IN_AADHAAR", Kind::InAadhaar),
    ("IN_GSTIN", Kind::InGstin),
    ("IN_PAN", Kind::InPan),
    ("IN_PASSPORT", Kind::InPassport),
    ("IN_VEHICLE_REGISTRATION", Kind::InVehicle),
    ("IN_VOTER", Kind::InVoter),
    ("IP_ADDRESS", Kind::IpAddress),
    ("IT_DRIVER_LICENSE", Kind::ItDriverLicense),
    ("IT_FISCAL_CODE", Kind::ItFiscalCode),
    ("IT_IDENTITY_CARD", Kind::ItIdentityCard),
    ("IT_PASSPORT", Kind::ItPassport),
    ("IT_VAT_CODE", Kind::ItVat),
    ("KR_BRN", Kind::KrBusiness),
    ("KR_DRIVER_LICENSE", Kind::KrDriverLicense),
    ("KR_FRN", Kind::KrForeigner),
    ("KR_PASSPORT", Kind::KrPassport),
    ("KR_RRN", Kind::KrResident),
    ("MAC_ADDRESS", Kind::MacAddress),
    ("MEDICAL_LICENSE", Kind::UsDea),
    ("NG_NIN", Kind::NgNin),
    ("NG_VEHICLE_REGISTRATION", Kind::NgVehicle),
    ("PHONE_NUMBER", Kind::Phone),
    ("PH_MOBILE_NUMBER", Kind::PhMobile),
    ("PH_TIN", Kind::PhTin),
    ("PL_PESEL", Kind::PlPesel),
    ("SE_ORGANISATIONSNUMMER", Kind::SeOrganisation),
    ("SE_PERSONNUMMER", Kind::SePersonalNumber),
    ("SG_NRIC_FIN", Kind::SgNric),
    ("SG_UEN", Kind::SgUen),
    ("TH_TNIN", Kind::ThNationalId),
    ("TR_LICENSE_PLATE", Kind::TrVehicle),
    ("TR_NATIONAL_ID", Kind::TrNationalId),
    ("TR_PHONE_NUMBER", Kind::TrPhone),
    ("UK_DRIVING_LICENCE", Kind::UkDrivingLicence),
    ("UK_NHS", Kind::UkNhs),
    ("UK_NINO", Kind::UkNino),
    ("UK_PASSPORT", Kind::UkPassport),
    ("UK_POSTCODE", Kind::UkPostcode),
    ("UK_VEHICLE_REGISTRATION", Kind::UkVehicle),
    ("URL", Kind::Url),
    ("US_BANK_NUMBER", Kind::UsBankAccount),
    ("US_DRIVER_LICENSE", Kind::UsDriverLicense),
    ("US_ITIN", Kind::UsItin),
    ("US_MBI", Kind::UsMedicareBeneficiary),
    ("US_NPI", Kind::UsProvider),
    ("US_PASSPORT", Kind::UsPassport),
    ("US_SSN", Kind::UsSsn),
    ("ZA_ID_NUMBER", Kind::ZaId),
];

/// Entities of the vectors that no recogniser answers.
const UNSUPPORTED: &[&str] = &[];

fn fixture(name: &str) -> Option<Value> {
    let Some(shared) = std::env::var_os("PROBITY_SHARED") else {
        let required = std::env::var("PROBITY_REQUIRE_SHARED").is_ok_and(|value| value == "1");
        assert!(!required, "PROBITY_SHARED is not set");
        eprintln!("skipped: PROBITY_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(shared).join("fixtures/pii").join(name);
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn text(case: &Value) -> &str {
    case["text"].as_str().unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[derive(Default)]
struct Score {
    /// Finds that were expected and came.
    hits: usize,
    /// Finds that came unexpected.
    false_alarms: usize,
    /// Finds that were expected and did not come.
    misses: usize,
}

impl Score {
    fn add(&mut self, expected: usize, found: usize) {
        self.hits += expected.min(found);
        self.false_alarms += found.saturating_sub(expected);
        self.misses += expected.saturating_sub(found);
    }

    fn precision(&self) -> f64 {
        ratio(self.hits, self.false_alarms)
    }

    fn recall(&self) -> f64 {
        ratio(self.hits, self.misses)
    }
}

fn ratio(hits: usize, others: usize) -> f64 {
    if hits + others == 0 { 1.0 } else { hits as f64 / (hits + others) as f64 }
}

#[test]
fn precision_and_recall_over_the_vectors_hold() {
    let Some(vectors) = fixture("presidio_recognizer_vectors.json") else { return };
    let cases = vectors["cases"].as_array().unwrap();
    // The same text is expected to give different counts under options that the vectors do not tell: each is right.
    let mut counts: BTreeMap<(&str, &str), BTreeSet<u64>> = BTreeMap::new();
    for case in cases {
        for entity in strings(&case["entities"]) {
            counts.entry((entity, text(case))).or_default().insert(case["expected_count"].as_u64().unwrap());
        }
    }
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in cases {
        let entities: BTreeSet<&str> = strings(&case["entities"]).into_iter().collect();
        for entity in entities {
            let Some((_, kind)) = ENTITIES.iter().find(|(name, _)| *name == entity) else {
                unknown.insert(entity);
                continue;
            };
            let found = candidates(*kind, text(case));
            let allowed = &counts[&(entity, text(case))];
            let count = u64::try_from(found.len()).unwrap();
            let expected =
                if allowed.contains(&count) { count } else { case["expected_count"].as_u64().unwrap() };
            let found_texts: Vec<&str> = found.iter().map(|one| &text(case)[one.span.clone()]).collect();
            let spans_differ = allowed.len() == 1
                && expected > 0
                && strings(&case["expected_strings"]).iter().any(|wanted| {
                    let wanted = wanted.trim_matches(['"', '\'', ' ']);
                    !found_texts.contains(&wanted)
                });
            if count != expected || spans_differ {
                wrong.push(format!("{entity}: {:?} expected {expected}, found {found_texts:?}", text(case)));
            }
            let right = if spans_differ { 0 } else { found.len() };
            let score = scores.entry(entity).or_default();
            if spans_differ && count == expected {
                score.false_alarms += found.len();
            }
            score.add(usize::try_from(expected).unwrap(), right);
        }
    }
    let mut all = Score::default();
    eprintln!("{:<28} {:>9} {:>9}", "entity", "precision", "recall");
    for (entity, score) in &scores {
        eprintln!("{entity:<28} {:>9.3} {:>9.3}", score.precision(), score.recall());
        all.hits += score.hits;
        all.false_alarms += score.false_alarms;
        all.misses += score.misses;
    }
    eprintln!("{:<28} {:>9.3} {:>9.3}", "all", all.precision(), all.recall());
    eprintln!("not supported: {unknown:?}\nwrong:\n  {}", wrong.join("\n  "));
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), UNSUPPORTED);
    assert!(all.precision() >= 0.98 && all.recall() >= 0.98, "{:.3} {:.3}", all.precision(), all.recall());
    for (entity, score) in scores {
        assert!(score.precision() >= 0.8 && score.recall() >= 0.7, "{entity}");
    }
}

#[test]
fn all_extra_cases_are_right() {
    let Some(vectors) = fixture("extra_validators.json") else { return };
    let mut wrong = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let (kinds, text) = (case["type"].as_str().unwrap(), text(case));
        let kinds: &[Kind] = match kinds {
            "mrz_td3" => &[Kind::MachineReadableZone],
            "cy_vat_tic" => &[Kind::CyTic],
            "pa_cedula" => &[Kind::PaCedula],
            "imei" => &[Kind::Imei],
            "vin" => &[Kind::Vin],
            "ipv4" => &[Kind::IpAddress],
            "geo" => &[Kind::Coordinates],
            // A trap for the kinds that it looks like.
            "trap" => &[Kind::Card, Kind::Email, Kind::Phone, Kind::IpAddress, Kind::Iban, Kind::Imei],
            other => panic!("a type that the test does not know: {other}"),
        };
        // An address that could be a clause number is believed only near a word, so it must be proven here.
        let needed = if kinds == [Kind::IpAddress] { Verdict::Proven } else { Verdict::Plausible };
        let found = kinds.iter().any(|kind| probity_discover::verdict_on(*kind, text) >= needed);
        if Some(found) != case["valid"].as_bool() {
            wrong.push(format!("{kinds:?}: {text:?}"));
        }
        if kinds.len() > 1 && !probity_discover::find_in_text(text).is_empty() {
            wrong.push(format!("in text: {text:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
