//! The project's own chores: `cargo xtask setup|test|ci|tidy|generate|bench`.
//!
//! This is not part of the product and knows none of its crates: it starts other
//! programs and reads files. It uses the standard library and a JSON reader only, so that
//! it builds in seconds on a fresh machine.

mod bench;
mod generate;
mod metadata;
mod say;
mod servers;
mod setup;
mod steps;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <chore>

  setup               install what the tests need on Debian (PostgreSQL, MariaDB, Redis, Chromium, npm packages)
  test [--fast]       everything that must hold before a change is merged; --fast leaves out
                      the browser tests and the documentation
  test --lake         the tests of what the feature `lake` (Parquet) brings in, and its lints
  ci                  test, with no test allowed to skip itself
  tidy                the rules of the house: crate edges, purity, sizes, documents, dependencies
  generate [--check]  write the generated files, or say which are out of date
  bench [name]        run the measurements
";

/// Why a chore could not be done, in one sentence for the person who started it.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["setup"] => workspace::root().and_then(|root| setup::setup(&root, setup::Wanted::Everything)),
        ["test"] => test::run(test::Scope::Everything),
        ["test", "--fast"] => test::run(test::Scope::Fast),
        ["test", "--lake"] => test::lake(),
        ["ci"] => test::run(test::Scope::Strict),
        ["tidy"] => workspace::root().and_then(|root| tidy::run(&root)),
        ["generate"] => workspace::root().and_then(|root| generate::run(&root, generate::Mode::Write)),
        ["generate", "--check"] => {
            workspace::root().and_then(|root| generate::run(&root, generate::Mode::Check))
        }
        ["bench"] => workspace::root().and_then(|root| bench::run(&root, None)),
        ["bench", name] => workspace::root().and_then(|root| bench::run(&root, Some(name))),
        _ => {
            say::error(USAGE);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say::error(&format!("xtask: {fault}"));
            ExitCode::FAILURE
        }
    }
}
