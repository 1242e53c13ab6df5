//! Dates, places, devices, vehicles and travel documents: what is numbered alike all over the world.

use super::calendar::{is_timestamp, is_written_date};
use super::{Edge, Recogniser, plausible, proven};
use crate::checksum::{digits, luhn, travel_document};
use crate::kind::Kind;

const DATE: &str = r"[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ -](?:[0-9]{4}|[0-9]{2})|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[0-9]{1,2}/(?:[0-9]{4}|[0-9]{1,2})";

const WORDS_OF_BIRTH: &[&str] = &[
    "birth*",
    "born",
    "dob",
    "geb*",
    "naissance",
    "né",
    "née",
    "nacimiento",
    "nacido",
    "nacida",
    "nascita",
    "nato",
    "nata",
    "geboren",
    "geboortedatum",
    "urodz*",
    "nascimento",
    "bday",
];

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::Uuid,
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}",
        edge: Edge::Word,
        verdict: |text| plausible(text.bytes().any(|byte| byte.is_ascii_alphabetic())),
        proven: 0,
        plausible: 90,
        near: &[],
    },
    Recogniser {
        kind: Kind::Date,
        pattern: DATE,
        edge: Edge::Word,
        verdict: |text| plausible(is_date(text)),
        proven: 0,
        plausible: 60,
        near: &[],
    },
    Recogniser {
        kind: Kind::BirthDate,
        pattern: DATE,
        edge: Edge::Word,
        verdict: |text| plausible(text.len() >= 6 && is_date(text)),
        proven: 0,
        plausible: 5,
        near: WORDS_OF_BIRTH,
    },
    Recogniser {
        kind: Kind::Coordinates,
        pattern: r"-?[0-9]{1,2}\.[0-9]{3,9} ?[,;] ?-?[0-9]{1,3}\.[0-9]{3,9}|-?[0-9]{1,3}\.[0-9]{1,9}, -?[0-9]{1,3}\.[0-9]{1,9}",
        edge: Edge::Sign,
        verdict: |text| plausible(are_coordinates(text)),
        proven: 0,
        plausible: 70,
        near: &["lat*", "lon*", "gps", "geo*", "coord*", "location", "position"],
    },
    Recogniser {
        kind: Kind::Imei,
        pattern: "[0-9]{2}[- ]?[0-9]{6}[- ]?[0-9]{6}[- ]?[0-9]",
        edge: Edge::Word,
        verdict: |text| proven(is_imei(text)),
        proven: 40,
        plausible: 0,
        near: &["imei*", "device", "handset", "phone"],
    },
    Recogniser {
        kind: Kind::Vin,
        pattern: "[a-hj-npr-z0-9]{17}",
        edge: Edge::Word,
        verdict: |text| proven(is_vin(text)),
        proven: 75,
        plausible: 0,
        near: &["vin", "vehicle", "chassis", "fahrgestell*"],
    },
    Recogniser {
        kind: Kind::MachineReadableZone,
        pattern: r"p[a-z<][a-z<]{42}\r?\n[a-z0-9<]{44}|[aci][a-z0-9<]{29}\r?\n[a-z0-9<]{30}\r?\n[a-z<]{30}|[acip][a-z<][a-z<]{34}\r?\n[a-z0-9<]{36}",
        edge: Edge::Own,
        verdict: |text| proven(is_zone(text)),
        proven: 99,
        plausible: 0,
        near: &[],
    },
];

fn is_date(text: &str) -> bool {
    if text.contains(':') { is_timestamp(text) } else { is_written_date(text) }
}

/// A pair of decimals that a globe has: latitude within 90 degrees, longitude within 180.
fn are_coordinates(text: &str) -> bool {
    let mut parts = text.split([',', ';']).map(|part| part.trim().parse::<f64>());
    let (Some(Ok(latitude)), Some(Ok(longitude)), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    latitude.abs() <= 90.0 && longitude.abs() <= 180.0
}

fn is_imei(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 15 && digits.first() != Some(&0) && luhn(&digits)
}

/// 49 CFR 565.15: letters count as their place in three rows, the ninth character is the rest by 11.
fn is_vin(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let worth = |character: char| match character.to_ascii_uppercase() {
        digit @ '0'..='9' => digit.to_digit(10),
        letter => "ABCDEFGH"
            .find(letter)
            .map(|at| at + 1)
            .or_else(|| "JKLMNOPQR".find(letter).map(|at| at + 1))
            .or_else(|| "STUVWXYZ".find(letter).map(|at| at + 2))
            .and_then(|worth| u32::try_from(worth).ok()),
    };
    let Some(sum) = text
        .chars()
        .zip(WEIGHTS)
        .map(|(character, weight)| worth(character).map(|w| w * weight))
        .sum::<Option<u32>>()
    else {
        return false;
    };
    let expected = char::from_digit(sum % 11, 10).unwrap_or('X');
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    letters && text.to_ascii_uppercase().chars().nth(8) == Some(expected)
}

/// ICAO Doc 9303 parts 4 to 6: each check digit of the lines that bear them, and the composite one.
fn is_zone(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let lines: Vec<&str> = upper.lines().collect();
    match lines.as_slice() {
        [_, second] if second.len() == 44 => {
            let composite = [second.get(0..10), second.get(13..20), second.get(21..43)];
            holds(second, 0..9, 9)
                && holds(second, 13..19, 19)
                && holds(second, 21..27, 27)
                && (holds(second, 28..42, 42)
                    || second.get(28..43).is_some_and(|optional| optional.bytes().all(|b| b == b'<')))
                && composite_holds(&composite, second, 43)
        }
        [_, second] if second.len() == 36 => {
            let composite = [second.get(0..10), second.get(13..20), second.get(21..35)];
            holds(second, 0..9, 9)
                && holds(second, 13..19, 19)
                && holds(second, 21..27, 27)
                && composite_holds(&composite, second, 35)
        }
        [first, second, _] => {
            let composite = [first.get(5..30), second.get(0..7), second.get(8..15), second.get(18..29)];
            holds(first, 5..14, 14)
                && holds(second, 0..6, 6)
                && holds(second, 8..14, 14)
                && composite_holds(&composite, second, 29)
        }
        _ => false,
    }
}

fn digit_at(line: &str, at: usize) -> Option<u32> {
    line.chars().nth(at).and_then(|character| if character == '<' { Some(0) } else { character.to_digit(10) })
}

fn holds(line: &str, field: core::ops::Range<usize>, check: usize) -> bool {
    line.get(field).and_then(travel_document).is_some_and(|sum| digit_at(line, check) == Some(sum))
}

fn composite_holds(parts: &[Option<&str>], line: &str, check: usize) -> bool {
    let joined: Option<String> = parts.iter().copied().collect();
    joined.as_deref().and_then(travel_document).is_some_and(|sum| digit_at(line, check) == Some(sum))
}
