//! SQLite's catalogue besides the shape of tables, in three questions. It keeps views and triggers as the
//! text that made them, so what a view reads is read from that text: the tables it names and their columns
//! that it names or shows.

use super::catalogue::{Catalogue, Index, Trigger, ViewRead};
use super::postgres::{mentions, text};
use probity_stores::schema::{Place, TableKind};
use probity_stores::{Reading, StoreError};

const INDEXES: &str = "
SELECT m.name, l.name, i.name FROM sqlite_schema m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i
WHERE m.type = 'table' AND l.partial = 0 ORDER BY m.name, l.name, i.seqno";

const MADE: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger')";

const SIZES: &str = "SELECT tbl, stat FROM sqlite_stat1 WHERE stat IS NOT NULL";

pub(super) async fn complete(reading: &mut Reading, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    let place = |name: String| Place { schema: "main".to_owned(), table: name };
    for row in reading.ask("read its catalogue", INDEXES, &[]).await? {
        let (Some(table), Some(name)) = (text(&row, 0), text(&row, 1)) else { continue };
        let all = catalogue.indexes.entry(place(table)).or_default();
        if all.last().is_none_or(|index| index.name != name) {
            all.push(Index { name, columns: Vec::new() });
        }
        if let (Some(index), Some(column)) = (all.last_mut(), text(&row, 2)) {
            index.columns.push(column);
        }
    }
    for row in reading.ask("read its catalogue", MADE, &[]).await? {
        let (Some(name), Some(table), Some(sql)) = (text(&row, 1), text(&row, 2), text(&row, 3)) else {
            continue;
        };
        if text(&row, 0).as_deref() == Some("trigger") {
            let on_erasure = mentions(&sql, "delete") || mentions(&sql, "update");
            catalogue.triggers.push(Trigger { table: place(table), name, on_erasure });
            continue;
        }
        view(catalogue, &place(name), &sql);
    }
    // Only a file that was analysed has this table.
    if let Ok(sizes) = reading.ask("read its sizes", SIZES, &[]).await {
        for row in sizes {
            let rows = text(&row, 1).and_then(|stat| stat.split(' ').next()?.parse().ok());
            if let (Some(table), Some(rows)) = (text(&row, 0), rows)
                && let Some(table) = catalogue.schema.tables.get_mut(&place(table))
            {
                table.estimated_rows = Some(rows);
            }
        }
    }
    Ok(())
}

/// What a view reads, by the text that made it.
pub(super) fn view(catalogue: &mut Catalogue, view: &Place, sql: &str) {
    let shown: Vec<String> = catalogue
        .schema
        .tables
        .get(view)
        .map(|table| table.columns.iter().map(|column| column.name.clone()).collect())
        .unwrap_or_default();
    let body = sql.to_lowercase();
    let body = body.split_once(" as ").map_or(body.as_str(), |(_, body)| body);
    for table in catalogue.schema.tables.values() {
        let a_table = table.place != *view && matches!(table.kind, TableKind::Table | TableKind::View);
        if !a_table || !mentions(body, &table.place.table) {
            continue;
        }
        for column in &table.columns {
            if mentions(body, &column.name) || (body.contains('*') && shown.contains(&column.name)) {
                catalogue.views.push(ViewRead {
                    view: view.clone(),
                    stored: false,
                    table: table.place.clone(),
                    column: column.name.clone(),
                });
            }
        }
    }
}
