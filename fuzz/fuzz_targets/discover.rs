//! Any text is searched, read as JSON and classified without a panic, and spans lie between characters.

#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_discover::{ColumnHint, ValueKind, classify, find_in_json, find_in_text};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut end = 0;
    for found in find_in_text(&text) {
        assert!(text.get(found.span.clone()).is_some());
        assert!(found.span.start >= end);
        end = found.span.end;
    }
    let _ = find_in_json(&text);
    let samples: Vec<&str> = text.lines().collect();
    let name = samples.first().copied().unwrap_or_default();
    let _ = classify(&ColumnHint::new(name, name, ValueKind::Text), &samples);
});
