//! A notice as a page: semantic, without script, readable on a telephone and on paper.

use super::{Notice, Sentence, Table};
use probity_source::page::{self, Styles, escaped};
use std::fmt::Write as _;

pub(super) fn write(notice: &Notice) -> String {
    let furniture = &notice.language.catalogue().furniture;
    let mut body = format!("<h1>{}</h1>\n", said(&notice.title));
    if notice.drafts {
        let _ = writeln!(body, "<p class=\"announcement\">{}</p>", escaped(furniture.draft));
    }
    let _ = writeln!(
        body,
        "<section class=\"short\" aria-labelledby=\"short\">\n<h2 id=\"short\">{}</h2>",
        furniture.short
    );
    for brief in &notice.short {
        let _ = writeln!(body, "<h3>{}</h3>\n<ul>", escaped(brief.heading));
        for sentence in &brief.sentences {
            let _ = writeln!(body, "<li>{}</li>", said(sentence));
        }
        body.push_str("</ul>\n");
    }
    body.push_str("</section>\n");
    for (at, part) in notice.parts.iter().enumerate() {
        let number = at + 1;
        let _ = writeln!(
            body,
            "<section aria-labelledby=\"s{number}\">\n<h2 id=\"s{number}\">{number}. {}</h2>",
            escaped(part.heading)
        );
        for (at, item) in part.items.iter().enumerate() {
            let own = format!("{number}.{}", at + 1);
            let class = if item.under.is_empty() { "" } else { " class=\"about\"" };
            paragraph(&mut body, &own, class, &item.sentence);
            if item.under.is_empty() {
                continue;
            }
            body.push_str("<div class=\"under\">\n");
            for (inner, sentence) in item.under.iter().enumerate() {
                paragraph(&mut body, &format!("{own}.{}", inner + 1), "", sentence);
            }
            body.push_str("</div>\n");
        }
        body.push_str("</section>\n");
    }
    if !notice.tables.is_empty() {
        let _ = writeln!(
            body,
            "<section aria-labelledby=\"tables\">\n<h2 id=\"tables\">{}</h2>",
            furniture.tables
        );
        for (at, one) in notice.tables.iter().enumerate() {
            table(&mut body, at, 3, one);
        }
        body.push_str("</section>\n");
    }
    framed(notice.language.tag(), &notice.title.text, &body, &notice.json_ld())
}

/// A page around a body, with the same as linked data for machines.
pub(super) fn framed(language: &str, title: &str, body: &str, linked: &serde_json::Value) -> String {
    // A `<` inside of a script's data could end the script.
    let linked = linked.to_string().replace('<', "\\u003c");
    let data = if linked == "null" {
        String::new()
    } else {
        format!("<script type=\"application/ld+json\">{linked}</script>\n")
    };
    let opened = page::opened_in(language, title, Styles::Inside(include_str!("notice.css")), &data);
    format!("{opened}<main class=\"rendered\">\n{body}</main>\n{}", page::CLOSED)
}

fn paragraph(body: &mut String, number: &str, class: &str, sentence: &Sentence) {
    let _ = writeln!(
        body,
        "<p id=\"c{number}\"{class}><a class=\"clause\" href=\"#c{number}\">{number}.</a> {}</p>",
        said(sentence)
    );
}

fn said(sentence: &Sentence) -> String {
    let text = escaped(&sentence.text);
    format!("<span data-statements=\"{}\">{text}</span>", escaped(&sentence.statements.join(" ")))
}

/// A table that scrolls by itself where it is wider than the screen, under a heading of a level.
pub(super) fn table(body: &mut String, at: usize, level: u8, table: &Table) {
    let _ = writeln!(
        body,
        "<h{level} id=\"t{at}\">{}</h{level}>\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"t{at}\" tabindex=\"0\">\n<table aria-labelledby=\"t{at}\">\n<thead><tr>{}</tr></thead>\n<tbody>",
        escaped(table.caption),
        table
            .columns
            .iter()
            .map(|name| format!("<th scope=\"col\">{}</th>", escaped(name)))
            .collect::<String>()
    );
    for row in &table.rows {
        let _ = write!(body, "<tr data-statements=\"{}\">", escaped(&row.statements.join(" ")));
        for (at, (cell, name)) in row.cells.iter().zip(table.columns).enumerate() {
            let _ = if at == 0 {
                write!(body, "<th scope=\"row\">{}</th>", escaped(cell))
            } else {
                write!(body, "<td data-name=\"{}\">{}</td>", escaped(name), escaped(cell))
            };
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table>\n</div>\n");
}
