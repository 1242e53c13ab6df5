//! A bounded sample of each table, classified column by column and dropped.
//!
//! INVARIANT (VALUES-STAY): what leaves this file about a value is its category, and counts. The one
//! exception are the words of a column that names kinds of things, such as `commentable_type`.

use super::postgres::text;
use super::shape::shape;
use super::{Bounds, Catalogue, End, Limit, Observer, Shared, quoted, rows_of};
use crate::guess::Guess;
use crate::infer::classify::{Classify, Clues};
use futures_util::future::join;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use probity_stores::{Engine, Reading};
use probity_vocabulary::{Personal, Reveal};
use std::collections::{BTreeMap, BTreeSet};

/// What the sample of a column says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSample {
    /// Rows looked at.
    pub rows: usize,
    /// Those with a value.
    pub filled: usize,
    /// Different values among them.
    pub distinct: usize,
    /// Whether the values are sentences.
    pub prose: bool,
    /// The shape that all values share, when it is one of keys such as `A{1}-9{6}`.
    pub shape: Option<String>,
    /// What the column holds of a person, if anything.
    pub category: Option<Guess<String>>,
    /// The words in use, when the column names kinds of things.
    pub kinds: Vec<String>,
}

/// The samples of a store.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    columns: BTreeMap<Place, BTreeMap<String, ColumnSample>>,
    /// Tables of which nothing could be sampled in the time that there was.
    pub not_sampled: BTreeSet<Place>,
}

impl Samples {
    pub(crate) fn insert(&mut self, place: Place, columns: BTreeMap<String, ColumnSample>) {
        self.columns.insert(place, columns);
    }

    /// What is known of a column.
    #[must_use]
    pub fn column(&self, place: &Place, column: &str) -> Option<&ColumnSample> {
        self.columns.get(place)?.get(column)
    }

    /// The category of a column.
    #[must_use]
    pub fn category(&self, place: &Place, column: &str) -> Option<&Guess<String>> {
        self.column(place, column)?.category.as_ref()
    }
}

/// Tables sampled by one question.
pub(super) const AT_ONCE: usize = 40;
/// Columns of a table that are sampled; the others are judged by their names.
const WIDEST: usize = 400;
/// A column that names kinds of things has at most so many of them.
const MOST_KINDS: usize = 24;

type Values = Personal<Vec<Vec<Option<String>>>>;

pub(super) async fn samples(
    observer: &mut Observer,
    catalogue: &Catalogue,
    classify: &dyn Classify,
    wanted: impl Fn(&LiveTable) -> bool,
) -> Samples {
    let tables: Vec<&LiveTable> = catalogue.tables().filter(|table| wanted(table)).collect();
    let parts: Vec<&[&LiveTable]> = tables.chunks(AT_ONCE).collect();
    observer.prepare_for(parts.len()).await;
    let round = Round { limit: observer.limit, catalogue, classify, parts: Shared::new(&parts) };
    let first = round.through(&mut observer.reading, End::First);
    let Some(second) = &mut observer.second else { return first.await };
    let (mut found, more) = join(first, round.through(second, End::Last)).await;
    found.columns.extend(more.columns);
    found.not_sampled.extend(more.not_sampled);
    found
}

/// Tables that are sampled part by part, by whoever is free.
struct Round<'a> {
    limit: Limit,
    catalogue: &'a Catalogue,
    classify: &'a dyn Classify,
    parts: Shared<'a, &'a [&'a LiveTable]>,
}

impl Round<'_> {
    async fn through(&self, reading: &mut Reading, end: End) -> Samples {
        let mut found = Samples::default();
        while let Some(some) = self.parts.next(end) {
            let mut values = together(reading, self.limit, self.catalogue, some).await;
            for table in *some {
                let rows = values.remove(&table.place);
                if rows.is_none() && !sampled_columns(self.catalogue, table).is_empty() {
                    found.not_sampled.insert(table.place.clone());
                }
                let rows = rows.unwrap_or_else(|| Personal::new(Vec::new()));
                let columns = classified(self.catalogue, table, &rows, self.classify);
                found.columns.insert(table.place.clone(), columns);
            }
        }
        found
    }
}

fn sampled_columns<'t>(catalogue: &Catalogue, table: &'t LiveTable) -> Vec<&'t LiveColumn> {
    table
        .columns
        .iter()
        .filter(|column| {
            !matches!(
                column.family,
                TypeFamily::Bytes
                    | TypeFamily::Boolean
                    | TypeFamily::Timestamp
                    | TypeFamily::Time
                    | TypeFamily::Float
                    | TypeFamily::Money
            )
        })
        .filter(|column| catalogue.is_readable(&table.place, &column.name))
        .take(WIDEST)
        .collect()
}

/// The samples of several tables by one question, or, when that fails, by one question each.
async fn together(
    reading: &mut Reading,
    limit: Limit,
    catalogue: &Catalogue,
    tables: &[&LiveTable],
) -> BTreeMap<Place, Values> {
    if limit.out_of_time() {
        return BTreeMap::new();
    }
    let tables: Vec<&LiveTable> =
        tables.iter().copied().filter(|table| !sampled_columns(catalogue, table).is_empty()).collect();
    if let Some(all) = asked(reading, limit.bounds, catalogue, &tables, Answered::AsOne).await {
        return all;
    }
    let mut all = BTreeMap::new();
    for table in tables {
        for answered in [Answered::AsOne, Answered::RowByRow] {
            if !limit.out_of_time()
                && let Some(one) = asked(reading, limit.bounds, catalogue, &[table], answered).await
            {
                all.extend(one);
                break;
            }
        }
    }
    all
}

async fn asked(
    reading: &mut Reading,
    bounds: Bounds,
    catalogue: &Catalogue,
    tables: &[&LiveTable],
    answered: Answered,
) -> Option<BTreeMap<Place, Values>> {
    if tables.is_empty() {
        return Some(BTreeMap::new());
    }
    let engine = reading.engine();
    let (rows, characters) = (bounds.rows, bounds.characters);
    let parts: Vec<String> = tables
        .iter()
        .enumerate()
        .map(|(number, table)| part(engine, catalogue, table, number, rows, characters, answered))
        .collect();
    let answer = reading.ask("sample its tables", &parts.join(" UNION ALL "), &[]).await.ok()?;
    let mut all: BTreeMap<Place, Vec<Vec<Option<String>>>> =
        tables.iter().map(|table| (table.place.clone(), Vec::new())).collect();
    for row in answer {
        let table =
            text(&row, 0).and_then(|number| number.parse::<usize>().ok()).and_then(|at| tables.get(at));
        // Nothing is there when the table is empty.
        let (Some(table), Some(rows)) = (table, text(&row, 1)) else { continue };
        match serde_json::from_str::<Vec<Vec<Option<String>>>>(&rows) {
            Ok(rows) => all.entry(table.place.clone()).or_default().extend(rows),
            Err(_) if answered == Answered::AsOne => return None,
            Err(_) => {}
        }
    }
    Some(all.into_iter().map(|(place, rows)| (place, Personal::new(rows))).collect())
}

/// How the rows of a table are answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answered {
    /// All in one list: what a row of an answer costs is more than what stands in it.
    AsOne,
    /// Each in a list of its own, so that one that cannot be read spoils no other.
    RowByRow,
}

/// The question for a table's number and lists of its rows.
fn part(
    engine: Engine,
    catalogue: &Catalogue,
    table: &LiveTable,
    number: usize,
    rows: u32,
    characters: u32,
    answered: Answered,
) -> String {
    let as_one = answered == Answered::AsOne;
    let columns = sampled_columns(catalogue, table);
    let names: Vec<String> = columns.iter().map(|column| quoted(engine, &column.name)).collect();
    let from = format!("SELECT {} FROM {}", names.join(", "), rows_of(engine, catalogue, &table.place, rows));
    match engine {
        Engine::Postgres => {
            let cut: Vec<String> = columns
                .iter()
                .zip(&names)
                .map(|(column, name)| format!("left(CAST({name} AS text), {})", longest(column, characters)))
                .collect();
            let row = cut.join(", ");
            let whole = if as_one {
                format!("json_agg(ARRAY[{row}])")
            } else {
                format!("to_json(ARRAY[ARRAY[{row}]])")
            };
            format!("SELECT '{number}', CAST({whole} AS text) FROM ({from}) s")
        }
        Engine::MariaDb => {
            let cut: Vec<String> = columns
                .iter()
                .zip(&names)
                .map(|(column, name)| format!("LEFT(CAST({name} AS char), {})", longest(column, characters)))
                .collect();
            // Put together they came no faster there, and are cut off at a length.
            let row = format!("JSON_ARRAY({})", cut.join(", "));
            format!("SELECT '{number}', CONCAT('[', {row}, ']') FROM ({from}) s")
        }
        Engine::Sqlite => {
            // The engine takes at most a hundred arguments, so long rows are put together of several lists.
            let lists: Vec<String> = columns
                .chunks(90)
                .map(|some| {
                    let cut: Vec<String> = some
                        .iter()
                        .map(|column| {
                            let (name, characters) = (quoted(engine, &column.name), longest(column, characters));
                            format!(
                                "CASE typeof({name}) WHEN 'blob' THEN NULL ELSE substr(CAST({name} AS TEXT), 1, {characters}) END"
                            )
                        })
                        .collect();
                    format!("trim(json_array({}), '[]')", cut.join(", "))
                })
                .collect();
            let whole = if lists.len() == 1 {
                lists.concat().replacen("trim(", "", 1).replace(", '[]')", "")
            } else {
                // Trimming the signs of an empty last text would cut it; a text of brackets is no loss to a sample.
                format!("'[' || {} || ']'", lists.join(" || ',' || "))
            };
            let whole = if as_one { format!("group_concat({whole}, ',')") } else { whole };
            format!("SELECT '{number}', '[' || {whole} || ']' FROM ({from})")
        }
    }
}

/// Half a JSON document cannot be read, so more of it is.
fn longest(column: &LiveColumn, characters: u32) -> u32 {
    if column.family == TypeFamily::Json { characters.saturating_mul(16) } else { characters }
}

fn classified(
    catalogue: &Catalogue,
    table: &LiveTable,
    rows: &Values,
    classify: &dyn Classify,
) -> BTreeMap<String, ColumnSample> {
    let sampled: Vec<&str> =
        sampled_columns(catalogue, table).iter().map(|column| column.name.as_str()).collect();
    classified_as(catalogue, table, &sampled, rows, classify)
}

/// What rows say whose values are those of all columns of a table.
pub(crate) fn sampled(
    catalogue: &Catalogue,
    table: &LiveTable,
    rows: &Personal<Vec<Vec<Option<String>>>>,
    classify: &dyn Classify,
) -> BTreeMap<String, ColumnSample> {
    let all: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    classified_as(catalogue, table, &all, rows, classify)
}

fn classified_as(
    catalogue: &Catalogue,
    table: &LiveTable,
    sampled: &[&str],
    rows: &Values,
    classify: &dyn Classify,
) -> BTreeMap<String, ColumnSample> {
    let rows = rows.reveal(Reveal::QueryStore);
    let sampled: BTreeMap<&str, usize> = sampled.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let columns = table.columns.iter().map(|column| {
        let at = sampled.get(column.name.as_str()).copied();
        let values: Vec<&str> = at.map_or_else(Vec::new, |at| {
            rows.iter().filter_map(|row| row.get(at)?.as_deref()).filter(|value| !value.is_empty()).collect()
        });
        let clues = Clues {
            table: &table.place.table,
            column: &column.name,
            comment: catalogue
                .comments
                .get(&(table.place.clone(), Some(column.name.clone())))
                .map(String::as_str),
            family: column.family,
            values: &values,
        };
        let distinct: BTreeSet<&str> = values.iter().copied().collect();
        let sample = ColumnSample {
            rows: if at.is_some() { rows.len() } else { 0 },
            filled: values.len(),
            distinct: distinct.len(),
            prose: is_prose(&values),
            shape: shape_of(column, &distinct),
            category: classify.classify(&clues),
            kinds: kinds(column, &distinct),
        };
        (column.name.clone(), sample)
    });
    columns.collect()
}

/// A key made of random bytes has a shape whatever its values: no two are the same by chance.
fn shape_of(column: &LiveColumn, distinct: &BTreeSet<&str>) -> Option<String> {
    match column.family {
        TypeFamily::Uuid => Some("uuid".to_owned()),
        TypeFamily::Text | TypeFamily::Any => shape(distinct.iter().copied()),
        _ => None,
    }
}

/// Whether most values are several words that make a sentence.
fn is_prose(values: &[&str]) -> bool {
    let sentences =
        values.iter().filter(|value| value.len() >= 24 && value.split_whitespace().count() >= 4).count();
    values.len() >= 3 && sentences * 2 > values.len()
}

/// The words of a column such as `commentable_type`: few, and each one a name of a kind.
fn kinds(column: &LiveColumn, distinct: &BTreeSet<&str>) -> Vec<String> {
    let names_kinds = ["type", "class", "kind", "model", "table", "table_name", "tablename", "model_name"]
        .iter()
        .any(|ending| column.name.to_lowercase().ends_with(ending));
    let is_name = |value: &&str| {
        value.len() <= 60
            && value.starts_with(char::is_alphabetic)
            && value
                .chars()
                .all(|one| one.is_alphanumeric() || matches!(one, '_' | ':' | '.' | '\\' | '/' | '-'))
    };
    if !names_kinds || distinct.is_empty() || distinct.len() > MOST_KINDS || !distinct.iter().all(is_name) {
        return Vec::new();
    }
    distinct.iter().map(|value| (*value).to_owned()).collect()
}
