//! PostgreSQL's catalogue besides the shape of tables, in nine questions whatever the number of tables.

use super::catalogue::{Catalogue, Index, LeakKind, RowLeak, Trigger, Unseen, UnseenPart, ViewRead};
use probity_stores::schema::Place;
use probity_stores::{Answer, Reading, StoreError};
use std::collections::{BTreeMap, BTreeSet};

const OF_USERS: &str = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

fn tables() -> String {
    format!(
        "SELECT n.nspname, c.relname,
       CAST(CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) / 8192 END AS text),
       CAST(c.relrowsecurity AS text),
       CASE WHEN NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') THEN 'none'
            WHEN pg_catalog.has_table_privilege(c.oid, 'SELECT') THEN 'all'
            WHEN pg_catalog.has_any_column_privilege(c.oid, 'SELECT') THEN 'some' ELSE 'none' END,
       CAST(c.relrowsecurity AND pg_catalog.row_security_active(c.oid) AS text),
       pg_catalog.obj_description(c.oid, 'pg_class')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OF_USERS}"
    )
}

fn hidden_columns() -> String {
    format!(
        "SELECT n.nspname, c.relname, a.attname
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OF_USERS}
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
  AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')"
    )
}

fn column_comments() -> String {
    format!(
        "SELECT n.nspname, c.relname, a.attname, d.description
FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE d.classoid = CAST('pg_catalog.pg_class' AS regclass) AND d.objsubid > 0 AND {OF_USERS}"
    )
}

fn labels() -> String {
    format!(
        "SELECT n.nspname, c.relname, a.attname,
       (SELECT CAST(json_agg(e.enumlabel ORDER BY e.enumsortorder) AS text) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE t.typtype = 'e' AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND {OF_USERS}"
    )
}

fn indexes() -> String {
    format!(
        "SELECT n.nspname, c.relname, x.relname,
       (SELECT CAST(json_agg(COALESCE(a.attname, '') ORDER BY p.place) AS text)
        FROM unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY AS p(number, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number)
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE i.indisvalid AND i.indpred IS NULL AND {OF_USERS}"
    )
}

fn triggers() -> String {
    // Bits 3 and 4 of the type: DELETE and UPDATE.
    format!(
        "SELECT n.nspname, c.relname, g.tgname, CAST((g.tgtype & 24) <> 0 AS text)
FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND {OF_USERS} ORDER BY 1, 2, 3"
    )
}

/// Which columns each view reads: the rule of a view depends on them by name.
fn views() -> String {
    format!(
        "SELECT DISTINCT n.nspname, v.relname, CAST(v.relkind AS text), tn.nspname, t.relname, a.attname
FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
JOIN pg_catalog.pg_depend d ON d.classid = CAST('pg_catalog.pg_rewrite' AS regclass) AND d.objid = r.oid
 AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass) AND d.refobjsubid > 0
JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.oid <> v.oid
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE v.relkind IN ('v', 'm') AND {OF_USERS}"
    )
}

/// Views that read as an owner who is not held to a table's rules: a superuser, a role that bypasses them, or
/// the table's owner where the rules are not forced.
fn view_leaks() -> String {
    format!(
        "WITH RECURSIVE reads(view, target) AS (
  SELECT DISTINCT r.ev_class, d.refobjid
  FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
    ON d.classid = CAST('pg_catalog.pg_rewrite' AS regclass) AND d.objid = r.oid
   AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass) AND d.refobjid <> r.ev_class
), all_reads(view, target) AS (
  SELECT view, target FROM reads
  UNION SELECT a.view, r.target FROM all_reads a JOIN reads r ON r.view = a.target
)
SELECT DISTINCT n.nspname, v.relname, CAST(v.relkind AS text), tn.nspname, t.relname
FROM all_reads x JOIN pg_catalog.pg_class v ON v.oid = x.view JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
JOIN pg_catalog.pg_class t ON t.oid = x.target AND t.relrowsecurity
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_catalog.pg_roles o ON o.oid = v.relowner
WHERE {OF_USERS} AND (v.relkind = 'm' OR (v.relkind = 'v'
  AND NOT COALESCE(v.reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
  AND (o.rolsuper OR o.rolbypassrls OR (v.relowner = t.relowner AND NOT t.relforcerowsecurity))))"
    )
}

fn definer_functions() -> String {
    format!(
        "SELECT n.nspname, p.proname, p.prosrc, CAST(o.rolsuper OR o.rolbypassrls AS text), o.rolname
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_roles o ON o.oid = p.proowner WHERE p.prosecdef AND {OF_USERS}"
    )
}

fn protected_owners() -> String {
    format!(
        "SELECT n.nspname, c.relname, o.rolname, CAST(c.relforcerowsecurity AS text)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_roles o ON o.oid = c.relowner WHERE c.relrowsecurity AND {OF_USERS}"
    )
}

pub(super) async fn complete(reading: &mut Reading, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    read_tables(reading, catalogue).await?;
    for row in ask(reading, &column_comments()).await? {
        if let (Some(place), Some(column), Some(text)) = (place(&row, 0), text(&row, 2), text(&row, 3)) {
            catalogue.comments.insert((place, Some(column)), text);
        }
    }
    for row in ask(reading, &labels()).await? {
        if let (Some(place), Some(column)) = (place(&row, 0), text(&row, 2)) {
            catalogue.labels.insert((place, column), names(&row, 3));
        }
    }
    for row in ask(reading, &indexes()).await? {
        if let (Some(place), Some(name)) = (place(&row, 0), text(&row, 2)) {
            let columns = names(&row, 3).into_iter().take_while(|column| !column.is_empty()).collect();
            catalogue.indexes.entry(place).or_default().push(Index { name, columns });
        }
    }
    for row in ask(reading, &triggers()).await? {
        if let (Some(table), Some(name)) = (place(&row, 0), text(&row, 2)) {
            catalogue.triggers.push(Trigger { table, name, on_erasure: is_true(&row, 3) });
        }
    }
    for row in ask(reading, &views()).await? {
        if let (Some(view), Some(table), Some(column)) = (place(&row, 0), place(&row, 3), text(&row, 5)) {
            catalogue.views.push(ViewRead { view, stored: is(&row, 2, "m"), table, column });
        }
    }
    if !catalogue.row_security.is_empty() {
        leaks(reading, catalogue).await?;
    }
    catalogue.unseen.sort();
    Ok(())
}

async fn read_tables(reading: &mut Reading, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    let mut partly = false;
    for row in ask(reading, &tables()).await? {
        let Some(place) = place(&row, 0) else { continue };
        if let Some(pages) = text(&row, 2).and_then(|text| text.parse().ok()) {
            catalogue.pages.insert(place.clone(), pages);
        }
        if is_true(&row, 3) {
            catalogue.row_security.insert(place.clone());
        }
        if let Some(comment) = text(&row, 6) {
            catalogue.comments.insert((place.clone(), None), comment);
        }
        partly |= is(&row, 4, "some");
        if is(&row, 4, "none") {
            catalogue.unseen.push(Unseen { table: place, part: UnseenPart::Everything });
        } else if is_true(&row, 5) {
            catalogue.unseen.push(Unseen { table: place, part: UnseenPart::SomeRows });
        }
    }
    if !partly {
        return Ok(());
    }
    let mut hidden: BTreeMap<Place, Vec<String>> = BTreeMap::new();
    let closed: BTreeSet<Place> = catalogue.unseen.iter().map(|unseen| unseen.table.clone()).collect();
    for row in ask(reading, &hidden_columns()).await? {
        if let (Some(place), Some(column)) = (place(&row, 0), text(&row, 2))
            && !closed.contains(&place)
        {
            hidden.entry(place).or_default().push(column);
        }
    }
    catalogue.unseen.extend(
        hidden.into_iter().map(|(table, columns)| Unseen { table, part: UnseenPart::Columns(columns) }),
    );
    Ok(())
}

async fn leaks(reading: &mut Reading, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    for row in ask(reading, &view_leaks()).await? {
        if let (Some(view), Some(table)) = (place(&row, 0), place(&row, 3)) {
            let kind = if is(&row, 2, "m") { LeakKind::StoredView } else { LeakKind::View };
            catalogue.leaks.push(RowLeak { table, through: format!("{}.{}", view.schema, view.table), kind });
        }
    }
    let functions = ask(reading, &definer_functions()).await?;
    if functions.is_empty() {
        return Ok(());
    }
    for guarded in ask(reading, &protected_owners()).await? {
        let Some(table) = place(&guarded, 0) else { continue };
        for function in &functions {
            let (Some(schema), Some(name), Some(body)) =
                (text(function, 0), text(function, 1), text(function, 2))
            else {
                continue;
            };
            let unbound =
                is_true(function, 3) || (text(function, 4) == text(&guarded, 2) && !is_true(&guarded, 3));
            if unbound && mentions(&body, &table.table) {
                let through = format!("{schema}.{name}()");
                catalogue.leaks.push(RowLeak { table: table.clone(), through, kind: LeakKind::Function });
            }
        }
    }
    catalogue.leaks.sort();
    catalogue.leaks.dedup();
    Ok(())
}

/// Whether a text of SQL names a table: the name as a word of its own.
pub(super) fn mentions(sql: &str, name: &str) -> bool {
    let lower = sql.to_lowercase();
    let name = name.to_lowercase();
    let is_part = |one: char| one.is_alphanumeric() || one == '_';
    lower.match_indices(&name).any(|(at, found)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + found.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

async fn ask(reading: &mut Reading, question: &str) -> Result<Vec<Answer>, StoreError> {
    reading.ask("read its catalogue", question, &[]).await
}

pub(super) fn text(row: &Answer, at: usize) -> Option<String> {
    row.get(at).cloned().flatten()
}

pub(super) fn is(row: &Answer, at: usize, word: &str) -> bool {
    row.get(at).is_some_and(|text| text.as_deref() == Some(word))
}

fn is_true(row: &Answer, at: usize) -> bool {
    is(row, at, "true")
}

fn place(row: &Answer, at: usize) -> Option<Place> {
    Some(Place { schema: text(row, at)?, table: text(row, at + 1)? })
}

fn names(row: &Answer, at: usize) -> Vec<String> {
    text(row, at).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_body_names_a_table_only_as_a_word() {
        assert!(mentions("SELECT 1 FROM public.Orders o", "orders"));
        assert!(!mentions("SELECT 1 FROM old_orders", "orders"));
        assert!(!mentions("SELECT orders_count", "orders"));
    }
}
