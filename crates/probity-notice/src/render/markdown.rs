//! A notice as plain text, as Markdown, and as JSON.

use super::{Notice, Sentence, Table};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How headings, items and tables are written.
#[derive(Debug)]
pub(super) struct Style {
    title: &'static str,
    heading: &'static str,
    caption: &'static str,
    escape: bool,
}

/// Plain text: a line for each sentence, cells with their columns before them.
pub(super) const TEXT: Style = Style { title: "", heading: "", caption: "", escape: false };

/// Markdown.
pub(super) const MARKDOWN: Style = Style { title: "# ", heading: "## ", caption: "### ", escape: true };

pub(super) fn write(notice: &Notice, style: &Style) -> String {
    let furniture = &notice.language.catalogue().furniture;
    let mut out = format!("{}{}\n", style.title, line(&notice.title.text, style));
    if notice.drafts {
        let _ = write!(out, "\n{}\n", furniture.draft);
    }
    let _ = write!(out, "\n{}{}\n", style.heading, furniture.short);
    for brief in &notice.short {
        let _ = write!(out, "\n{}{}\n\n", style.caption, brief.heading);
        for sentence in &brief.sentences {
            let _ = writeln!(out, "- {}", line(&sentence.text, style));
        }
    }
    for (at, part) in notice.parts.iter().enumerate() {
        let number = at + 1;
        let _ = write!(out, "\n{}{number}. {}\n\n", style.heading, part.heading);
        for (at, item) in part.items.iter().enumerate() {
            numbered(&mut out, &format!("{number}.{}", at + 1), &item.sentence, style);
            for (inner, sentence) in item.under.iter().enumerate() {
                numbered(&mut out, &format!("{number}.{}.{}", at + 1, inner + 1), sentence, style);
            }
        }
    }
    if !notice.tables.is_empty() {
        let _ = write!(out, "\n{}{}\n", style.heading, furniture.tables);
        for table in &notice.tables {
            let _ = write!(out, "\n{}{}\n\n", style.caption, table.caption);
            if style.escape { piped(&mut out, table) } else { listed(&mut out, table) }
        }
    }
    // A blank line between paragraphs is one, however they came about.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    format!("{}\n", out.trim_end())
}

fn numbered(out: &mut String, number: &str, sentence: &Sentence, style: &Style) {
    let end = if style.escape { "\n\n" } else { "\n" };
    let _ = write!(out, "{number}. {}{end}", line(&sentence.text, style));
}

/// Words of the policy on one line, without what Markdown would take for a mark of its own.
fn line(text: &str, style: &Style) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !style.escape {
        return flat;
    }
    let mut out = String::with_capacity(flat.len());
    for one in flat.chars() {
        if matches!(one, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~') {
            out.push('\\');
        }
        out.push(one);
    }
    out
}

pub(super) fn piped(out: &mut String, table: &Table) {
    let row =
        |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    out.push_str(&row(&mut table.columns.iter().map(|name| (*name).to_owned())));
    out.push_str(&row(&mut table.columns.iter().map(|_| "---".to_owned())));
    for one in &table.rows {
        out.push_str(&row(&mut one.cells.iter().map(|cell| line(cell, &MARKDOWN))));
    }
}

/// A table as plain text: each row a paragraph, because lines of a mail are short.
fn listed(out: &mut String, table: &Table) {
    for row in &table.rows {
        let mut cells = table.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
        if let Some((_, first)) = cells.next() {
            let _ = writeln!(out, "- {}", line(first, &TEXT));
        }
        for (name, cell) in cells {
            let _ = writeln!(out, "  {name}: {}", line(cell, &TEXT));
        }
    }
}

fn said(sentence: &Sentence) -> Value {
    json!({ "text": sentence.text, "statements": sentence.statements })
}

pub(super) fn json(notice: &Notice) -> Value {
    let parts: Vec<Value> = notice
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let items: Vec<Value> = part
                .items
                .iter()
                .enumerate()
                .flat_map(|(item, one)| {
                    let number = format!("{}.{}", at + 1, item + 1);
                    let own = json!({ "number": number, "text": one.sentence.text, "statements": one.sentence.statements });
                    let under = one.under.iter().enumerate().map(move |(inner, sentence)| {
                        json!({
                            "number": format!("{number}.{}", inner + 1),
                            "text": sentence.text,
                            "statements": sentence.statements,
                        })
                    });
                    std::iter::once(own).chain(under.collect::<Vec<_>>())
                })
                .collect();
            json!({ "heading": part.heading, "sentences": items })
        })
        .collect();
    json!({
        "language": notice.language.tag(),
        "draft": notice.drafts,
        "title": said(&notice.title),
        "short": notice
            .short
            .iter()
            .map(|brief| json!({
                "heading": brief.heading,
                "sentences": brief.sentences.iter().map(said).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
        "full": parts,
        "tables": notice.tables.iter().map(Table::json).collect::<Vec<_>>(),
        "statements": notice
            .statements
            .iter()
            .map(|(id, code)| (id.clone(), Value::String(code.clone())))
            .collect::<serde_json::Map<_, _>>(),
    })
}
