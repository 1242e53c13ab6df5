//! What changed between a data map and its store: tables and columns that came or went, keys that point
//! elsewhere. Only the difference is told, and what people wrote stays as they wrote it.

mod patch;

pub use patch::patch;

use crate::draft::{Naming, link_sentence, sentence_line, table_block};
use crate::infer::{ColumnKind, Examined, Origin};
use crate::survey::{described, shown};
use probity_policy::check::columns_spoken_of;
use probity_policy::grammar::name_part;
use probity_policy::model::data_map::{DataMap, Table};
use probity_stores::schema::Place;
use serde::Serialize;
use std::fmt::Write;

/// The difference between a data map and its store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Tables that the map does not describe.
    pub new_tables: Vec<NewTable>,
    /// Tables of the map that the store has no longer.
    pub gone_tables: Vec<String>,
    /// Columns that the map does not speak of.
    pub new_columns: Vec<NewColumn>,
    /// Columns of the map that the store has no longer.
    pub gone_columns: Vec<GoneColumn>,
    /// Keys that point elsewhere than the map says.
    pub changed_keys: Vec<ChangedKey>,
    /// Tables that were said to hold nothing personal and now do, drafted anew.
    pub redrafted: Vec<NewTable>,
}

/// A table that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewTable {
    /// Its name in the language.
    pub table: String,
    /// Whether anything in it is somebody's.
    pub personal: bool,
    /// Its drafted block.
    pub draft: String,
}

/// A column that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewColumn {
    /// Its table's name in the language.
    pub table: String,
    /// Its name.
    pub column: String,
    /// Whether it holds or leads to something personal.
    pub personal: bool,
    /// The drafted sentence.
    pub draft: String,
}

/// A column that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoneColumn {
    /// Its table's name in the language.
    pub table: String,
    /// Its name.
    pub column: String,
}

/// A key that points elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedKey {
    /// The table's name in the language.
    pub table: String,
    /// The columns here.
    pub columns: Vec<String>,
    /// Where the map says it points.
    pub said: String,
    /// Where it points.
    pub points_to: String,
}

impl Drift {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether something personal came that no sentence reaches.
    #[must_use]
    pub fn touches_personal(&self) -> bool {
        self.new_tables.iter().any(|table| table.personal)
            || self.new_columns.iter().any(|column| column.personal)
            || !self.changed_keys.is_empty()
    }
}

/// Compares a data map with what was read of one of its stores.
#[must_use]
pub fn drift(naming: &Naming, examined: &Examined, map: &DataMap) -> Drift {
    let mut drift = Drift::default();
    let default = &examined.catalogue.schema.default_schema;
    for (place, table) in &examined.conclusions.tables {
        let Some(name) = naming.table(place, default) else { continue };
        match described(map, &naming.store, place, default) {
            None => drift.new_tables.push(NewTable {
                table: name,
                personal: table.is_personal(),
                draft: table_block(naming, examined, place, table),
            }),
            Some(known) => {
                columns(naming, examined, place, known, &name, &mut drift);
                keys(naming, examined, place, known, &name, &mut drift);
            }
        }
    }
    for table in map.tables.iter().filter(|table| table.name.store == naming.store) {
        if examined.catalogue.schema.find(table.name.schema.as_deref(), &table.name.table).is_none() {
            drift.gone_tables.push(table.name.to_string());
        }
    }
    drift
}

fn columns(
    naming: &Naming,
    examined: &Examined,
    place: &Place,
    known: &Table,
    name: &str,
    drift: &mut Drift,
) {
    let Some(live) = examined.catalogue.schema.tables.get(place) else { return };
    let Some(guess) = examined.conclusions.tables.get(place) else { return };
    let spoken = columns_spoken_of(known);
    let before = drift.new_columns.len();
    for column in live.columns.iter().filter(|column| !spoken.contains(column.name.as_str())) {
        let Some(written) = name_part(&column.name) else { continue };
        let link = guess.links.iter().find(|link| link.reference.columns.contains(&column.name));
        let kind = guess.columns.iter().find(|one| one.name == column.name).map(|one| &one.kind);
        let link_sentence = link.and_then(|link| {
            Some(sentence_line(&link_sentence(naming, examined, link)?, link.confidence, &link.reason))
        });
        let (personal, draft) = match (link_sentence, kind) {
            (Some(sentence), _) => (true, sentence),
            (None, Some(ColumnKind::Personal(category) | ColumnKind::OfRow(category))) => {
                let sentence = format!("{written} {}", category.value);
                (true, sentence_line(&sentence, category.confidence, &category.reason))
            }
            (None, _) => (false, format!("plain {written}")),
        };
        // Of a table with nothing personal, only what is personal is news.
        if personal || !known.nothing_personal {
            let column = column.name.clone();
            drift.new_columns.push(NewColumn { table: name.to_owned(), column, personal, draft });
        }
    }
    if known.nothing_personal && drift.new_columns.len() > before {
        let draft = table_block(naming, examined, place, guess);
        drift.redrafted.push(NewTable { table: name.to_owned(), personal: true, draft });
    }
    for column in spoken.iter().filter(|column| live.column(column).is_none()) {
        drift.gone_columns.push(GoneColumn { table: name.to_owned(), column: (*column).to_owned() });
    }
}

fn keys(naming: &Naming, examined: &Examined, place: &Place, known: &Table, name: &str, drift: &mut Drift) {
    let default = &examined.catalogue.schema.default_schema;
    for link in &known.links {
        let pointing = examined.conclusions.references.iter().find(|reference| {
            reference.from == *place
                && reference.columns == link.columns
                && reference.origin == Origin::Declared
        });
        let Some(reference) = pointing else { continue };
        let same_store = link.to.store == naming.store;
        let same = link.to.table == reference.to.table
            && link.to.schema.as_deref().unwrap_or(default) == reference.to.schema;
        if same_store && !same {
            drift.changed_keys.push(ChangedKey {
                table: name.to_owned(),
                columns: link.columns.clone(),
                said: link.to.to_string(),
                points_to: format!("{}.{}", naming.store, shown(&reference.to, default)),
            });
        }
    }
}

/// The difference for a reader; empty when nothing changed.
#[must_use]
pub fn text(drift: &Drift) -> String {
    let mut out = String::new();
    let mark = |personal: bool| if personal { "  ! personal" } else { "" };
    for table in &drift.new_tables {
        let _ = writeln!(out, "+ table {}{}", table.table, mark(table.personal));
    }
    for table in &drift.gone_tables {
        let _ = writeln!(out, "- table {table}");
    }
    for column in &drift.new_columns {
        let _ = writeln!(out, "+ {}: {}{}", column.table, column.draft, mark(column.personal));
    }
    for column in &drift.gone_columns {
        let _ = writeln!(out, "- {}: {}", column.table, column.column);
    }
    for key in &drift.changed_keys {
        let _ = writeln!(
            out,
            "~ {}: {} points to {}, and not to {}  ! personal",
            key.table,
            key.columns.join(", "),
            key.points_to,
            key.said
        );
    }
    out
}
