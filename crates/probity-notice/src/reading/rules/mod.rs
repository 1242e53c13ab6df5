//! The rules, by what they are about.

mod beside;
mod gathering;
mod keeping;
mod other;
mod plain;
mod remaining;
mod rights;
mod sharing;

use super::rule::{Built, Rule};
use super::words;
use crate::matching::{Literals, Scanner};
use std::sync::LazyLock;

/// Every rule, and what finds the words that they ask for.
pub(super) struct Book {
    pub(super) rules: Vec<Built>,
    pub(super) scanner: Scanner,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut literals = Literals::default();
    let rules: Vec<Built> = all().map(|rule| Built::new(rule, &mut literals)).collect();
    let scanner = Scanner::new(&literals, words::terms());
    Book { rules, scanner }
});

fn all() -> impl Iterator<Item = Rule> {
    [
        gathering::RULES,
        sharing::RULES,
        keeping::RULES,
        rights::RULES,
        other::RULES,
        plain::RULES,
        remaining::RULES,
        beside::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rules; their patterns are built when they are tried first.
pub(super) fn book() -> &'static Book {
    &BOOK
}

/// Every pattern as it is tried, for measuring against a set of them.
pub(super) fn patterns() -> Vec<String> {
    BOOK.rules.iter().flat_map(Built::patterns).collect()
}
