//! An entry of the ledger: what happened, when, to which person, in one canonical encoding.
//!
//! The encoding is JSON as RFC 8785 would write it, of a subset that has no floats: member names
//! sorted, no white space, integers that every reader of JSON can hold. Reading is strict: what
//! would be written differently is refused (INVARIANT (ONE-ENCODING)).

use crate::{Kind, NONCE_BYTES, Pseudonym, RequestId, SealError, SealingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;
use zeroize::Zeroizing;

/// The largest entry: what the length field of an entry bundle can say.
pub const MAXIMUM_ENTRY_BYTES: usize = 65_535;
const VERSION: u8 = 1;
const MAXIMUM_FACTS: usize = 32;
const MAXIMUM_NAME_BYTES: usize = 64;
const MAXIMUM_TEXT_BYTES: usize = 512;
/// 2^53 − 1: beyond it readers of JSON that know only floats would see another number (RFC 8785).
const MAXIMUM_INTEGER: i64 = 9_007_199_254_740_991;

/// Why something is no entry.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EntryError {
    /// The encoding is too long.
    #[error("the entry has {0} bytes, and at most {MAXIMUM_ENTRY_BYTES} fit")]
    TooLarge(usize),
    /// The bytes are not the JSON of an entry.
    #[error("the bytes are not an entry")]
    Form,
    /// The bytes are an entry in an encoding that is not the canonical one.
    #[error("the entry is not in its canonical encoding")]
    NotCanonical,
    /// The version is not known.
    #[error("entries of version {0} are not known")]
    Version(u8),
    /// The word for the kind is not known.
    #[error("the kind of entry is not known")]
    Kind,
    /// The name of a fact is malformed.
    #[error("the name of a fact begins with a lower-case letter and holds letters, digits, `-`, `_` and `.`")]
    FactName,
    /// A fact is too long, too large, or looks like somebody's data.
    #[error("the fact `{0}` is too long, or could hold a person's data")]
    FactValue(String),
    /// There are too many facts.
    #[error("an entry has at most {MAXIMUM_FACTS} facts")]
    TooManyFacts,
    /// The instant lies outside what can be written.
    #[error("the instant of the entry cannot be written")]
    Instant,
    /// The sealed part could not be made or opened.
    #[error("the sealed part of the entry could not be used")]
    Seal(#[from] SealError),
}

/// Whether an entry's instant came from the real clock or from a test clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// The time it was.
    Real,
    /// A time that somebody set.
    Test,
}

/// One thing said in the clear. Text is for words, names of stores and tables, reasons and hashes, never for
/// anything of a person; as a tripwire, text with an `@` is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// Yes or no.
    Boolean(bool),
    /// A count or another whole number, within ±(2^53 − 1).
    Integer(i64),
    /// Words.
    Text(String),
}

impl From<bool> for Fact {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Fact {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Fact {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    kind: Kind,
    at: i64,
    clock: Clock,
    person: Option<Pseudonym>,
    request: Option<RequestId>,
    clear: BTreeMap<String, Fact>,
    sealed: Option<Vec<u8>>,
}

impl Entry {
    /// An entry that says only what and when. `at` counts microseconds since 1970 in UTC.
    #[must_use]
    pub fn new(kind: Kind, at: i64, clock: Clock) -> Self {
        Self { kind, at, clock, person: None, request: None, clear: BTreeMap::new(), sealed: None }
    }

    /// Says whom it is about.
    #[must_use]
    pub fn person(mut self, person: Pseudonym) -> Self {
        self.person = Some(person);
        self
    }

    /// Says to which request it belongs.
    #[must_use]
    pub fn request(mut self, request: RequestId) -> Self {
        self.request = Some(request);
        self
    }

    /// Says something in the clear. What is wrong with it, [`Entry::encode`] tells.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Fact>) -> Self {
        self.clear.insert(name.to_owned(), value.into());
        self
    }

    /// Seals details, bound to everything else that the entry says: call it last.
    ///
    /// # Errors
    /// When the entry or the details cannot be encoded.
    pub fn seal(
        mut self,
        key: &SealingKey,
        nonce: [u8; NONCE_BYTES],
        details: &[u8],
    ) -> Result<Self, EntryError> {
        self.sealed = None;
        let sealed = key.seal(nonce, &self.encode()?, details)?;
        self.sealed = Some(sealed);
        Ok(self)
    }

    /// The sealed details; none when there are none.
    ///
    /// # Errors
    /// When the key is another one, or anything the entry says was changed.
    pub fn open(&self, key: &SealingKey) -> Result<Option<Zeroizing<Vec<u8>>>, EntryError> {
        let Some(sealed) = &self.sealed else { return Ok(None) };
        let around = Self { sealed: None, ..self.clone() }.encode()?;
        Ok(Some(key.open(&around, sealed)?))
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// When, in microseconds since 1970 in UTC.
    #[must_use]
    pub fn at(&self) -> i64 {
        self.at
    }

    /// By which clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// About whom.
    #[must_use]
    pub fn about(&self) -> Option<Pseudonym> {
        self.person
    }

    /// To which request it belongs.
    #[must_use]
    pub fn of_request(&self) -> Option<RequestId> {
        self.request
    }

    /// What it says in the clear.
    #[must_use]
    pub fn facts(&self) -> &BTreeMap<String, Fact> {
        &self.clear
    }

    /// Whether it has sealed details.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.sealed.is_some()
    }

    /// The one encoding of the entry.
    ///
    /// # Errors
    /// When the entry says something that it must not, or too much.
    pub fn encode(&self) -> Result<Vec<u8>, EntryError> {
        self.require_sound()?;
        let written = Written {
            at: self.at,
            clear: self.clear.clone(),
            clock: self.clock,
            kind: self.kind.word().to_owned(),
            person: self.person.map(|person| person.to_string()),
            request: self.request.map(|request| request.to_string()),
            sealed: self.sealed.as_ref().map(|sealed| STANDARD.encode(sealed)),
            version: VERSION,
        };
        let bytes = serde_json::to_vec(&written).map_err(|_| EntryError::Form)?;
        if bytes.len() > MAXIMUM_ENTRY_BYTES {
            return Err(EntryError::TooLarge(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When the bytes are anything but the canonical encoding of an entry.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAXIMUM_ENTRY_BYTES {
            return Err(EntryError::TooLarge(bytes.len()));
        }
        let written: Written = serde_json::from_slice(bytes).map_err(|_| EntryError::Form)?;
        if written.version != VERSION {
            return Err(EntryError::Version(written.version));
        }
        let entry = Self {
            kind: Kind::parse(&written.kind).ok_or(EntryError::Kind)?,
            at: written.at,
            clock: written.clock,
            person: read(written.person, Pseudonym::parse)?,
            request: read(written.request, RequestId::parse)?,
            clear: written.clear,
            sealed: read(written.sealed, |text| STANDARD.decode(text).ok())?,
        };
        if entry.encode()? == bytes { Ok(entry) } else { Err(EntryError::NotCanonical) }
    }

    fn require_sound(&self) -> Result<(), EntryError> {
        if !(-MAXIMUM_INTEGER..=MAXIMUM_INTEGER).contains(&self.at) {
            return Err(EntryError::Instant);
        }
        if self.clear.len() > MAXIMUM_FACTS {
            return Err(EntryError::TooManyFacts);
        }
        for (name, fact) in &self.clear {
            if !is_fact_name(name) {
                return Err(EntryError::FactName);
            }
            let sound = match fact {
                Fact::Boolean(_) => true,
                Fact::Integer(value) => (-MAXIMUM_INTEGER..=MAXIMUM_INTEGER).contains(value),
                Fact::Text(text) => {
                    text.len() <= MAXIMUM_TEXT_BYTES
                        && !text.chars().any(|character| character == '@' || character.is_control())
                }
            };
            if !sound {
                return Err(EntryError::FactValue(name.clone()));
            }
        }
        Ok(())
    }
}

fn is_fact_name(name: &str) -> bool {
    name.len() <= MAXIMUM_NAME_BYTES
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
}

fn read<T>(text: Option<String>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, EntryError> {
    text.map(|text| parse(&text).ok_or(EntryError::Form)).transpose()
}

/// The members in the order of their names; the order of the fields here is the order of the bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: i64,
    clear: BTreeMap<String, Fact>,
    clock: Clock,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    version: u8,
}
