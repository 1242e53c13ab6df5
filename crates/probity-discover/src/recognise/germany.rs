//! Numbers of Germany.

use super::calendar::exists_in;
use super::{Edge, Recogniser, plausible, proven, proven_or_mistyped};
use crate::checksum::{alphanumerics, digits, mod_11_10, split_last, travel_document, value, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::DeTaxId,
        pattern: "[1-9][0-9]{10}",
        edge: Edge::Word,
        verdict: |text| proven(is_tax_id(text)),
        proven: 45,
        plausible: 0,
        near: &["steuer*", "idnr*", "identifikationsnummer", "tin", "tax"],
    },
    Recogniser {
        kind: Kind::DeTaxNumber,
        pattern: "(?:0[1-9]|1[0-6])[0-9]{11}|[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5}",
        edge: Edge::Word,
        verdict: |text| plausible(text.contains('/') || text.len() == 13),
        proven: 0,
        plausible: 12,
        near: &["steuernummer*", "steuer*", "st.-nr", "stnr", "finanzamt"],
    },
    Recogniser {
        kind: Kind::DeVat,
        pattern: "de[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}",
        edge: Edge::Word,
        verdict: |text| proven_or_mistyped(mod_11_10(&digits(text))),
        proven: 90,
        plausible: 35,
        near: &["ust*", "umsatzsteuer*", "vat", "mwst"],
    },
    Recogniser {
        kind: Kind::DeIdCard,
        pattern: "[cfghjklmnprtvwxyz][0-9cfghjklmnprtvwxyz]{8}[0-9]",
        edge: Edge::Word,
        verdict: |text| proven(ends_in_travel_digit(text)),
        proven: 45,
        plausible: 0,
        near: &["personalausweis*", "ausweis*", "perso", "identity"],
    },
    Recogniser {
        kind: Kind::DePassport,
        pattern: "[cfghjklmnprtvwxyz][0-9cfghjklmnprtvwxyz]{7}[0-9]",
        edge: Edge::Word,
        verdict: |text| proven(ends_in_travel_digit(text)),
        proven: 40,
        plausible: 0,
        near: &["reisepass*", "pass*", "passport*"],
    },
    Recogniser {
        kind: Kind::DeDriverLicense,
        pattern: "[a-z]{2}[0-9]{8}[0-9a-z]",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: &["führerschein*", "fahrerlaubnis", "fuehrerschein*", "driver*"],
    },
    Recogniser {
        kind: Kind::DePension,
        pattern: "[0-9]{8}[a-z][0-9]{3}",
        edge: Edge::Word,
        verdict: |text| proven(is_pension(text)),
        proven: 90,
        plausible: 0,
        near: &["rvnr", "rentenversicherung*", "sozialversicherung*", "sv-nummer", "svnr"],
    },
    Recogniser {
        kind: Kind::DeHealthInsurance,
        pattern: "[a-z][0-9]{9}",
        edge: Edge::Word,
        verdict: |text| proven(is_health_insurance(text)),
        proven: 55,
        plausible: 0,
        near: &["kvnr", "krankenkasse*", "krankenversicherung*", "egk*", "versichertennummer"],
    },
    Recogniser {
        kind: Kind::DePhysician,
        pattern: "[0-9]{9}",
        edge: Edge::Word,
        verdict: |text| proven(is_physician(text)),
        proven: 15,
        plausible: 0,
        near: &["lanr", "arztnummer", "arzt"],
    },
    Recogniser {
        kind: Kind::DePractice,
        pattern: "[0-9]{9}",
        edge: Edge::Word,
        verdict: |text| plausible(!text.starts_with("00")),
        proven: 0,
        plausible: 4,
        near: &["bsnr", "betriebsstätte*", "betriebsstaette*"],
    },
    Recogniser {
        kind: Kind::DeCompanyRegister,
        pattern: "hr[ab] ?[0-9]{1,6}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 85,
        near: &["handelsregister*", "amtsgericht"],
    },
    Recogniser {
        kind: Kind::DeVehicle,
        pattern: "[a-z]{1,3}[ -][a-z]{1,2}[ -][0-9]{1,4}[eh]?",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 8,
        near: &["kennzeichen", "fahrzeug", "kfz"],
    },
    Recogniser {
        kind: Kind::DePostcode,
        pattern: "[0-9]{5}",
        edge: Edge::Word,
        verdict: |text| plausible(text.parse().is_ok_and(|code: u32| (1001..=99998).contains(&code))),
        proven: 0,
        plausible: 5,
        near: &["plz", "postleitzahl"],
    },
];

/// MOD 11,10, and no digit more than three times among the first ten (§ 139b AO and its ordinance).
fn is_tax_id(text: &str) -> bool {
    let digits = digits(text);
    let Some((_, first_ten)) = split_last(&digits) else { return false };
    let most = (0..10).map(|digit| first_ten.iter().filter(|other| **other == digit).count()).max();
    most.is_some_and(|most| most <= 3) && mod_11_10(&digits)
}

fn ends_in_travel_digit(text: &str) -> bool {
    let number = alphanumerics(text);
    let Some((body, check)) = number.split_at_checked(number.len().saturating_sub(1)) else { return false };
    let varied = body.bytes().any(|byte| byte.is_ascii_digit());
    varied && travel_document(body).is_some_and(|sum| check.parse() == Ok(sum))
}

/// The sum of the digits of each product, as both insurances count.
fn digit_sums(digits: &[u32], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum()
}

/// The letter as the two digits of its place in the alphabet, everything else as it is.
fn with_letters_as_places(text: &str) -> Vec<u32> {
    text.chars()
        .filter_map(value)
        .flat_map(|value| match value.checked_sub(9) {
            Some(place) if value >= 10 => vec![place / 10, place % 10],
            _ => vec![value],
        })
        .collect()
}

/// VKVV § 2: area, day of birth (plus 50 for a second register), first letter of the name, serial, check digit.
fn is_pension(text: &str) -> bool {
    let all = digits(text);
    let pair = |at: usize| all.get(at).zip(all.get(at + 1)).map_or(99, |(tens, ones)| tens * 10 + ones);
    let day = pair(2).checked_sub(50).filter(|day| *day > 0).unwrap_or_else(|| pair(2));
    let born = exists_in(&[1800, 1900, 2000], pair(6), pair(4), day);
    let expanded = with_letters_as_places(text);
    let Some((check, body)) = split_last(&expanded) else { return false };
    born && digit_sums(body, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == check
}

/// SGB V § 290: letter and nine digits, the products of 1 and 2 in turn.
fn is_health_insurance(text: &str) -> bool {
    let expanded = with_letters_as_places(text);
    let Some((check, body)) = split_last(&expanded) else { return false };
    digit_sums(body, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == check
}

/// The seventh digit completes the sum of 4 and 9 in turn to the next ten.
fn is_physician(text: &str) -> bool {
    let digits = digits(text);
    let sum = weighted(&digits, &[4, 9, 4, 9, 4, 9]);
    digits.get(6).is_some_and(|check| (10 - sum % 10) % 10 == *check)
}
