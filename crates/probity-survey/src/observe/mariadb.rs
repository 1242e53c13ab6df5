//! MariaDB's catalogue besides the shape of tables, in five questions. It keeps views as text, and shows to a role
//! only the tables that it may read something of; there is no row-level security.

use super::catalogue::{Catalogue, Index, Trigger};
use super::postgres::text;
use super::sqlite::view;
use probity_stores::schema::Place;
use probity_stores::{Reading, StoreError};

const TABLES: &str = "
SELECT CAST(t.table_name AS char), CAST(t.table_comment AS char), CAST(t.data_length DIV 8192 AS char)
FROM information_schema.tables AS t WHERE t.table_schema = DATABASE()";

const COLUMNS: &str = "
SELECT CAST(c.table_name AS char), CAST(c.column_name AS char), CAST(c.column_comment AS char), CAST(c.column_type AS char)
FROM information_schema.columns AS c
WHERE c.table_schema = DATABASE() AND (c.column_comment <> '' OR c.data_type = 'enum')";

const INDEXES: &str = "
SELECT CAST(s.table_name AS char), CAST(s.index_name AS char), CAST(s.column_name AS char)
FROM information_schema.statistics AS s WHERE s.table_schema = DATABASE()
ORDER BY s.table_name, s.index_name, s.seq_in_index";

const VIEWS: &str = "
SELECT CAST(v.table_name AS char), CAST(v.view_definition AS char)
FROM information_schema.views AS v WHERE v.table_schema = DATABASE()";

const TRIGGERS: &str = "
SELECT CAST(g.event_object_table AS char), CAST(g.trigger_name AS char), CAST(g.event_manipulation AS char)
FROM information_schema.triggers AS g WHERE g.trigger_schema = DATABASE() ORDER BY 1, 2";

pub(super) async fn complete(reading: &mut Reading, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    let database = catalogue.schema.default_schema.clone();
    let place = |table: String| Place { schema: database.clone(), table };
    for row in reading.ask("read its catalogue", TABLES, &[]).await? {
        let Some(table) = text(&row, 0).map(place) else { continue };
        if let Some(pages) = text(&row, 2).and_then(|pages| pages.parse().ok()) {
            catalogue.pages.insert(table.clone(), pages);
        }
        // A view's comment is the word VIEW.
        if let Some(comment) = text(&row, 1).filter(|comment| !comment.is_empty() && comment != "VIEW") {
            catalogue.comments.insert((table, None), comment);
        }
    }
    for row in reading.ask("read its catalogue", COLUMNS, &[]).await? {
        let (Some(table), Some(column)) = (text(&row, 0).map(place), text(&row, 1)) else { continue };
        if let Some(list) = text(&row, 3).filter(|kind| kind.starts_with("enum(")) {
            let words = list.trim_start_matches("enum(").trim_end_matches(')');
            let words = words.split(',').map(|word| word.trim_matches('\'').to_owned()).collect();
            catalogue.labels.insert((table.clone(), column.clone()), words);
        }
        if let Some(comment) = text(&row, 2).filter(|comment| !comment.is_empty()) {
            catalogue.comments.insert((table, Some(column)), comment);
        }
    }
    for row in reading.ask("read its catalogue", INDEXES, &[]).await? {
        let (Some(table), Some(name)) = (text(&row, 0).map(place), text(&row, 1)) else { continue };
        let all = catalogue.indexes.entry(table).or_default();
        if all.last().is_none_or(|index| index.name != name) {
            all.push(Index { name, columns: Vec::new() });
        }
        if let (Some(index), Some(column)) = (all.last_mut(), text(&row, 2)) {
            index.columns.push(column);
        }
    }
    for row in reading.ask("read its catalogue", VIEWS, &[]).await? {
        if let (Some(name), Some(sql)) = (text(&row, 0).map(place), text(&row, 1)) {
            view(catalogue, &name, &format!("create view as {sql}"));
        }
    }
    for row in reading.ask("read its catalogue", TRIGGERS, &[]).await? {
        if let (Some(table), Some(name)) = (text(&row, 0).map(place), text(&row, 1)) {
            let on_erasure = text(&row, 2).is_some_and(|event| event != "INSERT");
            catalogue.triggers.push(Trigger { table, name, on_erasure });
        }
    }
    Ok(())
}
