//! Every fault of a notice has a page, and every page is true: its example has the fault, its fix has not.

use probity_notice::{codes, lint, read};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_code_that_the_checks_name_has_a_page_and_every_page_a_check() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str| -> Vec<std::path::PathBuf> {
        std::fs::read_dir(home.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let mut named = BTreeSet::new();
    for file in names("src/lint") {
        let source = std::fs::read_to_string(file).unwrap();
        let is_code = |word: &&str| {
            word.split_once('.').is_some_and(|(area, fault)| {
                [area, fault].iter().all(|part| {
                    !part.is_empty() && part.chars().all(|one| one.is_ascii_lowercase() || one == '_')
                })
            })
        };
        named.extend(source.split('"').filter(is_code).map(str::to_owned));
    }
    let known: BTreeSet<String> = codes::ALL.iter().map(|code| (*code).to_owned()).collect();
    let pages: BTreeSet<String> = names("findings")
        .iter()
        .map(|page| page.file_name().unwrap().to_str().unwrap().trim_end_matches(".md").to_owned())
        .collect();
    assert_eq!(named, known);
    let refusals = codes::REFUSALS.iter().map(|code| (*code).to_owned());
    assert_eq!(pages, known.into_iter().chain(refusals).collect());
    assert!(codes::REFUSALS.is_sorted(), "codes stand in order");
    assert!(codes::ALL.is_sorted(), "codes stand in order");
}

#[test]
fn every_refusal_has_a_code_and_a_page() {
    use probity_notice::document::Unreadable;
    use probity_notice::render::Unwritable;
    let encoding = Unreadable::Encoding { at: 0, line: 1, declared: None };
    let mut given: Vec<&str> = [
        Unreadable::Empty,
        Unreadable::TooLarge,
        Unreadable::Binary(0),
        encoding,
        Unreadable::Format("rich text"),
        Unreadable::Encrypted,
        Unreadable::NoText,
        Unreadable::UnknownLetters,
        Unreadable::Damaged,
    ]
    .iter()
    .map(Unreadable::code)
    .collect();
    let unwritable =
        [Unwritable::NoAddress(String::new()), Unwritable::Unconfirmed(Vec::new()), Unwritable::Nothing];
    given.extend(unwritable.iter().map(Unwritable::code));
    given.sort_unstable();
    assert_eq!(given, codes::REFUSALS);
    for code in codes::REFUSALS {
        let page = codes::explain(code).unwrap();
        assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["What", "Why", "Fix"], "{code}");
    }
}

/// The text of the only block below a heading.
fn block<'p>(page: &'p str, heading: &str) -> &'p str {
    let part = page.split(&format!("## {heading}\n")).nth(1).unwrap();
    part.split("```notice\n").nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn examples_have_their_fault_and_fixes_have_not() {
    let mut wrong = Vec::new();
    for code in codes::ALL {
        let page = codes::explain(code).unwrap();
        assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["What", "Why", "Example", "Fix"], "{code}");
        let has = |text: &str| lint(text, &read(text)).iter().any(|finding| finding.code == *code);
        if !has(block(page, "Example")) {
            wrong.push(format!("{code}: not in its example"));
        }
        if has(block(page, "Fix")) {
            wrong.push(format!("{code}: still in its fix"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
