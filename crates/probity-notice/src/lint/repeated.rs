//! What stands twice, word for word: a paragraph, or a heading in one part. A layered notice says things twice on
//! purpose.

use super::{Finding, Lint};
use std::collections::BTreeSet;
use std::ops::Range;

/// Shorter words may well stand twice: an address, a cookie, `Contact us`.
const PARAGRAPH: usize = 100;

/// Headings of a short layer, which says on purpose what the whole text says again.
const SHORT: [&str; 10] = [
    "in short",
    "in brief",
    "summary",
    "at a glance",
    "key points",
    "overview",
    "highlights",
    "tl;dr",
    "kürze",
    "überblick",
];

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    if is_layered(lint) {
        return;
    }
    findings.extend(Finding::of_care(
        "text.repeated",
        "a paragraph stands twice, word for word",
        "say it once, where people look for it",
        paragraphs(lint),
    ));
    findings.extend(Finding::of_care(
        "heading.repeated",
        "two parts have the same heading",
        "give each part a heading that says what it is about",
        headings(lint),
    ));
}

fn is_layered(lint: &Lint<'_>) -> bool {
    let headings = || lint.reading.outline.clauses.iter().filter(|clause| clause.is_heading);
    let shorts = SHORT.iter().filter(|short| lint.contains(short));
    shorts.into_iter().any(|short| headings().any(|heading| lint.lowered(&heading.body).contains(short)))
}

fn paragraphs(lint: &Lint<'_>) -> Vec<Range<usize>> {
    // By their length first, which nearly always tells them apart.
    let mut seen = BTreeSet::new();
    let clauses = lint.reading.outline.clauses.iter().filter(|clause| !clause.is_heading);
    clauses
        .filter(|clause| clause.body.len() >= PARAGRAPH)
        .filter(|clause| {
            let said = lint.words(&clause.body).trim();
            // Rows of a table say of each thing what may be said of the next.
            !seen.insert((said.len(), said)) && !said.contains(" / ") && !said.contains('|')
        })
        .map(|clause| clause.body.clone())
        .collect()
}

/// The second of two headings of one part, both with words below.
fn headings(lint: &Lint<'_>) -> Vec<Range<usize>> {
    let clauses = &lint.reading.outline.clauses;
    let mut seen = BTreeSet::new();
    let headings = clauses
        .iter()
        .enumerate()
        .filter(|(at, clause)| clause.is_heading && clauses.get(at + 1).is_some_and(|next| !next.is_heading));
    headings
        .filter(|(_, clause)| {
            let said = lint.lowered(&clause.body).trim().trim_end_matches([':', '.']);
            said.split_whitespace().nth(1).is_some() && !seen.insert((clause.parent, said))
        })
        .map(|(_, clause)| clause.body.clone())
        .collect()
}
