//! Values inside JSON and array columns, in each engine's words: reading those that a path leads to,
//! and the column without some of them.
//!
//! INVARIANT (REST-UNTOUCHED): what is taken out of a value is the element or member of the person;
//! everything else in it stays, in its order.

use super::Engine;
use super::mariadb::EXACT;
use crate::schema::{LiveColumn, TypeFamily};
use probity_policy::model::handling::{Embedded, ValuePath};

/// How the values that a path leads to are asked for.
pub(crate) struct Values {
    /// What stands in `FROM`, under the alias `e`, when the path goes through a list.
    pub(crate) from: Option<String>,
    /// The value as text.
    pub(crate) value: String,
}

/// Whether the engine can look inside a column of this type along such a path.
pub(crate) fn can_look_inside(engine: Engine, column: &LiveColumn, path: &ValuePath) -> bool {
    let whole = path.outer.is_empty() && path.inner.as_ref().is_some_and(Vec::is_empty);
    match (engine, column.family) {
        (Engine::Postgres, TypeFamily::Array) => whole,
        (_, TypeFamily::Json) => true,
        (Engine::Postgres, _) => false,
        (_, family) => matches!(family, TypeFamily::Text | TypeFamily::Any),
    }
}

/// The values that the path leads to, in a column named by `place`.
pub(crate) fn values(engine: Engine, column: &LiveColumn, place: &str, path: &ValuePath) -> Values {
    match engine {
        Engine::Postgres => postgres_values(column, place, path, false),
        Engine::Sqlite => sqlite_values(place, path),
        Engine::MariaDb => mariadb_values(place, path),
    }
}

/// The condition that a value there is among those of a question of one column.
pub(crate) fn occurs(
    engine: Engine,
    column: &LiveColumn,
    place: &str,
    path: &ValuePath,
    among: &dyn Fn(&str) -> String,
) -> String {
    let values = values(engine, column, place, path);
    match values.from {
        Some(from) => format!("EXISTS (SELECT 1 FROM {from} WHERE {})", among(&values.value)),
        None => among(&values.value),
    }
}

/// The column without the elements whose value is among `going`, or without the member of the person.
pub(crate) fn without(
    engine: Engine,
    column: &LiveColumn,
    place: &str,
    embedded: &Embedded,
    going: &str,
) -> String {
    let path = &embedded.path;
    match (engine, &path.inner) {
        (Engine::Postgres, None) => {
            let removed = postgres_path(&embedded.removing.as_ref().unwrap_or(path).outer);
            format!("CAST(CAST({place} AS jsonb) #- {removed} AS {})", column.type_name)
        }
        (Engine::Postgres, Some(_)) => {
            let Values { from, value } = postgres_values(column, place, path, true);
            let (from, stays) = (from.unwrap_or_default(), format!("({value} IN ({going})) IS NOT TRUE"));
            if column.family == TypeFamily::Array {
                return format!("ARRAY(SELECT e.v FROM {from} WHERE {stays} ORDER BY e.n)");
            }
            let rest =
                format!("(SELECT COALESCE(jsonb_agg(e.v ORDER BY e.n), '[]') FROM {from} WHERE {stays})");
            let whole = match path.outer.is_empty() {
                true => rest,
                false => {
                    format!("jsonb_set(CAST({place} AS jsonb), {}, {rest})", postgres_path(&path.outer))
                }
            };
            format!("CAST({whole} AS {})", column.type_name)
        }
        (Engine::Sqlite, None) => {
            let removed = dollar_path(&embedded.removing.as_ref().unwrap_or(path).outer);
            format!("json_remove({place}, {removed})")
        }
        (Engine::Sqlite, Some(_)) => {
            let Values { from, value } = sqlite_values(place, path);
            let outer = dollar_path(&path.outer);
            format!(
                "json_set({place}, {outer}, (SELECT json(json_group_array(json({place} -> e.fullkey))) FROM {} \
                 WHERE ({value} IN ({going})) IS NOT TRUE))",
                from.unwrap_or_default()
            )
        }
        (Engine::MariaDb, None) => {
            let removed = dollar_path(&embedded.removing.as_ref().unwrap_or(path).outer);
            format!("JSON_REMOVE({place}, {removed})")
        }
        (Engine::MariaDb, Some(_)) => {
            let Values { from, value } = mariadb_values(place, path);
            let rest = format!(
                "COALESCE((SELECT CONCAT('[', GROUP_CONCAT(e.element ORDER BY e.n SEPARATOR ', '), ']') FROM {} \
                 WHERE ({value} IN ({going})) IS NOT TRUE), '[]')",
                from.unwrap_or_default()
            );
            match path.outer.is_empty() {
                true => rest,
                // As an extract it is put in as JSON and not as a text.
                false => {
                    format!("JSON_SET({place}, {}, JSON_EXTRACT({rest}, '$'))", dollar_path(&path.outer))
                }
            }
        }
    }
}

fn postgres_values(column: &LiveColumn, place: &str, path: &ValuePath, numbered: bool) -> Values {
    let (number, names) = if numbered { (" WITH ORDINALITY", "(v, n)") } else { ("", "(v)") };
    if column.family == TypeFamily::Array {
        return Values {
            from: Some(format!("unnest({place}){number} AS e{names}")),
            value: "CAST(e.v AS text)".to_owned(),
        };
    }
    let json = format!("CAST({place} AS jsonb)");
    let Some(inner) = &path.inner else {
        return Values { from: None, value: format!("({json} #>> {})", postgres_path(&path.outer)) };
    };
    let list = match path.outer.is_empty() {
        true => json,
        false => format!("({json} #> {})", postgres_path(&path.outer)),
    };
    Values {
        from: Some(format!(
            "jsonb_array_elements(CASE WHEN jsonb_typeof({list}) = 'array' THEN {list} ELSE '[]' END)\
             {number} AS e{names}"
        )),
        value: format!("(e.v #>> {})", postgres_path(inner)),
    }
}

fn sqlite_values(place: &str, path: &ValuePath) -> Values {
    let outer = dollar_path(&path.outer);
    let Some(inner) = &path.inner else {
        return Values {
            from: None,
            value: format!(
                "CASE WHEN json_valid({place}) THEN CAST(json_extract({place}, {outer}) AS TEXT) END"
            ),
        };
    };
    let value = match inner.is_empty() {
        true => "CAST(e.value AS TEXT)".to_owned(),
        false => format!(
            "CASE e.type WHEN 'object' THEN CAST(json_extract(e.value, {}) AS TEXT) END",
            dollar_path(inner)
        ),
    };
    // What is no list has no elements, and what is no JSON neither.
    let list = format!(
        "CASE WHEN json_valid({place}) THEN CASE WHEN json_type({place}, {outer}) = 'array' THEN {place} END END"
    );
    Values { from: Some(format!("json_each({list}, {outer}) AS e")), value }
}

fn mariadb_values(place: &str, path: &ValuePath) -> Values {
    let outer = dollar_path(&path.outer);
    let Some(inner) = &path.inner else {
        let value =
            format!("CASE WHEN JSON_VALID({place}) THEN JSON_VALUE({place}, {outer}) COLLATE {EXACT} END");
        return Values { from: None, value };
    };
    // What is no list has no elements, and what is no JSON neither.
    let list = format!(
        "CASE WHEN JSON_VALID({place}) THEN CASE WHEN JSON_TYPE(JSON_EXTRACT({place}, {outer})) = 'ARRAY' \
         THEN JSON_EXTRACT({place}, {outer}) ELSE '[]' END ELSE '[]' END"
    );
    let columns = format!(
        "n FOR ORDINALITY, v longtext CHARACTER SET utf8mb4 PATH {}, element json PATH '$'",
        dollar_path(inner)
    );
    Values {
        from: Some(format!("JSON_TABLE({list}, '$[*]' COLUMNS ({columns})) AS e")),
        value: format!("e.v COLLATE {EXACT}"),
    }
}

/// Names are free of quotes and backslashes, see [`ValuePath::read`].
fn postgres_path(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("'{{{}}}'", quoted.join(","))
}

fn dollar_path(names: &[String]) -> String {
    let members: String = names.iter().map(|name| format!(".\"{name}\"")).collect();
    format!("'${members}'")
}
