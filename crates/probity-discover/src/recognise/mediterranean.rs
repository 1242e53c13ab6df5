//! Numbers of Spain, Italy, Cyprus and Turkey.

use super::{Edge, Recogniser, plausible, proven, proven_or_mistyped};
use crate::checksum::{alphanumerics, digits, luhn, value, weighted};
use crate::kind::Kind;

const PASSPORT: &[&str] = &["passport*", "pasaporte*", "passaporto", "passaporti"];

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::EsNif,
        pattern: "[0-9]{7,8}-?[a-z]",
        edge: Edge::Word,
        verdict: |text| proven(has_spanish_letter(&alphanumerics(text), 0)),
        proven: 85,
        plausible: 0,
        near: &["nif", "dni", "documento", "identidad", "identificación"],
    },
    Recogniser {
        kind: Kind::EsNie,
        pattern: "[xyz][0-9]{7}-?[a-z]",
        edge: Edge::Word,
        verdict: |text| proven(is_nie(text)),
        proven: 90,
        plausible: 0,
        near: &["nie", "extranjero", "identificación"],
    },
    Recogniser {
        kind: Kind::EsPassport,
        pattern: "[a-z]{3}[0-9]{6}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 12,
        near: PASSPORT,
    },
    Recogniser {
        kind: Kind::ItFiscalCode,
        pattern: "[a-z]{6}[0-9lmnp-v]{2}[a-ehlmpr-t][0-9lmnp-v]{2}[a-z][0-9lmnp-v]{3}[a-z]",
        edge: Edge::Word,
        verdict: |text| proven_or_mistyped(fiscal_code_holds(text)),
        proven: 97,
        plausible: 60,
        near: &["codice", "fiscale", "cf"],
    },
    Recogniser {
        kind: Kind::ItVat,
        pattern: "[0-9]{8}_?[0-9]{3}",
        edge: Edge::Word,
        verdict: |text| {
            let digits = digits(text);
            proven(luhn(&digits) && digits.iter().take(7).any(|digit| *digit != 0))
        },
        proven: 25,
        plausible: 0,
        near: &["iva", "partita", "piva", "vat"],
    },
    Recogniser {
        kind: Kind::ItDriverLicense,
        pattern: "[a-z]{2}[0-9]{7}[a-z]|u1[0-9b-df-hj-np-tv-z]{7}[a-z]",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 30,
        near: &["patente", "guida", "license", "licence", "driver*"],
    },
    Recogniser {
        kind: Kind::ItIdentityCard,
        pattern: "[a-z]{2} ?[0-9]{7}|[0-9]{7}[a-z]{2}|[a-z]{2}[0-9]{5}[a-z]{2}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 12,
        near: &["carta", "identità", "identita", "cie"],
    },
    Recogniser {
        kind: Kind::ItPassport,
        pattern: "[a-z]{2}[0-9]{7}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 10,
        near: PASSPORT,
    },
    Recogniser {
        kind: Kind::CyTic,
        pattern: "(?:cy)?[0-9]{8}[a-z]",
        edge: Edge::Word,
        verdict: |text| proven(is_cypriot(text)),
        proven: 75,
        plausible: 0,
        near: &["tic", "vat", "cyprus", "tax"],
    },
    Recogniser {
        kind: Kind::TrNationalId,
        pattern: "[1-9][0-9]{10}",
        edge: Edge::Word,
        verdict: |text| proven(is_turkish(text)),
        proven: 65,
        plausible: 0,
        near: &["tc", "tckn", "kimlik", "turkish"],
    },
    Recogniser {
        kind: Kind::TrVehicle,
        pattern: "(?:0[1-9]|[1-7][0-9]|8[01]) ?[a-z]{1,3} ?[0-9]{2,4}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 10,
        near: &["plaka*", "plakası", "plate", "araç"],
    },
];

/// The letter that the rest by 23 chooses (Real Decreto 1553/2005); digits before it count `offset` higher.
fn has_spanish_letter(number: &str, offset: u32) -> bool {
    let number_part: Vec<u32> = digits(number);
    let value = number_part.iter().fold(offset, |value, digit| value * 10 + digit);
    let expected = usize::try_from(value % 23).ok().and_then(|at| "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(at));
    expected.is_some() && number.chars().last() == expected
}

fn is_nie(text: &str) -> bool {
    let number = alphanumerics(text);
    let (first, rest) = number.split_at_checked(1).unwrap_or_default();
    "XYZ"
        .find(first)
        .and_then(|at| u32::try_from(at).ok())
        .is_some_and(|offset| has_spanish_letter(rest, offset))
}

/// What a character is worth at an odd place of the fiscal code and of the Cypriot code, by its place in the row.
const ODD_DIGITS: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const ODD_LETTERS: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

fn odd_worth(character: char) -> Option<u32> {
    let value = value(character)?;
    let at = |value: u32| usize::try_from(value).ok();
    match value.checked_sub(10) {
        None => ODD_DIGITS.get(at(value)?).copied(),
        Some(letter) => ODD_LETTERS.get(at(letter)?).copied(),
    }
}

fn even_worth(character: char) -> Option<u32> {
    value(character).map(|value| value.checked_sub(10).unwrap_or(value))
}

/// The check letter of the decree of 23 December 1976: odd and even places by two tables, the rest by 26.
fn check_letter(body: &str) -> Option<char> {
    let sum: u32 = body
        .chars()
        .enumerate()
        .map(|(at, character)| if at % 2 == 0 { odd_worth(character) } else { even_worth(character) })
        .sum::<Option<u32>>()?;
    char::from_digit(sum % 26 + 10, 36).map(|letter| letter.to_ascii_uppercase())
}

fn fiscal_code_holds(text: &str) -> bool {
    let code = text.to_ascii_uppercase();
    code.split_at_checked(15).is_some_and(|(body, check)| check_letter(body) == check.chars().next())
}

fn is_cypriot(text: &str) -> bool {
    let code = alphanumerics(text);
    let code = code.strip_prefix("CY").unwrap_or(&code);
    code.split_at_checked(8)
        .is_some_and(|(body, check)| !body.starts_with("12") && check_letter(body) == check.chars().next())
}

/// Two check digits over the first nine and the first ten digits.
fn is_turkish(text: &str) -> bool {
    let digits = digits(text);
    let [.., tenth, eleventh] = digits.as_slice() else { return false };
    let odd = weighted(&digits, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(&digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
    (odd * 7 + 10 * even - even) % 10 == *tenth
        && (odd + even + tenth) % 10 == *eleventh
        && digits.len() == 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_letter_of_a_fiscal_code_is_that_of_the_decree() {
        assert!(fiscal_code_holds("RSSMRA85T10A562S"));
        assert!(!fiscal_code_holds("RSSMRA85T10A562T"));
    }
}
