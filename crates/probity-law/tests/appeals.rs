//! Appeals against a refusal, as story A9 and the conflict table tell them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use probity_law::{
    AppealAnswer, AppealQuestion, Holidays, LawBook, LawId, PromisedAppeal, PromisedExtension,
};
use probity_vocabulary::{Country, Period, Residence, Unit};

static LAWS: [LawId; 5] = [
    LawId::new("us-co-cpa"),
    LawId::new("us-va-vcdpa"),
    LawId::new("us-ct-ctdpa"),
    LawId::new("us-ca-ccpa"),
    LawId::new("eu-gdpr"),
];

macro_rules! appeal {
    ($residence:literal, $promises:expr, $refused:literal, $appealed:expr) => {{
        let zone = TimeZone::get("Asia/Nicosia").unwrap();
        let promises: Vec<PromisedAppeal> = $promises;
        let appealed: Option<&str> = $appealed;
        let question = AppealQuestion {
            residence: Residence::find($residence).unwrap(),
            refused: $refused.parse().unwrap(),
            appealed: appealed.map(|text| text.parse().unwrap()),
            controller_zone: &zone,
            controller_country: Country::find("CY"),
            promises: &promises,
            laws: &LAWS,
            holidays: Holidays::built_in().unwrap(),
        };
        let answer: AppealAnswer = LawBook::built_in().unwrap().appeal(&question).unwrap();
        answer
    }};
}

fn promise(window: u32, decide: u32, extension: u32) -> PromisedAppeal {
    PromisedAppeal {
        window: Some(Period::new(window, Unit::Days)),
        decide: Some(Period::new(decide, Unit::Days)),
        extension: Some(PromisedExtension {
            period: Some(Period::new(extension, Unit::Days)),
            times: 1,
            reason_required: true,
        }),
        places: vec![],
        clause: Some("§15".to_owned()),
    }
}

fn text(instant: Option<Timestamp>) -> String {
    instant.map_or_else(|| "none".to_owned(), |instant| instant.to_string())
}

#[test]
fn colorado_decides_in_forty_five_days_and_sixty_more_with_reasons() {
    let answer =
        appeal!("US-CO", vec![promise(30, 45, 60)], "2025-04-10T09:00:00Z", Some("2025-05-10T09:00:00Z"));
    assert!(answer.open);
    assert_eq!(text(answer.window_ends), "2025-05-10T20:59:59Z");
    assert_eq!(text(answer.due), "2025-06-24T20:59:59Z");
    assert_eq!(text(answer.extension.and_then(|extension| extension.until)), "2025-08-23T20:59:59Z");
    assert_eq!(answer.then, ["the Attorney General of Colorado"]);
}

#[test]
fn virginia_decides_in_sixty_days_and_knows_no_extension() {
    let answer = appeal!("US-VA", vec![], "2025-04-10T09:00:00Z", Some("2025-04-20T09:00:00Z"));
    assert_eq!(text(answer.due), "2025-06-19T20:59:59Z");
    assert_eq!(answer.extension, None);
    assert_eq!(answer.rule.as_deref(), Some("us-va-vcdpa.appeal"));
    assert!(answer.unverified);
}

#[test]
fn a_promised_extension_ends_where_virginia_ends_it() {
    let answer =
        appeal!("US-VA", vec![promise(45, 45, 60)], "2025-04-10T09:00:00Z", Some("2025-04-20T09:00:00Z"));
    assert_eq!(text(answer.window_ends), "2025-05-25T20:59:59Z");
    assert_eq!(text(answer.due), "2025-06-04T20:59:59Z");
    let extension = answer.extension.unwrap();
    assert_eq!(text(extension.until), "2025-06-19T20:59:59Z");
    assert_eq!(extension.limited_by, ["us-va-vcdpa.appeal"]);
}

#[test]
fn connecticut_decides_in_sixty_days() {
    let answer = appeal!("US-CT", vec![], "2025-04-10T09:00:00Z", Some("2025-04-20T09:00:00Z"));
    assert_eq!(text(answer.due), "2025-06-19T20:59:59Z");
    assert_eq!(answer.then, ["the Attorney General of Connecticut"]);
}

#[test]
fn where_neither_law_nor_promise_gives_an_appeal_there_is_none() {
    for answer in [
        appeal!("US-CA", vec![], "2025-04-10T09:00:00Z", None),
        appeal!("CY", vec![], "2025-04-10T09:00:00Z", None),
    ] {
        assert!(!answer.open);
        assert_eq!((answer.due, answer.window_ends), (None, None));
    }
}

#[test]
fn before_the_appeal_arrives_only_its_window_runs() {
    let answer = appeal!("US-CO", vec![promise(30, 45, 60)], "2025-04-10T09:00:00Z", None);
    assert_eq!((text(answer.window_ends), answer.due), ("2025-05-10T20:59:59Z".to_owned(), None));
    assert!(answer.explanation.iter().all(|sentence| sentence.contains("has not begun to count")));
}

#[test]
fn of_two_windows_the_longer_holds_and_one_without_end_has_none() {
    let two = vec![promise(30, 45, 60), promise(40, 45, 60)];
    assert_eq!(text(appeal!("US-CO", two, "2025-04-10T09:00:00Z", None).window_ends), "2025-05-20T20:59:59Z");
    let endless = vec![promise(30, 45, 60), PromisedAppeal { window: None, ..promise(1, 45, 60) }];
    assert_eq!(appeal!("US-CO", endless, "2025-04-10T09:00:00Z", None).window_ends, None);
}
