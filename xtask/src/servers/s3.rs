//! The server of S3 that tests start for themselves, each on a folder of its own. It is not installed but
//! built, from `tests/s3`, a workspace of its own.

use crate::{Fault, tools, workspace};
use std::path::{Path, PathBuf};

/// The variable in which tests find the program, and the one that lets none of them skip itself.
pub(crate) const VARIABLES: (&str, &str) = ("PROBITY_TEST_S3_SERVER", "PROBITY_REQUIRE_S3");

/// Builds the server and says where its program is.
pub(crate) fn build(root: &Path) -> Result<PathBuf, Fault> {
    let target = workspace::target(root).join("s3");
    let mut command = tools::cargo(root);
    command.args(["build", "--locked", "--manifest-path", "tests/s3/Cargo.toml", "--target-dir"]);
    tools::run(command.arg(&target))?;
    Ok(target.join("debug/probity-test-s3"))
}
