//! The access package: a person's data in one archive, for people (HTML), for spreadsheets (CSV)
//! and for machines (JSON), with a manifest of hashes.
//!
//! INVARIANT (SAME-ROWS): the three forms hold the same rows; the manifest names every file.
//!
//! It is written as a stream, form by form and row by row, so that an answer of any size fits in memory.

use crate::tasks::Attached;
use jiff::Timestamp;
use probity_vocabulary::Reveal;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write;
use zip::write::SimpleFileOptions;

/// What the package says about itself and the person's rights.
#[derive(Clone, Debug, Serialize)]
pub struct PackageHead {
    /// The controller.
    pub controller: String,
    /// The policy and its version.
    pub policy: String,
    /// When the data was read.
    pub read_at: Timestamp,
    /// Rights that the person has, a sentence each.
    pub rights: Vec<String>,
    /// Authorities to complain to.
    pub authorities: Vec<String>,
}

/// One table of the person's rows.
#[derive(Clone, Debug, Serialize)]
pub struct PackageTable {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// What each column is: category, source, purposes, how long it is kept.
    pub columns: Vec<PackageColumn>,
    /// The columns that rows can have, in order.
    #[serde(skip)]
    pub names: Vec<String>,
}

/// What is said about a column.
#[derive(Clone, Debug, Serialize)]
pub struct PackageColumn {
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: Option<String>,
    /// Where the data came from.
    pub source: Option<String>,
    /// What it is used for.
    pub purposes: Vec<String>,
    /// Who receives it.
    pub recipients: Vec<String>,
    /// How long it is kept, as the policy says it.
    pub kept: Vec<String>,
}

/// The package could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the archive could not be written")]
pub struct PackageError(#[from] zip::result::ZipError);

impl From<std::io::Error> for PackageError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// The forms of a package. Each is written from a reading of its own, so that no form waits in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Html,
    /// For machines.
    Json,
    /// For spreadsheets, a file a table.
    Csv,
}

impl Form {
    /// All of them, in the order of the archive.
    pub const ALL: [Self; 3] = [Self::Html, Self::Json, Self::Csv];
}

/// Writes a package to wherever bytes go, a row at a time.
pub struct PackageWriter<W: Write> {
    zip: zip::ZipWriter<zip::write::StreamWriter<W>>,
    manifest: Vec<Value>,
    file: Option<(String, Sha256, u64)>,
    form: Form,
    table: Option<(String, String)>,
    rows_of_table: u64,
    tables: u64,
}

impl<W: Write> std::fmt::Debug for PackageWriter<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PackageWriter").field("form", &self.form).finish_non_exhaustive()
    }
}

impl<W: Write> PackageWriter<W> {
    /// Begins an archive.
    pub fn new(out: W) -> Self {
        Self {
            zip: zip::ZipWriter::new_stream(out),
            manifest: Vec::new(),
            file: None,
            form: Form::Html,
            table: None,
            rows_of_table: 0,
            tables: 0,
        }
    }

    /// Begins a form. Its rows follow, table by table.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn begin(&mut self, form: Form, head: &PackageHead) -> Result<(), PackageError> {
        self.form = form;
        self.table = None;
        self.tables = 0;
        match form {
            Form::Html => {
                self.start("index.html")?;
                self.put(&html_head(head))
            }
            Form::Json => {
                self.start("data.json")?;
                self.put(&format!("{{\n\"package\": {:#},\n\"tables\": [", json!(head)))
            }
            Form::Csv => Ok(()),
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn row(&mut self, table: &PackageTable, row: &Map<String, Value>) -> Result<(), PackageError> {
        let text = match self.form {
            Form::Html => html_row(&table.names, row),
            Form::Csv => {
                let mut line = String::new();
                csv_line(
                    &mut line,
                    table.names.iter().map(|name| row.get(name).map_or_else(String::new, plain)),
                );
                line
            }
            Form::Json => return self.object(table, &json!(row).to_string()),
        };
        self.reach(table)?;
        self.rows_of_table += 1;
        self.put(&text)
    }

    /// Writes one row, in the form for machines, as the JSON object that it is.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub(crate) fn object(&mut self, table: &PackageTable, object: &str) -> Result<(), PackageError> {
        self.reach(table)?;
        self.put(if self.rows_of_table > 0 { ",\n" } else { "\n" })?;
        self.rows_of_table += 1;
        self.put(object)
    }

    /// Ends the table before this one and begins it, unless it was begun.
    fn reach(&mut self, table: &PackageTable) -> Result<(), PackageError> {
        let place = (table.store.as_str(), table.table.as_str());
        if self.table.as_ref().is_none_or(|(store, name)| (store.as_str(), name.as_str()) != place) {
            self.end_table()?;
            self.begin_table(table)?;
            self.table = Some((table.store.clone(), table.table.clone()));
        }
        Ok(())
    }

    fn begin_table(&mut self, table: &PackageTable) -> Result<(), PackageError> {
        self.rows_of_table = 0;
        self.tables += 1;
        match self.form {
            Form::Html => self.put(&html_table(table)),
            Form::Json => {
                let comma = if self.tables > 1 { "," } else { "" };
                self.put(&format!(
                    "{comma}\n{{ \"store\": {}, \"table\": {}, \"columns\": {:#}, \"rows\": [",
                    json!(table.store),
                    json!(table.table),
                    json!(table.columns)
                ))
            }
            Form::Csv => {
                self.start(&format!("csv/{}.{}.csv", file_name(&table.store), file_name(&table.table)))?;
                let mut line = String::new();
                csv_line(&mut line, table.names.iter().cloned());
                self.put(&line)
            }
        }
    }

    fn end_table(&mut self) -> Result<(), PackageError> {
        if self.table.take().is_none() {
            return Ok(());
        }
        match self.form {
            Form::Html => self.put("</tbody></table></div>\n"),
            Form::Json => self.put("\n] }"),
            Form::Csv => self.end_file(),
        }
    }

    /// Ends a form.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn end(&mut self) -> Result<(), PackageError> {
        self.end_table()?;
        match self.form {
            Form::Html => {
                if self.tables == 0 {
                    self.put("<p>We hold no data about you.</p>\n")?;
                }
                self.put("</main></body></html>\n")?;
                self.end_file()
            }
            Form::Json => {
                self.put("\n]\n}\n")?;
                self.end_file()
            }
            Form::Csv => Ok(()),
        }
    }

    /// Ends the archive with its manifest.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn finish(mut self) -> Result<W, PackageError> {
        let manifest = json!({ "format": "probity-package/1", "files": self.manifest });
        self.zip.start_file("manifest.json", options())?;
        self.zip.write_all(format!("{manifest:#}\n").as_bytes())?;
        Ok(self.zip.finish()?.into_inner())
    }

    /// Adds a file that somebody found where no program can look.
    pub(crate) fn attach(&mut self, found: &Attached) -> Result<(), PackageError> {
        self.start(&found.name)?;
        let bytes = found.bytes.reveal(Reveal::AnswerPerson);
        self.zip.write_all(bytes)?;
        if let Some((_, hash, length)) = &mut self.file {
            hash.update(bytes);
            *length += bytes.len() as u64;
        }
        self.end_file()
    }

    fn start(&mut self, name: &str) -> Result<(), PackageError> {
        self.zip.start_file(name, options())?;
        self.file = Some((name.to_owned(), Sha256::new(), 0));
        Ok(())
    }

    fn put(&mut self, text: &str) -> Result<(), PackageError> {
        self.zip.write_all(text.as_bytes())?;
        if let Some((_, hash, bytes)) = &mut self.file {
            hash.update(text.as_bytes());
            *bytes += text.len() as u64;
        }
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), PackageError> {
        if let Some((name, hash, bytes)) = self.file.take() {
            self.manifest.push(json!({ "name": name, "bytes": bytes, "sha256": hex(&hash.finalize()) }));
        }
        Ok(())
    }
}

/// A fixed time, so that equal data makes an equal archive.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn file_name(name: &str) -> String {
    name.chars()
        .map(|one| if one.is_alphanumeric() || matches!(one, '_' | '-') { one } else { '_' })
        .collect()
}

/// RFC 4180.
fn csv_line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "\"{}\"", field.replace('"', "\"\""));
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-size:.9rem}th,td{border:1px solid #c9d1d9;padding:.3rem .5rem;text-align:left;vertical-align:top}\
th{background:#f3f5f7}.wide{overflow-x:auto}dt{font-weight:600}dd{margin:0 0 .4rem}\
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e8ea}th{background:#22272c}th,td{border-color:#3a424a}}";

fn html_head(head: &PackageHead) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Your data</title><style>{STYLE}</style></head><body><main>\n<h1>Your data at {}</h1>\n\
         <p>Read on <time>{}</time>. Policy: {}.</p>\n",
        escape(&head.controller),
        head.read_at,
        escape(&head.policy),
    );
    list(&mut out, "Your rights", &head.rights);
    list(&mut out, "Where you can complain", &head.authorities);
    out
}

fn html_table(table: &PackageTable) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "<h2>{} · {}</h2>", escape(&table.store), escape(&table.table));
    columns(&mut out, table);
    out.push_str("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
    for name in &table.names {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(name));
    }
    out.push_str("</tr></thead><tbody>\n");
    out
}

fn html_row(names: &[String], row: &Map<String, Value>) -> String {
    let mut out = String::from("<tr>");
    for name in names {
        let _ = write!(out, "<td>{}</td>", escape(&row.get(name).map_or_else(String::new, plain)));
    }
    out.push_str("</tr>\n");
    out
}

fn list(out: &mut String, heading: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = write!(out, "<h2>{heading}</h2><ul>");
    for item in items {
        let _ = write!(out, "<li>{}</li>", escape(item));
    }
    out.push_str("</ul>\n");
}

fn columns(out: &mut String, table: &PackageTable) {
    if table.columns.is_empty() {
        return;
    }
    out.push_str(
        "<details><summary>What these columns are, where they come from, why and how long</summary><dl>",
    );
    for column in &table.columns {
        let mut facts: Vec<String> = Vec::new();
        facts.extend(column.category.iter().map(|category| format!("category {category}")));
        facts.extend(column.source.iter().map(|source| format!("from {source}")));
        let lists =
            [("used for", &column.purposes), ("received by", &column.recipients), ("kept:", &column.kept)];
        facts.extend(
            lists
                .iter()
                .filter(|(_, list)| !list.is_empty())
                .map(|(word, list)| format!("{word} {}", list.join(", "))),
        );
        let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escape(&column.name), escape(&facts.join("; ")));
    }
    out.push_str("</dl></details>\n");
}

pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn package() -> Vec<u8> {
        let head = PackageHead {
            controller: "Comet & Co".to_owned(),
            policy: "Example 1".to_owned(),
            read_at: Timestamp::UNIX_EPOCH,
            rights: vec!["You can complain.".to_owned()],
            authorities: vec![],
        };
        let row = json!({ "id": 1, "note": "a \"quoted\", <b>line</b>" }).as_object().unwrap().clone();
        let column = PackageColumn {
            name: "id".to_owned(),
            category: None,
            source: None,
            purposes: vec![],
            recipients: vec![],
            kept: vec![],
        };
        let table = PackageTable {
            store: "core".to_owned(),
            table: "notes".to_owned(),
            columns: vec![column],
            names: vec!["id".to_owned(), "note".to_owned()],
        };
        let mut writer = PackageWriter::new(Vec::new());
        for form in Form::ALL {
            writer.begin(form, &head).unwrap();
            writer.row(&table, &row).unwrap();
            writer.end().unwrap();
        }
        writer.finish().unwrap()
    }

    fn file(bytes: &[u8], name: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut out = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn every_file_is_in_the_manifest_with_its_hash() {
        let bytes = package();
        let manifest: Value = serde_json::from_slice(&file(&bytes, "manifest.json")).unwrap();
        let listed = manifest["files"].as_array().unwrap();
        let archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        assert_eq!(archive.len(), listed.len() + 1);
        for entry in listed {
            let content = file(&bytes, entry["name"].as_str().unwrap());
            assert_eq!(entry["sha256"], hex(&Sha256::digest(&content)));
            assert_eq!(entry["bytes"], content.len());
        }
    }

    #[test]
    fn the_three_forms_hold_the_same_row_each_quoted_as_it_must_be() {
        let bytes = package();
        let data: Value = serde_json::from_slice(&file(&bytes, "data.json")).unwrap();
        assert_eq!(data["tables"][0]["rows"][0]["note"], "a \"quoted\", <b>line</b>");
        let csv = String::from_utf8(file(&bytes, "csv/core.notes.csv")).unwrap();
        assert_eq!(csv, "id,note\r\n1,\"a \"\"quoted\"\", <b>line</b>\"\r\n");
        let html = String::from_utf8(file(&bytes, "index.html")).unwrap();
        assert!(html.contains("a &quot;quoted&quot;, &lt;b&gt;line&lt;/b&gt;"));
        assert!(html.contains("Comet &amp; Co"));
    }

    #[test]
    fn equal_data_makes_an_equal_archive() {
        assert_eq!(package(), package());
    }
}
