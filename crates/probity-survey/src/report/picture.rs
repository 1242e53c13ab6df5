//! The person graph as SVG: people at the left, what hangs on them to the right; colours and strokes come from
//! the page's style sheet, so that it follows light, dark and print.

use super::layout::{BOX_WIDTH, HEAD, Layout, ROW, TableBox, layout};
use crate::survey::{Survey, Whose};
use probity_source::page::escaped;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Characters of a title and of a row that fit.
const TITLE: usize = 25;
const TEXT: usize = 33;

/// The picture, or nothing when there is nothing to draw.
pub(super) fn picture(survey: &Survey) -> Option<String> {
    let layout = layout(survey);
    if layout.boxes.is_empty() {
        return None;
    }
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg class=\"graph\" role=\"img\" aria-labelledby=\"graph-title graph-text\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" xmlns=\"http://www.w3.org/2000/svg\">",
        layout.width, layout.height
    );
    let _ = writeln!(
        out,
        "<title id=\"graph-title\">The person graph of {}</title><desc id=\"graph-text\">{} The tables below say the same in words.</desc>",
        escaped(&survey.store),
        escaped(&in_words(survey, &layout))
    );
    headings(&mut out, &layout);
    for line in &layout.lines {
        let ((x1, y1), (x2, y2)) = (line.from, line.to);
        let path = if x1 < x2 {
            let bend = (x2 - x1) / 2;
            format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend)
        } else {
            // Around the left side.
            let left = x1.min(x2).saturating_sub(34);
            format!("M{x1} {y1}C{left} {y1} {left} {y2} {x2} {y2}")
        };
        let class = line.style.class();
        let _ = writeln!(
            out,
            "<path class=\"line {class}\" d=\"{path}\"><title>{}</title></path>{}",
            escaped(&line.said),
            end(class, x2, y2)
        );
    }
    for one in &layout.boxes {
        table_box(&mut out, one);
    }
    out.push_str("</svg>\n");
    Some(out)
}

/// The mark at the end of a line: an arrow, a bar that stops, or two arrows that run on.
fn end(class: &str, x: u32, y: u32) -> String {
    match class {
        "stops" => {
            format!("<path class=\"end stops\" d=\"M{0} {1}v10\"/>", x.saturating_sub(3), y.saturating_sub(5))
        }
        "cascades" => format!(
            "<path class=\"end cascades\" d=\"M{0} {2}l5 4-5 4zM{1} {2}l5 4-5 4z\"/>",
            x.saturating_sub(11),
            x.saturating_sub(5),
            y.saturating_sub(4)
        ),
        _ => format!(
            "<path class=\"end {class}\" d=\"M{} {}l5 4-5 4z\"/>",
            x.saturating_sub(5),
            y.saturating_sub(4)
        ),
    }
}

fn headings(out: &mut String, layout: &Layout) {
    let mut columns: BTreeMap<usize, u32> = BTreeMap::new();
    for one in &layout.boxes {
        let x = columns.entry(one.layer).or_insert(one.x);
        *x = one.x.min(*x);
    }
    for (layer, x) in columns {
        let words = match layer {
            0 => "People".to_owned(),
            1 => "one step away".to_owned(),
            layer => format!("{layer} steps away"),
        };
        let _ = writeln!(out, "<text class=\"heading\" x=\"{x}\" y=\"20\">{words}</text>");
    }
}

fn table_box(out: &mut String, one: &TableBox) {
    let whose = match one.whose {
        Some(Whose::People) => "people",
        Some(Whose::Shared) => "shared",
        Some(Whose::Nobodys) => "nobodys",
        Some(Whose::Mentions) => "names",
        _ => "theirs",
    };
    let group = if one.tables.len() > 1 { " group" } else { "" };
    let _ = write!(
        out,
        "<g class=\"box {whose}{group}\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{BOX_WIDTH}\" height=\"{}\" rx=\"7\"/><path class=\"cap\" d=\"M{} {}h{BOX_WIDTH}\"/>",
        escaped(&one.tables.join(", ")),
        one.x,
        one.y,
        one.height,
        one.x,
        one.y + HEAD,
    );
    let _ = write!(
        out,
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        one.x + 11,
        one.y + 18,
        escaped(&cut(&one.title, TITLE))
    );
    if one.personal > 0 {
        let _ = write!(
            out,
            "<text class=\"count\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            one.x + BOX_WIDTH - 11,
            one.y + 18,
            one.personal
        );
    }
    for (at, row) in one.rows.iter().enumerate() {
        let y = one.y + HEAD + u32::try_from(at).unwrap_or(0) * ROW + 16;
        let class = row.style.map_or("member", super::layout::Style::class);
        let _ = write!(
            out,
            "<text class=\"row {class}\" x=\"{}\" y=\"{y}\">{}</text>",
            one.x + 11,
            escaped(&cut(&row.text, TEXT))
        );
    }
    out.push_str("</g>\n");
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

fn in_words(survey: &Survey, layout: &Layout) -> String {
    let people: Vec<&str> = survey.people.iter().map(|people| people.table.as_str()).take(8).collect();
    format!(
        "{} tables in {} boxes. People: {}.",
        survey.tables.len(),
        layout.boxes.len(),
        if people.is_empty() { "none".to_owned() } else { people.join(", ") }
    )
}
