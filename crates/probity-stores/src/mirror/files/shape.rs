//! What is in a file: its records, one after the other and never all in memory where the format allows
//! it, and the same file with some of them changed or gone.

use super::{csv_text, lake};
use crate::mirror::json_text;
use crate::mirror::source::{Cell, Deed};
use probity_policy::model::pattern::Pattern;
use probity_policy::model::records::FileShape;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::ControlFlow;

/// The longest line that is read.
const LONGEST_LINE: usize = 16 << 20;
/// The largest file that is read whole.
const LARGEST_FILE: u64 = 512 << 20;

/// What a format needs to be read.
#[derive(Clone, Debug)]
pub(crate) struct Format {
    pub(crate) shape: FileShape,
    /// What a line looks like, where lines look like something.
    pub(crate) line: Option<Pattern>,
}

/// One record as it is in its file.
pub(crate) struct Found<'r> {
    /// Which of the file's records it is, from 0.
    pub(crate) number: usize,
    /// The record as it stands there.
    pub(crate) raw: &'r [u8],
    /// How to read a column of it.
    pub(crate) content: Content<'r>,
}

/// The content of a record.
pub(crate) enum Content<'r> {
    /// The entries of an object.
    Object(json_text::Entries<'r>),
    /// Cells under a heading.
    Row { heading: &'r [String], cells: Vec<Option<String>> },
    /// Values with types.
    #[cfg_attr(not(feature = "lake"), expect(dead_code, reason = "only Parquet has values with types"))]
    Typed { heading: &'r [String], cells: Vec<Cell> },
    /// A line, with what the names of its pattern stand for when it is such a line.
    Line { line: Cow<'r, str>, pattern: &'r Pattern, values: Vec<String> },
    /// The file itself.
    Whole,
}

/// What happens to records of a file, by their numbers, with the versions that they must have.
pub(crate) type Edits = BTreeMap<usize, (String, Edit)>;

/// What happens to a record.
pub(crate) enum Edit {
    /// It goes.
    Gone,
    /// Columns of these names become something else.
    Becomes(Vec<(String, Cell)>),
}

impl Edit {
    pub(crate) fn of(deed: &Deed, name: &dyn Fn(usize) -> Option<String>) -> Self {
        match deed {
            Deed::Gone => Self::Gone,
            Deed::Becomes(cells) => Self::Becomes(
                cells.iter().filter_map(|(column, cell)| Some((name(*column)?, cell.clone()))).collect(),
            ),
        }
    }
}

/// What a version of a record is told by.
pub(crate) fn version(raw: &[u8]) -> String {
    crate::plan::hex(Sha256::digest(raw).get(..16).unwrap_or_default())
}

impl Content<'_> {
    /// The value of a column.
    pub(crate) fn cell(&self, column: &str) -> Cell {
        match self {
            Self::Object(entries) => json_text::cell(json_text::value(entries, column)),
            Self::Row { heading, cells } => {
                let at = heading.iter().position(|name| name == column);
                let cell = at.and_then(|at| cells.get(at)).and_then(Option::as_ref);
                cell.map_or(Cell::Null, |text| Cell::Text(text.clone()))
            }
            Self::Typed { heading, cells } => {
                let at = heading.iter().position(|name| name == column);
                at.and_then(|at| cells.get(at)).cloned().unwrap_or(Cell::Null)
            }
            Self::Line { line, pattern, values } => {
                if column == "line" {
                    return Cell::Text(line.clone().into_owned());
                }
                let at = pattern.fields().position(|name| name == column);
                // A hyphen is how logs write that there is nothing.
                let value = at.and_then(|at| values.get(at)).filter(|value| *value != "-");
                value.map_or(Cell::Null, |text| Cell::Text(text.clone()))
            }
            Self::Whole => Cell::Null,
        }
    }

    /// The names of the columns that it has.
    pub(crate) fn columns(&self) -> Vec<String> {
        match self {
            Self::Object(entries) => entries.iter().map(|(name, _)| name.clone().into_owned()).collect(),
            Self::Row { heading, .. } | Self::Typed { heading, .. } => heading.to_vec(),
            Self::Line { .. } | Self::Whole => Vec::new(),
        }
    }
}

pub(super) fn unreadable(number: usize, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("record {} {why}", number + 1))
}

impl Format {
    /// Whether a file of this format can stay when no record is left in it.
    pub(crate) fn is_one_record(&self) -> bool {
        matches!(self.shape, FileShape::Json | FileShape::Anything)
    }

    /// Whether a raw record can be passed over because none of these texts stands in it.
    pub(crate) fn can_skip(&self, raw: &[u8], texts: &[&str]) -> bool {
        let (escapes, quoted) = match self.shape {
            FileShape::JsonLines => (true, false),
            FileShape::Csv { .. } => (false, true),
            FileShape::Lines { .. } => (false, false),
            FileShape::Json | FileShape::JsonList { .. } | FileShape::Parquet | FileShape::Anything => {
                return false;
            }
        };
        let Ok(text) = std::str::from_utf8(raw) else { return false };
        if (escapes && text.contains('\\')) || (quoted && text.contains("\"\"")) {
            return false;
        }
        !texts.iter().any(|wanted| text.contains(wanted))
    }

    /// Hands on the records of a file until `each` breaks.
    pub(crate) fn read(
        &self,
        source: &mut dyn Read,
        skip: &dyn Fn(&[u8]) -> bool,
        each: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> io::Result<()> {
        match &self.shape {
            FileShape::Anything => {
                let _ = each(Found { number: 0, raw: &[], content: Content::Whole });
                Ok(())
            }
            FileShape::Parquet => lake::read(source, each),
            FileShape::Json => {
                let bytes = whole(source)?;
                let text = utf8(&bytes, 0)?;
                let entries = json_text::entries(text).ok_or_else(|| unreadable(0, "is no JSON object"))?;
                let _ = each(Found { number: 0, raw: &bytes, content: Content::Object(entries) });
                Ok(())
            }
            FileShape::JsonList { under } => {
                let bytes = whole(source)?;
                let list = list_in(utf8(&bytes, 0)?, under.as_deref())?;
                for (number, item) in json_text::items(list).unwrap_or_default().into_iter().enumerate() {
                    let entries = json_text::entries(item.get())
                        .ok_or_else(|| unreadable(number, "of the list is no JSON object"))?;
                    let content = Content::Object(entries);
                    if each(Found { number, raw: item.get().as_bytes(), content }).is_break() {
                        return Ok(());
                    }
                }
                Ok(())
            }
            FileShape::JsonLines | FileShape::Lines { .. } | FileShape::Csv { .. } => {
                self.read_lines(source, skip, each)
            }
        }
    }

    fn read_lines(
        &self,
        source: &mut dyn Read,
        skip: &dyn Fn(&[u8]) -> bool,
        each: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(1 << 18, source);
        let mut record = Vec::new();
        let heading = self.heading(&mut reader, &mut record)?;
        let mut number = 0;
        while next(&mut reader, self.is_quoted(), &mut record, number)? {
            let raw = record.get(..csv_text::ended(&record)).unwrap_or_default();
            if !raw.is_empty() && !skip(raw) {
                let content = match &self.shape {
                    FileShape::Csv { separator } => {
                        let separator = u8::try_from(*separator).unwrap_or(b',');
                        let cells = csv_text::cells(&record, separator);
                        let text =
                            |place| record.get::<std::ops::Range<usize>>(place).and_then(csv_text::text);
                        Content::Row { heading: &heading, cells: cells.into_iter().map(text).collect() }
                    }
                    FileShape::JsonLines => {
                        let entries = json_text::entries(utf8(raw, number)?);
                        Content::Object(entries.ok_or_else(|| unreadable(number, "is no JSON object"))?)
                    }
                    _ => {
                        let Some(pattern) = &self.line else { return Ok(()) };
                        let line = String::from_utf8_lossy(raw);
                        let found = pattern.matched(&line).unwrap_or_default();
                        let values = found.into_iter().map(str::to_owned).collect();
                        Content::Line { line, pattern, values }
                    }
                };
                if each(Found { number, raw, content }).is_break() {
                    return Ok(());
                }
            }
            number += 1;
        }
        Ok(())
    }

    fn is_quoted(&self) -> bool {
        matches!(self.shape, FileShape::Csv { .. })
    }

    fn heading(&self, reader: &mut dyn BufRead, record: &mut Vec<u8>) -> io::Result<Vec<String>> {
        let FileShape::Csv { separator } = &self.shape else { return Ok(Vec::new()) };
        if !next(reader, true, record, 0)? {
            return Ok(Vec::new());
        }
        let row = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
        let cells = csv_text::cells(row, u8::try_from(*separator).unwrap_or(b','));
        let names =
            cells.into_iter().map(|place| row.get(place).and_then(csv_text::text).unwrap_or_default());
        Ok(names.collect())
    }

    /// Writes a file again with some records changed or gone. Answers how many edits found their record as
    /// it was, and how many records are left.
    pub(crate) fn rewrite(
        &self,
        source: &mut dyn Read,
        edits: &Edits,
        out: &mut dyn Write,
    ) -> io::Result<(usize, usize)> {
        match &self.shape {
            FileShape::Anything => Ok((0, 1)),
            FileShape::Parquet => lake::rewrite(source, edits, out),
            FileShape::Json => {
                let bytes = whole(source)?;
                match edits.get(&0) {
                    Some((known, Edit::Becomes(cells))) if *known == version(&bytes) => {
                        let text = changed_object(utf8(&bytes, 0)?, cells);
                        out.write_all(text.ok_or_else(|| unreadable(0, "is no JSON object"))?.as_bytes())?;
                        Ok((1, 1))
                    }
                    Some((known, Edit::Gone)) if *known == version(&bytes) => Ok((1, 0)),
                    _ => Ok((0, 1)),
                }
            }
            FileShape::JsonList { under } => {
                let bytes = whole(source)?;
                let text = utf8(&bytes, 0)?;
                let list = list_in(text, under.as_deref())?;
                let items = json_text::items(list).unwrap_or_default();
                let edit = |number: usize| {
                    let (known, edit) = edits.get(&number)?;
                    (*known == version(items.get(number)?.get().as_bytes())).then_some(edit)
                };
                let found = (0..items.len()).filter(|number| edit(*number).is_some()).count();
                let gone = |number| matches!(edit(number), Some(Edit::Gone));
                let becomes = |number| match edit(number) {
                    Some(Edit::Becomes(cells)) => changed_object(items.get(number)?.get(), cells),
                    _ => None,
                };
                let left = (0..items.len()).filter(|number| !gone(*number)).count();
                let text = json_text::relisted(text, list, &gone, &becomes);
                out.write_all(text.ok_or_else(|| unreadable(0, "is no list"))?.as_bytes())?;
                Ok((found, left))
            }
            FileShape::JsonLines | FileShape::Lines { .. } | FileShape::Csv { .. } => {
                self.rewrite_lines(source, edits, out)
            }
        }
    }

    fn rewrite_lines(
        &self,
        source: &mut dyn Read,
        edits: &Edits,
        out: &mut dyn Write,
    ) -> io::Result<(usize, usize)> {
        let mut reader = BufReader::with_capacity(1 << 18, source);
        let mut record = Vec::new();
        let heading = self.heading(&mut reader, &mut record)?;
        out.write_all(&record)?;
        let (mut found, mut left, mut number) = (0, 0, 0);
        while next(&mut reader, self.is_quoted(), &mut record, number)? {
            let end = csv_text::ended(&record);
            let raw = record.get(..end).unwrap_or_default();
            let edit = edits.get(&number).filter(|(known, _)| *known == version(raw)).map(|(_, edit)| edit);
            found += usize::from(edit.is_some());
            match edit {
                Some(Edit::Gone) => {}
                Some(Edit::Becomes(cells)) => {
                    let changed = self.changed(raw, &heading, cells);
                    out.write_all(&changed.ok_or_else(|| unreadable(number, "cannot be changed"))?)?;
                    out.write_all(record.get(end..).unwrap_or_default())?;
                    left += 1;
                }
                None => {
                    out.write_all(&record)?;
                    left += usize::from(!raw.is_empty());
                }
            }
            number += 1;
        }
        Ok((found, left))
    }

    fn changed(&self, raw: &[u8], heading: &[String], cells: &[(String, Cell)]) -> Option<Vec<u8>> {
        match &self.shape {
            FileShape::Csv { separator } => {
                let separator = u8::try_from(*separator).unwrap_or(b',');
                let mut changed = raw.to_vec();
                let mut places: Vec<_> = csv_text::cells(raw, separator).into_iter().enumerate().collect();
                places.reverse();
                for (at, place) in places {
                    let name = heading.get(at);
                    if let Some((_, cell)) = cells.iter().find(|(column, _)| Some(column) == name) {
                        let text = csv_text::written(&cell.text().unwrap_or_default(), separator);
                        changed.splice(place, text.bytes());
                    }
                }
                Some(changed)
            }
            FileShape::Lines { .. } => {
                let pattern = self.line.as_ref()?;
                let line = std::str::from_utf8(raw).ok()?;
                let values = pattern.matched(line)?;
                let new: Vec<(String, String)> = pattern
                    .fields()
                    .zip(&values)
                    .map(|(name, old)| {
                        let cell = cells.iter().find(|(column, _)| column == name);
                        let new = cell.map(|(_, cell)| cell.text().unwrap_or_else(|| "-".to_owned()));
                        (name.to_owned(), new.unwrap_or_else(|| (*old).to_owned()))
                    })
                    .collect();
                let value =
                    |name: &str| new.iter().find(|(known, _)| known == name).map(|(_, new)| new.as_str());
                Some(pattern.filled(value)?.into_bytes())
            }
            _ => {
                let mark = usize::from(raw.starts_with(b"\xef\xbb\xbf")) * 3;
                let (mark, text) = raw.split_at_checked(mark)?;
                let text = changed_object(std::str::from_utf8(text).ok()?, cells)?;
                Some([mark, text.as_bytes()].concat())
            }
        }
    }
}

fn changed_object(text: &str, cells: &[(String, Cell)]) -> Option<String> {
    cells.iter().try_fold(text.to_owned(), |text, (name, cell)| json_text::replaced(&text, name, cell))
}

fn utf8(bytes: &[u8], number: usize) -> io::Result<&str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| unreadable(number, "is no UTF-8"))
}

fn list_in<'t>(text: &'t str, under: Option<&str>) -> io::Result<&'t str> {
    let Some(name) = under else { return Ok(text.trim()) };
    let found = json_text::entries(text).and_then(|entries| json_text::value(&entries, name));
    found.map(|list| list.get()).ok_or_else(|| unreadable(0, "has no list under its field"))
}

pub(super) fn whole(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    if read as u64 == LARGEST_FILE {
        return Err(unreadable(0, "is larger than 512 MB; write it as json-lines, or in several files"));
    }
    Ok(bytes)
}

/// Reads the next line, or in CSV the next record, with its line end; false at the end of the file.
fn next(reader: &mut dyn BufRead, quoted: bool, record: &mut Vec<u8>, number: usize) -> io::Result<bool> {
    record.clear();
    let mut open = false;
    loop {
        let (before, room) = (record.len(), (LONGEST_LINE + 1).saturating_sub(record.len()));
        let read = Read::take(&mut *reader, room as u64).read_until(b'\n', record)?;
        if record.len() > LONGEST_LINE {
            return Err(unreadable(number, "is longer than 16 MB"));
        }
        open ^= quoted && csv_text::is_open(record.get(before..).unwrap_or_default());
        if read == 0 || !open {
            return Ok(!record.is_empty());
        }
    }
}
