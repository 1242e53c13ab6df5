//! Each cell of a table is known by what stands above it, whatever it reaches over.

use probity_notice::document::Table;
use probity_notice::{Document, Format, Kind, Reading, read, read_document};
use proptest::prelude::*;

fn html(source: &str) -> Document {
    Document::of(source.to_owned().into(), Format::Html)
}

/// Each row as heading and words of its cells.
fn rows(document: &Document, table: &Table) -> Vec<Vec<(String, String)>> {
    let words = |range: &std::ops::Range<usize>| document.text()[range.clone()].to_owned();
    let headings = |column: usize| table.headings(column).map(words).collect::<Vec<_>>().join(" / ");
    let row = |row: &Vec<std::ops::Range<usize>>| {
        row.iter().enumerate().map(|(column, cell)| (headings(column), words(cell))).collect()
    };
    table.rows.iter().map(row).collect()
}

fn told(reading: &Reading, text: &str) -> Vec<(Kind, String)> {
    reading.practices.iter().map(|one| (one.kind, text[one.span.clone()].to_owned())).collect()
}

const SPANNED: &str = "<h1>Privacy</h1><table>\
    <tr><th rowspan=2>Category of data</th><th colspan=2>Use</th></tr>\
    <tr><th>Purpose</th><th>Storage period</th></tr>\
    <tr><td rowspan=2>Email address</td><td>sending newsletters</td><td>2 years</td></tr>\
    <tr><td>answering questions</td><td>6 months</td></tr>\
    <tr><td>Postal address</td><td colspan=2>delivering parcels</td></tr>\
    <tr><td></td><td>preventing fraud</td><td>5 years</td></tr></table>";

#[test]
fn cells_that_reach_over_columns_and_rows_stand_in_each_of_them() {
    let document = html(SPANNED);
    let [table] = document.tables() else { panic!("{:?}", document.tables()) };
    let (data, purpose, period) = ("Category of data", "Use / Purpose", "Use / Storage period");
    let row = |cells: [&str; 3]| -> Vec<(String, String)> {
        let cells = [data, purpose, period].into_iter().zip(cells);
        cells.map(|(heading, cell)| (heading.to_owned(), cell.to_owned())).collect()
    };
    assert_eq!(
        rows(&document, table),
        [
            row(["Email address", "sending newsletters", "2 years"]),
            row(["Email address", "answering questions", "6 months"]),
            row(["Postal address", "delivering parcels", "delivering parcels"]),
            row(["", "preventing fraud", "5 years"]),
        ]
    );
}

#[test]
fn cells_are_read_below_their_headings_each_once() {
    let document = html(SPANNED);
    let read = told(&read_document(&document), document.text());
    let of = |kind: Kind| -> Vec<&str> {
        read.iter().filter(|(other, _)| *other == kind).map(|(_, words)| words.as_str()).collect()
    };
    assert_eq!(of(Kind::Collects), ["Email address", "Postal address"], "{read:#?}");
    assert_eq!(
        of(Kind::Purpose),
        ["sending newsletters", "answering questions", "delivering parcels", "preventing fraud"]
    );
    assert_eq!(of(Kind::Retention), ["2 years", "6 months", "5 years"]);
}

#[test]
fn a_cell_reaches_no_further_than_its_group_of_rows() {
    let document = html(
        "<table><thead><tr><th>Data</th><th>Purpose</th></tr></thead>\
         <tbody><tr><td rowspan=0>Name</td><td>orders</td></tr><tr><td>mail</td></tr></tbody>\
         <tbody><tr><td>Phone</td><td>calls</td></tr></tbody></table>",
    );
    let words = |range: &std::ops::Range<usize>| &document.text()[range.clone()];
    let rows: Vec<Vec<&str>> =
        document.tables()[0].rows.iter().map(|row| row.iter().map(words).collect()).collect();
    assert_eq!(rows, [["Name", "orders"], ["Name", "mail"], ["Phone", "calls"]]);
}

const MARKED: &str = "# Privacy\n\n\
    | Category of data | Purpose | Storage period |\n\
    |------------------|---------|----------------|\n\
    | Email \\| phone | answering \\| calling you | 2 years |\n\
    | | preventing fraud | 5 years |\n\
    | Name `a\\|b` | delivering parcels | 1 year |\n";

#[test]
fn a_mark_that_is_a_sign_parts_no_cells_of_markdown_nor_of_its_text() {
    let document = Document::of(MARKED.into(), Format::Markdown);
    let words = |range: &std::ops::Range<usize>| &document.text()[range.clone()];
    let [table] = document.tables() else { panic!("{:?}", document.tables()) };
    let cells: Vec<Vec<&str>> = table.rows.iter().map(|row| row.iter().map(words).collect()).collect();
    assert_eq!(
        cells,
        [
            ["Email | phone", "answering | calling you", "2 years"],
            ["", "preventing fraud", "5 years"],
            ["Name a|b", "delivering parcels", "1 year"],
        ]
    );
    let kinds = [
        Kind::Collects,
        Kind::Purpose,
        Kind::Retention,
        Kind::Purpose,
        Kind::Retention,
        Kind::Collects,
        Kind::Purpose,
        Kind::Retention,
    ];
    for read in [told(&read_document(&document), document.text()), told(&read(MARKED), MARKED)] {
        assert_eq!(read.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), kinds, "{read:#?}");
        assert_eq!(read[4].1, "5 years", "an empty cell is a cell");
    }
}

/// A table as it is written, and the plain reference: each cell put into each place that it reaches.
fn grid() -> impl Strategy<Value = Vec<Vec<(usize, usize)>>> {
    let cell = (1_usize..4, 1_usize..4);
    proptest::collection::vec(proptest::collection::vec(cell, 1..5), 1..6)
}

fn placed(grid: &[Vec<(usize, usize)>]) -> Vec<Vec<String>> {
    let mut places = std::collections::BTreeMap::new();
    for (row, cells) in grid.iter().enumerate() {
        let mut column = 0;
        for (at, (columns, rows)) in cells.iter().enumerate() {
            while places.contains_key(&(row, column)) {
                column += 1;
            }
            for (down, right) in (0..*rows).flat_map(|down| (0..*columns).map(move |right| (down, right))) {
                places.insert((row + down, column + right), format!("c{row}x{at}"));
            }
            column += columns;
        }
    }
    (0..grid.len())
        .map(|row| {
            let width = places.keys().filter(|(other, _)| *other == row).map(|(_, column)| column + 1).max();
            (0..width.unwrap_or(0))
                .map(|column| places.get(&(row, column)).cloned().unwrap_or_default())
                .collect()
        })
        .collect()
}

/// Whether no cell is written where one from above stands already, which pages should not have.
fn is_sound(grid: &[Vec<(usize, usize)>]) -> bool {
    let area: usize = {
        let reached = |row: usize, rows: usize| rows.min(grid.len() - row);
        grid.iter()
            .enumerate()
            .flat_map(|(row, cells)| cells.iter().map(move |(columns, rows)| columns * reached(row, *rows)))
            .sum()
    };
    placed(grid).iter().flatten().filter(|cell| !cell.is_empty()).count() == area
}

proptest! {
    #[test]
    fn cells_stand_where_a_plain_reference_puts_them(grid in grid()) {
        prop_assume!(is_sound(&grid));
        let rows: String = grid.iter().enumerate().map(|(row, cells)| {
            let cells = cells.iter().enumerate().map(|(at, (columns, rows))| {
                format!("<td colspan={columns} rowspan={rows}>c{row}x{at}</td>")
            });
            format!("<tr>{}</tr>", cells.collect::<String>())
        }).collect();
        let document = html(&format!("<table><tr><th>a</th><th>b</th></tr>{rows}</table>"));
        let words = |range: &std::ops::Range<usize>| document.text()[range.clone()].to_owned();
        let found: Vec<Vec<String>> =
            document.tables()[0].rows.iter().map(|row| row.iter().map(words).collect()).collect();
        prop_assert_eq!(found, placed(&grid));
    }
}

#[test]
fn ten_thousand_rows_below_their_headings_are_read_and_what_they_repeat_is_bounded() {
    let rows: String = (0..10_000)
        .map(|row| format!("<tr><td>delivering parcel {row}</td><td>{} days</td></tr>", row % 90 + 1))
        .collect();
    let document = html(&format!("<table><tr><th>Purpose</th><th>Storage period</th></tr>{rows}</table>"));
    let reading = read_document(&document);
    assert_eq!(reading.practices.len(), 20_000);
    // Each row reaches over all columns and all rows that follow.
    let rows = "<tr><td colspan=1000 rowspan=65534>x</td></tr>".repeat(10_000);
    let document = html(&format!("<table><tr><th>Purpose</th><th>Storage period</th></tr>{rows}</table>"));
    let [table] = document.tables() else { panic!("{} tables", document.tables().len()) };
    assert_eq!(table.rows.len(), 10_000);
    assert!(table.rows.iter().map(Vec::len).sum::<usize>() <= (1 << 20) + 10_000);
}

/// A cell of whole sentences says more than its column: who receives data stands below `Purpose` as well.
#[test]
fn each_sentence_of_a_cell_is_what_it_says() {
    let text = "Privacy\n\n| Data | Purpose |\n|---|---|\n| Card number | We share your card number with our payment provider. We keep it for 30 days. |\n| Address | sending parcels |\n";
    let read = told(&read(text), text);
    let of = |kind: Kind| read.iter().filter(|(other, _)| *other == kind).count();
    assert_eq!((of(Kind::Recipient), of(Kind::Retention), of(Kind::Purpose)), (1, 1, 1), "{read:#?}");
}
