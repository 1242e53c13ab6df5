//! How Redis keeps values: the commands that read a key, the records in its answer, and the commands that
//! change them. Nothing here talks to a server.

use crate::mirror::json_text;
use crate::mirror::source::Cell;
use crate::plan::hex;
use probity_policy::model::records::KeyKind;
use redis::{Cmd, Pipeline, Value, cmd};
use sha2::{Digest, Sha256};

/// One record of a key, as the server has it.
#[derive(Clone, PartialEq)]
pub(super) struct Part {
    /// What tells it from the others of its key: a field, a member, a position; nothing for the key itself.
    pub(super) name: Vec<u8>,
    /// Its value; empty for members, whose name is their value.
    pub(super) value: Vec<u8>,
    /// The fields of a hash that is one record.
    pub(super) fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// The score of a member.
    pub(super) score: Option<f64>,
}

/// What becomes of a part.
#[derive(Clone, PartialEq)]
pub(super) enum Fate {
    Gone,
    Becomes(Vec<(String, Cell)>),
}

/// The command that reads a whole key.
pub(super) fn reading(kind: KeyKind, key: &str) -> Cmd {
    let mut command = match kind {
        KeyKind::Text => cmd("GET"),
        KeyKind::Hash | KeyKind::Fields => cmd("HGETALL"),
        KeyKind::Set => cmd("SMEMBERS"),
        KeyKind::SortedSet => cmd("ZRANGE"),
        KeyKind::List => cmd("LRANGE"),
    };
    command.arg(key);
    match kind {
        KeyKind::SortedSet => drop(command.arg(0).arg(-1).arg("WITHSCORES")),
        KeyKind::List => drop(command.arg(0).arg(-1)),
        _ => {}
    }
    command
}

fn bytes(value: Value) -> Option<Vec<u8>> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.into_bytes()),
        Value::Int(number) => Some(number.to_string().into_bytes()),
        _ => None,
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) | Value::Set(items) => items,
        Value::Map(pairs) => pairs.into_iter().flat_map(|(key, value)| [key, value]).collect(),
        _ => Vec::new(),
    }
}

fn pairs(value: Value) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut items = list(value).into_iter().filter_map(bytes);
    let mut pairs = Vec::new();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}

/// The records in the answer to [`reading`].
pub(super) fn parts(kind: KeyKind, answer: Value) -> Vec<Part> {
    let part = |name, value| Part { name, value, fields: Vec::new(), score: None };
    match kind {
        KeyKind::Text => bytes(answer).map(|value| part(Vec::new(), value)).into_iter().collect(),
        KeyKind::Hash => {
            let mut fields = pairs(answer);
            fields.sort();
            let any = !fields.is_empty();
            any.then(|| Part { fields, ..part(Vec::new(), Vec::new()) }).into_iter().collect()
        }
        KeyKind::Fields => pairs(answer).into_iter().map(|(name, value)| part(name, value)).collect(),
        KeyKind::Set => {
            list(answer).into_iter().filter_map(bytes).map(|member| part(member, Vec::new())).collect()
        }
        KeyKind::SortedSet => pairs(answer)
            .into_iter()
            .map(|(member, score)| {
                let score = std::str::from_utf8(&score).ok().and_then(|text| text.parse().ok());
                Part { score, ..part(member, Vec::new()) }
            })
            .collect(),
        KeyKind::List => list(answer)
            .into_iter()
            .filter_map(bytes)
            .enumerate()
            .map(|(at, member)| part(at.to_string().into_bytes(), member))
            .collect(),
    }
}

impl Part {
    /// What changes when the record does.
    pub(super) fn version(&self) -> String {
        let mut hash = Sha256::new();
        for bytes in
            std::iter::once(&self.value).chain(self.fields.iter().flat_map(|(name, value)| [name, value]))
        {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        hex(hash.finalize().get(..16).unwrap_or_default())
    }

    /// The bytes that are its own: its value, or the member itself.
    pub(super) fn own(&self, kind: KeyKind) -> &[u8] {
        if matches!(kind, KeyKind::Set | KeyKind::SortedSet) { &self.name } else { &self.value }
    }

    /// The names of what it holds.
    pub(super) fn columns(&self, kind: KeyKind, json: bool) -> Vec<String> {
        if kind == KeyKind::Hash {
            return self.fields.iter().filter_map(|(name, _)| String::from_utf8(name.clone()).ok()).collect();
        }
        let text = if json { std::str::from_utf8(self.own(kind)).ok() } else { None };
        let entries = text.and_then(json_text::entries).unwrap_or_default();
        entries.into_iter().map(|(name, _)| name.into_owned()).collect()
    }

    /// The value of a column.
    pub(super) fn cell(&self, kind: KeyKind, json: bool, column: &str) -> Cell {
        let text = |bytes: &[u8]| {
            if bytes.is_empty() {
                Cell::Null
            } else {
                Cell::Text(String::from_utf8_lossy(bytes).into_owned())
            }
        };
        match (kind, column) {
            (KeyKind::Hash, name) => {
                let field = self.fields.iter().find(|(known, _)| known == name.as_bytes());
                field.map_or(Cell::Null, |(_, value)| text(value))
            }
            (KeyKind::Fields, "field") => text(&self.name),
            (KeyKind::SortedSet, "score") => self.score.map_or(Cell::Null, Cell::Real),
            (_, name) if json => {
                let entries = std::str::from_utf8(self.own(kind)).ok().and_then(json_text::entries);
                json_text::cell(entries.as_ref().and_then(|entries| json_text::value(entries, name)))
            }
            (KeyKind::Text | KeyKind::Fields, "value")
            | (KeyKind::Set | KeyKind::SortedSet | KeyKind::List, "member") => text(self.own(kind)),
            _ => Cell::Null,
        }
    }

    /// The value with columns changed, where it is one value.
    fn changed(&self, kind: KeyKind, json: bool, cells: &[(String, Cell)]) -> Option<Vec<u8>> {
        if !json {
            let (_, cell) = cells.last()?;
            return Some(cell.text().unwrap_or_default().into_bytes());
        }
        let text = std::str::from_utf8(self.own(kind)).ok()?.to_owned();
        let text =
            cells.iter().try_fold(text, |text, (name, cell)| json_text::replaced(&text, name, cell))?;
        Some(text.into_bytes())
    }

    /// Adds the commands that change this part of a key. Nothing when it cannot be changed so.
    pub(super) fn change(
        &self,
        kind: KeyKind,
        json: bool,
        key: &str,
        fate: &Fate,
        pipeline: &mut Pipeline,
    ) -> Option<()> {
        match fate {
            Fate::Gone => match kind {
                KeyKind::Text | KeyKind::Hash => pipeline.cmd("UNLINK").arg(key),
                KeyKind::Fields => pipeline.cmd("HDEL").arg(key).arg(&self.name),
                KeyKind::Set => pipeline.cmd("SREM").arg(key).arg(&self.name),
                KeyKind::SortedSet => pipeline.cmd("ZREM").arg(key).arg(&self.name),
                KeyKind::List => pipeline.cmd("LREM").arg(key).arg(1).arg(&self.value),
            },
            Fate::Becomes(cells) if kind == KeyKind::Hash => {
                for (name, cell) in cells {
                    match cell.text() {
                        None => pipeline.cmd("HDEL").arg(key).arg(name),
                        Some(text) => pipeline.cmd("HSET").arg(key).arg(name).arg(text),
                    };
                }
                return Some(());
            }
            Fate::Becomes(cells) => {
                let new = self.changed(kind, json, cells)?;
                // First the new member, then the old one goes: a key that is empty for a moment loses when it ends.
                match kind {
                    KeyKind::Text | KeyKind::Hash => pipeline.cmd("SET").arg(key).arg(new).arg("KEEPTTL"),
                    KeyKind::Fields => pipeline.cmd("HSET").arg(key).arg(&self.name).arg(new),
                    KeyKind::Set => {
                        pipeline.cmd("SADD").arg(key).arg(&new);
                        pipeline.cmd("SREM").arg(key).arg(&self.name)
                    }
                    KeyKind::SortedSet => {
                        pipeline.cmd("ZADD").arg(key).arg(self.score.unwrap_or(0.0)).arg(&new);
                        pipeline.cmd("ZREM").arg(key).arg(&self.name)
                    }
                    KeyKind::List => pipeline.cmd("LSET").arg(key).arg(&self.name).arg(new),
                }
            }
        };
        Some(())
    }
}
