//! The survey in a terminal: what matters first, lists cut short with a count of what is left out.

use crate::survey::{Effect, KeyReport, Survey, Unreached, Whose};
use std::fmt::Write;

/// Lines of a list before it is cut short.
const SHOWN: usize = 12;

/// The survey for a reader.
#[must_use]
pub fn text(survey: &Survey) -> String {
    let mut out = String::new();
    head(&mut out, survey);
    people(&mut out, survey);
    categories(&mut out, survey);
    reach(&mut out, survey);
    keys(&mut out, survey);
    rest(&mut out, survey);
    out
}

fn head(out: &mut String, survey: &Survey) {
    let size = &survey.size;
    let _ = writeln!(
        out,
        "{} ({}): {}, {}, {}; {}, {} that nothing declares\n",
        survey.store,
        survey.engine,
        counted(size.tables, "table"),
        counted(size.columns, "column"),
        counted(size.views, "view"),
        counted(size.declared_keys, "declared key"),
        size.undeclared_keys
    );
    let personal = &survey.personal;
    let _ = writeln!(
        out,
        "{} in {} {} personal data; {} of special categories, {} sensitive.",
        counted(personal.columns, "column"),
        counted(personal.tables, "table"),
        if personal.columns == 1 { "holds" } else { "hold" },
        personal.special,
        personal.sensitive
    );
    if personal.of_row > 0 {
        let _ = writeln!(
            out,
            "{} more of the columns of somebody's rows {} personal only because of the row, such as the total of an order.",
            personal.of_row,
            if personal.of_row == 1 { "is" } else { "are" }
        );
    }
}

/// A number of things, in words.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn list(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for line in lines.iter().take(SHOWN) {
        let _ = writeln!(out, "  {line}");
    }
    if lines.len() > SHOWN {
        let _ = writeln!(out, "  … and {} more (--format json or html shows all)", lines.len() - SHOWN);
    }
}

fn people(out: &mut String, survey: &Survey) {
    let lines: Vec<String> = survey
        .people
        .iter()
        .map(|people| {
            let rows = people.rows.map_or_else(String::new, |rows| format!(", about {rows} rows"));
            let by = if people.identities.is_empty() {
                String::new()
            } else {
                format!(" by {}", people.identities.join(", "))
            };
            format!(
                "{}{by}: {} {} on it{rows} ({} sure)",
                people.table,
                counted(people.tables, "table"),
                if people.tables == 1 { "hangs" } else { "hang" },
                people.confidence
            )
        })
        .collect();
    if lines.is_empty() {
        let _ = writeln!(out, "\nNo table was recognised as people.");
    }
    list(out, "Whose", &lines);
    let of = |whose: Whose| survey.tables.iter().filter(|table| table.whose == whose).count();
    if !survey.tables.is_empty() {
        let _ = writeln!(
            out,
            "  {} tables are somebody's, {} are shared, {} only mention people, {} lead to nobody",
            of(Whose::Theirs),
            of(Whose::Shared),
            of(Whose::Mentions),
            of(Whose::Nobodys)
        );
    }
}

fn categories(out: &mut String, survey: &Survey) {
    let lines: Vec<String> = survey
        .personal
        .categories
        .iter()
        .map(|one| {
            let mark = if one.care { "  !" } else { "" };
            format!("{:>4}  {:<32} {}{mark}", one.columns, one.category, one.title)
        })
        .collect();
    list(out, "What (! asks for special care)", &lines);
}

fn reach(out: &mut String, survey: &Survey) {
    let reach = &survey.reach;
    if reach.with_data_map {
        for (what, some) in [
            ("No access answer shows", &reach.no_access),
            ("No erasure reaches", &reach.no_erasure),
            ("No retention covers", &reach.no_retention),
            ("No purpose uses", &reach.no_purpose),
        ] {
            list(out, &format!("{what}: {} columns", some.len()), &by_table(some));
        }
        return;
    }
    let _ = writeln!(
        out,
        "\nNo data map describes this store: no access, no erasure and no retention reaches any of these {} columns yet.\n`probity map` drafts one.",
        survey.personal.columns
    );
    list(
        out,
        &format!("Columns from which even the drafted ways lead to nobody: {}", reach.no_erasure.len()),
        &by_table(&reach.no_erasure),
    );
}

pub(super) fn by_table(columns: &[Unreached]) -> Vec<String> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for column in columns {
        match lines.last_mut() {
            Some((table, names)) if *table == column.table => names.push(column.column.clone()),
            _ => lines.push((column.table.clone(), vec![column.column.clone()])),
        }
    }
    lines.into_iter().map(|(table, names)| format!("{table}: {}", names.join(", "))).collect()
}

fn key_line(key: &KeyReport) -> String {
    let slow = if key.indexed { "" } else { "  (no index: every deletion reads the whole table)" };
    format!("{}.{} → {}{slow}", key.table, key.columns.join(", "), key.to)
}

fn keys(out: &mut String, survey: &Survey) {
    let of = |wanted: &dyn Fn(&KeyReport) -> bool| -> Vec<String> {
        survey.keys.iter().filter(|key| wanted(key)).map(key_line).collect()
    };
    let stops = of(&|key| key.effect == Effect::Stops);
    list(out, &format!("Keys that would stop an erasure: {}", stops.len()), &stops);
    let cascades = of(&|key| key.effect == Effect::Cascades && !key.same_person);
    list(
        out,
        &format!("Keys that silently delete rows which are not the person's alone: {}", cascades.len()),
        &cascades,
    );
    let cascades = of(&|key| key.effect == Effect::Cascades && key.same_person);
    list(out, &format!("Keys that silently delete the person's rows: {}", cascades.len()), &cascades);
    let count = |effect: Effect| survey.keys.iter().filter(|key| key.effect == effect).count();
    let slow = survey.keys.iter().filter(|key| !key.indexed).count();
    let _ = writeln!(
        out,
        "\nOther keys: {} only ask for the right order, {} empty a column silently, {} are undeclared and would dangle. Without an index: {slow}.",
        count(Effect::Waits),
        count(Effect::Empties),
        count(Effect::Dangles)
    );
}

fn rest(out: &mut String, survey: &Survey) {
    let other: Vec<String> = survey
        .other_keys
        .iter()
        .map(|other| {
            let only = if other.only_way { "  (the only way to the person)" } else { "" };
            format!("{} = {}{only}", other.column, other.people)
        })
        .collect();
    list(out, "The same person under another key", &other);
    let views: Vec<String> = survey
        .views
        .iter()
        .map(|view| {
            let copy = if view.keeps_copy { " keeps a copy of" } else { " shows" };
            format!("{}{copy} {}", view.view, view.columns.join(", "))
        })
        .collect();
    list(out, "Views over personal columns", &views);
    let leaks: Vec<String> = survey
        .leaks
        .iter()
        .map(|leak| format!("{} through {}: {}", leak.table, leak.through, leak.how))
        .collect();
    list(out, "Row-level security leaks", &leaks);
    let triggers: Vec<String> =
        survey.triggers.iter().map(|trigger| format!("{} on {}", trigger.trigger, trigger.table)).collect();
    list(out, "Triggers that an erasure sets off", &triggers);
    let unseen: Vec<String> =
        survey.unseen.iter().map(|one| format!("{}: {}", one.table, one.what)).collect();
    list(out, "What this role could not see", &unseen);
    list(out, "What was not looked at", &survey.notes);
    if !survey.not_sampled.is_empty() {
        let _ = writeln!(out, "\n{} tables were judged by their names alone.", survey.not_sampled.len());
    }
}
