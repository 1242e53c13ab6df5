//! Every figure of the shipped laws that is not a deadline of a request, through the queries that ask for it.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use probity_law::{
    Afterwards, ConsentAge, ConsentGiver, ConsentSubject, Holidays, LawBook, LawId, Scope, Tell,
};
use probity_vocabulary::{Country, LegalBasis, Period, RefusalReason, Residence, Right, Unit};

static LAWS: [LawId; 7] = [
    LawId::new("pa-law-81"),
    LawId::new("eu-gdpr"),
    LawId::new("us-ca-ccpa"),
    LawId::new("us-co-cpa"),
    LawId::new("us-va-vcdpa"),
    LawId::new("us-ct-ctdpa"),
    LawId::new("us-coppa"),
];

const TODAY: Date = date(2026, 11, 22);

fn scope(residence: &str) -> Scope<'static> {
    let residence = Residence::find(residence).unwrap_or(Residence::UNKNOWN);
    Scope { residence, controller_country: Country::find("SG"), on: TODAY, laws: &LAWS }
}

#[test]
fn each_country_has_its_age_of_consent() {
    let expected = [
        ("CY", 14),
        ("LT", 14),
        ("AT", 14),
        ("BG", 14),
        ("ES", 14),
        ("IT", 14),
        ("CZ", 15),
        ("DK", 15),
        ("FR", 15),
        ("GR", 15),
        ("SI", 15),
        ("BE", 13),
        ("EE", 13),
        ("FI", 13),
        ("IS", 13),
        ("LV", 13),
        ("MT", 13),
        ("NO", 13),
        ("PT", 13),
        ("SE", 13),
        ("DE", 16),
        ("HR", 16),
        ("HU", 16),
        ("IE", 16),
        ("LI", 16),
        ("LU", 16),
        ("NL", 16),
        ("PL", 16),
        ("RO", 16),
        ("SK", 16),
        ("PA", 18),
        ("US", 13),
        ("US-NY", 13),
    ];
    for (country, years) in expected {
        let age = LawBook::built_in().unwrap().consent_age(&scope(country), ConsentSubject::Service).unwrap();
        assert_eq!(age.map(|age| age.value.below), Some(years), "{country}");
    }
    let none = LawBook::built_in().unwrap().consent_age(&scope("JP"), ConsentSubject::Service).unwrap();
    assert_eq!(none, None);
}

#[test]
fn the_age_of_consent_says_where_it_stands_and_whether_that_was_read() {
    let book = LawBook::built_in().unwrap();
    let cyprus = book.consent_age(&scope("CY"), ConsentSubject::Service).unwrap().unwrap();
    assert_eq!(cyprus.cite, "Law 125(I)/2018 s. 8 (Cyprus)");
    assert!(!cyprus.verified);
    let america = book.consent_age(&scope("US-NY"), ConsentSubject::Service).unwrap().unwrap();
    assert_eq!(america.cite, "15 U.S.C. § 6501(1); 16 CFR § 312.5(a)");
    assert!(america.verified);
}

#[test]
fn an_age_of_consent_has_its_day() {
    let on = |day| {
        let scope = Scope { on: day, ..scope("DK") };
        LawBook::built_in()
            .unwrap()
            .consent_age(&scope, ConsentSubject::Service)
            .unwrap()
            .unwrap()
            .value
            .below
    };
    assert_eq!((on(date(2023, 12, 31)), on(date(2024, 1, 1))), (13, 15));
}

#[test]
fn nobody_knows_where_so_the_highest_age_holds() {
    let age = LawBook::built_in()
        .unwrap()
        .consent_age(&scope("unknown"), ConsentSubject::Service)
        .unwrap()
        .unwrap();
    assert_eq!((age.value.below, age.certain), (18, false));
}

#[test]
fn sale_needs_the_parent_below_thirteen_and_the_young_person_below_sixteen() {
    let book = LawBook::built_in().unwrap();
    let ages: Vec<_> = book
        .consent_ages(&scope("US-CA"))
        .unwrap()
        .into_iter()
        .filter(|age| age.value.to == ConsentSubject::Sale)
        .map(|age| age.value)
        .collect();
    let age = |below, by| ConsentAge { below, by, to: ConsentSubject::Sale };
    let expected =
        [age(13, ConsentGiver::Parent), age(16, ConsentGiver::Person), age(13, ConsentGiver::Parent)];
    assert_eq!(ages, expected);
    assert_eq!(book.consent_age(&scope("US-CA"), ConsentSubject::Sale).unwrap().unwrap().value.below, 13);
}

#[test]
fn breaches_are_told_by_the_clock_of_each_law() {
    let aware = "2026-03-02T12:00:00Z".parse().unwrap();
    let clocks = |residence: &str, on: Date| -> Vec<(Tell, String)> {
        let scope = Scope { on, ..scope(residence) };
        let holidays = Holidays::built_in().unwrap();
        let found =
            LawBook::built_in().unwrap().breach_clocks(&scope, aware, &TimeZone::UTC, holidays).unwrap();
        let text =
            |due: Option<jiff::Timestamp>| due.map_or_else(|| "at once".to_owned(), |due| due.to_string());
        found.into_iter().map(|clock| (clock.value.tell, text(clock.value.due))).collect()
    };
    let expect = |residence: &str, expected: &[(Tell, &str)]| {
        let expected: Vec<_> = expected.iter().map(|(tell, due)| (*tell, (*due).to_owned())).collect();
        assert_eq!(clocks(residence, TODAY), expected, "{residence}");
    };
    expect("CY", &[(Tell::People, "at once"), (Tell::Authority, "2026-03-05T12:00:00Z")]);
    expect("PA", &[(Tell::Authority, "2026-03-05T12:00:00Z"), (Tell::People, "2026-03-05T12:00:00Z")]);
    expect("US-CA", &[(Tell::People, "2026-04-01T23:59:59Z"), (Tell::Authority, "2026-04-16T23:59:59Z")]);
    expect(
        "US-CO",
        &[
            (Tell::CreditAgencies, "at once"),
            (Tell::People, "2026-04-01T23:59:59Z"),
            (Tell::Authority, "2026-04-01T23:59:59Z"),
        ],
    );
    expect(
        "US-VA",
        &[(Tell::People, "at once"), (Tell::Authority, "at once"), (Tell::CreditAgencies, "at once")],
    );
    expect("US-CT", &[(Tell::People, "2026-05-01T23:59:59Z"), (Tell::Authority, "2026-05-01T23:59:59Z")]);
    assert_eq!(clocks("US-CA", date(2025, 12, 31)), [(Tell::People, "at once".to_owned())]);
}

#[test]
fn breach_thresholds_are_said() {
    use probity_law::BreachThreshold::{Any, HighRisk, Risk};
    let aware = "2026-03-02T12:00:00Z".parse().unwrap();
    let thresholds = |residence: &str| -> Vec<_> {
        let holidays = Holidays::built_in().unwrap();
        let book = LawBook::built_in().unwrap();
        let found = book.breach_clocks(&scope(residence), aware, &TimeZone::UTC, holidays).unwrap();
        found.into_iter().map(|clock| (clock.value.when, clock.value.at_least_people)).collect()
    };
    assert_eq!(thresholds("CY"), [(HighRisk, None), (Risk, None)]);
    assert_eq!(thresholds("PA"), [(Risk, None), (Risk, None)]);
    assert_eq!(thresholds("US-CA"), [(Any, None), (Any, Some(501))]);
    assert_eq!(thresholds("US-CO"), [(Any, Some(1001)), (Any, None), (Any, Some(500))]);
    assert_eq!(thresholds("US-VA"), [(Any, None), (Any, None), (Any, Some(1001))]);
}

#[test]
fn free_requests_are_counted_as_each_law_counts() {
    let free = |residence: &str, right| {
        let found = LawBook::built_in().unwrap().free_requests(&scope(residence), right).unwrap().unwrap();
        (found.value.count, found.value.window, found.value.afterwards, found.verified)
    };
    let year = Some(Period::new(12, Unit::Months));
    assert_eq!(free("CY", Right::Access), (None, None, Afterwards::FeeOrRefusalWithFinding, true));
    assert_eq!(free("PA", Right::Access), (None, None, Afterwards::Nothing, false));
    assert_eq!(free("US-CA", Right::Access), (Some(2), year, Afterwards::Refusal, false));
    assert_eq!(free("US-CA", Right::Erasure), (None, None, Afterwards::FeeOrRefusalWithFinding, false));
    assert_eq!(free("US-CO", Right::Erasure), (Some(1), year, Afterwards::Fee, false));
    assert_eq!(free("US-CO", Right::OptOutOfSale), (None, None, Afterwards::Nothing, false));
    assert_eq!(free("US-VA", Right::Erasure), (Some(2), year, Afterwards::FeeOrRefusalWithFinding, true));
    assert_eq!(free("US-CT", Right::Erasure), (Some(1), year, Afterwards::FeeOrRefusalWithFinding, true));
    assert_eq!(LawBook::built_in().unwrap().free_requests(&scope("JP"), Right::Access).unwrap(), None);
}

#[test]
fn where_two_laws_hold_the_more_generous_counts() {
    let both = Scope { controller_country: Country::find("CY"), ..scope("US-CO") };
    let found = LawBook::built_in().unwrap().free_requests(&both, Right::Access).unwrap().unwrap();
    assert_eq!((found.value.count, found.law), (None, LawId::new("eu-gdpr")));
}

#[test]
fn records_of_requests_are_kept_for_two_years_in_california_and_colorado() {
    let records = |residence: &str| {
        let found = LawBook::built_in().unwrap().request_records(&scope(residence)).unwrap();
        found.map(|found| (found.value.at_least, found.cite))
    };
    let two_years = Period::new(24, Unit::Months);
    assert_eq!(records("US-CA"), Some((two_years, "11 CCR § 7101(a)".to_owned())));
    assert_eq!(records("US-CO"), Some((two_years, "4 CCR 904-3 Rule 6.11(A)".to_owned())));
    assert_eq!((records("US-VA"), records("US-CT"), records("CY")), (None, None, None));
}

#[test]
fn keeping_has_its_limits() {
    let limits = |residence: &str| -> Vec<_> {
        let found = LawBook::built_in().unwrap().storage_limits(&scope(residence)).unwrap();
        found.into_iter().map(|limit| (limit.value.at_most, limit.value.publish)).collect()
    };
    assert_eq!(limits("PA"), [(Some(Period::new(7, Unit::Years)), false)]);
    assert_eq!(limits("US-NY"), [(None, true)]);
    assert_eq!(limits("CY"), []);
}

#[test]
fn each_law_has_its_grounds_for_refusing() {
    use RefusalReason as Reason;
    let grounds = |residence: &str, right| -> Vec<_> {
        let found = LawBook::built_in().unwrap().exceptions(&scope(residence), right).unwrap();
        found.into_iter().map(|exception| exception.value.reason).collect()
    };
    assert_eq!(
        grounds("CY", Right::Erasure),
        [
            Reason::Unfounded,
            Reason::Excessive,
            Reason::UnverifiedIdentity,
            Reason::Expression,
            Reason::LegalDuty,
            Reason::PublicHealth,
            Reason::Archiving,
            Reason::Research,
            Reason::LegalClaims,
        ]
    );
    assert_eq!(
        grounds("CY", Right::Objection),
        [Reason::Unfounded, Reason::Excessive, Reason::OverridingInterest, Reason::LegalClaims]
    );
    assert!(grounds("CY", Right::Access).contains(&Reason::OthersRights));
    assert_eq!(
        grounds("US-CA", Right::Erasure),
        [
            Reason::Unfounded,
            Reason::Excessive,
            Reason::Contract,
            Reason::Security,
            Reason::Expression,
            Reason::Research,
            Reason::OverridingInterest,
            Reason::LegalDuty,
        ]
    );
    assert!(grounds("US-CA", Right::Access).contains(&Reason::UnverifiedIdentity));
    assert_eq!(grounds("US-CO", Right::Erasure), [Reason::UnverifiedIdentity]);
    for residence in ["US-VA", "US-CT"] {
        assert_eq!(
            grounds(residence, Right::Access),
            [Reason::Unfounded, Reason::Excessive, Reason::UnverifiedIdentity]
        );
        assert_eq!(grounds(residence, Right::OptOutOfSale), []);
    }
    assert_eq!(grounds("PA", Right::Access), []);
}

#[test]
fn panama_does_not_list_legitimate_interest() {
    let allows = |residence: &str, basis: LegalBasis| {
        let bases = LawBook::built_in().unwrap().legal_bases(&scope(residence)).unwrap();
        !bases.is_empty() && bases.iter().all(|list| list.value.allowed.contains(&basis))
    };
    assert!(allows("PA", LegalBasis::Consent));
    assert!(!allows("PA", LegalBasis::LegitimateInterest));
    assert!(LegalBasis::ALL.iter().all(|basis| allows("CY", *basis)));
}

#[test]
fn signals_of_the_browser_are_honoured_where_the_law_says_so_and_since_then() {
    let honoured = |residence: &str, on: Date| {
        let scope = Scope { on, ..scope(residence) };
        let signals = LawBook::built_in().unwrap().signals(&scope).unwrap();
        signals.iter().any(|signal| {
            signal.value.name == "Global Privacy Control"
                && signal.value.exercises == [Right::OptOutOfSale, Right::OptOutOfAdvertising]
        })
    };
    assert!(honoured("US-CA", TODAY) && honoured("US-CO", TODAY) && honoured("US-CT", TODAY));
    assert!(!honoured("US-VA", TODAY) && !honoured("CY", TODAY));
    assert!(!honoured("US-CO", date(2024, 6, 30)) && honoured("US-CO", date(2024, 7, 1)));
    assert!(!honoured("US-CT", date(2024, 12, 31)) && honoured("US-CT", date(2025, 1, 1)));
}

#[test]
fn california_waits_a_year_before_asking_again() {
    let again = LawBook::built_in().unwrap().ask_again(&scope("US-CA")).unwrap().unwrap();
    assert_eq!((again.value.after, again.verified), (Period::new(12, Unit::Months), false));
    assert_eq!(LawBook::built_in().unwrap().ask_again(&scope("CY")).unwrap(), None);
}
