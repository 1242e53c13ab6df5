//! Which right the words speak of.

use super::super::rule::Said;
use super::{has, named, one_or_many, pattern, values};
use serde_json::{Map, Value, json};

type Values = Map<String, Value>;

/// The first that fits: words, and the right they mean. What is more particular stands first.
const RIGHTS: [(&str, &[&str]); 16] = [
    (
        "cookie_control",
        &[
            "block cookies",
            "refuse cookies",
            "reject cookies",
            "disable cookies",
            "delete cookies",
            "setting of cookies",
            "cookies in your browser",
        ],
    ),
    ("complaint", &["complaint", "complain ", "supervisory authority", "attorney general"]),
    ("no_sale", &["right to say “no”", "prohibit sale", "opt out of the sale", "do not sell"]),
    ("withdraw_consent", &["withdraw", "revoke", "revocable", "consent can be"]),
    (
        "opt_out",
        &[
            "opt out",
            "opt-out",
            "unsubscribe",
            "stop receiving",
            "want to receive",
            "wish to receive",
            "cancel subscription",
            "cancel the subscription",
        ],
    ),
    ("non_discrimination", &["discriminat", "equal service", "retaliate"]),
    ("appeal", &["appeal"]),
    ("automated_decisions", &["automated"]),
    (
        "portability",
        &[
            "portab",
            "machine-readable",
            "structured, commonly",
            "transmit it",
            "receive your personal information in",
        ],
    ),
    (
        "restriction",
        &["restrict", "limit or suspend", "limit the processing", "limit the use", "limit our use"],
    ),
    ("object", &["object"]),
    (
        "access",
        &[
            "access",
            "confirm",
            "obtain copies",
            "a copy of",
            "right to know",
            "information about its origin",
            "obtain information",
        ],
    ),
    ("rectification", &["correct", "rectif", "inaccura", "update", "amend", "complet", "change partly"]),
    ("erasure", &["erasure", "erase", "delet", "cancel", "removal", "remove", "forgotten"]),
    ("know", &["request that we disclose", "categories of"]),
    ("inform", &["informed", "information about"]),
];

fn rights(text: &str) -> Vec<&'static str> {
    named!(text, RIGHTS).collect()
}

/// Whether the words name a right.
pub(in super::super) fn names_a_right(text: &str) -> bool {
    !rights(text).is_empty()
}

pub(in super::super) fn right(said: &Said<'_>) -> Values {
    let by_words = rights(said.part);
    let together: Vec<&str> = by_words
        .iter()
        .copied()
        .filter(|right| matches!(*right, "access" | "rectification" | "erasure"))
        .collect();
    let several = together.len() > 1 && pattern!(r"\b(?:access|correct|delet|rectif|updat|review|eras)\w*(?:,? (?:and/or|and|or|,)|,)(?u:[^.;]){0,60}\b(?:access|correct|delet|rectif|updat|eras|chang)\w*").is_match(said.part);
    let mut all = if said.part.is_empty() {
        Values::new()
    } else if several {
        values([("right", one_or_many(together))])
    } else {
        // What introduced a list or heads the clause says it when the words alone do not.
        let first = by_words.first().copied();
        let around = rights(said.intro).first().copied().or_else(|| rights(said.heading).first().copied());
        let chosen = if said.intro.is_empty() { first.or(around) } else { around.or(first) };
        values([("right", json!(chosen.unwrap_or("other")))])
    };
    if all.get("right") == Some(&json!("complaint")) {
        let authority =
            pattern!(r"\((?-i:([A-Z]{3,8}))\)").captures(said.sentence).and_then(|found| found.get(1));
        let named = authority.map_or_else(
            || {
                if has!(said.sentence, ["attorney general"]) { "attorney_general" } else { "competent" }
                    .to_owned()
            },
            |name| name.as_str().to_owned(),
        );
        all.insert("authority".to_owned(), json!(named));
        if let (Some(_), Some(country)) = (authority, super::data::country(said.sentence)) {
            all.insert("country".to_owned(), json!(country));
        }
    }
    let methods: Vec<&str> = named!(
        said.part,
        [
            ("unsubscribe", "unsubscribe_link"),
            ("browser", "browser"),
            ("contact", "email"),
            ("log in", "account"),
            ("account", "account"),
        ]
    )
    .collect();
    if !methods.is_empty() {
        all.insert("method".to_owned(), one_or_many(methods));
    }
    all
}

pub(in super::super) fn right_all(_: &Said<'_>) -> Values {
    values([("right", json!("all"))])
}

pub(in super::super) fn right_local(_: &Said<'_>) -> Values {
    values([("right", json!("local_rights"))])
}

pub(in super::super) fn right_cookies(_: &Said<'_>) -> Values {
    values([("right", json!("cookie_control")), ("method", json!("browser"))])
}
