//! Reading an object from its beginning to its end, going on where an answer broke off.

use super::client::{Call, Client, Refusal};
use crate::error::{EngineFault, FaultKind};
use crate::mirror::files::depot::Stamp;
use reqwest::Response;
use reqwest::header::HeaderMap;
use std::io::{self, Read};
use std::sync::Arc;
use tokio::runtime::Handle;

/// How often an answer may break off.
const BREAKS: u32 = 5;

/// An object that is being read.
pub(super) struct Download {
    client: Arc<Client>,
    runtime: Handle,
    key: String,
    tag: String,
    size: u64,
    at: u64,
    breaks: u32,
    answer: Response,
    chunk: Vec<u8>,
    taken: usize,
}

/// What is known of an object, by the headers of an answer.
pub(super) fn stamp(headers: &HeaderMap) -> Option<Stamp> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let written = text("last-modified").and_then(|at| jiff::fmt::rfc2822::parse(at).ok());
    Some(Stamp {
        size: text("content-length")?.parse().ok()?,
        written: written.map(|at| at.timestamp().into()),
        version: text("etag")?.to_owned(),
    })
}

impl Download {
    /// Begins to read an object; nothing when it is gone. With its stamp and the headers of the answer.
    pub(super) fn begin(
        client: &Arc<Client>,
        runtime: &Handle,
        key: &str,
    ) -> io::Result<Option<(Self, Stamp, HeaderMap)>> {
        let call = Call { what: "reading an object", key: Some(key.to_owned()), ..Call::default() };
        let answer = match runtime.block_on(client.call(&call)) {
            Ok(answer) => answer,
            Err(refusal) if refusal.is_missing() => return Ok(None),
            Err(refusal) => return Err(refusal.into()),
        };
        let headers = answer.headers().clone();
        let stamp = stamp(&headers).ok_or_else(|| {
            io::Error::other(EngineFault::own(FaultKind::Other, "an object came without its size and tag"))
        })?;
        let download = Self {
            client: client.clone(),
            runtime: runtime.clone(),
            key: key.to_owned(),
            tag: stamp.version.clone(),
            size: stamp.size,
            at: 0,
            breaks: 0,
            answer,
            chunk: Vec::new(),
            taken: 0,
        };
        Ok(Some((download, stamp, headers)))
    }

    /// Asks for the rest of the same object.
    fn go_on(&mut self) -> Result<(), Refusal> {
        let call = Call {
            what: "reading the rest of an object",
            key: Some(self.key.clone()),
            headers: vec![
                ("range".to_owned(), format!("bytes={}-", self.at)),
                ("if-match".to_owned(), self.tag.clone()),
            ],
            ..Call::default()
        };
        self.answer = self.runtime.block_on(self.client.call(&call))?;
        Ok(())
    }

    /// The next bytes; none at the end.
    fn next(&mut self) -> io::Result<()> {
        self.taken = 0;
        self.chunk.clear();
        while self.at < self.size {
            let broke = match self.runtime.block_on(self.answer.chunk()) {
                Ok(Some(chunk)) if chunk.is_empty() => continue,
                Ok(Some(chunk)) => {
                    self.at += chunk.len() as u64;
                    self.chunk.extend_from_slice(&chunk);
                    return Ok(());
                }
                Ok(None) | Err(_) => self.breaks >= BREAKS,
            };
            self.breaks += 1;
            if broke {
                let message = "reading an object broke off again and again";
                return Err(io::Error::other(EngineFault::own(FaultKind::ConnectionLost, message)));
            }
            self.go_on()?;
        }
        Ok(())
    }
}

impl Read for Download {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.chunk.len() {
            self.next()?;
        }
        let rest = self.chunk.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            into.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}
