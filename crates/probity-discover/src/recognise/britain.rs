//! Numbers of the United Kingdom.

use super::{Edge, Recogniser, plausible, proven};
use crate::checksum::{alphanumerics, digits, split_last, weighted};
use crate::kind::Kind;

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::UkNhs,
        pattern: "[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{4}",
        edge: Edge::Word,
        verdict: |text| proven(is_nhs(text)),
        proven: 45,
        plausible: 0,
        near: &["nhs", "national", "health", "patient"],
    },
    Recogniser {
        kind: Kind::UkNino,
        pattern: "[abceghj-prstw-z][abceghj-nprstw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]",
        edge: Edge::Word,
        verdict: |text| {
            let number = alphanumerics(text);
            proven(
                !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].iter().any(|prefix| number.starts_with(prefix)),
            )
        },
        proven: 80,
        plausible: 0,
        near: &["nino", "national", "insurance", "ni"],
    },
    Recogniser {
        kind: Kind::UkPassport,
        pattern: "[a-z]{2}[0-9]{7}",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: &["passport*", "travel"],
    },
    Recogniser {
        kind: Kind::UkDrivingLicence,
        pattern: "[a-z]{1,5}9{0,4}[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9][a-z9]{2}[a-z0-9][a-z]{2}",
        edge: Edge::Word,
        verdict: |text| plausible(text.len() == 16),
        proven: 0,
        plausible: 80,
        near: &["driving", "licence", "license", "dvla"],
    },
    Recogniser {
        kind: Kind::UkPostcode,
        pattern: "(?:gir ?0aa|(?:[a-pr-uwyz][0-9][0-9a-hjkps-uw]?|[a-pr-uwyz][a-hk-y][0-9][0-9abehmnprvwxy]?) ?[0-9][abd-hjlnp-uw-z]{2})",
        edge: Edge::Word,
        verdict: |text| plausible(!text.bytes().any(|byte| byte.is_ascii_lowercase())),
        proven: 0,
        plausible: 45,
        near: &["postcode", "post code", "address", "zip"],
    },
    Recogniser {
        kind: Kind::UkVehicle,
        pattern: "[a-hj-pr-y]{2}(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])[ -]?[a-hj-pr-z]{3}|[a-hj-np-y][0-9]{1,3}[ -]?[a-hj-pr-y][a-hj-pr-z]{2}|[a-hj-pr-y]{3}[ -]?[0-9]{1,3}[a-hj-np-tv-y]",
        edge: Edge::Word,
        verdict: |_| plausible(true),
        proven: 0,
        plausible: 15,
        near: &["vehicle*", "registration", "reg", "plate", "car"],
    },
];

/// Modulus 11 with falling weights; a rest that would need two digits is never given out.
fn is_nhs(text: &str) -> bool {
    let digits = digits(text);
    let Some((check, rest)) = split_last(&digits) else { return false };
    let expected = (11 - weighted(rest, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    digits.len() == 10 && expected == check
}
