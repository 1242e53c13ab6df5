//! Links that find their rows in a large table by columns that no index begins with.

use super::context::quoted;
use super::live::reaches_there;
use crate::codes;
use crate::model::Model;
use crate::model::data_map::{Link, Table, TableName};
use crate::model::live::LiveSchema;
use probity_source::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};

/// Tables of more rows than this are felt when they are read whole.
const LARGE: u64 = 100_000;

pub(super) fn check_live(model: &Model, live: &LiveSchema) -> Vec<Diagnostic> {
    let tables: BTreeMap<&TableName, &Table> =
        model.data_map.tables.iter().map(|table| (&table.name, table)).collect();
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for table in &model.data_map.tables {
        // What stands inside a value is in no index, and nothing can be done about it.
        for link in table.links.iter().filter(|link| link.embedded.is_none()) {
            let (name, columns) = searched(&tables, table, link);
            let Some(seen) = live.stores.get(&name.store).and_then(|store| store.table(name)) else {
                continue;
            };
            let Some(rows) = seen.rows.filter(|rows| *rows > LARGE) else { continue };
            let known = columns.iter().all(|column| seen.column(column).is_some());
            if columns.is_empty() || !known || seen.is_indexed_by(columns) || !told.insert((name, columns)) {
                continue;
            }
            let listed = quoted(columns.iter().map(String::as_str));
            found.push(
                Diagnostic::warning(
                    codes::LINK_WITHOUT_INDEX,
                    format!("no index of `{name}` begins with {listed}, and it has about {rows} rows"),
                )
                .at(link.span)
                .note("each request reads the table whole, whoever it is about")
                .help(format!(
                    "make an index on {listed}; `probity plan` shows the statement in the words of the engine"
                )),
            );
        }
    }
    found
}

/// The table and the columns by which a link finds the rows that it leads to.
fn searched<'a>(
    tables: &BTreeMap<&TableName, &'a Table>,
    table: &'a Table,
    link: &'a Link,
) -> (&'a TableName, &'a [String]) {
    if !reaches_there(link) {
        return (&table.name, &link.columns);
    }
    if !link.to_columns.is_empty() {
        return (&link.to, &link.to_columns);
    }
    let person = tables.get(&link.to).and_then(|target| target.person.as_ref());
    (&link.to, person.map_or(&[], |person| person.key.as_slice()))
}
