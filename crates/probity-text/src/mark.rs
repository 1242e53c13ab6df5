//! What the source of a text says of its lines, where it says something: a page of the web, Markdown, a PDF.

/// What a source says of a line of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading of a level from one to six.
    Heading(u8),
    /// A line of a paragraph, and whether all of it is in bold type, as headings are that nobody marked.
    Paragraph {
        /// All of it is.
        bold: bool,
    },
    /// An item of a list, or the rest of one.
    Item,
    /// Words in bold type that an item begins with, and that head the paragraphs which it goes on with.
    ItemHeading,
    /// A row of a table.
    Row,
    /// The row with the names of the columns.
    HeaderRow,
}

/// What a source says of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where the line begins in the text.
    pub at: usize,
    /// What it is.
    pub line: Line,
    /// The name by which links of the page lead here: an `id`.
    pub anchor: Option<String>,
}
