//! SQLite's catalogue, in a few questions whatever the number of tables.

use crate::engine::quoted;
use crate::engine::sqlite::with_texts;
use crate::engine::sqlite_sizes;
use crate::error::EngineFault;
use crate::schema::{
    Check, ForeignKey, Index, LiveColumn, LiveTable, OnDelete, Place, Schema, TableKind, TypeFamily, Unique,
};
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};

const TABLES: &str = "
SELECT m.name, t.type, CAST(t.wr AS TEXT), m.sql
FROM sqlite_schema m JOIN pragma_table_list t ON t.name = m.name AND t.schema = 'main'
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.type <> 'shadow'";

const COLUMNS: &str = "
SELECT m.name, p.name, p.type, CAST(p.\"notnull\" AS TEXT), p.dflt_value, CAST(p.pk AS TEXT), CAST(p.hidden AS TEXT)
FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) p
WHERE m.type IN ('table', 'view') ORDER BY m.name, p.cid";

const FOREIGN_KEYS: &str = "
SELECT m.name, CAST(f.id AS TEXT), f.\"table\", f.\"from\", f.\"to\", f.on_delete
FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq";

const INDEXES: &str = "
SELECT m.name, l.name, i.name, CAST(l.\"unique\" AS TEXT), l.origin, CAST(l.partial AS TEXT)
FROM sqlite_schema m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i
WHERE m.type = 'table' ORDER BY m.name, l.name, i.seqno";

/// What only the text of an index tells: its expressions, and which rows it holds.
const INDEXES_AS_WRITTEN: &str =
    "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";

/// The table of sizes is there once the file was analysed.
const TRIGGERED: &str = "
SELECT DISTINCT tbl_name, type FROM sqlite_schema WHERE type = 'trigger' OR name = 'sqlite_stat1'";

const SCHEMA: &str = "main";
/// How the index is called that a table has by its primary key.
const PRIMARY_KEY: &str = "the primary key";

/// Reads the catalogue.
pub(crate) async fn introspect(session: &mut Session) -> Result<Schema, EngineFault> {
    let mut schema = Schema { default_schema: SCHEMA.to_owned(), ..Schema::default() };
    let mut without_rows_numbered = BTreeMap::new();
    let mut kept_elsewhere = BTreeSet::new();
    for row in session.texts(TABLES, &[]).await? {
        let place = place(&row.owned(0));
        let view = row.text(1) == Some("view");
        if row.text(1) == Some("virtual") {
            kept_elsewhere.insert(place.clone());
        }
        without_rows_numbered.insert(place.clone(), view || row.text(2) == Some("1"));
        let table = LiveTable {
            place: place.clone(),
            kind: if view { TableKind::View } else { TableKind::Table },
            columns: Vec::new(),
            primary_key: Vec::new(),
            uniques: Vec::new(),
            checks: checks(row.text(3).unwrap_or_default()),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            estimated_rows: None,
            row_number: None,
            versioned: false,
        };
        schema.tables.insert(place, table);
    }
    let mut keys: BTreeMap<Place, BTreeMap<u32, String>> = BTreeMap::new();
    for row in session.texts(COLUMNS, &[]).await? {
        let place = place(&row.owned(0));
        let Some(table) = schema.tables.get_mut(&place) else { continue };
        let name = row.owned(1);
        let type_name = row.owned(2);
        if let Some(position) = row.text(5).and_then(|text| text.parse().ok()).filter(|number| *number > 0) {
            keys.entry(place).or_default().insert(position, name.clone());
        }
        table.columns.push(LiveColumn {
            name,
            family: family(&type_name),
            length: None,
            collation: None,
            not_null: row.text(3) == Some("1"),
            generated: matches!(row.text(6), Some("1" | "2" | "3")),
            default: row.text(4).map(str::to_owned),
            type_name,
        });
    }
    for (place, key) in keys {
        if let Some(table) = schema.tables.get_mut(&place) {
            table.primary_key = key.into_values().collect();
        }
    }
    for (place, table) in &mut schema.tables {
        if without_rows_numbered.get(place) == Some(&false) {
            table.row_number = row_number(table);
        }
        for check in &mut table.checks {
            check.expression = with_texts(&check.expression, &table.columns);
        }
    }
    add_foreign_keys(session, &mut schema).await?;
    add_indexes(session, &mut schema).await?;
    let mut analysed = false;
    for row in session.texts(TRIGGERED, &[]).await? {
        if row.text(1) == Some("trigger") {
            schema.triggered.insert(place(&row.owned(0)));
        } else {
            analysed = true;
        }
    }
    sqlite_sizes::estimate(session, &mut schema, analysed, &kept_elsewhere).await?;
    Ok(schema)
}

async fn add_indexes(session: &mut Session, schema: &mut Schema) -> Result<(), EngineFault> {
    let mut written_out = false;
    for row in session.texts(INDEXES, &[]).await? {
        let Some(table) = schema.tables.get_mut(&place(&row.owned(0))) else { continue };
        let (name, column) = (row.owned(1), row.text(2));
        let (key, partial) = (row.text(4) == Some("pk"), row.text(5) == Some("1"));
        written_out |= partial || column.is_none();
        let named = if key { PRIMARY_KEY.to_owned() } else { name.clone() };
        if table.indexes.last().is_none_or(|index| index.name != named) {
            let index = Index { name: named, columns: Vec::new(), expression: None, only: None };
            table.indexes.push(index);
        }
        if let Some(index) = table.indexes.last_mut() {
            // Without a name it is an expression, and so is what comes after it for whoever looks up columns.
            index.columns.push(column.unwrap_or_default().to_owned());
        }
        let Some(column) = column.filter(|_| row.text(3) == Some("1") && !key && !partial) else { continue };
        match table.uniques.iter_mut().find(|unique| unique.name == name) {
            Some(unique) => unique.columns.push(column.to_owned()),
            None => table.uniques.push(Unique { name, columns: vec![column.to_owned()] }),
        }
    }
    for table in schema.tables.values_mut() {
        for index in &mut table.indexes {
            let known = index.columns.iter().take_while(|column| !column.is_empty()).count();
            index.columns.truncate(known);
        }
        if let [only] = table.primary_key.as_slice()
            && table.row_number.as_ref() == Some(&quoted(only))
        {
            let columns = table.primary_key.clone();
            let index = Index { name: PRIMARY_KEY.to_owned(), columns, expression: None, only: None };
            table.indexes.push(index);
        }
    }
    if !written_out {
        return Ok(());
    }
    for row in session.texts(INDEXES_AS_WRITTEN, &[]).await? {
        let Some(table) = schema.tables.get_mut(&place(&row.owned(0))) else { continue };
        let Some(index) = table.indexes.iter_mut().find(|index| Some(index.name.as_str()) == row.text(1))
        else {
            continue;
        };
        let (first, only) = as_written(row.text(2).unwrap_or_default());
        index.expression = index.columns.is_empty().then_some(first);
        index.only = only;
    }
    Ok(())
}

/// What an index begins with and which rows it holds, by the text that made it.
fn as_written(sql: &str) -> (String, Option<String>) {
    let (mut begin, mut first_end, mut end) = (None, None, None);
    let (mut depth, mut quote) = (0_u32, None);
    for (at, letter) in sql.char_indices() {
        match (quote, letter) {
            (Some(ending), _) if letter == ending => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '[') => quote = Some(']'),
            (None, '(') => {
                depth += 1;
                begin = begin.or(Some(at + 1));
            }
            (None, ',') if depth == 1 => first_end = first_end.or(Some(at)),
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    end = end.or(Some(at));
                }
            }
            _ => {}
        }
    }
    let (Some(begin), Some(end)) = (begin, end) else { return (String::new(), None) };
    let first = sql.get(begin..first_end.unwrap_or(end).min(end)).unwrap_or_default();
    let rest = sql.get(end + 1..).unwrap_or_default().trim();
    let only = rest.get(..5).filter(|word| word.eq_ignore_ascii_case("where")).and_then(|_| rest.get(5..));
    (first.trim().to_owned(), only.map(|only| only.trim().to_owned()))
}

pub(super) fn place(table: &str) -> Place {
    Place { schema: SCHEMA.to_owned(), table: table.to_owned() }
}

/// The name of the row number: the key column that is one, or the first alias no column has taken.
fn row_number(table: &LiveTable) -> Option<String> {
    if let [only] = table.primary_key.as_slice() {
        let column = table.column(only)?;
        if column.type_name.eq_ignore_ascii_case("integer") {
            return Some(quoted(only));
        }
    }
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|alias| !table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(alias)))
        .map(str::to_owned)
}

async fn add_foreign_keys(session: &mut Session, schema: &mut Schema) -> Result<(), EngineFault> {
    let mut last = None;
    for row in session.texts(FOREIGN_KEYS, &[]).await? {
        let from = place(&row.owned(0));
        let written = place(&row.owned(2));
        // SQLite compares the names of tables without regard to case.
        let to = schema
            .tables
            .keys()
            .find(|place| place.table.eq_ignore_ascii_case(&written.table))
            .cloned()
            .unwrap_or(written);
        let primary_key = schema.tables.get(&to).map(|table| table.primary_key.clone()).unwrap_or_default();
        let identity = (from.clone(), row.owned(1));
        let Some(table) = schema.tables.get_mut(&from) else { continue };
        if last.as_ref() != Some(&identity) {
            table.foreign_keys.push(ForeignKey {
                name: String::new(),
                columns: Vec::new(),
                to,
                to_columns: Vec::new(),
                on_delete: match row.text(5) {
                    Some("RESTRICT") => OnDelete::Restrict,
                    Some("CASCADE") => OnDelete::Cascade,
                    Some("SET NULL") => OnDelete::SetNull,
                    Some("SET DEFAULT") => OnDelete::SetDefault,
                    _ => OnDelete::NoAction,
                },
                // The engine lets every constraint wait for the end of the transaction when asked to.
                deferrable: true,
            });
            last = Some(identity);
        }
        if let Some(key) = table.foreign_keys.last_mut() {
            let position = key.columns.len();
            key.columns.push(row.owned(3));
            if let Some(column) =
                row.text(4).map(str::to_owned).or_else(|| primary_key.get(position).cloned())
            {
                key.to_columns.push(column);
            }
            key.name = format!("foreign key ({})", key.columns.join(", "));
        }
    }
    Ok(())
}

fn family(type_name: &str) -> TypeFamily {
    let name = type_name.to_ascii_uppercase();
    let has = |word: &str| name.contains(word);
    if name.is_empty() {
        TypeFamily::Any
    } else if has("JSON") {
        TypeFamily::Json
    } else if has("UUID") || has("GUID") {
        TypeFamily::Uuid
    } else if has("BOOL") {
        TypeFamily::Boolean
    } else if has("DATETIME") || has("TIMESTAMP") {
        TypeFamily::Timestamp
    } else if has("DATE") {
        TypeFamily::Date
    } else if has("INT") {
        TypeFamily::Integer(8)
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        TypeFamily::Text
    } else if has("BLOB") {
        TypeFamily::Bytes
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        TypeFamily::Float
    } else if has("DEC") || has("NUM") {
        TypeFamily::Decimal
    } else if has("MONEY") {
        TypeFamily::Money
    } else {
        TypeFamily::Other
    }
}

/// The check constraints in the text of a table, which is the only place SQLite keeps them.
fn checks(sql: &str) -> Vec<Check> {
    let words = words(sql);
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if !word.eq_ignore_ascii_case("check") {
            continue;
        }
        let Some(expression) = words.get(index + 1).filter(|next| next.starts_with('(')) else { continue };
        let name = index
            .checked_sub(2)
            .filter(|at| words.get(*at).is_some_and(|word| word.eq_ignore_ascii_case("constraint")))
            .and_then(|at| words.get(at + 1))
            .map(|name| name.trim_matches(['"', '`', '[', ']']).to_owned())
            .unwrap_or_default();
        found.push(Check { name, expression: expression.clone() });
    }
    found
}

/// The words of the body of a `CREATE TABLE`; what stands in parentheses inside it is one word.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut depth = 0_u32;
    let mut quote: Option<char> = None;
    for letter in sql.chars() {
        if let Some(end) = quote {
            word.push(letter);
            if letter == end {
                quote = None;
            }
            continue;
        }
        match letter {
            '\'' | '"' | '`' => quote = Some(letter),
            '[' => quote = Some(']'),
            '(' => {
                depth += 1;
                if depth <= 2 {
                    flush(&mut word, &mut words);
                }
                if depth == 1 {
                    continue;
                }
            }
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    word.push(letter);
                    flush(&mut word, &mut words);
                    continue;
                }
            }
            ',' if depth <= 1 => {
                flush(&mut word, &mut words);
                continue;
            }
            letter if letter.is_whitespace() && depth <= 1 => {
                flush(&mut word, &mut words);
                continue;
            }
            _ => {}
        }
        word.push(letter);
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::{as_written, checks};
    use proptest::prelude::*;

    #[test]
    fn check_constraints_are_read_from_the_text_of_a_table() {
        let found = checks(
            "CREATE TABLE t (a int CHECK (a > (1)), b text, CONSTRAINT \"b is short\" CHECK(length(b) < 9))",
        );
        let pairs: Vec<(&str, &str)> =
            found.iter().map(|check| (check.name.as_str(), check.expression.as_str())).collect();
        assert_eq!(pairs, [("", "(a > (1))"), ("b is short", "(length(b) < 9)")]);
    }

    #[test]
    fn what_an_index_begins_with_and_holds_is_read_from_its_text() {
        assert_eq!(
            as_written("CREATE INDEX \"by (mail)\" ON t (lower(CAST(mail AS TEXT)), id)"),
            ("lower(CAST(mail AS TEXT))".to_owned(), None)
        );
        assert_eq!(
            as_written("CREATE UNIQUE INDEX i ON t(a) WHERE a IS NOT NULL AND b > (1)"),
            ("a".to_owned(), Some("a IS NOT NULL AND b > (1)".to_owned()))
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,200}") {
            let _ = as_written(&text);
            let _ = checks(&text);
        }
    }
}
