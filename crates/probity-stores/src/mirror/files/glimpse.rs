//! A look at files that nobody described: which there are, and the beginning of some. Reads only.
//!
//! Its calls wait for a network, and are made where nobody else waits (`spawn_blocking`).

use super::bucket::{BucketAddress, BucketDepot};
use super::depot::Depot;
use crate::error::EngineFault;
use probity_policy::model::pattern::{Pattern, PatternKind};
use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// An open look at files.
#[derive(Clone, Debug)]
pub struct FileGlimpse {
    depot: Arc<dyn Depot>,
}

impl FileGlimpse {
    pub(crate) async fn of_bucket(
        address: &BucketAddress,
        limits: (Duration, Duration),
    ) -> Result<Self, EngineFault> {
        Ok(Self { depot: Arc::new(BucketDepot::open(address.clone(), limits).await?) })
    }

    /// The paths of at most so many files, with `/` between names. Objects that stand for folders are none.
    ///
    /// # Errors
    /// When the files cannot be listed.
    pub fn paths(&self, most: usize) -> io::Result<Vec<String>> {
        let all =
            Pattern::read("**", PatternKind::Path).map_err(|fault| io::Error::other(fault.to_string()))?;
        let mut paths = Vec::new();
        let _ = self.depot.walk(&all, &mut |path, _| {
            if paths.len() >= most {
                return Ok(ControlFlow::Break(()));
            }
            if !path.ends_with('/') {
                paths.push(path.to_owned());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(paths)
    }

    /// The first bytes of a file, decompressed where it is compressed; nothing when it is gone.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn beginning(&self, path: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(opened) = self.depot.open(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        opened.source.take(most).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}
