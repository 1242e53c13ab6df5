//! What a column's sampled values say: how many of them are of which kind, and how many mention one.

use crate::column::ValueKind;
use crate::confidence::Confidence;
use crate::kind::Kind;
use crate::names::looks_like_a_person;
use crate::recognise::{Verdict, alone, kinds_of};
use crate::text::find_in_text;
use std::collections::{BTreeMap, BTreeSet};

/// More values say nothing new.
const LOOKED_AT: usize = 200;
/// Longer values are texts, which mention and are not.
const LONGEST_VALUE: usize = 160;

/// How many values are of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) proven: usize,
    pub(crate) plausible: usize,
}

impl Count {
    pub(crate) const fn all(self) -> usize {
        self.proven + self.plausible
    }
}

/// What the distinct values of a sample are.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many distinct values there are, empty ones aside.
    pub(crate) values: usize,
    pub(crate) kinds: BTreeMap<Kind, Count>,
    /// How many values mention a kind among other words.
    pub(crate) mentions: BTreeMap<Kind, (usize, Confidence)>,
    /// How many values begin with a given name.
    pub(crate) given_names: usize,
    /// How many values are written as names are.
    pub(crate) written_as_names: usize,
    pub(crate) values_with_spaces: usize,
}

/// Looks at the values of a sample; the same value twice counts once.
pub(crate) fn look(samples: &[&str], kind: ValueKind) -> Seen {
    let distinct: BTreeSet<&str> =
        samples.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).take(LOOKED_AT).collect();
    let mut seen = Seen { values: distinct.len(), ..Seen::default() };
    let textual = matches!(kind, ValueKind::Text | ValueKind::Array | ValueKind::Other);
    for value in distinct {
        if value.len() <= LONGEST_VALUE {
            for (kind, verdict) in kinds_of(value) {
                let count = seen.kinds.entry(kind).or_default();
                match verdict {
                    Verdict::Proven => count.proven += 1,
                    Verdict::Plausible => count.plausible += 1,
                    Verdict::Refused => {}
                }
            }
            let (given, written) = looks_like_a_person(value);
            seen.given_names += usize::from(given);
            seen.written_as_names += usize::from(written);
        }
        if textual && value.contains(char::is_whitespace) {
            seen.values_with_spaces += 1;
            let whole = 0..value.len();
            let mentioned: BTreeMap<Kind, Confidence> = find_in_text(value)
                .into_iter()
                .filter(|found| found.span != whole)
                .map(|found| (found.kind, found.confidence))
                .collect();
            for (kind, confidence) in mentioned {
                let (count, best) = seen.mentions.entry(kind).or_insert((0, confidence));
                *count += 1;
                *best = confidence.max(*best);
            }
        }
    }
    seen
}

impl Seen {
    /// How many of the values are of a kind.
    pub(crate) fn of(&self, kind: Kind) -> usize {
        self.kinds.get(&kind).copied().unwrap_or_default().all()
    }

    /// The kind that most of the values are of, and how sure they make us with no name to help; kinds whose form
    /// alone says little need a check digit in all values, and several values.
    pub(crate) fn best(&self, kind: ValueKind) -> Option<(Kind, Confidence)> {
        let candidates = self.kinds.iter().filter(|(found, count)| {
            found.category().is_some() && count.all() * 5 >= self.values * 4 && suits(**found, kind)
        });
        candidates
            .map(|(found, count)| (*found, self.sure(*found, *count)))
            .filter(|(_, confidence)| confidence.as_percent() >= 40)
            .max_by_key(|(found, confidence)| (*confidence, std::cmp::Reverse(*found)))
    }

    fn sure(&self, kind: Kind, count: Count) -> Confidence {
        let mostly = if count.proven * 5 >= self.values * 4 { Verdict::Proven } else { Verdict::Plausible };
        let alone = alone(kind, mostly);
        let mut doubt = 100 - alone;
        if mostly == Verdict::Proven {
            // One digit in ten completes a number by chance: each further value takes a third of the doubt at least.
            for _ in 1..count.proven.min(12) {
                doubt = doubt * 2 / 3;
            }
            // A few that fail among many are mistakes of people; a tenth of them is a sign of chance.
            let failing =
                u8::try_from((self.values - count.proven) * 100 / self.values.max(1)).unwrap_or(100);
            doubt = doubt.saturating_add(failing * 2);
        }
        Confidence::percent(100_u8.saturating_sub(doubt))
    }

    /// The kind that most values mention among other words, with how many do.
    pub(crate) fn mentioned(&self) -> Option<(Kind, usize, Confidence)> {
        let (kind, (count, confidence)) = self
            .mentions
            .iter()
            .max_by_key(|(kind, (count, confidence))| (*count, *confidence, std::cmp::Reverse(**kind)))?;
        Some((*kind, *count, *confidence))
    }
}

/// Numbers that are stored as numbers are counters and keys far more often than telephone numbers.
fn suits(found: Kind, kind: ValueKind) -> bool {
    match kind {
        ValueKind::Boolean
        | ValueKind::Enumeration
        | ValueKind::Date
        | ValueKind::Timestamp
        | ValueKind::Uuid => false,
        ValueKind::Integer | ValueKind::Decimal => {
            matches!(found, Kind::Card | Kind::Imei | Kind::PlPesel | Kind::ZaId)
        }
        _ => true,
    }
}
