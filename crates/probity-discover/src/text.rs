//! Personal data in free text: the finds of all recognisers, weighed against each other and by the words nearby.
//!
//! Only the surroundings of digits and signs that such data cannot do without are looked at closely; running text
//! between them costs one pass. What stands for itself (a web address, a date, a random identifier) hides what
//! would be read into its parts, and is then left out, since it is nobody's.

use crate::confidence::Confidence;
use crate::kind::Kind;
use crate::recognise::{Candidate, Verdict, all_candidates, alone, candidates, words_near};
use serde::Serialize;
use std::ops::Range;

/// Finds that are less sure than this are not told.
const TOLD_FROM: u8 = 50;
/// How many bytes before and behind a find are looked at for words that confirm it.
const BEFORE: usize = 48;
const BEHIND: usize = 28;
/// A neighbouring word that is longer cannot be a part of a find.
const LONGEST_NEIGHBOUR: usize = 64;

/// Personal data found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Where it is, in bytes; on borders of characters.
    pub span: Range<usize>,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The personal data in a text, in its order; finds do not overlap.
#[must_use]
pub fn find_in_text(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    for island in islands(text) {
        if let Some(piece) = text.get(island.clone()) {
            all_candidates(piece, island.start, &mut all);
        }
    }
    if text.contains("<<") {
        all.extend(candidates(Kind::MachineReadableZone, text));
    }
    let mut weighed: Vec<Found> = all
        .into_iter()
        .map(|candidate| Found {
            confidence: weigh(text, &candidate),
            kind: candidate.kind,
            span: candidate.span,
        })
        .filter(|found| found.confidence.as_percent() >= TOLD_FROM)
        .collect();
    weighed.sort_by(|left, right| {
        (right.confidence, right.span.len(), left.span.start, left.kind).cmp(&(
            left.confidence,
            left.span.len(),
            right.span.start,
            right.kind,
        ))
    });
    let mut kept = Kept::default();
    for found in weighed {
        kept.keep(found);
    }
    kept.in_order.into_values().filter(|found| found.kind.category().is_some()).collect()
}

/// Finds that do not overlap, by where they begin.
#[derive(Default)]
struct Kept {
    in_order: std::collections::BTreeMap<usize, Found>,
}

impl Kept {
    fn keep(&mut self, found: Found) {
        let before = self.in_order.range(..found.span.end).next_back();
        if before.is_none_or(|(_, other)| other.span.end <= found.span.start) {
            self.in_order.insert(found.span.start, found);
        }
    }
}

fn weigh(text: &str, candidate: &Candidate) -> Confidence {
    let alone = alone(candidate.kind, candidate.verdict);
    let near = words_near(candidate.kind);
    if near.is_empty() || !confirmed(text, &candidate.span, near) {
        return Confidence::percent(alone);
    }
    let in_company = match candidate.verdict {
        Verdict::Proven => 95,
        Verdict::Plausible if alone >= 30 => 85,
        _ => 65 + alone / 3,
    };
    Confidence::percent(alone.max(in_company))
}

/// Whether a word that confirms the kind stands near, in the same line.
fn confirmed(text: &str, span: &Range<usize>, near: &[&str]) -> bool {
    let start = floor(text, span.start.saturating_sub(BEFORE));
    let end = floor(text, (span.end + BEHIND).min(text.len()));
    let before = text.get(start..span.start).unwrap_or_default();
    let behind = text.get(span.end..end).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let behind = behind.split('\n').next().unwrap_or_default();
    [before, behind].iter().flat_map(|side| words(side)).any(|word| {
        near.iter().any(|near| match near.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == *near,
        })
    })
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|character: char| !character.is_alphanumeric() && !"#.-".contains(character))
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The stretches of a text worth a closer look: words with a digit, `@` or `::`, and the word on either side.
fn islands(text: &str) -> Vec<Range<usize>> {
    let mut islands: Vec<Range<usize>> = Vec::new();
    // Begins of the last two words of this line that are still short enough to belong to an island.
    let mut previous: Option<Range<usize>> = None;
    let mut wants_next = false;
    for word in (Words { text, at: 0 }) {
        if word.first_of_line {
            previous = None;
            wants_next = false;
        }
        let short = word.span.len() <= LONGEST_NEIGHBOUR;
        if word.hot {
            let start = previous
                .take()
                .filter(|range| range.len() <= LONGEST_NEIGHBOUR)
                .map_or(word.span.start, |p| p.start);
            match islands.last_mut() {
                Some(last) if wants_next || last.end >= start => last.end = word.span.end,
                _ => islands.push(start..word.span.end),
            }
            wants_next = true;
        } else {
            if wants_next
                && short
                && let Some(last) = islands.last_mut()
            {
                last.end = word.span.end;
            }
            wants_next = false;
        }
        previous = Some(word.span);
    }
    islands
}

struct Word {
    span: Range<usize>,
    hot: bool,
    first_of_line: bool,
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// What a byte is to the search: 1 space, 2 end of a line, 4 a sign that makes a word worth looking at.
const fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' | b'@' => 4,
        b' ' | b'\t' | b'\r' => 1,
        b'\n' => 2,
        _ => 0,
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        let mut first_of_line = self.at == 0;
        let rest = bytes.get(self.at..)?;
        let skipped = rest.iter().take_while(|byte| {
            let class = class(**byte);
            first_of_line |= class == 2;
            class & 3 != 0
        });
        let start = self.at + skipped.count();
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let mut seen = 0;
        let length = rest
            .iter()
            .take_while(|byte| {
                let class = class(**byte);
                seen |= class;
                class & 3 == 0
            })
            .count();
        self.at = start + length;
        let span = start..self.at;
        let hot = seen & 4 != 0 || self.text.get(span.clone()).is_some_and(|word| word.contains("::"));
        Some(Word { span, hot, first_of_line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        find_in_text(text)
            .into_iter()
            .map(|found| (found.kind, text.get(found.span).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_sentence_gives_up_its_data_and_only_that() {
        assert_eq!(
            kinds("Write to ann@example.com or call +49 30 1234567 before 2026-03-01, ticket 48213."),
            [(Kind::Email, "ann@example.com"), (Kind::Phone, "+49 30 1234567")]
        );
        assert_eq!(
            kinds("Refund to GB82 WEST 1234 5698 7654 32, please."),
            [(Kind::Iban, "GB82 WEST 1234 5698 7654 32")]
        );
    }

    #[test]
    fn weak_numbers_need_a_word_beside_them() {
        assert_eq!(kinds("invoice 078051123 of today"), []);
        assert_eq!(kinds("my SSN: 078051123"), [(Kind::UsSsn, "078051123")]);
        assert_eq!(kinds("she was born on 1985-04-12"), [(Kind::BirthDate, "1985-04-12")]);
        assert_eq!(kinds("released on 1985-04-12"), []);
    }

    #[test]
    fn clauses_versions_identifiers_and_addresses_of_pages_are_nobodys() {
        for text in [
            "see section 4.2.2.1 and 5.1.4.10",
            "version 1.1.2 of 2026-01-07",
            "id 550e8400-e29b-41d4-a716-446655440000",
            "https://example.com/4111111111111111/list",
            "commit 8f953371d3e85eddb89b05ed6b9e680791055315",
            "at 2024-03-15T14:30:00.123456Z",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_zone_over_two_lines_is_one_find() {
        let zone =
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        assert_eq!(kinds(zone), [(Kind::MachineReadableZone, zone)]);
    }

    proptest! {
        #[test]
        fn any_text_is_answered_with_spans_between_characters_that_do_not_overlap(text in r"(?s).{0,200}") {
            let mut last = 0;
            for found in find_in_text(&text) {
                prop_assert!(text.get(found.span.clone()).is_some());
                prop_assert!(found.span.start >= last);
                last = found.span.end;
            }
        }

        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let text = String::from_utf8_lossy(&bytes);
            prop_assert!(find_in_text(&text).iter().all(|found| text.get(found.span.clone()).is_some()));
        }

        #[test]
        fn an_address_is_found_wherever_it_stands(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
            let text = format!("{before} ann@example.com {after}");
            prop_assert!(kinds(&text).contains(&(Kind::Email, "ann@example.com")));
        }
    }
}
