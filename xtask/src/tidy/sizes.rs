//! One file, one idea: a file that grows beyond a screenful of screens holds several.

use super::Finding;
use crate::workspace::File;

const LARGE: usize = 500;
const TOO_LARGE: usize = 600;

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.has_extension("rs"))
}

pub(super) fn too_large(files: &[File]) -> Vec<Finding> {
    rust(files)
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > TOO_LARGE)
        .map(|(file, lines)| Finding::new(&*file.path, format!("{lines} lines; at most {TOO_LARGE}")))
        .collect()
}

pub(super) fn large(files: &[File]) -> Vec<Finding> {
    rust(files)
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| (LARGE + 1..=TOO_LARGE).contains(lines))
        .map(|(file, lines)| Finding::new(&*file.path, format!("{lines} lines; better under {LARGE}")))
        .collect()
}

/// Every file says first what it is.
pub(super) fn without_header(files: &[File]) -> Vec<Finding> {
    rust(files)
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| Finding::new(&*file.path, "does not begin with `//!` and what it is"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_are_warned_of_and_larger_ones_refused() {
        let file = |lines: usize| [File::new("crates/a/src/lib.rs", &"//!\n".repeat(lines))];
        assert_eq!((large(&file(500)).len(), too_large(&file(500)).len()), (0, 0));
        assert_eq!((large(&file(501)).len(), too_large(&file(501)).len()), (1, 0));
        assert_eq!((large(&file(601)).len(), too_large(&file(601)).len()), (0, 1));
    }

    #[test]
    fn a_file_without_a_header_is_found_and_other_kinds_are_free() {
        assert_eq!(without_header(&[File::new("a.rs", "fn a() {}")]).len(), 1);
        assert_eq!(without_header(&[File::new("a.rs", "//! What it is."), File::new("a.md", "words")]), []);
    }
}
