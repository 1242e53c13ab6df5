//! Numbers of India, Korea, Singapore, Thailand and the Philippines.

use super::calendar::{exists, pairs};
use super::{Edge, Recogniser, Verdict, plausible, proven, proven_or_mistyped};
use crate::checksum::{alphanumerics, digits, split_last, value, verhoeff, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::InAadhaar,
        pattern: "[2-9][0-9]{3}[- :]?[0-9]{4}[- :]?[0-9]{4}",
        edge: Edge::Word,
        verdict: |text| proven(verhoeff(&digits(text))),
        proven: 45,
        plausible: 0,
        near: &["aadhaar", "uidai", "uid", "aadhar"],
    },
    Recogniser {
        kind: Kind::InPan,
        pattern: "[a-z]{5}[0-9]{4}[a-z]",
        edge: Edge::Word,
        verdict: |text| {
            let holder = text.to_ascii_uppercase().chars().nth(3);
            proven_or_mistyped(holder.is_some_and(|holder| "ABCFGHJLPT".contains(holder)))
        },
        proven: 75,
        plausible: 35,
        near: &["pan", "permanent", "income"],
    },
    Recogniser {
        kind: Kind::InPassport,
        pattern: "[a-z][1-9][0-9]{5}[1-9]",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 10,
        near: &["passport*", "travel"],
    },
    Recogniser {
        kind: Kind::InVoter,
        pattern: "[a-z]{3}[0-9]{7}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: &["voter", "vote", "epic", "election"],
    },
    Recogniser {
        kind: Kind::InVehicle,
        pattern: "[a-z]{2}[0-9]{1,2}[a-z]{1,3}[0-9]{4}|m[a-z]{1,2}[0-9]{4}|i[0-9]{5}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 20,
        near: &["registration", "vehicle*", "bike*", "car", "rto", "plate"],
    },
    Recogniser {
        kind: Kind::InGstin,
        pattern: "(?:0[1-9]|[12][0-9]|3[0-7])[a-z]{5}[0-9]{4}[a-z][1-9a-z]z[0-9a-z]",
        edge: Edge::Word,
        verdict: |text| proven_or_mistyped(gstin_holds(text)),
        proven: 97,
        plausible: 80,
        near: &["gst*"],
    },
    Recogniser {
        kind: Kind::KrResident,
        pattern: "[0-9]{6}-?[1-4][0-9]{6}",
        edge: Edge::Word,
        verdict: korean,
        proven: 85,
        plausible: 45,
        near: &["rrn", "korean", "resident", "주민*"],
    },
    Recogniser {
        kind: Kind::KrForeigner,
        pattern: "[0-9]{6}-?[5-8][0-9]{6}",
        edge: Edge::Word,
        verdict: korean,
        proven: 80,
        plausible: 45,
        near: &["frn", "korean", "foreigner", "외국인*"],
    },
    Recogniser {
        kind: Kind::KrPassport,
        pattern: "[msrod][0-9]{3}[a-z][0-9]{4}|[msrod][0-9]{8}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: &["passport*", "여권*", "korean"],
    },
    Recogniser {
        kind: Kind::KrDriverLicense,
        pattern: "(?:1[1-9]|2[0-68])[- ]?[0-9]{2}[- ]?[0-9]{6}[- ]?[0-9]{2}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 10,
        near: &["license", "licence", "driver*", "운전*", "면허*"],
    },
    Recogniser {
        kind: Kind::KrBusiness,
        pattern: "[0-9]{3}-?[0-9]{2}-?[0-9]{5}",
        edge: Edge::Word,
        verdict: |text| proven(is_korean_business(text)),
        proven: 30,
        plausible: 0,
        near: &["brn", "business", "사업자*"],
    },
    Recogniser {
        kind: Kind::SgNric,
        pattern: "[stfgm][0-9]{7}[a-z]",
        edge: Edge::Word,
        verdict: |text| proven_or_mistyped(is_singaporean(text)),
        proven: 92,
        plausible: 30,
        near: &["nric", "fin"],
    },
    Recogniser {
        kind: Kind::SgUen,
        pattern: "[0-9]{8}[a-z]|(?:19|20)[0-9]{7}[a-z]|[rst][0-9]{2}[a-z]{2}[0-9]{4}[a-z]",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 20,
        near: &["uen", "acra"],
    },
    Recogniser {
        kind: Kind::ThNationalId,
        pattern: "[1-8][0-9]{12}",
        edge: Edge::Word,
        verdict: |text| proven(is_thai(text)),
        proven: 50,
        plausible: 0,
        near: &["thai", "tnin", "บัตร*", "เลขประจำตัว*", "เลขบัตร*"],
    },
    Recogniser {
        kind: Kind::PhTin,
        pattern: "[0-9]{3}-[0-9]{3}-[0-9]{3}(?:-[0-9]{3})?|[0-9]{9}(?:[0-9]{3})?",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            let sum = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]);
            proven(digits.get(8) == Some(&(sum % 11)))
        },
        proven: 20,
        plausible: 0,
        near: &["tin", "bir", "tax"],
    },
];

/// The check character over base 36: products of 1 and 2 in turn, quotient and rest added.
fn gstin_holds(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(14) else { return false };
    let sum: u32 = body
        .chars()
        .filter_map(value)
        .enumerate()
        .map(|(at, value)| if at % 2 == 0 { value } else { value * 2 })
        .map(|product| product / 36 + product % 36)
        .sum();
    check.chars().next().and_then(value) == Some((36 - sum % 36) % 36)
}

/// A day of birth whose century the seventh digit says. The check digit is no longer given since October 2020.
fn korean(text: &str) -> Verdict {
    let digits = digits(text);
    let century = match digits.get(6) {
        Some(1 | 2 | 5 | 6) => 1900,
        _ => 2000,
    };
    let born =
        matches!(pairs(&digits).as_slice(), [year, month, day, ..] if exists(century + year, *month, *day));
    let Some((check, body)) = split_last(&digits) else { return Verdict::Refused };
    let rest = weighted(body, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    let foreigner = matches!(digits.get(6), Some(5..=8));
    let expected = if foreigner { (13 - rest) % 10 } else { (11 - rest) % 10 };
    if born { proven_or_mistyped(check == expected) } else { Verdict::Refused }
}

fn is_korean_business(text: &str) -> bool {
    let digits = digits(text);
    let Some((check, body)) = split_last(&digits) else { return false };
    let carried = body.last().map_or(0, |last| last * 5 / 10);
    let sum = weighted(body, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + carried;
    (10 - sum % 10) % 10 == check
}

/// Each series has a row of letters, shifted for those born or arrived since 2000 and again for M.
fn is_singaporean(text: &str) -> bool {
    let number = alphanumerics(text);
    let sum = weighted(&digits(&number), &[2, 7, 6, 5, 4, 3, 2]);
    let (row, shift) = match number.chars().next() {
        Some('S') => ("JZIHGFEDCBA", 0),
        Some('T') => ("JZIHGFEDCBA", 4),
        Some('F') => ("XWUTRQPNMLK", 0),
        Some('G') => ("XWUTRQPNMLK", 4),
        _ => ("XWUTRQPNJLK", 3),
    };
    let at = usize::try_from((sum + shift) % 11).unwrap_or_default();
    let at = if number.starts_with('M') { 10 - at } else { at };
    let row_letter =
        if number.starts_with('M') { "KLJNPQRTUWX".chars().nth(at) } else { row.chars().nth(at) };
    row_letter.is_some() && number.chars().last() == row_letter
}

fn is_thai(text: &str) -> bool {
    let digits = digits(text);
    let Some((check, body)) = split_last(&digits) else { return false };
    let sum = weighted(body, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    let province = match body.get(1..3) {
        Some([tens, ones]) => {
            matches!(tens * 10 + ones, 10..=27 | 30..=58 | 60..=67 | 70..=77 | 80..=86 | 90..=96)
        }
        _ => false,
    };
    let varied = digits.iter().any(|digit| Some(digit) != digits.first());
    varied && province && (11 - sum % 11) % 10 == check
}
