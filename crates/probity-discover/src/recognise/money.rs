//! Numbers that money moves by: cards, accounts, wallets.

use super::{Edge, Recogniser, plausible, proven};
use crate::checksum::{alphanumerics, base58_check, bech32, digits, luhn, mod_97, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::Card,
        pattern: r"[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{1,7}|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}|[0-9]{12,19}",
        edge: Edge::Word,
        verdict: |text| proven(is_card(text)),
        proven: 88,
        plausible: 0,
        near: &[
            "card*",
            "credit",
            "debit",
            "visa",
            "mastercard",
            "amex",
            "ccn",
            "pan",
            "kreditkarte*",
            "carte",
            "tarjeta",
        ],
    },
    Recogniser {
        kind: Kind::Iban,
        pattern: r"[a-z]{2}[0-9]{2}(?:[a-z0-9]{11,30}|(?: [a-z0-9]{4}){2,7}(?: [a-z0-9]{1,3})?)",
        edge: Edge::Word,
        verdict: |text| proven(is_iban(text)),
        proven: 98,
        plausible: 0,
        near: &["iban", "account", "konto", "bank", "compte", "cuenta"],
    },
    Recogniser {
        kind: Kind::CryptoAddress,
        pattern: r"[13lmd][1-9a-z]{24,34}|(?:bc|tb|ltc)1[0-9a-z]{8,87}",
        edge: Edge::Word,
        verdict: |text| proven(base58_check(text) || (has_bech32_prefix(text) && bech32(text))),
        proven: 98,
        plausible: 0,
        near: &["wallet*", "bitcoin", "btc", "crypto*"],
    },
    Recogniser {
        kind: Kind::CryptoAddress,
        pattern: "0x[0-9a-f]{40}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 98,
        plausible: 75,
        near: &["wallet*", "ethereum", "eth", "crypto*"],
    },
    Recogniser {
        kind: Kind::UsRoutingNumber,
        pattern: r"[0-9]{4}-?[0-9]{4}-?[0-9]",
        edge: Edge::Word,
        verdict: |text| proven(is_routing_number(text)),
        proven: 30,
        plausible: 0,
        near: &["aba", "routing", "transit", "bank*", "rtn"],
    },
    Recogniser {
        kind: Kind::UsBankAccount,
        pattern: "[0-9]{8,17}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 5,
        plausible: 5,
        near: &["account", "acct", "bank", "checking", "savings", "konto", "debit"],
    },
];

/// A length and a beginning that an issuer has (ISO/IEC 7812), one kind of separator, and Luhn's check digit.
fn is_card(text: &str) -> bool {
    let digits = digits(text);
    let one_separator = !(text.contains(' ') && text.contains('-'));
    let start = |count: usize| digits.iter().take(count).fold(0_u32, |number, digit| number * 10 + digit);
    let (one, two, three, four, six) = (start(1), start(2), start(3), start(4), start(6));
    let length = digits.len();
    let issued = match one {
        1 => length == 15,
        4 => matches!(length, 13 | 16 | 19),
        2 => length == 16 && ((2221..=2720).contains(&four) || (2200..=2204).contains(&four)),
        3 if matches!(two, 34 | 37) => length == 15,
        3 if matches!(two, 36 | 38 | 39) || (300..=305).contains(&three) => (14..=19).contains(&length),
        3 => (3528..=3589).contains(&four) && (16..=19).contains(&length),
        5 if (51..=55).contains(&two) => length == 16,
        5 => matches!(two, 50 | 56..=59) && (12..=19).contains(&length),
        6 if matches!(two, 62 | 65) || four == 6011 || (644..=649).contains(&three) => {
            (16..=19).contains(&length)
        }
        6 => (12..=19).contains(&length) && !matches!(two, 61) && six != 666_666,
        _ => false,
    };
    let varied = digits.iter().any(|digit| Some(digit) != digits.first());
    issued && one_separator && varied && luhn(&digits)
}

/// The countries of the IBAN registry with the length of their numbers.
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 \
    DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
    KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 \
    PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 \
    YE30";

/// ISO 13616: a country with the right length, and MOD 97-10 over the number turned by four.
fn is_iban(text: &str) -> bool {
    let number = alphanumerics(text);
    let Some((head, rest)) = number.split_at_checked(4) else { return false };
    let length_fits = IBAN_LENGTHS.split_whitespace().any(|entry| {
        entry
            .split_at_checked(2)
            .is_some_and(|(country, length)| head.starts_with(country) && length.parse() == Ok(number.len()))
    });
    length_fits && mod_97(rest.chars().chain(head.chars()))
}

fn has_bech32_prefix(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["bc1", "tb1", "ltc1"].iter().any(|prefix| lower.starts_with(prefix))
}

/// A Federal Reserve district and the 3-7-1 check.
fn is_routing_number(text: &str) -> bool {
    let digits = digits(text);
    let [first, second, ..] = digits.as_slice() else { return false };
    let district = matches!(first * 10 + second, 1..=12 | 21..=32 | 61..=72 | 80);
    district && weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}
