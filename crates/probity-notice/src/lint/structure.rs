//! Faults of the text as a text: torn headings, empty lists, two versions in a line, words twice.

use super::finding::Severity::{Low, Medium};
use super::{Finding, Lint};
use memchr::memmem;
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).unwrap());
    };
}

pattern!(VERSION, r"(?i)\bversion(?: no\.?| number)?:? ?v?\d+(?:\.\d+)+");
pattern!(LABEL_INSIDE, r"\S \d{1,2}\. [A-Z]");
pattern!(
    EMPTY,
    r"(?i)\b(?:here|following|follows|below|include|includes|including|such as|purposes|objectives|ways|cookies|browsers|data|principles|which may include)\s*:$"
);

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    versions(lint, findings);
    headings(lint, findings);
    lists(lint, findings);
    repeated_words(lint, findings);
    typos(lint, findings);
    order(lint, findings);
    twice(lint, findings);
}

fn push(
    findings: &mut Vec<Finding>,
    code: &'static str,
    severity: super::Severity,
    message: &str,
    instead: &'static str,
    evidence: Vec<Range<usize>>,
) {
    if !evidence.is_empty() {
        findings.push(Finding { code, severity, message: message.to_owned(), law: None, instead, evidence });
    }
}

fn versions(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let head =
        lint.text.char_indices().nth(2_000).map_or(lint.text, |(end, _)| lint.text.get(..end).unwrap_or(""));
    let found: Vec<Range<usize>> = VERSION.find_iter(head).map(|found| found.range()).collect();
    if let [first, .., last] = found.as_slice()
        && lint.words(first) != lint.words(last)
    {
        push(
            findings,
            "version.duplicate_line",
            Medium,
            "two versions are printed, and it is not clear which holds",
            "print the version that holds, alone",
            std::iter::once(first.start..last.end).collect(),
        );
    }
}

fn headings(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let torn: Vec<Range<usize>> = lint
        .reading
        .outline
        .clauses
        .iter()
        .filter(|clause| clause.is_heading && clause.label.is_some())
        .filter(|clause| LABEL_INSIDE.is_match(lint.words(&clause.body)))
        .map(|clause| clause.range.clone())
        .collect();
    push(
        findings,
        "heading.mangled",
        Low,
        "a heading has the remains of another one in it",
        "write the heading once",
        torn,
    );
    let mut lost = Vec::new();
    let clauses = &lint.reading.outline.clauses;
    for pair in clauses.windows(2) {
        let [before, after] = pair else { continue };
        let gap = after.lines.0.saturating_sub(before.lines.1);
        if after.is_detached && gap > 2 {
            lost.push(after.range.clone());
        }
    }
    push(
        findings,
        "heading.missing",
        Low,
        "a part begins without a heading: one was lost",
        "give the part its heading again",
        lost,
    );
}

fn lists(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let clauses = &lint.reading.outline.clauses;
    let mut empty = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let said = lint.words(&clause.body).trim_end();
        if clause.is_heading
            || !said.ends_with(':')
            || said.split_whitespace().count() < 4 && !EMPTY.is_match(said)
        {
            continue;
        }
        let followed = clauses.get(index + 1).is_some_and(|next| {
            let below = next.parent == Some(index) && next.label.is_some();
            // Parts of the same section that a label or a letter numbers are the list.
            let numbered = clause.label.is_none()
                && next.label.is_some()
                && next.parent == clause.parent
                && !next.is_heading;
            let noted =
                ["Note", "However", "But "].iter().any(|word| lint.words(&next.body).starts_with(word));
            // A part of its own below, with its heading.
            let part = next.is_heading && next.parent == clause.parent && clause.parent.is_some();
            let led = !noted && next.lead.is_some() && !next.is_item && next.label.is_none();
            let lettered =
                next.label.as_ref().is_some_and(|label| label.contains(')')) && next.parent.is_some();
            // Lines that are no sentences, such as an address, or the rows of a table.
            let words = lint.words(&next.body);
            let is_line = || {
                next.label.is_none()
                    && words.split_whitespace().nth(15).is_none()
                    && words.contains([',', '|'])
                    && !probity_text::has_verb(words)
            };
            next.is_item
                || below
                || numbered
                || led
                || lettered
                || part
                || words.starts_with('|')
                || words.contains(" / ")
                || is_line()
                || (!next.is_heading && !noted && is_like_an_item(words))
        });
        let short_last = said.rsplit(['.', ';']).next().unwrap_or(said);
        if !followed && (probity_text::has_verb(short_last) || speaks(short_last)) {
            let start = clause.body.start + said.len() - short_last.trim_start().len();
            empty.push(start..clause.body.start + said.len());
        }
    }
    for range in empty {
        push(
            findings,
            "list.empty",
            Medium,
            "a list is announced, and nothing follows",
            "write the list, or take its announcement away",
            vec![range],
        );
    }
}

/// Whether a line below an announcement is one of what was announced, though its bullet was lost: a purpose, some data,
/// an address, or words and what is said of them.
fn is_like_an_item(words: &str) -> bool {
    const NAME: usize = 8;
    const SHORT: usize = 15;
    let words = words.trim();
    let count = |part: &str| part.split_whitespace().count();
    let purpose = words.strip_prefix("To ").is_some_and(|rest| rest.starts_with(char::is_lowercase))
        && ![", visit", ", you", ", we", ", please", ", see"].iter().any(|main| words.contains(main));
    let named = words
        .split_once([':', '–', '—'])
        .is_some_and(|(name, rest)| count(name) <= NAME && !rest.trim().is_empty() && !speaks(name));
    let enumerated = words.ends_with([';', ',']) || words.ends_with("; and") || words.ends_with("; or");
    let bare = count(words) <= SHORT && !probity_text::has_verb(words) && !words.ends_with('.');
    let placed = words.contains('@') || words.starts_with('(') || words.starts_with(['•', '·', '-', '–']);
    let small = words.starts_with(char::is_lowercase);
    purpose || named || enumerated || bare || placed || small
}

/// Whether somebody acts in it, and so it is no heading.
fn speaks(words: &str) -> bool {
    let small = words.to_lowercase();
    small
        .split(", ")
        .any(|part| ["we ", "you ", "find out "].iter().any(|word| part.trim_start().starts_with(word)))
}

fn repeated_words(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const MAY_REPEAT: [&str; 4] = ["that", "had", "long", "very"];
    let mut found = Vec::new();
    let mut numbers: Vec<usize> =
        lint.worded.repeats().filter_map(|at| lint.sentence_around(&(at..at + 1))).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for sentence in numbers.into_iter().filter_map(|number| lint.sentences.get(number)) {
        let said = lint.words(sentence);
        let (mut last, mut start) = (0..0, 0);
        for end in memchr::memchr_iter(b' ', said.as_bytes()).chain([said.len()]) {
            let (before, word) = (said.get(last.clone()).unwrap_or(""), said.get(start..end).unwrap_or(""));
            if before.eq_ignore_ascii_case(word)
                && word.len() > 1
                && word.chars().all(char::is_alphabetic)
                && !MAY_REPEAT.contains(&word.to_lowercase().as_str())
            {
                found.push(sentence.start + last.start..sentence.start + end);
            }
            last = start..end;
            start = end + 1;
        }
    }
    push(findings, "text.typo", Low, "a word is written twice", "write it once", found);
}

fn typos(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    const WRONG: [&str; 29] = [
        "was accesses",
        "IP direction",
        "privacy police",
        "Privacy Police",
        "right to ppt",
        " at[email",
        ")(,",
        "recieve",
        "informations",
        "datas",
        "occured",
        "seperate",
        "personnal",
        "adress ",
        "confident information",
        "Personal Date",
        "does not uses",
        "This Services ",
        "this Services ",
        "becase",
        "becuase",
        "publically",
        "accomodate",
        "untill ",
        " belowof",
        "collction",
        "responsability",
        "garantee",
        "neccessary",
    ];
    let found = WRONG.into_iter().filter(|words| lint.letters.may_have(words)).flat_map(|words| {
        let places = memmem::find_iter(lint.text.as_bytes(), words);
        places.map(|at| at..at + words.len())
    });
    let found = found.collect();
    push(findings, "text.misspelt", Low, "words are misspelt", "correct them", found);
}

fn order(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let mut wrong = Vec::new();
    // By their length first, which tells most of them apart.
    let mut last: BTreeMap<(usize, &str), u32> = BTreeMap::new();
    let mut last_label = "";
    let mut begun = false;
    for clause in lint.reading.outline.clauses.iter().filter(|clause| clause.label.is_some()) {
        let (above, number) = clause.id.rsplit_once('.').unwrap_or(("", clause.id.as_str()));
        let label_before = std::mem::replace(&mut last_label, &clause.id);
        let Ok(number) = number.parse::<u32>() else {
            // Letters begin anew below each announcement.
            let lettered =
                clause.label.as_ref().is_some_and(|label| label.starts_with('(') || label.ends_with(')'));
            if clause.id.contains('#') && !lettered {
                wrong.push(clause.range.start..clause.body.start);
            }
            continue;
        };
        let before = last.insert((above.len(), above), number);
        // Deeper than its neighbours, and no first: `5.1.4.3.12` behind `5.1.4.11`.
        let first_of_deeper = before.is_none()
            && above.contains('.')
            && label_before.starts_with(above.rsplit_once('.').map_or("", |(above, _)| above))
            && !label_before.is_empty()
            && label_before != above;
        let begins_late = !above.contains('.')
            && last.len() == 1
            && !begun
            && clause.id.split('.').next().is_some_and(|top| top.parse::<u32>().is_ok_and(|top| top > 1));
        begun = true;
        // Where the first number is not one, parts before it may be elsewhere; later ones must follow.
        if before.is_some_and(|before| before.checked_add(1) != Some(number))
            || (first_of_deeper && number > 1)
            || begins_late
        {
            wrong.push(clause.range.start..clause.body.start);
        }
    }
    push(
        findings,
        "clause.out_of_order",
        Low,
        "clause numbers do not follow each other",
        "number the clauses in order",
        wrong,
    );
}

/// The same item in two lists.
fn twice(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let items = lint.reading.outline.clauses.iter().filter(|clause| clause.is_item);
    let items: Vec<(&Range<usize>, Cow<'_, str>)> =
        items.map(|item| (&item.body, small(lint, &item.body))).collect();
    // By their length first, which nearly always tells them apart.
    let mut seen: BTreeMap<(usize, &str), (&Range<usize>, &str)> = BTreeMap::new();
    for (item, said) in &items {
        let is_row = said.contains(" / ");
        let key = said.split(" / ").next().filter(|_| is_row).unwrap_or(said).trim();
        if key.is_empty() || (!is_row && key.split_whitespace().nth(2).is_none()) {
            continue;
        }
        match seen.get(&(key.len(), key)) {
            Some((first, other)) if is_row => {
                if expiry(other) != expiry(said) || lint.sections_differ(first, item) {
                    push(
                        findings,
                        "cookie.listed_twice",
                        Medium,
                        "a cookie is listed twice, with different lifetimes or purposes",
                        "list it once, with the lifetime that it has",
                        vec![(*first).clone(), (*item).clone()],
                    );
                }
            }
            Some((first, _)) if lint.sections_differ(first, item) && lint.is_purpose(first) => {
                push(
                    findings,
                    "purpose.two_bases",
                    Low,
                    "the same purpose stands under two legal bases",
                    "give each purpose one basis",
                    vec![(*first).clone(), (*item).clone()],
                );
            }
            Some(_) => {}
            None => {
                seen.insert((key.len(), key), (item, said));
            }
        }
    }
}

/// What an item says, in small letters.
fn small<'l>(lint: &'l Lint<'_>, range: &Range<usize>) -> Cow<'l, str> {
    let said = lint.words(range).trim_end_matches([';', ',', '.']);
    if said.is_ascii() {
        Cow::Borrowed(lint.lowered(&(range.start..range.start + said.len())))
    } else {
        Cow::Owned(said.to_lowercase())
    }
}

fn expiry(entry: &str) -> &str {
    entry.rsplit('/').next().unwrap_or("").trim().trim_end_matches(['.', ';'])
}
