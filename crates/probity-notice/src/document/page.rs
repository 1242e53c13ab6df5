//! Writing the text of a document from marked-up words, with the place of each.
//!
//! Readers of markup say which words come, and where lines, items and cells begin; space is made here, lazily, so
//! that elements without words leave nothing behind. INVARIANT (TEXT-IS-COVERED): every byte written is in the map.

use super::{Line, Link, Mark, Origin, Remark, SourceMap, Table};
use std::ops::Range;

/// What the next words stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading of a level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Inside an item of a list, so many lists deep.
    Item(usize),
    /// A row of a table.
    Row {
        /// It has the names of the columns.
        header: bool,
    },
}

/// A text that was written of a source, and what the source says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) map: SourceMap,
    pub(crate) marks: Vec<Mark>,
    pub(crate) links: Vec<Link>,
    pub(crate) tables: Vec<Table>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) title: Option<String>,
}

/// A text that is being written.
#[derive(Debug)]
pub(crate) struct Page<'s> {
    source: &'s str,
    pub(crate) written: Written,
    block: Block,
    /// Where the line began, or nothing when none has begun.
    line: Option<usize>,
    /// Line ends to come before the next words.
    breaks: usize,
    /// What the last line stood in.
    last_block: Block,
    /// Space to come before the next words of the same line, as the source has it.
    space: Option<Range<usize>>,
    /// What stands before the first words of an item.
    marker: Option<String>,
    anchor: Option<String>,
    /// Cells that have ended since the last words of this row.
    separators: usize,
    link: Option<(usize, String)>,
    cell: Option<usize>,
    pub(crate) bold: usize,
    pub(crate) preformatted: usize,
    /// The item that begins with words in bold type alone.
    headed: Option<Headed>,
}

/// An item that so far says nothing but words in bold type.
#[derive(Clone, Copy, Debug)]
struct Headed {
    /// Its line, among all marks.
    mark: usize,
    /// So many lists deep.
    depth: usize,
}

/// Line ends between blocks.
const APART: usize = 2;

impl<'s> Page<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            source,
            written: Written::default(),
            block: Block::Paragraph,
            line: None,
            breaks: 0,
            last_block: Block::Paragraph,
            space: None,
            marker: None,
            anchor: None,
            separators: 0,
            link: None,
            cell: None,
            bold: 0,
            preformatted: 0,
            headed: None,
        }
    }

    /// The next words begin a block of their own.
    pub(crate) fn block(&mut self, block: Block) {
        self.end_line();
        self.breaks = APART;
        self.block = block;
    }

    /// The next words begin an item with this before them, unless they bring a label of their own.
    pub(crate) fn marker(&mut self, marker: String) {
        self.marker = Some(marker);
    }

    /// The marker that no words have taken.
    pub(crate) fn take_marker(&mut self) -> Option<String> {
        self.marker.take()
    }

    /// Links lead here by this name.
    pub(crate) fn anchor(&mut self, name: &str) {
        if !name.is_empty() {
            self.anchor = Some(name.to_owned());
        }
    }

    /// The next words begin a line of the same block.
    pub(crate) fn break_line(&mut self) {
        self.end_line();
        self.breaks = (self.breaks + 1).min(APART);
    }

    fn end_line(&mut self) {
        self.line = None;
        self.space = None;
        self.separators = 0;
    }

    /// Words as they stand in the source, space between them made one.
    pub(crate) fn words(&mut self, range: Range<usize>) {
        let Some(said) = self.source.get(range.clone()) else { return };
        // A run of what is neither space nor unseen is written at once.
        let mut start = None;
        for (at, one) in said.char_indices() {
            let place = range.start + at;
            if one == '\n' && self.preformatted > 0 {
                self.run(&mut start, place);
                self.break_line();
            } else if is_space(one) {
                // A plain space between words is a part of the run.
                if one == ' '
                    && start.is_some()
                    && said.get(at + 1..).is_some_and(|rest| rest.starts_with(|one| !breaks(one)))
                {
                    continue;
                }
                self.run(&mut start, place);
                self.space_at(place..place + one.len_utf8());
            } else if is_unseen(one) {
                self.run(&mut start, place);
            } else if start.is_none() {
                start = Some(place);
            }
        }
        self.run(&mut start, range.end);
    }

    fn run(&mut self, start: &mut Option<usize>, end: usize) {
        if let Some(start) = start.take()
            && let Some(said) = self.source.get(start..end)
        {
            self.put(said, start..end, Origin::Same);
        }
    }

    /// Words that the source writes otherwise, as an entity is.
    pub(crate) fn written_otherwise(&mut self, said: &str, source: Range<usize>) {
        for one in said.chars() {
            if is_space(one) {
                self.space_at(source.clone());
            } else if !is_unseen(one) {
                let mut bytes = [0; 4];
                self.put(one.encode_utf8(&mut bytes), source.clone(), Origin::Written);
            }
        }
    }

    fn space_at(&mut self, source: Range<usize>) {
        if self.line.is_some() {
            self.space.get_or_insert(source);
        }
    }

    /// A space that no character of the source makes.
    pub(crate) fn apart(&mut self, at: usize) {
        if self.line.is_some() {
            self.space.get_or_insert(at..at);
        }
    }

    fn put(&mut self, said: &str, source: Range<usize>, origin: Origin) {
        if self.line.is_none() {
            self.begin_line(said, source.start);
        } else if self.separators > 0 {
            for _ in 0..self.separators {
                self.push(SEPARATOR, source.start..source.start, Origin::Made);
            }
        } else if let Some(space) = self.space.take() {
            let origin = match self.source.get(space.clone()) {
                Some(" ") => Origin::Same,
                Some("") | None => Origin::Made,
                Some(_) => Origin::Written,
            };
            self.push(" ", space, origin);
        }
        self.space = None;
        self.separators = 0;
        if self.bold == 0
            && let Some(Mark { line: Line::Paragraph { bold }, .. }) = self.written.marks.last_mut()
        {
            *bold = false;
        }
        if self.bold == 0 {
            let last = self.written.marks.len().checked_sub(1);
            self.headed = self.headed.filter(|headed| Some(headed.mark) != last);
        }
        if let Some((start, _)) = &mut self.link
            && *start == usize::MAX
        {
            *start = self.written.text.len();
        }
        if let Some(start) = &mut self.cell
            && *start == usize::MAX
        {
            *start = self.written.text.len();
        }
        self.push(said, source, origin);
    }

    fn begin_line(&mut self, said: &str, at: usize) {
        let block = self.block_of_line();
        let close = matches!(
            (self.last_block, block),
            (Block::Item(_), Block::Item(_)) | (Block::Row { .. }, Block::Row { .. })
        );
        let ends = match () {
            () if self.written.text.is_empty() => 0,
            () if close => 1,
            () => self.breaks.max(1),
        };
        for _ in 0..ends {
            self.push("\n", at..at, Origin::Made);
        }
        let start = self.written.text.len();
        self.breaks = 0;
        self.last_block = block;
        let line = match block {
            Block::Heading(level) => Line::Heading(level),
            Block::Paragraph => Line::Paragraph { bold: self.bold > 0 },
            Block::Item(_) => Line::Item,
            Block::Row { header: true } => Line::HeaderRow,
            Block::Row { header: false } => Line::Row,
        };
        self.line = Some(start);
        let anchor = self.anchor.take();
        let mut mark = Mark { at: start, line, anchor };
        match (block, self.marker.take()) {
            // What begins with a label of its own is a clause and no item.
            (Block::Item(_), Some(_)) if brings_a_label(said) => {
                mark.line = Line::Paragraph { bold: self.bold > 0 };
            }
            // `a)` at the left edge is a part of the clause above.
            (Block::Item(1), Some(marker)) if marker.starts_with(|one: char| one.is_ascii_alphabetic()) => {
                mark.line = Line::Paragraph { bold: self.bold > 0 };
                self.push(&marker, at..at, Origin::Made);
            }
            (Block::Item(depth), Some(marker)) => {
                self.headed = (self.bold > 0).then_some(Headed { mark: self.written.marks.len(), depth });
                self.push(&"  ".repeat(depth.clamp(1, 8)), at..at, Origin::Made);
                self.push(&marker, at..at, Origin::Made);
            }
            (Block::Item(depth), None) => {
                self.push(&"  ".repeat(depth.clamp(1, 8) + 1), at..at, Origin::Made);
            }
            (Block::Heading(_), Some(marker)) if marker.ends_with(". ") && !brings_a_label(said) => {
                self.push(&marker, at..at, Origin::Made);
            }
            (Block::Row { header: false }, _) => self.push("  • ", at..at, Origin::Made),
            _ => {}
        }
        self.written.marks.push(mark);
    }

    /// What the next line stands in. Paragraphs behind the words in bold type that an item begins with are no items:
    /// those words head them.
    fn block_of_line(&mut self) -> Block {
        let Some(headed) = self.headed else { return self.block };
        match self.block {
            Block::Item(depth) if depth > headed.depth => self.block,
            Block::Item(depth) if depth == headed.depth && self.marker.is_none() => {
                if let Some(mark) = self.written.marks.get_mut(headed.mark) {
                    mark.line = Line::ItemHeading;
                }
                Block::Paragraph
            }
            _ => {
                self.headed = None;
                self.block
            }
        }
    }

    fn push(&mut self, said: &str, source: Range<usize>, origin: Origin) {
        self.written.text.push_str(said);
        self.written.map.push(said.len(), source, origin);
    }

    pub(crate) fn begin_link(&mut self, target: String) {
        self.end_link();
        self.link = Some((usize::MAX, target));
    }

    pub(crate) fn end_link(&mut self) {
        if let Some((start, target)) = self.link.take()
            && start < self.written.text.len()
        {
            self.written.links.push(Link { range: start..self.written.text.len(), target });
        }
    }

    pub(crate) fn begin_cell(&mut self) {
        self.cell = Some(usize::MAX);
        self.space = None;
    }

    /// The cell that has ended: the range of its words.
    pub(crate) fn end_cell(&mut self) -> Range<usize> {
        let end = self.written.text.len();
        let range = match self.cell.take() {
            Some(start) if start <= end => start..end,
            _ => end..end,
        };
        self.separators += usize::from(self.line.is_some());
        range
    }

    /// The row that was written last has no names of columns after all.
    pub(crate) fn is_no_header(&mut self) {
        if let Some(Mark { line, .. }) =
            self.written.marks.last_mut().filter(|mark| mark.line == Line::HeaderRow)
        {
            *line = Line::Row;
        }
    }

    /// Where the next words will stand, as far as it is known.
    pub(crate) fn end(&self) -> usize {
        self.written.text.len()
    }
}

/// What stands between the cells of a row.
const SEPARATOR: &str = " / ";

/// Space of every kind: no-break space is space to whoever reads.
fn is_space(one: char) -> bool {
    one.is_whitespace()
}

/// A run of words ends before this.
fn breaks(one: char) -> bool {
    is_space(one) || is_unseen(one)
}

/// What takes no place in the line: soft hyphens, places where a line may break, marks of byte order.
fn is_unseen(one: char) -> bool {
    matches!(one, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Whether words begin with a label such as `4.2`, `(a)` or `b)`.
fn brings_a_label(said: &str) -> bool {
    let first = said.split_whitespace().next().unwrap_or("");
    let digits = first.trim_end_matches('.');
    let numbered = first.contains('.')
        && !digits.is_empty()
        && digits.split('.').all(|part| !part.is_empty() && part.chars().all(|one| one.is_ascii_digit()));
    let inner = first.strip_prefix('(').unwrap_or(first).strip_suffix(')');
    let lettered = inner.is_some_and(|inner| {
        (1..=4).contains(&inner.len()) && inner.chars().all(|one| one.is_ascii_alphanumeric())
    });
    numbered || lettered
}
