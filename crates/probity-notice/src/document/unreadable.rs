//! Why a file cannot be read as a notice.

use super::LARGEST;

/// Why a file cannot be read as a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It holds something else than text; the first byte that tells.
    Binary(usize),
    /// Its bytes are not in the encoding that it declares, or in none that is read.
    Encoding {
        /// The first byte that cannot be decoded.
        at: usize,
        /// The line on which it stands, counted from one.
        line: usize,
        /// The encoding that the file declares.
        declared: Option<String>,
    },
    /// It is another format, whose words must be taken out first.
    Format(&'static str),
    /// A PDF that opens with a password only.
    Encrypted,
    /// A PDF of pictures.
    NoText,
    /// A PDF whose fonts do not say which letters they show.
    UnknownLetters,
    /// A PDF that is not whole, or is none.
    Damaged,
}

impl Unreadable {
    /// Its name, as findings have one.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "document.empty",
            Self::TooLarge => "document.too_large",
            Self::Binary(_) => "document.binary",
            Self::Encoding { .. } => "document.encoding",
            Self::Format(_) => "document.format",
            Self::Encrypted => "document.encrypted",
            Self::NoText => "document.no_text",
            Self::UnknownLetters => "document.unknown_letters",
            Self::Damaged => "document.damaged",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Empty => "give the file that holds the published words",
            Self::TooLarge => "give the page of the notice alone",
            Self::Binary(_) | Self::Format(_) => {
                "give plain text, Markdown, HTML or PDF, all of which office programs write"
            }
            Self::Encrypted => "give the file as it is published, which opens without a password",
            Self::NoText => {
                "give the text that the pages were made of, or let a program recognise the words in the pictures first"
            }
            Self::UnknownLetters => "write the PDF again with its text, or give the text that it was made of",
            Self::Damaged => {
                "open the file in a viewer and save it again, or give the text that it was made of"
            }
            Self::Encoding { .. } => "save the file as UTF-8, all of it",
        }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is no text in it"),
            Self::TooLarge => write!(formatter, "it has more than {LARGEST} bytes"),
            Self::Binary(at) => write!(
                formatter,
                "it is not text: the byte at {at} is in no encoding that is read (UTF-8, UTF-16 with a mark)"
            ),
            Self::Encoding { at, line, declared: Some(declared) } => write!(
                formatter,
                "it declares {declared}, and the byte at {at} (line {line}) is not in that encoding"
            ),
            Self::Encoding { at, line, declared: None } => write!(
                formatter,
                "it is not text in UTF-8: the byte at {at} (line {line}) is in another encoding, and none is declared"
            ),
            Self::Format(name) => write!(formatter, "it is {name}; take its text out first"),
            Self::Encrypted => formatter.write_str("it is a PDF that opens with a password only"),
            Self::NoText => formatter.write_str("it is a PDF without text: its pages are pictures, or empty"),
            Self::UnknownLetters => {
                formatter.write_str("it is a PDF without text: its fonts do not say which letters they show")
            }
            Self::Damaged => {
                formatter.write_str("it is a PDF that cannot be read: it is damaged, or not whole")
            }
        }
    }
}

impl std::error::Error for Unreadable {}
