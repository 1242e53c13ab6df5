//! The values of a row as one JSON object, written once where they were read and carried as that text.
//!
//! INVARIANT (FIELDS-IN-ORDER): fields stand in the order of their names, without space between them, so that
//! the same row is the same text, whoever wrote it.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The values of a row by column.
#[derive(Clone, PartialEq, Eq)]
pub struct RowValues(String);

impl RowValues {
    /// The object that an engine or this crate wrote.
    pub(crate) fn written(object: String) -> Self {
        Self(object)
    }

    /// The values of these fields.
    pub(crate) fn of(fields: &Map<String, Value>) -> Self {
        Self(serde_json::to_string(fields).unwrap_or_else(|_| "{}".to_owned()))
    }

    /// The JSON object.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.0
    }

    /// The values by column.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The value of a column, when the row shows it.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<Value> {
        self.fields().remove(column)
    }
}

impl std::fmt::Debug for RowValues {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RowValues").finish_non_exhaustive()
    }
}

impl Serialize for RowValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(&self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}
