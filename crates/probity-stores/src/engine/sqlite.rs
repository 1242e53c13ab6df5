//! SQLite: its SQL where it differs, and its faults.

use super::key_values::{self, KeyValue};
use super::{
    Access, Comparison, Dialect, KeyType, PACK, RowAddress, Telling, qualified, quoted, sqlite_instants,
};
use crate::error::{EngineFault, FaultKind, FaultParts};
use crate::schema::{LiveColumn, LiveTable, TypeFamily};
use probity_law::Cutoff;
use std::fmt::Write as _;

pub(super) struct SqliteDialect;

/// How many fields the engine is asked to write; a function takes two arguments for each.
const MOST_FIELDS: usize = 60;
/// The type of a column that is the row number.
const ROW_NUMBER: &str = "INTEGER PRIMARY KEY";

const CANONICAL: &str = "CASE typeof({}) WHEN 'blob' THEN '\\x' || lower(hex({})) ELSE CAST({} AS TEXT) END";

impl Dialect for SqliteDialect {
    fn temporary(&self, name: &str) -> String {
        format!("temp.{}", quoted(name))
    }

    fn index_temporary(&self, table: &str, column: &str) -> Option<String> {
        let index = quoted(&format!("{table}_{column}"));
        Some(format!("CREATE INDEX IF NOT EXISTS temp.{index} ON {} ({column})", quoted(table)))
    }

    fn delete_some(
        &self,
        table: &LiveTable,
        address: &RowAddress,
        condition: &str,
        most: u64,
    ) -> Option<String> {
        let (listed, table) = (address.columns.join(", "), qualified(table));
        Some(format!(
            "DELETE FROM {table} WHERE ({listed}) IN (SELECT {listed} FROM {table} WHERE {condition} LIMIT {most})"
        ))
    }

    fn collect(&self, name: &str, columns: &[(String, String)], rest: &str) -> Vec<String> {
        // A table numbers its rows by itself, for less than counting them beforehand and an index over that costs.
        let named: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
        let (table, named, values) = (quoted(name), named.join(", "), values.join(", "));
        vec![
            self.drop_temporary(name),
            format!("CREATE TEMPORARY TABLE {table} (number {ROW_NUMBER}, {named})"),
            format!("INSERT INTO {} ({named}) SELECT {values} {rest}", self.temporary(name)),
        ]
    }

    fn cast_text(&self, expression: &str, _column: &LiveColumn) -> String {
        expression.to_owned()
    }

    fn address(&self, table: &LiveTable) -> RowAddress {
        match &table.row_number {
            Some(name) => {
                let names = match table.primary_key.as_slice() {
                    [only] if name == &quoted(only) => vec![only.clone()],
                    _ => Vec::new(),
                };
                let types = vec![ROW_NUMBER.to_owned()];
                RowAddress { columns: vec![name.clone()], types, names }
            }
            None => RowAddress {
                columns: table.primary_key.iter().map(|name| quoted(name)).collect(),
                types: table.primary_key.iter().map(|_| String::new()).collect(),
                names: table.primary_key.clone(),
            },
        }
    }

    fn canonical_text(&self, expression: &str, _column: &LiveColumn) -> String {
        CANONICAL.split("{}").collect::<Vec<_>>().join(expression)
    }

    fn comparison(&self, searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison> {
        let untyped = |family| matches!(family, TypeFamily::Any | TypeFamily::Bytes);
        match key {
            // Any column may hold any value, so every pair compares; affinities do the rest.
            KeyType::Column(column) => Some(match (searched.family, column.family) {
                (TypeFamily::Text, other) if other != TypeFamily::Text && !untyped(other) => {
                    Comparison::new("{}", "CAST({} AS TEXT)")
                }
                _ => Comparison::new("{}", "{}"),
            }),
            KeyType::Text if untyped(searched.family) => Some(Comparison::new(CANONICAL, "{}")),
            KeyType::Text => Some(Comparison::new("{}", "{}")),
        }
    }

    fn tuples(&self, width: usize) -> String {
        let columns: Vec<String> =
            (0..width).map(|index| format!("json_extract(value, '$[{index}]') AS v{}", index + 1)).collect();
        format!("SELECT {} FROM json_each($1)", columns.join(", "))
    }

    fn begin(&self, access: Access) -> &'static str {
        match access {
            Access::Read => "BEGIN",
            Access::Change => "BEGIN IMMEDIATE",
        }
    }

    fn neutral(&self, column: &LiveColumn) -> Option<String> {
        if let Some(default) = column.default.as_deref().filter(|text| is_literal(text)) {
            return Some(default.to_owned());
        }
        let text = match column.family {
            TypeFamily::Text | TypeFamily::Any | TypeFamily::Network | TypeFamily::Other => "''",
            TypeFamily::Integer(_)
            | TypeFamily::Decimal
            | TypeFamily::Float
            | TypeFamily::Boolean
            | TypeFamily::Money => "0",
            TypeFamily::Date => "'1970-01-01'",
            TypeFamily::Timestamp => "'1970-01-01 00:00:00'",
            TypeFamily::Time => "'00:00:00'",
            TypeFamily::Uuid => "'00000000-0000-0000-0000-000000000000'",
            TypeFamily::Bytes => "x''",
            TypeFamily::Json => "'{}'",
            TypeFamily::Enumeration | TypeFamily::Array => return None,
        };
        Some(text.to_owned())
    }

    fn shown(&self, _column: &LiveColumn, expression: &str) -> String {
        expression.to_owned()
    }

    fn objects(&self, columns: &[&LiveColumn], rest: &str) -> Option<String> {
        use TypeFamily::{Bytes, Float, Json};
        if columns.len() > MOST_FIELDS
            || columns.iter().any(|column| matches!(column.family, Bytes | Float | Json))
        {
            return None;
        }
        let (mut odd, mut fields) = (Vec::new(), Vec::new());
        for column in columns {
            let name = quoted(&column.name);
            // A column of texts turns numbers into texts; in any other a row may hold digits that only reading
            // them can tell. Bytes are refused by the engine.
            if column.family != TypeFamily::Text {
                odd.push(format!("typeof({name}) = 'real'"));
            }
            let value = if column.family == TypeFamily::Boolean {
                format!(
                    "json(CASE WHEN typeof({name}) = 'integer' AND {name} IN (0, 1) \
                     THEN CASE {name} WHEN 1 THEN 'true' ELSE 'false' END ELSE json_quote({name}) END)"
                )
            } else {
                name
            };
            fields.push(format!("'{}', {value}", column.name.replace('\'', "''")));
        }
        let object = format!("json_object({})", fields.join(", "));
        if odd.is_empty() {
            return Some(format!("SELECT {object} {rest}"));
        }
        Some(format!("SELECT CASE WHEN {} THEN NULL ELSE {object} END {rest}", odd.join(" OR ")))
    }

    fn defer_constraints(&self) -> &'static str {
        "PRAGMA defer_foreign_keys = ON"
    }

    fn check_constraints_now(&self) -> &'static str {
        ""
    }

    fn is_before(&self, expression: &str, column: &LiveColumn, cutoff: &Cutoff) -> Option<String> {
        use TypeFamily::{Any, Date, Decimal, Integer, Text, Timestamp};
        if !matches!(column.family, Any | Date | Decimal | Integer(_) | Text | Timestamp) {
            return None;
        }
        Some(sqlite_instants::is_before(expression, cutoff))
    }

    fn contains(&self, expression: &str, text: &str) -> String {
        format!("instr(lower(CAST({expression} AS TEXT)), {text}) > 0")
    }

    fn packed(&self, question: &str, width: usize) -> String {
        let columns: Vec<String> = (1..=width).map(|number| format!("c{number}")).collect();
        format!(
            "SELECT json_group_array(json_array({})) \
             FROM (SELECT q.*, (row_number() OVER () - 1) / {PACK} AS pack FROM ({question}) AS q) AS p GROUP BY pack",
            columns.join(", ")
        )
    }

    fn asks_up_to(&self) -> u64 {
        // Row numbers in memory are counted, compared and deleted by faster than an index is gone through again.
        1_000
    }

    fn sized(&self, question: String, _size: u64) -> String {
        question
    }

    fn sum(&self, columns: &[(String, &LiveColumn)], from: &str, _salt: &[u8]) -> String {
        let key = match columns {
            [(_, column)] if matches!(column.family, TypeFamily::Integer(_)) => "c1".to_owned(),
            _ => {
                let parts: Vec<String> =
                    (1..=columns.len()).map(|number| format!("quote(c{number})")).collect();
                parts.join(" || ',' || ")
            }
        };
        let named: Vec<String> =
            columns.iter().enumerate().map(|(at, (name, _))| format!("{name} AS c{}", at + 1)).collect();
        let order: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        format!(
            "SELECT count(*) || ' ' || coalesce(group_concat({key}), '') FROM (SELECT {} FROM {from} ORDER BY {}) AS q",
            named.join(", "),
            order.join(", ")
        )
    }

    fn telling(&self, key: &[String], address: &RowAddress) -> Telling {
        // A key of its own that is the row number; any other row number changes when the file is put in order.
        if !key.is_empty() && *key == *address.names && address.types == [ROW_NUMBER] {
            Telling::Numbers
        } else {
            Telling::Nothing
        }
    }

    fn names_values(&self, _key: &LiveColumn, address: &RowAddress) -> bool {
        // Whatever a column holds, its row has a number.
        address.types == [ROW_NUMBER]
    }

    fn key_value(&self, _key: Option<&LiveColumn>, text: &str, _name: &str) -> Option<KeyValue> {
        key_values::number(text).map(KeyValue::Itself)
    }

    fn sum_of_numbers(&self, mut rows: Vec<i64>) -> Option<String> {
        rows.sort_unstable();
        let mut sum = format!("{} ", rows.len());
        for (at, row) in rows.iter().enumerate() {
            let _ = write!(sum, "{}{row}", if at > 0 { "," } else { "" });
        }
        Some(sum)
    }

    fn whole_row(&self, table: &LiveTable, alias: &str) -> String {
        let parts: Vec<String> =
            table.columns.iter().map(|column| format!("quote({alias}.{})", quoted(&column.name))).collect();
        parts.join(" || ',' || ")
    }

    fn same_ignoring_case(&self, expression: &str) -> String {
        format!("lower(CAST({expression} AS TEXT)) IN (lower($1), $2)")
    }
}

/// A statement in which what stands in double quotes is a name and nothing else. SQLite takes such a name for a
/// text when there is no column of it, so that after a change of the schema a condition would find nothing
/// instead of failing.
pub(crate) fn identifiers_only(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut letters = sql.chars().peekable();
    let mut within = None;
    while let Some(letter) = letters.next() {
        match (within, letter) {
            (None, '"') => {
                within = Some('"');
                text.push('`');
            }
            (None, '\'' | '`') => {
                within = Some(letter);
                text.push(letter);
            }
            (Some('"'), '"') if letters.next_if_eq(&'"').is_some() => text.push('"'),
            (Some('"'), '"') => {
                within = None;
                text.push('`');
            }
            (Some('"'), '`') => text.push_str("``"),
            (Some(quote), _) if quote == letter => {
                within = None;
                text.push(letter);
            }
            _ => text.push(letter),
        }
    }
    text
}

/// An expression of a schema in which what stands in double quotes and is no column is the text that SQLite takes
/// it for.
pub(super) fn with_texts(expression: &str, columns: &[LiveColumn]) -> String {
    let mut text = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, quote) = rest.split_at(at);
        let mark = if quote.starts_with('"') { '"' } else { '\'' };
        let inside = quote.get(1..).unwrap_or_default();
        let Some(end) = inside.find(mark) else { break };
        let (name, after) =
            (inside.get(..end).unwrap_or_default(), inside.get(end + 1..).unwrap_or_default());
        text.push_str(before);
        let is_text = mark == '"' && !columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        let mark = if is_text { '\'' } else { mark };
        text.push(mark);
        text.push_str(name);
        text.push(mark);
        rest = after;
    }
    text + rest
}

fn is_literal(default: &str) -> bool {
    let number = default.strip_prefix('-').unwrap_or(default);
    matches!(default.to_ascii_lowercase().as_str(), "true" | "false")
        || (!number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.'))
        || (default.len() >= 2
            && default.starts_with('\'')
            && default.ends_with('\'')
            && default.matches('\'').count() == 2)
}

/// A fault without the texts that triggers raise.
pub(crate) fn fault(error: &sqlx::Error) -> EngineFault {
    let sqlx::Error::Database(database) = error else {
        return transport_fault(error);
    };
    let code = database.code().map(|code| code.into_owned());
    let number = code.as_deref().and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let kind = match (number & 0xff, number) {
        // A reader's snapshot is too old to write on (517), or a table is locked within one process (6).
        (_, 517) | (6, _) => FaultKind::LostRace,
        (5, _) => FaultKind::LockTimeout,
        (8, _) => FaultKind::ReadOnly,
        (9, _) => FaultKind::Timeout,
        (14, _) => FaultKind::MissingDatabase,
        (23, _) => FaultKind::Permission,
        (_, 1299) => FaultKind::NotNull,
        (_, 2067 | 1555 | 2579) => FaultKind::Unique,
        (_, 275) => FaultKind::Check,
        (_, 787) => FaultKind::ForeignKey,
        (19, _) => FaultKind::Refused,
        _ => FaultKind::Other,
    };
    let message = database.message();
    let named = message.split_once("failed: ").map(|(_, name)| name.to_owned());
    let place = named.as_deref().and_then(|name| name.split(',').next()).and_then(|name| {
        let (table, column) = name.split_once('.')?;
        Some((table.to_owned(), column.to_owned()))
    });
    let (table, column) = match (kind, place) {
        (FaultKind::LockTimeout, _) => (Some("the file".to_owned()), None),
        (FaultKind::NotNull | FaultKind::Unique, Some((table, column))) => (Some(table), Some(column)),
        _ => (None, None),
    };
    FaultParts {
        kind,
        code,
        constraint: named.filter(|_| kind == FaultKind::Check),
        table,
        column,
        message: if kind == FaultKind::Refused {
            "a trigger or rule of the table refused the change".to_owned()
        } else {
            message.to_owned()
        },
    }
    .into()
}

/// A fault of the way to the engine, the same for both.
pub(super) fn transport_fault(error: &sqlx::Error) -> EngineFault {
    match error {
        sqlx::Error::Io(source) => {
            EngineFault::own(FaultKind::ConnectionLost, format!("the connection failed: {}", source.kind()))
        }
        sqlx::Error::Tls(_) => EngineFault::own(FaultKind::ConnectionLost, "the secure connection failed"),
        sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            EngineFault::own(FaultKind::ConnectionLost, "the connection ended")
        }
        _ => EngineFault::own(FaultKind::Other, "the answer of the engine could not be read"),
    }
}

#[cfg(test)]
mod tests {
    use super::{identifiers_only, with_texts};

    #[test]
    fn names_in_double_quotes_are_never_texts() {
        assert_eq!(
            identifiers_only("SELECT \"a\" FROM \"o\"\"d`d\" WHERE x = '\"not\" it''s \"' AND `\"` = \"b\""),
            "SELECT `a` FROM `o\"d``d` WHERE x = '\"not\" it''s \"' AND `\"` = `b`"
        );
    }

    #[test]
    fn a_check_written_with_texts_in_double_quotes_keeps_them() {
        assert_eq!(
            with_texts("x IN (\"a\", 'it''s \"b\"') OR y = \"", &[]),
            "x IN ('a', 'it''s \"b\"') OR y = \""
        );
    }
}
