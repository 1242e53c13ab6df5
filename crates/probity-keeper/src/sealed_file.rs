//! Large sealed files: cut into parts that are sealed each for itself, so that neither writing nor
//! reading one holds it in memory.
//!
//! INVARIANT (PARTS-IN-ORDER): a part is sealed with its number and its request, and the head, which is kept
//! last, says how many there are: a part that is missing, moved or another request's is noticed.

use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::writing;
use probity_ledger::{NONCE_BYTES, RequestId, SealingKey};
use probity_state::{Random, StateError, random_bytes, vault};
use probity_vocabulary::{Personal, Reveal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::Arc;

/// Bytes of a part before it is sealed.
const PART: usize = 1 << 20;
const FORMAT: &str = "probity-parts/1";

/// What is kept of a file beside its parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PartsHead {
    format: String,
    /// How many parts.
    pub(crate) parts: u32,
    /// How many bytes all parts together have.
    pub(crate) bytes: u64,
}

fn part_name(name: &str, part: u32) -> String {
    format!("{name}/{part:06}")
}

fn associated(name: &str, request: RequestId) -> String {
    format!("{name}:{request}")
}

/// Where a large file is written: what leaves memory is sealed, and what is on disk has no name and ends
/// with the process.
pub(crate) struct SealedSpool {
    key: SealingKey,
    random: Arc<dyn Random>,
    request: RequestId,
    name: &'static str,
    file: File,
    part: Vec<u8>,
    lengths: Vec<u32>,
    hash: Sha256,
    bytes: u64,
}

impl SealedSpool {
    pub(crate) fn new(
        key: SealingKey,
        random: Arc<dyn Random>,
        request: RequestId,
        name: &'static str,
    ) -> std::io::Result<Self> {
        let file = tempfile::tempfile()?;
        let part = Vec::with_capacity(PART);
        let hash = Sha256::new();
        Ok(Self { key, random, request, name, file, part, lengths: Vec::new(), hash, bytes: 0 })
    }

    fn seal_part(&mut self) -> std::io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        let number = u32::try_from(self.lengths.len()).map_err(std::io::Error::other)?;
        let nonce = random_bytes::<NONCE_BYTES>(self.random.as_ref()).map_err(std::io::Error::other)?;
        let label = associated(&part_name(self.name, number), self.request);
        let sealed = self.key.seal(nonce, label.as_bytes(), &self.part).map_err(std::io::Error::other)?;
        self.lengths.push(u32::try_from(sealed.len()).map_err(std::io::Error::other)?);
        self.file.write_all(&sealed)?;
        self.part.clear();
        Ok(())
    }
}

impl Write for SealedSpool {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let room = PART.saturating_sub(self.part.len()).min(bytes.len());
        let taken = bytes.get(..room).unwrap_or_default();
        self.part.extend_from_slice(taken);
        self.hash.update(taken);
        self.bytes += taken.len() as u64;
        if self.part.len() >= PART {
            self.seal_part()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Keeper {
    /// A place to write a large file of a request's vault to.
    pub(crate) async fn spool(&self, id: RequestId, name: &'static str) -> Result<SealedSpool, KeeperError> {
        let key = self.request_key(id).await?;
        Ok(SealedSpool::new(key, self.inner.random.clone(), id, name)
            .map_err(crate::package::PackageError::from)?)
    }

    /// Keeps the parts of a file. It is there only when its head is kept, too: the sealed head, and the
    /// SHA-256 of the whole file.
    pub(crate) async fn keep_parts(
        &self,
        mut spool: SealedSpool,
    ) -> Result<(Vec<u8>, [u8; 32]), KeeperError> {
        let spooled = |error: std::io::Error| KeeperError::Package(error.into());
        spool.seal_part().map_err(spooled)?;
        spool.file.rewind().map_err(spooled)?;
        let (id, name) = (spool.request, spool.name);
        let mut parts = 0_u32;
        for length in &spool.lengths {
            let mut sealed = vec![0; usize::try_from(*length).unwrap_or(0)];
            spool.file.read_exact(&mut sealed).map_err(spooled)?;
            let now = self.inner.clock.now();
            let name = part_name(name, parts);
            writing!(self.inner.state, |tx| Ok::<_, KeeperError>(
                vault::put(tx, id, &name, &sealed, now).await?
            ))?;
            parts += 1;
        }
        let head = PartsHead { format: FORMAT.to_owned(), parts, bytes: spool.bytes };
        let head = serde_json::to_vec(&head).map_err(|_| KeeperError::Stored("the head of a package"))?;
        Ok((self.seal_file(id, name, &head).await?, spool.hash.finalize().into()))
    }

    /// The head of a large file; one of a single part for a file that was kept whole.
    pub(crate) async fn parts_head(
        &self,
        id: RequestId,
        name: &str,
    ) -> Result<Option<PartsHead>, KeeperError> {
        let Some(head) = self.open_file(id, name).await? else { return Ok(None) };
        let bytes = head.reveal(Reveal::AnswerPerson);
        let parsed = serde_json::from_slice::<PartsHead>(bytes).ok().filter(|head| head.format == FORMAT);
        let whole = PartsHead { format: String::new(), parts: 1, bytes: bytes.len() as u64 };
        Ok(Some(parsed.unwrap_or(whole)))
    }

    /// One part of a large file, from 0.
    pub(crate) async fn part(
        &self,
        id: RequestId,
        name: &str,
        part: u32,
    ) -> Result<Option<Personal<Vec<u8>>>, KeeperError> {
        match self.parts_head(id, name).await? {
            None => Ok(None),
            Some(head) if head.format.is_empty() => {
                if part == 0 {
                    self.open_file(id, name).await
                } else {
                    Ok(None)
                }
            }
            Some(head) if part < head.parts => {
                let found = self.open_file(id, &part_name(name, part)).await?;
                // A part that is missing is no end.
                found.map(Some).ok_or(KeeperError::State(StateError::Corrupt { what: "a package" }))
            }
            Some(_) => Ok(None),
        }
    }
}
