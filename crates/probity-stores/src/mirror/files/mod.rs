//! Files as a source of records: those of a folder or of a bucket.
//!
//! Reading goes through the files that a table's patterns mean, from end to end, and keeps only what is
//! wanted. A change writes a file again and puts it in its place: see [`depot::Depot`]. What somebody writes
//! to a file while it is written again is not lost: the file is then read again. A process that holds a file
//! of a folder open and goes on writing to it does not notice that it was replaced; such logs are described
//! by the names that they are rotated to.

mod bucket;
mod changing;
mod csv_text;
mod depot;
mod folder;
mod glimpse;
#[cfg(feature = "lake")]
mod lake;
#[cfg(not(feature = "lake"))]
#[path = "no_lake.rs"]
mod lake;
mod reading;
mod shape;
mod tables;

pub(crate) use bucket::{AddressFault, BucketAddress};
pub use glimpse::FileGlimpse;

use super::described::Described;
use super::source::{Change, Intake, Reached, Source, SourceTable, Wanted, Work};
use crate::error::{EngineFault, FaultKind};
use bucket::BucketDepot;
use depot::{Depot, Each};
use folder::FolderDepot;
use probity_policy::model::pattern::{Pattern, PatternKind};
use probity_policy::model::records::{FileShape, Shape};
use reading::Reading;
use shape::{Edit, Edits, Format};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The path of a record's file inside the folder.
const FILE_PATH: &str = "file_path";
/// When its file was last written to.
const FILE_MODIFIED_AT: &str = "file_modified_at";
/// The size of its file in bytes.
const FILE_SIZE: &str = "file_size";
/// A text found in a file that is a record itself.
const FILE_CONTENT: &str = "file_content";

/// Files and the tables that are made of them.
pub(crate) struct FileSource {
    depot: Arc<dyn Depot>,
    tables: Vec<SourceTable>,
    places: Arc<Vec<Vec<Place>>>,
    /// How large the files are that hold records which were wanted.
    sizes: Sizes,
}

/// Sizes in bytes by path, noted while files are read.
type Sizes = Arc<Mutex<BTreeMap<String, u64>>>;

/// Some of the files that hold a table's records.
#[derive(Clone, Debug)]
struct Place {
    written: String,
    pattern: Pattern,
    format: Format,
}

impl Place {
    fn fault(&self, attempted: &str, error: &io::Error) -> EngineFault {
        depot::fault(attempted, &self.written, error)
    }

    /// Whether a path is one of a file of this place.
    fn means(&self, path: &str) -> bool {
        // Services keep empty objects that stand for folders; they hold no records.
        let is_file = !path.ends_with('/') || self.format.shape == FileShape::Anything;
        is_file && self.pattern.matched(path).is_some()
    }

    /// Goes through files, and tells what could not be listed from what could not be read.
    fn walk(
        &self,
        depot: &dyn Depot,
        pattern: &Pattern,
        each: &mut Each<'_>,
    ) -> Result<ControlFlow<()>, EngineFault> {
        let mut unread = None;
        let walked = depot.walk(pattern, &mut |path, stamp| {
            Ok(each(path, stamp).unwrap_or_else(|error| {
                unread = Some(error);
                ControlFlow::Break(())
            }))
        });
        match unread {
            Some(error) => Err(self.fault("read", &error)),
            None => walked.map_err(|error| self.fault("listed", &error)),
        }
    }
}

impl FileSource {
    /// Looks at a folder, and at a few of its records to know their columns.
    pub(crate) async fn of_folder(
        root: PathBuf,
        described: Arc<Vec<Described>>,
    ) -> Result<Self, EngineFault> {
        let depot = aside(move || FolderDepot::open(root)).await?;
        Self::of(Arc::new(depot), described).await
    }

    /// Looks at a bucket in the same way. `limits` are the longest waits for a connection and for a call.
    pub(crate) async fn of_bucket(
        address: &BucketAddress,
        limits: (Duration, Duration),
        described: Arc<Vec<Described>>,
    ) -> Result<Self, EngineFault> {
        let depot = BucketDepot::open(address.clone(), limits).await?;
        Self::of(Arc::new(depot), described).await
    }

    async fn of(depot: Arc<dyn Depot>, described: Arc<Vec<Described>>) -> Result<Self, EngineFault> {
        aside(move || {
            let (mut tables, mut all) = (Vec::new(), Vec::new());
            for one in described.iter() {
                let places = places(one);
                tables.push(tables::table(&*depot, one, &places)?);
                all.push(places);
            }
            Ok(Self { depot, tables, places: Arc::new(all), sizes: Sizes::default() })
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

fn files_of(count: usize) -> String {
    if count == 1 { "1 file is".to_owned() } else { format!("{count} files are") }
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

impl Source for FileSource {
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
            let reading = Reading::new(self.depot.clone(), columns, wanted.clone(), send, self.sizes.clone());
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

    fn toll(&self, table: usize, changes: &[&Change]) -> Option<String> {
        let places = self.places.get(table)?;
        let files: BTreeSet<(&str, usize)> = changes
            .iter()
            .filter_map(|change| changing::parts(&change.address))
            .map(|(path, place, _)| (path, place))
            .collect();
        let is_whole =
            |place: &usize| places.get(*place).is_some_and(|place| place.format.shape == FileShape::Anything);
        let (removed, written): (Vec<_>, Vec<_>) = files.iter().partition(|(_, place)| is_whole(place));
        let patterns: Vec<String> = places.iter().map(|place| format!("`{}`", place.written)).collect();
        let mut toll = format!("each look goes through the files of {}", patterns.join(", "));
        if !removed.is_empty() {
            toll.push_str(&format!("; {} removed", files_of(removed.len())));
        }
        if !written.is_empty() {
            let sizes = self.sizes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let bytes: u64 = written.iter().filter_map(|(path, _)| sizes.get(*path)).sum();
            toll.push_str(&format!(
                "; {} written again whole, {bytes} bytes in all",
                files_of(written.len())
            ));
        }
        Some(toll)
    }

    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()> {
        Box::pin(async move {
            let depot = self.depot.clone();
            aside(move || depot.settle().map_err(|error| depot::fault("put in order", "**", &error))).await?;
            let mut by_file: BTreeMap<(String, usize, usize), Edits> = BTreeMap::new();
            for change in changes {
                let Some((path, place, number)) = changing::parts(&change.address) else { continue };
                let columns = self.tables.get(change.table).map(|table| &table.columns);
                let name = |at: usize| Some(columns?.get(at)?.name.clone());
                let edits = by_file.entry((path.to_owned(), change.table, place)).or_default();
                edits.insert(number, (change.version.clone(), Edit::of(&change.deed, &name)));
            }
            for (part, ((path, table, place), edits)) in by_file.into_iter().enumerate() {
                let (depot, places) = (self.depot.clone(), self.places.clone());
                aside(move || match places.get(table).and_then(|places| places.get(place)) {
                    Some(place) => changing::change_file(&*depot, &path, place, &edits),
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
