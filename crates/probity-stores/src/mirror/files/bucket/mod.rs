//! A bucket of a service that speaks S3, as something that keeps files.
//!
//! An object is replaced by one call that the service carries out only while the object has the tag that was
//! read. In a bucket that keeps versions, the older versions of an object that is changed or removed go too,
//! because whoever is erased is in them; what the bucket keeps of other objects is not looked into.

mod address;
mod answer;
mod client;
mod download;
mod escape;
mod sign;
mod unfinished;
mod upload;

pub(crate) use address::{AddressFault, BucketAddress};

use super::depot::{Depot, Each, Opened, REWRITING, Rewrite, Stamp, is_compressed, packed, unpacked};
use crate::error::{EngineFault, FaultKind};
use answer::Entries;
use client::{Call, Client, Refusal};
use download::Download;
use probity_policy::model::pattern::{Pattern, PatternPart};
use reqwest::Method;
use reqwest::header::HeaderMap;
use std::fmt::Write as _;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use unfinished::{Note, delete, listing, note, remove_versions, settle, settle_all};
use upload::Upload;

/// What an object keeps when its content becomes another.
const KEPT: [&str; 11] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

/// A bucket.
#[derive(Debug)]
pub(super) struct BucketDepot {
    client: Arc<Client>,
    runtime: Handle,
    /// Whether the bucket keeps, or kept, old versions.
    versioned: bool,
}

impl BucketDepot {
    /// A bucket that is there and may be read. `limits` are the longest waits for a connection and a call.
    pub(super) async fn open(
        address: BucketAddress,
        limits: (Duration, Duration),
    ) -> Result<Self, EngineFault> {
        let client = Client::new(address, limits)?;
        let mut first = listing(&client, "", None);
        first.query.push(("max-keys", "1".to_owned()));
        client.ask(&first).await.map_err(|refusal| refusal.fault)?;
        let versioning = Call {
            what: "asking whether the bucket keeps old versions",
            query: vec![("versioning", String::new())],
            ..Call::default()
        };
        let versioned = match client.ask(&versioning).await {
            Ok(answer) => answer.text("Status").is_some(),
            // A service that does not know the question has no old versions.
            Err(refusal) if refusal.is_unknown_call() => false,
            Err(refusal) => return Err(refusal.fault),
        };
        Ok(Self { client: Arc::new(client), runtime: Handle::current(), versioned })
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, Refusal>>) -> io::Result<T> {
        Ok(self.runtime.block_on(work)?)
    }

    /// What is known of an object, with all that its headers say; nothing when it is gone.
    fn headers(&self, key: &str) -> io::Result<Option<HeaderMap>> {
        let call = Call {
            what: "asking for an object",
            method: Method::HEAD,
            key: Some(key.to_owned()),
            ..Call::default()
        };
        match self.runtime.block_on(self.client.call(&call)) {
            Ok(answer) => Ok(Some(answer.headers().clone())),
            Err(refusal) if refusal.is_missing() => Ok(None),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// What the object is told besides its content, to be told again.
    fn kept(&self, key: &str, headers: &HeaderMap) -> io::Result<Vec<(String, String)>> {
        if headers.contains_key("x-amz-object-lock-mode")
            || headers.contains_key("x-amz-object-lock-legal-hold")
        {
            let message = "the object is locked against changes";
            return Err(io::Error::other(EngineFault::own(FaultKind::Refused, message)));
        }
        let mut kept = Vec::new();
        for (name, value) in headers {
            let name = name.as_str();
            if KEPT.contains(&name) || name.starts_with("x-amz-meta-") {
                let value = value.to_str().map_err(|_| {
                    let message = "the object has a description that is no text, and would lose it";
                    io::Error::other(EngineFault::own(FaultKind::Other, message))
                })?;
                kept.push((name.to_owned(), value.to_owned()));
            }
        }
        if headers.contains_key("x-amz-tagging-count") {
            let call = Call {
                what: "asking for the tags of an object",
                key: Some(key.to_owned()),
                query: vec![("tagging", String::new())],
                ..Call::default()
            };
            let answer = self.wait(self.client.ask(&call))?;
            let mut tags = String::new();
            for tag in answer.all("Tag") {
                let text = |name: &str| escape::escaped(tag.get(name).map_or("", String::as_str), false);
                let joint = if tags.is_empty() { "" } else { "&" };
                let _ = write!(tags, "{joint}{}={}", text("Key"), text("Value"));
            }
            kept.push(("x-amz-tagging".to_owned(), tags));
        }
        Ok(kept)
    }

    /// Removes an object that still has this tag, with all its versions.
    fn remove_tagged(&self, key: &str, tag: &str) -> io::Result<bool> {
        let found = self.headers(key)?.as_ref().and_then(download::stamp);
        if found.is_none_or(|found| found.version != tag) {
            return Ok(false);
        }
        if self.versioned {
            self.wait(remove_versions(&self.client, key, true))?;
            return Ok(true);
        }
        let call = Call {
            what: "deleting an object",
            method: Method::DELETE,
            key: Some(key.to_owned()),
            headers: vec![("if-match".to_owned(), tag.to_owned())],
            ..Call::default()
        };
        match self.runtime.block_on(self.client.call(&call)) {
            Ok(_) => Ok(true),
            Err(refusal) if refusal.is_lost_race() => Ok(false),
            // A service that knows no conditions here has been asked right before.
            Err(refusal) if refusal.is_unknown_call() => {
                self.wait(delete(&self.client, key, None)).map(|()| true)
            }
            Err(refusal) => Err(refusal.into()),
        }
    }
}

impl Depot for BucketDepot {
    fn walk(&self, pattern: &Pattern, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
        let prefix = match pattern.parts() {
            [PatternPart::Text(whole)] => return each(whole, None),
            [PatternPart::Text(text), ..] => text.as_str(),
            _ => "",
        };
        // What is deeper than the pattern goes is not listed.
        let deep = pattern.parts().iter().any(|part| matches!(part, PatternPart::Deep));
        let rest = pattern.parts().iter().skip(usize::from(!prefix.is_empty()));
        let shallow = !deep
            && rest.into_iter().all(|part| !matches!(part, PatternPart::Text(text) if text.contains('/')));
        let mut token: Option<String> = None;
        loop {
            let mut call = listing(&self.client, prefix, token.as_deref());
            if shallow {
                call.query.push(("delimiter", "/".to_owned()));
            }
            let answer = self.wait(self.client.ask(&call))?;
            for entries in answer.all("Contents") {
                let Some(key) = entries.get("Key").and_then(|key| answer.key(key)) else { continue };
                let Some(path) = key.strip_prefix(&self.client.address.prefix) else { continue };
                if path.is_empty() || path.starts_with(REWRITING) {
                    continue;
                }
                if each(path, listed(entries))?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            token = answer.text("NextContinuationToken").map(str::to_owned);
            if !answer.goes_on() || token.is_none() {
                return Ok(ControlFlow::Continue(()));
            }
        }
    }

    fn look(&self, path: &str) -> io::Result<Option<Stamp>> {
        Ok(self.headers(path)?.as_ref().and_then(download::stamp))
    }

    fn open(&self, path: &str) -> io::Result<Option<Opened>> {
        let begun = Download::begin(&self.client, &self.runtime, path)?;
        Ok(begun.map(|(source, stamp, headers)| Opened {
            stamp,
            source: unpacked(compressed(path, &headers), source),
        }))
    }

    fn replace(&self, path: &str, _: &Pattern, write: &mut Rewrite<'_>) -> io::Result<bool> {
        let begun = Download::begin(&self.client, &self.runtime, path)?;
        let Some((source, before, headers)) = begun else { return Ok(false) };
        let compressed = compressed(path, &headers);
        let kept = self.kept(path, &headers)?;
        let about = |upload| Note { key: path.to_owned(), upload };
        // Written down only where a stop could leave something: old versions, or parts of an upload.
        let begun = |id: &str| self.wait(note(&self.client, &about(Some(id.to_owned()))));
        let connection = (&*self.client, &self.runtime);
        let mut source = unpacked(compressed, source);
        let upload = Upload::new(connection, path, before.size, kept, &begun);
        let (left, upload) = packed(compressed, upload, &mut |out| write(&mut *source, out));
        drop(source);
        let Some(mut upload) = upload else { return left };
        let was_large = upload.is_large();
        let done = match left {
            Ok(true) => {
                if self.versioned && !was_large {
                    self.wait(note(&self.client, &about(None)))?;
                }
                upload.finish(&before.version)
            }
            Ok(false) => {
                upload.abandon();
                self.remove_tagged(path, &before.version)
            }
            Err(error) => {
                upload.abandon();
                Err(error)
            }
        };
        if was_large || self.versioned {
            let settled = self.wait(settle(&self.client, &about(None), self.versioned));
            return done.and_then(|done| settled.map(|()| done));
        }
        done
    }

    fn remove(&self, path: &str, _: &Pattern, version: &str) -> io::Result<bool> {
        self.remove_tagged(path, version)
    }

    fn settle(&self) -> io::Result<()> {
        self.wait(settle_all(&self.client, self.versioned))
    }
}

/// Whether an object is compressed, by its name or by what it is told.
fn compressed(path: &str, headers: &HeaderMap) -> bool {
    is_compressed(path) || headers.get("content-encoding").is_some_and(|value| value == "gzip")
}

/// What a list says of an object.
fn listed(entries: &Entries) -> Option<Stamp> {
    let written: Option<jiff::Timestamp> = entries.get("LastModified").and_then(|at| at.parse().ok());
    Some(Stamp {
        size: entries.get("Size")?.parse().ok()?,
        written: written.map(Into::into),
        version: entries.get("ETag")?.clone(),
    })
}
