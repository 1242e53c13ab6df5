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

/// How many of a list the short layer names.
const NAMED: usize = 6;
/// How many sentences it says on each point.
const SAID: usize = 3;

/// The short layer, which fits on one screen: who, what, why, with whom, how long, rights, how to reach. What it leaves
/// out stands in the full layer, and it says how much that is.
fn short(speech: &Speech<'_>, furniture: &Furniture, told: &[Told]) -> Vec<Brief> {
    let full = |rules: &'static [&'static str], most: usize| -> Vec<Sentence> {
        // What holds for everybody comes before what holds in some places.
        let mut all: Vec<&Told> = of(told, rules).collect();
        all.sort_by_key(|one| !one.statement.tail.people_in.is_empty());
        all.into_iter().filter_map(|one| said(speech, one)).take(most).collect()
    };
    let summed = |named: Vec<(String, String)>, words: &str| -> Vec<Sentence> {
        let mut names: Vec<String> = Vec::new();
        let mut statements: Vec<String> = Vec::new();
        for (name, statement) in named {
            if !names.contains(&name) {
                names.push(name);
            }
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
        if names.is_empty() {
            return Vec::new();
        }
        if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 1) {
            names.truncate(NAMED);
            names.push(furniture.more.replace("{}", &more.to_string()));
        }
        vec![Sentence { text: format!("{words}{}.", speech.joined(&names, false)), statements }]
    };
    let titles = |rule: &'static str| -> Vec<(String, String)> {
        let (open, close) = speech.catalogue().quotes;
        of(told, &[rule])
            .filter_map(|one| {
                let title = &one.statement.name("title")?.value;
                let title = if rule == "purpose" { format!("{open}{title}{close}") } else { title.clone() };
                Some((title, one.id.clone()))
            })
            .collect()
    };
    let collected: Vec<(String, String)> = of(told, &["collect"])
        .flat_map(|one| {
            let rule = one.statement.rule;
            one.statement.names("categories").iter().map(move |name| {
                let value = Value::Names(vec![name.clone()]);
                let said = speech.say(rule.name, "categories", rule.kind_of("categories"), "", &value);
                (said, one.id.clone())
            })
        })
        .collect();
    let mut shared = full(&["never-sell"], 1);
    shared.extend(summed(titles("recipient"), furniture.to_recipients));
    let mut kept = full(&["keep-as-needed"], 1);
    if kept.is_empty() {
        kept = full(&["keep"], SAID);
    }
    let mut rights = full(&["offer"], SAID);
    rights.extend(full(&["answer"], 1));
    let ways: [&'static [&'static str]; 3] = [&["mail"], &["phone"], &["post"]];
    let mut reach = ways.into_iter().map(|way| full(way, 2)).find(|way| !way.is_empty()).unwrap_or_default();
    reach.extend(full(&["officer"], 1));
    reach.extend(full(&["authority"], 1));
    [
        (furniture.short_who, full(&["controller", "country"], SAID)),
        (furniture.short_what, summed(collected, furniture.collected)),
        (furniture.short_why, summed(titles("purpose"), furniture.for_purposes)),
        (furniture.short_shared, shared),
        (furniture.short_kept, kept),
        (furniture.short_rights, rights),
        (furniture.short_reach, reach),
    ]
    .into_iter()
    .filter(|(_, sentences)| !sentences.is_empty())
    .map(|(heading, sentences)| Brief { heading, sentences })
    .collect()
}
