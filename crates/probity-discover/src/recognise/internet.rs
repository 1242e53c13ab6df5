//! Addresses of the network: mail, internet, hardware, web. Nothing is asked of the network itself.

use super::{Edge, Recogniser, Verdict, plausible, proven};
use crate::kind::Kind;
use core::net::{Ipv4Addr, Ipv6Addr};

pub(super) const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::Email,
        // RFC 5321 and 5322 without comments and quoted local parts, which nobody is given.
        pattern: r"[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,63}@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?",
        edge: Edge::Sign,
        verdict: |text| proven(is_email(text)),
        proven: 98,
        plausible: 0,
        near: &[],
    },
    Recogniser {
        kind: Kind::IpAddress,
        pattern: r"[0-9a-f]{0,4}:(?:[0-9a-f:.]{0,44}(?:[0-9a-f]|::)|:)(?:%[a-z0-9]{1,15})?(?:/[0-9]{1,3}\b)?",
        edge: Edge::NotAfter(':'),
        verdict: ipv6,
        proven: 95,
        plausible: 0,
        near: &[],
    },
    Recogniser {
        kind: Kind::IpAddress,
        pattern: r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/(?:[12]?[0-9]|3[0-2])\b)?",
        edge: Edge::NotAfter('.'),
        verdict: ipv4,
        proven: 95,
        plausible: 30,
        near: &["ip", "ipv4", "ips", "host", "server", "client", "remote", "adresse", "address"],
    },
    Recogniser {
        kind: Kind::MacAddress,
        pattern: r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
        edge: Edge::Word,
        verdict: |text| proven(is_mac(text)),
        proven: 90,
        plausible: 0,
        near: &[],
    },
    Recogniser {
        kind: Kind::Url,
        pattern: r"\bhttps?://[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z][a-z0-9-]{1,62}(?::[0-9]{1,5})?(?:[/?#][!#-&(-;=?-~]{0,300})?",
        edge: Edge::Own,
        verdict: |text| plausible(is_web_address(text)),
        proven: 0,
        plausible: 93,
        near: &[],
    },
    Recogniser {
        kind: Kind::Url,
        pattern: r"\b[a-z0-9](?:[a-z0-9-]{0,62}\.){1,5}[a-z]{2,6}\b",
        edge: Edge::Own,
        verdict: |text| plausible(is_web_address(text)),
        proven: 0,
        plausible: 93,
        near: &[],
    },
];

/// Practical mail addresses: a local part of dot-separated atoms, a domain of labels that ends in a name and not
/// in a number (RFC 5321 section 4.5.3.1 for the lengths).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atoms = local.split('.').all(|atom| !atom.is_empty());
    (1..=64).contains(&local.len()) && atoms && text.len() <= 254 && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    let label =
        |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    let Some((rest, last)) = domain.rsplit_once('.') else { return false };
    let name =
        last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()) || last.starts_with("xn--");
    name && label(last) && rest.split('.').all(label)
}

fn ipv6(text: &str) -> Verdict {
    let (address, prefix) =
        text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let (address, _zone) = address.split_once('%').unwrap_or((address, ""));
    let fits = prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|bits| bits <= 128));
    proven(fits && address.parse::<Ipv6Addr>().is_ok())
}

/// The number of a clause or a version looks like an address: small parts without a zero are believed only near a
/// word that says so.
fn ipv4(text: &str) -> Verdict {
    let address = text.split_once('/').map_or(text, |(address, _)| address);
    let Ok(address) = address.parse::<Ipv4Addr>() else { return Verdict::Refused };
    let octets = address.octets();
    if octets.iter().all(|octet| (1..=30).contains(octet)) { Verdict::Plausible } else { Verdict::Proven }
}

fn is_mac(text: &str) -> bool {
    let nibbles: Vec<u32> = text.chars().filter_map(|character| character.to_digit(16)).collect();
    let one_separator = !(text.contains(':') && text.contains('-'));
    let somebodys = [0, 15].iter().all(|same| nibbles.iter().any(|nibble| nibble != same));
    nibbles.len() == 12 && one_separator && somebodys
}

/// Top-level domains by which a bare host name is told from a file name or a sentence without a space.
const WELL_KNOWN: &[&str] = &[
    "com", "org", "net", "edu", "gov", "info", "biz", "dev", "app", "io", "co", "ai", "eu", "de", "fr", "es",
    "it", "nl", "pl", "pt", "uk", "ch", "at", "be", "se", "no", "fi", "dk", "cz", "ru", "ua", "us", "ca",
    "mx", "br", "ar", "cl", "pa", "cy", "au", "nz", "jp", "cn", "kr", "in", "sg", "hk", "tw", "th", "tr",
    "za", "il", "ie", "gr", "hu", "ro",
];

fn is_web_address(text: &str) -> bool {
    match text.split_once("://") {
        Some((_, rest)) => {
            let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
            is_domain(host)
        }
        None => {
            let last = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            is_domain(text) && WELL_KNOWN.contains(&last.as_str())
        }
    }
}
