//! Matching one sentence against one rule.
//!
//! Ordered choice with going back: an optional or a choice that does not fit leaves no trace.
//! The furthest word that any attempt reached, with all that was expected there, becomes the
//! message when no rule fits.

use super::pattern::{Piece, SlotKind};
use super::statement::Tail;
use super::value::Value;
use super::words::{Word, Words};

/// The furthest point that any attempt reached, and what would have gone on from there.
#[derive(Debug, Default)]
pub(super) struct Furthest {
    /// Index of the word.
    pub(super) at: usize,
    /// What was expected, in the order of the attempts, without doubles.
    pub(super) expected: Vec<Expected>,
    /// Only a sentence that fits no rule is looked at again for what was expected: most fit, and
    /// remembering what else they could have been would cost more than reading them.
    pub(super) recording: bool,
}

/// Something that would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// This word or sign.
    Literal(&'static str),
    /// One of these words.
    OneOf(Vec<&'static str>),
    /// A value of a kind.
    Kind(String),
}

impl Furthest {
    pub(super) fn expect(&mut self, at: usize, expected: impl FnOnce() -> Expected) {
        if !self.recording || at < self.at {
            return;
        }
        if at > self.at {
            self.at = at;
            self.expected.clear();
        }
        let expected = expected();
        if !self.expected.contains(&expected) {
            self.expected.push(expected);
        }
    }
}

/// What an attempt has read so far.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    pub(super) at: usize,
    pub(super) slots: Vec<(&'static str, Value)>,
}

/// Matches pieces from where the attempt stands; on failure the attempt is as before.
pub(super) fn match_pieces(
    pieces: &[Piece],
    words: &Words<'_>,
    attempt: &mut Attempt,
    furthest: &mut Furthest,
) -> bool {
    let (at, filled) = (attempt.at, attempt.slots.len());
    for piece in pieces {
        if !match_piece(piece, words, attempt, furthest) {
            attempt.at = at;
            attempt.slots.truncate(filled);
            return false;
        }
    }
    true
}

fn match_piece(piece: &Piece, words: &Words<'_>, attempt: &mut Attempt, furthest: &mut Furthest) -> bool {
    match piece {
        Piece::Literal(literal) => {
            // `for people in` begins the tail, also where the pattern goes on with `for <purposes>`.
            let tail = *literal == "for" && begins_people_in(words, attempt.at);
            if !tail && words.is(attempt.at, literal) {
                attempt.at += 1;
                return true;
            }
            furthest.expect(attempt.at, || Expected::Literal(literal));
            false
        }
        Piece::Flag { name, word } => {
            if words.is(attempt.at, word) {
                attempt.at += 1;
                attempt.slots.push((name, Value::Flag));
                return true;
            }
            furthest.expect(attempt.at, || Expected::Literal(word));
            false
        }
        Piece::Optional(inner) => {
            match_pieces(inner, words, attempt, furthest);
            true
        }
        Piece::Choice(choices) => choices.iter().any(|choice| match_pieces(choice, words, attempt, furthest)),
        Piece::Slot { name, kind } => match read_slot(kind, words, &mut attempt.at, furthest) {
            Some(value) => {
                attempt.slots.push((name, value));
                true
            }
            None => false,
        },
    }
}

fn read_slot(kind: &SlotKind, words: &Words<'_>, at: &mut usize, furthest: &mut Furthest) -> Option<Value> {
    let value = match kind {
        SlotKind::Name | SlotKind::Column | SlotKind::Category | SlotKind::Table => {
            words.name(at, shape(kind)).map(Value::Name)
        }
        SlotKind::Names | SlotKind::Categories => words.list(at, shape(kind)).map(Value::Names),
        SlotKind::Tables => words.list(at, Shape::Table).map(Value::Names),
        SlotKind::Columns => words.columns(at).map(Value::Names),
        SlotKind::Alternatives => words.alternatives(at).map(Value::Names),
        SlotKind::OneOf(allowed) => match words.get(*at) {
            Some(word) if allowed.contains(&word.text) => {
                *at += 1;
                Some(Value::Name(word.located()))
            }
            _ => None,
        },
        SlotKind::Text => words.text(at).map(Value::Text),
        SlotKind::Number => words.number(at).map(Value::Number),
        SlotKind::Date => words.date(at).map(Value::Date),
        SlotKind::Version => words.version(at).map(Value::Text),
        SlotKind::Period => words.period(at, furthest).map(Value::Period),
        SlotKind::Anchor => words.anchor(at).map(Value::Name),
        SlotKind::Condition => super::condition::read(words, at, furthest).map(Value::Condition),
        SlotKind::Identities => words.identities(at).map(Value::Identities),
    };
    if value.is_none() {
        furthest.expect(*at, || match kind {
            SlotKind::OneOf(allowed) => Expected::OneOf(allowed.clone()),
            kind => Expected::Kind(kind.described()),
        });
    }
    value
}

/// What a single name may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Any word that is not one of the language's joining words.
    Any,
    /// With a dot: `contact.email`, `contact.*`; or `*`, `anything`.
    Dotted,
    /// With a dot, back quotes allowed.
    Table,
}

fn shape(kind: &SlotKind) -> Shape {
    match kind {
        SlotKind::Category | SlotKind::Categories => Shape::Dotted,
        SlotKind::Table => Shape::Table,
        _ => Shape::Any,
    }
}

fn begins_people_in(words: &Words<'_>, at: usize) -> bool {
    words.is(at, "for") && words.is(at + 1, "people") && words.is(at + 2, "in")
}

/// Reads what may follow any sentence; nothing when a part of it begins and does not go on, because
/// a sentence that lost its condition would hold where it was not to.
pub(super) fn read_tail(words: &Words<'_>, at: &mut usize, furthest: &mut Furthest) -> Option<Tail> {
    let mut tail = Tail::default();
    if begins_people_in(words, *at) {
        *at += 3;
        let Some(places) = words.list(at, Shape::Any) else {
            furthest.expect(*at, || Expected::Kind("countries or states such as `CY, US-CO`".to_owned()));
            return None;
        };
        tail.people_in = places;
    }
    if words.is(*at, "when") {
        *at += 1;
        tail.when = Some(super::condition::read(words, at, furthest)?);
    }
    if words.is(*at, "unless") {
        *at += 1;
        tail.unless = Some(super::condition::read(words, at, furthest)?);
    }
    if words.is(*at, "because") {
        *at += 1;
        let Some(because) = words.name(at, Shape::Any) else {
            furthest.expect(*at, || Expected::Kind("a reason such as `tax-law`".to_owned()));
            return None;
        };
        tail.because = Some(because);
    }
    if let Some(word) = words.get(*at).filter(|word| word.text == "unconfirmed") {
        tail.unconfirmed = Some(word.span);
        *at += 1;
    }
    while let Some(clause) = words.clause(at) {
        tail.clauses.push(clause);
    }
    Some(tail)
}

/// What is expected where a sentence could have ended.
pub(super) fn expect_tail(words: &Words<'_>, at: usize, furthest: &mut Furthest) {
    let _: Option<Word<'_>> = words.get(at);
    for literal in ["for people in", "when", "unless", "because", "unconfirmed", "§"] {
        furthest.expect(at, || Expected::Literal(literal));
    }
    furthest.expect(at, || Expected::Kind("the end of the sentence".to_owned()));
}
