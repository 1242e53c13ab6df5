//! Installing what the tests need on a fresh Debian machine. What is there is left alone.
//!
//! It installs from Debian's packages and from the npm lock file and builds nothing. On
//! other systems, or without the rights, it says what is missing.

use crate::servers::KINDS;
use crate::{Fault, say, tools};
use std::path::Path;
use std::process::Command;

/// How much is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// For the tests that drive no browser.
    Servers,
    /// For all tests.
    Everything,
}

struct Package {
    name: &'static str,
    is_there: fn() -> bool,
}

const BROWSER: [Package; 3] = [
    Package { name: "chromium", is_there: || tools::find("chromium").is_some() },
    Package { name: "nodejs", is_there: || tools::find("node").is_some() },
    Package { name: "npm", is_there: || tools::find("npm").is_some() },
];

/// Installs what is missing.
pub(crate) fn setup(root: &Path, wanted: Wanted) -> Result<(), Fault> {
    let browser: &[Package] = if wanted == Wanted::Everything { &BROWSER } else { &[] };
    let servers = KINDS.iter().filter(|kind| !kind.is_installed()).map(|kind| kind.package);
    let programs = browser.iter().filter(|package| !(package.is_there)()).map(|package| package.name);
    let missing: Vec<&str> = servers.chain(programs).collect();
    if missing.is_empty() {
        say::line("every program the tests need is installed");
    } else {
        install(&missing)?;
    }
    if wanted == Wanted::Everything {
        npm_packages(&root.join("tests/browser"))?;
    }
    Ok(())
}

fn install(missing: &[&str]) -> Result<(), Fault> {
    let by_hand = format!("install {} and start again", missing.join(", "));
    if tools::find("apt-get").is_none() {
        return Err(Fault::new(format!("this system has no apt-get: {by_hand}")));
    }
    if !tools::is_root() {
        return Err(Fault::new(format!("only root may install packages: {by_hand}")));
    }
    let apt_get = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]).args(words);
        tools::run(&mut command)
    };
    // A base image's package lists may name versions that are gone.
    apt_get(&["update"])?;
    let mut words = vec!["install", "--no-install-recommends"];
    words.extend(missing);
    let _quiet = NoServices::begin();
    apt_get(&words)
}

/// While it lives, packages start no service of their own: Debian asks this script first.
struct NoServices(Option<&'static Path>);

const POLICY: &str = "/usr/sbin/policy-rc.d";

impl NoServices {
    fn begin() -> Self {
        let path = Path::new(POLICY);
        // Somebody else's policy stays theirs.
        if path.exists() || std::fs::write(path, "#!/bin/sh\nexit 101\n").is_err() {
            return Self(None);
        }
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        let _ = std::fs::set_permissions(path, executable);
        Self(Some(path))
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn npm_packages(folder: &Path) -> Result<(), Fault> {
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let changed = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    // npm writes this file last, so it is there only after a whole installation.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&lock) {
        say::line("the npm packages are installed");
        return Ok(());
    }
    tools::run(Command::new("npm").arg("ci").current_dir(folder))
}
