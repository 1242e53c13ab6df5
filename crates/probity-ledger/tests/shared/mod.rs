//! Finds the vectors of others, which lie beside the repository and not in it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::path::PathBuf;

/// The text of a shared file; none, with a line that says so, where there is no such folder.
pub(crate) fn shared_file(path: &str) -> Option<String> {
    let folder = std::env::var_os("PROBITY_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")));
    let file = folder.join(path);
    if !file.exists() {
        let required = std::env::var("PROBITY_REQUIRE_SHARED").is_ok_and(|value| value == "1");
        assert!(!required, "{} is required and missing", file.display());
        println!("skipped: {} is not here", file.display());
        return None;
    }
    Some(std::fs::read_to_string(file).unwrap())
}
