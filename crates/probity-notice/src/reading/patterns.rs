//! Patterns that are tried on a few words: each only where something stands that it cannot do without.
//!
//! INVARIANT (WORDS-ARE-NECESSARY): whatever a pattern matches has one of its words, so nothing is lost where none stands.

use super::value::Table;
use crate::matching::{Line, Literals, Pattern, Tries, for_plain};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};
use std::sync::OnceLock;

/// At most 32 patterns over plain text.
pub(super) struct Patterns {
    patterns: Vec<(&'static str, OnceLock<Pattern>)>,
    /// For each pattern the words of which it must have one, and after all of them, for each the words that are enough.
    words: Table,
    /// Those that can do without any; one bit each.
    always: u64,
}

impl Patterns {
    pub(super) fn new(patterns: impl IntoIterator<Item = &'static str>) -> Self {
        let patterns: Vec<_> = patterns.into_iter().map(|pattern| (pattern, OnceLock::new())).collect();
        let all: Vec<Wanted> = patterns.iter().map(|(pattern, _)| Wanted::of_pattern(pattern)).collect();
        let needed = all.iter().map(|wanted| ("", wanted.needed.as_slice()));
        let enough = all.iter().map(|wanted| ("", wanted.enough.as_slice()));
        let always = all.iter().enumerate().filter(|(_, wanted)| wanted.nothing);
        Self {
            words: Table::new(needed.chain(enough)),
            always: always.fold(0, |all, (index, _)| all | 1 << index),
            patterns,
        }
    }

    /// Those that match, in their order.
    pub(super) fn matching(&self, said: &str) -> impl Iterator<Item = usize> {
        let said = Line::of(said);
        let found = self.words.meant(said.whole().text);
        let (may_match, matches) = (found | self.always, found >> self.patterns.len());
        let mut tries = Tries::default();
        let all = self.patterns.iter().enumerate();
        all.filter(move |(index, (pattern, built))| {
            let bit = 1 << index;
            let build = || Pattern::new(pattern, &mut Literals::default());
            let mut is_match = || built.get_or_init(build).find(said.whole(), &mut tries).is_some();
            matches & bit != 0 || may_match & bit != 0 && is_match()
        })
        .map(|(index, _)| index)
    }
}

/// The words of a pattern, small or not.
#[derive(Default)]
struct Wanted {
    /// Where it matches, one of these stands or one that is enough.
    needed: Vec<Vec<u8>>,
    /// Where one of these stands, it matches.
    enough: Vec<Vec<u8>>,
    /// It may match where none of them stands.
    nothing: bool,
}

impl Wanted {
    fn of_pattern(pattern: &str) -> Self {
        let mut all = Self::default();
        match ParserBuilder::new().unicode(false).utf8(false).build().parse(&for_plain(pattern)) {
            Ok(parsed) => all.add_ways(&parsed),
            Err(_) => all.nothing = true,
        }
        for words in [&mut all.needed, &mut all.enough] {
            words.sort_unstable();
            words.dedup_by(|longer, word| longer.starts_with(word));
        }
        all
    }

    /// Of a pattern that can match in several ways, each way.
    fn add_ways(&mut self, part: &Hir) {
        if let HirKind::Alternation(ways) = part.kind() {
            return ways.iter().for_each(|way| self.add_ways(way));
        }
        let begins = Extractor::new().extract(part);
        if part.properties().look_set().is_empty() && begins.is_exact() && least(&begins) > 0 {
            self.enough.extend(words(&begins, usize::MAX));
            return;
        }
        // Of the parts in a row, those whose words seem the rarest.
        let parts = match part.kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => std::slice::from_ref(part),
        };
        let rows = (0..parts.len()).filter_map(|from| Some(Hir::concat(parts.get(from..)?.to_vec())));
        match rows.map(|row| Extractor::new().extract(&row)).max_by_key(least).filter(|row| least(row) > 0) {
            Some(rarest) => self.needed.extend(words(&rarest, LONGEST)),
            None => self.nothing = true,
        }
    }
}

/// So many letters of a word tell enough.
const LONGEST: usize = 8;

fn words(literals: &Seq, longest: usize) -> impl Iterator<Item = Vec<u8>> {
    let literals = literals.literals().unwrap_or(&[]).iter();
    literals.map(move |literal| literal.as_bytes().iter().copied().take(longest).collect())
}

/// How many letters the shortest has; none when there may be any words.
fn least(literals: &Seq) -> usize {
    literals.min_literal_len().unwrap_or(0).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching;

    #[test]
    fn what_matches_is_tried() {
        let all = [
            r"how .*\bused?\b|why we|purpose",
            r"\buse\b[^:]*\b(?:information|data)\b[^:]{0,30}\bcollect[^:]*:$",
            r"^(?:our )?uses\b|retention|keep",
            r"\w+ly",
            r"(?:you|users?) (?:can|may)(?: also)?\s?:$",
        ];
        let patterns = Patterns::new(all);
        for said in [
            "",
            "How your data is USED",
            "Purposes",
            "We use the information that we collect as follows:",
            "We use what we collect:",
            "Uses of data and its Retention",
            "Only this",
            "Users may also:",
            "’s users can :",
        ] {
            let matching: Vec<usize> = (0..all.len())
                .filter(|index| matching::build(all[*index]).is_match(Line::of(said).whole().text))
                .collect();
            assert_eq!(patterns.matching(said).collect::<Vec<_>>(), matching, "{said}");
        }
    }
}
