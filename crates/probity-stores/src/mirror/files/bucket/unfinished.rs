//! Notes of changes that take more than one call, so that whoever comes after a stop finishes them: parts of
//! an upload that became no object, and old versions of an object that was written again.
//!
//! A note is an object that no pattern finds, written before the change and deleted after it. It names the
//! object, and so may name a person; it goes with the change.

use super::answer::Entries;
use super::client::{Call, Client, Refusal};
use super::upload::abort;
use crate::mirror::files::depot::REWRITING;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What is being changed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Note {
    /// The object's key.
    pub(super) key: String,
    /// The upload that was begun.
    pub(super) upload: Option<String>,
}

fn name(key: &str) -> String {
    format!("{REWRITING}{}", crate::plan::hex(&Sha256::digest(key.as_bytes())))
}

/// Writes a note down.
pub(super) async fn note(client: &Client, note: &Note) -> Result<(), Refusal> {
    let call = Call {
        what: "noting what is being changed",
        method: Method::PUT,
        key: Some(name(&note.key)),
        body: serde_json::to_vec(note).unwrap_or_default(),
        ..Call::default()
    };
    client.call(&call).await.map(|_| ())
}

/// Removes what a change of this object leaves behind, and the note of it.
pub(super) async fn settle(client: &Client, note: &Note, versioned: bool) -> Result<(), Refusal> {
    if let Some(id) = &note.upload {
        abort(client, &note.key, id).await?;
    }
    if versioned {
        remove_versions(client, &note.key, false).await?;
        return remove_versions(client, &name(&note.key), true).await;
    }
    delete(client, &name(&note.key), None).await
}

/// Settles all changes that somebody noted and did not finish.
pub(super) async fn settle_all(client: &Client, versioned: bool) -> Result<(), Refusal> {
    for key in list(client, REWRITING).await? {
        let call = Call { what: "reading a note", key: Some(key.clone()), ..Call::default() };
        let bytes = match client.call(&call).await {
            Ok(answer) => answer.bytes().await.unwrap_or_default(),
            Err(refusal) if refusal.is_missing() => continue,
            Err(refusal) => return Err(refusal),
        };
        if let Ok(note) = serde_json::from_slice::<Note>(&bytes)
            && name(&note.key) == key
        {
            settle(client, &note, versioned).await?;
        }
    }
    Ok(())
}

async fn list(client: &Client, prefix: &str) -> Result<Vec<String>, Refusal> {
    let mut keys = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let answer = client.ask(&listing(client, prefix, token.as_deref())).await?;
        let found = answer.all("Contents").filter_map(|entries| answer.key(entries.get("Key")?));
        keys.extend(found.filter_map(|key| key.strip_prefix(&client.address.prefix).map(str::to_owned)));
        token = answer.text("NextContinuationToken").map(str::to_owned);
        if !answer.goes_on() || token.is_none() {
            return Ok(keys);
        }
    }
}

/// A call for the next page of the objects whose keys begin so.
pub(super) fn listing(client: &Client, prefix: &str, token: Option<&str>) -> Call {
    let mut query = vec![
        ("list-type", "2".to_owned()),
        ("encoding-type", "url".to_owned()),
        ("prefix", format!("{}{prefix}", client.address.prefix)),
    ];
    query.extend(token.map(|token| ("continuation-token", token.to_owned())));
    Call { what: "listing the bucket", query, ..Call::default() }
}

/// Deletes an object, or one version of it; one that is not there is deleted.
pub(super) async fn delete(client: &Client, key: &str, version: Option<&str>) -> Result<(), Refusal> {
    let what = if version.is_some() { "deleting a version of an object" } else { "deleting an object" };
    let query = version.map(|version| ("versionId", version.to_owned())).into_iter().collect();
    let call = Call { what, method: Method::DELETE, key: Some(key.to_owned()), query, ..Call::default() };
    match client.call(&call).await {
        Err(refusal) if refusal.is_missing() => Ok(()),
        outcome => outcome.map(|_| ()),
    }
}

/// Deletes the versions of an object and its marks of deletion, the newest last or never.
pub(super) async fn remove_versions(client: &Client, key: &str, newest_too: bool) -> Result<(), Refusal> {
    let whole = format!("{}{key}", client.address.prefix);
    let mut newest = Vec::new();
    let mut from: Option<(String, String)> = None;
    loop {
        let mut query =
            vec![("versions", String::new()), ("encoding-type", "url".to_owned()), ("prefix", whole.clone())];
        if let Some((key, version)) = &from {
            query.push(("key-marker", key.clone()));
            query.push(("version-id-marker", version.clone()));
        }
        let call = Call { what: "listing old versions", query, ..Call::default() };
        let answer = client.ask(&call).await?;
        let mut beyond = false;
        for (kind, entries) in &answer.things {
            if kind != "Version" && kind != "DeleteMarker" {
                continue;
            }
            let Some(found) = entries.get("Key").and_then(|key| answer.key(key)) else { continue };
            if found != whole {
                beyond |= found > whole;
                continue;
            }
            let Some(version) = entries.get("VersionId") else { continue };
            if is_newest(entries) {
                newest.push(version.clone());
            } else {
                delete(client, key, Some(version)).await?;
            }
        }
        let next = answer.text("NextKeyMarker").and_then(|key| answer.key(key));
        from = next.map(|key| (key, answer.text("NextVersionIdMarker").unwrap_or_default().to_owned()));
        if beyond || !answer.goes_on() || from.is_none() {
            break;
        }
    }
    for version in newest.iter().filter(|_| newest_too) {
        delete(client, key, Some(version)).await?;
    }
    Ok(())
}

fn is_newest(entries: &Entries) -> bool {
    entries.get("IsLatest").is_some_and(|text| text == "true")
}
