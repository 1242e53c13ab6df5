//! Which lines are headings, and which words at the beginning of a clause are one.

use super::sentence;
use std::ops::Range;

const MOST_WORDS: usize = 14;
const MOST_WORDS_OF_A_LEAD: usize = 9;
const FEWEST_FIGURES_DIALLED: usize = 7;
/// A heading has no verb of its own. Forms that nouns do not have.
fn verbs_from(letter: u8) -> &'static [&'static str] {
    match letter.to_ascii_lowercase() {
        b'a' => &["are", "aren't", "applies"],
        b'b' => &["be", "been", "below"],
        b'c' => &["can", "could", "cannot", "collects"],
        b'd' => &["does", "doesn't", "don't", "describes"],
        b'e' => &["either", "explains"],
        b'f' => &["find", "found", "follows", "following"],
        b'h' => &["has", "had"],
        b'i' => &["is", "isn't", "include", "includes", "including"],
        b'm' => &["may", "must", "means"],
        b'r' => &["rely", "reads"],
        b's' => &["shall", "should", "such", "says", "states"],
        b't' => &["take", "takes"],
        b'w' => &["was", "were", "will", "would", "won't"],
        _ => &[],
    }
}

/// Whether words could be a heading: few, beginning with a capital, without a verb, not ending as a sentence does.
/// Questions and what is written in capitals may have verbs.
pub(super) fn could_be(words: &str) -> bool {
    let words = behind_letter(words.trim().trim_matches(['*', '_']));
    if !begins(words) || words.ends_with([';', ',']) || words.ends_with("; and") || words.ends_with("; or") {
        return false;
    }
    let shouted = || words.chars().any(char::is_alphabetic) && !words.chars().any(char::is_lowercase);
    if words.ends_with('.') {
        return shouted() && !has_more_words(words, MOST_WORDS);
    }
    if has_more_words(words, MOST_WORDS) {
        return false;
    }
    if words.ends_with('?') {
        return true;
    }
    if is_address(words) {
        return false;
    }
    // `We do not use cookies` answers what the heading before it asks.
    if words.starts_with("We do not ") {
        return false;
    }
    let asks =
        ["How ", "What ", "Why ", "When ", "Where ", "Who "].iter().any(|word| words.starts_with(word));
    asks || !has_verb(words) || shouted()
}

/// Whether words say where somebody is: a name, a street and a place, figures to dial, or a label with a mail address.
fn is_address(words: &str) -> bool {
    let figures = words.bytes().filter(u8::is_ascii_digit).count();
    let is_dialled = words.rsplit(": ").next().is_some_and(|said| {
        said.starts_with(['+', '(', '0'])
            && figures >= FEWEST_FIGURES_DIALLED
            && !said.contains(char::is_alphabetic)
    });
    let parts = words.split(", ").count();
    let is_placed = parts >= 3
        && figures > 0
        && !words.contains("Art")
        && !words.starts_with(|one: char| one.is_ascii_digit());
    let is_mailed = words.contains(": ") && (words.contains('@') || words.contains("[email"));
    is_dialled || is_placed || is_mailed
}

/// Whether words begin as a heading does: with a capital or a figure.
fn begins(words: &str) -> bool {
    let first = words.trim_start_matches(['“', '"', '‘', '\'']).chars().next();
    first.is_some_and(|first| first.is_uppercase() || first.is_ascii_digit())
}

/// Whether there are more words than so many. A paragraph need not be counted to its end, and most often its first bytes
/// tell.
fn has_more_words(words: &str, most: usize) -> bool {
    const FIRST: usize = 128;
    let bytes = words.as_bytes();
    let first = bytes.get(..FIRST).unwrap_or(bytes);
    let begins_a_word = |(space, letter): (&u8, &u8)| u8::from(*space == b' ' && letter.is_ascii_graphic());
    let begun = first.iter().zip(first.iter().skip(1)).map(begins_a_word).fold(0, u8::wrapping_add);
    usize::from(begun) > most || words.split_whitespace().nth(most).is_some()
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
    const SAYS: [&str; 16] = [
        "we", "you", "they", "it", "us", "have", "uses", "provides", "remains", "retains", "keeps", "sends",
        "gives", "gets", "becomes", "expires",
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
    let is_verb = |word: &str| {
        let letter = word.bytes().next().unwrap_or(0);
        verbs_from(letter).iter().any(|verb| verb.eq_ignore_ascii_case(word))
    };
    words.split(|one: char| !(one.is_alphanumeric() || matches!(one, '\'' | '’' | '-'))).any(|word| {
        if word.is_ascii() { is_verb(word) } else { is_verb(&word.to_lowercase().replace('’', "'")) }
    })
}

/// The words at the beginning of a clause that say what it is about: up to the first `.` or `:`, when they could be
/// a heading and more follows.
pub(super) fn lead(text: &str, body: &Range<usize>) -> Option<Range<usize>> {
    let said = text.get(body.clone())?;
    if !begins(said.trim_start().trim_start_matches(['*', '_'])) {
        return None;
    }
    let end = end_of_lead(said)?;
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

/// Where the words end that may head what is said: behind the first mark that ends a word. More words than those of a
/// lead and the mark, which may stand alone, need not be looked at.
fn end_of_lead(said: &str) -> Option<usize> {
    let mut at = 0;
    for _ in 0..=MOST_WORDS_OF_A_LEAD {
        let rest = said.get(at..)?;
        let rest = rest.trim_start();
        let begins = said.len() - rest.len();
        let (word, after) = rest.split_at_checked(rest.find(char::is_whitespace)?)?;
        at = said.len() - after.len();
        let ends = match word.chars().next_back()? {
            // After an abbreviation the sentence goes on in small letters, or with a name: `the EU-U.S. Privacy Shield`.
            '.' => {
                let (before, after) = (word.strip_suffix('.')?, after.trim_start());
                !after.starts_with(char::is_lowercase) && sentence::ends_after(before, after)
            }
            '-' => word == "-" && said.get(..begins)?.ends_with(' '),
            ':' | '?' | '–' | '—' => true,
            _ => false,
        };
        if ends {
            return Some(at);
        }
    }
    None
}
