//! MariaDB's catalogue, in five questions whatever the number of tables.
//!
//! A store is one database of a server. Tables of other databases on it are other stores.

use crate::error::EngineFault;
use crate::schema::{
    Check, ForeignKey, Index, LiveColumn, LiveTable, OnDelete, Place, Schema, TableKind, TypeFamily, Unique,
};
use crate::session::{Session, Texts};

const TABLES: &str = "
SELECT CAST(t.table_name AS char), CAST(t.table_type AS char), CAST(t.table_rows AS char),
       CAST(t.create_options LIKE '%partitioned%' AS char)
FROM information_schema.tables AS t WHERE t.table_schema = DATABASE()";

const COLUMNS: &str = "
SELECT CAST(c.table_name AS char), CAST(c.column_name AS char), CAST(c.column_type AS char), CAST(c.data_type AS char),
       CAST(c.character_maximum_length AS char), CAST(c.collation_name AS char), CAST(c.is_nullable AS char),
       CAST(c.column_default AS char), CAST(c.extra AS char), CAST(c.generation_expression AS char), VERSION()
FROM information_schema.columns AS c WHERE c.table_schema = DATABASE()
ORDER BY c.table_name, c.ordinal_position";

const INDEXES: &str = "
SELECT CAST(s.table_name AS char), CAST(s.index_name AS char), CAST(s.column_name AS char), CAST(s.non_unique AS char),
       CAST(s.index_type AS char)
FROM information_schema.statistics AS s WHERE s.table_schema = DATABASE()
ORDER BY s.table_name, s.index_name, s.seq_in_index";

const FOREIGN_KEYS: &str = "
SELECT CAST(k.table_name AS char), CAST(k.constraint_name AS char), CAST(k.column_name AS char),
       CAST(k.referenced_table_schema AS char), CAST(k.referenced_table_name AS char), CAST(k.referenced_column_name AS char),
       CAST(r.delete_rule AS char)
FROM information_schema.key_column_usage AS k
JOIN information_schema.referential_constraints AS r
  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.constraint_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
  AND r.constraint_schema = DATABASE()
ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const CHECKS: &str = "
SELECT CAST(c.table_name AS char), CAST(c.constraint_name AS char), CAST(c.check_clause AS char)
FROM information_schema.check_constraints AS c WHERE c.constraint_schema = DATABASE()
ORDER BY c.table_name, c.constraint_name";

/// Those that the user may see, which takes the privilege to make them.
const TRIGGERED: &str = "
SELECT DISTINCT CAST(t.event_object_table AS char) FROM information_schema.triggers AS t
WHERE t.event_object_schema = DATABASE()";

/// Reads the catalogue.
pub(crate) async fn introspect(session: &mut Session) -> Result<Schema, EngineFault> {
    let database = session.texts("SELECT DATABASE()", &[]).await?;
    let database = database.first().map(|row| row.owned(0)).unwrap_or_default();
    let mut schema = Schema { default_schema: database.clone(), ..Schema::default() };
    let place = |table: String| Place { schema: database.clone(), table };
    for row in session.texts(TABLES, &[]).await? {
        let kind = match (row.text(1), row.text(3)) {
            (Some("SEQUENCE"), _) => continue,
            (Some(kind), _) if kind.contains("VIEW") => TableKind::View,
            (_, Some("1")) => TableKind::Partitioned,
            _ => TableKind::Table,
        };
        let place = place(row.owned(0));
        let table = LiveTable {
            place: place.clone(),
            kind,
            columns: Vec::new(),
            primary_key: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            estimated_rows: row.text(2).and_then(|text| text.parse().ok()),
            row_number: None,
            versioned: row.text(1) == Some("SYSTEM VERSIONED"),
        };
        schema.tables.insert(place, table);
    }
    for row in session.texts(COLUMNS, &[]).await? {
        if let Some(table) = schema.tables.get_mut(&place(row.owned(0))) {
            table.columns.push(column(&row));
        }
    }
    for row in session.texts(INDEXES, &[]).await? {
        let Some(table) = schema.tables.get_mut(&place(row.owned(0))) else { continue };
        // A key over an expression has no column, and says nothing about columns.
        let (name, column) = (row.owned(1), row.owned(2));
        if row.text(4) == Some("BTREE") {
            if table.indexes.last().is_none_or(|index| index.name != name) {
                table.indexes.push(Index {
                    name: name.clone(),
                    columns: Vec::new(),
                    expression: None,
                    only: None,
                });
            }
            if let Some(index) = table.indexes.last_mut() {
                index.columns.push(column.clone());
            }
        }
        if row.text(3) != Some("0") {
            continue;
        }
        if name == "PRIMARY" {
            table.primary_key.push(column);
        } else if let Some(unique) = table.uniques.iter_mut().find(|unique| unique.name == name) {
            unique.columns.push(column);
        } else {
            table.uniques.push(Unique { name, columns: vec![column] });
        }
    }
    for row in session.texts(FOREIGN_KEYS, &[]).await? {
        let Some(table) = schema.tables.get_mut(&place(row.owned(0))) else { continue };
        let (name, column, to_column) = (row.owned(1), row.owned(2), row.owned(5));
        if let Some(key) = table.foreign_keys.iter_mut().find(|key| key.name == name) {
            key.columns.push(column);
            key.to_columns.push(to_column);
            continue;
        }
        table.foreign_keys.push(ForeignKey {
            name,
            columns: vec![column],
            to: Place { schema: row.owned(3), table: row.owned(4) },
            to_columns: vec![to_column],
            on_delete: match row.text(6) {
                Some("CASCADE") => OnDelete::Cascade,
                Some("SET NULL") => OnDelete::SetNull,
                Some("SET DEFAULT") => OnDelete::SetDefault,
                // Every key is checked row by row, so there is no action that waits.
                _ => OnDelete::Restrict,
            },
            deferrable: false,
        });
    }
    for row in session.texts(CHECKS, &[]).await? {
        let Some(table) = schema.tables.get_mut(&place(row.owned(0))) else { continue };
        let (name, expression) = (row.owned(1), row.owned(2));
        // JSON is a long text with this check.
        for column in &mut table.columns {
            if is_json_check(&expression, &column.name) {
                column.family = TypeFamily::Json;
            }
        }
        table.checks.push(Check { name, expression });
    }
    for table in schema.tables.values_mut() {
        table.uniques.retain(|unique| unique.columns.iter().all(|column| !column.is_empty()));
        for index in &mut table.indexes {
            let known = index.columns.iter().take_while(|column| !column.is_empty()).count();
            index.columns.truncate(known);
        }
    }
    let triggered = session.texts(TRIGGERED, &[]).await?;
    schema.triggered = triggered.iter().map(|row| place(row.owned(0))).collect();
    Ok(schema)
}

fn is_json_check(expression: &str, column: &str) -> bool {
    [format!("json_valid(`{column}`)"), format!("json_valid({})", super::quoted(column))]
        .contains(&expression.to_owned())
}

fn column(row: &Texts) -> LiveColumn {
    let (type_name, data_type) = (row.owned(2), row.owned(3));
    let extra = row.text(8).unwrap_or_default().to_ascii_uppercase();
    let default = row.text(7).filter(|text| !text.eq_ignore_ascii_case("null")).map(|text| {
        // MySQL gives a literal without its quotes, unless the default is an expression.
        let bare = !row.text(10).is_some_and(|version| version.contains("MariaDB"));
        if bare && !extra.contains("DEFAULT_GENERATED") {
            format!("'{}'", text.replace('\'', "''"))
        } else {
            text.to_owned()
        }
    });
    LiveColumn {
        name: row.owned(1),
        family: family(&data_type, &type_name),
        length: row
            .text(4)
            .filter(|_| matches!(data_type.as_str(), "char" | "varchar"))
            .and_then(|text| text.parse().ok()),
        collation: row.text(5).map(str::to_owned),
        not_null: row.text(6) == Some("NO"),
        generated: extra.contains("GENERATED") && !extra.contains("DEFAULT_GENERATED")
            || row.text(9).is_some_and(|text| !text.is_empty())
            || extra.contains("WITHOUT SYSTEM"),
        default,
        type_name,
    }
}

fn family(data_type: &str, type_name: &str) -> TypeFamily {
    match data_type {
        "tinyint" if type_name.starts_with("tinyint(1)") => TypeFamily::Boolean,
        "tinyint" => TypeFamily::Integer(1),
        "smallint" | "year" => TypeFamily::Integer(2),
        "mediumint" => TypeFamily::Integer(3),
        "int" => TypeFamily::Integer(4),
        "bigint" | "bit" => TypeFamily::Integer(8),
        "decimal" => TypeFamily::Decimal,
        "float" | "double" => TypeFamily::Float,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => TypeFamily::Text,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => TypeFamily::Bytes,
        "date" => TypeFamily::Date,
        "datetime" | "timestamp" => TypeFamily::Timestamp,
        "time" => TypeFamily::Time,
        "enum" | "set" => TypeFamily::Enumeration,
        "json" => TypeFamily::Json,
        "uuid" => TypeFamily::Uuid,
        "inet4" | "inet6" => TypeFamily::Network,
        _ => TypeFamily::Other,
    }
}
