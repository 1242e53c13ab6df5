//! Short sentences in plain words, below the headings that they stand below, are each what a person reads them as.

use probity_notice::{Document, Format, Kind, read_document};
use serde_json::Value;

/// Each with the heading above it and the practice that it is; `none` where it is none.
const SENTENCES: &str = include_str!("plain_sentences.txt");

#[test]
fn plain_sentences_are_what_a_person_reads_them_as() {
    let mut wrong = Vec::new();
    for part in SENTENCES.split("\n\n").filter(|part| !part.trim().is_empty()) {
        let (heading, lines) = part.trim().split_once('\n').unwrap();
        for line in lines.lines() {
            let (kind, sentence) = line.split_once(": ").unwrap();
            let text = format!("# Privacy policy\n\n#{heading}\n\n{sentence}\n");
            let read = read_document(&Document::of(text.into(), Format::Markdown)).practices;
            let kinds: Vec<String> = read.iter().map(|practice| name(practice.kind)).collect();
            let is_right =
                if kind == "none" { kinds.is_empty() } else { kinds.iter().any(|one| one == kind) };
            if !is_right {
                wrong.push(format!("{heading}: {sentence} is {kind}, and was read as {kinds:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn name(kind: Kind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name,
        other => panic!("{other:?}"),
    }
}
