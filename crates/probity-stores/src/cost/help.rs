//! The statement that would spare reading a table whole, as one types it into the engine's own client.

use crate::engine::Engine;
use crate::schema::{LiveTable, TableKind, TypeFamily};

/// How many characters of a long text an index holds on MariaDB.
const PREFIX: u32 = 64;
/// The longest name, in bytes: PostgreSQL takes 63, MariaDB 64.
const LONGEST_NAME: usize = 60;

/// A name as the engine's own client takes it without settings.
fn typed(engine: Engine, name: &str) -> String {
    match engine {
        Engine::MariaDb => format!("`{}`", name.replace('`', "``")),
        Engine::Sqlite | Engine::Postgres => crate::engine::quoted(name),
    }
}

fn index_name(table: &str, columns: &[String]) -> String {
    let mut name = format!("{table}_{}_idx", columns.join("_"));
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    name
}

/// An index over columns; nothing when the engine makes none for their types.
pub(super) fn index_over(engine: Engine, table: &LiveTable, columns: &[String]) -> Option<String> {
    let mut listed = Vec::with_capacity(columns.len());
    for name in columns {
        let column = table.column(name)?;
        let typed = typed(engine, name);
        match column.family {
            TypeFamily::Json | TypeFamily::Array => return None,
            TypeFamily::Text | TypeFamily::Bytes
                if engine == Engine::MariaDb && column.length.is_none_or(|length| length > 700) =>
            {
                listed.push(format!("{typed}({PREFIX})"));
            }
            _ => listed.push(typed),
        }
    }
    Some(statement(engine, table, columns, &listed.join(", ")))
}

/// An index over an expression of one column; MariaDB has none.
pub(super) fn index_over_expression(
    engine: Engine,
    table: &LiveTable,
    column: &str,
    expression: &str,
) -> Option<String> {
    (engine != Engine::MariaDb).then(|| statement(engine, table, &[column.to_owned()], expression))
}

fn statement(engine: Engine, table: &LiveTable, columns: &[String], listed: &str) -> String {
    let name = typed(engine, &index_name(&table.place.table, columns));
    let (schema, bare) = (typed(engine, &table.place.schema), typed(engine, &table.place.table));
    match engine {
        // A table in partitions takes no index that is made while others write.
        Engine::Postgres if table.kind == TableKind::Partitioned => {
            format!("CREATE INDEX {name} ON {schema}.{bare} ({listed})")
        }
        Engine::Postgres => format!("CREATE INDEX CONCURRENTLY {name} ON {schema}.{bare} ({listed})"),
        Engine::MariaDb => format!("CREATE INDEX {name} ON {schema}.{bare} ({listed})"),
        Engine::Sqlite => format!("CREATE INDEX {schema}.{name} ON {bare} ({listed})"),
    }
}

#[cfg(test)]
mod tests {
    use super::index_over;
    use crate::engine::Engine;
    use crate::schema::{LiveColumn, LiveTable, Place, TableKind, TypeFamily};

    fn table(kind: TableKind) -> LiveTable {
        let column = |name: &str, family| LiveColumn {
            name: name.to_owned(),
            type_name: String::new(),
            family,
            length: None,
            collation: None,
            not_null: false,
            default: None,
            generated: false,
        };
        LiveTable {
            place: Place { schema: "s".to_owned(), table: "odd `name\"".to_owned() },
            kind,
            columns: vec![column("o\"r", TypeFamily::Integer(4)), column("words", TypeFamily::Text)],
            primary_key: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            estimated_rows: None,
            row_number: None,
            versioned: false,
        }
    }

    #[test]
    fn the_statement_is_in_the_words_of_each_engine_whatever_the_names() {
        let told = |engine, kind, columns: &[&str]| {
            let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
            index_over(engine, &table(kind), &columns).unwrap_or_default()
        };
        assert_eq!(
            told(Engine::Postgres, TableKind::Table, &["o\"r"]),
            "CREATE INDEX CONCURRENTLY \"odd `name\"\"_o\"\"r_idx\" ON \"s\".\"odd `name\"\"\" (\"o\"\"r\")"
        );
        assert!(told(Engine::Postgres, TableKind::Partitioned, &["words"]).starts_with("CREATE INDEX \""));
        assert_eq!(
            told(Engine::MariaDb, TableKind::Table, &["o\"r", "words"]),
            "CREATE INDEX `odd ``name\"_o\"r_words_idx` ON `s`.`odd ``name\"` (`o\"r`, `words`(64))"
        );
        assert_eq!(
            told(Engine::Sqlite, TableKind::Table, &["words"]),
            "CREATE INDEX \"s\".\"odd `name\"\"_words_idx\" ON \"odd `name\"\"\" (\"words\")"
        );
    }
}
