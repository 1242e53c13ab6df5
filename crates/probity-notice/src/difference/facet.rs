//! A notice as the things that two versions can differ in, each with the words that say it.
//!
//! Facets compare what is said and not how: line breaks, numbers of clauses and other wordings make no difference.

use crate::{Kind, Practice, Reading};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a facet is about. The order is that of a summary: what people lose or win most comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// A right, by its name.
    Right(String),
    /// By when people of a place are answered; empty is everybody.
    Answer(String),
    /// A law that is named.
    Law(&'static str),
    /// A data protection officer.
    Officer,
    /// Something that is never sold, shared or disclosed.
    Never(String),
    /// Who is told of a breach.
    Breach(String),
    /// Whether data goes abroad, and by which mechanism.
    Transfer(String),
    /// From which age on.
    Age,
    /// A recipient that is named.
    Recipient(String),
    /// A kind of recipient.
    RecipientKind(String),
    /// A kind of data that is collected.
    Collected(String),
    /// A kind of data that is said never to be collected.
    NeverCollected(String),
    /// A use.
    Purpose(String),
    /// How long a kind of data is kept.
    Kept(String),
    /// A cookie, by its name.
    Cookie(String),
    /// How changes are told.
    Change,
    /// A measure of security.
    Measure(String),
}

impl About {
    /// The name of the thing among others of its kind; nothing where there is but one.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Right(name)
            | Self::Answer(name)
            | Self::Never(name)
            | Self::Breach(name)
            | Self::Transfer(name)
            | Self::Recipient(name)
            | Self::RecipientKind(name)
            | Self::Collected(name)
            | Self::NeverCollected(name)
            | Self::Purpose(name)
            | Self::Kept(name)
            | Self::Cookie(name)
            | Self::Measure(name) => name,
            Self::Law(name) => name,
            Self::Officer | Self::Age | Self::Change => "",
        }
    }
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// That it is.
    Present,
    /// How long, in days; and whether that is the most, the least or exactly.
    Days(u32),
    /// At least so long, in days.
    AtLeast(u32),
    /// In words without a figure.
    Vague(String),
    /// Without a condition, or with one.
    Absolute(bool),
}

/// The facets of a notice, each with where it is said first.
pub(super) type Facets = BTreeMap<About, (Said, Range<usize>)>;

const LAWS: [(&str, &[&str]); 7] = [
    ("GDPR", &["gdpr", "general data protection regulation"]),
    ("CCPA", &["ccpa", "california consumer privacy act"]),
    ("Law 81 of Panama", &["law no. 81", "law 81", "ppdpl"]),
    ("Colorado Privacy Act", &["colorado privacy act"]),
    ("VCDPA", &["vcdpa", "virginia consumer data protection"]),
    ("CTDPA", &["ctdpa", "connecticut's data protection act", "connecticut data privacy act"]),
    ("COPPA", &["coppa", "children’s online privacy", "children's online privacy"]),
];

/// The facets of a reading.
pub(super) fn of(text: &str, reading: &Reading) -> Facets {
    let mut facets = Facets::new();
    let lower = text.to_lowercase();
    for (law, words) in LAWS {
        if let Some(at) = words.iter().filter_map(|word| lower.find(word)).min() {
            put(&mut facets, About::Law(law), Said::Present, sentence_at(text, reading, at));
        }
    }
    if let Some(at) = ["data protection officer", "(dpo)"].iter().filter_map(|word| lower.find(word)).min() {
        put(&mut facets, About::Officer, Said::Present, sentence_at(text, reading, at));
    }
    for practice in &reading.practices {
        of_practice(text, reading, practice, &mut facets);
    }
    facets
}

fn put(facets: &mut Facets, about: About, said: Said, span: Range<usize>) {
    match facets.get(&about) {
        // A figure says more than words do.
        Some((Said::Vague(_), _)) if !matches!(said, Said::Vague(_)) => {}
        Some(_) => return,
        None => {}
    }
    facets.insert(about, (said, span));
}

/// The clause's words around a place, when lower case has not moved it elsewhere.
fn sentence_at(text: &str, reading: &Reading, at: usize) -> Range<usize> {
    let clauses = &reading.outline.clauses;
    let index = clauses.partition_point(|clause| clause.range.start <= at).saturating_sub(1);
    let clause = clauses.get(index);
    let sentences = clause.map(|clause| probity_text::sentences(text, &clause.body)).unwrap_or_default();
    sentences
        .into_iter()
        .find(|sentence| sentence.contains(&at))
        .or_else(|| clause.map(|clause| clause.range.clone()))
        .unwrap_or(0..0)
}

fn words(practice: &Practice, key: &str) -> Vec<String> {
    match practice.value.get(key) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(many) => serde_json::from_value(many.clone()).unwrap_or_default(),
        None => Vec::new(),
    }
}

/// A duration of ISO 8601 in days; a month counts thirty, a year 365, and hours count up.
fn days(iso: &str) -> Option<u32> {
    let (hours, rest) = match iso.strip_prefix("PT") {
        Some(rest) => (true, rest),
        None => (false, iso.strip_prefix('P')?),
    };
    let unit = rest.chars().last()?;
    let amount: u32 = rest.get(..rest.len() - unit.len_utf8())?.parse().ok()?;
    match (hours, unit) {
        (true, 'H') => Some(amount.div_ceil(24)),
        (false, 'D') => Some(amount),
        (false, 'W') => amount.checked_mul(7),
        (false, 'M') => amount.checked_mul(30),
        (false, 'Y') => amount.checked_mul(365),
        _ => None,
    }
}

/// Adds what one practice says.
pub(super) fn of_practice(text: &str, reading: &Reading, practice: &Practice, facets: &mut Facets) {
    let span = practice.span.clone();
    let said = text.get(span.clone()).unwrap_or("").to_lowercase();
    let figure = |key: &str| practice.value.get(key).and_then(Value::as_str).and_then(days);
    match practice.kind {
        Kind::Right => {
            for right in words(practice, "right")
                .into_iter()
                .filter(|right| !["other", "all", "local_rights", "inform"].contains(&right.as_str()))
            {
                put(facets, About::Right(right), Said::Present, span.clone());
            }
        }
        Kind::Deadline => {
            if let (Some(within), None) = (figure("within"), practice.value.get("applies_to")) {
                let id = reading.outline.clauses.get(practice.clause).map_or("", |clause| clause.id.as_str());
                let part = id.split('¶').next().and_then(|id| id.rsplit('.').next()).unwrap_or("");
                let state = if part.chars().all(|one| one.is_ascii_uppercase()) { part } else { "" };
                put(facets, About::Answer(state.to_owned()), Said::Days(within), span);
            }
        }
        Kind::NotShared => {
            let absolute =
                practice.value.get("absolute").is_none() && practice.value.get("exception").is_none();
            for action in words(practice, "action") {
                put(facets, About::Never(action), Said::Absolute(absolute), span.clone());
            }
        }
        Kind::Breach => {
            for whom in words(practice, "notify") {
                let within =
                    figure("within").map_or_else(|| Said::Vague(condition(&said).to_owned()), Said::Days);
                put(facets, About::Breach(whom), within, span.clone());
            }
        }
        Kind::Transfer => {
            for mechanism in words(practice, "mechanism") {
                put(facets, About::Transfer(mechanism), Said::Present, span.clone());
            }
            if said.contains("shall not") || said.contains("will not") || said.contains("never") {
                put(facets, About::Transfer("forbidden".to_owned()), Said::Present, span);
            } else if said.contains("may be") || said.contains("may transfer") {
                put(facets, About::Transfer("allowed".to_owned()), Said::Present, span);
            }
        }
        Kind::Children => match practice.value.get("min_age") {
            Some(Value::Number(age)) => {
                put(
                    facets,
                    About::Age,
                    Said::AtLeast(age.as_u64().and_then(|age| u32::try_from(age).ok()).unwrap_or(0)),
                    span,
                );
            }
            Some(_) => put(facets, About::Age, Said::Vague("of legal age".to_owned()), span),
            None => {}
        },
        Kind::Recipient => {
            if let Some(name) = practice.value.get("name").and_then(Value::as_str) {
                put(facets, About::Recipient(name.to_owned()), Said::Present, span.clone());
            }
            for kind in words(practice, "category") {
                put(facets, About::RecipientKind(kind), Said::Present, span.clone());
            }
        }
        Kind::Collects => {
            let never = practice.value.contains_key("polarity");
            for kind in words(practice, "data").into_iter().filter(|kind| kind != "unspecified") {
                put(
                    facets,
                    if never { About::NeverCollected(kind) } else { About::Collected(kind) },
                    Said::Present,
                    span.clone(),
                );
            }
        }
        Kind::Purpose => {
            for purpose in words(practice, "purpose") {
                put(facets, About::Purpose(purpose), Said::Present, span.clone());
            }
        }
        Kind::Retention => {
            let length = match (figure("min"), figure("max").or_else(|| figure("period"))) {
                (Some(floor), _) => Said::AtLeast(floor),
                (None, Some(days)) => Said::Days(days),
                (None, None) => {
                    let word = ["period", "until", "max"]
                        .iter()
                        .find_map(|key| practice.value.get(*key).and_then(Value::as_str));
                    let Some(word) = word else { return };
                    Said::Vague(word.replace('_', " "))
                }
            };
            let kinds = words(practice, "data");
            for kind in if kinds.is_empty() { vec!["everything".to_owned()] } else { kinds } {
                put(facets, About::Kept(kind), length.clone(), span.clone());
            }
        }
        Kind::Cookie => {
            if let Some(name) = practice.value.get("name").and_then(Value::as_str) {
                let lives = figure("expiry").map_or_else(
                    || {
                        Said::Vague(
                            practice.value.get("expiry").and_then(Value::as_str).unwrap_or("").to_owned(),
                        )
                    },
                    Said::Days,
                );
                put(facets, About::Cookie(name.to_owned()), lives, span);
            }
        }
        Kind::ChangeNotice => {
            let notice = practice.value.get("notice").and_then(Value::as_str).unwrap_or("unspecified");
            if notice != "unspecified" {
                put(facets, About::Change, Said::Vague(notice.to_owned()), span);
            }
        }
        Kind::Security => {
            for measure in words(practice, "measures") {
                put(facets, About::Measure(measure), Said::Present, span.clone());
            }
        }
        Kind::LegalBasis | Kind::IdentityVerification | Kind::Contact | Kind::OtherPromise => {}
    }
}

/// In which breaches somebody is told.
fn condition(said: &str) -> &'static str {
    match () {
        () if said.contains("high risk") => "when the risk is high",
        () if said.contains("risk") => "when there is a risk",
        () => "of every breach",
    }
}
