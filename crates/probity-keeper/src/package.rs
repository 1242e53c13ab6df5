//! The access package: a person's data in one archive, for people (HTML), for spreadsheets (CSV)
//! and for machines (JSON), with a manifest of hashes.
//!
//! INVARIANT (SAME-ROWS): the three forms hold the same rows; the manifest names every file.

use crate::tasks::Attached;
use jiff::Timestamp;
use probity_vocabulary::{Personal, Reveal};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
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

/// One table's rows of the person.
#[derive(Clone, Debug)]
pub struct PackageTable {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// What each column is: category, source, purposes, how long it is kept.
    pub columns: Vec<PackageColumn>,
    /// The rows as objects.
    pub rows: Personal<Vec<Map<String, Value>>>,
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

/// Writes the archive.
///
/// # Errors
/// When it would be larger than a ZIP archive can be.
pub fn write(head: &PackageHead, tables: &[PackageTable]) -> Result<Personal<Vec<u8>>, PackageError> {
    write_with(head, tables, &[])
}

/// The same, with what people found where no program can look.
pub(crate) fn write_with(
    head: &PackageHead,
    tables: &[PackageTable],
    found: &[Attached],
) -> Result<Personal<Vec<u8>>, PackageError> {
    let mut archive = Archive { zip: zip::ZipWriter::new(Cursor::new(Vec::new())), manifest: Vec::new() };
    archive.add("index.html", html(head, tables).as_bytes())?;
    archive.add("data.json", format!("{:#}\n", data(head, tables)).as_bytes())?;
    for table in tables {
        archive.add(
            &format!("csv/{}.{}.csv", file_name(&table.store), file_name(&table.table)),
            csv(table).as_bytes(),
        )?;
    }
    for one in found {
        archive.add(&one.name, one.bytes.reveal(Reveal::AnswerPerson))?;
    }
    archive.finish()
}

struct Archive {
    zip: zip::ZipWriter<Cursor<Vec<u8>>>,
    manifest: Vec<Value>,
}

impl Archive {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), PackageError> {
        // A fixed time, so that equal data makes an equal archive.
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        self.manifest
            .push(json!({ "name": name, "bytes": bytes.len(), "sha256": hex(&Sha256::digest(bytes)) }));
        Ok(())
    }

    fn finish(mut self) -> Result<Personal<Vec<u8>>, PackageError> {
        let manifest = json!({ "format": "probity-package/1", "files": self.manifest });
        self.zip.start_file(
            "manifest.json",
            SimpleFileOptions::default().last_modified_time(zip::DateTime::default()),
        )?;
        self.zip.write_all(format!("{manifest:#}\n").as_bytes())?;
        Ok(Personal::new(self.zip.finish()?.into_inner()))
    }
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

fn rows(table: &PackageTable) -> &[Map<String, Value>] {
    table.rows.reveal(Reveal::AnswerPerson)
}

fn data(head: &PackageHead, tables: &[PackageTable]) -> Value {
    let tables: Vec<Value> = tables
        .iter()
        .map(|table| json!({ "store": table.store, "table": table.table, "columns": table.columns, "rows": rows(table) }))
        .collect();
    json!({ "package": head, "tables": tables })
}

/// RFC 4180, with the columns in the order of the map.
fn csv(table: &PackageTable) -> String {
    let names = names(table);
    let mut out = String::new();
    csv_line(&mut out, names.iter().map(|name| (*name).to_owned()));
    for row in rows(table) {
        csv_line(&mut out, names.iter().map(|name| row.get(*name).map_or_else(String::new, plain)));
    }
    out
}

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

/// The columns that any row has: those of the map first, others after them by name.
fn names(table: &PackageTable) -> Vec<&str> {
    let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    for row in rows(table) {
        for name in row.keys() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    names
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

fn html(head: &PackageHead, tables: &[PackageTable]) -> String {
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
    for table in tables {
        let names = names(table);
        let _ = writeln!(out, "<h2>{} · {}</h2>", escape(&table.store), escape(&table.table));
        columns(&mut out, table);
        out.push_str("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        for name in &names {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escape(name));
        }
        out.push_str("</tr></thead><tbody>\n");
        for row in rows(table) {
            out.push_str("<tr>");
            for name in &names {
                let _ = write!(out, "<td>{}</td>", escape(&row.get(*name).map_or_else(String::new, plain)));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table></div>\n");
    }
    if tables.is_empty() {
        out.push_str("<p>We hold no data about you.</p>\n");
    }
    out.push_str("</main></body></html>\n");
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
    use std::io::Read;

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
            rows: Personal::new(vec![row]),
        };
        write(&head, &[table]).unwrap().reveal(Reveal::AnswerPerson).clone()
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
