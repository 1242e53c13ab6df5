//! Values of a company's rows as drivers hand them out, as JSON.
//!
//! What is no text and no number that JSON can hold is told as text: bytes as base64.

use base64::Engine as _;
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

/// A row of a company's table, by column, in the order asked for.
pub(crate) type JsonRow = Vec<serde_json::Value>;

/// The columns `c1, c2, …` in the order of their numbers.
pub(crate) fn numbered(mut row: serde_json::Map<String, serde_json::Value>) -> JsonRow {
    let mut values = JsonRow::with_capacity(row.len());
    while let Some(value) = row.remove(&format!("c{}", values.len() + 1)) {
        values.push(value);
    }
    values
}

/// A value as SQLite has it; bytes as base64.
pub(crate) fn sqlite_value(
    row: &sqlx::sqlite::SqliteRow,
    at: usize,
) -> Result<serde_json::Value, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(serde_json::Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" => row.try_get_unchecked::<i64, _>(at)?.into(),
        "REAL" => row.try_get_unchecked::<f64, _>(at)?.into(),
        "BLOB" => {
            let bytes = row.try_get_unchecked::<Vec<u8>, _>(at)?;
            base64::engine::general_purpose::STANDARD.encode(bytes).into()
        }
        _ => match row.try_get_unchecked::<String, _>(at) {
            Ok(text) => text.into(),
            // What is no text although it says so is told as bytes are.
            Err(_) => {
                let bytes = row.try_get_unchecked::<Vec<u8>, _>(at)?;
                base64::engine::general_purpose::STANDARD.encode(bytes).into()
            }
        },
    })
}

/// A value that MariaDB wrote as a text.
pub(crate) fn mariadb_value(
    row: &sqlx::mysql::MySqlRow,
    at: usize,
) -> Result<serde_json::Value, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(serde_json::Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    // The driver takes texts under an exact collation for bytes; what is no text is told as bytes are.
    let text = match String::from_utf8(row.try_get_unchecked::<Vec<u8>, _>(at)?) {
        Ok(text) => text,
        Err(bytes) => base64::engine::general_purpose::STANDARD.encode(bytes.as_bytes()),
    };
    let number: Option<serde_json::Number> = match kind.as_str() {
        "FLOAT" | "DOUBLE" => text.parse().ok().and_then(serde_json::Number::from_f64),
        "BOOLEAN" | "YEAR" => text.parse::<i64>().ok().map(Into::into),
        kind if kind.contains("INT") => {
            text.parse::<i64>().map(Into::into).or_else(|_| text.parse::<u64>().map(Into::into)).ok()
        }
        _ => None,
    };
    Ok(number.map_or(serde_json::Value::String(text), serde_json::Value::Number))
}
