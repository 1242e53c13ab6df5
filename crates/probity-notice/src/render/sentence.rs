//! A statement as a sentence.

use super::catalogue::Built;
use super::pattern::{self, Piece};
use super::phrase::Speech;
use probity_policy::grammar::{SlotKind, Statement, Value};

/// The slots of what goes around every sentence.
pub(super) const TAIL: [&str; 5] = ["unconfirmed", "people_in", "when", "unless", "because"];

pub(super) fn tail_kind(slot: &str) -> Option<SlotKind> {
    match slot {
        "people_in" => Some(SlotKind::Names),
        "when" | "unless" => Some(SlotKind::Condition),
        "because" => Some(SlotKind::Name),
        _ => None,
    }
}

pub(super) fn tail_value(statement: &Statement, slot: &str) -> Option<Value> {
    let tail = &statement.tail;
    match slot {
        "unconfirmed" => tail.unconfirmed.map(|_| Value::Flag),
        "people_in" => (!tail.people_in.is_empty()).then(|| Value::Names(tail.people_in.clone())),
        "when" => tail.when.clone().map(Value::Condition),
        "unless" => tail.unless.clone().map(Value::Condition),
        "because" => tail.because.clone().map(Value::Name),
        _ => None,
    }
}

/// The sentence that says a statement; nothing when the catalogue has none, because nobody is to be told.
pub(super) fn of(speech: &Speech<'_>, statement: &Statement) -> Option<String> {
    let built: &Built = speech.language.built();
    let message = built.messages.get(statement.rule.name)?;
    let mut text = String::new();
    let around = |slot: &str| tail_value(statement, slot);
    let own = |slot: &str| statement.slot(slot).cloned();
    let writing = Writing { speech, statement };
    writing.pieces(&mut text, &built.before, &around);
    writing.pieces(&mut text, message, &own);
    writing.pieces(&mut text, &built.after, &around);
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    Some(text)
}

/// What a sentence says after one of its slots, without the mark at its end.
pub(super) fn after_slot(speech: &Speech<'_>, statement: &Statement, slot: &str) -> Option<String> {
    let built = speech.language.built();
    let message = built.messages.get(statement.rule.name)?;
    let at = message.iter().position(|piece| matches!(piece, Piece::Slot { name, .. } if *name == slot))?;
    let mut text = String::new();
    let writing = Writing { speech, statement };
    writing.pieces(&mut text, message.get(at + 1..)?, &|slot| statement.slot(slot).cloned());
    writing.pieces(&mut text, &built.after, &|slot| tail_value(statement, slot));
    Some(text)
}

struct Writing<'w> {
    speech: &'w Speech<'w>,
    statement: &'w Statement,
}

impl Writing<'_> {
    fn pieces(&self, text: &mut String, pieces: &[Piece], value: &dyn Fn(&str) -> Option<Value>) {
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::With(_) | Piece::Without(_) => {}
                Piece::Slot { name, form } => {
                    if let Some(value) = value(name) {
                        let rule = self.statement.rule;
                        let kind = tail_kind(name).filter(|_| TAIL.contains(name));
                        let kind = kind.as_ref().or_else(|| rule.kind_of(name));
                        text.push_str(&self.speech.say(rule.name, name, kind, form, &value));
                    }
                }
                Piece::Optional(inner) => {
                    if pattern::holds(inner, &|slot| value(slot).is_some()) {
                        self.pieces(text, inner, value);
                    }
                }
            }
        }
    }
}
