//! Reading a store: the whole catalogue in a few questions, then bounded samples of rows.
//!
//! It concludes nothing. Whatever the role may not read is told, and the rest is read all the same.

mod catalogue;
mod inclusion;
mod mariadb;
mod postgres;
mod sample;
mod shape;
mod sqlite;

pub use catalogue::{Catalogue, Index, LeakKind, RowLeak, Trigger, Unseen, UnseenPart, ViewRead};
pub use inclusion::{Inclusion, InclusionQuestion};
pub(crate) use sample::sampled;
pub use sample::{ColumnSample, Samples};

use crate::infer::classify::Classify;
use futures_util::future::join;
use probity_stores::schema::{LiveTable, Place};
use probity_stores::{Engine, Reading, StoreError, StoreHandle};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much of a store is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most rows of a table that are sampled.
    pub rows: u32,
    /// The most characters of a value that are read.
    pub characters: u32,
    /// The most distinct values of a column that are looked for in another table.
    pub values: u32,
    /// After this time no further table is sampled.
    pub time: Duration,
    /// Whether a second conversation may be held with a server, so that it answers one question while the answer
    /// to another is judged. What is found is the same.
    pub two_conversations: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            rows: 120,
            characters: 160,
            values: 60,
            time: Duration::from_secs(40),
            two_conversations: true,
        }
    }
}

/// An open look at a store.
#[derive(Debug)]
pub struct Observer {
    reading: Reading,
    /// A second conversation, opened when there is enough to ask and the store allows one.
    second: Option<Reading>,
    handle: StoreHandle,
    limit: Limit,
}

/// How much is looked at, and since when.
#[derive(Clone, Copy, Debug)]
struct Limit {
    bounds: Bounds,
    began: Instant,
}

impl Limit {
    fn out_of_time(&self) -> bool {
        self.began.elapsed() > self.bounds.time
    }
}

/// Parts of work that two conversations share, one from the beginning and one from the end: what a conversation
/// has once opened of a table it knows when it is asked about the same table again.
struct Shared<'p, T> {
    left: Mutex<&'p [T]>,
}

impl<'p, T> Shared<'p, T> {
    fn new(parts: &'p [T]) -> Self {
        Self { left: Mutex::new(parts) }
    }

    fn next(&self, end: End) -> Option<&'p T> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (part, rest) = match end {
            End::First => left.split_first()?,
            End::Last => left.split_last()?,
        };
        *left = rest;
        Some(part)
    }
}

/// Where a conversation takes its parts from.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

impl Observer {
    /// Opens the store for looking only.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(handle: &StoreHandle, bounds: Bounds) -> Result<Self, StoreError> {
        let limit = Limit { bounds, began: Instant::now() };
        Ok(Self { reading: handle.reading().await?, second: None, handle: handle.clone(), limit })
    }

    /// Everything that the catalogue says.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn catalogue(&mut self) -> Result<Catalogue, StoreError> {
        let schema = self.reading.schema().await?;
        let mut catalogue = Catalogue { schema, engine: Some(self.reading.engine()), ..Catalogue::default() };
        self.complete(&mut catalogue).await?;
        Ok(catalogue)
    }

    /// The same when samples are taken right afterwards: the second conversation for them is opened meanwhile.
    pub(crate) async fn catalogue_before_samples(&mut self) -> Result<Catalogue, StoreError> {
        let schema = self.reading.schema().await?;
        let parts = schema.tables.len() / sample::AT_ONCE;
        let mut catalogue = Catalogue { schema, engine: Some(self.reading.engine()), ..Catalogue::default() };
        let opening = self.wants_second(parts).then(|| self.handle.clone());
        let second = async { opening.as_ref()?.reading().await.ok() };
        let (completed, second) = join(self.complete(&mut catalogue), second).await;
        self.second = self.second.take().or(second);
        completed.map(|()| catalogue)
    }

    async fn complete(&mut self, catalogue: &mut Catalogue) -> Result<(), StoreError> {
        match self.reading.engine() {
            Engine::Postgres => postgres::complete(&mut self.reading, catalogue).await?,
            Engine::Sqlite => sqlite::complete(&mut self.reading, catalogue).await?,
            Engine::MariaDb => mariadb::complete(&mut self.reading, catalogue).await?,
        }
        catalogue.follow_views();
        Ok(())
    }

    /// What a bounded sample of every readable table says about its columns.
    pub async fn samples(&mut self, catalogue: &Catalogue, classify: &dyn Classify) -> Samples {
        sample::samples(self, catalogue, classify, |_| true).await
    }

    /// The same for some tables only.
    pub async fn samples_of(
        &mut self,
        catalogue: &Catalogue,
        classify: &dyn Classify,
        wanted: impl Fn(&LiveTable) -> bool,
    ) -> Samples {
        sample::samples(self, catalogue, classify, wanted).await
    }

    /// How many sampled values of columns occur in other tables' columns.
    pub async fn inclusions(
        &mut self,
        catalogue: &Catalogue,
        questions: Vec<InclusionQuestion>,
    ) -> Vec<(InclusionQuestion, Inclusion)> {
        inclusion::inclusions(self, catalogue, questions).await
    }

    /// Ends the look.
    pub async fn close(self) {
        self.reading.close().await;
        if let Some(second) = self.second {
            second.close().await;
        }
    }

    /// Opens a second conversation when there are several questions; a store that refuses one answers in one.
    async fn prepare_for(&mut self, questions: usize) {
        if self.wants_second(questions) {
            self.second = self.handle.reading().await.ok();
        }
    }

    fn wants_second(&self, questions: usize) -> bool {
        let server = self.reading.engine() != Engine::Sqlite;
        server && questions > 1 && self.second.is_none() && self.limit.bounds.two_conversations
    }
}

/// The rows of a table, or a part of it spread over its pages when it is large.
fn rows_of(engine: Engine, catalogue: &Catalogue, place: &Place, rows: u32) -> String {
    let table = format!("{}.{}", quoted(engine, &place.schema), quoted(engine, &place.table));
    let pages = catalogue.pages.get(place).copied().unwrap_or(0);
    if engine == Engine::Postgres && pages > LARGE {
        let share = 100.0 * f64::from(PAGES_SAMPLED) / pages as f64;
        return format!("{table} TABLESAMPLE SYSTEM ({share:.6}) LIMIT {rows}");
    }
    format!("{table} LIMIT {rows}")
}

/// From so many pages on, rows are taken from all over the table instead of from its beginning.
const LARGE: u64 = 128;
const PAGES_SAMPLED: u32 = 24;

/// A name as an identifier of the engine.
fn quoted(engine: Engine, name: &str) -> String {
    match engine {
        // MariaDB is opened so that it takes the standard's quotes.
        Engine::Postgres | Engine::Sqlite | Engine::MariaDb => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}
