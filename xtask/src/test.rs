//! Everything that must hold before a change is merged: one command, here and in CI.

use crate::generate::Mode;
use crate::servers::{KINDS, Server, Servers, s3};
use crate::setup::Wanted;
use crate::steps::Steps;
use crate::{Fault, generate, say, setup, tidy, tools, workspace};
use std::path::Path;
use std::process::Command;

/// How much to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// No browser, no documentation.
    Fast,
    /// All of it.
    Everything,
    /// All of it, and a test that skips itself is a fault.
    Strict,
}

/// Runs the steps and prints how long each took.
pub(crate) fn run(scope: Scope) -> Result<(), Fault> {
    let root = workspace::root()?;
    let fast = scope == Scope::Fast;
    let mut steps = Steps::default();

    let wanted = if fast { Wanted::Servers } else { Wanted::Everything };
    steps.step("setup", || setup::setup(&root, wanted));
    steps.step("format", || tools::run(tools::cargo(&root).args(["fmt", "--all", "--check"])));
    steps.step("tidy", || tidy::run(&root));
    steps.step("lint", || {
        let words = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        tools::run(tools::cargo(&root).args(words))
    });
    let built = steps
        .step("build", || tools::run(tools::cargo(&root).args(["build", "--package", "probity", "--locked"])))
        .is_some();
    steps.step("generate", || generate::run(&root, Mode::Check));

    let mut servers = Servers::default();
    for kind in KINDS {
        let server = steps.step(&kind.name.to_lowercase(), || Server::start(kind, &root));
        server.into_iter().for_each(|server| servers.add(kind, server));
    }
    let server = steps.step("s3", || s3::build(&root));
    server.into_iter().for_each(|program| servers.add_s3(program));
    let services = Services { root: &root, scope, servers: &servers };
    steps.step("test", || services.tests());
    steps.step("doctest", || {
        let mut command = tools::cargo(&root);
        tools::run(services.name_in(command.args(["test", "--workspace", "--doc", "--locked"]))?)
    });
    if fast {
        steps.skip("browser", "left out by --fast");
        steps.skip("documentation", "left out by --fast");
    } else {
        if !root.join("tests/browser/run.mjs").is_file() {
            steps.skip("browser", "there is no tests/browser/run.mjs yet");
        } else if built {
            steps.step("browser", || services.browser_tests());
        } else {
            steps.skip("browser", "the program was not built");
        }
        steps.step("documentation", || {
            let mut command = tools::cargo(&root);
            command.args(["doc", "--workspace", "--no-deps", "--locked"]);
            tools::run(command.env("RUSTDOCFLAGS", "-D warnings"))
        });
    }
    drop(servers);
    steps.finish()
}

/// The tests of stores with the feature `lake`: apart, because Parquet takes longer to build than it is worth
/// for changes that do not touch it.
pub(crate) fn lake() -> Result<(), Fault> {
    let root = workspace::root()?;
    let mut steps = Steps::default();
    let mut servers = Servers::default();
    let server = steps.step("s3", || s3::build(&root));
    server.into_iter().for_each(|program| servers.add_s3(program));
    let features = ["--package", "probity-stores", "--features", "lake", "--locked"];
    steps.step("lint", || {
        let mut command = tools::cargo(&root);
        tools::run(command.arg("clippy").args(features).args(["--all-targets", "--", "-D", "warnings"]))
    });
    steps.step("test", || {
        let mut command = tools::cargo(&root);
        command.arg("test").args(features).args(["--lib", "--test", "stores", "sources::lake"]);
        if let Some(program) = servers.s3() {
            command.env(s3::VARIABLES.0, program).env(s3::VARIABLES.1, "1");
        }
        tools::run(&mut command)
    });
    steps.finish()
}

/// What the tests find in their environment.
struct Services<'a> {
    root: &'a Path,
    scope: Scope,
    servers: &'a Servers,
}

impl Services<'_> {
    fn name_in<'c>(&self, command: &'c mut Command) -> Result<&'c mut Command, Fault> {
        self.servers.name_in(command);
        match workspace::shared(self.root)? {
            Some(folder) => {
                command.env("PROBITY_SHARED", folder).env("PROBITY_REQUIRE_SHARED", "1");
            }
            None if self.scope == Scope::Strict => {
                command.env("PROBITY_REQUIRE_SHARED", "1");
            }
            None => say::line("there is no folder ../shared: the tests that read it are skipped"),
        }
        Ok(command)
    }

    fn tests(&self) -> Result<(), Fault> {
        let mut command = tools::cargo(self.root);
        if tools::find("cargo-nextest").is_some() {
            command.args(["nextest", "run", "--workspace", "--no-fail-fast", "--locked"]);
        } else {
            command.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--locked"]);
        }
        tools::run(self.name_in(&mut command)?)
    }

    fn browser_tests(&self) -> Result<(), Fault> {
        let mut command = Command::new("node");
        command.arg("tests/browser/run.mjs").current_dir(self.root);
        command.env("PROBITY_BINARY", workspace::target(self.root).join("debug/probity"));
        if let Some(chromium) = tools::find("chromium") {
            command.env("PROBITY_CHROMIUM", chromium);
        }
        tools::run(self.name_in(&mut command)?)
    }
}
