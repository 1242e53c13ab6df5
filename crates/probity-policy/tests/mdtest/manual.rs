//! The manual is true: each of its examples compiles to exactly the findings that its comments tell.

use crate::runner::{FRAME, Finding, cases};
use probity_policy::grammar;
use std::path::PathBuf;

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

#[test]
fn examples_of_the_manual_give_the_findings_that_they_tell() {
    let manual = std::fs::read_to_string(docs("language.md")).unwrap();
    let mut faults = Vec::new();
    let all = cases(&manual);
    assert!(all.len() >= 40, "the manual has only {} examples", all.len());
    for case in all {
        let expected = case.expected();
        // A note need not be announced: most examples are not bound to a published text.
        let found: Vec<Finding> = case
            .placed()
            .into_iter()
            .filter(|one| one.severity != "note" || expected.contains(one))
            .collect();
        if found != expected {
            faults.push(format!(
                "line {} ({}): expected {expected:?}, found {found:?}",
                case.line, case.heading
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_manual_shows_the_frame_that_stands_before_its_examples() {
    let manual = std::fs::read_to_string(docs("language.md")).unwrap();
    assert!(manual.contains(FRAME), "docs/language.md shows another frame than the examples get");
}

#[test]
fn the_reference_is_the_one_that_the_grammar_gives() {
    let path = docs("grammar.md");
    let now = grammar::reference();
    if std::env::var_os("PROBITY_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == now, "docs/grammar.md is not up to date; run this test with PROBITY_UPDATE_DOCS=1");
}

#[test]
fn every_example_of_the_grammar_is_in_its_canonical_layout_or_one_that_formatting_keeps_the_meaning_of() {
    use probity_policy::{format, syntax};
    use probity_source::Sources;
    for rule in grammar::rules::all() {
        let formatted = format(rule.example);
        let mut sources = Sources::new();
        let id = sources.add("example", formatted.as_str());
        let (_, faults) = syntax::parse(id, &formatted);
        assert_eq!(faults, [], "{}", rule.name);
    }
}
