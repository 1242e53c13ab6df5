//! What the source of a document says of its lines, put upon what the lines look like.

use super::heading;
use super::line::{Claim, Line, Shape, is_space};
use super::mark::{Line as Said, Mark};
use std::collections::BTreeSet;

/// Puts what the source says upon the lines. Both are in the order of the text.
pub(super) fn put<'t>(text: &'t str, lines: &mut [(Line<'t>, usize)], marks: &[Mark]) {
    if marks.is_empty() {
        return;
    }
    let has_headings = marks.iter().filter(|mark| matches!(mark.line, Said::Heading(_))).count() > 1;
    let parted = parted(lines);
    let mut rest = marks.iter().peekable();
    for (line, _) in lines.iter_mut().filter(|(line, _)| line.shape != Shape::Blank) {
        while rest.next_if(|mark| mark.at > line.range.start).is_some() {}
        let mut said = None;
        while let Some(mark) = rest.next_if(|mark| mark.at <= line.range.start) {
            said = Some(mark.line);
        }
        let Some(said) = said else { continue };
        match said {
            // A sentence in large type is one that is read.
            Said::Heading(_) if heading::is_sentence(text.get(line.body.clone()).unwrap_or("")) => {
                line.claim = Some(Claim::Words);
            }
            Said::Heading(level) => {
                line.claim = Some(Claim::Heading(usize::from(level)));
                if !matches!(line.shape, Shape::Numbered(_) | Shape::Lettered(_)) {
                    line.shape = Shape::Hashed(usize::from(level));
                    line.body = line.range.clone();
                }
            }
            Said::ItemHeading => {
                line.claim = Some(Claim::Heading(DEEPEST));
                line.shape = Shape::Hashed(DEEPEST);
            }
            Said::Item => match numbered_item(text, line, &parted) {
                Some(heading) => *line = heading,
                None => {
                    line.claim = Some(Claim::Words);
                    line.shape = Shape::Item;
                }
            },
            Said::Row => {
                line.claim = Some(Claim::Words);
                line.shape = Shape::Item;
            }
            Said::HeaderRow => {
                line.claim = Some(Claim::Words);
                line.shape = Shape::Text;
                line.body = line.range.clone();
            }
            // Where the page marks its headings, a line in plain type is none.
            Said::Paragraph { bold: false } if has_headings && line.shape == Shape::Text => {
                line.claim = Some(Claim::Words);
            }
            Said::Paragraph { .. } => {
                // In a page, `#` at the beginning is a sign and no heading.
                if let Shape::Hashed(_) = line.shape {
                    line.shape = Shape::Text;
                    line.body = line.range.clone();
                }
            }
        }
    }
}

/// The level of what heads an item: below every heading of the text.
const DEEPEST: usize = 6;

/// The numbers of clauses that have parts: `4` where there is a `4.1`.
fn parted<'t>(lines: &[(Line<'t>, usize)]) -> BTreeSet<&'t str> {
    lines
        .iter()
        .filter_map(|(line, _)| match line.shape {
            Shape::Numbered(label) => label.split_once('.').map(|(first, _)| first),
            _ => None,
        })
        .collect()
}

/// An item with a number whose parts are numbered below it is a clause: `1. Who we are` before `1.1. …`.
fn numbered_item<'t>(text: &'t str, line: &Line<'t>, parted: &BTreeSet<&str>) -> Option<Line<'t>> {
    let shown = text.get(line.range.clone())?;
    let whole = Line::read(text, line.range.start, line.range.start + shown.trim_end_matches(is_space).len());
    match whole.shape {
        Shape::Numbered(label) if parted.contains(label) => Some(whole),
        _ => None,
    }
}
