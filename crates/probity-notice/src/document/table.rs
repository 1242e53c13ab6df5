//! Tables of a document: which cells stand below which names of columns.
//!
//! A cell that reaches over several columns or rows stands in each of them, as whoever looks at the table sees it.
//! INVARIANT (BOUNDED): a page repeats so many cells and no more; what reaches further then stands where it is written.

use std::ops::Range;

/// A table. Each cell is a range of the text; an empty cell is an empty range. The cells of a row are in the order of
/// columns: one that reaches over several is there several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands above or below it as its caption.
    pub caption: Option<Range<usize>>,
    /// Names that stand above those of the columns, each over one of them or more, from the top.
    pub groups: Vec<Vec<Range<usize>>>,
    /// The names of its columns.
    pub header: Vec<Range<usize>>,
    /// Its rows, the header left out.
    pub rows: Vec<Vec<Range<usize>>>,
}

impl Table {
    /// What stands above the cells of a column, from the top.
    pub fn headings(&self, column: usize) -> impl Iterator<Item = &Range<usize>> {
        let mut last = None;
        let names = self.groups.iter().chain([&self.header]).filter_map(move |row| row.get(column));
        names.filter(move |name| !name.is_empty() && last.replace(*name) != Some(*name))
    }
}

/// So many cells are repeated on a page.
pub(crate) const MOST_REPEATED: usize = 1 << 20;
/// HTML lets no cell reach over more columns.
const MOST_COLUMNS: usize = 1_000;
/// Nor over more rows.
const MOST_ROWS: usize = 65_534;

/// A cell as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) range: Range<usize>,
    /// Over how many columns and rows it reaches; no rows are all that follow.
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// Cells of rows above that reach into the next one, by column.
#[derive(Debug, Default)]
pub(crate) struct Reaching {
    cells: Vec<Option<(usize, Range<usize>)>>,
}

impl Reaching {
    /// No cell reaches out of its group of rows.
    pub(crate) fn end(&mut self) {
        self.cells.clear();
    }

    /// The cells of a row, column by column; `left` is how many may still be repeated.
    pub(crate) fn row(&mut self, written: Vec<Cell>, left: &mut usize) -> Vec<Range<usize>> {
        let mut row = Vec::with_capacity(written.len());
        for cell in written {
            self.fill(&mut row, left, false);
            let repeated = cell.columns.clamp(1, MOST_COLUMNS) - 1;
            let repeated = if repeated <= *left { repeated } else { 0 };
            *left -= repeated;
            let rows = if cell.rows == 0 { MOST_ROWS } else { cell.rows.min(MOST_ROWS) };
            for _ in 0..=repeated {
                if rows > 1 {
                    if self.cells.len() <= row.len() {
                        self.cells.resize(row.len() + 1, None);
                    }
                    if let Some(reaching) = self.cells.get_mut(row.len()) {
                        *reaching = Some((rows - 1, cell.range.clone()));
                    }
                }
                row.push(cell.range.clone());
            }
        }
        self.fill(&mut row, left, true);
        row
    }

    /// Puts what reaches from above into the next columns; at the end of a row into all that are left.
    fn fill(&mut self, row: &mut Vec<Range<usize>>, left: &mut usize, ends: bool) {
        while ends && self.cells.last().is_some_and(Option::is_none) {
            self.cells.pop();
        }
        while let Some(reaching) = self.cells.get_mut(row.len()).filter(|cell| ends || cell.is_some()) {
            let Some(rest) = left.checked_sub(1) else {
                self.cells.clear();
                return;
            };
            *left = rest;
            if let Some((rows, range)) = reaching {
                row.push(range.clone());
                *rows -= 1;
                if *rows == 0 {
                    *reaching = None;
                }
            } else {
                // Nothing stands here, and further on something does.
                let end = row.last().map_or(0, |last| last.end);
                row.push(end..end);
            }
        }
    }
}
