//! Checkpoints (C2SP tlog-checkpoint 1.0): the signed state of a ledger.

use crate::{Note, NoteError, SignerKey, TreeHash, Verified, VerifierKey};
use std::fmt;
use thiserror::Error;

/// Why a text is no checkpoint, or not one that can be trusted.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// The note around it is malformed or not signed.
    #[error("the checkpoint is not a note signed by this ledger")]
    Note(#[from] NoteError),
    /// The body does not read as origin, size and root.
    #[error("a checkpoint reads origin, size and root, each on a line")]
    Shape,
    /// It is about another ledger.
    #[error("the checkpoint is of `{found}` and not of `{expected}`")]
    Origin {
        /// The ledger it names.
        found: String,
        /// The ledger whose key was given.
        expected: String,
    },
}

/// The size and the root of a ledger at some moment. Its `Display` is the text that gets signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the ledger, which is also the name of its key.
    pub origin: String,
    /// How many entries the ledger has.
    pub size: u64,
    /// The root over them.
    pub root: TreeHash,
    /// Further lines, none of them empty.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Signs the checkpoint.
    ///
    /// # Errors
    /// When the key is of another ledger, or a line is empty or holds control characters.
    pub fn sign(&self, signer: &SignerKey) -> Result<Note, CheckpointError> {
        self.require_origin(signer.verifier())?;
        let text = self.to_string();
        if Self::parse(&text).as_ref() != Ok(self) {
            return Err(CheckpointError::Shape);
        }
        Ok(Note::sign(&text, signer)?)
    }

    /// Reads a signed checkpoint and checks that `key` signed it, for the ledger of this name.
    ///
    /// # Errors
    /// When the bytes are no signed checkpoint of this ledger.
    pub fn open(bytes: &[u8], key: &VerifierKey) -> Result<Verified<Self>, CheckpointError> {
        let text = Note::parse(bytes)?.verify(std::slice::from_ref(key))?;
        let checkpoint = Self::parse(&text)?;
        checkpoint.require_origin(key)?;
        Ok(Verified::new(checkpoint))
    }

    fn require_origin(&self, key: &VerifierKey) -> Result<(), CheckpointError> {
        if self.origin == key.name() {
            return Ok(());
        }
        Err(CheckpointError::Origin { found: self.origin.clone(), expected: key.name().to_owned() })
    }

    fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Shape)?;
        let mut lines = body.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Shape);
        let origin = next()?.to_owned();
        let size = parse_size(next()?).ok_or(CheckpointError::Shape)?;
        let root = TreeHash::from_base64(next()?).ok_or(CheckpointError::Shape)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Shape);
        }
        Ok(Self { origin, size, root, extensions })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

/// Decimal digits without leading zeros.
fn parse_size(text: &str) -> Option<u64> {
    let size = text.parse::<u64>().ok()?;
    (size.to_string() == text).then_some(size)
}
