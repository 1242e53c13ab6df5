//! The first records of a file, whatever its format.

use super::Files;
use super::patterns::Format;
use crate::gathered::{Record, Value};
use serde_json::Value as Json;
use std::io;

/// The most of a file that is read.
const MOST_BYTES: u64 = 4 << 20;

fn read(files: &(impl Files + ?Sized), path: &str, most: u64) -> io::Result<(String, bool)> {
    let bytes = files.beginning(path, most)?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|read| read < most);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok((text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), whole))
}

/// The beginning of a file; nothing when it cannot be read.
pub(super) fn beginning(files: &(impl Files + ?Sized), path: &str) -> Option<String> {
    read(files, path, 8 << 10).ok().map(|(text, _)| text)
}

/// The first records of a file, at most so many. One that is broken off or no record is left out.
pub(super) fn of_file(
    files: &(impl Files + ?Sized),
    path: &str,
    format: &Format,
    most: usize,
) -> io::Result<Vec<Record>> {
    let (text, whole) = read(files, path, MOST_BYTES)?;
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
            let mut rows = rows(&text, *separator, most + 2);
            if !whole {
                rows.pop();
            }
            let Some((heading, rows)) = rows.split_first() else { return Ok(Vec::new()) };
            let record = |cells: &Vec<String>| {
                heading.iter().cloned().zip(cells.iter().map(|cell| Value::of_cell(cell))).collect()
            };
            rows.iter().take(most).map(record).collect()
        }
        Format::Lines(like) => super::lines::records(&text, like, most),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_keep_their_commas_and_lines() {
        let found = rows("a;b\r\n\"x;\"\"1\"\"\n\";2\n3", ';', 9);
        assert_eq!(found, [vec!["a", "b"], vec!["x;\"1\"\n", "2"], vec!["3"]]);
    }
}
