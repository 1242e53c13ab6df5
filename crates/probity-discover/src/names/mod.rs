//! What the name of a column and of its table say, with the traps: a word about a datum (`email_verified`), a
//! thing's word (`product_name`), a number of something (`ip_count`), a key (`email_id`).

mod tokens;
mod words;

use crate::column::{ColumnHint, ValueKind};
use crate::confidence::Confidence;
use probity_vocabulary::Category;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use tokens::singular;
pub(crate) use tokens::tokens;
use words::{ABOUT, GIVEN_NAMES, Needs, PEOPLE, QUESTIONS, RUNNING_TEXT, THINGS, WRITTEN_BY_PEOPLE};

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByName {
    pub(crate) category: &'static Category,
    pub(crate) confidence: Confidence,
    /// The words that said it.
    pub(crate) words: String,
    /// Where the words stood.
    pub(crate) from: From,
}

/// Where the words stood that said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Column,
    Comment,
}

struct Entry {
    category: &'static Category,
    percent: u8,
    needs: Needs,
}

static ENTRIES: LazyLock<BTreeMap<String, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for rule in words::rules() {
        let Some(category) = Category::find(rule.category) else { continue };
        for words in rule.words.split('|') {
            let joined: String = words.split(' ').map(singular).collect();
            entries.entry(joined).or_default().push(Entry {
                category,
                percent: rule.percent,
                needs: rule.needs,
            });
        }
    }
    entries
});
static PEOPLE_WORDS: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| PEOPLE.split('|').map(|words| words.split(' ').map(singular).collect()).collect());
static GIVEN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| GIVEN_NAMES.split_whitespace().collect());

/// The most words that a rule has.
const LONGEST_RULE: usize = 5;

/// Whether a word is one of a table's.
fn among(table: &str, word: &str) -> bool {
    table.split(' ').any(|other| other == word)
}

/// What the column's name says, else what its comment says.
pub(crate) fn by_name(hint: &ColumnHint<'_>) -> Option<ByName> {
    let words: Vec<String> = tokens(hint.name).iter().map(|word| singular(word)).collect();
    let table: Vec<String> = tokens(hint.table).iter().map(|word| singular(word)).collect();
    by_words(&words, &table, From::Column)
        .or_else(|| written_by_people(&words, &table, hint))
        .or_else(|| by_comment(hint, &words, &table))
        .filter(|found| fits(found.category, hint.kind))
}

const WHOSE: [&str; 14] =
    ["of", "for", "from", "the", "that", "which", "with", "where", "der", "des", "von", "du", "del", "della"];

/// A comment says something only where the name is not about something else.
fn by_comment(hint: &ColumnHint<'_>, name: &[String], table: &[String]) -> Option<ByName> {
    let about = name.last().is_some_and(|last| among(ABOUT, last));
    let question = name.first().is_some_and(|first| among(QUESTIONS, first));
    if about || question {
        return None;
    }
    let comment = hint.comment?;
    let clause = comment.split(['.', ';', '(', '\n']).next().unwrap_or_default();
    let all = tokens(clause);
    if all.len() > 8 {
        return None;
    }
    // What follows such a word says whose it is and not what.
    let words = all.iter().take_while(|word| !WHOSE.contains(&word.as_str()));
    let words: Vec<String> = words.map(|word| singular(word)).collect();
    let mut found = by_words(&words, table, From::Comment)?;
    found.confidence = found.confidence.scaled(4, 5);
    Some(found)
}

fn by_words(words: &[String], table: &[String], from: From) -> Option<ByName> {
    if words.first().is_some_and(|first| among(QUESTIONS, first)) {
        return None;
    }
    let mut best: Option<(usize, ByName)> = None;
    for start in 0..words.len() {
        for length in 1..=LONGEST_RULE.min(words.len() - start) {
            let Some(window) = words.get(start..start + length) else { continue };
            let joined = window.concat();
            let before = words.get(..start).unwrap_or_default();
            let after = words.get(start + length..).unwrap_or_default();
            for entry in ENTRIES.get(&joined).into_iter().flatten() {
                let Some(percent) = percent(entry, &joined, before, after, table) else { continue };
                let confidence = Confidence::percent(percent);
                let better = best
                    .as_ref()
                    .is_none_or(|(longest, other)| (joined.len(), confidence) > (*longest, other.confidence));
                if better {
                    let words = window.join(" ");
                    best = Some((joined.len(), ByName { category: entry.category, confidence, words, from }));
                }
            }
        }
    }
    best.map(|(_, found)| found).or_else(|| by_ending(words, from))
}

/// How sure a rule is among the other words of the name and of the table; nothing when they speak against it.
fn percent(entry: &Entry, rule: &str, before: &[String], after: &[String], table: &[String]) -> Option<u8> {
    let digits = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
    let after: Vec<&String> = after.iter().filter(|word| !digits(word)).collect();
    if after.iter().any(|word| among(ABOUT, word)) {
        return None;
    }
    let named_after_table = table.last().is_some_and(|last| *last == rule);
    let neighbour = before.last();
    let person_before = neighbour.is_some_and(|word| PEOPLE_WORDS.contains(word));
    let person_table = table.iter().any(|word| PEOPLE_WORDS.contains(word));
    let thing_before = neighbour.is_some_and(|word| among(THINGS, word));
    let own = entry.percent.saturating_sub(u8::try_from(after.len() * 22).unwrap_or(u8::MAX));
    match entry.needs {
        _ if own < 30 => None,
        Needs::Nothing if thing_before && !person_before && own < 90 => None,
        Needs::Nothing => Some(own),
        Needs::Person if named_after_table || thing_before => None,
        Needs::Person if person_before => Some(own),
        Needs::Person if !before.is_empty() && entry.category.word() == "contact.name" => None,
        Needs::Person if person_table => Some(own),
        Needs::Person if entry.category.word() == "contact.name" => None,
        Needs::Person => own.checked_sub(28).filter(|own| *own >= 30),
    }
}

/// Strong words at the end of a name that was written without borders: `custemail`, `billingphone`.
fn by_ending(words: &[String], from: From) -> Option<ByName> {
    const ENDINGS: [(&str, &str); 9] = [
        ("email", "contact.email"),
        ("phone", "contact.phone"),
        ("firstname", "contact.name"),
        ("lastname", "contact.name"),
        ("surname", "contact.name"),
        ("birthdate", "identity.birth-date"),
        ("password", "credential.password"),
        ("ipaddress", "device.ip"),
        ("zipcode", "location.postal-code"),
    ];
    let last = words.last()?;
    let (ending, category) =
        ENDINGS.iter().find(|(ending, _)| last.len() > ending.len() && last.ends_with(ending))?;
    let category = Category::find(category)?;
    Some(ByName { category, confidence: Confidence::percent(70), words: (*ending).to_owned(), from })
}

/// What people wrote: a column of running text in a table of comments, messages, tickets.
fn written_by_people(words: &[String], table: &[String], hint: &ColumnHint<'_>) -> Option<ByName> {
    if !matches!(hint.kind, ValueKind::Text | ValueKind::Json | ValueKind::Other)
        || hint.length.is_some_and(|length| length < 40)
    {
        return None;
    }
    let last = words.last()?;
    if !among(RUNNING_TEXT, last) {
        return None;
    }
    let rest = words.get(..words.len() - 1).unwrap_or_default();
    if rest.iter().any(|word| among(THINGS, word)) {
        return None;
    }
    let all = table.iter().rev().chain(rest.iter().rev());
    let (word, category) =
        all.into_iter().find_map(|word| WRITTEN_BY_PEOPLE.iter().find(|(table, _)| table == word))?;
    let category = Category::find(category)?;
    Some(ByName {
        category,
        confidence: Confidence::percent(65),
        words: format!("{word} {last}"),
        from: From::Column,
    })
}

/// Whether a column of this type can hold the category at all.
fn fits(category: &Category, kind: ValueKind) -> bool {
    let word = category.word();
    let any = |words: &[&str]| words.contains(&word);
    let special = category.is_special();
    match kind {
        ValueKind::Boolean => special && !any(&["health"]),
        ValueKind::Enumeration => {
            special
                || any(&[
                    "identity.gender",
                    "family.marital-status",
                    "origin.nationality",
                    "contact.country",
                    "identity.citizenship",
                ])
        }
        ValueKind::Integer | ValueKind::Decimal => {
            special
                || any(&[
                    "contact.phone",
                    "identity.age",
                    "identity.birth-date",
                    "location.postal-code",
                    "location.precise",
                    "work.salary",
                    "finance.income",
                    "finance.credit",
                    "identity.social-security-number",
                    "identity.tax-number",
                    "identity.document-number",
                    "payment.card",
                    "payment.account",
                    "device.ip",
                    "device.identifier",
                    "family.child",
                    "health.record",
                ])
        }
        ValueKind::Date | ValueKind::Timestamp => any(&[
            "identity.birth-date",
            "log.login",
            "account.agreement",
            "health.condition",
            "criminal.record",
        ]),
        ValueKind::Uuid => any(&[
            "device.identifier",
            "device.advertising-identifier",
            "device.cookie",
            "device.fingerprint",
            "credential.session",
            "credential.token",
        ]),
        ValueKind::Network => any(&["device.ip", "device.identifier"]),
        ValueKind::Bytes => {
            special
                || word.starts_with("credential")
                || any(&[
                    "identity.portrait",
                    "media.photo",
                    "media.voice",
                    "identity.document",
                    "device.ip",
                    "work.application",
                    "device.fingerprint",
                    "identity.social-security-number",
                ])
        }
        ValueKind::Text | ValueKind::Json | ValueKind::Array | ValueKind::Other => true,
    }
}

/// Whether the table is one of people by its name.
pub(crate) fn is_of_people(table: &str) -> bool {
    tokens(table).iter().any(|word| PEOPLE_WORDS.contains(&singular(word)))
}

/// Whether a value looks like the name of a person: it begins with a given name, or is two to four words with
/// capitals and no digits.
pub(crate) fn looks_like_a_person(value: &str) -> (bool, bool) {
    let words: Vec<&str> = value.split_whitespace().collect();
    let given = words.iter().take(2).any(|word| {
        let plain: Vec<String> = tokens(word);
        plain.first().is_some_and(|word| GIVEN.contains(word.as_str()))
    });
    let name = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|character| character.is_alphabetic() || "'’.-".contains(character))
    };
    (given, (1..=4).contains(&words.len()) && words.iter().all(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(table: &str, name: &str, kind: ValueKind) -> Option<&'static str> {
        by_name(&ColumnHint::new(table, name, kind)).map(|found| found.category.word())
    }

    #[test]
    fn every_rule_names_a_category_of_the_vocabulary() {
        for rule in words::rules() {
            assert!(Category::find(rule.category).is_some(), "{}", rule.category);
        }
        let lines =
            include_str!("rules.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(words::rules().count(), lines.count());
        for (_, category) in WRITTEN_BY_PEOPLE {
            assert!(Category::find(category).is_some(), "{category}");
        }
    }

    #[test]
    fn names_in_seven_languages_are_read() {
        for (table, name, expected) in [
            ("users", "email", "contact.email"),
            ("t1", "e_mail", "contact.email"),
            ("clients", "courriel", "contact.email"),
            ("kunden", "Telefonnummer", "contact.phone"),
            ("users", "tel", "contact.phone"),
            ("kunden", "vorname", "contact.name"),
            ("utenti", "cognome", "contact.name"),
            ("klanten", "achternaam", "contact.name"),
            ("klienci", "nazwisko", "contact.name"),
            ("clientes", "sobrenome", "contact.name"),
            ("x", "dob", "identity.birth-date"),
            ("x", "fecha_nacimiento", "identity.birth-date"),
            ("x", "GebDatum", "identity.birth-date"),
            ("x", "ssn", "identity.social-security-number"),
            ("x", "last_ip", "device.ip"),
            ("x", "ip", "device.ip"),
            ("x", "ua", "device.browser"),
            ("x", "fname", "contact.name"),
            ("x", "addr1", "contact.address"),
            ("x", "shippingAddress", "contact.address"),
            ("x", "plz", "location.postal-code"),
            ("x", "iban", "payment.account"),
            ("x", "ccn", "payment.card"),
            ("x", "password_hash", "credential.password"),
            ("users", "name", "contact.name"),
            ("x", "customer_name", "contact.name"),
            ("x", "passport_no", "identity.document-number"),
            ("x", "billing_email", "contact.email"),
            ("comments", "body", "message.content"),
            ("custtab", "custemail", "contact.email"),
            ("x", "lieu_naissance", "origin.birth-place"),
            ("orders", "ship_to_street", "contact.address"),
            ("x", "email2", "contact.email"),
        ] {
            assert_eq!(category(table, name, ValueKind::Text), Some(expected), "{table}.{name}");
        }
    }

    #[test]
    fn words_about_data_and_words_of_things_are_traps() {
        for (table, name) in [
            ("products", "product_name"),
            ("products", "name"),
            ("files", "file_name"),
            ("x", "table_name"),
            ("x", "display_order"),
            ("x", "ip_count"),
            ("users", "email_verified"),
            ("users", "email_id"),
            ("x", "email_template"),
            ("cities", "city"),
            ("countries", "name"),
            ("countries", "country"),
            ("categories", "name"),
            ("users", "is_email_public"),
            ("users", "email_sent_at"),
            ("posts", "title"),
            ("x", "host_name"),
            ("x", "address_count"),
            ("users", "phone_verified_at"),
            ("x", "event_name"),
            ("x", "role_name"),
            ("tags", "name"),
            ("x", "created_at"),
            ("x", "status"),
            ("users", "id"),
            ("products", "description"),
            ("x", "template_body"),
            ("x", "memory_address"),
            ("settings", "password_min_length"),
        ] {
            assert_eq!(category(table, name, ValueKind::Text), None, "{table}.{name}");
        }
    }

    #[test]
    fn the_type_must_be_able_to_hold_it() {
        assert_eq!(category("users", "email", ValueKind::Boolean), None);
        assert_eq!(category("users", "email", ValueKind::Integer), None);
        assert_eq!(category("users", "phone", ValueKind::Integer), Some("contact.phone"));
        assert_eq!(category("users", "birth_date", ValueKind::Date), Some("identity.birth-date"));
        assert_eq!(category("users", "name", ValueKind::Timestamp), None);
        assert_eq!(category("staff", "disabled", ValueKind::Boolean), Some("health.disability"));
    }

    #[test]
    fn a_comment_speaks_where_the_name_does_not() {
        let hint = ColumnHint {
            comment: Some("E-mail address of the buyer"),
            ..ColumnHint::new("t", "f17", ValueKind::Text)
        };
        assert_eq!(
            by_name(&hint).map(|found| (found.category.word(), found.from)),
            Some(("contact.email", From::Comment))
        );
        let hint = ColumnHint {
            comment: Some("E-mail was verified"),
            ..ColumnHint::new("t", "f17", ValueKind::Boolean)
        };
        assert_eq!(by_name(&hint), None);
    }
}
