//! Published texts as the commands are given them: a file, and what it is written in.

use crate::failure::Failure;
use clap::{Args, ValueEnum};
use probity_notice::{Document, Format, Unreadable, document};
use std::path::Path;

/// What published texts are written in.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// What the text is written in; otherwise its name and its first bytes tell.
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<Written>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Written {
    /// Plain text, also what `pdftotext` writes.
    Text,
    /// Markdown (CommonMark with tables).
    Markdown,
    /// A page of the web, as it is saved.
    Html,
    /// A PDF with text in it.
    Pdf,
}

/// Why a file was not read.
pub(crate) enum Unread {
    /// The file could not be had.
    World(Failure),
    /// It is no notice.
    Unreadable(Unreadable),
}

impl Input {
    /// Reads a published text, and tells what is not in it.
    pub(crate) fn document(&self, path: &Path) -> Result<Document, Failure> {
        self.try_document(path).map_err(|unread| match unread {
            Unread::World(failure) => failure,
            Unread::Unreadable(why) => Failure::Fault(format!(
                "`{}` cannot be read as a notice: {why} [{}]\n  help: {}",
                path.display(),
                why.code(),
                why.help()
            )),
        })
    }

    /// The same, with the reason for whoever tells it in another form.
    pub(crate) fn try_document(&self, path: &Path) -> Result<Document, Unread> {
        let world =
            |why: String| Unread::World(Failure::World(format!("cannot read `{}`: {why}", path.display())));
        let size = std::fs::metadata(path).map_err(|error| world(error.to_string()))?;
        if !size.is_file() {
            return Err(world("it is not a file".to_owned()));
        }
        if size.len() > u64::try_from(document::LARGEST).unwrap_or(u64::MAX) {
            return Err(Unread::Unreadable(Unreadable::TooLarge));
        }
        let bytes = std::fs::read(path).map_err(|error| world(error.to_string()))?;
        let named = path.file_name().and_then(|name| Format::of_name(&name.to_string_lossy()));
        let format = self.input_format.map(Written::format).or(named);
        Document::read(&bytes, format).map_err(Unread::Unreadable)
    }
}

impl Written {
    fn format(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Markdown => Format::Markdown,
            Self::Html => Format::Html,
            Self::Pdf => Format::Pdf,
        }
    }
}
