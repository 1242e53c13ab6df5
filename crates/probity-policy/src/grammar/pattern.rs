//! Patterns: the shape of one sentence, written as people would write it in a manual.
//!
//! `collect <categories:categories> [of <people:names>] from <source:name>`
//!
//! - a bare word or a sign stands for itself,
//! - `<name:type>` is a slot, `<name:a|b|c>` a slot that takes one of these words,
//! - `<name?word>` stands for `word` and records that it was there,
//! - `[ … ]` may be left out, `( … | … )` is a choice.
//!
//! One table of patterns is the parser, the printer, the JSON Schema and the reference;
//! nothing else in the project knows how a sentence is written.

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word or sign that stands for itself.
    Literal(&'static str),
    /// A value under a name.
    Slot {
        /// The name, which is also its key in the projection.
        name: &'static str,
        /// What it takes.
        kind: SlotKind,
    },
    /// A word whose presence is recorded as `true` under a name.
    Flag {
        /// The name.
        name: &'static str,
        /// The word.
        word: &'static str,
    },
    /// Pieces that may be left out together.
    Optional(Vec<Piece>),
    /// One of several sequences.
    Choice(Vec<Vec<Piece>>),
}

/// What a slot takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// A name: `idenfy`, `tax-law`, `America/Panama`, `US-CO`.
    Name,
    /// Names with commas between.
    Names,
    /// One of a few words.
    OneOf(Vec<&'static str>),
    /// Words joined by `or`: `consent or legitimate-interest`.
    Alternatives,
    /// A category: `contact.email`.
    Category,
    /// Category patterns with commas between: `contact.*, device.ip`.
    Categories,
    /// A text in quotes.
    Text,
    /// A whole number.
    Number,
    /// `2026-01-07`.
    Date,
    /// `1.1.2`, `2`, or a text.
    Version,
    /// `30 days`, `10 working days`, `1 year`.
    Period,
    /// `collected`, `account end`, `last use`, …
    Anchor,
    /// A comparison, or several joined by `and`, `or`, `not`.
    Condition,
    /// `store.table` or `store.schema.table`.
    Table,
    /// Tables with commas between.
    Tables,
    /// A column: `email`, or `` `Full Name` ``.
    Column,
    /// Columns with commas between, in parentheses when there are several and more follows.
    Columns,
    /// `id, email, mail_address as login, (tenant, id)`.
    Identities,
}

impl SlotKind {
    fn named(text: &'static str) -> Self {
        match text {
            "name" => Self::Name,
            "names" => Self::Names,
            "alternatives" => Self::Alternatives,
            "category" => Self::Category,
            "categories" => Self::Categories,
            "text" => Self::Text,
            "number" => Self::Number,
            "date" => Self::Date,
            "version" => Self::Version,
            "period" => Self::Period,
            "anchor" => Self::Anchor,
            "condition" => Self::Condition,
            "table" => Self::Table,
            "tables" => Self::Tables,
            "column" => Self::Column,
            "columns" => Self::Columns,
            "identities" => Self::Identities,
            words => Self::OneOf(words.split('|').collect()),
        }
    }

    /// How to name it to a person who wrote something else.
    #[must_use]
    pub fn described(&self) -> String {
        match self {
            Self::Name => "a name".to_owned(),
            Self::Names => "names with commas between".to_owned(),
            Self::Alternatives => "names joined by `or`".to_owned(),
            Self::OneOf(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                quoted.join(", ")
            }
            Self::Category => "a category such as `contact.email`".to_owned(),
            Self::Categories => "categories such as `contact.email, device.*`".to_owned(),
            Self::Text => "a text in quotes".to_owned(),
            Self::Number => "a whole number".to_owned(),
            Self::Date => "a date such as `2026-01-07`".to_owned(),
            Self::Version => "a version such as `1.1.2`".to_owned(),
            Self::Period => "a period such as `30 days`".to_owned(),
            Self::Anchor => "an instant such as `collected` or `account end`".to_owned(),
            Self::Condition => "a condition such as `pool = full`".to_owned(),
            Self::Table => "a table such as `core.accounts`".to_owned(),
            Self::Tables => "tables such as `core.orders, core.accounts`".to_owned(),
            Self::Column => "a column".to_owned(),
            Self::Columns => "columns with commas between".to_owned(),
            Self::Identities => "columns such as `id, email`".to_owned(),
        }
    }
}

/// Are all slots filled that these pieces need? An optional part is there wholly or not at all, and of a
/// choice one way is.
pub(super) fn complete(pieces: &[Piece], filled: &dyn Fn(&str) -> bool) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Literal(_) => true,
        Piece::Slot { name, .. } | Piece::Flag { name, .. } => filled(name),
        Piece::Optional(inner) => !mentions(inner, filled) || complete(inner, filled),
        Piece::Choice(choices) => choices.iter().any(|choice| complete(choice, filled)),
    })
}

/// Is a slot of these pieces filled?
pub(super) fn mentions(pieces: &[Piece], filled: &dyn Fn(&str) -> bool) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Literal(_) => false,
        Piece::Slot { name, .. } | Piece::Flag { name, .. } => filled(name),
        Piece::Optional(inner) => mentions(inner, filled),
        Piece::Choice(choices) => choices.iter().any(|choice| mentions(choice, filled)),
    })
}

/// The way of a choice that a statement took: the one whose slots it fills, or the one that has none.
pub(super) fn chosen<'p>(choices: &'p [Vec<Piece>], filled: &dyn Fn(&str) -> bool) -> Option<&'p Vec<Piece>> {
    choices
        .iter()
        .find(|choice| mentions(choice, filled) && complete(choice, filled))
        .or_else(|| choices.iter().find(|choice| !mentions(choice, &|_| true)))
        .or_else(|| choices.iter().find(|choice| complete(choice, filled)))
}

/// Reads a pattern. Patterns are constants of this crate; a fault in one is found by a test
/// that reads them all, and an unreadable piece is taken as a word.
pub(super) fn read(pattern: &'static str) -> Vec<Piece> {
    let mut reader = Reader { words: pattern.split_ascii_whitespace().collect(), at: 0 };
    reader.sequence()
}

struct Reader {
    words: Vec<&'static str>,
    at: usize,
}

impl Reader {
    fn sequence(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while let Some(word) = self.words.get(self.at).copied() {
            match word {
                "]" | ")" | "|" => break,
                "[" => {
                    self.at += 1;
                    let inner = self.sequence();
                    self.at += 1;
                    pieces.push(Piece::Optional(inner));
                }
                "(" => {
                    let mut choices = Vec::new();
                    loop {
                        self.at += 1;
                        choices.push(self.sequence());
                        if self.words.get(self.at).copied() != Some("|") {
                            break;
                        }
                    }
                    self.at += 1;
                    pieces.push(Piece::Choice(choices));
                }
                word => {
                    self.at += 1;
                    pieces.push(piece(word));
                }
            }
        }
        pieces
    }
}

fn piece(word: &'static str) -> Piece {
    let Some(inner) = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return Piece::Literal(word);
    };
    if let Some((name, word)) = inner.split_once('?') {
        return Piece::Flag { name, word };
    }
    match inner.split_once(':') {
        Some((name, kind)) => Piece::Slot { name, kind: SlotKind::named(kind) },
        None => Piece::Literal(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optionals_and_choices_nest() {
        let pieces = read(
            "keep <what:categories> ( at most <most:period> | <why:text> ) [ , then <then:delete|anonymise> ]",
        );
        assert_eq!(pieces.len(), 4);
        assert!(matches!(&pieces[2], Piece::Choice(choices) if choices.len() == 2));
        assert!(matches!(&pieces[3], Piece::Optional(inner) if inner.len() == 3));
    }
}
