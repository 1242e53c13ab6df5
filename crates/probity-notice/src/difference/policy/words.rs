//! Changes of policy code as sentences for people, in the words in which a notice would say them.

use super::compare::Changed;
use super::fact::{Fact, about_slots};
use super::renamed::{Names, Unified};
use crate::render::Speaker;
use probity_policy::grammar::{self, Statement, StatementKind, Value};
use std::collections::BTreeSet;

/// The words of both versions.
pub(super) struct Words<'u> {
    old: Speech<'u>,
    new: Speech<'u>,
}

/// How one version says a statement: with its titles, and its own names for what is compared under one.
struct Speech<'u> {
    speaker: Speaker,
    names: &'u Names,
}

/// How many sentences of a block are said with it.
const MOST_OF_A_BLOCK: usize = 12;

impl<'u> Words<'u> {
    pub(super) fn of(old: &[Statement], new: &[Statement], unified: &'u Unified<'_>) -> Self {
        Self {
            old: Speech { speaker: Speaker::of(old), names: &unified.names_of_old },
            new: Speech { speaker: Speaker::of(new), names: &unified.names_of_new },
        }
    }

    /// What changed, and whether it was said in the words of a notice; else it is said in those of the code.
    pub(super) fn says(&self, changed: &Changed<'_, '_>) -> (String, bool) {
        let said =
            |speech: &Speech<'_>, fact: Option<&Fact<'_>>| fact.map(|fact| speech.of_fact(changed, fact));
        let (old, new) = (said(&self.old, changed.old), said(&self.new, changed.new));
        match (old, new) {
            (Some((before, spoken)), Some((now, also_spoken))) if before != now => {
                (format!("{now} Before: {before}"), spoken && also_spoken)
            }
            // A notice says both in the same words: the code tells them apart.
            (Some(_), Some(_)) => {
                let cut = |fact: Option<&Fact<'_>>| fact.map(|fact| cut(changed, fact));
                let (before, now) = (cut(changed.old), cut(changed.new));
                let code_of = |one: &Option<Statement>| one.as_ref().map(code);
                if code_of(&before) == code_of(&now) {
                    return (String::new(), false);
                }
                let named =
                    |speech: &Speech<'_>, one: Option<Statement>| code_of(&one.map(|one| speech.named(one)));
                let (before, now) = (named(&self.old, before), named(&self.new, now));
                (format!("{} Before: {}", now.unwrap_or_default(), before.unwrap_or_default()), false)
            }
            (Some((before, spoken)), None) => (format!("No more: {before}"), spoken),
            (None, Some((now, spoken))) => (format!("New: {now}"), spoken),
            (None, None) => (String::new(), false),
        }
    }
}

impl Speech<'_> {
    fn named(&self, mut statement: Statement) -> Statement {
        self.names.put(&mut statement);
        statement
    }

    fn of_fact(&self, changed: &Changed<'_, '_>, fact: &Fact<'_>) -> (String, bool) {
        let statement = self.named(cut(changed, fact));
        let Some(sentence) = self.speaker.sentence(&statement) else { return (code(&statement), false) };
        let heading = fact
            .block
            .and_then(|block| block_title(&self.named(block.clone())))
            .map_or_else(String::new, |title| format!("{title}: "));
        let whole_block = changed.old.is_none() || changed.new.is_none();
        let inner: Vec<String> = fact
            .statement
            .block
            .iter()
            .filter(|_| whole_block && is_named_block(changed.of.kind))
            .filter_map(|inner| self.speaker.sentence(&self.named(inner.clone())))
            .take(MOST_OF_A_BLOCK)
            .collect();
        let rest = inner.into_iter().map(|inner| format!(" {inner}")).collect::<String>();
        (format!("{heading}{sentence}{rest}"), true)
    }
}

/// Blocks that come and go as a whole.
fn is_named_block(kind: StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::Purpose | StatementKind::Recipient | StatementKind::Cookie | StatementKind::Message
    )
}

fn block_title(block: &Statement) -> Option<String> {
    let kind = block.rule.kind().filter(|kind| is_named_block(*kind) || *kind == StatementKind::Table)?;
    match kind {
        StatementKind::Table => block.name("table").map(|name| name.value.clone()),
        StatementKind::Cookie => block.name("cookie").map(|name| name.value.clone()),
        _ => block.name("title").map(|title| format!("“{}”", title.value)),
    }
}

/// A statement with those words of its lists alone that changed.
fn cut(changed: &Changed<'_, '_>, fact: &Fact<'_>) -> Statement {
    let mut statement = Statement { block: Vec::new(), ..fact.statement.clone() };
    statement.tail.clauses.clear();
    for (at, (slot, _)) in about_slots(&changed.judged).enumerate() {
        let wanted: BTreeSet<&String> = changed.abouts.iter().filter_map(|about| about.get(at)).collect();
        for (_, value) in statement.slots.iter_mut().filter(|(name, _)| *name == slot) {
            if let Value::Names(names) = value
                && names.iter().any(|name| wanted.contains(&name.value))
            {
                names.retain(|name| wanted.contains(&name.value));
            }
        }
    }
    let places: BTreeSet<&String> = changed.abouts.iter().filter_map(|about| about.last()).collect();
    if statement.tail.people_in.iter().any(|place| places.contains(&place.value)) {
        statement.tail.people_in.retain(|place| places.contains(&place.value));
    }
    statement
}

fn code(statement: &Statement) -> String {
    format!("`{}`.", grammar::print_sentence(statement))
}
