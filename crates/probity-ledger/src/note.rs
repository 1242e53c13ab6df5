//! Signed notes (C2SP signed-note 1.0): a text and the signatures below it.
//!
//! A note may come from a stranger, so reading one has limits, and a note that was read is
//! not yet one that can be trusted: see [`Note::verify`].

use crate::note_key::is_key_name;
use crate::{SignerKey, Verified, VerifierKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use thiserror::Error;

/// The largest note that is read.
pub const MAXIMUM_NOTE_BYTES: usize = 1_000_000;
/// The most signatures that are read; witnesses are counted in tens.
const MAXIMUM_SIGNATURES: usize = 100;
/// Em dash and space: how a signature line begins.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// Why bytes are no signed note, or not one that these keys vouch for.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NoteError {
    /// The note is larger than is read.
    #[error("the note has more than {MAXIMUM_NOTE_BYTES} bytes")]
    TooLarge,
    /// There are more signatures than are read.
    #[error("the note has more than {MAXIMUM_SIGNATURES} signatures")]
    TooManySignatures,
    /// The text is not UTF-8, holds control characters, or does not end with a line feed.
    #[error("the note's text is not plain lines of UTF-8")]
    Text,
    /// There is no empty line with signatures below it.
    #[error("the note has no signatures")]
    NoSignatures,
    /// A signature line does not read as one.
    #[error("a signature line of the note is malformed")]
    SignatureLine,
    /// A signature of a known key is wrong.
    #[error("the signature by `{name}` is wrong")]
    WrongSignature {
        /// The owner of the key.
        name: String,
    },
    /// No signature is by a known key.
    #[error("the note is not signed by any of the keys that are trusted")]
    NoKnownSigner,
}

/// One signature below a note, perhaps of a kind that is not known here.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The owner of the key.
    pub name: String,
    /// The id of the key.
    pub key_id: [u8; 4],
    /// What the key's algorithm made.
    pub signature: Vec<u8>,
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.to_vec();
        bytes.extend_from_slice(&self.signature);
        write!(formatter, "{SIGNATURE_MARK}{} {}", self.name, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for NoteSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NoteSignature({self})")
    }
}

/// A text with signatures that nobody has checked yet. Its `Display` is its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// Signs a text.
    ///
    /// # Errors
    /// When the text is empty or does not end with a line feed, or holds other control characters.
    pub fn sign(text: &str, signer: &SignerKey) -> Result<Self, NoteError> {
        if !is_note_text(text) {
            return Err(NoteError::Text);
        }
        let mut note = Self { text: text.to_owned(), signatures: Vec::new() };
        note.add_signature(signer);
        Ok(note)
    }

    /// Adds a further signature.
    pub fn add_signature(&mut self, signer: &SignerKey) {
        self.signatures.push(NoteSignature {
            name: signer.verifier().name().to_owned(),
            key_id: signer.verifier().id(),
            signature: signer.sign(self.text.as_bytes()).to_vec(),
        });
    }

    /// Reads a note.
    ///
    /// # Errors
    /// When it is no note, or larger than is read.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAXIMUM_NOTE_BYTES {
            return Err(NoteError::TooLarge);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Text)?;
        // The last empty line: the text itself may hold some, the signatures may not.
        let (before, below) = whole.rsplit_once("\n\n").ok_or(NoteError::NoSignatures)?;
        let text = format!("{before}\n");
        if !is_note_text(&text) {
            return Err(NoteError::Text);
        }
        let lines = below.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() >= MAXIMUM_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(parse_signature(line).ok_or(NoteError::SignatureLine)?);
        }
        Ok(Self { text, signatures })
    }

    /// The text that was signed. Nobody has checked by whom.
    #[must_use]
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// The signatures, in order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The text, if at least one of these keys signed it. Signatures by other keys do not count;
    /// one wrong signature that claims to be by one of these keys spoils the note.
    ///
    /// # Errors
    /// When nobody who is known signed, or a signature is wrong.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Verified<String>, NoteError> {
        let mut vouched = false;
        for signature in &self.signatures {
            let owner = keys.iter().find(|key| key.name() == signature.name && key.id() == signature.key_id);
            let Some(key) = owner else { continue };
            if !key.verifies(self.text.as_bytes(), &signature.signature) {
                return Err(NoteError::WrongSignature { name: signature.name.clone() });
            }
            vouched = true;
        }
        if vouched { Ok(Verified::new(self.text.clone())) } else { Err(NoteError::NoKnownSigner) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(formatter, "{signature}"))
    }
}

fn is_note_text(text: &str) -> bool {
    text.ends_with('\n') && !text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (key_id, signature) = bytes.split_first_chunk::<4>()?;
    if !is_key_name(name) || signature.is_empty() {
        return None;
    }
    Some(NoteSignature { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
}
