//! Writing an object: in one call, or when it is large in parts that become an object only at the end.
//!
//! INVARIANT (WHOLE-OR-NOT): the object is replaced by the last call alone, and only while it is the one
//! that was read. Parts of an upload that was not finished are no object; they are thrown away here, or by
//! whoever settles what a stop left.

use super::client::{Call, Client, Refusal};
use crate::error::{EngineFault, FaultKind};
use reqwest::Method;
use std::fmt::Write as _;
use std::io::{self, Write};
use tokio::runtime::Handle;

/// The size of a part; the service wants at least 5 MB, and takes 10,000 of them.
const PART: u64 = 16 << 20;
const MOST_PARTS: u64 = 9_000;

/// Called with the number of an upload before its first part is sent, so that it can be found after a stop.
pub(super) type Begun<'a> = dyn Fn(&str) -> io::Result<()> + 'a;

/// An object that is being written.
pub(super) struct Upload<'a> {
    client: &'a Client,
    runtime: &'a Handle,
    key: &'a str,
    /// What the object is told besides its content, as it was before.
    headers: Vec<(String, String)>,
    begun: &'a Begun<'a>,
    part: usize,
    buffer: Vec<u8>,
    id: Option<String>,
    parts: Vec<String>,
}

impl<'a> Upload<'a> {
    pub(super) fn new(
        (client, runtime): (&'a Client, &'a Handle),
        key: &'a str,
        size: u64,
        headers: Vec<(String, String)>,
        begun: &'a Begun<'a>,
    ) -> Self {
        let part = usize::try_from(PART.max(size / MOST_PARTS)).unwrap_or(usize::MAX);
        let (buffer, parts) = (Vec::new(), Vec::new());
        Self { client, runtime, key, headers, begun, part, buffer, id: None, parts }
    }

    fn call(&self, what: &'static str, method: Method) -> Call {
        Call { what, method, key: Some(self.key.to_owned()), ..Call::default() }
    }

    fn send_part(&mut self) -> io::Result<()> {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                let begin = Call {
                    query: vec![("uploads", String::new())],
                    headers: self.headers.clone(),
                    ..self.call("beginning an upload", Method::POST)
                };
                let answer = self.runtime.block_on(self.client.ask(&begin))?;
                let id = answer.text("UploadId").map(str::to_owned);
                let id = id.ok_or_else(|| other("an upload was begun and has no number"))?;
                self.id = Some(id.clone());
                (self.begun)(&id)?;
                id
            }
        };
        let number = self.parts.len() + 1;
        let part = Call {
            query: vec![("partNumber", number.to_string()), ("uploadId", id)],
            body: std::mem::take(&mut self.buffer),
            ..self.call("sending a part of an object", Method::PUT)
        };
        let answer = self.runtime.block_on(self.client.call(&part))?;
        let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok());
        self.parts.push(tag.ok_or_else(|| other("a part was taken and has no tag"))?.to_owned());
        Ok(())
    }

    /// Whether it is written in parts.
    pub(super) fn is_large(&self) -> bool {
        self.id.is_some()
    }

    /// Replaces the object that has this tag. False when it is another by now.
    pub(super) fn finish(mut self, tag: &str) -> io::Result<bool> {
        let condition = ("if-match".to_owned(), tag.to_owned());
        if self.id.is_some() && !self.buffer.is_empty() {
            self.send_part()?;
        }
        let call = match &self.id {
            None => Call {
                headers: std::mem::take(&mut self.headers).into_iter().chain([condition]).collect(),
                body: std::mem::take(&mut self.buffer),
                ..self.call("writing an object", Method::PUT)
            },
            Some(id) => {
                let mut body = "<CompleteMultipartUpload>".to_owned();
                for (at, tag) in self.parts.iter().enumerate() {
                    let tag = quick_xml::escape::escape(tag.as_str());
                    let _ =
                        write!(body, "<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>", at + 1);
                }
                body.push_str("</CompleteMultipartUpload>");
                Call {
                    query: vec![("uploadId", id.clone())],
                    headers: vec![condition],
                    body: body.into_bytes(),
                    ..self.call("finishing an upload", Method::POST)
                }
            }
        };
        let done: Result<(), Refusal> = self.runtime.block_on(self.client.ask(&call)).map(|_| ());
        match done {
            Ok(()) => Ok(true),
            Err(refusal) => {
                self.abandon();
                if refusal.is_lost_race() { Ok(false) } else { Err(refusal.into()) }
            }
        }
    }

    /// Throws away what was sent.
    pub(super) fn abandon(&mut self) {
        self.buffer.clear();
        if let Some(id) = self.id.take() {
            // Whoever settles what is left tries again, and says so when it cannot be done.
            let _ = self.runtime.block_on(abort(self.client, self.key, &id));
        }
    }
}

impl Write for Upload<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.part.saturating_sub(self.buffer.len()).min(bytes.len());
        self.buffer.extend_from_slice(bytes.get(..room).unwrap_or_default());
        if self.buffer.len() >= self.part {
            self.send_part()?;
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Throws away the parts of an upload; one that is not there any more is thrown away.
pub(super) async fn abort(client: &Client, key: &str, id: &str) -> Result<(), Refusal> {
    let call = Call {
        what: "throwing away an upload",
        method: Method::DELETE,
        key: Some(key.to_owned()),
        query: vec![("uploadId", id.to_owned())],
        ..Call::default()
    };
    match client.call(&call).await {
        Err(refusal) if refusal.is_missing() => Ok(()),
        outcome => outcome.map(|_| ()),
    }
}

fn other(message: &str) -> io::Error {
    io::Error::other(EngineFault::own(FaultKind::Other, message))
}
