//! The rules of the house that no compiler checks.
//!
//! Every rule is a function from what was read to findings, so that a test can break it.
//! Nothing here changes a file.

mod code;
mod documents;
mod edges;
mod licences;
mod lock;
mod purity;
mod sizes;
mod words;

use crate::{Fault, metadata, say, workspace};
use std::path::Path;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// Applies every rule.
pub(crate) fn run(root: &Path) -> Result<(), Fault> {
    let files = workspace::files(root)?;
    let crates = metadata::crates(root)?;

    for warning in sizes::large(&files) {
        say::line(&format!("warning: {}: {}", warning.place, warning.message));
    }
    let mut findings = Vec::new();
    findings.extend(edges::check(&crates));
    findings.extend(purity::check(&files));
    findings.extend(sizes::too_large(&files));
    findings.extend(sizes::without_header(&files));
    findings.extend(words::check(&files));
    findings.extend(documents::architecture(&files, crates.keys().map(String::as_str)));
    findings.extend(documents::links(&files, |path| root.join(path).exists()));
    findings.extend(documents::decisions(&files));
    findings.extend(lock::check(&files));
    findings.extend(licences::check(&files, &licences::packages(root)?));
    findings.sort();

    for finding in &findings {
        say::error(&format!("{}: {}", finding.place, finding.message));
    }
    if findings.is_empty() {
        say::line(&format!("{} files are tidy", files.len()));
        Ok(())
    } else {
        Err(Fault::new(format!("the rules of the house are broken in {} places", findings.len())))
    }
}
