//! Words that must not stand in the repository: marks of unfinished work, and addresses of
//! package registries, which are a matter of each machine's configuration.

use super::Finding;
use crate::workspace::File;

// Written in halves, so that this file does not hold them itself.
const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const REGISTRIES: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.debian", ".org"),
];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.path.ends_with("Cargo.lock")) {
        for (number, line) in file.text.lines().enumerate() {
            let place = || format!("{}:{}", file.path, number + 1);
            for mark in UNFINISHED.iter().filter(|mark| has_word(line, mark)) {
                let message = format!("`{mark}`: do it now, or say in docs what is not there");
                findings.push(Finding::new(place(), message));
            }
            for registry in REGISTRIES.iter().filter(|registry| line.contains(**registry)) {
                findings.push(Finding::new(place(), format!("names the package registry `{registry}`")));
            }
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_').any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_unfinished_work_and_registries_are_found() {
        for word in UNFINISHED.iter().chain(&REGISTRIES) {
            let file = File::new("src/a.rs", &format!("fine\n// {word}: later"));
            let findings = check(&[file]);
            assert_eq!(findings.first().map(|one| one.place.as_str()), Some("src/a.rs:2"), "{word}");
        }
    }

    #[test]
    fn longer_words_and_the_lock_file_are_free() {
        let longer = format!("{}S and {}_LIST", UNFINISHED[0], UNFINISHED[1]);
        assert_eq!(check(&[File::new("a.md", &longer), File::new("Cargo.lock", REGISTRIES[0])]), []);
    }
}
