//! The first records of a file, whatever its format.

use super::patterns::Format;
use probity_stores::schema::TypeFamily;
use serde_json::Value as Json;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A record's columns in their order.
pub(super) type Record = Vec<(String, Value)>;

/// What a column of a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Truth(bool),
    Whole(String),
    Fraction(String),
    Text(String),
    /// A list or an object, as JSON.
    Json(String),
}

impl Value {
    /// The value as a text; nothing when there is none.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Truth(truth) => Some(truth.to_string()),
            Self::Whole(text) | Self::Fraction(text) | Self::Text(text) | Self::Json(text) => {
                Some(text.clone())
            }
        }
    }

    fn of_json(value: &Json) -> Self {
        match value {
            Json::Null => Self::Nothing,
            Json::Bool(truth) => Self::Truth(*truth),
            Json::Number(number) if number.is_i64() || number.is_u64() => Self::Whole(number.to_string()),
            Json::Number(number) => Self::Fraction(number.to_string()),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(_) | Json::Object(_) => Self::Json(value.to_string()),
        }
    }

    fn of_cell(cell: &str) -> Self {
        let digits = cell.len() <= 18 && !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
        if cell.is_empty() {
            Self::Nothing
        } else if digits && (cell == "0" || !cell.starts_with('0')) {
            Self::Whole(cell.to_owned())
        } else {
            Self::Text(cell.to_owned())
        }
    }
}

/// The most of a file that is read.
const MOST_BYTES: u64 = 4 << 20;

fn read(path: &Path, most: u64) -> io::Result<(String, bool)> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|read| read < most);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok((text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), whole))
}

/// The beginning of a file; nothing when it cannot be read.
pub(super) fn beginning(path: &Path) -> Option<String> {
    read(path, 8 << 10).ok().map(|(text, _)| text)
}

/// The first records of a file, at most so many. One that is broken off or no record is left out.
pub(super) fn of_file(path: &Path, format: Format, most: usize) -> io::Result<Vec<Record>> {
    let (text, whole) = read(path, MOST_BYTES)?;
    let object = |text: &str| match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(entries)) => Some(of_object(&entries)),
        _ => None,
    };
    Ok(match format {
        Format::JsonLines => text.lines().filter_map(object).take(most).collect(),
        Format::Json => object(&text).into_iter().take(most).collect(),
        Format::JsonList => match serde_json::from_str::<Json>(&text) {
            Ok(Json::Array(items)) => {
                let objects = items.iter().filter_map(Json::as_object);
                objects.take(most).map(of_object).collect()
            }
            _ => Vec::new(),
        },
        Format::Csv(separator) => {
            let mut rows = rows(&text, separator, most + 2);
            if !whole {
                rows.pop();
            }
            let Some((heading, rows)) = rows.split_first() else { return Ok(Vec::new()) };
            let record = |cells: &Vec<String>| {
                heading.iter().cloned().zip(cells.iter().map(|cell| Value::of_cell(cell))).collect()
            };
            rows.iter().take(most).map(record).collect()
        }
        Format::Anything => Vec::new(),
    })
}

fn of_object(entries: &serde_json::Map<String, Json>) -> Record {
    entries.iter().map(|(name, value)| (name.clone(), Value::of_json(value))).collect()
}

/// The rows of comma-separated values (RFC 4180).
fn rows(text: &str, separator: char, most: usize) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                if rows.len() >= most {
                    return rows;
                }
            }
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            other if other == separator && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// The type that holds all of these values.
pub(super) fn family<'v>(values: impl Iterator<Item = &'v Value>) -> TypeFamily {
    let mut family: Option<TypeFamily> = None;
    for value in values {
        let one = match value {
            Value::Nothing => continue,
            Value::Truth(_) => TypeFamily::Boolean,
            Value::Whole(_) => TypeFamily::Integer(8),
            Value::Fraction(_) => TypeFamily::Decimal,
            Value::Json(_) => TypeFamily::Json,
            Value::Text(text) if is_instant(text) => TypeFamily::Timestamp,
            Value::Text(text) if is_date(text) => TypeFamily::Date,
            Value::Text(_) => TypeFamily::Text,
        };
        family = Some(match (family, one) {
            (None, one) => one,
            (Some(known), one) if known == one => one,
            (Some(TypeFamily::Integer(_)), TypeFamily::Decimal)
            | (Some(TypeFamily::Decimal), TypeFamily::Integer(_)) => TypeFamily::Decimal,
            _ => TypeFamily::Text,
        });
    }
    family.unwrap_or(TypeFamily::Text)
}

/// `2024-05-01`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// `2024-05-01T10:00:00Z` and the like.
fn is_instant(text: &str) -> bool {
    text.get(..10).is_some_and(is_date)
        && text.get(10..11).is_some_and(|between| between == "T" || between == " ")
        && text.get(11..16).is_some_and(|time| {
            time.bytes()
                .enumerate()
                .all(|(at, byte)| if at == 2 { byte == b':' } else { byte.is_ascii_digit() })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_keep_their_commas_and_lines() {
        let found = rows("a;b\r\n\"x;\"\"1\"\"\n\";2\n3", ';', 9);
        assert_eq!(found, [vec!["a", "b"], vec!["x;\"1\"\n", "2"], vec!["3"]]);
    }

    #[test]
    fn types_are_those_of_all_values() {
        let whole = Value::Whole("1".to_owned());
        let text = Value::Text("a".to_owned());
        let day = Value::Text("2024-05-01".to_owned());
        let instant = Value::Text("2024-05-01T10:00:00Z".to_owned());
        assert_eq!(family([&whole, &Value::Nothing].into_iter()), TypeFamily::Integer(8));
        assert_eq!(family([&whole, &text].into_iter()), TypeFamily::Text);
        assert_eq!(family([&day].into_iter()), TypeFamily::Date);
        assert_eq!(family([&instant].into_iter()), TypeFamily::Timestamp);
        assert_eq!(family([&Value::Nothing].into_iter()), TypeFamily::Text);
    }
}
