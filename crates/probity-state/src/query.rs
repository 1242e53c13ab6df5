//! One statement with its values, and the rows it gives, alike for both databases.
//!
//! Only three kinds of value cross this border: whole numbers, text and bytes. Placeholders are
//! `$1`, `$2`, … in both dialects.

use crate::StateError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _, SqlSafeStr as _, SqlStr};

/// A value that is bound.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    /// Columns of many rows at once; PostgreSQL only.
    Texts(Vec<String>),
    ManyBytes(Vec<Option<Vec<u8>>>),
}

/// A statement that can be run.
#[must_use]
pub(crate) struct Query {
    pub(crate) attempted: &'static str,
    pub(crate) sql: SqlStr,
    pub(crate) values: Vec<Value>,
}

/// A statement; `attempted` says in an error what it was for, as in "while reading a request".
pub(crate) fn query(attempted: &'static str, sql: &'static str) -> Query {
    Query { attempted, sql: sql.into_sql_str(), values: Vec::new() }
}

/// A statement put together from constant pieces.
pub(crate) fn built_query(attempted: &'static str, sql: String) -> Query {
    Query { attempted, sql: AssertSqlSafe(sql).into_sql_str(), values: Vec::new() }
}

impl Query {
    pub(crate) fn value(mut self, value: Value) -> Self {
        self.values.push(value);
        self
    }

    pub(crate) fn integer(self, value: impl Into<Option<i64>>) -> Self {
        self.value(Value::Integer(value.into()))
    }

    pub(crate) fn text(self, value: &str) -> Self {
        self.value(Value::Text(Some(value.to_owned())))
    }

    pub(crate) fn maybe_text(self, value: Option<&str>) -> Self {
        self.value(Value::Text(value.map(str::to_owned)))
    }

    pub(crate) fn bytes(self, value: &[u8]) -> Self {
        self.value(Value::Bytes(Some(value.to_vec())))
    }

    pub(crate) fn maybe_bytes(self, value: Option<&[u8]>) -> Self {
        self.value(Value::Bytes(value.map(<[u8]>::to_vec)))
    }
}

/// A row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! getters {
    ($($name:ident, $maybe:ident: $type:ty;)*) => {
        impl Row {
            $(
                pub(crate) fn $maybe(&self, column: usize) -> Result<Option<$type>, StateError> {
                    match self {
                        Self::Sqlite(row) => row.try_get(column),
                        Self::Postgres(row) => row.try_get(column),
                    }
                    .map_err(|_| StateError::Corrupt { what: concat!("a column of ", stringify!($type)) })
                }

                pub(crate) fn $name(&self, column: usize) -> Result<$type, StateError> {
                    self.$maybe(column)?
                        .ok_or(StateError::Corrupt { what: concat!("a column of ", stringify!($type)) })
                }
            )*
        }
    };
}

getters! {
    integer, maybe_integer: i64;
    text, maybe_text: String;
    bytes, maybe_bytes: Vec<u8>;
}
