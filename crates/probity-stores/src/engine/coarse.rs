//! Values that say less, in each engine's words.
//!
//! INVARIANT (COARSE-ONCE): making a coarse value coarse again changes nothing, so that a step can be repeated.

use super::Engine;
use crate::schema::{LiveColumn, TypeFamily};
use probity_policy::model::handling::Coarsening;

/// The expression of a column's value made coarse; nothing where the type has no such thing.
pub(crate) fn coarse(engine: Engine, column: &LiveColumn, place: &str, to: Coarsening) -> Option<String> {
    match engine {
        Engine::Postgres => postgres(column, place, to),
        Engine::Sqlite => sqlite(column, place, to),
        Engine::MariaDb => mariadb(column, place, to),
    }
}

fn postgres(column: &LiveColumn, place: &str, to: Coarsening) -> Option<String> {
    use TypeFamily::{Date, Decimal, Float, Integer, Network, Text, Timestamp};
    let cast = |expression: String| format!("CAST({expression} AS {})", column.type_name);
    match (to, column.family) {
        // The session's zone is UTC, so the same instant is coarse in the same way for everybody.
        (Coarsening::Year | Coarsening::Month | Coarsening::Day, Date | Timestamp) => {
            Some(cast(format!("date_trunc('{to}', {place})")))
        }
        (Coarsening::Network, Network) => Some(cast(format!(
            "host(network(set_masklen(CAST({place} AS inet), CASE family({place}) WHEN 4 THEN 24 ELSE 48 END)))"
        ))),
        // Of IPv6 in a text the first three groups are kept where they are written out.
        (Coarsening::Network, Text) => Some(cast(format!(
            "CASE WHEN {place} ~ '^[0-9]{{1,3}}([.][0-9]{{1,3}}){{3}}$' THEN regexp_replace({place}, '[0-9]+$', '0') \
             WHEN {place} ~* '^([0-9a-f]{{1,4}}:){{3}}' THEN substring({place} from '^(?:[^:]+:){{3}}') || ':' \
             WHEN {place} IS NOT NULL THEN '::' END"
        ))),
        (Coarsening::Country, Text) => Some(cast(format!(
            "CASE WHEN {place} ~ '^[A-Za-z]{{2}}(-.*)?$' THEN upper(left({place}, 2)) WHEN {place} IS NOT NULL THEN '' END"
        ))),
        (Coarsening::Characters(count), Text) => Some(cast(format!("left({place}, {count})"))),
        (Coarsening::Bands(width), Integer(_) | Decimal | Float) => {
            Some(cast(format!("floor(CAST({place} AS numeric) / {width}) * {width}")))
        }
        _ => None,
    }
}

fn sqlite(column: &LiveColumn, place: &str, to: Coarsening) -> Option<String> {
    use TypeFamily::{Any, Date, Decimal, Float, Integer, Network, Text, Timestamp};
    // What is no day or instant that the engine reads becomes nothing.
    let instant = if column.family == Timestamp { " 00:00:00" } else { "" };
    match (to, column.family) {
        (Coarsening::Year, Date | Timestamp | Text) => {
            Some(format!("strftime('%Y-01-01{instant}', {place})"))
        }
        (Coarsening::Month, Date | Timestamp | Text) => {
            Some(format!("strftime('%Y-%m-01{instant}', {place})"))
        }
        (Coarsening::Day, Date | Timestamp | Text) => Some(format!("strftime('%Y-%m-%d{instant}', {place})")),
        // This engine has no addresses and no patterns: all of an IPv6 address but its family goes.
        (Coarsening::Network, Text | Network | Any) => Some(format!(
            "CASE WHEN {place} LIKE '%:%' THEN '::' WHEN {place} LIKE '%.%.%.%' THEN rtrim({place}, '0123456789') || '0' \
             WHEN {place} IS NOT NULL THEN '' END"
        )),
        (Coarsening::Country, Text | Any) => Some(format!(
            "CASE WHEN {place} GLOB '[A-Za-z][A-Za-z]' OR {place} GLOB '[A-Za-z][A-Za-z]-*' \
             THEN upper(substr({place}, 1, 2)) WHEN {place} IS NOT NULL THEN '' END"
        )),
        (Coarsening::Characters(count), Text | Any) => Some(format!("substr({place}, 1, {count})")),
        (Coarsening::Bands(width), Integer(_) | Decimal | Float | Any) => Some(format!(
            "CAST({place} / {width} AS INTEGER) * {width} - \
             CASE WHEN {place} < 0 AND {place} <> CAST({place} / {width} AS INTEGER) * {width} THEN {width} ELSE 0 END"
        )),
        _ => None,
    }
}

fn mariadb(column: &LiveColumn, place: &str, to: Coarsening) -> Option<String> {
    use TypeFamily::{Date, Decimal, Float, Integer, Network, Text, Timestamp};
    let day = |format: &str| Some(format!("CAST(DATE_FORMAT({place}, '{format}') AS date)"));
    let instant = |format: &str| Some(format!("CAST(DATE_FORMAT({place}, '{format} 00:00:00') AS datetime)"));
    // The server's functions give back another character set than the column's.
    let text = |expression: String| match &column.collation {
        Some(collation) => {
            let set = collation.split('_').next().unwrap_or("utf8mb4");
            format!("CONVERT({expression} USING {set}) COLLATE {collation}")
        }
        None => expression,
    };
    match (to, column.family) {
        (Coarsening::Year, Date) => day("%Y-01-01"),
        (Coarsening::Month, Date) => day("%Y-%m-01"),
        (Coarsening::Day, Date) => day("%Y-%m-%d"),
        (Coarsening::Year, Timestamp) => instant("%Y-01-01"),
        (Coarsening::Month, Timestamp) => instant("%Y-%m-01"),
        (Coarsening::Day, Timestamp) => instant("%Y-%m-%d"),
        (Coarsening::Network, Text) => Some(text(format!(
            "CASE WHEN {place} REGEXP '^[0-9]{{1,3}}([.][0-9]{{1,3}}){{3}}$' THEN REGEXP_REPLACE({place}, '[0-9]+$', '0') \
             WHEN {place} REGEXP '^([0-9a-fA-F]{{1,4}}:){{3}}' THEN CONCAT(REGEXP_SUBSTR({place}, '^([^:]+:){{3}}'), ':') \
             WHEN {place} IS NOT NULL THEN '::' END"
        ))),
        (Coarsening::Network, Network) if column.type_name.starts_with("inet4") => {
            Some(format!("REGEXP_REPLACE(CAST({place} AS char), '[0-9]+$', '0')"))
        }
        (Coarsening::Network, Network) => Some(format!(
            "CASE WHEN CAST({place} AS char) REGEXP '^([0-9a-f]{{1,4}}:){{3}}' \
             THEN CONCAT(REGEXP_SUBSTR(CAST({place} AS char), '^([^:]+:){{3}}'), ':') \
             WHEN {place} IS NOT NULL THEN '::' END"
        )),
        (Coarsening::Country, Text) => Some(text(format!(
            "CASE WHEN {place} REGEXP '^[A-Za-z]{{2}}(-.*)?$' THEN UPPER(LEFT({place}, 2)) WHEN {place} IS NOT NULL THEN '' END"
        ))),
        (Coarsening::Characters(count), Text) => Some(format!("LEFT({place}, {count})")),
        (Coarsening::Bands(width), Integer(_) | Decimal | Float) => {
            Some(format!("FLOOR({place} / {width}) * {width}"))
        }
        _ => None,
    }
}
