//! Which lines are headings, and which words at the beginning of a clause are one.

use std::ops::Range;

const MOST_WORDS: usize = 14;
const MOST_WORDS_OF_A_LEAD: usize = 9;
/// A heading has no verb of its own. Forms that nouns do not have.
const VERBS: [&str; 44] = [
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "had",
    "may",
    "can",
    "will",
    "shall",
    "must",
    "should",
    "would",
    "could",
    "does",
    "include",
    "includes",
    "including",
    "means",
    "collects",
    "explains",
    "applies",
    "describes",
    "says",
    "isn't",
    "don't",
    "doesn't",
    "aren't",
    "won't",
    "cannot",
    "found",
    "following",
    "follows",
    "either",
    "such",
    "below",
    "reads",
    "find",
    "take",
    "takes",
    "rely",
    "states",
];

/// Whether words could be a heading: few, beginning with a capital, without a verb, not ending as a sentence does.
/// Questions and what is written in capitals may have verbs.
pub(super) fn could_be(words: &str) -> bool {
    let words = behind_letter(words.trim().trim_matches(['*', '_']));
    let first = words.trim_start_matches(['“', '"', '‘', '\'']).chars().next();
    if !first.is_some_and(|first| first.is_uppercase() || first.is_ascii_digit())
        || words.ends_with([';', ','])
        || words.ends_with("; and")
        || words.ends_with("; or")
    {
        return false;
    }
    if has_more_words(words, MOST_WORDS) {
        return false;
    }
    if words.ends_with('?') {
        return true;
    }
    let shouted = words.chars().any(char::is_alphabetic) && !words.chars().any(char::is_lowercase);
    if words.ends_with('.') {
        return shouted;
    }
    let asks =
        ["How ", "What ", "Why ", "When ", "Where ", "Who "].iter().any(|word| words.starts_with(word));
    shouted || asks || !has_verb(words)
}

/// Whether there are more words than so many. A paragraph need not be counted to its end.
fn has_more_words(words: &str, most: usize) -> bool {
    words.split_whitespace().nth(most).is_some()
}

/// What stands behind a letter with a number that labels it: `A6. How long it is kept`.
fn behind_letter(words: &str) -> &str {
    let rest = words.strip_prefix(|one: char| one.is_ascii_uppercase()).unwrap_or("");
    let number = rest.trim_start_matches(|one: char| one.is_ascii_digit());
    match number.strip_prefix(['.', ')', ':']) {
        Some(said) if number.len() < rest.len() && said.starts_with(' ') => said.trim_start(),
        _ => words,
    }
}

/// The same of words behind a label, which may end with a dot.
pub(super) fn could_be_numbered(words: &str) -> bool {
    let bare = words.trim().trim_end_matches([':', '.']);
    could_be(bare)
        // `8.2 Accounting vouchers: ten years.` says something.
        && !(words.trim().ends_with('.') && bare.contains(": "))
        && (!words.trim().ends_with('.')
            || bare.split_whitespace().count() <= 8 && !bare.contains([',', '(']) && !speaks(bare))
}

/// Whether somebody speaks or is spoken to, or does something, as in a sentence.
fn speaks(words: &str) -> bool {
    const SAYS: [&str; 15] = [
        "we", "you", "they", "it", "us", "uses", "provides", "remains", "retains", "keeps", "sends", "gives",
        "gets", "becomes", "expires",
    ];
    words.split_whitespace().any(|word| SAYS.iter().any(|one| one.eq_ignore_ascii_case(word)))
}

/// Whether words that are set as a heading are a sentence in which somebody does something.
pub(super) fn is_sentence(words: &str) -> bool {
    words.ends_with(['.', ':']) && has_more_words(words, MOST_WORDS_OF_A_LEAD) && speaks(words)
}

/// Whether a verb stands in it, and so it is no heading.
#[must_use]
pub fn has_verb(words: &str) -> bool {
    words.split(|one: char| !(one.is_alphanumeric() || matches!(one, '\'' | '’' | '-'))).any(|word| {
        if word.is_ascii() {
            VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(word))
        } else {
            VERBS.contains(&word.to_lowercase().replace('’', "'").as_str())
        }
    })
}

/// The words at the beginning of a clause that say what it is about: up to the first `.` or `:`, when they could be
/// a heading and more follows.
pub(super) fn lead(text: &str, body: &Range<usize>) -> Option<Range<usize>> {
    let said = text.get(body.clone())?;
    // Dashes and curly quotes begin with the same byte, and with it nothing else does that is common.
    let may_mark = |(_, byte): &(usize, u8)| matches!(byte, b'.' | b':' | b'?' | b'-' | 0xe2);
    let mut marks = said
        .bytes()
        .enumerate()
        .filter(may_mark)
        .filter_map(|(at, _)| Some((at, said.get(at..)?.chars().next()?)))
        .filter(|(_, one)| matches!(one, '.' | ':' | '?' | '–' | '—' | '-'));
    let end = marks.find_map(|(at, one)| {
        let after = said.get(at + one.len_utf8()..)?;
        if !after.starts_with(char::is_whitespace) {
            return None;
        }
        match one {
            // After an abbreviation the sentence goes on in small letters.
            '.' if after.trim_start().starts_with(char::is_lowercase) => None,
            '-' if !said.get(..at)?.ends_with(' ') => None,
            _ => Some(at + one.len_utf8()),
        }
    })?;
    let words = said.get(..end)?;
    let bare = words.trim_end_matches(['.', ':', '–', '—', '-']).trim();
    let rest = said.get(end..)?.trim();
    let count = bare.split_whitespace().take(MOST_WORDS_OF_A_LEAD + 1).count();
    let short = count <= MOST_WORDS_OF_A_LEAD && bare.chars().count() >= 3;
    let abbreviated = words.ends_with('.')
        && bare.rsplit([' ', '.']).next().is_some_and(|last| last.chars().count() < 3 && count < 2);
    let asked = words.ends_with('?');
    (short && !rest.is_empty() && could_be(bare) && !abbreviated && (asked || !speaks(bare)))
        .then(|| body.start..body.start + end)
}
