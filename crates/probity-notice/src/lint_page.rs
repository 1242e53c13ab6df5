//! Faults beside the text, as one page: what is missing first, then the text clause by clause with its faults next to it.
//! No script, nothing fetched; on paper too.
//!
//! INVARIANT (EVERYTHING-ESCAPED): every text of the notice passes through `escaped`.

use crate::{Clause, Reading};
use crate::{Finding, Severity};
use probity_source::page::{self, Styles, escaped};
use std::fmt::Write;
use std::ops::Range;

/// The page of a text's faults; `name` says which text it is.
#[must_use]
pub fn lint_page(name: &str, text: &str, reading: &Reading, findings: &[Finding]) -> String {
    let mut out = page::opened(&format!("Faults of {name}"), Styles::Inside(include_str!("lint_page.css")));
    let _ = writeln!(
        out,
        "<header>\n<p class=\"eyebrow\">{}</p>\n<h1>What is wrong with this text</h1>",
        escaped(name)
    );
    out.push_str("<p class=\"lead\">Each fault stands beside its words, with what to write instead. They were found by rules alone; whether one matters, a person decides.</p>\n<ul class=\"tiles\">\n");
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        let class = match (severity, count) {
            (_, 0) => "good",
            (Severity::Critical | Severity::High, _) => "bad",
            _ => "warn",
        };
        let _ = writeln!(
            out,
            "<li class=\"{class}\"><strong>{count}</strong><span>{}</span></li>",
            word(severity)
        );
    }
    out.push_str("</ul>\n</header>\n<main>\n");
    let numbered: Vec<(usize, &Finding)> = (1_usize..).zip(findings).collect();
    let missing: Vec<&(usize, &Finding)> =
        numbered.iter().filter(|(_, finding)| finding.evidence.is_empty()).collect();
    if !missing.is_empty() {
        out.push_str("<section>\n<h2>What is missing</h2>\n<ul class=\"faults\">\n");
        for (number, finding) in missing {
            fault(&mut out, *number, finding);
        }
        out.push_str("</ul>\n</section>\n");
    }
    out.push_str("<section>\n<h2>The text</h2>\n");
    for clause in &reading.outline.clauses {
        row(&mut out, text, clause, &numbered);
    }
    out.push_str(
        "</section>\n</main>\n<footer><p>Made from the text alone, the same every time.</p></footer>\n",
    );
    out.push_str(page::CLOSED);
    out
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

fn fault(out: &mut String, number: usize, finding: &Finding) {
    let class = match finding.severity {
        Severity::Critical | Severity::High => "stops",
        Severity::Medium => "cascades",
        Severity::Low => "",
    };
    let _ = write!(
        out,
        "<li id=\"f{number}\"><p><span class=\"number\">{number}</span> <span class=\"tag {class}\">{}</span> <strong>{}</strong></p><p><b>Instead:</b> {}.</p><p class=\"law\"><code>{}</code>",
        word(finding.severity),
        escaped(&finding.message),
        escaped(finding.instead),
        finding.code
    );
    if let Some(law) = finding.law {
        let _ = write!(out, " · {}", escaped(law));
    }
    out.push_str("</p></li>\n");
}

/// A clause with the faults whose first words stand in it.
fn row(out: &mut String, text: &str, clause: &Clause, findings: &[(usize, &Finding)]) {
    let within = |range: &Range<usize>| range.start >= clause.range.start && range.start < clause.range.end;
    let mut places: Vec<(Range<usize>, usize)> = findings
        .iter()
        .flat_map(|(number, finding)| finding.evidence.iter().map(|range| (range.clone(), *number)))
        .filter(|(range, _)| within(range))
        .collect();
    places.sort_by_key(|(range, number)| (range.start, range.end, *number));
    let tag = if clause.is_heading { "h3" } else { "p" };
    let _ = write!(out, "<div class=\"row\">\n<div class=\"said\"><{tag}>");
    if let Some(label) = &clause.label {
        let _ = write!(out, "<span class=\"label\">{}</span> ", escaped(label));
    }
    let mut at = clause.body.start;
    for (range, number) in &places {
        let (start, end) = (range.start.max(at), range.end.min(clause.body.end));
        let words = |from: usize, to: usize| escaped(text.get(from..to).unwrap_or(""));
        if start < end {
            let _ = write!(out, "{}<mark>{}</mark>", words(at, start), words(start, end));
            at = end;
        }
        let _ =
            write!(out, "<a class=\"ref\" href=\"#f{number}\" aria-label=\"fault {number}\">{number}</a>");
    }
    let _ = writeln!(out, "{}</{tag}></div>", escaped(text.get(at..clause.body.end).unwrap_or("")));
    let first: Vec<&(usize, &Finding)> =
        findings.iter().filter(|(_, finding)| finding.evidence.first().is_some_and(within)).collect();
    if !first.is_empty() {
        out.push_str("<ul class=\"faults\">\n");
        for (number, finding) in first {
            fault(out, *number, finding);
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</div>\n");
}
