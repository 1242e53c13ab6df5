//! Which right the words speak of.

use super::super::rule::Said;
use super::{Table, has, has_word, is_of_a_word, named, one_or_many, pattern, values};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

type Values = Map<String, Value>;

static OF_RIGHTS: LazyLock<Table> = LazyLock::new(|| Table::new(RIGHTS));

/// The first that fits: words, and the right they mean. What is more particular stands first.
const RIGHTS: [(&str, &[&str]); 16] = [
    (
        "cookie_control",
        &[
            "block cookies",
            "block, or delete cookies",
            "block or delete cookies",
            "reject and delete cookies",
            "use of cookies",
            "refuse cookies",
            "reject cookies",
            "disable cookies",
            "delete cookies",
            "setting of cookies",
            "cookies in your browser",
            "cookie settings",
            "cookies by changing",
            "cookie storage",
        ],
    ),
    ("non_discrimination", &["discriminat", "equal service", "retaliat"]),
    (
        "complaint",
        &[
            "complaint",
            "complain ",
            "supervisory authority",
            "data protection authority",
            "attorney general",
            "recourse to",
            "inspectorate",
            "commissioner",
        ],
    ),
    ("no_sale", &["right to say “no”", "prohibit sale", "opt out of the sale", "do not sell"]),
    (
        "withdraw_consent",
        &[
            "withdraw",
            "taken back",
            "take it back",
            "revoke",
            "revoking",
            "revocable",
            "consent can be",
            "consent may be",
            "change your mind",
        ],
    ),
    (
        "automated_decisions",
        &[
            "automated decision",
            "automated processing",
            "automated individual",
            "solely by automated",
            "solely on automated",
            "review the decision",
            "human review",
        ],
    ),
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
            "choose not to have",
            "do not wish",
            "don’t want us",
            "limit ad tracking",
            "global privacy control",
            "preference signal",
        ],
    ),
    ("appeal", &["appeal"]),
    (
        "portability",
        &[
            "portab",
            "to another controller",
            "to another party",
            "to another provider",
            "moved to another",
            "transmitted directly to another",
            "to another entity",
            "readily usable",
            "transfer your data to another",
            "machine-readable",
            "structured, commonly",
            "transmit it",
            "exported file",
            "receive your personal information in",
        ],
    ),
    (
        "restriction",
        &[
            "restrict",
            "limit or suspend",
            "limit the processing",
            "limit the use",
            "limit our use",
            "right to limit",
            "stop using",
        ],
    ),
    ("object", &["object"]),
    (
        "access",
        &[
            "access",
            "confirm",
            "demand to know",
            "additional information",
            "obtain copies",
            "a copy of",
            "right to know",
            "know what",
            "information about its origin",
            "obtain information",
        ],
    ),
    (
        "rectification",
        &[
            "correct",
            "rectif",
            "inaccura",
            "update",
            "amend",
            "complet",
            "change partly",
            "change their",
            "change your",
            "put right",
        ],
    ),
    ("erasure", &["erasure", "erase", "delet", "cancel", "removal", "remove", "forgotten", "wiped"]),
    (
        "access",
        &[
            "request that we disclose",
            "categories of",
            "list of the times",
            "pieces of personal information",
            "personal information that we disclosed",
        ],
    ),
    ("inform", &["informed", "information about"]),
];

fn rights(text: &str) -> Vec<&'static str> {
    OF_RIGHTS.names(text).collect()
}

/// Words that name a right by themselves, for telling which are named side by side.
const NAMED: [(&str, &[&str]); 6] = [
    ("access", &["access"]),
    ("rectification", &["correct", "rectif", "updat"]),
    ("erasure", &["delet", "eras", "wiped"]),
    ("restriction", &["restrict"]),
    ("portability", &["portab"]),
    ("object", &["object"]),
];

static OF_NAMED: LazyLock<Table> = LazyLock::new(|| Table::new(NAMED));

/// Words behind which a condition stands.
const CONDITIONS: [&str; 11] =
    ["when", "where", "if", "because", "unless", "which", "while", "once", "until", "after", "whether"];

/// Rights that stand side by side: `to access, correct or delete`, `right to access, and you may request its deletion`.
/// A right that stands in a condition, behind `when` or `because`, is not offered.
fn coordinated(part: &str) -> Vec<&'static str> {
    let joins = |between: &str| {
        !between.contains(['.', ';']) && (between.contains([',', '/']) || has_word(between, &["and", "or"]))
    };
    let mut all: Vec<&'static str> = Vec::new();
    let mut last: Option<usize> = None;
    for (place, right) in OF_NAMED.places(part) {
        let begins = !part
            .as_bytes()
            .get(..place.start)
            .and_then(<[u8]>::last)
            .is_some_and(|before| is_of_a_word(*before));
        let after =
            part.get(place.end..).unwrap_or("").trim_start_matches(|one: char| one.is_ascii_alphabetic());
        if !begins || !(after.is_empty() || after.starts_with([' ', ',', '/', ';', '.', ')'])) {
            continue;
        }
        let between = last.and_then(|end| part.get(end..place.start));
        let goes_on = between
            .is_none_or(|between| between.len() < 90 && joins(between) && !has_word(between, &CONDITIONS));
        if goes_on {
            if !all.contains(&right) {
                all.push(right);
            }
            last = Some(place.end);
        }
    }
    all
}

/// Whether the words name a right.
pub(in super::super) fn names_a_right(text: &str) -> bool {
    OF_RIGHTS.any(text)
}

pub(in super::super) fn right(said: &Said<'_>) -> Values {
    let by_words = rights(said.part);
    let mut together = coordinated(said.part);
    // Asked in other words: `to know what we hold and have it corrected or wiped`.
    // Whoever takes their data along asks for a copy of it, too.
    let in_other_words = by_words.first() == Some(&"access")
        || (by_words.contains(&"access") && !by_words.contains(&"portability"));
    if together.len() > 1 && in_other_words && !together.contains(&"access") {
        together.insert(0, "access");
    }
    let mut all = if said.part.is_empty() {
        Values::new()
    } else if together.len() > 1 {
        values([("right", one_or_many(together))])
    } else {
        // What introduced a list says it before the words, and what heads the clause after them.
        let intro = rights(said.intro).first().copied();
        let chosen =
            intro.or_else(|| by_words.first().copied()).or_else(|| rights(said.heading).first().copied());
        values([("right", json!(chosen.unwrap_or("other")))])
    };
    if has!(said.sentence, ["past", "preceding", "previous", "last"])
        && let Some(back) = super::duration::first(said.sentence)
    {
        all.insert("lookback".to_owned(), json!(back));
    }
    if all.get("right") == Some(&json!("appeal"))
        && let Some(within) = super::duration::first(said.sentence)
    {
        all.insert("within".to_owned(), json!(within));
    }
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

/// How often in a year a right may be used; without other words, every right.
pub(in super::super) fn right_limited(said: &Said<'_>) -> Values {
    let mut all = right(said);
    if all.get("right") == Some(&json!("other")) {
        all.insert("right".to_owned(), json!("all"));
    }
    if let Some(times) = super::requests_a_year(said.sentence) {
        all.insert("per_year".to_owned(), json!(times));
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
