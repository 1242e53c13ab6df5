//! Words that point to another part of the text that is not there, or elsewhere; and lines that tear what is above.

use super::{Finding, Lint};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A part that is called by its heading: `the “Your Rights” section`, `Section “Contact”`.
#[expect(clippy::unwrap_used, reason = "the pattern is written here; a test reads with it")]
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:\bthe [“"]([^”"]{3,60})[”"] (?:section|part|clause)\b)|(?:\bsection [“"]([^”"]{3,60})[”"])"#,
    )
    .unwrap()
});

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    findings.extend(Finding::of_care(
        "reference.missing",
        "the words point to a part of the notice that is not there, or not where they say",
        "point to the part by its heading or number as printed",
        lint.sentences_with(&["section"])
            .filter(|sentence| points_nowhere(lint, sentence))
            .cloned()
            .chain(numbers_nowhere(lint))
            .collect(),
    ));
    findings.extend(Finding::of_care(
        "text.torn_line",
        "a line repeats the end of the one above",
        "take the torn line out",
        torn(lint),
    ));
}

fn points_nowhere(lint: &Lint<'_>, sentence: &Range<usize>) -> bool {
    let said = lint.words(sentence);
    if !["“", "\""].iter().any(|mark| said.contains(mark)) {
        return false;
    }
    let clauses = &lint.reading.outline.clauses;
    let Some(name) = CALLED.captures(said).and_then(|found| found.get(1).or_else(|| found.get(2))) else {
        return false;
    };
    // A part of another page.
    let elsewhere = lint.lowered(sentence);
    if ["our website", "http", "our site", "terms of"].iter().any(|words| elsewhere.contains(words)) {
        return false;
    }
    let name = name.as_str().to_lowercase();
    let heads = |range: &Range<usize>| {
        let heading = lint.lowered(range).trim().trim_end_matches(['.', ':']);
        let before =
            heading.strip_suffix(&name).is_some_and(|before| before.is_empty() || before.ends_with(' '));
        before || heading.strip_prefix(&name).is_some_and(|after| after.starts_with(' '))
    };
    let found = clauses.iter().find(|clause| match &clause.lead {
        Some(lead) => heads(lead),
        None => clause.is_heading && heads(&clause.body),
    });
    match found {
        None => true,
        // At the end, and it stands before.
        Some(clause) => {
            lint.lowered(sentence).contains("at the end") && clause.range.start < lint.text.len() / 2
        }
    }
}

/// A part that is called by a number of this text: `clause 7 above`, `pursuant to clauses 5 and 6`.
#[expect(clippy::unwrap_used, reason = "the pattern is written here; a test reads with it")]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:clauses?|sections?|paragraphs?) (\d+(?:\.\d+)*)(?: and \d+)? (?:above|below|hereof|of this (?:policy|notice))|\bpursuant to clauses? (\d+(?:\.\d+)*)",
    )
    .unwrap()
});

/// Of these a sentence has one that points so. Letters that others fold to are left out.
const POINTING: [&str; 5] = [" above", " below", " hereof", " of thi", "uant to clau"];

/// Sentences that point to a number, in a text that numbers nothing so.
fn numbers_nowhere(lint: &Lint<'_>) -> Vec<Range<usize>> {
    let labelled = |number: &str| {
        lint.reading.outline.clauses.iter().any(|clause| {
            clause.label.as_ref().is_some_and(|label| label.trim_end_matches(['.', ')']) == number)
                || clause.id == number
        })
    };
    lint.sentences_with(&["clause", "section", "paragraph"])
        .filter(|sentence| POINTING.iter().any(|words| lint.lowered(sentence).contains(words)))
        .filter(|sentence| {
            NUMBERED.captures_iter(lint.words(sentence)).any(|found| {
                let number = found.get(1).or_else(|| found.get(2));
                number.is_some_and(|number| !labelled(number.as_str()))
            })
        })
        .cloned()
        .collect()
}

/// A line whose words are the last ones of the line above.
fn torn(lint: &Lint<'_>) -> Vec<Range<usize>> {
    const SHORTEST: usize = 20;
    let clauses = &lint.reading.outline.clauses;
    let pairs = clauses.windows(2).filter_map(|pair| match pair {
        [before, after] => Some((before, after)),
        _ => None,
    });
    pairs
        .filter(|(before, after)| {
            let (above, below) = (lint.words(&before.body).trim(), lint.words(&after.body).trim());
            below.len() >= SHORTEST
                && above.len() > below.len()
                && above.ends_with(below)
                && !above.contains(" / ")
        })
        .map(|(_, after)| after.body.clone())
        .collect()
}
