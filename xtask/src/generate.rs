//! Files that are written by a program and kept in the repository, so that a change of
//! what the program writes is seen in review.

use crate::{Fault, say, tools, workspace};
use std::path::Path;
use std::process::Command;

/// A generated file and the words after `probity` that write it to standard output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Generated {
    pub(crate) path: &'static str,
    pub(crate) command: &'static [&'static str],
}

/// The registry. A new generated file is one more line here.
const GENERATED: &[Generated] = &[
    Generated { path: "docs/grammar.md", command: &["generate", "grammar"] },
    Generated { path: "docs/policy.schema.json", command: &["generate", "schema"] },
];

/// Whether to write the files or only to compare them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

/// Writes or compares every generated file.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<(), Fault> {
    if GENERATED.is_empty() {
        say::line("no file is generated");
        return Ok(());
    }
    tools::run(tools::cargo(root).args(["build", "--quiet", "--package", "probity"]))?;
    let program = workspace::target(root).join("debug/probity");
    each(root, mode, GENERATED, |words| tools::output(Command::new(&program).args(words).current_dir(root)))
}

fn each(
    root: &Path,
    mode: Mode,
    table: &[Generated],
    write: impl Fn(&[&str]) -> Result<String, Fault>,
) -> Result<(), Fault> {
    let mut stale = Vec::new();
    for generated in table {
        let text = write(generated.command)?;
        let path = root.join(generated.path);
        if std::fs::read_to_string(&path).is_ok_and(|present| present == text) {
            continue;
        }
        match mode {
            Mode::Check => stale.push(generated.path),
            Mode::Write => {
                let folder = path.parent().unwrap_or(root);
                std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)).map_err(
                    |error| Fault::new(format!("`{}` cannot be written: {error}", generated.path)),
                )?;
                say::line(&format!("wrote {}", generated.path));
            }
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("out of date: {}; run `cargo xtask generate`", stale.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Generated] = &[Generated { path: "docs/words.md", command: &["generate", "words"] }];

    #[test]
    fn a_missing_or_changed_file_is_found_and_writing_mends_it() {
        let root = std::env::temp_dir().join(format!("probity-xtask-generate-{}", std::process::id()));
        let write = |words: &[&str]| Ok(words.join(" "));
        assert!(each(&root, Mode::Check, TABLE, write).is_err());
        each(&root, Mode::Write, TABLE, write).unwrap();
        assert_eq!(std::fs::read_to_string(root.join("docs/words.md")).unwrap(), "generate words");
        each(&root, Mode::Check, TABLE, write).unwrap();
        assert!(each(&root, Mode::Check, TABLE, |_| Ok("other".to_owned())).is_err());
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_generator_that_fails_is_a_fault() {
        let failing = |_: &[&str]| Err(Fault::new("no"));
        assert!(each(Path::new("/nowhere"), Mode::Check, TABLE, failing).is_err());
    }
}
