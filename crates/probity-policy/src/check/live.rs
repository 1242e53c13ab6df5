//! The data map against the stores as they are.

use super::context::quoted;
use crate::codes;
use crate::model::Model;
use crate::model::data_map::{Leaving, Link, LinkRole, Table, TableName};
use crate::model::live::{LiveSchema, LiveStore, LiveTable, LiveTableKind};
use probity_source::{Diagnostic, Span};
use probity_vocabulary::closest;
use std::collections::{BTreeMap, BTreeSet};

/// All findings about a data map and the stores that answered.
#[must_use]
pub fn check_live(model: &Model, live: &LiveSchema) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let tables: BTreeMap<&TableName, &Table> =
        model.data_map.tables.iter().map(|table| (&table.name, table)).collect();
    for table in &model.data_map.tables {
        let Some(store) = live.stores.get(&table.name.store) else { continue };
        match store.table(&table.name) {
            Some(seen) if seen.kind == LiveTableKind::View => view(table, &mut found),
            Some(seen) => mapped(&tables, live, table, seen, &mut found),
            None => missing_table(store, table, &mut found),
        }
    }
    for store in &model.data_map.stores {
        if let Some(seen) = live.stores.get(&store.name) {
            unmapped(&tables, &store.name, store.span, seen, &mut found);
        }
    }
    found.extend(super::lookups::check_live(model, live));
    found
}

fn missing_table(store: &LiveStore, table: &Table, found: &mut Vec<Diagnostic>) {
    let schema = table.name.schema.as_ref().unwrap_or(&store.default_schema);
    let names = store.schemas.get(schema).into_iter().flat_map(|tables| tables.keys().map(String::as_str));
    let diagnostic =
        Diagnostic::error(codes::TABLE_MISSING, format!("the store has no table `{}`", table.name))
            .at(table.span);
    found.push(match closest(&table.name.table, names) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("correct its name, or remove it from the data map"),
    });
}

fn view(table: &Table, found: &mut Vec<Diagnostic>) {
    found.push(
        Diagnostic::error(
            codes::VIEW_MAPPED,
            format!("`{}` is a view and has no rows of its own", table.name),
        )
        .at(table.span)
        .note("nothing can be erased in it; the rows are those of the tables that it reads")
        .help("describe the tables that it reads, and remove it from the data map"),
    );
}

fn mapped(
    tables: &BTreeMap<&TableName, &Table>,
    live: &LiveSchema,
    table: &Table,
    seen: &LiveTable,
    found: &mut Vec<Diagnostic>,
) {
    missing_columns(table, seen, found);
    keys(table, seen, found);
    undescribed(table, seen, found);
    emptied(table, seen, found);
    links(tables, live, table, seen, found);
    super::handling::check_live(table, seen, found);
}

/// The columns of a table that the data map speaks of.
#[must_use]
pub fn columns_spoken_of(table: &Table) -> BTreeSet<&str> {
    spoken_of(table).into_iter().map(|(name, _)| name).collect()
}

/// Every column that the data map speaks of, with the place where it does.
fn spoken_of(table: &Table) -> Vec<(&str, Span)> {
    let mut all: Vec<(&str, Span)> =
        table.columns.iter().map(|column| (column.name.as_str(), column.span)).collect();
    all.extend(table.columns.iter().filter_map(|column| Some((column.collected.as_deref()?, column.span))));
    all.extend(table.plain.iter().map(|name| (name.as_str(), table.span)));
    all.extend(table.anchors.values().map(|name| (name.as_str(), table.span)));
    all.extend(super::handling::spoken_of(table));
    if let Some(person) = &table.person {
        all.extend(person.key.iter().map(|name| (name.as_str(), person.span)));
        all.extend(person.identities.iter().map(|identity| (identity.column.as_str(), person.span)));
    }
    for link in &table.links {
        all.extend(link.columns.iter().map(|name| (name.as_str(), link.span)));
    }
    if let Some(decision) = &table.on_erasure {
        all.extend(
            decision.blank.iter().chain(&decision.pseudonymise).map(|name| (name.as_str(), decision.span)),
        );
    }
    all
}

/// The columns that a link hides or empties in the rows that it reaches, with the sentence.
fn changed_in_reached(link: &Link) -> impl Iterator<Item = (&str, Span)> {
    let blank: &[String] = match &link.leaving {
        Leaving::Blank(columns) => columns,
        Leaving::Delete => &[],
    };
    link.without.iter().chain(blank).map(|name| (name.as_str(), link.span))
}

/// Does the link lead from this table's rows to those of the other?
pub(super) fn reaches_there(link: &Link) -> bool {
    matches!(link.role, LinkRole::Owns | LinkRole::Shows | LinkRole::Identifies | LinkRole::SealedBy)
}

fn missing_columns(table: &Table, seen: &LiveTable, found: &mut Vec<Diagnostic>) {
    let by_links = table.links.iter().filter(|link| !reaches_there(link)).flat_map(changed_in_reached);
    missing_among(&table.name, seen, spoken_of(table).into_iter().chain(by_links), found);
}

fn missing_among<'a>(
    table: &TableName,
    seen: &LiveTable,
    named: impl Iterator<Item = (&'a str, Span)>,
    found: &mut Vec<Diagnostic>,
) {
    let known: BTreeSet<&str> = seen.columns.iter().map(|column| column.name.as_str()).collect();
    let mut told = BTreeSet::new();
    for (name, span) in named {
        if known.contains(name) || !told.insert(name) {
            continue;
        }
        let diagnostic =
            Diagnostic::error(codes::COLUMN_MISSING, format!("`{table}` has no column `{name}`")).at(span);
        found.push(match closest(name, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("correct its name, or remove it from the data map"),
        });
    }
}

fn keys(table: &Table, seen: &LiveTable, found: &mut Vec<Diagnostic>) {
    let Some(person) = &table.person else { return };
    let exist = person.key.iter().all(|column| seen.column(column).is_some());
    if exist && !seen.is_unique_by(&person.key) {
        found.push(
            Diagnostic::error(
                codes::KEY_NOT_UNIQUE,
                format!(
                    "several rows of `{}` can agree in {}",
                    table.name,
                    quoted(person.key.iter().map(String::as_str))
                ),
            )
            .at(person.span)
            .note("with such a key one person's request could reach another's rows")
            .help("name the columns of a primary key or a unique index"),
        );
    }
}

fn undescribed(table: &Table, seen: &LiveTable, found: &mut Vec<Diagnostic>) {
    let described: BTreeSet<&str> = spoken_of(table).into_iter().map(|(name, _)| name).collect();
    let mut silent = Vec::new();
    for column in seen.columns.iter().filter(|column| !described.contains(column.name.as_str())) {
        let guess = column.personal_guess.as_deref().or_else(|| personal_by_name(&column.name));
        match guess {
            Some(category) => found.push(
                Diagnostic::error(
                    codes::PERSONAL_UNMAPPED,
                    format!(
                        "the column `{}` of `{}` looks like `{category}` and is not described",
                        column.name, table.name
                    ),
                )
                .at(table.span)
                .note("no access answer shows it, and no erasure reaches it")
                .help(format!(
                    "add, in the table's block: {} {category}, or: plain {}",
                    column.name, column.name
                )),
            ),
            None => silent.push(column.name.as_str()),
        }
    }
    let nothing_personal = table.person.is_none() && table.columns.is_empty() && table.links.is_empty();
    if !silent.is_empty() && !nothing_personal {
        found.push(
            Diagnostic::note_only(
                codes::COLUMN_UNMAPPED,
                format!("nothing is said of {} of `{}`", quoted(silent.iter().copied()), table.name),
            )
            .at(table.span)
            .help(format!("if they hold nothing personal, add: plain {}", silent.join(", "))),
        );
    }
}

fn emptied(table: &Table, seen: &LiveTable, found: &mut Vec<Diagnostic>) {
    let by_decision =
        table.on_erasure.iter().flat_map(|decision| decision.blank.iter().map(|name| (name, decision.span)));
    let by_links = table.links.iter().flat_map(|link| {
        let blank: &[String] = match &link.leaving {
            Leaving::Blank(columns) if !reaches_there(link) => columns,
            Leaving::Blank(_) | Leaving::Delete => &[],
        };
        let mention: &[String] =
            if link.role == LinkRole::Mentions && link.embedded.is_none() { &link.columns } else { &[] };
        blank.iter().chain(mention).map(|name| (name, link.span))
    });
    for (name, span) in by_decision.chain(by_links) {
        if seen.column(name).is_some_and(|column| !column.nullable) {
            found.push(
                Diagnostic::warning(
                    codes::BLANK_NOT_NULL,
                    format!("`{name}` of `{}` would be emptied and may not be empty", table.name),
                )
                .at(span)
                .note("an empty text or a zero is written where the type has one; elsewhere the plan is refused")
                .help("make the column nullable, `pseudonymise` it, or delete the row"),
            );
        }
    }
}

fn links(
    tables: &BTreeMap<&TableName, &Table>,
    live: &LiveSchema,
    table: &Table,
    seen: &LiveTable,
    found: &mut Vec<Diagnostic>,
) {
    for link in &table.links {
        let there = live.stores.get(&link.to.store).and_then(|store| store.table(&link.to));
        let Some(there) = there else { continue };
        let by_link = link.to_columns.iter().map(|name| (name.as_str(), link.span));
        let emptied = changed_in_reached(link).filter(|_| reaches_there(link));
        missing_among(&link.to, there, by_link.chain(emptied), found);
        let key = tables.get(&link.to).and_then(|target| target.person.as_ref()).map(|person| &person.key);
        let to_columns =
            if link.to_columns.is_empty() { key.or(there.keys.first()) } else { Some(&link.to_columns) };
        let Some(to_columns) = to_columns.filter(|columns| columns.len() == link.columns.len()) else {
            found.push(
                Diagnostic::error(
                    codes::LINK_WITHOUT_KEY,
                    format!("`{}` has no key that this link could mean", link.to),
                )
                .at(link.span)
                .help(format!("say which columns there: by {} = COLUMN", link.columns.join(", "))),
            );
            continue;
        };
        for (here, to) in link.columns.iter().zip(to_columns) {
            let Some((left, right)) = seen.column(here).zip(there.column(to)) else { continue };
            // What stands inside a value is compared as text.
            if link.embedded.is_none() && !left.class.compares_with(right.class) {
                found.push(
                    Diagnostic::error(
                        codes::LINK_TYPES_DIFFER,
                        format!(
                            "`{here}` of `{}` cannot be compared with `{to}` of `{}`",
                            table.name, link.to
                        ),
                    )
                    .at(link.span)
                    .help("name the column that holds the same values as the other"),
                );
            }
        }
    }
}

fn unmapped(
    tables: &BTreeMap<&TableName, &Table>,
    store: &str,
    span: Span,
    seen: &LiveStore,
    found: &mut Vec<Diagnostic>,
) {
    let personal: BTreeSet<&TableName> = tables
        .iter()
        .filter(|(_, table)| table.person.is_some() || !table.columns.is_empty())
        .map(|(name, _)| *name)
        .collect();
    let is_mapped = |schema: &str, table: &str| {
        let full =
            TableName { store: store.to_owned(), schema: Some(schema.to_owned()), table: table.to_owned() };
        let short = TableName { schema: None, ..full.clone() };
        (
            tables.contains_key(&full) || (schema == seen.default_schema && tables.contains_key(&short)),
            personal.contains(&full) || (schema == seen.default_schema && personal.contains(&short)),
        )
    };
    for (schema, live_tables) in &seen.schemas {
        for (name, table) in live_tables {
            if table.kind != LiveTableKind::Table || is_mapped(schema, name).0 {
                continue;
            }
            let pointing = table.foreign_keys.iter().find(|key| {
                let to = if key.to_schema.is_empty() { &seen.default_schema } else { &key.to_schema };
                is_mapped(to, &key.to_table).1
            });
            let looking = table.columns.iter().find_map(|column| {
                let guess = column.personal_guess.as_deref().or_else(|| personal_by_name(&column.name))?;
                Some((column.name.as_str(), guess))
            });
            let why = match (pointing, looking) {
                (Some(key), _) => {
                    format!("points to people by {}", quoted(key.columns.iter().map(String::as_str)))
                }
                (None, Some((column, category))) => {
                    format!("has a column `{column}` that looks like `{category}`")
                }
                (None, None) => continue,
            };
            let name = TableName {
                store: store.to_owned(),
                schema: (*schema != seen.default_schema).then(|| schema.clone()),
                table: name.clone(),
            };
            found.push(
                Diagnostic::error(
                    codes::TABLE_UNMAPPED,
                    format!("the table `{name}` is not mapped and {why}"),
                )
                .at(span)
                .note("no right, no retention and no purpose reaches its rows")
                .help(format!("describe it: table {name} {{ … }}, if only with `nothing personal`")),
            );
        }
    }
}

/// Words that column names of personal data are made of, each with the category that is meant.
const TELLING_WORDS: &[(&str, &str)] = &[
    ("email", "contact.email"),
    ("mail", "contact.email"),
    ("phone", "contact.phone"),
    ("mobile", "contact.phone"),
    ("telephone", "contact.phone"),
    ("firstname", "contact.name"),
    ("lastname", "contact.name"),
    ("fullname", "contact.name"),
    ("surname", "contact.name"),
    ("address", "contact.address"),
    ("street", "contact.address"),
    ("postcode", "contact.address"),
    ("zip", "contact.address"),
    ("birthdate", "identity.birth-date"),
    ("birthday", "identity.birth-date"),
    ("dob", "identity.birth-date"),
    ("passport", "identity.document"),
    ("ssn", "identity.social-security-number"),
    ("iban", "payment.account"),
    ("username", "account.username"),
    ("password", "credential.password"),
    ("ip", "device.ip"),
    ("useragent", "device.browser"),
    ("latitude", "location.precise"),
    ("longitude", "location.precise"),
];

/// The category that a column's name speaks of: a word of it, or two words written together.
fn personal_by_name(column: &str) -> Option<&'static str> {
    let mut words = words_of(column);
    // `address_id` points to an address and holds none; a passport's number is an id itself.
    if words.last().is_some_and(|last| last == "id") && !words.iter().any(|word| word == "passport") {
        words.clear();
    }
    let pairs = words.iter().zip(words.iter().skip(1)).map(|(left, right)| format!("{left}{right}"));
    let all: Vec<String> = pairs.chain(words.iter().cloned()).collect();
    all.iter().find_map(|word| {
        TELLING_WORDS.iter().find(|(telling, _)| telling == word).map(|(_, category)| *category)
    })
}

/// `lastLoginIP` and `last_login_ip` as `last`, `login`, `ip`.
fn words_of(column: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut previous_lower = false;
    for character in column.chars().take(80) {
        let starts = character.is_uppercase() && previous_lower;
        if !character.is_alphanumeric() || starts {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        previous_lower = character.is_lowercase() || character.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_speak_in_any_spelling() {
        for (column, category) in [
            ("e_mail", Some("contact.email")),
            ("mail_address", Some("contact.email")),
            ("lastLoginIP", Some("device.ip")),
            ("user_agent", Some("device.browser")),
            ("zip", Some("contact.address")),
            ("recipe", None),
            ("shipping_address_id", None),
            ("passport_id", Some("identity.document")),
            ("amount", None),
        ] {
            assert_eq!(personal_by_name(column), category, "{column}");
        }
    }
}
