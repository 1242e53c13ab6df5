//! A report as one self-contained page: the published text with each sentence marked.

use crate::package::escape;
use crate::report::{PromiseReport, Report};
use probity_policy::published::Published;
use probity_vocabulary::PromiseState;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("report.css");

/// The page. Nothing in it is fetched from anywhere.
#[must_use]
pub fn page(report: &Report, published: Option<&Published>) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Promises of {0}</title><style>{STYLE}</style></head><body>\n<header><h1>Promises of {0} <small>{1}</small></h1>\
         <p>Looked at on <time datetime=\"{2}\">{2}</time>.{3}</p>\n",
        escape(&report.policy),
        escape(&report.version),
        report.at,
        if report.test_clock { " <strong>On a test clock.</strong>" } else { "" },
    );
    counts(&mut out, report);
    out.push_str("</header>\n<main>\n");
    if let Some(published) = published {
        text(&mut out, report, published);
    }
    promises(&mut out, report);
    out.push_str("</main></body></html>\n");
    out
}

fn counts(out: &mut String, report: &Report) {
    out.push_str("<ul class=\"counts\">");
    for state in [PromiseState::Kept, PromiseState::Broken, PromiseState::Unproven] {
        let count = report.counts.get(&state).copied().unwrap_or(0);
        let _ = write!(out, "<li class=\"{0}\"><b>{count}</b> {0}</li>", state.word());
    }
    out.push_str("</ul>\n");
}

/// The state of a clause: broken if one promise is, kept if all are, unproven otherwise.
fn of_clause(promises: &[&PromiseReport]) -> PromiseState {
    if promises.iter().any(|promise| promise.state == PromiseState::Broken) {
        PromiseState::Broken
    } else if promises.iter().all(|promise| promise.state == PromiseState::Kept) {
        PromiseState::Kept
    } else {
        PromiseState::Unproven
    }
}

fn text(out: &mut String, report: &Report, published: &Published) {
    let mut by_clause: BTreeMap<&str, Vec<&PromiseReport>> = BTreeMap::new();
    for promise in &report.promises {
        for clause in &promise.clauses {
            by_clause.entry(clause).or_default().push(promise);
        }
    }
    out.push_str("<section aria-labelledby=\"text\"><h2 id=\"text\">The published text</h2>\n");
    for clause in published.clauses() {
        let promises = by_clause.get(clause.label.as_str()).map_or(&[][..], Vec::as_slice);
        let (class, word) = match promises {
            [] => ("silent", "no promise"),
            some => (of_clause(some).word(), of_clause(some).word()),
        };
        let label = if clause.label.is_empty() {
            String::new()
        } else {
            format!("<span class=\"label\">{}</span> ", escape(&clause.label))
        };
        let _ = write!(out, "<div class=\"clause\"><p>{label}");
        for sentence in &clause.sentences {
            let words = published.text().get(sentence.clone()).unwrap_or("");
            let _ = write!(
                out,
                "<mark class=\"{class}\">{}<span class=\"sr\"> ({word})</span></mark> ",
                escape(words)
            );
        }
        out.push_str("</p>");
        if !promises.is_empty() {
            let noun = if promises.len() == 1 { "promise" } else { "promises" };
            let _ = write!(out, "<details><summary>{} {noun}</summary><ul>", promises.len());
            for promise in promises {
                let _ = write!(
                    out,
                    "<li class=\"{0}\"><a href=\"#{1}\">{1}</a>: {0}</li>",
                    promise.state.word(),
                    escape(&promise.id)
                );
            }
            out.push_str("</ul></details>");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</section>\n");
}

fn promises(out: &mut String, report: &Report) {
    out.push_str("<section aria-labelledby=\"promises\"><h2 id=\"promises\">The promises</h2>\n");
    for promise in &report.promises {
        let clauses: Vec<String> =
            promise.clauses.iter().map(|clause| format!("§{}", escape(clause))).collect();
        let _ = write!(
            out,
            "<article class=\"promise {state}\" id=\"{id}\"><h3>{id} <span class=\"state\">{state}</span></h3>\
             <p><code>{sentence}</code> {clauses}</p><p>{because}. <small>{kind}, {class}</small></p>",
            state = promise.state.word(),
            id = escape(&promise.id),
            sentence = escape(&promise.sentence),
            clauses = clauses.join(" "),
            because = escape(&promise.because),
            kind = escape(&promise.kind),
            class = promise.class.word(),
        );
        if !promise.evidence.is_empty() {
            let _ = write!(out, "<details><summary>Evidence ({})</summary><ul>", promise.evidence.len());
            for one in &promise.evidence {
                let _ = write!(
                    out,
                    "<li>{} of <b>{}</b>: <code>{}</code> → {} <small>sha-256 {}, {}</small></li>",
                    escape(&one.kind),
                    escape(&one.of),
                    escape(&one.question),
                    escape(&one.answer),
                    one.answer_hash,
                    one.at,
                );
            }
            out.push_str("</ul></details>");
        }
        out.push_str("</article>\n");
    }
    out.push_str("</section>\n");
}
