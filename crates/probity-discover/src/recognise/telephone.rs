//! Telephone numbers: with a country's code anywhere, without one by the shapes of the commonest plans.
//!
//! No numbering plan is complete here: a number with a known code and a length that E.164 allows is believed, a
//! national one needs separators or a word nearby.

use super::{Edge, Recogniser, Verdict, plausible, proven};
use crate::checksum::digits;
use crate::kind::Kind;

const NEAR: &[&str] = &[
    "phone*",
    "tel",
    "tel.",
    "telephone",
    "telefon*",
    "téléphone",
    "telefono",
    "teléfono",
    "mobile",
    "mobil",
    "cell*",
    "cep",
    "fax",
    "handy",
    "call",
    "number",
    "portable",
    "komórka",
    "sms",
    "whatsapp",
    "numero",
    "numaram",
];

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::Phone,
        pattern: r"\+[0-9]{1,3}(?:[ .-]{0,2}\(?[0-9]{1,11}\)?){1,6}",
        edge: Edge::Sign,
        verdict: |text| proven(is_international(text)),
        proven: 92,
        plausible: 20,
        near: NEAR,
    },
    Recogniser {
        kind: Kind::Phone,
        pattern: r"(?:\([2-9][0-9]{2}\) ?|(?:[0-9]{1,2}[-. ])?[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}",
        edge: Edge::AfterLetter,
        verdict: |text| plausible(is_north_american(text)),
        proven: 80,
        plausible: 65,
        near: NEAR,
    },
    Recogniser {
        kind: Kind::Phone,
        pattern: r"\(?0[0-9]{1,4}\)?(?:[ ./-][0-9]{2,8}){1,4}",
        edge: Edge::Word,
        verdict: |text| plausible((8..=12).contains(&digits(text).len()) && !text.contains("00000")),
        proven: 0,
        plausible: 40,
        near: NEAR,
    },
    Recogniser {
        kind: Kind::Phone,
        pattern: "1[3-9][0-9]{9}|0[1-9][0-9]{8,9}|[2-9][0-9]{2}[2-9][0-9]{6}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: NEAR,
    },
    Recogniser {
        kind: Kind::PhMobile,
        pattern: r"(?:\+63[ -]?|0[ -]?)\(?9[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{4}",
        edge: Edge::Sign,
        verdict: |text| if text.starts_with('+') { Verdict::Proven } else { Verdict::Plausible },
        proven: 93,
        plausible: 30,
        near: NEAR,
    },
    Recogniser {
        kind: Kind::TrPhone,
        pattern: r"(?:\+90[ -]?|0[ -]?)?\(?[2-5][0-9]{2}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{2}",
        edge: Edge::Sign,
        verdict: |text| if text.starts_with('+') { Verdict::Proven } else { Verdict::Plausible },
        proven: 93,
        plausible: 15,
        near: NEAR,
    },
];

/// The codes of ITU-T E.164 that countries have, as ranges of the first three digits.
const CODES: &[(u32, u32)] = &[
    (100, 199),
    (200, 209),
    (211, 213),
    (216, 216),
    (218, 218),
    (220, 258),
    (260, 279),
    (290, 291),
    (297, 349),
    (350, 369),
    (370, 389),
    (390, 419),
    (420, 421),
    (423, 423),
    (430, 499),
    (500, 509),
    (510, 589),
    (590, 669),
    (670, 670),
    (672, 692),
    (700, 799),
    (810, 829),
    (840, 849),
    (850, 850),
    (852, 853),
    (855, 856),
    (860, 869),
    (870, 870),
    (880, 883),
    (886, 886),
    (888, 888),
    (900, 959),
    (960, 968),
    (970, 977),
    (979, 989),
    (992, 996),
    (998, 998),
];

/// Whether it begins with `+` and a country's code and is as long as E.164 allows.
fn is_international(text: &str) -> bool {
    let digits = digits(text);
    let code = digits.iter().take(3).fold(0, |code, digit| code * 10 + digit);
    let known = CODES.iter().any(|(first, last)| (*first..=*last).contains(&code));
    let parentheses = text.matches('(').count() == text.matches(')').count();
    let fits = if digits.first() == Some(&1) { digits.len() == 11 } else { (8..=15).contains(&digits.len()) };
    text.starts_with('+') && known && fits && parentheses
}

/// Area and exchange codes do not end in 11, and a code before them is one or two digits.
fn is_north_american(text: &str) -> bool {
    let digits = digits(text);
    let national = digits.len().checked_sub(10).and_then(|at| digits.get(at..)).unwrap_or_default();
    !matches!(national, [_, 1, 1, ..] | [_, _, _, _, 1, 1, ..]) && national.len() == 10
}
