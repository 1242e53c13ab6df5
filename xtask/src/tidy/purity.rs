//! The pure crates touch no clock, no file, no network and no environment: these come in
//! as arguments. Their tests may.

use super::{Finding, code};
use crate::workspace::File;

/// The crates below the line of docs/architecture.md. Those that are planned are named
/// already, so that they are held to it from their first line.
const PURE: [&str; 9] = [
    "probity-source",
    "probity-text",
    "probity-vocabulary",
    "probity-law",
    "probity-policy",
    "probity-ledger",
    "probity-gate",
    "probity-notice",
    "probity-discover",
];

/// Crates that bring the world along.
const FOREIGN_CRATES: [&str; 4] = ["tokio", "sqlx", "axum", "reqwest"];
/// Parts of the standard library that do.
const FOREIGN_MODULES: [&str; 4] = ["fs", "net", "env", "process"];
/// Types that are a clock when asked for now.
const CLOCKS: [&str; 3] = ["Instant", "Timestamp", "Zoned"];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in PURE {
        let folder = format!("crates/{name}/src/");
        let sources: Vec<(&File, String, Vec<String>)> = files
            .iter()
            .filter(|file| file.path.starts_with(&folder) && file.has_extension("rs"))
            .map(|file| {
                let (code, modules) = code::without_tests(&code::without_text(&file.text));
                (file, code, modules)
            })
            .collect();
        let for_tests: Vec<String> = sources
            .iter()
            .flat_map(|(file, _, modules)| modules.iter().map(|module| module_path(&file.path, module)))
            .collect();
        for (file, code, _) in &sources {
            let stem = file.path.trim_end_matches(".rs");
            let only_for_tests =
                for_tests.iter().any(|module| stem == module || stem.starts_with(&format!("{module}/")));
            if only_for_tests {
                continue;
            }
            for (number, word) in foreign(code) {
                let message = format!("`{word}` in a pure crate; take what it gives as an argument");
                findings.push(Finding::new(format!("{}:{number}", file.path), message));
            }
        }
    }
    findings
}

/// Where a module of a file lies, without `.rs` and without `/mod.rs`.
fn module_path(file: &str, module: &str) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/{module}"),
        _ => format!("{}/{module}", file.trim_end_matches(".rs")),
    }
}

/// The forbidden words of some code with their lines.
fn foreign(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let tokens = tokens(code);
    let mut rest = tokens.as_slice();
    while let [(line, token), following @ ..] = rest {
        let asks_for_now = matches!(following, [(_, ":"), (_, ":"), (_, "now"), ..]);
        if *token == "SystemTime"
            || (CLOCKS.contains(token) && asks_for_now)
            || (FOREIGN_CRATES.contains(token) && begins_a_path(following))
        {
            found.push((*line, (*token).to_owned()));
        }
        if *token == "std"
            && let [(_, ":"), (_, ":"), inside @ ..] = following
        {
            let modules: Vec<(usize, &str)> = match inside {
                [(_, "{"), group @ ..] => first_words(group),
                [first, ..] => vec![*first],
                [] => Vec::new(),
            };
            for (line, module) in modules {
                if FOREIGN_MODULES.contains(&module) {
                    found.push((line, format!("std::{module}")));
                }
            }
        }
        rest = following;
    }
    found
}

fn begins_a_path(following: &[(usize, &str)]) -> bool {
    matches!(following, [(_, ":"), (_, ":"), ..] | [(_, ";"), ..] | [(_, "as"), ..])
}

/// The first word of each branch of a use group: `fs` and `net` of `{fs::File, net}`.
fn first_words<'a>(group: &[(usize, &'a str)]) -> Vec<(usize, &'a str)> {
    let mut words = Vec::new();
    let mut depth = 0_usize;
    let mut first = true;
    for (line, token) in group {
        match *token {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => first = true,
            word => {
                if first {
                    words.push((*line, word));
                }
                first = false;
            }
        }
    }
    words
}

/// Words and single other characters, with their lines.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(character) = rest.chars().next() {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let length = if word == 0 { character.len_utf8() } else { word };
            let Some((token, remaining)) = rest.split_at_checked(length) else { break };
            tokens.push((number + 1, token));
            rest = remaining.trim_start();
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        check(&[File::new("crates/probity-law/src/lib.rs", text)]).into_iter().map(|one| one.place).collect()
    }

    #[test]
    fn clocks_files_networks_and_environments_are_found() {
        for text in [
            "use std::fs;",
            "use std::{collections::{BTreeMap}, net::TcpStream};",
            "fn a() { std::env::var(\"A\"); }",
            "use tokio::time;",
            "fn a() -> sqlx::Result<()> {}",
            "use std::time::SystemTime;",
            "fn a() { jiff::Timestamp::now(); }",
        ] {
            assert_eq!(found(text), ["crates/probity-law/src/lib.rs:1"], "{text}");
        }
    }

    #[test]
    fn words_that_only_look_alike_are_not() {
        let text = "//! No std::fs here.\nuse std::{fmt::{self}, str};\nconst A: &str = \"std::net tokio::\";\nlet version = env!(\"X\");\nlet tokio = 1;\nenum Unit { Instant }\nuse jiff::Timestamp;";
        assert_eq!(found(text), Vec::<String>::new());
    }

    #[test]
    fn tests_may_touch_the_world() {
        assert_eq!(found("#[cfg(test)]\nmod tests {\n use std::fs;\n}"), Vec::<String>::new());
        let files = [
            File::new("crates/probity-law/src/lib.rs", "mod a;"),
            File::new("crates/probity-law/src/a.rs", "#[cfg(test)]\nmod tests;"),
            File::new("crates/probity-law/src/a/tests.rs", "use std::fs;"),
            File::new("crates/probity-law/src/a/tests/more.rs", "use std::fs;"),
        ];
        assert_eq!(check(&files), []);
    }

    #[test]
    fn the_other_crates_are_free() {
        assert_eq!(check(&[File::new("crates/probity-stores/src/lib.rs", "use std::fs;")]), []);
    }
}
