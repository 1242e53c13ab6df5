//! What a notice is written in, and how that is told.

/// A form of notice that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text, also what programs leave of a PDF.
    Text,
    /// Markdown: CommonMark with tables.
    Markdown,
    /// A page of the web.
    Html,
    /// A PDF with text in it.
    Pdf,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Html, Self::Pdf];

    /// Its name, as a person writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }

    /// The format that a file's name tells; a name in `.txt` or without an ending tells none.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// The format that the first bytes tell; plain text when they tell nothing.
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Self {
        let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
        // Of UTF-16 only the bytes of Latin letters are looked at.
        let seen: Vec<u8> =
            head.iter().filter(|byte| **byte != 0 && byte.is_ascii()).map(u8::to_ascii_lowercase).collect();
        if head.windows(5).any(|five| five == b"%PDF-") {
            return Self::Pdf;
        }
        let begun = seen.trim_ascii_start();
        let is_html = [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
            .iter()
            .any(|tag| begun.starts_with(tag) || (begun.starts_with(b"<!--") && contains(begun, tag)))
            || (begun.starts_with(b"<?xml") && contains(begun, b"<html"));
        if is_html { Self::Html } else { Self::Text }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
