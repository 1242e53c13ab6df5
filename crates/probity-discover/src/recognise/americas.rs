//! Numbers of the United States, Canada and Panama.

use super::{Edge, Recogniser, Verdict, plausible, proven};
use crate::checksum::{digits, luhn, weighted};
use crate::kind::Kind;

const LICENCE: &[&str] = &["driver*", "license", "licence", "permit", "dl", "dlic", "lic"];

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::UsSsn,
        pattern: r"[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}",
        edge: Edge::Word,
        verdict: social_security,
        proven: 70,
        plausible: 10,
        near: &["ssn", "social", "security", "ssns", "ss#"],
    },
    Recogniser {
        kind: Kind::UsItin,
        pattern: "9[0-9]{2}-?(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])-?[0-9]{4}",
        edge: Edge::Word,
        verdict: |text| if text.contains('-') { Verdict::Proven } else { Verdict::Plausible },
        proven: 65,
        plausible: 10,
        near: &["itin", "tax*", "taxpayer", "individual", "tin"],
    },
    Recogniser {
        kind: Kind::UsPassport,
        pattern: "[a-z][0-9]{8}|[0-9]{9}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 5,
        near: &["passport*", "travel"],
    },
    Recogniser {
        kind: Kind::UsDriverLicense,
        pattern: "[a-z][0-9]{7,8}|[a-z]{2}[0-9]{6}|[a-z][0-9]{12,13}|[0-9]{7,13}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 4,
        near: LICENCE,
    },
    Recogniser {
        kind: Kind::UsMedicareBeneficiary,
        pattern: "[1-9][ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y][0-9]-?[ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y][0-9]-?[ac-hjkmnp-rt-y]{2}[0-9]{2}",
        edge: Edge::Word,
        verdict: |text| plausible(matches!(text.matches('-').count(), 0 | 2)),
        proven: 0,
        plausible: 75,
        near: &["mbi", "medicare", "beneficiary", "patient"],
    },
    Recogniser {
        kind: Kind::UsProvider,
        pattern: "[12][0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3}",
        edge: Edge::Word,
        verdict: |text| proven(is_provider(text)),
        proven: 25,
        plausible: 0,
        near: &["npi", "provider", "physician", "prescriber"],
    },
    Recogniser {
        kind: Kind::UsDea,
        pattern: "[a-hj-mpr-ux][a-z9][0-9]{7}",
        edge: Edge::Word,
        verdict: |text| proven(is_dea(text)),
        proven: 60,
        plausible: 0,
        near: &["dea", "medical", "certificate", "prescriber", "license"],
    },
    Recogniser {
        kind: Kind::CaSin,
        pattern: "[1-79][0-9]{2}(?:[0-9]{6}| [0-9]{3} [0-9]{3}|-[0-9]{3}-[0-9]{3})",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            proven(luhn(&digits) && digits.iter().any(|digit| Some(digit) != digits.first()))
        },
        proven: 30,
        plausible: 0,
        near: &["sin", "nas", "social", "insurance", "assurance"],
    },
    Recogniser {
        kind: Kind::PaCedula,
        pattern: "(?:1[0-3]|[1-9])(?:av|pi)?-[0-9]{1,4}-[0-9]{1,5}|(?:pe|n)-[0-9]{1,4}-[0-9]{1,6}|e-[0-9]{1,2}-[0-9]{1,6}",
        edge: Edge::Word,
        verdict: |text| plausible(is_cedula(text)),
        proven: 0,
        plausible: 35,
        near: &["cédula", "cedula", "cip", "identidad", "panam*"],
    },
];

/// Areas, groups and serials that were never given out (20 CFR 422.103), and the one of the wallet advertisement.
fn social_security(text: &str) -> Verdict {
    let separators: Vec<char> = text.chars().filter(|character| !character.is_ascii_digit()).collect();
    let digits = digits(text);
    let number = digits.iter().fold(0, |number, digit| number * 10 + digit);
    let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let given = !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0;
    let famous = matches!(number, 78_051_120 | 219_099_999 | 123_456_789 | 987_654_320);
    match separators.as_slice() {
        _ if !given || famous => Verdict::Refused,
        [] => Verdict::Plausible,
        [_] => Verdict::Plausible,
        [first, second] => proven(first == second),
        _ => Verdict::Refused,
    }
}

/// Luhn behind the prefix 80840 that the card standard gives to health (45 CFR 162.406).
fn is_provider(text: &str) -> bool {
    let number: Vec<u32> = [8, 0, 8, 4, 0].into_iter().chain(digits(text)).collect();
    let own = digits(text);
    let varied = own.iter().skip(1).take(8).any(|digit| Some(digit) != own.first());
    varied && luhn(&number)
}

fn is_dea(text: &str) -> bool {
    let digits: Vec<u32> = digits(text.get(2..).unwrap_or_default());
    weighted(&digits, &[1, 2, 1, 2, 1, 2]) % 10 == digits.last().copied().unwrap_or(10)
}

/// There is no check digit; what reads as a day of the calendar is taken for one.
fn is_cedula(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let date =
        matches!(parts.as_slice(), [1..=31, 1..=12, year] if *year < 100 || (1900..2100).contains(year));
    !date
}
