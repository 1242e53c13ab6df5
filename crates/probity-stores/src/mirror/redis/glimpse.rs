//! A look at a Redis server that nobody described: which keys there are, how they are kept, and the beginning of what
//! is in them. Keys come by SCAN, never by KEYS; every command is one that reads; the server is asked not to count the
//! look as a use, so that what is evicted first stays the same.
//!
//! INVARIANT (LOOKING-LEAVES-NO-TRACE): no command here can change a key or when it expires.

use super::{RedisSource, fault, kinds};
use crate::connect::StoreHandle;
use crate::error::StoreError;
use probity_policy::model::records::KeyKind;
use probity_vocabulary::Personal;
use redis::{Pipeline, Value, cmd};

/// Keys asked about at a time.
const BATCH: usize = 200;
/// Keys longer than this name no kind of thing and are passed over; in bytes.
const LONGEST_KEY: usize = 512;

/// How a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// Its kind; nothing for what the language cannot describe, such as streams.
    pub kind: Option<KeyKind>,
    /// Whether it expires by itself.
    pub expires: bool,
}

/// A piece of a key: a text whole, a field of a hash, a member.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPiece {
    /// The field; empty where there are none.
    pub name: String,
    /// The text, the field's value, the member.
    pub value: String,
    /// The score of a member of a sorted set.
    pub score: Option<String>,
}

impl std::fmt::Debug for KeyPiece {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyPiece(…)")
    }
}

/// An open look at a server of keys.
pub struct KeyGlimpse {
    source: RedisSource,
    handle: StoreHandle,
}

impl std::fmt::Debug for KeyGlimpse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KeyGlimpse").field("store", &self.handle.name()).finish_non_exhaustive()
    }
}

impl KeyGlimpse {
    pub(crate) async fn of(mut source: RedisSource, handle: StoreHandle) -> Self {
        // Servers before 7.2 do not know the command; the look is then counted as a use.
        let _ = cmd("CLIENT").arg("NO-TOUCH").arg("ON").exec_async(&mut source.connection).await;
        Self { source, handle }
    }

    /// At most so many keys, in no order, and whether there are more. Keys that are no text are passed over.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn keys(&mut self, most: usize) -> Result<(Personal<Vec<String>>, bool), StoreError> {
        let (mut all, mut cursor) = (Vec::new(), 0);
        loop {
            let scanned = self.source.scan(cursor, b"*").await;
            let (next, keys) = scanned.map_err(|fault| self.handle.failed("list its keys", fault))?;
            all.extend(keys.into_iter().filter(|key| key.len() <= LONGEST_KEY));
            if next == 0 || all.len() >= most {
                let more = next != 0 || all.len() > most;
                // SCAN may tell a key twice.
                all.sort();
                all.dedup();
                all.truncate(most);
                return Ok((Personal::new(all), more));
            }
            cursor = next;
        }
    }

    /// How each of these keys is kept, in their order; nothing for those that are gone.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn states(&mut self, keys: &[String]) -> Result<Vec<Option<KeyState>>, StoreError> {
        let mut all = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            let mut pipeline = Pipeline::new();
            for key in batch {
                pipeline.cmd("TYPE").arg(key).cmd("PTTL").arg(key);
            }
            let answers: Vec<Value> = pipeline
                .query_async(&mut self.source.connection)
                .await
                .map_err(|error| self.handle.failed("ask how its keys are kept", fault(&error)))?;
            all.extend(answers.chunks(2).map(|two| match two {
                [Value::SimpleString(kind), Value::Int(left)] => state(kind, *left),
                _ => None,
            }));
        }
        Ok(all)
    }

    /// The first pieces of a key: at most so many, and each text cut to so many bytes. A key of more than a megabyte
    /// that is no text, or that cannot be read, has none.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn pieces(
        &mut self,
        keys: &[(String, KeyKind)],
        most: usize,
        longest: usize,
    ) -> Result<Personal<Vec<Vec<KeyPiece>>>, StoreError> {
        let mut all = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            let large = self.large(batch).await;
            let mut pipeline = Pipeline::new();
            // A key that became another kind since is a fault of its own and not of all.
            pipeline.ignore_errors();
            for ((key, kind), large) in batch.iter().zip(large) {
                if large && *kind != KeyKind::Text {
                    pipeline.cmd("ECHO").arg("");
                } else {
                    beginning(&mut pipeline, key, *kind, most, longest);
                }
            }
            let answers: Vec<redis::RedisResult<Value>> = pipeline
                .query_async(&mut self.source.connection)
                .await
                .map_err(|error| self.handle.failed("sample its keys", fault(&error)))?;
            for ((_, kind), answer) in batch.iter().zip(answers) {
                all.push(answer.map_or_else(|_| Vec::new(), |value| pieces(*kind, value, most, longest)));
            }
        }
        Ok(Personal::new(all))
    }

    /// Which keys take more than a megabyte. Where the server does not tell, none is taken for large.
    async fn large(&mut self, keys: &[(String, KeyKind)]) -> Vec<bool> {
        let mut pipeline = Pipeline::new();
        pipeline.ignore_errors();
        for (key, _) in keys {
            pipeline.cmd("MEMORY").arg("USAGE").arg(key).arg("SAMPLES").arg(5);
        }
        let answers: redis::RedisResult<Vec<redis::RedisResult<Value>>> =
            pipeline.query_async(&mut self.source.connection).await;
        let answers = answers.unwrap_or_default();
        (0..keys.len())
            .map(|at| matches!(answers.get(at), Some(Ok(Value::Int(bytes))) if *bytes > 1 << 20))
            .collect()
    }
}

fn state(kind: &str, left: i64) -> Option<KeyState> {
    let kind = match kind {
        "none" => return None,
        "string" => Some(KeyKind::Text),
        "hash" => Some(KeyKind::Hash),
        "set" => Some(KeyKind::Set),
        "zset" => Some(KeyKind::SortedSet),
        "list" => Some(KeyKind::List),
        _ => None,
    };
    Some(KeyState { kind, expires: left >= 0 })
}

/// The command that reads the beginning of a key. A small hash or set comes whole, as it is kept in one piece.
fn beginning(pipeline: &mut Pipeline, key: &str, kind: KeyKind, most: usize, longest: usize) {
    match kind {
        KeyKind::Text => pipeline.cmd("GETRANGE").arg(key).arg(0).arg(longest.saturating_sub(1)),
        KeyKind::Hash | KeyKind::Fields => pipeline.cmd("HSCAN").arg(key).arg(0).arg("COUNT").arg(most),
        KeyKind::Set => pipeline.cmd("SSCAN").arg(key).arg(0).arg("COUNT").arg(most),
        KeyKind::SortedSet => {
            pipeline.cmd("ZRANGE").arg(key).arg(0).arg(most.saturating_sub(1)).arg("WITHSCORES")
        }
        KeyKind::List => pipeline.cmd("LRANGE").arg(key).arg(0).arg(most.saturating_sub(1)),
    };
}

fn pieces(kind: KeyKind, answer: Value, most: usize, longest: usize) -> Vec<KeyPiece> {
    // What SCAN answers stands behind the place where it would go on.
    let answer = match (kind, answer) {
        (KeyKind::Hash | KeyKind::Fields | KeyKind::Set, Value::Array(mut two)) if two.len() == 2 => {
            two.pop().unwrap_or(Value::Nil)
        }
        (KeyKind::Hash | KeyKind::Fields | KeyKind::Set, _) => Value::Nil,
        (_, other) => other,
    };
    let text = |bytes: &[u8]| {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        let end = (0..=longest.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text
    };
    // The fields of a hash are wanted apart, whatever the hash is.
    let read_as = if kind == KeyKind::Hash { KeyKind::Fields } else { kind };
    kinds::parts(read_as, answer)
        .into_iter()
        .take(most)
        .map(|part| {
            let is_named = read_as == KeyKind::Fields;
            KeyPiece {
                name: if is_named { text(&part.name) } else { String::new() },
                value: text(part.own(read_as)),
                score: part.score.map(|score| score.to_string()),
            }
        })
        .collect()
}
