//! A rule: one way to say one thing, with its meaning.

use super::pattern::{self, Piece, SlotKind};
use probity_vocabulary::PromiseClass;

/// Where a sentence may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Outside any block, and in `in … { }`.
    File,
    /// In `policy "…" version … { }`.
    Policy,
    /// In `controller "…" { }`.
    Controller,
    /// In `people { }`.
    People,
    /// In `purpose … { }`.
    Purpose,
    /// In `recipient … { }`.
    Recipient,
    /// In `cookie … { }`.
    Cookie,
    /// In `message … { }`.
    Message,
    /// In `table … { }`.
    Table,
    /// In `service … { }`.
    Service,
    /// In `resource … { }`.
    Resource,
    /// In `pace … { }`.
    Pace,
}

impl Place {
    /// How to name it to a person.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::File => "outside a block",
            Self::Policy => "in `policy { }`",
            Self::Controller => "in `controller { }`",
            Self::People => "in `people { }`",
            Self::Purpose => "in `purpose { }`",
            Self::Recipient => "in `recipient { }`",
            Self::Cookie => "in `cookie { }`",
            Self::Message => "in `message { }`",
            Self::Table => "in `table { }`",
            Self::Service => "in `service { }`",
            Self::Resource => "in `resource { }`",
            Self::Pace => "in `pace { }`",
        }
    }
}

/// One way to say one thing.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name: the kind of promise, and the word in the projection.
    pub name: &'static str,
    /// Where it may stand.
    pub place: Place,
    /// How it is written; see `pattern.rs`.
    pub pattern: &'static str,
    /// What its block holds, when it has one.
    pub block: Option<Place>,
    /// Whether each such sentence is a promise, and of which class.
    pub promise: Option<PromiseClass>,
    /// What it means, in one or two sentences.
    pub meaning: &'static str,
    /// An example that a test reads.
    pub example: &'static str,
    /// The pattern, read once.
    pub(super) pieces: Vec<Piece>,
    /// The pattern's slots, each once; a flag has no kind.
    slots: Vec<(&'static str, Option<SlotKind>)>,
}

impl Rule {
    /// A rule without block that makes no promise of its own.
    pub(super) fn says(
        name: &'static str,
        place: Place,
        pattern: &'static str,
        meaning: &'static str,
        example: &'static str,
    ) -> Self {
        let pieces = pattern::read(pattern);
        let mut slots = Vec::new();
        slots_into(&mut slots, &pieces);
        Self { name, place, pattern, block: None, promise: None, meaning, example, pieces, slots }
    }

    /// The same, as a promise of a class.
    pub(super) fn promises(mut self, class: PromiseClass) -> Self {
        self.promise = Some(class);
        self
    }

    /// The same, with a block.
    pub(super) fn holding(mut self, place: Place) -> Self {
        self.block = Some(place);
        self
    }

    /// The pattern's pieces.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pattern's slots, each once; a flag has no kind.
    #[must_use]
    pub fn slots(&self) -> &[(&'static str, Option<SlotKind>)] {
        &self.slots
    }

    /// What a slot takes; nothing for a flag and for a slot that the rule does not have.
    #[must_use]
    pub fn kind_of(&self, slot: &str) -> Option<&SlotKind> {
        self.slots.iter().find(|(name, _)| *name == slot).and_then(|(_, kind)| kind.as_ref())
    }
}

fn slots_into(found: &mut Vec<(&'static str, Option<SlotKind>)>, pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Literal(_) => {}
            Piece::Slot { name, kind } => {
                if !found.iter().any(|(known, _)| known == name) {
                    found.push((name, Some(kind.clone())));
                }
            }
            Piece::Flag { name, .. } => found.push((name, None)),
            Piece::Optional(inner) => slots_into(found, inner),
            Piece::Choice(choices) => choices.iter().for_each(|choice| slots_into(found, choice)),
        }
    }
}
