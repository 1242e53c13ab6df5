//! How many rows the tables of an SQLite file have, without counting them.
//!
//! What `ANALYZE` noted is taken where it is there; else the span of row numbers, which costs two steps down
//! each tree. A span is more than there are when numbers were left out, and never more than fits into the file.

use crate::engine::qualified;
use crate::error::EngineFault;
use crate::schema::{LiveTable, Place, Schema, TableKind};
use crate::session::Session;
use std::collections::BTreeSet;

/// How many tables are looked at by one question; SQLite puts at most five hundred together.
const TOGETHER: usize = 200;
/// What a row takes at the least, as rows are in practice: a few columns, and its place in the page.
const LEAST_BYTES: u64 = 16;

const NOTED: &str = "SELECT tbl, stat FROM sqlite_stat1";

const BYTES: &str =
    "SELECT CAST(c.page_count * s.page_size AS TEXT) FROM pragma_page_count AS c, pragma_page_size AS s";

/// Fills in the estimates. What is kept elsewhere (virtual tables) may have to be read whole to tell, and is not asked.
pub(super) async fn estimate(
    session: &mut Session,
    schema: &mut Schema,
    analysed: bool,
    kept_elsewhere: &BTreeSet<Place>,
) -> Result<(), EngineFault> {
    if analysed {
        for row in session.texts(NOTED, &[]).await? {
            let rows = row.text(1).and_then(|stat| stat.split(' ').next()?.parse().ok());
            let place = super::sqlite_schema::place(&row.owned(0));
            if let (Some(table), Some(rows)) = (schema.tables.get_mut(&place), rows) {
                table.estimated_rows = Some(rows);
            }
        }
    }
    let bytes = session.texts(BYTES, &[]).await?;
    let most = bytes.first().map_or(0, |row| row.count(0)) / LEAST_BYTES;
    let mut unknown: Vec<&mut LiveTable> = schema
        .tables
        .values_mut()
        .filter(|table| {
            table.kind == TableKind::Table
                && table.estimated_rows.is_none()
                && table.row_number.is_some()
                && !kept_elsewhere.contains(&table.place)
        })
        .collect();
    for some in unknown.chunks_mut(TOGETHER) {
        let spans: Vec<String> = some.iter().enumerate().map(|(at, table)| span(at, table)).collect();
        for row in session.texts(&spans.join(" UNION ALL "), &[]).await? {
            let at = row.text(0).and_then(|text| text.parse::<usize>().ok());
            let Some(table) = at.and_then(|at| some.get_mut(at)) else { continue };
            // A span beyond the largest whole number is no number of rows.
            table.estimated_rows =
                Some(row.text(1).and_then(|text| text.parse().ok()).unwrap_or(most).min(most));
        }
    }
    Ok(())
}

fn span(at: usize, table: &LiveTable) -> String {
    let (name, number) = (qualified(table), table.row_number.as_deref().unwrap_or("rowid"));
    format!(
        "SELECT '{at}', CAST(COALESCE((SELECT max({number}) FROM {name}) - (SELECT min({number}) FROM {name}) + 1, 0) AS TEXT)"
    )
}
