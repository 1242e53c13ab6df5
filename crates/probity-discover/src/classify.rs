//! What a column holds: name, type and values heard together.
//!
//! Signs that agree strengthen each other; a name and values that disagree weaken each other, since one of them
//! lies. Booleans, counters, keys, closed lists of words and names of things are not personal unless their
//! category is so rare a word that it must be meant.

use crate::classification::{Classification, Part, Reason};
use crate::column::{ColumnHint, ValueKind};
use crate::confidence::Confidence;
use crate::json::find_in_documents;
use crate::kind::Kind;
use crate::names::{ByName, From, by_name, is_of_people};
use crate::values::{Seen, look};
use probity_vocabulary::Category;

/// Guesses that are less sure than this are not told.
const TOLD_FROM: u8 = 30;

/// What a column probably holds, from its description and a sample of its values (as text; nulls left out).
/// Nothing when no sign is strong enough.
///
/// ```
/// use probity_discover::{ColumnHint, ValueKind, classify};
///
/// let column = ColumnHint::new("customers", "reach_me", ValueKind::Text);
/// let found = classify(&column, &["ann@example.com", "bob@example.org"]).unwrap();
/// assert_eq!(found.category.word(), "contact.email");
/// assert_eq!(found.reasons[0].to_string(), "2 of 2 sampled values have the form of: e-mail address");
/// ```
#[must_use]
pub fn classify(hint: &ColumnHint<'_>, samples: &[&str]) -> Option<Classification> {
    let name = by_name(hint);
    if matches!(hint.kind, ValueKind::Json | ValueKind::Text | ValueKind::Other)
        && let Some(members) = find_in_documents(samples.iter().copied())
    {
        return of_members(name, members);
    }
    of_values(name, hint, samples)
}

/// The same when the name has been heard already.
pub(crate) fn of_values(
    name: Option<ByName>,
    hint: &ColumnHint<'_>,
    samples: &[&str],
) -> Option<Classification> {
    if name.is_none() && values_cannot_tell(samples, hint.kind) {
        return None;
    }
    of_values_looked_at(name, hint, samples)
}

/// Whether no values of this type, or none as short as these, say anything without a name: most columns of a
/// database are counters, keys, dates and closed lists, and need no look at each value.
fn values_cannot_tell(samples: &[&str], kind: ValueKind) -> bool {
    match kind {
        ValueKind::Boolean
        | ValueKind::Enumeration
        | ValueKind::Date
        | ValueKind::Timestamp
        | ValueKind::Uuid => true,
        ValueKind::Integer | ValueKind::Decimal => {
            samples.iter().all(|value| value.trim().len() < SHORTEST_TELLING_NUMBER)
        }
        _ => false,
    }
}

/// Numbers with a check digit that are somebody's have at least so many digits.
const SHORTEST_TELLING_NUMBER: usize = 11;

fn of_values_looked_at(
    name: Option<ByName>,
    hint: &ColumnHint<'_>,
    samples: &[&str],
) -> Option<Classification> {
    let seen = look(samples, hint.kind);
    let values = seen.best(hint.kind);
    let found = match (name, values) {
        (Some(name), values) => of_both(name, values, &seen),
        (None, Some((kind, confidence))) => of_kind(kind, confidence, &seen),
        (None, None) => by_type(hint, &seen).or_else(|| of_persons(hint, &seen)),
    };
    with_mentions(found, &seen).filter(|found| found.confidence.as_percent() >= TOLD_FROM)
}

fn reason(name: &ByName) -> Reason {
    let words = name.words.clone();
    match name.from {
        From::Column => Reason::Name { words },
        From::Comment => Reason::Comment { words },
    }
}

fn of_kind(kind: Kind, confidence: Confidence, seen: &Seen) -> Option<Classification> {
    let reasons = vec![values_reason(kind, seen)];
    Some(Classification { category: kind.category()?, confidence, reasons, parts: Vec::new() })
}

fn values_reason(kind: Kind, seen: &Seen) -> Reason {
    Reason::Values { kind, matching: seen.of(kind), of: seen.values }
}

/// The kinds by which the values of a category can be told; the values of others can be anything.
fn kinds_that_tell(category: &Category) -> Vec<Kind> {
    let word = category.word();
    let kinds =
        Kind::ALL.iter().copied().filter(|kind| kind.category().is_some_and(|own| own.word() == word));
    match word {
        "contact.email" | "contact.phone" | "device.ip" | "payment.account" => kinds.collect(),
        "payment.card" => vec![Kind::Card],
        "identity.birth-date" => vec![Kind::BirthDate],
        _ => Vec::new(),
    }
}

fn of_both(name: ByName, values: Option<(Kind, Confidence)>, seen: &Seen) -> Option<Classification> {
    let own_reason = reason(&name);
    let category = name.category;
    if let Some((kind, confidence)) = values
        && kind.category().is_some_and(|other| other == category || parts_of_one(other, category))
    {
        let reasons = vec![own_reason, values_reason(kind, seen)];
        let confidence = name.confidence.joined(confidence);
        return Some(Classification { category, confidence, reasons, parts: Vec::new() });
    }
    let telling = kinds_that_tell(category);
    if let Some(kind) = telling.iter().copied().max_by_key(|kind| seen.of(*kind)) {
        let matching = seen.of(kind);
        if seen.values > 0 && matching * 2 >= seen.values {
            let confidence = name.confidence.joined(Confidence::percent(50).scaled(matching, seen.values));
            let reasons = vec![own_reason, values_reason(kind, seen)];
            return Some(Classification { category, confidence, reasons, parts: Vec::new() });
        }
    }
    if category.word() == "contact.name" && seen.values >= 3 {
        return Some(of_a_name(name, own_reason, seen));
    }
    if let Some((kind, confidence)) = values.filter(|(_, confidence)| confidence.as_percent() >= 80) {
        // The values are sure to be something else: believe them, but less.
        let reasons = vec![values_reason(kind, seen), own_reason, Reason::NameAndValuesDisagree];
        return Some(Classification {
            category: kind.category()?,
            confidence: confidence.scaled(4, 5),
            reasons,
            parts: Vec::new(),
        });
    }
    if !telling.is_empty() && seen.values >= 3 && telling.iter().all(|kind| seen.of(*kind) * 5 < seen.values)
    {
        let reasons = vec![own_reason, Reason::NameAndValuesDisagree];
        let confidence = name.confidence.scaled(2, 5);
        return Some(Classification { category, confidence, reasons, parts: Vec::new() });
    }
    Some(Classification {
        category,
        confidence: name.confidence,
        reasons: vec![own_reason],
        parts: Vec::new(),
    })
}

/// Whether both are parts of one category or one is a part of the other.
fn parts_of_one(left: &Category, right: &Category) -> bool {
    let top = |category: &Category| category.word().split('.').next().map(str::to_owned);
    top(left) == top(right) && top(left).as_deref() == Some("identity")
}

fn of_a_name(name: ByName, own_reason: Reason, seen: &Seen) -> Classification {
    let category = name.category;
    let (confidence, second) = if seen.given_names * 3 >= seen.values {
        (name.confidence.joined(Confidence::percent(60)), Some(written(seen)))
    } else if seen.written_as_names * 2 >= seen.values {
        (name.confidence.joined(Confidence::percent(20)), Some(written(seen)))
    } else if seen.written_as_names * 10 < seen.values {
        (name.confidence.scaled(1, 2), Some(Reason::NameAndValuesDisagree))
    } else {
        (name.confidence, None)
    };
    let reasons = std::iter::once(own_reason).chain(second).collect();
    Classification { category, confidence, reasons, parts: Vec::new() }
}

const fn written(seen: &Seen) -> Reason {
    Reason::WrittenAsNames { matching: seen.written_as_names, of: seen.values }
}

/// A type that says it all: an address of the network is somebody's connection unless the table says otherwise.
fn by_type(hint: &ColumnHint<'_>, seen: &Seen) -> Option<Classification> {
    if hint.kind != ValueKind::Network || seen.of(Kind::MacAddress) > 0 {
        return None;
    }
    let confidence = Confidence::percent(if is_of_people(hint.table) { 75 } else { 55 });
    let category = Category::find("device.ip")?;
    Some(Classification { category, confidence, reasons: vec![Reason::Type], parts: Vec::new() })
}

/// A column without a telling name whose values are people's names.
fn of_persons(hint: &ColumnHint<'_>, seen: &Seen) -> Option<Classification> {
    let enough = seen.values >= 5
        && seen.given_names * 2 >= seen.values
        && seen.written_as_names * 5 >= seen.values * 4;
    if !enough || hint.kind != ValueKind::Text {
        return None;
    }
    let confidence = Confidence::percent(if is_of_people(hint.table) { 75 } else { 60 });
    let category = Category::find("contact.name")?;
    Some(Classification { category, confidence, reasons: vec![written(seen)], parts: Vec::new() })
}

/// Running text that mentions personal data is personal data, whatever its name.
fn with_mentions(found: Option<Classification>, seen: &Seen) -> Option<Classification> {
    let parts: Vec<Part> = seen
        .mentions
        .iter()
        .filter(|(_, (count, _))| count * 20 >= seen.values)
        .filter_map(|(kind, (_, confidence))| {
            Some(Part { path: None, category: kind.category()?, confidence: *confidence })
        })
        .collect();
    match found {
        Some(found) => Some(Classification { parts, ..found }),
        None => {
            let (kind, matching, confidence) = seen.mentioned()?;
            parts.first()?;
            let of = seen.values;
            let share = Confidence::percent(40).joined(Confidence::percent(60).scaled(matching, of));
            let reasons = vec![Reason::Mentions { kind, matching, of }];
            Some(Classification {
                category: kind.category()?,
                confidence: share.min(confidence),
                reasons,
                parts,
            })
        }
    }
}

fn of_members(name: Option<ByName>, members: Vec<crate::json::Member>) -> Option<Classification> {
    let best = members.iter().max_by_key(|member| member.confidence);
    let reasons_of_members =
        best.map(|best| Reason::Members { path: best.path.clone(), members: members.len() });
    let (category, confidence) = match (&name, best) {
        (Some(name), _) => (name.category, name.confidence),
        (None, Some(best)) => (best.category, best.confidence),
        (None, None) => return None,
    };
    let reasons = name.as_ref().map(reason).into_iter().chain(reasons_of_members).collect();
    let parts = members
        .into_iter()
        .map(|member| Part {
            path: Some(member.path),
            category: member.category,
            confidence: member.confidence,
        })
        .collect();
    Some(Classification { category, confidence, reasons, parts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(hint: &ColumnHint<'_>, samples: &[&str]) -> Option<(&'static str, u8)> {
        classify(hint, samples).map(|found| (found.category.word(), found.confidence.as_percent()))
    }

    fn text<'a>(table: &'a str, name: &'a str) -> ColumnHint<'a> {
        ColumnHint::new(table, name, ValueKind::Text)
    }

    #[test]
    fn values_speak_where_the_name_does_not() {
        let found =
            said(&text("t", "f1"), &["ann@example.com", "bob@example.org", "cy@example.net"]).unwrap();
        assert_eq!(found.0, "contact.email");
        assert!(found.1 >= 95);
        assert_eq!(said(&text("t", "f1"), &["alpha", "beta", "gamma"]), None);
        assert_eq!(
            said(&text("t", "f2"), &["44051401458", "02070803628", "44051401458"]).unwrap().0,
            "identity.social-security-number"
        );
    }

    #[test]
    fn a_name_and_values_that_agree_are_surer_than_either() {
        let name_alone = said(&text("users", "email"), &[]).unwrap().1;
        let both = said(&text("users", "email"), &["ann@example.com"]).unwrap().1;
        assert!(both > name_alone);
    }

    #[test]
    fn a_name_and_values_that_disagree_weaken_each_other() {
        let alone = said(&text("users", "email"), &[]).unwrap().1;
        let found = classify(&text("users", "email"), &["yes", "no", "weekly", "never"]).unwrap();
        assert!(found.confidence.as_percent() < alone / 2 + 1);
        assert!(found.reasons.contains(&Reason::NameAndValuesDisagree));
        let mixed = classify(&text("users", "phone"), &["ann@example.com", "bob@example.org"]).unwrap();
        assert_eq!(mixed.category.word(), "contact.email");
        assert!(mixed.confidence.as_percent() < 95);
    }

    #[test]
    fn counters_keys_and_words_of_lists_are_nobodys() {
        let serial: Vec<String> = (100_000_000..100_000_200).map(|number: u32| number.to_string()).collect();
        let serial: Vec<&str> = serial.iter().map(String::as_str).collect();
        assert_eq!(said(&ColumnHint::new("orders", "customer_id", ValueKind::Integer), &serial), None);
        assert_eq!(said(&text("orders", "reference"), &serial), None);
        let epochs: Vec<String> =
            (0..100).map(|at: u64| (1_700_000_000_000 + at * 86_399_123).to_string()).collect();
        let epochs: Vec<&str> = epochs.iter().map(String::as_str).collect();
        assert_eq!(said(&ColumnHint::new("events", "ms", ValueKind::Integer), &epochs), None);
        assert_eq!(
            said(&ColumnHint::new("orders", "state", ValueKind::Enumeration), &["open", "paid"]),
            None
        );
        assert_eq!(said(&text("releases", "version"), &["1.2.3.4", "1.2.4.1", "2.0.1.9"]), None);
        let uuids = ["550e8400-e29b-41d4-a716-446655440000", "6fa459ea-ee8a-3ca4-894e-db77e160355e"];
        assert_eq!(said(&text("orders", "id"), &uuids), None);
        assert_eq!(said(&text("articles", "released"), &["2021-05-01", "2022-06-02"]), None);
    }

    #[test]
    fn json_is_told_by_its_members() {
        let column = ColumnHint::new("events", "payload", ValueKind::Json);
        let sample = r#"{"user":{"email":"ann@example.com","firstName":"Ann"},"n":3,"contacts":[{"phone":"+49 30 1234567"}]}"#;
        let found = classify(&column, &[sample]).unwrap();
        let paths: Vec<(&str, &str)> =
            found.parts.iter().map(|part| (part.path.as_deref().unwrap(), part.category.word())).collect();
        assert_eq!(
            paths,
            [
                ("contacts[].phone", "contact.phone"),
                ("user.email", "contact.email"),
                ("user.firstName", "contact.name")
            ]
        );
        assert_eq!(classify(&column, &[r#"{"colour":"red","size":4}"#]), None);
    }

    #[test]
    fn running_text_that_mentions_people_is_found() {
        let column = text("jobs", "log_output");
        let samples =
            ["all went well", "could not reach ann@example.com", "retried bob@example.org twice", "done"];
        let found = classify(&column, &samples).unwrap();
        assert_eq!(found.category.word(), "contact.email");
        assert_eq!(found.reasons, [Reason::Mentions { kind: Kind::Email, matching: 2, of: 4 }]);
    }

    #[test]
    fn values_that_are_names_of_people_are_noticed() {
        let people =
            ["Ann Smith", "Peter Berg", "Maria Rossi", "Jan Kowalski", "Pierre Martin", "Olga Petrova"];
        assert_eq!(said(&text("t", "f3"), &people).unwrap().0, "contact.name");
        assert_eq!(
            said(
                &text("products", "name"),
                &["Red Chair", "Oak Table", "Tall Lamp", "Soft Rug", "Wall Clock"]
            ),
            None
        );
    }

    proptest! {
        #[test]
        fn any_column_has_an_answer(table in ".{0,30}", name in ".{0,30}", samples in proptest::collection::vec("(?s).{0,60}", 0..8)) {
            let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
            for kind in [ValueKind::Text, ValueKind::Json, ValueKind::Integer, ValueKind::Network] {
                if let Some(found) = classify(&ColumnHint::new(&table, &name, kind), &samples) {
                    prop_assert!(found.confidence.as_percent() >= TOLD_FROM || !found.parts.is_empty());
                    prop_assert!(!found.reasons.is_empty());
                }
            }
        }

        #[test]
        fn what_is_not_looked_at_says_nothing_when_it_is(samples in proptest::collection::vec("[0-9]{1,16}|(?s).{0,30}", 0..8)) {
            let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
            for kind in [ValueKind::Integer, ValueKind::Decimal, ValueKind::Date, ValueKind::Timestamp, ValueKind::Uuid, ValueKind::Boolean, ValueKind::Enumeration] {
                if values_cannot_tell(&samples, kind) {
                    prop_assert_eq!(of_values_looked_at(None, &ColumnHint::new("t", "f", kind), &samples), None);
                }
            }
        }

        #[test]
        fn more_values_that_agree_never_make_it_less_sure(count in 1_usize..30) {
            let samples: Vec<String> = (0..count).map(|at| format!("person{at}@example.com")).collect();
            let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
            let fewer = said(&text("t", "f"), &samples[..count.div_ceil(2)]).unwrap().1;
            let more = said(&text("t", "f"), &samples).unwrap().1;
            prop_assert!(more >= fewer);
        }
    }
}
