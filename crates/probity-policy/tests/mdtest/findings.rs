//! Every code has a page, and every page is true: its example gives the code, its fix does not.

use crate::runner::{Case, Finding, cases};
use probity_policy::codes;
use std::collections::BTreeSet;
use std::path::Path;

const HEADINGS: [&str; 4] = ["What", "Why", "Example", "Fix"];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings");
    let pages: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".md").to_owned())
        .collect();
    let known: BTreeSet<String> = codes::ALL.iter().map(|code| code.0.to_owned()).collect();
    assert_eq!(pages, known);
    assert_eq!(known.len(), codes::ALL.len(), "a code is given twice");
    assert!(codes::ALL.is_sorted(), "codes stand in order");
    assert_eq!(codes::explain("P9999"), None);
}

#[test]
fn every_page_has_the_same_headings_and_a_title_with_its_code() {
    for code in codes::ALL {
        let page = codes::explain(code.0).unwrap();
        assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{code}");
    }
}

/// The codes of a case's errors and warnings, and of its notes.
fn codes_of(case: &Case) -> (BTreeSet<String>, BTreeSet<String>) {
    let (loud, quiet): (Vec<_>, Vec<_>) = case.placed().into_iter().partition(|one| one.severity != "note");
    let names = |all: Vec<Finding>| all.into_iter().map(|one| one.code).collect();
    (names(loud), names(quiet))
}

#[test]
fn examples_give_their_code_and_no_other_and_fixes_give_none() {
    let mut faults = Vec::new();
    for code in codes::ALL {
        let all = cases(codes::explain(code.0).unwrap());
        let headings: Vec<&str> = all.iter().map(|case| case.heading.as_str()).collect();
        if headings != ["Example", "Fix"] {
            faults.push(format!("{code}: one example and one fix, not {headings:?}"));
            continue;
        }
        let (loud, quiet) = codes_of(&all[0]);
        let only: BTreeSet<String> = [code.0.to_owned()].into();
        let right = loud == only || (loud.is_empty() && quiet.contains(code.0));
        if !right {
            faults.push(format!("{code}: the example gives {loud:?}, notes {quiet:?}"));
        }
        let (loud, quiet) = codes_of(&all[1]);
        if !loud.is_empty() || quiet.contains(code.0) {
            faults.push(format!("{code}: the fix gives {loud:?}, notes {quiet:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn fixes_that_a_machine_may_apply_remove_their_finding() {
    let mut applied = 0;
    for code in codes::ALL {
        for mut case in cases(codes::explain(code.0).unwrap()) {
            let (project, diagnostics) = case.findings();
            let Some((found, fix)) =
                diagnostics.iter().find_map(|one| one.fix.as_ref().map(|fix| (one, fix)))
            else {
                continue;
            };
            let before = diagnostics.iter().filter(|one| one.code == found.code).count();
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start()));
            for edit in edits {
                let name = project.sources.get(edit.span.source()).unwrap().name();
                let bytes = case.files.get_mut(name).unwrap();
                let range = edit.span.start() as usize..edit.span.end() as usize;
                bytes.splice(range, edit.replacement.bytes());
            }
            let code = found.code;
            let after = case.findings().1.iter().filter(|one| one.code == code).count();
            assert!(after < before, "{code}: `{}` does not remove it", fix.title);
            applied += 1;
        }
    }
    assert!(applied >= 10, "only {applied} examples have a fix that a machine may apply");
}
