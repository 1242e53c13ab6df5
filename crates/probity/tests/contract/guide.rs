//! The guide: what it says to type is typed, and prints what it says.
//!
//! A fence is `sql FILE` (run in a database), `file FILE` (written), `sh` with the exit code if it is not 0 (run), or
//! `output` (what the commands before it print, in this order; a line or a part of one that is `…` stands for
//! anything).

use crate::program;
use std::path::Path;

struct Fence<'g> {
    info: &'g str,
    text: String,
}

fn fences(guide: &str) -> Vec<Fence<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    for line in guide.lines() {
        match (open.as_mut(), line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Fence { info, text: String::new() }),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(fence), None) => fence.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

fn print(folder: &Path, line: &str, code: i32) -> String {
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("probity"), "{line}");
    let mut command = program::command(folder);
    command.args(words).env("CORE_DATABASE_URL", "library.sqlite").env("PRIVACY_MAIL", "privacy@example.org");
    let ended = program::run(command).with(code);
    format!("{}\n{}\n", ended.out, ended.err)
}

/// Whether a printed line is one of the guide's, in which `…` stands for anything.
fn is(printed: &str, wanted: &str) -> bool {
    match wanted.split_once('…') {
        Some((start, end)) => printed.starts_with(start) && printed.ends_with(end),
        None => printed == wanted,
    }
}

#[track_caller]
fn assert_printed(printed: &str, wanted: &str) {
    let mut lines = printed.lines().map(str::trim_end).filter(|line| !line.is_empty());
    for line in wanted.lines().filter(|line| *line != "…") {
        assert!(lines.any(|one| is(one, line)), "`{line}` is not printed in its place by:\n{printed}");
    }
}

#[test]
fn what_the_guide_says_to_type_prints_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let guide = include_str!("../../../../docs/guide.md");
    let (mut printed, mut commands) = (String::new(), 0);
    for Fence { info, text } in fences(guide) {
        match info.split_once(' ').unwrap_or((info, "")) {
            ("sql", file) => program::run_sql(&folder.path().join(file), &text),
            ("file", file) => std::fs::write(folder.path().join(file), text).unwrap(),
            ("sh", code) => {
                let code = if code.is_empty() { 0 } else { code.parse().unwrap() };
                printed = text.lines().map(|line| print(folder.path(), line, code)).collect();
                commands += text.lines().count();
            }
            ("output", "") => assert_printed(&printed, &text),
            (other, _) => panic!("`{other}` is no fence of the guide"),
        }
    }
    assert!(commands > 10, "{commands} commands were found");
}
