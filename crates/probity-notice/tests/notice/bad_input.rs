//! Bytes that nobody means to be read: refused with a code and help, or read without losing what they say.

use probity_notice::document::Unreadable;
use probity_notice::{Document, Format, Kind, difference, draft, lint, read_document, report};
use proptest::prelude::*;

const SAID: &str = "We collect your name.";

/// Everything that is done with a document, as the command line does it. Practices stand inside their clauses and
/// findings inside the text.
fn everything(document: &Document) -> Vec<Kind> {
    let reading = read_document(document);
    let findings = lint(document.text(), &reading);
    for practice in &reading.practices {
        let clause = &reading.outline.clauses[practice.clause].range;
        assert!(document.text().get(practice.span.clone()).is_some());
        assert!(clause.start <= practice.span.start && practice.span.end <= clause.end);
    }
    let evidence = findings.iter().flat_map(|finding| &finding.evidence);
    assert!(evidence.cloned().all(|range| document.text().get(range).is_some()));
    let json = report::document(document, &reading, &findings).value();
    assert_eq!(json["practices"].as_array().unwrap().len(), reading.practices.len());
    let _ = draft(document.text(), &reading, "notice.txt");
    reading.practices.iter().map(|practice| practice.kind).collect()
}

fn refused(bytes: &[u8]) -> Unreadable {
    match Document::read(bytes, None) {
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty() && !refusal.help().is_empty());
            refusal
        }
        Ok(document) => panic!("{:?} was read", document.text()),
    }
}

#[test]
fn what_holds_no_text_is_refused_with_help() {
    refused(b"");
    refused(b" \n\t\r\n");
    refused(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0");
    refused(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF");
    refused(
        &[b"We collect your name and your \xe9\xe8 in no known way.\n".as_slice(), &[0xff, 0xfe, 0x00]]
            .concat(),
    );
}

#[test]
fn tens_of_thousands_of_levels_are_read_to_the_innermost_word() {
    for [open, close] in [["<div>", "</div>"], ["<b><i>", ""], ["<ul><li>", "</ul>"], ["<table><tr><td>", ""]]
    {
        let page = format!("{}{SAID}{}", open.repeat(25_000), close.repeat(25_000));
        let document = Document::of(page.into(), Format::Html);
        assert!(document.text().contains(SAID), "{open}");
        assert_eq!(everything(&document), [Kind::Collects], "{open}");
    }
    let quoted = format!("{}{SAID}\n", "> ".repeat(20_000));
    assert!(Document::of(quoted.into(), Format::Markdown).text().contains("collect your name"));
}

#[test]
fn ten_thousand_rows_are_ten_thousand_rows() {
    let rows: String =
        (0..10_000).map(|row| format!("<tr><td>c{row}</td><td>{row} days</td></tr>")).collect();
    let page =
        format!("<main><h1>Cookies</h1><table><tr><th>Name</th><th>Lifetime</th></tr>{rows}</table></main>");
    let document = Document::of(page.into(), Format::Html);
    assert_eq!(document.tables()[0].rows.len(), 10_000);
    assert!(document.text().contains("c9999"));
    everything(&document);
}

#[test]
fn one_line_may_be_as_long_as_it_likes() {
    let line = format!("{SAID} ").repeat(20_000);
    let document = Document::of(line.into(), Format::Text);
    assert_eq!(everything(&document).len(), 20_000);
}

#[test]
fn words_from_right_to_left_stand_where_they_stood() {
    let text = "סעיף 1\n\nאנחנו אוספים את השם שלך. We collect your name.\n\nنجمع اسمك.\n";
    let document = Document::read(text.as_bytes(), None).unwrap();
    assert_eq!(document.text(), text);
    let reading = read_document(&document);
    let found: Vec<_> = reading.practices.iter().filter_map(|one| text.get(one.span.clone())).collect();
    assert!(found.iter().any(|said| said.contains("collect your name")), "{found:?}");
}

#[test]
fn a_text_of_thousands_of_clauses_differs_from_itself_in_nothing() {
    let text: String = (1..3_000).map(|at| format!("{at}. {SAID} We keep it for {at} days.\n\n")).collect();
    let document = Document::of(text.clone().into(), Format::Text);
    let reading = read_document(&document);
    assert!(difference((&text, &reading), (&text, &reading)).changes.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in [None, Some(Format::Text), Some(Format::Markdown), Some(Format::Html)] {
            if let Ok(document) = Document::read(&bytes, format) {
                everything(&document);
            }
        }
    }

    #[test]
    fn any_text_is_read_in_every_format(text in "\\PC{0,80}(\n|\u{c}|<p>|&#x|\\*|[0-9]\\. ){0,4}\\PC{0,80}") {
        for format in [Format::Text, Format::Markdown, Format::Html] {
            everything(&Document::of(text.as_str().into(), format));
        }
    }
}
