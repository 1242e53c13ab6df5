//! What each column holds, once it is known whose the rows are.

use super::TableGuess;
use super::keys::{Known, Origin, Reference};
use super::lexicon;
use super::names::Names;
use super::people::PersonGuess;
use crate::guess::{Confidence, Guess};
use crate::observe::{Catalogue, Samples};
use crate::words::words;
use probity_policy::model::data_map::Anchor;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use std::collections::{BTreeMap, BTreeSet};

/// A column and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnGuess {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Something of a person, by its category.
    Personal(Guess<String>),
    /// Nothing that was recognised, but it stands in a row about somebody; of which category it is, is a guess.
    OfRow(Guess<String>),
    /// Nothing of a person.
    Plain,
}

pub(crate) fn columns(
    catalogue: &Catalogue,
    samples: &Samples,
    names: &Names,
    references: &Known<'_>,
    people: &BTreeMap<Place, Guess<PersonGuess>>,
) -> BTreeMap<Place, TableGuess> {
    catalogue
        .tables()
        .map(|table| {
            let pointing = pointing(&table.place, references);
            let person = people.get(&table.place).cloned();
            let guess = TableGuess {
                columns: table
                    .columns
                    .iter()
                    .map(|column| ColumnGuess {
                        name: column.name.clone(),
                        kind: kind(table, column, samples, names, &pointing, person.is_some()),
                    })
                    .collect(),
                history_of: history_of(table, catalogue, names),
                person,
                ..TableGuess::default()
            };
            (table.place.clone(), guess)
        })
        .collect()
}

/// The columns that point to a row.
fn pointing<'a>(place: &Place, references: &Known<'a>) -> BTreeSet<&'a str> {
    let references = references.from(place).iter().filter(|reference| reference.origin != Origin::SameDatum);
    references.flat_map(|reference| reference.columns.iter().map(String::as_str)).collect()
}

fn kind(
    table: &LiveTable,
    column: &LiveColumn,
    samples: &Samples,
    names: &Names,
    pointing: &BTreeSet<&str>,
    person: bool,
) -> ColumnKind {
    if pointing.contains(column.name.as_str()) {
        return ColumnKind::Plain;
    }
    if let Some(category) = samples.category(&table.place, &column.name)
        && !is_a_things(names, table, column, &category.value, person)
    {
        return ColumnKind::Personal(category.clone());
    }
    if person && column.family == TypeFamily::Text && words(&column.name) == ["name"] {
        let guess =
            Guess::new("contact.name".to_owned(), Confidence::percent(85), "the name of a person's row");
        return ColumnKind::Personal(guess);
    }
    ColumnKind::Plain
}

/// Names and addresses that are those of a thing: `products.name`, `orders.state`.
fn is_a_things(names: &Names, table: &LiveTable, column: &LiveColumn, category: &str, person: bool) -> bool {
    let words = words(&column.name);
    let bare = |list: &[&str]| words.len() == 1 && words.iter().any(|word| list.contains(&word.as_str()));
    match category {
        "contact.name" | "account.username" => {
            !person
                && lexicon::is_common(names.noun(&table.place))
                && bare(&["name", "title", "slug", "label", "code"])
        }
        "location.region" => {
            let addressed = table.columns.iter().any(|other| {
                let lower = other.name.to_lowercase();
                ["city", "town", "street", "zip", "postcode", "postal", "address"]
                    .iter()
                    .any(|word| lower.contains(word))
            });
            bare(&["state", "region"]) && !addressed
        }
        _ => false,
    }
}

/// The table whose old rows this one seems to keep: `customers_history`, `audit_orders`.
fn history_of(table: &LiveTable, catalogue: &Catalogue, names: &Names) -> Option<Place> {
    let own = words(&table.place.table);
    let rest: Vec<String> = own.iter().filter(|word| !lexicon::is_history(word)).cloned().collect();
    if rest.len() == own.len() || rest.is_empty() {
        return None;
    }
    let (place, _) = names.meant(&rest, &table.place).into_iter().find(|(place, _)| *place != table.place)?;
    let there = catalogue.schema.tables.get(&place)?;
    let same = there.columns.iter().filter(|column| table.column(&column.name).is_some()).count();
    (same * 2 >= there.columns.len()).then_some(place)
}

/// After the ways are known: what is nobody's is not personal, what is written freely in somebody's row is.
pub(crate) fn settle(
    catalogue: &Catalogue,
    samples: &Samples,
    names: &Names,
    references: &Known<'_>,
    tables: &mut BTreeMap<Place, TableGuess>,
) {
    let places: Vec<Place> = tables.keys().cloned().collect();
    for place in places {
        let Some(live) = catalogue.schema.tables.get(&place) else { continue };
        old_rows(catalogue, live, tables);
        let reached = tables.get(&place).is_some_and(|table| table.reached);
        let Some(table) = tables.get_mut(&place) else { continue };
        if !reached {
            nobodys(table);
        }
        if table.reached {
            somebodys(live, samples, names, references, table);
        }
        anchors(live, table);
        if table.reached && live.columns.len() > 1 {
            let fiscal = names.table(&place).iter().find(|word| lexicon::is_fiscal(word));
            table.may_have_to_stay = fiscal.cloned();
        }
    }
}

/// Old rows are whose the present ones are, by the same key.
fn old_rows(catalogue: &Catalogue, live: &LiveTable, tables: &mut BTreeMap<Place, TableGuess>) {
    let Some(of) =
        tables.get(&live.place).filter(|table| !table.reached).and_then(|table| table.history_of.clone())
    else {
        return;
    };
    let (Some(there), true) =
        (catalogue.schema.tables.get(&of), tables.get(&of).is_some_and(|table| table.reached))
    else {
        return;
    };
    let [key] = there.primary_key.as_slice() else { return };
    if live.column(key).is_none() {
        return;
    }
    let reference = Reference {
        from: live.place.clone(),
        columns: vec![key.clone()],
        to: of.clone(),
        to_columns: vec![key.clone()],
        origin: Origin::Soft,
        confidence: Confidence::percent(60),
        reason: format!("it seems to keep old rows of `{}`", of.table),
        on_delete: None,
        required: false,
        unique_here: false,
        in_key: false,
    };
    if let Some(table) = tables.get_mut(&live.place) {
        table.links.push(super::LinkGuess {
            role: probity_policy::model::data_map::LinkRole::BelongsTo,
            confidence: reference.confidence,
            reason: reference.reason.clone(),
            reference,
            delete_for_all: false,
        });
        table.reached = true;
    }
}

/// Categories by which somebody can be found again, wherever they stand.
fn identifies(category: &str) -> bool {
    matches!(
        category,
        "contact.email"
            | "contact.phone"
            | "social.handle"
            | "account.username"
            | "identity.social-security-number"
            | "identity.document-number"
            | "identity.tax-number"
    )
}

/// What a table that no way leads to is, when its rows say how to reach somebody: people of their own, which is
/// a question.
pub(crate) fn person_of_its_own(
    live: &LiveTable,
    names: &Names,
    table: &TableGuess,
) -> Option<Guess<PersonGuess>> {
    let noun = names.noun(&live.place);
    // An order has an address of its own where people order without an account; a shop's branch has one too.
    if lexicon::is_common(noun) && !lexicon::is_fiscal(noun) {
        return None;
    }
    let mut identities: Vec<(String, String)> = Vec::new();
    let mut sure = 0_usize;
    for (column, category) in table.personal().filter(|(_, category)| category.confidence.as_percent() >= 60)
    {
        sure += 1;
        if identifies(&category.value) {
            let name = category.value.rsplit('.').next().unwrap_or("email").to_owned();
            let name =
                if identities.iter().any(|(taken, _)| *taken == name) { column.name.clone() } else { name };
            identities.push((name, column.name.clone()));
        }
    }
    let key = super::people::key_of(live)
        .or_else(|| super::people::assumed_key(live, names))
        .or_else(|| identities.first().map(|(_, column)| vec![column.clone()]))?;
    let (percent, reason) = if identities.is_empty() {
        (35, "several of its columns look personal, and its rows lead to nobody")
    } else {
        (48, "its rows say how to reach somebody, and lead to nobody")
    };
    if identities.is_empty() && sure < 3 {
        return None;
    }
    let guess = PersonGuess { kind: super::people::kind(names, &live.place), key, identities };
    Some(Guess::new(guess, Confidence::percent(percent), reason))
}

/// In a table that leads to nobody, what looked personal by name is not.
fn nobodys(table: &mut TableGuess) {
    let doubtful: Vec<String> = table.personal().map(|(column, _)| column.name.clone()).collect();
    if !doubtful.is_empty() {
        table.remarks.push(format!("looks personal by name, and leads to nobody: {}", doubtful.join(", ")));
    }
    for column in &mut table.columns {
        column.kind = ColumnKind::Plain;
    }
}

/// What is written freely, or kept as JSON, in a row that is somebody's.
fn somebodys(
    live: &LiveTable,
    samples: &Samples,
    names: &Names,
    references: &Known<'_>,
    table: &mut TableGuess,
) {
    let pointing = pointing(&live.place, references);
    for column in &mut table.columns {
        let Some(seen) = live.column(&column.name) else { continue };
        if column.kind != ColumnKind::Plain || pointing.contains(column.name.as_str()) {
            continue;
        }
        let sample = samples.column(&live.place, &column.name);
        let prose = sample.is_some_and(|sample| sample.prose);
        let free = free_by_name(&column.name);
        let is_text = matches!(seen.family, TypeFamily::Text | TypeFamily::Any);
        let is_json = matches!(seen.family, TypeFamily::Json);
        if !(is_json || (is_text && (prose || free))) {
            continue;
        }
        let (percent, reason) = match (is_json, prose, free) {
            (true, ..) => (55, "whatever a program puts into JSON stands in somebody's row"),
            (_, true, true) => (85, "people write freely into it, by its name and values"),
            (_, true, false) => (70, "its values are sentences"),
            _ => (65, "people write freely into it, by its name"),
        };
        let category = content_category(names.table(&live.place)).to_owned();
        column.kind = ColumnKind::Personal(Guess::new(category, Confidence::percent(percent), reason));
    }
}

fn free_by_name(name: &str) -> bool {
    words(name).last().is_some_and(|last| {
        matches!(
            last.as_str(),
            "body"
                | "content"
                | "message"
                | "text"
                | "comment"
                | "note"
                | "remark"
                | "bio"
                | "about"
                | "abstract"
                | "biography"
                | "answer"
                | "feedback"
                | "review"
                | "subject"
                | "question"
                | "reason"
                | "description"
                | "memo"
                | "complaint"
                | "cv"
                | "resume"
        )
    })
}

/// The category of what is written in rows of this name.
fn content_category(table: &[String]) -> &'static str {
    let has = |list: &[&str]| table.iter().any(|word| list.contains(&word.as_str()));
    if has(&["ticket", "support", "case", "complaint", "request", "enquiry", "inquiry"]) {
        "support.message"
    } else if has(&["message", "conversation", "chat", "mail", "email", "pm", "notification"]) {
        "message.content"
    } else if has(&["review", "rating", "feedback", "testimonial"]) {
        "support.feedback"
    } else if has(&["survey", "answer", "questionnaire"]) {
        "marketing.survey"
    } else if has(&["post", "comment", "topic", "thread", "reply", "status", "discussion"]) {
        "social.post"
    } else if has(&["application", "submission", "proposal", "abstract", "cv", "resume"]) {
        "work.application"
    } else if has(&["order", "cart", "checkout", "booking"]) {
        "order.purpose"
    } else if has(&["log", "audit", "event", "history"]) {
        "log.action"
    } else {
        "social.post"
    }
}

/// Which columns hold the instants that periods count from.
fn anchors(live: &LiveTable, table: &mut TableGuess) {
    if !table.reached {
        return;
    }
    let times = live.columns.iter().filter(|column| {
        matches!(column.family, TypeFamily::Timestamp | TypeFamily::Date)
            || (matches!(column.family, TypeFamily::Text | TypeFamily::Any | TypeFamily::Integer(_))
                && ends_as_time(&column.name))
    });
    for column in times {
        let words = words(&column.name);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let anchor = if table.person.is_some()
            && has(&["ended", "deactivated", "closed", "terminated", "cancelled", "canceled"])
        {
            Anchor::AccountEnd
        } else if has(&["unsubscribed", "opted", "optout"]) {
            Anchor::OptOut
        } else if has(&["closed", "resolved", "completed"]) {
            Anchor::Closure
        } else if has(&["last"])
            && has(&["login", "seen", "active", "activity", "visit", "used", "use", "sign", "signed"])
        {
            Anchor::LastUse
        } else if has(&[
            "created",
            "creation",
            "added",
            "inserted",
            "registered",
            "joined",
            "signup",
            "received",
            "placed",
            "posted",
            "submitted",
            "date_joined",
        ]) || words == ["at"]
            || words == ["time"]
            || words == ["timestamp"]
            || words == ["created"]
            || words == ["date", "joined"]
        {
            Anchor::Collected
        } else {
            continue;
        };
        table.anchors.entry(anchor).or_insert_with(|| column.name.clone());
    }
}

fn ends_as_time(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower == "at"
        || lower.ends_with("_at")
        || lower.ends_with("_on")
        || lower.ends_with("_time")
        || lower.ends_with("_date")
}
