//! Columns that are personal only because of the row that they stand in: what a row about somebody says is information
//! relating to that person (GDPR article 4(1)), whatever its name, as the total of their order and the time of their
//! visit are.
//!
//! It looks at columns in which nothing was recognised. That such a column is personal follows from the row; of which
//! category is a guess by words, first the column's, then the table's, then those of the table that it is part of.
//! Left out are keys that only tell rows apart, references to rows that are somebody's and so are said as ways, and
//! columns that serve the store alone.

use super::keys::{Known, Origin, Reference};
use super::names::Names;
use super::people::is_operator_by_name;
use super::roles::{Part, part};
use super::row_words::{by_column, by_table, is_technical};
use super::{ColumnKind, Conclusions, Examined, TableGuess};
use crate::guess::{Confidence, Guess};
use crate::observe::Catalogue;
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use std::collections::{BTreeMap, BTreeSet};

/// A category that the column's own words say.
const SAID_BY_COLUMN: i32 = 65;
/// One that the table's words say.
const SAID_BY_TABLE: i32 = 50;
/// One that nothing says.
const UNSAID: i32 = 35;

/// Below this it is a question whether rows are about anybody at all; whoever answers it maps again.
const ABOUT_SOMEBODY: u8 = 50;

/// Whose the rows of a table are.
#[derive(Clone)]
struct Whose {
    /// What these people are called.
    kind: String,
    /// How sure the way to them is.
    confidence: Confidence,
    /// The category of what the rows are, by their table's words or by those of the table that they are part of.
    meaning: Option<&'static str>,
}

/// Marks what stands in people's rows and was not recognised.
pub(crate) fn fill(
    catalogue: &Catalogue,
    names: &Names,
    references: &Known<'_>,
    tables: &mut BTreeMap<Place, TableGuess>,
) {
    let whose = whose(names, tables);
    for (place, whose) in
        whose.into_iter().filter(|(_, whose)| whose.confidence.as_percent() >= ABOUT_SOMEBODY)
    {
        let (Some(live), Some(guess)) = (catalogue.schema.tables.get(&place), tables.get(&place)) else {
            continue;
        };
        let key: &[String] = guess.person.as_ref().map_or(&[], |person| &person.value.key);
        let row = Row {
            live,
            names,
            whose: &whose,
            is_person: guess.person.is_some(),
            key,
            keys: keys_to_people(references.from(&place), tables),
            kinds: kinds(references.from(&place)),
        };
        let found: Vec<Option<Guess<String>>> = guess
            .columns
            .iter()
            .map(|column| {
                let seen = live.column(&column.name).filter(|_| column.kind == ColumnKind::Plain)?;
                row.guess(seen)
            })
            .collect();
        if let Some(guess) = tables.get_mut(&place) {
            for (column, found) in guess.columns.iter_mut().zip(found) {
                if let Some(found) = found {
                    column.kind = ColumnKind::OfRow(found);
                }
            }
        }
    }
}

/// The same once further rows are known to be somebody's.
pub(crate) fn again(examined: &mut Examined) {
    let names = Names::of(&examined.catalogue);
    let Conclusions { tables, references } = &mut examined.conclusions;
    fill(&examined.catalogue, &names, &Known::of(references), tables);
}

/// Takes back what was said of a table's rows.
pub(crate) fn forget(table: &mut TableGuess) {
    for column in table.columns.iter_mut().filter(|column| matches!(column.kind, ColumnKind::OfRow(_))) {
        column.kind = ColumnKind::Plain;
    }
}

/// Columns that lead to rows which are somebody's.
fn keys_to_people<'a>(
    references: &[&'a Reference],
    tables: &BTreeMap<Place, TableGuess>,
) -> BTreeSet<&'a str> {
    let leads = |one: &&&Reference| tables.get(&one.to).is_some_and(|table| table.reached);
    let columns = |one: &&'a Reference| one.columns.iter().map(String::as_str);
    references.iter().filter(|one| one.origin != Origin::SameDatum).filter(leads).flat_map(columns).collect()
}

/// Columns that say to which table another column points.
fn kinds<'a>(references: &[&'a Reference]) -> BTreeSet<&'a str> {
    let kinds = references.iter().filter_map(|reference| match &reference.origin {
        Origin::Kind { column, .. } => Some(column.as_str()),
        _ => None,
    });
    kinds.collect()
}

/// Whose the rows of each table are, along the ways from people.
fn whose(names: &Names, tables: &BTreeMap<Place, TableGuess>) -> BTreeMap<Place, Whose> {
    let mut onward: BTreeMap<&Place, Vec<(&Place, Confidence)>> = BTreeMap::new();
    for link in tables.values().flat_map(|table| &table.links) {
        let reference = &link.reference;
        // What somebody made at work is not about them.
        let work = is_operator_by_name(names, &reference.to) && part(reference, names) < Part::About;
        let (from, to) = match link.role {
            LinkRole::BelongsTo if !work => (&reference.to, &reference.from),
            LinkRole::Owns => (&reference.from, &reference.to),
            _ => continue,
        };
        onward.entry(from).or_default().push((to, link.confidence));
    }
    let mut known: BTreeMap<Place, Whose> = BTreeMap::new();
    let mut waiting: Vec<&Place> = Vec::new();
    for (place, table) in tables {
        let found = match (&table.person, table.elsewhere.first()) {
            (Some(person), _) => Some((person.value.kind.clone(), person.confidence)),
            (None, Some(way)) => Some((format!("`{}` in `{}`", way.to.table, way.store), way.confidence)),
            (None, None) => None,
        };
        if let Some((kind, confidence)) = found {
            let people = if table.person.is_some() { Some("account.settings") } else { None };
            let meaning = by_table(names.table(place)).or(people);
            known.insert(place.clone(), Whose { kind, confidence, meaning });
            waiting.push(place);
        }
    }
    while let Some(from) = waiting.pop() {
        let Some(here) = known.get(from).cloned() else { continue };
        let from_people = tables.get(from).is_some_and(|table| table.person.is_some());
        for (to, confidence) in onward.get(from).into_iter().flatten() {
            if !known.contains_key(*to) {
                let inherited = here.meaning.filter(|_| !from_people);
                let meaning = by_table(names.table(to)).or(inherited);
                let confidence = here.confidence.min(*confidence);
                known.insert((*to).clone(), Whose { kind: here.kind.clone(), confidence, meaning });
                waiting.push(to);
            }
        }
    }
    known
}

/// A table whose rows are somebody's.
struct Row<'a> {
    live: &'a LiveTable,
    names: &'a Names,
    whose: &'a Whose,
    is_person: bool,
    /// The person's key.
    key: &'a [String],
    /// Columns that lead to somebody's rows.
    keys: BTreeSet<&'a str>,
    /// Columns that say to which table another points.
    kinds: BTreeSet<&'a str>,
}

impl Row<'_> {
    fn guess(&self, column: &LiveColumn) -> Option<Guess<String>> {
        let name = column.name.as_str();
        let kind = &self.whose.kind;
        if self.is_person && self.key.iter().any(|key| key == name) && !self.keys.contains(name) {
            let category = match self.whose.meaning {
                Some(meaning) if meaning == "work.application" => meaning,
                _ => "account.identifier",
            };
            let reason = format!("a {kind} is known by it");
            return Some(self.said(category, SAID_BY_COLUMN, reason));
        }
        let words = self.names.of_column(self.live, name);
        let only_key = self.live.primary_key.as_slice() == [name];
        if only_key
            || self.keys.contains(name)
            || self.kinds.contains(name)
            || is_technical(&words, column.family)
        {
            return None;
        }
        let meaning = self.whose.meaning;
        let is_instant = matches!(column.family, TypeFamily::Timestamp | TypeFamily::Time);
        if let Some(category) = by_column(&words, meaning.unwrap_or_default(), is_instant) {
            let reason = format!("by its name, in a row about a {kind}");
            return Some(self.said(category, SAID_BY_COLUMN, reason));
        }
        let reason = format!("in a row about a {kind}");
        Some(match meaning {
            Some(category) => self.said(category, SAID_BY_TABLE, reason),
            None => self.said("usage.feature", UNSAID, reason),
        })
    }

    fn said(&self, category: &str, percent: i32, reason: String) -> Guess<String> {
        Guess::new(category.to_owned(), Confidence::percent(percent).min(self.whose.confidence), reason)
    }
}
