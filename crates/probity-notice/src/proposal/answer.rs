//! What of an answer is taken.

use super::question::{Asked, KINDS};
use super::{Question, RULE};
use crate::reading::value_of;
use crate::{Practice, Sureness};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::ops::Range;

/// For each sentence, so many readings are looked at.
const MOST_OF_A_SENTENCE: usize = 4;
/// Fewer words are no evidence.
const FEWEST_WORDS: usize = 2;

/// Why a proposal, or a whole answer, is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The answer is no JSON object with `readings`.
    NotAnAnswer,
    /// It lacks one of `sentence`, `kind` and `quote`.
    NotAReading,
    /// There is no sentence of that number.
    UnknownSentence,
    /// There is no such kind of practice.
    UnknownKind,
    /// The words do not stand in the sentence.
    NotQuoted,
    /// The words are too few to show anything.
    TooShort,
    /// The same was proposed already.
    Repeated,
    /// More was proposed than is looked at.
    TooMany,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotAnAnswer => "the answer was no JSON of readings",
            Self::NotAReading => "it was no reading",
            Self::UnknownSentence => "no sentence has its number",
            Self::UnknownKind => "there is no such kind of practice",
            Self::NotQuoted => "its words do not stand in the sentence",
            Self::TooShort => "it quotes too little",
            Self::Repeated => "it was proposed already",
            Self::TooMany => "more was proposed than is looked at",
        })
    }
}

/// What was taken of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Each unsure, and read by [`RULE`].
    pub practices: Vec<Practice>,
    /// What was not, and why.
    pub refused: Vec<Refusal>,
}

#[derive(Deserialize)]
struct Said {
    readings: Vec<Value>,
}

#[derive(Deserialize)]
struct Proposed {
    sentence: usize,
    kind: String,
    quote: String,
}

impl Question {
    /// Takes what can be taken of an answer. Words around the JSON, as some write them, are passed over.
    #[must_use]
    pub fn answered(&self, text: &str, said: &str) -> Answer {
        let mut answer = Answer::default();
        let object = said.find('{').zip(said.rfind('}')).and_then(|(from, to)| said.get(from..=to));
        let Some(said) = object.and_then(|object| serde_json::from_str::<Said>(object).ok()) else {
            answer.refused.push(Refusal::NotAnAnswer);
            return answer;
        };
        let most = self.asked.len() * MOST_OF_A_SENTENCE;
        for (at, proposed) in said.readings.into_iter().enumerate() {
            if at == most {
                answer.refused.push(Refusal::TooMany);
                break;
            }
            match self.practice(text, proposed) {
                Ok(practice) if answer.practices.iter().any(|before| is_same(before, &practice)) => {
                    answer.refused.push(Refusal::Repeated);
                }
                Ok(practice) => answer.practices.push(practice),
                Err(refusal) => answer.refused.push(refusal),
            }
        }
        answer
    }

    fn practice(&self, text: &str, proposed: Value) -> Result<Practice, Refusal> {
        let Ok(proposed) = serde_json::from_value::<Proposed>(proposed) else {
            return Err(Refusal::NotAReading);
        };
        let asked = proposed.sentence.checked_sub(1).and_then(|at| self.asked.get(at));
        let asked = asked.ok_or(Refusal::UnknownSentence)?;
        let kind = KINDS.iter().find(|(_, name, _)| *name == proposed.kind);
        let kind = kind.map(|(kind, ..)| *kind).ok_or(Refusal::UnknownKind)?;
        let span = asked.quoted(proposed.quote.trim())?;
        Ok(Practice {
            clause: asked.sentence.clause,
            kind,
            value: value_of(text, kind, &asked.sentence.range, &span, &asked.heading),
            span,
            sureness: Sureness::Unsure,
            rule: RULE,
            is_beside: false,
        })
    }
}

impl Asked {
    /// Where these words stand in the text.
    fn quoted(&self, quote: &str) -> Result<Range<usize>, Refusal> {
        let words = quote.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        if words < FEWEST_WORDS {
            return Err(Refusal::TooShort);
        }
        let from = self.shown.words.find(quote).ok_or(Refusal::NotQuoted)?;
        let place = |at: usize| self.shown.places.get(at).copied().ok_or(Refusal::NotQuoted);
        // The end of the last byte, and not the place of what follows it.
        Ok(place(from)?..place(from + quote.len() - 1)? + 1)
    }
}

/// The same kind of practice in some of the same words.
fn is_same(one: &Practice, other: &Practice) -> bool {
    one.kind == other.kind && one.span.start < other.span.end && other.span.start < one.span.end
}
