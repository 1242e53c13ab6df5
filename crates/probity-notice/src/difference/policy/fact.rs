//! A policy as facts: each is about one thing (one category, one recipient, one place) and says one value of it.
//!
//! Where a sentence names several, it is several facts, so that it makes no difference in which sentence something
//! stands. INVARIANT (BOUNDED): a sentence that would be more facts than anybody reads is one fact.

use super::order::{Said, Value};
use super::span::Span;
use super::treatment::{Judged, Slot, Treatment, treatment};
use probity_policy::grammar::{self, Condition, Statement, StatementKind, Tail};
use std::collections::{BTreeMap, BTreeSet};

/// What a fact is of: its kind and the block that it stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Of {
    pub(super) kind: StatementKind,
    /// The name of the purpose, recipient, cookie, message or table; empty elsewhere.
    pub(super) block: String,
}

/// What a fact is about: one word for each such slot, and the place of the people; empty stands for all.
pub(super) type About = Vec<String>;

/// A fact.
#[derive(Clone, Debug)]
pub(super) struct Fact<'p> {
    pub(super) value: Value,
    pub(super) statement: &'p Statement,
    /// The block that it stands in.
    pub(super) block: Option<&'p Statement>,
}

/// All facts of a policy.
#[derive(Debug, Default)]
pub(super) struct Facts<'p> {
    pub(super) facts: BTreeMap<Of, BTreeMap<About, Vec<Fact<'p>>>>,
    /// Blocks that are there, by their kind and name.
    pub(super) blocks: BTreeMap<Of, &'p Statement>,
    /// Sentences of the data map that promise nothing, as they are printed.
    pub(super) data_map: BTreeMap<String, usize>,
}

const MOST_FACTS: usize = 20_000;

impl<'p> Facts<'p> {
    pub(super) fn of(statements: &'p [Statement]) -> Self {
        let mut facts = Self::default();
        for statement in statements {
            facts.add(statement, None);
        }
        facts
    }

    fn add(&mut self, statement: &'p Statement, block: Option<(&'p Statement, &str)>) {
        let Some(kind) = statement.rule.kind() else { return };
        let of = Of { kind, block: block.map_or_else(String::new, |(_, name)| name.to_owned()) };
        match treatment(kind) {
            Treatment::Frame => {}
            Treatment::DataMap => {
                let place = if of.block.is_empty() { String::new() } else { format!("{}: ", of.block) };
                let printed = format!("{place}{}", grammar::print_sentence(statement));
                *self.data_map.entry(printed).or_default() += 1;
            }
            Treatment::Judged(judged) => {
                let value = value(&judged, statement);
                let facts = self.facts.entry(of).or_default();
                for about in abouts(&judged, statement) {
                    facts.entry(about).or_default().push(Fact {
                        value: value.clone(),
                        statement,
                        block: block.map(|(block, _)| block),
                    });
                }
            }
        }
        if statement.rule.block.is_some() {
            let name = name(kind, statement).unwrap_or_default();
            if !name.is_empty() {
                self.blocks.entry(Of { kind, block: name.clone() }).or_insert(statement);
            }
            for inner in &statement.block {
                self.add(inner, Some((statement, &name)));
            }
        }
    }
}

/// The name by which a block is known again; nothing when there is one of its kind.
fn name(kind: StatementKind, statement: &Statement) -> Option<String> {
    let slot = match kind {
        StatementKind::Purpose => "purpose",
        StatementKind::Recipient => "recipient",
        StatementKind::Cookie => "cookie",
        StatementKind::Message => "message",
        StatementKind::Table | StatementKind::Resource => "table",
        StatementKind::Service | StatementKind::Pace => "store",
        _ => return None,
    };
    statement.name(slot).map(|name| name.value.clone())
}

/// The slots that say what a kind is about, places of people last.
pub(super) fn about_slots(judged: &Judged) -> impl Iterator<Item = (&'static str, Slot)> {
    judged.slots.iter().copied().filter(|(_, slot)| matches!(slot, Slot::About | Slot::AboutCategory))
}

fn words_of(statement: &Statement, slot: &str) -> Vec<String> {
    let names = statement.names(slot);
    let text = if names.is_empty() { statement.name(slot) } else { None };
    names.iter().chain(text).map(|name| name.value.clone()).collect()
}

fn places(tail: &Tail) -> Vec<String> {
    tail.people_in.iter().map(|place| place.value.clone()).collect()
}

/// What a sentence is about: each combination of the words in its lists.
fn abouts(judged: &Judged, statement: &Statement) -> BTreeSet<About> {
    let mut lists: Vec<Vec<String>> =
        about_slots(judged).map(|(slot, _)| words_of(statement, slot)).collect();
    lists.push(places(&statement.tail));
    let count = lists.iter().map(|list| list.len().max(1)).fold(1_usize, usize::saturating_mul);
    let mut all = BTreeSet::from([About::new()]);
    for mut list in lists {
        if list.is_empty() {
            list.push(String::new());
        }
        if count > MOST_FACTS {
            list.sort();
            list = vec![list.join(", ")];
        }
        all = all
            .iter()
            .flat_map(|about| list.iter().map(|word| about.iter().chain([word]).cloned().collect::<About>()))
            .collect();
    }
    all
}

fn value(judged: &Judged, statement: &Statement) -> Value {
    let mut slots = BTreeMap::new();
    for (slot, is) in judged.slots {
        if matches!(is, Slot::About | Slot::AboutCategory) {
            continue;
        }
        if let Some(said) = statement.slot(slot).and_then(said) {
            slots.insert(*slot, said);
        }
    }
    let tail = &statement.tail;
    let mut when = BTreeSet::new();
    if let Some(condition) = &tail.when {
        conjuncts(&condition.value, &mut when);
    }
    Value {
        slots,
        when,
        unless: tail.unless.as_ref().map(|condition| grammar::print_condition(&condition.value)),
        because: tail.because.as_ref().map(|because| because.value.clone()),
        unconfirmed: tail.unconfirmed.is_some(),
    }
}

fn conjuncts(condition: &Condition, parts: &mut BTreeSet<String>) {
    match condition {
        Condition::All(all) => all.iter().for_each(|one| conjuncts(one, parts)),
        other => {
            parts.insert(grammar::print_condition(other));
        }
    }
}

fn said(value: &grammar::Value) -> Option<Said> {
    use grammar::Value as V;
    Some(match value {
        V::Flag => Said::Flag,
        V::Name(word) | V::Text(word) | V::Date(word) => Said::Word(word.value.clone()),
        V::Names(words) => Said::Words(words.iter().map(|word| word.value.clone()).collect()),
        V::Number(number) => Said::Number(number.value),
        V::Period(period) => Said::Period(Span::of(period.value)),
        V::Condition(condition) => Said::Word(grammar::print_condition(&condition.value)),
        V::Identities(_) => return None,
    })
}

/// What speaks of a thing too, the nearest first: `contact.*` of `contact.email`, `US` of `US-CO`, and all of each.
fn wider(slot: Slot, word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    if slot == Slot::AboutCategory {
        let stem = word.strip_suffix(".*").unwrap_or(word);
        let mut rest = stem;
        if stem != word {
            all.push(stem.to_owned());
        }
        while let Some((outer, _)) = rest.rsplit_once('.') {
            all.extend([format!("{outer}.*"), outer.to_owned()]);
            rest = outer;
        }
        all.extend(["*".to_owned(), "anything".to_owned()]);
    } else {
        all.push("anyone".to_owned());
    }
    all.push(String::new());
    all.dedup();
    all
}

fn wider_place(place: &str) -> Vec<String> {
    let mut all = vec![place.to_owned()];
    all.extend(place.split_once('-').map(|(country, _)| country.to_owned()));
    all.push(String::new());
    all.dedup();
    all
}

/// The facts of a kind about something, or else about what comprises it.
pub(super) fn speaking_of<'f, 'p>(
    facts: Option<&'f BTreeMap<About, Vec<Fact<'p>>>>,
    judged: &Judged,
    about: &About,
) -> &'f [Fact<'p>] {
    let Some(facts) = facts else { return &[] };
    if let Some(exact) = facts.get(about) {
        return exact;
    }
    let mut steps: Vec<Vec<String>> =
        about_slots(judged).zip(about).map(|((_, slot), word)| wider(slot, word)).collect();
    steps.extend(about.last().map(|place| wider_place(place)));
    // Each combination, the nearest first: the last list turns fastest.
    let mut at = vec![0_usize; steps.len()];
    loop {
        let asked: About =
            steps.iter().zip(&at).filter_map(|(words, index)| words.get(*index).cloned()).collect();
        if let Some(found) = facts.get(&asked) {
            return found;
        }
        let mut wheel = steps.len();
        loop {
            let Some(next) = wheel.checked_sub(1) else { return &[] };
            wheel = next;
            let (Some(index), Some(words)) = (at.get_mut(wheel), steps.get(wheel)) else { return &[] };
            *index += 1;
            if *index < words.len() {
                break;
            }
            *index = 0;
        }
    }
}
