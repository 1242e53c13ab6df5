//! The record of processing activities (GDPR article 30) from the code.
//!
//! It says what the notice says, in the order of article 30(1): who, what for, whose and which data, who receives it,
//! transfers with their safeguards, time limits, and measures. It is for the authority and not for the public.

use super::compose::{Told, told};
use super::phrase::{Speech, Titles};
use super::tables::{capital, inner, named, periods, recipients, slot};
use super::{Row, Table, Unwritable, Wanted, html, markdown, sentence};
use probity_policy::grammar::Statement;
use probity_policy::model::Model;
use probity_policy::model::policy::covers;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    language: &'static str,
    title: &'static str,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// Writes the record of a policy.
///
/// # Errors
///
/// When an address is missing, or when something was not confirmed and drafts are not wanted.
pub fn record(model: &Model, wanted: &Wanted<'_>) -> Result<Record, Unwritable> {
    // The notice's refusals hold here too: an authority is told what the public is told.
    super::render(model, wanted)?;
    let told = told(model, wanted)?;
    let titles = Titles::of(&model.statements);
    let speech = Speech { language: wanted.language, titles: &titles };
    let words = &speech.catalogue().furniture.record;
    let tables = [
        (words.controller, controller(&speech, &told)),
        (words.activities, activities(&speech, &told)),
        (words.recipients, recipients(&speech, &told)),
        (words.periods, periods(&speech, &told)),
        (words.measures, measures(&speech, &told)),
    ]
    .into_iter()
    .filter(|(_, rows)| !rows.is_empty())
    .map(|(of, rows)| Table { caption: of.caption, columns: of.columns, rows })
    .collect();
    Ok(Record { language: wanted.language.tag(), title: words.title, tables })
}

/// Article 30(1)(a): controller, joint controllers, representative, officer.
fn controller(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    let mut rows = Vec::new();
    for one in named(told, "controller").flat_map(|one| std::iter::once(one).chain(one.block.iter())) {
        let about =
            ["controller", "country", "registration", "post", "mail", "phone", "officer", "representative"];
        if let (true, Some(text)) =
            (about.contains(&one.statement.rule.name), sentence::of(speech, &one.statement))
        {
            rows.push(Row {
                cells: vec![capital(&super::phrase::spaced(one.statement.rule.name)), text],
                statements: vec![one.id.clone()],
            });
        }
    }
    rows
}

/// Article 30(1)(b), (c), (d) and (f), one row for each purpose.
fn activities(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    named(told, "purpose")
        .map(|one| {
            let mut statements = vec![one.id.clone()];
            let bases = capital(&inner(speech, one, &["basis"], "bases", &mut statements));
            let data = capital(&inner(speech, one, &["uses"], "categories", &mut statements));
            let used: Vec<&str> = named(&one.block, "uses")
                .flat_map(|uses| uses.statement.names("categories"))
                .map(|category| category.value.as_str())
                .collect();
            let cells = vec![
                capital(&slot(speech, &one.statement, "title", "")),
                bases,
                subjects(speech, told, &used, &mut statements),
                data,
                receivers(speech, told, one, &mut statements),
                limits(speech, told, &used, &mut statements),
            ];
            statements.dedup();
            Row { cells, statements }
        })
        .collect()
}

fn meets(used: &[&str], statement: &Statement) -> bool {
    statement.names("categories").iter().any(|category| {
        let stem = |name: &str| name.strip_suffix(".*").unwrap_or(name).to_owned();
        used.iter().any(|one| {
            covers(one, &stem(&category.value))
                || covers(&category.value, &stem(one))
                || stem(one) == stem(&category.value)
        })
    })
}

fn gathered(found: Vec<String>) -> String {
    let mut all = Vec::new();
    for one in found.into_iter().filter(|one| !one.is_empty()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all.join("; ")
}

/// Whose data the purpose uses: the people that it is collected of.
fn subjects(speech: &Speech<'_>, told: &[Told], used: &[&str], statements: &mut Vec<String>) -> String {
    let mut found = Vec::new();
    for one in named(told, "collect").filter(|one| meets(used, &one.statement)) {
        for kind in one.statement.names("people") {
            let single = probity_policy::grammar::Value::Name(kind.clone());
            found.push(speech.say("collect", "people", None, "", &single));
        }
        statements.push(one.id.clone());
    }
    capital(&gathered(found))
}

fn receivers(speech: &Speech<'_>, told: &[Told], purpose: &Told, statements: &mut Vec<String>) -> String {
    let name = purpose.statement.name("purpose").map_or("", |name| name.value.as_str());
    let serves = |one: &&Told| one.statement.names("purposes").iter().any(|other| other.value == name);
    let mut found = Vec::new();
    for one in named(told, "recipient") {
        if let Some(gets) = one.block.iter().find(serves) {
            found.push(slot(speech, &one.statement, "title", ""));
            statements.push(gets.id.clone());
        }
    }
    for one in named(told, "share").filter(serves) {
        found.push(slot(speech, &one.statement, "recipients", ""));
        statements.push(one.id.clone());
    }
    gathered(found)
}

fn limits(speech: &Speech<'_>, told: &[Told], used: &[&str], statements: &mut Vec<String>) -> String {
    let mut found = Vec::new();
    for one in named(told, "keep").filter(|one| meets(used, &one.statement)) {
        let data = slot(speech, &one.statement, "categories", "");
        let period = super::tables::period(speech, &one.statement).unwrap_or_default();
        found.push(format!("{data}: {period}"));
        statements.push(one.id.clone());
    }
    capital(&gathered(found))
}

/// Article 30(1)(g).
fn measures(speech: &Speech<'_>, told: &[Told]) -> Vec<Row> {
    let about = [
        "protect",
        "protect-against",
        "log",
        "never-log",
        "attest",
        "record",
        "assess",
        "staff-may-see",
        "backups",
    ];
    told.iter()
        .filter(|one| about.contains(&one.statement.rule.name))
        .filter_map(|one| {
            Some(Row { cells: vec![sentence::of(speech, &one.statement)?], statements: vec![one.id.clone()] })
        })
        .collect()
}

impl Record {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", self.title);
        for table in &self.tables {
            let _ = write!(out, "\n## {}\n\n", table.caption);
            markdown::piped(&mut out, table);
        }
        out
    }

    /// As a page.
    #[must_use]
    pub fn html(&self) -> String {
        let mut body = format!("<h1>{}</h1>\n", probity_source::page::escaped(self.title));
        for (at, table) in self.tables.iter().enumerate() {
            html::table(&mut body, at, 2, table);
        }
        html::framed(self.language, self.title, &body, &Value::Null)
    }

    /// As one table (RFC 4180): the table's caption, the column, the entry's number, the text. Spreadsheets take a
    /// cell that begins with a sign for a formula; such a cell gets an apostrophe.
    #[must_use]
    pub fn csv(&self) -> String {
        let cell = |text: &str| {
            let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            format!("\"{guard}{}\"", text.replace('"', "\"\""))
        };
        let mut out = String::from("\"table\",\"entry\",\"column\",\"text\",\"statements\"\r\n");
        for table in &self.tables {
            for (at, row) in table.rows.iter().enumerate() {
                for (column, text) in table.columns.iter().zip(&row.cells) {
                    let _ = write!(
                        out,
                        "{},{},{},{},{}\r\n",
                        cell(table.caption),
                        at + 1,
                        cell(column),
                        cell(text),
                        cell(&row.statements.join(" "))
                    );
                }
            }
        }
        out
    }

    /// As JSON: each row with its statements.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "title": self.title,
            "language": self.language,
            "tables": self.tables.iter().map(Table::json).collect::<Vec<_>>(),
        })
    }
}
