//! What is said of a cookie: its name, what it is for, how long it stays.

use super::super::rule::Said;
use super::table::{has, named};
use super::{Values, duration, pattern, values};
use serde_json::json;

pub(in super::super) fn cookie(said: &Said<'_>) -> Values {
    let mut all = Values::new();
    let denied = pattern!(
        r"(?:\bnot|\bnever|n(?:'|’)t) (?:\w+ )?(?:use|set|place|store|plant)\b|\b(?:uses?|sets?|places?|stores?) no (?:\w+ ){0,2}(?:cookie|tracker|pixel)"
    );
    if denied.is_match(said.part) {
        all.insert("polarity".to_owned(), json!("negative"));
    }
    const CATEGORIES: [(&str, &[&str]); 4] = [
        ("necessary", &["strictly necessary", "necessary", "essential"]),
        ("preference", &["preference", "functional", "personali"]),
        ("statistics", &["statistic", "analytic"]),
        ("marketing", &["marketing", "advertis"]),
    ];
    if has!(said.part, ["cookie"])
        && let Some(category) = named!(said.part, CATEGORIES).next()
    {
        all.insert("category".to_owned(), json!(category));
    }
    if has!(
        said.part,
        [
            "lasts",
            "last for",
            "last up to",
            "expire",
            "stored for",
            "kept for",
            "persist",
            "valid",
            "lifetime",
            "("
        ]
    ) && let Some(expiry) = duration::first(said.part)
    {
        all.insert("expiry".to_owned(), json!(expiry));
    } else if has!(
        said.part,
        ["on closing the browser", "until you close", "until your session ends", "when you close"]
    ) {
        all.insert("expiry".to_owned(), json!("session"));
    }
    if let Some(name) = pattern!(r"\bcookie,? (?:\x22|“)?([\w-]*[_-][\w-]+)\b")
        .captures(said.part)
        .and_then(|found| found.get(1))
    {
        all.insert("name".to_owned(), json!(name.as_str()));
    }
    if has!(said.part, ["asked for consent", "ask you", "your consent", "you will be asked"]) {
        all.insert("consent".to_owned(), json!("opt_in"));
    }
    all
}

/// `name / what it is for / how long` in a list of cookies.
pub(in super::super) fn cookie_entry(said: &Said<'_>) -> Option<Values> {
    let row = said.part.trim_matches(|one: char| one == '|' || one.is_whitespace());
    // A name is one word, and a mark stands behind it.
    if !row.split_once(' ')?.1.trim_start().starts_with(['/', '|']) {
        return None;
    }
    let marks = memchr::memchr_iter(b' ', row.as_bytes());
    let marks = marks.filter(|at| matches!(row.as_bytes().get(at + 1), Some(b'/' | b'|')));
    let mut start = 0;
    let mut parts: Vec<&str> = Vec::new();
    for end in marks.chain([row.len()]) {
        parts.extend(row.get(start..end).map(str::trim));
        start = end + 2;
    }
    if parts.len() > 1 && parts.last() == Some(&"") {
        parts.pop();
    }
    let [name, purpose @ .., expiry] = parts.as_slice() else { return None };
    if purpose.is_empty() || name.contains(' ') || name.is_empty() {
        return None;
    }
    let expiry = expiry.trim_start_matches('/').trim_end_matches(['.', ';']).to_lowercase();
    let expiry = match expiry.as_str() {
        "session" | "persistent" => expiry,
        "end of session" | "end of the session" | "on closing the browser" | "when the browser is closed" => {
            "session".to_owned()
        }
        other => duration::first(other)?,
    };
    Some(values([("name", json!(name)), ("purpose", json!(purpose.join(" / "))), ("expiry", json!(expiry))]))
}
