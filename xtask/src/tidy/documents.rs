//! Documents that can be checked: the map names every crate, links lead somewhere,
//! decisions are numbered without gaps.

use super::Finding;
use crate::workspace::File;

const MAP: &str = "docs/architecture.md";
const DECISIONS: &str = "docs/decisions/";

/// The map of the house is there and names every crate.
pub(super) fn architecture<'a>(files: &[File], crates: impl Iterator<Item = &'a str>) -> Vec<Finding> {
    let Some(map) = files.iter().find(|file| file.path == MAP) else {
        return vec![Finding::new(MAP, "is missing")];
    };
    let words: Vec<&str> =
        map.text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-').collect();
    crates
        .filter(|name| !words.contains(name))
        .map(|name| Finding::new(MAP, format!("does not mention the crate `{name}`")))
        .collect()
}

/// Relative links of the documents lead to files or folders.
pub(super) fn links(files: &[File], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let documents = files.iter().filter(|file| {
        file.has_extension("md") && (file.path.starts_with("docs/") || !file.path.contains('/'))
    });
    let mut findings = Vec::new();
    for document in documents {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, target) in targets(&document.text) {
            let path = target.split(['#', '?']).next().unwrap_or("");
            let elsewhere = target.contains("://") || target.starts_with("mailto:") || path.is_empty();
            if elsewhere {
                continue;
            }
            let found = resolve(folder, path).is_some_and(|path| exists(&path));
            if !found {
                let place = format!("{}:{number}", document.path);
                findings.push(Finding::new(place, format!("the link to `{target}` leads nowhere")));
            }
        }
    }
    findings
}

/// Decisions are numbered from 0001 without gaps or doubles.
pub(super) fn decisions(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut next = 1;
    // Files are sorted by path, so decisions come by number.
    for file in files.iter().filter(|file| file.path.starts_with(DECISIONS) && file.has_extension("md")) {
        let name = file.path.trim_start_matches(DECISIONS);
        let number = name.split_once('-').filter(|(digits, _)| digits.len() == 4);
        match number.and_then(|(digits, _)| digits.parse::<u32>().ok()) {
            Some(found) if found == next => next += 1,
            Some(found) => {
                findings.push(Finding::new(&*file.path, format!("expected number {next:04}")));
                next = found + 1;
            }
            None => findings.push(Finding::new(&*file.path, "is not named `NNNN-what-was-decided.md`")),
        }
    }
    findings
}

/// The targets of inline links with their lines; code is no text.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut targets = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second piece between backticks is code.
        for prose in line.split('`').step_by(2) {
            for after in prose.split("](").skip(1) {
                if let Some((target, _)) = after.split_once(')') {
                    targets.push((number + 1, target.split_whitespace().next().unwrap_or("")));
                }
            }
        }
    }
    targets
}

/// A path relative to a folder, as a path from the root; none when it leaves the repository.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_map_and_a_crate_it_leaves_out_are_found() {
        assert_eq!(architecture(&[], ["a"].into_iter()).len(), 1);
        let map = [File::new(MAP, "`house-roof` stands on `house-room`.")];
        assert_eq!(architecture(&map, ["house-roof", "house-room"].into_iter()), []);
        assert_eq!(architecture(&map, ["house"].into_iter()).len(), 1);
    }

    #[test]
    fn links_are_followed_from_the_document_that_holds_them() {
        let text = "[a](b.md) [`c`](../README.md#top) [d](https://example.org/x) [e](#here)\n`[f](gone.md)`\n```\n[g](gone.md)\n```\n";
        let files = [File::new("docs/a.md", text)];
        assert_eq!(links(&files, |path| ["docs/b.md", "README.md"].contains(&path)), []);
        let findings = links(&files, |path| path == "docs/b.md");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "docs/a.md:1");
    }

    #[test]
    fn a_link_out_of_the_repository_leads_nowhere() {
        assert_eq!(links(&[File::new("README.md", "[a](../b.md)")], |_| true).len(), 1);
    }

    #[test]
    fn decisions_have_no_gaps_and_no_doubles() {
        let named = |names: &[&str]| -> usize {
            let files: Vec<File> =
                names.iter().map(|name| File::new(&format!("{DECISIONS}{name}"), "")).collect();
            decisions(&files).len()
        };
        assert_eq!(named(&["0001-a.md", "0002-b.md"]), 0);
        assert_eq!(named(&["0001-a.md", "0003-b.md"]), 1);
        assert_eq!(named(&["0001-a.md", "0001-b.md"]), 1);
        assert_eq!(named(&["notes.md"]), 1);
    }
}
