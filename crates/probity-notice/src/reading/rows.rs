//! Rows of tables: what the cells below a heading of a column say.
//!
//! A table of purposes, of categories or of periods says in its first row what stands in each column. Tables of cookies
//! are read elsewhere. A page says itself which words are a table's cells and what stands above them; in a text they are
//! told by the marks between them.

use super::practice::Kind;
use crate::document::Table;
use probity_text::Clause;
use std::ops::Range;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// Data that is collected, or examples of it.
    Data,
    Of(Kind),
    Other,
}

/// What the first cell of a column says of those below it; the first that fits.
const COLUMNS: [(&[&str], Column); 6] = [
    (
        &["legal bas", "lawful bas", "legal ground", "lawful ground", "gdpr basis"],
        Column::Of(Kind::LegalBasis),
    ),
    (&["purpose", "why we", "how we use", "use of", "processing activit"], Column::Of(Kind::Purpose)),
    (
        &["retention", "storage period", "how long", "kept for", "retained", "period"],
        Column::Of(Kind::Retention),
    ),
    (
        &["recipient", "shared with", "disclosed to", "who receives", "third part"],
        Column::Of(Kind::Recipient),
    ),
    (&["sold", "source"], Column::Other),
    (&["categor", "data", "information", "example", "what we"], Column::Data),
];

/// The tables that a text's source has, and the one of marks that is being read.
#[derive(Default)]
pub(super) struct Rows<'d> {
    placed: Vec<Placed<'d>>,
    /// What the columns of each table hold; none when that is told of fewer than two.
    tables: Vec<Vec<Column>>,
    columns: Vec<Column>,
    last: Option<usize>,
}

/// A row of a table of the source.
struct Placed<'d> {
    /// Where its last words end: a cell that reaches from above stands before its own.
    end: usize,
    table: usize,
    names_columns: bool,
    cells: &'d [Range<usize>],
}

impl<'d> Rows<'d> {
    pub(super) fn of_tables(text: &str, tables: &'d [Table]) -> Self {
        let mut rows = Self::default();
        for (at, table) in tables.iter().enumerate() {
            rows.tables.push(columns_of(text, table));
            let names = table.groups.iter().chain([&table.header]).map(|row| (row, true));
            for (cells, names_columns) in names.chain(table.rows.iter().map(|row| (row, false))) {
                let end = cells.iter().filter(|cell| !cell.is_empty()).map(|cell| cell.end).max();
                let placed = end.map(|end| Placed { end, table: at, names_columns, cells: cells.as_slice() });
                rows.placed.extend(placed);
            }
        }
        // A table inside a cell of another ends before it.
        rows.placed.sort_by_key(|row| row.end);
        rows
    }

    /// The same of a row of a table of the source.
    fn of_source(&self, text: &str, clause: &Clause) -> Option<Vec<(Kind, Range<usize>)>> {
        let next = self.placed.partition_point(|row| row.end <= clause.body.start);
        let row = self.placed.get(next).filter(|row| row.end <= clause.body.end)?;
        let columns = self.tables.get(row.table).filter(|columns| !columns.is_empty())?;
        if row.names_columns {
            return Some(Vec::new());
        }
        let mut said = said(text, columns, row.cells);
        // What reaches from above is read where it stands, and what reaches over columns once.
        said.retain(|(_, cell)| clause.body.start <= cell.start && cell.end <= clause.body.end);
        said.dedup_by(|one, other| one.1 == other.1);
        Some(said)
    }

    /// What a row says, cell by cell; nothing when the clause is no row of a table whose columns say what they hold.
    pub(super) fn of(
        &mut self,
        text: &str,
        index: usize,
        clause: &Clause,
    ) -> Option<Vec<(Kind, Range<usize>)>> {
        if let Some(said) = self.of_source(text, clause) {
            return Some(said);
        }
        let cells = cells(text, &clause.body)?;
        let goes_on = self.last.is_some_and(|last| last + 1 == index);
        self.last = Some(index);
        if !goes_on {
            self.columns = cells.iter().map(|cell| column(text.get(cell.clone()).unwrap_or(""))).collect();
            let told = self.columns.iter().filter(|column| **column != Column::Other).count();
            if told < 2 || names_cookies(text.get(clause.body.clone()).unwrap_or("")) {
                self.columns.clear();
            }
            return (!self.columns.is_empty()).then(Vec::new);
        }
        (!self.columns.is_empty()).then(|| said(text, &self.columns, &cells))
    }
}

/// What the cells of a row say below their columns.
fn said(text: &str, columns: &[Column], cells: &[Range<usize>]) -> Vec<(Kind, Range<usize>)> {
    let has = |kind| columns.contains(&Column::Of(kind));
    let first = columns.first().copied();
    let mut said: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut data: Option<usize> = None;
    for (column, cell) in columns.iter().zip(cells) {
        let words = text.get(cell.clone()).unwrap_or("");
        if words.chars().filter(|one| one.is_alphanumeric()).count() < 3 {
            continue;
        }
        match column {
            // Data beside what it is used for only says more of that.
            Column::Data if first == Some(Column::Data) || !has(Kind::Purpose) => {
                let before = data.and_then(|at| said.get_mut(at)).filter(|_| !has(Kind::Purpose));
                match before {
                    Some((_, range)) => range.end = cell.end,
                    None if data.is_none() => {
                        data = Some(said.len());
                        said.push((Kind::Collects, cell.clone()));
                    }
                    None => {}
                }
            }
            // Whoever receives each category is told with the category.
            Column::Of(Kind::Recipient) if first == Some(Column::Data) => {}
            Column::Of(kind) => said.push((*kind, cell.clone())),
            Column::Data | Column::Other => {}
        }
    }
    said
}

/// What the columns of a table hold, by all that stands above their cells; the nearest words tell first.
fn columns_of(text: &str, table: &Table) -> Vec<Column> {
    let words = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    let mut headings = (0..table.header.len()).map(|at| table.headings(at).map(words).collect::<Vec<_>>());
    let of = |above: &Vec<&str>| {
        let told = above.iter().rev().map(|heading| column(heading));
        told.clone().find(|column| *column != Column::Other).unwrap_or(Column::Other)
    };
    let columns: Vec<Column> = headings.clone().map(|above| of(&above)).collect();
    let told = columns.iter().filter(|column| **column != Column::Other).count();
    if told < 2 || headings.any(|above| above.iter().any(|heading| names_cookies(heading))) {
        return Vec::new();
    }
    columns
}

fn column(heading: &str) -> Column {
    let lower = heading.to_lowercase();
    if lower.len() > 80 {
        return Column::Other;
    }
    let fits = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    COLUMNS.iter().find(|(words, _)| fits(words)).map_or(Column::Other, |(_, column)| *column)
}

fn names_cookies(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    ["cookie", "expir"].iter().any(|word| lower.contains(word))
}

/// The cells of a row, without the space around them.
fn cells(text: &str, body: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let said = text.get(body.clone())?;
    let mark = if said.starts_with('|') || said.contains(" | ") {
        '|'
    } else if said.contains('\t') {
        '\t'
    } else {
        return None;
    };
    // One mark stands before the first cell and one behind the last; a second is that of an empty cell.
    let open = said.strip_prefix('|').unwrap_or(said);
    let begins = body.start + (said.len() - open.len());
    let row = open.strip_suffix('|').filter(|row| mark == '|' && !is_escaped(row)).unwrap_or(open);
    let mut cells = Vec::new();
    let mut start = 0;
    let marks = row.match_indices(mark).map(|(at, _)| at);
    for end in marks.filter(|at| !is_escaped(row.get(..*at).unwrap_or(""))).chain([row.len()]) {
        let cell = row.get(start..end).unwrap_or("");
        let from = begins + start + (cell.len() - cell.trim_start().len());
        cells.push(from..from + cell.trim().len());
        start = end + mark.len_utf8();
    }
    Some(cells)
}

/// Whether a mark behind these words is a sign and parts no cells: `read \| write`.
fn is_escaped(before: &str) -> bool {
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}
