//! Statements to text, in the canonical form that the formatter also gives.

use super::pattern::{Piece, SlotKind, chosen, mentions};
use super::statement::{Statement, Tail};
use super::value::{Condition, IdentityColumns, Located, Value};
use super::words::parts;
use std::borrow::Cow;
use std::fmt::Write;

/// Prints statements so that reading the text gives them again.
#[must_use]
pub fn print(statements: &[Statement]) -> String {
    let mut out = String::new();
    for statement in statements {
        statement_into(&mut out, statement, 0);
    }
    out
}

/// Prints a sentence without its block.
#[must_use]
pub fn print_sentence(statement: &Statement) -> String {
    sentence_after("", statement)
}

fn sentence_after(indent: &str, statement: &Statement) -> String {
    let mut line = Line::after(indent);
    pieces_into(&mut line, statement.rule.pieces(), statement);
    tail_into(&mut line, &statement.tail);
    line.into_text()
}

fn statement_into(out: &mut String, statement: &Statement, depth: usize) {
    let indent = "    ".repeat(depth);
    out.push_str(&sentence_after(&indent, statement));
    if statement.rule.block.is_none() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for inner in &statement.block {
        statement_into(out, inner, depth + 1);
    }
    let _ = writeln!(out, "{indent}}}");
}

/// Words with single spaces, commas and closing signs without one before them.
#[derive(Default)]
pub(crate) struct Line {
    text: String,
    tight: bool,
}

impl Line {
    /// An empty line after this indent.
    pub(crate) fn after(indent: &str) -> Self {
        Self { text: indent.to_owned(), tight: true }
    }

    pub(crate) fn push(&mut self, word: &str) {
        if !self.tight && !self.text.is_empty() && !matches!(word, "," | ")") {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.tight = word == "(";
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// The text of words that stand in one line.
pub(crate) fn join(words: &[String]) -> String {
    let mut line = Line::default();
    words.iter().for_each(|word| line.push(word));
    line.into_text()
}

fn pieces_into(words: &mut Line, pieces: &[Piece], statement: &Statement) {
    for piece in pieces {
        match piece {
            Piece::Literal(word) => words.push(word),
            Piece::Flag { name, word } => {
                if statement.flag(name) {
                    words.push(word);
                }
            }
            Piece::Slot { name, kind } => {
                if let Some(value) = statement.slot(name) {
                    value_into(words, kind, value);
                }
            }
            Piece::Optional(inner) => {
                if mentions(inner, &|name| statement.slot(name).is_some()) {
                    pieces_into(words, inner, statement);
                }
            }
            Piece::Choice(choices) => {
                if let Some(choice) = chosen(choices, &|name| statement.slot(name).is_some()) {
                    pieces_into(words, choice, statement);
                }
            }
        }
    }
}

fn value_into(words: &mut Line, kind: &SlotKind, value: &Value) {
    match value {
        Value::Flag => {}
        Value::Name(name) => words.push(&name_text(kind, &name.value)),
        Value::Names(names) => {
            let separator = if *kind == SlotKind::Alternatives { "or" } else { "," };
            let grouped = *kind == SlotKind::Columns && names.len() > 1;
            if grouped {
                words.push("(");
            }
            for (at, name) in names.iter().enumerate() {
                if at > 0 {
                    words.push(separator);
                }
                words.push(&name_text(kind, &name.value));
            }
            if grouped {
                words.push(")");
            }
        }
        Value::Text(text) if *kind == SlotKind::Version && is_version(&text.value) => words.push(&text.value),
        Value::Text(text) => words.push(&quoted(&text.value)),
        Value::Number(number) => words.push(&number.value.to_string()),
        Value::Date(date) => words.push(&date.value),
        Value::Period(period) => words.push(&period.value.to_string()),
        Value::Condition(condition) => words.push(&print_condition(&condition.value)),
        Value::Identities(identities) => identities_into(words, identities),
    }
}

fn identities_into(words: &mut Line, identities: &[IdentityColumns]) {
    for (at, identity) in identities.iter().enumerate() {
        if at > 0 {
            words.push(",");
        }
        value_into(words, &SlotKind::Columns, &Value::Names(identity.columns.clone()));
        if let Some(name) = &identity.name {
            words.push("as");
            words.push(&name_text(&SlotKind::Name, &name.value));
        }
    }
}

fn is_version(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.split(['.', '-']).all(|part| !part.is_empty() && part.chars().all(|one| one.is_ascii_digit()))
}

fn name_text<'n>(kind: &SlotKind, name: &'n str) -> Cow<'n, str> {
    match kind {
        SlotKind::Column | SlotKind::Columns => part_text(name),
        // A table's name keeps its back quotes, because its parts may hold dots.
        SlotKind::Table | SlotKind::Tables => {
            Cow::Owned(parts(name).iter().map(|part| part_text(part)).collect::<Vec<_>>().join("."))
        }
        SlotKind::Name | SlotKind::Names | SlotKind::Alternatives => {
            let part = |one: char| one.is_alphanumeric() || matches!(one, '_' | '-' | '.' | '/' | '*');
            let plain = name.chars().all(part)
                && name.starts_with(char::is_alphanumeric)
                && name.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '*'))
                && !super::words::JOINING.contains(&name);
            if plain { Cow::Borrowed(name) } else { Cow::Owned(format!("`{name}`")) }
        }
        _ => Cow::Borrowed(name),
    }
}

/// A table's or column's name as the language writes it, in back quotes where it needs them; nothing when it
/// cannot be written at all, because it has a back quote or a line's end in it.
#[must_use]
pub fn name_part(name: &str) -> Option<Cow<'_, str>> {
    let writable = !name.is_empty() && !name.contains(['`', '\n', '\r']);
    writable.then(|| part_text(name))
}

/// One part of a name, in back quotes when it would not read as one word, or as another word.
pub(crate) fn part_text(part: &str) -> Cow<'_, str> {
    let plain = part.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && part.chars().all(|one| one.is_alphanumeric() || matches!(one, '_' | '-'))
        && !super::words::JOINING.contains(&part)
        && !super::words::CLAUSE_STARTS.contains(&part)
        && super::rules::starting_with(super::rule::Place::Table, part).is_empty();
    if plain { Cow::Borrowed(part) } else { Cow::Owned(format!("`{part}`")) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A condition as text, with as few parentheses as it needs.
#[must_use]
pub fn print_condition(condition: &Condition) -> String {
    match condition {
        Condition::Fact(fact) => fact.clone(),
        Condition::Compare { fact, comparison, with } => {
            let plain = !with.is_empty()
                && with.chars().all(|one| one.is_alphanumeric() || matches!(one, '_' | '-' | '.'))
                && with.starts_with(char::is_alphanumeric);
            let with = if plain { with.clone() } else { quoted(with) };
            format!("{fact} {} {with}", comparison.sign())
        }
        Condition::Not(inner) => match inner.as_ref() {
            Condition::All(_) | Condition::Any(_) => format!("not ({})", print_condition(inner)),
            _ => format!("not {}", print_condition(inner)),
        },
        Condition::All(parts) => {
            joined(parts, " and ", |part| matches!(part, Condition::Any(_) | Condition::All(_)))
        }
        Condition::Any(parts) => joined(parts, " or ", |part| matches!(part, Condition::Any(_))),
    }
}

fn joined(parts: &[Condition], with: &str, grouped: impl Fn(&Condition) -> bool) -> String {
    let texts: Vec<String> = parts
        .iter()
        .map(
            |part| if grouped(part) { format!("({})", print_condition(part)) } else { print_condition(part) },
        )
        .collect();
    texts.join(with)
}

fn tail_into(words: &mut Line, tail: &Tail) {
    if !tail.people_in.is_empty() {
        ["for", "people", "in"].iter().for_each(|word| words.push(word));
        value_into(words, &SlotKind::Names, &Value::Names(tail.people_in.clone()));
    }
    let conditions: [(&str, &Option<Located<Condition>>); 2] =
        [("when", &tail.when), ("unless", &tail.unless)];
    for (word, condition) in conditions {
        if let Some(condition) = condition {
            words.push(word);
            words.push(&print_condition(&condition.value));
        }
    }
    if let Some(because) = &tail.because {
        words.push("because");
        words.push(&because.value);
    }
    if tail.unconfirmed.is_some() {
        words.push("unconfirmed");
    }
    for clause in &tail.clauses {
        let plain = clause.value.starts_with(char::is_alphanumeric)
            && clause.value.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | '-' | '_'));
        words.push(&if plain {
            format!("§{}", clause.value)
        } else {
            format!("§{}", quoted(&clause.value))
        });
    }
}
