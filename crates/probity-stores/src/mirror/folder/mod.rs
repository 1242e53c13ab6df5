//! A folder of files as a source of records.
//!
//! Reading goes through the files that a table's patterns mean, from end to end, and keeps only what is
//! wanted. A change writes the file again beside itself and puts it in its place: see [`files::replace`].
//! What a process appends to a file while it is written again is not lost: the file is then read again.
//! A process that holds a file open and goes on writing to it does not notice that it was replaced; such
//! logs are described by the names that they are rotated to.

mod csv_text;
mod files;
mod shape;

use super::described::Described;
use super::source::{
    Cell, CellKind, Change, Intake, Reached, Record, Source, SourceColumn, SourceTable, Wanted, Work,
};
use crate::error::{EngineFault, FaultKind};
use probity_policy::model::pattern::{Pattern, PatternKind};
use probity_policy::model::records::{FileShape, Shape};
use shape::{Content, Edit, Edits, Format, Found};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The path of a record's file inside the folder.
const FILE_PATH: &str = "file_path";
/// When its file was last written to.
const FILE_MODIFIED_AT: &str = "file_modified_at";
/// The size of its file in bytes.
const FILE_SIZE: &str = "file_size";
/// A text found in a file that is a record itself.
const FILE_CONTENT: &str = "file_content";
/// How many records are handed over at a time.
const BATCH: usize = 500;
/// How many files and records are looked at to know the columns.
const SAMPLED_FILES: usize = 8;
const SAMPLED_RECORDS: usize = 200;
/// The most values for which a record is passed over by its text alone.
const FEW: usize = 16;

/// A folder.
pub(crate) struct FolderSource {
    root: PathBuf,
    tables: Vec<SourceTable>,
    places: Arc<Vec<Vec<Place>>>,
}

/// Some of the files that hold a table's records.
#[derive(Clone, Debug)]
struct Place {
    written: String,
    pattern: Pattern,
    format: Format,
}

impl Place {
    fn fault(&self, attempted: &str, error: &io::Error) -> EngineFault {
        if error.kind() == io::ErrorKind::InvalidData {
            // Said by `shape` about a record by its number, or by the decompressor; neither quotes anything.
            let message = format!("a file of `{}` could not be {attempted}: {error}", self.written);
            return EngineFault::own(FaultKind::Other, message);
        }
        files::fault(attempted, &self.written, error)
    }
}

impl FolderSource {
    /// Looks at the folder, and at a few of its records to know their columns.
    pub(crate) async fn open(root: PathBuf, described: Arc<Vec<Described>>) -> Result<Self, EngineFault> {
        aside(move || {
            match fs::metadata(&root) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(EngineFault::own(FaultKind::MissingDatabase, "it is no folder")),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(EngineFault::own(FaultKind::Permission, "it may not be entered"));
                }
                Err(error) => {
                    return Err(EngineFault::own(FaultKind::MissingDatabase, error.kind().to_string()));
                }
            }
            let mut source = Self { root, tables: Vec::new(), places: Arc::default() };
            let mut all = Vec::new();
            for one in described.iter() {
                let places = places(one);
                source.tables.push(table(&source.root, one, &places)?);
                all.push(places);
            }
            source.places = Arc::new(all);
            Ok(source)
        })
        .await
    }
}

/// Runs what waits for a disk where it keeps nobody else waiting.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineFault> + Send + 'static,
) -> Result<T, EngineFault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(EngineFault::own(FaultKind::Other, "reading ended early")))
}

fn places(described: &Described) -> Vec<Place> {
    let place = |records: &probity_policy::model::records::Records| {
        let Shape::File(shape) = &records.shape else { return None };
        let line = match shape {
            FileShape::Lines { like } => Some(Pattern::read(like, PatternKind::Line).ok()?),
            _ => None,
        };
        let pattern = Pattern::read(&records.pattern, PatternKind::Path).ok()?;
        Some(Place {
            written: records.pattern.clone(),
            pattern,
            format: Format { shape: shape.clone(), line },
        })
    };
    described.table.records.iter().filter_map(place).collect()
}

/// What values of a column were seen.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    truths: bool,
    structures: bool,
    others: bool,
}

/// The columns of a table: those of its patterns, those seen in its records, those the map speaks of.
fn table(root: &Path, described: &Described, places: &[Place]) -> Result<SourceTable, EngineFault> {
    let fields: BTreeSet<&str> = places.iter().flat_map(|place| place.pattern.fields()).collect();
    let (sampled, seen) = sample(root, places)?;
    let mut columns: Vec<SourceColumn> = Vec::new();
    let mut add = |name: &str, kind, fixed| {
        let kind = if described.keys.contains(name) { CellKind::Text } else { kind };
        if !columns.iter().any(|column| column.name == name) {
            columns.push(SourceColumn { name: name.to_owned(), kind, fixed });
        }
    };
    for name in &fields {
        add(name, CellKind::Text, true);
    }
    let mut texts = false;
    for place in places {
        match &place.format.shape {
            FileShape::Lines { .. } => {
                for name in place.format.line.iter().flat_map(Pattern::fields) {
                    add(name, CellKind::Text, false);
                }
                add("line", CellKind::Text, true);
            }
            FileShape::Anything => add(FILE_CONTENT, CellKind::Text, true),
            FileShape::Csv { .. } => texts = true,
            FileShape::Json | FileShape::JsonList { .. } | FileShape::JsonLines => {}
        }
    }
    for (name, seen) in &seen {
        let kind = match seen {
            _ if texts => CellKind::Text,
            Seen { structures: true, .. } => CellKind::Json,
            Seen { truths: true, others: false, .. } => CellKind::Boolean,
            _ => CellKind::Any,
        };
        add(name, kind, false);
    }
    let whole = places.iter().all(|place| place.format.is_one_record());
    for (name, kind) in
        [(FILE_PATH, CellKind::Text), (FILE_MODIFIED_AT, CellKind::Instant), (FILE_SIZE, CellKind::Any)]
    {
        if described.named.contains(name) || (whole && name == FILE_PATH) {
            add(name, kind, true);
        }
    }
    // A field may be rare; but a key that no record has is a slip of the pen, and would find nobody.
    for name in &described.named {
        let is_open = places.iter().any(|place| {
            matches!(place.format.shape, FileShape::Json | FileShape::JsonList { .. } | FileShape::JsonLines)
        });
        if is_open && (sampled == 0 || !described.keys.contains(name) || name.contains('.')) {
            add(name, CellKind::Any, false);
        }
    }
    // Whether a heading is there is not known while there is no file.
    if sampled == 0 && texts {
        for name in &described.named {
            add(name, CellKind::Text, false);
        }
    }
    let person = described.table.person.as_ref().map(|person| person.key.clone());
    Ok(SourceTable {
        name: described.table.name.table.clone(),
        columns,
        key: if whole { vec![FILE_PATH.to_owned()] } else { Vec::new() },
        uniques: person.into_iter().collect(),
    })
}

fn sample(root: &Path, places: &[Place]) -> Result<(usize, BTreeMap<String, Seen>), EngineFault> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut sampled = 0;
    for place in places {
        let mut left = SAMPLED_FILES;
        let mut each = |path: &str| {
            if place.pattern.matched(path).is_none() {
                return Ok(ControlFlow::Continue(()));
            }
            let mut records = SAMPLED_RECORDS;
            let Some(file) = files::inside(root, path) else { return Ok(ControlFlow::Continue(())) };
            let opened = files::open(&file).map_err(|error| place.fault("read", &error))?;
            let Some(mut source) = opened else { return Ok(ControlFlow::Continue(())) };
            let read = place.format.read(&mut source, &|_| false, &mut |found| {
                sampled += 1;
                note(&mut seen, &found.content);
                records -= 1;
                if records == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            read.map_err(|error| place.fault("read", &error))?;
            left -= 1;
            Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        let _ = files::walk(root, &place.pattern, &mut each, &|error| place.fault("listed", error))?;
    }
    Ok((sampled, seen))
}

fn note(seen: &mut BTreeMap<String, Seen>, content: &Content<'_>) {
    for name in content.columns() {
        let one = seen.entry(name.clone()).or_default();
        match content.cell(&name) {
            Cell::Null => {}
            Cell::Text(text)
                if matches!(content, Content::Object(_)) && (text == "true" || text == "false") =>
            {
                one.truths = true;
            }
            Cell::Text(text) if matches!(content, Content::Object(_)) && text.starts_with(['{', '[']) => {
                one.structures = true;
            }
            _ => one.others = true,
        }
    }
}

impl Source for FolderSource {
    fn tables(&self) -> &[SourceTable] {
        &self.tables
    }

    fn bring<'a>(
        &'a mut self,
        table: usize,
        wanted: &'a Wanted,
        into: &'a mut (dyn Intake + 'a),
    ) -> Work<'a, ()> {
        Box::pin(async move {
            let Some(columns) = self.tables.get(table).map(|table| table.columns.clone()) else {
                return Ok(());
            };
            let (send, mut receive) = tokio::sync::mpsc::channel(4);
            let reading =
                Reading { root: self.root.clone(), columns, wanted: wanted.clone(), batch: Vec::new(), send };
            let places = self.places.clone();
            let read = tokio::task::spawn_blocking(move || {
                reading.all(places.get(table).map_or(&[], Vec::as_slice))
            });
            let mut taken = Ok(());
            while let Some(batch) = receive.recv().await {
                taken = into.take(batch).await;
                if taken.is_err() {
                    break;
                }
            }
            drop(receive);
            let read = read.await;
            taken?;
            read.unwrap_or_else(|_| Err(EngineFault::own(FaultKind::Other, "reading ended early")))
        })
    }

    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()> {
        Box::pin(async move {
            let mut by_file: BTreeMap<(String, usize, usize), Edits> = BTreeMap::new();
            for change in changes {
                let Some((path, place, number)) = parts(&change.address) else { continue };
                let columns = self.tables.get(change.table).map(|table| &table.columns);
                let name = |at: usize| Some(columns?.get(at)?.name.clone());
                let edits = by_file.entry((path.to_owned(), change.table, place)).or_default();
                edits.insert(number, (change.version.clone(), Edit::of(&change.deed, &name)));
            }
            for (part, ((path, table, place), edits)) in by_file.into_iter().enumerate() {
                let (root, places) = (self.root.clone(), self.places.clone());
                aside(move || match places.get(table).and_then(|places| places.get(place)) {
                    Some(place) => change_file(&root, &path, place, &edits),
                    None => Ok(()),
                })
                .await?;
                if reached(part).is_break() {
                    return Err(EngineFault::own(FaultKind::Other, "it was stopped"));
                }
            }
            Ok(())
        })
    }
}

/// One going through the files of a table.
struct Reading {
    root: PathBuf,
    columns: Vec<SourceColumn>,
    wanted: Wanted,
    batch: Vec<Record>,
    send: tokio::sync::mpsc::Sender<Vec<Record>>,
}

impl Reading {
    fn all(mut self, places: &[Place]) -> Result<(), EngineFault> {
        let root = self.root.clone();
        for (number, place) in places.iter().enumerate() {
            for pattern in self.narrowed(place) {
                let failed = |error: &io::Error| place.fault("listed", error);
                let mut each = |path: &str| self.file(number, place, path);
                if files::walk(&root, &pattern, &mut each, &failed)?.is_break() {
                    return Ok(());
                }
            }
        }
        let _ = self.hand_over();
        Ok(())
    }

    /// The pattern with what is wanted of its names put in, or the pattern as it is.
    fn narrowed(&self, place: &Place) -> Vec<Pattern> {
        let whole = || vec![place.pattern.clone()];
        let Wanted::Equal { columns, tuples, ignoring_case: false } = &self.wanted else { return whole() };
        let at = |name: &str| {
            let column = self.columns.iter().position(|column| column.name == name)?;
            columns.iter().position(|wanted| *wanted == column)
        };
        if tuples.len() > 256 || !place.pattern.fields().any(|name| at(name).is_some()) {
            return whole();
        }
        let fill = |tuple: &Vec<String>| {
            let value = |name: &str| tuple.get(at(name)?).map(String::as_str);
            place.pattern.narrowed(value)
        };
        tuples.iter().filter_map(fill).collect()
    }

    fn file(&mut self, number: usize, place: &Place, path: &str) -> Result<ControlFlow<()>, EngineFault> {
        let next = Ok(ControlFlow::Continue(()));
        let Some(values) = place.pattern.matched(path) else { return next };
        let fields: Vec<(&str, &str)> = place.pattern.fields().zip(values).collect();
        let Some(file) = files::inside(&self.root, path) else { return next };
        let found = match fs::metadata(&file) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return next,
            Err(error) => return Err(place.fault("read", &error)),
        };
        let opened = files::open(&file).map_err(|error| place.fault("read", &error))?;
        let Some(mut source) = opened else { return next };
        let content = match (&place.format.shape, &self.wanted) {
            (FileShape::Anything, Wanted::Containing(texts)) => {
                contains(&mut source, texts).map_err(|error| place.fault("read", &error))?
            }
            _ => None,
        };
        let told = self.told_by_text(place);
        let skip = |raw: &[u8]| {
            told.as_ref().is_some_and(|texts| {
                place.format.can_skip(raw, &texts.iter().map(String::as_str).collect::<Vec<_>>())
            })
        };
        let mut flow = ControlFlow::Continue(());
        let read = place.format.read(&mut source, &skip, &mut |record| {
            let cells = cells(&self.columns, &fields, path, &found, &record.content, content.as_deref());
            let record = Record {
                address: format!("{path}#{number}#{}", record.number),
                version: version(place, &record, &found),
                cells,
            };
            if self.wanted.wants(&record) {
                self.batch.push(record);
                if self.batch.len() >= BATCH {
                    flow = self.hand_over();
                }
            }
            flow
        });
        read.map_err(|error| place.fault("read", &error))?;
        Ok(flow)
    }

    /// The texts of which one stands in every record that is wanted, as far as its text alone says so.
    fn told_by_text(&self, place: &Place) -> Option<Vec<String>> {
        let Wanted::Equal { columns, tuples, ignoring_case: false } = &self.wanted else { return None };
        if tuples.len() > FEW {
            return None;
        }
        let inside = columns.iter().enumerate().find(|(_, column)| {
            self.columns.get(**column).is_some_and(|column| {
                !place.pattern.fields().any(|name| name == column.name) && !column.name.starts_with("file_")
            })
        })?;
        Some(tuples.iter().filter_map(|tuple| tuple.get(inside.0).cloned()).collect())
    }

    fn hand_over(&mut self) -> ControlFlow<()> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() || self.send.blocking_send(batch).is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// What is told of a record: its bytes, or when the file was written where the file is the record.
fn version(place: &Place, record: &Found<'_>, file: &Metadata) -> String {
    if place.format.shape == FileShape::Anything { file_version(file) } else { shape::version(record.raw) }
}

fn file_version(file: &Metadata) -> String {
    let (size, written) = files::stamp(file);
    let written = written.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{size}:{}", written.map_or(0, |since| since.as_nanos()))
}

fn cells(
    columns: &[SourceColumn],
    fields: &[(&str, &str)],
    path: &str,
    file: &Metadata,
    content: &Content<'_>,
    found: Option<&str>,
) -> Vec<Cell> {
    let cell = |column: &SourceColumn| {
        if let Some((_, value)) = fields.iter().find(|(name, _)| *name == column.name) {
            return Cell::Text((*value).to_owned());
        }
        match column.name.as_str() {
            FILE_PATH => Cell::Text(path.to_owned()),
            FILE_SIZE => i64::try_from(file.len()).map_or(Cell::Null, Cell::Integer),
            FILE_MODIFIED_AT => written_at(file),
            FILE_CONTENT if matches!(content, Content::Whole) => {
                found.map_or(Cell::Null, |text| Cell::Text(text.to_owned()))
            }
            name => match (content.cell(name), column.kind) {
                (Cell::Text(text), CellKind::Boolean) if text == "true" => Cell::Integer(1),
                (Cell::Text(text), CellKind::Boolean) if text == "false" => Cell::Integer(0),
                (cell, _) => cell,
            },
        }
    };
    columns.iter().map(cell).collect()
}

fn written_at(file: &Metadata) -> Cell {
    let at = file.modified().ok().and_then(|at| jiff::Timestamp::try_from(at).ok());
    at.map_or(Cell::Null, |at| Cell::Text(at.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}

/// The first of these texts, in lower case, that occurs in a file.
fn contains(source: &mut dyn io::Read, texts: &[String]) -> io::Result<Option<String>> {
    let longest = texts.iter().map(String::len).max().unwrap_or(0);
    let mut window: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 1 << 18];
    loop {
        let read = source.read(&mut chunk)?;
        if read == 0 {
            return Ok(None);
        }
        window.extend(chunk.iter().take(read).map(u8::to_ascii_lowercase));
        let text = String::from_utf8_lossy(&window);
        if let Some(found) = texts.iter().find(|wanted| text.contains(wanted.as_str())) {
            return Ok(Some(found.clone()));
        }
        let keep = window.len().saturating_sub(longest);
        window.drain(..keep);
    }
}

/// The file, the number of its place in the table, and the number of the record in the file.
fn parts(address: &str) -> Option<(&str, usize, usize)> {
    let (rest, number) = address.rsplit_once('#')?;
    let (path, place) = rest.rsplit_once('#')?;
    Some((path, place.parse().ok()?, number.parse().ok()?))
}

fn lost_race(place: &Place) -> EngineFault {
    EngineFault::own(
        FaultKind::LostRace,
        format!("a file of `{}` was changed by somebody else", place.written),
    )
}

/// Changes one file, wholly or not at all.
fn change_file(root: &Path, path: &str, place: &Place, edits: &Edits) -> Result<(), EngineFault> {
    let fault = |error: io::Error| place.fault("changed", &error);
    let Some(file) = files::inside(root, path) else { return Err(lost_race(place)) };
    let _lock = files::lock(root).map_err(fault)?;
    let found = match fs::metadata(&file) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(lost_race(place)),
        Err(error) => return Err(fault(error)),
    };
    let has_fields = place.pattern.fields().next().is_some();
    if place.format.shape == FileShape::Anything {
        let gone = matches!(edits.get(&0), Some((known, Edit::Gone)) if *known == file_version(&found));
        if !gone || !files::remove(&file).map_err(fault)? {
            return Err(lost_race(place));
        }
        files::tidy(root, path, &place.pattern);
        return Ok(());
    }
    let (mut all_found, mut gone) = (false, false);
    let done = files::replace(&file, &mut |out| {
        let Some(mut source) = files::open(&file)? else { return Ok(true) };
        let (found, left) = place.format.rewrite(&mut source, edits, out)?;
        all_found = found == edits.len();
        // A file whose name says whose it was does not stay behind empty.
        gone = left == 0 && (has_fields || place.format.is_one_record());
        if all_found { Ok(!gone) } else { Err(io::Error::from(io::ErrorKind::Interrupted)) }
    });
    match done {
        Ok(true) => {}
        Ok(false) => return Err(lost_race(place)),
        Err(_) if !all_found => return Err(lost_race(place)),
        Err(error) => return Err(fault(error)),
    }
    if gone {
        files::tidy(root, path, &place.pattern);
    }
    Ok(())
}
