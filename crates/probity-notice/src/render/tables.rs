//! Tables of a notice: the same statements, put side by side.

use super::compose::Told;
use super::phrase::Speech;
use super::{Row, Table, catalogue};
use probity_policy::grammar::{SlotKind, Statement, Value};
use std::collections::BTreeMap;

/// Words of a slot of a statement; nothing when it is empty.
pub(super) fn slot(speech: &Speech<'_>, statement: &Statement, name: &str, form: &str) -> String {
    statement.slot(name).map_or_else(String::new, |value| {
        speech.say(statement.rule.name, name, statement.rule.kind_of(name), form, value)
    })
}

/// Words of a slot of all statements of a block that follow a rule, and their ids.
pub(super) fn inner(
    speech: &Speech<'_>,
    one: &Told,
    rules: &[&str],
    name: &str,
    statements: &mut Vec<String>,
) -> String {
    let mut said = Vec::new();
    for inside in one.block.iter().filter(|inside| rules.contains(&inside.statement.rule.name)) {
        let text = slot(speech, &inside.statement, name, "");
        if text.is_empty() {
            continue;
        }
        statements.push(inside.id.clone());
        let people = &inside.statement.tail.people_in;
        let people = if people.is_empty() {
            String::new()
        } else {
            format!(" ({})", places(speech, &inside.statement))
        };
        let text = format!("{text}{people}");
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said.join("; ")
}

/// The places whose people a statement is for.
pub(super) fn places(speech: &Speech<'_>, statement: &Statement) -> String {
    let people = &statement.tail.people_in;
    if people.is_empty() {
        return String::new();
    }
    speech.say("", "people_in", Some(&SlotKind::Names), "", &Value::Names(people.clone()))
}

/// How long a `keep` statement says.
pub(super) fn period(speech: &Speech<'_>, statement: &Statement) -> Option<String> {
    let rest = super::sentence::after_slot(speech, statement, "categories")?;
    let people = places(speech, statement);
    let rest = if people.is_empty() { rest } else { format!("{rest} ({people})") };
    Some(rest.trim_matches([' ', ':', ',']).to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn named<'t>(told: &'t [Told], rule: &'t str) -> impl Iterator<Item = &'t Told> {
    told.iter().filter(move |one| one.statement.rule.name == rule)
}

pub(super) fn tables(speech: &Speech<'_>, told: &[Told]) -> Vec<Table> {
    let words = &speech.catalogue().furniture;
    let table =
        |of: catalogue::Table, rows: Vec<Row>| Table { caption: of.caption, columns: of.columns, rows };
    [
        table(words.of_categories, categories(speech, told)),
        table(words.of_purposes, purposes(speech, told)),
        table(words.of_recipients, recipients(speech, told)),
        table(words.of_periods, periods(speech, told)),
        table(words.of_cookies, cookies(speech, told)),
        table(words.of_rights, answers(speech, told)),
    ]
    .into_iter()
    .filter(|table| !table.rows.is_empty())
    .collect()
}

fn categories(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for one in named(told, "collect") {
        let (from, of) =
            (slot(speech, &one.statement, "source", ""), slot(speech, &one.statement, "people", ""));
        for category in one.statement.names("categories") {
            let row = rows.entry(category.value.as_str()).or_insert_with(|| Row {
                cells: vec![capital(&speech.category(&category.value)), String::new(), String::new()],
                statements: Vec::new(),
            });
            for (cell, text) in row.cells.iter_mut().skip(1).zip([&from, &of]) {
                if !text.is_empty() && !cell.split("; ").any(|known| known == text) {
                    *cell = if cell.is_empty() { text.clone() } else { format!("{cell}; {text}") };
                }
            }
            row.statements.push(one.id.clone());
        }
    }
    rows.into_values().collect()
}

fn purposes(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    named(told, "purpose")
        .map(|one| {
            let mut statements = vec![one.id.clone()];
            let cells = vec![
                capital(&slot(speech, &one.statement, "title", "")),
                capital(&inner(speech, one, &["basis"], "bases", &mut statements)),
                capital(&inner(speech, one, &["uses"], "categories", &mut statements)),
            ];
            Row { cells, statements }
        })
        .collect()
}

pub(super) fn recipients(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    let mut rows: Vec<Row> = named(told, "recipient")
        .map(|one| {
            let mut statements = vec![one.id.clone()];
            let mut cells = vec![slot(speech, &one.statement, "title", "")];
            for (rules, name) in [
                (["role", ""], "role"),
                (["recipient-country", ""], "countries"),
                (["transfer", ""], "mechanisms"),
                (["gets", "collects"], "categories"),
            ] {
                cells.push(capital(&inner(speech, one, &rules, name, &mut statements)));
            }
            Row { cells, statements }
        })
        .collect();
    for one in named(told, "share") {
        let data = capital(&slot(speech, &one.statement, "categories", ""));
        for with in one.statement.names("recipients") {
            let title = speech.titles.recipient(&with.value);
            let known = rows.iter_mut().find(|row| row.cells.first().map(String::as_str) == title);
            if let Some(row) = known {
                if let Some(cell) = row.cells.last_mut() {
                    *cell = if cell.is_empty() { data.clone() } else { format!("{cell}; {data}") };
                }
                row.statements.push(one.id.clone());
            }
        }
    }
    rows
}

pub(super) fn periods(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    named(told, "keep")
        .filter_map(|one| {
            let data = capital(&slot(speech, &one.statement, "categories", ""));
            let period = period(speech, &one.statement)?;
            Some(Row { cells: vec![data, period], statements: vec![one.id.clone()] })
        })
        .collect()
}

fn cookies(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    named(told, "cookie")
        .map(|one| {
            let mut statements = vec![one.id.clone()];
            let mut life = inner(speech, one, &["cookie-lives"], "for", &mut statements);
            if let Some(lives) = one.block.iter().find(|inside| inside.statement.rule.name == "cookie-lives")
                && life.is_empty()
            {
                speech.catalogue().furniture.session.clone_into(&mut life);
                statements.push(lives.id.clone());
            }
            let cells = vec![
                slot(speech, &one.statement, "cookie", "raw"),
                slot(speech, &one.statement, "title", ""),
                inner(speech, one, &["cookie-group"], "group", &mut statements),
                life,
                inner(speech, one, &["cookie-by"], "recipient", &mut statements),
            ];
            Row { cells, statements }
        })
        .collect()
}

fn answers(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    named(told, "answer")
        .map(|one| {
            let right = slot(speech, &one.statement, "right", "");
            let right =
                if right.is_empty() { speech.catalogue().furniture.any_request.to_owned() } else { right };
            let within = slot(speech, &one.statement, "within", "");
            Row {
                cells: vec![right, places(speech, &one.statement), within],
                statements: vec![one.id.clone()],
            }
        })
        .collect()
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
