//! How a company whose rows are numbers is written in the tables of an engine: kinds of keys, types of the
//! columns that refer to them, what may be empty, unique and checked, and which keys are declared.

use crate::common::Database;
use crate::common::map::{Map, table};
use crate::reference::{BLANKED_NOTE, Company, EMPTIED, Rows};
use probity_policy::grammar::{Comparison, Condition};
use probity_policy::model::data_map::{Leaving, LinkRole};
use probity_stores::schema::OnDelete;
use probity_stores::{Engine, IdentityClaim};
use std::collections::BTreeMap;

/// Tables and their columns that may refer to a row of another table. `about` refers to a row of the table that
/// `kind` names.
pub(crate) const COLUMNS: [(&str, &[(&str, &str)]); 4] = [
    ("people", &[("guardian", "people")]),
    ("clubs", &[("founder", "people"), ("parent", "clubs")]),
    ("members", &[("person", "people"), ("club", "clubs")]),
    ("items", &[("one", "people"), ("two", "people"), ("club", "clubs"), ("part_of", "items")]),
];
/// What `kind` names, by its number.
pub(crate) const KINDS: [&str; 2] = ["people", "clubs"];

/// How the rows of a table are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Number,
    Text,
    Uuid,
    /// A number and a text.
    Pair,
}

/// How a column refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) not_null: bool,
    /// It holds the text of the key, whatever type the key has.
    pub(crate) as_text: bool,
    pub(crate) declared: Option<OnDelete>,
}

/// What may stand in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    Nullable,
    NullableUnique,
    NotNull,
    WithDefault,
    /// Not null and a unique text.
    UniqueText,
    /// Not null and more than nought.
    Positive,
    /// Not null, and nothing that says nothing passes the check.
    Impossible,
}

/// What becomes of a column that is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blanked {
    Null,
    /// It may not be empty, and what it holds says nothing when its row is gone.
    Stays,
    /// An empty text.
    Emptied,
    /// A value that says nothing, or a pseudonym.
    Note,
    Refused,
}

/// The shapes of all tables.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) keys: BTreeMap<&'static str, Key>,
    pub(crate) columns: BTreeMap<(&'static str, &'static str), Column>,
    pub(crate) notes: BTreeMap<&'static str, Note>,
}

impl Shape {
    /// Makes rows hold what their columns must hold, and columns declare only what their rows bear out.
    pub(crate) fn fitted(&mut self, tables: &mut BTreeMap<&'static str, Rows>, apart: bool) {
        for (name, columns) in COLUMNS {
            for (column, to) in columns {
                let shape = self.columns.get_mut(&(name, *column)).unwrap();
                let of_pair = self.keys[to] == Key::Pair;
                shape.as_text &= !of_pair;
                let elsewhere = apart && (name == "items") != (*to == "items");
                if shape.as_text || elsewhere {
                    shape.declared = None;
                }
                shape.not_null &= !(name == *to && shape.declared.is_some());
                if shape.not_null && shape.declared == Some(OnDelete::SetNull) {
                    shape.declared = Some(OnDelete::NoAction);
                }
                let known: Vec<u32> = tables[to].keys().copied().collect();
                for row in tables.get_mut(name).unwrap().values_mut() {
                    let cell = row.get_mut(column).unwrap();
                    let dangling = cell.is_some_and(|value| !known.contains(&value));
                    if shape.declared.is_some() && dangling {
                        *cell = None;
                    }
                    if shape.not_null && cell.is_none() {
                        match known.first() {
                            Some(first) => *cell = Some(*first),
                            None => {
                                *cell = Some(1);
                                shape.declared = None;
                            }
                        }
                    }
                }
            }
        }
    }

    /// What becomes of a column that is emptied.
    pub(crate) fn blanked(&self, table: &str, column: &str) -> Blanked {
        if column == "note" {
            return match self.notes[table] {
                Note::Nullable | Note::NullableUnique => Blanked::Null,
                Note::NotNull | Note::WithDefault | Note::UniqueText | Note::Positive => Blanked::Note,
                Note::Impossible => Blanked::Refused,
            };
        }
        let Some(((_, to), shape)) = self.reference(table, column) else { return Blanked::Null };
        let key = self.keys[to];
        let tells = shape.as_text || matches!(key, Key::Text | Key::Pair);
        match (shape.not_null, shape.declared) {
            (false, _) => Blanked::Null,
            (true, _) if !tells => Blanked::Stays,
            (true, Some(_)) => Blanked::Refused,
            (true, None) => Blanked::Emptied,
        }
    }

    fn reference(&self, table: &str, column: &str) -> Option<((&'static str, &'static str), Column)> {
        let (name, columns) = COLUMNS.iter().find(|(name, _)| *name == table)?;
        let (column, to) = columns.iter().find(|(name, _)| *name == column)?;
        Some(((column, to), self.columns[&(*name, *column)]))
    }

    pub(crate) fn is_declared(&self, table: &str, column: &str) -> bool {
        self.reference(table, column).is_some_and(|(_, column)| column.declared.is_some())
    }

    /// Table, column, what it refers to and what happens when that goes, of all declared keys.
    pub(crate) fn foreign_keys(&self) -> Vec<(&'static str, &'static str, &'static str, OnDelete)> {
        let mut keys = Vec::new();
        for (name, columns) in COLUMNS {
            for (column, to) in columns {
                if let Some(on_delete) = self.columns[&(name, *column)].declared {
                    keys.push((name, *column, *to, on_delete));
                }
            }
        }
        keys
    }

    /// The names of the columns under which a table has this one.
    fn names(&self, column: &str, key: Key) -> Vec<String> {
        match key {
            Key::Pair => vec![format!("{column}_a"), format!("{column}_b")],
            _ => vec![column.to_owned()],
        }
    }
}

fn types(engine: Engine, key: Key, as_text: bool) -> Vec<&'static str> {
    match key {
        _ if as_text => vec!["varchar(60)"],
        Key::Number => vec!["integer"],
        Key::Text => vec!["varchar(60)"],
        Key::Uuid if engine == Engine::Sqlite => vec!["uuid"],
        Key::Uuid => vec!["uuid"],
        Key::Pair => vec!["integer", "varchar(60)"],
    }
}

/// The values of a key; of one that was emptied what is left of it.
fn values(key: Key, number: u32) -> Vec<String> {
    let (number, emptied) = (number % EMPTIED, number >= EMPTIED);
    match key {
        _ if emptied && key != Key::Pair => vec![String::new()],
        Key::Number => vec![number.to_string()],
        Key::Text => vec![format!("it's \"Ключ\" {number}")],
        Key::Uuid => vec![format!("{number:08}-0000-4000-8000-0000000000a{number}")],
        Key::Pair => {
            let letter = if emptied { "" } else { ["a", "b"][number as usize % 2] };
            vec![number.div_ceil(2).to_string(), letter.to_owned()]
        }
    }
}

fn note(shape: Note, value: Option<u32>) -> Option<String> {
    let value = value?;
    Some(match (shape, value == BLANKED_NOTE) {
        (Note::UniqueText, true) => "a pseudonym".to_owned(),
        (Note::UniqueText, false) => format!("note {value}"),
        (Note::WithDefault, true) => "7".to_owned(),
        (Note::Positive, true) => "1".to_owned(),
        (_, true) => "0".to_owned(),
        (_, false) => (5000 + value).to_string(),
    })
}

/// The store that a table is in: the second, for items, when there are two.
fn store_of(table: &str, databases: &[Database]) -> usize {
    usize::from(table == "items" && databases.len() > 1)
}

impl Company {
    fn cells(&self, name: &str, id: u32, row: &BTreeMap<&'static str, Option<u32>>) -> Vec<Option<String>> {
        let columns = COLUMNS.iter().find(|(table, _)| *table == name).unwrap().1;
        let mut cells: Vec<Option<String>> =
            values(self.shape.keys[name], id).into_iter().map(Some).collect();
        for (column, to) in columns {
            let key = self.shape.keys[to];
            let width = self.shape.names(column, key).len();
            match row[column] {
                Some(value) => cells.extend(values(key, value).into_iter().map(Some)),
                None => cells.extend(vec![None; width]),
            }
        }
        if name == "items" {
            let kind = row["kind"].and_then(|kind| KINDS.get(kind as usize)).copied();
            let about = row["about"].map(|about| values(self.key_of_kind(row["kind"]), about).remove(0));
            cells.extend([kind.map(str::to_owned), about]);
        }
        if name == "people" {
            cells.push(Some(format!("person {id}")));
        }
        cells.push(note(self.shape.notes[name], row["note"]));
        cells
    }

    fn key_of_kind(&self, kind: Option<u32>) -> Key {
        let key = kind
            .and_then(|kind| KINDS.get(kind as usize))
            .map_or(Key::Number, |table| self.shape.keys[table]);
        if key == Key::Pair { Key::Number } else { key }
    }

    /// The names of a table's columns, as [`Self::cells`] has them.
    fn column_names(&self, name: &str) -> Vec<String> {
        let columns = COLUMNS.iter().find(|(table, _)| *table == name).unwrap().1;
        let mut names = self.shape.names("id", self.shape.keys[name]);
        for (column, to) in columns {
            names.extend(self.shape.names(column, self.shape.keys[to]));
        }
        match name {
            "items" => names.extend(["kind".to_owned(), "about".to_owned()]),
            "people" => names.push("name".to_owned()),
            _ => {}
        }
        names.push("note".to_owned());
        names
    }

    /// The statements that make the tables of one store and fill them.
    pub(crate) fn script(&self, databases: &[Database], store: usize) -> String {
        let engine = databases[store].engine;
        let here = || COLUMNS.iter().filter(|(name, _)| store_of(name, databases) == store);
        let mut script = String::new();
        if engine == Engine::Sqlite {
            script.push_str("PRAGMA foreign_keys = OFF; ");
        }
        for (name, _) in here().rev() {
            script.push_str(&format!("DROP TABLE IF EXISTS {name}; "));
        }
        for (name, columns) in here() {
            let key = self.shape.keys[name];
            let id = self.shape.names("id", key);
            let mut parts: Vec<String> = id
                .iter()
                .zip(types(engine, key, false))
                .map(|(column, kind)| format!("{column} {kind} NOT NULL"))
                .collect();
            for (column, to) in *columns {
                let (key, shape) = (self.shape.keys[to], self.shape.columns[&(*name, *column)]);
                let null = if shape.not_null { " NOT NULL" } else { "" };
                let declared =
                    self.shape.names(column, key).into_iter().zip(types(engine, key, shape.as_text));
                parts.extend(declared.map(|(column, kind)| format!("{column} {kind}{null}")));
            }
            match *name {
                "items" => parts.extend(["kind varchar(20)".to_owned(), "about varchar(60)".to_owned()]),
                "people" => parts.push("name varchar(60) NOT NULL".to_owned()),
                _ => {}
            }
            parts.push(match self.shape.notes[name] {
                Note::Nullable => "note integer".to_owned(),
                Note::NullableUnique => "note integer UNIQUE".to_owned(),
                Note::NotNull => "note integer NOT NULL".to_owned(),
                Note::WithDefault => "note integer NOT NULL DEFAULT 7".to_owned(),
                Note::UniqueText => "note varchar(60) NOT NULL UNIQUE".to_owned(),
                Note::Positive => "note integer NOT NULL CHECK (note > 0)".to_owned(),
                Note::Impossible => "note integer NOT NULL CHECK (note > 5000)".to_owned(),
            });
            parts.push(format!("PRIMARY KEY ({})", id.join(", ")));
            for (_, column, to, on_delete) in
                self.shape.foreign_keys().into_iter().filter(|key| key.0 == *name)
            {
                let key = self.shape.keys[to];
                let action = match on_delete {
                    OnDelete::Cascade => "CASCADE",
                    OnDelete::SetNull => "SET NULL",
                    OnDelete::Restrict => "RESTRICT",
                    _ => "NO ACTION",
                };
                parts.push(format!(
                    "FOREIGN KEY ({}) REFERENCES {to} ({}) ON DELETE {action}",
                    self.shape.names(column, key).join(", "),
                    self.shape.names("id", key).join(", ")
                ));
            }
            script.push_str(&format!("CREATE TABLE {name} ({}); ", parts.join(", ")));
        }
        for (name, columns) in here() {
            // Rows that refer to rows of their own table do so when all are there.
            let itself = |column: &str| columns.iter().any(|(other, to)| *other == column && to == name);
            let names = self.column_names(name).join(", ");
            let quoted = |cell: &Option<String>| match cell {
                Some(text) => format!("'{}'", text.replace('\'', "''")),
                None => "NULL".to_owned(),
            };
            let mut later = String::new();
            for (id, row) in &self.tables[name] {
                let mut first = row.clone();
                for (column, cell) in &mut first {
                    let shape = self.shape.columns.get(&(*name, *column));
                    if itself(column) && shape.is_some_and(|shape| shape.declared.is_some()) {
                        *cell = None;
                    }
                }
                let cells: Vec<String> = self.cells(name, *id, &first).iter().map(quoted).collect();
                script.push_str(&format!("INSERT INTO {name} ({names}) VALUES ({}); ", cells.join(", ")));
                if first != *row {
                    let cells = self.cells(name, *id, row);
                    let set: Vec<String> = self
                        .column_names(name)
                        .iter()
                        .zip(&cells)
                        .map(|(column, cell)| format!("{column} = {}", quoted(cell)))
                        .collect();
                    let key: Vec<String> = self
                        .shape
                        .names("id", self.shape.keys[name])
                        .iter()
                        .zip(&cells)
                        .map(|(column, cell)| format!("{column} = {}", quoted(cell)))
                        .collect();
                    later.push_str(&format!(
                        "UPDATE {name} SET {} WHERE {}; ",
                        set.join(", "),
                        key.join(" AND ")
                    ));
                }
            }
            script.push_str(&later);
        }
        script
    }

    /// All rows of all tables, as the stores have them.
    pub(crate) async fn state(&self, databases: &[Database]) -> Vec<Vec<String>> {
        let mut tables = Vec::new();
        for (name, _) in COLUMNS {
            let question = format!("SELECT {} FROM {name}", self.column_names(name).join(", "));
            let mut rows = databases[store_of(name, databases)].rows(&question).await;
            if self.shape.notes[name] == Note::UniqueText {
                for row in &mut rows {
                    let (others, note) = row.rsplit_once('|').unwrap();
                    let made = note.len() == 32 && note.bytes().all(|byte| byte.is_ascii_hexdigit());
                    *row = if made { format!("{others}|a pseudonym") } else { row.clone() };
                }
                rows.sort();
            }
            tables.push(rows);
        }
        tables
    }

    /// All rows of all tables, as they should be.
    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        let tables = COLUMNS.iter().map(|(name, _)| {
            let mut rows: Vec<String> = self.tables[name]
                .iter()
                .map(|(id, row)| {
                    let cells = self.cells(name, *id, row);
                    cells.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|")
                })
                .collect();
            rows.sort();
            rows
        });
        tables.collect()
    }

    /// The data map.
    pub(crate) fn map(&self, databases: &[Database]) -> Map {
        let names = ["a", "b"];
        let stores: Vec<(&str, &Database)> = names.into_iter().zip(databases).collect();
        let mut map = Map::of(&stores);
        for (name, _) in COLUMNS {
            let place = |name: &str| format!("{}.{name}", names[store_of(name, databases)]);
            let mut builder = table(&place(name));
            if name == "people" {
                let key = self.shape.names("id", self.shape.keys[name]).join(", ");
                builder = builder.person("person", &key, "name");
            }
            for link in self.links.iter().filter(|link| link.table == name) {
                let key = self.shape.keys[link.to];
                let to = format!("{}({})", place(link.to), self.shape.names("id", key).join(", "));
                let columns = self.shape.names(link.column, key).join(", ");
                builder = match link.role {
                    LinkRole::BelongsTo => builder.belongs_to(&to, &columns),
                    LinkRole::Owns => builder.owns(&to, &columns),
                    LinkRole::SeenBy => builder.seen_by(&to, &columns),
                    LinkRole::Shows => builder.shows(&to, &columns),
                    LinkRole::Mentions => builder.mentions(&to, &columns),
                    LinkRole::Identifies | LinkRole::SealedBy => continue,
                };
                let leaving = match (link.delete, link.note) {
                    (true, _) => Leaving::Delete,
                    (false, true) => Leaving::Blank(vec!["note".to_owned()]),
                    (false, false) => Leaving::Blank(Vec::new()),
                };
                let made = builder.0.links.last_mut().unwrap();
                made.leaving = leaving;
                made.when = link.when.map(|(column, value)| Condition::Compare {
                    fact: column.to_owned(),
                    comparison: Comparison::Equal,
                    with: KINDS[value as usize].to_owned(),
                });
            }
            let staying = self.staying.contains(name);
            map = map.table(if staying { builder.stay("note", "") } else { builder.delete() });
        }
        map
    }

    /// The number of a row that an answer shows.
    pub(crate) fn number(&self, table: &str, shown: &BTreeMap<String, serde_json::Value>) -> u32 {
        let key = self.shape.keys[table];
        let cells: Vec<String> = self
            .shape
            .names("id", key)
            .iter()
            .map(|name| match &shown[name] {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        (1..10).find(|number| values(key, *number) == cells).unwrap_or_else(|| panic!("{cells:?}"))
    }
}

/// A person by their name.
pub(crate) fn named(person: u32) -> Vec<IdentityClaim> {
    vec![IdentityClaim::new("name", format!("person {person}"))]
}
