//! Sentences inside one clause. Where one ends is told by its marks and what stands around them; nothing is known of
//! what it says.

use memchr::{memchr_iter, memchr3_iter};
use std::ops::Range;

/// Words that end with a dot and end no sentence.
const ABBREVIATIONS: [&str; 57] = [
    "e.g", "i.e", "etc", "inc", "ltd", "corp", "co", "llc", "no", "nos", "art", "arts", "sec", "cf", "vs",
    "approx", "mr", "mrs", "ms", "dr", "jr", "st", "u.s", "u.k", "u.s.c", "cal", "civ", "para", "incl",
    "tel", "a.m", "p.m", "resp", "jan", "feb", "aug", "sept", "dec", "v", // German ones
    "bzw", "ggf", "evtl", "vgl", "inkl", "gem", "bspw", "sog", "abs", "nr", "lit", "ca", "str", "z.b", "d.h",
    "u.a", "i.d.r", "usw",
];
/// In bytes, were each letter one of those that are written with three.
const LONGEST_ABBREVIATION: usize = 18;
/// These end a sentence when a capital follows.
const MAY_END: [&str; 7] = ["etc", "inc", "ltd", "corp", "co", "llc", "usw"];

/// The sentences of `text` between `range`, as ranges of `text`. Together with the space between them they are the
/// whole range.
#[must_use]
pub fn sentences(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let Some(said) = text.get(range.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in marks(said) {
        if at < start {
            continue;
        }
        let rest = said.get(at + 1..).unwrap_or("");
        let closed = rest.trim_start_matches(['”', '"', '’', '\'', ')', ']', '“']);
        let end = said.len() - closed.len();
        let after = closed.trim_start();
        let glued = closed.len() == after.len();
        let begins = after.chars().next().is_none_or(begins_a_sentence);
        // Where a space was lost, only a word in full before and a capital with a word after tell.
        let lost = glued && is_lost_space(said.get(..at).unwrap_or(""), after);
        if !begins || (glued && !after.is_empty() && !lost) {
            continue;
        }
        if mark == b'.' && !ends_after(said.get(start..at).unwrap_or(""), after) {
            continue;
        }
        push(&mut found, said, range.start, start..end);
        start = end;
    }
    push(&mut found, said, range.start, start..said.len());
    found
}

/// The marks that may end a sentence. An address that somebody hid ends one where its rest was lost:
/// `info (at) To delete …`.
fn marks(said: &str) -> impl Iterator<Item = (usize, u8)> {
    let hides = |at: &usize| said.get(..=*at).is_some_and(|before| before.ends_with("(at)"));
    let mut dots = memchr3_iter(b'.', b'!', b'?', said.as_bytes()).peekable();
    let mut hidden = memchr_iter(b')', said.as_bytes()).filter(hides).peekable();
    std::iter::from_fn(move || {
        let is_dot = match (dots.peek(), hidden.peek()) {
            (Some(dot), Some(hidden)) => dot < hidden,
            (dot, _) => dot.is_some(),
        };
        let at = if is_dot { dots.next() } else { hidden.next() }?;
        Some((at, *said.as_bytes().get(at)?))
    })
}

fn begins_a_sentence(one: char) -> bool {
    one.is_uppercase()
        || one.is_ascii_digit()
        || matches!(one, '“' | '"' | '‘' | '\'' | '(' | '[' | '•' | '-' | '–')
}

fn is_lost_space(before: &str, after: &str) -> bool {
    let word_before = before.chars().rev().take_while(|one| one.is_alphanumeric()).count();
    let mut following = after.chars();
    word_before >= 4
        && following.next().is_some_and(char::is_uppercase)
        && following.next().is_some_and(char::is_lowercase)
        // A host name or a file has no capital after its dot, but a product may.
        && after.contains(' ')
}

/// Whether a dot behind its words ends a sentence.
pub(super) fn ends_after(before: &str, after: &str) -> bool {
    if after.is_empty() {
        return true;
    }
    // `the Swiss-U.S. Data Privacy Framework`, `[U.S. Department of Commerce](…)`
    let parts = |one: char| one.is_whitespace() || matches!(one, '(' | '[' | '“' | '"' | '-' | '‑');
    let word = before.rsplit(parts).next().unwrap_or("");
    // No abbreviation is longer.
    if word.len() > LONGEST_ABBREVIATION {
        return true;
    }
    let is_one_of = |some: &[&str]| {
        if word.is_ascii() {
            some.iter().any(|one| one.eq_ignore_ascii_case(word))
        } else {
            some.contains(&word.to_lowercase().as_str())
        }
    };
    if is_one_of(&MAY_END) {
        return after.starts_with(char::is_uppercase);
    }
    !(is_single(word) || is_one_of(&ABBREVIATIONS))
}

/// Whether a word is one letter.
fn is_single(word: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn push(found: &mut Vec<Range<usize>>, said: &str, offset: usize, range: Range<usize>) {
    let Some(part) = said.get(range.clone()) else { return };
    let leading = part.len() - part.trim_start().len();
    let trimmed = part.trim();
    if !trimmed.is_empty() {
        let start = offset + range.start + leading;
        found.push(start..start + trimmed.len());
    }
}
