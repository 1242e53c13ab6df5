//! How a message is written down: words with slots, and parts that are there only when their slots are.
//!
//! - `{slot}` is what the statement says in that slot, `{slot|form}` the same in a form of the language,
//! - `{slot?}` is nothing, and asks that the slot is filled; `{slot!}` asks that it is not,
//! - `[ … ]` is left out unless all that it asks for holds.
//!
//! There is no logic beyond that on purpose: what can be written can be read back.

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words.
    Words(&'static str),
    /// What a slot says, and in which form.
    Slot { name: &'static str, form: &'static str },
    /// The slot must be filled.
    With(&'static str),
    /// The slot must be empty.
    Without(&'static str),
    /// Left out unless its slots are there.
    Optional(Vec<Piece>),
}

/// Reads a message.
pub(super) fn read(pattern: &'static str) -> Vec<Piece> {
    pieces(&mut { pattern })
}

fn pieces(rest: &mut &'static str) -> Vec<Piece> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let stop = rest.find(['{', '[', ']']).unwrap_or(rest.len());
        let (words, after) = rest.split_at(stop);
        if !words.is_empty() {
            found.push(Piece::Words(words));
        }
        *rest = after;
        if let Some(inner) = rest.strip_prefix('[') {
            *rest = inner;
            found.push(Piece::Optional(pieces(rest)));
        } else if let Some(after) = rest.strip_prefix(']') {
            *rest = after;
            return found;
        } else if let Some((slot, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            *rest = after;
            found.push(if let Some(name) = slot.strip_suffix('?') {
                Piece::With(name)
            } else if let Some(name) = slot.strip_suffix('!') {
                Piece::Without(name)
            } else {
                let (name, form) = slot.split_once('|').unwrap_or((slot, ""));
                Piece::Slot { name, form }
            });
        } else {
            return found;
        }
    }
    found
}

/// The slots that a message speaks of.
#[cfg(test)]
pub(super) fn slots(pieces: &[Piece]) -> Vec<&'static str> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Words(_) => Vec::new(),
            Piece::Slot { name, .. } | Piece::With(name) | Piece::Without(name) => vec![*name],
            Piece::Optional(inner) => slots(inner),
        })
        .collect()
}

/// Whether an optional part is there.
pub(super) fn holds(pieces: &[Piece], filled: &dyn Fn(&str) -> bool) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Slot { name, .. } | Piece::With(name) => filled(name),
        Piece::Without(name) => !filled(name),
        Piece::Words(_) | Piece::Optional(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_words_slots_and_parts_that_may_be_left_out() {
        let read = read("We keep {what}[ for {time|dat}][{always?} for ever].");
        assert_eq!(slots(&read), ["what", "time", "always"]);
        assert_eq!(read.len(), 5);
        assert_eq!(
            read.get(2),
            Some(&Piece::Optional(vec![Piece::Words(" for "), Piece::Slot { name: "time", form: "dat" }]))
        );
    }
}
