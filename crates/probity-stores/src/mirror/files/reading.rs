//! Going through the files of a table from end to end, and handing over the records that are wanted.

use super::depot::{Depot, Opened, Stamp};
use super::shape::{self, Content, Found};
use super::{FILE_CONTENT, FILE_MODIFIED_AT, FILE_PATH, FILE_SIZE, Place, Sizes};
use crate::error::EngineFault;
use crate::mirror::source::{Cell, CellKind, Record, SourceColumn, Wanted};
use probity_policy::model::pattern::Pattern;
use probity_policy::model::records::FileShape;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

/// How many records are handed over at a time.
const BATCH: usize = 500;
/// The most values for which a record is passed over by its text alone.
const FEW: usize = 16;

/// One going through the files of a table.
pub(super) struct Reading {
    depot: Arc<dyn Depot>,
    columns: Vec<SourceColumn>,
    wanted: Wanted,
    batch: Vec<Record>,
    send: tokio::sync::mpsc::Sender<Vec<Record>>,
    sizes: Sizes,
}

impl Reading {
    pub(super) fn new(
        depot: Arc<dyn Depot>,
        columns: Vec<SourceColumn>,
        wanted: Wanted,
        send: tokio::sync::mpsc::Sender<Vec<Record>>,
        sizes: Sizes,
    ) -> Self {
        Self { depot, columns, wanted, batch: Vec::new(), send, sizes }
    }

    pub(super) fn all(mut self, places: &[Place]) -> Result<(), EngineFault> {
        let depot = self.depot.clone();
        for (number, place) in places.iter().enumerate() {
            for pattern in self.narrowed(place) {
                let each = &mut |path: &str, stamp| self.file(number, place, path, stamp);
                if place.walk(&*depot, &pattern, each)?.is_break() {
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

    fn file(
        &mut self,
        number: usize,
        place: &Place,
        path: &str,
        stamp: Option<Stamp>,
    ) -> io::Result<ControlFlow<()>> {
        let next = Ok(ControlFlow::Continue(()));
        let Some(values) = place.pattern.matched(path).filter(|_| place.means(path)) else { return next };
        let fields: Vec<(&str, &str)> = place.pattern.fields().zip(values).collect();
        let depot = self.depot.clone();
        let is_file = place.format.shape == FileShape::Anything;
        let (stamp, mut source, content) = match &self.wanted {
            Wanted::Containing(texts) if is_file => {
                let Some(Opened { stamp, mut source }) = depot.open(path)? else { return next };
                let content = contains(&mut source, texts)?;
                (stamp, source, content)
            }
            _ if is_file => {
                let stamp = stamp.map_or_else(|| depot.look(path), |stamp| Ok(Some(stamp)))?;
                let Some(stamp) = stamp else { return next };
                let nothing: Box<dyn Read + Send> = Box::new(io::empty());
                (stamp, nothing, None)
            }
            _ => {
                let Some(Opened { stamp, source }) = depot.open(path)? else { return next };
                (stamp, source, None)
            }
        };
        let told = self.told_by_text(place);
        let skip = |raw: &[u8]| {
            told.as_ref().is_some_and(|texts| {
                place.format.can_skip(raw, &texts.iter().map(String::as_str).collect::<Vec<_>>())
            })
        };
        let mut flow = ControlFlow::Continue(());
        let mut any = false;
        place.format.read(&mut source, &skip, &mut |record| {
            let cells = cells(&self.columns, &fields, path, &stamp, &record.content, content.as_deref());
            let record = Record {
                address: format!("{path}#{number}#{}", record.number),
                version: version(place, &record, &stamp),
                cells,
            };
            if self.wanted.wants(&record) {
                any = true;
                self.batch.push(record);
                if self.batch.len() >= BATCH {
                    flow = self.hand_over();
                }
            }
            flow
        })?;
        if any {
            let mut sizes = self.sizes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            sizes.insert(path.to_owned(), stamp.size);
        }
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
fn version(place: &Place, record: &Found<'_>, stamp: &Stamp) -> String {
    if place.format.shape == FileShape::Anything { stamp.version.clone() } else { shape::version(record.raw) }
}

fn cells(
    columns: &[SourceColumn],
    fields: &[(&str, &str)],
    path: &str,
    stamp: &Stamp,
    content: &Content<'_>,
    found: Option<&str>,
) -> Vec<Cell> {
    let cell = |column: &SourceColumn| {
        if let Some((_, value)) = fields.iter().find(|(name, _)| *name == column.name) {
            return Cell::Text((*value).to_owned());
        }
        match column.name.as_str() {
            FILE_PATH => Cell::Text(path.to_owned()),
            FILE_SIZE => i64::try_from(stamp.size).map_or(Cell::Null, Cell::Integer),
            FILE_MODIFIED_AT => written_at(stamp),
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

fn written_at(stamp: &Stamp) -> Cell {
    let at = stamp.written.and_then(|at| jiff::Timestamp::try_from(at).ok());
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
