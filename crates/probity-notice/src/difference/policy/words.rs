//! Changes of policy code as sentences for people, in the words in which a notice would say them.

use super::compare::Changed;
use super::fact::{Fact, about_slots};
use crate::render::Speaker;
use probity_policy::grammar::{self, Statement, StatementKind, Value};
use std::collections::BTreeSet;

/// The words of both versions.
pub(super) struct Words {
    old: Speaker,
    new: Speaker,
}

/// How many sentences of a block are said with it.
const MOST_OF_A_BLOCK: usize = 12;

impl Words {
    pub(super) fn of(old: &[Statement], new: &[Statement]) -> Self {
        Self { old: Speaker::of(old), new: Speaker::of(new) }
    }

    /// What changed, and whether it was said in the words of a notice; else it is said in those of the code.
    pub(super) fn says(&self, changed: &Changed<'_, '_>) -> (String, bool) {
        let said =
            |speaker: &Speaker, fact: Option<&Fact<'_>>| fact.map(|fact| of_fact(speaker, changed, fact));
        let (old, new) = (said(&self.old, changed.old), said(&self.new, changed.new));
        match (old, new) {
            (Some((before, spoken)), Some((now, also_spoken))) if before != now => {
                (format!("{now} Before: {before}"), spoken && also_spoken)
            }
            // A notice says both in the same words: the code tells them apart.
            (Some(_), Some(_)) => {
                let code =
                    |fact: Option<&Fact<'_>>| fact.map(|fact| code(&cut(changed, fact))).unwrap_or_default();
                let (before, now) = (code(changed.old), code(changed.new));
                (if before == now { String::new() } else { format!("{now} Before: {before}") }, false)
            }
            (Some((before, spoken)), None) => (format!("No more: {before}"), spoken),
            (None, Some((now, spoken))) => (format!("New: {now}"), spoken),
            (None, None) => (String::new(), false),
        }
    }
}

fn of_fact(speaker: &Speaker, changed: &Changed<'_, '_>, fact: &Fact<'_>) -> (String, bool) {
    let statement = cut(changed, fact);
    let Some(sentence) = speaker.sentence(&statement) else { return (code(&statement), false) };
    let heading = fact.block.and_then(block_title).map_or_else(String::new, |title| format!("{title}: "));
    let whole_block = changed.old.is_none() || changed.new.is_none();
    let inner: Vec<String> = fact
        .statement
        .block
        .iter()
        .filter(|_| whole_block && is_named_block(changed.of.kind))
        .filter_map(|inner| speaker.sentence(inner))
        .take(MOST_OF_A_BLOCK)
        .collect();
    let rest = inner.into_iter().map(|inner| format!(" {inner}")).collect::<String>();
    (format!("{heading}{sentence}{rest}"), true)
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
