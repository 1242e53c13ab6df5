//! From the bytes of a file to what somebody reads there.
//!
//! A document is a text of lines, what the source says of those lines (headings, items, rows), its links and tables,
//! and a map from each place of the text to the bytes that it was read from. What it leaves out it tells as a remark.
//! It knows no law and no meaning.

mod decode;
mod format;
mod page;
mod pdf;
mod table;
mod unreadable;

pub use decode::Encoding;
pub use format::Format;
pub(crate) use page::{Block, Page, Written};
pub use probity_text::{Line, Mark, Origin, Piece, SourceMap};
pub use table::Table;
pub(crate) use table::{Cell, MOST_REPEATED, Reaching};
pub use unreadable::Unreadable;

use crate::{html, markdown, paged};
use std::borrow::Cow;
use std::ops::Range;

/// Larger files are no notices.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// A link, and what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words, as bytes of the text.
    pub range: Range<usize>,
    /// The address as it is written.
    pub target: String,
}

/// Something of the source that is not in the text, or not as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its name: an area and what it is.
    pub code: &'static str,
    /// In a sentence.
    pub message: String,
    /// The first place, as bytes of the decoded source.
    pub source: Range<usize>,
}

impl Remark {
    /// What to do about it, when it is not meant.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.code {
            "encoding.contradicted" => "let the page declare the encoding that it is written in",
            "html.script" => {
                "give the page as it is shown, saved from a browser, when scripts write its words"
            }
            "html.outside_main" => "put what belongs to the notice into the main part",
            "html.comment" | "html.control" | "markdown.front_matter" => {
                "nothing, when it says nothing to people"
            }
            _ => "show it, when it is part of the notice",
        }
    }
}

/// A file as somebody reads it.
#[derive(Clone, Debug)]
pub struct Document {
    format: Format,
    encoding: Encoding,
    source: String,
    /// The text is the source as it stands, and not the one that was written.
    is_source: bool,
    written: Written,
}

impl Document {
    /// Reads a file; its format is the one that is given, else the one that its first bytes tell.
    ///
    /// # Errors
    /// When it is empty, too large, in no encoding that is read, or holds no text.
    pub fn read(bytes: &[u8], format: Option<Format>) -> Result<Self, Unreadable> {
        if bytes.len() > LARGEST {
            return Err(Unreadable::TooLarge);
        }
        for (magic, name) in
            [(&b"PK\x03\x04"[..], "an archive or an office document"), (&b"{\\rtf"[..], "rich text")]
        {
            if bytes.starts_with(magic) {
                return Err(Unreadable::Format(name));
            }
        }
        let seen = Format::of_content(bytes);
        let format = if seen == Format::Pdf { seen } else { format.unwrap_or(seen) };
        let declared = (format == Format::Html).then(|| decode::declared(bytes)).flatten();
        if format == Format::Pdf {
            return Self::of_pdf(pdf::read(bytes)?);
        }
        let decoded = decode::decode(bytes, declared.as_deref())?;
        let mut document = Self::of(decoded.text, format);
        document.encoding = decoded.encoding;
        if let Some(label) = decoded.contradicted {
            document.written.remarks.push(Remark {
                code: "encoding.contradicted",
                message: format!("the page declares {label} and is written in UTF-8; it was read as UTF-8"),
                source: 0..0,
            });
        }
        if document.text().trim().is_empty() { Err(Unreadable::Empty) } else { Ok(document) }
    }

    /// The text that was taken out of a PDF, mended as that of printed pages is.
    fn of_pdf(extracted: pdf::Extracted) -> Result<Self, Unreadable> {
        let mut document = Self::of(extracted.text.into(), Format::Pdf);
        document.written.title = extracted.title;
        document.written.remarks.extend(extracted.remarks);
        // One line in larger type is a title; more of them are headings.
        if extracted.headings.len() > 1 {
            document.written.marks = document.headings(&extracted.headings);
        }
        if document.text().trim().is_empty() { Err(Unreadable::NoText) } else { Ok(document) }
    }

    /// The lines of the text that were made of lines of the source which are headings.
    fn headings(&self, headings: &[(Range<usize>, u8)]) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut at = 0;
        for line in self.text().split_inclusive('\n') {
            let said = line.trim();
            let start = at + line.len() - line.trim_start().len();
            let source = self.written.map.source(&(start..start + said.len()));
            let next = headings.partition_point(|(range, _)| range.end <= source.start);
            if let Some((range, level)) = headings.get(next).filter(|_| !said.is_empty())
                && range.start <= source.start
                && source.start < range.end
            {
                marks.push(Mark { at: start, line: Line::Heading(*level), anchor: None });
            }
            at += line.len();
        }
        marks
    }

    /// Reads characters that are decoded already.
    #[must_use]
    pub fn of(source: Cow<'_, str>, format: Format) -> Self {
        let written = match format {
            Format::Html => Some(html::read(&source)),
            Format::Markdown => Some(markdown::read(&source)),
            Format::Text | Format::Pdf => paged::read(&source),
        };
        Self {
            format,
            encoding: Encoding::Utf8 { marked: false },
            source: source.into_owned(),
            is_source: written.is_none(),
            written: written.unwrap_or_default(),
        }
    }

    /// What it is written in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// How its bytes are characters.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The characters of the file, its byte order mark left out.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What somebody reads.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.is_source { &self.source } else { &self.written.text }
    }

    /// The text with `#` before its headings, as Markdown has them, and its map: for whoever knows headings by their
    /// words alone.
    #[must_use]
    pub fn headed(&self) -> (String, SourceMap) {
        let text = self.text();
        let mut out = String::with_capacity(text.len() + 64);
        let mut made = Vec::new();
        let mut last = 0;
        for mark in &self.written.marks {
            let Line::Heading(level) = mark.line else { continue };
            let said = text.get(mark.at..).unwrap_or("").lines().next().unwrap_or("").trim();
            if let (true, Some(before)) = (!said.starts_with('#'), text.get(last..mark.at)) {
                let level = usize::from(level.clamp(1, 6));
                out.push_str(before);
                out.push_str(&"#".repeat(level));
                out.push(' ');
                made.push((mark.at, level + 1));
                last = mark.at;
            }
        }
        out.push_str(text.get(last..).unwrap_or(""));
        (out, self.map().with_made(text.len(), &made))
    }

    /// The map from the text to the decoded source.
    #[must_use]
    pub fn map(&self) -> &SourceMap {
        &self.written.map
    }

    /// What the source says of lines; nothing when it is plain text.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.written.marks
    }

    /// Its links in order.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.written.links
    }

    /// Its tables in order.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.written.tables
    }

    /// What is not in the text.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.written.remarks
    }

    /// The title that the file gives itself outside of its text.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.written.title.as_deref()
    }
}

/// The text of a file, as [`Document::text`].
///
/// # Errors
/// As [`Document::read`].
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let document = Document::read(bytes, None)?;
    Ok(Cow::Owned(if document.is_source { document.source } else { document.written.text }))
}
