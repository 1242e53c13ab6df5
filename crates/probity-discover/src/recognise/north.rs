//! Numbers of Poland, Finland and Sweden.

use super::calendar::{exists, exists_in, pairs};
use super::{Edge, Recogniser, Verdict, proven};
use crate::checksum::{digits, luhn, split_last, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::PlPesel,
        pattern: "[0-9]{11}",
        edge: Edge::Word,
        verdict: |text| proven(is_pesel(text)),
        proven: 70,
        plausible: 0,
        near: &["pesel"],
    },
    Recogniser {
        kind: Kind::FiIdentityCode,
        pattern: "[0-9]{6}[-+a-fu-y][0-9]{3}[0-9a-fhj-npr-y]",
        edge: Edge::AfterLetter,
        verdict: |text| proven(is_finnish(text)),
        proven: 96,
        plausible: 0,
        near: &["hetu", "henkilötunnus", "personal"],
    },
    Recogniser {
        kind: Kind::SePersonalNumber,
        pattern: "(?:1[89]|20)?[0-9]{6}[-+]?[0-9]{4}",
        edge: Edge::AfterLetter,
        verdict: |text| if is_swedish_person(text) { Verdict::Proven } else { Verdict::Refused },
        proven: 60,
        plausible: 0,
        near: &["personnummer", "pnr", "personal", "svensk*", "swedish"],
    },
    Recogniser {
        kind: Kind::SeOrganisation,
        pattern: "[0-9]{6}-?[0-9]{4}",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            proven(digits.get(2).is_some_and(|third| *third >= 2) && luhn(&digits))
        },
        proven: 25,
        plausible: 0,
        near: &["orgnummer", "organisationsnummer", "org.nr", "företag", "company"],
    },
];

/// Weights 1, 3, 7, 9 in turn; the century is added to the month.
fn is_pesel(text: &str) -> bool {
    let digits = digits(text);
    let Some((check, body)) = split_last(&digits) else { return false };
    let sum = weighted(body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    let born = match pairs(body).as_slice() {
        [year, month, day, ..] => {
            let century = match month / 20 {
                0 => 1900,
                1 => 2000,
                2 => 2100,
                3 => 2200,
                _ => 1800,
            };
            exists(century + year, month % 20, *day)
        }
        _ => false,
    };
    born && (10 - sum % 10) % 10 == check
}

/// Day, century sign, serial, and the letter that the rest by 31 chooses.
fn is_finnish(text: &str) -> bool {
    const LETTERS: &str = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    let upper = text.to_ascii_uppercase();
    let Some((front, check)) = upper.split_at_checked(10) else { return false };
    let digits = digits(front.get(..6).unwrap_or_default());
    let serial = front.get(7..).unwrap_or_default();
    let century = match front.chars().nth(6) {
        Some('+') => 1800,
        Some('-' | 'U'..='Y') => 1900,
        _ => 2000,
    };
    let born =
        matches!(pairs(&digits).as_slice(), [day, month, year] if exists(century + year, *month, *day));
    let number: Option<usize> = format!("{}{serial}", front.get(..6).unwrap_or_default()).parse().ok();
    let expected = number.and_then(|number| LETTERS.chars().nth(number % 31));
    born && expected.is_some() && check.chars().next() == expected
}

/// A day of birth (plus 60 for a coordination number) and Luhn over the last ten digits.
fn is_swedish_person(text: &str) -> bool {
    let digits = digits(text);
    let ten = digits.len().checked_sub(10).and_then(|at| digits.get(at..)).unwrap_or_default();
    let born = match (pairs(ten).as_slice(), pairs(&digits).first()) {
        ([year, month, day, ..], century) => {
            let centuries: &[u32] = match (digits.len(), century) {
                (12, Some(18)) => &[1800],
                (12, Some(19)) => &[1900],
                (12, _) => &[2000],
                _ => &[1900, 2000],
            };
            exists_in(centuries, *year, *month, day.checked_sub(60).filter(|day| *day > 0).unwrap_or(*day))
        }
        _ => false,
    };
    born && luhn(ten)
}
