//! Batches of one store, of an erasure as of an expiry: how many rows one has, what is told before and after it,
//! and the pause before the next.
//!
//! INVARIANT (KILLED-ANYWHERE): a batch is committed or it is not; whoever does them finds what is left as after any
//! crash. What a batch does, and how it is recorded, is its work's.

use crate::error::StoreError;
use crate::pauses::Pauses;
use crate::retry;
use crate::workspace::Workspace;
use std::ops::Range;
use std::time::{Duration, Instant};

/// How long a batch is to take: longer, and others wait noticeably for what it holds; much shorter, and its commit
/// costs as much as its rows.
const AIM: Duration = Duration::from_millis(400);
/// How many rows the first has at most: nobody knows yet how fast the store is.
const FIRST: u64 = 1_000;
/// However slow the store, a batch has so many, if so many are allowed: its commit has a price of its own.
const FEWEST: u64 = 100;
/// How many times larger than the one before a batch may be, which may have met what was in memory.
const GROWTH: u64 = 4;

/// Rows that are changed in batches.
pub(crate) trait BatchWork: Send {
    type Fault: From<StoreError> + Send;

    /// Records that a batch begins, by the places of its rows.
    fn begins(&mut self, rows: &Range<u64>) -> impl Future<Output = Result<(), Self::Fault>> + Send;

    /// Changes the rows at these places, in one transaction; how many they were.
    fn change(
        &mut self,
        workspace: &mut Workspace<'_>,
        rows: &Range<u64>,
    ) -> impl Future<Output = Result<u64, Self::Fault>> + Send;

    /// Whether a batch that failed so may be tried again.
    fn lost_race(fault: &Self::Fault) -> bool;

    /// Records that a batch was committed which changed so many rows.
    fn ended(
        &mut self,
        rows: &Range<u64>,
        changed: u64,
    ) -> impl Future<Output = Result<(), Self::Fault>> + Send;

    /// Whether anybody waits for what comes after it.
    fn goes_on(&self) -> bool;
}

/// The batches of one store.
#[derive(Debug)]
pub(crate) struct Batching<'s> {
    store: &'s str,
    size: BatchSize,
    pauses: Pauses,
}

impl<'s> Batching<'s> {
    /// Batches of at most so many rows, with pauses as long as somebody said.
    pub(crate) fn new(store: &'s str, most: u64, pause: Option<Duration>) -> Self {
        Self { store, size: BatchSize::new(most), pauses: Pauses::new(pause) }
    }

    /// Does a work of so many rows; all of them at once where it cannot be taken apart. It ends before, when a batch of
    /// a work that finds its rows itself finds none.
    pub(crate) async fn carry_out<W: BatchWork>(
        &mut self,
        workspace: &mut Workspace<'_>,
        work: &mut W,
        total: u64,
        at_once: bool,
        finds: bool,
    ) -> Result<(), W::Fault> {
        let mut next = 0;
        while next < total {
            let size = if at_once { total } else { self.size.rows };
            let rows = next..next.saturating_add(size).min(total);
            work.begins(&rows).await?;
            let begun = Instant::now();
            let changed = Self::tried(workspace, work, &rows).await?;
            let took = begun.elapsed();
            work.ended(&rows, changed).await?;
            self.size.learn(rows.end - rows.start, took);
            if work.goes_on() {
                self.pauses.after_batch(workspace, self.store, took).await?;
            }
            if finds && changed == 0 {
                break;
            }
            next = if finds { next.saturating_add(changed) } else { rows.end };
        }
        Ok(())
    }

    /// Does one batch, again when it lost a race.
    async fn tried<W: BatchWork>(
        workspace: &mut Workspace<'_>,
        work: &mut W,
        rows: &Range<u64>,
    ) -> Result<u64, W::Fault> {
        let mut attempt = 0;
        loop {
            match work.change(workspace, rows).await {
                Err(fault) if W::lost_race(&fault) && retry::again(&mut attempt).await => {}
                outcome => return outcome,
            }
        }
    }
}

/// How many rows the next batch has, by what the last ones took.
#[derive(Debug)]
struct BatchSize {
    most: u64,
    rows: u64,
}

impl BatchSize {
    fn new(most: u64) -> Self {
        let most = most.clamp(1, i64::MAX.unsigned_abs());
        Self { most, rows: most.min(FIRST) }
    }

    fn learn(&mut self, rows: u64, took: Duration) {
        let fitting = u128::from(rows) * AIM.as_nanos() / took.as_nanos().max(1);
        let fitting = u64::try_from(fitting).unwrap_or(u64::MAX);
        let largest = self.rows.saturating_mul(GROWTH).min(self.most);
        self.rows = fitting.clamp(FEWEST.min(self.most), largest.max(FEWEST.min(self.most)));
    }
}

#[cfg(test)]
mod tests {
    use super::{AIM, BatchSize, FEWEST, FIRST, GROWTH};
    use proptest::prelude::*;
    use std::time::Duration;

    /// Sizes of batches in a store that takes so long for a batch and so long for each of its rows.
    fn sizes(most: u64, each: Duration, row: Duration) -> Vec<u64> {
        let mut size = BatchSize::new(most);
        let mut sizes = Vec::new();
        for _ in 0..30 {
            sizes.push(size.rows);
            size.learn(size.rows, each + row * u32::try_from(size.rows).unwrap());
        }
        sizes
    }

    #[test]
    fn a_quick_store_gets_what_was_said_soon_and_a_slow_one_never() {
        let quick = sizes(10_000, Duration::from_millis(1), Duration::from_micros(5));
        assert_eq!(quick[..4], [1_000, 4_000, 10_000, 10_000]);
        let slow = sizes(10_000, Duration::from_millis(5), Duration::from_millis(2));
        assert_eq!(slow[0], FIRST);
        assert!(slow[3..].iter().all(|rows| (190..=200).contains(rows)), "{slow:?}");
        let stuck = sizes(10_000, Duration::from_secs(9), Duration::from_secs(1));
        assert_eq!(stuck[1..4], [FEWEST; 3]);
        assert_eq!(sizes(7, Duration::from_secs(9), Duration::from_secs(1)), [7; 30]);
    }

    proptest! {
        #[test]
        fn a_batch_keeps_to_its_bounds_and_to_its_time(most: u64, took in prop::collection::vec(0..10_000_000_000_u64, 0..40)) {
            let mut size = BatchSize::new(most);
            for nanos in took {
                let (before, took) = (size.rows, Duration::from_nanos(nanos));
                size.learn(before, took);
                let bounds = FEWEST.min(size.most)..=size.most;
                prop_assert!(bounds.contains(&size.rows));
                prop_assert!(size.rows <= before.saturating_mul(GROWTH).max(FEWEST));
                if took > AIM {
                    prop_assert!(size.rows <= before.max(FEWEST));
                }
            }
        }
    }
}
