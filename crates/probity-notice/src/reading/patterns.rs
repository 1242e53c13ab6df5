//! Patterns that are tried on a few words: each only where something stands that it can begin with.

use super::value::Table;
use crate::matching::{self, Plain, for_plain};
use regex::bytes::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;
use std::sync::OnceLock;

/// At most 64 patterns over plain text.
pub(super) struct Patterns {
    patterns: Vec<(&'static str, OnceLock<Regex>)>,
    /// What each can begin with.
    beginnings: Table,
    /// Those that can begin with anything; one bit each.
    always: u64,
}

impl Patterns {
    pub(super) fn new(patterns: impl IntoIterator<Item = &'static str>) -> Self {
        let patterns: Vec<_> = patterns.into_iter().map(|pattern| (pattern, OnceLock::new())).collect();
        let beginnings: Vec<_> = patterns.iter().map(|(pattern, _)| beginnings(pattern)).collect();
        let always = beginnings.iter().enumerate().filter(|(_, words)| words.is_none());
        Self {
            always: always.fold(0, |all, (index, _)| all | 1 << index),
            beginnings: Table::new(beginnings.iter().map(|words| ("", words.as_deref().unwrap_or(&[])))),
            patterns,
        }
    }

    /// Those that match, in their order.
    pub(super) fn matching(&self, said: &str) -> impl Iterator<Item = usize> {
        let said = Plain::of(said);
        let may_match = self.beginnings.meant(said.bytes()) | self.always;
        let all = self.patterns.iter().enumerate().filter(move |(index, _)| may_match & (1 << index) != 0);
        all.filter(move |(_, (pattern, built))| {
            built.get_or_init(|| matching::build(pattern)).is_match(said.bytes())
        })
        .map(|(index, _)| index)
    }
}

/// With which words a pattern can begin; nothing when with any.
fn beginnings(pattern: &str) -> Option<Vec<Vec<u8>>> {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(&for_plain(pattern)).ok()?;
    let literals = Extractor::new().extract(&parsed);
    let mut words: Vec<Vec<u8>> = literals.literals()?.iter().map(|word| word.as_bytes().to_vec()).collect();
    words.sort_unstable();
    words.dedup_by(|longer, word| longer.starts_with(word));
    words.iter().all(|word| !word.is_empty()).then_some(words)
}
