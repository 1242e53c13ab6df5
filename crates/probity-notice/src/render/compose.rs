//! The layers of a notice, put together from statements.

use super::catalogue::Furniture;
use super::phrase::{Speech, Titles};
use super::{Brief, Item, Notice, Part, Sentence, Unwritable, Wanted, linked, sections, sentence, tables};
use probity_policy::grammar::{self, Located, Statement, Value};
use probity_policy::model::Model;
use probity_source::Span;
use std::collections::BTreeMap;

/// A statement with its id, and those of its block.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) id: String,
    pub(super) statement: Statement,
    pub(super) block: Vec<Told>,
}

/// All that is told, in the order of the code.
pub(super) fn told(model: &Model, wanted: &Wanted<'_>) -> Result<Vec<Told>, Unwritable> {
    let mut telling = Telling {
        promises: model
            .promises
            .iter()
            .map(|promise| ((promise.kind, promise.span), promise.id.as_str()))
            .collect(),
        used: BTreeMap::new(),
        wanted,
        missing: None,
    };
    let told = telling.all(&model.statements, false);
    match telling.missing {
        Some(variable) => Err(Unwritable::NoAddress(variable)),
        None => Ok(told),
    }
}

struct Telling<'m> {
    promises: std::collections::HashMap<(&'static str, Span), &'m str>,
    used: BTreeMap<String, usize>,
    wanted: &'m Wanted<'m>,
    missing: Option<String>,
}

impl Telling<'_> {
    fn all(&mut self, statements: &[Statement], unconfirmed: bool) -> Vec<Told> {
        let mut told = Vec::new();
        for statement in statements {
            if statement.rule.name == "people" {
                told.extend(self.all(&statement.block, unconfirmed));
                continue;
            }
            if sections::section(statement.rule.name).is_none() {
                continue;
            }
            let mut statement = statement.clone();
            if statement.rule.name == "mail" {
                self.resolve(&mut statement);
            }
            // What stands in a block that nobody confirmed is no more confirmed than its heading.
            if unconfirmed && statement.tail.unconfirmed.is_none() {
                statement.tail.unconfirmed = Some(statement.span);
            }
            let id = self.id(&statement);
            let block = std::mem::take(&mut statement.block);
            let block = self.all(&block, statement.tail.unconfirmed.is_some());
            told.push(Told { id, statement, block });
        }
        told
    }

    fn id(&mut self, statement: &Statement) -> String {
        let promise = self.promises.get(&(statement.rule.name, statement.span));
        let id = promise.map_or_else(|| statement.rule.name.to_owned(), |id| (*id).to_owned());
        let count = self.used.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{id}~{count}") } else { id }
    }

    fn resolve(&mut self, statement: &mut Statement) {
        let Some(variable) = statement.name("variable").cloned() else { return };
        match (self.wanted.address)(&variable.value) {
            Some(address) => {
                statement.slots.retain(|(slot, _)| *slot != "variable");
                statement
                    .slots
                    .push(("address", Value::Text(Located { value: address, span: variable.span })));
            }
            None => self.missing = self.missing.take().or(Some(variable.value)),
        }
    }
}

pub(super) fn notice(model: &Model, wanted: &Wanted<'_>) -> Result<Notice, Unwritable> {
    let mut told = told(model, wanted)?;
    let titles = Titles::of(&model.statements);
    let speech = Speech { language: wanted.language, titles: &titles };
    if !wanted.drafts {
        let mut open = Vec::new();
        unconfirmed(&speech, &told, &mut open);
        if !open.is_empty() {
            return Err(Unwritable::Unconfirmed(open));
        }
    }
    told.sort_by_key(|one| sections::section(one.statement.rule.name));
    let furniture = &speech.catalogue().furniture;
    let parts = parts(&speech, &told);
    if parts.is_empty() {
        return Err(Unwritable::Nothing);
    }
    let mut statements = Vec::new();
    listed(&told, &mut statements);
    Ok(Notice {
        language: wanted.language,
        drafts: wanted.drafts,
        title: title(&speech, &told),
        short: short(&speech, furniture, &told),
        parts,
        tables: tables::tables(&speech, &told),
        statements,
        linked: linked::data(&speech, &told),
    })
}

fn unconfirmed(speech: &Speech<'_>, told: &[Told], open: &mut Vec<String>) {
    for one in told {
        if one.statement.tail.unconfirmed.is_some() {
            open.extend(sentence::of(speech, &one.statement));
        } else {
            unconfirmed(speech, &one.block, open);
        }
    }
}

fn listed(told: &[Told], statements: &mut Vec<(String, String)>) {
    for one in told {
        let mut alone = one.statement.clone();
        alone.block = Vec::new();
        let code = grammar::print(&[alone]);
        let code = code.trim().trim_end_matches(['{', '}', ' ', '\n']).to_owned();
        statements.push((one.id.clone(), code));
        listed(&one.block, statements);
    }
}

fn said(speech: &Speech<'_>, one: &Told) -> Option<Sentence> {
    Some(Sentence { text: sentence::of(speech, &one.statement)?, statements: vec![one.id.clone()] })
}

/// The full layer. Blocks of the frame are told in the parts that their statements belong to.
fn parts(speech: &Speech<'_>, told: &[Told]) -> Vec<Part> {
    let headings = &speech.catalogue().furniture.sections;
    let mut items: BTreeMap<(usize, usize), Vec<Item>> = BTreeMap::new();
    for one in told {
        let Some(place) = sections::section(one.statement.rule.name) else { continue };
        let Some(sentence) = said(speech, one) else { continue };
        let framing = matches!(one.statement.rule.name, "policy" | "controller");
        let mut under: Vec<&Told> = one.block.iter().collect();
        under.sort_by_key(|inner| sections::section(inner.statement.rule.name));
        if framing {
            items.entry(place).or_default().push(Item { sentence, under: Vec::new() });
            for inner in under {
                if let (Some(place), Some(sentence)) =
                    (sections::section(inner.statement.rule.name), said(speech, inner))
                {
                    items.entry(place).or_default().push(Item { sentence, under: Vec::new() });
                }
            }
        } else {
            let under: Vec<Sentence> = under.into_iter().filter_map(|inner| said(speech, inner)).collect();
            let own = items.entry(place).or_default();
            match one_by_one(speech, one) {
                Some(singles) => {
                    own.extend(singles.into_iter().map(|sentence| Item { sentence, under: Vec::new() }))
                }
                None => own.push(Item { sentence, under }),
            }
        }
    }
    headings
        .iter()
        .enumerate()
        .map(|(part, heading)| Part {
            heading,
            items: items
                .iter()
                .filter(|((own, _), _)| *own == part)
                .flat_map(|(_, items)| items.iter().cloned())
                .collect(),
        })
        .filter(|part| !part.items.is_empty())
        .collect()
}

/// Each right of an offer by itself, which is easier to read than all of them in one sentence.
fn one_by_one(speech: &Speech<'_>, one: &Told) -> Option<Vec<Sentence>> {
    let rights = one.statement.names("rights");
    if one.statement.rule.name != "offer" || rights.len() < 2 {
        return None;
    }
    rights
        .iter()
        .map(|right| {
            let mut single = one.clone();
            for (slot, value) in &mut single.statement.slots {
                if *slot == "rights" {
                    *value = Value::Names(vec![right.clone()]);
                }
            }
            said(speech, &single)
        })
        .collect()
}

fn of<'t>(told: &'t [Told], rules: &'t [&str]) -> impl Iterator<Item = &'t Told> {
    told.iter()
        .flat_map(|one| std::iter::once(one).chain(one.block.iter()))
        .filter(move |one| rules.contains(&one.statement.rule.name))
}

/// Whose notice it is, and since when.
fn title(speech: &Speech<'_>, told: &[Told]) -> Sentence {
    let furniture = &speech.catalogue().furniture;
    let mut text = furniture.notice.to_owned();
    let mut statements = Vec::new();
    if let Some((one, name)) =
        of(told, &["controller"]).find_map(|one| Some((one, one.statement.name("title")?)))
    {
        text = format!("{text}: {}", name.value);
        statements.push(one.id.clone());
    }
    if let Some((one, version)) =
        of(told, &["policy"]).find_map(|one| Some((one, one.statement.name("version")?)))
    {
        text = format!("{text} ({} {})", furniture.version, version.value);
        statements.push(one.id.clone());
    }
    Sentence { text, statements }
}

/// The short layer: who, what for, who else, rights, how to reach.
fn short(speech: &Speech<'_>, furniture: &Furniture, told: &[Told]) -> Vec<Brief> {
    let full = |rules: &'static [&'static str]| {
        of(told, rules).filter_map(|one| said(speech, one)).collect::<Vec<_>>()
    };
    let summed = |rule: &'static str, words: &str| -> Vec<Sentence> {
        let (mut titles, mut statements) = (Vec::new(), Vec::new());
        for one in of(told, &[rule]).filter(|one| one.statement.rule.name == rule).collect::<Vec<_>>() {
            if let Some(title) = one.statement.name("title") {
                let (open, close) = speech.catalogue().quotes;
                titles.push(if rule == "purpose" {
                    format!("{open}{}{close}", title.value)
                } else {
                    title.value.clone()
                });
                statements.push(one.id.clone());
            }
        }
        if titles.is_empty() {
            return Vec::new();
        }
        vec![Sentence { text: format!("{words}{}.", speech.joined(&titles, false)), statements }]
    };
    let mut shared = full(&["never-sell"]);
    shared.extend(summed("recipient", furniture.to_recipients));
    [
        (furniture.short_who, full(&["controller", "country"])),
        (furniture.short_why, summed("purpose", furniture.for_purposes)),
        (furniture.short_shared, shared),
        (furniture.short_rights, full(&["offer", "answer"])),
        (furniture.short_reach, full(&["mail", "phone", "post", "officer", "authority"])),
    ]
    .into_iter()
    .filter(|(_, sentences)| !sentences.is_empty())
    .map(|(heading, sentences)| Brief { heading, sentences })
    .collect()
}
