//! Files in every format that a folder may have them in, written and read by these tests' own means.

use super::club::{Row, Side};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// How files hold records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    JsonLines,
    Compressed,
    Csv,
    JsonList,
    Json,
    Lines,
}

pub(super) const FORMATS: [Format; 6] =
    [Format::JsonLines, Format::Compressed, Format::Csv, Format::JsonList, Format::Json, Format::Lines];

/// A folder in which records are spread over several files.
pub(super) struct Folder {
    pub(super) root: PathBuf,
    pub(super) format: Format,
}

impl Folder {
    pub(super) fn new(folder: &Path, format: Format) -> Self {
        let root = folder.join("side");
        std::fs::create_dir_all(&root).unwrap();
        Self { root, format }
    }

    fn ending(&self) -> &'static str {
        match self.format {
            Format::JsonLines => "jsonl",
            Format::Compressed => "jsonl.gz",
            Format::Csv => "csv",
            Format::JsonList | Format::Json => "json",
            Format::Lines => "log",
        }
    }

    fn text(&self, columns: &[&str], rows: &[&Row]) -> String {
        let cell =
            |row: &Row, column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        match self.format {
            Format::JsonLines | Format::Compressed => {
                rows.iter().map(|row| format!("{}\n", serde_json::to_string(row).unwrap())).collect()
            }
            Format::Json => serde_json::to_string_pretty(rows[0]).unwrap(),
            Format::JsonList => {
                format!("{{\"all\": {}, \"more\": 1}}", serde_json::to_string_pretty(rows).unwrap())
            }
            Format::Csv => {
                let mut text = format!("\u{feff}{}\r\n", columns.join(";"));
                for row in rows {
                    let cells: Vec<String> =
                        columns.iter().map(|column| format!("\"{}\"", cell(row, column))).collect();
                    text.push_str(&format!("{}\r\n", cells.join(";")));
                }
                text
            }
            Format::Lines => rows
                .iter()
                .map(|row| {
                    let cells: Vec<String> = columns
                        .iter()
                        .map(|column| {
                            let text = cell(row, column);
                            if text.is_empty() { "-".to_owned() } else { text }
                        })
                        .collect();
                    format!("{}\n", cells.join(" | "))
                })
                .collect(),
        }
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::fs::File::create(path).unwrap();
        if self.format == Format::Compressed {
            let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            packed.write_all(text.as_bytes()).unwrap();
            packed.finish().unwrap();
        } else {
            (&file).write_all(text.as_bytes()).unwrap();
        }
    }

    fn get(&self, path: &Path) -> String {
        let mut text = String::new();
        let mut file = std::fs::File::open(path).unwrap();
        if self.format == Format::Compressed {
            flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
        } else {
            file.read_to_string(&mut text).unwrap();
        }
        text
    }
}

/// All files below a folder.
pub(super) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

impl Side for Folder {
    fn store(&self) -> String {
        "store side = folder \"side\"".to_owned()
    }

    fn records(&self, table: &str, columns: &[&str]) -> String {
        let ending = self.ending();
        match self.format {
            Format::JsonLines | Format::Compressed => {
                format!("files \"{table}/*.{ending}\" hold json-lines")
            }
            Format::Csv => format!("files \"{table}/*.csv\" hold csv separated by \";\""),
            Format::JsonList => format!("files \"{table}/*.json\" hold json-list under \"all\""),
            Format::Json => format!("files \"{table}/{{id}}/record.json\" hold json"),
            Format::Lines => {
                let names: Vec<String> = columns.iter().map(|column| format!("{{{column}}}")).collect();
                format!("files \"{table}/*.log\" hold lines like \"{}\"\nplain line", names.join(" | "))
            }
        }
    }

    fn write(&self, table: &str, columns: &[&str], rows: &[Row]) {
        let _ = std::fs::remove_dir_all(self.root.join(table));
        for (number, row) in rows.iter().enumerate() {
            if self.format == Format::Json {
                let id = row["id"].as_str().unwrap();
                let mut row = row.clone();
                row.remove("id");
                self.put(&format!("{table}/{id}/record.json"), &self.text(columns, &[&row]));
            } else if number < 2 {
                let rows: Vec<&Row> = rows.iter().skip(number).step_by(2).collect();
                self.put(&format!("{table}/{number}.{}", self.ending()), &self.text(columns, &rows));
            }
        }
    }

    fn read(&self, table: &str, columns: &[&str]) -> Vec<Row> {
        let folder = self.root.join(table);
        if !folder.exists() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        let by_columns = |cells: Vec<String>, nothing: &str| -> Row {
            let pairs = columns.iter().zip(cells).filter(|(_, cell)| cell != nothing);
            pairs.map(|(column, cell)| ((*column).to_owned(), Value::from(cell))).collect()
        };
        for path in below(&folder) {
            let text = self.get(&path);
            match self.format {
                Format::JsonLines | Format::Compressed => {
                    rows.extend(text.lines().map(|line| serde_json::from_str::<Row>(line).unwrap()));
                }
                Format::Json => {
                    let mut row: Row = serde_json::from_str(&text).unwrap();
                    let id = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
                    row.insert("id".to_owned(), id.into());
                    rows.push(row);
                }
                Format::JsonList => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(value["more"], 1);
                    rows.extend(
                        value["all"].as_array().unwrap().iter().map(|row| row.as_object().unwrap().clone()),
                    );
                }
                Format::Csv => {
                    let text = text.strip_prefix('\u{feff}').unwrap();
                    for line in text.split_terminator("\r\n").skip(1) {
                        let cells = line.split(';').map(|cell| cell.trim_matches('"').to_owned()).collect();
                        rows.push(by_columns(cells, ""));
                    }
                }
                Format::Lines => {
                    for line in text.lines() {
                        rows.push(by_columns(line.split(" | ").map(str::to_owned).collect(), "-"));
                    }
                }
            }
        }
        for row in &mut rows {
            row.retain(|_, value| !value.is_null());
        }
        rows
    }

    fn lose(&self) -> String {
        "away".to_owned()
    }
}
