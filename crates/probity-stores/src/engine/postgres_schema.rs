//! PostgreSQL's catalogue, in seven questions whatever the number of tables.

use crate::error::EngineFault;
use crate::schema::{
    Check, ForeignKey, Index, LiveColumn, LiveTable, OnDelete, Place, Schema, StoredView, TableKind,
    TypeFamily, Unique,
};
use crate::session::{Session, Texts};
use std::collections::BTreeSet;

const TABLES: &str = "
SELECT n.nspname, c.relname, CASE WHEN c.relispopulated THEN CAST(c.relkind AS text) ELSE 'v' END,
       CAST(c.relispartition AS text),
       CASE WHEN c.relkind <> 'p' THEN CAST(CAST(c.reltuples AS bigint) AS text)
            ELSE (SELECT CAST(CAST(sum(GREATEST(l.reltuples, 0)) AS bigint) AS text)
                  FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class l ON l.oid = t.relid
                  WHERE t.isleaf) END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

const COLUMNS: &str = "
SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       COALESCE(b.typname, t.typname), CAST(COALESCE(b.typtype, t.typtype) AS text),
       CAST(COALESCE(b.typcategory, t.typcategory) AS text),
       CAST(CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS text),
       CAST(a.attnotnull OR t.typnotnull AS text),
       CAST(a.attgenerated <> '' OR a.attidentity = 'a' AS text),
       CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY c.oid, a.attnum";

const CONSTRAINTS: &str = "
SELECT n.nspname, c.relname, k.conname, CAST(k.contype AS text),
       (SELECT CAST(json_agg(a.attname ORDER BY p.place) AS text) FROM unnest(k.conkey) WITH ORDINALITY AS p(number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number),
       fn.nspname, fc.relname,
       (SELECT CAST(json_agg(a.attname ORDER BY p.place) AS text) FROM unnest(k.confkey) WITH ORDINALITY AS p(number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.number),
       CAST(k.confdeltype AS text), CAST(k.condeferrable AS text),
       CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_constraintdef(k.oid) END
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
WHERE k.contype IN ('p', 'u', 'c', 'f') AND NOT (k.contype = 'f' AND k.conparentid <> 0)
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY c.oid, k.conname";

/// Those that can be used, with whether two rows cannot agree in them though no constraint says so.
const INDEXES: &str = "
SELECT n.nspname, c.relname, x.relname,
       (SELECT CAST(json_agg(COALESCE(a.attname, '') ORDER BY p.place) AS text)
        FROM unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY AS p(number, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number AND a.attnum > 0
        WHERE p.place <= i.indnkeyatts),
       CAST(i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid) AS text),
       CASE WHEN i.indkey[0] = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, 1, true) END,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
       CAST(m.amname IN ('btree', 'hash') AS text)
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = x.relam
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE i.indisvalid AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY c.oid, x.relname";

/// What stored views read: the server itself notes on which relations the rules of a view depend. What a function reads
/// that is written in a language of the server, it does not note. A partition is read where its whole is.
const STORED_VIEWS: &str = "
WITH RECURSIVE direct AS (
    SELECT r.ev_class AS view, d.refobjid AS read
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
), reads AS (
    SELECT c.oid AS view, d.read FROM pg_catalog.pg_class c JOIN direct d ON d.view = c.oid
    WHERE c.relkind = 'm' AND c.relispopulated
    UNION
    SELECT a.view, d.read FROM reads a
    JOIN pg_catalog.pg_class v ON v.oid = a.read AND v.relkind = 'v' JOIN direct d ON d.view = v.oid
)
SELECT n.nspname, m.relname,
       CAST(CASE WHEN CAST(current_setting('server_version_num') AS integer) >= 170000
                 THEN pg_catalog.has_table_privilege(m.oid, 'MAINTAIN')
                 ELSE pg_catalog.pg_has_role(m.relowner, 'USAGE') END AS text),
       CAST(EXISTS (
           SELECT 1 FROM pg_catalog.pg_rewrite r
           JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                                      AND d.refclassid = 'pg_catalog.pg_proc'::regclass
           JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid JOIN pg_catalog.pg_language l ON l.oid = p.prolang
           WHERE l.lanname NOT IN ('internal', 'c')
             AND (r.ev_class = m.oid OR r.ev_class IN (SELECT a.read FROM reads a WHERE a.view = m.oid))
       ) AS text),
       tn.nspname, t.relname
FROM pg_catalog.pg_class m
JOIN pg_catalog.pg_namespace n ON n.oid = m.relnamespace
LEFT JOIN reads a ON a.view = m.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid IN (a.read, pg_catalog.pg_partition_root(a.read))
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
WHERE m.relkind = 'm' AND m.relispopulated AND n.nspname !~ '^pg_'
ORDER BY n.nspname, m.relname";

const TRIGGERED: &str = "
SELECT DISTINCT n.nspname, c.relname
FROM (SELECT t.tgrelid AS relation FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
      UNION SELECT r.ev_class FROM pg_catalog.pg_rewrite r WHERE r.ev_type <> '1') AS x
JOIN pg_catalog.pg_class c ON c.oid IN (x.relation, pg_catalog.pg_partition_root(x.relation))
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/// Reads the catalogue.
pub(crate) async fn introspect(session: &mut Session) -> Result<Schema, EngineFault> {
    let default = session.texts("SELECT COALESCE(current_schema(), 'public')", &[]).await?;
    let mut schema = Schema {
        default_schema: default
            .first()
            .and_then(|row| row.text(0))
            .map_or_else(|| "public".to_owned(), str::to_owned),
        ..Schema::default()
    };
    for row in session.texts(TABLES, &[]).await? {
        let Some(place) = place(&row, 0) else { continue };
        let kind = match (row.text(2), row.text(3)) {
            (Some("v"), _) => TableKind::View,
            (Some("m"), _) => TableKind::StoredView,
            (_, Some("true")) => TableKind::Partition,
            (Some("p"), _) => TableKind::Partitioned,
            _ => TableKind::Table,
        };
        let table = LiveTable {
            place: place.clone(),
            kind,
            columns: Vec::new(),
            primary_key: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            estimated_rows: row.text(4).and_then(|text| text.parse().ok()),
            row_number: None,
            versioned: false,
        };
        schema.tables.insert(place, table);
    }
    for row in session.texts(COLUMNS, &[]).await? {
        let Some(table) = place(&row, 0).and_then(|place| schema.tables.get_mut(&place)) else { continue };
        table.columns.push(LiveColumn {
            name: row.owned(2),
            type_name: row.owned(3),
            family: family(
                row.text(4).unwrap_or_default(),
                row.text(5).unwrap_or_default(),
                row.text(6).unwrap_or_default(),
            ),
            // The catalogue counts four bytes of header into the limit of a text.
            length: row
                .text(7)
                .and_then(|text| text.parse::<i64>().ok())
                .and_then(|limit| u32::try_from(limit - 4).ok())
                .filter(|_| matches!(row.text(4), Some("varchar" | "bpchar"))),
            collation: None,
            not_null: row.text(8) == Some("true"),
            generated: row.text(9) == Some("true"),
            default: row.text(10).map(str::to_owned),
        });
    }
    for row in session.texts(CONSTRAINTS, &[]).await? {
        let Some(table) = place(&row, 0).and_then(|place| schema.tables.get_mut(&place)) else { continue };
        add_constraint(table, &row);
    }
    for row in session.texts(INDEXES, &[]).await? {
        let Some(table) = place(&row, 0).and_then(|place| schema.tables.get_mut(&place)) else { continue };
        let (name, columns) = (row.owned(2), row.names(3));
        if row.text(4) == Some("true") {
            table.uniques.push(Unique { name: name.clone(), columns: columns.clone() });
        }
        if row.text(7) == Some("true") {
            let columns = columns.into_iter().take_while(|column| !column.is_empty()).collect();
            let (expression, only) = (row.text(5).map(str::to_owned), row.text(6).map(str::to_owned));
            table.indexes.push(Index { name, columns, expression, only });
        }
    }
    for row in session.texts(STORED_VIEWS, &[]).await? {
        let Some(view) = place(&row, 0) else { continue };
        if schema.stored_views.last().is_none_or(|last| last.place != view) {
            schema.stored_views.push(StoredView {
                place: view,
                reads: BTreeSet::new(),
                reads_more: row.text(3) == Some("true"),
                refreshable: row.text(2) == Some("true"),
            });
        }
        if let (Some(view), Some(read)) = (schema.stored_views.last_mut(), place(&row, 4)) {
            view.reads.insert(read);
        }
    }
    let triggered = session.texts(TRIGGERED, &[]).await?;
    schema.triggered = triggered.iter().filter_map(|row| place(row, 0)).collect();
    Ok(schema)
}

fn place(row: &Texts, at: usize) -> Option<Place> {
    Some(Place { schema: row.text(at)?.to_owned(), table: row.text(at + 1)?.to_owned() })
}

fn add_constraint(table: &mut LiveTable, row: &Texts) {
    let name = row.owned(2);
    let columns = row.names(4);
    match row.text(3) {
        Some("p") => table.primary_key = columns,
        Some("u") => table.uniques.push(Unique { name, columns }),
        Some("c") => table.checks.push(Check { name, expression: row.owned(10) }),
        Some("f") => {
            let Some(to) = place(row, 5) else { return };
            table.foreign_keys.push(ForeignKey {
                name,
                columns,
                to,
                to_columns: row.names(7),
                on_delete: match row.text(8) {
                    Some("r") => OnDelete::Restrict,
                    Some("c") => OnDelete::Cascade,
                    Some("n") => OnDelete::SetNull,
                    Some("d") => OnDelete::SetDefault,
                    _ => OnDelete::NoAction,
                },
                deferrable: row.text(9) == Some("true"),
            });
        }
        _ => {}
    }
}

fn family(name: &str, kind: &str, category: &str) -> TypeFamily {
    match (kind, category, name) {
        ("e", _, _) => TypeFamily::Enumeration,
        (_, "A", _) => TypeFamily::Array,
        (_, _, "text" | "varchar" | "bpchar" | "citext" | "name" | "char" | "xml") => TypeFamily::Text,
        (_, _, "int2") => TypeFamily::Integer(2),
        (_, _, "int4") => TypeFamily::Integer(4),
        (_, _, "int8") => TypeFamily::Integer(8),
        (_, _, "numeric") => TypeFamily::Decimal,
        (_, _, "float4" | "float8") => TypeFamily::Float,
        (_, _, "bool") => TypeFamily::Boolean,
        (_, _, "date") => TypeFamily::Date,
        (_, _, "timestamp" | "timestamptz") => TypeFamily::Timestamp,
        (_, _, "time" | "timetz" | "interval") => TypeFamily::Time,
        (_, _, "uuid") => TypeFamily::Uuid,
        (_, _, "bytea") => TypeFamily::Bytes,
        (_, _, "json" | "jsonb") => TypeFamily::Json,
        (_, _, "inet" | "cidr") => TypeFamily::Network,
        (_, _, "money") => TypeFamily::Money,
        _ => TypeFamily::Other,
    }
}
