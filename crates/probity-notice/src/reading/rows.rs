//! Rows of tables: what the cells below a heading of a column say.
//!
//! A table of purposes, of categories or of periods says in its first row what stands in each column. Tables of cookies
//! are read elsewhere.

use super::practice::Kind;
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

/// The table that is being read.
#[derive(Default)]
pub(super) struct Rows {
    columns: Vec<Column>,
    last: Option<usize>,
}

impl Rows {
    /// What a row says, cell by cell; nothing when the clause is no row of a table whose columns say what they hold.
    pub(super) fn of(
        &mut self,
        text: &str,
        index: usize,
        clause: &Clause,
    ) -> Option<Vec<(Kind, Range<usize>)>> {
        let cells = cells(text, &clause.body)?;
        let goes_on = self.last.is_some_and(|last| last + 1 == index);
        self.last = Some(index);
        if !goes_on {
            self.columns = cells.iter().map(|cell| column(text.get(cell.clone()).unwrap_or(""))).collect();
            let told = self.columns.iter().filter(|column| **column != Column::Other).count();
            if told < 2 || names_cookies(text, &clause.body) {
                self.columns.clear();
            }
            return (!self.columns.is_empty()).then(Vec::new);
        }
        (!self.columns.is_empty()).then(|| self.said(text, &cells))
    }

    fn said(&self, text: &str, cells: &[Range<usize>]) -> Vec<(Kind, Range<usize>)> {
        let has = |kind| self.columns.contains(&Column::Of(kind));
        let first = self.columns.first().copied();
        let mut said: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut data: Option<usize> = None;
        for (column, cell) in self.columns.iter().zip(cells) {
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
}

fn column(heading: &str) -> Column {
    let lower = heading.to_lowercase();
    if lower.len() > 80 {
        return Column::Other;
    }
    let fits = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    COLUMNS.iter().find(|(words, _)| fits(words)).map_or(Column::Other, |(_, column)| *column)
}

fn names_cookies(text: &str, heading: &Range<usize>) -> bool {
    let lower = text.get(heading.clone()).unwrap_or("").to_lowercase();
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
    let row = said.trim_matches(|one: char| one == mark || one.is_whitespace());
    let begins = body.start
        + (said.len() - said.trim_start_matches(|one: char| one == mark || one.is_whitespace()).len());
    let mut at = begins;
    let cells = row.split(mark).map(|cell| {
        let start = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + mark.len_utf8();
        start..start + cell.trim().len()
    });
    Some(cells.collect())
}
