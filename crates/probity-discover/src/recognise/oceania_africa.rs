//! Numbers of Australia, Nigeria and South Africa.

use super::calendar::{exists_in, pairs};
use super::{Edge, Recogniser, plausible, proven};
use crate::checksum::{digits, luhn, verhoeff, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::AuTfn,
        pattern: "[0-9]{3} [0-9]{3} [0-9]{3}|[0-9]{9}",
        edge: Edge::Word,
        verdict: |text| {
            proven(weighted(&digits(text), &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) && any(text))
        },
        proven: 25,
        plausible: 0,
        near: &["tfn", "tax", "file"],
    },
    Recogniser {
        kind: Kind::AuMedicare,
        pattern: "[2-6][0-9]{3} [0-9]{5} [0-9]|[2-6][0-9]{9}",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            proven(digits.get(8) == Some(&(weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10)))
        },
        proven: 25,
        plausible: 0,
        near: &["medicare"],
    },
    Recogniser {
        kind: Kind::AuAbn,
        pattern: "[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}|[1-9][0-9]{10}",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            let sum = weighted(&digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
            proven(sum.checked_sub(10).is_some_and(|sum| sum.is_multiple_of(89)))
        },
        proven: 70,
        plausible: 0,
        near: &["abn", "business", "gst"],
    },
    Recogniser {
        kind: Kind::AuAcn,
        pattern: "[0-9]{3} [0-9]{3} [0-9]{3}|[0-9]{9}",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            let sum = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2, 1]);
            proven(digits.get(8) == Some(&((10 - sum % 10) % 10)) && any(text))
        },
        proven: 15,
        plausible: 0,
        near: &["acn", "company"],
    },
    Recogniser {
        kind: Kind::NgNin,
        pattern: "[1-9][0-9]{10}",
        edge: Edge::Word,
        verdict: |text| proven(verhoeff(&digits(text))),
        proven: 20,
        plausible: 0,
        near: &["nin", "nimc", "nigeria*"],
    },
    Recogniser {
        kind: Kind::NgVehicle,
        pattern: "[a-z]{3}[- ]?[0-9]{3}[a-z]{2}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 20,
        near: &["plate*", "vehicle*", "registration"],
    },
    Recogniser {
        kind: Kind::ZaId,
        pattern: "[0-9]{10}[012][89][0-9]",
        edge: Edge::Word,
        verdict: |text| proven(is_south_african(text)),
        proven: 75,
        plausible: 0,
        near: &["south", "rsa", "sa", "resident", "refugee", "identity"],
    },
];

fn any(text: &str) -> bool {
    digits(text).iter().any(|digit| *digit != 0)
}

/// A day of birth, citizenship, and Luhn.
fn is_south_african(text: &str) -> bool {
    let digits = digits(text);
    let born = matches!(pairs(&digits).as_slice(), [year, month, day, ..] if exists_in(&[1900, 2000], *year, *month, *day));
    born && luhn(&digits)
}
