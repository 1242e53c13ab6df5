//! Any bytes are read as a notice in any format, or refused, without a panic; places lie in order and between characters.

#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_notice::{Document, Format, draft, lint, read_document, report};

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else { return };
    let format = match first % 4 {
        0 => None,
        1 => Some(Format::Text),
        2 => Some(Format::Markdown),
        _ => Some(Format::Html),
    };
    let Ok(document) = Document::read(data, format) else { return };
    let text = document.text();
    let reading = read_document(&document);
    let mut end = 0;
    for clause in &reading.outline.clauses {
        assert!(clause.range.start >= end && text.get(clause.range.clone()).is_some());
        end = clause.range.end;
    }
    for practice in &reading.practices {
        assert!(text.get(practice.span.clone()).is_some());
    }
    let findings = lint(text, &reading);
    let _ = report::document(&document, &reading, &findings);
    let _ = draft(text, &reading, "notice");
});
