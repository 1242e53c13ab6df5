//! Coverage for a terminal.

use super::figures::percent;
use super::{Coverage, Share, Standing};
use std::fmt::Write;

/// So many characters of a sentence are shown.
const SHOWN: usize = 110;

/// The figures, then what is not carried, both ways; then each clause.
#[must_use]
pub fn text(coverage: &Coverage) -> String {
    let figures = &coverage.figures;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} {}: {} % of what the text promises is carried ({} % by words)",
        coverage.policy, coverage.version, figures.percent_of_sentences, figures.percent_of_words
    );
    let mut line = |words: &str, share: Share| {
        let _ = writeln!(
            out,
            "  {:>5} sentences {:>3} %  {:>6} words {:>3} %  {words}",
            share.sentences,
            percent(share.sentences, figures.all.sentences),
            share.words,
            percent(share.words, figures.all.words)
        );
    };
    line("carried by statements", figures.carried);
    line("promise, and no statement carries them", figures.promised);
    line("only inform", figures.information);
    if coverage.verified_at.is_some() {
        line("kept", figures.kept);
        line("broken", figures.broken);
        line("unproven", figures.unproven);
    }
    let mut heading = |words: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(out, "\n{words}\n{}", lines.concat());
        }
    };
    heading(
        "Promises without a statement:",
        coverage
            .sentences
            .iter()
            .filter(|one| one.standing == Standing::Promised)
            .map(|one| format!("  {:<12} {}\n", one.clause_id, shortened(&one.text)))
            .collect(),
    );
    heading(
        "Statements without a sentence:",
        coverage
            .statements
            .iter()
            .filter(|one| one.is_unpublished())
            .map(|one| format!("  {}\n", shortened(&one.sentence)))
            .collect(),
    );
    heading(
        "By clause, carried of what it promises:",
        coverage
            .clauses
            .iter()
            .filter(|one| one.figures.carried.sentences + one.figures.promised.sentences > 0)
            .map(|one| {
                format!(
                    "  {:>3} %  {:<12} {}\n",
                    one.figures.percent_of_sentences,
                    if one.id.is_empty() { "(beginning)" } else { &one.id },
                    shortened(&one.heading)
                )
            })
            .collect(),
    );
    out
}

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("").trim_end()),
        None => text.to_owned(),
    }
}
