//! Rows as JSON objects without a detour: the engine writes them itself, or they are written from its texts.
//!
//! INVARIANT (SAME-TEXT): what is written here is byte for byte what reading every value and writing it as JSON
//! gives. An engine is asked only for rows of which it writes the same; a row that turns out to be none
//! of these is answered by nothing, and is then read value by value.

use crate::access::told;
use crate::cells::mariadb_value;
use crate::engine::{Engine, identifiers_only, mariadb_fault, postgres_fault, sqlite_fault};
use crate::error::EngineFault;
use crate::named::spelled;
use crate::schema::{LiveColumn, TypeFamily};
use crate::session::{Connection, Session, answered};
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _};
use std::io::Write as _;
use std::ops::ControlFlow;

/// How a value of MariaDB is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// As a whole number.
    Number,
    /// As a whole number that stands for true or false.
    Truth,
    /// As a text.
    Text,
    /// As what it is when it was read.
    Read,
}

impl Session {
    /// Hands on the rows of a question that the dialect made for these columns, each as a JSON object, or
    /// nothing where it has to be read value by value.
    pub(crate) async fn each_object(
        &mut self,
        sql: &str,
        columns: &[&LiveColumn],
        mut each: impl FnMut(Option<String>) -> ControlFlow<()> + Send,
    ) -> Result<(), EngineFault> {
        let patience = self.patience();
        let sql = &*spelled(&self.lists, sql);
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut rows =
                    sqlx::query(AssertSqlSafe(identifiers_only(sql))).persistent(false).fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(|error| sqlite_fault(&error))? {
                    // Bytes that are no text, although the file says so, are told by reading them.
                    let text = row.try_get_unchecked::<Option<String>, _>(0).unwrap_or(None);
                    if each(text).is_break() {
                        break;
                    }
                }
            }
            Connection::Postgres(connection) => {
                let mut rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(connection);
                while let Some(row) = answered(patience, rows.try_next(), postgres_fault).await? {
                    let text = row.try_get_unchecked::<Option<String>, _>(0);
                    if each(text.map_err(|error| postgres_fault(&error))?).is_break() {
                        break;
                    }
                }
            }
            Connection::MariaDb(connection) => {
                let fields: Vec<Vec<u8>> = columns.iter().map(|column| field(&column.name)).collect();
                let mut manners = Vec::new();
                let mut rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(connection);
                while let Some(row) = answered(patience, rows.try_next(), mariadb_fault).await? {
                    if manners.is_empty() {
                        manners =
                            columns.iter().enumerate().map(|(at, column)| manner(&row, at, column)).collect();
                    }
                    let object = mariadb_object(&row, columns, &fields, &manners);
                    if each(Some(object.map_err(|error| mariadb_fault(&error))?)).is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A field's name as JSON with its colon.
fn field(name: &str) -> Vec<u8> {
    let mut field = Value::from(name).to_string().into_bytes();
    field.push(b':');
    field
}

fn manner(row: &MySqlRow, at: usize, column: &LiveColumn) -> Manner {
    let kind = row.columns().get(at).map_or("", |column| column.type_info().name());
    match (column.family, kind) {
        (TypeFamily::Json, _) | (_, "FLOAT" | "DOUBLE") => Manner::Read,
        (TypeFamily::Boolean, kind) if kind == "BOOLEAN" || kind.contains("INT") => Manner::Truth,
        (_, kind) if matches!(kind, "BOOLEAN" | "YEAR") || kind.contains("INT") => Manner::Number,
        _ => Manner::Text,
    }
}

/// A row of MariaDB as an object.
fn mariadb_object(
    row: &MySqlRow,
    columns: &[&LiveColumn],
    fields: &[Vec<u8>],
    manners: &[Manner],
) -> Result<String, sqlx::Error> {
    let mut object = Vec::with_capacity(64 + 32 * columns.len());
    for (at, ((column, field), manner)) in columns.iter().zip(fields).zip(manners).enumerate() {
        object.push(if at == 0 { b'{' } else { b',' });
        object.extend_from_slice(field);
        let bytes = row.try_get_unchecked::<Option<&[u8]>, _>(at)?;
        let Some(bytes) = bytes else {
            object.extend_from_slice(b"null");
            continue;
        };
        let text = std::str::from_utf8(bytes).ok();
        let number = match manner {
            Manner::Number | Manner::Truth => text.and_then(|text| text.parse::<i64>().ok()),
            Manner::Text | Manner::Read => None,
        };
        match (manner, text, number) {
            (Manner::Text, Some(text), _) => serde_json::to_writer(&mut object, text).map_err(unwritten)?,
            (Manner::Truth, _, Some(0)) => object.extend_from_slice(b"false"),
            (Manner::Truth, _, Some(1)) => object.extend_from_slice(b"true"),
            (Manner::Number | Manner::Truth, _, Some(number)) => write!(object, "{number}")?,
            _ => {
                let value = told(Engine::MariaDb, column, mariadb_value(row, at)?);
                serde_json::to_writer(&mut object, &value).map_err(unwritten)?;
            }
        }
    }
    object.extend_from_slice(if columns.is_empty() { b"{}" } else { b"}" });
    String::from_utf8(object).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn unwritten(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Encode(Box::new(error))
}
