//! One recogniser for each kind: a pattern that finds what has the form, and a verdict on each find.
//!
//! A pattern alone is never proof. A verdict says whether a check digit, a register of prefixes or a calendar
//! stands behind the form (`Proven`) or nothing but the form (`Plausible`), which is believed only in company: of
//! a word nearby, or of a column full of the same.
//!
//! INVARIANT (LINEAR-TIME): patterns run on an engine whose time is linear in the text, and verdicts look at one
//! find only, whose length the pattern bounds.
//! INVARIANT (WHOLE-CHARACTERS): a span begins and ends between characters.

mod americas;
mod asia;
mod britain;
mod calendar;
mod germany;
mod internet;
mod mediterranean;
mod money;
mod north;
mod oceania_africa;
mod telephone;
mod things;

use crate::kind::Kind;
use regex::{Regex, RegexSet, RegexSetBuilder};
use std::ops::Range;
use std::sync::LazyLock;

/// What a closer look at a find says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It cannot be this kind.
    Refused,
    /// It has the form, which other things have too.
    Plausible,
    /// A check digit, an issuer's range or a calendar confirms the form.
    Proven,
}

/// The answer of a check: proven or refused.
const fn proven(check: bool) -> Verdict {
    if check { Verdict::Proven } else { Verdict::Refused }
}

/// The form alone, when a condition on it holds.
const fn plausible(form: bool) -> Verdict {
    if form { Verdict::Plausible } else { Verdict::Refused }
}

/// Proven when the check holds, and still plausible when it does not: people mistype their numbers.
const fn proven_or_mistyped(check: bool) -> Verdict {
    if check { Verdict::Proven } else { Verdict::Plausible }
}

/// What may stand before a find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// No letter or digit on either side.
    Word,
    /// A letter may stand before it, where people forget the space; no digit.
    AfterLetter,
    /// The pattern begins with a sign, which no letter or digit may precede.
    Sign,
    /// The same, and not this sign itself, with which a longer find would have begun.
    NotAfter(char),
    /// The verdict looks at the sides itself; here nothing is asked.
    Own,
}

/// How a kind is found and how much a find says.
struct Recogniser {
    kind: Kind,
    /// Case is ignored.
    pattern: &'static str,
    edge: Edge,
    verdict: fn(&str) -> Verdict,
    /// How sure a proven find is in free text with no word beside it, in percent.
    proven: u8,
    /// The same for a plausible find.
    plausible: u8,
    /// Words whose nearness confirms it, lower case; those that end in a star are beginnings.
    near: &'static [&'static str],
}

const TABLES: [&[Recogniser]; 10] = [
    internet::TABLE,
    money::TABLE,
    things::TABLE,
    telephone::TABLE,
    americas::TABLE,
    britain::TABLE,
    mediterranean::TABLE,
    germany::TABLE,
    north::TABLE,
    asia::TABLE,
];
const LAST_TABLE: &[Recogniser] = oceania_africa::TABLE;

/// A find of one kind before it is weighed against others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Of what kind.
    pub kind: Kind,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
    /// What stands behind it.
    pub verdict: Verdict,
}

/// The most memory that the set keeps of what it has seen, in bytes.
const DFA_SIZE: usize = 64 << 20;

struct Compiled {
    recogniser: &'static Recogniser,
    regex: Regex,
}

struct Catalogue {
    all: Vec<Compiled>,
    /// Those that one look with the set tells apart, by their number in the set.
    in_set: Vec<usize>,
    set: RegexSet,
    /// The others, which are asked when the text holds what they cannot do without.
    gated: Vec<(&'static str, usize)>,
}

/// What a text must hold for a pattern whose long repetitions would burden the set.
fn gate(recogniser: &Recogniser) -> Option<&'static str> {
    match recogniser.kind {
        Kind::Email => Some("@"),
        Kind::Url if recogniser.pattern.contains("://") => Some("://"),
        Kind::Url => Some("."),
        Kind::IpAddress if recogniser.pattern.contains("a-f") => Some(":"),
        Kind::MachineReadableZone => Some("<<"),
        _ => None,
    }
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let all: Vec<Compiled> = TABLES
        .iter()
        .copied()
        .chain([LAST_TABLE])
        .flatten()
        .filter_map(|recogniser| {
            Regex::new(&full_pattern(recogniser)).ok().map(|regex| Compiled { recogniser, regex })
        })
        .collect();
    let (gated, in_set): (Vec<usize>, Vec<usize>) =
        (0..all.len()).partition(|at| all.get(*at).is_some_and(|one| gate(one.recogniser).is_some()));
    let gate_of = |at: usize| all.get(at).and_then(|one| gate(one.recogniser)).map(|gate| (gate, at));
    let gated = gated.into_iter().filter_map(gate_of).collect();
    let patterns = in_set.iter().filter_map(|at| all.get(*at)).map(|one| one.regex.as_str());
    // With too small a cache the set falls back to a way that is many times slower.
    let set =
        RegexSetBuilder::new(patterns).dfa_size_limit(DFA_SIZE).build().unwrap_or_else(|_| RegexSet::empty());
    Catalogue { all, in_set, set, gated }
});

fn full_pattern(recogniser: &Recogniser) -> String {
    let pattern = recogniser.pattern;
    match recogniser.edge {
        Edge::Word => format!(r"(?i-u)\b(?:{pattern})\b"),
        Edge::AfterLetter => format!(r"(?i-u)(?:{pattern})\b"),
        Edge::Sign | Edge::NotAfter(_) | Edge::Own => format!(r"(?i-u)(?:{pattern})"),
    }
}

impl Compiled {
    fn find(&self, text: &str, base: usize, into: &mut Vec<Candidate>) {
        let mut at = 0;
        while let Some(found) = self.regex.find_at(text, at) {
            let span = found.range();
            let verdict = if edges_hold(self.recogniser.edge, text, &span) {
                (self.recogniser.verdict)(found.as_str())
            } else {
                Verdict::Refused
            };
            if verdict == Verdict::Refused || span.is_empty() {
                // What was refused as a whole may still hold a find that begins later.
                at = next_start(text, span.start);
            } else {
                at = span.end;
                let span = span.start + base..span.end + base;
                into.push(Candidate { kind: self.recogniser.kind, span, verdict });
            }
            if at >= text.len() {
                break;
            }
        }
    }
}

/// Where the search goes on after a refused find: behind the run of letters and digits that it began in.
fn next_start(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut characters = rest.char_indices();
    let Some((_, first)) = characters.next() else { return text.len() };
    let skip = if first.is_ascii_alphanumeric() {
        rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len())
    } else {
        first.len_utf8()
    };
    start + skip
}

/// Letters of scripts that put no space between words do not make a word longer.
fn continues_a_word(character: char) -> bool {
    character == '_'
        || (character.is_alphanumeric()
            && !(0x0E00..=0x0E7F).contains(&u32::from(character))
            && u32::from(character) < 0x2E80)
}

fn edges_hold(edge: Edge, text: &str, span: &Range<usize>) -> bool {
    let before = text.get(..span.start).and_then(|text| text.chars().next_back());
    let after = text.get(span.end..).and_then(|text| text.chars().next());
    let right = !after.is_some_and(continues_a_word);
    match edge {
        Edge::Word | Edge::Sign => right && !before.is_some_and(continues_a_word),
        Edge::NotAfter(sign) => {
            right && !before.is_some_and(|before| before == sign || continues_a_word(before))
        }
        Edge::AfterLetter => right && !before.is_some_and(|character| character.is_numeric()),
        Edge::Own => true,
    }
}

/// Everything in a text that could be of one kind, in the order of the text, whatever else it could be.
#[must_use]
pub fn candidates(kind: Kind, text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for compiled in CATALOGUE.all.iter().filter(|compiled| compiled.recogniser.kind == kind) {
        compiled.find(text, 0, &mut found);
    }
    without_parts(&mut found);
    found
}

/// Of finds of one kind that overlap the better proven stays, then the longer, then the first.
fn without_parts(found: &mut Vec<Candidate>) {
    found.sort_by(|left, right| {
        let length = |one: &Candidate| one.span.len();
        (right.verdict, length(right), left.span.start).cmp(&(left.verdict, length(left), right.span.start))
    });
    let mut kept: Vec<Candidate> = Vec::with_capacity(found.len());
    for one in found.drain(..) {
        let apart = |other: &Candidate| one.span.end <= other.span.start || other.span.end <= one.span.start;
        if kept.iter().all(apart) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.span.start);
    *found = kept;
}

/// Everything in a piece of text that could be of any kind; spans are counted from `base` before it.
pub(crate) fn all_candidates(text: &str, base: usize, into: &mut Vec<Candidate>) {
    let matched = CATALOGUE.set.matches(text).into_iter().filter_map(|at| CATALOGUE.in_set.get(at));
    let gated = CATALOGUE.gated.iter().filter(|(needs, _)| text.contains(needs)).map(|(_, at)| at);
    for at in matched.chain(gated) {
        if let Some(compiled) = CATALOGUE.all.get(*at) {
            compiled.find(text, base, into);
        }
    }
}

/// The verdict on a whole value, spaces around it aside.
#[must_use]
pub fn verdict_on(kind: Kind, value: &str) -> Verdict {
    let value = value.trim();
    candidates(kind, value)
        .into_iter()
        .filter(|candidate| candidate.span == (0..value.len()))
        .map(|candidate| candidate.verdict)
        .max()
        .unwrap_or(Verdict::Refused)
}

/// The kinds that a whole value can be, each with its verdict.
pub(crate) fn kinds_of(value: &str) -> Vec<(Kind, Verdict)> {
    let value = value.trim();
    let mut found = Vec::new();
    all_candidates(value, 0, &mut found);
    let mut kinds: Vec<(Kind, Verdict)> = found
        .into_iter()
        .filter(|candidate| candidate.span == (0..value.len()))
        .map(|candidate| (candidate.kind, candidate.verdict))
        .collect();
    kinds.sort_by(|left, right| left.0.cmp(&right.0).then(right.1.cmp(&left.1)));
    kinds.dedup_by_key(|(kind, _)| *kind);
    kinds
}

/// How sure a find is in free text, in percent, before words nearby are looked at.
pub(crate) fn alone(kind: Kind, verdict: Verdict) -> u8 {
    let Some(recogniser) = recogniser(kind) else { return 0 };
    match verdict {
        Verdict::Refused => 0,
        Verdict::Plausible => recogniser.plausible,
        Verdict::Proven => recogniser.proven,
    }
}

/// The words whose nearness confirms a kind.
pub(crate) fn words_near(kind: Kind) -> &'static [&'static str] {
    recogniser(kind).map_or(&[], |recogniser| recogniser.near)
}

fn recogniser(kind: Kind) -> Option<&'static Recogniser> {
    CATALOGUE.all.iter().map(|compiled| compiled.recogniser).find(|recogniser| recogniser.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_pattern_compiles_and_every_kind_has_a_recogniser() {
        let entries = TABLES.iter().copied().chain([LAST_TABLE]).flatten();
        for entry in entries {
            assert!(Regex::new(&full_pattern(entry)).is_ok(), "{}", entry.kind);
        }
        assert!(!CATALOGUE.set.is_empty());
        for kind in Kind::ALL {
            assert!(recogniser(*kind).is_some(), "{kind}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_between_characters(text in r"[0-9A-Za-z@.:/+ ()\-äß한ก😀_]{0,80}") {
            for kind in Kind::ALL {
                for found in candidates(*kind, &text) {
                    prop_assert!(text.get(found.span.clone()).is_some_and(|found| !found.is_empty()));
                }
            }
        }

        #[test]
        fn the_set_and_the_single_recogniser_find_the_same(text in r"[0-9A-F@.:+ \-]{0,60}") {
            let mut together = Vec::new();
            all_candidates(&text, 0, &mut together);
            let mut apart: Vec<Candidate> = Kind::ALL.iter().flat_map(|kind| candidates(*kind, &text)).collect();
            let order = |one: &Candidate| (one.kind, one.span.start, one.span.end);
            together.sort_by_key(order);
            apart.sort_by_key(order);
            prop_assert_eq!(together, apart);
        }
    }
}
